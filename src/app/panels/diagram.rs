//! The way of the call, there and back: seven stations that show where it was changed and where it ended.

use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::paint;
use crate::app::{icon, theme};
use crate::preview::{Station, StationKind, StationState, View};
use egui::text::LayoutJob;
use egui::{Align, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

const HEIGHT: f32 = 56.0;
const GAP: f32 = 14.0;
/// Height of the icon above a station's name.
const ICON: f32 = 17.0;

/// Draws the stations; a click goes to the side of the window that a station belongs to. With `takes_focus` the one where
/// one is gets the keyboard if somebody asked for the response.
pub fn diagram_ui(ui: &mut Ui, scene: &mut Scene<'_>, stations: &[Station; 7], view: View, takes_focus: bool) {
    let width = ui.available_width();
    let (outer, _) = ui.allocate_exact_size(vec2(width, 2.0 * HEIGHT + GAP), Sense::hover());
    let column = (width - 3.0 * GAP) / 4.0;
    let place = |kind: StationKind| {
        let (x, y, rows) = match kind {
            StationKind::Request => (0, 0, 1),
            StationKind::MethodRequest => (1, 0, 1),
            StationKind::IntegrationRequest => (2, 0, 1),
            StationKind::Function => (3, 0, 2),
            StationKind::IntegrationResponse => (2, 1, 1),
            StationKind::MethodResponse => (1, 1, 1),
            StationKind::Response => (0, 1, 1),
        };
        let min = outer.min + vec2(x as f32 * (column + GAP), y as f32 * (HEIGHT + GAP));
        Rect::from_min_size(min, vec2(column, if rows == 2 { 2.0 * HEIGHT + GAP } else { HEIGHT }))
    };
    arrows(ui, stations, &place);
    let here = scene.view.station.unwrap_or(StationKind::Response);
    for station in stations {
        let response = station_ui(ui, station, place(station.kind), station.kind == here);
        if takes_focus && station.kind == here {
            scene.take_focus(ui, Focus::Response, response.id);
        }
        if response.clicked() {
            scene.view.station = Some(station.kind);
            scene.push(command_of(station.kind, view));
        }
    }
}

/// Returns the command that goes to the side of the window of a station.
fn command_of(kind: StationKind, view: View) -> Command {
    match kind {
        StationKind::Request => Command::GoToRequest,
        StationKind::MethodRequest => Command::GoToMethod,
        StationKind::IntegrationRequest if view == View::Mapping => Command::GoToTemplate,
        StationKind::IntegrationRequest => Command::GoToEvent,
        StationKind::Function => Command::GoToHandler,
        StationKind::IntegrationResponse | StationKind::MethodResponse if view == View::Mapping => {
            Command::GoToResponses
        }
        StationKind::IntegrationResponse | StationKind::MethodResponse | StationKind::Response => Command::GoToResponse,
    }
}

/// Draws the way between the stations, in the accent as far as the call came.
fn arrows(ui: &Ui, stations: &[Station; 7], place: &impl Fn(StationKind) -> Rect) {
    let t = theme::of(ui);
    for [from, to] in stations.array_windows() {
        let is_gone = !matches!(to.state, StationState::NotReached | StationState::Waiting);
        let stroke = Stroke::new(1.5, if is_gone { t.accent } else { t.border_strong });
        let (a, b) = (place(from.kind), place(to.kind));
        let goes_right = b.left() > a.right();
        let y = if from.kind == StationKind::Function { b.center().y } else { a.center().y };
        let (start, end) =
            if goes_right { (pos2(a.right(), y), pos2(b.left(), y)) } else { (pos2(a.left(), y), pos2(b.right(), y)) };
        let tip = if goes_right { -4.0 } else { 4.0 };
        ui.painter().line_segment([start, end], stroke);
        ui.painter().line_segment([end, end + vec2(tip, -3.5)], stroke);
        ui.painter().line_segment([end, end + vec2(tip, 3.5)], stroke);
    }
}

fn station_ui(ui: &mut Ui, station: &Station, rect: Rect, is_here: bool) -> Response {
    let t = theme::of(ui);
    let title = station.kind.title();
    let response = ui.interact(rect, ui.scope_id().with(("station", title)), Sense::click());
    paint::follow_focus(ui, &response);
    let (sign, color, fill, word) = match station.state {
        StationState::Passed => (icon::CHECK, t.muted, t.bg_raised, "passed"),
        StationState::Changed => (icon::SWAP, t.accent, t.accent_soft, "changed"),
        StationState::Stopped => (icon::X_CIRCLE, t.err, t.err_soft, "ended here"),
        StationState::NotReached => (icon::MINUS, t.faint, t.bg_panel, "not reached"),
        StationState::Waiting => (icon::HOURGLASS, t.warn, t.bg_panel, "waits"),
    };
    let stroke = match (is_here, response.hovered()) {
        (true, _) => Stroke::new(1.5, t.accent),
        (false, true) => Stroke::new(1.0, t.muted),
        (false, false) => Stroke::new(1.0, t.border_strong),
    };
    ui.painter().rect(rect, theme::RADIUS, fill, stroke, StrokeKind::Inside);
    let words = if station.state == StationState::NotReached { t.faint } else { t.text };
    // The name has the whole width: the longest word of one fits into a narrow panel.
    let mut job = LayoutJob::simple(title.to_owned(), theme::body(theme::SMALL), words, rect.width() - 6.0);
    job.halign = Align::Center;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let top = rect.center().y - (ICON + galley.size().y) / 2.0;
    paint::icon(ui, pos2(rect.center().x, top + 7.0), sign, 13.0, color);
    ui.painter().with_clip_rect(rect).galley(pos2(rect.center().x, top + ICON), galley, words);
    paint::focus_ring(ui, &response, rect, theme::RADIUS);
    let here = if is_here { ", you are here" } else { "" };
    let name = format!("{title}: {word}{here}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    response.on_hover_text(format!("{title}: {word}\n{}", station.words))
}
