//! The example in an operation's documentation, which compiles.

use super::code::{Code, Lit, Piece as _, code};
use super::index::{Index, fields};
use crate::model::{
    Body, BodyEncoding, Group, Item, ItemKind, Operation, Outcome, Presence, Receive, Type, Union,
};

/// How deep values are made up; deeper ones come as arguments of the example.
const MAX_DEPTH: usize = 4;

/// An example in the making.
pub(crate) struct Sample<'m> {
    index: &'m Index<'m>,
    krate: String,
    /// The items that it names.
    uses: Vec<&'m str>,
    /// Values that the example takes as arguments, being too large to be made up.
    arguments: Vec<(Code, Code)>,
}

impl<'m> Sample<'m> {
    pub(crate) fn new(index: &'m Index<'m>) -> Self {
        Sample {
            index,
            krate: index.model.package.name.replace('-', "_"),
            uses: Vec::new(),
            arguments: Vec::new(),
        }
    }

    /// The lines of the example, with its fence.
    pub(crate) fn lines(mut self, group: &'m Group, operation: &'m Operation) -> Vec<String> {
        let mut values: Vec<Code> = Vec::new();
        for parameter in &operation.required {
            let value = match &parameter.ty {
                Type::String | Type::Uuid => code!(Lit(parameter.ident.as_str())),
                ty => self
                    .value(ty, 0)
                    .unwrap_or_else(|| self.argument(&parameter.ident, ty)),
            };
            values.push(value);
        }
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            values.push(self.body(body));
        }
        let mut call = code!(
            "client.",
            &group.accessor,
            "().",
            &operation.method,
            "(",
            Code::join(values, ", "),
            ")"
        );
        let is_stream = operation.stream.as_ref().is_some_and(|stream| stream.only);
        let is_empty = matches!(&operation.output, Outcome::One(received) if received.encoding == Receive::Empty)
            || matches!(operation.output, Outcome::None);
        call.push(&if is_stream {
            ".stream().await?"
        } else {
            ".send().await?"
        });
        let mut lines = vec!["```no_run".to_owned()];
        let mut arguments = format!("client: &{}::Client", self.krate);
        for (name, ty) in &self.arguments {
            arguments.push_str(&format!(", {}: {}", name.as_str(), ty.as_str()));
        }
        self.uses.sort_unstable();
        self.uses.dedup();
        match self.uses.as_slice() {
            [] => {}
            [one] => lines.push(format!("use {}::{one};", self.krate)),
            many => lines.push(format!("use {}::{{{}}};", self.krate, many.join(", "))),
        }
        if operation.docs.deprecated.is_some() {
            lines.push("# #[allow(deprecated)]".to_owned());
        }
        lines.push(format!(
            "# async fn example({arguments}) -> Result<(), {}::Error> {{",
            self.krate
        ));
        let binding = match (is_stream, is_empty) {
            (true, _) => "let stream = ",
            (_, true) => "",
            _ => "let answer = ",
        };
        let mut text = String::from(binding);
        call.put(&mut text);
        text.push(';');
        lines.extend(wrap(&text));
        lines.push("# Ok(()) }".to_owned());
        lines.push("```".to_owned());
        lines
    }

    fn body(&mut self, body: &'m Body) -> Code {
        match &body.encoding {
            BodyEncoding::Text => code!("\"text\""),
            BodyEncoding::Bytes => code!("vec![0_u8]"),
            BodyEncoding::Multipart => self
                .value(&body.ty, 0)
                .unwrap_or_else(|| self.argument(&body.ident, &body.ty)),
            _ => match &body.ty {
                Type::String => code!("\"text\""),
                Type::List(_) => self
                    .value(&body.ty, 0)
                    .unwrap_or_else(|| self.argument(&body.ident, &body.ty)),
                ty => match self.value(ty, 0) {
                    Some(value) => code!("&", value),
                    None => code!("&", self.argument(&body.ident, ty)),
                },
            },
        }
    }

    /// A value that the example takes from outside.
    fn argument(&mut self, ident: &crate::name::Ident, ty: &'m Type) -> Code {
        let ty = self.ty(ty);
        self.arguments.push((code!(ident), ty));
        code!(ident)
    }

    /// A type by its full path, for the hidden line.
    fn ty(&self, ty: &'m Type) -> Code {
        let krate = Path(&self.krate);
        match ty {
            Type::Item(item) => code!(krate, "::", &item.ident),
            Type::List(inner) => code!("Vec<", self.ty(inner), ">"),
            Type::Map(inner) => code!(krate, "::Map<", self.ty(inner), ">"),
            Type::Boxed(inner) => self.ty(inner),
            Type::Nullable(inner) => code!("Option<", self.ty(inner), ">"),
            Type::Json => code!("serde_json::Value"),
            Type::Upload => code!(krate, "::Upload"),
            Type::Decimal => code!(krate, "::Decimal"),
            Type::Base64 => code!(krate, "::Base64"),
            Type::DateTime => code!(krate, "::DateTime"),
            Type::Date => code!(krate, "::Date"),
            Type::Uuid => code!(krate, "::Uuid"),
            Type::String => code!("String"),
            Type::Tuple(items) => {
                let items: Vec<Code> = items.iter().map(|item| self.ty(item)).collect();
                let comma = if items.len() == 1 { "," } else { "" };
                code!("(", Code::join(items, ", "), comma, ")")
            }
            Type::Unit => code!("()"),
            Type::Bool => code!("bool"),
            Type::F32 => code!("f32"),
            Type::F64 => code!("f64"),
            Type::Int { signed, bits } => match (signed, bits) {
                (true, ..=32) => code!("i32"),
                (true, ..=64) => code!("i64"),
                (true, _) => code!("i128"),
                (false, ..=32) => code!("u32"),
                (false, ..=64) => code!("u64"),
                (false, _) => code!("u128"),
            },
        }
    }

    /// A small value as it is passed as an argument; `None` if there is none.
    fn value(&mut self, ty: &'m Type, depth: usize) -> Option<Code> {
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match ty {
            Type::Bool => code!("true"),
            Type::Int { .. } => code!("1"),
            Type::F32 | Type::F64 => code!("1.0"),
            Type::String => code!("\"text\""),
            Type::Uuid => code!("\"00000000-0000-0000-0000-000000000000\""),
            Type::DateTime => code!("\"2026-01-31T12:00:00Z\""),
            Type::Date => code!("\"2026-01-31\""),
            Type::Nullable(_) => code!("None"),
            Type::Boxed(inner) => self.value(inner, depth)?,
            Type::List(inner) => code!("[", self.value(inner, depth + 1)?, "]"),
            Type::Item(item) => {
                let item = self.index.get(item)?;
                return self.item(item, depth);
            }
            _ => return None,
        })
    }

    /// A value as it is, where nothing converts it.
    fn exact(&mut self, ty: &'m Type, depth: usize) -> Option<Code> {
        match ty {
            Type::String => Some(code!("\"text\".to_owned()")),
            Type::Uuid | Type::DateTime | Type::Date => {
                Some(code!(self.value(ty, depth)?, ".into()"))
            }
            Type::Boxed(inner) => Some(code!("Box::new(", self.exact(inner, depth)?, ")")),
            Type::List(inner) => Some(code!("vec![", self.exact(inner, depth + 1)?, "]")),
            ty => self.value(ty, depth),
        }
    }

    fn item(&mut self, item: &'m Item, depth: usize) -> Option<Code> {
        match &item.kind {
            ItemKind::Struct(shape) => {
                let mark = self.uses.len();
                let mut values = Vec::new();
                for field in fields(shape) {
                    let value = match field.presence {
                        _ if field.read_only => continue,
                        Presence::Optional | Presence::OptionalNullable => continue,
                        Presence::RequiredNullable => code!("None"),
                        Presence::Required => match self.in_list(&field.ty, depth + 1) {
                            Some(value) => value,
                            None => {
                                self.uses.truncate(mark);
                                return None;
                            }
                        },
                    };
                    values.push(value);
                }
                if !super::index::is_made(item) {
                    return None;
                }
                self.uses.push(item.ident.as_str());
                Some(code!(&item.ident, "::new(", Code::join(values, ", "), ")"))
            }
            ItemKind::Enum(values) => {
                let value = values.values.first()?;
                if value.docs.deprecated.is_some() {
                    return None;
                }
                self.uses.push(item.ident.as_str());
                Some(code!(&item.ident, "::", &value.ident))
            }
            ItemKind::Union(union) => self.union(item, union, depth),
            ItemKind::Alias(ty) => self.value(ty, depth + 1),
        }
    }

    /// A list of items of a type that is converted needs the items themselves.
    fn in_list(&mut self, ty: &'m Type, depth: usize) -> Option<Code> {
        match ty {
            Type::List(inner) if **inner != Type::String => {
                Some(code!("[", self.exact(inner, depth)?, "]"))
            }
            ty => self.value(ty, depth),
        }
    }

    fn union(&mut self, item: &'m Item, union: &'m Union, depth: usize) -> Option<Code> {
        let mark = self.uses.len();
        for variant in &union.variants {
            let value = match &variant.ty {
                Type::Unit => Some(code!(&item.ident, "::", &variant.ident)),
                ty => self
                    .exact(ty, depth + 1)
                    .map(|value| code!(&item.ident, "::", &variant.ident, "(", value, ")")),
            };
            if value.is_some() {
                self.uses.push(item.ident.as_str());
                return value;
            }
            self.uses.truncate(mark);
        }
        None
    }
}

/// The crate's own name, which `package` has checked.
struct Path<'p>(&'p str);

impl super::code::Piece for Path<'_> {
    fn put(&self, out: &mut String) {
        out.extend(
            self.0
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '_'),
        );
    }
}

/// A call over two lines where it is long.
fn wrap(text: &str) -> Vec<String> {
    match text.strip_suffix(".send().await?;") {
        Some(head) if text.len() > 88 => vec![head.to_owned(), "    .send().await?;".to_owned()],
        _ => vec![text.to_owned()],
    }
}
