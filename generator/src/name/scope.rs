//! Scopes give out identifiers; nothing else can make one.

use std::collections::BTreeMap;

use super::Ident;
use super::words::{distinct, pascal, shouty, snake};

/// Keywords of every edition, raw or not.
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield", "self", "super", "crate", "Self",
];

/// The case of a kind of name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Types and variants.
    Pascal,
    /// Modules, fields, functions.
    Snake,
    /// Statics.
    Shouty,
}

impl Case {
    fn of(self, text: &str) -> String {
        match self {
            Self::Pascal => pascal(text),
            Self::Snake => snake(text),
            Self::Shouty => shouty(text),
        }
    }
}

/// Names that must differ, whatever their case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    taken: BTreeMap<String, ()>,
}

impl Scope {
    /// A scope in which some names are taken.
    pub(crate) fn reserving(names: &[&str]) -> Self {
        let taken = names.iter().map(|name| (fold(name), ())).collect();
        Self { taken }
    }

    /// Whether a name is free.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains_key(&fold(name))
    }

    /// The first of some texts whose name is free, in a case.
    pub(crate) fn claim<'t>(
        &mut self,
        case: Case,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Option<Ident> {
        let name = texts
            .into_iter()
            .map(|text| case.of(text))
            .find(|name| self.is_free(name))?;
        self.taken.insert(fold(&name), ());
        Some(identifier(name))
    }

    /// Names for all of some texts. Those that would be equal are all spelled out, so that no
    /// name depends on the order.
    pub(crate) fn claim_all(&mut self, case: Case, texts: &[&str]) -> Vec<Ident> {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for text in texts {
            *count.entry(fold(&case.of(text))).or_default() += 1;
        }
        let alone = |text: &str| count.get(&fold(&case.of(text))) == Some(&1);
        let mut out: Vec<Option<Ident>> = vec![None; texts.len()];
        // What is plain first: a spelled-out name gives way.
        for plain in [true, false] {
            for (index, text) in texts.iter().enumerate() {
                if alone(text) == plain {
                    let hex: String = text.bytes().map(|byte| format!(" x{byte:02x}")).collect();
                    let spelled = distinct(text);
                    let kept = format!("{spelled} value");
                    let first = if plain { *text } else { &spelled };
                    let all = [first, &spelled, &kept, &hex];
                    out[index] = self.claim(case, all);
                }
            }
        }
        // Equal texts are the caller's to remove; the last resort still names each.
        out.into_iter()
            .enumerate()
            .map(|(index, ident)| {
                ident.unwrap_or_else(|| identifier(format!("{}_{index}", case.of("same"))))
            })
            .collect()
    }
}

fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| *c != '_')
        .collect::<String>()
        .to_lowercase()
}

fn identifier(name: String) -> Ident {
    match name.as_str() {
        "self" | "super" | "crate" => Ident::new(format!("{name}_"), false),
        "Self" => Ident::new("SelfValue".to_owned(), false),
        keyword if KEYWORDS.contains(&keyword) => Ident::new(name, true),
        _ => Ident::new(name, false),
    }
}
