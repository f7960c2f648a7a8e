//! Mapping templates: the checklist beside the editor, or above it where the column is narrow.

use super::checklist;
use crate::app::action::Action;
use crate::app::assistant::Wanted;
use crate::app::change::Change;
use crate::app::editor::EditorInputs;
use crate::app::origin::Pointed;
use crate::app::scene::Scene;
use crate::app::template_view::Part;
use crate::app::view_state::Focus;
use crate::app::widgets::{empty_state, primary_button};
use crate::app::{icon, template_view, theme};
use crate::design::Route;
use crate::lint::Subject;
use egui::{CentralPanel, Frame, Panel, Ui};

/// From this width on the checklist stands beside the editor.
const SIDE_BY_SIDE: f32 = 640.0;

/// Draws checklist and editor.
pub fn mapping_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route) {
    let t = theme::of(ui);
    let index = scene.template_index();
    let Some(template) = route.integration.request_templates.get(index) else {
        empty_state(
            ui,
            icon::CODE,
            "No mapping template",
            "Without one the body passes as it is, if the passthrough behavior lets it.",
        );
        ui.vertical_centered(|ui| {
            if primary_button(ui, Some(icon::PLUS), "Add a template for application/json").clicked() {
                let text = "{\n  \"body\": $input.json('$')\n}\n";
                scene.push(Change::AddTemplate("application/json".into(), text.into()));
            }
        });
        return;
    };
    let shown = (index, &*template.text);
    let mut is_open = scene.settings.panels.checklist.is_open;
    let (width, height) = (ui.available_width(), ui.available_height());
    let frame = Frame::new().fill(t.bg_panel);
    if width >= SIDE_BY_SIDE {
        let panel =
            Panel::left("checklist").default_size(scene.settings.panels.checklist.size).size_range(180.0..=width * 0.5);
        panel.frame(frame).show_collapsible(ui, &mut is_open, |ui| checklist::checklist_ui(ui, scene, shown));
    } else {
        let panel = Panel::top("checklist above").default_size(height * 0.36).size_range(80.0..=height * 0.7);
        panel
            .resizable(true)
            .frame(frame)
            .show_collapsible(ui, &mut is_open, |ui| checklist::checklist_ui(ui, scene, shown));
    }
    scene.settings.panels.checklist.is_open = is_open;
    CentralPanel::default().frame(Frame::new().fill(t.bg_editor)).show(ui, |ui| {
        editor_ui(ui, scene, index, &template.text);
    });
}

fn editor_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, text: &str) {
    let palette = template_view::palette(theme::of(ui));
    let place = (scene.workspace.selection().route, Part::Request(index));
    let template = &mut scene.view.template;
    template.hold(place, scene.workspace.revision(), text);
    if let Some(span) = scene.view.template_place.take() {
        template.editor.select(span);
    }
    if scene.view.focus == Some(Focus::Template) {
        scene.view.focus = None;
        template.editor.request_focus();
    }
    let computed = scene.previews.latest.as_ref();
    // Origins speak of the template that ran; another one that is only looked at has none.
    let preview = scene.previews.preview().filter(|preview| preview.template == Some(index));
    let subject = Subject::RequestTemplate { route: place.0, template: index };
    let marks = scene.problems.marks(subject);
    let version = marks.revision.and_then(|revision| template.version_at(revision));
    let mut inputs = EditorInputs::new(&palette, theme::code(theme::CODE), theme::body(theme::SMALL));
    inputs.label = "Template editor";
    inputs.marks_version = version;
    if version.is_some() {
        inputs.diagnostics = &marks.all;
        inputs.marks_stamp = Some(marks.stamp);
    }
    // Places are those of the text that was computed: while a newer one is under way, none is lit.
    let is_current = computed.is_some_and(|(revision, _)| *revision == scene.workspace.revision());
    let lit = std::mem::take(&mut scene.view.light.template);
    inputs.highlights = if is_current && preview.is_some() { &lit } else { &[] };
    template.assistant.take();
    inputs.hover = template.assistant.card(template.editor.version());
    inputs.completions = template.assistant.list();
    let output = template.editor.show(ui, &inputs);
    let wanted = Wanted {
        version: template.editor.version(),
        revision: computed.map_or(0, |(revision, _)| *revision),
        hover: output.hovered_offset,
        complete: output.completion_request,
    };
    let shown = computed.map(|(_, shown)| shown);
    template.assistant.ask(ui.ctx(), place.1, wanted, shown, || template.editor.text());
    scene.view.cursor = Some(template.editor.caret_line_column());
    if output.changed {
        let text = template.editor.text();
        scene.push(Change::Template(index, text));
    }
    if let Some(fix) = output.fix {
        scene.push(Action::FixIn(subject, fix));
    }
    scene.view.light.template = lit;
    if is_current && preview.is_some() {
        if let Some(at) = output.hovered_offset {
            scene.view.point(Pointed::Template(at), true);
        } else if output.focused {
            scene.view.point(Pointed::Template(output.caret_offset), false);
        }
    }
}
