//! Reads the blocks of one endpoint's documentation, section by section.

use super::facts::{Facts, SUCCESS};
use super::items::{self, Strictness};
use super::section::{self, Kind, Section};
use super::{attributes, auth, code, lists};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::fragment::Trust;
use crate::page::{Block, BlockKind, Fence, Inline, Table};
use crate::platform::facts::columns::{self, Role};
use crate::platform::facts::endpoint::{self, Endpoint};
use crate::platform::facts::field::{Field, Location};
use crate::platform::facts::node::Node;
use crate::platform::facts::{sample, status, text};
use crate::source::{Sources, Span};

/// The level of a bold line or a line with a colon that announces what follows.
const LABEL: u8 = 7;

/// Reads blocks and gathers facts.
pub(super) struct Walker<'a> {
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
    /// The endpoint; none for what stands outside of all.
    endpoint: Option<&'a Endpoint>,
    stack: Vec<(u8, Section)>,
    sub: Sub,
    /// The last section of fields, for a heading beside it about one of its objects.
    fields: Option<(u8, Section)>,
    /// The object whose fields stand below a heading of their own, with the heading's level.
    object: Option<(u8, String)>,
    /// What was read.
    pub facts: Facts,
}

/// What a heading below a section stands for when it is no section itself.
enum Sub {
    /// There is none.
    None,
    /// A field; the paragraphs and attributes below describe it.
    Field,
    /// A field, if attributes follow.
    Maybe(Box<Field>),
    /// Something else, which is not read.
    Other,
}

impl<'a> Walker<'a> {
    pub(super) fn new(
        sources: &'a Sources,
        diagnostics: &'a mut Diagnostics,
        endpoint: Option<&'a Endpoint>,
    ) -> Self {
        Self {
            sources,
            diagnostics,
            endpoint,
            stack: Vec::new(),
            sub: Sub::None,
            fields: None,
            object: None,
            facts: Facts::default(),
        }
    }

    /// Reads blocks; `skip` are those that state the endpoint or name the operation.
    pub(super) fn read(&mut self, blocks: &[Block], skip: &[usize]) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            let mut next = at + 1;
            match &block.kind {
                BlockKind::Heading { level, text } => {
                    if !skip.contains(&at) {
                        self.heading(*level, text, block.span);
                    }
                }
                BlockKind::Paragraph(line) => self.paragraph(line, block.span, skip.contains(&at)),
                BlockKind::Item { .. } => {
                    next = blocks[at..]
                        .iter()
                        .position(|block| {
                            !matches!(block.kind, BlockKind::Item { .. } | BlockKind::Tag(_))
                        })
                        .map_or(blocks.len(), |length| at + length);
                    let items = lists::items(&blocks[at..next]);
                    self.items(&items);
                }
                BlockKind::Table(table) => self.table(table, block.span),
                BlockKind::Fence(fence) => self.fence(fence, block.span),
                BlockKind::Tag(_) => {}
            }
            at = next;
        }
    }

    fn section(&self) -> Option<&Section> {
        self.stack.last().map(|(_, section)| section)
    }

    fn push(&mut self, level: u8, section: Section) {
        self.stack.retain(|(other, _)| *other < level);
        let section = match self.section() {
            Some(parent) => section.under(parent),
            None => section,
        };
        if matches!(section.kind, Kind::Parameters(_) | Kind::Response) {
            self.fields = Some((level, section.clone()));
        }
        self.stack.push((level, section));
        self.sub = Sub::None;
    }

    fn heading(&mut self, level: u8, heading: &Inline, span: Span) {
        if self.object.as_ref().is_some_and(|(own, _)| level <= *own) {
            self.object = None;
        }
        if let Some(name) = self.object_heading(heading) {
            // Beside "Request Parameters" or below it, the fields belong to the same section.
            self.stack.retain(|(other, _)| *other <= level);
            if self.stack.is_empty() {
                self.stack.extend(self.fields.clone());
            }
            self.sub = Sub::None;
            self.object = Some((level, name));
            return;
        }
        let Some(section) = section::classify(text::heading(heading)) else {
            self.stack.retain(|(other, _)| *other < level);
            self.sub = self.sub_heading(heading, span);
            return;
        };
        let named = matches!(section.kind, Kind::Response | Kind::Errors);
        self.object = None;
        self.push(level, section);
        let shown = text::line(text::heading(heading));
        let (codes, rest) = status::statuses(&shown);
        if named && !codes.is_empty() {
            self.status(&codes, rest, span, Trust::Prose);
        }
    }

    /// A heading such as "The `address` object" or "input parameters": the field it is about.
    fn object_heading(&self, heading: &Inline) -> Option<String> {
        let (_, last) = self.fields.as_ref()?;
        let kind = self.section().map_or(last.kind, |section| section.kind);
        if !matches!(kind, Kind::Parameters(_) | Kind::Response) {
            return None;
        }
        let shown = text::line(text::heading(heading));
        let (subject, tail) = match heading.code.first() {
            Some(code) => (code.as_str(), shown.split_once(code.as_str())?.1),
            None => {
                let bare = shown.strip_prefix("The ").unwrap_or(&shown);
                bare.split_once(' ').unwrap_or((bare, ""))
            }
        };
        let subject = subject.trim_end_matches("[]");
        let of_fields = text::words(tail).iter().all(|word| {
            matches!(
                word.as_str(),
                "object"
                    | "objects"
                    | "parameters"
                    | "fields"
                    | "properties"
                    | "attributes"
                    | "schema"
                    | "item"
                    | "items"
                    | "array"
            )
        });
        let name = self.known_object(kind, subject).filter(|_| of_fields)?;
        Some(match &self.object {
            Some((_, holder)) if !name.starts_with(holder.as_str()) => format!("{holder}.{name}"),
            _ => name,
        })
    }

    /// A heading under a section that is none itself: a field, or another topic.
    fn sub_heading(&mut self, heading: &Inline, span: Span) -> Sub {
        let kind = self.section().map(|section| section.kind);
        // Directly below the operation only what can be nothing else.
        let bare = kind.is_none()
            && self.endpoint.is_some()
            && text::heading(heading).starts_with('`')
            && items::field(text::heading(heading), span, Strictness::Line).is_some();
        if !bare && !matches!(kind, Some(Kind::Parameters(_) | Kind::Response)) {
            return Sub::Other;
        }
        if let Some(field) = items::field(text::heading(heading), span, Strictness::Line) {
            self.keep(vec![field]);
            return Sub::Field;
        }
        match Field::named(text::heading(heading), span, Trust::Prose) {
            Some(field) if text::heading(heading).starts_with('`') => {
                self.keep(vec![field]);
                Sub::Field
            }
            Some(field) => Sub::Maybe(Box::new(field)),
            None => Sub::Other,
        }
    }

    /// The name of a field read before whose last part is the given one.
    fn known_object(&self, kind: Kind, subject: &str) -> Option<String> {
        let fits = |field: &Field| {
            field.name == subject
                || field.name.trim_end_matches("[]").rsplit('.').next() == Some(subject)
        };
        match kind {
            Kind::Response => self
                .facts
                .responses
                .values()
                .flat_map(|answer| &answer.fields)
                .find(|field| fits(field))
                .map(|field| field.name.clone()),
            _ => self
                .facts
                .fields
                .iter()
                .map(|(field, _)| field)
                .find(|field| fits(field))
                .map(|field| field.name.clone()),
        }
    }

    fn paragraph(&mut self, line: &Inline, span: Span, stated: bool) {
        let shown = text::line(&line.raw);
        if let Some(section) = label(line, &shown) {
            self.push(LABEL, section);
            return;
        }
        let mut labelled = stated;
        for raw in line.raw.lines().take(50) {
            labelled |= self.labelled(&text::line(raw), span);
        }
        if labelled {
            return;
        }
        if let Sub::Field = self.sub {
            self.describe_last(line);
            return;
        }
        let Some((kind, statuses)) = self.section().map(|one| (one.kind, one.statuses.clone()))
        else {
            if matches!(self.sub, Sub::None) {
                self.about(&line.raw);
            }
            return;
        };
        match kind {
            Kind::Description => self.about(&line.raw),
            Kind::Auth => self.scheme(&line.raw),
            Kind::BaseUrl => self.base_url(&shown),
            Kind::Parameters(_) => {
                if let Some(media) = section::media_type(&shown) {
                    self.facts.request_media.get_or_insert(media);
                }
                if let Some(field) = items::field(&line.raw, span, Strictness::Line) {
                    self.keep(vec![field]);
                }
            }
            Kind::Response => self.success(line, &statuses, span),
            _ => {}
        }
    }

    fn about(&mut self, raw: &str) {
        let text = columns::described(raw);
        let title = raw.starts_with("**") && raw.ends_with("**") && text.len() < 60;
        if title || text.is_empty() || text.starts_with("Reference:") {
            return;
        }
        let lower = text.to_lowercase();
        self.facts.deprecated |= lower.starts_with("deprecated") || lower.contains("is deprecated");
        self.facts.description.push(text);
    }

    fn scheme(&mut self, raw: &str) {
        if let Some(scheme) = auth::of_words(raw)
            && !self.facts.schemes.contains(&scheme)
        {
            self.facts.schemes.push(scheme);
        }
    }

    fn base_url(&mut self, shown: &str) {
        let url = shown
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| "`\"'<>(),;".contains(c)))
            .map(|word| word.trim_end_matches(['/', '.']))
            .find(|word| word.starts_with("https://") || word.starts_with("http://"));
        if let Some(url) = url.filter(|url| endpoint::parse("get", url).is_some()) {
            self.facts.base_url.get_or_insert_with(|| url.to_owned());
        }
    }

    /// A paragraph of a response section: the status, or a description.
    fn success(&mut self, line: &Inline, statuses: &[String], span: Span) {
        let code = line
            .code
            .iter()
            .map(String::as_str)
            .chain(line.strong.iter().map(String::as_str))
            .find_map(|code| status::statuses(code).0.into_iter().next());
        if let Some(media) = section::media_type(&line.raw) {
            self.facts.response_media.get_or_insert(media);
        }
        match code {
            Some(code) if statuses.is_empty() => {
                self.facts.answer(&code, span, Trust::Prose);
                if let Some((_, section)) = self.stack.last_mut() {
                    section.statuses = vec![code];
                }
            }
            _ => {}
        }
        if let Some(field) = items::field(&line.raw, span, Strictness::Line) {
            self.keep(vec![field]);
        }
    }

    /// `Label: value` lines. Whether the line was one.
    fn labelled(&mut self, line: &str, span: Span) -> bool {
        let Some((label, value)) = line.split_once(':') else {
            return false;
        };
        let value = value.trim();
        if label.len() > 40 || value.is_empty() {
            return false;
        }
        let words = text::words(label);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let in_response = self
            .section()
            .is_some_and(|one| matches!(one.kind, Kind::Response | Kind::Errors));
        match words.as_slice() {
            ["content", "type"] | ["media", "type"] => {
                let media = section::media_type(value);
                let slot = if in_response {
                    &mut self.facts.response_media
                } else {
                    &mut self.facts.request_media
                };
                *slot = slot.take().or(media);
            }
            ["base", "url"] | ["base", "uri"] | ["server"] | ["host"] => self.base_url(value),
            ["parameter"] | ["query", "parameter"] | ["path", "parameter"] => {
                let location = Location::of(label).or(Location::of(value));
                let Some(field) = items::field(value, span, Strictness::Item) else {
                    return false;
                };
                self.facts.fields.push((field, location));
            }
            ["method"] | ["http", "method"] | ["url"] | ["path"] | ["endpoint"] | ["uri"] => {}
            ["authentication"]
            | ["authorization"]
            | ["auth"]
            | ["auth", "required"]
            | ["security"] => {
                self.scheme(value);
                if words.as_slice() == ["authorization"]
                    && value.to_lowercase().starts_with("bearer")
                {
                    self.scheme("bearer");
                }
            }
            ["status"]
            | ["code"]
            | ["status", "code"]
            | ["http", "status"]
            | ["success", "status"]
            | ["success"]
            | ["success", "response"]
            | ["success", "code"]
            | ["response"]
            | ["returns"]
            | ["response", "code"] => {
                let (codes, rest) = status::statuses(value);
                let Some(code) = codes.first() else {
                    return false;
                };
                let description = rest.trim_start_matches([' ', ':', '-', '–', '—']);
                let answer = self.facts.answer(code, span, Trust::Prose);
                if answer.description.is_empty() {
                    description.clone_into(&mut answer.description);
                }
                if in_response && let Some((_, section)) = self.stack.last_mut() {
                    section.statuses = codes;
                }
            }
            _ => return false,
        }
        true
    }

    /// A list, whose items may be labels of sections with fields below them.
    fn items(&mut self, items: &[lists::Item<'_>]) {
        let mut fields = Vec::new();
        for item in items {
            let shown = text::line(text::item(item.text));
            if self.attribute(item, &shown) {
                continue;
            }
            if let Some(section) = label(item.text, &shown).filter(|_| !item.nested.is_empty()) {
                let depth = self.stack.len();
                let sub = std::mem::replace(&mut self.sub, Sub::None);
                let section = match self.section() {
                    Some(parent) => section.under(parent),
                    None => section,
                };
                self.stack.push((LABEL, section));
                self.items(&item.nested);
                self.stack.truncate(depth);
                self.sub = sub;
                continue;
            }
            fields.extend(self.item(item, &shown));
        }
        self.keep(fields);
    }

    /// `- **Type**: string` below a heading that names a field. Whether it was such an item.
    fn attribute(&mut self, item: &lists::Item<'_>, shown: &str) -> bool {
        if !matches!(self.sub, Sub::Field | Sub::Maybe(_)) {
            return false;
        }
        let Some((label, value)) = shown.split_once(':') else {
            return false;
        };
        let Some(attribute) = attributes::Attribute::of(label) else {
            return false;
        };
        if let Sub::Maybe(field) = std::mem::replace(&mut self.sub, Sub::Field) {
            self.keep(vec![*field]);
        }
        if let Some(field) = self.last_field() {
            attribute.apply(field, value.trim(), item);
        }
        true
    }

    /// The field that was kept last.
    fn last_field(&mut self) -> Option<&mut Field> {
        match self.section().map(|section| section.kind) {
            Some(Kind::Response) => self
                .facts
                .responses
                .values_mut()
                .next_back()
                .and_then(|answer| answer.fields.last_mut()),
            _ => self.facts.fields.last_mut().map(|(field, _)| field),
        }
    }

    fn item(&mut self, item: &lists::Item<'_>, shown: &str) -> Option<Field> {
        if self.labelled(shown, item.span) {
            return None;
        }
        let kind = self.section().map(|section| section.kind)?;
        match kind {
            Kind::Errors | Kind::Response => {
                let (codes, rest) = status::statuses(shown);
                if !codes.is_empty() {
                    self.status(&codes, rest, item.span, Trust::Prose);
                    return None;
                }
            }
            Kind::Auth => self.scheme(text::item(item.text)),
            Kind::BaseUrl => self.base_url(shown),
            _ => {}
        }
        if !matches!(kind, Kind::Response | Kind::Parameters(_)) {
            return None;
        }
        lists::field(item, 0)
    }

    fn status(&mut self, codes: &[String], rest: &str, span: Span, trust: Trust) {
        let description = columns::described(rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '.' | ')')
        }));
        for code in codes {
            let answer = self.facts.answer(code, span, trust);
            if answer.description.is_empty() {
                answer.description.clone_from(&description);
            }
        }
    }

    /// Puts fields where the current section says.
    fn keep(&mut self, mut fields: Vec<Field>) {
        if let Some((_, prefix)) = &self.object {
            for field in &mut fields {
                field.name = format!("{prefix}.{}", field.name);
            }
        }
        let Some(span) = fields.first().map(|field| field.span) else {
            return;
        };
        let Some(section) = self.section().cloned() else {
            let typed = fields.into_iter().map(|field| (field, None));
            self.facts.fields.extend(typed);
            return;
        };
        match section.kind {
            Kind::Parameters(location) => {
                if location == Some(Location::Body) {
                    self.facts.request_media = self.facts.request_media.take().or(section.media);
                }
                self.facts
                    .fields
                    .extend(fields.into_iter().map(|field| (field, location)));
            }
            Kind::Response => {
                self.facts.response_media = self.facts.response_media.take().or(section.media);
                let code = section.statuses.first().map_or(SUCCESS, String::as_str);
                let trust = fields.iter().map(|field| field.trust).max();
                self.facts
                    .answer(code, span, trust.unwrap_or(Trust::Prose))
                    .fields
                    .extend(fields);
            }
            Kind::Errors => {
                for code in &section.statuses {
                    let answer = self.facts.answer(code, span, Trust::Prose);
                    answer.fields.extend(fields.iter().cloned());
                }
            }
            _ => {}
        }
    }

    fn describe_last(&mut self, line: &Inline) {
        let Some(field) = self.last_field() else {
            return;
        };
        let words = text::line(&line.raw);
        let typed = crate::platform::facts::types::read(&words);
        if field.typed.schema.is_empty() && typed.understood && typed.unknown.is_none() {
            field.required = field.required.or(typed.required);
            field.typed = typed;
            return;
        }
        if !field.description.is_empty() {
            field.description.push_str("\n\n");
        }
        field.description.push_str(&columns::described(&line.raw));
        field.settle();
    }

    fn table(&mut self, table: &Table, span: Span) {
        let roles = columns::roles(table);
        let kind = self.section().map(|section| section.kind);
        let has = |role: Role| roles.contains(&role);
        if has(Role::Status) && (!has(Role::Name) || kind == Some(Kind::Errors))
            || matches!(kind, Some(Kind::Errors | Kind::Response)) && !has(Role::Name)
        {
            self.statuses(table, &roles);
            return;
        }
        // Directly below the operation, without a heading of its own.
        let bare = kind.is_none()
            && self.endpoint.is_some()
            && has(Role::Type)
                | roles
                    .iter()
                    .any(|role| matches!(role, Role::Required { .. } | Role::Location));
        let reads = match kind {
            Some(Kind::Parameters(_) | Kind::Response | Kind::Errors) => {
                !matches!(self.sub, Sub::Other | Sub::Maybe(_))
            }
            _ => bare && matches!(self.sub, Sub::None),
        };
        if !reads || !has(Role::Name) {
            if matches!(kind, Some(Kind::Parameters(_) | Kind::Response)) && self.endpoint.is_some()
            {
                self.diagnostics.push(
                    Diagnostic::note(
                        "table-not-read",
                        "the table is about no field of the endpoint, or has no column of names",
                    )
                    .at(span, ""),
                );
            }
            return;
        }
        if table.rows.len() > columns::MOST_ROWS {
            self.diagnostics.push(
                Diagnostic::warning(
                    "table-cut",
                    format!("only the first {} rows are read", columns::MOST_ROWS),
                )
                .at(span, format!("{} rows", table.rows.len())),
            );
        }
        let rows = table.rows.iter().take(columns::MOST_ROWS);
        let fields: Vec<Field> = rows
            .filter_map(|row| columns::field(row, &roles, &table.header))
            .collect();
        self.keep(fields);
    }

    /// A table of statuses; the rows without one are left out.
    fn statuses(&mut self, table: &Table, roles: &[Role]) {
        let column = roles
            .iter()
            .position(|role| *role == Role::Status)
            .or_else(|| {
                (0..table.header.len()).find(|column| {
                    table
                        .rows
                        .first()
                        .and_then(|row| row.cells.get(*column))
                        .is_some_and(|cell| !status::statuses(&text::line(&cell.raw)).0.is_empty())
                })
            });
        let Some(column) = column else {
            return;
        };
        for row in table.rows.iter().take(columns::MOST_ROWS) {
            let Some(cell) = row.cells.get(column) else {
                continue;
            };
            let shown = text::line(&cell.raw);
            let (codes, rest) = status::statuses(&shown);
            let words: Vec<String> = roles
                .iter()
                .enumerate()
                .filter(|(at, role)| *at != column && **role == Role::Description)
                .filter_map(|(at, _)| row.cells.get(at))
                .map(|cell| columns::described(&cell.raw))
                .filter(|text| !text.is_empty())
                .collect();
            let other = || {
                let next = row.cells.iter().enumerate().filter(|(at, _)| *at != column);
                next.map(|(_, cell)| columns::described(&cell.raw))
                    .find(|text| !text.is_empty())
            };
            let words = if words.is_empty() {
                other().unwrap_or_else(|| rest.to_owned())
            } else {
                words.join(": ")
            };
            self.status(&codes, &words, row.span, Trust::Table);
        }
    }

    fn fence(&mut self, fence: &Fence, span: Span) {
        match code::read(fence, self.sources) {
            code::Code::Json(body) => self.sample(body, fence, span),
            code::Code::Response(code, body) => {
                let node = self.parse(body, fence, span);
                let answer = self.facts.answer(&code, span, Trust::Prose);
                answer.samples.extend(node);
            }
            code::Code::Request(body) => {
                if self.endpoint.is_some()
                    && let Some(node) = self.parse(body, fence, span)
                {
                    self.facts.bodies.push(node);
                }
            }
            code::Code::Curl(call, body, bearer) => self.call(call, body, bearer, span),
            code::Code::Other => {
                let source = self.sources.get(span.source);
                let body = source
                    .text
                    .get(fence.body.start..fence.body.end)
                    .unwrap_or("");
                let kind = self.section().map(|section| section.kind);
                match kind {
                    Some(Kind::BaseUrl) => self.base_url(body),
                    Some(Kind::Auth) => self.scheme(body),
                    _ => {}
                }
            }
        }
    }

    fn call(&mut self, call: Option<Endpoint>, body: Option<String>, bearer: bool, span: Span) {
        if bearer && self.facts.sample_scheme.is_none() {
            self.facts.sample_scheme = auth::of_words("bearer");
        }
        let (Some(own), Some(call)) = (self.endpoint, call) else {
            return;
        };
        let Some(server) = code::server(&call, &own.path) else {
            return;
        };
        self.facts.sample_server.get_or_insert(server);
        if call.method == own.method
            && own.method != "get"
            && let Some(body) = body.as_deref().and_then(sample::parse)
            && body.value.as_object().is_none_or(|body| !body.is_empty())
        {
            self.facts
                .bodies
                .push(sample::infer(&body.value, Some(span)));
        }
    }

    fn sample(&mut self, body: &str, fence: &Fence, span: Span) {
        // A title such as "json 404 response" tells more than the section.
        let titled = text::words(&fence.info)
            .iter()
            .skip(1)
            .find_map(|word| status::statuses(word).0.into_iter().next());
        if let Some(code) = titled {
            if self.endpoint.is_some()
                && let Some(node) = self.parse(body, fence, span)
            {
                let answer = self.facts.answer(&code, span, Trust::Prose);
                answer.samples.push(node);
            }
            return;
        }
        if matches!(self.sub, Sub::Other | Sub::Maybe(_)) {
            return;
        }
        let Some(section) = self.section().cloned() else {
            return;
        };
        match section.kind {
            Kind::Response => {
                let code = section
                    .statuses
                    .first()
                    .map_or(SUCCESS, String::as_str)
                    .to_owned();
                let node = self.parse(body, fence, span);
                let answer = self.facts.answer(&code, span, Trust::Prose);
                answer.samples.extend(node);
            }
            Kind::Errors => {
                let Some(node) = self.parse(body, fence, span) else {
                    return;
                };
                if section.statuses.is_empty() {
                    self.facts.error_samples.push(node);
                    return;
                }
                for code in &section.statuses {
                    let answer = self.facts.answer(code, span, Trust::Prose);
                    answer.samples.push(node.clone());
                }
            }
            Kind::Parameters(None | Some(Location::Body)) => {
                if let Some(node) = self.parse(body, fence, span) {
                    self.facts.bodies.push(node);
                }
            }
            _ => {}
        }
    }

    fn parse(&mut self, body: &str, fence: &Fence, span: Span) -> Option<Node> {
        if body.is_empty() {
            return None;
        }
        match sample::parse(body) {
            Some(read) => {
                if read.repaired {
                    self.diagnostics.push(
                        Diagnostic::note(
                            "sample-repaired",
                            "left out comments, ellipses or trailing commas of the sample",
                        )
                        .at(fence.body, ""),
                    );
                }
                Some(sample::infer(&read.value, Some(span)))
            }
            None => {
                self.diagnostics.push(
                    Diagnostic::note(
                        "sample-not-json",
                        "the sample is not JSON; no shape is taken from it",
                    )
                    .at(fence.body, ""),
                );
                None
            }
        }
    }
}

/// A line that announces what follows: all bold, or short with a colon at its end.
fn label(line: &Inline, shown: &str) -> Option<Section> {
    if shown.len() > 80 {
        return None;
    }
    let bold = line.strong.first().is_some_and(|strong| {
        text::line(strong).trim_end_matches(':') == shown.trim_end_matches(':').trim()
    });
    let colon = shown.ends_with(':');
    let returns = colon && shown.to_lowercase().contains("json structured like this");
    if returns {
        return section::classify("Response");
    }
    (bold || colon).then(|| section::classify(shown)).flatten()
}
