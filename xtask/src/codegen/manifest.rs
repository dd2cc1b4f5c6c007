//! `default` of a client's manifest, as tags come and go.

use std::collections::BTreeSet;

/// The manifest `new` whose tags have changed since `old`: a tag that came is turned on by
/// `default`, and one that went is no longer named there. What a person left out stays left out.
pub(super) fn keep_default(old: &str, new: &str) -> String {
    let (before, after) = (features(old), features(new));
    let gone: BTreeSet<&String> = before.difference(&after).collect();
    let come: Vec<&String> = after.difference(&before).collect();
    let Some((start, end)) = default_list(new) else {
        return new.to_owned();
    };
    if gone.is_empty() && come.is_empty() {
        return new.to_owned();
    }
    let list = &new[start..end];
    let named = |item: &str| item.trim().trim_matches('"').to_owned();
    let mut items: Vec<String> = list
        .split(',')
        .map(named)
        .filter(|item| !item.is_empty())
        .collect();
    items.retain(|item| !gone.contains(item));
    for item in come {
        if !items.contains(item) {
            // Before the first tag that comes after it; the features that are no tags stand first.
            let tags: BTreeSet<&String> = after.iter().filter(|tag| is_tag(new, tag)).collect();
            let at = items
                .iter()
                .position(|other| tags.contains(other) && other > item);
            items.insert(at.unwrap_or(items.len()), item.clone());
        }
    }
    let quoted: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
    let list = match list.contains('\n') {
        true => {
            quoted
                .iter()
                .map(|item| format!("\n    {item},"))
                .collect::<String>()
                + "\n"
        }
        false => quoted.join(", "),
    };
    format!("{}{list}{}", &new[..start], &new[end..])
}

/// The names of the features.
fn features(manifest: &str) -> BTreeSet<String> {
    let table: toml::Table = manifest.parse().unwrap_or_default();
    let features = table.get("features").and_then(toml::Value::as_table);
    features
        .into_iter()
        .flat_map(|features| features.keys().cloned())
        .collect()
}

/// Whether a feature turns on nothing else, as those of tags do.
fn is_tag(manifest: &str, feature: &str) -> bool {
    manifest
        .lines()
        .any(|line| line.trim() == format!("{feature} = []"))
}

/// The range between the brackets of `default`, if no comment stands in it.
fn default_list(manifest: &str) -> Option<(usize, usize)> {
    let section = manifest.find("[features]")?;
    let line = section + manifest.get(section..)?.find("\ndefault = [")?;
    let start = line + "\ndefault = [".len();
    let end = start + manifest.get(start..)?.find(']')?;
    (!manifest.get(start..end)?.contains('#')).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::keep_default;

    const OLD: &str = "[features]\ndefault = [\n    \"rustls\",\n    \"chat\",\n    \"o-auth\",\n]\nrustls = [\"x/rustls\"]\n# tags\nchat = []\nleft-out = []\no-auth = []\n# end\n";

    #[test]
    fn default_follows_the_tags() {
        let new = OLD.replace("o-auth = []", "models = []\noauth = []");
        let kept = keep_default(OLD, &new);
        assert!(
            kept.contains("\"rustls\",\n    \"chat\",\n    \"models\",\n    \"oauth\",\n]"),
            "{kept}"
        );
        assert!(
            !kept.contains("o-auth") && !kept.contains("\"left-out\""),
            "{kept}"
        );
        let line = |text: &str| {
            text.replace("[\n    ", "[")
                .replace(",\n    ", ", ")
                .replace(",\n]", "]")
        };
        let kept = keep_default(&line(OLD), &line(&new));
        assert!(
            kept.contains("default = [\"rustls\", \"chat\", \"models\", \"oauth\"]"),
            "{kept}"
        );
    }

    #[test]
    fn without_a_change_of_tags_nothing_changes() {
        assert_eq!(keep_default(OLD, OLD), OLD);
        let odd = "[features]\ndefault = [ # mine\n  \"chat\"]\nchat = []\n";
        assert_eq!(
            keep_default(odd, &odd.replace("chat = []", "talk = []")),
            odd.replace("chat = []", "talk = []")
        );
    }
}
