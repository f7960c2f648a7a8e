//! Wire types of a design file for what an API has around its integrations: CORS, gateway responses, what a method asks
//! of its requests, what a function answered.

use super::ImportedFrom;
use super::file_format::{FileTemplate, word};
use crate::apigw::ResponseType;
use crate::apigw::cors::Cors;
use crate::apigw::gateway_response::GatewayResponse;
use crate::apigw::integration::MappingTemplate;
use crate::apigw::proxy_response::FunctionResult;
use crate::apigw::request::Pairs;
use crate::apigw::validation::MethodRequest;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::ops::Not;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct FileCors {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    allow_origins: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    allow_methods: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    allow_headers: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    expose_headers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_age: Option<u32>,
    #[serde(default, skip_serializing_if = "Not::not")]
    allow_credentials: bool,
}

impl From<&Cors> for FileCors {
    fn from(cors: &Cors) -> Self {
        let Cors { allow_origins, allow_methods, allow_headers, expose_headers, max_age_s, allow_credentials } =
            cors.clone();
        Self { allow_origins, allow_methods, allow_headers, expose_headers, max_age: max_age_s, allow_credentials }
    }
}

impl From<FileCors> for Cors {
    fn from(file: FileCors) -> Self {
        let FileCors { allow_origins, allow_methods, allow_headers, expose_headers, max_age, allow_credentials } = file;
        Self { allow_origins, allow_methods, allow_headers, expose_headers, max_age_s: max_age, allow_credentials }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct FileGatewayResponse {
    response_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    parameters: Pairs,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    templates: Vec<FileTemplate>,
}

impl From<&GatewayResponse> for FileGatewayResponse {
    fn from(response: &GatewayResponse) -> Self {
        Self {
            response_type: response.response_type.as_str().to_owned(),
            status: response.status,
            parameters: response.parameters.clone(),
            templates: response.templates.iter().map(FileTemplate::from).collect(),
        }
    }
}

impl FileGatewayResponse {
    pub(super) fn into_response(self) -> Result<GatewayResponse, String> {
        Ok(GatewayResponse {
            response_type: word("responseType", &self.response_type, ResponseType::parse)?,
            status: self.status,
            parameters: self.parameters,
            templates: self.templates.into_iter().map(MappingTemplate::from).collect(),
            is_default: false,
        })
    }
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct FileMethodRequest {
    #[serde(default, skip_serializing_if = "Not::not")]
    validate_body: bool,
    #[serde(default, skip_serializing_if = "Not::not")]
    validate_parameters: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<FileParameter>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    models: Vec<FileModel>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    named_models: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileParameter {
    name: String,
    required: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct FileModel {
    content_type: String,
    schema: Value,
}

impl FileMethodRequest {
    pub(super) fn is_empty(&self) -> bool {
        !self.validate_body
            && !self.validate_parameters
            && self.parameters.is_empty()
            && self.models.is_empty()
            && self.named_models.is_empty()
    }
}

impl From<&MethodRequest> for FileMethodRequest {
    fn from(method: &MethodRequest) -> Self {
        let MethodRequest { validate_body, validate_parameters, parameters, models, named_models } = method.clone();
        let parameters = parameters.into_iter().map(|(name, required)| FileParameter { name, required }).collect();
        let models = models.into_iter().map(|(content_type, schema)| FileModel { content_type, schema }).collect();
        Self { validate_body, validate_parameters, parameters, models, named_models }
    }
}

impl From<FileMethodRequest> for MethodRequest {
    fn from(file: FileMethodRequest) -> Self {
        let FileMethodRequest { validate_body, validate_parameters, parameters, models, named_models } = file;
        let parameters = parameters.into_iter().map(|FileParameter { name, required }| (name, required)).collect();
        let models = models.into_iter().map(|FileModel { content_type, schema }| (content_type, schema)).collect();
        Self { validate_body, validate_parameters, parameters, models, named_models }
    }
}

/// What a function's call came to: one of its members.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) enum FileResult {
    Returned(Value),
    Raised(Value),
    TimedOut(bool),
}

impl From<&FunctionResult> for FileResult {
    fn from(result: &FunctionResult) -> Self {
        match result {
            FunctionResult::Returned(value) => Self::Returned(value.clone()),
            FunctionResult::Raised(value) => Self::Raised(value.clone()),
            FunctionResult::TimedOut => Self::TimedOut(true),
        }
    }
}

impl From<FileResult> for FunctionResult {
    fn from(file: FileResult) -> Self {
        match file {
            FileResult::Returned(value) => Self::Returned(value),
            FileResult::Raised(value) => Self::Raised(value),
            FileResult::TimedOut(_) => Self::TimedOut,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileImportedFrom {
    path: String,
    format: String,
}

impl From<&ImportedFrom> for FileImportedFrom {
    fn from(imported: &ImportedFrom) -> Self {
        let ImportedFrom { path, format } = imported.clone();
        Self { path, format }
    }
}

impl From<FileImportedFrom> for ImportedFrom {
    fn from(FileImportedFrom { path, format }: FileImportedFrom) -> Self {
        Self { path, format }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Call, Design, KeptHandler, Route, View, file, presets::PRESETS, schema};
    use serde_json::json;

    fn with_everything() -> Design {
        let template = MappingTemplate { content_type: "application/json".into(), text: "{\n}\r\n".into() };
        let method_request = MethodRequest {
            validate_body: true,
            validate_parameters: true,
            parameters: vec![("method.request.header.X-Trace".into(), false)],
            models: vec![("application/json".into(), json!({"$ref": "Ride"}))],
            named_models: json!({"Ride": {"type": "object"}}).as_object().cloned().unwrap_or_default(),
        };
        let results = [
            FunctionResult::Returned(Value::Null),
            FunctionResult::Raised(json!({"errorMessage": "x"})),
            FunctionResult::TimedOut,
        ];
        let calls = results.map(|result| Call { result: Some(result), ..Call::default() }).to_vec();
        let route = Route {
            method: "GET".into(),
            path: "/".into(),
            function: "rides".into(),
            method_request,
            handlers: View::ALL
                .map(|view| KeptHandler { language: "python".into(), view, code: format!("{}\n", view.as_str()) })
                .to_vec(),
            calls,
            ..Route::default()
        };
        Design {
            name: "everything".into(),
            routes: vec![route],
            cors: Some(Cors {
                allow_origins: vec!["https://app.example.com".into()],
                allow_methods: vec!["*".into()],
                allow_headers: vec!["authorization".into()],
                expose_headers: vec!["x-id".into()],
                max_age_s: Some(600),
                allow_credentials: true,
            }),
            gateway_responses: vec![GatewayResponse {
                response_type: ResponseType::Default4xx,
                status: None,
                parameters: vec![("gatewayresponse.header.Access-Control-Allow-Origin".into(), "'*'".into())],
                templates: vec![template],
                is_default: false,
            }],
            placeholders: vec![("Pool".into(), String::new())],
            imported_from: Some(ImportedFrom { path: "api.yaml".into(), format: "openapi".into() }),
            ..Design::default()
        }
    }

    /// Handlers were kept by language alone once: one that was edited for the proxy event showed as the one for a
    /// mapped event, which it cannot read.
    #[test]
    fn a_handler_of_an_older_file_is_for_the_integration_of_its_route() {
        let read = |proxy: bool, handler: Value| {
            let mut value: Value = serde_json::from_str(PRESETS[0].text).expect("JSON");
            value["routes"][0]["integration"]["proxy"] = proxy.into();
            value["routes"][0]["handlers"] = json!([handler]);
            file::parse(&value.to_string()).map(|design| design.routes[0].handlers[0].clone())
        };
        let old = json!({"language": "python", "lines": ["pass", ""]});
        let kept = |view| KeptHandler { language: "python".into(), view, code: "pass\n".into() };
        assert_eq!(read(true, old.clone()).expect("a design"), kept(View::RestProxy));
        assert_eq!(read(false, old).expect("a design"), kept(View::Mapping));
        let new = json!({"language": "python", "integration": "http-2.0", "lines": ["pass", ""]});
        assert_eq!(read(false, new).expect("a design"), kept(View::Http20));
        let wrong = json!({"language": "python", "integration": "websocket", "lines": []});
        let error = read(false, wrong).expect_err("no such integration").to_string();
        assert!(error.contains("websocket") && error.contains("integration of a handler"), "{error}");
    }

    #[test]
    fn whatever_stands_around_an_integration_survives_saving_and_fits_the_schema() {
        let design = with_everything();
        let text = file::to_text(&design);
        assert_eq!(file::parse(&text).expect("reads what it wrote"), design);
        let schema = serde_json::from_str(schema()).expect("JSON");
        let schema = jsonschema::draft7::new(&schema).expect("a schema");
        for text in PRESETS.iter().map(|preset| preset.text).chain([text.as_str()]) {
            let value = serde_json::from_str(text).expect("JSON");
            let errors: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{errors:?}");
        }
    }
}
