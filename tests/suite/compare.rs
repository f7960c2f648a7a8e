//! The comparison: the same call through every integration, aligned by what the values mean.

use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::compare::{Cell, Comparison, Form, Meaning, html, markdown};
use gatewright::design::{Design, file, presets};
use gatewright::handler::Language;
use gatewright::handler::access::{Shape, expression};
use gatewright::preview::{self, Selection, View};

fn preset(id: &str) -> Design {
    file::parse(presets::find(id).expect("a preset").text).expect("a design")
}

fn compare(design: &Design) -> Comparison {
    preview::beside(design, Selection::default(), None).expect("a call").comparison
}

fn claim(name: &str) -> Meaning {
    Meaning::Claim(name.into())
}

/// Returns pointer, text and forms of a cell.
fn present(comparison: &Comparison, meaning: &Meaning, view: View) -> (String, String, Vec<Form>) {
    match comparison.cell(meaning, view).expect("a row") {
        Cell::Present(present) => (present.pointer.clone(), present.text.clone(), present.forms.clone()),
        Cell::Absent(why) => panic!("{meaning:?} is not in {view:?}: {why}"),
    }
}

fn why(comparison: &Comparison, meaning: &Meaning, view: View) -> String {
    match comparison.cell(meaning, view).expect("a row") {
        Cell::Present(present) => panic!("{meaning:?} is in {view:?} at {}", present.pointer),
        Cell::Absent(why) => why.clone(),
    }
}

#[test]
fn the_callers_email_is_found_in_every_event() {
    let comparison = compare(&preset("wild-rydes"));
    let email = claim("email");
    let mapped = present(&comparison, &email, View::Mapping);
    let event = comparison.columns[0].event.as_ref().expect("an event");
    let event: serde_json::Value = serde_json::from_str(event).expect("JSON");
    assert_eq!(event.pointer(&mapped.0).and_then(|value| value.as_str()), Some(mapped.1.as_str()), "{}", mapped.0);
    for (view, pointer) in [
        (View::RestProxy, "/requestContext/authorizer/claims/email"),
        (View::Http10, "/requestContext/authorizer/claims/email"),
        (View::Http20, "/requestContext/authorizer/jwt/claims/email"),
    ] {
        let (found, text, _) = present(&comparison, &email, view);
        assert_eq!((found.as_str(), text.as_str()), (pointer, mapped.1.as_str()));
    }
}

#[test]
fn without_an_authorizer_every_event_says_so() {
    let mut design = preset("wild-rydes");
    design.routes[0].authorizer = None;
    let comparison = compare(&design);
    for name in ["sub", "email"] {
        for view in View::ALL {
            assert_eq!(why(&comparison, &claim(name), view), "no authorizer on this route", "{view:?}");
        }
    }
}

#[test]
fn each_authorizer_leaves_out_claims_for_its_own_reason() {
    let mut design = preset("wild-rydes");
    design.routes[0].calls[0].identity.claims.as_mut().expect("claims").remove("email");
    assert_eq!(why(&compare(&design), &claim("email"), View::RestProxy), "the token has no such claim");
    design.authorizers[0].kind = AuthorizerKind::LambdaRequest;
    design.routes[0].calls[0].identity.lambda.principal_id = "ada".into();
    let comparison = compare(&design);
    assert_eq!(present(&comparison, &Meaning::Principal, View::RestProxy).1, "ada");
    assert!(why(&comparison, &Meaning::Principal, View::Http20).contains("no principalId"));
}

#[test]
fn what_is_sent_several_times_tells_what_became_of_it() {
    let mut design = preset("http-api-jwt");
    let request = &mut design.routes[0].calls[0].request;
    request.query = vec![("t".into(), "1".into()), ("t".into(), "2".into())];
    request.headers.extend([("X-Id".into(), "a".into()), ("X-Id".into(), "b".into())]);
    let comparison = compare(&design);
    assert!(why(&comparison, &Meaning::RawQuery, View::RestProxy).contains("payload format 2.0"));
    let (header, query) = (Meaning::Header("X-Id".into()), Meaning::Query("t".into()));
    assert_eq!(present(&comparison, &header, View::RestProxy).2, [Form::Last]);
    let (pointer, text, forms) = present(&comparison, &header, View::Http20);
    assert_eq!((pointer.as_str(), text.as_str()), ("/headers/x-id", "a,b"));
    assert_eq!(forms, [Form::LowerCase, Form::Joined]);
    assert_eq!(present(&comparison, &query, View::Http20).1, "1,2");
    let all = Meaning::AllOfHeader("X-Id".into());
    assert_eq!(present(&comparison, &all, View::RestProxy).2, [Form::List]);
    assert_eq!(why(&comparison, &all, View::Http20), "HTTP API 2.0 has no multi-value members: joined by comma");
    assert!(why(&comparison, &Meaning::Header("Cookie".into()), View::Http20).contains("see cookies"));
    assert_eq!(present(&comparison, &Meaning::Cookies, View::Http20).2, [Form::List]);
}

#[test]
fn forms_of_claims_and_bodies_are_marked() {
    let comparison = compare(&preset("wild-rydes"));
    let groups = claim("cognito:groups");
    assert_eq!(present(&comparison, &groups, View::RestProxy).2, [Form::Joined]);
    assert_eq!(present(&comparison, &groups, View::Http20).2, [Form::Bracketed]);
    assert_eq!(present(&comparison, &claim("exp"), View::RestProxy).2, [Form::Date]);
    assert_eq!(present(&comparison, &claim("email_verified"), View::Http20).2, [Form::Text]);
    assert_eq!(present(&comparison, &Meaning::Body, View::RestProxy).2, [Form::JsonText]);
    assert_eq!(present(&comparison, &Meaning::Body, View::Mapping).2, [Form::Json]);
    let form = compare(&preset("form-post-to-json"));
    assert_eq!(present(&form, &Meaning::Body, View::Http20).2, [Form::Base64]);
    assert!(present(&form, &Meaning::Body, View::RestProxy).2.is_empty());
}

#[test]
fn the_mapped_event_has_what_the_template_copies_and_no_more() {
    let comparison = compare(&preset("minimal-identity-event"));
    assert_eq!(present(&comparison, &claim("sub"), View::Mapping).0, "/caller/id");
    assert_eq!(present(&comparison, &Meaning::Body, View::Mapping).0, "/order");
    let agent = Meaning::Header("User-Agent".into());
    assert_eq!(why(&comparison, &agent, View::Mapping), "the template does not copy it");
}

#[test]
fn every_pointer_leads_to_its_value_and_every_gap_has_a_reason() {
    for preset in presets::PRESETS {
        let comparison = compare(&file::parse(preset.text).expect("a design"));
        for (index, column) in comparison.columns.iter().enumerate() {
            let event: Option<serde_json::Value> =
                column.event.as_ref().ok().map(|text| serde_json::from_str(text).expect("JSON"));
            for row in &comparison.rows {
                let title = row.meaning.title();
                match &row.cells[index] {
                    Cell::Absent(why) => assert!(!why.is_empty(), "{title}"),
                    Cell::Present(present) => {
                        let found = event.as_ref().and_then(|event| event.pointer(&present.pointer));
                        let json: serde_json::Value = serde_json::from_str(&present.json).expect("JSON");
                        assert_eq!(found, Some(&json), "{}: {title} at {}", preset.id, present.pointer);
                    }
                }
            }
        }
    }
}

#[test]
fn the_tables_hold_every_row_and_no_markup_of_the_caller() {
    let mut design = preset("wild-rydes");
    design.routes[0].calls[0].request.headers.push(("X-Evil".into(), "<script>|`*".into()));
    let comparison = compare(&design);
    let read = |column: &gatewright::compare::Column, present: &gatewright::compare::Present| {
        expression(Language::Python, Shape::of(column.view), &present.pointer, &present.json)
    };
    let table = markdown::table(&comparison, &read);
    assert_eq!(table.lines().count(), comparison.rows.len() + 2);
    for line in table.lines() {
        let bars = line.replace("\\|", "").matches('|').count();
        assert_eq!(bars, 6, "{line}");
    }
    let page = html::page("t", &html::table(&comparison, &read), "");
    assert!(!page.contains("<script>"), "the caller's markup is text");
    assert!(page.contains("&lt;script&gt;"));
    assert!(!page.contains("http://") && !page.contains("src=") && !page.contains("@import"));
}

/// An object with one member leaves no other trace in the event than that member: it was taken for the whole.
#[test]
fn parts_of_a_body_are_found_where_the_template_put_them() {
    let mut design = preset("minimal-identity-event");
    let route = &mut design.routes[0];
    route.calls[0].request.body = Some(r#"{"a": {"b": {"c": 1}}, "d": "x"}"#.into());
    route.integration.request_templates[0].text =
        r#"{"inner": $input.json('$.a.b'), "text": "$input.path('$.d')"}"#.into();
    let comparison = compare(&design);
    let member = |pointer: &str| Meaning::BodyMember(pointer.into());
    assert_eq!(present(&comparison, &member("/a/b"), View::Mapping).0, "/inner");
    assert_eq!(present(&comparison, &member("/a/b/c"), View::Mapping).0, "/inner/c");
    assert_eq!(present(&comparison, &member("/d"), View::Mapping).0, "/text");
    assert!(why(&comparison, &Meaning::Body, View::Mapping).contains("does not copy"));
    assert!(why(&comparison, &member("/a"), View::Mapping).contains("not copied"));
}

/// A page is for people of whom nobody knows who they are.
#[test]
fn shared_pages_hold_no_token_and_ask_nothing_of_anybody() {
    use gatewright::export::{Format, Options, export};
    let mut design = preset("wild-rydes");
    let call = &mut design.routes[0].calls[0];
    let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1In0.c2ln";
    call.request.headers.push(("X-Session".into(), token.into()));
    call.kept_token = Some(gatewright::jwt::Secret::new(token));
    for (format, event) in [(Format::Html, "class=\"event\""), (Format::Markdown, "```json")] {
        let made = export(&design, format, Options::default());
        let [file] = made.files.as_slice() else { panic!("{} files", made.files.len()) };
        assert!(!file.text.contains("eyJ"), "a token is in {}", file.path);
        assert!(file.text.contains("{{token}}") && file.text.contains(event), "{}", file.path);
        assert!(file.text.contains("unicorn-fan"), "the event of the call is in {}", file.path);
        for outside in ["<link", "src=", "@import", "url(", "fetch(", "import("] {
            assert!(!file.text.contains(outside), "{outside} is in {}", file.path);
        }
    }
    let page = export(&design, Format::Html, Options::default()).files.remove(0).text;
    assert!(page.contains("data-w=\"From claim `email`"), "values say where they came from");
}
