//! Everything that a user can do: one list that feeds the menus, the palette, the keys and the tooltips.
//!
//! A command carries no data. What needs data (a text typed, a file chosen) is an
//! [`Action`](super::action::Action); commands are the ones that have a name.

use super::icon;
use egui::{Key, KeyboardShortcut, Modifiers};

/// Something that a user can do, by name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "`Command::text` says what each one does")]
pub enum Command {
    NewDesign,
    Open,
    Import,
    Save,
    SaveAs,
    PutBack,
    ExportTemplate,
    Export,
    CopyEvent,
    CopyValue,
    CopyPointer,
    CopyComparison,
    ExportComparison,
    CopyHandler,
    Quit,
    Undo,
    Redo,
    ToggleProxy,
    UseRestApi,
    UseHttpApi,
    AddRoute,
    DuplicateRoute,
    RemoveRoute,
    AddCall,
    DuplicateCall,
    RemoveCall,
    MakeSampleToken,
    FormatBody,
    StopPreview,
    RunHandler,
    NextProblem,
    PreviousProblem,
    FixProblem,
    FixAllSafe,
    SilenceHere,
    SilenceEverywhere,
    ExplainProblems,
    TryAgain,
    StopTrying,
    AddVariation,
    ExpectEvent,
    ForgetExpected,
    ShowDifferences,
    GoToRoutes,
    GoToRequest,
    GoToIdentity,
    GoToStage,
    GoToChecklist,
    GoToTemplate,
    GoToResponses,
    GoToMethod,
    ApiSettings,
    GoToEvent,
    GoToCompare,
    GoToHandler,
    GoToResponse,
    GoToProblems,
    GoToRobustness,
    GoToTrace,
    FindInEvent,
    GoToSource,
    GoToInput,
    GoToReached,
    ToggleRail,
    ToggleInput,
    ToggleChecklist,
    ToggleResult,
    WidenResult,
    ToggleBottom,
    ThemeSystem,
    ThemeDark,
    ThemeLight,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    Palette,
    Welcome,
    Lessons,
    Shortcuts,
    About,
}

/// Where a command stands in the menu bar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Menu {
    /// Files.
    File,
    /// The document.
    Edit,
    /// Routes and calls.
    Design,
    /// Problems, variations, expected events.
    Check,
    /// Panels, theme, zoom.
    View,
    /// Places in the window.
    Go,
    /// Help.
    Help,
}

impl Menu {
    /// Every menu, in the order shown.
    pub const ALL: [Self; 7] = [Self::File, Self::Edit, Self::Design, Self::Check, Self::View, Self::Go, Self::Help];

    /// Returns the menu's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Design => "Design",
            Self::Check => "Check",
            Self::View => "View",
            Self::Go => "Go",
            Self::Help => "Help",
        }
    }
}

struct Entry {
    text: &'static str,
    icon: char,
    menu: Menu,
    key: Option<(Modifiers, Key)>,
    /// A line stands above it in its menu.
    starts_group: bool,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };
const CTRL_ALT: Modifiers = Modifiers { alt: true, ..Modifiers::COMMAND };

impl Command {
    /// Every command, in the order of the menus.
    pub const ALL: [Self; 80] = [
        Self::NewDesign,
        Self::Open,
        Self::Import,
        Self::Save,
        Self::SaveAs,
        Self::PutBack,
        Self::ExportTemplate,
        Self::Export,
        Self::CopyEvent,
        Self::CopyValue,
        Self::CopyPointer,
        Self::CopyComparison,
        Self::ExportComparison,
        Self::CopyHandler,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::FormatBody,
        Self::StopPreview,
        Self::RunHandler,
        Self::ToggleProxy,
        Self::UseRestApi,
        Self::UseHttpApi,
        Self::ApiSettings,
        Self::AddRoute,
        Self::DuplicateRoute,
        Self::RemoveRoute,
        Self::AddCall,
        Self::DuplicateCall,
        Self::RemoveCall,
        Self::MakeSampleToken,
        Self::FixProblem,
        Self::FixAllSafe,
        Self::SilenceHere,
        Self::SilenceEverywhere,
        Self::ExplainProblems,
        Self::ExpectEvent,
        Self::ForgetExpected,
        Self::ShowDifferences,
        Self::TryAgain,
        Self::StopTrying,
        Self::AddVariation,
        Self::ToggleRail,
        Self::ToggleInput,
        Self::ToggleChecklist,
        Self::ToggleResult,
        Self::WidenResult,
        Self::ToggleBottom,
        Self::ThemeSystem,
        Self::ThemeDark,
        Self::ThemeLight,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomReset,
        Self::Palette,
        Self::GoToRoutes,
        Self::GoToRequest,
        Self::GoToIdentity,
        Self::GoToStage,
        Self::GoToChecklist,
        Self::GoToMethod,
        Self::GoToTemplate,
        Self::GoToResponses,
        Self::GoToEvent,
        Self::GoToCompare,
        Self::GoToHandler,
        Self::GoToResponse,
        Self::GoToProblems,
        Self::GoToRobustness,
        Self::GoToTrace,
        Self::FindInEvent,
        Self::GoToSource,
        Self::GoToInput,
        Self::GoToReached,
        Self::NextProblem,
        Self::PreviousProblem,
        Self::Welcome,
        Self::Lessons,
        Self::Shortcuts,
        Self::About,
    ];

    fn entry(self) -> Entry {
        let (text, icon, menu, key, starts_group) = match self {
            Self::NewDesign => ("New design", icon::FILE_PLUS, Menu::File, Some((CTRL, Key::N)), false),
            Self::Open => ("Open…", icon::FOLDER_OPEN, Menu::File, Some((CTRL, Key::O)), false),
            Self::Import => ("Import…", icon::UPLOAD_SIMPLE, Menu::File, Some((CTRL, Key::I)), false),
            Self::Save => ("Save", icon::FLOPPY_DISK, Menu::File, Some((CTRL, Key::S)), true),
            Self::SaveAs => ("Save as…", icon::DOWNLOAD_SIMPLE, Menu::File, Some((CTRL_SHIFT, Key::S)), false),
            Self::PutBack => ("Put the template back into its file…", icon::ARROW_U_UP_LEFT, Menu::File, None, true),
            Self::ExportTemplate => ("Export template…", icon::EXPORT, Menu::File, Some((CTRL, Key::E)), false),
            Self::Export => ("Export…", icon::PACKAGE, Menu::File, Some((CTRL_ALT, Key::X)), false),
            Self::CopyEvent => ("Copy event as JSON", icon::COPY, Menu::File, Some((CTRL_SHIFT, Key::C)), false),
            Self::CopyValue => ("Copy value of the event", icon::COPY, Menu::File, None, false),
            Self::CopyPointer => ("Copy JSON pointer", icon::PATH, Menu::File, Some((CTRL_ALT, Key::C)), false),
            Self::CopyComparison => ("Copy comparison as Markdown", icon::COPY, Menu::File, None, false),
            Self::ExportComparison => ("Export comparison as a page…", icon::FILE_ARROW_DOWN, Menu::File, None, false),
            Self::CopyHandler => ("Copy handler code", icon::COPY, Menu::File, None, false),
            Self::Quit => ("Quit", icon::SIGN_OUT, Menu::File, Some((CTRL, Key::Q)), true),
            Self::Undo => ("Undo", icon::ARROW_U_UP_LEFT, Menu::Edit, Some((CTRL, Key::Z)), false),
            Self::Redo => ("Redo", icon::ARROW_U_UP_RIGHT, Menu::Edit, Some((CTRL_SHIFT, Key::Z)), false),
            Self::FormatBody => ("Lay out the body's JSON", icon::TEXT_INDENT, Menu::Edit, None, true),
            Self::StopPreview => {
                ("Stop the preview", icon::X_CIRCLE, Menu::Edit, Some((Modifiers::SHIFT, Key::F5)), false)
            }
            Self::ToggleProxy => {
                ("Use Lambda proxy integration", icon::FLOW_ARROW, Menu::Design, Some((CTRL, Key::P)), false)
            }
            Self::UseRestApi => ("REST API", icon::CLOUD, Menu::Design, None, false),
            Self::UseHttpApi => ("HTTP API", icon::CLOUD, Menu::Design, None, false),
            Self::AddRoute => ("Add route", icon::SIGNPOST, Menu::Design, Some((CTRL_SHIFT, Key::R)), true),
            Self::DuplicateRoute => ("Duplicate route", icon::COPY, Menu::Design, None, false),
            Self::RemoveRoute => ("Remove route", icon::TRASH, Menu::Design, None, false),
            Self::AddCall => ("Add call", icon::PAPER_PLANE_TILT, Menu::Design, Some((CTRL_SHIFT, Key::N)), true),
            Self::DuplicateCall => ("Duplicate call", icon::COPY, Menu::Design, None, false),
            Self::RemoveCall => ("Remove call", icon::TRASH, Menu::Design, None, false),
            Self::MakeSampleToken => ("Make a sample token…", icon::KEY, Menu::Design, None, true),
            Self::FixProblem => ("Fix the problem", icon::WRENCH, Menu::Check, Some((CTRL, Key::F8)), false),
            Self::FixAllSafe => {
                ("Fix all that is safe", icon::MAGIC_WAND, Menu::Check, Some((CTRL_SHIFT, Key::F8)), false)
            }
            Self::SilenceHere => ("Silence the problem here…", icon::EYE_SLASH, Menu::Check, None, true),
            Self::SilenceEverywhere => ("Silence its rule in the design…", icon::EYE_SLASH, Menu::Check, None, false),
            Self::ExplainProblems => ("Explain problems", icon::BOOK_OPEN, Menu::Check, None, false),
            Self::ExpectEvent => ("Expect this event", icon::SEAL_CHECK, Menu::Check, Some((CTRL_ALT, Key::E)), true),
            Self::ForgetExpected => ("Expect no certain event", icon::SEAL_QUESTION, Menu::Check, None, false),
            Self::ShowDifferences => ("Differences from the expected event", icon::GIT_DIFF, Menu::Check, None, false),
            Self::TryAgain => ("Try other variations", icon::ARROWS_CLOCKWISE, Menu::Check, None, true),
            Self::StopTrying => ("Stop trying variations", icon::X_CIRCLE, Menu::Check, None, false),
            Self::AddVariation => ("Add the variation as a call", icon::PLUS_CIRCLE, Menu::Check, None, false),
            Self::ToggleRail => ("Routes panel", icon::SIDEBAR_SIMPLE, Menu::View, Some((CTRL, Key::B)), false),
            Self::ToggleInput => ("Input panel", icon::TRAY_ARROW_DOWN, Menu::View, Some((CTRL_SHIFT, Key::B)), false),
            Self::ToggleChecklist => {
                ("Field checklist", icon::LIST_CHECKS, Menu::View, Some((CTRL_ALT, Key::L)), false)
            }
            Self::ToggleResult => ("Result panel", icon::BRACKETS_CURLY, Menu::View, Some((CTRL_SHIFT, Key::E)), false),
            Self::WidenResult => ("Wide result", icon::ARROWS_LEFT_RIGHT, Menu::View, Some((CTRL_ALT, Key::W)), false),
            Self::ToggleBottom => ("Problems panel", icon::SQUARE_HALF_BOTTOM, Menu::View, Some((CTRL, Key::J)), false),
            Self::ThemeSystem => ("System theme", icon::MONITOR, Menu::View, None, true),
            Self::ThemeDark => ("Dark theme", icon::MOON, Menu::View, None, false),
            Self::ThemeLight => ("Light theme", icon::SUN, Menu::View, None, false),
            Self::ZoomIn => ("Zoom in", icon::PLUS_CIRCLE, Menu::View, Some((CTRL, Key::Plus)), true),
            Self::ZoomOut => ("Zoom out", icon::MINUS_CIRCLE, Menu::View, Some((CTRL, Key::Minus)), false),
            Self::ZoomReset => ("Actual size", icon::MAGNIFYING_GLASS, Menu::View, Some((CTRL, Key::Num0)), false),
            Self::Palette => ("Command palette…", icon::COMMAND, Menu::Go, Some((CTRL, Key::K)), false),
            Self::GoToRoutes => ("Routes", icon::SIGNPOST, Menu::Go, Some((CTRL, Key::Num1)), true),
            Self::GoToRequest => ("Request", icon::PAPER_PLANE_TILT, Menu::Go, Some((CTRL, Key::Num2)), false),
            Self::GoToIdentity => ("Identity", icon::IDENTIFICATION_CARD, Menu::Go, Some((CTRL, Key::Num3)), false),
            Self::GoToStage => ("Stage", icon::STACK, Menu::Go, Some((CTRL, Key::Num4)), false),
            Self::GoToChecklist => ("Checklist", icon::LIST_CHECKS, Menu::Go, Some((CTRL, Key::Num5)), false),
            Self::GoToTemplate => ("Mapping template", icon::CODE, Menu::Go, Some((CTRL, Key::Num6)), false),
            Self::GoToResponses => {
                ("Response templates", icon::ARROW_U_UP_LEFT, Menu::Go, Some((CTRL, Key::Num9)), false)
            }
            Self::GoToMethod => ("Method request", icon::FUNNEL, Menu::Go, Some((CTRL_SHIFT, Key::M)), false),
            Self::ApiSettings => ("API settings", icon::GEAR, Menu::Design, Some((CTRL, Key::Comma)), false),
            Self::GoToEvent => ("Event", icon::BRACKETS_CURLY, Menu::Go, Some((CTRL, Key::Num7)), false),
            Self::GoToCompare => ("Compare the integrations", icon::COLUMNS, Menu::Go, Some((CTRL_ALT, Key::M)), false),
            Self::GoToHandler => ("Handler code", icon::FUNCTION, Menu::Go, Some((CTRL_ALT, Key::H)), false),
            Self::GoToResponse => {
                ("Response to the client", icon::ARROW_BEND_DOWN_RIGHT, Menu::Go, Some((CTRL_ALT, Key::R)), false)
            }
            Self::GoToProblems => ("Problems", icon::WARNING_CIRCLE, Menu::Go, Some((CTRL, Key::Num8)), false),
            Self::GoToRobustness => {
                ("Robustness", icon::SHIELD_CHECK, Menu::Go, Some((Modifiers::NONE, Key::F7)), false)
            }
            Self::GoToTrace => {
                ("Trace", icon::LIST_MAGNIFYING_GLASS, Menu::Go, Some((Modifiers::SHIFT, Key::F7)), false)
            }
            Self::FindInEvent => {
                ("Find in the event", icon::MAGNIFYING_GLASS, Menu::Go, Some((CTRL_SHIFT, Key::F)), false)
            }
            Self::GoToSource => {
                ("Template that made this", icon::CODE_BLOCK, Menu::Go, Some((Modifiers::NONE, Key::F12)), true)
            }
            Self::GoToInput => {
                ("Input that this came from", icon::TEXTBOX, Menu::Go, Some((Modifiers::SHIFT, Key::F12)), false)
            }
            Self::GoToReached => {
                ("What this reached in the event", icon::TARGET, Menu::Go, Some((CTRL, Key::F12)), false)
            }
            Self::NextProblem => ("Next problem", icon::ARROW_DOWN, Menu::Go, Some((Modifiers::NONE, Key::F8)), true),
            Self::PreviousProblem => {
                ("Previous problem", icon::ARROW_UP, Menu::Go, Some((Modifiers::SHIFT, Key::F8)), false)
            }
            Self::RunHandler => ("Run the handler", icon::PLAY, Menu::Edit, Some((Modifiers::NONE, Key::F5)), true),
            Self::Lessons => ("Lessons…", icon::GRADUATION_CAP, Menu::Help, Some((CTRL_ALT, Key::N)), false),
            Self::Welcome => ("Welcome", icon::SPARKLE, Menu::Help, None, false),
            Self::Shortcuts => {
                ("Keyboard shortcuts", icon::KEYBOARD, Menu::Help, Some((Modifiers::NONE, Key::F1)), false)
            }
            Self::About => ("About Gatewright", icon::INFO, Menu::Help, None, false),
        };
        Entry { text, icon, menu, key, starts_group }
    }

    /// Returns the words for menus and the palette.
    pub fn text(self) -> &'static str {
        self.entry().text
    }

    /// Returns other words that the palette finds it by: what people call it who do not know its name.
    pub fn other_words(self) -> &'static str {
        match self {
            Self::Import => "curl har postman openapi swagger cloudformation sam terraform serverless log event",
            Self::Export => "deploy swagger",
            Self::ExportTemplate => "deploy vtl velocity file",
            Self::CopyEvent => "payload",
            Self::FormatBody => "format pretty print indent",
            Self::ToggleProxy => "mapping",
            Self::UseRestApi => "v1 payload format 1.0",
            Self::UseHttpApi => "v2 payload format 2.0",
            Self::ApiSettings => "options authorizers cors gateway responses binary media types silenced rules",
            Self::MakeSampleToken => "jwt claims",
            Self::GoToRequest => "headers query string body",
            Self::GoToIdentity => "jwt token claims authorizer",
            Self::GoToStage => "stage variables placeholders",
            Self::GoToMethod => "function validation models parameters passthrough",
            Self::GoToTemplate => "vtl velocity editor",
            Self::GoToHandler => "lambda function",
            Self::GoToResponse => "status 502 error",
            Self::ExplainProblems => "help rule",
            Self::Lessons => "learn tutorial teach course",
            Self::Welcome => "help start",
            Self::Shortcuts => "help keys",
            Self::ThemeDark => "night mode",
            Self::ThemeLight => "day mode",
            Self::About => "version license",
            _ => "",
        }
    }

    /// Returns the icon.
    pub fn icon(self) -> char {
        self.entry().icon
    }

    /// Returns the menu that it stands in.
    pub fn menu(self) -> Menu {
        self.entry().menu
    }

    /// Returns true if a line stands above it in its menu.
    pub fn starts_group(self) -> bool {
        self.entry().starts_group
    }

    /// Returns the key that runs it.
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        self.entry().key.map(|(modifiers, key)| KeyboardShortcut::new(modifiers, key))
    }

    /// Returns other keys that run it as well, as other programs have taught them.
    pub fn further_shortcuts(self) -> &'static [KeyboardShortcut] {
        const REDO: [KeyboardShortcut; 1] = [KeyboardShortcut::new(CTRL, Key::Y)];
        const PALETTE: [KeyboardShortcut; 1] = [KeyboardShortcut::new(CTRL_SHIFT, Key::P)];
        const ZOOM_IN: [KeyboardShortcut; 1] = [KeyboardShortcut::new(CTRL, Key::Equals)];
        match self {
            Self::Redo => &REDO,
            Self::Palette => &PALETTE,
            Self::ZoomIn => &ZOOM_IN,
            _ => &[],
        }
    }

    /// Returns the words with the key behind them, for tooltips.
    pub fn tooltip(self, ctx: &egui::Context) -> String {
        match self.shortcut() {
            Some(shortcut) => format!("{}  ({})", self.text(), ctx.format_shortcut(&shortcut)),
            None => self.text().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    #[test]
    fn no_key_runs_two_commands() {
        let mut taken: HashMap<KeyboardShortcut, Command> = HashMap::new();
        for command in Command::ALL {
            for shortcut in command.shortcut().iter().chain(command.further_shortcuts()) {
                let other = taken.insert(*shortcut, command);
                assert!(other.is_none(), "{shortcut:?} runs {other:?} and {command:?}");
            }
        }
        // The more modifiers, the earlier it must be tried; `shortcuts` sorts by that.
        assert!(taken.len() > 20);
    }

    #[test]
    fn every_command_is_listed_once_and_named_alone() {
        let all: HashSet<Command> = Command::ALL.into_iter().collect();
        assert_eq!(all.len(), Command::ALL.len());
        let names: HashSet<&str> = Command::ALL.into_iter().map(Command::text).collect();
        assert_eq!(names.len(), Command::ALL.len(), "two commands have one name");
        for menu in Menu::ALL {
            assert!(Command::ALL.into_iter().any(|command| command.menu() == menu), "{menu:?} is empty");
        }
    }
}
