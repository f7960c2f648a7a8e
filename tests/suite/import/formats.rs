//! Raw HTTP, `.http` files, HAR, Postman and PowerShell: what the samples do not show.

use super::{check, errors, import, one, show};
use expect_test::expect;
use gatewright::import::Body;

fn rules(text: &str) -> Vec<String> {
    import(text).diagnostics.into_iter().map(|diagnostic| diagnostic.rule.0.to_owned()).collect()
}

#[test]
fn raw_requests() {
    check(
        "\nPOST https://h.example/a?b=c HTTP/2\nX-Long: one\n  two\nHost: h.example\n\nline 1\nline 2\n",
        expect![[r#"
            POST https://h.example/a?b=c
            X-Long: one two
            Host: h.example

            line 1
            line 2
        "#]],
    );
    check(
        ":authority: h.example\n:method: PUT\n:path: /a?b\n:scheme: https\naccept: */*\n",
        expect![[r#"
            PUT https://h.example/a?b
            accept: */*
        "#]],
    );
    check(
        "POST //a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n3;x=y\r\nefg\r\n0\r\n\r\n",
        expect![[r#"
            POST https://h//a
            Host: h
            Transfer-Encoding: chunked

            abcdefg
        "#]],
    );
    // Chunks that a tool has joined already stay as they are.
    assert_eq!(
        one("POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n{\"a\":1}").body,
        Body::Text("{\"a\":1}".into())
    );
    // A body that ends in a line end keeps it if its length says so.
    assert_eq!(one("POST / HTTP/1.1\nHost: h\nContent-Length: 2\n\na\n").body, Body::Text("a\n".into()));
    assert_eq!(one("POST / HTTP/1.1\nHost: h\nContent-Length: 1\n\na\n").body, Body::Text("a".into()));
    assert_eq!(one("GET /x HTTP/1.1").url(), "/x");
}

#[test]
fn broken_raw_requests() {
    assert_eq!(rules("POST HTTP/1.1 HTTP/1.1\nHost: h\n\n"), Vec::<String>::new());
    assert_eq!(rules("POST  HTTP/1.1\nHost: h\n"), ["import/no-path"]);
    assert_eq!(rules("GET /x HTTP/1.1\nHost h\n\nbody"), ["import/header-without-colon"]);
    assert_eq!(rules("GET /x HTTP/1.1\nBad name: h\n"), ["import/header-name"]);
    assert_eq!(rules("POST /x HTTP/1.1\nContent-Length: 9\n\nabc"), ["import/content-length"]);
    let imported = import("GET /x HTTP/1.1\nA: 1\nbroken\nB: 2\n");
    assert_eq!(imported.requests[0].headers.len(), 2);
    let place = imported.diagnostics[0].primary().unwrap().span;
    assert_eq!(place.slice("GET /x HTTP/1.1\nA: 1\nbroken\nB: 2\n"), "broken");
}

#[test]
fn http_files() {
    let file = "@base = https://{{host}}/v1\n@host = h.example\n\n# comment\nGET {{base}}/a HTTP/1.1\n# no header\nA: {{$guid}}\n\n###\n\
                // @name second\n# @no-redirect\nhttps://h.example/b\n###   Third   ###\nPOST {{base}}/c\nContent-Type: application/x-www-form-urlencoded\n\n\
                a=1\n&b=2\n\n> {%\n client.log(1)\n# x\n%}\n\n### Grpc\nGRPC h.example/x\n\n### last\nPOST {{base}}/d\n\n<@ utf8 ./x.json\n<> 2026.json\n";
    let imported = import(file);
    let shown: String = imported.requests.iter().map(|r| format!("# {:?}\n{}", r.name, show(r))).collect();
    expect![[r#"
        # None
        GET https://h.example/v1/a
        A: {{$guid}}
        # Some("second")
        GET https://h.example/b
        # Some("Third   ###")
        POST https://h.example/v1/c
        Content-Type: application/x-www-form-urlencoded

        a=1&b=2
        # Some("last")
        POST https://h.example/v1/d

        < ./x.json
    "#]]
    .assert_eq(&shown);
    assert_eq!(imported.requests[0].unresolved, ["$guid"]);
    assert!(imported.left_out.iter().any(|left_out| left_out.what == "a GRPC request"));
    assert_eq!(errors(&import("### only a title\n")), ["import/no-request"]);
    assert_eq!(errors(&import("###\nPOST\n")), ["import/no-url"]);
    assert_eq!(errors(&import("###\nPOST https://h\nno colon\n")), ["import/header-without-colon"]);
    check(
        "https://h.example/x?a=b",
        expect![[r#"
        GET https://h.example/x?a=b
    "#]],
    );
}

#[test]
fn har_files() {
    let entry = |request: &str| format!(r#"{{"log":{{"entries":[{{"request":{request},"response":null}}]}}}}"#);
    check(
        &entry(
            r#"{"method":"POST","url":"https://h/r","headers":[{"name":"A","value":"1"},{"name":"a","value":"2"}],
               "cookies":[{"name":"x","value":"1"},{"name":"y","value":"2"}],
               "postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a","value":"x y"},{"name":"b","value":"%26"}]}}"#,
        ),
        expect![[r#"
            POST https://h/r
            A: 1
            a: 2
            Cookie: x=1; y=2
            Content-Type: application/x-www-form-urlencoded

            a=x+y&b=%26
        "#]],
    );
    let multipart = entry(
        r#"{"method":"POST","url":"https://h/r","headers":[],"postData":{"mimeType":"multipart/form-data","params":[{"name":"a"}]}}"#,
    );
    assert_eq!(import(&multipart).left_out[0].what, "a multipart body");
    let answered = r#"{"log":{"entries":[{"request":{"url":"https://h/r"},
        "response":{"headers":[{"name":"Apigw-RequestId","value":"x"}]}},{"request":{}}]}}"#;
    let imported = import(answered);
    assert!(imported.requests[0].is_for_gateway());
    assert_eq!(imported.left_out[0].what, "entry 2");
    assert_eq!(rules(r#"{"log":{"entries":[]}}"#), ["import/no-request"]);
    assert_eq!(rules(r#"{"log":{"entries":[{"request""#), ["import/not-json"]);
    assert_eq!(rules(r#"{"log":7}"#), ["import/not-json"]);
}

#[test]
fn postman_collections() {
    let collection = |auth: &str, items: &str| {
        format!(
            r#"{{"info":{{"name":"c"}},{auth}"variable":[{{"key":"host","value":"h.example"}},{{"key":"t","value":"tok"}}],"item":[{items}]}}"#
        )
    };
    let first =
        |auth: &str, request: &str| show(&one(&collection(auth, &format!(r#"{{"name":"r","request":{request}}}"#))));
    assert_eq!(first("", r#""https://{{host}}/a""#), "GET https://h.example/a\n");
    // Without `raw` the parts make the address; what is switched off stays out.
    assert_eq!(
        first(
            "",
            r#"{"method":"PUT","url":{"protocol":"https","host":["api","example"],"port":"8443","path":["a",":id",":no"],
               "query":[{"key":"x","value":"1"},{"key":"y","value":"2","disabled":true}],"variable":[{"key":"id","value":"7"}]}}"#
        ),
        "PUT https://api.example:8443/a/7/:no?x=1\n"
    );
    assert_eq!(
        first(
            "",
            r#"{"method":"POST","url":"https://h","header":[{"key":"A","value":"{{t}}"}],
               "body":{"mode":"urlencoded","urlencoded":[{"key":"a b","value":"{{t}}&"},{"key":"off","value":"1","disabled":true}]}}"#
        ),
        "POST https://h/\nA: tok\nContent-Type: application/x-www-form-urlencoded\n\na%20b=tok%26\n"
    );
    assert_eq!(
        first(
            "",
            r#"{"method":"POST","url":"https://h","body":{"mode":"graphql","graphql":{"query":"{ a }","variables":"{\"x\":1}"}}}"#
        ),
        "POST https://h/\nContent-Type: application/json\n\n{\"query\":\"{ a }\",\"variables\":{\"x\":1}}\n"
    );
    assert_eq!(
        first("", r#"{"method":"POST","url":"https://h","body":{"mode":"file","file":{"src":"/tmp/x.bin"}}}"#),
        "POST https://h/\n\n< /tmp/x.bin\n"
    );
    // Authorization: of 2.1 a list, of 2.0 an object; the request's own counts before the collection's.
    let basic = r#""auth":{"type":"basic","basic":{"username":"user","password":"pass"}},"#;
    assert_eq!(first(basic, r#""https://h""#), "GET https://h/\nAuthorization: Basic dXNlcjpwYXNz\n");
    assert_eq!(first(basic, r#"{"url":"https://h","auth":{"type":"noauth"}}"#), "GET https://h/\n");
    let key = |place: &str| {
        format!(
            r#"{{"url":"https://h?a=1","auth":{{"type":"apikey","apikey":[{{"key":"key","value":"X-Api-Key"}},{{"key":"value","value":"{{{{t}}}}"}},{{"key":"in","value":"{place}"}}]}}}}"#
        )
    };
    assert_eq!(first(basic, &key("header")), "GET https://h/?a=1\nX-Api-Key: tok\n");
    assert_eq!(first(basic, &key("query")), "GET https://h/?a=1&X-Api-Key=tok\n");

    let form = collection("", r#"{"name":"f","request":{"url":"https://h","body":{"mode":"formdata","formdata":[]}}}"#);
    assert_eq!(import(&form).left_out[0].what, "the body of `f`");
    let unknown = collection("", r#"{"name":"f","request":{"url":"{{base}}/x","auth":{"type":"hawk"}}}"#);
    let imported = import(&unknown);
    assert_eq!(imported.requests[0].unresolved, ["base"]);
    assert_eq!(imported.requests[0].url(), "{{base}}/x");
    assert_eq!(imported.left_out[0].what, "authorization `hawk`");
    assert_eq!(rules(r#"{"id":"1","order":[],"requests":[]}"#), ["import/old-postman"]);
    assert_eq!(rules(r#"{"info":{},"item":[]}"#), ["import/no-request"]);
    assert_eq!(rules(r#"{"info":{"_postman_id":"x"},"item":[{"#), ["import/not-json"]);
}

#[test]
fn powershell() {
    check(
        "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n\
         $session.UserAgent = \"agent\"\n\
         $session.Cookies.Add((New-Object System.Net.Cookie(\"sid\", \"a\", \"/\", \"h.example\")))\n\
         $session.Cookies.Add((New-Object System.Net.Cookie(\"b\", \"2\", \"/\", \"h.example\")))\n\
         Invoke-WebRequest -UseBasicParsing -Uri \"https://h.example/r?a=1&b=2\" `\n\
         -Method \"POST\" `\n-WebSession $session `\n-Headers @{\n\"authority\"=\"h.example\"\n  \"method\"=\"POST\"\n  \"path\"=\"/r\"\n  \"scheme\"=\"https\"\n  \"accept\"=\"*/*\"\n} `\n\
         -ContentType \"application/json\" `\n\
         -Body ([System.Text.Encoding]::UTF8.GetBytes(\"{`\"a`\":`\"$([char]8364)`$x`\"}\"))",
        expect![[r#"
            POST https://h.example/r?a=1&b=2
            accept: */*
            Cookie: sid=a; b=2
            User-Agent: agent
            Content-Type: application/json

            {"a":"€$x"}
        "#]],
    );
    // As Postman writes it.
    check(
        "$headers = New-Object \"System.Collections.Generic.Dictionary[[String],[String]]\"\n\
         $headers.Add(\"Content-Type\", \"application/json\")\n$headers['X-Two'] = 'it''s'\n\n\
         $body = @\"\n{\n  `\"a`\": 1\n}\n\"@\n\n\
         $response = Invoke-RestMethod 'https://h/r' -Method 'PUT' -Headers $headers -Body $body\n\
         $response | ConvertTo-Json",
        expect![[r#"
            PUT https://h/r
            Content-Type: application/json
            X-Two: it's

            {
              "a": 1
            }
        "#]],
    );
    check(
        "$p = @{ Uri = 'https://h/r'; Method = 'Post'; Body = (@{ a = 1; b = @('x', $true) } | ConvertTo-Json) }\nirm @p",
        expect![[r#"
            POST https://h/r
            Content-Type: application/x-www-form-urlencoded

            {"a":1,"b":["x",true]}
        "#]],
    );
    check(
        "iwr https://h/r?x=1 -Body @{ q = 'a b' }",
        expect![[r#"
        GET https://h/r?x=1&q=a+b
    "#]],
    );
    let imported = import("irm -Uri \"https://h/$id\" -Headers @{ Authorization = \"Bearer $env:TOKEN\" } -OutFile x");
    assert_eq!(imported.requests[0].unresolved, ["$id", "$env:TOKEN"]);
    assert_eq!(imported.left_out[0].what, "parameter `-outfile`");
    assert_eq!(errors(&import("Invoke-WebRequest -Method POST")), ["import/no-url"]);
    assert_eq!(errors(&import("Invoke-WebRequest https://h -Form @{a=1}")), ["import/multipart"]);
}
