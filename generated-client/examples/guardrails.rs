//! Makes a guardrail, changes it and takes it away again.
//!
//! Needs a management key: `OPENROUTER_API_KEY=… cargo run --example guardrails`

use openrouter_pages::{Client, CreateGuardrailRequest, ResetInterval, UpdateGuardrailRequest};

#[tokio::main]
async fn main() -> Result<(), openrouter_pages::Error> {
    let client = Client::from_env()?;

    let body = CreateGuardrailRequest::new("Example")
        .description("Made by an example; it may be deleted.")
        .limit_usd(5.0)
        .reset_interval(ResetInterval::Monthly);
    let guardrail = client.guardrails().create(&body).send().await?.data;
    println!("made {} ({})", guardrail.name, guardrail.id);

    // What is not set stays as it is; `_null` takes the limit away.
    let body = UpdateGuardrailRequest::new()
        .name("Example without a limit")
        .limit_usd_null();
    let changed = client
        .guardrails()
        .update(guardrail.id.clone())
        .body(&body)
        .send();
    let changed = changed.await?.data;
    println!(
        "changed it to {:?}, limit {:?}",
        changed.name, changed.limit_usd
    );

    client.guardrails().delete(guardrail.id).send().await?;
    println!("deleted it");
    Ok(())
}
