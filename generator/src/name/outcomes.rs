//! The names of enums of answers that differ by status.

use std::collections::HashMap;

use super::assign::{Draft, Enum, Naming};
use super::scope::{Case, Wish};
use super::words::Words;

impl Naming<'_, '_, '_> {
    /// Names those of successes and failures; what a tag has in common is named once.
    pub(super) fn outcomes(&mut self, drafts: &[Draft]) {
        let mut words: Vec<Words> = Vec::new();
        let mut of: Vec<(usize, bool, usize)> = Vec::new();
        let mut of_tags: HashMap<usize, usize> = HashMap::new();
        for (index, draft) in drafts.iter().enumerate() {
            if draft.output {
                of.push((index, false, words.len()));
                words.push(self.full(draft).plus("output"));
            }
            let place = match draft.error {
                None => continue,
                Some(Enum::Own) => words.len(),
                Some(Enum::OfTag(tag)) => *of_tags.entry(tag).or_insert(words.len()),
            };
            of.push((index, true, place));
            if place == words.len() {
                words.push(match draft.error {
                    Some(Enum::OfTag(tag)) => self.group_words(tag).plus("error"),
                    _ => self.full(draft).plus("error"),
                });
            }
        }
        let wishes: Vec<Wish> = words
            .into_iter()
            .map(|words| Wish {
                names: vec![words.clone(), words.plus("by").plus("status")],
            })
            .collect();
        let given = self.scope.grant(Case::Pascal, &wishes);
        for (index, is_error, place) in of {
            let ident = given.get(place).cloned().flatten();
            if ident.is_none() {
                self.unnamed_method(drafts[index].op);
            }
            if let Some(Some(names)) = self.names.methods.get_mut(index) {
                let place = if is_error {
                    &mut names.error
                } else {
                    &mut names.output
                };
                *place = ident;
            }
        }
    }

    fn group_words(&self, tag: usize) -> Words {
        match self.names.groups.get(tag) {
            Some(Some(group)) => Words::of(group.ident.as_str()),
            _ => Words::default(),
        }
    }
}
