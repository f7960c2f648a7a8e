//! Placeholders: what an imported file leaves open. Texts of a design hold it as `${Name}`; a value given to it is
//! filled in when the design is looked at, and the text keeps the placeholder, so that it can go back to its file.
//!
//! A placeholder is filled in as CloudFormation and Terraform do it: in the text, before any template is read. It has
//! nothing to do with Velocity's own `${name}`, which is only touched if a placeholder is called the same.

use super::Design;
use crate::apigw::integration::MappingTemplate;
use crate::text::filled::Filled;
use crate::vtl::{self, Dialect, Parsed};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// Returns the design with every placeholder that has a value filled in.
pub fn filled(design: &Design) -> Cow<'_, Design> {
    filled_in(design, true)
}

/// Returns the design with every placeholder that has a value filled in, but for templates: places in a template are
/// those of its text as it is written, so [`parse`] fills it in.
pub fn filled_but_templates(design: &Design) -> Cow<'_, Design> {
    filled_in(design, false)
}

fn filled_in(design: &Design, with_templates: bool) -> Cow<'_, Design> {
    let given: Vec<(String, &str)> = given(design).collect();
    if given.is_empty() {
        return Cow::Borrowed(design);
    }
    let mut design_filled = design.clone();
    let fill = |text: &str| text.contains("${").then(|| fill_with(&text.into(), &given)?.text.into()).flatten();
    visit(&mut design_filled, with_templates, &mut |text| fill(text));
    Cow::Owned(design_filled)
}

/// Returns the placeholders that have a value, as they are written, and the value.
fn given(design: &Design) -> impl Iterator<Item = (String, &str)> {
    let with_value = design.placeholders.iter().filter(|(_, value)| !value.is_empty());
    with_value.map(|(name, value)| (written(name), value.as_str()))
}

/// Returns how a placeholder is written in a text: `${Name}`.
pub fn written(name: &str) -> String {
    format!("${{{name}}}")
}

/// Returns a template of the design with the placeholders filled in that have a value; `None` if it holds none.
pub fn filled_template(design: &Design, template: &Arc<str>) -> Option<Filled> {
    let given: Vec<(String, &str)> = given(design).collect();
    (!given.is_empty()).then(|| fill_with(template, &given)).flatten()
}

/// Reads a template of the design, with the placeholders filled in that have a value. All places are those of the text
/// as it is written.
pub fn parse(design: &Design, template: &Arc<str>) -> Parsed {
    match filled_template(design, template) {
        None => vtl::parse(template.clone(), Dialect::API_GATEWAY),
        Some(filled) => vtl::parse_filled(&filled, Dialect::API_GATEWAY),
    }
}

/// Fills in, from left to right and once: a value that looks like a placeholder stays as it is.
fn fill_with(text: &Arc<str>, given: &[(String, &str)]) -> Option<Filled> {
    Filled::new(text, "${", |rest| {
        let hit = given.iter().find(|(written, _)| rest.starts_with(written.as_str()));
        hit.map(|(written, value)| (written.len(), *value))
    })
}

/// Most braces that a placeholder's name closes, its own included: `${self:custom.${opt:stage}.table}`.
const MOST_BRACES: usize = 4;

/// Longest name that is looked for, in bytes.
const LONGEST_NAME: usize = 1_000;

/// Returns the names that texts of the design hold as placeholders, of those that `is_name` takes.
pub fn used(design: &Design, is_name: impl Fn(&str) -> bool) -> HashSet<String> {
    let mut found = HashSet::new();
    visit(&mut design.clone(), true, &mut |text| {
        for (at, _) in text.match_indices("${") {
            let inner = &text[at + 2..text.floor_char_boundary(at + 2 + LONGEST_NAME)];
            let ends = inner.match_indices('}').take(MOST_BRACES).map(|(end, _)| &inner[..end]);
            found.extend(ends.filter(|name| is_name(name)).map(str::to_owned));
        }
        None
    });
    found
}

/// Shows every text that a placeholder may stand in to `change`, and takes what it returns in its place. Calls are left
/// alone: they are not part of what was deployed.
fn visit(design: &mut Design, with_templates: bool, change: &mut dyn FnMut(&str) -> Option<String>) {
    let mut texts: Vec<&mut String> = vec![&mut design.name, &mut design.stage.name];
    texts.extend(design.stage.variables.iter_mut().map(|(_, value)| value));
    for authorizer in &mut design.authorizers {
        texts.extend([&mut authorizer.identity_source, &mut authorizer.issuer, &mut authorizer.arn]);
        texts.extend(&mut authorizer.audiences);
    }
    if let Some(cors) = &mut design.cors {
        texts.extend(cors.allow_origins.iter_mut().chain(&mut cors.allow_methods).chain(&mut cors.allow_headers));
        texts.extend(&mut cors.expose_headers);
    }
    let mut templates: Vec<&mut MappingTemplate> = Vec::new();
    for response in &mut design.gateway_responses {
        texts.extend(response.parameters.iter_mut().map(|(_, source)| source));
        templates.extend(&mut response.templates);
    }
    for route in &mut design.routes {
        texts.extend([&mut route.path, &mut route.function]);
        let integration = &mut route.integration;
        texts.extend(integration.request_parameters.iter_mut().map(|(_, source)| source));
        templates.extend(&mut integration.request_templates);
        for response in &mut integration.responses {
            texts.push(&mut response.selection_pattern);
            texts.extend(response.parameters.iter_mut().map(|(_, source)| source));
            templates.extend(&mut response.templates);
        }
    }
    for text in texts {
        if let Some(changed) = change(text) {
            *text = changed;
        }
    }
    for template in templates.into_iter().filter(|_| with_templates) {
        if let Some(changed) = change(&template.text) {
            template.text = Arc::from(changed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Route;

    fn design(template: &str) -> Design {
        let mut route = Route { function: "${Fn}".into(), ..Route::default() };
        let template = MappingTemplate { content_type: "application/json".into(), text: template.into() };
        route.integration.request_templates.push(template);
        Design {
            routes: vec![route],
            placeholders: vec![
                ("Prefix".into(), "dev".into()),
                ("Fn".into(), String::new()),
                ("X".into(), "${Prefix}".into()),
            ],
            ..Design::default()
        }
    }

    #[test]
    fn values_are_filled_in_once_and_the_rest_stays() {
        let design = design("${Prefix}_${stageVariables.a} $${Prefix} ${X} ${Fn} ${Pre");
        let filled = filled(&design);
        let route = &filled.routes[0];
        assert_eq!(&*route.integration.request_templates[0].text, "dev_${stageVariables.a} $dev ${Prefix} ${Fn} ${Pre");
        assert_eq!(route.function, "${Fn}");
        assert_eq!(filled_template(&design, &"nothing ${here}".into()), None);
        let filled = filled_template(&design, &"a ${Prefix}".into()).expect("it has a value");
        assert_eq!((filled.text.as_str(), &*filled.written), ("a dev", "a ${Prefix}"));
    }

    #[test]
    fn templates_keep_their_text_where_places_count() {
        let design = design("${Prefix}");
        let mut design = Design { name: "${Prefix}".into(), ..design };
        let filled = filled_but_templates(&design).into_owned();
        assert_eq!(
            (filled.name.as_str(), &*filled.routes[0].integration.request_templates[0].text),
            ("dev", "${Prefix}")
        );
        design.placeholders.clear();
        assert_eq!(filled_but_templates(&design).name, "${Prefix}");
    }

    #[test]
    fn a_design_without_values_is_not_copied() {
        let mut design = design("${Prefix}");
        design.placeholders.retain(|(_, value)| value.is_empty());
        assert!(matches!(super::filled(&design), Cow::Borrowed(_)));
        let names = ["Prefix", "Fn", "Other", "Nested ${Prefix} x"];
        let found = used(&design, |name| names.contains(&name));
        assert_eq!(found, HashSet::from(["Prefix".to_owned(), "Fn".to_owned()]));
        design.name = "${Nested ${Prefix} x}".into();
        assert_eq!(used(&design, |name| names.contains(&name)).len(), 3);
    }
}
