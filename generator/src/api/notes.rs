//! What a schema says of itself besides its shape.

use openapiv3::{Schema, SchemaKind, Type};
use pagecrate_spec::fragment::Trust;
use pagecrate_spec::trust::MARK;
use serde_json::Value;

use super::shape::Notes;
use super::source::View;

/// The longest fact that is kept; longer defaults and patterns help nobody.
const MAX_FACT: usize = 160;

impl Notes {
    /// The notes of one schema.
    pub(super) fn of(view: &View<'_>) -> Self {
        let data = &view.schema.schema_data;
        let mut facts = Vec::new();
        let mut fact = |what: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| value.len() <= MAX_FACT) {
                facts.push(format!("{what}: {value}"));
            }
        };
        fact(
            "Default",
            data.default
                .as_ref()
                .filter(|value| !value.is_null())
                .map(show),
        );
        fact("Minimum", view.minimum.as_ref().map(ToString::to_string));
        fact("Maximum", view.maximum.as_ref().map(ToString::to_string));
        let (least, most, pattern) = extent(view.schema);
        fact(
            "Least length",
            least
                .filter(|least| *least > 0)
                .map(|least| least.to_string()),
        );
        fact("Greatest length", most.map(|most| most.to_string()));
        fact("Pattern", pattern.map(str::to_owned));
        fact(
            "Example",
            data.example
                .as_ref()
                .filter(|value| is_scalar(value))
                .map(show),
        );
        Self {
            title: data.title.clone().filter(|title| !title.trim().is_empty()),
            description: data
                .description
                .clone()
                .filter(|text| !text.trim().is_empty()),
            deprecated: data.deprecated,
            read_only: data.read_only,
            write_only: data.write_only,
            facts,
            url: data.external_docs.as_ref().map(|docs| docs.url.clone()),
            trust: trust(data.extensions.get(MARK).and_then(Value::as_str)),
        }
    }

    /// Takes over what is not said here. `outer` notes win.
    pub(super) fn absorb(&mut self, inner: Notes) {
        self.title = self.title.take().or(inner.title);
        self.description = self.description.take().or(inner.description);
        self.url = self.url.take().or(inner.url);
        self.trust = self.trust.or(inner.trust);
        self.deprecated |= inner.deprecated;
        self.read_only |= inner.read_only;
        self.write_only |= inner.write_only;
        for fact in inner.facts {
            let what = fact.split(':').next().unwrap_or_default();
            let said = self
                .facts
                .iter()
                .any(|known| known.split(':').next() == Some(what));
            if !said {
                self.facts.push(fact);
            }
        }
    }
}

/// What is said to be weaker than a fragment.
pub(super) fn trust(stated: Option<&str>) -> Option<&'static str> {
    let trust = Trust::named(stated?)?;
    (trust < Trust::Fragment).then(|| trust.word())
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

fn show(value: &Value) -> String {
    value.to_string()
}

/// The least and the greatest length, and the pattern.
fn extent(schema: &Schema) -> (Option<usize>, Option<usize>, Option<&str>) {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => {
            (text.min_length, text.max_length, text.pattern.as_deref())
        }
        SchemaKind::Type(Type::Array(array)) => (array.min_items, array.max_items, None),
        _ => (None, None, None),
    }
}
