//! The widget: what goes in, what comes out, and the order of things in a frame.

use super::actions::Action;
use super::carets::{Caret, Carets};
use super::completing::{Filling, Session};
use super::document::Document;
use super::find_bar::FindBar;
use super::fixes::FixMenu;
use super::layout::Typeface;
use super::matching::{self, Block};
use super::palette::Palette;
use super::pointer::PointerState;
use super::popup::{Card, is_in};
use crate::diagnostics::{Fix, Severity};
use crate::ide::{CompletionList, HoverCard};
use crate::text::{Edit, Span};
use egui::scroll_area::ScrollAreaOutput;
use egui::{FontId, Id, Pos2, Rect, Response, ScrollArea, Sense, Ui, Vec2, pos2, vec2};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Time a frame may spend on colors.
const HIGHLIGHT_BUDGET: Duration = Duration::from_millis(6);

/// Room above the first line, in points.
const TOP: f32 = 6.0;

/// Something to say about a place in the text: underlined, dotted in the gutter, told when pointed at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// The bytes; an empty span marks the character behind it.
    pub span: Span,
    /// How much it matters.
    pub severity: Severity,
    /// What to say.
    pub message: String,
    /// Changes that would settle it.
    pub fixes: Vec<Fix>,
}

/// What the editor is shown with, each frame.
#[derive(Clone, Debug)]
pub struct EditorInputs<'a> {
    /// Colors.
    pub palette: &'a Palette,
    /// Font of the text; it should be monospaced and without ligatures.
    pub font: FontId,
    /// Font of tooltips and bars.
    pub ui_font: FontId,
    /// Name for screen readers and tests.
    pub label: &'a str,
    /// Problems.
    pub diagnostics: &'a [Arc<Mark>],
    /// Another number for other problems: as long as it stays, they are only moved along. `None` if nobody counts.
    pub marks_stamp: Option<u64>,
    /// Places lit up because they made what is looked at elsewhere.
    pub highlights: &'a [Span],
    /// The [`Editor::version`] of the text that `diagnostics` and `highlights` speak of: they are moved
    /// along with what has been typed since. `None` if they speak of the present text.
    pub marks_version: Option<u64>,
    /// What to tell about the text at the last [`EditorOutput::hovered_offset`].
    pub hover: Option<&'a HoverCard>,
    /// What could stand at the last [`EditorOutput::completion_request`].
    pub completions: Option<&'a CompletionList>,
    /// True if the text can be looked at and copied but not changed.
    pub read_only: bool,
}

impl<'a> EditorInputs<'a> {
    /// Makes inputs with nothing marked, for the main template.
    pub fn new(palette: &'a Palette, font: FontId, ui_font: FontId) -> Self {
        Self {
            palette,
            font,
            ui_font,
            label: "Template editor",
            diagnostics: &[],
            marks_stamp: None,
            highlights: &[],
            marks_version: None,
            hover: None,
            completions: None,
            read_only: false,
        }
    }
}

/// What happened in a frame.
#[derive(Clone, Debug)]
pub struct EditorOutput {
    /// The text area's response.
    pub response: Response,
    /// True if the text changed in this frame.
    pub changed: bool,
    /// Where the caret is, as a byte offset.
    pub caret_offset: usize,
    /// What is selected; empty at the caret if nothing is.
    pub selection: Span,
    /// What the pointer rests on, as a byte offset.
    pub hovered_offset: Option<usize>,
    /// Where a plain click set the caret.
    pub clicked_offset: Option<usize>,
    /// Where a click with Ctrl (Cmd) held asks to go on from.
    pub jump_offset: Option<usize>,
    /// Where completions are wanted, while the list of them is open or about to open.
    pub completion_request: Option<usize>,
    /// A fix that was chosen: whoever shows the editor applies it, for it may be for another text.
    pub fix: Option<Fix>,
    /// True while the editor has the keyboard.
    pub focused: bool,
}

/// A text, the state of editing it, and how far it is scrolled.
#[derive(Clone, Debug)]
pub struct Editor {
    pub(super) document: Document,
    pub(super) pointer: PointerState,
    pub(super) scroll: Scroll,
    /// What the input method is composing at the caret; not part of the text yet.
    pub(super) preedit: String,
    /// True after Escape: the next Tab leaves the editor.
    pub(super) tab_leaves: bool,
    /// When something was last done, in seconds: the caret does not blink while typing, nor for ever.
    pub(super) last_activity: f64,
    /// Text that was copied as whole lines: pasted above the caret's line, not into it.
    pub(super) copied_lines: Option<String>,
    pub(super) bar: FindBar,
    pub(super) session: Option<Session>,
    pub(super) filling: Option<Filling>,
    pub(super) card: Option<Card>,
    pub(super) fix_menu: Option<FixMenu>,
    wants_focus: bool,
    pairs: Option<PairCache>,
    placed: Placed,
    /// Last line of what can be folded below a line, for the text of a version.
    pub(super) regions: Option<(u64, BTreeMap<usize, usize>)>,
}

/// How the text is scrolled, and where it should be.
#[derive(Clone, Debug, Default)]
pub(super) struct Scroll {
    pub offset: Vec2,
    pub view: Vec2,
    /// Bring the caret into sight; into the middle if true and it is not in sight.
    pub follow: Option<bool>,
}

/// Pairs at the caret, kept while neither text nor caret changes.
#[derive(Clone, Debug)]
struct PairCache {
    version: u64,
    offset: usize,
    brackets: Option<(Span, Span)>,
    block: Option<Block>,
}

/// Where the marks are now.
#[derive(Clone, Debug, Default)]
struct Placed {
    /// The stamp of the marks, and the version of the text that they were found in.
    of: Option<(u64, u64)>,
    /// The version of the text that the spans speak of.
    version: u64,
    spans: Vec<Span>,
}

/// Where things are on the screen in this frame.
#[derive(Clone)]
pub(super) struct Frame<'a> {
    pub inputs: &'a EditorInputs<'a>,
    pub typeface: &'a Typeface,
    /// All that is seen, gutter included.
    pub visible: Rect,
    /// Where row 0 and the gutter begin; above and left of `visible` when scrolled.
    pub origin: Pos2,
    pub gutter: f32,
    pub focused: bool,
}

impl Frame<'_> {
    /// Returns the horizontal place where lines begin.
    pub fn text_left(&self) -> f32 {
        self.origin.x + self.gutter
    }

    /// Returns the top of a row.
    pub fn row_top(&self, row: usize) -> f32 {
        self.origin.y + TOP + row as f32 * self.typeface.row_height
    }

    /// Returns the part of the screen that text may be painted on.
    pub fn text_clip(&self) -> Rect {
        Rect::from_min_max(pos2(self.visible.left() + self.gutter, self.visible.top()), self.visible.max)
    }

    /// Returns the row that a height on the screen is in; negative above the first one.
    pub fn row_at(&self, y: f32) -> isize {
        ((y - self.row_top(0)) / self.typeface.row_height).floor() as isize
    }

    /// Returns the first row in sight and one past the last one.
    pub fn rows(&self, row_count: usize) -> std::ops::Range<usize> {
        let first = self.row_at(self.visible.top()).max(0) as usize;
        let last = (self.row_at(self.visible.bottom()) + 1).max(0) as usize;
        first.min(row_count)..last.min(row_count)
    }

    /// Returns the distances from a line's start that are in sight.
    pub fn columns_in_sight(&self) -> std::ops::Range<f32> {
        let clip = self.text_clip();
        clip.left() - self.text_left()..clip.right() - self.text_left()
    }
}

impl Default for Editor {
    fn default() -> Self {
        Self::new("")
    }
}

impl Editor {
    /// Makes an editor that holds `text`, with nothing to undo.
    pub fn new(text: &str) -> Self {
        Self {
            document: Document::new(text),
            pointer: PointerState::default(),
            scroll: Scroll::default(),
            preedit: String::new(),
            tab_leaves: false,
            last_activity: f64::NEG_INFINITY,
            copied_lines: None,
            bar: FindBar::default(),
            session: None,
            filling: None,
            card: None,
            fix_menu: None,
            wants_focus: false,
            pairs: None,
            placed: Placed::default(),
            regions: None,
        }
    }

    /// Returns the text, byte for byte. Asked for again without a change in between, it is the same allocation.
    pub fn text(&mut self) -> Arc<str> {
        self.document.text()
    }

    /// Returns a number that grows with every change of the text.
    pub fn version(&self) -> u64 {
        self.document.buffer.version()
    }

    /// Makes the text `text` where it differs, as one undo step; the caret stays where it was in what did not change.
    ///
    /// Cheap when nothing differs, so it can be called each frame. Returns true if something did.
    pub fn set_text(&mut self, text: &str) -> bool {
        self.document.set_text(text)
    }

    /// Applies edits that speak of the present text, as one undo step, and brings the last of them into sight.
    ///
    /// Returns false and changes nothing if two overlap or one does not fit the text.
    pub fn apply_edits(&mut self, edits: &[Edit]) -> bool {
        let done = self.document.apply_edits(edits);
        if done {
            self.scroll.follow = Some(true);
        }
        done
    }

    /// Takes back the last step. Returns false if there is none.
    pub fn undo(&mut self) -> bool {
        self.scroll.follow = Some(true);
        self.document.undo()
    }

    /// Makes the last step that was taken back once more. Returns false if there is none.
    pub fn redo(&mut self) -> bool {
        self.scroll.follow = Some(true);
        self.document.redo()
    }

    /// Returns true if there is something to undo.
    pub fn can_undo(&self) -> bool {
        self.document.can_undo()
    }

    /// Returns true if there is something to redo.
    pub fn can_redo(&self) -> bool {
        self.document.can_redo()
    }

    /// Returns the caret's byte offset.
    pub fn caret_offset(&self) -> usize {
        self.document.carets.primary().head
    }

    /// Returns the caret's line and column as people read them: from 1, in characters.
    pub fn caret_line_column(&self) -> crate::text::LineColumn {
        let at = self.document.buffer.position(self.caret_offset());
        let head = self.document.buffer.line(at.line).get(..at.column).unwrap_or("");
        crate::text::LineColumn { line: at.line + 1, column: head.chars().count() + 1 }
    }

    /// Returns how many carets there are.
    pub fn caret_count(&self) -> usize {
        self.document.carets.all().len()
    }

    /// Sets the caret before the byte at `offset`, in sight.
    pub fn set_caret(&mut self, offset: usize) {
        self.select(Span::at(offset));
    }

    /// Selects a span and brings it into sight.
    pub fn select(&mut self, span: Span) {
        let buffer = &self.document.buffer;
        let caret = Caret::selecting(buffer.clip(span.start as usize), buffer.clip(span.end as usize));
        let line = buffer.position(caret.head).line;
        self.document.select(Carets::one(caret));
        self.document.folds.reveal(line);
        self.scroll.follow = Some(true);
    }

    /// Takes the keyboard at the next [`Editor::show`].
    pub fn request_focus(&mut self) {
        self.wants_focus = true;
    }

    /// Returns the id under which [`Editor::show`] in `ui` registers the text area.
    pub fn id(ui: &Ui, inputs: &EditorInputs<'_>) -> Id {
        ui.make_persistent_id(("editor", inputs.label))
    }

    /// Shows the editor in all the room that `ui` has left.
    pub fn show(&mut self, ui: &mut Ui, inputs: &EditorInputs<'_>) -> EditorOutput {
        let id = Self::id(ui, inputs);
        let mut typeface = Typeface::new(ui.ctx(), &inputs.font);
        if std::mem::take(&mut self.wants_focus) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        let focused = ui.memory(|memory| memory.has_focus(id));
        let version = self.version();
        self.handle_assistive_edits(ui, id, inputs, &mut typeface);
        if focused {
            self.handle_keyboard(ui, id, inputs, &mut typeface);
            self.renew_completion(inputs);
        } else if !is_in(
            self.session.as_ref().and_then(|session| session.area),
            ui.input(|input| input.pointer.latest_pos()),
        ) {
            self.session = None;
        }
        self.renew_highlighting(ui);
        self.place_marks(inputs);

        ui.painter().rect_filled(ui.available_rect_before_wrap(), 0.0, inputs.palette.background);
        ui.spacing_mut().item_spacing.y = 0.0;
        self.bar_ui(ui, inputs);
        let gutter = self.gutter_width(&typeface);
        let content = self.content_size(&typeface, gutter);
        let area = self.scroll_area(id, &typeface, gutter);
        let shown: ScrollAreaOutput<EditorOutput> = area.show_viewport(ui, |ui, viewport| {
            ui.set_min_size(content);
            let origin = ui.max_rect().min;
            let visible = Rect::from_min_size(origin + viewport.min.to_vec2(), viewport.size());
            let frame = Frame { inputs, typeface: &typeface, visible, origin, gutter, focused };
            self.body(ui, id, &frame)
        });
        self.scroll.offset = shown.state.clamped_offset();
        if self.scroll.view != shown.inner_rect.size() {
            self.scroll.view = shown.inner_rect.size();
        }
        let mut output = shown.inner;
        output.changed = self.version() != version;
        if output.changed || self.scroll.follow.is_some() {
            ui.request_repaint();
        }
        output
    }

    fn body(&mut self, ui: &mut Ui, id: Id, frame: &Frame<'_>) -> EditorOutput {
        let response = ui.interact(frame.visible, id, Sense::click_and_drag());
        let mut pointed = self.handle_pointer(ui, &response, frame);
        pointed.hovered_offset = pointed.hovered_offset.or_else(|| self.pointed_through_card(ui, &response));
        self.describe(ui, &response, frame);
        self.paint(ui, &response, frame);
        let fix = self.hover_card_ui(&response, frame, pointed.hovered_offset);
        let fix = fix.or_else(|| self.fix_menu_ui(ui, id, frame));
        self.choose_completion(ui, id, frame);
        self.context_menu(&response, frame);
        EditorOutput {
            changed: false,
            caret_offset: self.caret_offset(),
            selection: self.document.selection(),
            hovered_offset: pointed.hovered_offset,
            clicked_offset: pointed.clicked_offset,
            jump_offset: pointed.jump_offset,
            completion_request: self.completion_request(),
            fix,
            focused: frame.focused,
            response,
        }
    }

    fn choose_completion(&mut self, ui: &Ui, id: Id, frame: &Frame<'_>) {
        let Some(list) = frame.inputs.completions else { return };
        let clicked = self.completion_ui(ui, id, frame, list);
        if let Some(item) = clicked.and_then(|index| list.items.get(index)) {
            self.complete(list, item, ui.input(|input| input.time));
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }

    /// Does an action and keeps the caret in sight.
    pub(super) fn perform(&mut self, action: &Action, typeface: &mut Typeface, time: f64) {
        self.document.perform(action, typeface, time);
        self.after_action(time);
    }

    pub(super) fn after_action(&mut self, time: f64) {
        let head = self.caret_offset();
        self.document.folds.reveal(self.document.buffer.position(head).line);
        self.scroll.follow = Some(false);
        self.last_activity = time;
    }

    fn renew_highlighting(&mut self, ui: &Ui) {
        let Document { buffer, highlighter, .. } = &mut self.document;
        if !highlighter.advance(HIGHLIGHT_BUDGET, |line| buffer.line(line)) {
            ui.request_repaint();
        }
    }

    fn scroll_area(&mut self, id: Id, typeface: &Typeface, gutter: f32) -> ScrollArea {
        let area = ScrollArea::both().id_salt(id).auto_shrink(false).content_margin(0.0);
        match self.scroll.follow {
            // The first frame knows no size yet: look again in the next one.
            Some(center) if self.scroll.view.y > 0.0 => {
                self.scroll.follow = None;
                area.scroll_offset(self.offset_with_caret(typeface, gutter, center))
            }
            _ => area,
        }
    }

    /// Returns the least scrolling that shows the primary caret, or one that puts it into the middle.
    fn offset_with_caret(&self, typeface: &Typeface, gutter: f32, center: bool) -> Vec2 {
        let Scroll { offset, view, .. } = self.scroll;
        let at = self.document.buffer.position(self.caret_offset());
        let x = super::layout::LaidLine::plain_line(typeface, self.document.buffer.line(at.line)).x_of(at.column);
        let top = TOP + self.document.folds.row_of_line(at.line) as f32 * typeface.row_height;
        let bottom = top + typeface.row_height;
        let margin = typeface.row_height.min(view.y / 4.0);
        let y = if top - margin >= offset.y && bottom + margin <= offset.y + view.y {
            offset.y
        } else if center {
            top - view.y * 0.4
        } else {
            offset.y.min(top - margin).max(bottom + margin - view.y)
        };
        let room = (view.x - gutter).max(1.0);
        let aside = (typeface.advance * 4.0).min(room / 4.0);
        let x = if x <= room - aside {
            0.0f32.max(offset.x.min(x - aside))
        } else {
            offset.x.min(x - aside).max(x + aside - room)
        };
        vec2(x.max(0.0), y.max(0.0))
    }

    fn content_size(&mut self, typeface: &Typeface, gutter: f32) -> Vec2 {
        let cells = self.document.buffer.widest();
        let rows = TOP + self.document.folds.row_count() as f32 * typeface.row_height;
        // A text higher than the view can be scrolled on until its end stands in the middle.
        let below = if rows > self.scroll.view.y { self.scroll.view.y * 0.4 } else { 0.0 };
        vec2(gutter + (cells as f32 + 4.0) * typeface.advance, rows + below)
    }

    /// Returns the pairs at the primary caret: brackets, and the directives of its block.
    pub(super) fn pairs(&mut self) -> (Option<(Span, Span)>, &[Span]) {
        let (version, offset) = (self.version(), self.caret_offset());
        if self.pairs.as_ref().is_none_or(|pairs| (pairs.version, pairs.offset) != (version, offset)) {
            let buffer = &self.document.buffer;
            let brackets = matching::bracket_pair(buffer, offset);
            let block = matching::block_at(buffer, offset).filter(|block| block.closed);
            self.pairs = Some(PairCache { version, offset, brackets, block });
        }
        match &self.pairs {
            Some(pairs) => (pairs.brackets, pairs.block.as_ref().map_or(&[], |block| block.parts.as_slice())),
            None => (None, &[]),
        }
    }

    /// Returns where a span of the text that the marks speak of is now.
    pub(super) fn present_span(&self, frame: &Frame<'_>, span: Span) -> Span {
        frame.inputs.marks_version.map_or(span, |version| self.document.map_span(version, span))
    }

    /// Works out where the marks are now: those that are known are moved along with what was typed since.
    fn place_marks(&mut self, inputs: &EditorInputs<'_>) {
        let version = self.version();
        let of = inputs.marks_stamp.zip(inputs.marks_version);
        let is_known = of.is_some() && self.placed.of == of && self.placed.spans.len() == inputs.diagnostics.len();
        if !is_known {
            self.placed.spans.clear();
            self.placed.spans.extend(inputs.diagnostics.iter().map(|mark| mark.span));
            self.placed.version = inputs.marks_version.unwrap_or(version);
            self.placed.of = of;
        }
        if self.placed.version != version {
            self.document.map_spans(self.placed.version, &mut self.placed.spans);
            self.placed.version = version;
        }
    }

    /// Returns the marks that touch a part of the text, and where they are now; one on nothing takes the character
    /// behind it.
    pub(super) fn marks_in<'m>(
        &self,
        frame: &Frame<'m>,
        part: std::ops::Range<usize>,
    ) -> impl Iterator<Item = (&'m Mark, std::ops::Range<usize>)> {
        let marks = frame.inputs.diagnostics.iter().zip(&self.placed.spans);
        let is_near = move |span: &Span| span.start as usize <= part.end && span.end as usize + 1 >= part.start;
        marks.filter(move |(_, span)| is_near(span)).map(|(mark, span)| (&**mark, self.mark_range(*span)))
    }

    fn mark_range(&self, span: Span) -> std::ops::Range<usize> {
        if span.is_empty() {
            let buffer = &self.document.buffer;
            let end = super::motions::right(buffer, span.start as usize);
            return span.start as usize..end.min(buffer.line_range(buffer.line_of(span.start as usize)).end);
        }
        span.range()
    }
}
