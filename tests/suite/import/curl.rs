//! curl: options and quoting. What is expected was checked against curl 7.88 and bash where they can tell.

use super::{check, errors, import, one};
use expect_test::expect;
use gatewright::import::Body;

#[test]
fn data_makes_a_post() {
    check(
        "curl https://h/r -d a=1 -d 'b=x y' --data-raw @c",
        expect![[r#"
            POST https://h/r
            Content-Type: application/x-www-form-urlencoded

            a=1&b=x y&@c
        "#]],
    );
    check(
        "curl -XPATCH -H'content-type: text/plain' https://h/r --data-binary $'a\\nb'",
        expect![[r#"
            PATCH https://h/r
            content-type: text/plain

            a
            b
        "#]],
    );
    check(
        "curl h/r --data-urlencode 'note=a&b c+~é' --data-urlencode '=x y' --data-urlencode 'plain text'",
        expect![[r#"
            POST http://h/r
            Content-Type: application/x-www-form-urlencoded

            note=a%26b+c%2B~%C3%A9&x+y&plain+text
        "#]],
    );
    assert_eq!(one("curl h -d @body.json").body, Body::File("body.json".into()));
    assert_eq!(one("curl h -T photo.png").method, "PUT");
    assert_eq!(one("curl h -I").method, "HEAD");
    assert_eq!(one("curl h -d ''").method, "POST");
}

#[test]
fn json_brings_its_headers() {
    check(
        r#"curl https://h/r --json '{"a":1}' --json '{"b":2}' -H 'X: 1'"#,
        expect![[r#"
            POST https://h/r
            X: 1
            Content-Type: application/json
            Accept: application/json

            {"a":1}{"b":2}
        "#]],
    );
    check(
        r#"curl https://h/r --json '{}' -H 'content-type: application/vnd.api+json' -H 'Accept:'"#,
        expect![[r#"
            POST https://h/r
            content-type: application/vnd.api+json

            {}
        "#]],
    );
}

#[test]
fn get_puts_data_into_the_query() {
    check(
        "curl -G 'https://h/r?x=1' -d q=a%20b --data-urlencode 'note=a&b' --url-query 'z=1 2'",
        expect![[r#"
            GET https://h/r?x=1&z=1+2&q=a%20b&note=a%26b
        "#]],
    );
    let imported = import("curl -G https://h/r -d 'name=J O'");
    assert_eq!(imported.diagnostics[0].rule.0, "import/blank-in-address");
}

#[test]
fn headers_of_options() {
    check(
        "curl https://h -A agent -e ref -b 'a=b' -b 'c=d' -u user:pass -H 'X-Two: 1' -H 'X-Two: 2' -H 'Empty;' -r 0-9",
        expect![[r#"
            GET https://h/
            User-Agent: agent
            Referer: ref
            Cookie: a=b;c=d
            X-Two: 1
            X-Two: 2
            Empty: 
            Authorization: Basic dXNlcjpwYXNz
            Range: bytes=0-9
        "#]],
    );
    // What is given by hand replaces what an option makes, and a name without value takes it away.
    check(
        "curl https://h -A agent -H 'user-agent: mine' -d x -H Content-Type: -u a:b -H 'Authorization: Bearer t'",
        expect![[r#"
            POST https://h/
            user-agent: mine
            Authorization: Bearer t

            x
        "#]],
    );
    check(
        "curl user:p%40ss@h/x --oauth2-bearer tok",
        expect![[r#"
            GET http://h/x
            Authorization: Bearer tok
        "#]],
    );
    assert_eq!(
        one("curl http://user:p%40ss@h/x").headers,
        [("Authorization".to_owned(), "Basic dXNlcjpwQHNz".to_owned())]
    );
    assert_eq!(import("curl https://h -H nocolon").diagnostics[0].rule.0, "import/header-without-colon");
}

#[test]
fn names_of_options_are_written_like_the_others() {
    // Browsers copy requests over HTTP/2, where every name is in lower case.
    check(
        "curl https://h -H 'accept: */*' -b 'a=b' -d x",
        expect![[r#"
            POST https://h/
            accept: */*
            cookie: a=b
            content-type: application/x-www-form-urlencoded

            x
        "#]],
    );
}

#[test]
fn options_combine_and_abbreviate() {
    check(
        "curl -sSiXDELETE --url https://h/r --compressed --max-time 5 -o /dev/null -w '%{http_code}' --retry 3 --head-nonsense",
        expect![[r#"
            DELETE https://h/r
        "#]],
    );
    check(
        "curl --request=PUT --header='A: b' https://h",
        expect![[r#"
        PUT https://h/
        A: b
    "#]],
    );
    check(
        "/usr/bin/curl --user-a x -X PUT --no-keepalive https://h",
        expect![[r#"
            PUT https://h/
            User-Agent: x
        "#]],
    );
    let left_out: Vec<String> = import("curl -s --foo -L h").left_out.into_iter().map(|l| l.what).collect();
    assert_eq!(left_out, ["option `--silent`", "option `--foo`", "option `--location`"]);
}

#[test]
fn several_requests() {
    let urls =
        |text: &str| import(text).requests.iter().map(|r| format!("{} {}", r.method, r.url())).collect::<Vec<_>>();
    assert_eq!(
        urls("curl https://h/a https://h/b -d x --next https://h/c"),
        ["POST https://h/a", "POST https://h/b", "GET https://h/c"]
    );
    assert_eq!(
        urls("$ curl https://h/a\n\n# then\ncurl https://h/b; sudo curl h/c | jq . > out"),
        ["GET https://h/a", "GET https://h/b", "GET http://h/c"]
    );
}

#[test]
fn quoting() {
    check(
        "curl https://h/r \\\n -H \"A: \\\"q\\\" \\\\ \\$x\" \\\n --data-raw $'it\\'s \\u0021 \\xc3\\xa9 \\ud83d\\ude00'",
        expect![[r#"
            POST https://h/r
            A: "q" \ $x
            Content-Type: application/x-www-form-urlencoded

            it's ! é 😀
        "#]],
    );
    check(
        "curl -d @- https://h/r -H 'Content-Type: application/json' <<'EOF'\n{\n  \"a\": \"$x\"\n}\nEOF\n",
        expect![[r#"
            POST https://h/r
            Content-Type: application/json

            {  "a": "$x"}
        "#]],
    );
    // Windows: carets before what `cmd` would take for itself.
    check(
        "curl ^\"https://h/r?a=1^&b=2^\" ^\r\n  -H ^\"A: x^\" ^\r\n  --data-raw ^\"^{^\\^\"n^\\^\":^\\^\"l1^\r\n\r\nl2^\\^\"^}^\"",
        expect![[r#"
            POST https://h/r?a=1&b=2
            A: x
            Content-Type: application/x-www-form-urlencoded

            {"n":"l1
            l2"}
        "#]],
    );
    check(
        "curl -X POST \"https://h/r\" ^\n -d \"a ^ \\\"b\\\"\"",
        expect![[r#"
            POST https://h/r
            Content-Type: application/x-www-form-urlencoded

            a ^ "b"
        "#]],
    );
}

#[test]
fn nothing_is_run_or_expanded() {
    let imported = import("T=$(rm -rf x)\ncurl \"https://$HOST/x\" -H \"A: ${T}\" -H 'B: $T' -d \"`id`\"");
    let request = &imported.requests[0];
    assert_eq!(request.unresolved, ["$HOST", "${T}", "`id`"]);
    assert_eq!(request.url(), "https://$HOST/x");
    assert_eq!(request.body, Body::Text("`id`".into()));
    assert_eq!(imported.diagnostics.len(), 3);
    assert_eq!(import("curl ^\"https://h^\" -H ^\"A: %TOKEN%^\"").requests[0].unresolved, ["%TOKEN%"]);
}

#[test]
fn what_cannot_be_read_says_why() {
    let rules = |text: &str| errors(&import(text)).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(rules("curl -F a=@b https://h"), ["import/multipart"]);
    assert_eq!(rules("curl -F a=@b -d x https://h"), ["import/multipart", "import/contradiction"]);
    assert_eq!(rules("curl -d x"), ["import/no-url"]);
    assert_eq!(rules("curl https://h -H"), ["import/missing-value"]);
    assert_eq!(rules("curl 'https://h"), ["import/unclosed-quote"]);
    assert_eq!(rules("curly https://h"), ["import/unknown"]);
    assert_eq!(rules(""), ["import/unknown"]);
}

/// Checked against curl 7.88 itself.
#[test]
fn paths_are_sent_as_curl_sends_them() {
    for (command, target) in [
        ("curl http://h/a/../b/./c", "/b/c"),
        ("curl --path-as-is http://h/a/../b", "/a/../b"),
        ("curl 'http://h/\u{e9}?q=\u{e9}'", "/%c3%a9?q=%c3%a9"),
        ("curl 'http://h/a#frag'", "/a"),
    ] {
        assert_eq!(one(command).target, target, "{command}");
    }
}

#[test]
fn a_caret_in_quotes_makes_no_windows_command() {
    for (command, body) in [
        ("curl http://h/ -d 'a ^\"b'", "a ^\"b"),
        ("curl http://h/ -d \"x^\" -H 'A: b'", "x^"),
        ("curl http://h/ -d 'a^\nb'", "a^\nb"),
        ("curl http://h/ -d $'it\\'s ^\"'", "it's ^\""),
        ("curl http://h/ -d \"{\\\"a\\\": ^\\\"1}\"", "{\"a\": ^\"1}"),
        ("curl ^\"http://h/^\" -d ^\"a^&b^\"", "a&b"),
        ("curl \"http://h/\" ^\r\n  -d \"a & 'b\"", "a & 'b"),
        ("curl http://h/ -X POST ^\n -d x", "x"),
    ] {
        assert_eq!(one(command).body, Body::Text(body.into()), "{command}");
    }
}
