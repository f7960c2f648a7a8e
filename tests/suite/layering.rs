//! Holds the layers of the code: a module uses only modules on lower layers, and only the window knows egui.
//!
//! A plain search of the text, so write `use crate::vtl::…` per module and never `use crate::{…}`.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules, lowest layer first. A module may use those on earlier lines only.
const LAYERS: [&[&str]; 11] = [
    &["text"],
    &["diagnostics"],
    &["json"],
    &["vtl", "jwt"],
    &["apigw"],
    &["design"],
    &["handler"],
    &["lint", "robustness", "compare", "import"],
    &["preview"],
    &["export", "ide", "lesson"],
    &["cli", "app"],
];

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Returns the module of a file below `src`: the first folder, or the file's own name.
fn module_of(path: &Path) -> String {
    let first = path.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Returns the names that follow `crate::` in the code of `text`; what stands in comments does not count.
fn used_modules(text: &str) -> impl Iterator<Item = String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let name = |after: &str| after.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '{').collect();
    code.flat_map(|line| line.split("crate::").skip(1)).map(name).collect::<Vec<String>>().into_iter()
}

#[test]
fn modules_use_only_lower_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 10, "the sources are found");
    let mut broken = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&root).expect("below src");
        let module = module_of(relative);
        let text = fs::read_to_string(&file).expect("text");
        if module != "app" && (text.contains("egui::") || text.contains("eframe::")) {
            broken.push(format!("{}: only the window may name egui", relative.display()));
        }
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(own) = layer_of(&module) else {
            broken.push(format!("{}: module {module} has no layer", relative.display()));
            continue;
        };
        for used in used_modules(&text).filter(|used| *used != module) {
            if layer_of(&used).is_none_or(|layer| layer >= own) {
                broken.push(format!("{}: {module} may not use crate::{used}", relative.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_search_sees_what_it_must() {
    let found: Vec<String> = used_modules("use crate::vtl::Span;\n// crate::app\nlet x = crate::{a};").collect();
    assert_eq!(found, ["vtl", "{a"]);
}
