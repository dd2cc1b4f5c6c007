//! `codec/<module>.rs`: how types are read and written. This and `codec_union` alone know.

use std::collections::BTreeMap;

use super::code::{Code, Lit, code};
use super::file::{Extern, File, VALUE};
use super::index::{fields, is_shown};
use super::layout::Layout;
use super::lines::Lines;
use crate::model::{
    Enum, EnumValue, Feature, Field, Item, ItemKind, Presence, Property, Repr, Struct, TypeModule,
};

/// The types that a macro is called for.
#[derive(Default)]
struct Lists {
    open_enums: Vec<Code>,
    shown: Vec<Code>,
    all: Vec<Code>,
}

impl<'m> File<'m> {
    pub(crate) fn codec(&mut self, module: &'m TypeModule) {
        let mut lists: BTreeMap<&'m [Feature], Lists> = BTreeMap::new();
        for item in &module.items {
            if matches!(item.kind, ItemKind::Alias(_)) || !self.is_coded(module, item) {
                continue;
            }
            self.mentions_deprecated |= item.docs.deprecated.is_some();
            self.behind(&item.features);
            let name = self.local(&module.module, &item.ident);
            let lists = lists.entry(&item.features).or_default();
            match &item.kind {
                ItemKind::Struct(shape) => {
                    self.struct_codec(&name, shape, item.derives.default);
                }
                ItemKind::Enum(values) => {
                    self.enum_codec(&name, values);
                    if values.repr == Repr::String && values.unknown.is_some() {
                        lists.open_enums.push(name.clone());
                    }
                }
                ItemKind::Union(union) => self.union_codec(item, &name, union),
                ItemKind::Alias(_) => {}
            }
            if is_shown(item) {
                lists.shown.push(name.clone());
            }
            lists.all.push(name);
        }
        for (features, lists) in lists {
            self.behind(features);
            self.macros(lists);
        }
    }

    fn macros(&mut self, lists: Lists) {
        let macros = [
            ("open_enums", lists.open_enums),
            ("shown", lists.shown),
            ("bridge", lists.all),
        ];
        for (name, types) in macros {
            if !types.is_empty() {
                self.next_item();
                let name = self.uses(Extern::codec(name));
                self.lines.names(code!(name, "!"), &types);
            }
        }
    }

    /// Whether an item travels as JSON: what holds a file to upload does not.
    fn is_coded(&self, module: &TypeModule, item: &Item) -> bool {
        !self
            .index
            .holds_upload(module.module.as_str(), item.ident.as_str())
    }

    fn struct_codec(&mut self, name: &Code, shape: &'m Struct, is_default: bool) {
        let key = self.uses(Extern::codec("Key"));
        let index = self.index;
        let keys = shape
            .keys
            .iter()
            .map(|property| key_of(&key, property, index.takes_null(property)))
            .collect();
        self.table(name, code!("KEYS: &'static [", key, "]"), keys);
        let slots: Vec<&Field> = fields(shape).collect();
        let rest = shape.rest.as_ref();
        let empty = if is_default {
            Layout::Line(code!("Self::default()"))
        } else {
            self.empty_struct(shape)
        };
        let called = |receiver: &'static str, reference: &'static str, list: &'static str| {
            let items = slots
                .iter()
                .map(|field| Layout::Line(code!(reference, "self.", &field.ident)))
                .collect();
            let mut arguments = vec![
                Layout::Line(code!("Self::KEYS")),
                Layout::array(code!(list), items),
            ];
            let method = match rest {
                Some(rest) => {
                    arguments.push(Layout::Line(code!(reference, "self.", &rest.ident)));
                    ".fields_rest("
                }
                None => ".fields(",
            };
            Layout::call(code!(receiver, method), arguments)
        };
        let put = called("n", "&mut ", "&mut [");
        let write = called("w", "&", "&[");
        self.slot(
            name,
            false,
            |lines| lines.expression("", &empty, ""),
            |lines| lines.expression("", &put, ""),
            |lines| lines.expression("", &write, ""),
        );
        for field in &slots {
            self.mentions_deprecated |= field.docs.deprecated.is_some();
        }
    }

    fn empty_struct(&mut self, shape: &'m Struct) -> Layout {
        let mut values = Vec::new();
        for field in fields(shape) {
            let value = match field.presence {
                Presence::Required => {
                    let slot = self.uses(Extern::codec("Slot"));
                    code!(slot, "::empty()")
                }
                _ => code!("None"),
            };
            values.push(Layout::Line(code!(&field.ident, ": ", value)));
        }
        if let Some(rest) = &shape.rest {
            let slot = self.uses(Extern::codec("Slot"));
            values.push(Layout::Line(code!(&rest.ident, ": ", slot, "::empty()")));
        }
        Layout::structure(code!("Self {"), values)
    }

    /// A table of a type that other tables refer to.
    pub(crate) fn table(&mut self, name: &Code, declared: Code, items: Vec<Layout>) {
        self.next_item();
        self.lines.block(code!("impl ", name), |lines| {
            let table = Layout::array(code!("&["), items);
            lines.expression(code!("pub(crate) const ", declared, " = "), &table, ";");
        });
    }

    /// `impl Slot`: every function is small and inline, so that none is compiled that nothing calls.
    pub(crate) fn slot(
        &mut self,
        name: &Code,
        takes_null: bool,
        empty: impl FnOnce(&mut Lines),
        put: impl FnOnce(&mut Lines),
        write: impl FnOnce(&mut Lines),
    ) {
        let [slot, node, miss, writer] =
            ["Slot", "Node", "Miss", "Writer"].map(|name| self.uses(Extern::codec(name)));
        self.next_item();
        self.lines
            .block(code!("impl ", slot, " for ", name), |lines| {
                lines.line("#[inline]");
                lines.function(&code!("fn empty"), &[], Some(&code!("Self")), empty);
                lines.blank();
                if takes_null {
                    lines.line("#[inline]");
                    let result = Some(code!("bool"));
                    lines.function(&code!("fn nullable"), &[], result.as_ref(), |lines| {
                        lines.line("true");
                    });
                    lines.blank();
                }
                lines.line("#[inline]");
                let arguments = [code!("&mut self"), code!("n: ", node, "<'_>")];
                let result = code!("Result<(), ", miss, ">");
                lines.function(&code!("fn put"), &arguments, Some(&result), put);
                lines.blank();
                lines.line("#[inline]");
                let arguments = [code!("&self"), code!("w: &mut ", writer, "<'_>")];
                lines.function(&code!("fn write"), &arguments, None, write);
            });
    }

    fn enum_codec(&mut self, name: &Code, values: &'m Enum) {
        for value in &values.values {
            self.mentions_deprecated |= value.docs.deprecated.is_some();
        }
        if values.repr == Repr::String {
            self.as_str(name, values);
        }
        match (values.repr, &values.unknown) {
            (Repr::String, Some(_)) => self.open_strings(name, values),
            (Repr::String, None) => self.closed_strings(name, values),
            (Repr::Integer, _) => self.integers(name, values),
            (Repr::Mixed, _) => self.mixed(name, values),
        }
    }

    /// The value of an enum of strings as text.
    fn as_str(&mut self, name: &Code, values: &'m Enum) {
        self.next_item();
        let lines = &mut self.lines;
        lines.open(code!("impl ", name));
        lines.doc("The value as the API writes it.");
        lines.line("#[inline]");
        let result = if values.unknown.is_some() {
            code!("&str")
        } else {
            code!("&'static str")
        };
        lines.function(
            &code!("pub fn as_str"),
            &[code!("&self")],
            Some(&result),
            |lines| {
                lines.open("match self");
                for value in &values.values {
                    let text = value.wire.as_str().unwrap_or_default();
                    lines.arm(code!("Self::", &value.ident), code!(Lit(text)));
                }
                if let Some(unknown) = &values.unknown {
                    lines.arm(code!("Self::", unknown, "(text)"), code!("text"));
                }
                lines.close("}");
            },
        );
        lines.close("}");
    }

    fn open_strings(&mut self, name: &Code, values: &'m Enum) {
        let [names, choice] = ["Names", "Choice"].map(|name| self.uses(Extern::codec(name)));
        self.next_item();
        let Some(unknown) = &values.unknown else {
            return;
        };
        self.lines
            .block(code!("impl ", names, " for ", name), |lines| {
                let table = Layout::array(code!("&["), texts(values));
                lines.expression("const NAMES: &'static [&'static str] = ", &table, ";");
                lines.blank();
                lines.line("#[inline]");
                let arguments = [code!("choice: ", &choice)];
                lines.function(
                    &code!("fn pick"),
                    &arguments,
                    Some(&code!("Self")),
                    |lines| {
                        lines.open("match choice");
                        for (index, value) in values.values.iter().enumerate() {
                            let pattern = match index + 1 == values.values.len() {
                                true => code!(&choice, "::Known(_)"),
                                false => code!(&choice, "::Known(", index, ")"),
                            };
                            lines.arm(pattern, code!("Self::", &value.ident));
                        }
                        if values.values.is_empty() {
                            lines.arm(
                                code!(&choice, "::Known(_)"),
                                code!("Self::", unknown, "(String::new())"),
                            );
                        }
                        lines.arm(
                            code!(&choice, "::Unknown(text)"),
                            code!("Self::", unknown, "(text)"),
                        );
                        lines.close("}");
                    },
                );
            });
    }

    fn closed_strings(&mut self, name: &Code, values: &'m Enum) {
        self.table(name, code!("NAMES: &'static [&'static str]"), texts(values));
        self.slot(
            name,
            false,
            |lines| first(lines, values),
            |lines| by_index(lines, "n.index_of(Self::NAMES)?", values),
            |lines| lines.line("w.str(self.as_str());"),
        );
    }

    fn integers(&mut self, name: &Code, values: &'m Enum) {
        let number = |value: &EnumValue| value.wire.as_i64().unwrap_or_default();
        if values.unknown.is_none() {
            let numbers = values
                .values
                .iter()
                .map(|value| Layout::Line(code!(number(value))))
                .collect();
            self.table(name, code!("NUMBERS: &'static [i64]"), numbers);
        }
        self.slot(
            name,
            false,
            |lines| match &values.unknown {
                Some(unknown) => lines.line(code!("Self::", unknown, "(0)")),
                None => first(lines, values),
            },
            |lines| match &values.unknown {
                Some(unknown) => {
                    lines.open("*self = match n.int()?");
                    for value in &values.values {
                        lines.arm(code!(number(value)), code!("Self::", &value.ident));
                    }
                    lines.arm(code!("other"), code!("Self::", unknown, "(other)"));
                    lines.close("};");
                    lines.line("Ok(())");
                }
                None => by_index(lines, "n.index_of_int(Self::NUMBERS)?", values),
            },
            |lines| {
                lines.open("w.i64(match self");
                for value in &values.values {
                    lines.arm(code!("Self::", &value.ident), code!(number(value)));
                }
                if let Some(unknown) = &values.unknown {
                    lines.arm(code!("Self::", unknown, "(other)"), code!("*other"));
                }
                lines.close("});");
            },
        );
    }

    fn mixed(&mut self, name: &Code, values: &'m Enum) {
        let json = |value: &EnumValue| value.wire.to_string();
        let table = values
            .values
            .iter()
            .map(|value| Layout::Line(code!(Lit(&json(value)))))
            .collect();
        self.table(name, code!("VALUES: &'static [&'static str]"), table);
        let value_type = self.uses(VALUE);
        self.slot(
            name,
            false,
            |lines| match &values.unknown {
                Some(unknown) => lines.line(code!("Self::", unknown, "(", value_type, "::Null)")),
                None => first(lines, values),
            },
            |lines| {
                lines.open("*self = match n.index_of_json(Self::VALUES)");
                for (index, value) in values.values.iter().enumerate() {
                    lines.arm(code!("Some(", index, ")"), code!("Self::", &value.ident));
                }
                lines.arm(
                    code!("_"),
                    match &values.unknown {
                        Some(unknown) => code!("Self::", unknown, "(n.json())"),
                        None => code!("return Err(n.unlike(\"a documented value\"))"),
                    },
                );
                lines.close("};");
                lines.line("Ok(())");
            },
            |lines| {
                lines.open("match self");
                for value in &values.values {
                    lines.arm(
                        code!("Self::", &value.ident),
                        code!("w.json(", Lit(&json(value)), ")"),
                    );
                }
                if let Some(unknown) = &values.unknown {
                    lines.arm(code!("Self::", unknown, "(other)"), code!("w.value(other)"));
                }
                lines.close("}");
            },
        );
    }
}

/// The first value of a closed enum.
fn first(lines: &mut Lines, values: &Enum) {
    if let Some(value) = values.values.first() {
        lines.line(code!("Self::", &value.ident));
    }
}

fn by_index(lines: &mut Lines, read: &'static str, values: &Enum) {
    if let [only] = values.values.as_slice() {
        lines.line(code!(read, ";"));
        lines.line(code!("*self = Self::", &only.ident, ";"));
        lines.line("Ok(())");
        return;
    }
    lines.open(code!("*self = match ", read));
    for (index, value) in values.values.iter().enumerate() {
        let pattern = if index + 1 == values.values.len() {
            code!("_")
        } else {
            code!(index)
        };
        lines.arm(pattern, code!("Self::", &value.ident));
    }
    lines.close("};");
    lines.line("Ok(())");
}

fn texts(values: &Enum) -> Vec<Layout> {
    let text =
        |value: &EnumValue| Layout::Line(code!(Lit(value.wire.as_str().unwrap_or_default())));
    values.values.iter().map(text).collect()
}

/// `takes_null`: whether null is a value of the property's type, and not its absence.
fn key_of(key: &Code, property: &Property, takes_null: bool) -> Layout {
    match property {
        Property::Constant {
            wire,
            value,
            required,
        } => {
            let json;
            let (kind, text) = match value.as_str() {
                Some(text) => ("::constant(", text),
                None => {
                    json = value.to_string();
                    ("::constant_json(", json.as_str())
                }
            };
            let arguments = vec![code!(Lit(wire)).into(), code!(Lit(text)).into()];
            let constant = Layout::call(code!(key, kind), arguments);
            let optional = (!required).then(|| code!(".undemanded()").into());
            Layout::chain(constant, optional.into_iter().collect())
        }
        Property::Field(field) => {
            let kind = match field.presence {
                Presence::Required => "::required(",
                Presence::RequiredNullable => "::nullable(",
                Presence::Optional if !takes_null => "::optional(",
                Presence::Optional | Presence::OptionalNullable => "::optional_nullable(",
            };
            let read_only = if field.read_only { ".read_only()" } else { "" };
            let write_only = if field.write_only {
                ".write_only()"
            } else {
                ""
            };
            Layout::Line(code!(
                key,
                kind,
                Lit(&field.wire),
                ")",
                read_only,
                write_only
            ))
        }
    }
}
