//! Opens the window, or says why there is none.

use super::recovery::Recovery;
use super::settings::Settings;
use super::state::{App, Options};
use egui::{IconData, ViewportBuilder};
use std::env;
use std::path::PathBuf;
use std::sync::Arc;

/// Name of the desktop file, so that Wayland finds the icon.
const APP_ID: &str = "dev.gatewright.Gatewright";

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No display was named.
    #[error("there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set")]
    NoDisplay,
    /// The display or its libraries refused.
    #[error(
        "the window cannot be opened: {0}\n\
         On a bare Debian or Ubuntu these packages may be missing:\n  \
         X11: libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libgl1\n  \
         Wayland: libwayland-client0 libwayland-egl1 libxkbcommon0 libegl1"
    )]
    Window(String),
}

/// Opens the window on `file`, or on the story that comes with the program; returns when it is closed.
///
/// # Errors
/// There is no display, or no window can be made on it.
pub fn run(file: Option<PathBuf>) -> Result<(), StartError> {
    if cfg!(target_os = "linux") && !has_display() {
        return Err(StartError::NoDisplay);
    }
    let settings_path = Settings::path();
    let settings = settings_path.as_deref().map(Settings::read).unwrap_or_default();
    let options =
        Options { file, settings_path, recovery_folder: Recovery::folder(), native_dialogs: true, asks_desktop: true };
    let native = eframe::NativeOptions { viewport: viewport(&settings), persist_window: false, ..Default::default() };
    eframe::run_native("Gatewright", native, Box::new(|cc| Ok(Box::new(App::new(&cc.egui_ctx, options)))))
        .map_err(|error| StartError::Window(error.to_string()))
}

fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .into_iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn viewport(settings: &Settings) -> ViewportBuilder {
    ViewportBuilder::default()
        .with_title("Gatewright")
        .with_app_id(APP_ID)
        .with_icon(Arc::new(window_icon()))
        .with_inner_size(settings.window.unwrap_or([1440.0, 900.0]))
        .with_min_inner_size([860.0, 560.0])
        .with_maximized(settings.is_maximized)
}

/// Returns the icon; without one the desktop shows its own.
fn window_icon() -> IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon-256.png")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_icon_is_read() {
        let icon = super::window_icon();
        assert_eq!((icon.width, icon.height), (256, 256));
    }
}
