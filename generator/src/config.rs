//! `codegen.toml`: what the document does not say, or says in a way that makes poor Rust.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use pagecrate_spec::diagnostic::{Diagnostic, Diagnostics};
use pagecrate_spec::source::{SourceId, Span};
use serde::Deserialize;
use toml::Spanned;

/// A table of the file whose keys name things of the document.
pub type Table<T> = IndexMap<Spanned<String>, T>;

/// The whole file. Keys that are no setting are an error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The package.
    pub package: PackageConfig,
    /// The environment variables that the client reads.
    pub environment: EnvConfig,
    /// Names.
    pub names: NamesConfig,
    /// Types.
    pub types: TypesConfig,
    /// Enumerations.
    pub enums: EnumsConfig,
    /// Failures.
    pub errors: AnswersConfig,
    /// Successes.
    pub successes: AnswersConfig,
    /// Tags and the Cargo features made of them.
    pub tags: TagsConfig,
    /// Paging by operation id or pointer; `false` turns what was recognised off.
    pub pagination: Table<PagingConfig>,
    /// Streaming by operation id or pointer; `false` turns what was recognised off.
    pub streaming: Table<StreamConfig>,
    /// Where the file was read from, for diagnostics.
    #[serde(skip)]
    pub source: Option<SourceId>,
}

/// `[package]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PackageConfig {
    /// The name in `Cargo.toml`; from the title by default.
    pub name: Option<String>,
    /// The API's name for people; `info.title` by default.
    pub title: Option<String>,
}

/// `[environment]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct EnvConfig {
    /// The variable of the credential; `NAME_API_KEY` by default.
    pub key: Option<String>,
    /// The variable of the base URL; `NAME_BASE_URL` by default.
    pub base_url: Option<String>,
}

/// `[names]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct NamesConfig {
    /// Keep the tag in the names of methods: `listGuardrails` of the tag guardrails is otherwise
    /// `list`.
    pub keep_tag: bool,
    /// Names of types by the pointer of the schema.
    pub types: Table<String>,
    /// Names of fields and parameters by pointer.
    pub fields: Table<String>,
    /// Names of variants, by the pointer of the schema and the value or the branch's number.
    pub variants: Table<String>,
    /// Names of methods by operation id or pointer.
    pub methods: Table<String>,
    /// Names of groups by tag.
    pub tags: Table<String>,
}

/// `[types]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct TypesConfig {
    /// What `date-time` and `date` are.
    pub dates: DateChoice,
    /// What `uuid` is.
    pub uuid: UuidChoice,
    /// What numbers of the format `decimal` are.
    pub decimal: DecimalChoice,
    /// What bytes in base64 are.
    pub bytes: ByteChoice,
    /// What an integer without format or bounds is.
    pub integers: IntegerChoice,
    /// Types by the pointer of the schema.
    #[serde(rename = "override")]
    pub overrides: Table<TypeOverride>,
    /// Schemas that are emitted although no operation reaches them.
    pub keep: Vec<Spanned<String>>,
}

/// The type of dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateChoice {
    /// The runtime's types, which keep the text and give chrono's on demand.
    #[default]
    Chrono,
    /// The text.
    String,
}

/// The type of UUIDs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UuidChoice {
    /// The runtime's type, which keeps the text and gives the uuid crate's on demand.
    #[default]
    Uuid,
    /// The text.
    String,
}

/// The type of decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecimalChoice {
    /// As the document's type says: a text or a number.
    #[default]
    Plain,
    /// An exact decimal.
    Decimal,
}

/// The type of bytes in base64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ByteChoice {
    /// The runtime's type, which keeps the text and gives the bytes on demand.
    #[default]
    Bytes,
    /// The text.
    String,
}

/// The type of integers that say nothing of their size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntegerChoice {
    /// `i64` always.
    #[default]
    Signed,
    /// `u64` where the lower bound is not negative.
    ByBounds,
}

/// A type that the configuration gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypeOverride {
    /// A text.
    String,
    /// Any JSON.
    Json,
    /// True or false.
    Bool,
    /// 32 bits with sign.
    I32,
    /// 64 bits with sign.
    I64,
    /// 32 bits without sign.
    U32,
    /// 64 bits without sign.
    U64,
    /// 128 bits with sign.
    I128,
    /// 128 bits without sign.
    U128,
    /// A float of 32 bits.
    F32,
    /// A float of 64 bits.
    F64,
    /// An exact decimal.
    Decimal,
    /// A date and time.
    DateTime,
    /// A date.
    Date,
    /// A UUID.
    Uuid,
    /// Bytes in base64.
    Base64,
}

/// `[enums]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct EnumsConfig {
    /// Schemas whose unlisted values are an error.
    pub strict: Vec<Spanned<String>>,
}

/// `[errors]` and `[successes]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AnswersConfig {
    /// Which operations get an enum of these answers, by status.
    pub by_status: StatusChoice,
}

/// Which operations get an enum of their answers, by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusChoice {
    /// Those whose answers have different bodies; with one body for all, that is the type.
    #[default]
    Differing,
    /// All that document a success, or a failure with a body, so that another status with another
    /// body never changes the type.
    Always,
}

/// `[tags]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct TagsConfig {
    /// The tags that come first, in this order.
    pub order: Vec<Spanned<String>>,
    /// Whether each tag is a Cargo feature.
    pub features: bool,
}

impl Default for TagsConfig {
    fn default() -> Self {
        Self {
            order: Vec::new(),
            features: true,
        }
    }
}

/// One entry of `[pagination]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum PagingConfig {
    /// Off.
    Off(bool),
    /// How.
    On(Box<PagingScheme>),
}

/// How an operation is paged through.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PagingScheme {
    /// The pointer of the list of items in the answer.
    pub items: Option<String>,
    /// The parameter of the offset.
    pub offset: Option<String>,
    /// The parameter of the page size.
    pub limit: Option<String>,
    /// The parameter of the page number.
    pub page: Option<String>,
    /// The first page's number; 1 by default.
    pub first: Option<u64>,
    /// The pointer of the total, or with `page` of the number of pages.
    pub total: Option<String>,
    /// The parameter that takes a cursor.
    pub cursor: Option<String>,
    /// The pointer of the next cursor, or of the next URL where there is no `cursor`.
    pub next: Option<String>,
    /// The pointer, from an item, of what a cursor to the items after it is.
    pub last: Option<String>,
    /// The pointer of the flag that says whether there is more.
    pub more: Option<String>,
    /// The header that carries the next cursor.
    pub header: Option<String>,
    /// Whether the `Link` header tells the next page.
    pub link: bool,
}

/// One entry of `[streaming]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum StreamConfig {
    /// Off.
    Off(bool),
    /// How.
    On(Box<StreamScheme>),
}

/// How an operation streams.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct StreamScheme {
    /// The pointer of the schema of one piece.
    pub item: Option<String>,
    /// The data that ends the stream.
    pub sentinel: Option<String>,
    /// The property of the body that asks for a stream.
    pub request_field: Option<String>,
    /// Whether the schema describes the event, with the piece under `data`.
    pub envelope: Option<bool>,
    /// Lines of JSON rather than events.
    pub json_lines: bool,
}

impl Config {
    /// Reads a configuration. Set [`Config::source`] for diagnostics to show its lines.
    ///
    /// # Errors
    /// The first thing that is wrong, with its range of bytes where there is one.
    pub fn read(text: &str) -> Result<Self, (String, Option<std::ops::Range<usize>>)> {
        toml::from_str(text).map_err(|error| (error.message().to_owned(), error.span()))
    }

    /// Every entry that has to match something of the document: its key, its place, its section.
    fn entries(&self) -> Vec<(&Spanned<String>, &'static str)> {
        let names = &self.names;
        let tables = [
            (&names.types, "names.types"),
            (&names.fields, "names.fields"),
            (&names.variants, "names.variants"),
            (&names.methods, "names.methods"),
            (&names.tags, "names.tags"),
        ];
        let mut all: Vec<(&Spanned<String>, &'static str)> = Vec::new();
        for (table, section) in tables {
            all.extend(table.keys().map(|key| (key, section)));
        }
        let types = &self.types;
        all.extend(types.overrides.keys().map(|key| (key, "types.override")));
        all.extend(types.keep.iter().map(|key| (key, "types.keep")));
        all.extend(self.enums.strict.iter().map(|key| (key, "enums.strict")));
        all.extend(self.tags.order.iter().map(|key| (key, "tags.order")));
        all.extend(self.pagination.keys().map(|key| (key, "pagination")));
        all.extend(self.streaming.keys().map(|key| (key, "streaming")));
        all
    }
}

/// The configuration with a note of which entries were used, so that one that matches nothing is
/// an error.
#[derive(Debug)]
pub struct Settings<'c> {
    config: &'c Config,
    used: BTreeSet<(&'static str, String)>,
}

impl<'c> Settings<'c> {
    /// Nothing used yet.
    #[must_use]
    pub fn new(config: &'c Config) -> Self {
        Self {
            config,
            used: BTreeSet::new(),
        }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &'c Config {
        self.config
    }

    /// Looks for one of the keys in a table.
    fn find<T>(
        &mut self,
        table: &'c Table<T>,
        section: &'static str,
        keys: &[&str],
    ) -> Option<(&'c T, std::ops::Range<usize>)> {
        if table.is_empty() {
            return None;
        }
        let mut found = None;
        for (key, value) in table {
            if keys.contains(&key.get_ref().as_str()) {
                self.used.insert((section, key.get_ref().clone()));
                found = found.or(Some((value, key.span())));
            }
        }
        found
    }

    /// Looks for a key in a list.
    fn listed(&mut self, list: &[Spanned<String>], section: &'static str, key: &str) -> bool {
        let found = list.iter().any(|entry| entry.get_ref() == key);
        if found {
            self.used.insert((section, key.to_owned()));
        }
        found
    }

    /// The name for the type at a pointer.
    pub fn type_name(&mut self, pointer: &str) -> Option<&'c str> {
        let names = &self.config.names;
        self.find(&names.types, "names.types", &[pointer])
            .map(|(name, _)| name.as_str())
    }

    /// The name for the field or parameter at a pointer.
    pub fn field_name(&mut self, pointer: &str) -> Option<&'c str> {
        let names = &self.config.names;
        self.find(&names.fields, "names.fields", &[pointer])
            .map(|(name, _)| name.as_str())
    }

    /// The name for a variant: the pointer of its schema with the value joined.
    pub fn variant_name(&mut self, pointer: &str) -> Option<&'c str> {
        let names = &self.config.names;
        self.find(&names.variants, "names.variants", &[pointer])
            .map(|(name, _)| name.as_str())
    }

    /// The name for an operation's method.
    pub fn method_name(&mut self, keys: &[&str]) -> Option<&'c str> {
        let names = &self.config.names;
        self.find(&names.methods, "names.methods", keys)
            .map(|(name, _)| name.as_str())
    }

    /// The name for a tag's group.
    pub fn tag_name(&mut self, tag: &str) -> Option<&'c str> {
        let names = &self.config.names;
        self.find(&names.tags, "names.tags", &[tag])
            .map(|(name, _)| name.as_str())
    }

    /// The type for the schema at a pointer.
    pub fn type_override(&mut self, pointer: &str) -> Option<TypeOverride> {
        let types = &self.config.types;
        self.find(&types.overrides, "types.override", &[pointer])
            .map(|(ty, _)| *ty)
    }

    /// Whether the schema at a pointer is emitted although nothing reaches it.
    pub fn keeps(&mut self, pointer: &str) -> bool {
        self.listed(&self.config.types.keep, "types.keep", pointer)
    }

    /// Whether the enumeration at a pointer takes the listed values only.
    pub fn is_strict(&mut self, pointer: &str) -> bool {
        self.listed(&self.config.enums.strict, "enums.strict", pointer)
    }

    /// Where a tag stands in the configured order.
    pub fn tag_order(&mut self, tag: &str) -> Option<usize> {
        let order = &self.config.tags.order;
        self.listed(order, "tags.order", tag);
        order.iter().position(|entry| entry.get_ref() == tag)
    }

    /// How an operation is paged through.
    pub fn paging(&mut self, keys: &[&str]) -> Option<(&'c PagingConfig, Option<Span>)> {
        let (found, range) = self.find(&self.config.pagination, "pagination", keys)?;
        Some((found, self.span(range)))
    }

    /// How an operation streams.
    pub fn streaming(&mut self, keys: &[&str]) -> Option<(&'c StreamConfig, Option<Span>)> {
        let (found, range) = self.find(&self.config.streaming, "streaming", keys)?;
        Some((found, self.span(range)))
    }

    fn span(&self, range: std::ops::Range<usize>) -> Option<Span> {
        Some(Span::new(self.config.source?, range.start, range.end))
    }

    /// Reports every entry that matched nothing.
    pub fn report(&self, diagnostics: &mut Diagnostics) {
        for (key, section) in self.config.entries() {
            if self.used.contains(&(section, key.get_ref().clone())) {
                continue;
            }
            let message = format!("`{}` in `{section}` matches nothing", key.get_ref());
            let mut error = Diagnostic::error("config-unmatched", message);
            if let Some(span) = self.span(key.span()) {
                error = error.at(span, "");
            }
            diagnostics.push(error);
        }
    }
}
