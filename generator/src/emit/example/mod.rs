//! A Model made by hand with every construct in it, for tests.

pub(crate) mod operations;

use serde_json::{Value, json};

use crate::model::*;
use crate::name::Ident;
use operations::operations;

pub(crate) fn id(text: &str) -> Ident {
    Ident::for_test(text)
}

pub(crate) fn docs(text: &str) -> Docs {
    Docs {
        text: vec![text.to_owned()],
        origin: Some(Origin {
            pointer: "/components/schemas/Thing".to_owned(),
            url: Some("https://docs.example.com/things".to_owned()),
            trust: None,
        }),
        ..Docs::default()
    }
}

pub(crate) fn item_type(ident: &str) -> Type {
    let module = if matches!(ident, "Problem" | "Level") {
        "shared"
    } else {
        "things"
    };
    Type::Item(ItemRef {
        module: id(module),
        ident: id(ident),
    })
}

pub(crate) fn field(name: &str, ty: Type, presence: Presence) -> Property {
    let is_optional = !matches!(presence, Presence::Required | Presence::RequiredNullable);
    Property::Field(Field {
        ident: id(name),
        wire: name.replace("kind_of", "kind-of"),
        docs: Docs {
            origin: None,
            ..docs(&format!("The {name} of it."))
        },
        ty,
        presence,
        read_only: false,
        write_only: false,
        setter: is_optional.then(|| Setter {
            ident: id(name),
            null: (presence == Presence::OptionalNullable).then(|| id(&format!("{name}_null"))),
        }),
        content_type: None,
    })
}

pub(crate) fn constant(wire: &str, value: Value) -> Property {
    Property::Constant {
        wire: wire.to_owned(),
        value,
        required: true,
    }
}

pub(crate) fn structure(ident: &str, keys: Vec<Property>, rest: Option<Type>) -> Item {
    let rest = rest.map(|ty| Rest {
        ident: id("rest"),
        ty,
        docs: Docs::default(),
    });
    item(
        ident,
        ItemKind::Struct(Struct {
            keys,
            rest,
            multipart: false,
        }),
    )
}

pub(crate) fn item(ident: &str, kind: ItemKind) -> Item {
    Item {
        ident: id(ident),
        docs: docs(&format!("What a {ident} is.")),
        derives: Derives::default(),
        direction: Direction {
            request: true,
            response: true,
        },
        features: Vec::new(),
        kind,
    }
}

pub(crate) fn values(ident: &str, repr: Repr, listed: &[(&str, Value)], is_open: bool) -> Item {
    let values = listed
        .iter()
        .map(|(name, wire)| EnumValue {
            ident: id(name),
            wire: wire.clone(),
            docs: Docs::default(),
        })
        .collect();
    let unknown = is_open.then(|| id("Unknown"));
    let mut item = item(
        ident,
        ItemKind::Enum(Enum {
            values,
            repr,
            unknown,
        }),
    );
    item.derives.eq_hash = repr != Repr::Mixed;
    item.derives.copy = repr != Repr::Mixed && !(is_open && repr == Repr::String);
    item
}

pub(crate) fn variant(ident: &str, ty: Type, tags: &[&str]) -> Variant {
    Variant {
        ident: id(ident),
        docs: Docs::default(),
        ty,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        is_default: false,
        write_tag: false,
        constant: None,
        from: true,
    }
}

fn union(ident: &str, tag: Option<&[&str]>, variants: Vec<Variant>, is_open: bool) -> Item {
    let tag = tag.map(|path| path.iter().map(|step| (*step).to_owned()).collect());
    let unknown = is_open.then(|| id("Unknown"));
    item(
        ident,
        ItemKind::Union(Union {
            variants,
            tag,
            any: false,
            unknown,
        }),
    )
}

fn things() -> Vec<Item> {
    use Presence::{Optional, OptionalNullable, Required, RequiredNullable};
    let integer = Type::Int {
        signed: true,
        bits: 64,
    };
    let mut thing = structure(
        "Thing",
        vec![
            constant("object", json!("thing")),
            constant("version", json!(2)),
            field("id", Type::String, Required),
            field("parent", Type::String, RequiredNullable),
            field("note", Type::String, OptionalNullable),
            field("limit", Type::F64, Optional),
            field("level", item_type("Level"), Optional),
            field("child", Type::Boxed(Box::new(item_type("Thing"))), Optional),
            field("extra", Type::Json, Optional),
            field("tags", Type::List(Box::new(Type::String)), Optional),
            field("range", Type::Tuple(vec![Type::F64, Type::F64]), Optional),
            field("kind_of", item_type("Content"), Optional),
            field("created", integer.clone(), Optional),
            field("secret", Type::String, Optional),
            field("old", Type::Bool, Optional),
        ],
        Some(Type::Json),
    );
    if let ItemKind::Struct(shape) = &mut thing.kind {
        for key in &mut shape.keys {
            let Property::Field(field) = key else {
                continue;
            };
            field.read_only = field.wire == "created";
            field.write_only = field.wire == "secret";
            if field.wire == "old" {
                field.docs.deprecated = Some("Use \"level\"*/ instead.".to_owned());
            }
        }
    }
    let mut ping = variant("Ping", Type::Unit, &["ping"]);
    ping.from = false;
    let mut echo = variant("Echo", item_type("Plain"), &["echo"]);
    echo.write_tag = true;
    let mut auto = variant("Auto", Type::Unit, &[]);
    auto.constant = Some(json!("auto"));
    let mut never = variant("Never", Type::Unit, &[]);
    never.constant = Some(json!(false));
    let mut upload = structure(
        "UploadThing",
        vec![
            field("purpose", Type::String, Required),
            field("file", Type::Upload, Required),
            field("more", Type::List(Box::new(Type::Upload)), Optional),
        ],
        None,
    );
    if let ItemKind::Struct(shape) = &mut upload.kind {
        shape.multipart = true;
    }
    let mut page = structure(
        "ThingList",
        vec![
            field("data", Type::List(Box::new(item_type("Thing"))), Required),
            field("total_count", integer, Required),
        ],
        None,
    );
    page.direction.request = false;
    let mut empty = structure("Empty", Vec::new(), None);
    empty.derives.default = true;
    vec![
        thing,
        structure("Plain", vec![field("text", Type::String, Required)], None),
        structure(
            "Message",
            vec![
                constant("type", json!("message")),
                field("content", item_type("Content"), Required),
            ],
            None,
        ),
        union(
            "Part",
            Some(&["type"]),
            vec![
                variant("Message", item_type("Message"), &["message", "old_message"]),
                echo,
                ping,
            ],
            true,
        ),
        union(
            "Content",
            None,
            vec![
                auto,
                never,
                variant("Text", Type::String, &[]),
                variant(
                    "Count",
                    Type::Int {
                        signed: true,
                        bits: 64,
                    },
                    &[],
                ),
                variant("Plain", item_type("Plain"), &[]),
                variant("Nested", Type::Boxed(Box::new(item_type("Thing"))), &[]),
                variant("Parts", Type::List(Box::new(item_type("Part"))), &[]),
                variant("Contents", Type::List(Box::new(item_type("Content"))), &[]),
            ],
            true,
        ),
        union(
            "Strict",
            None,
            vec![
                variant("Yes", Type::Bool, &[]),
                variant("Level", item_type("Level"), &[]),
            ],
            false,
        ),
        values(
            "Speed",
            Repr::String,
            &[("Slow", json!("slow")), ("Fast", json!("fast"))],
            false,
        ),
        values(
            "Code",
            Repr::Integer,
            &[("Ok", json!(200)), ("Negative", json!(-1))],
            true,
        ),
        values(
            "Size",
            Repr::Mixed,
            &[
                ("Auto", json!("auto")),
                ("Two", json!(2)),
                ("No", json!(false)),
            ],
            true,
        ),
        values(
            "Version",
            Repr::Integer,
            &[("One", json!(1)), ("Two", json!(2))],
            false,
        ),
        item(
            "ThingMap",
            ItemKind::Alias(Type::Map(Box::new(item_type("Thing")))),
        ),
        upload,
        page,
        empty,
    ]
}

/// A whole client.
pub(crate) fn model() -> Model {
    let group = Group {
        module: id("things"),
        accessor: id("things"),
        ident: id("Things"),
        docs: docs("Things and what to do with them. See [Thing] and <b>."),
        feature: Some(Feature("things".to_owned())),
        operations: operations(),
    };
    let mut problem = structure(
        "Problem",
        vec![field("message", Type::String, Presence::Required)],
        None,
    );
    problem.direction.request = false;
    let level = values(
        "Level",
        Repr::String,
        &[("Low", json!("low")), ("High", json!("high"))],
        true,
    );
    Model {
        package: Package {
            name: "example-client".to_owned(),
            title: "Example".to_owned(),
            docs: docs("An API that has one of each."),
            api_version: "1.2.3".to_owned(),
        },
        client: ClientModel {
            name: "example".to_owned(),
            key_variable: "EXAMPLE_KEY".to_owned(),
            base_variable: "EXAMPLE_URL".to_owned(),
            servers: vec![Server {
                url: "https://{region}.example.com/v1".to_owned(),
                description: Some("The \"real\" one".to_owned()),
                variables: vec![(
                    "region".to_owned(),
                    "eu".to_owned(),
                    vec!["eu".to_owned(), "us".to_owned()],
                )],
            }],
            schemes: vec![
                Scheme {
                    name: "apiKey".to_owned(),
                    setter: id("api_key"),
                    kind: SchemeKind::Bearer,
                    docs: vec!["The key.".to_owned()],
                },
                Scheme {
                    name: "basic".to_owned(),
                    setter: id("basic_auth"),
                    kind: SchemeKind::Basic,
                    docs: Vec::new(),
                },
                Scheme {
                    name: "oauth".to_owned(),
                    setter: id("oauth"),
                    kind: SchemeKind::OAuth2 {
                        client_credentials: Some("https://example.com/token".to_owned()),
                        authorization_code: Some((
                            "https://example.com/login".to_owned(),
                            "https://example.com/token".to_owned(),
                        )),
                        scopes: vec![("read".to_owned(), "Reads.".to_owned())],
                    },
                    docs: Vec::new(),
                },
            ],
        },
        groups: vec![group],
        modules: vec![
            TypeModule {
                module: id("things"),
                features: vec![Feature("things".to_owned())],
                items: things(),
            },
            TypeModule {
                module: id("shared"),
                features: Vec::new(),
                items: vec![problem, level],
            },
        ],
    }
}
