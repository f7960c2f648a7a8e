//! Writes a changed template into the file that it came from, and touches nothing else in it: not the order, not a
//! blank, not a comment.
//!
//! The file is read again, so that it may have changed in the meantime; the template is found by its route, content
//! type and, for a response, position. After the edit the file is read once more, and only a file that gives exactly the
//! new template, and every other one as before, is handed out.

mod yaml_text;

use super::{Format, ImportedDesign, NoNeighbors, SourceFile, TemplatePlace, read};
use crate::design::Design;
use crate::import::deployed::intrinsics::names_in;
use crate::import::tree::Form;
use crate::json::text::write_escaped;
use crate::text::{Edit, apply_edits};

/// Which template of a design is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateId<'a> {
    /// Method of the route.
    pub method: &'a str,
    /// Path of the route.
    pub path: &'a str,
    /// Position of the integration response; `None`: a request template.
    pub response: Option<usize>,
    /// Content type.
    pub content_type: &'a str,
}

/// A file with a template put back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PutBack {
    /// The whole new text of the file.
    pub text: String,
    /// The one edit that was made.
    pub edit: Edit,
}

/// Why a template cannot go back.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WhyNot {
    /// Files of this format are not written.
    #[error("a {0} cannot take a template back: export the design, or copy the template")]
    Format(&'static str),
    /// The file cannot be read.
    #[error("the file cannot be read any more: {0}")]
    Unreadable(String),
    /// The file has no such template.
    #[error("the file has no template for {0}")]
    NotThere(String),
    /// The template is not written in the file as one text.
    #[error("the file puts this template together of parts, takes it from another file, or uses it in several places")]
    Computed,
    /// The text does not come back as it is.
    #[error("the file's format cannot hold this text in that place")]
    NotHeld,
}

/// Returns the text of the file with the template `id` replaced by `template`. Templates with the old text stay where
/// they are.
///
/// # Errors
/// Why it cannot be done; the file is then to be left alone.
pub fn put_back(file: &str, format: Format, id: &TemplateId<'_>, template: &str) -> Result<PutBack, WhyNot> {
    if format == Format::Vtl {
        let edit = Edit::replace(crate::text::Span::new(0, file.len()), template);
        return Ok(PutBack { text: template.to_owned(), edit });
    }
    if !matches!(format, Format::OpenApi | Format::CloudFormation | Format::Sam | Format::AwsCli) {
        return Err(WhyNot::Format(format.title()));
    }
    let before = reread(file, format)?;
    let place = find(&before, id).ok_or_else(|| WhyNot::NotThere(format!("{} {}", id.method, id.path)))?;
    let written = place.span.slice(file);
    let value = match place.form {
        Form::Computed => return Err(WhyNot::Computed),
        Form::Written => template.to_owned(),
        Form::Sub => substituted(template, &names(file, place), &before.design),
    };
    let spellings = if written.starts_with('"') && is_json(file) {
        let mut out = String::from("\"");
        write_escaped(&mut out, &value, false);
        out.push('"');
        vec![out]
    } else {
        // Quotes hold what a block cannot in its place, such as line ends before blank lines that follow.
        vec![yaml_text::rewritten(file, place.span, &value), yaml_text::quoted(&value)]
    };
    for spelling in spellings {
        let edit = Edit::replace(yaml_text::extent(file, place.span), spelling);
        let text = apply_edits(file, std::slice::from_ref(&edit)).ok_or(WhyNot::NotHeld)?;
        if reread(&text, format).is_ok_and(|after| holds(&before, &after, id, template)) {
            return Ok(PutBack { text, edit });
        }
    }
    Err(WhyNot::NotHeld)
}

fn reread(file: &str, format: Format) -> Result<ImportedDesign, WhyNot> {
    let read = read(&[SourceFile { name: "", text: file }], Some(format), &NoNeighbors);
    match read.diagnostics.first() {
        Some(diagnostic) if read.failed() => Err(WhyNot::Unreadable(diagnostic.message.clone())),
        _ => Ok(read),
    }
}

fn is_json(file: &str) -> bool {
    file.trim_start_matches('\u{FEFF}').trim_start().starts_with(['{', '['])
}

fn find<'a>(read: &'a ImportedDesign, id: &TemplateId) -> Option<&'a TemplatePlace> {
    let route = read.design.routes.iter().position(|route| route.method == id.method && route.path == id.path)?;
    let is_it = |place: &&TemplatePlace| {
        place.route == route && place.response == id.response && place.content_type == id.content_type
    };
    read.places.iter().find(is_it)
}

/// Returns the names that the text of `Fn::Sub` fills in, in the file as it is.
fn names(file: &str, place: &TemplatePlace) -> Vec<String> {
    names_in(place.span.slice(file)).map(str::to_owned).collect()
}

/// Writes a text for `Fn::Sub`: what it filled in before stays a name, every other `${` becomes `${!`.
fn substituted(template: &str, names: &[String], design: &Design) -> String {
    let is_name = |name: &str| {
        names.iter().any(|known| known == name) || design.placeholders.iter().any(|(known, _)| known == name)
    };
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find("${") {
        let inner = &rest[at + 2..];
        let name = inner.split('}').next().unwrap_or_default();
        out.push_str(&rest[..at + 2]);
        if !(inner.len() > name.len() && is_name(name)) {
            out.push('!');
        }
        rest = inner;
    }
    out + rest
}

/// Returns true if the design that was read after the edit is the one before, but for the template.
fn holds(before: &ImportedDesign, after: &ImportedDesign, id: &TemplateId, template: &str) -> bool {
    let mut expected = before.design.clone();
    let Some(route) = expected.routes.iter_mut().find(|route| route.method == id.method && route.path == id.path)
    else {
        return false;
    };
    let templates = match id.response {
        None => &mut route.integration.request_templates,
        Some(index) => match route.integration.responses.get_mut(index) {
            Some(response) => &mut response.templates,
            None => return false,
        },
    };
    for own in templates.iter_mut().filter(|own| own.content_type == id.content_type) {
        own.text = template.into();
    }
    // A placeholder may have come or gone with the text.
    expected.placeholders.clone_from(&after.design.placeholders);
    expected == after.design
}
