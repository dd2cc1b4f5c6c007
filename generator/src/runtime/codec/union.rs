//! Enums and unions: which variant a value is.

use std::borrow::Cow;

use super::fault::{Expected, Miss};
use super::node::Node;
use super::object::Key;
use super::slot::Slot;
use super::tape::{Kind, Token};

/// What is known beforehand about one variant of an untagged union.
#[derive(Clone, Copy, Debug)]
pub struct Branch(Shape);

#[derive(Clone, Copy, Debug)]
enum Shape {
    Kind(Kind),
    Object(&'static [Key]),
    Names(&'static [&'static str]),
    Tagged(&'static [&'static str], &'static [&'static str]),
    List(&'static Branch),
    Union(&'static [Branch]),
}

/// A tag that fits says more than any number of keys.
const TAG_FITS: u32 = 1 << 20;

impl Branch {
    /// Values of these kinds.
    #[must_use]
    pub const fn kind(kind: Kind) -> Branch {
        Branch(Shape::Kind(kind))
    }

    /// Objects with these keys.
    #[must_use]
    pub const fn object(keys: &'static [Key]) -> Branch {
        Branch(Shape::Object(keys))
    }

    /// One of these strings. Put it before or after [`Kind::STRING`]: a listed string fits better.
    #[must_use]
    pub const fn names(names: &'static [&'static str]) -> Branch {
        Branch(Shape::Names(names))
    }

    /// Objects that have one of these tags; see [`Node::tag`].
    #[must_use]
    pub const fn tagged(path: &'static [&'static str], tags: &'static [&'static str]) -> Branch {
        Branch(Shape::Tagged(path, tags))
    }

    /// Arrays whose first item fits a branch; also the empty array.
    #[must_use]
    pub const fn list(item: &'static Branch) -> Branch {
        Branch(Shape::List(item))
    }

    /// Values that fit one of these branches: a union within a union.
    #[must_use]
    pub const fn union(branches: &'static [Branch]) -> Branch {
        Branch(Shape::Union(branches))
    }

    /// How well a value fits, from 1; 0 if it does not, or not in `whole`.
    fn score(&self, node: Node<'_>, whole: bool) -> u32 {
        match self.0 {
            Shape::Kind(kind) => match node.kind() {
                found if !kind.meets(found) => 0,
                // `3` is a number and an integer; the narrower kind fits better.
                Kind::INTEGER if kind == Kind::INTEGER => 2,
                _ => 1,
            },
            Shape::Object(keys) => match node.recognised(keys) {
                Some(count) if !whole || node.has_members(count) => count + 1,
                _ => 0,
            },
            Shape::Names(names) => match node.text() {
                Some(text) if names.contains(&&*text) => 2,
                _ => 0,
            },
            Shape::Tagged(path, tags) => match node.tag(path, tags) {
                Some(_) => TAG_FITS,
                None => 0,
            },
            Shape::List(item) => match node.items().map(|mut items| items.next()) {
                Ok(Some(first)) => item.score(first, whole).saturating_add(1).min(TAG_FITS),
                Ok(None) => 1,
                Err(_) => 0,
            },
            Shape::Union(branches) => {
                let scores = branches.iter().map(|branch| branch.score(node, whole));
                scores.max().unwrap_or(0)
            }
        }
    }
}

/// The variants of a union that a value may be, best first: those that recognise more of its keys,
/// then in the declared order.
#[derive(Clone, Debug)]
pub struct Rank {
    few: [u32; FEW],
    many: Vec<u32>,
}

const FEW: usize = 16;

impl Iterator for Rank {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let scores = if self.many.is_empty() {
            &mut self.few[..]
        } else {
            &mut self.many[..]
        };
        let mut best = (0, 0);
        for (index, score) in scores.iter().enumerate() {
            if *score > best.1 {
                best = (index, *score);
            }
        }
        *scores.get_mut(best.0).filter(|score| **score > 0)? = 0;
        Some(best.0)
    }
}

/// A string of an open enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The index of a listed string.
    Known(usize),
    /// A string that is not listed.
    Unknown(String),
}

impl Choice {
    /// Looks a string up.
    #[must_use]
    pub fn of(text: Cow<'_, str>, names: &[&str]) -> Choice {
        match names.iter().position(|name| *name == text) {
            Some(index) => Choice::Known(index),
            None => Choice::Unknown(text.into_owned()),
        }
    }
}

/// An enum of strings that also takes strings which are not listed.
pub trait Names {
    /// The listed strings, in the order of the variants.
    const NAMES: &'static [&'static str];

    /// The variant of a string.
    fn pick(choice: Choice) -> Self;
}

impl<'t> Node<'t> {
    /// The variants of an untagged union that may fit, best first.
    #[must_use]
    pub fn rank(self, branches: &'static [Branch]) -> Rank {
        self.ranked(branches, false)
    }

    /// As [`rank`](Self::rank), without the variants that do not know all keys of an object: for
    /// unions that take anything, which then keep it as JSON.
    #[must_use]
    pub fn rank_whole(self, branches: &'static [Branch]) -> Rank {
        self.ranked(branches, true)
    }

    fn has_members(self, count: u32) -> bool {
        let members = self.entries().map(Iterator::count);
        members.is_ok_and(|members| members == count as usize)
    }

    fn ranked(self, branches: &'static [Branch], whole: bool) -> Rank {
        let mut rank = Rank {
            few: [0; FEW],
            many: Vec::new(),
        };
        match rank.few.get_mut(..branches.len()) {
            Some(scores) => {
                for (score, branch) in scores.iter_mut().zip(branches) {
                    *score = branch.score(self, whole);
                }
            }
            None => {
                rank.many = branches
                    .iter()
                    .map(|branch| branch.score(self, whole))
                    .collect();
            }
        }
        rank
    }

    /// Reads the value as one variant of an untagged union, if it fits. After very many attempts in
    /// vain on one document nothing fits any more.
    #[inline]
    pub fn attempt<T: Slot, U>(self, variant: fn(T) -> U) -> Option<U> {
        if !self.tape.is_patient() {
            return None;
        }
        let outer = self.tape.tried.replace(Some(self.index));
        let read = self.read();
        self.tape.tried.set(outer);
        match read {
            Ok(value) => Some(variant(value)),
            Err(_) => {
                self.tape.wasted(self.index);
                None
            }
        }
    }

    /// Whether this very value is being tried as a variant of a union, so that it should be read
    /// only into a type which it surely has.
    #[allow(
        dead_code,
        reason = "asked by the types that keep their text, which are optional"
    )]
    pub(in crate::runtime) fn is_choice(self) -> bool {
        self.tape.tried.get() == Some(self.index)
    }

    /// The index of an object's tag among the documented ones. `path` leads to the tag through
    /// objects; it is mostly one key.
    #[must_use]
    pub fn tag(self, path: &[&str], tags: &[&str]) -> Option<usize> {
        let mut here = self;
        for key in path {
            here = here.get(key)?;
        }
        match here.entry().token() {
            Token::String => {
                let raw = here.raw();
                tags.iter().position(|tag| *tag == raw)
            }
            Token::Escaped => here
                .text()
                .and_then(|text| tags.iter().position(|t| *t == text)),
            // A tag may be an integer or a boolean, which the documentation writes as text.
            Token::Number | Token::True | Token::False => {
                let raw = here.raw();
                tags.iter().position(|tag| *tag == raw)
            }
            _ => None,
        }
    }

    /// The string of an open enum.
    ///
    /// # Errors
    ///
    /// Anything that is not a string.
    pub fn one_of(self, names: &[&str]) -> Result<Choice, Miss> {
        Ok(Choice::of(self.str()?, names))
    }

    /// The index of the string of a closed enum.
    ///
    /// # Errors
    ///
    /// Anything but the listed strings.
    pub fn index_of(self, names: &'static [&'static str]) -> Result<usize, Miss> {
        let text = self.text();
        names
            .iter()
            .position(|name| text.as_deref() == Some(name))
            .ok_or_else(|| self.miss(Expected::OneOf(names)))
    }

    /// The index of the integer of a closed enum.
    ///
    /// # Errors
    ///
    /// Anything but the listed integers.
    pub fn index_of_int(self, numbers: &'static [i64]) -> Result<usize, Miss> {
        let found = self.integer::<i64>();
        numbers
            .iter()
            .position(|number| found == Some(*number))
            .ok_or_else(|| self.miss(Expected::OneOfInt(numbers)))
    }

    /// The integer of an open enum.
    ///
    /// # Errors
    ///
    /// Anything that is not an integer of 64 bits.
    pub fn int(self) -> Result<i64, Miss> {
        self.integer()
            .ok_or_else(|| self.miss(Expected::Kind(Kind::INTEGER)))
    }

    /// The index of a value among some given as JSON.
    #[must_use]
    pub fn index_of_json(self, values: &[&str]) -> Option<usize> {
        values.iter().position(|json| self.is_json(json))
    }
}
