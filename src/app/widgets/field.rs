//! Fields of text: one line with its name above, and areas of code; with a message where something is wrong.

use super::badge::Tone;
use super::paint;
use super::section::label;
use crate::app::{icon, theme};
use egui::text::LayoutJob;
use egui::{Id, Response, RichText, TextBuffer, TextEdit, Ui, vec2};

/// A one-line field.
pub struct Field<'a> {
    name: &'a str,
    shown_name: bool,
    hint: &'a str,
    id: Option<Id>,
    width: f32,
    is_code: bool,
    is_secret: bool,
}

impl<'a> Field<'a> {
    /// A field with this name.
    pub fn new(name: &'a str) -> Self {
        Self { name, shown_name: true, hint: "", id: None, width: f32::INFINITY, is_code: false, is_secret: false }
    }

    /// Keeps the name for screen readers only: the place says what the field is.
    pub fn unlabeled(mut self) -> Self {
        self.shown_name = false;
        self
    }

    /// Shows a sample while the field is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Gives the field an id that commands know.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Sets the width; all there is by default.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Sets the text in the code font.
    pub fn code(mut self) -> Self {
        self.is_code = true;
        self
    }

    /// Hides the text: it is a key.
    pub fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// Draws the field over `text`.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let name = self.name;
        let draw = |ui: &mut Ui, text: &mut String| {
            let font = if self.is_code { theme::code(theme::CODE) } else { theme::body(theme::BODY) };
            let mut edit = TextEdit::singleline(text)
                .font(font)
                .desired_width(self.width)
                .margin(egui::Margin::symmetric(8, 5))
                .password(self.is_secret)
                .hint_text(RichText::new(self.hint).color(theme::of(ui).faint));
            if let Some(id) = self.id {
                edit = edit.id(id);
            }
            let response = ui.add(edit);
            name_it(ui, &response, name);
            paint::follow_focus(ui, &response);
            paint::focus_ring(ui, &response, response.rect, theme::RADIUS);
            response
        };
        if !self.shown_name {
            return draw(ui, text);
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            label(ui, name);
            draw(ui, text)
        })
        .inner
    }
}

/// Names a field for screen readers and tests.
pub fn name_it(ui: &Ui, response: &Response, name: &str) {
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
}

/// An area of code with colors made by `layout`, at least `rows` high.
pub fn text_area(
    ui: &mut Ui,
    id: Id,
    name: &str,
    rows: usize,
    text: &mut dyn TextBuffer,
    layout: impl Fn(&Ui, &str) -> LayoutJob,
) -> Response {
    text_area_output(ui, id, name, rows, text, layout).response
}

/// The same with lines that do not wrap, at least `width` wide: for code, in an area that scrolls to the side.
pub fn code_area(
    ui: &mut Ui,
    id: Id,
    name: &str,
    (rows, width): (usize, f32),
    text: &mut dyn TextBuffer,
    layout: impl Fn(&Ui, &str) -> LayoutJob,
) -> Response {
    area(ui, id, name, (rows, Some(width)), text, layout).response
}

/// An area of code as it was drawn.
pub struct TextArea {
    /// What the user did.
    pub response: Response,
    /// The character that the pointer is on.
    pub hovered: Option<usize>,
    /// The character that the cursor is before, while the area has the keyboard.
    pub cursor: Option<usize>,
}

/// Does what [`text_area`] does, and tells where pointer and cursor are.
pub fn text_area_output(
    ui: &mut Ui,
    id: Id,
    name: &str,
    rows: usize,
    text: &mut dyn TextBuffer,
    layout: impl Fn(&Ui, &str) -> LayoutJob,
) -> TextArea {
    area(ui, id, name, (rows, None), text, layout)
}

/// Draws an area; with a width its lines do not wrap.
fn area(
    ui: &mut Ui,
    id: Id,
    name: &str,
    (rows, unwrapped_width): (usize, Option<f32>),
    text: &mut dyn TextBuffer,
    layout: impl Fn(&Ui, &str) -> LayoutJob,
) -> TextArea {
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, width: f32| {
        let mut job = layout(ui, buffer.as_str());
        job.wrap.max_width = if unwrapped_width.is_some() { f32::INFINITY } else { width };
        // Tokens and base64 have no space to break at.
        job.wrap.break_anywhere = true;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let edit = TextEdit::multiline(text)
        .id(id)
        .font(theme::code(theme::CODE))
        .desired_rows(rows)
        .desired_width(unwrapped_width.unwrap_or(f32::INFINITY))
        .margin(egui::Margin::symmetric(8, 7))
        .min_size(vec2(0.0, rows as f32 * 17.0))
        .layouter(&mut layouter);
    let shown = edit.show(ui);
    let response = shown.response.response.clone();
    name_it(ui, &response, name);
    paint::focus_ring(ui, &response, response.rect, theme::RADIUS);
    let pointer = response.hover_pos().filter(|pos| shown.text_clip_rect.contains(*pos));
    let hovered = pointer.map(|pos| shown.galley.cursor_from_pos(pos - shown.galley_pos).index.0);
    let cursor = shown.cursor_range.filter(|_| response.has_focus()).map(|range| range.primary.index.0);
    TextArea { response, hovered, cursor }
}

/// A message at the place that it speaks of.
pub fn message(ui: &mut Ui, tone: Tone, text: &str) -> Response {
    let color = tone.color(theme::of(ui));
    let sign = match tone {
        Tone::Err => icon::X_CIRCLE,
        Tone::Warn => icon::WARNING,
        Tone::Ok => icon::CHECK_CIRCLE,
        Tone::Neutral | Tone::Accent | Tone::Info => icon::INFO,
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(RichText::new(sign).font(theme::filled_icon(13.0)).color(color));
        ui.add(egui::Label::new(RichText::new(text).font(theme::body(theme::SMALL)).color(color)).wrap())
    })
    .inner
}
