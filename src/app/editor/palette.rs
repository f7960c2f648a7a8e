//! The colors that the editor and the event view draw with. Who shows them fills this in from its theme.

use crate::app::highlight::Class;
use egui::Color32;

/// Colors of the pieces of a template or of JSON, for dark or for light ground.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each field is named after the class that it colors")]
pub struct SyntaxColors {
    pub comment: Color32,
    pub keyword: Color32,
    pub operator: Color32,
    pub function: Color32,
    pub variable: Color32,
    pub builtin: Color32,
    pub member: Color32,
    pub string: Color32,
    pub escape: Color32,
    /// Numbers and the constants `true`, `false`, `null`.
    pub number: Color32,
    pub punctuation: Color32,
    pub key: Color32,
}

/// All colors of an editor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Palette {
    /// Ground of the text.
    pub background: Color32,
    /// Ground of the line that holds the caret.
    pub current_line: Color32,
    /// Ground of bars and popups above the text.
    pub raised: Color32,
    /// Ground of what the pointer is on.
    pub hover: Color32,
    /// Hairlines and indent guides.
    pub border: Color32,
    /// Outlines that must be seen: matching brackets, fields.
    pub border_strong: Color32,
    /// Plain text.
    pub text: Color32,
    /// Secondary text.
    pub muted: Color32,
    /// Line numbers.
    pub faint: Color32,
    /// The caret and active outlines.
    pub accent: Color32,
    /// Ground of highlighted origins.
    pub accent_soft: Color32,
    /// Ground of selected text.
    pub selection: Color32,
    /// Ground of what a search found.
    pub found: Color32,
    /// Errors.
    pub error: Color32,
    /// Ground of rows with errors.
    pub error_soft: Color32,
    /// Warnings.
    pub warning: Color32,
    /// Hints.
    pub hint: Color32,
    /// Ground of rows that have just changed.
    pub changed: Color32,
    /// Colors of the text by class.
    pub syntax: SyntaxColors,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Palette {
    /// Returns the colors for dark ground.
    pub const fn dark() -> Self {
        Self {
            background: rgb(0x0F1319),
            current_line: rgb(0x151B24),
            raised: rgb(0x1A1F28),
            hover: rgb(0x1F2530),
            border: rgb(0x232A35),
            border_strong: rgb(0x343D4B),
            text: rgb(0xDCE3EC),
            muted: rgb(0x94A0B0),
            faint: rgb(0x8592A4),
            accent: rgb(0x5B9DFF),
            accent_soft: rgb(0x172844),
            selection: rgb(0x24416B),
            found: rgb(0x4A3A12),
            error: rgb(0xF2777A),
            error_soft: rgb(0x331A1E),
            warning: rgb(0xE5B454),
            hint: rgb(0x6BB8F0),
            changed: rgb(0x11291F),
            syntax: SyntaxColors {
                comment: rgb(0x8391A5),
                keyword: rgb(0xC792EA),
                operator: rgb(0x89A0B8),
                function: rgb(0x6CB6FF),
                variable: rgb(0xF0A875),
                builtin: rgb(0xF2C379),
                member: rgb(0xC9D4E2),
                string: rgb(0x8FD19E),
                escape: rgb(0x56C8B8),
                number: rgb(0xE39CC4),
                punctuation: rgb(0x8896A8),
                key: rgb(0x7FC8E8),
            },
        }
    }

    /// Returns the colors for light ground.
    pub const fn light() -> Self {
        Self {
            background: rgb(0xFFFFFF),
            current_line: rgb(0xF3F6FA),
            raised: rgb(0xFFFFFF),
            hover: rgb(0xE9EDF2),
            border: rgb(0xDDE2E9),
            border_strong: rgb(0xC3CBD6),
            text: rgb(0x1B2430),
            muted: rgb(0x576474),
            faint: rgb(0x5A6675),
            accent: rgb(0x1F66D6),
            accent_soft: rgb(0xE4EEFD),
            selection: rgb(0xC9DFFE),
            found: rgb(0xFBE6A8),
            error: rgb(0xC5303A),
            error_soft: rgb(0xFCE8E9),
            warning: rgb(0x8A5800),
            hint: rgb(0x155C99),
            changed: rgb(0xE2F5EA),
            syntax: SyntaxColors {
                comment: rgb(0x5C6878),
                keyword: rgb(0x8430B8),
                operator: rgb(0x55657A),
                function: rgb(0x1558C0),
                variable: rgb(0xB04A0A),
                builtin: rgb(0x945D00),
                member: rgb(0x34455A),
                string: rgb(0x17703A),
                escape: rgb(0x0A6B61),
                number: rgb(0xB02A78),
                punctuation: rgb(0x586475),
                key: rgb(0x0B6A94),
            },
        }
    }

    /// Returns the color of text of a class.
    pub fn class(&self, class: Class) -> Color32 {
        let syntax = &self.syntax;
        match class {
            Class::Text | Class::Raw => self.text,
            Class::Comment => syntax.comment,
            Class::Keyword => syntax.keyword,
            Class::Operator => syntax.operator,
            Class::Function => syntax.function,
            Class::Variable => syntax.variable,
            Class::Builtin => syntax.builtin,
            Class::Member => syntax.member,
            Class::String => syntax.string,
            Class::Escape => syntax.escape,
            Class::Number | Class::Constant => syntax.number,
            Class::Punctuation => syntax.punctuation,
            Class::Key => syntax.key,
        }
    }
}
