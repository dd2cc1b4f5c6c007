//! The misses that are known, each with its reason: those of one document (`conformance.toml`), and
//! those that are Prism's, whatever the document.

use std::fs;
use std::path::Path;

use regex::Regex;
use serde::Deserialize;

use super::table::Row;
use crate::Failure;

/// The file beside `codegen.toml`.
pub(super) const FILE: &str = "conformance.toml";

/// The misses that are known.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    #[serde(default, rename = "miss")]
    misses: Vec<Miss>,
}

/// A miss that is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Miss {
    /// The operation's identifier, or `METHOD /path` where it has none.
    operation: String,
    /// The status that is asked for; every status when there is none.
    status: Option<u16>,
    /// Whether it is meant as a stream; both forms when it is not said.
    stream: Option<bool>,
    /// Why it misses.
    reason: String,
    /// Where the fault is known.
    issue: Option<String>,
}

impl Known {
    /// What a file says; nothing when there is none.
    ///
    /// # Errors
    /// When it cannot be read, or says something else.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
        Self::parse(&text).map_err(|error| Failure::file(path, &error))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let known: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let bare = known
            .misses
            .iter()
            .find(|miss| miss.reason.trim().is_empty());
        match bare {
            Some(miss) => Err(format!("the miss of {} has no reason", miss.operation)),
            None => Ok(known),
        }
    }

    /// Marks the misses that are known with their reasons. Gives the entries that no miss of the
    /// rows has: what they say is no longer so. An entry whose operation is not among the rows is
    /// one of them only when all operations are (`is_whole`).
    pub(super) fn mark(&self, rows: &mut [Row], is_whole: bool) -> Vec<String> {
        let mut stale = Vec::new();
        for miss in &self.misses {
            let (mut is_called, mut is_used) = (false, false);
            for row in rows
                .iter_mut()
                .filter(|row| row.operation == miss.operation)
            {
                is_called = true;
                for outcome in row.calls.iter_mut().filter(|one| one.verdict.is_miss()) {
                    let is_meant = miss.status.is_none_or(|status| status == outcome.status)
                        && miss.stream.is_none_or(|stream| stream == outcome.stream);
                    if is_meant {
                        is_used = true;
                        outcome.reason.get_or_insert_with(|| miss.told());
                    }
                }
            }
            if !is_used && (is_called || is_whole) {
                stale.push(miss.name());
            }
        }
        stale
    }
}

impl Miss {
    fn told(&self) -> String {
        told(&self.reason, self.issue.as_deref())
    }

    fn name(&self) -> String {
        let status = self
            .status
            .map_or_else(String::new, |status| format!(" {status}"));
        let form = match self.stream {
            Some(true) => " as a stream",
            Some(false) => " in one piece",
            None => "",
        };
        format!("{}{status}{form}", self.operation)
    }
}

fn told(reason: &str, issue: Option<&str>) -> String {
    match issue {
        Some(issue) => format!("{} ({issue})", reason.trim()),
        None => reason.trim().to_owned(),
    }
}

/// What Prism is known to get wrong.
#[derive(Clone, Debug)]
pub(super) struct Faults(Vec<(Fault, Regex)>);

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    fault: Vec<Fault>,
}

/// A fault of Prism.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    /// The media type of the request's body, where only such requests are meant.
    media: Option<String>,
    /// What Prism says, as a regular expression.
    why: String,
    reason: String,
    issue: Option<String>,
}

impl Faults {
    /// The faults that are known.
    ///
    /// # Errors
    /// When the list is none.
    pub(super) fn read() -> Result<Self, Failure> {
        let text = include_str!("prism/faults.toml");
        let failed = |error: String| Failure::Failed(format!("faults.toml: {error}"));
        let listed: Listed = toml::from_str(text).map_err(|error| failed(error.to_string()))?;
        let faults = listed.fault.into_iter().map(|fault| {
            let regex = Regex::new(&fault.why).map_err(|error| failed(error.to_string()))?;
            Ok((fault, regex))
        });
        faults.collect::<Result<_, _>>().map(Self)
    }

    /// Marks the misses of which every single fault is one of these.
    pub(super) fn mark(&self, rows: &mut [Row]) {
        for outcome in rows.iter_mut().flat_map(|row| &mut row.calls) {
            if !outcome.verdict.is_miss() || outcome.reason.is_some() {
                continue;
            }
            let media = outcome.media.as_deref();
            let found = outcome.verdict.faults.iter().map(|why| {
                self.0.iter().find(|(fault, regex)| {
                    let is_meant = fault.media.is_none() || fault.media.as_deref() == media;
                    is_meant && regex.is_match(why)
                })
            });
            let found: Option<Vec<_>> = found.collect();
            if let Some([(fault, _), ..]) = found.as_deref() {
                outcome.reason = Some(told(&fault.reason, fault.issue.as_deref()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::judge::Verdict;
    use super::super::table::Outcome;
    use super::*;

    fn rows() -> Vec<Row> {
        let outcome = |status: u16, stream: bool, decoded: bool| Outcome {
            status,
            stream,
            media: None,
            verdict: Verdict {
                accepted: true,
                decoded,
                ..Verdict::default()
            },
            reason: None,
        };
        vec![Row {
            operation: "send".to_owned(),
            method: "chat().send".to_owned(),
            calls: vec![
                outcome(200, false, true),
                outcome(200, true, false),
                outcome(404, false, false),
            ],
        }]
    }

    fn marked(text: &str, is_whole: bool) -> (Vec<Option<String>>, Vec<String>) {
        let mut rows = rows();
        let stale = Known::parse(text).unwrap().mark(&mut rows, is_whole);
        let reasons = rows[0].calls.iter().map(|one| one.reason.clone());
        (reasons.collect(), stale)
    }

    #[test]
    fn a_miss_is_known_by_operation_status_and_form() {
        let text = "[[miss]]\noperation = \"send\"\nstream = true\nreason = \"r\"\nissue = \"i\"\n";
        let (reasons, stale) = marked(text, true);
        assert_eq!(reasons, [None, Some("r (i)".to_owned()), None]);
        assert_eq!(stale, Vec::<String>::new());
        let (reasons, _) = marked("[[miss]]\noperation = \"send\"\nreason = \"r\"\n", true);
        assert_eq!(reasons, [None, Some("r".to_owned()), Some("r".to_owned())]);
    }

    #[test]
    fn what_no_longer_misses_is_stale() {
        let text = "[[miss]]\noperation = \"send\"\nstatus = 200\nstream = false\nreason = \"r\"\n\
                    [[miss]]\noperation = \"gone\"\nstatus = 500\nreason = \"r\"\n";
        assert_eq!(marked(text, true).1, ["send 200 in one piece", "gone 500"]);
        assert_eq!(marked(text, false).1, ["send 200 in one piece"]);
    }

    #[test]
    fn an_entry_needs_a_reason_and_nothing_else_is_taken() {
        assert!(Known::parse("[[miss]]\noperation = \"a\"\nreason = \" \"\n").is_err());
        assert!(Known::parse("[[miss]]\noperation = \"a\"\n").is_err());
        assert!(Known::parse("[[mis]]\noperation = \"a\"\nreason = \"r\"\n").is_err());
    }

    #[test]
    fn a_fault_of_prism_is_one_when_all_that_it_says_is() {
        let marked = |media: &str, faults: &[&str]| {
            let mut rows = rows();
            let outcome = &mut rows[0].calls[1];
            outcome.media = Some(media.to_owned());
            outcome.verdict.faults = faults.iter().map(|&text| text.to_owned()).collect();
            Faults::read().unwrap().mark(&mut rows);
            assert_eq!(rows[0].calls[0].reason, None);
            rows[0].calls[1].reason.clone()
        };
        let xml = "body: Request body must be object";
        let reason = marked("application/xml", &[xml]).unwrap();
        assert!(reason.contains("prism/issues/2050"), "{reason}");
        assert_eq!(marked("application/json", &[xml]), None);
        assert_eq!(
            marked("application/xml", &[xml, "query.a: must be integer"]),
            None
        );
        assert_eq!(marked("application/xml", &[]), None);
        let own = "no `a`; Prism's own answer is not as documented: body: must have `a`";
        assert!(marked("application/json", &[own]).is_some());
        assert_eq!(marked("application/json", &["no `a`"]), None);
    }
}
