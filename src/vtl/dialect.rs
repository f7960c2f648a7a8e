//! The two dialects, as data: one engine reads these switches.

/// What differs between Velocity 1.7 as it comes and as API Gateway runs it.
///
/// The settings of `API_GATEWAY` explain every template rendering recorded on AWS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dialect {
    /// The name, as in the command line's cases.
    pub name: &'static str,
    /// A reference without a value is the empty text, everywhere: printed, in conditions, as an argument.
    pub missing_is_empty: bool,
    /// `#macro` defines something; otherwise it is read and dropped, and calls print as they stand.
    pub inline_macros: bool,
    /// `#evaluate` is a directive; otherwise it prints as it stands.
    pub evaluate: bool,
}

impl Dialect {
    /// As Amazon API Gateway runs it.
    pub const API_GATEWAY: Self =
        Self { name: "api-gateway", missing_is_empty: true, inline_macros: false, evaluate: false };

    /// Apache Velocity 1.7 as it comes.
    pub const VELOCITY: Self = Self { name: "velocity", missing_is_empty: false, inline_macros: true, evaluate: true };

    /// Returns the dialect of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::API_GATEWAY, Self::VELOCITY].into_iter().find(|dialect| dialect.name == name)
    }

    /// Tells whether `name` is one of the directives that Velocity loads by name.
    pub(super) fn is_directive(self, name: &str) -> bool {
        match name {
            "foreach" | "include" | "parse" | "macro" | "literal" | "break" | "define" | "stop" => true,
            "evaluate" => self.evaluate,
            _ => false,
        }
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Self::API_GATEWAY
    }
}
