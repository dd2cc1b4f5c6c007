//! What became of each page: nothing is left out without a reason.

use std::collections::BTreeMap;

use serde::Serialize;

/// What was read and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accounting {
    /// Every page, in the order of names.
    pub pages: Vec<PageUse>,
    /// How many fragments each reader made.
    pub fragments: BTreeMap<&'static str, usize>,
    /// Operations in the merged document.
    pub operations: usize,
    /// Requests in the merged document that the service sends.
    pub webhooks: usize,
    /// Operations of weaker pages that added to those of stronger ones.
    pub supplemented: usize,
    /// Operations that several equally strong pages state.
    pub repeated: usize,
    /// Components in all fragments, each time they stand on a page.
    pub components_read: usize,
    /// Components in the merged document.
    pub components: usize,
    /// How often each kind of repair was done, by the code of its note.
    pub repairs: BTreeMap<&'static str, usize>,
}

/// What became of one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageUse {
    /// The page.
    pub page: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: PageOutcome,
}

/// What became of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum PageOutcome {
    /// It gave fragments.
    Used {
        /// The reader that took it.
        reader: &'static str,
        /// How many operations its fragments state.
        operations: usize,
    },
    /// It gave none.
    Skipped {
        /// Why.
        reason: &'static str,
    },
}

impl Accounting {
    /// How many pages gave fragments.
    #[must_use]
    pub fn used(&self) -> usize {
        let used = |page: &&PageUse| matches!(page.outcome, PageOutcome::Used { .. });
        self.pages.iter().filter(used).count()
    }

    /// How many pages gave none, by reason.
    #[must_use]
    pub fn skipped(&self) -> BTreeMap<&'static str, usize> {
        let mut reasons = BTreeMap::new();
        for page in &self.pages {
            if let PageOutcome::Skipped { reason } = page.outcome {
                *reasons.entry(reason).or_default() += 1;
            }
        }
        reasons
    }
}
