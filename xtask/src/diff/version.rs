//! Which version a change leads to.

use pagecrate_generator::surface::Effect;
use serde::Serialize;

/// The step from one version to the next, by what a change means for callers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Nothing changed.
    #[default]
    None,
    /// Only documentation changed.
    Patch,
    /// There is more to use.
    Minor,
    /// Callers break.
    Major,
}

impl Step {
    /// The step for an effect; `other` says whether anything changed that callers do not notice.
    #[must_use]
    pub fn of(effect: Effect, other: bool) -> Self {
        match effect {
            Effect::Breaking => Self::Major,
            Effect::Additive => Self::Minor,
            Effect::None if other => Self::Patch,
            Effect::None => Self::None,
        }
    }

    /// The version after this step, by the rules of Cargo: before 1.0 the first number that is not
    /// zero stands for the major one. `None` when the text is no version of three numbers.
    #[must_use]
    pub fn next(self, version: &str) -> Option<String> {
        let core = version.split(['-', '+']).next()?;
        let is_plain = core.len() == version.len();
        let numbers: Vec<u64> = core
            .split('.')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        let [major, minor, patch] = numbers[..] else {
            return None;
        };
        let next = match (self, major, minor) {
            (Self::None, ..) => return Some(version.to_owned()),
            // A pre-release is before the version that it is named after.
            _ if !is_plain && !version.contains('+') => (major, minor, patch),
            (Self::Major, 1.., _) => (major.checked_add(1)?, 0, 0),
            (Self::Minor, 1.., _) | (Self::Major, 0, 1..) => (major, minor.checked_add(1)?, 0),
            _ => (major, minor, patch.checked_add(1)?),
        };
        Some(format!("{}.{}.{}", next.0, next.1, next.2))
    }
}

#[cfg(test)]
mod tests {
    use super::Step;

    #[test]
    fn versions_step_as_cargo_reads_them() {
        for (version, step, next) in [
            ("1.2.3", Step::Major, Some("2.0.0")),
            ("1.2.3", Step::Minor, Some("1.3.0")),
            ("1.2.3", Step::Patch, Some("1.2.4")),
            ("1.2.3", Step::None, Some("1.2.3")),
            ("0.2.3", Step::Major, Some("0.3.0")),
            ("0.2.3", Step::Minor, Some("0.2.4")),
            ("0.0.3", Step::Major, Some("0.0.4")),
            ("1.0.0-rc.1", Step::Major, Some("1.0.0")),
            ("one", Step::Patch, None),
            ("1.2", Step::Patch, None),
            ("1.2.18446744073709551615", Step::Patch, None),
        ] {
            assert_eq!(step.next(version).as_deref(), next, "{version} {step:?}");
        }
    }
}
