//! Buttons: the one primary, quiet ones, and icons with a name.

use super::paint;
use crate::app::theme;
use egui::{Align2, Color32, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

struct Look {
    fill: Color32,
    stroke: Color32,
    text: Color32,
}

/// A button with an outline.
pub fn button(ui: &mut Ui, icon: Option<char>, text: &str) -> Response {
    let t = theme::of(ui);
    labeled(ui, icon, text, move |ui, response| Look {
        fill: if response.hovered() { paint::quiet_fill(ui, response) } else { t.bg_raised },
        stroke: t.border_strong,
        text: t.text,
    })
}

/// A button without an outline, for what is done rarely.
pub fn quiet_button(ui: &mut Ui, icon: Option<char>, text: &str) -> Response {
    let t = theme::of(ui);
    labeled(ui, icon, text, move |ui, response| Look {
        fill: paint::quiet_fill(ui, response),
        stroke: Color32::TRANSPARENT,
        text: if response.hovered() { t.text } else { t.muted },
    })
}

/// The one button that is meant to be pressed.
pub fn primary_button(ui: &mut Ui, icon: Option<char>, text: &str) -> Response {
    let t = theme::of(ui);
    labeled(ui, icon, text, move |_, response| Look {
        fill: if response.hovered() { t.accent.gamma_multiply(0.9) } else { t.accent },
        stroke: Color32::TRANSPARENT,
        text: t.on_accent,
    })
}

fn labeled(ui: &mut Ui, icon: Option<char>, text: &str, look: impl Fn(&Ui, &Response) -> Look) -> Response {
    const ICON_WIDTH: f32 = 20.0;
    let font = theme::body(theme::BODY);
    let icon_width = if icon.is_some() { ICON_WIDTH } else { 0.0 };
    let galley = paint::line(ui, text, font, Color32::PLACEHOLDER, 400.0);
    let size = vec2(galley.size().x + icon_width + 20.0, theme::ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    paint::follow_focus(ui, &response);
    if ui.is_rect_visible(rect) {
        let look = look(ui, &response);
        let t = theme::of(ui);
        // What cannot be pressed is quiet, and can still be read.
        let (fill, stroke, color) =
            if ui.is_enabled() { (look.fill, look.stroke, look.text) } else { (t.bg_active, t.border, t.faint) };
        ui.painter().rect(rect, theme::RADIUS, fill, Stroke::new(1.0, stroke), StrokeKind::Inside);
        if let Some(icon) = icon {
            paint::icon(ui, pos2(rect.left() + 18.0, rect.center().y), icon, 15.0, color);
        }
        let at = Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + 10.0 + icon_width, rect.center().y), galley.size());
        ui.painter().galley(at.min, galley, color);
        paint::focus_ring(ui, &response, rect, theme::RADIUS);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    response
}

/// A small button of words in the accent, for what can be done about something in a list.
pub fn link_button(ui: &mut Ui, icon: char, text: &str) -> Response {
    const HEIGHT: f32 = 24.0;
    let galley = paint::line(ui, text, theme::body(theme::SMALL), Color32::PLACEHOLDER, 320.0);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 32.0, HEIGHT), Sense::click());
    paint::follow_focus(ui, &response);
    if ui.is_rect_visible(rect) {
        let t = theme::of(ui);
        ui.painter().rect_filled(rect, theme::RADIUS, paint::quiet_fill(ui, &response));
        paint::icon(ui, pos2(rect.left() + 13.0, rect.center().y), icon, 13.0, t.accent);
        let at = Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + 24.0, rect.center().y), galley.size());
        ui.painter().galley(at.min, galley, t.accent);
        paint::focus_ring(ui, &response, rect, theme::RADIUS);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    response
}

/// A square button with an icon; its name shows as a tooltip.
pub fn icon_button(ui: &mut Ui, icon: char, name: &str) -> Response {
    icon_sized(ui, icon, name, theme::ROW, 17.0, None)
}

/// An icon button that fits into a row.
pub fn small_icon_button(ui: &mut Ui, icon: char, name: &str) -> Response {
    icon_sized(ui, icon, name, 22.0, 14.0, None)
}

/// An icon button that is on or off.
pub fn icon_toggle(ui: &mut Ui, icon: char, name: &str, on: bool) -> Response {
    icon_sized(ui, icon, name, theme::ROW, 17.0, Some(on))
}

fn icon_sized(ui: &mut Ui, icon: char, name: &str, side: f32, glyph: f32, on: Option<bool>) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
    paint::follow_focus(ui, &response);
    if ui.is_rect_visible(rect) {
        let t = theme::of(ui);
        ui.painter().rect_filled(rect, theme::RADIUS, paint::quiet_fill(ui, &response));
        let color = match (ui.is_enabled(), response.hovered() || on == Some(true)) {
            (false, _) => t.faint.gamma_multiply(0.5),
            (true, true) => t.text,
            (true, false) => t.muted,
        };
        paint::icon(ui, rect.center(), icon, glyph, color);
        paint::focus_ring(ui, &response, rect, theme::RADIUS);
    }
    response.widget_info(|| match on {
        Some(on) => WidgetInfo::selected(Role::Button, ui.is_enabled(), on, name),
        None => WidgetInfo::labeled(Role::Button, ui.is_enabled(), name),
    });
    response.on_hover_text(name)
}
