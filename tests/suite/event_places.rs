//! The catalog and the events tell the same: every member of `requestContext` is a row, at the row's place, with the
//! value that a template would see; and what an authorizer adds is what the reference says.

use gatewright::apigw::authorizer::{Authorizer, AuthorizerKind, IamCaller, Identity, LambdaResult};
use gatewright::apigw::catalog::{Condition, catalog};
use gatewright::apigw::request::Request;
use gatewright::apigw::stage::{ApiKind, Stage};
use gatewright::apigw::{Exchange, Invocation, ResponseType, authorize, context, event};
use serde_json::{Map, Value, json};

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().expect("an object")
}

fn identity() -> Identity {
    Identity {
        claims: Some(object(
            json!({"sub": "8f14", "exp": 1781502981, "cognito:groups": ["admin", "poweruser"], "n": null}),
        )),
        scopes: Vec::new(),
        lambda: LambdaResult {
            principal_id: "user-42".into(),
            context: object(json!({"tenant": 1, "list": [1, 2]})),
            denied: false,
        },
        iam: IamCaller {
            access_key: "ASIA".into(),
            account_id: "123456789012".into(),
            caller: "AROA:session".into(),
            user: "AROA:session".into(),
            user_arn: "arn:aws:sts::123456789012:assumed-role/riders/session".into(),
            principal_org_id: "o-1".into(),
            cognito: Map::new(),
        },
    }
}

/// Gives `look` a call with this authorizer.
fn with<T>(kind: AuthorizerKind, identity: &Identity, overrides: Value, look: impl Fn(&Exchange) -> T) -> T {
    let authorizer = Authorizer { kind, ..Authorizer::default() };
    let (stage, request, overrides) = (Stage::default(), Request::default(), object(overrides));
    look(&Exchange {
        api: if kind.fits(ApiKind::Rest) { ApiKind::Rest } else { ApiKind::Http },
        stage: &stage,
        resource: "/",
        route_method: "GET",
        authorizer: Some(&authorizer),
        identity,
        request: &request,
        overrides: &overrides,
        origin: Invocation::Deployed,
    })
}

fn at<'a>(event: &'a Value, place: &str) -> Option<&'a Value> {
    place.split('.').try_fold(event, |value, part| value.get(part))
}

#[test]
fn rows_stand_at_their_places() {
    let identity = identity();
    for kind in [AuthorizerKind::None, AuthorizerKind::Iam] {
        with(kind, &identity, json!({}), |exchange| {
            let tree = Value::Object(context::request_context(exchange));
            let (rest, v1, v2) = (event::rest_proxy(exchange), event::http_v1(exchange), event::http_v2(exchange));
            let mut seen = 0;
            for row in catalog().variables.iter().filter(|row| row.condition == Condition::Always) {
                for (event, place) in [(&rest, &row.rest_proxy), (&v1, &row.http_v1), (&v2, &row.http_v2)] {
                    let Some(place) = place else { continue };
                    assert!(at(event, place).is_some(), "{}: nothing at {place}", row.path);
                    seen += 1;
                }
                if let (Some(place), Some(value)) = (&row.rest_proxy, at(&tree, &row.path)) {
                    assert_eq!(at(&rest, place), Some(value), "{}", row.path);
                }
            }
            assert!(seen > 40);
        });
    }
}

#[test]
fn every_member_of_the_context_is_a_row() {
    fn leaves(prefix: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                for (name, value) in members {
                    leaves(&format!("{prefix}.{name}"), value, found);
                }
            }
            _ => found.push(prefix.to_owned()),
        }
    }
    let identity = identity();
    for kind in AuthorizerKind::ALL {
        with(kind, &identity, json!({}), |exchange| {
            for (name, event, place) in [
                (
                    "REST",
                    event::rest_proxy(exchange),
                    (|row| &row.rest_proxy) as fn(&gatewright::apigw::catalog::Variable) -> &Option<String>,
                ),
                ("1.0", event::http_v1(exchange), |row| &row.http_v1),
                ("2.0", event::http_v2(exchange), |row| &row.http_v2),
            ] {
                let mut found = Vec::new();
                leaves("requestContext", &event["requestContext"], &mut found);
                for leaf in found {
                    let fits = |place: &str| {
                        let stem = place.split('{').next().unwrap_or_default();
                        place == leaf
                            || (place.contains('{') && leaf.starts_with(stem))
                            || place.starts_with(&format!("{leaf}."))
                    };
                    let known = catalog().variables.iter().any(|row| place(row).as_deref().is_some_and(fits));
                    assert!(known, "{} {name}: no row says that {leaf} is there", kind.as_str());
                }
            }
        });
    }
}

#[test]
fn authorizers_put_in_what_they_should() {
    use AuthorizerKind::{Cognito, HttpLambda, Iam, Jwt, LambdaRequest, LambdaToken, None};
    let identity = identity();
    let latency = json!(31);
    for (kind, rest, v1, v2) in [
        (None, Value::Null, Value::Null, Value::Null),
        (
            Cognito,
            json!({"claims": {"sub": "8f14", "exp": "Mon Jun 15 05:56:21 UTC 2026", "cognito:groups": "admin,poweruser"}}),
            json!({"claims": {"sub": "8f14", "exp": "1781502981", "cognito:groups": "[admin poweruser]"}, "scopes": null}),
            json!({"jwt": {"claims": {"sub": "8f14", "exp": "1781502981", "cognito:groups": "[admin poweruser]"}, "scopes": null}}),
        ),
        (
            LambdaToken,
            json!({"principalId": "user-42", "integrationLatency": latency, "tenant": "1"}),
            json!({"claims": null, "scopes": null, "principalId": "user-42", "tenant": 1, "list": [1, 2]}),
            json!({"lambda": {"tenant": 1, "list": [1, 2]}}),
        ),
        (
            Iam,
            Value::Null,
            Value::Null,
            json!({"iam": {
                "accessKey": "ASIA", "accountId": "123456789012", "callerId": "AROA:session", "cognitoIdentity": null,
                "principalOrgId": "o-1", "userArn": "arn:aws:sts::123456789012:assumed-role/riders/session",
                "userId": "AROA:session"
            }}),
        ),
    ] {
        let same = match kind {
            Cognito => vec![Cognito, Jwt],
            LambdaToken => vec![LambdaToken, LambdaRequest, HttpLambda],
            other => vec![other],
        };
        for kind in same {
            with(kind, &identity, json!({}), |exchange| {
                for (name, event, expected) in [
                    ("REST", event::rest_proxy(exchange), &rest),
                    ("1.0", event::http_v1(exchange), &v1),
                    ("2.0", event::http_v2(exchange), &v2),
                ] {
                    let context = event["requestContext"].as_object().expect("an object");
                    // Absent, not null: a Python handler that reads it raises.
                    assert_eq!(context.contains_key("authorizer"), !expected.is_null(), "{} {name}", kind.as_str());
                    assert_eq!(&event["requestContext"]["authorizer"], expected, "{} {name}", kind.as_str());
                }
            });
        }
    }
}

#[test]
fn a_call_chooses_values() {
    let overrides = json!({
        "requestTimeEpoch": 1_680_633_579_123_i64, "identity.sourceIp": "192.0.2.1", "identity": {"userArn": "arn"},
        "domainName": "api.example.com", "isCanaryRequest": "true"
    });
    with(AuthorizerKind::None, &Identity::default(), overrides, |exchange| {
        let event = event::rest_proxy(exchange);
        let context = &event["requestContext"];
        assert_eq!(context["requestTime"], "04/Apr/2023:18:39:39 +0000");
        assert_eq!(context["identity"]["sourceIp"], "192.0.2.1");
        assert_eq!(context["identity"]["userArn"], "arn");
        assert_eq!(context["domainPrefix"], "api");
        assert_eq!(event["headers"]["Host"], "api.example.com");
        assert_eq!(event["headers"]["X-Forwarded-For"], "192.0.2.1");
        let tree = context::request_context(exchange);
        assert_eq!(tree.get("isCanaryRequest"), Some(&json!("true")));
        assert_eq!(tree.get("responseOverride"), Some(&json!({"header": {}})));
    });
}

#[test]
fn the_gateway_answers_itself() {
    let answer = |kind, identity: &Identity| {
        with(kind, identity, json!({}), |exchange| {
            authorize::refusal(exchange).map(|answer| (answer.status, answer.response_type))
        })
    };
    let nobody = Identity::default();
    assert_eq!(answer(AuthorizerKind::None, &nobody), None);
    assert_eq!(answer(AuthorizerKind::Cognito, &nobody), Some((401, Some(ResponseType::Unauthorized))));
    assert_eq!(answer(AuthorizerKind::Jwt, &nobody), Some((401, None)));
    assert_eq!(answer(AuthorizerKind::Iam, &nobody), Some((403, Some(ResponseType::MissingAuthenticationToken))));
    // A list in the context of a REST API's authorizer ends in a 500; an HTTP API takes it.
    assert_eq!(
        answer(AuthorizerKind::LambdaToken, &identity()),
        Some((500, Some(ResponseType::AuthorizerConfigurationError)))
    );
    assert_eq!(answer(AuthorizerKind::HttpLambda, &identity()), None);
    let denied = Identity { lambda: LambdaResult { denied: true, ..LambdaResult::default() }, ..Identity::default() };
    assert_eq!(answer(AuthorizerKind::LambdaRequest, &denied), Some((403, Some(ResponseType::AccessDenied))));
}
