//! What is wrong, worst first; a click goes to the place. Beside the list, what the chosen one is about.

use super::{capital, explanation, walk_by_keys};
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::problems::{Listed, can_be_silenced, ways};
use crate::app::scene::Scene;
use crate::app::view_state::{Focus, Overlay};
use crate::app::widgets::{Field, Row, empty_line, icon_toggle, link_button};
use crate::app::{icon, theme};
use crate::diagnostics::{Applicability, Diagnostic, Severity, Source};
use crate::lint::Subject;
use crate::preview::{Problem, Selection};
use egui::{Color32, Frame, Margin, Panel, ScrollArea, Sense, Ui, vec2};

/// From this width on an explanation has room beside the list.
const SIDE_BY_SIDE: f32 = 620.0;

const SEVERITIES: [(Severity, &str); 3] =
    [(Severity::Error, "errors"), (Severity::Warning, "warnings"), (Severity::Hint, "hints")];

/// Draws what stands at the right end of the bar, from the right.
pub fn bar_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.spacing_mut().item_spacing.x = 4.0;
    for command in [Command::ExplainProblems, Command::FixAllSafe] {
        let tooltip = command.tooltip(ui.ctx());
        let is_on = command == Command::ExplainProblems && !scene.view.problems.is_terse;
        if icon_toggle(ui, command.icon(), command.text(), is_on).on_hover_text(tooltip).clicked() {
            scene.push(command);
        }
    }
    if scene.design().routes.len() > 1 {
        let is_on = scene.view.problems.of_all_routes;
        if icon_toggle(ui, icon::SIGNPOST, "Problems of all routes", is_on).clicked() {
            scene.view.problems.of_all_routes = !is_on;
            ui.request_repaint();
        }
    }
    let silenced = scene.problems.all().len() - scene.problems.open_count();
    if silenced > 0 || scene.view.problems.shows_silenced {
        let is_on = scene.view.problems.shows_silenced;
        let name = format!("Show {silenced} silenced");
        if icon_toggle(ui, icon::EYE_SLASH, &name, is_on).clicked() {
            scene.view.problems.shows_silenced = !is_on;
        }
    }
    for (index, (severity, words)) in SEVERITIES.into_iter().enumerate().rev() {
        let count = scene.problems.open().filter(|problem| problem.severity == severity).count();
        let is_hidden = scene.view.problems.hidden.get(index).copied().unwrap_or(false);
        let name = format!("{} {count} {words}", if is_hidden { "Show" } else { "Hide" });
        let (sign, _) = sign_of(ui, severity);
        let has_room = ui.available_width() > 2.0 * theme::ROW;
        if (count > 0 || is_hidden) && has_room && icon_toggle(ui, sign, &name, !is_hidden).clicked() {
            scene.view.problems.hidden[index] = !is_hidden;
        }
    }
    let width = (ui.available_width() - 12.0).min(170.0);
    if width > 60.0 {
        let mut filter = std::mem::take(&mut scene.view.problems.filter);
        Field::new("Filter problems").unlabeled().hint("Filter").width(width).show(ui, &mut filter);
        scene.view.problems.filter = filter;
    }
}

/// Lists longer than this are made as far as they can be seen.
const MANY: usize = 100;

/// Draws the list.
pub fn problems_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let problems = scene.problems.all();
    let words = scene.view.problems.filter.trim().to_lowercase();
    let shown: Vec<usize> = (0..problems.len()).filter(|index| is_shown(scene, &problems[*index], &words)).collect();
    let chosen = scene.view.problem.filter(|index| shown.contains(index)).and_then(|index| problems.get(index));
    if let Some(problem) = chosen.filter(|_| !scene.view.problems.is_terse && ui.available_width() > SIDE_BY_SIDE) {
        let most = ui.available_width() * 0.6;
        let panel = Panel::right("explanation").default_size(most * 0.7).size_range(220.0..=most);
        panel.frame(Frame::new().fill(theme::of(ui).bg_panel)).show(ui, |ui| {
            explanation::explanation_ui(ui, problem);
        });
    }
    if shown.is_empty() {
        nothing_ui(ui, scene);
        return;
    }
    ScrollArea::vertical().id_salt("problems").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(6, 4)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let step = theme::ROW + ui.spacing().item_spacing.y;
            let (seen, top) = (ui.clip_rect().expand(4.0 * theme::ROW), ui.cursor().top());
            let near = (seen.top() - top) / step..(seen.bottom() - top) / step;
            let mut left_out = 0;
            for (nth, index) in shown.iter().copied().enumerate() {
                // Of a long list only what can be seen, and the rows about it that the arrow keys go to, are made.
                let is_made = shown.len() <= MANY
                    || nth == 0
                    || scene.view.problem == Some(index)
                    || near.contains(&(nth as f32));
                if is_made {
                    leave_room(ui, std::mem::take(&mut left_out), step);
                    problem_ui(ui, scene, index, &problems[index], nth == 0);
                } else {
                    left_out += 1;
                }
            }
            leave_room(ui, left_out, step);
        });
    });
}

/// Leaves the room of rows that cannot be seen.
fn leave_room(ui: &mut Ui, rows: usize, step: f32) {
    if rows > 0 {
        ui.allocate_exact_size(
            vec2(ui.available_width(), rows as f32 * step - ui.spacing().item_spacing.y),
            Sense::hover(),
        );
    }
}

fn nothing_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let open = scene.problems.open_count();
    let (line, hint) = match scene.preview() {
        _ if open > 0 => ("Nothing fits the filter", "Other problems are hidden by the words or the signs above."),
        Some(_) => ("No problems", "What breaks the event or surprises later shows here, with its place."),
        None => ("Nothing computed yet", "The problems of a call show here as you type."),
    };
    let sign = if open > 0 { icon::FUNNEL } else { icon::CHECK_CIRCLE };
    empty_line(ui, sign, line, hint);
}

fn is_shown(scene: &Scene<'_>, problem: &Listed, words: &str) -> bool {
    let view = &scene.view.problems;
    if problem.is_silenced && !view.shows_silenced {
        return false;
    }
    let at = SEVERITIES.iter().position(|(severity, _)| *severity == problem.severity);
    if at.and_then(|at| view.hidden.get(at)).copied().unwrap_or(false) {
        return false;
    }
    let holds = |text: &str| text.to_lowercase().contains(words);
    let has_words = |diagnostic: &Diagnostic| {
        holds(&diagnostic.message) || holds(diagnostic.rule.0) || diagnostic.help.as_deref().is_some_and(holds)
    };
    words.is_empty() || has_words(&problem.diagnostic)
}

/// Returns the sign and the color of a severity.
pub fn sign_of(ui: &Ui, severity: Severity) -> (char, Color32) {
    let t = theme::of(ui);
    match severity {
        Severity::Error => (icon::X_CIRCLE, t.err),
        Severity::Warning => (icon::WARNING, t.warn),
        Severity::Hint => (icon::INFO, t.info),
    }
}

fn problem_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, problem: &Problem, is_first: bool) {
    let is_chosen = scene.view.problem == Some(index);
    let diagnostic = &problem.diagnostic;
    let text = capital(&diagnostic.message);
    let place = place_words(scene, index, problem);
    let help = match &problem.silenced {
        Some(reason) => format!("silenced: {reason}"),
        None => diagnostic.help.clone().unwrap_or_default(),
    };
    let row = Row::new(&text).detail(&help).trailing(&place).selected(is_chosen);
    let row = match problem.silenced {
        Some(_) => row.icon(icon::EYE_SLASH, theme::of(ui).muted),
        None => {
            let (sign, color) = sign_of(ui, diagnostic.severity);
            row.filled_icon(sign, color)
        }
    };
    let response = row.show(ui);
    if is_first {
        scene.take_focus(ui, Focus::Problems, response.id);
    }
    if response.clicked() {
        scene.push(Action::ShowProblem(index));
    }
    walk_by_keys(ui, &response);
    let hover = if help.is_empty() { text.clone() } else { format!("{text}\n{help}") };
    response.on_hover_text(hover);
    let has_ways = !ways(problem).is_empty() || can_be_silenced(problem) || problem.silenced.is_some();
    if is_chosen && has_ways {
        ways_ui(ui, scene, index, problem);
    }
}

/// What can be done about the chosen problem.
fn ways_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, problem: &Problem) {
    ui.horizontal_wrapped(|ui| {
        ui.add_space(30.0);
        for (way, offered) in ways(problem).into_iter().enumerate() {
            let title = capital(&offered.title);
            let tip = match offered.applicability {
                Applicability::Safe => "Safe: what was meant stays",
                Applicability::Unsafe => "Have a look at the result: the meaning may change",
                Applicability::DisplayOnly => "A way to be adapted by hand",
            };
            if link_button(ui, icon::MAGIC_WAND, &title).on_hover_text(tip).clicked() {
                scene.push(Action::FollowWay(index, way));
            }
        }
        if can_be_silenced(problem) {
            let has_place = !matches!(problem.subject, Subject::Route(_));
            let here = "By a comment in the template, with a reason";
            if has_place && link_button(ui, icon::EYE_SLASH, "Silence here…").on_hover_text(here).clicked() {
                scene.push(Action::Show(Overlay::Silence { is_everywhere: false }));
            }
            let tip = "For all routes of this design, with a reason that is kept in it";
            if link_button(ui, icon::EYE_SLASH, "Silence in the design…").on_hover_text(tip).clicked() {
                scene.push(Action::Show(Overlay::Silence { is_everywhere: true }));
            }
        }
        let rule = problem.diagnostic.rule.0;
        let is_allowed = scene.design().allow.iter().any(|(allowed, _)| allowed == rule);
        if problem.silenced.is_some() && is_allowed && link_button(ui, icon::EYE, "Let it speak again").clicked() {
            scene.push(Action::SpeakAgain(rule.to_owned()));
        }
    });
}

/// Returns where a problem is, in words: `template 12:5`.
fn place_words(scene: &Scene<'_>, index: usize, problem: &Problem) -> String {
    let design = scene.design();
    let selected = scene.workspace.selection();
    let mut words = Vec::new();
    let route = problem.subject.route();
    if let Some(found) = design.routes.get(route).filter(|_| route != selected.route) {
        words.push(format!("{} {}", found.method, found.path));
    }
    let call = problem.call.filter(|call| Selection { route, call: *call } != selected);
    if let Some(call) = call.and_then(|call| design.routes.get(route)?.calls.get(call)) {
        words.push(call.name.clone());
    }
    let Some(place) = problem.diagnostic.primary() else { return words.join(", ") };
    let name = match (&place.source, problem.subject) {
        (Source::Template, Subject::ResponseTemplate { .. }) => "response template",
        (Source::Template, _) => "template",
        (Source::Event, _) => "event",
        (Source::Body, _) => "body",
        (Source::RequestLine, _) => "request",
        (Source::Header(name), _) => return format!("header {name}"),
        (Source::Token, _) => "token",
        (Source::File(name), _) => return name.clone(),
    };
    words.push(match scene.problems.place(index) {
        Some(at) => format!("{name} {at}"),
        None => name.to_owned(),
    });
    words.join(", ")
}
