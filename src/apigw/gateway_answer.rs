//! What the gateway answers itself, so that no function is called, and the types of its responses.

use super::stage::ApiKind;
use serde_json::json;

/// An answer that the gateway makes itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GatewayAnswer {
    /// Status code.
    pub status: u16,
    /// Body, as the default template writes it.
    pub body: String,
    /// Value of the `x-amzn-ErrorType` header; empty for HTTP APIs, which send none.
    pub error_type: &'static str,
    /// Which gateway response a REST API uses; `None` for HTTP APIs, which have none.
    pub response_type: Option<ResponseType>,
    /// Why, for the user: a sentence. It also says that no function is called, where none was.
    pub why: String,
}

impl GatewayAnswer {
    /// Makes the answer of a REST API with the message that the service uses for this type.
    pub fn rest(response_type: ResponseType, why: impl Into<String>) -> Self {
        Self::with_message(response_type, response_type.message(), why)
    }

    /// Makes the answer of a REST API with a message of its own.
    pub fn with_message(response_type: ResponseType, message: &str, why: impl Into<String>) -> Self {
        // The body of a denied call has a capital M, which the default template does not explain (seen by
        // several people; the guide prints it so).
        let member = if response_type == ResponseType::AccessDenied { "Message" } else { "message" };
        Self {
            status: response_type.status(),
            body: json!({ member: message }).to_string(),
            error_type: response_type.error_type(),
            response_type: Some(response_type),
            why: why.into(),
        }
    }

    /// Makes the 502 of a proxy integration whose function failed or answered what the contract does not allow.
    /// It uses the gateway response `DEFAULT_5XX` (recorded on AWS, `test_lambda_aws_proxy_response_format`).
    pub fn bad_gateway(why: impl Into<String>) -> Self {
        Self { status: 502, ..Self::rest(ResponseType::Default5xx, why) }
    }

    /// Makes the answer of an HTTP API, whose messages cannot be changed.
    pub fn http(status: u16, why: impl Into<String>) -> Self {
        let message = match status {
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            413 => "Request Entity Too Large",
            _ => "Internal Server Error",
        };
        let body = json!({ "message": message }).to_string();
        Self { status, body, error_type: "", response_type: None, why: why.into() }
    }

    /// Makes the answer to a caller who is not known.
    pub fn unauthorized(kind: ApiKind, why: impl Into<String>) -> Self {
        match kind {
            ApiKind::Rest => Self::rest(ResponseType::Unauthorized, why),
            ApiKind::Http => Self::http(401, why),
        }
    }
}

macro_rules! response_types {
    ($($variant:ident $name:literal $status:literal $error:literal $message:literal,)+) => {
        /// Type of a gateway response of a REST API: all 21 of them, with what a new API has for it (status:
        /// recorded on AWS, `test_gateway_response_crud`; header and message: recorded for the missing
        /// authentication token, the validation errors and the 500s, else from the developer guide).
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs, reason = "each variant is the service's own name")]
        pub enum ResponseType { $($variant,)+ }

        impl ResponseType {
            /// Every type.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the service's name: `BAD_REQUEST_BODY`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns the type that [`Self::as_str`] names.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
            }

            /// Returns the status of a new API's response of this type. The two defaults have none of their own;
            /// 400 and 500 stand for them.
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// Returns the value of the `x-amzn-ErrorType` header.
            pub fn error_type(self) -> &'static str {
                match self { $(Self::$variant => $error,)+ }
            }

            /// Returns the service's message.
            pub fn message(self) -> &'static str {
                match self { $(Self::$variant => $message,)+ }
            }
        }
    };
}

response_types! {
    AccessDenied "ACCESS_DENIED" 403 "AccessDeniedException" "User is not authorized to access this resource",
    ApiConfigurationError "API_CONFIGURATION_ERROR" 500 "InternalServerErrorException" "Internal server error",
    AuthorizerConfigurationError "AUTHORIZER_CONFIGURATION_ERROR" 500 "AuthorizerConfigurationException" "Internal server error",
    AuthorizerFailure "AUTHORIZER_FAILURE" 500 "AuthorizerFailureException" "Internal server error",
    BadRequestBody "BAD_REQUEST_BODY" 400 "BadRequestException" "Invalid request body",
    BadRequestParameters "BAD_REQUEST_PARAMETERS" 400 "BadRequestException" "Missing required request parameters",
    Default4xx "DEFAULT_4XX" 400 "BadRequestException" "Bad Request",
    Default5xx "DEFAULT_5XX" 500 "InternalServerErrorException" "Internal server error",
    ExpiredToken "EXPIRED_TOKEN" 403 "ExpiredTokenException" "The security token included in the request is expired",
    IntegrationFailure "INTEGRATION_FAILURE" 504 "InternalServerErrorException" "Internal server error",
    IntegrationTimeout "INTEGRATION_TIMEOUT" 504 "InternalServerErrorException" "Endpoint request timed out",
    InvalidApiKey "INVALID_API_KEY" 403 "ForbiddenException" "Forbidden",
    InvalidSignature "INVALID_SIGNATURE" 403 "InvalidSignatureException" "The request signature we calculated does not match the signature you provided.",
    MissingAuthenticationToken "MISSING_AUTHENTICATION_TOKEN" 403 "MissingAuthenticationTokenException" "Missing Authentication Token",
    QuotaExceeded "QUOTA_EXCEEDED" 429 "LimitExceededException" "Limit Exceeded",
    RequestTooLarge "REQUEST_TOO_LARGE" 413 "RequestTooLargeException" "Request Too Long",
    ResourceNotFound "RESOURCE_NOT_FOUND" 404 "NotFoundException" "Not Found",
    Throttled "THROTTLED" 429 "TooManyRequestsException" "Too Many Requests",
    Unauthorized "UNAUTHORIZED" 401 "UnauthorizedException" "Unauthorized",
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" 415 "UnsupportedMediaTypeException" "Unsupported Media Type",
    WafFiltered "WAF_FILTERED" 403 "ForbiddenException" "Forbidden",
}
