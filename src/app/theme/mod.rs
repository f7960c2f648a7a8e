//! What the window looks like: color tokens, type scale, spacing, and egui's style made of them.
//!
//! Views ask [`of`] for tokens and never name a color. Two palettes, one table ([`tokens`]); a theme switch
//! changes nothing but the table in use.

pub mod tokens;

pub use tokens::{Syntax, Tokens};

use super::fonts;
use egui::epaint::Shadow;
use egui::style::{ScrollStyle, WidgetVisuals, Widgets};
use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, Style, TextStyle, Theme, vec2};

/// Size of small texts: details, positions, badges.
pub const SMALL: f32 = 11.5;
/// Size of body texts and buttons.
pub const BODY: f32 = 13.0;
/// Size of code.
pub const CODE: f32 = 12.5;
/// Size of the window's title.
pub const TITLE: f32 = 14.5;
/// Height of a row of code.
pub const CODE_ROW: f32 = 19.0;
/// Height of a row of a list, and of a control.
pub const ROW: f32 = 28.0;
/// Padding of panels.
pub const PADDING: f32 = 12.0;
/// Corner radius of controls.
pub const RADIUS: u8 = 6;

/// Returns the tokens of the theme in use.
pub fn of(ui: &egui::Ui) -> &'static Tokens {
    tokens_of(ui.theme())
}

/// Returns the tokens of `theme`.
pub fn tokens_of(theme: Theme) -> &'static Tokens {
    match theme {
        Theme::Dark => &tokens::DARK,
        Theme::Light => &tokens::LIGHT,
    }
}

/// Returns the font of body texts at `size`.
pub fn body(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Returns the semibold font at `size`.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(fonts::SEMIBOLD.into()))
}

/// Returns the font of filled icons at `size`.
pub fn filled_icon(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(fonts::FILLED_ICONS.into()))
}

/// Returns the font of code at `size`.
pub fn code(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Installs fonts and both styles.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts::definitions());
    for theme in [Theme::Dark, Theme::Light] {
        let mut style = (*ctx.style_of(theme)).clone();
        apply(&mut style, tokens_of(theme));
        ctx.set_style_of(theme, style);
    }
}

fn apply(style: &mut Style, t: &Tokens) {
    style.text_styles = [
        (TextStyle::Small, body(SMALL)),
        (TextStyle::Body, body(BODY)),
        (TextStyle::Button, body(BODY)),
        (TextStyle::Heading, semibold(TITLE)),
        (TextStyle::Monospace, code(CODE)),
    ]
    .into();
    style.animation_time = 0.12;
    style.interaction.tooltip_delay = 0.35;
    style.interaction.selectable_labels = false;
    apply_spacing(style);
    apply_visuals(style, t);
}

fn apply_spacing(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 6.0);
    spacing.button_padding = vec2(10.0, 5.0);
    spacing.interact_size = vec2(28.0, 26.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = 8.0;
    spacing.combo_width = 64.0;
    spacing.tooltip_width = 360.0;
    spacing.menu_width = 340.0;
    spacing.indent = 14.0;
    spacing.scroll = ScrollStyle { floating: true, bar_width: 8.0, floating_width: 4.0, ..ScrollStyle::floating() };
    // The fade belongs to lists; over code it would hide what is there.
    spacing.scroll.fade.strength = 0.0;
}

fn apply_visuals(style: &mut Style, t: &Tokens) {
    let visuals = &mut style.visuals;
    visuals.dark_mode = t.is_dark;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(t.muted);
    visuals.widgets = widgets(t);
    visuals.selection.bg_fill = t.selection;
    visuals.selection.stroke = Stroke::new(1.0, t.text);
    visuals.hyperlink_color = t.accent;
    visuals.faint_bg_color = t.bg_hover;
    visuals.extreme_bg_color = t.bg_editor;
    visuals.text_edit_bg_color = Some(t.bg_editor);
    visuals.code_bg_color = t.bg_raised;
    visuals.warn_fg_color = t.warn;
    visuals.error_fg_color = t.err;
    visuals.window_corner_radius = CornerRadius::same(12);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.window_fill = t.bg_raised;
    visuals.window_stroke = Stroke::new(1.0, t.border_strong);
    visuals.window_shadow = Shadow { offset: [0, 12], blur: 36, spread: 0, color: t.shadow };
    visuals.popup_shadow = Shadow { offset: [0, 6], blur: 18, spread: 0, color: t.shadow };
    visuals.panel_fill = t.bg_panel;
    visuals.text_cursor.stroke = Stroke::new(1.5, t.accent);
    visuals.button_frame = true;
    visuals.striped = false;
    visuals.indent_has_left_vline = false;
}

/// Makes the widget states: the same size and stroke in every state, so that nothing jumps on hover.
fn widgets(t: &Tokens) -> Widgets {
    let state = |fill: Color32, stroke: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, stroke),
        corner_radius: CornerRadius::same(RADIUS),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: state(t.bg_panel, t.border, t.text),
        inactive: state(t.bg_raised, t.border_strong, t.text),
        hovered: state(t.bg_hover, t.border_strong, t.text),
        active: state(t.bg_active, t.accent, t.text),
        open: state(t.bg_active, t.border_strong, t.text),
    }
}
