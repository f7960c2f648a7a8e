//! Short messages over the window's corner that go by themselves.

use super::badge::Tone;
use super::paint;
use crate::app::{icon, theme};
use egui::{Align2, Area, Frame, Id, Margin, Order, RichText, Role, Stroke, Ui, WidgetInfo, vec2};
use std::time::Duration;

/// A message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Toast {
    /// How it is meant.
    pub tone: Tone,
    /// The words.
    pub text: String,
}

/// The messages on screen.
#[derive(Default)]
pub struct Toasts {
    /// Each with the time at which it goes; unset until it was drawn once.
    shown: Vec<(Toast, Option<f64>)>,
}

impl Toasts {
    /// Shows a message; the same one again only starts its time anew.
    pub fn push(&mut self, tone: Tone, text: impl Into<String>) {
        let toast = Toast { tone, text: text.into() };
        self.shown.retain(|(other, _)| *other != toast);
        self.shown.push((toast, None));
    }

    /// Returns the messages on screen.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.shown.iter().map(|(toast, _)| toast.text.as_str())
    }

    /// Draws the messages and lets go of those whose time is over.
    pub fn ui(&mut self, ui: &Ui) {
        const SECONDS: f64 = 5.0;
        const SECONDS_FOR_ERRORS: f64 = 12.0;
        let now = ui.input(|input| input.time);
        for (toast, until) in &mut self.shown {
            let seconds = if toast.tone == Tone::Err { SECONDS_FOR_ERRORS } else { SECONDS };
            until.get_or_insert(now + seconds);
        }
        let mut closed = None;
        let mut offset = 40.0;
        for (index, (toast, _)) in self.shown.iter().enumerate() {
            let area = Area::new(Id::unique(("toast", index))).order(Order::Foreground);
            let shown = area.anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -offset)).show(ui, |ui| toast_ui(ui, toast));
            offset += shown.response.rect.height() + 8.0;
            if shown.inner {
                closed = Some(index);
            }
        }
        if let Some(index) = closed {
            self.shown.remove(index);
        }
        self.shown.retain(|(_, until)| until.is_none_or(|until| until > now));
        let next = self.shown.iter().filter_map(|(_, until)| *until).fold(f64::INFINITY, f64::min);
        if next.is_finite() {
            ui.request_repaint_after(Duration::from_secs_f64((next - now).max(0.01)));
        }
    }
}

/// Draws one message; returns true if it was closed.
fn toast_ui(ui: &mut Ui, toast: &Toast) -> bool {
    let t = theme::of(ui);
    let frame = Frame::new()
        .fill(t.bg_raised)
        .stroke(Stroke::new(1.0, t.border_strong))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 8))
        .shadow(ui.visuals().popup_shadow);
    frame
        .show(ui, |ui| {
            ui.set_max_width(420.0);
            ui.horizontal(|ui| {
                let sign = match toast.tone {
                    Tone::Err => icon::X_CIRCLE,
                    Tone::Warn => icon::WARNING,
                    Tone::Ok => icon::CHECK_CIRCLE,
                    Tone::Neutral | Tone::Accent | Tone::Info => icon::INFO,
                };
                let (rect, _) = ui.allocate_exact_size(vec2(16.0, 18.0), egui::Sense::hover());
                paint::filled_icon(ui, rect.center(), sign, 15.0, toast.tone.color(t));
                let text = ui.add(egui::Label::new(RichText::new(&toast.text).color(t.text)).wrap());
                text.widget_info(|| WidgetInfo::labeled(Role::Status, true, &toast.text));
                super::button::small_icon_button(ui, icon::X, "Close message").clicked()
            })
            .inner
        })
        .inner
}
