//! throwaway: a naive Model of an OpenAPI JSON document, for measuring
use super::example::operations::*;
use super::example::*;
use crate::model::*;
use crate::name::Ident;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

struct Naive<'d> {
    root: &'d Value,
    items: BTreeMap<String, Vec<Item>>,
    names: HashMap<String, ItemRef>,
    used: BTreeSet<String>,
    home: String,
    dedup: HashMap<String, ItemRef>,
}
const KEYWORDS: &[&str] = &[
    "type", "ref", "self", "Self", "use", "mod", "fn", "in", "for", "match", "move", "box",
    "where", "loop", "if", "else", "enum", "struct", "const", "static", "async", "await", "dyn",
    "impl", "let", "mut", "pub", "return", "super", "trait", "true", "false", "unsafe", "while",
    "break", "continue", "as", "crate", "extern", "gen", "yield", "final", "abstract", "override",
    "macro", "priv", "do", "become", "try", "virtual", "typeof", "unsized",
];
fn snake(s: &str) -> String {
    let mut o = String::new();
    for c in s.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && !o.is_empty() && !o.ends_with('_') {
                o.push('_');
            }
            o.push(c.to_ascii_lowercase());
        } else if !o.ends_with('_') {
            o.push('_');
        }
    }
    let o = o.trim_matches('_').to_owned();
    let o = if o.is_empty() { "x".to_owned() } else { o };
    if o.starts_with(|c: char| c.is_ascii_digit()) {
        format!("n{o}")
    } else if KEYWORDS.contains(&o.as_str()) {
        format!("{o}_")
    } else {
        o
    }
}
fn pascal(s: &str) -> String {
    let mut o = String::new();
    let mut up = true;
    for c in s.chars() {
        if c.is_ascii_alphanumeric() {
            if up {
                o.push(c.to_ascii_uppercase());
            } else {
                o.push(c);
            }
            up = false;
        } else {
            up = true;
        }
    }
    if o.is_empty() || o.starts_with(|c: char| c.is_ascii_digit()) {
        o.insert(0, 'N');
    }
    if [
        "Self", "Option", "Vec", "String", "Box", "Result", "Some", "None", "Ok", "Err", "From",
        "Into", "Default", "Map", "Value", "Clone", "Debug", "Copy", "Send", "Sync", "Client",
        "Error", "Request", "Response", "Body",
    ]
    .contains(&o.as_str())
    {
        o.push_str("Thing");
    }
    o
}
fn id2(s: &str) -> Ident {
    Ident::for_test(s)
}
impl<'d> Naive<'d> {
    fn unique(&mut self, base: String) -> String {
        let mut n = base.clone();
        let mut i = 2;
        while !self.used.insert(n.clone()) {
            n = format!("{base}V{i}");
            i += 1;
        }
        n
    }
    fn docs(v: &Value) -> Docs {
        Docs {
            text: v["description"]
                .as_str()
                .map(|t| t.split("\n\n").map(str::to_owned).collect())
                .unwrap_or_default(),
            origin: Some(Origin {
                pointer: "/x".into(),
                url: Some("https://docs.example.com/x/y".into()),
                trust: None,
            }),
            ..Docs::default()
        }
    }
    fn ty(&mut self, v: &'d Value, name: &str, depth: usize) -> Type {
        if depth > 30 {
            return Type::Json;
        }
        if let Some(r) = v["$ref"].as_str() {
            if let Some(known) = self.names.get(r) {
                return Type::Boxed(Box::new(Type::Item(known.clone())));
            }
            let n = r.rsplit('/').next().unwrap();
            let target = self
                .root
                .pointer(&r[1..].replace("%20", " "))
                .unwrap_or(&Value::Null);
            let is_item = target["properties"].is_object()
                || target["oneOf"].is_array()
                || target["anyOf"].is_array()
                || target["enum"].is_array();
            if is_item {
                let un = self.unique(pascal(n));
                let home = format!("m{}", n.bytes().map(usize::from).sum::<usize>() % 40);
                let item = ItemRef {
                    module: id2(&home),
                    ident: id2(&un),
                };
                self.names.insert(r.to_owned(), item.clone());
                let old = std::mem::replace(&mut self.home, home);
                self.define(target, &un, depth + 1);
                self.home = old;
                return Type::Boxed(Box::new(Type::Item(item)));
            }
            return self.ty(target, n, depth + 1);
        }
        if let Some(all) = v["allOf"].as_array() {
            if let [one] = all.as_slice() {
                return self.ty(one, name, depth + 1);
            }
            return Type::Json;
        }
        let t = match &v["type"] {
            Value::String(s) => s.as_str(),
            Value::Array(a) => a
                .iter()
                .filter_map(Value::as_str)
                .find(|t| *t != "null")
                .unwrap_or(""),
            _ => "",
        };
        if v["properties"].is_object()
            || v["oneOf"].is_array()
            || v["anyOf"].is_array()
            || (v["enum"].is_array() && t == "string")
        {
            let key = format!("{v}");
            if let Some(i) = self.dedup.get(&key) {
                return Type::Item(i.clone());
            }
            let un = self.unique(pascal(name));
            let item = ItemRef {
                module: id2(&self.home),
                ident: id2(&un),
            };
            if depth > 0 {
                self.dedup.insert(key, item.clone());
            }
            self.define(v, &un, depth + 1);
            return Type::Boxed(Box::new(Type::Item(item)));
        }
        match t {
            "string" => Type::String,
            "integer" => Type::Int {
                signed: true,
                bits: 64,
            },
            "number" => Type::F64,
            "boolean" => Type::Bool,
            "array" => Type::List(Box::new(
                match self.ty(&v["items"], &format!("{name}Item"), depth + 1) {
                    Type::Boxed(i) => *i,
                    t => t,
                },
            )),
            _ => Type::Json,
        }
    }
    fn define(&mut self, v: &'d Value, un: &str, depth: usize) {
        let home = self.home.clone();
        let kind = if let Some(values) = v["enum"].as_array() {
            let mut seen = BTreeSet::new();
            let values = values
                .iter()
                .filter_map(|w| w.as_str())
                .filter_map(|w| {
                    let n = pascal(w);
                    seen.insert(n.clone()).then(|| EnumValue {
                        ident: id2(&n),
                        wire: w.into(),
                        docs: Docs::default(),
                    })
                })
                .collect();
            ItemKind::Enum(Enum {
                values,
                repr: Repr::String,
                unknown: Some(id2("OtherValue")),
            })
        } else if let Some(props) = v["properties"].as_object() {
            let req: Vec<&str> = v["required"]
                .as_array()
                .map(|a| a.iter().filter_map(Value::as_str).collect())
                .unwrap_or_default();
            let mut seen = BTreeSet::new();
            let mut keys = Vec::new();
            for (k, p) in props {
                let n = snake(k);
                if !seen.insert(n.clone()) {
                    continue;
                }
                if let Some([one]) = p["enum"].as_array().map(Vec::as_slice) {
                    keys.push(constant(k, one.clone()));
                    continue;
                }
                let nullable = p["nullable"] == true
                    || p["type"]
                        .as_array()
                        .is_some_and(|a| a.iter().any(|t| t == "null"));
                let required = req.contains(&k.as_str());
                let ty = self.ty(p, &format!("{un} {k}"), depth + 1);
                let presence = match (required, nullable) {
                    (true, false) => Presence::Required,
                    (true, true) => Presence::RequiredNullable,
                    (false, false) => Presence::Optional,
                    _ => Presence::OptionalNullable,
                };
                let presence = if matches!(ty, Type::Boxed(_)) && presence == Presence::Required {
                    Presence::Optional
                } else {
                    presence
                };
                let Property::Field(mut f) = field(&n, ty, presence) else {
                    continue;
                };
                f.wire = k.clone();
                f.docs = Self::docs(p);
                f.docs.origin = None;
                if f.setter.as_ref().is_some_and(|s| s.ident.as_str() == "new") {
                    f.setter = None;
                }
                keys.push(Property::Field(f));
            }
            ItemKind::Struct(Struct {
                keys,
                rest: None,
                multipart: false,
            })
        } else {
            let vs = v["oneOf"].as_array().or(v["anyOf"].as_array()).unwrap();
            let variants = vs
                .iter()
                .enumerate()
                .map(|(i, v)| {
                    let ty = self.ty(v, &format!("{un} {i}"), depth + 1);
                    let mut x = variant(&format!("V{i}"), ty, &[]);
                    x.from = false;
                    x
                })
                .collect();
            ItemKind::Union(Union {
                variants,
                tag: None,
                any: false,
                unknown: Some(id2("OtherValue")),
            })
        };
        let is_union = matches!(kind, ItemKind::Union(_));
        let mut it = item(un, kind);
        it.docs = Self::docs(v);
        it.derives = Derives::default();
        let _ = is_union;
        it.direction.request = std::env::var_os("ALL_SETTERS").is_some()
            || un.contains("Request")
            || un.contains("Body")
            || un.contains("Create")
            || un.contains("Update");
        self.items.entry(home).or_default().push(it);
    }
}
pub(crate) fn naive(root: &Value) -> Model {
    let mut n = Naive {
        root,
        items: BTreeMap::new(),
        names: HashMap::new(),
        used: BTreeSet::new(),
        home: "m0".into(),
        dedup: HashMap::new(),
    };
    let mut base = model();
    let mut groups: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for (path, it) in root["paths"].as_object().unwrap() {
        for (m, op) in it.as_object().unwrap() {
            if !op["responses"].is_object() {
                continue;
            }
            let tag = snake(op["tags"][0].as_str().unwrap_or("default"));
            let oid = op["operationId"]
                .as_str()
                .map(str::to_owned)
                .unwrap_or(format!("{m} {path}"));
            n.home = format!("m{}", oid.bytes().map(usize::from).sum::<usize>() % 40);
            let mut o = base.groups[0].operations[0].clone();
            o.optional.clear();
            o.required.clear();
            o.pages = None;
            o.error = Outcome::None;
            let p = n.unique(pascal(&format!("{oid} op")));
            o.method = id2(&snake(&oid));
            o.marker = id2(&p);
            o.endpoint = id2(&snake(&p).to_uppercase());
            o.docs = Naive::docs(op);
            o.id = oid.clone();
            o.http_method = m.to_uppercase();
            o.path = path.clone();
            for q in op["parameters"].as_array().into_iter().flatten() {
                let q = match q["$ref"].as_str() {
                    Some(r) => root.pointer(&r[1..]).unwrap(),
                    None => q,
                };
                let Some(name) = q["name"].as_str() else {
                    continue;
                };
                let ty = match n.ty(&q["schema"], &format!("{oid} {name} param"), 1) {
                    Type::Boxed(t) => *t,
                    t => t,
                };
                let place = match q["in"].as_str() {
                    Some("path") => ParameterPlace::Path,
                    Some("header") => ParameterPlace::Header,
                    _ => ParameterPlace::Query,
                };
                let mut pp = parameter(&snake(name), ty, place);
                pp.wire = name.into();
                pp.docs = Naive::docs(q);
                if q["required"] == true {
                    o.required.push(pp)
                } else if snake(name) != "send" && !o.optional.iter().any(|x| x.ident == pp.ident) {
                    o.optional.push(pp)
                }
            }
            let body = &op["requestBody"];
            let body = match body["$ref"].as_str() {
                Some(r) => root.pointer(&r[1..]).unwrap(),
                None => body,
            };
            if body["content"]["application/json"]["schema"].is_object() {
                let ty = match n.ty(
                    &body["content"]["application/json"]["schema"],
                    &format!("{oid} Request"),
                    1,
                ) {
                    Type::Boxed(t) => *t,
                    t => t,
                };
                o.body = Some(super::example::operations::body(
                    ty,
                    BodyEncoding::Json,
                    "application/json",
                ));
            }
            let mut out = Outcome::One(Received {
                ty: Type::Unit,
                encoding: Receive::Empty,
                content_type: None,
            });
            for code in ["200", "201", "202"] {
                let r = &op["responses"][code];
                let r = match r["$ref"].as_str() {
                    Some(r) => root.pointer(&r[1..]).unwrap(),
                    None => r,
                };
                if let Some(s) = r["content"]["application/json"].get("schema") {
                    let ty = match n.ty(s, &format!("{oid} Response"), 1) {
                        Type::Boxed(t) => *t,
                        t => t,
                    };
                    out = Outcome::One(json_of(ty));
                    break;
                }
            }
            o.output = out;
            groups.entry(tag).or_default().push(o);
        }
    }
    base.groups = groups
        .into_iter()
        .map(|(t, operations)| {
            let u = n.unique(pascal(&format!("{t} group")));
            Group {
                module: id2(&t),
                accessor: id2(&t),
                ident: id2(&u),
                docs: docs("x"),
                feature: None,
                operations,
            }
        })
        .collect();
    base.modules = n
        .items
        .into_iter()
        .map(|(m, items)| TypeModule {
            module: id2(&m),
            features: Vec::new(),
            items,
        })
        .collect();
    base
}
#[test]
#[ignore = "throwaway"]
fn measure() {
    let path = std::env::var("SPEC").unwrap();
    let root: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let model = naive(&root);
    let types: usize = model.modules.iter().map(|m| m.items.len()).sum();
    let ops: usize = model.groups.iter().map(|m| m.operations.len()).sum();
    for threads in [1, 2, 1, 2] {
        let t = std::time::Instant::now();
        let output = super::write(&model, &super::WriteOptions { threads });
        eprintln!(
            "{types} types {ops} ops, {threads} threads: {:?} {} bytes",
            t.elapsed(),
            output.size()
        );
    }
    if let Some(folder) = std::env::var_os("EMIT_TO") {
        let mut output = super::write(&model, &Default::default());
        output.files.extend(crate::package::scaffold(&model).files);
        for (path, text) in &output.files {
            let target = std::path::Path::new(&folder).join(path);
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(target, text).unwrap();
        }
    }
}
