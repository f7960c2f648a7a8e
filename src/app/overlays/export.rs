//! The export dialog: formats, the files as they will be written, and where they go.

use super::{buttons_ui, title_ui};
use crate::app::action::Action;
use crate::app::dialogs::typed_path;
use crate::app::export_view::{Choice, ExportView, Look, Made};
use crate::app::scene::Scene;
use crate::app::theme::{self, Tokens};
use crate::app::view_state::Focus;
use crate::app::widgets::{
    Field, Row, Tone, button, check, code_rows, combo, message, name_it, note, primary_button, quiet_button, segmented,
};
use crate::app::{icon, json_colors};
use crate::diagnostics::Severity;
use crate::export::folder::Effect;
use crate::export::{Format, Side};
use crate::text::counted;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Color32, Layout, ScrollArea, Ui, vec2};

/// Width of the list of formats.
const FORMATS: f32 = 212.0;

/// Draws the dialog.
pub fn export_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    title_ui(ui, "Export");
    let mut view = std::mem::take(&mut scene.view.export);
    let choice = Choice {
        revision: scene.workspace.revision(),
        format: view.format,
        side: view.side,
        with_tokens: view.with_tokens && view.format == Format::Event,
        folder: typed_path(&view.folder),
    };
    let is_made = view.made.as_ref().is_some_and(|made| made.choice == choice);
    if !is_made && view.asked.as_ref() != Some(&choice) {
        scene.push(Action::MakeExport(choice.clone()));
        view.asked = Some(choice);
    }
    let height = (ui.ctx().content_rect().height() - 330.0).clamp(170.0, 460.0);
    ui.horizontal(|ui| side_ui(ui, &mut view));
    ui.add_space(6.0);
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(vec2(FORMATS, height), Layout::top_down(Align::Min), |ui| {
            ui.set_width(FORMATS);
            ScrollArea::vertical().id_salt("formats").max_height(height).show(ui, |ui| formats_ui(ui, &mut view));
        });
        ui.vertical(|ui| files_ui(ui, scene, &mut view, height));
    });
    if view.format == Format::Event && check(ui, view.with_tokens, "With the tokens and keys of the calls").changed() {
        view.with_tokens = !view.with_tokens;
    }
    warnings_ui(ui, view.made.as_ref());
    folder_ui(ui, scene, &mut view);
    write_ui(ui, scene, &view, is_made);
    scene.view.export = view;
}

fn side_ui(ui: &mut Ui, view: &mut ExportView) {
    let mut options = vec![(None, "As designed")];
    options.extend(Side::ALL.map(|side| (Some(side), side.title())));
    if let Some(side) = segmented(ui, &options, view.side) {
        view.side = side;
    }
}

fn formats_ui(ui: &mut Ui, view: &mut ExportView) {
    for format in Format::ALL {
        if Row::new(format.title()).selected(*format == view.format).show(ui).clicked() {
            view.format = *format;
            view.file = 0;
        }
    }
}

/// The files: which one shows, what would become of it, and its text.
fn files_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut ExportView, height: f32) {
    let Some(made) = &view.made else {
        note(ui, "Writing…");
        return;
    };
    let files = &made.export.files;
    let shown = view.file.min(files.len().saturating_sub(1));
    let (Some(file), Some(look)) = (files.get(shown), made.looks.get(shown)) else {
        note(ui, "There is nothing to write in this format.");
        return;
    };
    ui.horizontal(|ui| {
        let chosen = combo("file of the export").selected_text(&file.path).width(300.0).show_ui(ui, |ui| {
            for (index, file) in files.iter().enumerate() {
                if ui.selectable_label(index == shown, &file.path).clicked() {
                    view.file = index;
                }
            }
        });
        name_it(ui, &chosen.response, "File to look at");
        note(ui, effect_words(look));
        if button(ui, Some(icon::COPY), "Copy file").clicked() {
            scene.push(Action::Copy(file.text.clone(), "the file"));
        }
    });
    let t = theme::of(ui);
    let is_json = file.path.ends_with(".json");
    let rows = if look.difference.is_empty() { look.lines.len() } else { look.difference.len() };
    let area = ScrollArea::both().id_salt(("exported file", shown)).max_height(height - 34.0).auto_shrink(false);
    code_rows(ui, area, rows, |ui, index| match look.difference.get(index) {
        Some(line) => changed_line(line, t),
        None => {
            let line = look.lines.get(index).map_or("", |span| span.slice(&file.text));
            if is_json { json_colors::layout(ui, line) } else { code_line(line, t) }
        }
    });
}

/// Says what would become of a file.
fn effect_words(look: &Look) -> &'static str {
    match &look.effect {
        None => "",
        Some(Effect::Create) => "new",
        Some(Effect::Keep) => "the same as in the folder",
        Some(Effect::Replace(_)) => "would be replaced: - goes, + comes",
    }
}

/// Lays out a line of a difference; the sign in front says what the color says.
pub(super) fn changed_line(line: &str, t: &Tokens) -> LayoutJob {
    let color = match line.chars().next() {
        Some('+') => t.ok,
        Some('-') => t.err,
        _ => t.muted,
    };
    let mut job = LayoutJob::default();
    append(&mut job, line, color);
    job
}

/// Lays out a line of YAML, Terraform, TypeScript or a script: comments, names in front of `:` and `=`, texts.
fn code_line(line: &str, t: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    let trimmed = line.trim_start();
    if trimmed.starts_with("//") || trimmed.starts_with("# ") || trimmed.starts_with("##") || trimmed.starts_with("#!")
    {
        append(&mut job, line, t.syntax.comment);
        return job;
    }
    let name_ends = line.find(": ").or_else(|| line.find(" = ")).or_else(|| line.strip_suffix(':').map(str::len));
    let is_name = |name: &str| !name.trim().is_empty() && !name.trim_start().contains([' ', '"', '(']);
    let (name, rest) = line.split_at(name_ends.unwrap_or(0));
    let rest = if is_name(name.trim_start().trim_start_matches("- ")) {
        append(&mut job, name, t.syntax.json_key);
        rest
    } else {
        line
    };
    for (piece, color) in json_colors::pieces(rest, t) {
        append(&mut job, piece, color);
    }
    job
}

fn append(job: &mut LayoutJob, text: &str, color: Color32) {
    job.append(text, 0.0, TextFormat::simple(theme::code(theme::CODE), color));
}

/// What the format cannot say, and what is to be done besides.
fn warnings_ui(ui: &mut Ui, made: Option<&Made>) {
    let Some(made) = made else { return };
    if let Some(error) = &made.error {
        message(ui, Tone::Err, error);
    }
    if made.warnings().is_empty() {
        return;
    }
    ui.add_space(4.0);
    ScrollArea::vertical().id_salt("export warnings").max_height(76.0).show(ui, |ui| {
        for warning in made.warnings() {
            let tone = if warning.severity == Severity::Hint { Tone::Info } else { Tone::Warn };
            message(ui, tone, &warning.message);
        }
    });
}

fn folder_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut ExportView) {
    ui.add_space(6.0);
    let id = Focus::Overlay.id();
    scene.take_focus(ui, Focus::Overlay, id);
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 130.0).max(120.0);
        Field::new("Folder").code().hint("deploy").id(id).width(width).show(ui, &mut view.folder);
        if button(ui, Some(icon::FOLDER_OPEN), "Choose…").clicked() {
            scene.push(Action::ChooseExportFolder);
        }
    });
    if let Some(folder) = typed_path(&view.folder).filter(|folder| folder.is_relative()) {
        let here = std::env::current_dir().unwrap_or_default();
        note(ui, &format!("In {}", here.join(folder).display()));
    }
}

fn write_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &ExportView, is_made: bool) {
    buttons_ui(ui, |ui| {
        let made = view.made.as_ref().filter(|_| is_made);
        let count = made.map_or(0, |made| made.export.files.len());
        let replaced = made.map_or(0, Made::replaced);
        let files = counted(count, "file");
        let words = if replaced == 0 { format!("Write {files}") } else { format!("Write {files}, replace {replaced}") };
        let is_possible = made.is_some_and(|made| made.choice.folder.is_some() && made.error.is_none() && count > 0);
        let go = ui.add_enabled_ui(is_possible, |ui| primary_button(ui, Some(icon::EXPORT), &words)).inner;
        if go.clicked() {
            scene.push(Action::WriteExport);
        }
        if quiet_button(ui, None, "Cancel").clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}
