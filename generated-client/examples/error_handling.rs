//! Tells failures apart.
//!
//! `cargo run --example error_handling`; it fails in its own way with a key and without one.

use std::time::Duration;

use openrouter_pages::runtime::Retry;
use openrouter_pages::{Client, ErrorKind, GetCredits};

#[tokio::main]
async fn main() {
    let key = std::env::var("OPENROUTER_API_KEY").unwrap_or_else(|_| "no-key".to_owned());
    let client = Client::builder()
        .key(key)
        .timeout(Duration::from_secs(20))
        .retries(Retry::times(2))
        .build();
    let client = match client {
        Ok(client) => client,
        Err(error) => return eprintln!("not set up: {error}"),
    };
    let error = match client.credits().get().send().await {
        Ok(credits) => return println!("{credits:?}"),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::Connect | ErrorKind::Timeout => eprintln!("not reached: {error}"),
        ErrorKind::Status(status) if status.as_u16() == 429 => {
            eprintln!("too fast; wait for {:?}", error.retry_after());
        }
        ErrorKind::Status(status) => match error.documented::<GetCredits>() {
            Some(body) => eprintln!("{status}: {}", body.error.message),
            None => eprintln!("{status}, and {} bytes", error.body().len()),
        },
        ErrorKind::Decode => eprintln!("not as documented: {:?}", error.fault()),
        _ => eprintln!("{error}"),
    }
    if let Some(id) = error.request_id() {
        eprintln!("ask OpenRouter about request {id}");
    }
    std::process::exit(1);
}
