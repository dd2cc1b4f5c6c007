//! Whole queries (OpenAPI 3.2, `in: querystring`), as they stand in the URL.

use std::sync::{Arc, Mutex};

use futures_core::future::BoxFuture;

use super::cases::openapi_3_2::api::things::Things;
use super::cases::openapi_3_2::types::things::{
    FindThingsTerms, SearchThingsFilter, SelectThingsSelector,
};
use super::runtime::{ByteStream, Client, Error, HttpRequest, HttpResponse, Transport};

/// Answers with nothing, and keeps the query of what it was sent.
#[derive(Clone, Default)]
struct Queries(Arc<Mutex<Vec<Option<String>>>>);

impl Transport for Queries {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, Error>> {
        let query = request.url.query().map(str::to_owned);
        self.0.lock().expect("no panic").push(query);
        Box::pin(async {
            Ok(HttpResponse {
                status: http::StatusCode::NO_CONTENT,
                headers: http::HeaderMap::new(),
                body: ByteStream::from(bytes::Bytes::new()),
            })
        })
    }
}

/// The query that a call is sent with. The client has a key that one operation has in the query.
macro_rules! query {
    ($things:ident => $call:expr) => {{
        let queries = Queries::default();
        let client = Client::builder().query("s3cret");
        let client = client.transport(queries.clone()).build().expect("a client");
        let $things = Things(&client);
        // What is sent is looked at, and not what the empty answer becomes.
        let _ = $call.await;
        let mut sent = queries.0.lock().expect("no panic");
        assert_eq!(sent.len(), 1, "one call");
        sent.remove(0)
    }};
}

fn numbers() -> SelectThingsSelector {
    SelectThingsSelector::new().numbers([1, 2]).flag(true)
}

#[tokio::test]
async fn json_is_the_whole_query() {
    let selector = numbers();
    let sent = query!(things => things.select().selector(selector));
    let expected = "%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Atrue%7D";
    assert_eq!(sent.as_deref(), Some(expected));
    let sent = query!(things => things.select());
    assert_eq!(sent, None);
}

#[tokio::test]
async fn the_last_whole_query_counts_and_others_come_after_it() {
    let call_again = SelectThingsSelector::new().numbers([3]);
    let sent = query!(things => things
        .select()
        .limit(5)
        .selector(numbers())
        .selector(call_again)
        .with_query("trace", "a b"));
    let expected = "%7B%22numbers%22%3A%5B3%5D%7D&limit=5&trace=a%20b";
    assert_eq!(sent.as_deref(), Some(expected));
}

#[tokio::test]
async fn text_is_the_whole_query_and_a_key_comes_after_it() {
    let sent = query!(things => things.locate("$.a.b[1:1] & é+?#"));
    let expected = "%24.a.b%5B1%3A1%5D%20%26%20%C3%A9%2B%3F%23&key=s3cret";
    assert_eq!(sent.as_deref(), Some(expected));
}

#[tokio::test]
async fn a_form_is_the_whole_query_with_its_encoding() {
    let terms = FindThingsTerms::new(["a&b", "c"]).tags(["x", "y"]);
    let sent = query!(things => things.find(terms));
    assert_eq!(sent.as_deref(), Some("words=a%26b&words=c&tags=x%7Cy"));
    let filter = SearchThingsFilter::new().color("sky blue").size(3);
    let sent = query!(things => things.search().filter(filter).with_query("page", "2"));
    let expected = "color=sky%20blue&size=3&page=2";
    assert_eq!(sent.as_deref(), Some(expected));
}

#[tokio::test]
async fn a_form_that_is_a_text_is_sent_as_it_is() {
    let sent = query!(things => things.find(FindThingsTerms::new(["a"])).more("x=1&y=%20z"));
    assert_eq!(sent.as_deref(), Some("x=1&y=%20z&words=a"));
}
