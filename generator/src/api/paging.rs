//! How the lists of an API are paged through: what the document or the configuration says, or the
//! parameters and the answer give away.

use indexmap::IndexMap;
use pagecrate_spec::pointer::Pointer;
use serde_json::Value;

use super::op::{Op, Paging, Place, Scheme};
use super::shape::{Kind, ShapeId, Shapes};
use super::streams::is_success;
use crate::config::{PagingConfig, PagingScheme, Settings};

const OFFSETS: &[&str] = &["offset", "skip", "start_offset", "page_offset"];
const LIMITS: &[&str] = &[
    "limit",
    "page_size",
    "per_page",
    "pageSize",
    "perPage",
    "size",
    "count",
    "first",
    "max_results",
    "maxResults",
];
const PAGES: &[&str] = &["page", "page_number", "pageNumber", "page_num", "Page"];
const CURSORS: &[&str] = &[
    "cursor",
    "after",
    "page_token",
    "pageToken",
    "starting_after",
    "next_token",
    "nextToken",
    "next_cursor",
    "iterator",
    "continuation_token",
    "marker",
    "next_marker",
    "PageToken",
];
const NEXT: &[&str] = &[
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "next_token",
    "nextToken",
    "next_page",
    "cursor",
    "next",
    "last_id",
    "iterator",
    "next_marker",
    "continuation_token",
];
const NEXT_URLS: &[&str] = &[
    "next",
    "next_url",
    "next_page_uri",
    "nextUrl",
    "next_href",
    "next_page",
];
const MORE: &[&str] = &[
    "has_more",
    "hasMore",
    "has_next",
    "hasNext",
    "has_next_page",
    "hasNextPage",
    "more",
];
const TOTALS: &[&str] = &[
    "total_count",
    "total",
    "totalCount",
    "total_entries",
    "total_items",
    "totalItems",
    "count",
];
const PAGE_TOTALS: &[&str] = &[
    "total_pages",
    "totalPages",
    "last_page",
    "page_count",
    "pages",
];
const ITEMS: &[&str] = &[
    "data", "items", "results", "entries", "records", "list", "values", "objects", "elements",
];
/// Objects that hold what is said of a page.
const HOLDERS: &[&str] = &[
    "",
    "meta",
    "pagination",
    "paging",
    "page_info",
    "pageInfo",
    "links",
    "meta/pagination",
    "_links",
];

/// Finds how an operation is paged through.
pub(super) fn paging(
    shapes: &Shapes,
    settings: &mut Settings<'_>,
    op: &Op,
    extensions: &IndexMap<String, Value>,
    links: bool,
) -> Option<Paging> {
    let answer = answer(op)?;
    let keys = [op.id.as_deref().unwrap_or_default(), op.origin.as_str()];
    if let Some((stated, _)) = settings.paging(&keys) {
        return match stated {
            PagingConfig::Off(_) => None,
            PagingConfig::On(scheme) => from_config(shapes, answer, scheme),
        };
    }
    if let Some(stated) = extensions.get("x-speakeasy-pagination") {
        return speakeasy(shapes, op, answer, stated);
    }
    if let Some(stated) = extensions.get("x-fern-pagination") {
        return fern(shapes, answer, stated);
    }
    if op.method != "GET" {
        return None;
    }
    let items = items(shapes, answer)?;
    let scheme = guess(shapes, op, answer, links)?;
    Some(Paging { items, scheme })
}

/// The JSON of success.
fn answer(op: &Op) -> Option<ShapeId> {
    let mut found = op.answers.iter().filter(|answer| is_success(answer.status));
    found.find_map(|answer| answer.bodies.first()?.shape)
}

/// The way from an answer to its only list.
fn items(shapes: &Shapes, answer: ShapeId) -> Option<Vec<String>> {
    match shapes.kind(answer) {
        Kind::List(_) => Some(Vec::new()),
        Kind::Object(object) => {
            let is_list = |id: ShapeId| matches!(shapes.kind(id), Kind::List(_));
            let named = ITEMS.iter().find(|name| {
                object
                    .properties
                    .get(**name)
                    .is_some_and(|prop| is_list(prop.shape))
            });
            if let Some(name) = named {
                return Some(vec![(*name).to_owned()]);
            }
            let mut lists = object
                .properties
                .iter()
                .filter(|(_, prop)| is_list(prop.shape));
            let (name, _) = lists.next()?;
            lists.next().is_none().then(|| vec![name.clone()])
        }
        _ => None,
    }
}

fn guess(shapes: &Shapes, op: &Op, answer: ShapeId, links: bool) -> Option<Scheme> {
    let parameter = |names: &[&str]| {
        let query = op
            .parameters
            .iter()
            .filter(|param| param.place == Place::Query);
        let mut query = query.filter(|param| is_scalar(shapes, param.shape));
        query
            .find(|param| names.contains(&param.name.as_str()))
            .map(|param| param.name.clone())
    };
    let limit = parameter(LIMITS);
    let next = find(shapes, answer, NEXT, |kind| matches!(kind, Kind::Text(_)));
    if let (Some(cursor), Some(next)) = (parameter(CURSORS), &next) {
        let more = find(shapes, answer, MORE, |kind| matches!(kind, Kind::Bool));
        return Some(Scheme::Cursor {
            cursor,
            next: next.clone(),
            more,
        });
    }
    let is_count = |kind: &Kind| matches!(kind, Kind::Integer { .. } | Kind::Number(_));
    if let Some(offset) = parameter(OFFSETS) {
        return Some(Scheme::Offset {
            offset,
            limit,
            total: find(shapes, answer, TOTALS, is_count),
        });
    }
    if links && parameter(PAGES).is_some() {
        return Some(Scheme::Link);
    }
    if let Some(page) = parameter(PAGES) {
        let number = op.parameters.iter().find(|param| param.name == page)?;
        if !is_count(shapes.kind(number.shape)) {
            return None;
        }
        let facts = &shapes.get(number.shape).notes.facts;
        let zero = ["Minimum: 0", "Default: 0"];
        let first = u64::from(!facts.iter().any(|fact| zero.contains(&fact.as_str())));
        return Some(Scheme::Page {
            page,
            first,
            total: find(shapes, answer, PAGE_TOTALS, is_count),
        });
    }
    let _ = NEXT_URLS;
    None
}

fn is_scalar(shapes: &Shapes, id: ShapeId) -> bool {
    matches!(
        shapes.kind(id),
        Kind::Text(_) | Kind::Integer { .. } | Kind::Number(_) | Kind::Any | Kind::Union(_)
    )
}

/// The pointer of the first property of an answer that has one of the names and fits.
fn find(
    shapes: &Shapes,
    answer: ShapeId,
    names: &[&str],
    fits: impl Fn(&Kind) -> bool,
) -> Option<String> {
    for holder in HOLDERS {
        let mut at = answer;
        let mut pointer = Pointer::root();
        let mut is_there = true;
        for step in holder.split('/').filter(|step| !step.is_empty()) {
            match shapes.kind(at) {
                Kind::Object(object) if object.properties.contains_key(step) => {
                    at = object.properties.get(step).map_or(at, |prop| prop.shape);
                    pointer = pointer.join(step);
                }
                _ => is_there = false,
            }
        }
        let (true, Kind::Object(object)) = (is_there, shapes.kind(at)) else {
            continue;
        };
        let found = names.iter().find(|name| {
            object
                .properties
                .get(**name)
                .is_some_and(|prop| fits(shapes.kind(prop.shape)))
        });
        if let Some(name) = found {
            return Some(pointer.join(name).as_str().to_owned());
        }
    }
    None
}

/// The properties that a pointer, a path with dots or a JSONPath without wildcards names.
fn steps(path: &str) -> Vec<String> {
    let path = path.strip_prefix("$response").unwrap_or(path);
    let path = path.trim_start_matches('$').trim_end_matches("[*]");
    if path.starts_with('/') {
        return Pointer::parse(path)
            .map(|pointer| pointer.tokens().collect())
            .unwrap_or_default();
    }
    let plain = path.replace("['", ".").replace("']", "");
    plain
        .split('.')
        .filter(|step| !step.is_empty())
        .map(str::to_owned)
        .collect()
}

fn pointer(path: &str) -> String {
    steps(path)
        .iter()
        .fold(Pointer::root(), |at, step| at.join(step))
        .as_str()
        .to_owned()
}

fn from_config(shapes: &Shapes, answer: ShapeId, scheme: &PagingScheme) -> Option<Paging> {
    let items = match &scheme.items {
        Some(path) => steps(path),
        None => items(shapes, answer)?,
    };
    let total = scheme.total.as_deref().map(pointer);
    let scheme = if scheme.link {
        Scheme::Link
    } else if let Some(offset) = scheme.offset.clone() {
        Scheme::Offset {
            offset,
            limit: scheme.limit.clone(),
            total,
        }
    } else if let Some(page) = scheme.page.clone() {
        Scheme::Page {
            page,
            first: scheme.first.unwrap_or(1),
            total,
        }
    } else {
        match (scheme.cursor.clone(), &scheme.header, &scheme.next) {
            (Some(cursor), Some(header), _) => Scheme::HeaderCursor {
                cursor,
                header: header.clone(),
            },
            (Some(cursor), None, Some(next)) => Scheme::Cursor {
                cursor,
                next: pointer(next),
                more: scheme.more.as_deref().map(pointer),
            },
            (None, _, Some(next)) => Scheme::NextUrl {
                next: pointer(next),
            },
            _ => return None,
        }
    };
    Some(Paging { items, scheme })
}

/// `x-speakeasy-pagination`.
fn speakeasy(shapes: &Shapes, op: &Op, answer: ShapeId, stated: &Value) -> Option<Paging> {
    let outputs = stated.get("outputs");
    let output = |name: &str| outputs?.get(name)?.as_str();
    let input = |kind: &str| {
        let inputs = stated.get("inputs")?.as_array()?;
        let is = |input: &&Value| input.get("type").and_then(Value::as_str) == Some(kind);
        inputs
            .iter()
            .find(is)?
            .get("name")?
            .as_str()
            .map(str::to_owned)
    };
    let items = match output("results") {
        Some(path) => steps(path),
        None => items(shapes, answer)?,
    };
    let scheme = match stated.get("type").and_then(Value::as_str)? {
        "offsetLimit" => match (input("offset"), input("page")) {
            (Some(offset), _) => Scheme::Offset {
                offset,
                limit: input("limit"),
                total: None,
            },
            (None, Some(page)) => Scheme::Page {
                page,
                first: 1,
                total: output("numPages").map(pointer),
            },
            (None, None) => return None,
        },
        "cursor" => Scheme::Cursor {
            cursor: input("cursor")?,
            next: pointer(output("nextCursor")?),
            more: None,
        },
        "url" => Scheme::NextUrl {
            next: pointer(output("nextUrl")?),
        },
        _ => return None,
    };
    let _ = op;
    Some(Paging { items, scheme })
}

/// `x-fern-pagination`.
fn fern(shapes: &Shapes, answer: ShapeId, stated: &Value) -> Option<Paging> {
    let text = |name: &str| stated.get(name).and_then(Value::as_str);
    let parameter = |path: &str| path.rsplit(['.', '$']).next().unwrap_or(path).to_owned();
    let items = match text("results") {
        Some(path) => steps(path),
        None => items(shapes, answer)?,
    };
    let scheme = match (text("cursor"), text("next_cursor"), text("offset")) {
        (Some(cursor), Some(next), _) => Scheme::Cursor {
            cursor: parameter(cursor),
            next: pointer(next),
            more: None,
        },
        (_, _, Some(offset)) => Scheme::Offset {
            offset: parameter(offset),
            limit: None,
            total: None,
        },
        _ => return None,
    };
    Some(Paging { items, scheme })
}
