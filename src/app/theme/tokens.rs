//! The two palettes as data: every color of the window has its name and its value here, and nowhere else.

use egui::Color32;

/// Colors by what they are for.
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs, reason = "the names say it; a sentence for each would only repeat them")]
pub struct Tokens {
    pub is_dark: bool,
    // Grounds, from the back to the front.
    pub bg_app: Color32,
    pub bg_panel: Color32,
    pub bg_editor: Color32,
    pub bg_raised: Color32,
    pub bg_hover: Color32,
    pub bg_active: Color32,
    pub border: Color32,
    pub border_strong: Color32,
    // Texts.
    pub text: Color32,
    pub muted: Color32,
    pub faint: Color32,
    // What is chosen, and the one primary button.
    pub accent: Color32,
    pub accent_soft: Color32,
    pub on_accent: Color32,
    pub selection: Color32,
    /// The caret's line in an editor, and what a search found.
    pub current_line: Color32,
    pub found: Color32,
    // States, each with the soft ground it stands on in badges and rows.
    pub ok: Color32,
    pub ok_soft: Color32,
    pub warn: Color32,
    pub warn_soft: Color32,
    pub err: Color32,
    pub err_soft: Color32,
    pub info: Color32,
    pub shadow: Color32,
    pub scrim: Color32,
    pub syntax: Syntax,
}

/// Colors of code, in templates and in JSON.
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs, reason = "the names say it; a sentence for each would only repeat them")]
pub struct Syntax {
    pub comment: Color32,
    pub keyword: Color32,
    pub operator: Color32,
    pub function: Color32,
    pub variable: Color32,
    pub builtin: Color32,
    pub member: Color32,
    pub string: Color32,
    pub escape: Color32,
    pub number: Color32,
    pub punctuation: Color32,
    pub json_key: Color32,
}

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

/// The dark palette.
pub const DARK: Tokens = Tokens {
    is_dark: true,
    bg_app: hex(0x0E1116),
    bg_panel: hex(0x13171E),
    bg_editor: hex(0x0F1319),
    bg_raised: hex(0x1A1F28),
    bg_hover: hex(0x1F2530),
    bg_active: hex(0x28303D),
    border: hex(0x232A35),
    border_strong: hex(0x343D4B),
    text: hex(0xDCE3EC),
    muted: hex(0x94A0B0),
    faint: hex(0x8592A4),
    accent: hex(0x5B9DFF),
    accent_soft: hex(0x172844),
    on_accent: hex(0x06111F),
    selection: hex(0x24416B),
    current_line: hex(0x151B24),
    found: hex(0x4A3A12),
    ok: hex(0x4CC38A),
    ok_soft: hex(0x11291F),
    warn: hex(0xE5B454),
    warn_soft: hex(0x2D2513),
    err: hex(0xF2777A),
    err_soft: hex(0x331A1E),
    info: hex(0x6BB8F0),
    shadow: Color32::from_black_alpha(110),
    scrim: Color32::from_black_alpha(120),
    syntax: Syntax {
        comment: hex(0x8391A5),
        keyword: hex(0xC792EA),
        operator: hex(0x89A0B8),
        function: hex(0x6CB6FF),
        variable: hex(0xF0A875),
        builtin: hex(0xF2C379),
        member: hex(0xC9D4E2),
        string: hex(0x8FD19E),
        escape: hex(0x56C8B8),
        number: hex(0xE39CC4),
        punctuation: hex(0x8896A8),
        json_key: hex(0x7FC8E8),
    },
};

/// The light palette: not the dark one turned around. States get darker, and the soft grounds carry them.
pub const LIGHT: Tokens = Tokens {
    is_dark: false,
    bg_app: hex(0xEEF1F5),
    bg_panel: hex(0xF7F8FA),
    bg_editor: hex(0xFFFFFF),
    bg_raised: hex(0xFFFFFF),
    bg_hover: hex(0xE9EDF2),
    bg_active: hex(0xDEE4EB),
    border: hex(0xDDE2E9),
    border_strong: hex(0xC3CBD6),
    text: hex(0x1B2430),
    muted: hex(0x576474),
    faint: hex(0x5A6675),
    accent: hex(0x1F66D6),
    accent_soft: hex(0xE4EEFD),
    on_accent: hex(0xFFFFFF),
    selection: hex(0xC9DFFE),
    current_line: hex(0xF3F6FA),
    found: hex(0xFBE6A8),
    ok: hex(0x10703F),
    ok_soft: hex(0xE2F5EA),
    warn: hex(0x8A5800),
    warn_soft: hex(0xFCF1D8),
    err: hex(0xC5303A),
    err_soft: hex(0xFCE8E9),
    info: hex(0x155C99),
    shadow: Color32::from_black_alpha(38),
    scrim: Color32::from_black_alpha(60),
    syntax: Syntax {
        comment: hex(0x5C6878),
        keyword: hex(0x8430B8),
        operator: hex(0x55657A),
        function: hex(0x1558C0),
        variable: hex(0xB04A0A),
        builtin: hex(0x945D00),
        member: hex(0x34455A),
        string: hex(0x17703A),
        escape: hex(0x0A6B61),
        number: hex(0xB02A78),
        punctuation: hex(0x586475),
        json_key: hex(0x0B6A94),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2 defines it.
    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Every pair that the window draws, by name.
    fn pairs(t: &Tokens) -> Vec<(String, Color32, Color32)> {
        let grounds = [
            ("bg_app", t.bg_app),
            ("bg_panel", t.bg_panel),
            ("bg_editor", t.bg_editor),
            ("bg_raised", t.bg_raised),
            ("bg_hover", t.bg_hover),
            ("accent_soft", t.accent_soft),
        ];
        let texts = [("text", t.text), ("muted", t.muted), ("faint", t.faint)];
        let states = [("accent", t.accent), ("ok", t.ok), ("warn", t.warn), ("err", t.err), ("info", t.info)];
        let s = &t.syntax;
        let code = [
            ("comment", s.comment),
            ("keyword", s.keyword),
            ("operator", s.operator),
            ("function", s.function),
            ("variable", s.variable),
            ("builtin", s.builtin),
            ("member", s.member),
            ("string", s.string),
            ("escape", s.escape),
            ("number", s.number),
            ("punctuation", s.punctuation),
            ("json_key", s.json_key),
        ];
        let mut out = vec![
            ("text on bg_active".into(), t.text, t.bg_active),
            ("on_accent on accent".into(), t.on_accent, t.accent),
            ("ok on ok_soft".into(), t.ok, t.ok_soft),
            ("warn on warn_soft".into(), t.warn, t.warn_soft),
            ("err on err_soft".into(), t.err, t.err_soft),
            ("text on selection".into(), t.text, t.selection),
            ("text on found".into(), t.text, t.found),
            ("text on current_line".into(), t.text, t.current_line),
        ];
        for (ground_name, ground) in grounds {
            for (name, color) in texts.iter().chain(&states) {
                out.push((format!("{name} on {ground_name}"), *color, ground));
            }
        }
        // Code stands on the editor's ground, on panels (the token field), and on the tinted rows.
        for (ground_name, ground) in
            [("bg_editor", t.bg_editor), ("bg_panel", t.bg_panel), ("ok_soft", t.ok_soft), ("err_soft", t.err_soft)]
        {
            for (name, color) in code {
                out.push((format!("{name} on {ground_name}"), color, ground));
            }
        }
        out
    }

    #[test]
    fn every_text_reaches_4_5_to_1() {
        let mut low = Vec::new();
        for (theme, tokens) in [("dark", &DARK), ("light", &LIGHT)] {
            for (name, color, ground) in pairs(tokens) {
                let ratio = contrast(color, ground);
                if ratio < 4.5 {
                    low.push(format!("{theme}: {name} {ratio:.2}"));
                }
            }
        }
        assert!(low.is_empty(), "{}", low.join("\n"));
    }

    #[test]
    fn contrast_is_measured_right() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(hex(0x777777), Color32::WHITE) - 4.48).abs() < 0.01);
    }
}
