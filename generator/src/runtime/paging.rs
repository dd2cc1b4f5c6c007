//! Operations whose answers come in pages, and how to get from one page to the next, as data.

use std::fmt;
use std::str::FromStr;

#[cfg(feature = "blocking")]
use super::blocking::Blocking;
use super::error::Error;
use super::operation::Operation;
use super::pages::{Items, Pages};
use super::request::Request;

/// An operation whose answer is one page of several.
pub trait Paginated: Operation {
    /// One item of a page.
    type Item: Send + 'static;
    /// How to get from one page to the next.
    const PAGING: &'static Paging;

    /// The items of a page.
    fn items(page: Self::Output) -> Vec<Self::Item>;
}

/// How to get from one page to the next, as data.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Paging {
    /// What leads to the next page.
    pub by: By,
    /// Where the items stand in the body, as a JSON Pointer; empty for the body itself.
    pub items: &'static str,
    /// The parameter that says how many items a page may have.
    pub limit: Option<&'static str>,
    /// How many items a page has when that parameter is not set.
    pub default_limit: Option<u64>,
    /// Where the number of all items stands in the body.
    pub total: Option<&'static str>,
    /// Where the number of all pages stands in the body.
    pub total_pages: Option<&'static str>,
    /// Where the body says whether there are more pages.
    pub more: Option<&'static str>,
    /// Whether the parameters are fields of the JSON body rather than of the query.
    pub in_body: bool,
}

/// What leads to the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum By {
    /// A parameter that counts items to pass over.
    Offset(&'static str),
    /// A parameter that counts pages, the first of which has this number.
    Page(&'static str, u64),
    /// A parameter, and where its next value stands in the body.
    Cursor(&'static str, &'static str),
    /// A parameter, and the header that holds its next value.
    Header(&'static str, &'static str),
    /// A parameter, and where its next value stands in the last item of a page.
    LastItem(&'static str, &'static str),
    /// The `Link` header with the relation `next` (RFC 8288).
    Link,
    /// Where the URL of the next page stands in the body.
    Url(&'static str),
}

impl By {
    pub(super) fn parameter(self) -> Option<&'static str> {
        match self {
            By::Offset(name) | By::Page(name, _) | By::Cursor(name, _) => Some(name),
            By::Header(name, _) | By::LastItem(name, _) => Some(name),
            By::Link | By::Url(_) => None,
        }
    }
}

impl Paging {
    const fn of(by: By, items: &'static str) -> Paging {
        Paging {
            by,
            items,
            limit: None,
            default_limit: None,
            total: None,
            total_pages: None,
            more: None,
            in_body: false,
        }
    }

    /// By a parameter that counts items to pass over.
    pub const fn offset(parameter: &'static str, items: &'static str) -> Paging {
        Paging::of(By::Offset(parameter), items)
    }

    /// By a parameter that counts pages, the first of which has the number `first`.
    pub const fn page(parameter: &'static str, first: u64, items: &'static str) -> Paging {
        Paging::of(By::Page(parameter, first), items)
    }

    /// By a parameter whose next value stands at `next` in the body.
    pub const fn cursor(
        parameter: &'static str,
        next: &'static str,
        items: &'static str,
    ) -> Paging {
        Paging::of(By::Cursor(parameter, next), items)
    }

    /// By a parameter whose next value stands in a header.
    pub const fn header(
        parameter: &'static str,
        header: &'static str,
        items: &'static str,
    ) -> Paging {
        Paging::of(By::Header(parameter, header), items)
    }

    /// By a parameter that names the last item of the page before, which has its name at `id`.
    pub const fn last_item(
        parameter: &'static str,
        id: &'static str,
        items: &'static str,
    ) -> Paging {
        Paging::of(By::LastItem(parameter, id), items)
    }

    /// By the `Link` header.
    pub const fn link(items: &'static str) -> Paging {
        Paging::of(By::Link, items)
    }

    /// By a URL that stands at `next` in the body.
    pub const fn url(next: &'static str, items: &'static str) -> Paging {
        Paging::of(By::Url(next), items)
    }

    /// Sets the parameter that says how many items a page may have, and what it is when not set.
    #[must_use]
    pub const fn limit(mut self, parameter: &'static str, default: Option<u64>) -> Paging {
        self.limit = Some(parameter);
        self.default_limit = default;
        self
    }

    /// Sets where the number of all items stands.
    #[must_use]
    pub const fn total(mut self, pointer: &'static str) -> Paging {
        self.total = Some(pointer);
        self
    }

    /// Sets where the number of all pages stands.
    #[must_use]
    pub const fn total_pages(mut self, pointer: &'static str) -> Paging {
        self.total_pages = Some(pointer);
        self
    }

    /// Sets where the body says whether there are more pages.
    #[must_use]
    pub const fn more(mut self, pointer: &'static str) -> Paging {
        self.more = Some(pointer);
        self
    }

    /// The parameters are fields of the JSON body.
    #[must_use]
    pub const fn in_body(mut self) -> Paging {
        self.in_body = true;
        self
    }
}

/// Where a page begins. Its text form (`Display`, `FromStr`) can be stored to go on later.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Position(pub(super) Place);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// A number of items or of pages.
    Number(u64),
    Cursor(String),
    Url(String),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Number(number) => write!(f, "number:{number}"),
            Place::Cursor(cursor) => write!(f, "cursor:{cursor}"),
            Place::Url(url) => write!(f, "url:{url}"),
        }
    }
}

impl FromStr for Position {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let place = match text.split_once(':') {
            Some(("number", number)) => number.parse().ok().map(Place::Number),
            Some(("cursor", cursor)) => Some(Place::Cursor(cursor.to_owned())),
            Some(("url", url)) => Some(Place::Url(url.to_owned())),
            _ => None,
        };
        place
            .map(Position)
            .ok_or_else(|| Error::encode("this is no position of a page"))
    }
}

impl<O: Paginated> Request<O> {
    /// The pages, one call each, as a stream that makes the next call when it is polled.
    pub fn pages(self) -> Pages<O> {
        Pages::new(self.call, None)
    }

    /// The pages from a position on that [`Pages::position`] gave.
    pub fn pages_from(self, position: Position) -> Pages<O> {
        Pages::new(self.call, Some(position))
    }

    /// The items of all pages.
    pub fn items(self) -> Items<O> {
        self.pages().items()
    }
}

#[cfg(feature = "blocking")]
impl<O: Paginated> Request<O> {
    /// [`pages`](Self::pages) for code that is not async.
    pub fn pages_blocking(self) -> Blocking<Pages<O>> {
        let client = self.call.client.clone();
        Blocking::new(client, self.pages())
    }

    /// [`pages_from`](Self::pages_from) for code that is not async.
    pub fn pages_from_blocking(self, position: Position) -> Blocking<Pages<O>> {
        let client = self.call.client.clone();
        Blocking::new(client, self.pages_from(position))
    }

    /// [`items`](Self::items) for code that is not async.
    pub fn items_blocking(self) -> Blocking<Items<O>> {
        let client = self.call.client.clone();
        Blocking::new(client, self.items())
    }
}
