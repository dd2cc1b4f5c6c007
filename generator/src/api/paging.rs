//! How the lists of an API are paged through: what the document or the configuration says, or the
//! parameters and the answer give away.

use indexmap::IndexMap;
use pagecrate_spec::pointer::Pointer;
use serde_json::Value;

use super::op::{Op, PageBy, PageScheme, Paging, Place};
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
    "next_url",
    "nextUrl",
    "next_uri",
    "next_page_url",
    "nextPageUrl",
    "next_page_uri",
    "nextPageUri",
    "next_href",
    "next_link",
    "nextLink",
    "@odata.nextLink",
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
    "meta/pagination",
];
/// Objects that hold the URLs of other pages.
const LINKS: &[&str] = &[
    "links",
    "_links",
    "links/pages",
    "meta/links",
    "pagination/links",
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
        return fern(shapes, op, answer, stated);
    }
    if op.method != "GET" {
        return None;
    }
    let items = items(shapes, answer)?;
    let mut scheme = PageScheme::of(guess(shapes, op, answer, &items, links)?);
    if matches!(scheme.by, PageBy::Offset(_)) {
        scheme.limit = parameter(shapes, op, LIMITS);
    }
    complete(shapes, answer, &mut scheme);
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

/// What leads to the next page, by the names of parameters and of what the answer has.
fn guess(
    shapes: &Shapes,
    op: &Op,
    answer: ShapeId,
    items: &[String],
    links: bool,
) -> Option<PageBy> {
    let url = || {
        let named = find(shapes, answer, HOLDERS, NEXT_URLS, is_text);
        named.or_else(|| find(shapes, answer, LINKS, &["next"], is_text))
    };
    if let Some(cursor) = parameter(shapes, op, CURSORS) {
        if let Some(next) = find(shapes, answer, HOLDERS, NEXT, is_text) {
            return Some(PageBy::Cursor(cursor, next));
        }
        if let Some(url) = url() {
            return Some(PageBy::Url(url));
        }
        if let (Some(id), Some(_)) = (id(shapes, answer, items), more(shapes, answer)) {
            return Some(PageBy::LastItem(cursor, id));
        }
    }
    if let Some(offset) = parameter(shapes, op, OFFSETS) {
        return Some(PageBy::Offset(offset));
    }
    // A server behind a proxy may name itself wrongly in a URL, so that a number is preferred.
    let Some(page) = parameter(shapes, op, PAGES) else {
        return Some(PageBy::Url(url()?));
    };
    if links {
        return Some(PageBy::Link);
    }
    let first = first_page(shapes, op, &page)?;
    Some(PageBy::Page(page, first))
}

/// The first parameter of the query that has one of the names.
fn parameter(shapes: &Shapes, op: &Op, names: &[&str]) -> Option<String> {
    let query = op
        .parameters
        .iter()
        .filter(|param| param.place == Place::Query);
    let mut query = query.filter(|param| is_scalar(shapes, param.shape));
    query
        .find(|param| names.contains(&param.name.as_str()))
        .map(|param| param.name.clone())
}

/// Where an answer says whether there is more.
fn more(shapes: &Shapes, answer: ShapeId) -> Option<String> {
    find(shapes, answer, HOLDERS, MORE, is_flag)
}

/// The number of the first page, if the parameter is a number.
fn first_page(shapes: &Shapes, op: &Op, page: &str) -> Option<u64> {
    let number = op.parameters.iter().find(|param| param.name == page)?;
    if !is_count(shapes.kind(number.shape)) {
        return None;
    }
    let facts = &shapes.get(number.shape).notes.facts;
    let zero = ["Minimum: 0", "Default: 0"];
    Some(u64::from(
        !facts.iter().any(|fact| zero.contains(&fact.as_str())),
    ))
}

/// Where an item has its identifier.
fn id(shapes: &Shapes, answer: ShapeId, items: &[String]) -> Option<String> {
    let mut at = answer;
    for name in items {
        let Kind::Object(object) = shapes.kind(at) else {
            return None;
        };
        at = object.properties.get(name)?.shape;
    }
    let Kind::List(item) = shapes.kind(at) else {
        return None;
    };
    find(shapes, *item, &[""], &["id"], is_text)
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::Text(_))
}

fn is_flag(kind: &Kind) -> bool {
    matches!(kind, Kind::Bool)
}

fn is_count(kind: &Kind) -> bool {
    matches!(kind, Kind::Integer { .. } | Kind::Number(_))
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
    holders: &[&str],
    names: &[&str],
    fits: impl Fn(&Kind) -> bool,
) -> Option<String> {
    for holder in holders {
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

fn from_config(shapes: &Shapes, answer: ShapeId, stated: &PagingScheme) -> Option<Paging> {
    let items = match &stated.items {
        Some(path) => steps(path),
        None => items(shapes, answer)?,
    };
    let at = |path: &Option<String>| path.as_deref().map(pointer);
    let by = if stated.link {
        PageBy::Link
    } else if let Some(offset) = stated.offset.clone() {
        PageBy::Offset(offset)
    } else if let Some(page) = stated.page.clone() {
        PageBy::Page(page, stated.first.unwrap_or(1))
    } else {
        match (stated.cursor.clone(), &stated.header, at(&stated.next)) {
            (Some(cursor), Some(header), _) => PageBy::Header(cursor, header.clone()),
            (Some(cursor), None, Some(next)) => PageBy::Cursor(cursor, next),
            (Some(cursor), None, None) => PageBy::LastItem(cursor, at(&stated.last)?),
            (None, _, Some(next)) => PageBy::Url(next),
            (None, _, None) => return None,
        }
    };
    let (total, is_page) = (at(&stated.total), matches!(by, PageBy::Page(..)));
    let scheme = PageScheme {
        limit: stated.limit.clone(),
        total: total.clone().filter(|_| !is_page),
        total_pages: total.filter(|_| is_page),
        more: at(&stated.more),
        ..PageScheme::of(by)
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
    let by = match stated.get("type").and_then(Value::as_str)? {
        "offsetLimit" => match (input("offset"), input("page")) {
            (Some(offset), _) => PageBy::Offset(offset),
            (None, Some(page)) => {
                let first = first_page(shapes, op, &page).unwrap_or(1);
                PageBy::Page(page, first)
            }
            (None, None) => return None,
        },
        "cursor" => PageBy::Cursor(input("cursor")?, pointer(output("nextCursor")?)),
        "url" => PageBy::Url(pointer(output("nextUrl")?)),
        _ => return None,
    };
    let mut scheme = PageScheme {
        limit: input("limit"),
        total_pages: output("numPages").map(pointer),
        ..PageScheme::of(by)
    };
    complete(shapes, answer, &mut scheme);
    Some(Paging { items, scheme })
}

/// Adds what an answer says of the number of items and pages, where that is not stated.
fn complete(shapes: &Shapes, answer: ShapeId, scheme: &mut PageScheme) {
    let pages = || find(shapes, answer, HOLDERS, PAGE_TOTALS, is_count);
    match scheme.by {
        PageBy::Page(..) => scheme.total_pages = scheme.total_pages.take().or_else(pages),
        PageBy::Offset(_) => scheme.total = find(shapes, answer, HOLDERS, TOTALS, is_count),
        // The header says it all.
        PageBy::Link => return,
        _ => {}
    }
    scheme.more = scheme.more.take().or_else(|| more(shapes, answer));
}

/// `x-fern-pagination`.
fn fern(shapes: &Shapes, op: &Op, answer: ShapeId, stated: &Value) -> Option<Paging> {
    let text = |name: &str| stated.get(name).and_then(Value::as_str);
    let named = |path: &str| path.rsplit(['.', '$']).next().unwrap_or(path).to_owned();
    let items = match text("results") {
        Some(path) => steps(path),
        None => items(shapes, answer)?,
    };
    let by = match (text("cursor"), text("next_cursor"), text("offset")) {
        (Some(cursor), Some(next), _) => PageBy::Cursor(named(cursor), pointer(next)),
        (_, _, Some(offset)) => {
            let offset = named(offset);
            // An offset without a step may count pages; its name tells.
            if text("step").is_none() && PAGES.contains(&offset.as_str()) {
                let first = first_page(shapes, op, &offset).unwrap_or(1);
                PageBy::Page(offset, first)
            } else {
                PageBy::Offset(offset)
            }
        }
        _ => match text("next_uri").or_else(|| text("next_path")) {
            Some(next) => PageBy::Url(pointer(next)),
            None => return None,
        },
    };
    let mut scheme = PageScheme {
        limit: text("step").map(named),
        more: text("has-next-page").map(pointer),
        ..PageScheme::of(by)
    };
    complete(shapes, answer, &mut scheme);
    Some(Paging { items, scheme })
}
