//! What a problem is about: its words in full, why the rule is there, a bad and a good example.

use super::capital;
use crate::app::widgets::{label, note};
use crate::app::{json_colors, theme};
use crate::diagnostics::Diagnostic;
use crate::lint::{self, Rule};
use crate::preview::Problem;
use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

/// Draws the explanation of a problem.
pub fn explanation_ui(ui: &mut Ui, problem: &Problem) {
    about_ui(ui, &problem.diagnostic, problem.silenced.as_deref(), |_| {});
}

/// Draws the explanation of a diagnostic; `add` puts more between its words and its rule's.
pub fn about_ui(ui: &mut Ui, diagnostic: &Diagnostic, silenced: Option<&str>, add: impl FnOnce(&mut Ui)) {
    let t = theme::of(ui);
    let width = ui.available_width();
    ScrollArea::vertical().id_salt("explanation").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(theme::PADDING as i8, 8)).show(ui, |ui| {
            ui.set_max_width(width - 2.0 * theme::PADDING);
            ui.spacing_mut().item_spacing.y = 5.0;
            ui.label(RichText::new(diagnostic.rule.0).font(theme::code(theme::SMALL)).color(t.muted));
            let title = RichText::new(capital(&diagnostic.message)).font(theme::semibold(theme::BODY)).color(t.text);
            ui.add(Label::new(title).wrap());
            if let Some(help) = &diagnostic.help {
                note(ui, &capital(help));
            }
            if let Some(reason) = silenced {
                note(ui, &format!("Silenced: {reason}"));
            }
            add(ui);
            if let Some(rule) = lint::rule_of(diagnostic.rule) {
                rule_ui(ui, rule);
            }
        });
    });
}

fn rule_ui(ui: &mut Ui, rule: &Rule) {
    let t = theme::of(ui);
    ui.add_space(2.0);
    ui.add(Label::new(RichText::new(rule.why).color(t.text)).wrap());
    example_ui(ui, "Bad", &rule.bad.text());
    example_ui(ui, "Good", &rule.good.text());
}

/// A piece of code under its title.
pub fn example_ui(ui: &mut Ui, title: &str, code: &str) {
    let t = theme::of(ui);
    label(ui, title);
    Frame::new().fill(t.bg_editor).corner_radius(theme::RADIUS).inner_margin(Margin::symmetric(8, 6)).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let mut job = json_colors::layout(ui, code.trim_end());
        job.wrap.max_width = ui.available_width();
        job.wrap.break_anywhere = true;
        ui.label(job);
    });
}
