//! Structs as `multipart/form-data` bodies.

use super::code::{Code, Lit, code};
use super::file::{Extern, File};
use crate::model::{Field, ItemKind, Presence, Property, Struct, Type, TypeModule};

impl<'m> File<'m> {
    pub(crate) fn multiparts(&mut self, module: &'m TypeModule) {
        for item in &module.items {
            if let ItemKind::Struct(shape) = &item.kind
                && shape.multipart
            {
                self.behind(&item.features);
                let name = self.local(&module.module, &item.ident);
                self.multipart(&name, shape);
            }
        }
    }

    fn multipart(&mut self, name: &Code, shape: &'m Struct) {
        let multipart = self.uses(Extern::runtime("Multipart"));
        let has_fields = shape.rest.is_some()
            || shape
                .keys
                .iter()
                .any(|key| matches!(key, Property::Field(field) if !field.read_only));
        self.next_item();
        self.lines
            .open(code!("impl From<", name, "> for ", &multipart));
        let value = if has_fields { "value" } else { "_" };
        let arguments = [code!(value, ": ", name)];
        self.lines.line("#[inline]");
        self.lines
            .open(code!("fn from(", Code::join(arguments, ", "), ") -> Self"));
        let is_plain = !has_fields && shape.keys.is_empty();
        self.lines.line(if is_plain {
            "let form = Self::new();"
        } else {
            "let mut form = Self::new();"
        });
        for key in &shape.keys {
            match key {
                Property::Constant { wire, value, .. } => {
                    let text = match value.as_str() {
                        Some(text) => text.to_owned(),
                        None => value.to_string(),
                    };
                    self.lines.line(code!(
                        "form = form.field(",
                        Lit(wire),
                        ", &",
                        Lit(&text),
                        ".to_owned());"
                    ));
                }
                Property::Field(field) if !field.read_only => self.part(field),
                Property::Field(_) => {}
            }
        }
        if let Some(rest) = &shape.rest {
            self.lines
                .open(code!("for (name, value) in &value.", &rest.ident));
            self.lines.line("form = form.field(name, value);");
            self.lines.close("}");
        }
        self.lines.line("form");
        self.lines.close("}");
        self.lines.close("}");
    }

    fn part(&mut self, field: &'m Field) {
        self.mentions_deprecated |= field.docs.deprecated.is_some();
        let place = code!("value.", &field.ident);
        match field.presence {
            Presence::Required => self.filled(field, &field.ty, &place),
            Presence::Optional | Presence::RequiredNullable => {
                self.lines.open(code!("if let Some(part) = ", place));
                self.filled(field, &field.ty, &code!("part"));
                self.lines.close("}");
            }
            Presence::OptionalNullable => {
                self.lines.open(code!("if let Some(Some(part)) = ", place));
                self.filled(field, &field.ty, &code!("part"));
                self.lines.close("}");
            }
        }
    }

    /// A part whose value is there.
    fn filled(&mut self, field: &'m Field, ty: &'m Type, place: &Code) {
        let name = Lit(&field.wire);
        match ty {
            Type::Nullable(inner) => {
                self.lines.open(code!("if let Some(part) = ", place));
                self.filled(field, inner, &code!("part"));
                self.lines.close("}");
            }
            Type::Upload => {
                let line = match &field.content_type {
                    Some(media_type) => {
                        code!(
                            "form = form.file_as(",
                            name,
                            ", ",
                            Lit(media_type),
                            ", ",
                            place,
                            ");"
                        )
                    }
                    None => code!("form = form.file(", name, ", ", place, ");"),
                };
                self.lines.line(line);
            }
            Type::List(inner) if self.index.is_upload(inner) => {
                self.lines.open(code!("for part in ", place));
                self.filled(field, inner, &code!("part"));
                self.lines.close("}");
            }
            _ => {
                let is_json = field.content_type.as_deref() == Some("application/json");
                let method = if is_json { "json" } else { "field" };
                self.lines
                    .line(code!("form = form.", method, "(", name, ", &", place, ");"));
            }
        }
    }
}
