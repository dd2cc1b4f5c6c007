//! The operations of the Model made by hand.

use super::{docs, id, item_type};
use crate::api::{PageBy, PageScheme};
use crate::model::*;

pub(crate) fn parameter(name: &str, ty: Type, place: ParameterPlace) -> Parameter {
    let style = match place {
        ParameterPlace::Path | ParameterPlace::Header => Style::Simple,
        _ => Style::Form,
    };
    Parameter {
        ident: id(name),
        wire: name.to_owned(),
        docs: docs(&format!("Which {name}.")),
        ty,
        place,
        style,
        explode: style == Style::Form,
        allow_reserved: false,
        json: false,
        querystring: None,
    }
}

pub(crate) fn json_of(ty: Type) -> Received {
    Received {
        ty,
        encoding: Receive::Json,
        content_type: Some("application/json".to_owned()),
    }
}

fn operation(method: &str, marker: &str, http: &str, path: &str, output: Outcome) -> Operation {
    Operation {
        method: id(method),
        marker: id(marker),
        docs: docs(&format!("To {method} it.")),
        id: marker.to_owned(),
        http_method: http.to_owned(),
        path: path.to_owned(),
        required: Vec::new(),
        optional: Vec::new(),
        body: None,
        output,
        error: Outcome::None,
        failures: Vec::new(),
        stream: None,
        pages: None,
        auth: vec![vec!["apiKey".to_owned()]],
        server: None,
    }
}

fn failure(status: StatusMatch, docs: Docs) -> Failure {
    Failure { status, docs }
}

pub(crate) fn body(ty: Type, encoding: BodyEncoding, content_type: &str) -> Body {
    Body {
        ident: id("body"),
        docs: docs("What to send."),
        ty,
        required: true,
        content_type: content_type.to_owned(),
        encoding,
    }
}

pub(super) fn operations() -> Vec<Operation> {
    use ParameterPlace::{Header, Path, Query};
    let number = Type::Int {
        signed: true,
        bits: 64,
    };
    let mut list = operation(
        "list",
        "ListThings",
        "GET",
        "/things",
        Outcome::One(json_of(item_type("ThingList"))),
    );
    list.optional = vec![
        parameter("offset", number.clone(), Query),
        parameter("limit", number.clone(), Query),
        parameter("sort", Type::String, Query),
        parameter("levels", Type::List(Box::new(item_type("Level"))), Query),
        Parameter {
            style: Style::DeepObject,
            ..parameter("filter", Type::Map(Box::new(Type::String)), Query)
        },
    ];
    list.pages = Some(Pages {
        item: item_type("Thing"),
        items: vec![PathStep {
            ident: id("data"),
            options: 0,
            boxed: false,
        }],
        scheme: PageScheme {
            limit: Some("limit".to_owned()),
            total: Some("/total_count".to_owned()),
            ..PageScheme::of(PageBy::Offset("offset".to_owned()))
        },
    });
    let mut create = operation(
        "create",
        "CreateThing",
        "POST",
        "/things",
        Outcome::ByStatus {
            ident: id("CreateThingResponse"),
            docs: Docs::default(),
            is_shared: false,
            variants: vec![
                StatusVariant {
                    ident: id("Created"),
                    docs: docs("It is made."),
                    status: StatusMatch::Exact(201),
                    received: json_of(item_type("Thing")),
                },
                StatusVariant {
                    ident: id("Accepted"),
                    docs: Docs::default(),
                    status: StatusMatch::Exact(202),
                    received: Received {
                        ty: Type::Unit,
                        encoding: Receive::Empty,
                        content_type: None,
                    },
                },
            ],
        },
    );
    create.body = Some(body(
        item_type("Thing"),
        BodyEncoding::Json,
        "application/json",
    ));
    create.error = Outcome::ByStatus {
        ident: id("CreateThingError"),
        docs: Docs::default(),
        is_shared: false,
        variants: vec![
            StatusVariant {
                ident: id("Conflict"),
                docs: docs("It is there."),
                status: StatusMatch::Exact(409),
                received: json_of(item_type("Problem")),
            },
            StatusVariant {
                ident: id("Other"),
                docs: Docs::default(),
                status: StatusMatch::Range(5),
                received: json_of(item_type("Problem")),
            },
        ],
    };
    create.failures = vec![
        failure(StatusMatch::Exact(409), docs("It is there.")),
        failure(StatusMatch::Range(5), Docs::default()),
    ];
    create.stream = Some(StreamModel {
        item: item_type("Part"),
        framing: Framing::Sse,
        sentinel: Some("[DONE]".to_owned()),
        request_field: Some("stream".to_owned()),
        envelope: false,
        only: false,
    });
    let mut get = operation(
        "get",
        "GetThing",
        "GET",
        "/things/{id}/{level}",
        Outcome::One(json_of(item_type("Thing"))),
    );
    get.required = vec![
        parameter("id", Type::String, Path),
        parameter("level", item_type("Level"), Path),
        parameter("q", Type::String, Query),
    ];
    get.optional = vec![parameter("if_match", Type::String, Header)];
    get.error = Outcome::One(json_of(item_type("Problem")));
    get.failures = vec![failure(StatusMatch::Default, docs("What went wrong."))];
    let mut update = operation(
        "update",
        "UpdateThing",
        "PATCH",
        "/things",
        Outcome::One(json_of(item_type("Thing"))),
    );
    update.body = Some(Body {
        required: false,
        ..body(
            item_type("Thing"),
            BodyEncoding::Json,
            "application/merge-patch+json",
        )
    });
    let mut upload = operation(
        "upload",
        "UploadThings",
        "POST",
        "/files",
        Outcome::One(json_of(Type::Json)),
    );
    upload.body = Some(body(
        item_type("UploadThing"),
        BodyEncoding::Multipart,
        "multipart/form-data",
    ));
    let download = operation(
        "download",
        "DownloadThing",
        "GET",
        "/files",
        Outcome::One(Received {
            ty: Type::Unit,
            encoding: Receive::Bytes,
            content_type: Some("application/octet-stream".to_owned()),
        }),
    );
    let mut put = operation(
        "put_raw",
        "PutRaw",
        "PUT",
        "/raw",
        Outcome::One(Received {
            ty: Type::Unit,
            encoding: Receive::Empty,
            content_type: None,
        }),
    );
    put.body = Some(body(
        Type::Unit,
        BodyEncoding::Bytes,
        "application/octet-stream",
    ));
    put.docs.deprecated = Some("Use `upload`.".to_owned());
    let mut tag = operation("tag", "TagThings", "POST", "/tags", Outcome::None);
    tag.body = Some(body(
        Type::List(Box::new(Type::String)),
        BodyEncoding::Json,
        "application/json",
    ));
    tag.auth = Vec::new();
    let mut form = operation(
        "send_form",
        "SendForm",
        "POST",
        "/form",
        Outcome::One(Received {
            ty: Type::String,
            encoding: Receive::Text,
            content_type: Some("text/plain".to_owned()),
        }),
    );
    form.body = Some(body(
        item_type("Plain"),
        BodyEncoding::Form(vec![("text".to_owned(), Style::PipeDelimited, false)]),
        "application/x-www-form-urlencoded",
    ));
    vec![list, create, get, update, upload, download, put, tag, form]
}
