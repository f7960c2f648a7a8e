//! The welcome of the first start: three lines, closed for good by one click.

use super::at_right;
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::widgets::{paint, quiet_button};
use crate::app::{icon, theme};
use egui::{Align, Align2, Layout, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// Draws the welcome.
pub fn welcome_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, t.border));
    let export = Command::ExportTemplate.shortcut().map(|key| ui.ctx().format_shortcut(&key)).unwrap_or_default();
    let lines = [
        (
            icon::PAPER_PLANE_TILT,
            "Ana’s request and her token, on the left, become the Lambda event on the right, as you type.",
        ),
        (
            icon::LIST_CHECKS,
            "Tick fields or edit the template in the middle; try Use Lambda proxy integration to see what it would do.",
        ),
        (
            icon::CLIPBOARD_TEXT,
            &format!("Then paste a request or a token of yours anywhere, and export the template ({export})."),
        ),
    ];
    let inside = rect.shrink2(vec2(16.0, 8.0));
    let layout = Layout::left_to_right(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(inside).layout(layout), |ui| {
        at_right(ui, |ui| {
            if quiet_button(ui, Some(icon::X), "Close the welcome").on_hover_text("It is not shown again").clicked() {
                scene.push(Action::CloseWelcome);
            }
            if quiet_button(ui, Some(Command::Lessons.icon()), "Take a lesson").clicked() {
                scene.push(Command::Lessons);
            }
            let room = ui.available_width() - 12.0;
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                for (sign, words) in lines {
                    let galley = paint::line(ui, words, theme::body(theme::BODY), t.text, room - 28.0);
                    let (rect, response) = ui.allocate_exact_size(vec2(room, 20.0), Sense::hover());
                    paint::icon(ui, pos2(rect.left() + 8.0, rect.center().y), sign, 15.0, t.accent);
                    let at = pos2(rect.left() + 26.0, rect.center().y);
                    paint::galley(ui, at, Align2::LEFT_CENTER, galley);
                    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
                    response.on_hover_text(words);
                }
            });
        });
    });
}
