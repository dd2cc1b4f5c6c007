//! The places of a large text, gathered once when many are asked for.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use granit_parser::{Event, Parser};

use super::{is_json, line_around, locate};
use crate::pointer::Pointer;

/// How many places of a YAML text are looked up one by one.
const FEW: usize = 4;
/// The same of a JSON text, where looking one up is much faster.
const FEW_OF_JSON: usize = 64;

/// The places of one text. Made for the same text each time it is asked.
#[derive(Debug, Default)]
pub(crate) struct Places {
    asked: AtomicUsize,
    index: OnceLock<Index>,
}

impl Clone for Places {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Places {
    /// What [`locate`] gives.
    pub(crate) fn locate(&self, text: &str, pointer: &Pointer) -> Range<usize> {
        let few = if is_json(text) { FEW_OF_JSON } else { FEW };
        if self.asked.fetch_add(1, Ordering::Relaxed) < few {
            return locate(text, pointer);
        }
        let index = self.index.get_or_init(|| Index::new(text));
        index.locate(text, pointer)
    }
}

/// A node by its parent and the hash of its key: two keys of one hash would only show a wrong line.
#[derive(Debug, Default)]
struct Index {
    nodes: HashMap<(u32, u64), (u32, Range<u32>)>,
}

/// A collection that is still open.
struct Open {
    node: u32,
    /// The position in a sequence; `None` in a mapping.
    next: Option<usize>,
    /// The key that waits for its value.
    key: Option<(u64, Range<usize>)>,
}

/// A node that no pointer leads to: a key that is a collection, and what is in it.
const NOWHERE: u32 = u32::MAX;

impl Index {
    fn new(text: &str) -> Self {
        let mut index = Self::default();
        let mut open: Vec<Open> = Vec::new();
        let mut count = 0;
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { break };
            let (key, next) = match &event {
                Event::Scalar(value, ..) => (value.as_ref(), None),
                Event::Alias(_) => ("", None),
                Event::MappingStart(..) => ("", Some(None)),
                Event::SequenceStart(..) => ("", Some(Some(0))),
                Event::MappingEnd | Event::SequenceEnd => {
                    open.pop();
                    continue;
                }
                _ => continue,
            };
            let range = span.byte_range().unwrap_or(0..0);
            let node = index.node(open.last_mut(), key, range, &mut count);
            if let Some(next) = next {
                let key = None;
                open.push(Open { node, next, key });
            }
        }
        index
    }

    /// Numbers a node, and notes where it stands if a pointer can lead to it.
    fn node(
        &mut self,
        around: Option<&mut Open>,
        key: &str,
        range: Range<usize>,
        count: &mut u32,
    ) -> u32 {
        let Some(around) = around else { return 0 };
        let (hash, range) = match (&mut around.next, around.key.take()) {
            (Some(next), _) => {
                *next += 1;
                (hash(&(*next - 1).to_string()), range)
            }
            (None, Some(key)) => key,
            (None, None) => {
                around.key = Some((hash(key), range));
                return NOWHERE;
            }
        };
        let bytes = (u32::try_from(range.start), u32::try_from(range.end));
        let (Ok(start), Ok(end), true) = (bytes.0, bytes.1, around.node != NOWHERE) else {
            return NOWHERE;
        };
        *count += 1;
        self.nodes.insert((around.node, hash), (*count, start..end));
        *count
    }

    fn locate(&self, text: &str, pointer: &Pointer) -> Range<usize> {
        let mut best = line_around(text, 0);
        let mut node = 0;
        for token in pointer.tokens() {
            let Some((child, range)) = self.nodes.get(&(node, hash(&token))) else {
                break;
            };
            node = *child;
            best = range.start as usize..range.end as usize;
        }
        best
    }
}

fn hash(token: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::Index;
    use crate::pointer::Pointer;
    use crate::yaml::locate;

    #[test]
    fn finds_what_looking_through_the_text_finds() {
        let yaml =
            "a: {b: [1, {c: 2}, [x]]}\n? [k]\n: v\n'd/e': &x\n  - f: |\n      g\n  - *x\nh:\n";
        let json = r#"{"a": [1, {"b\"": {"c": null}}], "d": {}}"#;
        let pointers = [
            "",
            "/a",
            "/a/b",
            "/a/b/0",
            "/a/b/1/c",
            "/a/b/2/0",
            "/d~1e",
            "/d~1e/0/f",
            "/d~1e/1",
            "/h",
            "/a/b/9/c",
            "/none",
            "/a/1/b\"/c",
            "/a/0",
            "/d/x",
        ];
        for text in [yaml, json] {
            let index = Index::new(text);
            for pointer in pointers {
                let pointer = Pointer::parse(pointer).expect("a pointer");
                let wanted = &text[locate(text, &pointer)];
                assert_eq!(
                    &text[index.locate(text, &pointer)],
                    wanted,
                    "{pointer} of {text}"
                );
            }
        }
    }
}
