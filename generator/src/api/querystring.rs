//! `in: querystring` (OpenAPI 3.2, "Parameter Object"): a parameter that is the whole query.

use openapiv3::{MediaType, ParameterData, ParameterSchemaOrContent};
use pagecrate_spec::document::keys;
use pagecrate_spec::pointer::Pointer;
use serde_json::Value;

use super::media;
use super::op::{Encoding, Param, Place, Querystring, Style};
use super::resolve::Resolver;
use super::shape::{Format, Home, Kind, OpId, OpRole, ShapeId};
use super::source::{Source, Types};

/// Whether a parameter that is typed as one of the query is all of it.
pub(super) fn is_stated(data: &ParameterData) -> bool {
    let place = data.extensions.get(keys::IN).and_then(Value::as_str);
    place.is_some_and(|place| place.eq_ignore_ascii_case("querystring"))
}

impl<'a> Resolver<'a, '_> {
    /// A parameter that is the whole query.
    pub(super) fn querystring(
        &mut self,
        id: OpId,
        origin: Pointer,
        data: &'a ParameterData,
    ) -> Param {
        let (shape, querystring) = match &data.format {
            ParameterSchemaOrContent::Content(content) if !content.is_empty() => {
                self.whole(id, &origin, data)
            }
            _ => {
                let message = format!("`{}` is a whole query without a media type", data.name);
                let help = "say in its `content` how it is written; it is sent as a form";
                self.warn("whole-query", message, &origin, help);
                let (shape, _) = self.carried(id, &origin, data);
                (shape, of(Encoding::Form))
            }
        };
        Param {
            origin,
            name: data.name.clone(),
            place: Place::Querystring,
            required: data.required,
            description: data.description.clone(),
            deprecated: data.deprecated.unwrap_or_default(),
            style: Style::Form,
            explode: true,
            allow_reserved: false,
            json: querystring.encoding == Encoding::Json,
            querystring: Some(querystring),
            shape,
        }
    }

    /// The shape of a whole query, and how its media type has it written.
    fn whole(
        &mut self,
        id: OpId,
        origin: &Pointer,
        data: &'a ParameterData,
    ) -> (ShapeId, Querystring) {
        let first = match &data.format {
            ParameterSchemaOrContent::Content(content) => content.first(),
            ParameterSchemaOrContent::Schema(_) => None,
        };
        let encoding = first.map_or(Encoding::Text, |(name, _)| media::encoding(name, false));
        match (encoding, first) {
            (Encoding::Json, _) => (self.carried(id, origin, data).0, of(encoding)),
            (Encoding::Form, Some((name, typed))) => {
                let at = origin.join("content").join(name);
                let (_, typed) = self.document.media_type(&at, typed);
                let querystring = Querystring {
                    encoding,
                    parts: media::parts(typed),
                };
                (self.carried(id, origin, data).0, querystring)
            }
            // What no other way writes is text: of a schema of its own where that is one value.
            (_, first) => {
                let typed = first.map(|(_, typed)| typed);
                let shape = if typed.is_some_and(|typed| self.is_scalar(typed)) {
                    self.carried(id, origin, data).0
                } else {
                    let home = Home::Operation(id, OpRole::Parameter(data.name.clone()));
                    self.plain(origin, home, Kind::Text(Format::Plain))
                };
                (shape, of(Encoding::Text))
            }
        }
    }

    /// Whether what a media type has is one text, number or boolean.
    fn is_scalar(&self, typed: &MediaType) -> bool {
        const SCALARS: [Types; 4] = [Types::STRING, Types::INTEGER, Types::NUMBER, Types::BOOLEAN];
        let typed = self.document.media_type(&Pointer::root(), typed).1;
        let schema = typed.schema.as_ref().map(Source::from);
        let view = schema.and_then(|schema| schema.view(self.document));
        let types = view.and_then(|view| view.types);
        types.is_some_and(|types| SCALARS.contains(&types))
    }

    /// Says where a whole query is not alone, which OpenAPI forbids.
    pub(super) fn check_queries(&mut self, params: &[Param]) {
        let mut whole = params
            .iter()
            .filter(|param| param.place == Place::Querystring);
        let Some(first) = whole.next() else { return };
        for other in whole {
            let (one, two) = (&first.name, &other.name);
            let message = format!("`{one}` and `{two}` are both the whole query");
            let help = "keep one of them; the one that is set last is sent";
            self.warn("whole-query", message, &other.origin, help);
        }
        for other in params.iter().filter(|param| param.place == Place::Query) {
            let (one, two) = (&other.name, &first.name);
            let message = format!("`{one}` stands in the query, which `{two}` is as a whole");
            let help = format!("make `{one}` a part of `{two}`; it is appended with `&`");
            self.warn("whole-query", message, &other.origin, &help);
        }
    }
}

fn of(encoding: Encoding) -> Querystring {
    Querystring {
        encoding,
        parts: Vec::new(),
    }
}
