//! A project as it was at a commit.

use std::fs;
use std::io::{BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::Failure;
use crate::codegen::KEPT;
use crate::config::Config;
use crate::disk::inside;

/// The largest file that is taken out of a commit, in bytes.
const MAX_FILE: u64 = 64 << 20;

/// Writes what codegen reads of a project at a commit into a folder of its own: the configuration,
/// the pages, the overlay, the document and the client's manifest.
///
/// # Errors
/// When git does not know the commit, or there was no `codegen.toml`.
pub(super) fn checkout(root: &Path, revision: &str) -> Result<TempDir, Failure> {
    let commit = git(
        root,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &format!("{revision}^{{commit}}"),
        ],
    )
    .map_err(|_| Failure::Usage(format!("git knows no commit `{revision}`")))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let folder = TempDir::new().map_err(|error| Failure::Failed(error.to_string()))?;
    take(root, &commit, &["codegen.toml".to_owned()], folder.path())?;
    let Ok(text) = fs::read_to_string(folder.path().join("codegen.toml")) else {
        let message = format!("there was no codegen.toml at `{revision}`");
        return Err(Failure::Usage(message));
    };
    let (config, _) = Config::read(&text);
    let mut paths = config.input.pages;
    paths.push(config.input.overlay);
    let document = Path::new(&config.output.document);
    paths.push(document.with_file_name(KEPT).to_string_lossy().into_owned());
    paths.push(config.output.document);
    paths.push(format!("{}/Cargo.toml", config.output.client));
    paths.retain(|path| !path.is_empty() && !path.starts_with('/'));
    take(root, &commit, &paths, folder.path())?;
    Ok(folder)
}

fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output()
        .map_err(|error| Failure::Failed(format!("git: {error}")))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Failure::Failed(message));
    }
    Ok(output.stdout)
}

/// The text of a file of a folder as it was committed last. None where that is not known: no git, no
/// commit, no such file in it.
pub(super) fn committed(folder: &Path, name: &str) -> Option<String> {
    let bytes = git(folder, &["show", &format!("HEAD:./{name}")]).ok()?;
    String::from_utf8(bytes).ok()
}

/// Copies files and folders of a commit.
fn take(root: &Path, commit: &str, paths: &[String], into: &Path) -> Result<(), Failure> {
    let mut arguments = vec!["ls-tree", "-r", "-z", commit, "--"];
    arguments.extend(paths.iter().map(String::as_str));
    let listed = git(root, &arguments)?;
    let mut files = Vec::new();
    for line in listed.split(|byte| *byte == 0) {
        let line = String::from_utf8_lossy(line);
        // `100644 blob 1234…\tname`; a link or a submodule is no page.
        if let Some((about, name)) = line.split_once('\t')
            && let [mode, "blob", id] = about.split(' ').collect::<Vec<_>>()[..]
            && mode != "120000"
        {
            files.push((id.to_owned(), inside(into, name)?));
        }
    }
    if files.is_empty() {
        return Ok(());
    }
    let failed = |error: std::io::Error| Failure::Failed(format!("git: {error}"));
    let mut child = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else {
        return Err(Failure::Failed("git cannot be talked to".to_owned()));
    };
    let ids: String = files.iter().map(|(id, _)| format!("{id}\n")).collect();
    // Both ends of a full pipe would wait for each other.
    let writer = std::thread::spawn(move || stdin.write_all(ids.as_bytes()));
    let mut stdout = BufReader::new(stdout);
    for (_, path) in &files {
        let bytes = blob(&mut stdout)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
        }
        fs::write(path, bytes).map_err(|error| Failure::file(path, &error))?;
    }
    // What git has to say of failure was said by the answers.
    let _ = writer.join();
    child.wait().map_err(failed)?;
    Ok(())
}

/// One answer of `git cat-file --batch`: `<id> blob <size>\n<bytes>\n`.
fn blob(stdout: &mut impl std::io::BufRead) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::Failed(format!("git: {error}"));
    let mut line = String::new();
    stdout.read_line(&mut line).map_err(failed)?;
    let size = line
        .trim()
        .rsplit(' ')
        .next()
        .and_then(|size| size.parse::<u64>().ok());
    let Some(size) = size.filter(|size| *size <= MAX_FILE) else {
        return Err(Failure::Failed(format!("git cat-file: {}", line.trim())));
    };
    let mut bytes = Vec::new();
    stdout
        .take(size + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    bytes.pop();
    Ok(bytes)
}
