//! Prints an answer while the model is still at it.
//!
//! `OPENROUTER_API_KEY=… cargo run --example streaming_chat`

use std::io::Write;
use std::time::Duration;

use futures_util::TryStreamExt;
use openrouter_pages::{ChatGenerationParams, Client, Message, SystemMessage, UserMessage};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let body = ChatGenerationParams::new([
        Message::from(SystemMessage::new("You answer in verse.")),
        Message::from(UserMessage::new("Why is the sky blue?")),
    ])
    .model("openrouter/auto");

    let mut chunks = client
        .chat()
        .send(&body)
        .with_idle_timeout(Duration::from_secs(30))
        .stream()
        .await?;
    while let Some(chunk) = chunks.try_next().await? {
        for choice in chunk.choices {
            if let Some(Some(text)) = choice.delta.content {
                print!("{text}");
                std::io::stdout().flush()?;
            }
        }
        if let Some(usage) = chunk.usage {
            eprintln!("\n{} tokens", usage.total_tokens);
        }
    }
    println!();
    Ok(())
}
