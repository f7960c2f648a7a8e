//! The sides of the result: how one goes from one to another.

use crate::window::{click, ctrl, field, open, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

#[test]
fn the_result_has_four_sides_by_mouse_and_by_key() {
    let mut window = open();
    field(&window, "Lambda event");
    for tab in ["Compare", "Handler", "Response"] {
        click(&mut window, tab);
        assert!(window.query_by_label("Lambda event").is_none(), "{tab} is in place of the event");
    }
    for key in [Key::M, Key::H, Key::R] {
        window.key_press_modifiers(Modifiers { alt: true, ..Modifiers::COMMAND }, key);
        settle(&mut window);
        assert!(window.query_by_label("Lambda event").is_none(), "{key:?}");
    }
    ctrl(&mut window, Key::Num7);
    assert!(field(&window, "Lambda event").is_focused(), "the event has a key of its own");
}
