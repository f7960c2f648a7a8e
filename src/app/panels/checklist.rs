//! The checklist: fields that the event can hold, ticked where the template maps them.
//!
//! It shows what the worker read from the template, so a tick follows the text and never the other way round.

use super::scrolled_ui;
use crate::app::action::Action;
use crate::app::change::Change;
use crate::app::scene::Scene;
use crate::app::view_state::{Focus, Renaming};
use crate::app::widgets::{Field as TextField, Fold, empty_state, note, paint};
use crate::app::{icon, theme};
use crate::design::checklist::{Checklist, Field, Section, Tick};
use crate::diagnostics::{Location, Source};
use egui::text::{CCursor, CCursorRange};
use egui::{
    Align2, Frame, Id, Key, Margin, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};
use std::cell::Cell;

/// Height of a field's row.
const ROW: f32 = 24.0;

/// What the keyboard asks of the first field found, from the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ForFirst {
    /// To have the keyboard.
    Focus,
    /// To be ticked or unticked.
    Turn,
}

/// The list as it shows in this frame.
struct List<'a> {
    fields: &'a [Field],
    checklist: &'a Checklist,
    /// Position and text of the template.
    template: (usize, &'a str),
    /// What is searched for.
    wanted: String,
    first: Cell<Option<ForFirst>>,
}

/// Draws the list. `template` is the position and the text of the template that shows.
pub fn checklist_ui(ui: &mut Ui, scene: &mut Scene<'_>, template: (usize, &str)) {
    let first = search_ui(ui, scene);
    let Some(preview) = scene.preview().filter(|preview| !preview.fields.is_empty()) else {
        empty_state(ui, icon::LIST_CHECKS, "No fields", "What the request, the token and the stage hold shows here.");
        return;
    };
    if preview.template.is_none() {
        let hint = "The gateway answers this call itself, or the body passes as it is. The problems below say why.";
        empty_state(ui, icon::LIST_CHECKS, "No template runs", hint);
        return;
    }
    let ran = preview.template == Some(template.0);
    let Some(checklist) = preview.checklist.as_ref().filter(|_| ran) else {
        let hint = "The checklist reads the template that runs for this call: its content type chooses another one.";
        empty_state(ui, icon::LIST_CHECKS, "Another template runs", hint);
        return;
    };
    let wanted = scene.view.checklist_filter.trim().to_lowercase();
    let list = List { fields: &preview.fields, checklist, template, wanted, first: Cell::new(first) };
    scrolled_ui(ui, "checklist", |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut is_empty = true;
        for section in Section::ALL {
            is_empty &= !section_ui(ui, scene, section, &list);
        }
        if is_empty {
            note(ui, "No field has this in its name, its reference or its value.");
        }
    });
}

/// The field that searches. Enter turns the first field found, the arrow down goes there.
fn search_ui(ui: &mut Ui, scene: &mut Scene<'_>) -> Option<ForFirst> {
    let id = Focus::Checklist.id();
    scene.take_focus(ui, Focus::Checklist, id);
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let pressed = |key| has_focus && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let is_searching = !scene.view.checklist_filter.trim().is_empty();
    let first = match (pressed(Key::ArrowDown), pressed(Key::Enter)) {
        (true, _) => Some(ForFirst::Focus),
        (_, true) if is_searching => Some(ForFirst::Turn),
        _ => None,
    };
    Frame::new().inner_margin(Margin { left: 12, right: 12, top: 8, bottom: 2 }).show(ui, |ui| {
        let mut filter = std::mem::take(&mut scene.view.checklist_filter);
        let field = TextField::new("Search fields").unlabeled().hint("Search fields").id(id).show(ui, &mut filter);
        field.on_hover_text("Enter ticks the first field found; the arrow down goes to it, and Space ticks it.");
        scene.view.checklist_filter = filter;
    });
    first
}

/// Draws the fields of a section that are searched for; returns true if there are some.
fn section_ui(ui: &mut Ui, scene: &mut Scene<'_>, section: Section, list: &List<'_>) -> bool {
    let fits = |field: &&Field| {
        let holds = |text: &str| text.to_lowercase().contains(&list.wanted);
        // The live value of the whole body may have megabytes: it is read only if something is searched for.
        let is_wanted = || {
            let live = field.live.as_deref().unwrap_or("");
            holds(&field.title) || holds(&field.reference) || holds(live)
        };
        field.section == section && (list.wanted.is_empty() || is_wanted())
    };
    let found: Vec<&Field> = list.fields.iter().filter(fits).collect();
    if found.is_empty() {
        return false;
    }
    let title = section.title();
    let ticked = found.iter().filter(|field| list.checklist.state(field) != Tick::Off).count();
    let is_open = scene.is_open(title) || !list.wanted.is_empty();
    let tally = format!("{ticked} of {}", found.len());
    if Fold::new(title).tally(&tally).show(ui, is_open, |_| {}) {
        scene.turn(title);
    }
    if is_open {
        for field in found {
            field_ui(ui, scene, field, list);
        }
        ui.add_space(4.0);
    }
    true
}

fn field_ui(ui: &mut Ui, scene: &mut Scene<'_>, field: &Field, list: &List<'_>) {
    let (checklist, template) = (list.checklist, list.template);
    let state = checklist.state(field);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = || format!("Field {}", field.reference);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), state != Tick::Off, name()));
    if scene.view.renaming.as_ref().is_some_and(|renaming| renaming.field == field.reference) {
        rename_ui(ui, scene, rect, field, template);
        return;
    }
    let asked = list.first.take();
    if asked == Some(ForFirst::Focus) {
        response.request_focus();
        response.scroll_to_me(None);
    }
    paint::follow_focus(ui, &response);
    let is_turned = response.clicked() || asked == Some(ForFirst::Turn);
    if !ui.is_rect_visible(rect) {
        // Nothing of it can be seen, pressed or pointed at; the keyboard reaches it still.
        if is_turned {
            turn(scene, field, state, template);
        }
        return;
    }
    let key = if matches!(state, Tick::On(_)) { read_key(scene, field, checklist) } else { None };
    // The pencil stands where the live value does: it shows when it is wanted.
    let has_pencil = key.is_some() && (ui.rect_contains_pointer(rect) || response.has_focus() || is_pencil(ui, field));
    let pencil = has_pencil.then(|| Rect::from_min_max(pos2(rect.right() - ROW, rect.top()), rect.max));
    paint_field(ui, rect, &response, field, (state, key.as_deref(), pencil.is_some()));
    let rename = pencil.is_some_and(|at| pencil_ui(ui, at, field)) || asks_by_key(ui, &response);
    if let Some(name) = key.filter(|_| rename) {
        scene.view.renaming = Some(Renaming { field: field.reference.clone(), name, had_focus: false });
    } else if is_turned {
        turn(scene, field, state, template);
    }
    response.on_hover_ui(|ui| tooltip_ui(ui, field, state));
}

/// F2 on a row asks for another name, as file managers have it.
fn asks_by_key(ui: &Ui, response: &Response) -> bool {
    response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F2))
}

/// Ticks or unticks: an edit of the template. What was written by hand is shown instead.
fn turn(scene: &mut Scene<'_>, field: &Field, shown: Tick, (index, text): (usize, &str)) {
    // What shows may be of a text a few keys back; the edit has to be for the one that is there.
    let checklist = Checklist::of(text);
    let state = checklist.state(field);
    if std::mem::discriminant(&state) != std::mem::discriminant(&shown) {
        scene.push(Action::Say("The template has changed: look at the tick again."));
        return;
    }
    match state {
        Tick::Off => match checklist.tick(text, field) {
            Ok(edit) => scene.push(Change::TemplateEdits(index, vec![edit])),
            Err(refusal) => scene.push(Action::Say(refusal.message())),
        },
        Tick::On(_) => {
            if let Some(edits) = checklist.untick(text, field) {
                scene.push(Change::TemplateEdits(index, edits));
            }
        }
        Tick::ByHand(span) => {
            scene.push(Action::Say("Written by hand as part of a larger text: change it in the template."));
            scene.push(Action::GoTo(Location { source: Source::Template, span }));
        }
    }
}

/// Returns the event's name for a field, by the text that was read.
fn read_key(scene: &Scene<'_>, field: &Field, checklist: &Checklist) -> Option<String> {
    checklist.key(scene.preview()?.source_text(&Source::Template)?, field)
}

fn pencil_id(field: &Field) -> Id {
    Id::unique(("rename", &field.reference))
}

fn is_pencil(ui: &Ui, field: &Field) -> bool {
    ui.memory(|memory| memory.has_focus(pencil_id(field)))
}

/// The button that asks for another name.
fn pencil_ui(ui: &Ui, rect: Rect, field: &Field) -> bool {
    let t = theme::of(ui);
    let response = ui.interact(rect, pencil_id(field), Sense::click());
    let name = format!("Rename {}", field.reference);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
    ui.painter().rect_filled(rect.shrink(2.0), theme::RADIUS, paint::quiet_fill(ui, &response));
    paint::icon(ui, rect.center(), icon::PENCIL_SIMPLE, 13.0, if response.hovered() { t.text } else { t.muted });
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    let clicked = response.clicked();
    response.on_hover_text("Change the name that the event has for it (F2)");
    clicked
}

/// The name as a field of text in place of the row. Enter or leaving the field takes it, Escape does not.
fn rename_ui(ui: &mut Ui, scene: &mut Scene<'_>, rect: Rect, field: &Field, (index, text): (usize, &str)) {
    let Some(mut renaming) = scene.view.renaming.take() else { return };
    let id = Id::unique("checklist rename");
    let name = format!("Name in the event for {}", field.reference);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect.shrink2(vec2(4.0, 0.0))));
    let edit = TextField::new(&name).unlabeled().code().id(id).show(&mut inner, &mut renaming.name);
    let escape = ui.input(|input| input.key_pressed(Key::Escape));
    if !renaming.had_focus {
        // Typing replaces the name, as where files are renamed.
        edit.request_focus();
        select_all(ui, id, &renaming.name);
        renaming.had_focus = edit.has_focus();
        ui.request_repaint();
        scene.view.renaming = Some(renaming);
    } else if !edit.has_focus() {
        let checklist = Checklist::of(text);
        let is_new = checklist.key(text, field).is_some_and(|key| key != renaming.name);
        if escape || !is_new || renaming.name.is_empty() {
            return;
        }
        match checklist.rename(text, field, &renaming.name) {
            Ok(edit) => scene.push(Change::TemplateEdits(index, vec![edit])),
            Err(refusal) => scene.push(Action::Say(refusal.message())),
        }
    } else {
        scene.view.renaming = Some(renaming);
    }
}

fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let range = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), id);
}

/// Paints a row: the tick, what the field is, the event's name for it if it is another, and its value.
fn paint_field(
    ui: &Ui,
    rect: Rect,
    response: &Response,
    field: &Field,
    (state, key, has_pencil): (Tick, Option<&str>, bool),
) {
    let t = theme::of(ui);
    ui.painter().rect_filled(rect, theme::RADIUS, paint::quiet_fill(ui, response));
    let y = rect.center().y;
    let square = Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + 6.0, y), vec2(15.0, 15.0));
    let (fill, stroke, sign) = match state {
        Tick::Off => (t.bg_editor, t.faint, None),
        Tick::On(_) => (t.accent, t.accent, Some((icon::CHECK, t.on_accent))),
        Tick::ByHand(_) => (t.accent_soft, t.accent, Some((icon::PENCIL_SIMPLE, t.accent))),
    };
    ui.painter().rect(square, 4.0, fill, Stroke::new(1.0, stroke), StrokeKind::Inside);
    if let Some((sign, color)) = sign {
        paint::icon(ui, square.center(), sign, 11.0, color);
    }
    let left = square.right() + 8.0;
    let right = rect.right() - if has_pencil { ROW } else { 6.0 };
    let (live, color) = match &field.live {
        Some(live) if live.is_empty() => ("empty", t.faint),
        Some(live) => (live.as_str(), t.muted),
        None => ("absent", t.faint),
    };
    let title = paint::line(ui, &field.title, theme::code(12.0), t.text, (right - left) * 0.72);
    let mut taken = left + title.size().x;
    let plain = field.title.rsplit(['.', ' ', ':']).next();
    if let Some(key) = key.filter(|key| Some(*key) != plain && right - taken > 60.0) {
        let key = paint::line(ui, &format!("→ {key}"), theme::code(11.0), t.syntax.json_key, (right - taken) * 0.6);
        let at = pos2(taken + 6.0, y);
        taken = at.x + key.size().x;
        paint::galley(ui, at, Align2::LEFT_CENTER, key);
    }
    let room = right - taken - 10.0;
    if room > 24.0 {
        let live = paint::line(ui, live, theme::body(11.0), color, room);
        paint::galley(ui, pos2(right, y), Align2::RIGHT_CENTER, live);
    }
    paint::galley(ui, pos2(left, y), Align2::LEFT_CENTER, title);
    paint::focus_ring(ui, response, rect, theme::RADIUS);
}

fn tooltip_ui(ui: &mut Ui, field: &Field, state: Tick) {
    let t = theme::of(ui);
    ui.set_max_width(420.0);
    ui.label(egui::RichText::new(&field.reference).font(theme::code(12.0)).color(t.syntax.builtin));
    if !field.description.is_empty() {
        ui.label(egui::RichText::new(&field.description).color(t.muted));
    }
    let live = match &field.live {
        Some(live) => paint::line(ui, live, theme::code(12.0), t.syntax.string, 400.0),
        None => paint::line(ui, "absent in this call", theme::body(theme::SMALL), t.warn, 400.0),
    };
    ui.label(live);
    let words = match state {
        Tick::Off => "Click puts it into the template.",
        Tick::On(_) => "Click takes it out of the template.",
        Tick::ByHand(_) => "Written by hand: click shows where.",
    };
    ui.label(egui::RichText::new(words).font(theme::body(theme::SMALL)).color(t.muted));
}
