//! What a run of codegen writes of itself: an entry of the changelog, and with `--bump` a version.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::{released, step, with_entries};
use crate::Failure;
use crate::codegen::{Layout, Made};
use crate::diff::{client_version, entries, regenerated};
use crate::disk;

/// What is to be written after the client.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    client: PathBuf,
    changelog: PathBuf,
    text: String,
    /// The version that is set, with `--bump`.
    version: Option<String>,
    /// What is told when no version is set.
    title: String,
}

impl Update {
    /// Compares with the document that the last run wrote. `None` when there is nothing to write.
    pub(crate) fn prepare(
        layout: &Layout,
        made: &Made,
        bump: bool,
    ) -> Result<Option<Self>, Failure> {
        let (Some(_), Some(client)) = (&layout.document, &layout.client) else {
            return Ok(None);
        };
        let report = regenerated(layout, made)?;
        let entries = match &report {
            Some(report) if !report.is_empty() => entries(report),
            _ => Vec::new(),
        };
        if entries.is_empty() && !bump {
            return Ok(None);
        }
        let changelog = client.join("CHANGELOG.md");
        let old = match fs::read_to_string(&changelog) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::file(&changelog, &error)),
        };
        let mut update = Self {
            client: client.clone(),
            changelog,
            text: with_entries(old.as_deref(), &entries),
            version: None,
            title: match report {
                Some(report) if !bump => report.title(),
                _ => "nothing to release".to_owned(),
            },
        };
        if bump {
            update.release()?;
        }
        Ok(Some(update))
    }

    /// Makes what is not released a release.
    fn release(&mut self) -> Result<(), Failure> {
        let step = step(&self.text);
        let Some(current) = client_version(&self.client) else {
            let message = "the client's Cargo.toml has no version of its own to step from";
            return Err(Failure::Failed(message.to_owned()));
        };
        let Some(next) = step.next(&current) else {
            let message = format!("`{current}` is no version of three numbers to step from");
            return Err(Failure::Failed(message));
        };
        if next != current {
            let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
            self.text = released(&self.text, &next, &now.date().to_string());
            self.version = Some(next);
        }
        Ok(())
    }

    /// Writes the changelog and the version, and tells so.
    pub(crate) fn write(&self) -> Result<String, Failure> {
        disk::write(&self.changelog, self.text.as_bytes())?;
        let Some(version) = &self.version else {
            return Ok(self.title.clone());
        };
        let path = self.client.join("Cargo.toml");
        let text = fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
        let text = with_version(&text, version);
        disk::write(&path, text.as_bytes())?;
        Ok(format!("the client's version is {version} now"))
    }
}

/// A manifest with another version of its package; everything else stays as it is.
fn with_version(manifest: &str, version: &str) -> String {
    let mut out = String::with_capacity(manifest.len());
    let mut in_package = false;
    for line in manifest.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            in_package = line.trim() == "[package]";
        }
        let key = line.split('=').next().map(str::trim);
        if in_package && key == Some("version") {
            let rest = line.split_once('=').map_or("", |(_, rest)| rest);
            let comment = rest
                .find('#')
                .and_then(|at| rest.get(at..))
                .unwrap_or_default();
            out.push_str(&format!("version = \"{version}\""));
            match comment.is_empty() {
                true => out.push_str(line.get(line.trim_end().len()..).unwrap_or_default()),
                false => out.push_str(&format!(" {comment}")),
            }
        } else {
            out.push_str(line);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const PAGE: &str = "# Get a thing\n\nGET https://example.com/v1/things/{id}\n\n## OpenAPI Specification\n\n```yaml\nopenapi: 3.1.1\ninfo:\n  title: Get a thing\n  version: endpoint_things.getThing\npaths:\n  /things/{id}:\n    get:\n      operationId: get-thing\n      tags:\n        - - subpackage_things\n      parameters:\n        - name: id\n          in: path\n          required: true\n          schema:\n            type: string\n      responses:\n        '200':\n          description: The thing\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/Thing'\ncomponents:\n  schemas:\n    Thing:\n      type: object\n      properties:\n        id:\n          type: string\n```\n";

    fn run(root: &Path, bump: bool) -> Option<String> {
        let layout = Layout::project(root).unwrap();
        let made = crate::codegen::make(&layout, None, &|_| {}).unwrap();
        let files = made.files.as_ref().expect("no errors");
        let update = Update::prepare(&layout, &made, bump).unwrap();
        let plan = crate::codegen::Plan::new(files).unwrap();
        plan.apply(files).unwrap();
        update.map(|update| update.write().unwrap())
    }

    #[test]
    fn a_run_tells_what_changed_and_a_bump_releases_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("spec/pages")).unwrap();
        fs::write(root.join("codegen.toml"), "[package]\nname = \"things\"\n").unwrap();
        let page = root.join("spec/pages/get.md");
        fs::write(&page, PAGE).unwrap();
        assert_eq!(run(root, false), None, "there was nothing to compare with");
        assert_eq!(run(root, false), None, "nothing changed");
        let changelog = root.join("generated-client/CHANGELOG.md");
        assert!(!changelog.exists());

        let field = "        id:\n          type: string\n        size:\n          type: integer\n";
        let wider = PAGE.replace("        id:\n          type: string\n", field);
        fs::write(&page, &wider).unwrap();
        assert_eq!(run(root, false).as_deref(), Some("API changes: additive"));
        let text = fs::read_to_string(&changelog).unwrap();
        assert!(
            text.ends_with("## [Unreleased]\n\n### Added\n\n- `Thing`: fields `size`\n"),
            "{text}"
        );

        fs::write(
            &changelog,
            text.replace("### Added", "By hand.\n\n### Added"),
        )
        .unwrap();
        fs::write(&page, wider.replace("type: integer", "type: string")).unwrap();
        let said = run(root, true);
        assert_eq!(said.as_deref(), Some("the client's version is 0.2.0 now"));
        let text = fs::read_to_string(&changelog).unwrap();
        assert!(text.contains("By hand."), "{text}");
        assert!(
            text.contains("- **Breaking:** `Option<i64>` is `Option<String>` now in `Thing.size`"),
            "{text}"
        );
        assert!(
            text.contains("## [Unreleased]\n\n## [0.2.0] - 20"),
            "{text}"
        );
        let manifest = fs::read_to_string(root.join("generated-client/Cargo.toml")).unwrap();
        assert!(manifest.contains("\nversion = \"0.2.0\"\n"), "{manifest}");
        assert_eq!(run(root, true).as_deref(), Some("nothing to release"));
    }

    #[test]
    fn a_change_of_the_configuration_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let git = |arguments: &[&str]| {
            let output = std::process::Command::new("git")
                .arg("-C")
                .arg(root)
                .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
                .args(arguments)
                .output()
                .unwrap();
            assert!(output.status.success(), "{output:?}");
        };
        let config = "[package]\nname = \"things\"\n";
        fs::create_dir_all(root.join("spec/pages")).unwrap();
        fs::write(root.join("spec/pages/get.md"), PAGE).unwrap();
        fs::write(root.join("codegen.toml"), config).unwrap();
        run(root, false);
        git(&["init", "-q"]);
        git(&["add", "."]);
        git(&["commit", "-qm", "One"]);
        assert_eq!(run(root, false), None, "nothing changed");
        let named = format!("{config}[names.methods]\ngetThing = \"fetch\"\n");
        fs::write(root.join("codegen.toml"), named).unwrap();
        assert_eq!(run(root, false).as_deref(), Some("API changes: breaking"));
        let changelog = root.join("generated-client/CHANGELOG.md");
        let text = fs::read_to_string(&changelog).unwrap();
        assert!(
            text.contains("- **Breaking:** `Things::get` is `Things::fetch` now\n"),
            "{text}"
        );
        run(root, false);
        assert_eq!(fs::read_to_string(&changelog).unwrap(), text);
    }

    #[test]
    fn only_the_version_of_the_package_is_set() {
        let text = "[package]\nname = \"a\"\nversion   =  \"0.1.0\" # now\n\n[dependencies.b]\nversion = \"1\"\n";
        assert_eq!(
            with_version(text, "0.2.0"),
            "[package]\nname = \"a\"\nversion = \"0.2.0\" # now\n\n[dependencies.b]\nversion = \"1\"\n"
        );
    }
}
