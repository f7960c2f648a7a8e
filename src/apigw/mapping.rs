//! Which mapping template runs for a request.

use super::integration::{Integration, PassthroughBehavior};
use super::media_type::essence;

/// The type that counts where a request has no `Content-Type` (recorded on AWS: `test_lambda_aws_integration`
/// posts without one and the `application/json` template runs).
pub const DEFAULT_CONTENT_TYPE: &str = "application/json";

/// What happens to a request's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selection {
    /// This one of [`Integration::request_templates`] runs.
    Template(usize),
    /// The body passes unchanged.
    Passthrough,
    /// The client gets 415, and the function is not called.
    UnsupportedMediaType,
}

/// Returns what happens to a body of type `content_type`.
///
/// Only the media type counts, so that `application/json; charset=UTF-8` selects `application/json` (developer
/// guide; reports of 2017 saw a 415). A template for `$default` as a catch-all is what an emulator has; it is not
/// documented and is not modeled.
pub fn select(integration: &Integration, content_type: Option<&str>) -> Selection {
    let wanted = content_type.map_or_else(|| DEFAULT_CONTENT_TYPE.to_owned(), essence);
    let templates = &integration.request_templates;
    if let Some(index) = templates.iter().position(|template| essence(&template.content_type) == wanted) {
        return Selection::Template(index);
    }
    match integration.passthrough_behavior {
        PassthroughBehavior::WhenNoMatch => Selection::Passthrough,
        PassthroughBehavior::WhenNoTemplates if templates.is_empty() => Selection::Passthrough,
        PassthroughBehavior::WhenNoTemplates | PassthroughBehavior::Never => Selection::UnsupportedMediaType,
    }
}

#[cfg(test)]
mod tests {
    use super::super::integration::MappingTemplate;
    use super::*;

    #[test]
    fn the_table_of_the_developer_guide() {
        use PassthroughBehavior::{Never, WhenNoMatch, WhenNoTemplates};
        use Selection::{Passthrough, Template, UnsupportedMediaType};
        let json = MappingTemplate { content_type: "application/json".into(), text: "{}".into() };
        for (behavior, templates, content_type, expected) in [
            (WhenNoMatch, true, Some("application/json; charset=UTF-8"), Template(0)),
            (WhenNoMatch, true, None, Template(0)),
            (WhenNoMatch, true, Some("text/plain"), Passthrough),
            (WhenNoMatch, false, Some("text/plain"), Passthrough),
            (WhenNoTemplates, true, Some("application/json"), Template(0)),
            (WhenNoTemplates, true, Some("text/plain"), UnsupportedMediaType),
            (WhenNoTemplates, false, Some("text/plain"), Passthrough),
            (Never, true, None, Template(0)),
            (Never, true, Some("text/plain"), UnsupportedMediaType),
            (Never, false, None, UnsupportedMediaType),
        ] {
            let integration = Integration {
                request_templates: if templates { vec![json.clone()] } else { Vec::new() },
                passthrough_behavior: behavior,
                ..Integration::default()
            };
            assert_eq!(select(&integration, content_type), expected, "{behavior:?} {templates} {content_type:?}");
        }
    }
}
