//! The client of one document, in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use pagecrate_spec::diagnostic::{Diagnostics, Severity};
use pagecrate_spec::{swagger, yaml};
use serde_json::Value;

use crate::Failure;
use crate::codegen::{self, Files, Layout, Made, Plan};

/// Where the client stands in its folder.
pub(crate) const CLIENT: &str = "client";

/// Generates the client of a document into `client` in a folder.
///
/// # Errors
/// When the document has errors, of which the first is told, or when a file cannot be written.
pub(crate) fn generate(document: &Path, folder: &Path) -> Result<(Made, Files), Failure> {
    let layout = Layout {
        inputs: vec![document.to_path_buf()],
        overlay: None,
        config: None,
        document: None,
        keeps_document: true,
        client: Some(folder.join(CLIENT)),
        scaffold: true,
        root: PathBuf::new(),
        command: String::new(),
    };
    let mut made = codegen::make(&layout, None, &|_| {})?;
    let Some(files) = made.files.take() else {
        return Err(Failure::Failed(first_error(&made)));
    };
    Plan::new(&files)?.apply(&files)?;
    Ok((made, files))
}

/// Does something while a library is empty: what builds it then builds its dependencies only.
///
/// # Errors
/// When its root file cannot be read or written.
pub(crate) fn emptied<T>(root: &Path, act: impl FnOnce() -> T) -> std::io::Result<T> {
    let text = fs::read(root)?;
    fs::write(root, "")?;
    let result = act();
    fs::write(root, text)?;
    Ok(result)
}

/// The first error of a run.
pub(crate) fn first_error(made: &Made) -> String {
    let mut errors = made.diagnostics.iter();
    let first = errors.find(|one| one.severity == Severity::Error);
    first.map_or_else(
        || "nothing was made".to_owned(),
        |one| one.message.to_owned(),
    )
}

/// The merged document as OpenAPI 3, whatever it is written as.
pub(crate) fn document(made: &Made) -> Result<Value, Failure> {
    let mut document = yaml::read(&made.document)
        .map_err(|_| Failure::Failed("the merged document cannot be read".to_owned()))?;
    if document.get("swagger").is_some() {
        document = swagger::convert(document, &mut Diagnostics::new()).value;
    }
    Ok(document)
}
