//! Places in texts.

use std::ops::Range;

use granit_parser::{Event, Parser};

use super::{is_json, json, line_around};
use crate::pointer::Pointer;

/// An open collection: the position in a sequence, or the key of a mapping that waits for its
/// value; and how much of the pointer leads here, if it does.
type Step = (Option<usize>, Option<(String, Range<usize>)>, Option<usize>);

/// The range of the key of the value at a pointer, or of the value where it has none. The nearest
/// parent's when the pointer leads nowhere.
#[must_use]
pub fn locate(text: &str, pointer: &Pointer) -> Range<usize> {
    let wanted: Vec<String> = pointer.tokens().collect();
    if is_json(text)
        && let Some(range) = json::locate(text, &wanted)
    {
        return range;
    }
    let mut best = (0, line_around(text, 0));
    let mut open: Vec<Step> = Vec::new();
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        let range = span.byte_range().unwrap_or(0..0);
        let scalar = match &event {
            Event::Scalar(value, ..) => Some(value.as_ref()),
            Event::Alias(_) | Event::MappingStart(..) | Event::SequenceStart(..) => None,
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                continue;
            }
            _ => continue,
        };
        let depth = match open.last_mut() {
            None => Some(0),
            Some((Some(index), _, depth)) => {
                let here = index.to_string();
                *index += 1;
                depth
                    .filter(|depth| wanted.get(*depth) == Some(&here))
                    .map(|depth| depth + 1)
            }
            Some((None, key, depth)) => match key.take() {
                None => {
                    *key = Some((scalar.unwrap_or_default().to_owned(), range.clone()));
                    if scalar.is_some() {
                        continue;
                    }
                    None
                }
                Some((key, at)) => {
                    let matched = depth.filter(|depth| wanted.get(*depth) == Some(&key));
                    if let Some(depth) = matched
                        && depth + 1 > best.0
                    {
                        best = (depth + 1, at);
                    }
                    matched.map(|depth| depth + 1)
                }
            },
        };
        if let Some(depth) = depth
            && depth > best.0
        {
            best = (depth, range.clone());
        }
        if best.0 == wanted.len() && !wanted.is_empty() {
            break;
        }
        match event {
            Event::MappingStart(..) => open.push((None, None, depth)),
            Event::SequenceStart(..) => open.push((Some(0), None, depth)),
            _ => {}
        }
    }
    best.1
}
