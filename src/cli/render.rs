//! `gatewright render --cases`: templates in bulk.
//!
//! A case is `{"id", "template", "body", "params": {"path", "querystring", "header"}, "context", "stageVariables",
//! "dialect"}`; other members are ignored. Its answer is `{"id", "output"}` or `{"id", "error"}`.

use super::cases;
use crate::apigw::Params;
use crate::apigw::bindings::Given;
use crate::apigw::mapping_template::{self, MappingInput};
use crate::vtl::{self, Dialect, RenderOptions};
use serde_json::{Map, Value};
use std::io::{self, BufRead, Write};

/// Renders each case of `cases`, one line in and one line out, in order.
pub fn run(cases: impl BufRead, out: impl Write) -> io::Result<()> {
    cases::run(cases, out, |case| answer(case).map(|output| cases::member("output", Value::String(output))))
}

fn answer(case: &Map<String, Value>) -> Result<String, String> {
    let template = case.get("template").and_then(Value::as_str).ok_or("`template` is missing or not a text")?;
    let dialect = match case.get("dialect") {
        None | Some(Value::Null) => Dialect::API_GATEWAY,
        Some(name) => name.as_str().and_then(Dialect::named).ok_or_else(|| format!("there is no dialect {name}"))?,
    };
    let parsed = vtl::parse(template, dialect);
    let options = RenderOptions { dialect, ..RenderOptions::default() };
    let mapped = mapping_template::render(&parsed.template, &input(case)?, &options);
    match mapped.failure {
        None => Ok(mapped.text),
        Some(failure) => Err(failure.message),
    }
}

fn input(case: &Map<String, Value>) -> Result<MappingInput, String> {
    let body = match case.get("body") {
        None | Some(Value::Null) => None,
        Some(Value::String(body)) => Some(body.as_str().into()),
        Some(_) => return Err("`body` is neither a text nor null".to_owned()),
    };
    let params = object(case, "params")?;
    let params = Params {
        path: pairs(&params, "path")?,
        querystring: pairs(&params, "querystring")?,
        header: pairs(&params, "header")?,
    };
    let given = Given {
        params: params.into(),
        context: object(case, "context")?.into(),
        stage_variables: pairs(case, "stageVariables")?.into(),
    };
    Ok(MappingInput { body, given: given.into() })
}

fn object(of: &Map<String, Value>, name: &str) -> Result<Map<String, Value>, String> {
    match of.get(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(members)) => Ok(members.clone()),
        Some(_) => Err(format!("`{name}` is not an object")),
    }
}

/// Reads an object of texts; a number or truth value is taken as written.
fn pairs(of: &Map<String, Value>, name: &str) -> Result<Vec<(String, String)>, String> {
    let members = object(of, name)?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(members.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name, text(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renders_cases_line_by_line() {
        let cases = "{\"id\": 1, \"template\": \"$input.params('a')\", \"params\": {\"path\": {\"a\": \"x\"}}}\n\
                     {\"id\": 2, \"template\": \"#if\"}\nnoise\n\
                     {\"id\": 4, \"template\": \"$nothing\", \"dialect\": \"velocity\"}\n\
                     {\"id\": 5, \"template\": \"\", \"dialect\": \"other\"}\n";
        let mut out = Vec::new();
        run(cases.as_bytes(), &mut out).expect("memory does not fail");
        let lines: Vec<Map<String, Value>> = String::from_utf8_lossy(&out)
            .lines()
            .map(|line| serde_json::from_str(line).expect("each line is JSON"))
            .collect();
        assert_eq!(lines[0]["output"], "x");
        assert!(lines[1].contains_key("error") && lines[2].contains_key("error"));
        assert_eq!(lines[2]["id"], 3);
        assert_eq!(lines[3]["output"], "$nothing");
        assert_eq!(lines[4]["error"], "there is no dialect \"other\"");
    }
}
