//! Parameters: arguments where they are required, setters otherwise.

use std::collections::HashMap;

use super::{Lower, docs};
use crate::api::{self, Op, Param, PartEncoding, Place};
use crate::model::{Body, BodyEncoding, Parameter, ParameterPlace, Style};
use crate::name::{Case, Ident, Scope, Words, reserved};

/// The argument that takes a body.
pub(super) fn body() -> Ident {
    let mut scope = Scope::default();
    let body = Words::of("body");
    loop {
        // A scope without names has every name to give.
        if let Some(ident) = scope.claim(Case::Snake, &body) {
            return ident;
        }
        scope = Scope::default();
    }
}

impl Lower<'_, '_, '_> {
    /// The required parameters and the others.
    pub(super) fn parameters(
        &mut self,
        op: &Op,
        body: Option<&Body>,
    ) -> (Vec<Parameter>, Vec<Parameter>) {
        let (required, optional): (Vec<&Param>, Vec<&Param>) =
            op.parameters.iter().partition(|param| param.required);
        let argument = body
            .filter(|body| body.required)
            .map_or("self", |body| body.ident.as_str());
        (
            self.named(&required, Scope::reserving(&["self", argument])),
            self.named(&optional, Scope::reserving(reserved::REQUEST)),
        )
    }

    fn named(&mut self, params: &[&Param], mut scope: Scope) -> Vec<Parameter> {
        let mut texts = Vec::with_capacity(params.len());
        let mut places: HashMap<Words, Vec<Place>> = HashMap::new();
        for param in params {
            let known = places.entry(Words::of(&param.name)).or_default();
            if !known.contains(&param.place) {
                known.push(param.place);
            }
        }
        for param in params {
            let chosen = self.settings.field_name(param.origin.as_str());
            texts.push(chosen.map_or_else(|| text(param, &places), str::to_owned));
        }
        let idents = scope.members(
            Case::Snake,
            &texts.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        params
            .iter()
            .zip(idents)
            .map(|(param, ident)| self.parameter(param, ident))
            .collect()
    }

    fn parameter(&self, param: &Param, ident: Ident) -> Parameter {
        let mut notes = self.notes(param.shape);
        notes.description = param
            .description
            .clone()
            .filter(|text| !text.trim().is_empty())
            .or(notes.description);
        notes.deprecated |= param.deprecated;
        if param.place == Place::Querystring {
            notes.facts.push("It is the whole query".to_owned());
        }
        Parameter {
            ident,
            wire: param.name.clone(),
            docs: docs::of_notes(&notes),
            ty: self.bare(param.shape, None).0,
            place: match param.place {
                Place::Path => ParameterPlace::Path,
                Place::Query => ParameterPlace::Query,
                Place::Querystring => ParameterPlace::Querystring,
                Place::Header => ParameterPlace::Header,
                Place::Cookie => ParameterPlace::Cookie,
            },
            style: style(param.style),
            explode: param.explode,
            allow_reserved: param.allow_reserved,
            json: param.json,
            querystring: param.querystring.as_ref().map(querystring),
        }
    }
}

/// Two parameters of one name in two places are told apart by the place.
fn text(param: &Param, places: &HashMap<Words, Vec<Place>>) -> String {
    let own = places.get(&Words::of(&param.name));
    if own.is_none_or(|places| places.len() < 2) {
        return param.name.clone();
    }
    let place = match param.place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Querystring => "querystring",
        Place::Header => "header",
        Place::Cookie => "cookie",
    };
    format!("{place} {}", param.name)
}

fn querystring(stated: &api::Querystring) -> BodyEncoding {
    match stated.encoding {
        api::Encoding::Json => BodyEncoding::Json,
        api::Encoding::Form => BodyEncoding::Form(form_styles(&stated.parts)),
        _ => BodyEncoding::Text,
    }
}

/// How the properties of a form are written whose style is not the default.
pub(super) fn form_styles(parts: &[PartEncoding]) -> Vec<(String, Style, bool)> {
    let styled = parts.iter().filter_map(|part| {
        let (kind, explode) = part.style?;
        Some((part.property.clone(), style(kind), explode))
    });
    styled.collect()
}

pub(super) fn style(style: api::Style) -> Style {
    match style {
        api::Style::Simple => Style::Simple,
        api::Style::Label => Style::Label,
        api::Style::Matrix => Style::Matrix,
        api::Style::Form => Style::Form,
        api::Style::SpaceDelimited => Style::SpaceDelimited,
        api::Style::PipeDelimited => Style::PipeDelimited,
        api::Style::DeepObject => Style::DeepObject,
    }
}
