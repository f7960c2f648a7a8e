//! Variables through the layers of macros and loops.

use super::{Evaluator, Step};
use crate::vtl::ast::{ExprKind, Slot};
use crate::vtl::scope::{Frame, Scope};
use crate::vtl::value::Value;

impl<const RECORD: bool> Evaluator<'_, RECORD> {
    /// Reads a variable; `null` if it has no value.
    pub(super) fn get(&mut self, slot: Slot, scope: &Scope) -> Step<Value> {
        let mut layer = scope;
        loop {
            let Some(frame) = layer else {
                return Ok(self.globals.get(slot.0 as usize).cloned().unwrap_or(Value::NULL));
            };
            match &**frame {
                Frame::NullLoop { parent, slot: hidden, active } => {
                    if active.get() && *hidden == slot {
                        return Ok(Value::NULL);
                    }
                    layer = parent;
                }
                Frame::Macro(call) => {
                    if let Some(value) = call.local(slot)
                        && !value.is_null()
                    {
                        return Ok(value);
                    }
                    let Some(expr) = call.argument(slot).and_then(|index| call.arguments.get(index)) else {
                        layer = &call.parent;
                        continue;
                    };
                    // By name: the argument is evaluated where the call stands, each time.
                    return match &expr.kind {
                        ExprKind::Reference(reference) if reference.steps.is_empty() => {
                            self.nested(expr.span, |this| this.get(reference.slot, &call.parent))
                        }
                        ExprKind::Reference(reference) => self.nested(expr.span, |this| {
                            Ok(this.execute(reference, &call.parent)?.unwrap_or(Value::NULL))
                        }),
                        _ => self.nested(expr.span, |this| this.value(expr, &call.parent)),
                    };
                }
            }
        }
    }

    /// Sets a variable: in every macro call around, and globally.
    #[inline]
    pub(super) fn put(&mut self, slot: Slot, value: Value, scope: &Scope) {
        if scope.is_some() {
            self.put_in_layers(slot, &value, scope);
        }
        let index = slot.0 as usize;
        if index >= self.globals.len() {
            self.globals.resize(index + 1, Value::NULL);
        }
        if let Some(global) = self.globals.get_mut(index) {
            *global = value;
        }
    }

    fn put_in_layers(&self, slot: Slot, value: &Value, scope: &Scope) {
        let mut layer = scope;
        while let Some(frame) = layer {
            layer = match &**frame {
                Frame::NullLoop { parent, slot: hidden, active } => {
                    if *hidden == slot && value.is_null() {
                        active.set(true);
                    }
                    parent
                }
                Frame::Macro(call) => {
                    call.set_local(slot, value.clone());
                    &call.parent
                }
            };
        }
    }

    /// Forgets a variable.
    pub(super) fn remove(&mut self, slot: Slot, scope: &Scope) {
        let mut layer = scope;
        while let Some(frame) = layer {
            layer = match &**frame {
                Frame::NullLoop { parent, slot: hidden, active } => {
                    if *hidden == slot {
                        active.set(false);
                    }
                    parent
                }
                Frame::Macro(call) => {
                    call.forget(slot);
                    &call.parent
                }
            };
        }
        if let Some(global) = self.globals.get_mut(slot.0 as usize) {
            *global = Value::NULL;
        }
    }

    /// Returns the text of the argument that a parameter stands for: what the parameter prints without a value.
    pub(super) fn argument_text(&self, slot: Slot, scope: &Scope) -> Option<Box<str>> {
        let mut layer = scope;
        while let Some(frame) = layer {
            layer = match &**frame {
                Frame::NullLoop { parent, .. } => parent,
                Frame::Macro(call) => {
                    if let Some(index) = call.argument(slot) {
                        return call.texts.get(index).cloned();
                    }
                    &call.parent
                }
            };
        }
        None
    }
}
