//! A row of a list: icon, title, detail, and something at the right end.

use super::badge::Tone;
use super::paint;
use crate::app::theme;
use egui::{Align2, Color32, FontId, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// A row to be drawn.
pub struct Row<'a> {
    title: &'a str,
    title_font: Option<FontId>,
    icon: Option<(char, Color32, bool)>,
    badge: Option<(&'a str, Tone)>,
    detail: &'a str,
    trailing: &'a str,
    trailing_font: Option<FontId>,
    trailing_tone: Option<Tone>,
    is_selected: bool,
    indent: f32,
    name: Option<&'a str>,
}

impl<'a> Row<'a> {
    /// A row with this title.
    pub fn new(title: &'a str) -> Self {
        Self {
            title,
            title_font: None,
            icon: None,
            badge: None,
            detail: "",
            trailing: "",
            trailing_font: None,
            trailing_tone: None,
            is_selected: false,
            indent: 0.0,
            name: None,
        }
    }

    /// Puts an icon at the left end.
    pub fn icon(mut self, icon: char, color: Color32) -> Self {
        self.icon = Some((icon, color, false));
        self
    }

    /// Puts a filled icon at the left end.
    pub fn filled_icon(mut self, icon: char, color: Color32) -> Self {
        self.icon = Some((icon, color, true));
        self
    }

    /// Puts a badge before the title.
    pub fn badge(mut self, text: &'a str, tone: Tone) -> Self {
        self.badge = Some((text, tone));
        self
    }

    /// Puts quiet words after the title.
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// Puts words at the right end.
    pub fn trailing(mut self, trailing: &'a str) -> Self {
        self.trailing = trailing;
        self
    }

    /// Puts words at the right end as a badge.
    pub fn trailing_badge(mut self, trailing: &'a str, tone: Tone) -> Self {
        self.trailing = trailing;
        self.trailing_tone = Some(tone);
        self
    }

    /// Sets the right end in the code font: it is a value.
    pub fn trailing_is_code(mut self) -> Self {
        self.trailing_font = Some(theme::code(theme::SMALL));
        self
    }

    /// Sets the title in the code font: it is a name of the document.
    pub fn code(mut self) -> Self {
        self.title_font = Some(theme::code(theme::CODE));
        self
    }

    /// Marks the row as the chosen one.
    pub fn selected(mut self, is_selected: bool) -> Self {
        self.is_selected = is_selected;
        self
    }

    /// Moves the row's content to the right.
    pub fn indent(mut self, indent: f32) -> Self {
        self.indent = indent;
        self
    }

    /// Names the row for screen readers where the title alone does not.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Draws the row over the whole width.
    pub fn show(self, ui: &mut Ui) -> Response {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
        paint::follow_focus(ui, &response);
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, &response);
        }
        let name = self.name.unwrap_or(self.title);
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), self.is_selected, name));
        response
    }

    fn paint(&self, ui: &Ui, rect: egui::Rect, response: &Response) {
        let t = theme::of(ui);
        let fill = if self.is_selected { t.accent_soft } else { paint::quiet_fill(ui, response) };
        ui.painter().rect_filled(rect, theme::RADIUS, fill);
        let y = rect.center().y;
        let mut left = rect.left() + 8.0 + self.indent;
        if let Some((icon, color, is_filled)) = self.icon {
            let at = pos2(left + 7.0, y);
            if is_filled {
                paint::filled_icon(ui, at, icon, 14.0, color);
            } else {
                paint::icon(ui, at, icon, 15.0, color);
            }
            left += 22.0;
        }
        if let Some((text, tone)) = self.badge {
            let galley = paint::line(ui, text, theme::semibold(10.5), tone.color(t), 70.0);
            let ground = Align2::LEFT_CENTER.anchor_size(pos2(left, y), galley.size() + vec2(10.0, 4.0));
            ui.painter().rect_filled(ground, 4.0, tone.ground(t));
            paint::galley(ui, ground.center(), Align2::CENTER_CENTER, galley);
            left = ground.right() + 8.0;
        }
        let mut right = rect.right() - 8.0;
        if !self.trailing.is_empty() {
            let font = self.trailing_font.clone().unwrap_or(theme::body(theme::SMALL));
            let color = self.trailing_tone.map_or(t.muted, |tone| tone.color(t));
            let galley = paint::line(ui, self.trailing, font, color, (right - left) * 0.5);
            if let Some(tone) = self.trailing_tone {
                let ground = Align2::RIGHT_CENTER.anchor_size(pos2(right, y), galley.size() + vec2(12.0, 2.0));
                ui.painter().rect_filled(ground, 8.0, tone.ground(t));
                right -= 6.0;
            }
            right = paint::galley(ui, pos2(right, y), Align2::RIGHT_CENTER, galley).left() - 8.0;
        }
        let font = self.title_font.clone().unwrap_or(theme::body(theme::BODY));
        let galley = paint::line(ui, self.title, font, t.text, right - left);
        left = paint::galley(ui, pos2(left, y), Align2::LEFT_CENTER, galley).right() + 8.0;
        if !self.detail.is_empty() && right - left > 24.0 {
            let galley = paint::line(ui, self.detail, theme::body(theme::SMALL), t.muted, right - left);
            paint::galley(ui, pos2(left, y + 0.5), Align2::LEFT_CENTER, galley);
        }
        paint::focus_ring(ui, response, rect, theme::RADIUS);
    }
}
