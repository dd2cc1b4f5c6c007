//! Media types: how a body is written, and which of several says something of its own.

use openapiv3::{Content, Encoding as PropertyEncoding, MediaType, QueryStyle};
use pagecrate_spec::document::{keys, reference_in};
use pagecrate_spec::pointer::Pointer;
use serde_json::Value;

use super::op::{BodyShape, Encoding, PartEncoding, Style};
use super::resolve::Resolver;
use super::shape::Home;
use super::source::{Source, View};

/// How bodies of a media type are written.
pub(super) fn encoding(media: &str, schema_is_bytes: bool) -> Encoding {
    let name = essence(media);
    match name.as_str() {
        "application/x-www-form-urlencoded" => Encoding::Form,
        "text/event-stream" => Encoding::Events,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/json-lines"
        | "application/x-json-lines"
        | "application/stream+json"
        | "application/json-seq"
        | "text/jsonl" => Encoding::JsonLines,
        "application/json" | "text/json" | "text/x-json" | "*/*" | "" if !schema_is_bytes => {
            Encoding::Json
        }
        name if name.starts_with("multipart/") => Encoding::Multipart,
        name if name.ends_with("+json") || name.ends_with("/json") => Encoding::Json,
        name if name.starts_with("text/") || name.ends_with("/xml") || name.ends_with("+xml") => {
            Encoding::Text
        }
        "application/yaml"
        | "application/x-yaml"
        | "application/toml"
        | "application/javascript"
        | "application/graphql"
        | "application/sql"
        | "application/jwt" => Encoding::Text,
        _ => Encoding::Bytes,
    }
}

/// The media type without parameters, in lower case.
pub(super) fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// The place of a way of writing among those of one body: the plainest first.
fn rank(encoding: Encoding) -> u8 {
    match encoding {
        Encoding::Json => 0,
        Encoding::Multipart => 1,
        Encoding::Form => 2,
        Encoding::JsonLines => 3,
        Encoding::Text => 4,
        Encoding::Bytes => 5,
        Encoding::Events => 6,
    }
}

impl<'a> Resolver<'a, '_> {
    /// The bodies of a content, the plainest first; those that are written alike and look alike
    /// once. `home` is told the word for the media type where there are several.
    pub(super) fn bodies(
        &mut self,
        content: &'a Content,
        here: &Pointer,
        home: &dyn Fn(Option<String>) -> Home,
    ) -> Vec<BodyShape> {
        let mut found: Vec<(u8, &'a str, &'a MediaType, Encoding, Pointer)> = Vec::new();
        for (media, typed) in content {
            let (at, typed) = self.document.media_type(&here.join(media), typed);
            let is_bytes = is_bytes(typed) || (essence(media) == "*/*" && says_nothing(typed));
            let encoding = encoding(media, is_bytes);
            found.push((rank(encoding), media, typed, encoding, at));
        }
        // Stable, so that the document's order decides among equals.
        found.sort_by_key(|(rank, media, ..)| {
            (*rank, *rank == 0 && essence(media) != "application/json")
        });
        let mut bodies: Vec<BodyShape> = Vec::new();
        let mut sources: Vec<(Encoding, Option<Source<'a>>)> = Vec::new();
        for (_, media, typed, encoding, at) in found {
            let source = payload(typed, encoding);
            let is_known = sources.iter().any(|(known, other)| {
                *known == encoding
                    && alike(other, &source)
                    && (encoding == Encoding::Json || encoding == Encoding::Multipart)
            });
            if is_known {
                continue;
            }
            let several = !bodies.is_empty();
            sources.push((encoding, source));
            let shape = source.filter(|_| has_shape(encoding)).map(|source| {
                let word = several.then(|| word(media));
                let key = if typed.schema.is_some() {
                    "schema"
                } else {
                    "itemSchema"
                };
                self.shape(source, &at.join(key), home(word))
            });
            let shape = match (shape, encoding) {
                (None, Encoding::Json) => Some(self.anything()),
                (shape, _) => shape,
            };
            let parts = parts(typed);
            let sentinel = typed
                .extensions
                .get("x-speakeasy-sse-sentinel")
                .and_then(Value::as_str);
            bodies.push(BodyShape {
                origin: at,
                media: media.to_owned(),
                encoding,
                shape,
                parts,
                sentinel: sentinel.map(str::to_owned),
            });
        }
        bodies
    }
}

fn has_shape(encoding: Encoding) -> bool {
    !matches!(encoding, Encoding::Text | Encoding::Bytes)
}

/// The schema of a body; of the items where it is a stream that says so (3.2).
fn payload(typed: &MediaType, encoding: Encoding) -> Option<Source<'_>> {
    let streams = matches!(encoding, Encoding::Events | Encoding::JsonLines);
    let item = reference_in(&typed.extensions, keys::ITEM_SCHEMA).map(Source::Reference);
    let schema = typed.schema.as_ref().map(Source::from);
    if streams {
        item.or(schema)
    } else {
        schema.or(item)
    }
}

fn alike(a: &Option<Source<'_>>, b: &Option<Source<'_>>) -> bool {
    match (a, b) {
        (Some(Source::Reference(a)), Some(Source::Reference(b))) => a == b,
        (Some(Source::Item(a)), Some(Source::Item(b))) => a == b,
        (None, None) => true,
        _ => false,
    }
}

/// Whether the schema says that the body is bytes, whatever the media type says.
fn is_bytes(typed: &MediaType) -> bool {
    match typed.schema.as_ref().map(Source::from) {
        Some(Source::Item(schema)) => View::of(schema).format == Some("binary"),
        _ => false,
    }
}

/// Whether nothing is said of what a body is: under `*/*` it is then anything, JSON or not.
fn says_nothing(typed: &MediaType) -> bool {
    match typed.schema.as_ref().map(Source::from) {
        Some(Source::Item(schema)) => View::of(schema).says_nothing(),
        Some(_) => false,
        None => reference_in(&typed.extensions, keys::ITEM_SCHEMA).is_none(),
    }
}

/// The word for a media type in names: `xml` for `application/xml`.
pub(crate) fn word(media: &str) -> String {
    let name = essence(media);
    match encoding(media, false) {
        Encoding::Form => return "form".to_owned(),
        Encoding::Multipart => return "multipart".to_owned(),
        Encoding::Events => return "events".to_owned(),
        Encoding::JsonLines => return "lines".to_owned(),
        _ => {}
    }
    let (main, sub) = name.split_once('/').unwrap_or(("", name.as_str()));
    match (main, sub) {
        ("text", "plain") => "text".to_owned(),
        (_, "octet-stream") => "bytes".to_owned(),
        (main, "*") if main != "*" => main.to_owned(),
        (_, "*") => "any".to_owned(),
        (_, sub) => {
            let vendor = sub.rsplit_once('.').map_or(sub, |(_, last)| last);
            let vendor = if vendor.chars().any(char::is_alphabetic) {
                vendor
            } else {
                sub
            };
            vendor.trim_start_matches("x-").to_owned()
        }
    }
}

/// What differs from the default for some properties.
pub(super) fn parts(typed: &MediaType) -> Vec<PartEncoding> {
    let encodings = typed.encoding.iter();
    encodings
        .map(|(name, encoding)| part(name, encoding))
        .collect()
}

fn part(name: &str, encoding: &PropertyEncoding) -> PartEncoding {
    let stated = encoding
        .extensions
        .get(keys::EXPLODE)
        .and_then(Value::as_bool);
    let style = encoding.style.as_ref().map(style);
    let style = (style.is_some() || stated.is_some()).then(|| {
        let style = style.unwrap_or(Style::Form);
        (
            style,
            stated.unwrap_or(matches!(style, Style::Form | Style::DeepObject)),
        )
    });
    PartEncoding {
        property: name.to_owned(),
        content_type: encoding.content_type.clone(),
        style,
    }
}

/// The style of a query parameter or form field.
pub(super) fn style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, encoding, word};

    #[test]
    fn media_types_are_written_as_their_names_say() {
        for (media, expected, name) in [
            ("application/json; charset=utf-8", Encoding::Json, "json"),
            ("application/vnd.github.v3+json", Encoding::Json, "v3+json"),
            (
                "application/merge-patch+json",
                Encoding::Json,
                "merge-patch+json",
            ),
            ("multipart/form-data", Encoding::Multipart, "multipart"),
            ("application/x-www-form-urlencoded", Encoding::Form, "form"),
            ("application/octet-stream", Encoding::Bytes, "bytes"),
            ("image/png", Encoding::Bytes, "png"),
            ("image/*", Encoding::Bytes, "image"),
            ("application/xml", Encoding::Text, "xml"),
            ("text/event-stream", Encoding::Events, "events"),
            ("application/x-ndjson", Encoding::JsonLines, "lines"),
        ] {
            assert_eq!(encoding(media, false), expected, "{media}");
            assert_eq!(word(media), name, "{media}");
        }
    }
}
