//! What makes a package of a client: the runtime it carries, its manifest and its README.

mod manifest;
mod readme;
mod runtime;

pub use manifest::{ManifestIssue, check_manifest, update_manifest};
pub use readme::update_readme;
pub(crate) use runtime::{IsNeeded, Needs, files as runtime};

use crate::model::Model;
use crate::output::Output;

/// The files of a package that are written once, where there is none yet: `Cargo.toml` and
/// `README.md`. They are the owner's from then on; [`check_manifest`] says what a later Model needs
/// of them, [`update_manifest`] and [`update_readme`] keep the parts that are of the API.
#[must_use]
pub fn scaffold(model: &Model) -> Output {
    let mut output = Output::default();
    output
        .files
        .insert("Cargo.toml".to_owned(), manifest::manifest(model));
    output
        .files
        .insert("README.md".to_owned(), readme::readme(model));
    output
}
