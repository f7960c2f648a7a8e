//! A comparison as HTML: a table, and a page around it that needs nothing from anywhere.

use super::markdown::shortened;
use super::{Cell, Column, Comparison, Present};

/// The style of our pages: both themes, no font and no picture from outside.
pub const STYLE: &str = include_str!("../../assets/share/page.css");

/// Returns the table. `expression` writes how the code reads a value.
pub fn table(comparison: &Comparison, expression: &dyn Fn(&Column, &Present) -> String) -> String {
    let mut out = String::from("<table class=\"compare\">\n<thead><tr><th scope=\"col\"></th>");
    for column in &comparison.columns {
        out.push_str(&format!("<th scope=\"col\">{}</th>", escaped(column.view.title())));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let mut group = None;
    for row in &comparison.rows {
        if group != Some(row.meaning.group()) {
            group = Some(row.meaning.group());
            let title = row.meaning.group().title();
            let span = comparison.columns.len() + 1;
            out.push_str(&format!("<tr class=\"group\"><th colspan=\"{span}\" scope=\"colgroup\">{title}</th></tr>\n"));
        }
        out.push_str(&format!("<tr><th scope=\"row\">{}</th>", escaped(&row.meaning.title())));
        for (column, cell) in comparison.columns.iter().zip(&row.cells) {
            out.push_str(&self::cell(column, cell, expression));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    out
}

fn cell(column: &Column, cell: &Cell, expression: &dyn Fn(&Column, &Present) -> String) -> String {
    match cell {
        Cell::Absent(why) => format!("<td class=\"absent\">{}</td>", escaped(why)),
        Cell::Present(present) => {
            let forms: String =
                present.forms.iter().map(|form| format!(" <span class=\"form\">{}</span>", form.words())).collect();
            format!(
                "<td title=\"{}\"><code class=\"value\">{}</code>{forms}<code class=\"read\">{}</code></td>",
                escaped(if present.pointer.is_empty() { "the whole event" } else { &present.pointer }),
                escaped(&shortened(&present.json)),
                escaped(&expression(column, present))
            )
        }
    }
}

/// Returns a whole page. Its policy lets the browser load nothing, whatever the body holds.
pub fn page(title: &str, body: &str, script: &str) -> String {
    let script = if script.is_empty() { String::new() } else { format!("<script>\n{script}</script>\n") };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}{script}</body>\n</html>\n",
        escaped(title)
    )
}

/// Writes text that is no markup.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
