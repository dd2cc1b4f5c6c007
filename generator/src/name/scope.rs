//! Scopes give out identifiers; nothing else can make one.

use std::collections::{HashMap, HashSet};

use super::Ident;
use super::words::Words;

/// Keywords of every edition that `r#` makes usable.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The longest text, in characters, that is named by all of them.
const MAX_EXACT: usize = 40;

/// The case of a kind of name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Types and variants.
    Pascal,
    /// Modules, fields, functions.
    Snake,
}

impl Case {
    fn of(self, words: &Words) -> String {
        match self {
            Self::Pascal => words.pascal(),
            Self::Snake => words.snake(),
        }
    }
}

/// Names that must differ, whatever their case: modules are files, and file systems fold case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
}

/// A name that is not given out yet.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// The names that would do, the best first.
    pub(crate) names: Vec<Words>,
}

impl Scope {
    /// A scope in which some names are taken.
    pub(crate) fn reserving(names: &[&str]) -> Self {
        Self {
            taken: names.iter().map(|name| fold(name)).collect(),
        }
    }

    /// Takes a name, if it is free.
    pub(crate) fn claim(&mut self, case: Case, words: &Words) -> Option<Ident> {
        let name = case.of(words);
        self.taken.insert(fold(&name)).then(|| identifier(name))
    }

    /// Takes the first of some names that is free.
    pub(crate) fn claim_first<'w>(
        &mut self,
        case: Case,
        words: impl IntoIterator<Item = &'w Words>,
    ) -> Option<Ident> {
        words.into_iter().find_map(|words| self.claim(case, words))
    }

    /// Names for all that wish for one, so that none depends on the order: of those that wish for
    /// the same, none gets it, and each goes on to its next wish. `None` for those that come to
    /// the end of their wishes.
    pub(crate) fn grant(&mut self, case: Case, wishes: &[Wish]) -> Vec<Option<Ident>> {
        let first = wishes
            .iter()
            .map(|wish| wish.names.first().cloned().unwrap_or_default())
            .collect();
        self.grant_lazily(case, first, |index| {
            wishes
                .get(index)
                .and_then(|wish| wish.names.get(1..))
                .unwrap_or_default()
                .to_vec()
        })
    }

    /// The same, where all wishes but the first are costly to make and seldom needed.
    pub(crate) fn grant_lazily(
        &mut self,
        case: Case,
        first: Vec<Words>,
        mut others: impl FnMut(usize) -> Vec<Words>,
    ) -> Vec<Option<Ident>> {
        let mut given: Vec<Option<Ident>> = vec![None; first.len()];
        let mut open: Vec<(usize, std::vec::IntoIter<Words>)> = Vec::new();
        let mut wanted: HashMap<String, Vec<(usize, String)>> = HashMap::new();
        for (index, words) in first.iter().enumerate() {
            let name = case.of(words);
            wanted.entry(fold(&name)).or_default().push((index, name));
        }
        for (index, _) in self.settle(wanted, &mut given) {
            open.push((index, others(index).into_iter()));
        }
        while !open.is_empty() {
            let mut wanted: HashMap<String, Vec<(usize, String)>> = HashMap::new();
            open.retain_mut(|(index, rest)| match rest.next() {
                Some(words) => {
                    let name = case.of(&words);
                    wanted.entry(fold(&name)).or_default().push((*index, name));
                    true
                }
                None => false,
            });
            drop(self.settle(wanted, &mut given));
            open.retain(|(index, _)| given.get(*index).is_some_and(Option::is_none));
        }
        given
    }

    /// Gives names to those who alone want them; the others are returned.
    fn settle(
        &mut self,
        wanted: HashMap<String, Vec<(usize, String)>>,
        given: &mut [Option<Ident>],
    ) -> Vec<(usize, String)> {
        let mut left = Vec::new();
        let mut granted = Vec::new();
        for (folded, mut who) in wanted {
            if who.len() > 1 || self.taken.contains(&folded) {
                left.append(&mut who);
                continue;
            }
            if let Some((index, name)) = who.pop() {
                granted.push(folded);
                if let Some(place) = given.get_mut(index) {
                    *place = Some(identifier(name));
                }
            }
        }
        self.taken.extend(granted);
        left.sort_unstable();
        left
    }

    /// The wishes of texts that stand side by side: what would be the same says what differs.
    pub(crate) fn wishes(case: Case, texts: &[&str]) -> Vec<Wish> {
        let mut groups: HashMap<String, Vec<&str>> = HashMap::new();
        for text in texts {
            groups
                .entry(fold(&case.of(&Words::of(text))))
                .or_default()
                .push(text);
        }
        let wish = |text: &&str| {
            let plain = Words::of(text);
            let group = groups
                .get(&fold(&case.of(&plain)))
                .map(Vec::as_slice)
                .unwrap_or_default();
            Wish {
                names: told_apart(case, text, plain, group),
            }
        };
        texts.iter().map(wish).collect()
    }

    /// Names for the members of one item: its fields, its variants. Texts that differ get names
    /// that differ; those that letters alone do not tell apart say what does.
    pub(crate) fn members(&mut self, case: Case, texts: &[&str]) -> Vec<Ident> {
        let plain: Vec<Words> = texts.iter().map(|text| Words::of(text)).collect();
        let mut wishes: Option<Vec<Wish>> = None;
        let given = self.grant_lazily(case, plain, |index| {
            let wishes = wishes.get_or_insert_with(|| Self::wishes(case, texts));
            wishes
                .get(index)
                .map(|wish| wish.names.clone())
                .unwrap_or_default()
        });
        let named = given
            .into_iter()
            .zip(texts)
            .map(|(ident, text)| match ident {
                Some(ident) => ident,
                None => self.exact(case, text),
            });
        named.collect()
    }

    /// A name of every character of a text, for texts of signs that have no words. A long text is
    /// named by its start and a digest.
    fn exact(&mut self, case: Case, text: &str) -> Ident {
        let words = match text.chars().nth(MAX_EXACT) {
            None => {
                let codes = text.chars().map(|c| format!("{:04x}", u32::from(c)));
                std::iter::once("code".to_owned()).chain(codes).collect()
            }
            Some(_) => {
                let start: String = text.chars().take(MAX_EXACT).collect();
                Words::of(&start).plus(&format!("{:016x}", digest(text)))
            }
        };
        let name = case.of(&words);
        self.taken.insert(fold(&name));
        identifier(name)
    }
}

/// The names of a text among those whose letters are the same, the best first.
fn told_apart(case: Case, text: &str, plain: Words, group: &[&str]) -> Vec<Words> {
    let spelled = Words::spelled(text);
    let style = style(text);
    let mut names = Vec::with_capacity(5);
    if group.len() == 1 {
        names.push(plain.clone());
    } else {
        let least = |other: &&str| rank(case, other);
        let first = group.iter().map(&least).min();
        let is_only_first = group
            .iter()
            .filter(|other| Some(least(other)) == first)
            .count()
            == 1;
        if is_only_first && Some(rank(case, text)) == first {
            names.push(plain.clone());
        }
        if spelled != plain {
            names.push(spelled.clone());
        }
        names.push(Words::of(style).and(&plain));
        names.push(Words::of(style_of_start(text, &plain)).and(&plain));
    }
    names.push(plain.plus("value"));
    names.push(spelled.plus("value"));
    names.push(Words::of(style).and(&spelled));
    names
}

/// Which of several texts of the same letters has the plain name: the one in the usual form.
fn rank(case: Case, text: &str) -> (usize, usize, bool) {
    let signs = text.chars().filter(|c| !c.is_alphanumeric()).count();
    let usual = match (case, style(text)) {
        (Case::Snake, "lower") | (Case::Pascal, "upper") => 0,
        (_, "capital") => 1,
        (_, "mixed") => 2,
        _ => 3,
    };
    // `start_time` is the field's usual form although it has a sign.
    let signs = if case == Case::Snake && style(text) == "lower" {
        0
    } else {
        signs
    };
    // Of `JSONSchema` and `JsonSchema`, the second is spelled as its name would be.
    (signs, usual, case.of(&Words::of(text)) != text)
}

/// How the first word of a text uses case, as a word.
fn style_of_start(text: &str, words: &Words) -> &'static str {
    let length = words.list().first().map_or(0, |word| word.chars().count());
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    style(&letters.take(length).collect::<String>())
}

/// How a text uses case, as a word.
fn style(text: &str) -> &'static str {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let first_is_upper = letters.clone().next().is_some_and(char::is_uppercase);
    let rest_is_lower = letters.clone().skip(1).all(char::is_lowercase);
    if letters.clone().all(char::is_lowercase) {
        "lower"
    } else if letters.clone().count() > 1 && letters.all(char::is_uppercase) {
        "upper"
    } else if first_is_upper && rest_is_lower {
        "capital"
    } else {
        "mixed"
    }
}

/// FNV-1a, which is the same everywhere and always.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn fold(name: &str) -> String {
    if name.is_ascii() {
        let mut folded = name.replace('_', "");
        folded.make_ascii_lowercase();
        return folded;
    }
    name.chars()
        .filter(|c| *c != '_')
        .flat_map(char::to_lowercase)
        .collect()
}

fn identifier(name: String) -> Ident {
    match name.as_str() {
        "self" | "super" | "crate" => Ident::new(format!("{name}_"), false),
        "Self" => Ident::new("SelfValue".to_owned(), false),
        keyword if KEYWORDS.contains(&keyword) => Ident::new(name, true),
        _ => Ident::new(name, false),
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, Scope};

    fn members(case: Case, texts: &[&str]) -> Vec<String> {
        let idents = Scope::default().members(case, texts);
        idents.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn members_that_collide_say_what_differs() {
        for (texts, expected) in [
            (vec!["ASC", "asc"], vec!["Asc", "LowerAsc"]),
            (
                vec!["StartTime", "StartTime<", "StartTime>"],
                vec!["StartTime", "StartTimeLess", "StartTimeGreater"],
            ),
            (vec!["+1", "-1", "1"], vec!["Plus1", "Minus1", "N1"]),
            (
                vec!["foo-bar", "foo_bar", "fooBar"],
                vec!["FooDashBar", "FooUnderscoreBar", "FooBar"],
            ),
            (
                vec!["JSONSchema", "JsonSchema"],
                vec!["MixedJsonSchema", "JsonSchema"],
            ),
            (
                vec!["JSONSchema", "JsonSchema", "jsonSchema"],
                vec!["UpperJsonSchema", "JsonSchema", "LowerJsonSchema"],
            ),
            (vec!["", " "], vec!["Empty", "Space"]),
            (vec!["Self", "type"], vec!["SelfValue", "Type"]),
        ] {
            assert_eq!(members(Case::Pascal, &texts), expected);
            let mut turned = texts.clone();
            turned.reverse();
            let mut names = members(Case::Pascal, &turned);
            names.reverse();
            assert_eq!(names, expected, "the order of the texts must not matter");
        }
        assert_eq!(members(Case::Snake, &["id", "ID"]), ["id", "upper_id"]);
        assert_eq!(
            members(Case::Snake, &["type", "gen", "self", "crate"]),
            ["r#type", "r#gen", "self_", "crate_"]
        );
        assert_eq!(
            members(Case::Snake, &["start_time", "startTime"]),
            ["start_time", "mixed_start_time"]
        );
    }

    #[test]
    fn texts_without_words_are_named_by_their_bytes() {
        assert_eq!(
            members(Case::Pascal, &["💥", "💫"]),
            ["Code1f4a5", "Code1f4ab"]
        );
        let long = ["q".repeat(10_000), "q".repeat(9_999)];
        let names = members(Case::Pascal, &[&long[0], &long[1]]);
        assert!(names.iter().all(|name| name.len() < 80), "{names:?}");
        assert_ne!(names[0], names[1]);
    }
}
