//! `wire/<tag>.rs`: what the runtime has to know of operations: what is sent, how answers, streams and
//! pages are read.

use pagecrate_spec::pointer::Pointer;

use super::code::{Code, Lit, code};
use super::file::{Extern, File};
use super::index::{Index, fields};
use super::layout::Layout;
use super::lines::Lines;
use crate::api::{PageBy, PageScheme};
use crate::model::{
    Framing, Group, ItemKind, Operation, Outcome, Pages, PathStep, Receive, Received, StatusMatch,
    StatusVariant, StreamModel, Type,
};
use crate::name::Ident;

impl<'m> File<'m> {
    pub(crate) fn wire(&mut self, group: &'m Group) {
        self.beside(&group.module);
        let mut enums = group.enums().peekable();
        for operation in &group.operations {
            self.operation(operation);
            while let Some((_, outcome, is_success)) =
                enums.next_if(|(of, ..)| std::ptr::eq(*of, operation))
            {
                self.by_status(outcome, is_success);
            }
            if let Some(stream) = &operation.stream {
                self.streaming(operation, stream);
            }
            if let Some(pages) = &operation.pages {
                self.paginated(operation, pages);
            }
        }
    }

    /// The operation as data.
    fn endpoint(&mut self, operation: &'m Operation) -> Layout {
        let endpoint = self.uses(Extern::runtime("Endpoint"));
        let arguments = [&operation.id, &operation.http_method, &operation.path];
        let arguments = arguments
            .map(|text| Layout::Line(code!(Lit(text))))
            .to_vec();
        let head = Layout::call(code!("&", endpoint, "::new("), arguments);
        let mut calls: Vec<Layout> = Vec::new();
        if !operation.auth.is_empty() {
            let alternatives = operation
                .auth
                .iter()
                .map(|names| Layout::Line(super::code::literals(names)));
            let alternatives = Layout::array(code!("&["), alternatives.collect());
            calls.push(Layout::call(code!(".auth("), vec![alternatives]));
        }
        if let Some(accept) = accept(operation) {
            calls.push(Layout::Line(code!(".accept(", Lit(&accept), ")")));
        }
        if receives_stream(&operation.output) {
            calls.push(Layout::Line(code!(".streamed()")));
        }
        if let Some(url) = &operation.server {
            let server = self.uses(Extern::runtime("Server"));
            let server = code!(".servers(&[", server, "::new(", Lit(url), ")])");
            calls.push(Layout::Line(server));
        }
        Layout::chain(head, calls)
    }

    fn operation(&mut self, operation: &'m Operation) {
        let described = self.endpoint(operation);
        let [operation_trait, endpoint] =
            ["Operation", "Endpoint"].map(|name| self.uses(Extern::runtime(name)));
        let output = self
            .outcome_type(&operation.output)
            .unwrap_or_else(|| code!("()"));
        let error = match self.outcome_type(&operation.error) {
            Some(error) => error,
            None => self.uses(Extern::runtime("Undocumented")),
        };
        let texts = [&operation.output, &operation.error].map(|outcome| {
            matches!(outcome, Outcome::One(received) if received.encoding == Receive::Text)
                .then(|| self.read_signature())
        });
        self.next_item();
        self.lines.block(
            code!("impl ", operation_trait, " for ", &operation.marker),
            |lines| {
                lines.line(code!("type Output = ", output, ";"));
                lines.line(code!("type Error = ", error, ";"));
                let declared = code!("const ENDPOINT: &'static ", endpoint, " = ");
                lines.expression(declared, &described, ";");
                for (name, text) in ["output", "error"].into_iter().zip(texts) {
                    let Some((argument, result)) = text else {
                        continue;
                    };
                    lines.blank();
                    let head = code!("fn ", name);
                    lines.function(&head, &[argument], Some(&result), |lines| {
                        lines.line("Ok(received.text())");
                    });
                }
            },
        );
    }

    /// What the functions that read an answer take and give.
    fn read_signature(&mut self) -> (Code, Code) {
        let received = self.uses(Extern::runtime("Received"));
        let fault = self.uses(Extern::codec("Fault"));
        (
            code!("received: &", received),
            code!("Result<String, ", fault, ">"),
        )
    }

    /// How an answer is read that differs by status. A success of a status that is not documented is
    /// taken for the first that is.
    fn by_status(&mut self, outcome: &'m Outcome, is_success: bool) {
        let Outcome::ByStatus {
            ident, variants, ..
        } = outcome
        else {
            return;
        };
        let answer = self.uses(Extern::runtime("Answer"));
        let received = self.uses(Extern::runtime("Received"));
        let fault = self.uses(Extern::codec("Fault"));
        self.next_item();
        self.lines
            .block(code!("impl ", answer, " for ", ident), |lines| {
                let arguments = [code!("received: &", received)];
                let result = code!("Result<Self, ", fault, ">");
                lines.line("#[inline]");
                lines.function(&code!("fn read"), &arguments, Some(&result), |lines| {
                    let is_default =
                        |variant: &&StatusVariant| variant.status == StatusMatch::Default;
                    let first = variants.first().filter(|_| is_success);
                    let other = variants.iter().find(is_default).or(first);
                    lines.open("match received.status().as_u16()");
                    for variant in variants {
                        if !other.is_some_and(|other| std::ptr::eq(other, variant)) {
                            lines.arm(pattern(variant.status), read(variant));
                        }
                    }
                    let other = other.map_or_else(|| code!("Err(received.undocumented())"), read);
                    lines.arm(code!("_"), other);
                    lines.close("}");
                });
            });
    }

    fn streaming(&mut self, operation: &'m Operation, stream: &'m StreamModel) {
        let [streaming, format] =
            ["Streaming", "Format"].map(|name| self.uses(Extern::runtime(name)));
        let item = self.ty(&stream.item);
        let start = match stream.framing {
            Framing::Sse => "::SSE",
            Framing::JsonLines => "::LINES",
        };
        let mut calls = Vec::new();
        if let Some(sentinel) = &stream.sentinel {
            calls.push(Layout::Line(code!(".sentinel(", Lit(sentinel), ")")));
        }
        if let Some(field) = &stream.request_field {
            calls.push(Layout::Line(code!(".flag(", Lit(field), ")")));
        }
        if stream.envelope {
            calls.push(Layout::Line(code!(".envelope()")));
        }
        if stream.item == Type::String {
            calls.push(Layout::Line(code!(".text()")));
        }
        let described = Layout::chain(code!("&", &format, start), calls);
        self.next_item();
        self.lines.block(
            code!("impl ", streaming, " for ", &operation.marker),
            |lines| {
                lines.line(code!("type Chunk = ", item, ";"));
                lines.expression(
                    code!("const FORMAT: &'static ", format, " = "),
                    &described,
                    ";",
                );
            },
        );
    }

    fn paginated(&mut self, operation: &'m Operation, pages: &'m Pages) {
        let [paginated, paging] =
            ["Paginated", "Paging"].map(|name| self.uses(Extern::runtime(name)));
        let item = self.ty(&pages.item);
        let items_at = pointer(self.index, &operation.output, &pages.items);
        let described = scheme(&paging, &pages.scheme, items_at.as_str()).prefixed("&");
        self.next_item();
        self.lines.block(
            code!("impl ", paginated, " for ", &operation.marker),
            |lines| {
                lines.line(code!("type Item = ", &item, ";"));
                lines.expression(
                    code!("const PAGING: &'static ", paging, " = "),
                    &described,
                    ";",
                );
                lines.blank();
                lines.line("#[inline]");
                let arguments = [code!("page: Self::Output")];
                let result = code!("Vec<", item, ">");
                let items = items(&pages.items);
                lines.function(&code!("fn items"), &arguments, Some(&result), |lines| {
                    match &operation.output {
                        Outcome::ByStatus {
                            ident, variants, ..
                        } => items_by_status(lines, ident, variants, &items),
                        _ => lines.line(items),
                    }
                });
            },
        );
    }
}

/// What the `accept` header says where it is not JSON alone.
fn accept(operation: &Operation) -> Option<String> {
    let received: Vec<&Received> = match &operation.output {
        Outcome::None => Vec::new(),
        Outcome::One(received) => vec![received],
        Outcome::ByStatus { variants, .. } => variants.iter().map(|v| &v.received).collect(),
    };
    let mut types: Vec<&str> = Vec::new();
    for media_type in received
        .iter()
        .filter_map(|received| received.content_type.as_deref())
    {
        if !types.contains(&media_type) {
            types.push(media_type);
        }
    }
    match types.as_slice() {
        [] if received
            .iter()
            .all(|received| received.encoding == Receive::Empty) =>
        {
            Some("*/*".to_owned())
        }
        [] | ["application/json"] => None,
        types => Some(types.join(", ")),
    }
}

/// Whether successes are handed over as they come. Where one of them is read as a type, all are read
/// whole: which it is shows only when the answer is there.
fn receives_stream(outcome: &Outcome) -> bool {
    let is = |encoding: Receive| {
        outcome
            .received()
            .any(|received| received.encoding == encoding)
    };
    is(Receive::Bytes) && !is(Receive::Json) && !is(Receive::Text)
}

fn read(variant: &StatusVariant) -> Code {
    let path = code!("Self::", &variant.ident);
    match variant.received.encoding {
        Receive::Empty => code!("Ok(", path, ")"),
        Receive::Json => code!("received.json().map(", path, ")"),
        Receive::Text => code!("Ok(", path, "(received.text()))"),
        Receive::Bytes => code!("Ok(", path, "(received.stream()))"),
    }
}

fn pattern(status: StatusMatch) -> Code {
    match status {
        StatusMatch::Exact(code) => code!(usize::from(code)),
        StatusMatch::Range(hundred) => {
            code!(usize::from(hundred), "00..=", usize::from(hundred), "99")
        }
        StatusMatch::Default => code!("_"),
    }
}

/// How the next page is asked for, as calls of constructors of the runtime's `Paging`.
fn scheme(paging: &Code, scheme: &PageScheme, items: &str) -> Layout {
    let start = |name: &'static str, texts: &[&str]| {
        let texts = texts.iter().chain([&items]).map(|text| Lit(text));
        code!(paging, name, Code::join(texts, ", "), ")")
    };
    let head = match &scheme.by {
        PageBy::Offset(offset) => start("::offset(", &[offset]),
        PageBy::Page(page, first) => {
            let first = i64::try_from(*first).unwrap_or_default();
            code!(
                paging,
                "::page(",
                Lit(page),
                ", ",
                first,
                ", ",
                Lit(items),
                ")"
            )
        }
        PageBy::Cursor(cursor, next) => start("::cursor(", &[cursor, next]),
        PageBy::Header(cursor, header) => start("::header(", &[cursor, header]),
        PageBy::LastItem(cursor, id) => start("::last_item(", &[cursor, id]),
        PageBy::Url(next) => start("::url(", &[next]),
        PageBy::Link => start("::link(", &[]),
    };
    let mut calls: Vec<Layout> = Vec::new();
    if let Some(limit) = &scheme.limit {
        calls.push(code!(".limit(", Lit(limit), ", None)").into());
    }
    for (name, pointer) in [
        (".total(", &scheme.total),
        (".total_pages(", &scheme.total_pages),
        (".more(", &scheme.more),
    ] {
        if let Some(pointer) = pointer {
            calls.push(code!(name, Lit(pointer), ")").into());
        }
    }
    if scheme.in_body {
        calls.push(code!(".in_body()").into());
    }
    Layout::chain(head, calls)
}

/// The JSON Pointer to the items of a page, by the names that the fields have on the wire.
fn pointer(index: &Index<'_>, output: &Outcome, steps: &[PathStep]) -> Pointer {
    let mut pointer = Pointer::root();
    let Some(received) = output.received().next() else {
        return pointer;
    };
    let mut ty = &received.ty;
    for step in steps {
        let Some(ItemKind::Struct(shape)) = index.resolve(ty).map(|item| &item.kind) else {
            break;
        };
        let Some(field) = fields(shape).find(|field| field.ident == step.ident) else {
            break;
        };
        pointer = pointer.join(&field.wire);
        ty = &field.ty;
    }
    pointer
}

/// The items of the first kind of success; no other is a page.
fn items_by_status(lines: &mut Lines, ident: &Ident, variants: &[StatusVariant], items: &Code) {
    let Some((first, others)) = variants.split_first() else {
        return;
    };
    let page = code!(ident, "::", &first.ident, "(page)");
    if others.is_empty() {
        lines.line(code!("let ", page, " = page;"));
        lines.line(items);
    } else {
        lines.open("match page");
        lines.arm(page, items.clone());
        lines.arm(code!("_"), code!("Vec::new()"));
        lines.close("}");
    }
}

/// The way from a page to its items.
fn items(steps: &[PathStep]) -> Code {
    let mut path = code!("page");
    let mut is_option = false;
    for PathStep {
        ident,
        options,
        boxed,
    } in steps
    {
        path = match (is_option, options) {
            (false, 0 | 1) => code!(path, ".", ident),
            (false, _) => code!(path, ".", ident, ".flatten()"),
            (true, 0) => code!(path, ".map(|inner| inner.", ident, ")"),
            (true, 1) => code!(path, ".and_then(|inner| inner.", ident, ")"),
            (true, _) => code!(path, ".and_then(|inner| inner.", ident, ".flatten())"),
        };
        is_option |= *options > 0;
        if *boxed {
            path = match is_option {
                true => code!(path, ".map(|inner| *inner)"),
                false => code!("(*", path, ")"),
            };
        }
    }
    if is_option {
        code!(path, ".unwrap_or_default()")
    } else {
        path
    }
}
