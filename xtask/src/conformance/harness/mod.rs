//! A program that calls every method of a client as it is told.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use pagecrate_generator::callable::{Callable, Form, Input, InputValue, Part, PartValue};
use pagecrate_generator::model::{Model, Operation, Outcome, Receive, SchemeKind};
use serde_json::Value;

use crate::Failure;
use crate::trial::program::Program;
use crate::trial::tool;

/// The name of the program.
const PROGRAM: &str = "conformance-calls";

/// What does not depend on the client.
const MAIN: &str = include_str!("main.rs");

/// How pages are called; a client without them has nothing to call it with.
const PAGES: &str = include_str!("pages.rs");

/// How streams are called, likewise.
const STREAMS: &str = include_str!("streams.rs");

/// Where everything stands.
pub(super) struct Place<'a> {
    /// The folder of the run.
    pub(super) folder: &'a Path,
    /// The client's package.
    pub(super) client: &'a Path,
    /// A lock file that the program begins with.
    pub(super) lock: &'a Path,
    /// Where the program is built.
    pub(super) target: &'a Path,
    /// How long building and calling may take, each, in seconds.
    pub(super) timeout: u64,
}

impl Place<'_> {
    /// Builds the program. Gives its path.
    ///
    /// # Errors
    /// When a file cannot be written or the client does not compile.
    pub(super) fn build(
        &self,
        model: &Model,
        callables: &[Callable<'_>],
    ) -> Result<std::path::PathBuf, Failure> {
        let program = Program {
            home: &self.folder.join("calls"),
            name: PROGRAM,
            dependencies: &dependencies(model, self.client),
            main: &main_file(model, callables),
            lock: self.lock,
            target: self.target,
            timeout: self.timeout,
        };
        program.build()?.map_err(|messages| {
            let text = messages.texts.join("\n");
            Failure::Failed(format!("the client cannot be called:\n{text}"))
        })
    }

    /// Runs the program with its input, a JSON text a line, and gives what it tells of each. The
    /// answers end where the program did.
    ///
    /// # Errors
    /// When it cannot be run.
    pub(super) fn run(
        &self,
        program: &Path,
        url: &str,
        input: &[Value],
    ) -> Result<Vec<Value>, Failure> {
        let home = self.folder.join("calls");
        let failed = |error: std::io::Error| Failure::file(&home, &error);
        let lines: String = input.iter().map(|value| format!("{value}\n")).collect();
        let file = home.join("input");
        fs::write(&file, lines).map_err(failed)?;
        let mut command = Command::new(program);
        // A proxy of the machine is none for the loopback.
        command.arg(url).env("NO_PROXY", "127.0.0.1");
        let ran = tool::run(&mut command, Some(&file), &home, self.timeout).map_err(failed)?;
        let answers: Vec<Value> = ran
            .stdout
            .lines()
            .map_while(|line| serde_json::from_str(line).ok())
            .collect();
        if answers.len() < input.len() {
            let tail: Vec<&str> = ran.stderr.lines().rev().take(8).collect();
            let tail: Vec<&str> = tail.into_iter().rev().collect();
            eprintln!(
                "the program made {} of {} calls:\n{}",
                answers.len(),
                input.len(),
                tail.join("\n")
            );
        }
        Ok(answers)
    }
}

fn dependencies(model: &Model, client: &Path) -> String {
    let features = match model.groups.iter().any(|group| group.feature.is_some()) {
        true => "\"all-tags\"",
        false => "",
    };
    // Without TLS: the server is on this machine, and half of the time is saved.
    format!(
        "client = {{ package = {:?}, path = {:?}, default-features = false, features = [{features}] }}\n\
         futures-util = {{ version = \"0.3\", default-features = false }}\n\
         serde_json = {{ version = \"1\", features = [\"preserve_order\"] }}\n\
         tokio = {{ version = \"1\", default-features = false, features = [\"net\", \"rt\", \"time\"] }}\n",
        model.package.name,
        client.to_string_lossy(),
    )
}

fn main_file(model: &Model, callables: &[Callable<'_>]) -> String {
    let mut text = String::from(
        "#![allow(deprecated, unreachable_code, unused, clippy::all)]\n#![recursion_limit = \"512\"]\n\n",
    );
    text.push_str(MAIN);
    let has = |is: fn(&Operation) -> bool| callables.iter().any(|one| is(one.operation));
    for (is_needed, part) in [
        (has(|operation| operation.pages.is_some()), PAGES),
        (has(|operation| operation.stream.is_some()), STREAMS),
    ] {
        if is_needed {
            text.push('\n');
            text.push_str(part);
        }
    }
    text.push_str(
        "\nfn credentials(mut builder: client::runtime::ClientBuilder) -> client::runtime::ClientBuilder {\n",
    );
    for scheme in &model.client.schemes {
        let credential = match scheme.kind {
            SchemeKind::Basic => "Credential::basic(\"user\", \"password\")",
            _ => "Credential::key(\"key\")",
        };
        let _ = writeln!(
            text,
            "    builder = builder.credential({:?}, {credential});",
            scheme.name
        );
    }
    text.push_str("    builder\n}\n");
    for (index, callable) in callables.iter().enumerate() {
        text.push('\n');
        text.push_str(&function(index, callable));
    }
    text.push_str("\nstatic OPERATIONS: &[Run] = &[\n");
    for index in 0..callables.len() {
        let _ = writeln!(text, "    operation_{index},");
    }
    text.push_str("];\n");
    text
}

/// The function that calls a method.
fn function(index: usize, callable: &Callable<'_>) -> String {
    let mut text = format!(
        "fn operation_{index}<'a>(api: &'a Client, case: &'a Case) -> Called<'a> {{\n    \
         Box::pin(async move {{\n"
    );
    if callable
        .arguments
        .iter()
        .any(|input| !can_be_made(&input.value))
    {
        text.push_str("        Err(\"its files are held in a way that has no JSON form\".to_owned())\n    })\n}\n");
        return text;
    }
    for (at, input) in callable.arguments.iter().enumerate() {
        let value = match &input.value {
            InputValue::Json(ty) => format!("case.argument::<{ty}>({at})?"),
            other => made(other, &format!("(&case.0[\"arguments\"][{at}])")),
        };
        let _ = writeln!(text, "        let argument_{at} = {value};");
    }
    let arguments: Vec<String> = callable
        .arguments
        .iter()
        .enumerate()
        .map(|(at, input)| format!("{}argument_{at}", reference(input)))
        .collect();
    let _ = writeln!(
        text,
        "        let mut request = api.{}().{}({});",
        callable.group.accessor,
        callable.operation.method,
        arguments.join(", ")
    );
    for (at, input) in callable.setters.iter().enumerate() {
        text.push_str(&setter(at, input));
    }
    let operation = callable.operation;
    if operation.stream.is_some() {
        text.push_str(
            "        if case.is_stream() {\n            return stream(request, case).await;\n        }\n",
        );
    }
    let is_download =
        matches!(&operation.output, Outcome::One(one) if one.encoding == Receive::Bytes);
    let way = match (&operation.pages, is_download) {
        (Some(_), _) => "page",
        (None, true) => "download",
        (None, false) => "call",
    };
    let _ = writeln!(text, "        {way}(request, case).await\n    }})\n}}");
    text
}

fn reference(input: &Input<'_>) -> &'static str {
    if input.by_reference { "&" } else { "" }
}

fn can_be_made(value: &InputValue<'_>) -> bool {
    match value {
        InputValue::Json(_) | InputValue::Bytes => true,
        InputValue::Form(form) => form
            .arguments
            .iter()
            .all(|part| part.value != PartValue::Files),
        InputValue::Files => false,
    }
}

fn setter(at: usize, input: &Input<'_>) -> String {
    let (ident, by) = (input.ident, reference(input));
    match &input.value {
        InputValue::Json(ty) => format!(
            "        if let Some(value) = case.setter::<{ty}>({at})? {{\n            \
             request = request.{ident}({by}value);\n        }}\n"
        ),
        value if can_be_made(value) => {
            let given = format!("(&case.0[\"setters\"][{at}])");
            format!(
                "        if !{given}.is_null() {{\n            let value = {};\n            \
                 request = request.{ident}({by}value);\n        }}\n",
                made(value, &given)
            )
        }
        _ => String::new(),
    }
}

/// An expression that makes a value which has no JSON form of one that has.
fn made(value: &InputValue<'_>, given: &str) -> String {
    match value {
        InputValue::Form(form) => self::form(form, given),
        _ => format!("bytes{given}"),
    }
}

fn form(form: &Form<'_>, given: &str) -> String {
    let arguments: Vec<String> = form
        .arguments
        .iter()
        .map(|part| self::part(part, given, part.options))
        .collect();
    let mut text = format!(
        "{{\n            let mut form = {}::new({});\n",
        form.ty,
        arguments.join(", ")
    );
    let fields = form
        .fields
        .iter()
        .filter(|part| part.value != PartValue::Files);
    for part in fields {
        let _ = writeln!(
            text,
            "            if has({given}, {:?}) {{ form.{} = {}; }}",
            part.wire,
            part.ident,
            self::part(part, given, part.options)
        );
    }
    text.push_str("            form\n        }");
    text
}

fn part(part: &Part<'_>, given: &str, options: usize) -> String {
    let wire = &part.wire;
    let value = match &part.value {
        PartValue::Json(ty) => format!("self::part::<{ty}>({given}, {wire:?})?"),
        PartValue::File => format!("file(&{given}[{wire:?}])"),
        PartValue::FileList | PartValue::Files => format!("files(&{given}[{wire:?}])"),
    };
    format!("{}{value}{}", "Some(".repeat(options), ")".repeat(options))
}
