//! A comparison as a table in Markdown, for a wiki or a pull request.

use super::{Cell, Column, Comparison, Present};

/// The most characters of a value that are shown.
pub const MOST_SHOWN: usize = 80;

/// Returns the table. `expression` writes how the code reads a value.
pub fn table(comparison: &Comparison, expression: &dyn Fn(&Column, &Present) -> String) -> String {
    let mut out = String::from("| |");
    for column in &comparison.columns {
        out.push_str(&format!(" {} |", cell_text(column.view.title())));
    }
    out.push_str("\n| --- |");
    out.push_str(&" --- |".repeat(comparison.columns.len()));
    out.push('\n');
    for row in &comparison.rows {
        out.push_str(&format!("| {} |", cell_text(&row.meaning.title())));
        for (column, cell) in comparison.columns.iter().zip(&row.cells) {
            match cell {
                Cell::Absent(why) => out.push_str(&format!(" *{}* |", cell_text(why))),
                Cell::Present(present) => {
                    let forms: Vec<&str> = present.forms.iter().map(|form| form.words()).collect();
                    let forms = if forms.is_empty() { String::new() } else { format!(" ({})", forms.join(", ")) };
                    let (value, read) = (code(&shortened(&present.json)), code(&expression(column, present)));
                    out.push_str(&format!(" {value}{forms}<br>{read}<br>{} |", code(&present.pointer)));
                }
            }
        }
        out.push('\n');
    }
    out
}

/// Returns the text, cut where it gets long.
pub fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(MOST_SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Writes text that stays in its cell, and is no markup.
pub fn cell_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '*' | '_' | '`' | '\\' | '[' | ']' | '<' | '>' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Writes code on one line; a bar would end the cell even in code.
pub fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // A fence longer than any run of backticks inside.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_cell() {
        assert_eq!(cell_text("a|b\n*c*<br>"), "a\\|b \\*c\\*\\<br\\>");
        assert_eq!(code("a|b`c"), "`` a\\|b`c ``");
        assert_eq!(code("x\ny"), "`x y`");
        assert_eq!(shortened(&"é".repeat(81)).chars().count(), 81);
    }
}
