//! Asks a model one question.
//!
//! `OPENROUTER_API_KEY=… cargo run --example quick_start -- "What is a crate?"`

use openrouter_pages::{
    AssistantMessageContent, ChatGenerationParams, Client, Message, UserMessage,
};

#[tokio::main]
async fn main() -> Result<(), openrouter_pages::Error> {
    let question = std::env::args().nth(1);
    let question = question.unwrap_or_else(|| "Say hello in three languages.".to_owned());

    let client = Client::from_env()?;
    let body = ChatGenerationParams::new([Message::from(UserMessage::new(question))])
        .model("openrouter/auto")
        .max_tokens(300.0);
    let answer = client.chat().send(&body).send().await?;

    for choice in &answer.choices {
        match &choice.message.content {
            Some(Some(AssistantMessageContent::Text(text))) => println!("{text}"),
            other => println!("{other:?}"),
        }
    }
    if let Some(usage) = &answer.usage {
        eprintln!("{}: {} tokens", answer.model, usage.total_tokens);
    }
    Ok(())
}
