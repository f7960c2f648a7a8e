//! Who chooses a value, and which characters can be in it.

use super::meaning::{Meaning, Reads};

/// Who chooses a value, and which characters can be in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Freedom {
    /// The service or the API's owner chooses it; it holds no character that means something in JSON.
    Fixed,
    /// An e-mail address: user pools take only such, so `'` may be in it, but no quote and no backslash.
    Address,
    /// The caller chooses it: any character.
    Free,
}

/// Claims that a user cannot fill with a text of their own: identifiers, times, flags, what administrators assign, and
/// telephone numbers (E.164), as the developer guide of Amazon Cognito describes them.
const FIXED_CLAIMS: [&str; 24] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "origin_jti",
    "event_id",
    "token_use",
    "auth_time",
    "client_id",
    "at_hash",
    "version",
    "scope",
    "email_verified",
    "phone_number_verified",
    "phone_number",
    "updated_at",
    "cognito:groups",
    "cognito:roles",
    "cognito:preferred_role",
    "acr",
    "amr",
];

/// Returns who chooses `$context.path`. What a Lambda authorizer returns counts as the owner's.
pub fn context_freedom(path: &str) -> Freedom {
    if let Some(claim) = path.strip_prefix("authorizer.claims.") {
        return match claim {
            "email" => Freedom::Address,
            claim if FIXED_CLAIMS.contains(&claim) => Freedom::Fixed,
            _ => Freedom::Free,
        };
    }
    match path {
        "identity.userAgent" | "identity.clientCert.subjectDN" | "identity.clientCert.issuerDN" => Freedom::Free,
        _ => Freedom::Fixed,
    }
}

impl Meaning {
    /// Returns who chooses the value; `Fixed` where that is not known.
    pub fn freedom(&self) -> Freedom {
        match &self.reads {
            Reads::Parameter { .. } | Reads::ParameterName | Reads::BodyText | Reads::Body(_) | Reads::JsonText(_) => {
                Freedom::Free
            }
            Reads::Context(path) => context_freedom(path),
            Reads::Each(inner) => inner.freedom(),
            _ => Freedom::Fixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_differ() {
        assert_eq!(context_freedom("authorizer.claims.sub"), Freedom::Fixed);
        assert_eq!(context_freedom("authorizer.claims.email"), Freedom::Address);
        assert_eq!(context_freedom("authorizer.claims.cognito:username"), Freedom::Free);
        assert_eq!(context_freedom("identity.userAgent"), Freedom::Free);
        assert_eq!(context_freedom("requestId"), Freedom::Fixed);
    }
}
