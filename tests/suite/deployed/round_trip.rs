//! What is exported comes back: for every preset, side and format that is both, the design that is read is the one that
//! was written, as far as the format can hold it.
//!
//! No format holds calls, handlers, silenced rules, names of functions that nobody named, or the side of an integration
//! that is not in use; these are set aside on both sides before the comparison. What each format cannot hold besides is
//! said in [`held_by`].

use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::Integration;
use gatewright::apigw::stage::ApiKind;
use gatewright::design::{Design, file, presets::PRESETS};
use gatewright::export::{self, Options, Side, export};
use gatewright::import::deployed::{Folder, Format, SourceFile, read};

/// Formats that are both written and read.
const BOTH: [(export::Format, Format); 6] = [
    (export::Format::OpenApi, Format::OpenApi),
    (export::Format::OpenApiJson, Format::OpenApi),
    (export::Format::CloudFormation, Format::CloudFormation),
    (export::Format::Sam, Format::Sam),
    (export::Format::Terraform, Format::Terraform),
    (export::Format::Serverless, Format::Serverless),
];

/// Writes a design and reads it back.
fn there_and_back(design: &Design, (to, from): (export::Format, Format), side: Side) -> Design {
    let exported = export(design, to, Options { side: Some(side), ..Options::default() });
    let folder = tempfile::tempdir().expect("a folder");
    for file in &exported.files {
        let path = folder.path().join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, &file.text).expect("written");
    }
    let is_source = |path: &str| match from {
        Format::Terraform => path.ends_with(".tf"),
        Format::OpenApi => path.ends_with("yaml") || path.ends_with("json"),
        _ => path.ends_with(".yaml") || path.ends_with(".yml"),
    };
    let sources: Vec<SourceFile> = exported
        .files
        .iter()
        .filter(|file| is_source(&file.path))
        .map(|file| SourceFile { name: &file.path, text: &file.text })
        .collect();
    let back = read(&sources, Some(from), &Folder(folder.path().to_owned()));
    assert!(!back.failed(), "{to:?} {side:?}: {:?}", back.diagnostics);
    back.design
}

/// Returns what every format holds of a design seen from a side.
fn core(design: &Design, side: Side) -> Design {
    let api = if side == Side::Http { ApiKind::Http } else { ApiKind::Rest };
    let mut core = Design { api, authorizers: design.authorizers.clone(), ..Design::default() };
    for authorizer in &mut core.authorizers {
        *authorizer = authorizer.for_api(api);
        // An API of the other kind names them in other words; their issuer follows from the pool there.
        authorizer.identity_source = authorizer.identity_source.to_ascii_lowercase();
        if api == ApiKind::Http {
            authorizer.arn.clear();
        }
        if !matches!(authorizer.kind, AuthorizerKind::Jwt | AuthorizerKind::Cognito) {
            authorizer.issuer.clear();
        }
    }
    for route in &design.routes {
        let own = &route.integration;
        let mut route = route.clone();
        route.calls.clear();
        route.handlers.clear();
        route.function.clear();
        route.integration = match side {
            Side::Mapping => Integration { proxy: false, payload_format_version: Default::default(), ..own.clone() },
            Side::Proxy => Integration {
                proxy: true,
                request_parameters: own.request_parameters.clone(),
                ..Integration::default()
            },
            Side::Http => Integration {
                proxy: true,
                payload_format_version: own.payload_format_version,
                ..Integration::default()
            },
        };
        core.routes.push(route);
    }
    core
}

/// Takes away what a format cannot hold, and nothing else.
fn held_by(format: export::Format, mut design: Design) -> Design {
    for route in &mut design.routes {
        // OpenAPI requires parameters of the path in any case, so they say nothing.
        route.method_request.parameters.retain(|(name, _)| !name.starts_with("method.request.path."));
    }
    if format == export::Format::Serverless {
        // Names of authorizers are keys there, of letters and digits.
        let plain = |name: &mut String| *name = name.replace(|c: char| !c.is_alphanumeric(), "").to_lowercase();
        design.routes.iter_mut().filter_map(|route| route.authorizer.as_mut()).for_each(plain);
        design.authorizers.iter_mut().map(|authorizer| &mut authorizer.name).for_each(plain);
    }
    design
}

#[test]
fn every_preset_in_every_format_from_every_side() {
    let mut count = 0;
    for preset in PRESETS {
        let design = file::parse(preset.text).expect("a preset");
        for both in BOTH {
            for side in Side::ALL {
                let back = there_and_back(&design, both, side);
                let expected = held_by(both.0, core(&design, side));
                let found = held_by(both.0, core(&back, side));
                let name = format!("{} as {:?} from {side:?}", preset.id, both.0);
                assert_eq!(found.routes, expected.routes, "{name}");
                let kinds = |design: &Design| -> Vec<_> { design.authorizers.iter().map(|a| a.kind).collect() };
                assert_eq!(kinds(&found), kinds(&expected), "{name}");
                // What came back goes there again and comes back the same.
                let again = there_and_back(&back, both, side);
                assert_eq!(held_by(both.0, core(&again, side)), held_by(both.0, core(&back, side)), "{name}, again");
                count += 1;
            }
        }
    }
    assert_eq!(count, PRESETS.len() * BOTH.len() * Side::ALL.len());
}

#[test]
fn hostile_templates_there_and_back() {
    let hostile = super::hostile();
    let mut design = file::parse(PRESETS[0].text).expect("a preset");
    for both in BOTH {
        for text in hostile.iter().filter(|text| *text != "__passthrough__") {
            design.routes[0].integration.request_templates[0].text = text.as_str().into();
            // The Framework has no way to write a dollar sign right before one of its variables.
            if both.0 == export::Format::Serverless && text.contains("$${self") {
                continue;
            }
            let back = there_and_back(&design, both, Side::Mapping);
            let found = &back.routes[0].integration.request_templates[0].text;
            assert_eq!(**found, **text, "{:?}", both.0);
        }
    }
}

/// A folder of templates holds methods, content types, statuses and every byte, and of a path the words.
#[test]
fn a_folder_of_templates_there_and_back() {
    let words = |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    let held = |design: &Design| {
        let mut all = Vec::new();
        for route in &design.routes {
            let key = format!("{} {}", route.method, words(&route.path).to_lowercase());
            let integration = &route.integration;
            let kind = |text: &str| words(text.split(';').next().unwrap_or_default());
            let own = integration.request_templates.iter().map(|own| (None, kind(&own.content_type), own.text.clone()));
            all.extend(own.map(|own| (key.clone(), own)));
            for response in &integration.responses {
                let own = |own: &gatewright::apigw::integration::MappingTemplate| {
                    (key.clone(), (Some(response.status), kind(&own.content_type), own.text.clone()))
                };
                all.extend(response.templates.iter().map(own));
            }
        }
        all
    };
    let mut count = 0;
    let everything = include_str!("../../data/exports/everything-rest.gatewright.json");
    for (name, text) in PRESETS.iter().map(|preset| (preset.id, preset.text)).chain([("everything", everything)]) {
        let design = file::parse(text).expect("a design");
        let exported =
            export(&design, export::Format::Vtl, Options { side: Some(Side::Mapping), ..Options::default() });
        let files = exported.files.iter().filter(|file| file.path.ends_with(".vtl"));
        let files: Vec<SourceFile> = files.map(|file| SourceFile { name: &file.path, text: &file.text }).collect();
        let back = read(&files, None, &gatewright::import::deployed::NoNeighbors).design;
        assert_eq!(held(&back), held(&design), "{name}");
        count += files.len();
    }
    assert!(count > 5, "{count} templates");
}
