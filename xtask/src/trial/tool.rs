//! Other programs: bounded in time, and watched.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How often a program is looked at.
const TICK: Duration = Duration::from_millis(50);
/// How many messages are kept.
const MAX_MESSAGES: usize = 20;

/// What became of a program.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) seconds: f64,
    /// The most memory that one of its processes had, in bytes; 0 where it cannot be known.
    pub(crate) peak: u64,
}

/// What a compiler said of one package.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) texts: Vec<String>,
}

/// Runs a program to its end, or to that of its time. What it writes goes through files, so that it
/// never waits for being read.
pub(crate) fn run(
    command: &mut Command,
    input: Option<&Path>,
    scratch: &Path,
    seconds: u64,
) -> std::io::Result<Outcome> {
    let (out, err) = (scratch.join("stdout"), scratch.join("stderr"));
    let stdin = input.map(File::open).transpose()?;
    command
        .stdin(stdin.map_or_else(Stdio::null, Stdio::from))
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?);
    in_own_group(command);
    let started = Instant::now();
    let mut child = command.spawn()?;
    let mut outcome = Outcome::default();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        outcome.peak = outcome.peak.max(peak_of_group(child.id()));
        if started.elapsed() > Duration::from_secs(seconds) {
            kill(child.id());
            let _ = child.kill();
            let _ = child.wait();
            break None;
        }
        std::thread::sleep(TICK);
    };
    outcome.seconds = started.elapsed().as_secs_f64();
    outcome.success = status.is_some_and(|status| status.success());
    outcome.stdout = String::from_utf8_lossy(&fs::read(&out)?).into_owned();
    outcome.stderr = String::from_utf8_lossy(&fs::read(&err)?).into_owned();
    if status.is_none() {
        outcome
            .stderr
            .push_str(&format!("\nended after {seconds} s"));
    }
    Ok(outcome)
}

/// Lets a program be ended with those that it starts; see [`kill`].
pub(crate) fn in_own_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// Ends a program, by its id, with those that it has started.
pub(crate) fn kill(program: u32) {
    let group = format!("-{program}");
    let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
}

/// The most memory that a process of a group had, by `/proc`.
fn peak_of_group(group: u32) -> u64 {
    let group = group.to_string();
    let mut peak = 0;
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let path = entry.path();
        let is_process = entry
            .file_name()
            .to_string_lossy()
            .starts_with(|c: char| c.is_ascii_digit());
        if !is_process {
            continue;
        }
        // `PID (NAME) STATE PPID PGRP …`; the name may have spaces.
        let stat = fs::read_to_string(path.join("stat")).unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default();
        if fields.split_whitespace().nth(2) == Some(&group) {
            let status = fs::read_to_string(path.join("status")).unwrap_or_default();
            peak = peak.max(kilobytes(&status, "VmHWM:").unwrap_or_default());
        }
    }
    peak
}

/// The memory that is free, in bytes, where the system says it.
pub(crate) fn free_memory() -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")
}

fn kilobytes(text: &str, key: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    let number: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(number * 1024)
}

/// What `--message-format=json` said of a package that stands in a folder.
pub(crate) fn messages(outcome: &Outcome, folder: &Path) -> Messages {
    let mut messages = Messages::default();
    let folder = folder.to_string_lossy();
    for line in outcome.stdout.lines() {
        let Ok(value) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let is_own = value["package_id"]
            .as_str()
            .is_some_and(|id| id.contains(&*folder));
        if value["reason"] != "compiler-message" || !is_own {
            continue;
        }
        let message = &value["message"];
        // The last line only counts the others.
        let counts = message["spans"]
            .as_array()
            .is_some_and(|spans| !spans.is_empty())
            || message["code"].is_object();
        match message["level"].as_str() {
            Some("error") if counts => messages.errors += 1,
            Some("warning") if counts => messages.warnings += 1,
            _ => continue,
        }
        if messages.texts.len() < MAX_MESSAGES {
            messages
                .texts
                .push(message["rendered"].as_str().unwrap_or_default().to_owned());
        }
    }
    if !outcome.success && messages.errors == 0 {
        messages.errors = 1;
        let tail: Vec<&str> = outcome.stderr.lines().rev().take(12).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        messages.texts.push(tail.join("\n"));
    }
    messages
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_too_long_is_ended_with_its_children() {
        let scratch = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; sleep 60 & sleep 60"]);
        let outcome = run(&mut command, None, scratch.path(), 1).unwrap();
        assert!(!outcome.success);
        assert_eq!(outcome.stdout, "out\n");
        assert!(outcome.seconds < 10.0, "{}", outcome.seconds);
        assert!(outcome.stderr.contains("ended after 1 s"));
    }

    #[test]
    fn memory_is_read_in_bytes() {
        assert_eq!(
            kilobytes("VmPeak: 9 kB\nVmHWM:\t     12 kB\n", "VmHWM:"),
            Some(12 * 1024)
        );
        assert_eq!(kilobytes("", "VmHWM:"), None);
    }
}
