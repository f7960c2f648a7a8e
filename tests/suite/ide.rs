//! Answers about a place in a template: hover and completion, for the story and for templates half written.

use expect_test::{Expect, expect};
use gatewright::apigw::integration::{IntegrationResponse, MappingTemplate};
use gatewright::apigw::proxy_response::FunctionResult;
use gatewright::design::presets::find;
use gatewright::design::{Design, file};
use gatewright::ide::{self, CompletionList, Snippet};
use gatewright::preview::{self, Preview, Respond, ResponseView, Selection, View};
use serde_json::json;

fn story() -> Design {
    file::parse(find("wild-rydes").expect("a preset").text).expect("a design")
}

/// Previews the story with another template and a richer request.
fn previewed(template: &str) -> Preview {
    let mut design = story();
    design.routes[0].integration.request_templates[0].text = template.into();
    let request = &mut design.routes[0].calls[0].request;
    request.query = vec![("tag".into(), "a\"b".into()), ("x-y".into(), "1".into())];
    request.body = Some(r#"{"PickupLocation": {"Latitude": 47.6, "Longitude": -122.2}, "items": [{"name": "Rocinante", "n": 2}, {"name": "Bucephalus", "n": 3}], "odd name": true}"#.into());
    preview::compute(&design, Selection::default(), Some(View::Mapping)).expect("a call")
}

/// Shows the card at the `|` of a template.
fn hover(marked: &str, expected: Expect) {
    let offset = marked.find('|').expect("a mark");
    let template = marked.replacen('|', "", 1);
    let told = match ide::hover(previewed(&template).request_run(), &template, offset) {
        None => "nothing\n".to_owned(),
        Some(card) => {
            let mut told = format!("{} ({}) at {}\n", card.title, card.detail, card.span.slice(&template));
            for line in card.value.iter().flat_map(|value| value.lines()) {
                told.push_str(&format!("  {line}\n"));
            }
            for note in &card.notes {
                told.push_str(&format!("- {note}\n"));
            }
            told
        }
    };
    expected.assert_eq(&told);
}

fn list(marked: &str) -> Option<CompletionList> {
    let offset = marked.find('|').expect("a mark");
    let template = marked.replacen('|', "", 1);
    // The template that ran is the one before the change: what is half written has no preview yet.
    ide::complete(Some(previewed("{}").request_run()), &template, offset)
}

/// Shows the first `most` completions at the `|` of a template.
fn complete(marked: &str, most: usize, expected: Expect) {
    let told = match list(marked) {
        None => "nothing\n".to_owned(),
        Some(list) => {
            let text = marked.replacen('|', "", 1);
            let asked = if list.only_if_asked { ", only if asked" } else { "" };
            let mut told = format!("for {:?}{asked}\n", list.replace.slice(&text));
            for item in list.items.iter().take(most) {
                let insert = if item.insert == Snippet::plain(item.label.clone()) {
                    String::new()
                } else {
                    format!(" => {}", stops_shown(&item.insert))
                };
                told.push_str(&format!("{:?} {} | {}{insert}\n", item.kind, item.label, item.detail));
            }
            told
        }
    };
    expected.assert_eq(&told);
}

fn stops_shown(snippet: &Snippet) -> String {
    let mut text = snippet.text.clone();
    for stop in snippet.stops.iter().rev() {
        text.insert(stop.end, '›');
        text.insert(stop.start, '‹');
    }
    text.replace('\n', "\\n")
}

fn labels(marked: &str) -> Vec<String> {
    list(marked).map(|list| list.items.into_iter().map(|item| item.label).collect()).unwrap_or_default()
}

#[test]
fn a_variable_of_the_catalog_tells_its_value_and_where_it_goes() {
    hover(
        "{\"ip\": \"$context.identity.source|Ip\"}",
        expect![[r#"
        $context.identity.sourceIp (Identity · String) at $context.identity.sourceIp
          203.0.113.42
        - Address of the peer of the TCP connection to the endpoint. Not from X-Forwarded-For. Test gives test-invoke-source-ip.
        - Goes to `/ip` in the event.
    "#]],
    );
    hover(
        "{\"ip\": \"$con|text.identity.sourceIp\"}",
        expect![[r#"
        $context.identity.sourceIp (Identity · String) at $context.identity.sourceIp
          203.0.113.42
        - Address of the peer of the TCP connection to the endpoint. Not from X-Forwarded-For. Test gives test-invoke-source-ip.
        - Goes to `/ip` in the event.
    "#]],
    );
    hover(
        "{\"e\": [1, {\"mail\": \"${context.authorizer.claims.em|ail}\"}]}",
        expect![[r#"
        $context.authorizer.claims.email (Claims · String) at ${context.authorizer.claims.email}
          ana@example.com
        - E-mail address. Present: Cognito user pool authorizer (REST) or JWT authorizer (HTTP API); id token.
        - Goes to `/e/1/mail` in the event.
    "#]],
    );
    hover(
        "{\"k\": \"$context.identity.apiK|ey\"}",
        expect![[r#"
        $context.identity.apiKey (Identity · String) at $context.identity.apiKey
          (empty text)
        - API key that the caller sent. Present: method requires an API key. Absent from the event when no key is required; Test gives test-invoke-api-key.
        - Absent in this call: it prints nothing.
    "#]],
    );
    hover(
        "{\"k\": \"$context.identity.sorceI|p\"}",
        expect![[r#"
        $context.identity.sorceIp (String) at $context.identity.sorceIp
          (empty text)
        - The gateway knows no such variable: it prints nothing. Did you mean `$context.identity.sourceIp`?
    "#]],
    );
    hover(
        "{\"k\": \"$cont|ext\"}",
        expect![[r#"
            $context (LinkedHashMap) at $context
            - What the gateway knows of the call: API, stage, caller, authorizer.
        "#]],
    );
}

#[test]
fn methods_tell_what_they_do_and_give() {
    hover(
        "{\"a\": \"$util.escapeJava|Script($input.params('tag')).replaceAll(\"\\\\'\", \"'\")\"}",
        expect![[r#"
            $util.escapeJavaScript($input.params('tag')) (String) at $util.escapeJavaScript($input.params('tag'))
              a\"b
            - Escapes for a JavaScript string: also ' as \' (not valid in JSON) and / as \/ (valid). Follow with .replaceAll("\\'","'").
            - Query parameter `tag` of the request.
            - Goes to `/a` in the event.
        "#]],
    );
    hover(
        "{\"a\": \"$util.escapeJavaScript($input.params('t|ag'))\"}",
        expect![[r#"
            $input.params('tag') (String) at $input.params('tag')
              a"b
            - First of path, query string, header parameter with that name; empty text when there is none. The guide: names of headers and query parameters are case-sensitive.
            - Query parameter `tag` of the request.
            - Its value reaches `/a` in the event.
        "#]],
    );
    hover(
        "{\"a\": \"$input.params('User-Agent').substring(0, 7).to|UpperCase()\"}",
        expect![[r#"
        toUpperCase(): String (String) at toUpperCase()
          MOZILLA
        - In upper case.
        - Goes to `/a` in the event.
    "#]],
    );
    hover(
        "{\"a\": \"$input.params('User-Agent').sub|string(0, 7).toUpperCase()\"}",
        expect![[r#"
            substring(int beginIndex, int endIndex): String (String) at substring(0, 7)
              Mozilla
            - What stands from the first index up to the second, without it.
            - Goes to `/a` in the event.
        "#]],
    );
    hover(
        "{\"a\": $input.json('$.Pickup|Location')}",
        expect![[r#"
        $input.json('$.PickupLocation') (String) at $input.json('$.PickupLocation')
          {"Latitude":47.6,"Longitude":-122.2}
        - Result of a JSONPath expression as JSON text. Write it without quotes around it.
        - In the body: `/PickupLocation`.
        - Goes to `/a` in the event.
    "#]],
    );
}

#[test]
fn loops_tell_round_by_round() {
    let template = "[#foreach($item in $input.path('$.items'))\n\"$item.name\"#if($foreach.hasNext),#end\n#end]";
    let at = |needle: &str, into: usize| {
        let offset = template.find(needle).expect("there") + into;
        let mut marked = template.to_owned();
        marked.insert(offset, '|');
        marked
    };
    hover(
        &at("$item.name", 6),
        expect![[r#"
        $item.name (String) at $item.name
          1  Rocinante
          2  Bucephalus
        - `$item` goes over `$input.path('$.items')`: line 1.
        - Goes to `/0`, `/1` in the event.
    "#]],
    );
    hover(
        &at("$foreach.hasNext", 10),
        expect![[r#"
        $foreach.hasNext (Boolean) at $foreach.hasNext
          1  true
          2  false
        - True if another round follows: where a comma is needed.
    "#]],
    );
    hover(
        &at("$item in", 2),
        expect![[r#"
            $item (LinkedHashMap) at $item
              {name=Rocinante, n=2}
            - `$item` goes over `$input.path('$.items')`: line 1.
        "#]],
    );
    hover(
        &at("$.items", 3),
        expect![[r#"
            $input.path('$.items') (JSONArray) at $input.path('$.items')
              [{"name":"Rocinante","n":2},{"name":"Bucephalus","n":3}]
            - Result of a JSONPath expression as an object. Prints JSON for an array, {a=b} for an object, plain text for a string, nothing for null or no match.
            - In the body: `/items`.
            - Its value reaches `/0`, `/1` in the event.
        "#]],
    );
    hover(
        &at("#foreach", 3),
        expect![[r#"
        #foreach (directive) at #foreach
        - Prints what is inside once for each element of a list, or each value of a map. $foreach.hasNext, .index, .count, .first and .last tell the round; API Gateway allows 1,000.
    "#]],
    );
}

#[test]
fn variables_tell_where_they_were_set() {
    hover(
        "#set($id = $context.identity)\n{\"ip\": \"$id.source|Ip\"}",
        expect![[r#"
        $id.sourceIp (Identity · String) at $id.sourceIp
          203.0.113.42
        - `$id` is set to `$context.identity` on line 1.
        - Address of the peer of the TCP connection to the endpoint. Not from X-Forwarded-For. Test gives test-invoke-source-ip.
        - Goes to `/ip` in the event.
    "#]],
    );
    hover(
        "#set($ip = $context.identity.source|Ip)\n{\"ip\": \"$ip\"}",
        expect![[r#"
        $context.identity.sourceIp (Identity · String) at $context.identity.sourceIp
          203.0.113.42
        - Address of the peer of the TCP connection to the endpoint. Not from X-Forwarded-For. Test gives test-invoke-source-ip.
        - Its value reaches `/ip` in the event.
    "#]],
    );
    hover(
        "#if($context.st|age == 'dev')\n$input.pa|th('$')\n#end{}",
        expect![[r#"
        $context.stage (API and stage · String) at $context.stage
          prod
        - Name of the stage. The default stage of an HTTP API is named $default; console Test gives test-invoke-stage.
    "#]],
    );
    hover(
        "{\"a\": \"$no|thing\"}",
        expect![[r#"
            $nothing (String) at $nothing
              (empty text)
            - Nothing before this gives `$nothing` a value: it prints nothing.
        "#]],
    );
}

#[test]
fn text_and_comments_tell_nothing() {
    hover(
        "{\"a|\": 1}",
        expect![[r#"
        nothing
    "#]],
    );
    hover(
        "## $context.st|age\n{}",
        expect![[r#"
        nothing
    "#]],
    );
}

#[test]
fn a_template_that_did_not_run_tells_the_values_of_the_call() {
    let preview = previewed("{}");
    let template = "{\"other\": \"$context.stage\"}";
    let card = ide::hover(preview.request_run(), template, 15).expect("a card");
    assert_eq!(card.value.as_deref(), Some("prod"));
    assert!(!card.notes.iter().any(|note| note.contains("event")), "{:?}", card.notes);
}

#[test]
fn references_are_completed() {
    complete(
        "{\"a\": \"$|\"}",
        8,
        expect![[r#"
        for "$"
        Variable $input | The body and the parameters of the request
        Variable $context | What the gateway knows of the call: API, stage, caller, authorizer
        Variable $util | Escaping, encoding and parsing
        Variable $stageVariables | The variables of the stage, by name
        Property $context.accountId | 123456789012
        Property $context.apiId | a1b2c3d4e5
        Property $context.deploymentId | h4gm3x
        Property $context.domainName | a1b2c3d4e5.execute-api.us-east-1.amazonaws.com
    "#]],
    );
    complete(
        "#set($me = $context.identity)#foreach($i in [1])#foreach($k in $m)#end${|",
        12,
        expect![[r#"
        for ""
        Variable i | in [1]
        Variable me | = $context.identity
        Property foreach.index | int
        Property foreach.count | int
        Property foreach.hasNext | boolean
        Property foreach.first | boolean
        Property foreach.last | boolean
        Property foreach.parent | ForeachScope
        Property foreach.topmost | ForeachScope
        Property foreach.replaced | Object
        Property foreach.info | Info
        Variable input | The body and the parameters of the request
    "#]],
    );
    let all = labels("$so|");
    assert!(all.contains(&"$context.identity.sourceIp".to_owned()));
    assert!(all.contains(&"$context.authorizer.claims['cognito:username']".to_owned()), "{all:?}");
}

#[test]
fn members_are_completed() {
    complete(
        "$context.|",
        30,
        expect![[r#"
            for ""
            Property accountId | 123456789012
            Property apiId | a1b2c3d4e5
            Property deploymentId | h4gm3x
            Property domainName | a1b2c3d4e5.execute-api.us-east-1.amazonaws.com
            Property domainPrefix | a1b2c3d4e5
            Property stage | prod
            Property httpMethod | POST
            Property path | /prod/rides
            Property protocol | HTTP/1.1
            Property requestId | c6af9ac6-7b61-11e6-9a41-93e8deadbeef
            Property extendedRequestId | dqHC3FNUIAMFXYg=
            Property requestTime | 02/Nov/2026:12:30:00 +0000
            Property requestTimeEpoch | 1793622600000
            Property resourceId | x9k2p1
            Property resourcePath | /rides
            Property identity | map
            Property authorizer | map
            Property responseOverride | map
            Property requestOverride | map
            Property isCanaryRequest | absent
            Property awsEndpointRequestId | absent
            Property wafResponseCode | absent
            Property webaclArn | absent
            Method get | get(Object key): Object => get(‹key›)
            Method keySet | keySet(): Set => keySet()
            Method entrySet | entrySet(): Set => entrySet()
            Method values | values(): Collection => values()
            Method containsKey | containsKey(Object key): boolean => containsKey(‹key›)
            Method containsValue | containsValue(Object value): boolean => containsValue(‹value›)
            Method size | size(): int => size()
        "#]],
    );
    complete(
        "$context.identity.so|",
        3,
        expect![[r#"
            for "so"
            Property sourceIp | 203.0.113.42
            Property userAgent | Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0
            Property clientCert | map
        "#]],
    );
    complete(
        "$context.identity.sourceIp.|",
        5,
        expect![[r#"
        for ""
        Method length | length(): int => length()
        Method isEmpty | isEmpty(): boolean => isEmpty()
        Method substring | substring(int beginIndex): String => substring(‹beginIndex›)
        Method substring | substring(int beginIndex, int endIndex): String => substring(‹beginIndex›, ‹endIndex›)
        Method replace | replace(String target, String replacement): String => replace(‹target›, ‹replacement›)
    "#]],
    );
    complete(
        "$context.authorizer.claims.|",
        6,
        expect![[r#"
        for ""
        Property sub | 7d8ca528-4931-4254-9273-ea5ee853f271
        Property iss | https://cognito-idp.us-east-1.amazonaws.com/us-east-1_W1LDryd3s
        Property aud | 5ci8pjq3m1k7e9r2v4t6a0b8d1
        Property exp | Mon Nov 02 13:20:00 UTC 2026
        Property iat | Mon Nov 02 12:20:00 UTC 2026
        Property auth_time | 1793622000
    "#]],
    );
    complete(
        "$input.|",
        9,
        expect![[r#"
        for ""
        Property body | body: string
        Method json | json('$'): json text => json('$‹›')
        Method path | path('$'): object => path('$‹›')
        Method params | params(): map => params()
        Method params | params('name'): string => params('‹›')
    "#]],
    );
    complete(
        "$util.|",
        9,
        expect![[r#"
        for ""
        Method escapeJavaScript | escapeJavaScript(x): string => escapeJavaScript(‹›)
        Method parseJson | parseJson(x): object => parseJson(‹›)
        Method urlEncode | urlEncode(x): string => urlEncode(‹›)
        Method urlDecode | urlDecode(x): string => urlDecode(‹›)
        Method base64Encode | base64Encode(x): string => base64Encode(‹›)
        Method base64Decode | base64Decode(x): string => base64Decode(‹›)
    "#]],
    );
    complete(
        "$util.escape|($x)",
        1,
        expect![[r#"
        for "escape"
        Method escapeJavaScript | escapeJavaScript(x): string
    "#]],
    );
    complete(
        "$input.params().|",
        4,
        expect![[r#"
        for ""
        Property path | map
        Property querystring | map
        Property header | map
        Method get | get(Object key): Object => get(‹key›)
    "#]],
    );
    complete(
        "$input.params().header.|",
        7,
        expect![[r#"
            for ""
            Property Authorization | (not shown here)
            Property Content-Type | application/json
            Property Host | a1b2c3d4e5.execute-api.us-east-1.amazonaws.com
            Property Origin | https://wildrydes.example.com
            Property User-Agent | Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0
            Property X-Amzn-Trace-Id | Root=1-6ae88248-0f1e2d3c4b5a69788796a5b4
            Property X-Forwarded-For | 203.0.113.42
        "#]],
    );
    complete(
        "$stageVariables.|",
        3,
        expect![[r#"
        for ""
        Property tableName | Rides
        Property fleet | unicorns
        Method get | get(Object key): Object => get(‹key›)
    "#]],
    );
    complete(
        "#foreach($x in [1])$foreach.|",
        12,
        expect![[r#"
        for ""
        Property index | int
        Property count | int
        Property hasNext | boolean
        Property first | boolean
        Property last | boolean
        Property parent | ForeachScope
        Property topmost | ForeachScope
        Property replaced | Object
        Property info | Info
    "#]],
    );
}

#[test]
fn members_of_computed_values_are_completed() {
    complete(
        "#set($body = $input.path('$'))$body.|",
        4,
        expect![[r#"
        for ""
        Property PickupLocation | {Latitude=47.6, Longitude=-122.2}
        Property items | [{"name":"Rocinante","n":2},{"name":"Bucephalus","n":3}]
        Property odd name | true => get('odd name')
        Method get | get(Object key): Object => get(‹key›)
    "#]],
    );
    complete(
        "#set($body = $input.path('$'))$body.items.|",
        4,
        expect![[r#"
        for ""
        Method get | get(int index): Object => get(‹index›)
        Method set | set(int index, Object item): Object => set(‹index›, ‹item›)
        Method add | add(int index, Object item): void => add(‹index›, ‹item›)
        Method addAll | addAll(int index, Collection items): boolean => addAll(‹index›, ‹items›)
    "#]],
    );
    complete(
        "#foreach($i in $input.path('$.items'))$i.|",
        3,
        expect![[r#"
        for ""
        Property name | Rocinante
        Property n | 2
        Method get | get(Object key): Object => get(‹key›)
    "#]],
    );
    complete(
        "#foreach($i in $input.path('$.items'))$i.n.|",
        3,
        expect![[r#"
        for ""
        Method parseInt | parseInt(String text): int => parseInt(‹text›)
        Method parseInt | parseInt(String text, int radix): int => parseInt(‹text›, ‹radix›)
        Method valueOf | valueOf(String text): Integer => valueOf(‹text›)
    "#]],
    );
    complete(
        "#set($p = $input.params())#foreach($t in $p.keySet())$p.get($t).|",
        3,
        expect![[r#"
        for ""
        Method get | get(Object key): Object => get(‹key›)
        Method keySet | keySet(): Set => keySet()
        Method entrySet | entrySet(): Set => entrySet()
    "#]],
    );
    complete(
        "$input.params('tag').|",
        2,
        expect![[r#"
        for ""
        Method length | length(): int => length()
        Method isEmpty | isEmpty(): boolean => isEmpty()
    "#]],
    );
    complete(
        "$nothing.|",
        2,
        expect![[r#"
            nothing
        "#]],
    );
}

#[test]
fn texts_in_quotes_are_completed() {
    complete(
        "{\"a\": $input.json('|",
        20,
        expect![[r#"
        for ""
        Value $ | the whole body
        Property $.PickupLocation | object of 2
        Property $.items | list of 2
        Value $["odd name"] | true
        Value $.PickupLocation.Latitude | 47.6
        Value $.PickupLocation.Longitude | -122.2
        Property $.items[0] | object of 2
        Property $.items[*] | each element
        Value $.items[0].name | "Rocinante"
        Value $.items[0].n | 2
        Value $.items[*].name | "Rocinante"
        Value $.items[*].n | 2
        Method $.length() | function
        Method $.keys() | function
    "#]],
    );
    complete(
        "$input.path(\"$.items[0].|",
        3,
        expect![[r#"
        for "$.items[0]."
        Value $.items[0].name | "Rocinante"
        Value $.items[0].n | 2
        Method $.items[0].length() | function
    "#]],
    );
    complete(
        "$input.params('|",
        9,
        expect![[r#"
            for ""
            Property tag | a"b
            Property x-y | 1
            Property Authorization | (not shown here)
            Property Content-Type | application/json
            Property Host | a1b2c3d4e5.execute-api.us-east-1.amazonaws.com
            Property Origin | https://wildrydes.example.com
            Property User-Agent | Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0
            Property X-Amzn-Trace-Id | Root=1-6ae88248-0f1e2d3c4b5a69788796a5b4
            Property X-Forwarded-For | 203.0.113.42
        "#]],
    );
    complete(
        "$input.params().querystring.get('|",
        9,
        expect![[r#"
        for ""
        Property tag | a"b
        Property x-y | 1
    "#]],
    );
    complete(
        "$stageVariables['|",
        9,
        expect![[r#"
        for ""
        Property tableName | Rides
        Property fleet | unicorns
    "#]],
    );
    complete(
        "$context.authorizer.claims['|",
        3,
        expect![[r#"
        for ""
        Property sub | 7d8ca528-4931-4254-9273-ea5ee853f271
        Property iss | https://cognito-idp.us-east-1.amazonaws.com/us-east-1_W1LDryd3s
        Property aud | 5ci8pjq3m1k7e9r2v4t6a0b8d1
    "#]],
    );
    complete(
        "$input.params('tag').replace('|",
        3,
        expect![[r#"
        nothing
    "#]],
    );
}

#[test]
fn directives_are_completed() {
    complete(
        "#|",
        30,
        expect![[r##"
        for "#"
        Directive #set | #set($name = value) => #set($‹name› = ‹value›)
        Snippet #if | #if($condition)  #end => #if(‹$condition›)\n‹›\n#end
        Snippet #if … #else | #if($condition)  #else  #end => #if(‹$condition›)\n‹›\n#else\n‹›\n#end
        Directive #elseif | #elseif($condition) => #elseif(‹$condition›)
        Directive #else | #else
        Directive #end | #end
        Snippet #foreach | #foreach($item in $list)  #end => #foreach($‹item› in $‹list›)\n‹›\n#end
        Snippet #foreach, with commas | #foreach($item in $list) #if($foreach.hasNext),#end  #end => #foreach($‹item› in $‹list›)\n‹›#if($foreach.hasNext),#end\n\n#end
        Directive #break | #break
        Directive #stop | #stop
        Snippet #define | #define($name)  #end => #define($‹name›)\n‹›\n#end
        Directive #[[ … ]]# | #[[]]# => #[[‹›]]#
        Directive ## | ##  => ## ‹›
        Directive #* … *# | #*  *# => #* ‹› *#
    "##]],
    );
    complete(
        "text #fo|",
        1,
        expect![[r##"
        for "#fo"
        Directive #set | #set($name = value) => #set($‹name› = ‹value›)
    "##]],
    );
}

#[test]
fn plain_text_is_completed_only_for_those_who_ask() {
    assert!(list("{\"na|").is_some_and(|list| list.only_if_asked));
    assert_eq!(list("## $|"), None);
    assert_eq!(list("#[[ $|"), None);
}

#[test]
fn without_a_preview_names_remain() {
    let list = ide::complete(None, "$context.identity.", 18).expect("names");
    assert!(list.items.iter().any(|item| item.label == "sourceIp" && item.detail.is_empty()));
    assert!(ide::complete(None, "$input.path('", 13).is_none());
}

#[test]
fn every_place_of_every_cut_has_an_answer_without_a_panic() {
    let design = story();
    let text = &design.routes[0].integration.request_templates[0].text;
    let preview = previewed(text);
    for offset in (0..=text.len() + 1).step_by(3) {
        let _ = ide::hover(preview.request_run(), text, offset);
        let _ = ide::complete(Some(preview.request_run()), text, offset);
        let cut = text.get(..offset).unwrap_or("");
        let _ = ide::complete(Some(preview.request_run()), cut, offset);
    }
}

#[test]
fn what_is_completed_can_be_read_by_the_template() {
    // Whatever is offered after a dot or in full must have a value in the call if its detail says so.
    for (before, after) in
        [("$", ""), ("$context.", ""), ("$context.authorizer.claims.", ""), ("$input.params().header.", "")]
    {
        let list = list(&format!("{before}|{after}")).expect("completions");
        for item in list.items.iter().filter(|item| item.insert.stops.is_empty()) {
            let is_live = !matches!(item.detail.as_str(), "" | "absent" | "map") && !item.detail.contains('(');
            let head = if before == "$" { "" } else { before };
            let reference = format!("{head}{}", item.insert.text);
            let is_value = is_live && (reference.starts_with("$context.") || reference.starts_with("$input.params"));
            if is_value {
                let preview = previewed(&format!("{{\"v\": \"{reference}\"}}"));
                let event: serde_json::Value =
                    serde_json::from_str(&preview.outcome.event().expect("an event").sent).expect("JSON");
                let printed = event["v"].as_str().unwrap_or_default();
                assert!(!printed.is_empty() && !printed.starts_with('$'), "{reference} gives {printed}");
            }
        }
    }
}

/// Looks at the story's way back with a response template, and another for errors.
fn answered(template: &str, result: Option<FunctionResult>) -> ResponseView {
    let mut design = story();
    let route = &mut design.routes[0];
    let with = |pattern: &str, text: &str| IntegrationResponse {
        selection_pattern: pattern.into(),
        templates: vec![MappingTemplate { content_type: "application/json".into(), text: text.into() }],
        ..IntegrationResponse::default()
    };
    route.integration.responses = vec![with("", template), with("never", "{}")];
    route.calls[0].result = result;
    let preview = preview::compute(&design, Selection::default(), Some(View::Mapping)).expect("a call");
    let (design, preview) = (&design, &preview);
    preview::respond(Respond { design, selection: Selection::default(), preview, token: None }).expect("a call")
}

fn returned() -> Option<FunctionResult> {
    Some(FunctionResult::Returned(json!({"ride": {"unicorn": "Bucephalus"}, "seats": [1, 2]})))
}

/// Completion and hover knew the request only: in a response template they offered names without values.
#[test]
fn response_templates_know_the_result_and_the_call() {
    let template = "{\"name\": $input.json('$.ride.unicorn'), \"stage\": \"$context.stage\"}";
    let view = answered(template, returned());
    let card = ide::hover(view.response_run(), template, template.find("json(").expect("there")).expect("a card");
    assert_eq!(card.value.as_deref(), Some("\"Bucephalus\""));
    assert!(card.notes.iter().any(|note| note == "Goes to `/name` in the response body."), "{:?}", card.notes);
    assert!(card.notes.iter().any(|note| note == "In the result: `/ride/unicorn`."), "{:?}", card.notes);
    let card = ide::hover(view.response_run(), template, template.find("stage\"}").expect("there")).expect("a card");
    assert_eq!(card.value.as_deref(), Some("prod"));
    let list = ide::complete(Some(view.response_run()), "$input.path('$.", 15).expect("paths");
    let found = list.items.iter().find(|item| item.label == "$.ride.unicorn").expect("a path of the result");
    assert_eq!(
        (found.detail.as_str(), found.documentation.as_str()),
        ("\"Bucephalus\"", "In the sample result: \"Bucephalus\"")
    );
    assert!(
        list.items.iter().all(|item| !item.label.contains("PickupLocation")),
        "the request's body is not read here"
    );
    // A template that did not run tells the values that it would see.
    let other = "$input.path('$.seats[1]')";
    let card = ide::hover(view.response_run(), other, 8).expect("a card");
    assert_eq!(card.value.as_deref(), Some("2"));
}

#[test]
fn without_a_result_response_templates_know_the_call() {
    let view = answered("{}", None);
    let card = ide::hover(view.response_run(), "$context.stage", 10).expect("a card");
    assert_eq!(card.value.as_deref(), Some("prod"));
    let list = ide::complete(Some(view.response_run()), "$input.path('", 13).expect("the root");
    assert_eq!(list.items.iter().map(|item| item.detail.as_str()).collect::<Vec<_>>()[0], "the whole result");
    assert!(list.items.iter().all(|item| !item.label.contains("PickupLocation")));
}
