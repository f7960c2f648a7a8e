//! The integration: which route it belongs to, and what it does with a request.

use super::{api, at_right, bar_ui, mapping, method, proxy, responses};
use crate::apigw::integration::{MappingTemplate, PassthroughBehavior};
use crate::apigw::stage::ApiKind;
use crate::app::action::Action;
use crate::app::change::Change;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::view_state::Page;
use crate::app::widgets::{
    Field, badge, combo, empty_state, icon_toggle, method_tone, name_it, paint, primary_button, segmented_named,
    small_icon_button, tabs_within,
};
use crate::app::{icon, theme};
use crate::design::Route;
use egui::{Popup, Ui};

/// Width of the box with the sides of the route.
const SIDES_IN_A_BOX: f32 = 110.0;

/// Methods of a route.
const METHODS: [&str; 8] = ["ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Draws the column.
pub fn integration_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if scene.view.page == Page::Api {
        api::api_ui(ui, scene);
        return;
    }
    let Some(route) = scene.route() else {
        empty_state(ui, icon::SIGNPOST, "No route", "A route is a method of a resource: POST /rides.");
        ui.vertical_centered(|ui| {
            if primary_button(ui, Some(icon::PLUS), Command::AddRoute.text()).clicked() {
                scene.push(Command::AddRoute);
            }
        });
        return;
    };
    let is_mapping = scene.design().api == ApiKind::Rest && !route.integration.proxy;
    bar_ui(ui, 38.0, |ui| route_bar_ui(ui, scene, route, is_mapping));
    if scene.view.page == Page::Method {
        method::method_ui(ui, scene, route);
    } else if let Some((response, template)) = scene.view.response_tab.filter(|_| is_mapping) {
        responses::responses_ui(ui, scene, route, response, template);
    } else if is_mapping {
        bar_ui(ui, 36.0, |ui| templates_bar_ui(ui, scene, &route.integration.request_templates, route));
        mapping::mapping_ui(ui, scene, route);
    } else {
        proxy::proxy_ui(ui, scene, route);
    }
}

/// The route, to be changed in place where there is room, and what of it shows below.
fn route_bar_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route, is_mapping: bool) {
    // The sides with their names, a box for the method, and a path of a few words.
    const SIDES: f32 = 232.0;
    const METHOD: f32 = 90.0;
    const SHORTEST_PATH: f32 = 100.0;
    // A badge, and a path of a few letters beside it.
    const SHORTEST_BADGE: f32 = 130.0;
    ui.spacing_mut().item_spacing.x = 6.0;
    let is_narrow = ui.available_width() - SIDES < SHORTEST_BADGE;
    let room = ui.available_width() - if is_narrow { SIDES_IN_A_BOX + 12.0 } else { SIDES };
    // On the page of the method the same fields are below.
    if is_narrow || room < METHOD + SHORTEST_PATH || scene.view.page == Page::Method {
        let badge = badge(ui, method_tone(&route.method), None, &route.method);
        let t = theme::of(ui);
        let path =
            paint::line(ui, &route.path, theme::code(theme::CODE), t.text, (room - badge.rect.width()).max(20.0));
        ui.label(path).on_hover_text(&route.path);
    } else {
        route_fields_ui(ui, scene, route, (room - METHOD).min(340.0));
    }
    at_right(ui, |ui| sides_ui(ui, scene, is_mapping, is_narrow));
}

/// Method and resource path of the route.
pub(super) fn route_fields_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route, width: f32) {
    if let (Some(method), _) = super::request::method_ui(ui, "Route method", &route.method, &METHODS) {
        scene.push(Change::RouteMethod(method));
    }
    let mut path = route.path.clone();
    let field = Field::new("Resource path").unlabeled().code().hint("/rides/{rideId}").width(width);
    if field.show(ui, &mut path).changed() {
        scene.push(Change::RoutePath(path));
    }
}

/// What of the route shows below: its method, or one of the sides of its integration.
fn sides_ui(ui: &mut Ui, scene: &mut Scene<'_>, is_mapping: bool, is_narrow: bool) {
    let shown = match (scene.view.page, scene.view.response_tab.is_some() && is_mapping) {
        (Page::Method, _) => Command::GoToMethod,
        (_, true) => Command::GoToResponses,
        (_, false) => Command::GoToTemplate,
    };
    let method = (Command::GoToMethod, "Method", Command::GoToMethod.text());
    let request = (Command::GoToTemplate, "Request", "Request templates");
    let response = (Command::GoToResponses, "Response", "Response templates");
    let proxy = (Command::GoToTemplate, "Integration", "Integration request");
    let sides: &[_] = if is_mapping { &[method, request, response] } else { &[method, proxy] };
    let chosen = if is_narrow { sides_box_ui(ui, sides, shown) } else { segmented_named(ui, sides, shown) };
    if let Some(chosen) = chosen {
        scene.push(chosen);
    }
}

/// The same sides in a box, where there is no room for all their names.
fn sides_box_ui(ui: &mut Ui, sides: &[(Command, &str, &str)], shown: Command) -> Option<Command> {
    let mut chosen = None;
    let text = sides.iter().find(|(side, ..)| *side == shown).map_or("", |(_, text, _)| text);
    let area = combo("sides").width(SIDES_IN_A_BOX).truncate().selected_text(text).show_ui(ui, |ui| {
        for (side, _, name) in sides {
            if ui.selectable_label(*side == shown, *name).clicked() {
                chosen = Some(*side);
            }
        }
    });
    name_it(ui, &area.response, "What of the route shows");
    chosen
}

/// A tab per content type, and what happens to bodies that none fits.
fn templates_bar_ui(ui: &mut Ui, scene: &mut Scene<'_>, templates: &[MappingTemplate], route: &Route) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let shown = scene.template_index();
    let options: Vec<(usize, &str)> =
        templates.iter().enumerate().map(|(index, template)| (index, template.content_type.as_str())).collect();
    // What stands after the tabs: two buttons, the checklist's, and a box of a few letters.
    let room = ui.available_width() - 190.0;
    if let Some(chosen) = tabs_within(ui, room, &options, shown) {
        scene.push(Action::ShowTemplate(chosen));
    }
    let add = small_icon_button(ui, icon::PLUS, "Add template");
    Popup::menu(&add).show(|ui| add_menu_ui(ui, scene, templates));
    if templates.get(shown).is_some() {
        let more = small_icon_button(ui, icon::DOTS_THREE, "More for this template");
        Popup::menu(&more).show(|ui| template_menu_ui(ui, scene, templates, shown));
    }
    at_right(ui, |ui| {
        let is_open = scene.settings.panels.checklist.is_open;
        if icon_toggle(ui, Command::ToggleChecklist.icon(), Command::ToggleChecklist.text(), is_open).clicked() {
            scene.push(Command::ToggleChecklist);
        }
        passthrough_ui(ui, scene, route);
    });
}

fn add_menu_ui(ui: &mut Ui, scene: &mut Scene<'_>, templates: &[MappingTemplate]) {
    const OFFERED: [&str; 4] =
        ["application/json", "application/x-www-form-urlencoded", "text/plain", "application/xml"];
    for content_type in OFFERED {
        let is_there = templates.iter().any(|template| template.content_type == content_type);
        if ui.add_enabled(!is_there, egui::Button::new(content_type)).clicked() {
            scene.push(Change::AddTemplate(content_type.into(), "{\n  \"body\": $input.json('$')\n}\n".into()));
            scene.push(Action::ShowTemplate(templates.len()));
            ui.close();
        }
    }
}

fn template_menu_ui(ui: &mut Ui, scene: &mut Scene<'_>, templates: &[MappingTemplate], index: usize) {
    let Some(template) = templates.get(index) else { return };
    let mut content_type = template.content_type.clone();
    if Field::new("Content type").code().width(240.0).show(ui, &mut content_type).changed() {
        scene.push(Change::TemplateContentType(index, content_type));
    }
    if ui.button(format!("{}   {}", icon::EXPORT, Command::ExportTemplate.text())).clicked() {
        scene.push(Command::ExportTemplate);
        ui.close();
    }
    if ui.button(format!("{}   Remove template", icon::TRASH)).clicked() {
        scene.push(Change::RemoveTemplate(index));
        ui.close();
    }
}

fn passthrough_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route) {
    let behavior = route.integration.passthrough_behavior;
    let room = ui.available_width();
    if room < 90.0 {
        return;
    }
    let width = (room - 12.0).min(176.0);
    let shown = combo("passthrough").width(width).truncate().selected_text(behavior.as_str()).show_ui(ui, |ui| {
        for offered in PassthroughBehavior::ALL {
            let label =
                ui.selectable_label(offered == behavior, offered.as_str()).on_hover_text(passthrough_words(offered));
            if label.clicked() {
                scene.push(Change::Passthrough(offered));
            }
        }
    });
    name_it(ui, &shown.response, "Passthrough behavior");
    shown.response.on_hover_text(format!("Passthrough behavior: {}", passthrough_words(behavior)));
}

fn passthrough_words(behavior: PassthroughBehavior) -> &'static str {
    match behavior {
        PassthroughBehavior::WhenNoMatch => "a body whose content type no template fits passes unchanged",
        PassthroughBehavior::WhenNoTemplates => "a body passes unchanged only if there is no template at all; else 415",
        PassthroughBehavior::Never => "a body that no template fits is refused with 415",
    }
}
