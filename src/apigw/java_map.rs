//! The order in which a Java `HashMap` gives its keys.
//!
//! AWS keeps `$context` and its maps in such maps: the recorded key orders are exactly those of a `HashMap`
//! (recorded on AWS 2025-05-20, see `recordedKeyOrder` in the catalog's data). The order is therefore
//! computed for any set of keys, also those that were never recorded together.

use serde_json::{Map, Value};

/// Returns the members of `map` in the order in which a Java `HashMap` would give them. Keys of one bucket
/// stand in the order of insertion: that of `map`.
pub fn in_java_order(map: Map<String, Value>) -> Map<String, Value> {
    sorted(map.into_iter()).into_iter().collect()
}

/// Returns the same of a map that stays as it is.
pub fn ordered(map: &Map<String, Value>) -> Vec<(&String, &Value)> {
    sorted(map.iter())
}

fn sorted<N: AsRef<str>, V>(members: impl ExactSizeIterator<Item = (N, V)>) -> Vec<(N, V)> {
    let capacity = capacity(members.len());
    let mut members: Vec<(N, V)> = members.collect();
    members.sort_by_key(|(name, _)| bucket(name.as_ref(), capacity));
    members
}

/// Returns the size of the table of a map that grew to `len` members: it doubles from 16 when it is more than
/// three quarters full.
fn capacity(len: usize) -> u32 {
    let mut capacity = 16u32;
    while len as u64 * 4 > u64::from(capacity) * 3 && capacity < 1 << 30 {
        capacity *= 2;
    }
    capacity
}

fn bucket(key: &str, capacity: u32) -> u32 {
    let hash = key.encode_utf16().fold(0u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    (hash ^ (hash >> 16)) & (capacity - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(names: &[&str]) -> Vec<String> {
        in_java_order(names.iter().map(|name| ((*name).to_owned(), Value::Null)).collect())
            .into_iter()
            .map(|m| m.0)
            .collect()
    }

    #[test]
    fn agrees_with_the_recorded_order() {
        let mut names = vec![
            "path",
            "accountId",
            "apiId",
            "deploymentId",
            "domainName",
            "domainPrefix",
            "extendedRequestId",
            "httpMethod",
            "requestId",
            "identity",
            "protocol",
            "requestOverride",
            "requestTime",
            "requestTimeEpoch",
            "resourceId",
            "resourcePath",
            "responseOverride",
            "stage",
        ];
        names.swap(3, 4);
        assert_eq!(
            order(&names),
            [
                "resourceId",
                "resourcePath",
                "httpMethod",
                "extendedRequestId",
                "requestTime",
                "path",
                "accountId",
                "protocol",
                "requestOverride",
                "stage",
                "domainPrefix",
                "requestTimeEpoch",
                "requestId",
                "identity",
                "domainName",
                "deploymentId",
                "responseOverride",
                "apiId",
            ]
        );
        assert_eq!(order(&["header", "path", "querystring"]), ["path", "header", "querystring"]);
    }

    #[test]
    fn agrees_with_a_captured_lambda_authorizer() {
        // Captured from a real call: Powertools for AWS Lambda, apiGatewayProxyEventPrincipalId.
        let names = ["principalId", "integrationLatency", "user_id"];
        assert_eq!(order(&names), ["user_id", "principalId", "integrationLatency"]);
    }
}
