//! One of a few: a segmented control, and a row of tabs.

use super::paint;
use crate::app::theme;
use egui::{Align2, Color32, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// A segmented control; returns what was chosen.
pub fn segmented<T: Copy + PartialEq>(ui: &mut Ui, options: &[(T, &str)], selected: T) -> Option<T> {
    let named: Vec<_> = options.iter().map(|(value, text)| (*value, *text, *text)).collect();
    segmented_named(ui, &named, selected)
}

/// The same, where the words alone are the name of something else: a name of its own follows them, for screen readers.
pub fn segmented_named<T: Copy + PartialEq>(ui: &mut Ui, options: &[(T, &str, &str)], selected: T) -> Option<T> {
    let t = theme::of(ui);
    let font = theme::body(12.5);
    let galleys: Vec<_> =
        options.iter().map(|(_, text, _)| paint::line(ui, text, font.clone(), Color32::PLACEHOLDER, 220.0)).collect();
    let widths: Vec<f32> = galleys.iter().map(|galley| galley.size().x + 20.0).collect();
    let total = vec2(widths.iter().sum::<f32>() + 4.0, theme::ROW);
    let (outer, _) = ui.allocate_exact_size(total, Sense::hover());
    ui.painter().rect(outer, 7.0, t.bg_app, Stroke::new(1.0, t.border), StrokeKind::Inside);
    let mut chosen = None;
    let mut left = outer.left() + 2.0;
    for (((value, text, name), galley), width) in options.iter().zip(galleys).zip(widths) {
        let rect = egui::Rect::from_min_size(pos2(left, outer.top() + 2.0), vec2(width, outer.height() - 4.0));
        left += width;
        let is_on = *value == selected;
        let response = ui.interact(rect, ui.next_auto_id().with(("segment", *text)), Sense::click());
        if is_on {
            ui.painter().rect(rect, 5.0, t.bg_active, Stroke::new(1.0, t.border_strong), StrokeKind::Inside);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 5.0, t.bg_hover);
        }
        let color = match (ui.is_enabled(), is_on || response.hovered()) {
            (false, _) => t.faint,
            (true, true) => t.text,
            (true, false) => t.muted,
        };
        let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
        ui.painter().galley(at.min, galley, color);
        paint::focus_ring(ui, &response, rect, 5);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_on, *name));
        if response.clicked() {
            chosen = Some(*value);
        }
    }
    chosen
}

/// A row of tabs with an accent line under the one that is open; returns what was chosen.
pub fn tabs<T: Copy + PartialEq>(ui: &mut Ui, options: &[(T, &str)], selected: T) -> Option<T> {
    tabs_padded(ui, options, selected, 10.0)
}

/// The same in at most `width`: the tabs move closer where there is little room, and scroll where there is less.
pub fn tabs_within<T: Copy + PartialEq>(ui: &mut Ui, width: f32, options: &[(T, &str)], selected: T) -> Option<T> {
    const PADDINGS: [f32; 2] = [10.0, 7.0];
    let spacing = ui.spacing().item_spacing.x;
    let text = |text: &str| paint::line(ui, text, theme::semibold(12.5), Color32::PLACEHOLDER, 220.0).size().x;
    let texts: f32 = options.iter().map(|(_, title)| text(title) + spacing).sum();
    let fits = |padding: &f32| texts + 2.0 * padding * options.len() as f32 <= width + spacing;
    if let Some(padding) = PADDINGS.into_iter().find(fits) {
        return tabs_padded(ui, options, selected, padding);
    }
    let area = egui::ScrollArea::horizontal()
        .max_width(width.max(40.0))
        .scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden);
    area.show(ui, |ui| ui.horizontal_centered(|ui| tabs_padded(ui, options, selected, 7.0)).inner).inner
}

fn tabs_padded<T: Copy + PartialEq>(ui: &mut Ui, options: &[(T, &str)], selected: T, padding: f32) -> Option<T> {
    let t = theme::of(ui);
    let mut chosen = None;
    for (value, text) in options {
        let is_on = *value == selected;
        let color = if is_on { t.text } else { t.muted };
        let font = if is_on { theme::semibold(12.5) } else { theme::body(12.5) };
        let galley = paint::line(ui, text, font, color, 220.0);
        let size = vec2(galley.size().x + 2.0 * padding, ui.available_height().clamp(theme::ROW, 38.0));
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        paint::follow_focus(ui, &response);
        if response.hovered() && !is_on {
            ui.painter().rect_filled(rect.shrink2(vec2(0.0, 4.0)), theme::RADIUS, t.bg_hover);
        }
        if is_on {
            let line = egui::Rect::from_min_max(
                pos2(rect.left() + padding - 2.0, rect.bottom() - 2.0),
                pos2(rect.right() - padding + 2.0, rect.bottom()),
            );
            ui.painter().rect_filled(line, 1.0, t.accent);
        }
        paint::galley(ui, rect.center(), Align2::CENTER_CENTER, galley);
        paint::focus_ring(ui, &response, rect.shrink2(vec2(0.0, 3.0)), theme::RADIUS);
        response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), is_on, *text));
        if response.clicked() {
            response.scroll_to_me(None);
            chosen = Some(*value);
        }
    }
    chosen
}
