//! A word or two on a soft ground.

use super::paint;
use crate::app::theme::{self, Tokens};
use egui::{Align2, Color32, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// What a badge, a row or a toast says beside its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Nothing special.
    Neutral,
    /// What is chosen.
    Accent,
    /// Good.
    Ok,
    /// Worth a look.
    Warn,
    /// Wrong.
    Err,
    /// To be known.
    Info,
}

impl Tone {
    /// Returns the color of the words.
    pub fn color(self, t: &Tokens) -> Color32 {
        match self {
            Self::Neutral => t.muted,
            Self::Accent => t.accent,
            Self::Ok => t.ok,
            Self::Warn => t.warn,
            Self::Err => t.err,
            Self::Info => t.info,
        }
    }

    /// Returns the color of the ground.
    pub fn ground(self, t: &Tokens) -> Color32 {
        match self {
            Self::Neutral => t.bg_hover,
            Self::Accent | Self::Info => t.accent_soft,
            Self::Ok => t.ok_soft,
            Self::Warn => t.warn_soft,
            Self::Err => t.err_soft,
        }
    }
}

/// A badge, with an icon before its words if one is given.
pub fn badge(ui: &mut Ui, tone: Tone, icon: Option<char>, text: &str) -> Response {
    let t = theme::of(ui);
    let icon_width = if icon.is_some() { 16.0 } else { 0.0 };
    let galley = paint::line(ui, text, theme::semibold(theme::SMALL), tone.color(t), ui.available_width().max(60.0));
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + icon_width + 14.0, 20.0), Sense::hover());
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, 5.0, tone.ground(t));
        if let Some(icon) = icon {
            paint::filled_icon(ui, pos2(rect.left() + 14.0, rect.center().y), icon, 12.5, tone.color(t));
        }
        paint::galley(ui, pos2(rect.left() + 7.0 + icon_width, rect.center().y), Align2::LEFT_CENTER, galley);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// Returns the tone of an HTTP method.
pub fn method_tone(method: &str) -> Tone {
    match method {
        "GET" | "HEAD" | "OPTIONS" => Tone::Info,
        "POST" => Tone::Ok,
        "PUT" | "PATCH" => Tone::Warn,
        "DELETE" => Tone::Err,
        _ => Tone::Neutral,
    }
}
