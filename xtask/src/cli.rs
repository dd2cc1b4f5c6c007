//! The command line.

use clap::{Parser, Subcommand};

use crate::{Failure, bench, codegen, conformance, corpus, diff, explain, new, preview, sync};

/// Documentation pages in, Rust client crate out.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    after_help = "\
Exit status: 0 done; 1 stale, or errors in the input; 2 wrong usage.
PAGECRATE_PROJECT is the folder of codegen.toml, where that is not the workspace of this command."
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Time whole runs against other generators
    Bench(bench::Arguments),
    /// Read pages; write the document and the client
    Codegen(codegen::Arguments),
    /// Call every operation of a client against a mock server of its document
    Conformance(conformance::Arguments),
    /// Try documents: generate, check, document, decode and encode the examples
    Corpus(corpus::Arguments),
    /// Tell where a thing of the client comes from, and where it went
    Explain(explain::Arguments),
    /// Make a workspace for another API: its pages, its client, its configuration, its CI
    New(new::Arguments),
    /// Write a site of the document, to be read in a browser
    Preview(preview::Arguments),
    /// Fetch the pages
    Sync(sync::Arguments),
    /// Say what changed between two states, and what it means for callers
    Diff(diff::Arguments),
}

impl Arguments {
    /// Runs the command. `false` says that it ran, and that not all is well.
    ///
    /// # Errors
    /// When it could not run to its end.
    pub fn run(&self) -> Result<bool, Failure> {
        match &self.command {
            Command::Bench(arguments) => bench::run(arguments),
            Command::Codegen(arguments) => codegen::run(arguments),
            Command::Conformance(arguments) => conformance::run(arguments),
            Command::Corpus(arguments) => corpus::run(arguments),
            Command::Explain(arguments) => explain::run(arguments),
            Command::New(arguments) => new::run(arguments),
            Command::Preview(arguments) => preview::run(arguments),
            Command::Sync(arguments) => sync::run(arguments),
            Command::Diff(arguments) => diff::run(arguments),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_usage_exits_with_2() {
        for line in [
            "xtask",
            "xtask nothing",
            "xtask codegen --into x",
            "xtask codegen --check --stage api",
            "xtask codegen --only x",
            "xtask codegen --stage nothing",
        ] {
            let error = Arguments::try_parse_from(line.split(' ')).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line}");
        }
        for line in [
            "xtask codegen --from nowhere --into x",
            "xtask codegen --from .",
        ] {
            let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(arguments.run().unwrap_err().exit_code(), 2, "{line}");
        }
    }
}
