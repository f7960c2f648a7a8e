//! The bar above a text: find, replace, go to line. It looks for places and says what to do; it changes nothing.

use super::find::{Found, MOST, Query};
use super::palette::Palette;
use egui::{
    Align, Color32, FontId, Frame, Key, Layout, Margin, Modifiers, Rect, Response, Role, Sense, Shape, Stroke,
    StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

/// What a bar is for at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in crate::app) enum Mode {
    #[default]
    Closed,
    Find,
    Replace,
    GoToLine,
}

/// What the person asked for in the bar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::app) enum Asked {
    /// Another text to find, or other options: show the first place from here on.
    Changed,
    Next,
    Previous,
    ReplaceOne,
    ReplaceAll,
    /// Go to a line and column, both from 0.
    GoTo(usize, usize),
    /// The bar was closed: the keyboard goes back to the text.
    Closed,
}

/// State of a bar.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct FindBar {
    pub mode: Mode,
    pub query: Query,
    pub replacement: String,
    line: String,
    found: Option<(u64, Query, Found)>,
    wants_focus: bool,
}

/// What a bar is drawn with.
pub(in crate::app) struct BarInputs<'a> {
    pub palette: &'a Palette,
    pub font: &'a FontId,
    /// Index of the place that is selected in the text.
    pub current: Option<usize>,
    /// False where there is nothing to replace.
    pub writable: bool,
}

const HEIGHT: f32 = 26.0;

impl FindBar {
    /// Opens the bar; what is selected, if it is short, becomes what is looked for.
    pub fn open(&mut self, mode: Mode, selected: &str) {
        self.mode = mode;
        self.wants_focus = true;
        if mode != Mode::GoToLine && !selected.is_empty() && selected.len() < 200 && !selected.contains('\n') {
            self.query.text = selected.to_owned();
        }
        if mode == Mode::GoToLine {
            self.line.clear();
        }
    }

    /// Returns true if places are being looked for.
    pub fn finds(&self) -> bool {
        matches!(self.mode, Mode::Find | Mode::Replace)
    }

    /// Returns what the query finds in `text`, looking again only if `version` or the query changed.
    pub fn look<'t>(&mut self, version: u64, text: impl FnOnce() -> std::sync::Arc<str> + 't) -> &Found {
        let known = self.found.as_ref().is_some_and(|(at, query, _)| *at == version && *query == self.query);
        if !known {
            let found = self.query.find(&text());
            self.found = Some((version, self.query.clone(), found));
        }
        match &self.found {
            Some((_, _, found)) => found,
            None => const { &Found { hits: Vec::new(), more: false, error: None } },
        }
    }

    /// Returns what was found last.
    pub fn found(&self) -> Option<&Found> {
        self.found.as_ref().map(|(_, _, found)| found).filter(|_| self.finds())
    }

    /// Shows the bar if it is open, in a strip at the top of `ui`.
    pub fn show(&mut self, ui: &mut Ui, inputs: &BarInputs<'_>) -> Option<Asked> {
        if self.mode == Mode::Closed {
            return None;
        }
        let palette = inputs.palette;
        let frame = Frame::new().fill(palette.raised).inner_margin(Margin::symmetric(10, 6));
        let shown = frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            ui.spacing_mut().interact_size.y = HEIGHT;
            match self.mode {
                Mode::GoToLine => self.line_row_ui(ui, inputs),
                _ => {
                    let mut asked = self.find_row_ui(ui, inputs);
                    if self.mode == Mode::Replace && inputs.writable {
                        asked = self.replace_row_ui(ui, inputs).or(asked);
                    }
                    asked
                }
            }
        });
        let strip = shown.response.rect;
        ui.painter().hline(strip.x_range(), strip.bottom() - 0.5, Stroke::new(1.0, palette.border));
        if shown.inner == Some(Asked::Closed) {
            self.mode = Mode::Closed;
        }
        shown.inner
    }

    fn find_row_ui(&mut self, ui: &mut Ui, inputs: &BarInputs<'_>) -> Option<Asked> {
        let before = self.query.clone();
        let mut asked = None;
        ui.allocate_ui_with_layout(vec2(ui.available_width(), HEIGHT), Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, inputs, "Close find", Icon::Close).clicked() {
                asked = Some(Asked::Closed);
            }
            if icon_button(ui, inputs, "Next place (F3)", Icon::Down).clicked() {
                asked = Some(Asked::Next);
            }
            if icon_button(ui, inputs, "Previous place (Shift+F3)", Icon::Up).clicked() {
                asked = Some(Asked::Previous);
            }
            self.count_ui(ui, inputs);
            let mut turned = toggle(ui, inputs, ".*", "Regular expression", &mut self.query.regex);
            turned |= toggle(ui, inputs, "W", "Whole words", &mut self.query.word);
            turned |= toggle(ui, inputs, "Aa", "Match case", &mut self.query.case);
            // Whoever turns an option with the pointer goes on typing what to find.
            self.wants_focus |= turned && ui.input(|input| input.pointer.any_released());
            let key = self.field(ui, inputs, Field::Query);
            asked = match key {
                Some(FieldKey::Enter) => Some(Asked::Next),
                Some(FieldKey::ShiftEnter) => Some(Asked::Previous),
                Some(FieldKey::Escape) => Some(Asked::Closed),
                None => asked,
            };
        });
        asked.or((self.query != before).then_some(Asked::Changed))
    }

    fn count_ui(&self, ui: &mut Ui, inputs: &BarInputs<'_>) {
        let palette = inputs.palette;
        let (text, color) = match &self.found {
            Some((_, _, Found { error: Some(error), .. })) => (error.clone(), palette.error),
            Some((_, _, found)) if !found.hits.is_empty() => {
                let count = if found.more { format!("{MOST}+") } else { found.hits.len().to_string() };
                match inputs.current {
                    Some(current) => (format!("{} of {count}", current + 1), palette.muted),
                    None => (format!("{count} found"), palette.muted),
                }
            }
            _ if self.query.text.is_empty() => (String::new(), palette.muted),
            _ => ("Nothing found".to_owned(), palette.warning),
        };
        let text = egui::RichText::new(text).font(inputs.font.clone()).color(color);
        ui.add(egui::Label::new(text).truncate());
    }

    fn replace_row_ui(&mut self, ui: &mut Ui, inputs: &BarInputs<'_>) -> Option<Asked> {
        let mut asked = None;
        ui.allocate_ui_with_layout(vec2(ui.available_width(), HEIGHT), Layout::right_to_left(Align::Center), |ui| {
            if text_button(ui, inputs, "Replace all").clicked() {
                asked = Some(Asked::ReplaceAll);
            }
            if text_button(ui, inputs, "Replace").clicked() {
                asked = Some(Asked::ReplaceOne);
            }
            asked = match self.field(ui, inputs, Field::Replacement) {
                Some(FieldKey::Enter | FieldKey::ShiftEnter) => Some(Asked::ReplaceOne),
                Some(FieldKey::Escape) => Some(Asked::Closed),
                None => asked,
            };
        });
        asked
    }

    fn line_row_ui(&mut self, ui: &mut Ui, inputs: &BarInputs<'_>) -> Option<Asked> {
        let mut asked = None;
        ui.allocate_ui_with_layout(vec2(ui.available_width(), HEIGHT), Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, inputs, "Close go to line", Icon::Close).clicked() {
                asked = Some(Asked::Closed);
            }
            asked = match self.field(ui, inputs, Field::Line) {
                Some(FieldKey::Enter | FieldKey::ShiftEnter) => self.asked_line().or(Some(Asked::Closed)),
                Some(FieldKey::Escape) => Some(Asked::Closed),
                None => asked,
            };
        });
        if matches!(asked, Some(Asked::GoTo(..))) {
            self.mode = Mode::Closed;
        }
        asked
    }

    fn asked_line(&self) -> Option<Asked> {
        let (line, column) = self.line.split_once([':', ',']).unwrap_or((&self.line, "1"));
        let line: usize = line.trim().parse().ok()?;
        let column: usize = column.trim().parse().unwrap_or(1);
        Some(Asked::GoTo(line.saturating_sub(1), column.saturating_sub(1)))
    }

    /// Shows one of the fields over the width that is left; returns the key that was pressed in it.
    fn field(&mut self, ui: &mut Ui, inputs: &BarInputs<'_>, field: Field) -> Option<FieldKey> {
        let palette = inputs.palette;
        let (text, name, hint) = match field {
            Field::Query => (&mut self.query.text, "Find", "Find"),
            Field::Replacement => (&mut self.replacement, "Replace with", "Replace with"),
            Field::Line => (&mut self.line, "Go to line", "Line, or line:column"),
        };
        let id = ui.make_persistent_id(("bar-field", name));
        let key = if ui.memory(|memory| memory.has_focus(id)) { pressed_key(ui) } else { None };
        let edit = TextEdit::singleline(text)
            .id(id)
            .font(inputs.font.clone())
            .hint_text(egui::RichText::new(hint).color(palette.faint))
            .text_color(palette.text)
            .background_color(palette.background)
            .margin(Margin::symmetric(8, 4))
            .return_key(None)
            .desired_width(f32::INFINITY);
        let width = ui.available_width().max(60.0);
        let response = ui.add_sized(vec2(width, HEIGHT), edit);
        ui.ctx().accesskit_node_builder(id, |node| node.set_label(name));
        if response.has_focus() {
            ui.painter().rect_stroke(response.rect, 5.0, Stroke::new(1.5, palette.accent), StrokeKind::Inside);
        }
        if field != Field::Replacement && std::mem::take(&mut self.wants_focus) {
            response.request_focus();
            select_all(ui, id, text.chars().count());
        }
        // egui takes the keyboard away at Escape before the field is shown.
        let escaped = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
        if escaped { Some(FieldKey::Escape) } else { key }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Query,
    Replacement,
    Line,
}

enum FieldKey {
    Enter,
    ShiftEnter,
    Escape,
}

fn pressed_key(ui: &Ui) -> Option<FieldKey> {
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::SHIFT, Key::Enter) || input.consume_key(Modifiers::SHIFT, Key::F3) {
            Some(FieldKey::ShiftEnter)
        } else if input.consume_key(Modifiers::NONE, Key::Enter) || input.consume_key(Modifiers::NONE, Key::F3) {
            Some(FieldKey::Enter)
        } else {
            None
        }
    })
}

fn select_all(ui: &Ui, id: egui::Id, chars: usize) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let range = egui::text::CCursorRange::two(egui::text::CCursor::new(0), egui::text::CCursor::new(chars));
    state.cursor.set_char_range(Some(range));
    TextEdit::store_state(ui.ctx(), id, state);
}

enum Icon {
    Up,
    Down,
    Close,
}

fn icon_button(ui: &mut Ui, inputs: &BarInputs<'_>, name: &str, icon: Icon) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(HEIGHT, HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let color = paint_ground(ui, inputs, rect, &response, false);
    let at = |x: f32, y: f32| rect.center() + vec2(x, y);
    let stroke = Stroke::new(1.5, color);
    let lines: Vec<Vec<egui::Pos2>> = match icon {
        Icon::Up => vec![vec![at(-4.0, 2.0), at(0.0, -2.0), at(4.0, 2.0)]],
        Icon::Down => vec![vec![at(-4.0, -2.0), at(0.0, 2.0), at(4.0, -2.0)]],
        Icon::Close => vec![vec![at(-3.5, -3.5), at(3.5, 3.5)], vec![at(-3.5, 3.5), at(3.5, -3.5)]],
    };
    for line in lines {
        ui.painter().add(Shape::line(line, stroke));
    }
    response.on_hover_text(name)
}

fn toggle(ui: &mut Ui, inputs: &BarInputs<'_>, sign: &str, name: &str, on: &mut bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(HEIGHT + 2.0, HEIGHT), Sense::click());
    if response.clicked() {
        *on = !*on;
    }
    let selected = *on;
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, name));
    let color = paint_ground(ui, inputs, rect, &response, selected);
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, sign, inputs.font.clone(), color);
    response.on_hover_text(name).clicked()
}

fn text_button(ui: &mut Ui, inputs: &BarInputs<'_>, name: &str) -> Response {
    let galley = ui.painter().layout_no_wrap(name.to_owned(), inputs.font.clone(), Color32::PLACEHOLDER);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 20.0, HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let palette = inputs.palette;
    ui.painter().rect_stroke(rect, 5.0, Stroke::new(1.0, palette.border_strong), StrokeKind::Inside);
    let color = paint_ground(ui, inputs, rect, &response, false);
    let at = pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, galley, color);
    response
}

/// Paints a button's ground by its state; returns the color of what stands on it.
fn paint_ground(ui: &Ui, inputs: &BarInputs<'_>, rect: Rect, response: &Response, on: bool) -> Color32 {
    let palette = inputs.palette;
    if on {
        let outline = Stroke::new(1.0, palette.accent);
        ui.painter().rect(rect, 5.0, palette.accent_soft, outline, StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 5.0, palette.hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 5.0, Stroke::new(1.5, palette.accent), StrokeKind::Inside);
    }
    if on || response.hovered() { palette.text } else { palette.muted }
}
