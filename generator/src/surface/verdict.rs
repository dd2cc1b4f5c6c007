//! What a change means for a caller. Where it cannot be told, it is breaking.

use super::{Effect, ItemKind, PublicItem, Signature, Surface, What};

/// An effect and its reason.
pub(super) type Verdict = (Effect, String);

fn breaking(reason: impl Into<String>) -> Verdict {
    (Effect::Breaking, reason.into())
}

fn additive(reason: &str) -> Verdict {
    (Effect::Additive, reason.to_owned())
}

/// Of an item that is new.
pub(super) fn added(item: &PublicItem, old: &Surface) -> Verdict {
    let parent = item
        .parent
        .as_ref()
        .and_then(|parent| old.items.get(parent));
    if item.kind == ItemKind::Variant && parent.is_some_and(|parent| parent.exhaustive) {
        return breaking("the enum is strict: a `match` without a wildcard lacks the new variant");
    }
    if let Some(literal) = conversion(item).and_then(literal_of)
        && let Some(parent) = &item.parent
    {
        let is_rival = |other: &PublicItem| {
            other.parent.as_ref() == Some(parent)
                && conversion(other).and_then(literal_of) == Some(literal)
        };
        if old.items.values().any(is_rival) {
            return breaking(format!("a bare {literal} converts in two ways now"));
        }
    }
    additive(match item.kind {
        ItemKind::Variant => "the enum is open: every `match` has a wildcard",
        ItemKind::Field => {
            "the struct is `#[non_exhaustive]`: callers neither write nor take it apart in full"
        }
        ItemKind::Setter => "requests that do not set it stay as they are",
        ItemKind::Function | ItemKind::Operation | ItemKind::Group => "nothing that exists changes",
        ItemKind::Trait => "the type can do more",
        ItemKind::Feature => "features are added up",
        _ => "a new name",
    })
}

/// The type that a conversion is from.
fn conversion(item: &PublicItem) -> Option<&str> {
    match item.kind {
        ItemKind::Trait => item.name.strip_prefix("From<")?.strip_suffix('>'),
        _ => None,
    }
}

fn literal_of(ty: &str) -> Option<&'static str> {
    match ty {
        "i32" | "i64" | "u32" | "u64" | "i128" | "u128" => Some("integer"),
        "f32" | "f64" => Some("float"),
        _ => None,
    }
}

/// Of an item that is gone.
pub(super) fn removed(item: &PublicItem) -> Verdict {
    breaking(match item.kind {
        ItemKind::Variant => "callers that name the variant no longer compile",
        ItemKind::Field => "callers that read or set the field no longer compile",
        ItemKind::Setter => "callers that set the parameter no longer compile",
        ItemKind::Function => "callers of the function no longer compile",
        ItemKind::Trait => "callers that rely on the trait no longer compile",
        ItemKind::Feature => "a manifest that names the feature is an error",
        _ => "callers that name the type no longer compile",
    })
}

/// Of an item with another name.
pub(super) fn renamed() -> Verdict {
    breaking("callers write the older name")
}

/// Of two signatures, the older one with the newer names of types. `None` when they are the same.
pub(super) fn changed(
    kind: (ItemKind, ItemKind),
    old: &Signature,
    new: &Signature,
) -> Option<Verdict> {
    if kind.0 != kind.1 {
        return Some(breaking("the name stands for something of another kind"));
    }
    let types = |one: &Signature| -> Vec<String> {
        one.arguments
            .iter()
            .map(|argument| argument.ty.clone())
            .collect()
    };
    let names = |one: &Signature| -> Vec<String> {
        one.arguments
            .iter()
            .map(|argument| argument.name.clone())
            .collect()
    };
    let (before, after) = (types(old), types(new));
    if old.receiver != new.receiver {
        return Some(breaking("it is called in another way"));
    }
    if after.len() > before.len() {
        return Some(breaking("callers have to give another argument"));
    }
    if after.len() < before.len() {
        return Some(breaking("callers give an argument too many"));
    }
    if before != after {
        return Some(breaking(match kind.0 {
            ItemKind::Function | ItemKind::Setter => "an argument has another type",
            _ => "it has another type",
        }));
    }
    if old.ty != new.ty {
        return Some(breaking(result(kind.0, &old.ty, &new.ty)));
    }
    if old.discriminant != new.discriminant {
        return Some(breaking("a cast to an integer gives another number"));
    }
    if names(old) == names(new) {
        return None;
    }
    let moved = names(new)
        .iter()
        .any(|name| names(old).contains(name) && at(old, name) != at(new, name));
    Some(match moved {
        true => breaking("arguments of one type have changed their places"),
        false => (
            Effect::None,
            "callers do not write the names of arguments".to_owned(),
        ),
    })
}

fn at(signature: &Signature, name: &str) -> Option<usize> {
    signature
        .arguments
        .iter()
        .position(|argument| argument.name == name)
}

fn result(kind: ItemKind, old: &str, new: &str) -> &'static str {
    let inner = |ty: &str| -> Option<String> {
        let inner = ty.strip_prefix("Option<")?.strip_suffix('>')?;
        Some(inner.to_owned())
    };
    let is_option = |ty: &str| ty.starts_with("Option<");
    match kind {
        ItemKind::Field if inner(new).as_deref() == Some(old) && is_option(old) => {
            "absent and null are told apart now"
        }
        ItemKind::Field if inner(old).as_deref() == Some(new) && is_option(new) => {
            "absent and null are no longer told apart"
        }
        ItemKind::Field if inner(new).as_deref() == Some(old) => "the value can be absent now",
        ItemKind::Field if inner(old).as_deref() == Some(new) => "the value is always there now",
        ItemKind::Field => "the field has another type",
        ItemKind::Variant => "the variant holds something else",
        ItemKind::Function | ItemKind::Setter => "it gives something else",
        ItemKind::Trait => "the associated type is another",
        ItemKind::Alias => "the alias stands for another type",
        _ => "it is something else",
    }
}

/// Of everything but the signature: traits, matchability, features, deprecation.
pub(super) fn properties(
    old: &PublicItem,
    new: &PublicItem,
    features: &dyn Fn(&str) -> bool,
) -> Vec<(What, Verdict)> {
    let mut all = Vec::new();
    let lost = without(&old.traits, &new.traits);
    let gained = without(&new.traits, &old.traits);
    if !lost.is_empty() || !gained.is_empty() {
        let verdict = match lost.is_empty() {
            true => additive("the type can do more"),
            false => breaking(format!("callers may rely on {}", listed(&lost))),
        };
        all.push((What::Traits { lost, gained }, verdict));
    }
    if old.exhaustive != new.exhaustive && old.kind == new.kind {
        let exhaustive = new.exhaustive;
        let verdict = match exhaustive {
            true => additive("a `match` needs no wildcard any more"),
            false => breaking("a `match` without a wildcard no longer compiles"),
        };
        all.push((What::Matchability { exhaustive }, verdict));
    }
    if old.features != new.features {
        // A feature that is gone altogether is said of the feature.
        let mut lost = without(&old.features, &new.features);
        lost.retain(|name| features(name));
        let gained = without(&new.features, &old.features);
        let verdict = match (old.features.is_empty(), new.features.is_empty()) {
            (true, false) => Some(breaking("it needs a feature now")),
            (false, true) => Some(additive("it is there without a feature")),
            _ if !lost.is_empty() => Some(breaking(format!(
                "it is not there with {} alone",
                listed(&lost)
            ))),
            _ if !gained.is_empty() => Some(additive("it is there with more features")),
            _ => None,
        };
        if let Some(verdict) = verdict {
            all.push((What::Features { lost, gained }, verdict));
        }
    }
    if old.deprecated != new.deprecated {
        let deprecated = new.deprecated;
        let verdict = match deprecated {
            true => additive("callers are warned, and still compile"),
            false => (Effect::None, "callers are no longer warned".to_owned()),
        };
        all.push((What::Deprecation { deprecated }, verdict));
    }
    all
}

fn without(these: &[String], those: &[String]) -> Vec<String> {
    let missing = these.iter().filter(|one| !those.contains(one));
    missing.cloned().collect()
}

fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
