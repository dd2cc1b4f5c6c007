//! How unions are read and written.

use std::collections::HashSet;

use super::code::{Code, Lit, code, literals};
use super::file::{Extern, File, VALUE};
use super::layout::Layout;
use super::lines::Lines;
use super::telling::telling;
use crate::model::{Item, ItemKind, ItemRef, Repr, Type, Union, Variant};

impl<'m> File<'m> {
    pub(crate) fn union_codec(&mut self, item: &'m Item, name: &Code, union: &'m Union) {
        for variant in &union.variants {
            self.mentions_deprecated |= variant.docs.deprecated.is_some();
        }
        if union.tag.is_none() {
            let branch = self.uses(Extern::codec("Branch"));
            // What also takes anything keeps as JSON what a variant does not know whole.
            let telling = (!union.any).then(|| telling(self.index, union)).flatten();
            let branches = union
                .variants
                .iter()
                .enumerate()
                .map(|(index, variant)| {
                    let told = telling.as_ref().and_then(|telling| telling.of(index));
                    self.told_branch(item, variant, told)
                })
                .collect();
            self.table(name, code!("BRANCHES: &'static [", branch, "]"), branches);
        }
        let empty = self.empty_union(union);
        let constant = self.unit_keys(union);
        self.slot(
            name,
            union.any,
            |lines| lines.line(empty),
            |lines| match &union.tag {
                Some(path) => put_tagged(lines, union, path),
                None => put_untagged(lines, union),
            },
            |lines| write(lines, union, constant.as_ref()),
        );
    }

    /// What is known beforehand of a variant, with the value that tells it from the others.
    fn told_branch(
        &mut self,
        union: &'m Item,
        variant: &'m Variant,
        told: Option<(&[&'m str], &'m str)>,
    ) -> Layout {
        let known = self.branch_of(union, variant);
        let Some((path, value)) = told else {
            return known;
        };
        let branch = self.uses(Extern::codec("Branch"));
        let arguments = vec![literals(path).into(), literals(&[value]).into()];
        let tagged = Layout::call(code!(branch, "::tagged("), arguments);
        self.any_of(vec![tagged, known])
    }

    /// A value to be overwritten, which must not hold another of itself.
    fn empty_union(&mut self, union: &'m Union) -> Code {
        if let Some(unknown) = &union.unknown {
            let value = self.uses(VALUE);
            return code!("Self::", unknown, "(", value, "::Null)");
        }
        let finite = |variant: &&Variant| variant.ty == Type::Unit;
        let unit = union.variants.iter().find(finite);
        let index = self.index;
        let variant = unit
            .or_else(|| {
                union
                    .variants
                    .iter()
                    .find(|v| index.has_empty(&v.ty, &mut Vec::new()))
            })
            .or(union.variants.first());
        match variant {
            Some(Variant {
                ident,
                ty: Type::Unit,
                ..
            }) => code!("Self::", ident),
            Some(Variant { ident, .. }) => {
                let slot = self.uses(Extern::codec("Slot"));
                code!("Self::", ident, "(", slot, "::empty())")
            }
            None => code!("unreachable!()"),
        }
    }

    /// The runtime's `Key`, where a variant is nothing but its tag.
    fn unit_keys(&mut self, union: &Union) -> Option<Code> {
        let is_bare = |variant: &Variant| variant.ty == Type::Unit && variant.constant.is_none();
        (union.tag.is_some() && union.variants.iter().any(is_bare))
            .then(|| self.uses(Extern::codec("Key")))
    }

    fn branch_of(&mut self, union: &'m Item, variant: &'m Variant) -> Layout {
        match (&variant.ty, &variant.constant) {
            (Type::Unit, Some(value)) => match value {
                serde_json::Value::String(text) => {
                    let branch = self.uses(Extern::codec("Branch"));
                    code!(branch, "::names(&[", Lit(text), "])").into()
                }
                serde_json::Value::Null => self.kind("NULL"),
                serde_json::Value::Bool(_) => self.kind("BOOL"),
                serde_json::Value::Number(_) => self.kind("NUMBER"),
                serde_json::Value::Array(_) => self.kind("ARRAY"),
                serde_json::Value::Object(_) => self.kind("OBJECT"),
            },
            (ty, _) => self.branch(union, ty),
        }
    }

    fn kind(&mut self, kind: &'static str) -> Layout {
        let [branch, kinds] = ["Branch", "Kind"].map(|name| self.uses(Extern::codec(name)));
        code!(branch, "::kind(", kinds, "::", kind, ")").into()
    }

    fn any_of(&mut self, branches: Vec<Layout>) -> Layout {
        let branch = self.uses(Extern::codec("Branch"));
        Layout::call(
            code!(branch, "::union("),
            vec![Layout::array(code!("&["), branches)],
        )
    }

    /// What is known beforehand of a variant's type.
    fn branch(&mut self, union: &'m Item, ty: &'m Type) -> Layout {
        match ty {
            Type::Unit => self.kind("NULL"),
            Type::Bool => self.kind("BOOL"),
            Type::Int { .. } => self.kind("INTEGER"),
            Type::F32 | Type::F64 => self.kind("NUMBER"),
            Type::Decimal => {
                let kinds = vec![self.kind("STRING"), self.kind("NUMBER")];
                self.any_of(kinds)
            }
            Type::String
            | Type::Base64
            | Type::DateTime
            | Type::Date
            | Type::Uuid
            | Type::Upload => self.kind("STRING"),
            Type::Json => self.kind("ANY"),
            Type::Map(_) => self.kind("OBJECT"),
            Type::Tuple(_) => self.kind("ARRAY"),
            Type::Boxed(inner) => self.branch(union, inner),
            Type::List(inner) if **inner == Type::Json => self.kind("ARRAY"),
            Type::List(inner) => {
                let branch = self.uses(Extern::codec("Branch"));
                let inner = self.branch(union, inner).prefixed("&");
                Layout::call(code!(branch, "::list("), vec![inner])
            }
            Type::Nullable(inner) => {
                let branches = vec![self.kind("NULL"), self.branch(union, inner)];
                self.any_of(branches)
            }
            Type::Item(reference) => self.item_branch(union, ty, reference),
        }
    }

    fn item_branch(&mut self, union: &'m Item, ty: &'m Type, reference: &'m ItemRef) -> Layout {
        let branch = self.uses(Extern::codec("Branch"));
        let Some(item) = self.index.get(reference) else {
            return self.kind("ANY");
        };
        match &item.kind {
            ItemKind::Alias(target) if is_shallow(target) => self.branch(union, target),
            ItemKind::Alias(_) => self.kind("ANY"),
            ItemKind::Struct(_) => {
                let table = code!(self.item(reference), "::KEYS");
                Layout::call(code!(branch, "::object("), vec![table.into()])
            }
            ItemKind::Enum(values) => match values.repr {
                Repr::Integer => self.kind("INTEGER"),
                Repr::Mixed => self.kind("ANY"),
                Repr::String => {
                    self.uses(Extern::codec("Names"));
                    let table = code!(self.item(reference), "::NAMES");
                    let names = Layout::call(code!(branch, "::names("), vec![table.into()]);
                    match values.unknown {
                        Some(_) => {
                            let branches = vec![names, self.kind("STRING")];
                            self.any_of(branches)
                        }
                        None => names,
                    }
                }
            },
            ItemKind::Union(inner) => self.nested(union, ty, inner),
        }
    }

    /// Whether a type is one with keys, which lead nowhere else.
    fn is_struct(&self, ty: &Type) -> bool {
        match ty {
            Type::Boxed(inner) => self.is_struct(inner),
            Type::Item(reference) => self
                .index
                .get(reference)
                .is_some_and(|item| matches!(item.kind, ItemKind::Struct(_))),
            _ => false,
        }
    }

    /// A union within a union: by its tags, or by its own table unless that holds this one.
    fn nested(&mut self, union: &'m Item, ty: &'m Type, inner: &'m Union) -> Layout {
        let branch = self.uses(Extern::codec("Branch"));
        if let Some(path) = &inner.tag {
            let tags = inner.variants.iter().flat_map(|variant| &variant.tags);
            let tags = Layout::array(
                code!("&["),
                tags.map(|tag| code!(Lit(tag)).into()).collect(),
            );
            let tagged = Layout::call(
                code!(branch, "::tagged("),
                vec![literals(path).into(), tags],
            );
            let mut branches = vec![tagged];
            let default = inner.variants.iter().find(|variant| variant.is_default);
            if let Some(ty) = default.map(|variant| &variant.ty)
                && self.is_struct(ty)
            {
                branches.push(self.branch(union, ty));
            }
            if inner.unknown.is_some() {
                branches.push(self.kind("OBJECT"));
            }
            return match branches.len() {
                1 => branches.remove(0),
                _ => self.any_of(branches),
            };
        }
        match ty {
            Type::Item(reference)
                if !self
                    .index
                    .leads_to(ty, union.ident.as_str(), &mut HashSet::new()) =>
            {
                let table = code!(self.item(reference), "::BRANCHES");
                Layout::call(code!(branch, "::union("), vec![table.into()])
            }
            _ => self.kind("ANY"),
        }
    }
}

/// Whether a type is none that could lead back to the alias that names it.
fn is_shallow(ty: &Type) -> bool {
    match ty {
        Type::Item(_) => false,
        Type::Boxed(inner) | Type::List(inner) | Type::Nullable(inner) => is_shallow(inner),
        _ => true,
    }
}

fn put_tagged(lines: &mut Lines, union: &Union, path: &[String]) {
    let tags = union.variants.iter().flat_map(|variant| &variant.tags);
    let items = tags.map(|tag| Layout::Line(code!(Lit(tag)))).collect();
    let arguments = vec![
        Layout::Line(literals(path)),
        Layout::array(code!("&["), items),
    ];
    lines.expression("let tag = ", &Layout::call(code!("n.tag("), arguments), ";");
    lines.open("*self = match tag");
    let mut next = 0;
    for variant in union
        .variants
        .iter()
        .filter(|variant| !variant.tags.is_empty())
    {
        let indices = next..next + variant.tags.len();
        next = indices.end;
        let pattern = match variant.tags.len() {
            // Clippy wants a range from three on.
            3.. => code!("Some(", indices.start, "..=", indices.end - 1, ")"),
            _ => code!("Some(", Code::join(indices, " | "), ")"),
        };
        lines.arm(pattern, read(variant));
    }
    let untagged = union
        .variants
        .iter()
        .filter(|variant| variant.tags.is_empty() && !variant.is_default);
    let default = union.variants.iter().filter(|variant| variant.is_default);
    let untagged: Vec<&Variant> = default.chain(untagged).collect();
    let other = otherwise(union);
    match untagged.as_slice() {
        [] => lines.arm(code!("_"), other),
        variants => {
            lines.open("_ =>");
            for variant in variants {
                lines.open(code!("if let Some(value) = ", attempt(variant)));
                lines.line("*self = value;");
                lines.line("return Ok(());");
                lines.close("}");
            }
            lines.line(other);
            lines.close("}");
        }
    }
    lines.close("};");
    lines.line("Ok(())");
}

fn put_untagged(lines: &mut Lines, union: &Union) {
    let branch = if union.variants.len() == 1 {
        "_"
    } else {
        "branch"
    };
    let rank = if union.any { "rank_whole" } else { "rank" };
    lines.open(code!("for ", branch, " in n.", rank, "(Self::BRANCHES)"));
    if let [only] = &union.variants[..] {
        lines.line(code!("let read = ", attempt(only), ";"));
    } else {
        lines.open("let read = match branch");
        for (index, variant) in union.variants.iter().enumerate() {
            let pattern = if index + 1 == union.variants.len() {
                code!("_")
            } else {
                code!(index)
            };
            lines.arm(pattern, attempt(variant));
        }
        lines.close("};");
    }
    lines.open("if let Some(value) = read");
    lines.line("*self = value;");
    lines.line("return Ok(());");
    lines.close("}");
    lines.close("}");
    match &union.unknown {
        Some(_) => {
            lines.line(code!("*self = ", otherwise(union), ";"));
            lines.line("Ok(())");
        }
        None => lines.line("Err(n.unlike(\"one of the documented shapes\"))"),
    }
}

/// Reads a variant whose tag fits.
fn read(variant: &Variant) -> Code {
    match variant.ty {
        Type::Unit => code!("Self::", &variant.ident),
        _ => code!("Self::", &variant.ident, "(n.read()?)"),
    }
}

/// Reads a variant that may fit.
fn attempt(variant: &Variant) -> Code {
    match (&variant.ty, &variant.constant) {
        (Type::Unit, Some(value)) => {
            let json = value.to_string();
            code!(
                "n.index_of_json(&[",
                Lit(&json),
                "]).map(|_| Self::",
                &variant.ident,
                ")"
            )
        }
        (Type::Unit, None) => code!("n.attempt(|()| Self::", &variant.ident, ")"),
        _ => code!("n.attempt(Self::", &variant.ident, ")"),
    }
}

/// What a value is that no variant takes.
fn otherwise(union: &Union) -> Code {
    match &union.unknown {
        Some(unknown) => code!("Self::", unknown, "(n.json())"),
        None => code!("return Err(n.unlike(\"one of the documented shapes\"))"),
    }
}

fn write(lines: &mut Lines, union: &Union, key: Option<&Code>) {
    lines.open("match self");
    for variant in &union.variants {
        // Only a tag at the top can be written before the payload.
        let tag = match (&union.tag, variant.tags.first()) {
            (Some(path), Some(tag)) => path
                .first()
                .filter(|_| path.len() == 1)
                .map(|key| (key, tag)),
            _ => None,
        };
        match (&variant.ty, &variant.constant, tag) {
            (Type::Unit, Some(value), _) => {
                let json = value.to_string();
                lines.arm(
                    code!("Self::", &variant.ident),
                    code!("w.json(", Lit(&json), ")"),
                );
            }
            (Type::Unit, None, Some((name, tag))) => {
                let constant = code!(key, "::constant(", Lit(name), ", ", Lit(tag), ")");
                let call = code!("w.fields(const { &[", constant, "] }, &[])");
                lines.arm(code!("Self::", &variant.ident), call);
            }
            (Type::Unit, None, None) => {
                lines.arm(code!("Self::", &variant.ident), code!("w.null()"))
            }
            (_, _, Some((name, tag))) if variant.write_tag => {
                let call = code!("w.tagged(", Lit(name), ", ", Lit(tag), ", value)");
                lines.arm(code!("Self::", &variant.ident, "(value)"), call);
            }
            _ => lines.arm(
                code!("Self::", &variant.ident, "(value)"),
                code!("value.write(w)"),
            ),
        }
    }
    if let Some(unknown) = &union.unknown {
        lines.arm(code!("Self::", unknown, "(value)"), code!("value.write(w)"));
    }
    lines.close("}");
}
