//! The same as Markdown, for a repository or a wiki.

use super::{about, look, read, shown};
use crate::compare::markdown::{self as tables, cell_text, code};
use crate::design::{Design, View, token};

/// Returns the design as Markdown.
pub fn markdown(design: &Design) -> String {
    let design = token::without_tokens(design);
    let title = if design.name.is_empty() { "A design" } else { &design.name };
    let mut out = format!("# {}\n\n{}, stage {}\n", cell_text(title), design.api.title(), code(&design.stage.name));
    for (index, route) in design.routes.iter().enumerate() {
        out.push_str(&format!("\n## {} {}\n\n", cell_text(&route.method), cell_text(&route.path)));
        out.push_str(&format!("{}\n", cell_text(&about(&design, route))));
        if View::of(&design, route) == View::Mapping {
            for template in &route.integration.request_templates {
                out.push_str(&format!("\nMapping template for {}:\n\n", code(&template.content_type)));
                out.push_str(&block("velocity", &template.text));
            }
        }
        for (call, looked) in look(&design, index) {
            out.push_str(&format!("\n### {}\n\n", cell_text(&call.name)));
            out.push_str(&format!("{}\n\n", code(&format!("{} {}", call.request.method, call.request.path))));
            for problem in &looked.preview.problems {
                out.push_str(&format!("- {}\n", cell_text(&problem.message)));
            }
            let (text, is_cut) = shown(looked.preview.outcome.text());
            out.push_str(&block("json", text));
            if is_cut {
                out.push_str("\nThe rest is left out: the event is long.\n");
            }
            out.push_str("\nThe same call through each integration:\n\n");
            out.push_str(&tables::table(&looked.beside.comparison, &read));
        }
    }
    out
}

/// Writes a block of code whose fence is longer than any in it.
fn block(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}\n")
}
