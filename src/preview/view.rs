//! The call as an integration sees it.

use crate::apigw::Exchange;
use crate::apigw::authorizer::Authorizer;
use crate::design::{Call, Design, Route, View};

impl View {
    /// Returns the call as this view's kind of API sees it; `authorizer` is already translated.
    pub(super) fn exchange<'a>(
        self,
        design: &'a Design,
        route: &'a Route,
        call: &'a Call,
        authorizer: Option<&'a Authorizer>,
    ) -> Exchange<'a> {
        Exchange { api: self.api(), authorizer, ..design.exchange(route, call) }
    }
}

/// Returns when `call` is made, in milliseconds since 1970: what its `$context.requestTimeEpoch` says.
pub fn time_of_call_ms(design: &Design, route: &Route, call: &Call) -> i64 {
    View::of(design, route).exchange(design, route, call, None).time_ms()
}
