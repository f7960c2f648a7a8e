//! The widget: state, inputs, outputs, and the order of things in a frame.

use super::scan::{self, Value};
use super::text::EventText;
use crate::app::editor::find_bar::FindBar;
use crate::app::editor::folds::Folds;
use crate::app::editor::layout::Typeface;
use crate::app::editor::{Mark, Palette};
use crate::app::highlight::Class;
use crate::handler::access::Shape;
use crate::text::Span;
use egui::{FontId, Id, Pos2, Rect, Response, ScrollArea, Sense, Ui, Vec2, pos2, vec2};
use std::sync::Arc;

/// Room above the first row, in points.
const TOP: f32 = 6.0;

/// What an event is shown with, each frame.
#[derive(Clone, Debug)]
pub struct EventInputs<'a> {
    /// Colors.
    pub palette: &'a Palette,
    /// Font of the rows; it should be monospaced.
    pub font: FontId,
    /// Font of tooltips and bars.
    pub ui_font: FontId,
    /// Name for screen readers and tests.
    pub label: &'a str,
    /// Places lit up because what is looked at elsewhere made them.
    pub highlights: &'a [Span],
    /// What keeps the text from being JSON, and where.
    pub error: Option<&'a Mark>,
    /// True if the text belongs to an older input: it is dimmed.
    pub stale: bool,
    /// What kind of event it is, for access expressions.
    pub shape: Shape,
}

impl<'a> EventInputs<'a> {
    /// Makes inputs with nothing marked.
    pub fn new(palette: &'a Palette, font: FontId, ui_font: FontId) -> Self {
        Self {
            palette,
            font,
            ui_font,
            label: "Lambda event",
            highlights: &[],
            error: None,
            stale: false,
            shape: Shape::Own,
        }
    }
}

/// What happened in a frame.
#[derive(Clone, Debug)]
pub struct EventOutput {
    /// The rows' response.
    pub response: Response,
    /// What the pointer rests on, as a byte offset.
    pub hovered_offset: Option<usize>,
    /// The piece of JSON there: a string with its quotes, a number, a key.
    pub hovered_span: Option<Span>,
    /// Where a click asks to go on from.
    pub clicked_offset: Option<usize>,
    /// Where Enter on a row asks to go on from.
    pub entered_offset: Option<usize>,
    /// Where the row cursor's value is; the caret of a mouse click, else the row's first character.
    pub cursor_offset: usize,
    /// True while the rows have the keyboard.
    pub focused: bool,
}

/// A JSON text on the screen: what is folded, selected, searched for, and how far it is scrolled.
#[derive(Clone, Debug)]
pub struct EventView {
    pub(super) event: Arc<EventText>,
    pub(super) folds: Folds,
    /// Selected bytes: where it began, and where the cursor is.
    pub(super) anchor: usize,
    pub(super) cursor: usize,
    pub(super) bar: FindBar,
    pub(super) revision: u64,
    pub(super) changed_at: Option<f64>,
    pub(super) fresh: bool,
    pub(super) follow: bool,
    pub(super) offset: Vec2,
    pub(super) size: Vec2,
    pub(super) dragging: bool,
    pub(super) presses: (f64, Pos2, u32),
    /// The value that the context menu was opened on.
    pub(super) menu_value: Option<Value>,
    wants_focus: bool,
}

impl Default for EventView {
    fn default() -> Self {
        let event = Arc::new(EventText::new(Arc::from(""), None));
        Self {
            folds: Folds::new(event.line_count()),
            event,
            anchor: 0,
            cursor: 0,
            bar: FindBar::default(),
            revision: 0,
            changed_at: None,
            fresh: false,
            follow: false,
            offset: Vec2::ZERO,
            size: Vec2::ZERO,
            dragging: false,
            presses: (f64::NEG_INFINITY, Pos2::ZERO, 0),
            menu_value: None,
            wants_focus: false,
        }
    }
}

/// Where things are on the screen in this frame.
pub(super) struct Frame<'a> {
    pub inputs: &'a EventInputs<'a>,
    pub typeface: &'a Typeface,
    pub visible: Rect,
    pub origin: Pos2,
    pub gutter: f32,
    pub focused: bool,
}

impl Frame<'_> {
    pub fn text_left(&self) -> f32 {
        self.origin.x + self.gutter
    }

    pub fn row_top(&self, row: usize) -> f32 {
        self.origin.y + TOP + row as f32 * self.typeface.row_height
    }

    pub fn row_at(&self, y: f32) -> isize {
        ((y - self.row_top(0)) / self.typeface.row_height).floor() as isize
    }

    pub fn rows(&self, row_count: usize) -> std::ops::Range<usize> {
        let first = self.row_at(self.visible.top()).max(0) as usize;
        let last = (self.row_at(self.visible.bottom()) + 1).max(0) as usize;
        first.min(row_count)..last.min(row_count)
    }

    pub fn text_clip(&self) -> Rect {
        Rect::from_min_max(pos2(self.visible.left() + self.gutter, self.visible.top()), self.visible.max)
    }
}

impl EventView {
    /// Shows `text` from now on, indexing it here: fit for texts up to about a megabyte.
    ///
    /// Cheap when it is the text shown already, so it can be called each frame.
    pub fn set_text(&mut self, text: &Arc<str>) {
        if !Arc::ptr_eq(text, self.event.text()) && **text != **self.event.text() {
            let before = (!self.event.text().is_empty()).then_some(&*self.event);
            let event = EventText::new(text.clone(), before);
            self.set(Arc::new(event));
        }
    }

    /// Shows `event`, made elsewhere, from now on. What is folded stays so where it can be told.
    pub fn set(&mut self, event: Arc<EventText>) {
        if Arc::ptr_eq(&event, &self.event) {
            return;
        }
        let old = std::mem::replace(&mut self.event, event);
        let event = &self.event;
        let mut folds = Folds::new(event.line_count());
        let folded = (0..self.folds.row_count()).map(|row| self.folds.line_of_row(row));
        for line in folded.filter(|line| self.folds.folded(*line).is_some()) {
            let now = event.follow_line(line, old.line_count());
            if let Some((line, close)) = now.and_then(|line| Some((line, event.closing_line(line)?))) {
                folds.fold(line, close - 1);
            }
        }
        self.folds = folds;
        let line = old.line_of(self.cursor);
        let column = self.cursor - old.line_start(line);
        let line = event.follow_line(line, old.line_count()).unwrap_or_else(|| event.nearest(line, old.line(line)));
        self.cursor = event.line_start(line) + event.line(line).floor_char_boundary(column);
        self.anchor = self.cursor;
        self.fresh = !event.changed().is_empty();
        self.revision += 1;
    }

    /// Returns the text that is shown.
    pub fn text(&self) -> &Arc<str> {
        self.event.text()
    }

    /// Returns the value that `offset` belongs to, with its JSON pointer; `None` where the text is not JSON.
    pub fn value_at(&self, offset: usize) -> Option<Value> {
        scan::value_at(self.event.text(), offset)
    }

    /// Puts the cursor on a span, selected, and brings it into sight.
    pub fn reveal(&mut self, span: Span) {
        let text = self.event.text();
        self.anchor = text.floor_char_boundary(span.start as usize);
        self.cursor = text.floor_char_boundary(span.end as usize).max(self.anchor);
        self.folds.reveal(self.event.line_of(self.anchor));
        self.follow = true;
    }

    /// Returns the value that the cursor means, with its JSON text.
    pub fn value_at_cursor(&self) -> Option<(Value, &str)> {
        let value = self.value_at(self.meant())?;
        let text = self.event.text().get(value.range.clone())?;
        Some((value, text))
    }

    /// Opens the search bar.
    pub fn open_find(&mut self) {
        let selected = self.event.text().get(self.selection()).unwrap_or("").to_owned();
        self.bar.open(crate::app::editor::find_bar::Mode::Find, &selected);
    }

    /// Folds everything below the given depth of nesting, or opens everything for `None`.
    pub fn fold_to_depth(&mut self, depth: Option<usize>) {
        self.folds = Folds::new(self.event.line_count());
        let Some(depth) = depth else { return };
        let mut open: Vec<usize> = Vec::new();
        for line in 0..self.event.line_count() {
            while open.last().is_some_and(|close| *close <= line) {
                open.pop();
            }
            if let Some(close) = self.event.closing_line(line) {
                if open.len() == depth {
                    self.folds.fold(line, close - 1);
                }
                open.push(close);
            }
        }
    }

    /// Takes the keyboard at the next [`EventView::show`].
    pub fn request_focus(&mut self) {
        self.wants_focus = true;
    }

    /// Returns the id under which [`EventView::show`] in `ui` registers the rows.
    pub fn id(ui: &Ui, inputs: &EventInputs<'_>) -> Id {
        ui.make_persistent_id(("event-view", inputs.label))
    }

    /// Shows the rows in all the room that `ui` has left.
    pub fn show(&mut self, ui: &mut Ui, inputs: &EventInputs<'_>) -> EventOutput {
        let id = Self::id(ui, inputs);
        let mut typeface = Typeface::new(ui.ctx(), &inputs.font);
        if std::mem::take(&mut self.wants_focus) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        let focused = ui.memory(|memory| memory.has_focus(id));
        let entered = if focused { self.handle_keyboard(ui, id, &mut typeface) } else { None };
        if std::mem::take(&mut self.fresh) {
            self.changed_at = Some(ui.input(|input| input.time));
        }
        ui.painter().rect_filled(ui.available_rect_before_wrap(), 0.0, inputs.palette.background);
        ui.spacing_mut().item_spacing.y = 0.0;
        self.bar_ui(ui, id, inputs);

        let digits = self.event.line_count().max(1).ilog10() + 1;
        let gutter = (10.0 + digits.max(2) as f32 * typeface.advance * 0.9 + 20.0).round();
        let content = self.content_size(&typeface, gutter);
        let area = self.scroll_area(id, &typeface, gutter);
        let shown = area.show_viewport(ui, |ui, viewport| {
            ui.set_min_size(content);
            let origin = ui.max_rect().min;
            let visible = Rect::from_min_size(origin + viewport.min.to_vec2(), viewport.size());
            let frame = Frame { inputs, typeface: &typeface, visible, origin, gutter, focused };
            let response = ui.interact(visible, id, Sense::click_and_drag());
            self.body(ui, response, &frame)
        });
        self.offset = shown.state.clamped_offset();
        self.size = shown.inner_rect.size();
        let mut output = shown.inner;
        output.entered_offset = entered;
        if self.follow {
            ui.request_repaint();
        }
        output
    }

    fn body(&mut self, ui: &Ui, response: Response, frame: &Frame<'_>) -> EventOutput {
        let pointed = self.handle_pointer(ui, &response, frame);
        self.describe(ui, &response, frame);
        self.paint(ui, &response, frame);
        self.show_error_at_pointer(&response, frame, pointed.hovered);
        self.context_menu(&response, frame, pointed.hovered);
        EventOutput {
            hovered_offset: pointed.hovered,
            hovered_span: pointed.hovered.and_then(|offset| self.piece_at(offset)),
            clicked_offset: pointed.clicked,
            entered_offset: None,
            cursor_offset: self.meant(),
            focused: frame.focused,
            response,
        }
    }

    fn scroll_area(&mut self, id: Id, typeface: &Typeface, gutter: f32) -> ScrollArea {
        let area = ScrollArea::both().id_salt(id).auto_shrink(false).content_margin(0.0);
        if !self.follow || self.size.y <= 0.0 {
            return area;
        }
        self.follow = false;
        let line = self.event.line_of(self.cursor);
        let top = TOP + self.folds.row_of_line(line) as f32 * typeface.row_height;
        let (height, view) = (typeface.row_height, self.size);
        let near = top >= self.offset.y - height * 2.0 && top <= self.offset.y + view.y + height;
        let y = if top >= self.offset.y && top + height * 2.0 <= self.offset.y + view.y {
            self.offset.y
        } else if near {
            self.offset.y.min(top - height).max(top + height * 2.0 - view.y)
        } else {
            top - view.y * 0.4
        };
        let x_of = |offset: usize| {
            let column = offset.saturating_sub(self.event.line_start(line));
            crate::app::editor::layout::LaidLine::plain_line(typeface, self.event.line(line)).x_of(column)
        };
        let room = (view.x - gutter - typeface.advance * 4.0).max(typeface.advance * 8.0);
        let right = x_of(self.cursor);
        let left = if self.event.line_of(self.anchor) == line { x_of(self.anchor).min(right) } else { right };
        let x = if right <= room { 0.0 } else { self.offset.x.clamp(right - room, left.max(right - room)) };
        area.scroll_offset(vec2(x.max(0.0), y.max(0.0)))
    }

    fn content_size(&self, typeface: &Typeface, gutter: f32) -> Vec2 {
        let rows = TOP + self.folds.row_count() as f32 * typeface.row_height;
        let below = if rows > self.size.y { typeface.row_height * 3.0 } else { 0.0 };
        let cells = self.event.widest().min(super::paint::ELIDED + 8) as f32 + 4.0;
        vec2(gutter + cells * typeface.advance, rows + below)
    }

    /// Returns the selected bytes.
    pub(super) fn selection(&self) -> std::ops::Range<usize> {
        self.anchor.min(self.cursor)..self.anchor.max(self.cursor)
    }

    /// Returns the place that the cursor means: on the beginning of a member's row, that is the member's value.
    pub(super) fn meant(&self) -> usize {
        let line = self.event.line_of(self.cursor);
        let text = self.event.line(line);
        let start = self.event.line_start(line);
        if self.anchor != self.cursor || self.cursor != start + text.len() - text.trim_start().len() {
            return self.cursor;
        }
        // Only the beginning counts, however long the row's value is.
        let head = text.get(..text.floor_char_boundary(super::paint::ELIDED)).unwrap_or(text);
        let pieces = scan::scan_line(head);
        let is_member = pieces.first().is_some_and(|piece| piece.class == Class::Key);
        let value = pieces.get(2).filter(|piece| is_member && piece.class != Class::Punctuation);
        value.map_or(self.cursor, |value| start + value.start as usize)
    }

    /// Returns the piece of JSON under an offset.
    pub(super) fn piece_at(&self, offset: usize) -> Option<Span> {
        let line = self.event.line_of(offset);
        let start = self.event.line_start(line);
        let column = offset.checked_sub(start)?;
        let text = self.event.line(line);
        let pieces = scan::scan_line(text);
        let piece = pieces.iter().find(|piece| (piece.start as usize..piece.end as usize).contains(&column))?;
        Some(Span::new(start + piece.start as usize, start + piece.end as usize))
    }
}
