//! Paints what egui drew into a picture: triangles with a texture, on the processor alone. No graphics driver has a say
//! in it, so a picture made on one machine is that of every other.
//!
//! It knows what egui makes and no more: no callbacks, no wrapping textures.

use egui::epaint::{ClippedPrimitive, Mesh, Primitive, Vertex};
use egui::{Color32, ColorImage, FullOutput, ImageData, Pos2, Rect, TextureId, TexturesDelta};
use egui_kittest::TestRenderer;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// The textures of a harness: one clone is given to it, the other paints.
#[derive(Clone, Default)]
pub struct Painter(Rc<RefCell<HashMap<TextureId, ColorImage>>>);

impl TestRenderer for Painter {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let mut textures = self.0.borrow_mut();
        for (id, changes) in delta.set.drain() {
            for change in changes {
                let ImageData::Color(image) = change.image;
                match (change.pos, textures.get_mut(&id)) {
                    (Some([left, top]), Some(whole)) => {
                        for (row, pixels) in image.pixels.chunks(image.size[0].max(1)).enumerate() {
                            let start = (top + row) * whole.size[0] + left;
                            whole.pixels[start..start + pixels.len()].copy_from_slice(pixels);
                        }
                    }
                    _ => {
                        textures.insert(id, (*image).clone());
                    }
                }
            }
        }
        for id in delta.free.drain() {
            textures.remove(&id);
        }
    }
}

impl Painter {
    /// Paints the last frame of a window of this size in points on `ground`, at one pixel a point.
    pub fn picture(&self, ctx: &egui::Context, output: &FullOutput, size: [usize; 2], ground: Color32) -> ColorImage {
        let mut picture = ColorImage::filled(size, ground);
        let textures = self.0.borrow();
        for ClippedPrimitive { clip_rect, primitive } in ctx.tessellate(output.shapes.clone(), 1.0) {
            let Primitive::Mesh(mesh) = primitive else { continue };
            if let Some(texture) = textures.get(&mesh.texture_id) {
                paint_mesh(&mut picture, clip_rect, &mesh, texture);
            }
        }
        picture
    }
}

fn paint_mesh(picture: &mut ColorImage, clip: Rect, mesh: &Mesh, texture: &ColorImage) {
    for corners in mesh.indices.chunks_exact(3) {
        let [a, b, c] = [corners[0], corners[1], corners[2]].map(|index| mesh.vertices[index as usize]);
        if cross(a.pos, b.pos, c.pos) < 0.0 {
            paint_triangle(picture, clip, [a, c, b], texture);
        } else {
            paint_triangle(picture, clip, [a, b, c], texture);
        }
    }
}

/// Twice the area of a triangle, positive if its corners go round with the clock on screen.
fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn paint_triangle(picture: &mut ColorImage, clip: Rect, [a, b, c]: [Vertex; 3], texture: &ColorImage) {
    let area = cross(a.pos, b.pos, c.pos);
    if area <= 0.0 {
        return;
    }
    let [width, height] = picture.size;
    let round = Rect::from_points(&[a.pos, b.pos, c.pos]);
    let side = |low: f32, high: f32, clip: (f32, f32), most: usize| {
        let first = low.max(clip.0.round()).floor().max(0.0) as usize;
        first..(high.min(clip.1.round()).ceil().max(0.0) as usize).min(most)
    };
    for y in side(round.top(), round.bottom(), (clip.top(), clip.bottom()), height) {
        for x in side(round.left(), round.right(), (clip.left(), clip.right()), width) {
            let at = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
            let edges = [(b.pos, c.pos), (c.pos, a.pos), (a.pos, b.pos)];
            let shares = edges.map(|(from, to)| cross(from, to, at));
            // A pixel on the edge of two triangles belongs to one of them.
            let is_inside = shares.iter().zip(edges).all(|(share, edge)| *share > 0.0 || (*share == 0.0 && owns(edge)));
            if !is_inside {
                continue;
            }
            let [u, v, w] = shares.map(|share| share / area);
            let mixed = |of: fn(&Vertex) -> f32| of(&a) * u + of(&b) * v + of(&c) * w;
            let texel = sample(texture, mixed(|vertex| vertex.uv.x), mixed(|vertex| vertex.uv.y));
            let color: [f32; 4] = std::array::from_fn(|channel| {
                let of = |vertex: &Vertex| f32::from(vertex.color[channel]);
                (of(&a) * u + of(&b) * v + of(&c) * w) * texel[channel] / 255.0
            });
            blend(&mut picture[(x, y)], color);
        }
    }
}

/// Tells whether pixels on this edge belong to its triangle: those on the top and on the left.
fn owns((from, to): (Pos2, Pos2)) -> bool {
    to.y < from.y || (to.y == from.y && to.x > from.x)
}

/// The color of a texture at a place between 0 and 1, mixed from the four texels around it.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let texel = |x: f32, y: f32| {
        let clamped = |at: f32, most: usize| (at.max(0.0) as usize).min(most - 1);
        texture[(clamped(x, width), clamped(y, height))]
    };
    let (left, top) = (x.floor(), y.floor());
    let (right_share, bottom_share) = (x - left, y - top);
    std::array::from_fn(|channel| {
        let of = |color: Color32| f32::from(color[channel]);
        let row = |y: f32| of(texel(left, y)) * (1.0 - right_share) + of(texel(left + 1.0, y)) * right_share;
        row(top) * (1.0 - bottom_share) + row(top + 1.0) * bottom_share
    })
}

/// Puts a color whose channels are multiplied by its opacity over another.
fn blend(under: &mut Color32, over: [f32; 4]) {
    let rest = 1.0 - over[3] / 255.0;
    let mixed: [u8; 4] =
        std::array::from_fn(|channel| (over[channel] + f32::from(under[channel]) * rest).round().min(255.0) as u8);
    *under = Color32::from_rgba_premultiplied(mixed[0], mixed[1], mixed[2], mixed[3]);
}
