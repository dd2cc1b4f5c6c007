//! What a caller does with answers that are always by status, compiled against a client before and
//! after other successes and failures were documented.

#![deny(warnings)]

use library::{
    Book, Client, CreateBookError, CreateBookOutput, Error, GetBook, GetBookError, GetBookOutput,
    ListBooksOutput,
};

pub async fn calls(client: &Client) -> Result<Option<Book>, Error> {
    let books = match client.books().list().send().await? {
        ListBooksOutput::Ok(list) => list.data,
        _ => Vec::new(),
    };
    let _ = client.books().list().items();
    let Some(book) = books.first() else {
        return Ok(None);
    };
    match client.books().get(&book.id).send().await {
        Ok(GetBookOutput::Ok(book)) => Ok(Some(book)),
        Ok(_) => Ok(None),
        Err(error) => match error.documented::<GetBook>() {
            Some(GetBookError::NotFound(_)) => Ok(None),
            _ => Err(error),
        },
    }
}

pub fn made(output: CreateBookOutput, error: CreateBookError) -> Option<Book> {
    match (output, error) {
        (CreateBookOutput::Created(book), CreateBookError::Conflict(_)) => Some(book),
        _ => None,
    }
}
