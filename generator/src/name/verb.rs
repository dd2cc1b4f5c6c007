//! What is left of an operation's id when its group says the rest.

use super::words::Words;

/// Words that only say which of the group's things an operation is about.
const WHICH: &[&str] = &[
    "all",
    "authenticated",
    "current",
    "default",
    "latest",
    "my",
    "own",
];

/// Words between what is done and the group's thing that it is done with.
const TOWARDS: &[&str] = &["for", "from", "in", "of", "on", "to"];

/// The id without the group's noun, where it ends in it: `create_guardrail` of the guardrails is
/// `create`, and so is `create_keys` of the API keys.
pub(super) fn verb(id: &Words, tag: &Words) -> Option<Words> {
    let head = tag.list().last().map(|word| Words::of(word));
    let nouns = [Some(tag.clone()), head];
    nouns.into_iter().flatten().find_map(|noun| {
        let own = before(id, &noun)?;
        match own.list() {
            [_] => Some(own),
            [_, which] if WHICH.contains(&which.as_str()) => Some(own),
            [doing @ .., towards] if TOWARDS.contains(&towards.as_str()) && doing.len() > 1 => {
                Some(doing.iter().cloned().collect())
            }
            _ => None,
        }
    })
}

/// The words before a noun that stands last, in whichever number.
fn before(id: &Words, noun: &Words) -> Option<Words> {
    let at = id.list().len().checked_sub(noun.list().len())?;
    let last = id.from(at);
    let is_noun = !noun.is_empty() && (last == *noun || last.singular() == noun.singular());
    (is_noun && at > 0).then(|| id.list().iter().take(at).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::{Words, verb};

    #[test]
    fn leaves_what_the_group_does_not_say() {
        for (id, tag, left) in [
            ("createGuardrail", "Guardrails", Some("create")),
            ("createKeys", "API Keys", Some("create")),
            ("getCurrentKey", "API Keys", Some("get_current")),
            ("createApiKey", "API Keys", Some("create")),
            (
                "bulkAssignKeysToGuardrail",
                "Guardrails",
                Some("bulk_assign_keys"),
            ),
            ("listGuardrailKeyAssignments", "Guardrails", None),
            ("deleteProjectUser", "Users", None),
            ("addToGuardrail", "Guardrails", None),
            ("guardrails", "Guardrails", None),
            ("list", "Guardrails", None),
        ] {
            let found = verb(&Words::of(id), &Words::of(tag));
            assert_eq!(found.map(|words| words.snake()).as_deref(), left, "{id}");
        }
    }
}
