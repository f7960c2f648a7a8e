//! The command palette: everything there is, found by a few letters.

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::panels::top_bar::preset_title;
use crate::app::scene::Scene;
use crate::app::update::files::file_name;
use crate::app::view_state::Focus;
use crate::app::widgets::{Row, empty_state, keycap, name_it};
use crate::app::{icon, theme};
use crate::design::presets::PRESETS;
use crate::export::Format;
use crate::handler::Language;
use crate::preview::Selection;
use egui::{
    Align2, Area, Context, Frame, Id, Key, Margin, Modifiers, Order, RichText, ScrollArea, Sense, Stroke, TextEdit, Ui,
    vec2,
};

/// Something that the palette offers.
struct Entry {
    icon: char,
    text: String,
    detail: String,
    /// Other words to find it by.
    also: String,
    key: Option<String>,
    action: Action,
}

impl Entry {
    /// Returns how well it fits what is typed, lower is better; `None` if it does not.
    fn rank(&self, wanted: &str) -> Option<u32> {
        let own = rank(&format!("{} {}", self.text, self.detail).to_lowercase(), wanted);
        let is_also = self.also.match_indices(wanted).any(|(at, _)| begins_word(&self.also, at));
        own.into_iter().chain(is_also.then_some(OTHER_WORD)).min()
    }
}

/// Returns what else finds a command, in small letters: its other words, and the names of what it leads to.
fn other_words(command: Command) -> String {
    let own = std::iter::once(command.other_words());
    let words: Vec<&str> = match command {
        Command::Export => own.chain(Format::ALL.iter().map(|format| format.title())).collect(),
        Command::GoToHandler => own.chain(Language::ALL.into_iter().map(Language::title)).collect(),
        _ => own.collect(),
    };
    words.join(" ").to_lowercase()
}

/// The rank of what is found by another word: behind its own words, before letters that lie apart.
const OTHER_WORD: u32 = 500;

/// Draws the palette.
pub fn palette_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    let screen = ui.ctx().content_rect();
    // A click beside the palette closes it.
    let scrim = Area::new(Id::unique("palette scrim")).order(Order::Middle).fixed_pos(screen.min).show(ui, |ui| {
        let response = ui.allocate_rect(screen, Sense::click());
        ui.painter().rect_filled(screen, 0.0, t.scrim);
        response.clicked()
    });
    if scrim.inner || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        scene.push(Action::CloseOverlay);
        return;
    }
    let width = 560.0f32.min(screen.width() - 32.0);
    let found = found(scene, ui.ctx());
    let area = Area::new(Id::unique("palette")).order(Order::Foreground).anchor(Align2::CENTER_TOP, vec2(0.0, 60.0));
    area.show(ui, |ui| {
        let frame = Frame::new()
            .fill(t.bg_raised)
            .stroke(Stroke::new(1.0, t.border_strong))
            .corner_radius(12)
            .shadow(ui.visuals().window_shadow);
        frame.show(ui, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 0.0;
            field_ui(ui, scene, found.len());
            crate::app::widgets::hairline(ui);
            list_ui(ui, scene, found);
        });
    });
}

fn field_ui(ui: &mut Ui, scene: &mut Scene<'_>, count: usize) {
    let t = theme::of(ui);
    let (down, up) = ui.input_mut(|input| {
        let mut key = |key| input.consume_key(Modifiers::NONE, key);
        (key(Key::ArrowDown), key(Key::ArrowUp))
    });
    let row = &mut scene.view.palette_row;
    if down && *row + 1 < count {
        *row += 1;
    }
    if up {
        *row = row.saturating_sub(1);
    }
    Frame::new().inner_margin(Margin::symmetric(14, 10)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(icon::MAGNIFYING_GLASS).size(16.0).color(t.muted));
            let id = Focus::Overlay.id();
            scene.take_focus(ui, Focus::Overlay, id);
            let edit = TextEdit::singleline(&mut scene.view.overlay_text)
                .id(id)
                .frame(Frame::NONE)
                .font(theme::body(14.5))
                .align(Align2::LEFT_CENTER)
                .hint_text(RichText::new("Type a command, a route, a call or a preset").color(t.faint));
            let size = vec2(ui.available_width(), theme::ROW);
            let response = ui.add_sized(size, edit);
            name_it(ui, &response, "Search commands");
            if response.changed() {
                scene.view.palette_row = 0;
            }
        });
    });
}

fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, found: Vec<Entry>) {
    let t = theme::of(ui);
    if found.is_empty() {
        empty_state(ui, icon::MAGNIFYING_GLASS, "Nothing found", "Fewer letters find more.");
        return;
    }
    let is_entered = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    let chosen = scene.view.palette_row.min(found.len() - 1);
    let height = (ui.ctx().content_rect().height() - 180.0).clamp(120.0, 420.0);
    // An area is as high as it was: without a height of its own the list would stay as low as its first frame.
    let list = ScrollArea::vertical().id_salt("palette list").max_height(height).min_scrolled_height(height);
    list.show(ui, |ui| {
        Frame::new().inner_margin(Margin::same(6)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (index, entry) in found.into_iter().enumerate() {
                let is_chosen = index == chosen;
                let row = Row::new(&entry.text).icon(entry.icon, t.muted).detail(&entry.detail).selected(is_chosen);
                let response = row.show(ui);
                if let Some(key) = &entry.key {
                    let place = response.rect.shrink2(vec2(8.0, 5.0));
                    let layout = egui::Layout::right_to_left(egui::Align::Center);
                    keycap(&mut ui.new_child(egui::UiBuilder::new().max_rect(place).layout(layout)), key);
                }
                if is_chosen {
                    response.scroll_to_me(None);
                }
                if response.clicked() || (is_chosen && is_entered) {
                    scene.push(Action::CloseOverlay);
                    scene.push(entry.action);
                }
            }
        });
    });
}

/// Returns what fits the typed letters, best first.
fn found(scene: &Scene<'_>, ctx: &Context) -> Vec<Entry> {
    let wanted = scene.view.overlay_text.trim().to_lowercase();
    let mut ranked: Vec<(u32, Entry)> =
        entries(scene, ctx).into_iter().filter_map(|entry| Some((entry.rank(&wanted)?, entry))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, entry)| entry).take(60).collect()
}

fn entries(scene: &Scene<'_>, ctx: &Context) -> Vec<Entry> {
    let commands = Command::ALL.into_iter().filter(|command| *command != Command::Palette).map(|command| Entry {
        icon: command.icon(),
        text: command.text().to_owned(),
        detail: command.menu().title().to_owned(),
        also: other_words(command),
        key: command.shortcut().map(|key| ctx.format_shortcut(&key)),
        action: Action::Run(command),
    });
    let calls = scene.design().routes.iter().enumerate().flat_map(|(route_index, route)| {
        route.calls.iter().enumerate().map(move |(call_index, call)| Entry {
            icon: icon::PAPER_PLANE_TILT,
            text: call.name.clone(),
            detail: format!("{} {}", route.method, route.path),
            also: String::new(),
            key: None,
            action: Action::Select(Selection { route: route_index, call: call_index }),
        })
    });
    let presets = PRESETS.iter().map(|preset| Entry {
        icon: icon::BOOK_OPEN,
        text: format!("Open preset: {}", preset_title(preset.id)),
        detail: preset.about.to_owned(),
        also: String::new(),
        key: None,
        action: Action::OpenPreset(preset.id),
    });
    let recent = scene.settings.recent.iter().map(|path| Entry {
        icon: icon::CLOCK_COUNTER_CLOCKWISE,
        text: format!("Open {}", file_name(path)),
        detail: path.display().to_string(),
        also: String::new(),
        key: None,
        action: Action::OpenPath(path.clone()),
    });
    let expressions = Language::ALL.into_iter().map(|language| Entry {
        icon: icon::CODE,
        text: format!("Copy as {} expression", language.title()),
        detail: "Value of the event".to_owned(),
        also: String::new(),
        key: None,
        action: Action::CopyExpression(language),
    });
    commands.chain(expressions).chain(calls).chain(presets).chain(recent).collect()
}

/// Returns how well `text` fits `wanted` (lower is better), `None` if it does not: its letters in order, and
/// better the closer together and the nearer to the beginning of a word.
fn rank(text: &str, wanted: &str) -> Option<u32> {
    if wanted.is_empty() {
        return Some(0);
    }
    if let Some(at) = text.find(wanted) {
        return Some(at as u32 + if begins_word(text, at) { 0 } else { 100 });
    }
    let mut rank = 1_000;
    let mut letters = text.chars();
    for letter in wanted.chars().filter(|letter| !letter.is_whitespace()) {
        rank += letters.by_ref().position(|other| other == letter)? as u32;
    }
    Some(rank)
}

/// Tells whether a word of `text` begins at `at`.
fn begins_word(text: &str, at: usize) -> bool {
    !text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_words_find_a_command_behind_those_that_are_called_so() {
        let entry = |command: Command| Entry {
            icon: command.icon(),
            text: command.text().to_owned(),
            detail: String::new(),
            also: other_words(command),
            key: None,
            action: Action::Run(command),
        };
        let export = entry(Command::Export);
        assert_eq!(export.rank("deploy"), Some(OTHER_WORD));
        for title in Format::ALL.iter().map(|format| format.title().to_lowercase()) {
            assert_eq!(export.rank(&title), Some(OTHER_WORD), "{title}");
        }
        assert_eq!(export.rank("vtl"), Some(OTHER_WORD), "a word may stand in brackets");
        assert_eq!(export.rank("loy"), None, "a word is found by its beginning");
        assert!(export.rank("export") < export.rank("deploy"), "its own words come first");
        assert_eq!(entry(Command::Undo).rank("deploy"), None);
    }

    #[test]
    fn letters_in_order_are_enough_and_words_come_first() {
        assert!(rank("undo edit", "und").is_some());
        assert!(rank("copy event as json", "cej").is_some());
        assert_eq!(rank("undo", "xyz"), None);
        assert!(rank("save as… file", "save") < rank("export template… file", "te"), "an early word wins");
        assert!(rank("light theme view", "theme") < rank("light theme view", "heme"));
        assert!(rank("save", "save") < rank("some artful verb ends", "save"));
    }
}
