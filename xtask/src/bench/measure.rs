//! What one run of a command costs.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

use crate::trial::tool;

/// How much of a failed command's messages is kept, in bytes.
const MAX_MESSAGE: usize = 300;

/// What a run took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cost {
    /// Wall time in seconds.
    pub(super) seconds: f64,
    /// Peak resident memory of the largest process in MiB.
    pub(super) mebibytes: f64,
}

impl Cost {
    /// The median of each.
    pub(super) fn median(costs: &[Cost]) -> Option<Cost> {
        let middle = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            let at = values.len() / 2;
            match values.len() {
                0 => None,
                count if count % 2 == 1 => values.get(at).copied(),
                _ => Some((values.get(at)? + values.get(at - 1)?) / 2.0),
            }
        };
        Some(Cost {
            seconds: middle(costs.iter().map(|cost| cost.seconds).collect())?,
            mebibytes: middle(costs.iter().map(|cost| cost.mebibytes).collect())?,
        })
    }
}

/// Runs a command to its end, or to that of its time; what it says is only kept if it fails.
pub(super) fn cost(command: &mut Command, limit: Duration) -> Result<Cost, String> {
    let log = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    let sink = log.reopen().map_err(|error| error.to_string())?;
    // The frames of a trace would stand where the reason is looked for.
    command
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::from(sink));
    tool::in_own_group(command);
    let start = Instant::now();
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let program = child.id();
    let (done, ended) = mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        let is_late = ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
        if is_late {
            tool::kill(program);
        }
        is_late
    });
    let used = child.wait4().map_err(|error| error.to_string())?;
    let seconds = start.elapsed().as_secs_f64();
    drop(done);
    if watch.join().unwrap_or_default() {
        return Err(format!("ended after {} s", limit.as_secs()));
    }
    if !used.status.success() {
        return Err(reason(&std::fs::read(log.path()).unwrap_or_default()));
    }
    #[allow(clippy::cast_precision_loss)]
    let mebibytes = used.rusage.maxrss as f64 / 1024.0 / 1024.0;
    Ok(Cost { seconds, mebibytes })
}

/// A text on one line, where a path of this machine is the name of its file.
pub(super) fn without_folders(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let path = Path::new(word);
        let name = path.file_name().filter(|_| path.is_absolute());
        name.and_then(OsStr::to_str).unwrap_or(word)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The first line of a log that says what is wrong, without the folders of this machine.
fn reason(log: &[u8]) -> String {
    let text = String::from_utf8_lossy(log);
    let mut lines = text.lines();
    let is_wrong = |line: &&str| {
        line.contains("error") || line.starts_with("Error") || line.contains(" panicked at ")
    };
    let line = match lines.find(is_wrong) {
        Some(line) => match line.split_once(" panicked at ") {
            // What a panic says stands below the place.
            Some((_, place)) => format!("panicked at {place} {}", lines.next().unwrap_or_default()),
            None => line.to_owned(),
        },
        None => text
            .lines()
            .last()
            .unwrap_or("it failed without a word")
            .to_owned(),
    };
    let mut line = without_folders(&line);
    let end = (0..=MAX_MESSAGE.min(line.len()))
        .rev()
        .find(|at| line.is_char_boundary(*at));
    line.truncate(end.unwrap_or_default());
    line
}

#[cfg(test)]
mod tests {
    use super::{Cost, cost, reason};
    use std::process::Command;
    use std::time::Duration;

    #[test]
    fn takes_the_median() {
        let costs = |list: &[f64]| -> Vec<Cost> {
            list.iter()
                .map(|seconds| Cost {
                    seconds: *seconds,
                    mebibytes: 10.0 - seconds,
                })
                .collect()
        };
        assert_eq!(Cost::median(&[]), None);
        let odd = Cost::median(&costs(&[3.0, 1.0, 9.0])).unwrap();
        assert_eq!((odd.seconds, odd.mebibytes), (3.0, 7.0));
        let even = Cost::median(&costs(&[4.0, 1.0, 2.0, 9.0])).unwrap();
        assert_eq!(even.seconds, 3.0);
    }

    #[test]
    fn says_why_a_run_failed() {
        assert_eq!(reason(b"a\nerror: no\nb"), "error: no");
        assert_eq!(reason(b"a\nb\n"), "b");
        let panic = b"\nthread 'main' (7) panicked at /some/where/method.rs:2:3:\nnot yet\nnote";
        assert_eq!(reason(panic), "panicked at method.rs:2:3: not yet");
        assert_eq!(
            reason(b"Error: no such file /some/a.json (os)"),
            "Error: no such file a.json (os)"
        );
        assert!(reason("error ä".repeat(200).as_bytes()).len() <= 300);
        let limit = Duration::from_secs(60);
        let error = cost(Command::new("cargo").arg("no-such-command"), limit).unwrap_err();
        assert!(error.contains("no-such-command"), "{error}");
        let mut slow = Command::new("sh");
        slow.args(["-c", "sleep 50 & sleep 50"]);
        let error = cost(&mut slow, Duration::from_millis(100)).unwrap_err();
        assert!(error.contains("ended after"), "{error}");
    }

    #[test]
    fn a_run_takes_time_and_memory() {
        let cost = cost(
            Command::new("cargo").arg("--version"),
            Duration::from_secs(60),
        )
        .unwrap();
        assert!(cost.seconds > 0.0 && cost.mebibytes > 1.0, "{cost:?}");
    }
}
