//! From page to page, by every way there is.

use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};

use crate::emitted::api::ListThings;
use crate::emitted::client::API;
use crate::emitted::types::Thing;
use crate::runtime::codec::Fault;
use crate::runtime::{
    Call, Client, Endpoint, ErrorKind, Mock, Operation, Paginated, Paging, Position, Received,
    Recorded, Reply, Request, Undocumented,
};

fn client(mock: &Mock) -> Client {
    Client::builder()
        .key("k")
        .transport(mock.clone())
        .build()
        .expect("a client")
}

/// An operation whose pages are numbers, paged in the way of its constant.
macro_rules! paged {
    ($name:ident, $method:literal, $path:literal, $paging:expr) => {
        enum $name {}
        #[allow(non_upper_case_globals, reason = "one name for marker and endpoint")]
        static $name: Endpoint = Endpoint::new($path, $method, $path);
        impl Operation for $name {
            type Output = Value;
            type Error = Undocumented;
            const ENDPOINT: &'static Endpoint = &$name;
        }
        impl Paginated for $name {
            type Item = Value;
            const PAGING: &'static Paging = &$paging;
            fn items(page: Value) -> Vec<Value> {
                let data = page.get("data").unwrap_or(&page);
                data.as_array().cloned().unwrap_or_default()
            }
        }
    };
}

paged!(
    ByOffset,
    "GET",
    "/offset",
    Paging::offset("offset", "/data")
        .limit("limit", None)
        .total("/total")
);
paged!(
    ByPage,
    "GET",
    "/page",
    Paging::page("page", 1, "/data").total_pages("/pages")
);
paged!(
    ByHeader,
    "GET",
    "/header",
    Paging::header("after", "x-next", "/data")
);
paged!(
    ByLast,
    "GET",
    "/last",
    Paging::last_item("starting_after", "/id", "/data").more("/has_more")
);
paged!(ByLink, "GET", "/link", Paging::link(""));
paged!(ByUrl, "GET", "/url", Paging::url("/next", "/data"));
paged!(
    InBody,
    "POST",
    "/body",
    Paging::cursor("cursor", "/next", "/data").in_body()
);

fn request<O>(client: &Client, endpoint: &'static Endpoint) -> Request<O> {
    Request::new(Call::new(client, endpoint))
}

fn number(call: &Recorded, name: &str) -> u64 {
    call.query(name)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

fn numbers(items: Vec<Value>) -> Vec<i64> {
    items
        .iter()
        .filter_map(|item| item.as_i64().or(item["id"].as_i64()))
        .collect()
}

/// Seven items by offset, with a total or without.
fn offsets(with_total: bool) -> Mock {
    Mock::new().on::<ByOffset>(move |call| {
        let limit = call.query("limit").map_or(3, |_| number(call, "limit"));
        let first = number(call, "offset");
        let data: Vec<u64> = (first..(first + limit).min(7)).collect();
        let total = with_total.then_some(7);
        Reply::ok(&json!({"data": data, "total": total}))
    })
}

#[tokio::test]
async fn by_offset() {
    for (with_total, limit, calls) in [
        (true, None, 3),
        (false, None, 4),
        (true, Some("7"), 1),
        (false, Some("4"), 2),
    ] {
        let mock = offsets(with_total);
        let client = client(&mock);
        let mut request = request::<ByOffset>(&client, &ByOffset);
        if let Some(limit) = limit {
            // As a string, as some documents have it.
            request = Request::new(request.call.query("limit", &limit.to_owned()));
        }
        let items: Vec<Value> = request.items().try_collect().await.expect("items");
        assert_eq!(numbers(items), (0..7).collect::<Vec<_>>());
        assert_eq!(
            mock.calls().len(),
            calls,
            "total {with_total}, limit {limit:?}"
        );
    }
}

#[tokio::test]
async fn by_offset_from_the_callers_own() {
    let mock = offsets(true);
    let client = client(&mock);
    let from = Request::<ByOffset>::new(Call::new(&client, &ByOffset).query("offset", &4_u32));
    let items: Vec<Value> = from.items().try_collect().await.expect("items");
    assert_eq!(numbers(items), [4, 5, 6]);
}

#[tokio::test]
async fn by_page_number() {
    let mock = Mock::new().on::<ByPage>(|call| {
        let page = call.query("page").map_or(1, |_| number(call, "page"));
        Reply::ok(&json!({"data": [page], "pages": 3}))
    });
    let items = request::<ByPage>(&client(&mock), &ByPage).items();
    assert_eq!(
        numbers(items.try_collect().await.expect("items")),
        [1, 2, 3]
    );
    assert_eq!(mock.calls().len(), 3);
}

#[tokio::test]
async fn a_server_that_gives_the_same_page_for_ever() {
    let mock = Mock::new().on::<ByPage>(|_| Reply::ok(&json!({"data": [1, 2]})));
    let items = request::<ByPage>(&client(&mock), &ByPage).items();
    assert_eq!(numbers(items.try_collect().await.expect("items")), [1, 2]);
    assert_eq!(mock.calls().len(), 2);
}

#[tokio::test]
async fn by_cursor() {
    let mock = Mock::new().on::<ListThings>(|call| match call.query("cursor") {
        None => Reply::ok(&json!({"data": [{"id": "a"}], "next_cursor": "x&y"})),
        Some("x&y") => Reply::ok(&json!({"data": [{"id": "b"}], "next_cursor": null})),
        other => panic!("{other:?}"),
    });
    let client = client(&mock);
    let items: Vec<Thing> = client
        .things()
        .list()
        .limit(1)
        .items()
        .try_collect()
        .await
        .expect("items");
    assert_eq!(items, [Thing::new("a"), Thing::new("b")]);
    assert!(
        mock.calls()
            .iter()
            .all(|call| call.query("limit") == Some("1"))
    );
}

#[tokio::test]
async fn cursors_that_go_round() {
    // a, b, c, d, b, c, d …
    let mock = Mock::new().on::<ListThings>(|call| {
        let next = match call.query("cursor").unwrap_or("a") {
            "a" => "b",
            "b" => "c",
            "c" => "d",
            _ => "b",
        };
        Reply::ok(&json!({"data": [{"id": "x"}], "next_cursor": next}))
    });
    let pages = client(&mock).things().list().pages().count().await;
    assert!((4..12).contains(&pages), "{pages}");
}

#[tokio::test]
async fn by_header_link_url_last_item_and_body() {
    let mock = Mock::new()
        .on::<ByHeader>(|call| match call.query("after") {
            None => Reply::ok(&json!({"data": [1]})).header("x-next", "t"),
            _ => Reply::ok(&json!({"data": [2]})),
        })
        .on::<ByLink>(|call| match call.query("p") {
            None => Reply::ok(&json!([1])).header("link", "</v1/link?p=2&k=%20>; rel=\"next\""),
            _ => Reply::ok(&json!([2])).header("link", "</v1/link>; rel=\"prev\""),
        })
        .on::<ByUrl>(|call| match call.query("p") {
            None => {
                Reply::ok(&json!({"data": [1], "next": "https://eu.things.example/v1/url?p=2"}))
            }
            _ => Reply::ok(&json!({"data": [2], "next": null})),
        })
        .on::<ByLast>(|call| match call.query("starting_after") {
            None => Reply::ok(&json!({"data": [{"id": 1}], "has_more": true})),
            Some("1") => Reply::ok(&json!({"data": [{"id": 2}], "has_more": false})),
            other => panic!("{other:?}"),
        })
        .on::<InBody>(|call| match call.json::<Value>().expect("JSON") {
            body if body == json!({"q": "x"}) => Reply::ok(&json!({"data": [1], "next": "n"})),
            body if body == json!({"q": "x", "cursor": "n"}) => Reply::ok(&json!({"data": [2]})),
            other => panic!("{other}"),
        });
    let client = client(&mock);
    let both = [1, 2];
    let items = request::<ByHeader>(&client, &ByHeader).items();
    assert_eq!(numbers(items.try_collect().await.expect("by header")), both);
    let items = request::<ByLink>(&client, &ByLink).items();
    assert_eq!(numbers(items.try_collect().await.expect("by link")), both);
    let items = request::<ByUrl>(&client, &ByUrl).items();
    assert_eq!(numbers(items.try_collect().await.expect("by URL")), both);
    let items = request::<ByLast>(&client, &ByLast).items();
    assert_eq!(
        numbers(items.try_collect().await.expect("by the last item")),
        both
    );
    let call = Call::new(&client, &InBody).json(&json!({"q": "x"}));
    let items = Request::<InBody>::new(call).items();
    assert_eq!(
        numbers(items.try_collect().await.expect("in the body")),
        both
    );
}

#[tokio::test]
async fn keys_do_not_follow_a_page_to_another_server() {
    let mock = Mock::new().on::<ByUrl>(|_| {
        Reply::ok(&json!({"data": [1], "next": "https://evil.example/v1/url?p=2"}))
    });
    let mut pages = request::<ByUrl>(&client(&mock), &ByUrl).pages();
    assert!(pages.next().await.expect("one").is_ok());
    let error = pages
        .next()
        .await
        .expect("one")
        .expect_err("another server");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(mock.calls().len(), 1);
}

#[tokio::test]
async fn a_key_in_the_next_url_is_not_sent_twice() {
    let mock = Mock::new().on::<Keyed>(|call| {
        assert_eq!(
            call.query
                .iter()
                .filter(|(name, _)| name == "api_key")
                .count(),
            1
        );
        match call.query("p") {
            None => Reply::ok(&json!({"data": [1], "next": "/v1/keyed?p=2&api_key=k"})),
            _ => Reply::ok(&json!({"data": [2]})),
        }
    });
    let client = Client::builder()
        .credential("queryKey", "k")
        .transport(mock)
        .build()
        .expect("a client");
    let items = request::<Keyed>(&client, &KEYED).items();
    assert_eq!(numbers(items.try_collect().await.expect("items")), [1, 2]);
}

static KEYED: Endpoint = Endpoint::new("keyed", "GET", "/keyed").auth(&[&["queryKey"]]);

enum Keyed {}

impl Operation for Keyed {
    type Output = Value;
    type Error = Undocumented;
    const ENDPOINT: &'static Endpoint = &KEYED;
}

impl Paginated for Keyed {
    type Item = Value;
    const PAGING: &'static Paging = &Paging::url("/next", "/data");
    fn items(page: Value) -> Vec<Value> {
        page["data"].as_array().cloned().unwrap_or_default()
    }
}

#[tokio::test]
async fn a_stored_position_goes_on() {
    let mock = offsets(true);
    let client = client(&mock);
    let mut pages = request::<ByOffset>(&client, &ByOffset).pages();
    assert_eq!(pages.position(), None);
    pages.next().await.expect("one").expect("a page");
    let stored = pages.position().expect("more pages").to_string();
    drop(pages);
    let position: Position = stored.parse().expect("a position");
    let pages = request::<ByOffset>(&client, &ByOffset).pages_from(position);
    let items: Vec<Value> = pages.items().try_collect().await.expect("items");
    assert_eq!(numbers(items), [3, 4, 5, 6]);
    assert!("nonsense".parse::<Position>().is_err());
}

#[tokio::test]
async fn a_page_that_fails_ends_them() {
    let mock = Mock::new().on::<ByOffset>(|call| match call.query("offset") {
        None => Reply::ok(&json!({"data": [0], "total": 9})),
        _ => Reply::status(400),
    });
    let mut pages = request::<ByOffset>(&client(&mock), &ByOffset).pages();
    assert!(pages.next().await.expect("one").is_ok());
    assert!(pages.next().await.expect("one").is_err());
    assert_eq!(
        pages.position().map(ToString::to_string).as_deref(),
        Some("number:1")
    );
    assert!(pages.next().await.is_none());
    assert_eq!(API.name, "things");
}
