//! `api/<tag>.rs`: the operations of a tag, as methods that make requests.

use super::code::{Code, Lit, code};
use super::docs::{Comment, code_span, manner};
use super::file::{Extern, File};
use super::layout::Layout;
use super::markdown;
use super::outcome::status_text;
use super::sample::Sample;
use crate::model::{
    Body, BodyEncoding, Group, Operation, Outcome, Parameter, ParameterPlace, StatusMatch, Style,
    Type,
};

/// How many arguments clippy lets a method have beside `self`.
const MANY_ARGUMENTS: usize = 6;

/// `let name: T = ` and the value.
type Binding = Option<(Code, Code)>;

/// A value that a request is given: what it is declared as, what has to be done first, the call that
/// takes it.
struct Given {
    declared: Code,
    before: Binding,
    call: Layout,
}

impl<'m> File<'m> {
    pub(crate) fn group(&mut self, group: &'m Group) {
        let client = self.uses(Extern::runtime("Client"));
        self.next_item();
        self.lines.docs(&group.docs, None);
        if group.docs.text.is_empty() {
            self.lines.doc(&format!(
                "Operations that [`Client::{}`] gives.",
                group.accessor.as_str()
            ));
        }
        self.lines.line("#[derive(Clone, Copy, Debug)]");
        let declared = code!("pub struct ", &group.ident, "<'c>(pub(crate) &'c ");
        self.lines.line(code!(declared, client, ");"));
        self.lines.blank();
        self.lines.open(code!("impl ", &group.ident, "<'_>"));
        for (index, operation) in group.operations.iter().enumerate() {
            if index > 0 {
                self.lines.blank();
            }
            self.method(group, operation);
        }
        self.lines.close("}");
        for operation in &group.operations {
            self.marker(operation);
        }
        for (operation, outcome, is_success) in group.enums() {
            self.outcome(group, operation, outcome, is_success);
        }
    }

    fn method(&mut self, group: &'m Group, operation: &'m Operation) {
        self.operation_docs(group, operation);
        let [request, call, _] =
            ["Request", "Call", "Operation"].map(|name| self.uses(Extern::runtime(name)));
        let mut given: Vec<Given> = operation
            .required
            .iter()
            .map(|parameter| self.parameter(parameter, true))
            .collect();
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            given.push(self.body(body));
        }
        if given.len() > MANY_ARGUMENTS {
            self.lines.line(
                "#[allow(clippy::too_many_arguments, reason = \"each of them is required\")]",
            );
        }
        let mut arguments = vec![code!("&self")];
        arguments.extend(given.iter().map(|given| given.declared.clone()));
        let result = code!(request, "<", &operation.marker, ">");
        let target = vec![
            code!("self.0").into(),
            code!(&operation.marker, "::ENDPOINT").into(),
        ];
        let head = Layout::call(code!(call, "::new("), target);
        let calls = given.iter().map(|given| given.call.clone()).collect();
        let made = Layout::call(code!(request, "::new("), vec![Layout::chain(head, calls)]);
        // What a request is made of is then compiled where it is called, and not at all where it is not.
        self.lines.line("#[inline]");
        self.lines.function(
            &code!("pub fn ", &operation.method),
            &arguments,
            Some(&result),
            |lines| {
                for (name, value) in given.into_iter().filter_map(|given| given.before) {
                    lines.expression(name, &value.into(), ";");
                }
                lines.expression("", &made, "");
            },
        );
    }

    fn operation_docs(&mut self, group: &'m Group, operation: &'m Operation) {
        let docs = &operation.docs;
        let base = docs
            .origin
            .as_ref()
            .and_then(|origin| origin.url.as_deref());
        let sample = Sample::new(self.index).lines(group, operation);
        self.mentions_deprecated |= docs.deprecated.is_some();
        let mut comment = Comment {
            lines: &mut self.lines,
            is_empty: true,
        };
        for paragraph in &docs.text {
            comment.paragraph(paragraph, base);
        }
        comment.facts(&docs.facts, base);
        let place = place(operation);
        let trust = docs.origin.as_ref().map(manner).unwrap_or_default();
        let from = base.map(|url| format!(", from {url}")).unwrap_or_default();
        let fails = fails(operation);
        comment.paragraph(&format!("{place}{from}{trust}{fails}"), base);
        comment.arguments(operation, base);
        comment.errors(operation, base);
        comment.gap();
        for line in sample {
            comment.lines.comment("///", &line);
        }
        if docs.deprecated.is_some() {
            let note = docs.deprecated.as_deref().unwrap_or_default().trim();
            self.lines.line(match note {
                "" => code!("#[deprecated]"),
                note => code!("#[deprecated = ", Lit(note), "]"),
            });
        }
    }

    /// The type that stands for an operation, with the setters of what may be left out.
    fn marker(&mut self, operation: &'m Operation) {
        self.next_item();
        let place = place(operation);
        self.lines.doc(&place);
        self.lines
            .line(code!("pub enum ", &operation.marker, " {}"));
        let optional_body = operation.body.as_ref().filter(|body| !body.required);
        if operation.optional.is_empty() && optional_body.is_none() {
            return;
        }
        let request = self.uses(Extern::runtime("Request"));
        self.lines.blank();
        self.lines
            .open(code!("impl ", request, "<", &operation.marker, ">"));
        let mut is_first = true;
        for parameter in &operation.optional {
            let given = self.parameter(parameter, false);
            self.mentions_deprecated |= parameter.docs.deprecated.is_some();
            self.setter_of(
                &parameter.ident,
                &parameter.docs,
                &parameter.wire,
                given,
                &mut is_first,
            );
        }
        if let Some(body) = optional_body {
            let given = self.body(body);
            self.setter_of(&body.ident, &body.docs, "body", given, &mut is_first);
        }
        self.lines.close("}");
    }

    fn setter_of(
        &mut self,
        ident: &'m crate::name::Ident,
        docs: &'m crate::model::Docs,
        wire: &str,
        given: Given,
        is_first: &mut bool,
    ) {
        if !std::mem::take(is_first) {
            self.lines.blank();
        }
        let lines = &mut self.lines;
        if docs.text.is_empty() {
            lines.doc(&format!("Sets `{}`.", code_span(wire)));
        }
        lines.docs(docs, None);
        self.named_as_operator(ident);
        let lines = &mut self.lines;
        lines.line("#[inline]");
        let arguments = [code!("self"), given.declared];
        lines.function(
            &code!("pub fn ", ident),
            &arguments,
            Some(&code!("Self")),
            |lines| {
                if let Some((name, value)) = given.before {
                    lines.expression(name, &value.into(), ";");
                }
                let set = Layout::chain(code!("self.call"), vec![given.call]);
                let made = Layout::call(code!("Self::new("), vec![set]);
                lines.expression("", &made, "");
            },
        );
    }

    /// A parameter as an argument: text is borrowed where it is required, and taken from anything
    /// that becomes text where it is set.
    fn parameter(&mut self, parameter: &'m Parameter, required: bool) -> Given {
        let ident = &parameter.ident;
        let is_usual = usual_style(parameter);
        if required && parameter.ty == Type::String {
            let is_path = parameter.place == ParameterPlace::Path && is_usual;
            let value = if is_path {
                code!(ident)
            } else {
                code!("&", ident, ".to_owned()")
            };
            return Given {
                declared: code!(ident, ": &str"),
                before: None,
                call: self.sent(parameter, value),
            };
        }
        let argument = self.argument(ident, &parameter.ty);
        let before = (!argument.as_is).then(|| {
            let ty = self.ty(&parameter.ty);
            (code!("let ", ident, ": ", ty, " = "), argument.value)
        });
        Given {
            declared: code!(ident, ": ", argument.ty),
            before,
            call: self.sent(parameter, code!("&", ident)),
        }
    }

    /// The call that puts a parameter into a request.
    fn sent(&mut self, parameter: &'m Parameter, value: Code) -> Layout {
        if let Some(encoding) = &parameter.querystring {
            return self.querystring(encoding, value);
        }
        let name = Lit(&parameter.wire);
        let is_text = parameter.ty == Type::String;
        let short = match parameter.place {
            ParameterPlace::Path if is_text && !value.as_str().starts_with('&') => Some(".path("),
            ParameterPlace::Query => Some(".query("),
            ParameterPlace::Header => Some(".header("),
            _ => None,
        };
        if let Some(short) = short.filter(|_| usual_style(parameter)) {
            return Layout::call(code!(short), vec![code!(name).into(), value.into()]);
        }
        let param = self.uses(Extern::runtime("Param"));
        let place = match parameter.place {
            ParameterPlace::Path => "::path(",
            ParameterPlace::Query | ParameterPlace::Querystring => "::query(",
            ParameterPlace::Header => "::header(",
            ParameterPlace::Cookie => "::cookie(",
        };
        let mut described = code!(param, place, name, ")");
        if parameter.json {
            described.push(&".json()");
        } else if has_style(parameter) {
            let style = self.uses(Extern::runtime("Style"));
            let explode = if parameter.explode { "true" } else { "false" };
            described.push(&code!(
                ".style(",
                style,
                "::",
                style_name(parameter.style),
                ", ",
                explode,
                ")"
            ));
        }
        if parameter.allow_reserved {
            described.push(&".reserved()");
        }
        Layout::call(code!(".param("), vec![described.into(), value.into()])
    }

    /// The call that makes a value the whole query.
    fn querystring(&mut self, encoding: &'m BodyEncoding, value: Code) -> Layout {
        match encoding {
            BodyEncoding::Json => Layout::call(code!(".query_json("), vec![value.into()]),
            BodyEncoding::Form(styles) => {
                let styles = self.styles(styles);
                Layout::call(code!(".query_form("), vec![value.into(), styles])
            }
            _ => Layout::call(code!(".query_text("), vec![value.into()]),
        }
    }

    /// How the fields of a form are written whose style is not the default.
    fn styles(&mut self, styles: &'m [(String, Style, bool)]) -> Layout {
        let styles = styles.iter().map(|(name, style, explode)| {
            let [param, styles] = ["Param", "Style"].map(|name| self.uses(Extern::runtime(name)));
            let explode = if *explode { "true" } else { "false" };
            let style = code!(styles, "::", style_name(*style), ", ", explode);
            Layout::Line(code!(param, "::query(", Lit(name), ").style(", style, ")"))
        });
        Layout::array(code!("&["), styles.collect())
    }

    fn body(&mut self, body: &'m Body) -> Given {
        let ident = &body.ident;
        match &body.encoding {
            BodyEncoding::Text | BodyEncoding::Bytes => {
                let bytes = self.uses(Extern::runtime("Body"));
                let arguments = vec![code!(Lit(&body.content_type)).into(), code!(ident).into()];
                Given {
                    declared: code!(ident, ": impl Into<", bytes, ">"),
                    before: None,
                    call: Layout::call(code!(".body("), arguments),
                }
            }
            BodyEncoding::Multipart => {
                let ty = self.ty(&body.ty);
                let call = Layout::call(code!(".multipart("), vec![code!(ident, ".into()").into()]);
                Given {
                    declared: code!(ident, ": ", ty),
                    before: None,
                    call,
                }
            }
            encoding => {
                let (declared, before, value) = self.coded_body(body);
                let call = match encoding {
                    BodyEncoding::Form(styles) => {
                        let styles = self.styles(styles);
                        Layout::call(code!(".form("), vec![value.into(), styles])
                    }
                    BodyEncoding::JsonLines => {
                        let media_type = code!(Lit(&body.content_type));
                        Layout::call(code!(".json_lines("), vec![media_type.into(), value.into()])
                    }
                    _ if body.content_type == "application/json" => {
                        Layout::call(code!(".json("), vec![value.into()])
                    }
                    _ => {
                        let media_type = code!(Lit(&body.content_type));
                        Layout::call(code!(".json_as("), vec![media_type.into(), value.into()])
                    }
                };
                Given {
                    declared,
                    before,
                    call,
                }
            }
        }
    }

    /// A body that is written from a type: borrowed, but for lists and text.
    fn coded_body(&mut self, body: &'m Body) -> (Code, Binding, Code) {
        let ident = &body.ident;
        let ty = self.ty(&body.ty);
        if matches!(body.ty, Type::List(_) | Type::String) {
            let argument = self.argument(ident, &body.ty);
            let before = (code!("let ", ident, ": ", ty, " = "), argument.value);
            return (
                code!(ident, ": ", argument.ty),
                Some(before),
                code!("&", ident),
            );
        }
        (code!(ident, ": &", ty), None, code!(ident))
    }
}

impl Comment<'_> {
    /// What the page says of the arguments, which have no documentation of their own.
    fn arguments(&mut self, operation: &Operation, base: Option<&str>) {
        let mut list = Vec::new();
        for parameter in &operation.required {
            let text: Vec<&str> = parameter
                .docs
                .text
                .iter()
                .chain(&parameter.docs.facts)
                .map(String::as_str)
                .collect();
            if !text.is_empty() {
                list.push(format!(
                    "- `{}`: {}",
                    parameter.ident.as_str(),
                    one_line(&text.join(" "))
                ));
            }
        }
        if let Some(body) = operation
            .body
            .as_ref()
            .filter(|body| body.required && !body.docs.text.is_empty())
        {
            list.push(format!(
                "- `{}`: {}",
                body.ident.as_str(),
                one_line(&body.docs.text.join(" "))
            ));
        }
        if !list.is_empty() {
            self.paragraph(&list.join("\n"), base);
        }
    }

    /// The documented failures, where each has a variant.
    fn errors(&mut self, operation: &Operation, base: Option<&str>) {
        if !is_by_status(operation) {
            return;
        }
        let list = failures(operation, |status, text| format!("{status}: {text}"));
        self.gap();
        self.lines.comment("///", "# Errors");
        self.paragraph(&format!("- {}", list.join("\n- ")), base);
    }
}

/// The documented failures in a sentence, where all of them have one type.
fn fails(operation: &Operation) -> String {
    if operation.failures.is_empty() || is_by_status(operation) {
        return String::new();
    }
    let list = failures(operation, |status, text| {
        format!("{status} ({})", text.trim_end_matches('.'))
    });
    format!(". Fails with {}.", list.join(", "))
}

fn is_by_status(operation: &Operation) -> bool {
    matches!(operation.error, Outcome::ByStatus { .. })
}

/// Each documented failure: its status, with what is said of it.
fn failures(operation: &Operation, with: impl Fn(&str, &str) -> String) -> Vec<String> {
    let told = operation.failures.iter().map(|failure| {
        let status = match failure.status {
            StatusMatch::Default => "any other".to_owned(),
            status => format!("`{}`", status_text(status)),
        };
        match failure.docs.text.first() {
            Some(text) => with(&status, &one_line(text)),
            None => status,
        }
    });
    told.collect()
}

/// Method and path, as code.
pub(super) fn place(operation: &Operation) -> String {
    let Operation {
        http_method, path, ..
    } = operation;
    format!("`{}`", code_span(&format!("{http_method} {path}")))
}

fn one_line(text: &str) -> String {
    markdown::inline(text, None)
}

/// Whether a parameter is written as OpenAPI has it for its place, so that the short call does.
fn usual_style(parameter: &Parameter) -> bool {
    !parameter.json && !parameter.allow_reserved && !has_style(parameter)
}

/// Whether style and explode differ from the defaults of the place. For what is neither a list nor
/// an object the default style writes the same whatever `explode` says.
fn has_style(parameter: &Parameter) -> bool {
    let (style, explode) = match parameter.place {
        ParameterPlace::Path | ParameterPlace::Header => (Style::Simple, false),
        _ => (Style::Form, true),
    };
    let is_scalar = !matches!(
        parameter.ty,
        Type::List(_)
            | Type::Map(_)
            | Type::Tuple(_)
            | Type::Item(_)
            | Type::Json
            | Type::Nullable(_)
            | Type::Boxed(_)
    );
    parameter.style != style || (parameter.explode != explode && !is_scalar)
}

fn style_name(style: Style) -> &'static str {
    match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
    }
}
