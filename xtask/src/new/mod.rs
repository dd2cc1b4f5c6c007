//! `new`: a workspace of this shape for another API.

mod files;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::ProgressBar;
use url::Url;

use crate::Failure;
use crate::codegen::{Layout, Plan, diagnostics, layout, make};
use crate::sync::{Outcome, Setup, sync};

/// The arguments of `new`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Exit status: 0 done; 1 the pages have errors, or cannot be fetched; 2 wrong usage.

Examples:
  cargo xtask new ../acme-rs --docs https://docs.acme.example
  cargo xtask new ../acme-rs --docs https://docs.acme.example/llms.txt --name acme
  cargo xtask new ../acme-rs --docs ../acme-docs                       a git checkout")]
pub struct Arguments {
    /// The folder to make; it must not be there, or be empty
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,

    /// What lists the pages: the URL of a site, of its llms.txt or its sitemap, or a folder
    #[arg(long, value_name = "URL|DIR")]
    pub docs: String,

    /// What the API is called; from the host by default
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    /// Where the new workspace gets Pagecrate from: a git URL, or a folder
    #[arg(long, value_name = "URL|DIR", default_value = env!("CARGO_PKG_REPOSITORY"))]
    pub pagecrate: String,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// What was fetched.
    pub pages: Outcome,
    /// What is to be said of the pages.
    pub said: String,
    /// What was read and written, in two lines; none when the pages have errors.
    pub client: Option<String>,
}

/// Runs the command. `false`: the workspace is there, and the pages have errors.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let bar = crate::sync::bar();
    let made = create(arguments, &bar, Duration::from_secs(1));
    bar.finish_and_clear();
    let made = made?;
    print!("{}", made.pages.describe(false));
    eprint!("{}", made.said);
    let dir = arguments.dir.display();
    match &made.client {
        Some(client) => {
            println!(
                "{client}\n\nnext:\n  cd {dir}\n  cargo check\n  cargo xtask explain ITEM    why something is as it is"
            );
        }
        None => {
            println!(
                "\nthe workspace is in {dir}, without a client, because of the errors above; next:\n  \
                 mend it by spec/overlay.yaml or codegen.toml there, or leave pages out by `exclude`\n  \
                 cargo xtask codegen\n  add \"generated-client\" to `members` in Cargo.toml"
            );
        }
    }
    Ok(made.client.is_some())
}

/// Makes a workspace: the files, the pages, and the client. When the pages cannot be fetched
/// nothing is left behind.
///
/// # Errors
/// When the folder is not empty, the pages cannot be fetched, or the disk refuses.
pub fn create(arguments: &Arguments, bar: &ProgressBar, pause: Duration) -> Result<Made, Failure> {
    let dir = &arguments.dir;
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) || dir.is_file() {
        return Err(Failure::Usage(format!(
            "{}: this is there already, and not empty",
            dir.display()
        )));
    }
    let site = Site::read(arguments)?;
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(|error| Failure::file(parent, &error))?;
    // All is made beside the folder, and becomes it in one step.
    let work = tempfile::Builder::new()
        .prefix(".pagecrate-new-")
        .tempdir_in(parent);
    let work = work.map_err(|error| Failure::file(parent, &error))?;
    let made = fill(work.path(), &site, bar, pause)?;
    if dir.exists() {
        fs::remove_dir(dir).map_err(|error| Failure::file(dir, &error))?;
    }
    let work = work.keep();
    open_to_all(&work)?;
    fs::rename(&work, dir).map_err(|error| Failure::file(dir, &error))?;
    Ok(made)
}

fn fill(root: &Path, site: &Site, bar: &ProgressBar, pause: Duration) -> Result<Made, Failure> {
    files::write(root, site, false)?;
    let config_path = root.join("codegen.toml");
    let (text, config, problems) = layout::read(&config_path)?;
    if let Some(problem) = problems.first() {
        return Err(Failure::Failed(problem.line("codegen.toml", &text)));
    }
    let pages = sync(
        &Setup {
            root: root.to_path_buf(),
            config: config.sync,
            from: site.from.clone(),
            dry_run: false,
            prune: false,
            force: false,
            pause,
        },
        bar,
    )?;
    if !pages.is_good() {
        return Err(Failure::Failed(format!(
            "the pages cannot be fetched:\n{}",
            pages.describe(true)
        )));
    }
    bar.set_message("the client");
    // The client's manifest is made for a member of this workspace.
    files::write(root, site, true)?;
    let layout = Layout::project(root)?;
    let made = make(&layout, None, &|_| {})?;
    let said = diagnostics(&made, false, false);
    let client = match made
        .files
        .as_ref()
        .filter(|_| made.accounting.operations > 0)
    {
        Some(files) => {
            let written = Plan::new(files)?.apply(files)?;
            Some(format!("{}\n{}", made.summary(), written.summary(&layout)))
        }
        None => {
            files::write(root, site, false)?;
            None
        }
    };
    let said = match made.accounting.operations {
        0 => format!("{said}no operation is described on these pages\n"),
        _ => said,
    };
    Ok(Made {
        pages,
        said,
        client,
    })
}

/// Folders of temporary files are closed to others; a workspace is not.
#[cfg(unix)]
fn open_to_all(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let probe = folder.join("spec");
    // A folder that was made in the ordinary way has what the umask leaves.
    let usual = fs::metadata(&probe).map_or(0o755, |of| of.permissions().mode());
    fs::set_permissions(folder, fs::Permissions::from_mode(usual))
        .map_err(|error| Failure::file(folder, &error))
}

#[cfg(not(unix))]
fn open_to_all(_folder: &Path) -> Result<(), Failure> {
    Ok(())
}

/// What the files of a workspace say.
struct Site {
    /// What the API is called, in `kebab-case`.
    name: String,
    /// What lists the pages, from where the command runs.
    from: String,
    /// What lists the pages, as the configuration says it.
    listed: String,
    /// The host that is allowed.
    host: Option<String>,
    /// The dependency on Pagecrate, as TOML.
    pagecrate: String,
    /// The repository whose action is used, such as `owner/name`.
    action: String,
}

impl Site {
    fn read(arguments: &Arguments) -> Result<Self, Failure> {
        let docs = &arguments.docs;
        let url = Url::parse(docs).ok().filter(Url::has_host);
        let folder = Path::new(docs);
        let host = match &url {
            Some(url) => url.host_str().map(|host| match url.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            }),
            None if folder.is_dir() => None,
            None => {
                return Err(Failure::Usage(format!(
                    "{docs}: this is no URL and no folder"
                )));
            }
        };
        let listed = match &url {
            Some(_) => docs.clone(),
            None => absolute(folder)?,
        };
        let name = match (&arguments.name, &url) {
            (Some(name), _) => kebab(name),
            (None, Some(url)) => kebab(&of_host(url)),
            (None, None) => kebab(&folder.file_name().unwrap_or_default().to_string_lossy()),
        };
        if name.is_empty() {
            return Err(Failure::Usage(
                "what is the API called? Say it by --name, in letters and digits".to_owned(),
            ));
        }
        let source = &arguments.pagecrate;
        let is_url =
            Url::parse(source).is_ok_and(|url| url.has_host()) || source.starts_with("git@");
        let pagecrate = match is_url {
            true => format!("git = {}", toml_text(source)),
            false => format!(
                "path = {}",
                toml_text(&absolute(&Path::new(source).join("xtask"))?)
            ),
        };
        let repository = env!("CARGO_PKG_REPOSITORY").trim_end_matches('/');
        let from = if is_url {
            source.trim_end_matches(".git")
        } else {
            repository
        };
        let mut parts = from.rsplit(['/', ':']);
        let (last, owner) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        Ok(Self {
            name,
            from: docs.clone(),
            listed,
            host,
            pagecrate,
            action: format!("{owner}/{last}"),
        })
    }
}

fn absolute(path: &Path) -> Result<String, Failure> {
    let path = fs::canonicalize(path).map_err(|error| Failure::file(path, &error))?;
    Ok(path.to_string_lossy().into_owned())
}

/// `docs.acme.example` is of `acme`.
fn of_host(url: &Url) -> String {
    let Some(url::Host::Domain(host)) = url.host() else {
        return "api".to_owned();
    };
    let general = [
        "docs",
        "doc",
        "developer",
        "developers",
        "dev",
        "api",
        "reference",
        "www",
        "help",
    ];
    let labels: Vec<&str> = host.split('.').collect();
    let named = labels.split_last().map_or(&labels[..], |(_, named)| named);
    let own = named.iter().find(|label| !general.contains(label));
    (*own.unwrap_or(&labels[0])).to_owned()
}

/// Letters and digits in lower case, with `-` between them, as packages are called.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        match c.is_ascii_alphanumeric() {
            true => text.push(c.to_ascii_lowercase()),
            false if !text.is_empty() && !text.ends_with('-') => text.push('-'),
            false => {}
        }
    }
    let text = text.trim_end_matches('-');
    // A package's name begins with a letter.
    match text.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("api-{text}"),
        false => text.to_owned(),
    }
}

fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
