//! Answers in pages: from one to the next, in constant memory.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::call::{Call, Pairs};
use super::error::Error;
use super::json::{self, Peek};
use super::link;
use super::operation::Operation;
use super::paging::{By, Paginated, Paging, Place, Position};
use super::params;
use super::request;
use super::response::Received;

/// The pages of an answer, one call each, made when the stream is polled.
///
/// It ends at an empty page, when the server says that there are no more, at the total, after a page
/// shorter than its limit when it goes by numbers, and when the server leads back to a page that was
/// there already. After an error there are no more pages; [`position`](Self::position) is then where
/// the page that failed begins.
pub struct Pages<O: Operation> {
    walk: Walk,
    step: fn(Received) -> Result<O::Output, Error>,
}

impl<O: Paginated> Pages<O> {
    pub(crate) fn new(call: Call, from: Option<Position>) -> Self {
        Pages {
            walk: Walk::new(call, O::PAGING, from),
            step: request::read::<O>,
        }
    }

    /// The items of all pages.
    pub fn items(self) -> Items<O> {
        let items = self
            .map_ok(|page| stream::iter(O::items(page).into_iter().map(Ok)))
            .try_flatten();
        Items {
            items: items.boxed(),
        }
    }
}

impl<O: Operation> Pages<O> {
    /// Where the next page begins: `None` for the first page, and when there are no more.
    pub fn position(&self) -> Option<&Position> {
        self.walk.next.as_ref()
    }
}

impl<O: Operation> Stream for Pages<O> {
    type Item = Result<O::Output, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let decode = self.step;
        match self.walk.poll_next(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(page) => Poll::Ready(page.map(|page| {
                let page = page.and_then(decode);
                if page.is_err() {
                    self.walk.ended = true;
                }
                page
            })),
        }
    }
}

impl<O: Operation> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", &self.walk.next)
            .finish_non_exhaustive()
    }
}

/// The items of all pages.
pub struct Items<O: Paginated> {
    items: BoxStream<'static, Result<O::Item, Error>>,
}

impl<O: Paginated> Stream for Items<O> {
    type Item = Result<O::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.as_mut().poll_next(context)
    }
}

impl<O: Paginated> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

/// The way from page to page, without their type.
struct Walk {
    call: Call,
    paging: &'static Paging,
    /// Where the next page begins; `None` before the first and after the last.
    next: Option<Position>,
    seen: u64,
    /// The way began at a page that is not the first, so that what was seen says nothing of the total.
    resumed: bool,
    loops: Loops,
    pending: Option<BoxFuture<'static, Result<Received, Error>>>,
    ended: bool,
}

impl Walk {
    fn new(call: Call, paging: &'static Paging, from: Option<Position>) -> Self {
        let begun = paging
            .by
            .parameter()
            .is_some_and(|name| call.query.get(name).is_some());
        let resumed = from.is_some() || begun;
        Walk {
            call,
            paging,
            next: from,
            seen: 0,
            resumed,
            loops: Loops::default(),
            pending: None,
            ended: false,
        }
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Received, Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if self.pending.is_none() {
            match self.call_of_next() {
                Ok(call) => self.pending = Some(Box::pin(call.execute())),
                Err(error) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
        let Some(pending) = &mut self.pending else {
            return Poll::Ready(None);
        };
        let result = match pending.as_mut().poll(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(result) => result,
        };
        self.pending = None;
        match result {
            Ok(page) => Poll::Ready(self.accept(page).map(Ok)),
            Err(error) => {
                self.ended = true;
                Poll::Ready(Some(Err(error)))
            }
        }
    }

    fn call_of_next(&mut self) -> Result<Call, Error> {
        if let Some(fault) = self.call.fault.take() {
            return Err(fault);
        }
        let mut call = self
            .call
            .try_clone()
            .ok_or_else(|| Error::encode("a body that is a stream cannot ask for several pages"))?;
        let parameter = self.paging.by.parameter().unwrap_or_default();
        match self.next.as_ref().map(|position| &position.0) {
            None => {}
            Some(Place::Url(url)) => call.url = Some(url.clone()),
            Some(_) if parameter.is_empty() => {
                return Err(Error::encode("the position is of another kind of pages"));
            }
            Some(Place::Number(number)) if self.paging.in_body => {
                call.add_field(parameter, (*number).into())
            }
            Some(Place::Number(number)) => call.query.set(parameter, &number.to_string()),
            Some(Place::Cursor(cursor)) if self.paging.in_body => {
                call.add_field(parameter, cursor.as_str().into());
            }
            Some(Place::Cursor(cursor)) => call.query.set(parameter, cursor),
        }
        Ok(call)
    }

    /// Takes a page and finds where the next begins. `None` for a page that was there already.
    fn accept(&mut self, page: Received) -> Option<Received> {
        let by_number = matches!(self.paging.by, By::Offset(_) | By::Page(..));
        // A server that does not heed the parameter, or gives its last page for any number beyond
        // it, would go on for ever.
        if by_number && self.loops.is_repeated(page.body()) {
            self.end();
            return None;
        }
        let next = Peek::new(page.body()).and_then(|body| self.after(&page, &body));
        match next {
            Some(next) if by_number || !self.loops.is_round(&next) => self.next = Some(next),
            _ => self.end(),
        }
        Some(page)
    }

    fn end(&mut self) {
        self.next = None;
        self.ended = true;
    }

    fn after(&mut self, page: &Received, body: &Peek<'_>) -> Option<Position> {
        let paging = self.paging;
        let count = body.count(paging.items).map_or(0, |count| count as u64);
        self.seen = self.seen.saturating_add(count);
        let more = paging.more.and_then(|pointer| body.scalar(pointer));
        if more.as_deref() == Some("false") {
            return None;
        }
        let place = match paging.by {
            By::Offset(_) | By::Page(..) => self.number(body, count, more.is_some())?,
            By::Cursor(_, next) => Place::Cursor(body.scalar(next)?),
            By::Header(_, header) => Place::Cursor(page.meta().header(header)?.to_owned()),
            By::LastItem(_, id) => {
                // Without a word on whether there are more, only an empty page ends it.
                let last = count.checked_sub(1)?;
                Place::Cursor(body.scalar(&format!("{}/{last}{id}", paging.items))?)
            }
            By::Link => Place::Url(link::next(page.headers())?),
            By::Url(next) => Place::Url(body.text(next)?),
        };
        let is_empty = matches!(&place, Place::Cursor(text) | Place::Url(text) if text.is_empty());
        let total = paging
            .total
            .and_then(|pointer| body.scalar(pointer)?.parse::<u64>().ok());
        // Counted pages have looked at the total themselves.
        let counted = matches!(place, Place::Number(_));
        let all_seen = !counted && !self.resumed && total.is_some_and(|total| self.seen >= total);
        (!is_empty && !all_seen).then_some(Position(place))
    }

    /// The next number, for pages that are counted.
    fn number(&self, body: &Peek<'_>, count: u64, said_more: bool) -> Option<Place> {
        let paging = self.paging;
        let number = |pointer: &str| body.scalar(pointer)?.parse::<u64>().ok();
        let limit = paging
            .limit
            .and_then(|name| self.call.number(name, paging.in_body));
        let limit = limit.or(paging.default_limit);
        if count == 0 || (!said_more && limit.is_some_and(|limit| count < limit)) {
            return None;
        }
        let here = match &self.next {
            Some(Position(Place::Number(number))) => Some(*number),
            _ => None,
        };
        let total = paging.total.and_then(number);
        let next = match paging.by {
            By::Offset(name) => {
                let here = here
                    .or_else(|| self.call.number(name, paging.in_body))
                    .unwrap_or(0);
                here.checked_add(count)
                    .filter(|next| total.is_none_or(|total| *next < total))?
            }
            By::Page(name, first) => {
                let here = here
                    .or_else(|| self.call.number(name, paging.in_body))
                    .unwrap_or(first);
                let pages = paging.total_pages.and_then(number);
                let last = pages.map(|pages| pages.saturating_add(first).saturating_sub(1));
                let seen_all = !self.resumed && total.is_some_and(|total| self.seen >= total);
                here.checked_add(1)
                    .filter(|next| !seen_all && last.is_none_or(|last| *next <= last))?
            }
            _ => return None,
        };
        Some(Place::Number(next))
    }
}

/// Finds a way that leads back on itself, in constant memory: equal bodies one after the other, and
/// rounds of cursors of any length, by Brent's algorithm.
#[derive(Default)]
struct Loops {
    body: Option<u64>,
    mark: Option<Position>,
    since_mark: u64,
    length: u64,
}

impl Loops {
    fn is_repeated(&mut self, body: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let hash = hasher.finish();
        self.body.replace(hash) == Some(hash)
    }

    fn is_round(&mut self, next: &Position) -> bool {
        if self.mark.as_ref() == Some(next) {
            return true;
        }
        self.since_mark += 1;
        if self.since_mark > self.length {
            self.mark = Some(next.clone());
            self.length = self.length.saturating_mul(2).max(1);
            self.since_mark = 0;
        }
        false
    }
}

impl Peek<'_> {
    /// The string, number or boolean at a pointer, as text.
    fn scalar(&self, pointer: &str) -> Option<String> {
        json::scalar(self.at(pointer)?)
    }

    /// How many items the array or object at a pointer has.
    fn count(&self, pointer: &str) -> Option<usize> {
        let node = self.at(pointer)?;
        match node.items() {
            Ok(items) => Some(items.count()),
            Err(_) => node.entries().ok().map(Iterator::count),
        }
    }
}

impl Call {
    /// A parameter that is a number, from the query or the body, also when it is written as a string.
    fn number(&self, name: &str, in_body: bool) -> Option<u64> {
        if !in_body {
            return self.query.get(name)?.parse().ok();
        }
        let added = self.fields.iter().find(|(present, _)| present == name);
        match added {
            Some((_, value)) => value.as_u64(),
            None => {
                let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
                Peek::new(self.body.as_bytes()?)?
                    .scalar(&pointer)?
                    .parse()
                    .ok()
            }
        }
    }
}

impl Pairs {
    /// Puts a value in the place of all that have the name.
    fn set(&mut self, name: &str, value: &str) {
        let name = params::encode(name);
        self.0.retain(|(present, _)| *present != name);
        self.0
            .push((name.into_owned(), params::encode(value).into_owned()));
    }

    /// The first value of a name, encoded.
    fn get(&self, name: &str) -> Option<&str> {
        let name = params::encode(name);
        self.0
            .iter()
            .find(|(present, _)| *present == name)
            .map(|(_, value)| value.as_str())
    }
}
