//! The lessons that come with the program.

/// A lesson that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Builtin {
    /// Name of its file without the ending.
    pub id: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! lesson {
    ($id:literal) => {
        Builtin { id: $id, text: include_str!(concat!("../../presets/lessons/", $id, ".lesson.json")) }
    };
}

/// Every lesson, in the order in which they build on one another.
pub const BUILTIN: [Builtin; 8] = [
    lesson!("what-proxy-forwards"),
    lesson!("the-missing-authorizer"),
    lesson!("first-mapping-template"),
    lesson!("quotes-and-escapes"),
    lesson!("loops-and-commas"),
    lesson!("rest-or-http"),
    lesson!("what-a-token-becomes"),
    lesson!("responses-and-the-502"),
];

/// Returns the lesson called `id`.
pub fn find(id: &str) -> Option<&'static Builtin> {
    BUILTIN.iter().find(|lesson| lesson.id == id)
}
