//! What the program remembers between starts: theme, recent files, panels, window. Never a text of the user.
//!
//! A versioned JSON file in the configuration directory; members that are missing have defaults, and a file
//! that cannot be read counts as absent, since nothing in it is worth a refusal to start.

use super::view_state::{InputTab, ResultTab};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The version of the format that is written.
const VERSION: u32 = 1;
const MOST_RECENT: usize = 10;

/// Which theme is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the desktop is set.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

impl From<ThemeChoice> for egui::ThemePreference {
    fn from(choice: ThemeChoice) -> Self {
        match choice {
            ThemeChoice::System => Self::System,
            ThemeChoice::Dark => Self::Dark,
            ThemeChoice::Light => Self::Light,
        }
    }
}

/// A panel that can be shown or hidden, and its size in points.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct PanelSetting {
    /// Whether it is shown.
    pub is_open: bool,
    /// Width or height.
    pub size: f32,
}

/// The panels.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct PanelSettings {
    /// Routes and calls.
    pub rail: PanelSetting,
    /// Request, identity, stage.
    pub input: PanelSetting,
    /// Fields of the event.
    pub checklist: PanelSetting,
    /// The event.
    pub result: PanelSetting,
    /// Problems.
    pub bottom: PanelSetting,
}

impl Default for PanelSettings {
    fn default() -> Self {
        let open = |size| PanelSetting { is_open: true, size };
        Self { rail: open(196.0), input: open(316.0), checklist: open(252.0), result: open(440.0), bottom: open(150.0) }
    }
}

/// What is remembered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    version: u32,
    /// Theme.
    pub theme: ThemeChoice,
    /// Files opened or saved last, the newest first.
    pub recent: Vec<PathBuf>,
    /// Panels.
    pub panels: PanelSettings,
    /// Inner size of the window in points.
    pub window: Option<[f32; 2]>,
    /// Whether the window filled the screen.
    pub is_maximized: bool,
    /// How much larger than usual everything is.
    pub zoom: f32,
    /// The side of the input that showed.
    pub input_tab: InputTab,
    /// The side of the result that shows.
    pub result_tab: ResultTab,
    /// How many steps of a lesson were done, by the name of its file.
    pub lessons: BTreeMap<String, usize>,
    /// Language of handlers, by its word.
    pub language: String,
    /// Whether the welcome was closed for good.
    pub welcome_is_closed: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            theme: ThemeChoice::default(),
            recent: Vec::new(),
            panels: PanelSettings::default(),
            window: None,
            is_maximized: false,
            zoom: 1.0,
            input_tab: InputTab::default(),
            result_tab: ResultTab::default(),
            lessons: BTreeMap::new(),
            language: String::new(),
            welcome_is_closed: false,
        }
    }
}

impl Settings {
    /// Returns where the settings are kept; `None` if the system names no place.
    pub fn path() -> Option<PathBuf> {
        let base = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let base = base.or_else(|| env::home_dir().map(|home| home.join(".config")))?;
        Some(base.join("gatewright").join("settings.json"))
    }

    /// Reads the settings; defaults where there are none or they cannot be read.
    pub fn read(path: &Path) -> Self {
        fs::read_to_string(path).ok().map(|text| Self::parse(&text)).unwrap_or_default()
    }

    fn parse(text: &str) -> Self {
        let settings: Self = serde_json::from_str(text).unwrap_or_default();
        // A later version may mean something else by the same names.
        if settings.version > VERSION { Self::default() } else { Self { version: VERSION, ..settings } }
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string_pretty(self).map_err(io::Error::from)?;
        let beside = path.with_extension("json.part");
        fs::write(&beside, text + "\n")?;
        fs::rename(&beside, path)
    }

    /// Notes that `path` was opened or saved.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|other| other != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MOST_RECENT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_and_missing_members_have_defaults() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep").join("settings.json");
        let mut settings = Settings { theme: ThemeChoice::Light, ..Settings::default() };
        settings.remember(Path::new("/tmp/a.gatewright.json"));
        settings.write(&path).expect("written");
        assert_eq!(Settings::read(&path), settings);
        let sparse = Settings::parse(r#"{"version": 1, "theme": "dark", "unknown": 1}"#);
        assert_eq!(sparse, Settings { theme: ThemeChoice::Dark, ..Settings::default() });
    }

    #[test]
    fn what_cannot_be_read_counts_as_absent() {
        for text in ["", "{", "[]", r#"{"version": 99, "theme": "light"}"#, r#"{"theme": 5}"#] {
            assert_eq!(Settings::parse(text), Settings::default(), "{text}");
        }
        assert_eq!(Settings::read(Path::new("/nonexistent/settings.json")), Settings::default());
    }

    #[test]
    fn recent_files_are_few_and_the_newest_is_first() {
        let mut settings = Settings::default();
        for name in 0..20 {
            settings.remember(&PathBuf::from(format!("/{name}")));
        }
        settings.remember(Path::new("/15"));
        assert_eq!(settings.recent.len(), MOST_RECENT);
        assert_eq!(settings.recent.first().map(PathBuf::as_path), Some(Path::new("/15")));
    }
}
