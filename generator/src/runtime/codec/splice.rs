//! One more key for an object that is already text.

use super::fault::Fault;
use super::slot::Slot;
use super::tape::Tape;
use super::write::push_string;

/// Sets a key of a JSON object that is already written. A value that the key has is replaced.
///
/// # Errors
///
/// A body that is no JSON object; it is left as it is.
pub fn splice(body: &mut String, key: &str, value: &dyn Slot) -> Result<(), Fault> {
    let tape = Tape::parse(body.as_bytes())?;
    let root = tape.root();
    let Ok(entries) = root.entries() else {
        return Err(Fault::noted(&tape));
    };
    let is_empty = entries.clone().next().is_none();
    let old = root.get(key).map(|node| node.span());
    let object = root.span();
    // The tape starts after a byte order mark.
    let skipped = body.len() - tape.text.len();
    drop(tape);
    let value = super::to_string(value);
    match old {
        Some((from, to)) => body.replace_range(skipped + from..skipped + to, &value),
        None => {
            let mut entry = String::with_capacity(key.len() + value.len() + 4);
            if !is_empty {
                entry.push(',');
            }
            push_string(&mut entry, key);
            entry.push(':');
            entry.push_str(&value);
            body.insert_str(skipped + object.1 - 1, &entry);
        }
    }
    Ok(())
}
