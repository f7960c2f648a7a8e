//! Icons by name: characters of the Phosphor subsets under `assets/fonts`.
//!
//! The outlined ones are part of every font family, so that a text may hold them. The filled ones share the
//! code points of the outlined and need the family [`crate::app::fonts::FILLED_ICONS`].

/// `app-window`.
pub const APP_WINDOW: char = '\u{E5DA}';
/// `archive`.
pub const ARCHIVE: char = '\u{E00C}';
/// `arrow-bend-down-right`.
pub const ARROW_BEND_DOWN_RIGHT: char = '\u{E01A}';
/// `arrow-clockwise`.
pub const ARROW_CLOCKWISE: char = '\u{E036}';
/// `arrow-counter-clockwise`.
pub const ARROW_COUNTER_CLOCKWISE: char = '\u{E038}';
/// `arrow-down`.
pub const ARROW_DOWN: char = '\u{E03E}';
/// `arrow-elbow-down-right`.
pub const ARROW_ELBOW_DOWN_RIGHT: char = '\u{E046}';
/// `arrow-left`.
pub const ARROW_LEFT: char = '\u{E058}';
/// `arrow-line-down`.
pub const ARROW_LINE_DOWN: char = '\u{E05C}';
/// `arrow-right`.
pub const ARROW_RIGHT: char = '\u{E06C}';
/// `arrow-square-out`.
pub const ARROW_SQUARE_OUT: char = '\u{E5DE}';
/// `arrow-u-up-left`.
pub const ARROW_U_UP_LEFT: char = '\u{E08A}';
/// `arrow-u-up-right`.
pub const ARROW_U_UP_RIGHT: char = '\u{E08C}';
/// `arrow-up`.
pub const ARROW_UP: char = '\u{E08E}';
/// `arrows-clockwise`.
pub const ARROWS_CLOCKWISE: char = '\u{E094}';
/// `arrows-in-line-vertical`.
pub const ARROWS_IN_LINE_VERTICAL: char = '\u{E532}';
/// `arrows-left-right`.
pub const ARROWS_LEFT_RIGHT: char = '\u{E0A0}';
/// `arrows-out-line-vertical`.
pub const ARROWS_OUT_LINE_VERTICAL: char = '\u{E536}';
/// `binoculars`.
pub const BINOCULARS: char = '\u{EA64}';
/// `book-open`.
pub const BOOK_OPEN: char = '\u{E0E6}';
/// `brackets-curly`.
pub const BRACKETS_CURLY: char = '\u{E860}';
/// `bug`.
pub const BUG: char = '\u{E5F4}';
/// `cards`.
pub const CARDS: char = '\u{E0F8}';
/// `caret-down`.
pub const CARET_DOWN: char = '\u{E136}';
/// `caret-left`.
pub const CARET_LEFT: char = '\u{E138}';
/// `caret-right`.
pub const CARET_RIGHT: char = '\u{E13A}';
/// `caret-up`.
pub const CARET_UP: char = '\u{E13C}';
/// `caret-up-down`.
pub const CARET_UP_DOWN: char = '\u{E140}';
/// `chart-bar`.
pub const CHART_BAR: char = '\u{E150}';
/// `check`.
pub const CHECK: char = '\u{E182}';
/// `check-circle`.
pub const CHECK_CIRCLE: char = '\u{E184}';
/// `check-square`.
pub const CHECK_SQUARE: char = '\u{E186}';
/// `circle`.
pub const CIRCLE: char = '\u{E18A}';
/// `circle-dashed`.
pub const CIRCLE_DASHED: char = '\u{E602}';
/// `circle-half`.
pub const CIRCLE_HALF: char = '\u{E18C}';
/// `circle-notch`.
pub const CIRCLE_NOTCH: char = '\u{EB44}';
/// `clipboard`.
pub const CLIPBOARD: char = '\u{E196}';
/// `clipboard-text`.
pub const CLIPBOARD_TEXT: char = '\u{E198}';
/// `clock`.
pub const CLOCK: char = '\u{E19A}';
/// `clock-counter-clockwise`.
pub const CLOCK_COUNTER_CLOCKWISE: char = '\u{E1A0}';
/// `cloud`.
pub const CLOUD: char = '\u{E1AA}';
/// `code`.
pub const CODE: char = '\u{E1BC}';
/// `code-block`.
pub const CODE_BLOCK: char = '\u{EAFE}';
/// `columns`.
pub const COLUMNS: char = '\u{E546}';
/// `command`.
pub const COMMAND: char = '\u{E1C4}';
/// `copy`.
pub const COPY: char = '\u{E1CA}';
/// `cpu`.
pub const CPU: char = '\u{E610}';
/// `crosshair`.
pub const CROSSHAIR: char = '\u{E1D6}';
/// `cube`.
pub const CUBE: char = '\u{E1DA}';
/// `cursor-text`.
pub const CURSOR_TEXT: char = '\u{E7D8}';
/// `database`.
pub const DATABASE: char = '\u{E1DE}';
/// `dot-outline`.
pub const DOT_OUTLINE: char = '\u{ECE0}';
/// `dots-six-vertical`.
pub const DOTS_SIX_VERTICAL: char = '\u{EAE2}';
/// `dots-three`.
pub const DOTS_THREE: char = '\u{E1FE}';
/// `download-simple`.
pub const DOWNLOAD_SIMPLE: char = '\u{E20C}';
/// `export`.
pub const EXPORT: char = '\u{EAF0}';
/// `eye`.
pub const EYE: char = '\u{E220}';
/// `eye-slash`.
pub const EYE_SLASH: char = '\u{E224}';
/// `file`.
pub const FILE: char = '\u{E230}';
/// `file-arrow-down`.
pub const FILE_ARROW_DOWN: char = '\u{E232}';
/// `file-code`.
pub const FILE_CODE: char = '\u{E914}';
/// `file-dashed`.
pub const FILE_DASHED: char = '\u{E704}';
/// `file-plus`.
pub const FILE_PLUS: char = '\u{E236}';
/// `file-text`.
pub const FILE_TEXT: char = '\u{E23A}';
/// `floppy-disk`.
pub const FLOPPY_DISK: char = '\u{E248}';
/// `flow-arrow`.
pub const FLOW_ARROW: char = '\u{E6EC}';
/// `folder`.
pub const FOLDER: char = '\u{E24A}';
/// `folder-open`.
pub const FOLDER_OPEN: char = '\u{E256}';
/// `function`.
pub const FUNCTION: char = '\u{EBE4}';
/// `funnel`.
pub const FUNNEL: char = '\u{E266}';
/// `gauge`.
pub const GAUGE: char = '\u{E628}';
/// `gear`.
pub const GEAR: char = '\u{E270}';
/// `git-branch`.
pub const GIT_BRANCH: char = '\u{E278}';
/// `git-diff`.
pub const GIT_DIFF: char = '\u{E27C}';
/// `globe`.
pub const GLOBE: char = '\u{E288}';
/// `graduation-cap`.
pub const GRADUATION_CAP: char = '\u{E62C}';
/// `hash`.
pub const HASH: char = '\u{E2A2}';
/// `hourglass`.
pub const HOURGLASS: char = '\u{E2B2}';
/// `house`.
pub const HOUSE: char = '\u{E2C2}';
/// `identification-badge`.
pub const IDENTIFICATION_BADGE: char = '\u{E6F6}';
/// `identification-card`.
pub const IDENTIFICATION_CARD: char = '\u{E2C8}';
/// `info`.
pub const INFO: char = '\u{E2CE}';
/// `key`.
pub const KEY: char = '\u{E2D6}';
/// `keyboard`.
pub const KEYBOARD: char = '\u{E2D8}';
/// `lightning`.
pub const LIGHTNING: char = '\u{E2DE}';
/// `link`.
pub const LINK: char = '\u{E2E2}';
/// `link-break`.
pub const LINK_BREAK: char = '\u{E2E4}';
/// `list`.
pub const LIST: char = '\u{E2F0}';
/// `list-bullets`.
pub const LIST_BULLETS: char = '\u{E2F2}';
/// `list-checks`.
pub const LIST_CHECKS: char = '\u{EADC}';
/// `list-magnifying-glass`.
pub const LIST_MAGNIFYING_GLASS: char = '\u{EBE0}';
/// `lock-simple`.
pub const LOCK_SIMPLE: char = '\u{E308}';
/// `lock-simple-open`.
pub const LOCK_SIMPLE_OPEN: char = '\u{E30A}';
/// `magic-wand`.
pub const MAGIC_WAND: char = '\u{E6B6}';
/// `magnifying-glass`.
pub const MAGNIFYING_GLASS: char = '\u{E30C}';
/// `minus`.
pub const MINUS: char = '\u{E32A}';
/// `minus-circle`.
pub const MINUS_CIRCLE: char = '\u{E32C}';
/// `monitor`.
pub const MONITOR: char = '\u{E32E}';
/// `moon`.
pub const MOON: char = '\u{E330}';
/// `note`.
pub const NOTE: char = '\u{E348}';
/// `package`.
pub const PACKAGE: char = '\u{E390}';
/// `paint-brush`.
pub const PAINT_BRUSH: char = '\u{E6F0}';
/// `palette`.
pub const PALETTE: char = '\u{E6C8}';
/// `paper-plane-tilt`.
pub const PAPER_PLANE_TILT: char = '\u{E398}';
/// `path`.
pub const PATH: char = '\u{E39C}';
/// `pencil-simple`.
pub const PENCIL_SIMPLE: char = '\u{E3B4}';
/// `play`.
pub const PLAY: char = '\u{E3D0}';
/// `plug`.
pub const PLUG: char = '\u{E946}';
/// `plugs`.
pub const PLUGS: char = '\u{EB56}';
/// `plugs-connected`.
pub const PLUGS_CONNECTED: char = '\u{EB5A}';
/// `plus`.
pub const PLUS: char = '\u{E3D4}';
/// `plus-circle`.
pub const PLUS_CIRCLE: char = '\u{E3D6}';
/// `pulse`.
pub const PULSE: char = '\u{E000}';
/// `question`.
pub const QUESTION: char = '\u{E3E8}';
/// `quotes`.
pub const QUOTES: char = '\u{E660}';
/// `radio-button`.
pub const RADIO_BUTTON: char = '\u{EB08}';
/// `rows`.
pub const ROWS: char = '\u{E5A2}';
/// `scales`.
pub const SCALES: char = '\u{E750}';
/// `seal-check`.
pub const SEAL_CHECK: char = '\u{E606}';
/// `seal-question`.
pub const SEAL_QUESTION: char = '\u{E608}';
/// `seal-warning`.
pub const SEAL_WARNING: char = '\u{E60C}';
/// `share-network`.
pub const SHARE_NETWORK: char = '\u{E408}';
/// `shield`.
pub const SHIELD: char = '\u{E40A}';
/// `shield-check`.
pub const SHIELD_CHECK: char = '\u{E40C}';
/// `shield-slash`.
pub const SHIELD_SLASH: char = '\u{E410}';
/// `shield-warning`.
pub const SHIELD_WARNING: char = '\u{E412}';
/// `sidebar`.
pub const SIDEBAR: char = '\u{EAB6}';
/// `sidebar-simple`.
pub const SIDEBAR_SIMPLE: char = '\u{EC24}';
/// `sign-in`.
pub const SIGN_IN: char = '\u{E428}';
/// `sign-out`.
pub const SIGN_OUT: char = '\u{E42A}';
/// `signpost`.
pub const SIGNPOST: char = '\u{E89C}';
/// `sliders`.
pub const SLIDERS: char = '\u{E432}';
/// `sliders-horizontal`.
pub const SLIDERS_HORIZONTAL: char = '\u{E434}';
/// `sparkle`.
pub const SPARKLE: char = '\u{E6A2}';
/// `square`.
pub const SQUARE: char = '\u{E45E}';
/// `square-half`.
pub const SQUARE_HALF: char = '\u{E462}';
/// `square-half-bottom`.
pub const SQUARE_HALF_BOTTOM: char = '\u{EB16}';
/// `square-split-horizontal`.
pub const SQUARE_SPLIT_HORIZONTAL: char = '\u{E870}';
/// `square-split-vertical`.
pub const SQUARE_SPLIT_VERTICAL: char = '\u{E874}';
/// `stack`.
pub const STACK: char = '\u{E466}';
/// `stack-simple`.
pub const STACK_SIMPLE: char = '\u{E468}';
/// `subtract`.
pub const SUBTRACT: char = '\u{EBD6}';
/// `sun`.
pub const SUN: char = '\u{E472}';
/// `swap`.
pub const SWAP: char = '\u{E83C}';
/// `tag`.
pub const TAG: char = '\u{E478}';
/// `target`.
pub const TARGET: char = '\u{E47C}';
/// `terminal`.
pub const TERMINAL: char = '\u{E47E}';
/// `terminal-window`.
pub const TERMINAL_WINDOW: char = '\u{EAE8}';
/// `text-aa`.
pub const TEXT_AA: char = '\u{E6EE}';
/// `text-indent`.
pub const TEXT_INDENT: char = '\u{EA1E}';
/// `text-outdent`.
pub const TEXT_OUTDENT: char = '\u{EA1C}';
/// `textbox`.
pub const TEXTBOX: char = '\u{EB0A}';
/// `toggle-left`.
pub const TOGGLE_LEFT: char = '\u{E674}';
/// `toggle-right`.
pub const TOGGLE_RIGHT: char = '\u{E676}';
/// `trash`.
pub const TRASH: char = '\u{E4A6}';
/// `tray`.
pub const TRAY: char = '\u{E4AA}';
/// `tray-arrow-down`.
pub const TRAY_ARROW_DOWN: char = '\u{E010}';
/// `tree-structure`.
pub const TREE_STRUCTURE: char = '\u{E67C}';
/// `tree-view`.
pub const TREE_VIEW: char = '\u{EE48}';
/// `upload-simple`.
pub const UPLOAD_SIMPLE: char = '\u{E4C0}';
/// `user`.
pub const USER: char = '\u{E4C2}';
/// `user-circle`.
pub const USER_CIRCLE: char = '\u{E4C4}';
/// `users`.
pub const USERS: char = '\u{E4D6}';
/// `vault`.
pub const VAULT: char = '\u{E76E}';
/// `warning`.
pub const WARNING: char = '\u{E4E0}';
/// `warning-circle`.
pub const WARNING_CIRCLE: char = '\u{E4E2}';
/// `warning-octagon`.
pub const WARNING_OCTAGON: char = '\u{E4E4}';
/// `wrench`.
pub const WRENCH: char = '\u{E5D4}';
/// `x`.
pub const X: char = '\u{E4F6}';
/// `x-circle`.
pub const X_CIRCLE: char = '\u{E4F8}';
