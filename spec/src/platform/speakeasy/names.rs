//! Names that an SDK has respelled for its language, back to what goes over the wire.

/// How an API spells names of several words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platform) enum Convention {
    /// `limit_usd`.
    Snake,
    /// `limitUsd`.
    Camel,
}

impl Convention {
    /// What the path templates of a page show: their names are the original ones.
    pub(super) fn of_paths<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut found = None;
        for name in names {
            let shown = if name.contains('_') {
                Self::Snake
            } else if name.contains(|c: char| c.is_uppercase()) {
                Self::Camel
            } else {
                continue;
            };
            if found.is_some_and(|other| other != shown) {
                return None;
            }
            found = Some(shown);
        }
        found
    }
}

/// The spellings that a name may have on the wire, the likeliest first. One spelling when the
/// language cannot have changed it.
pub(in crate::platform) fn candidates(name: &str, convention: Option<Convention>) -> Vec<String> {
    let words = words(name);
    let snake = words.join("_");
    let camel = camel(&words);
    if words.is_empty() || snake == camel {
        // A trailing underscore only avoids a keyword.
        return vec![if words.is_empty() {
            name.to_owned()
        } else {
            snake
        }];
    }
    match convention {
        Some(Convention::Camel) => vec![camel, snake],
        // Without a sign either way: JSON keys of several words are more often in snake case.
        _ => vec![snake, camel],
    }
}

/// Whether two spellings are of one name.
pub(in crate::platform) fn same(left: &str, right: &str) -> bool {
    let bare = |name: &str| -> String {
        name.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    bare(left) == bare(right)
}

/// The words of a name in lower case: `limitUsd`, `limit_usd` and `LimitUSD` are `limit usd`.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (at, c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(at + 1);
        let starts = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_numeric())
                || before.is_some_and(|b| b.is_uppercase())
                    && after.is_some_and(|a| a.is_lowercase()));
        if starts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(c.to_lowercase());
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

fn camel(words: &[String]) -> String {
    let mut out = String::new();
    for (index, word) in words.iter().enumerate() {
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if index > 0 => out.extend(first.to_uppercase()),
            Some(first) => out.push(first),
            None => {}
        }
        out.push_str(chars.as_str());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Convention, candidates, same};

    #[test]
    fn gives_both_spellings_when_unsure() {
        assert_eq!(candidates("limitUsd", None), ["limit_usd", "limitUsd"]);
        assert_eq!(candidates("limit_usd", None), ["limit_usd", "limitUsd"]);
        assert_eq!(
            candidates("LimitUSD", Some(Convention::Camel)),
            ["limitUsd", "limit_usd"]
        );
        assert_eq!(candidates("id", None), ["id"]);
        assert_eq!(candidates("type_", None), ["type"]);
        assert_eq!(candidates("Data", None), ["data"]);
        assert_eq!(candidates("_", None), ["_"]);
        assert!(same("httpReferer", "http_referer"));
    }

    #[test]
    fn paths_show_the_convention() {
        let of = |names: &[&str]| Convention::of_paths(names.iter().copied());
        assert_eq!(of(&["id", "user_id"]), Some(Convention::Snake));
        assert_eq!(of(&["userId"]), Some(Convention::Camel));
        assert_eq!(of(&["userId", "user_id"]), None);
        assert_eq!(of(&["id"]), None);
    }
}
