//! The fonts that the program brings along, so that it looks the same on every machine.
//!
//! Inter for texts (one variable file, two weights), JetBrains Mono without ligatures for code, Phosphor for
//! icons. egui's own fonts stay behind them for what they lack. Licenses: `assets/fonts`.

use egui::epaint::text::VariationCoords;
use egui::{FontData, FontDefinitions, FontFamily, FontTweak};
use std::sync::Arc;

/// Family of the heavier weight.
pub const SEMIBOLD: &str = "semibold";
/// Family of the filled icons.
pub const FILLED_ICONS: &str = "icons-filled";

const INTER: &[u8] = include_bytes!("../../assets/fonts/Inter-variable-subset.ttf");
const MONO: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMono-Regular-subset.ttf");
const ICONS: &[u8] = include_bytes!("../../assets/fonts/Phosphor-Regular-subset.ttf");
const ICONS_FILLED: &[u8] = include_bytes!("../../assets/fonts/Phosphor-Fill-subset.ttf");

/// Returns the fonts and the families made of them.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let weight = |weight: f32| FontTweak { coords: VariationCoords::new([(b"wght", weight)]), ..FontTweak::default() };
    // Icons are drawn on a square and sit too high beside letters.
    let lowered = || FontTweak { y_offset_factor: 0.06, ..FontTweak::default() };
    let mut add = |name: &str, bytes: &'static [u8], tweak: FontTweak| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes).tweak(tweak)));
    };
    add("inter", INTER, weight(430.0));
    add("inter-semibold", INTER, weight(600.0));
    add("mono", MONO, FontTweak::default());
    add("icons", ICONS, lowered());
    add("icons-filled", ICONS_FILLED, lowered());

    let fallbacks = |family: &FontFamily| fonts.families.get(family).cloned().unwrap_or_default();
    let (proportional, monospace) = (fallbacks(&FontFamily::Proportional), fallbacks(&FontFamily::Monospace));
    let chain = |own: &str, icons: &str, rest: &[String]| {
        [own, icons].into_iter().map(str::to_owned).chain(rest.iter().cloned()).collect::<Vec<_>>()
    };
    fonts.families.insert(FontFamily::Proportional, chain("inter", "icons", &proportional));
    fonts.families.insert(FontFamily::Monospace, chain("mono", "icons", &monospace));
    fonts.families.insert(FontFamily::Name(SEMIBOLD.into()), chain("inter-semibold", "icons", &proportional));
    fonts.families.insert(FontFamily::Name(FILLED_ICONS.into()), chain("icons-filled", "inter", &proportional));
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{icon, theme};

    #[test]
    fn every_font_is_read_and_has_its_glyphs() {
        let ctx = egui::Context::default();
        ctx.set_fonts(definitions());
        // Fonts come into force with the first pass.
        ctx.run_ui(egui::RawInput::default(), |_| {}).drop_without_applying_deltas();
        let has = |font: egui::FontId, glyph: char| ctx.fonts_mut(|fonts| fonts.has_glyph(&font, glyph));
        for glyph in ['a', 'ü', '→', '⌘', '…', icon::FOLDER_OPEN] {
            assert!(has(theme::body(13.0), glyph), "{glyph} in the body font");
            assert!(has(theme::semibold(13.0), glyph), "{glyph} in the semibold font");
        }
        assert!(has(theme::code(12.5), '{'));
        assert!(has(theme::filled_icon(14.0), icon::CHECK_CIRCLE));
    }
}
