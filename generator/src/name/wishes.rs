//! The names that would do for something without one of its own, the best first.

use pagecrate_spec::pointer::Pointer;

use super::label::Labels;
use super::status::status_words;
use super::words::Words;
use crate::api::{Api, Home, Kind, OpRole, ShapeId, Status, is_failure};

/// The longest name that is made; a document's own names may be longer.
pub(super) const MAX_NAME: usize = 40;

/// Shapes that one stands for, itself first.
pub(super) struct Likes {
    pub(super) all: Vec<ShapeId>,
}

/// The names that would do for an inline shape, the best first.
pub(super) fn wishes(api: &Api, labels: &mut Labels<'_>, id: ShapeId, likes: &Likes) -> Vec<Words> {
    let mut names: Vec<Words> = Vec::with_capacity(11);
    names.extend(failure(api, id, likes));
    let mut owners: Vec<Words> = likes.all.iter().map(|like| labels.owner(*like)).collect();
    owners.sort();
    owners.dedup();
    let nouns = likes.all.iter().filter_map(|like| labels.noun(*like));
    names.extend(nouns.min_by_key(|noun| (noun.list().len(), noun.clone())));
    let property = labels.property(id);
    if let (true, Some(property)) = (owners.len() > 1, &property) {
        if property.list().len() > 1 {
            names.push(property.clone());
        }
        let shared = common(&owners);
        if !shared.is_empty() {
            names.push(shortened(&shared.and(property), property.list().len()));
        }
    }
    let mut own: Vec<Words> = likes
        .all
        .iter()
        .map(|like| own_label(labels, *like))
        .collect();
    own.sort_by_key(|label| (label.pascal().len(), label.clone()));
    own.dedup();
    let keep = property
        .as_ref()
        .map_or(1, |property| property.list().len());
    let kind = kind_word(&api.shapes.get(id).kind);
    let shortest = own.first().cloned().unwrap_or_default();
    names.push(shortened(&shortest, keep));
    names.push(elided(&shortest, keep));
    names.extend(own);
    names.push(shortened(&shortest, keep).plus(kind));
    names.push(shortest.plus(kind));
    names.push(place(&api.shapes.get(id).origin));
    names
}

/// The name of a body of several failures: of their status, or of all failures if most have it.
fn failure(api: &Api, id: ShapeId, likes: &Likes) -> Option<Words> {
    if likes.all.len() < 2 || !is_failure(&api.shapes, id) {
        return None;
    }
    let status = |like: &ShapeId| match api.shapes.get(*like).home {
        Home::Operation(_, OpRole::Response(Status::Code(code), _)) => Some(code),
        _ => None,
    };
    let first = status(&id);
    if let Some(code) = first
        && likes.all.iter().all(|like| status(like) == first)
    {
        return Some(Words::of(&status_words(&code.to_string())).plus("error"));
    }
    let failures = api.unified.iter();
    let mut failures = failures.filter(|(first, _)| is_failure(&api.shapes, **first));
    let is_most = failures.all(|(first, all)| *first == id || all.len() < likes.all.len());
    is_most.then(|| Words::of("error response"))
}

/// The label of one of several likes, by its own place.
pub(super) fn own_label(labels: &mut Labels<'_>, id: ShapeId) -> Words {
    match labels.property(id) {
        Some(property) => labels.owner(id).and(&property),
        None => labels.of(id),
    }
}

/// `repos/list-for-org` under the tag `repos` is `list_for_org`.
pub(super) fn unprefixed(id: &str, tag: &Words) -> Option<Words> {
    let at = id.find(['/', '.', ':', '_', '-'])?;
    let (prefix, rest) = (id.get(..at)?, id.get(at + 1..)?);
    let prefix = Words::of(prefix);
    let is_tag = !prefix.is_empty() && (prefix == *tag || prefix.singular() == tag.singular());
    let rest = Words::of(rest);
    (is_tag && !rest.is_empty()).then_some(rest)
}

/// The words that all labels start with.
fn common(labels: &[Words]) -> Words {
    let Some((first, others)) = labels.split_first() else {
        return Words::default();
    };
    let shared = first.list().iter().enumerate().take_while(|(index, word)| {
        others
            .iter()
            .all(|other| other.list().get(*index) == Some(*word))
    });
    shared.map(|(_, word)| word.clone()).collect()
}

/// A label of at most [`MAX_NAME`] characters: without fillers, then without its first words.
/// The last `keep` words stay.
pub(super) fn shortened(label: &Words, keep: usize) -> Words {
    const FILLERS: &[&str] = &[
        "of", "the", "a", "an", "for", "and", "response", "request", "by", "with", "data", "to",
        "in",
    ];
    let mut words = label.list().to_vec();
    let length = |words: &[String]| words.iter().map(String::len).sum::<usize>();
    let mut at = 0;
    while length(&words) > MAX_NAME && at + keep < words.len() {
        let is_filler = words
            .get(at)
            .is_some_and(|word| FILLERS.contains(&word.as_str()));
        if is_filler && at > 0 {
            words.remove(at);
        } else {
            at += 1;
        }
    }
    while length(&words) > MAX_NAME && words.len() > keep.max(1) {
        words.remove(0);
    }
    words.into_iter().collect()
}

/// A label of at most [`MAX_NAME`] characters with its first word, and as many of its last as fit.
fn elided(label: &Words, keep: usize) -> Words {
    let Some((first, rest)) = label.list().split_first() else {
        return Words::default();
    };
    let mut start = 0;
    let length =
        |start: usize| first.len() + rest.iter().skip(start).map(String::len).sum::<usize>();
    while length(start) > MAX_NAME && start + keep < rest.len() {
        start += 1;
    }
    std::iter::once(first)
        .chain(rest.iter().skip(start))
        .cloned()
        .collect()
}

/// The whole way to a shape in the document.
fn place(origin: &Pointer) -> Words {
    const SKIPPED: &[&str] = &[
        "paths",
        "components",
        "schemas",
        "properties",
        "content",
        "application/json",
        "schema",
    ];
    let tokens = origin
        .tokens()
        .filter(|token| !SKIPPED.contains(&token.as_str()));
    tokens
        .flat_map(|token| Words::of(&token).list().to_vec())
        .collect()
}

pub(super) fn kind_word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Enum(_) => "kind",
        Kind::Union(_) => "choice",
        _ => "object",
    }
}
