//! What a comparison found, at its three levels.

use pagecrate_generator::surface::{self, Effect, Side};
use pagecrate_spec::compare::{self, Location, PageChange};
use pagecrate_spec::pointer::Pointer;
use serde::Serialize;

use super::Step;
use super::state::State;

/// What a comparison found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The name of the older state.
    pub old: String,
    /// The name of the newer state.
    pub new: String,
    /// The strongest effect on callers.
    pub verdict: Effect,
    /// The step that the version of the client should take.
    pub step: Step,
    /// The version that callers have, where it is known.
    pub current: Option<String>,
    /// The version that is proposed.
    pub next: Option<String>,
    /// What became of pages.
    pub pages: Vec<PageChange>,
    /// What became of the API.
    pub api: Vec<compare::Change>,
    /// What became of the client's public items.
    pub rust: Vec<RustChange>,
    /// What is not as it should be with the states.
    pub notes: Vec<String>,
}

/// What became of a public item, and where that is documented.
#[derive(Clone, Debug, Serialize)]
pub struct RustChange {
    /// What became of it.
    #[serde(flatten)]
    pub change: surface::Change,
    /// The page and line.
    pub location: Option<Location>,
}

impl Report {
    pub(super) fn new(old: State, new: State, current: Option<String>) -> Self {
        let (before, after) = (old.as_compared(), new.as_compared());
        let pages = match old.is_document || new.is_document {
            true => Vec::new(),
            false => compare::pages(&old.pages, &new.pages),
        };
        let api = compare::compare(before, after);
        let changes = match (&old.surface, &new.surface) {
            (Some(old), Some(new)) => surface::compare(old, new),
            _ => Vec::new(),
        };
        let located = |change: surface::Change| {
            let state = match change.side {
                Side::Old => before,
                Side::New => after,
            };
            let pointer = change
                .origin
                .as_ref()
                .and_then(|one| Pointer::parse(&one.pointer));
            let location = pointer.and_then(|at| compare::locate(state, &at));
            RustChange { change, location }
        };
        let rust: Vec<RustChange> = changes.into_iter().map(located).collect();
        let verdict = rust
            .iter()
            .map(|one| one.change.effect)
            .max()
            .unwrap_or_default();
        let step = Step::of(verdict, !api.is_empty() || !pages.is_empty());
        let current = current.or_else(|| old.version.clone());
        let notes = [old.notes.clone(), new.notes.clone()].concat();
        Self {
            next: current.as_deref().and_then(|version| step.next(version)),
            old: old.name.clone(),
            new: new.name.clone(),
            verdict,
            step,
            current,
            pages,
            api,
            rust,
            notes,
        }
    }

    /// Whether nothing at all changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.api.is_empty() && self.rust.is_empty()
    }

    /// How many public items changed with an effect.
    #[must_use]
    pub fn count(&self, effect: Effect) -> usize {
        self.rust
            .iter()
            .filter(|one| one.change.effect == effect)
            .count()
    }

    /// One line: what it means, and the versions.
    #[must_use]
    pub fn title(&self) -> String {
        if self.is_empty() {
            return "No change in the documentation".to_owned();
        }
        let verdict = match self.verdict {
            Effect::Breaking => "breaking",
            Effect::Additive => "additive",
            Effect::None => "no change for callers",
        };
        let operations = |what: &dyn Fn(&compare::Event) -> bool| {
            let of = |one: &&compare::Change| {
                one.element == compare::Element::Operation && what(&one.event)
            };
            self.api.iter().filter(of).count()
        };
        let added = operations(&|event| *event == compare::Event::Added);
        let removed = operations(&|event| *event == compare::Event::Removed);
        let mut parts = vec![verdict.to_owned()];
        if added + removed > 0 {
            parts.push(format!("{added} operations added, {removed} removed"));
        }
        if let (Some(current), Some(next)) = (&self.current, &self.next) {
            parts.push(format!("{current} → {next}"));
        }
        format!("API changes: {}", parts.join("; "))
    }
}
