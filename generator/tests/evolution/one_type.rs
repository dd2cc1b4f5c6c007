//! Successes and failures read as one type, whatever other bodies the statuses of an operation have.

#![deny(warnings)]

use library::{Book, BookList, Client, Error, Problem};

pub async fn calls(client: &Client) -> Result<Option<Book>, Error> {
    let list: BookList = client.books().list().send_as().await?;
    let Some(book) = list.data.first() else {
        return Ok(None);
    };
    match client.books().get(&book.id).send_as::<Book>().await {
        Ok(book) => Ok(Some(book)),
        Err(error) if error.status().is_some_and(|status| status == 404) => Ok(None),
        Err(error) => Err(error),
    }
}

pub fn told(error: &Error) -> Option<String> {
    Some(error.body_as::<Problem>()?.message)
}
