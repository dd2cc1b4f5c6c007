//! Which page says what: from places in the merged document back to pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::fragment::{Fragment, Trust};
use crate::merge::Whole;
use crate::pointer::Pointer;
use crate::source::{Sources, Span};

/// Where the pieces of the merged document come from.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// The fragments without their values.
    fragments: Vec<Arc<Stated>>,
    entries: BTreeMap<Pointer, Vec<Origin>>,
    /// What an overlay took out, and the action that did.
    removed: Vec<(Pointer, Origin)>,
}

/// A fragment without its value, and how to find places in it.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    pub(crate) fragment: Fragment,
    /// What was done to a whole file before it was merged.
    pub(crate) whole: Option<Whole>,
}

impl Stated {
    /// The range that states the value at a pointer of the fragment.
    pub(crate) fn locate(&self, pointer: &Pointer, sources: &Sources) -> Span {
        match &self.whole {
            Some(whole) => whole.locate(&self.fragment, pointer, sources),
            None => self.fragment.locate(pointer, sources),
        }
    }
}

/// One page's share in a piece of the merged document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    fragment: usize,
    /// The place inside of the fragment.
    pub pointer: Pointer,
}

/// An [`Origin`] with what a person wants to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provided {
    /// The range of the page.
    pub span: Span,
    /// The page's address.
    pub url: Option<String>,
    /// How directly it was stated.
    pub trust: Trust,
    /// The reader that read it.
    pub platform: &'static str,
}

impl Provenance {
    /// Takes a fragment, whose value is not kept, and gives the number to record it by.
    pub(crate) fn add(&mut self, mut fragment: Fragment, whole: Option<Whole>) -> usize {
        fragment.value = serde_json::Value::Null;
        self.fragments.push(Arc::new(Stated { fragment, whole }));
        self.fragments.len() - 1
    }

    /// Records that a fragment states the piece at a pointer of the merged document.
    pub(crate) fn record(&mut self, at: Pointer, fragment: usize, pointer: Pointer) {
        let origins = self.entries.entry(at).or_default();
        let origin = Origin { fragment, pointer };
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }

    /// Records that the action at a pointer of an overlay took out what stood at a place.
    pub(crate) fn record_removal(&mut self, at: Pointer, overlay: usize, action: Pointer) {
        let origin = Origin {
            fragment: overlay,
            pointer: action,
        };
        self.removed.push((at, origin));
    }

    /// What overlays took out, each with the range of the action, in the order of the actions. A
    /// place is that of the document which the action was applied to.
    pub fn removals<'p>(
        &'p self,
        sources: &'p Sources,
    ) -> impl Iterator<Item = (&'p Pointer, Span)> {
        self.removed.iter().map(|(at, origin)| {
            let span = self.fragment(origin).locate(&origin.pointer, sources);
            (at, span)
        })
    }

    /// The fragment that an origin is of.
    pub(crate) fn fragment(&self, origin: &Origin) -> &Arc<Stated> {
        &self.fragments[origin.fragment]
    }

    /// The fragment of a number that [`Provenance::add`] gave.
    pub(crate) fn by_number(&self, number: usize) -> &Arc<Stated> {
        &self.fragments[number]
    }

    /// Every recorded place with its origins, the strongest first.
    pub fn iter(&self) -> impl Iterator<Item = (&Pointer, &[Origin])> {
        self.entries
            .iter()
            .map(|(pointer, origins)| (pointer, origins.as_slice()))
    }

    /// The origins of the nearest recorded parent, and the rest of the pointer below it.
    #[must_use]
    pub fn origins(&self, pointer: &Pointer) -> Option<(&[Origin], Vec<String>)> {
        let mut at = pointer.clone();
        let mut below = Vec::new();
        loop {
            if let Some(origins) = self.entries.get(&at) {
                below.reverse();
                return Some((origins, below));
            }
            below.push(at.last()?);
            at = at.parent()?;
        }
    }

    /// Where the piece at a pointer stands, the strongest first. Scans each page's fragment.
    #[must_use]
    pub fn provided(&self, pointer: &Pointer, sources: &Sources) -> Vec<Provided> {
        let Some((origins, below)) = self.origins(pointer) else {
            return Vec::new();
        };
        origins
            .iter()
            .map(|origin| {
                let stated = self.fragment(origin);
                let inner = below
                    .iter()
                    .fold(origin.pointer.clone(), |at, token| at.join(token));
                Provided {
                    span: stated.locate(&inner, sources),
                    url: stated.fragment.url.clone(),
                    trust: stated.fragment.trust,
                    platform: stated.fragment.platform,
                }
            })
            .collect()
    }

    /// The strongest page's address for the piece at a pointer.
    #[must_use]
    pub fn url(&self, pointer: &Pointer) -> Option<&str> {
        let (origins, _) = self.origins(pointer)?;
        self.fragment(origins.first()?).fragment.url.as_deref()
    }

    /// How directly the piece at a pointer was stated, by its strongest page.
    #[must_use]
    pub fn trust(&self, pointer: &Pointer) -> Option<Trust> {
        let (origins, _) = self.origins(pointer)?;
        Some(self.fragment(origins.first()?).fragment.trust)
    }
}
