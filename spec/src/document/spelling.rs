//! Finding the name that someone meant.

/// Names longer than this are not compared: nobody mistypes one letter of them.
const MAX_LENGTH: usize = 80;

/// The candidate nearest to a name, if it is near enough to be a slip.
pub(crate) fn nearest<'a>(
    wanted: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = fold(wanted);
    if folded.is_empty() || folded.len() > MAX_LENGTH {
        return None;
    }
    let most = (folded.len() / 3).clamp(1, 4);
    candidates
        .filter(|name| name.len() <= 2 * MAX_LENGTH)
        .filter_map(|name| {
            let other = fold(name);
            if other.len().abs_diff(folded.len()) > most {
                return None;
            }
            let distance = distance(&folded, &other);
            (distance <= most).then_some((distance, name))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Case and separators aside, which is where names differ most often.
fn fold(name: &str) -> Vec<char> {
    let chars = name.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    chars.flat_map(char::to_lowercase).collect()
}

/// Levenshtein's distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(b) {
            let best = (diagonal + usize::from(from != to))
                .min(left + 1)
                .min(*cell + 1);
            diagonal = *cell;
            *cell = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_slips_only() {
        let names = ["Pet", "PetList", "Error"];
        assert_eq!(nearest("pet_list", names.into_iter()), Some("PetList"));
        assert_eq!(nearest("Errors", names.into_iter()), Some("Error"));
        assert_eq!(nearest("Invoice", names.into_iter()), None);
        assert_eq!(nearest("", names.into_iter()), None);
    }
}
