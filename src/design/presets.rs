//! The designs that come with the program.

/// A design that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Preset {
    /// Name of its file without the ending: `wild-rydes`.
    pub id: &'static str,
    /// One sentence for the menu.
    pub about: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! preset {
    ($id:literal, $about:literal) => {
        Preset { id: $id, about: $about, text: include_str!(concat!("../../presets/", $id, ".gatewright.json")) }
    };
}

/// Every preset, the story that opens at the first start first.
pub const PRESETS: [Preset; 6] = [
    preset!("wild-rydes", "The story: a Cognito token's e-mail, mapped into the event or forwarded as it is"),
    preset!("method-request-passthrough", "AWS's own template that maps everything there is, its escaping mended"),
    preset!("minimal-identity-event", "Only what the function needs: who calls, and the body"),
    preset!("form-post-to-json", "A form post, taken apart by the template"),
    preset!("lambda-request-authorizer", "What a Lambda REQUEST authorizer hands on"),
    preset!("http-api-jwt", "An HTTP API with a JWT authorizer, payload format 2.0"),
];

/// Returns the preset called `id`.
pub fn find(id: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.id == id)
}
