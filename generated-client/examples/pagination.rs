//! Walks over lists without counting offsets.
//!
//! Needs a management key: `OPENROUTER_API_KEY=… cargo run --example pagination`

use futures_util::TryStreamExt;
use openrouter_pages::Client;

#[tokio::main]
async fn main() -> Result<(), openrouter_pages::Error> {
    let client = Client::from_env()?;

    let mut keys = client.api_keys().list().items();
    while let Some(key) = keys.try_next().await? {
        println!("{:<30} {:>10.4} US dollars used", key.name, key.usage);
    }

    // Page by page; the position of the next page can be kept and gone on from.
    let mut pages = client.guardrails().list().limit("20").pages();
    while let Some(page) = pages.try_next().await? {
        println!("{} of {} guardrails", page.data.len(), page.total_count);
    }
    Ok(())
}
