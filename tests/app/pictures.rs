//! Pictures of the components in both themes, compared with those in `pictures`: what words cannot say.
//!
//! ```sh
//! cargo test --features snapshots --test app pictures               # compares
//! UPDATE_PICTURES=1 cargo test --features snapshots --test app pictures  # writes them anew: look at them
//! ```

use crate::painter::Painter;
use egui::{ColorImage, Id, Theme, Ui};
use egui_kittest::Harness;
use gatewright::app::widgets::{
    Field, Fold, PairsInputs, Row, Tone, badge, button, check, empty_state, header, icon_button, icon_toggle, keycap,
    message, method_tone, note, pairs_editor, primary_button, quiet_button, segmented, small_icon_button, tabs,
    text_area,
};
use gatewright::app::{icon, theme};
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

#[test]
fn controls_look_as_they_did() {
    check_picture("controls", [560, 260], |ui| {
        ui.horizontal(|ui| {
            primary_button(ui, Some(icon::PLUS), "Add call");
            button(ui, Some(icon::EXPORT), "Export");
            quiet_button(ui, Some(icon::TRASH), "Remove");
            ui.add_enabled_ui(false, |ui| button(ui, None, "Not now"));
        });
        ui.horizontal(|ui| {
            icon_button(ui, icon::GEAR, "Settings");
            icon_toggle(ui, icon::LIST_CHECKS, "Checklist", true);
            icon_toggle(ui, icon::LIST_CHECKS, "Other checklist", false);
            small_icon_button(ui, icon::COPY, "Copy");
            keycap(ui, "Ctrl+K");
        });
        segmented(ui, &[(0, "Request"), (1, "Identity"), (2, "Stage")], 1);
        ui.horizontal(|ui| tabs(ui, &[(0, "Event"), (1, "Compare"), (2, "Handler")], 0));
        check(ui, true, "Use Lambda proxy integration");
        check(ui, false, "Keep this token in the file");
        ui.horizontal(|ui| {
            for (tone, text) in [
                (Tone::Neutral, "HS256"),
                (Tone::Info, "Sample token"),
                (Tone::Ok, "Valid JSON"),
                (Tone::Warn, "Not checked"),
                (Tone::Err, "Expired"),
            ] {
                badge(ui, tone, Some(icon::INFO), text);
            }
        });
    });
}

#[test]
fn fields_look_as_they_did() {
    check_picture("fields", [460, 420], |ui| {
        Field::new("Call name").show(ui, &mut "Ana asks for a unicorn".to_owned());
        Field::new("Lambda function").code().hint("name or ARN").show(ui, &mut String::new());
        header(ui, "Headers", |_| {});
        let pairs = [("Host", "api.example.com"), ("Accept", "application/json")];
        let pairs: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        pairs_editor(ui, Id::unique("pairs"), "header", &pairs, &PairsInputs::default());
        let plain = |_: &Ui, text: &str| {
            egui::text::LayoutJob::simple(text.to_owned(), theme::code(theme::CODE), egui::Color32::GRAY, f32::INFINITY)
        };
        text_area(ui, Id::unique("area"), "Body", 3, &mut "{\n  \"a\": 1\n}".to_owned(), plain);
        message(ui, Tone::Err, "Not JSON yet at line 2, column 3. The last good value stays in use.");
        message(ui, Tone::Warn, "A path begins with a slash.");
        message(ui, Tone::Ok, "The body of this call fits.");
        note(ui, "The token stays in memory. Its claims are part of the design.");
    });
}

#[test]
fn lists_look_as_they_did() {
    check_picture("lists", [460, 440], |ui| {
        let t = theme::of(ui);
        Fold::new("Routes").count(4).show(ui, true, |_| {});
        ui.spacing_mut().item_spacing.y = 1.0;
        for (method, path, trailing) in [
            ("GET", "/rides/{rideId}", "proxy"),
            ("POST", "/rides", "VTL"),
            ("DELETE", "/rides", "VTL"),
            ("ANY", "/", "VTL"),
        ] {
            Row::new(path).badge(method, method_tone(method)).trailing(trailing).selected(method == "POST").show(ui);
        }
        Row::new("Ana asks for a unicorn").icon(icon::PAPER_PLANE_TILT, t.accent).indent(6.0).show(ui);
        Row::new("A value is not quoted").filled_icon(icon::X_CIRCLE, t.err).trailing("template 20:5").show(ui);
        Row::new("/a/very/long/path/that/goes/on/and/on/and/does/not/end/before/the/row/does").trailing("VTL").show(ui);
        Row::new("Two problems").trailing_badge("2", Tone::Err).show(ui);
        Fold::new("Stage variables").tally("not used").show(ui, false, |_| {});
        empty_state(ui, icon::SIGNPOST, "No route", "A route is a method of a resource: POST /rides.");
    });
}

/// Draws `add` in both themes, and compares the pictures with those called `name`.
fn check_picture(name: &str, size: [usize; 2], add: fn(&mut Ui)) {
    for (theme, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let painter = Painter::default();
        let mut harness = Harness::builder()
            .with_size([size[0] as f32, size[1] as f32])
            .with_theme(theme)
            .renderer(painter.clone())
            .with_context_setup(theme::install)
            .build_ui(add);
        harness.run_steps(3);
        let ground = theme::tokens_of(theme).bg_panel;
        let picture = painter.picture(&harness.ctx, harness.output(), size, ground);
        compare(&format!("{name}-{suffix}"), &picture);
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/app/pictures")
}

/// Compares a picture with the one that is kept; writes it beside that if it is another.
fn compare(name: &str, picture: &ColorImage) {
    // Rounding differs between processors by a shade or two.
    const SHADES: u8 = 6;
    let kept = folder().join(format!("{name}.png"));
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        return write(&kept, picture);
    }
    let expected = read(&kept);
    let differs = |(a, b): (&egui::Color32, &egui::Color32)| (0..3).any(|at| a[at].abs_diff(b[at]) > SHADES);
    let count = picture.pixels.iter().zip(&expected.pixels).filter(|pair| differs(*pair)).count();
    if picture.size != expected.size || count > 0 {
        let new = folder().join(format!("{name}.new.png"));
        write(&new, picture);
        panic!("{count} pixels of {name} are others than they were: compare {} with {}", new.display(), kept.display());
    }
}

fn write(path: &Path, picture: &ColorImage) {
    let [width, height] = picture.size.map(|side| u32::try_from(side).expect("a small picture"));
    let mut encoder =
        png::Encoder::new(BufWriter::new(File::create(path).expect("the folder is there")), width, height);
    encoder.set_color(png::ColorType::Rgb);
    let bytes: Vec<u8> = picture.pixels.iter().flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b()]).collect();
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&bytes)).expect("a picture is written");
}

fn read(path: &Path) -> ColorImage {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().expect("a picture");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a small picture")];
    let info = reader.next_frame(&mut bytes).expect("a picture");
    ColorImage::from_rgb([info.width as usize, info.height as usize], &bytes[..info.buffer_size()])
}
