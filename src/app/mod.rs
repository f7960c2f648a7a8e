//! The window.
//!
//! What a person does becomes an [`Action`](action::Action), one place (`update`) applies it to the
//! `workspace`, a `worker` computes what follows, and the `panels` draw it. Views never change the
//! document, do no I/O and evaluate nothing.
//!
//! - `logic` and `ui` are eframe's two callbacks: the first works, the second draws.
//! - [`command`] is the one list of what a user can do; menus, palette, keys and tooltips read it.
//! - [`theme`], [`fonts`], [`icon`] and [`widgets`] are how everything looks.

pub mod action;
mod assistant;
mod background;
mod buffers;
pub mod change;
mod claim_reach;
mod code_colors;
pub mod command;
mod comparing;
pub(crate) mod dialogs;
pub mod editor;
pub mod event_view;
mod export_view;
pub mod fonts;
pub mod highlight;
pub mod icon;
mod inspector;
mod json_colors;
mod learn;
mod leftovers;
mod logic;
pub mod origin;
mod overlays;
mod panels;
mod pipeline;
mod problems;
mod put_back;
mod raw_request;
mod recognize;
mod recovery;
mod running;
mod scene;
pub mod settings;
pub mod settings_change;
mod start;
mod state;
mod system_theme;
mod template_view;
pub mod theme;
mod trials;
mod ui;
mod update;
mod view_state;
mod watch;
pub mod widgets;
mod worker;
mod workspace;

pub use start::{StartError, run};
pub use state::{App, Options};
pub use view_state::{BottomTab, InputTab, Overlay, ResultTab};

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        logic::run(self, ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        ui::draw(self, ui);
        logic::settle(self, ui.ctx());
    }

    fn save(&mut self, _storage: &mut dyn eframe::Storage) {
        logic::save_settings(self);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        logic::save_settings(self);
        self.view.run.end();
        if let Some(recovery) = &mut self.recovery {
            recovery.finish();
        }
    }

    fn persist_egui_memory(&self) -> bool {
        // Our own settings hold what is worth keeping; egui's memory could hold texts.
        false
    }
}
