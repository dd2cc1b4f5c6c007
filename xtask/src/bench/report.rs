//! What was measured, as tables.

use std::fmt::Write as _;

use jiff::Zoned;

use super::Step;
use super::measure::{Cost, without_folders};
use super::tool::Tool;

/// The name of ours in every table.
pub(super) const OWN: &str = "pagecrate";

/// One tool's costs of one step of one document.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) document: String,
    pub(super) step: Step,
    pub(super) tool: &'static str,
    /// How often it was run.
    pub(super) runs: usize,
    pub(super) cost: Result<Cost, String>,
}

impl Row {
    pub(super) fn new(
        document: &str,
        step: Step,
        tool: &'static str,
        costs: Result<Vec<Cost>, String>,
    ) -> Self {
        let median =
            |costs: Vec<Cost>| Cost::median(&costs).ok_or_else(|| "it was not run".to_owned());
        Self {
            document: document.to_owned(),
            step,
            tool,
            runs: costs.as_ref().map_or(0, Vec::len),
            cost: costs.and_then(median),
        }
    }

    /// One line for a person who waits.
    pub(super) fn line(&self) -> String {
        let cost = match &self.cost {
            Ok(cost) => shown(Some(*cost)),
            Err(reason) => reason.clone(),
        };
        let (document, tool) = (&self.document, self.tool);
        format!("{document}, {} by {tool}: {cost}", self.step.title())
    }
}

/// The results of a run of `bench`.
#[derive(Clone, Debug)]
pub struct Report {
    /// Names and versions.
    tools: Vec<(&'static str, String)>,
    rounds: u32,
    pub(super) rows: Vec<Row>,
}

impl Report {
    pub(super) fn new(tools: &[Tool], rounds: u32) -> Self {
        Self {
            tools: tools
                .iter()
                .map(|tool| (tool.name(), tool.version()))
                .collect(),
            rounds,
            rows: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Whether every run of ours came to its end.
    pub(super) fn own_are_whole(&self) -> bool {
        self.rows
            .iter()
            .all(|row| row.tool != OWN || row.cost.is_ok())
    }

    /// Every document and step, each once, in the order of running.
    pub(super) fn lines(&self) -> Vec<(&str, Step)> {
        let mut lines: Vec<(&str, Step)> = Vec::new();
        for row in &self.rows {
            let line = (row.document.as_str(), row.step);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }

    pub(super) fn cost(&self, document: &str, step: Step, tool: &str) -> Option<Cost> {
        self.row(document, step, tool)?.cost.clone().ok()
    }

    fn row(&self, document: &str, step: Step, tool: &str) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.document == document && row.step == step && row.tool == tool)
    }

    /// The tools that are compared with.
    pub(super) fn peers(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.tools
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| *name != OWN)
    }

    /// A table: seconds and MiB of each tool, and how many times ours that is.
    pub(super) fn markdown(&self) -> String {
        let mut text = format!("| document | step | {OWN} |");
        let mut rule = "|---|---|---|".to_owned();
        for peer in self.peers() {
            let _ = write!(text, " {peer} |");
            rule.push_str("---|");
        }
        text.push('\n');
        text.push_str(&rule);
        text.push('\n');
        for (document, step) in self.lines() {
            let own = self.cost(document, step, OWN);
            let once = match self.is_short(document, step) {
                true => " ¹",
                false => "",
            };
            let _ = write!(
                text,
                "| {document} | {}{once} | {} |",
                step.title(),
                shown(own)
            );
            for peer in self.peers() {
                let cost = self.cost(document, step, peer);
                let _ = write!(text, " {} |", compared(own, cost));
            }
            text.push('\n');
        }
        if self
            .lines()
            .iter()
            .any(|line| self.is_short(line.0, line.1))
        {
            text.push_str("\n¹ in fewer rounds, because one takes more than five minutes.\n");
        }
        let failed = self.failures();
        if !failed.is_empty() {
            text.push_str("\nRuns that failed:\n\n");
            text.push_str(&failed);
        }
        text
    }

    /// Whether a step was run less often than asked.
    fn is_short(&self, document: &str, step: Step) -> bool {
        let row = self.row(document, step, OWN);
        row.is_some_and(|row| row.cost.is_ok() && row.runs < self.rounds as usize)
    }

    fn failures(&self) -> String {
        let mut text = String::new();
        let mut said: Vec<(&str, &str, &str)> = Vec::new();
        for row in &self.rows {
            if let Err(reason) = &row.cost {
                // What failed at a step is not tried at the next.
                let failure = (row.document.as_str(), row.tool, reason.as_str());
                if said.contains(&failure) {
                    continue;
                }
                said.push(failure);
                let reason = shortened(reason);
                let _ = writeln!(
                    text,
                    "- {}, {} by {}: `{reason}`",
                    row.document,
                    row.step.title(),
                    row.tool
                );
            }
        }
        text
    }

    /// The rows in which a peer takes less.
    fn behind(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (document, step) in self.lines() {
            let Some(own) = self.cost(document, step, OWN) else {
                continue;
            };
            for peer in self.peers() {
                let Some(cost) = self.cost(document, step, peer) else {
                    continue;
                };
                let mut less = Vec::new();
                if cost.seconds < own.seconds {
                    less.push(format!("{:.2} s to our {:.2} s", cost.seconds, own.seconds));
                }
                if cost.mebibytes < own.mebibytes {
                    less.push(format!(
                        "{:.0} MiB to our {:.0} MiB",
                        cost.mebibytes, own.mebibytes
                    ));
                }
                if !less.is_empty() {
                    found.push(format!(
                        "- {document}, {}: {peer} takes {}",
                        step.title(),
                        less.join(" and ")
                    ));
                }
            }
        }
        found
    }

    /// The page in the docs.
    pub(super) fn page(&self) -> String {
        let mut text =
            "# Benchmarks\n\nWritten by `cargo xtask bench --write`. Seconds of wall time \
             and MiB of peak memory of the\nlargest process, "
                .to_owned();
        let rounds = match self.rounds {
            1 => "of one round".to_owned(),
            more => format!("the median of {more} rounds"),
        };
        let _ = writeln!(
            text,
            "{rounds} in which the tools take turns. In brackets: how\nmany times ours that is.\n"
        );
        text.push_str(
            "Of a program that calls a client, of one tag alone, and of where the time goes,\n\
             [compile-time.md](compile-time.md) tells.\n\n",
        );
        text.push_str("![How many times ours each takes](benchmarks.svg)\n\n");
        text.push_str(&self.markdown());
        text.push_str("\n## Where a peer is ahead\n\n");
        let behind = self.behind();
        match behind.is_empty() {
            true => text.push_str("In no row.\n"),
            false => text.push_str(&(behind.join("\n") + "\n")),
        }
        let _ = write!(text, "\n## Measured\n\n- on {}\n", Zoned::now().date());
        let _ = writeln!(text, "- on {}", machine());
        let _ = writeln!(text, "- with {}", rustc());
        for (name, version) in &self.tools {
            let _ = writeln!(text, "- {name} {version}");
        }
        text
    }
}

/// A message as code in a table or a list.
fn shortened(reason: &str) -> String {
    without_folders(reason).replace(['`', '|'], " ")
}

fn shown(cost: Option<Cost>) -> String {
    cost.map_or("failed".to_owned(), |cost| {
        format!("{:.2} s, {:.0} MiB", cost.seconds, cost.mebibytes)
    })
}

fn compared(own: Option<Cost>, cost: Option<Cost>) -> String {
    let (Some(own), Some(cost)) = (own, cost) else {
        return shown(cost);
    };
    format!(
        "{:.2} s (×{:.1}), {:.0} MiB (×{:.1})",
        cost.seconds,
        cost.seconds / own.seconds.max(1e-9),
        cost.mebibytes,
        cost.mebibytes / own.mebibytes.max(1e-9)
    )
}

/// The processor and how much of it there is.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|rest| rest.trim_start_matches([' ', '\t', ':']).to_owned());
    let model = model.unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    format!("{cores} cores, {model}, {}", std::env::consts::OS)
}

fn rustc() -> String {
    let output = std::process::Command::new("rustc")
        .arg("--version")
        .output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_else(|_| "an unknown rustc".to_owned())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Two documents; one peer is slower, and fails on the second.
    pub(crate) fn sample() -> Report {
        let cost = |seconds: f64, mebibytes: f64| Cost { seconds, mebibytes };
        let row = |document: &str, step, tool, cost| Row {
            document: document.to_owned(),
            step,
            tool,
            runs: 3,
            cost,
        };
        Report {
            tools: vec![(OWN, "0.1.0".to_owned()), ("peer", "1.2.3".to_owned())],
            rounds: 3,
            rows: vec![
                row("a", Step::Generate, OWN, Ok(cost(0.5, 40.0))),
                row("a", Step::Generate, "peer", Ok(cost(0.25, 80.0))),
                row("a", Step::Check, OWN, Ok(cost(2.0, 100.0))),
                row("a", Step::Check, "peer", Ok(cost(9.0, 500.0))),
                row("b", Step::Check, OWN, Ok(cost(2.0, 100.0))),
                row(
                    "b",
                    Step::Check,
                    "peer",
                    Err("error: `x` | y in /a/b/c.rs".to_owned()),
                ),
            ],
        }
    }

    #[test]
    fn compares_with_ours() {
        let text = sample().markdown();
        assert!(
            text.contains("| a | cargo check | 2.00 s, 100 MiB | 9.00 s (×4.5), 500 MiB (×5.0) |")
        );
        assert!(text.contains("| b | cargo check | 2.00 s, 100 MiB | failed |"));
        assert!(
            text.contains("- b, cargo check by peer: `error:  x    y in c.rs`"),
            "{text}"
        );
    }

    #[test]
    fn says_where_a_peer_is_ahead() {
        let page = sample().page();
        let line = "- a, generate: peer takes 0.25 s to our 0.50 s\n";
        assert!(page.contains(line), "{page}");
        assert!(!page.contains("- a, cargo check: peer"));
        assert!(page.contains("- peer 1.2.3"));
    }

    #[test]
    fn a_failure_of_ours_fails_the_command() {
        let mut report = sample();
        assert!(report.own_are_whole());
        report.add(Row::new("b", Step::Release, OWN, Err("no".to_owned())));
        assert!(!report.own_are_whole());
    }
}
