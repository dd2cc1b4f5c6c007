//! The project commands: `cargo xtask codegen`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod codegen;

/// Turns documentation pages into a Rust client crate.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read the pages and write the document and the client.
    Codegen(codegen::Codegen),
}

fn main() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    match command {
        Command::Codegen(codegen) => codegen.run(),
    }
}
