//! Failures that operations under one tag have in common.

use std::cmp::Reverse;
use std::collections::HashMap;

use indexmap::IndexMap;

use super::forms::{Form, Gives, Plan, Read, Reads};
use crate::api::{Api, OpId, Status};

/// The failures of a tag, by its position in [`Api::tags`]; a range or default stands last.
pub(super) type Shared = HashMap<usize, Vec<SharedFailure>>;

/// A failure of several operations.
#[derive(Clone, Debug)]
pub(super) struct SharedFailure {
    pub(super) status: Status,
    pub(super) read: Read,
    /// The first operation that has it.
    op: OpId,
    /// Whether all that have it say the same of it.
    is_told_alike: bool,
}

impl SharedFailure {
    /// What the operations that have it say of it, where they agree.
    pub(super) fn description<'a>(&self, api: &'a Api) -> Option<&'a str> {
        let answers = &api.operations[self.op.index()].answers;
        let answer = answers.get(self.read.answer)?;
        self.is_told_alike.then_some(answer.description.as_str())
    }
}

/// Finds the operations whose failures differ by status and are the same as those of others under
/// their tag, wherever they have the same status: one enum serves them all, and grows when one of them
/// is given another status. Of failures that contradict each other the most frequent are taken, or
/// those of the first path.
pub(super) fn share(api: &Api, forms: &mut [Form]) -> Shared {
    let mut by_tag: Vec<Vec<usize>> = vec![Vec::new(); api.tags.len()];
    for (index, form) in forms.iter().enumerate() {
        let tag = api.tags.get_index_of(&api.operations[form.op.index()].tag);
        let list = tag.and_then(|tag| by_tag.get_mut(tag));
        if let (Plan::ByStatus(_), Some(list)) = (&form.failure, list) {
            list.push(index);
        }
    }
    let mut shared = Shared::new();
    for (tag, of_tag) in by_tag.into_iter().enumerate() {
        let mut failures: Vec<SharedFailure> = Vec::new();
        let mut members: Vec<&Reads> = Vec::new();
        let mut joined = Vec::new();
        let groups = alike(api, forms, &of_tag);
        for group in &groups {
            let Some(reads) = group.first().and_then(|first| by_status(&forms[*first])) else {
                continue;
            };
            members.push(reads);
            let more = with(&failures, api, forms, group);
            if members.iter().all(|reads| agrees(reads, &more)) {
                failures = more;
                joined.extend_from_slice(group);
            } else {
                members.pop();
            }
        }
        for index in joined {
            forms[index].failure = Plan::OfTag(tag);
        }
        if !failures.is_empty() {
            failures.sort_by_key(|failure| failure.status);
            shared.insert(tag, failures);
        }
    }
    shared
}

fn by_status(form: &Form) -> Option<&Reads> {
    match &form.failure {
        Plan::ByStatus(reads) => Some(reads),
        _ => None,
    }
}

/// The forms by what they fail with, the most frequent first; as for names, the order of the document
/// is no matter.
fn alike(api: &Api, forms: &[Form], of_tag: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: IndexMap<Vec<(Status, Gives<'_>)>, Vec<usize>> = IndexMap::new();
    for index in of_tag {
        let reads = by_status(&forms[*index]).into_iter().flatten();
        let gives = reads.map(|(status, read)| (*status, read.gives()));
        groups.entry(gives.collect()).or_default().push(*index);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_by_cached_key(|group| {
        let ops = group
            .iter()
            .map(|index| &api.operations[forms[*index].op.index()]);
        let first = ops.map(|op| (op.path.clone(), op.method.clone())).min();
        (Reverse(group.len()), first)
    });
    groups
}

/// Failures with those of some forms, which are alike.
fn with(
    failures: &[SharedFailure],
    api: &Api,
    forms: &[Form],
    group: &[usize],
) -> Vec<SharedFailure> {
    let mut all = failures.to_vec();
    for form in group.iter().map(|index| &forms[*index]) {
        for (status, read) in by_status(form).into_iter().flatten() {
            let own = SharedFailure {
                status: *status,
                read: read.clone(),
                op: form.op,
                is_told_alike: true,
            };
            match all.iter_mut().find(|failure| failure.status == *status) {
                Some(failure) => {
                    failure.is_told_alike &= failure.description(api) == own.description(api);
                }
                None => all.push(own),
            }
        }
    }
    all
}

/// Whether an operation reads every answer that it documents as the failures do.
fn agrees(reads: &Reads, failures: &[SharedFailure]) -> bool {
    failures.iter().all(|failure| {
        let own = read_of(reads, failure.status);
        own.is_none_or(|read| read.gives() == failure.read.gives())
    })
}

/// How an answer of a status is read.
fn read_of(reads: &Reads, status: Status) -> Option<&Read> {
    let wider = match status {
        Status::Code(code) => [status, Status::Range((code / 100) as u8), Status::Default],
        _ => [status, status, Status::Default],
    };
    let found = wider
        .iter()
        .find_map(|status| reads.iter().find(|(own, _)| own == status));
    found.map(|(_, read)| read)
}
