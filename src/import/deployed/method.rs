//! A method with its integration becomes a route of the design.

use super::cors;
use super::draft::Draft;
use super::integration::{self, Found, Target};
use crate::apigw::integration::{Integration, IntegrationType};
use crate::apigw::stage::ApiKind;
use crate::apigw::validation::MethodRequest;
use crate::design::Route;

/// Gives the name of the function that a reference stands for.
pub(super) type FunctionOf<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A method as a file has it.
#[derive(Default)]
pub(super) struct Method {
    /// Method in any case, or `ANY`.
    pub method: String,
    /// Path of the resource.
    pub path: String,
    /// Name of the authorizer.
    pub authorizer: Option<String>,
    /// Scopes that the caller's token must have one of.
    pub scopes: Vec<String>,
    /// What the method asks of its requests.
    pub request: MethodRequest,
}

impl Method {
    /// Returns `POST /rides`.
    pub fn name(&self) -> String {
        format!("{} {}", self.method.to_ascii_uppercase(), self.path)
    }
}

impl Draft {
    /// Adds a method as a route. Without an integration that is known the function gets the request as it is.
    pub fn method(&mut self, method: Method, found: Option<Found>, function_of: FunctionOf) {
        let name = method.name();
        let mut route = Route {
            method: method.method.to_ascii_uppercase(),
            path: method.path,
            authorizer: method.authorizer,
            method_request: method.request,
            ..Route::default()
        };
        let mut places = Vec::new();
        match found {
            None => {
                route.integration = Integration { proxy: true, ..Integration::default() };
                let why = "the file does not say what the method calls: it is taken for a Lambda proxy integration";
                self.leave_out(format!("the integration of {name}"), why, None);
            }
            Some(found) => {
                let is_preflight = found.kind == IntegrationType::Mock && route.method == "OPTIONS";
                if is_preflight && self.design.api == ApiKind::Rest && cors::take_preflight(self, &found) {
                    return;
                }
                match integration::target(&found, function_of) {
                    Target::Function(function) => route.function = self.function_name(function),
                    Target::Service(service) => {
                        let why = "a design holds calls of Lambda functions: its templates are read all the same";
                        self.leave_out(format!("the call of {service} by {name}"), why, None);
                    }
                    Target::Other(why) => {
                        self.leave_out(name, why, None);
                        return;
                    }
                }
                route.integration = found.integration;
                if found.kind.is_proxy() && found.kind == IntegrationType::AwsProxy {
                    route.integration.responses.clear();
                }
                integration::drop_default_response(&mut route.integration);
                places = found.places;
            }
        }
        route.calls.push(super::sample::call(&route, method.scopes));
        self.route(route, places);
    }

    /// Returns the plain name of a function where its ARN says nothing that the stage does not. The first ARN that is
    /// written out tells account and region of the stage.
    pub fn function_name(&mut self, function: String) -> String {
        let stage = &self.design.stage;
        let written_out = function
            .replace("${AWS::Partition}", "aws")
            .replace("${AWS::Region}", &stage.region)
            .replace("${AWS::AccountId}", &stage.account_id);
        let Some((region, account, name)) = integration::arn_parts(&written_out) else { return function };
        if !self.knows_account && !function.contains("${AWS::") {
            self.knows_account = true;
            self.design.stage.region = region.to_owned();
            self.design.stage.account_id = account.to_owned();
        }
        let stage = &self.design.stage;
        if stage.region == region && stage.account_id == account { name.to_owned() } else { function }
    }
}
