//! Everything that a caller does with a client, written once and compiled against each of its
//! versions.

#![deny(warnings)]

pub mod one_type;

use std::collections::HashMap;

use library::runtime::{Mock, Operation, Paginated, Reply};
use library::{
    Author, Book, BookCover, BookList, BooksError, Client, CreateBook, Error, ErrorKind, Genre,
    GetBook, ListBooks, NewBook, Problem, Request,
};

/// Bodies are made by `new` and setters.
pub fn bodies() -> NewBook {
    NewBook::new("Ulysses", Genre::Novel)
        .note("long")
        .note_null()
}

/// Arguments, setters of parameters, and what all requests have.
pub async fn calls(client: &Client) -> Result<Book, Error> {
    let list: Request<ListBooks> = client
        .books()
        .list()
        .genre(Genre::Poetry)
        .limit(5)
        .offset(0);
    let BookList {
        data, total_count, ..
    } = list.send().await?;
    let _: (Vec<Book>, Option<i64>) = (data, total_count);
    let made = client.books().create(&bodies()).send().await?;
    client
        .books()
        .get(&made.id)
        .with_header("x-a", "b")
        .send()
        .await
}

/// Fields, enumerations and unions of answers.
pub fn answers(book: &Book) -> String {
    let Author { name, .. } = &book.author;
    let genre = match &book.genre {
        Genre::Novel => "a novel",
        Genre::Poetry => "poems",
        Genre::Unknown(other) => other,
        _ => "what is listed by now",
    };
    let cover = match &book.cover {
        BookCover::Paper(paper) => format!("{} g", paper.weight),
        BookCover::Cloth(cloth) => cloth.colour.clone(),
        other => format!("{other:?}"),
    };
    format!("{} by {name}: {genre} in {cover}", book.title)
}

/// Documented failures: one body for all statuses, and bodies that differ by status.
pub fn failures(error: &Error) -> Option<String> {
    if let ErrorKind::Status(status) = error.kind()
        && status == 404
    {
        let problem: Problem = error.documented::<GetBook>()?;
        return Some(problem.message);
    }
    match error.documented::<CreateBook>()? {
        BooksError::BadRequest(problem) => Some(problem.message),
        BooksError::Conflict(conflict) => Some(conflict.other),
        _ => None,
    }
}

/// Traits: what is compared, and what keys of a map may be.
pub fn traits(books: &[Book]) -> HashMap<Genre, usize> {
    let mut counts = HashMap::new();
    for (at, book) in books.iter().enumerate() {
        if !books[..at].contains(book) {
            *counts.entry(book.genre.clone()).or_default() += 1;
        }
    }
    counts
}

/// What is generic over operations.
pub fn first<O: Paginated<Item = Book> + Operation<Output = BookList>>(
    page: BookList,
) -> Option<Book> {
    O::items(page).into_iter().next()
}

/// A test of the caller's own, with neither server nor macro.
pub fn mocked(book: &Book) -> Mock {
    let book = book.clone();
    Mock::new().on::<GetBook>(move |_| Reply::ok(&book))
}

/// The list is what is generic here.
pub fn walk(page: BookList) -> Option<Book> {
    first::<ListBooks>(page)
}
