//! `codegen`: pages to document to client.
//!
//! [`make`] runs the stages and writes nothing, [`Plan`] compares what they made with the disk,
//! and then the plan is shown (`--check`) or carried out.

mod arguments;
mod check;
#[cfg(test)]
mod demands_tests;
mod keep;
pub(crate) mod layout;
mod pipeline;
mod plan;
mod report;
mod show;
mod siblings;
mod sources;
mod stage;
#[cfg(test)]
mod tests;
mod untyped;

use std::io::IsTerminal as _;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

pub use arguments::Arguments;
pub use check::describe;
pub(crate) use keep::KEPT;
pub use layout::Layout;
pub use pipeline::{Files, Made, Owner, make};
pub use plan::{Change, Kind, Plan, Written};
pub use report::report;
pub use show::diagnostics;
pub(crate) use sources::{DATA, PAGES, extension};
pub use stage::Stage;

use crate::Failure;
use crate::changelog::Update;

/// Runs the command. `false`: something is stale, or the input has errors.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let layout = arguments.layout(&crate::workspace())?;
    let progress = progress();
    let made = make(&layout, arguments.stage, &|step| {
        progress.set_message(step.to_owned())
    });
    progress.finish_and_clear();
    let made = made?;
    let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    anstream::eprint!("{}", diagnostics(&made, arguments.verbose, colour));
    if let Some(path) = &arguments.report {
        let text = format!("{:#}\n", report(&made));
        crate::disk::write(path, text.as_bytes())?;
    }
    if let Some(stage) = arguments.stage {
        let text = stage.print(&made, arguments.only.as_deref())?;
        println!("{}", text.trim_end());
        return Ok(!made.diagnostics.has_errors());
    }
    let Some(files) = &made.files else {
        eprintln!("nothing was written, because of the errors above");
        return Ok(false);
    };
    let plan = Plan::new(files)?;
    if arguments.check {
        return Ok(check(&plan, &made, &layout));
    }
    // The document of the run before is what this one is compared with.
    let update = match arguments.from.is_empty() {
        true => Update::prepare(&layout, &made, arguments.bump)?,
        false => None,
    };
    let written = plan.apply(files)?;
    println!("{}\n{}", made.summary(), written.summary(&layout));
    if let Some(update) = update {
        println!("{}", update.write()?);
    }
    Ok(true)
}

fn check(plan: &Plan, made: &Made, layout: &Layout) -> bool {
    anstream::print!("{}", describe(plan, layout, true));
    if !plan.is_done() {
        return false;
    }
    println!(
        "{}\n{} files are up to date",
        made.summary(),
        plan.unchanged
    );
    true
}

/// A spinner on a terminal, nothing elsewhere.
fn progress() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(80));
    bar
}

/// Whether the committed files are what the pages give: what a freshness test asks. The text is
/// what `--check` prints, with the diagnostics.
///
/// # Errors
/// When a file cannot be read.
pub fn freshness(root: &Path) -> Result<(bool, String), Failure> {
    let layout = Layout::project(root)?;
    let made = make(&layout, None, &|_| {})?;
    let said = diagnostics(&made, false, false);
    let Some(files) = &made.files else {
        return Ok((false, said));
    };
    let plan = Plan::new(files)?;
    Ok((
        plan.is_done(),
        format!("{said}{}", describe(&plan, &layout, false)),
    ))
}
