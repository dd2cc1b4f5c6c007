//! `Debug` for the emitted types: shorter than a derived one, and cheaper to compile.

use std::fmt::{self, Debug, Formatter};

use super::slot::Slot;
use super::tape::MAX_DEPTH;
use super::write::{Object, Shape, Writer, is_absent};

/// Shows a value the way `derive(Debug)` would, with these differences: fields that are absent are
/// left out (`..` stands for them), the ones that are there are shown without `Some`, and a variant
/// of a union is shown as its value. Below 128 levels stands `…`.
///
/// # Errors
///
/// Those of the formatter.
pub fn debug(value: &dyn Slot, f: &mut Formatter<'_>) -> fmt::Result {
    Show {
        slot: value,
        depth: 0,
    }
    .fmt(f)
}

struct Show<'s> {
    slot: &'s dyn Slot,
    depth: usize,
}

impl Debug for Show<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.depth > MAX_DEPTH {
            return f.write_str("…");
        }
        let mut result = Ok(());
        let depth = self.depth + 1;
        let name = type_name(self.slot);
        let mut eye = |shape: Shape<'_>| result = show(&shape, name, depth, f);
        self.slot.write(&mut Writer::to(&mut eye, false));
        result
    }
}

fn show(shape: &Shape<'_>, name: &str, depth: usize, f: &mut Formatter<'_>) -> fmt::Result {
    match shape {
        Shape::Absent | Shape::Null => f.write_str("None"),
        Shape::Bool(value) => value.fmt(f),
        Shape::I64(value) => value.fmt(f),
        Shape::U64(value) => value.fmt(f),
        Shape::I128(value) => value.fmt(f),
        Shape::U128(value) => value.fmt(f),
        Shape::F32(value) => value.fmt(f),
        Shape::F64(value) => value.fmt(f),
        Shape::Str(value) => value.fmt(f),
        Shape::Digits(text) => f.write_str(text),
        Shape::Json(text) => f.write_str(text),
        Shape::Value(value) => fmt::Display::fmt(value, f),
        Shape::List(item_at) => {
            let items = (0..).map_while(item_at);
            f.debug_list()
                .entries(items.map(|slot| Show { slot, depth }))
                .finish()
        }
        Shape::Object(object) => show_object(object, name, depth, f),
    }
}

fn show_object(
    object: &Object<'_>,
    name: &str,
    depth: usize,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    let rest = (0..).map_while(|index| object.rest?.at(index));
    if object.keys.is_empty() && object.rest.is_some() {
        let entries = rest.map(|(key, slot)| (key, Show { slot, depth }));
        return f.debug_map().entries(entries).finish();
    }
    let mut fields = f.debug_struct(name);
    let mut is_whole = true;
    // Constants are no fields.
    let keys = object.keys.iter().filter(|key| key.constant.is_none());
    for (key, slot) in keys.zip(object.slots) {
        if key.may_be_absent() && is_absent(*slot) {
            is_whole = false;
        } else {
            fields.field(&field_name(key.name), &Show { slot: *slot, depth });
        }
    }
    for (key, slot) in rest {
        fields.field(&field_name(key), &Show { slot, depth });
    }
    if is_whole {
        fields.finish()
    } else {
        fields.finish_non_exhaustive()
    }
}

/// The last part of a type's path.
fn type_name(slot: &dyn Slot) -> &'static str {
    let path = slot.type_name();
    path.rsplit("::").next().unwrap_or(path)
}

/// A key in the way that Rust writes fields: `maxTokens` as `max_tokens`.
fn field_name(key: &str) -> String {
    let mut name = String::with_capacity(key.len() + 4);
    let mut after_lower = false;
    for c in key.chars() {
        if !c.is_alphanumeric() {
            name.push('_');
            after_lower = false;
            continue;
        }
        if c.is_uppercase() && after_lower {
            name.push('_');
        }
        after_lower = !c.is_uppercase();
        name.extend(c.to_lowercase());
    }
    name
}
