//! Puts the template that shows back into the file that the design was read from.

use super::super::put_back::{Changed, Proposal};
use super::super::state::App;
use super::super::view_state::Overlay;
use super::super::widgets::Tone;
use super::files::file_name;
use crate::import::deployed::Format;
use std::path::PathBuf;
use std::sync::Arc;

/// Asks what would change, if the design came from a file and a template shows.
pub(super) fn ask(app: &mut App) {
    match changed(app) {
        Ok((path, template)) => app.background.try_put_back(path, template),
        Err(why) => app.view.toasts.push(Tone::Warn, why),
    }
}

/// Returns the file and the template that shows, or why there is none.
fn changed(app: &App) -> Result<(PathBuf, Changed), &'static str> {
    let design = app.workspace.design();
    let from =
        design.imported_from.as_ref().ok_or("This design was not read from a file that takes templates back.")?;
    let format = Format::parse(&from.format).ok_or("The format of the file that the design came from is not known.")?;
    let route = app.workspace.route().ok_or("There is no route.")?;
    let shown = app.view.response_tab.and_then(|(response, template)| {
        Some((Some(response), route.integration.responses.get(response)?.templates.get(template)?))
    });
    let templates = &route.integration.request_templates;
    let ran = app.previews.preview().and_then(|preview| preview.template);
    let index = app.view.template_tab.or(ran).unwrap_or(0);
    let (response, template) = shown
        .or_else(|| Some((None, templates.get(index).or(templates.first())?)))
        .ok_or("This route has no mapping template.")?;
    let template = Changed {
        format,
        method: route.method.clone(),
        path: route.path.clone(),
        response,
        content_type: template.content_type.clone(),
        text: Arc::clone(&template.text),
    };
    Ok((PathBuf::from(&from.path), template))
}

/// Shows what would change, or says why nothing can.
pub(super) fn tried(app: &mut App, path: PathBuf, tried: Result<Proposal, String>) {
    match tried {
        Ok(proposal) if proposal.is_empty() => {
            app.view.toasts.push(Tone::Info, format!("{} has this template already", file_name(&path)));
        }
        Ok(proposal) => app.view.show(Overlay::PutBack(path, Arc::new(proposal))),
        Err(why) => app.view.toasts.push(Tone::Err, format!("{}: {why}", file_name(&path))),
    }
}
