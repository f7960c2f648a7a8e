//! Tokens as people paste them: what is shown, what is said, and that nothing panics.

use gatewright::diagnostics::{Severity, Source};
use gatewright::jwt::{Decoded, Form, base64, decode};
use gatewright::text::{Span, apply_edits};

const HEADER: &str = r#"{"kid":"key-1","alg":"RS256"}"#;
const PAYLOAD: &str = r#"{"sub":"9f3a","email":"ada@example.com","iat":1781502981,"exp":1781506581}"#;

fn token(header: &str, payload: &str) -> String {
    format!("{}.{}.c2lnbmF0dXJl", base64::encode(header.as_bytes()), base64::encode(payload.as_bytes()))
}

/// Checks the errors of a pasted text: the rule and the words of each, in order.
fn check_errors(pasted: &str, form: Form, expected: &[(&str, &str)]) -> Decoded {
    let decoded = decode(pasted);
    assert_eq!(decoded.form, form, "{pasted:?}: {decoded:#?}");
    let errors: Vec<(&str, &str)> = decoded
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| (diagnostic.rule.0, diagnostic.message.as_str()))
        .collect();
    assert_eq!(errors, expected, "{pasted:?}");
    check_sound(pasted, &decoded);
    decoded
}

/// Holds for every text: places fit the text, and every diagnostic tells what to do.
fn check_sound(pasted: &str, decoded: &Decoded) {
    for diagnostic in &decoded.diagnostics {
        assert!(diagnostic.help.is_some(), "{diagnostic:?}");
        assert!(!diagnostic.labels.is_empty(), "{diagnostic:?}");
        for label in &diagnostic.labels {
            assert_eq!(label.location.source, Source::Token);
            assert!(pasted.get(label.location.span.range()).is_some(), "{diagnostic:?} in {} bytes", pasted.len());
        }
        for fix in &diagnostic.fixes {
            assert!(apply_edits(pasted, &fix.edits).is_some(), "{fix:?}");
        }
        assert!(!diagnostic.message.contains("expected"), "a parser's text shows: {diagnostic:?}");
    }
    for part in &decoded.parts {
        assert!(pasted.get(part.span.range()).is_some(), "{part:?}");
    }
}

#[test]
fn a_good_token_is_shown_whole() {
    let compact = token(HEADER, PAYLOAD);
    let pasted = format!("  Authorization: Bearer {compact}\n");
    let decoded = check_errors(&pasted, Form::Signed, &[]);
    assert!(decoded.is_well_formed());
    assert_eq!(decoded.compact(), compact);
    assert_eq!((decoded.algorithm(), decoded.key_id()), (Some("RS256"), Some("key-1")));
    assert_eq!(serde_json::to_string(&decoded.claims).unwrap(), PAYLOAD);
    let parts: Vec<&str> = decoded.parts.iter().map(|part| part.span.slice(&pasted)).collect();
    assert_eq!(parts.join("."), compact);
    let hints: Vec<&str> = decoded.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(hints, ["left out: the header name `Authorization`", "left out: the prefix `Bearer`"]);
}

#[test]
fn a_wrapped_token_keeps_its_places() {
    let compact = token(HEADER, PAYLOAD);
    let wrapped: String =
        compact.as_bytes().chunks(20).map(|line| format!("{}\r\n  ", String::from_utf8_lossy(line))).collect();
    let decoded = check_errors(&wrapped, Form::Signed, &[]);
    assert_eq!(decoded.compact(), compact);
    let payload = decoded.parts[1].span.slice(&wrapped);
    assert_eq!(payload.split_whitespace().collect::<String>(), base64::encode(PAYLOAD.as_bytes()));
}

#[test]
fn every_kind_of_broken_token_says_what_is_wrong() {
    let good = token(HEADER, PAYLOAD);
    let header = base64::encode(HEADER.as_bytes());
    let payload = base64::encode(PAYLOAD.as_bytes());
    let alg = |alg: &str| token(&format!(r#"{{"alg":{alg}}}"#), PAYLOAD);

    check_errors("", Form::Empty, &[]);
    check_errors(" Bearer \n", Form::Empty, &[]);
    check_errors(
        &format!("{header}.{payload}"),
        Form::SignatureMissing,
        &[("jwt/signature-missing", "the signature part is missing: two parts instead of three")],
    );
    check_errors(
        &format!("{header}.{payload}."),
        Form::Signed,
        &[("jwt/signature-missing", "the signature part is empty")],
    );
    check_errors(
        &format!("{}.a.b.c.d", base64::encode(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#)),
        Form::Encrypted,
        &[("jwt/encrypted", "this is an encrypted token (JWE)")],
    );
    check_errors(
        &format!("{good}\n{good}"),
        Form::NotToken,
        &[("jwt/not-a-token", "this is not one token: it has 5 parts")],
    );
    check_errors("hello", Form::NotToken, &[("jwt/not-a-token", "this is not a JSON Web Token")]);
    check_errors(PAYLOAD, Form::NotToken, &[("jwt/not-a-token", "this is JSON, not a token")]);
    check_errors(
        "Basic dXNlcjpwYXNz",
        Form::NotToken,
        &[("jwt/not-a-token", "these are Basic credentials, not a token")],
    );
    for none in ["\"none\"", "\"None\"", "\"NONE\""] {
        check_errors(
            &alg(none),
            Form::Signed,
            &[("jwt/alg-none", "`alg` is `none`: every authorizer refuses this token")],
        );
    }
    check_errors(
        &alg("\"ES256K\""),
        Form::Signed,
        &[("jwt/alg-unknown", "`alg` is `ES256K`, which exists, but no authorizer of API Gateway takes it")],
    );
    check_errors(
        &alg("\"rs256\""),
        Form::Signed,
        &[("jwt/alg-unknown", "`alg` is `rs256`; the name is case-sensitive: `RS256`")],
    );
    check_errors(
        &alg("\"foo\""),
        Form::Signed,
        &[("jwt/alg-unknown", "`alg` is `foo`, which is not a signature algorithm")],
    );
    check_errors(
        &alg("7"),
        Form::Signed,
        &[("jwt/alg-unknown", "`alg` in the header is a number; it must be a string")],
    );
    check_errors(
        &token(r#"{"typ":"JWT"}"#, PAYLOAD),
        Form::Signed,
        &[("jwt/alg-missing", "the header has no `alg`, the signature's algorithm")],
    );
    check_errors(
        &token(r#"{"alg":"RS256","kid":5}"#, PAYLOAD),
        Form::Signed,
        &[("jwt/header-member", "`kid` in the header is a number; it must be a string")],
    );
    check_errors(
        &token(HEADER, "[1,2]"),
        Form::Signed,
        &[("jwt/not-an-object", "the payload is an array; it must be a JSON object")],
    );
    check_errors(
        &token("\"x\"", PAYLOAD),
        Form::Signed,
        &[("jwt/not-an-object", "the header is a string; it must be a JSON object")],
    );
    check_errors(
        &token(HEADER, &"[".repeat(1_000)),
        Form::Signed,
        &[("jwt/too-deep", "the payload is nested more than 127 levels deep")],
    );
    check_errors(
        &token(HEADER, r#"{"sub":"9f3a"#),
        Form::Signed,
        &[("jwt/not-json", "the payload is JSON that ends too early")],
    );
    check_errors(&format!("{header}..c2ln"), Form::Signed, &[("jwt/not-json", "the payload is empty")]);
    check_errors(
        &good.replacen('.', ".%", 1),
        Form::Signed,
        &[("jwt/not-base64", "the payload is not Base64: `%` does not belong there")],
    );
    check_errors(
        &format!("{header}.{payload}.abcde"),
        Form::Signed,
        &[("jwt/not-base64", "the signature is not Base64: a part cannot have 5 characters")],
    );
}

#[test]
fn faults_inside_a_part_stand_at_their_character() {
    let pasted = token(HEADER, r#"{"sub": x}"#);
    let decoded =
        check_errors(&pasted, Form::Signed, &[("jwt/not-json", "the payload is not JSON: `x` at byte 9 does not fit")]);
    let place = decoded.diagnostics[0].primary().unwrap().span;
    let payload_start = decoded.parts[1].span.start as usize;
    // The ninth byte is in the eleventh and twelfth character.
    assert_eq!(place, Span::new(payload_start + 10, payload_start + 12));

    let pasted = format!("Bearer {}", token(HEADER, PAYLOAD).replacen('J', "!", 1));
    let place =
        decode(&pasted).diagnostics.iter().find(|d| d.rule.0 == "jwt/not-base64").unwrap().labels[0].location.span;
    assert_eq!(place.slice(&pasted), "!");
}

#[test]
fn other_base64_is_read_with_a_warning_and_a_fix() {
    let header = base64::encode(br#"{"alg":"RS256"}"#);
    // "??>" and "~~~" give symbols that differ between the alphabets.
    let payload = base64::encode(br#"{"sub":"??>~~~??"}"#);
    let standard = format!("{header}.{}=.c2ln", payload.replace('-', "+").replace('_', "/"));
    assert!(standard.contains(['+', '/']));
    let decoded = check_errors(&standard, Form::Signed, &[]);
    assert_eq!(decoded.claims.as_ref().unwrap()["sub"], "??>~~~??");
    let warning = decoded.diagnostics.iter().find(|d| d.rule.0 == "jwt/not-base64url").unwrap();
    assert_eq!(warning.severity, Severity::Warning);
    let fixed = apply_edits(&standard, &warning.fixes[0].edits).unwrap();
    assert_eq!(fixed, format!("{header}.{payload}.c2ln"));
}

#[test]
fn length_is_limited() {
    let long = token(HEADER, &format!(r#"{{"x":"{}"}}"#, "a".repeat(9_000)));
    let decoded = check_errors(&long, Form::Signed, &[]);
    assert!(decoded.diagnostics.iter().any(|d| d.rule.0 == "jwt/long" && d.help.as_ref().unwrap().contains("10240")));
    let huge = token(HEADER, &format!(r#"{{"x":"{}"}}"#, "a".repeat(70_000)));
    let decoded = check_errors(&huge, Form::TooLong, &[("jwt/too-long", "longer than 64 KiB: this is not read")]);
    assert_eq!(decoded.compact(), "");
    // Blanks do not count, however many there are.
    let blank = format!("{}{}", " \n".repeat(200_000), token(HEADER, PAYLOAD));
    check_errors(&blank, Form::Signed, &[]);
}

#[test]
fn numbers_keep_every_digit_or_say_so() {
    let payload = r#"{"a":9007199254740993,"b":-9223372036854775808,"c":18446744073709551615}"#;
    let decoded = check_errors(&token(HEADER, payload), Form::Signed, &[]);
    assert_eq!(serde_json::to_string(&decoded.claims).unwrap(), payload);
    assert!(decoded.diagnostics.is_empty());
    let decoded = check_errors(&token(HEADER, r#"{"a":123456789012345678901234567890}"#), Form::Signed, &[]);
    assert_eq!(decoded.diagnostics[0].message, "the payload has an integer of 30 digits, shown rounded");
    let decoded = check_errors(&token(HEADER, r#"{"a":1,"a":2}"#), Form::Signed, &[]);
    assert_eq!(decoded.diagnostics[0].message, "`a` stands more than once in the payload");
    assert_eq!(decoded.claims.unwrap()["a"], 2);
}

#[test]
fn every_prefix_and_every_changed_byte_is_read_without_panic() {
    let pasted = format!("\"Authorization\": 'Bearer\u{A0}{}',\r\n", token(HEADER, PAYLOAD));
    for end in (0..=pasted.len()).filter(|end| pasted.is_char_boundary(*end)) {
        check_sound(&pasted[..end], &decode(&pasted[..end]));
        check_sound(&pasted[end..], &decode(&pasted[end..]));
    }
    for (index, character) in pasted.char_indices() {
        for replacement in ["", ".", "=", "%", "é", "\u{1F600}", "\0", "\"", "\\\n"] {
            let changed = format!("{}{replacement}{}", &pasted[..index], &pasted[index + character.len_utf8()..]);
            check_sound(&changed, &decode(&changed));
        }
    }
}

#[test]
fn debug_output_holds_no_token_and_no_claim() {
    let compact = token(HEADER, PAYLOAD);
    let shown = format!("{:#?}", decode(&format!("Bearer {compact}")));
    for part in compact.split('.').chain(["ada@example.com", "9f3a"]) {
        assert!(!shown.contains(part), "{part} shows");
    }
    assert!(shown.contains("email") && shown.contains("***"));
}
