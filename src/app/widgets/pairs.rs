//! A table of names with values, in order, duplicates allowed: headers, query, stage variables.

use super::button::{quiet_button, small_icon_button};
use super::field::Field;
use crate::app::icon;
use egui::{Id, Popup, Ui};

type Pairs = Vec<(String, String)>;

enum Step {
    Up,
    Down,
    Duplicate,
    Remove,
}

/// Rows that something outside the table speaks of.
#[derive(Default)]
pub struct PairsInputs<'a> {
    /// Tells by its name which rows belong to what is pointed at elsewhere.
    pub lit: Option<&'a dyn Fn(&str) -> bool>,
    /// A row to bring into sight, and whether it gets the keyboard.
    pub jump: Option<(usize, bool)>,
    /// What stands in an empty name and in an empty value.
    pub hints: Option<(&'a str, &'a str)>,
}

/// What happened in the table.
#[derive(Default)]
pub struct PairsOutput {
    /// The new pairs, if something changed.
    pub changed: Option<Pairs>,
    /// The row that the pointer is on.
    pub hovered: Option<usize>,
    /// The row that the keyboard is on.
    pub focused: Option<usize>,
}

/// Draws the table. `what` names one row: `header`.
pub fn pairs_editor(
    ui: &mut Ui,
    id: Id,
    what: &str,
    pairs: &[(String, String)],
    inputs: &PairsInputs<'_>,
) -> PairsOutput {
    let mut out = PairsOutput::default();
    let mut new: Option<Pairs> = None;
    ui.spacing_mut().item_spacing.y = 4.0;
    for (index, (name, value)) in pairs.iter().enumerate() {
        let mut edited = (name.clone(), value.clone());
        let mut step = None;
        let place = RowPlace { index, count: pairs.len(), hints: inputs.hints.unwrap_or(("name", "value")) };
        let row = row_ui(ui, id, what, place, &mut edited, &mut step);
        if inputs.lit.is_some_and(|is_lit| is_lit(name)) {
            super::paint::lit(ui, row.rect);
        }
        if let Some((_, with_keyboard)) = inputs.jump.filter(|(wanted, _)| *wanted == index) {
            ui.scroll_to_rect(row.rect, None);
            if with_keyboard {
                ui.memory_mut(|memory| memory.request_focus(pair_value_id(id, index)));
            }
        }
        if ui.rect_contains_pointer(row.rect) {
            out.hovered = Some(index);
        }
        if row.has_focus {
            out.focused = Some(index);
        }
        if row.is_changed {
            new = Some(replaced(pairs, index, edited));
        }
        if let Some(step) = step {
            new = Some(moved(pairs, index, &step));
        }
    }
    if quiet_button(ui, Some(icon::PLUS), &format!("Add {what}")).clicked() {
        let mut grown = pairs.to_vec();
        grown.push((String::new(), String::new()));
        // The new row's name is the next thing to type.
        ui.memory_mut(|memory| memory.request_focus(name_id(id, pairs.len())));
        new = Some(grown);
    }
    out.changed = new;
    out
}

/// Where a row is, and what stands in it while it is empty.
#[derive(Clone, Copy)]
struct RowPlace<'a> {
    index: usize,
    count: usize,
    hints: (&'a str, &'a str),
}

/// What happened in a row.
struct RowOutput {
    rect: egui::Rect,
    is_changed: bool,
    has_focus: bool,
}

fn name_id(id: Id, index: usize) -> Id {
    id.with((index, "name"))
}

/// Returns the id of the value field of a row.
pub fn pair_value_id(id: Id, index: usize) -> Id {
    id.with((index, "value"))
}

fn row_ui(
    ui: &mut Ui,
    id: Id,
    what: &str,
    RowPlace { index, count, hints }: RowPlace<'_>,
    pair: &mut (String, String),
    step: &mut Option<Step>,
) -> RowOutput {
    const BUTTONS: f32 = 22.0;
    let number = index + 1;
    let shown = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let free = ui.available_width() - BUTTONS - 2.0 * 4.0;
        let name_width = (free * 0.42).clamp(60.0, 240.0);
        let name = format!("{} {number} name", capital(what));
        let value = format!("{} {number} value", capital(what));
        let first = Field::new(&name)
            .id(name_id(id, index))
            .unlabeled()
            .code()
            .hint(hints.0)
            .width(name_width)
            .show(ui, &mut pair.0);
        let second = Field::new(&value)
            .id(pair_value_id(id, index))
            .unlabeled()
            .code()
            .hint(hints.1)
            .width(free - name_width)
            .show(ui, &mut pair.1);
        let menu = small_icon_button(ui, icon::DOTS_THREE, &format!("More for {what} {number}"));
        Popup::menu(&menu).show(|ui| *step = menu_ui(ui, index, count));
        (first.changed() || second.changed(), first.has_focus() || second.has_focus())
    });
    let (is_changed, has_focus) = shown.inner;
    RowOutput { rect: shown.response.rect, is_changed, has_focus }
}

fn menu_ui(ui: &mut Ui, index: usize, count: usize) -> Option<Step> {
    let mut step = None;
    let mut item = |ui: &mut Ui, is_possible: bool, sign: char, text: &str, what: Step| {
        let button = egui::Button::new(format!("{sign}  {text}")).frame_when_inactive(false);
        if ui.add_enabled(is_possible, button).clicked() {
            step = Some(what);
            ui.close();
        }
    };
    item(ui, index > 0, icon::ARROW_UP, "Move up", Step::Up);
    item(ui, index + 1 < count, icon::ARROW_DOWN, "Move down", Step::Down);
    item(ui, true, icon::COPY, "Duplicate", Step::Duplicate);
    item(ui, true, icon::TRASH, "Remove", Step::Remove);
    step
}

fn capital(what: &str) -> String {
    let mut chars = what.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn replaced(pairs: &[(String, String)], index: usize, pair: (String, String)) -> Pairs {
    let mut new = pairs.to_vec();
    if let Some(slot) = new.get_mut(index) {
        *slot = pair;
    }
    new
}

fn moved(pairs: &[(String, String)], index: usize, step: &Step) -> Pairs {
    let mut new = pairs.to_vec();
    match step {
        Step::Up if index > 0 => new.swap(index - 1, index),
        Step::Down if index + 1 < new.len() => new.swap(index, index + 1),
        Step::Duplicate => {
            if let Some(pair) = new.get(index).cloned() {
                new.insert(index + 1, pair);
            }
        }
        Step::Remove if index < new.len() => {
            new.remove(index);
        }
        Step::Up | Step::Down | Step::Remove => {}
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_keep_order_and_duplicates() {
        let pairs: Pairs = [("a", "1"), ("b", "2"), ("a", "3")].map(|(n, v)| (n.into(), v.into())).to_vec();
        let names = |pairs: Pairs| pairs.iter().map(|(n, v)| format!("{n}{v}")).collect::<Vec<_>>().join(" ");
        assert_eq!(names(moved(&pairs, 1, &Step::Up)), "b2 a1 a3");
        assert_eq!(names(moved(&pairs, 0, &Step::Up)), "a1 b2 a3");
        assert_eq!(names(moved(&pairs, 2, &Step::Down)), "a1 b2 a3");
        assert_eq!(names(moved(&pairs, 0, &Step::Duplicate)), "a1 a1 b2 a3");
        assert_eq!(names(moved(&pairs, 9, &Step::Remove)), "a1 b2 a3");
        assert_eq!(names(replaced(&pairs, 1, ("x".into(), String::new()))), "a1 x a3");
    }
}
