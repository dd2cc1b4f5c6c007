//! How each operation of the document is called, with arguments that are known at run time only.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use openrouter_pages::runtime::Operation;
use openrouter_pages::runtime::codec::{Slot, from_slice, to_string};
use openrouter_pages::{Client, ErrorKind, Request};
use serde_json::Value;

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    /// Path and query parameters by name.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) body: Option<Value>,
}

impl Arguments {
    fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_else(|| panic!("no {name}"))
    }

    fn body<T: Slot>(&self) -> T {
        let body = self.body.as_ref().expect("a body").to_string();
        from_slice(body.as_bytes()).unwrap_or_else(|fault| panic!("{fault} in {body}"))
    }
}

/// What came of a call.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The status, and the answer as JSON after it was typed.
    Answer(u16, Value),
    /// The class of error, and the documented body as JSON after it was typed.
    Failure(ErrorKind, Option<Value>),
}

pub(crate) type Send = fn(&Client, &Arguments) -> BoxFuture<'static, Outcome>;

fn json(value: &dyn Slot) -> Value {
    serde_json::from_str(&to_string(value)).expect("JSON")
}

fn run<O>(request: Request<O>) -> BoxFuture<'static, Outcome>
where
    O: Operation<Output: Slot, Error: Slot>,
{
    async move {
        match request.send_with_response().await {
            Ok(answer) => Outcome::Answer(answer.status().as_u16(), json(answer.value())),
            Err(error) => {
                let documented = error.documented::<O>();
                Outcome::Failure(error.kind(), documented.map(|body| json(&body)))
            }
        }
    }
    .boxed()
}

/// `"id" => request` and the setters, each of which has the name of its parameter.
macro_rules! calls {
    ($client:ident, $arguments:ident;
     $($id:literal => $request:expr $(, $setter:ident)* $(; $body:ident)?;)*) => {
        &[$(($id, |$client, $arguments| {
            let _ = $arguments;
            #[allow(unused_mut, reason = "not every operation has setters")]
            let mut request = $request;
            $(if let Some(value) = $arguments.get(stringify!($setter)) {
                request = request.$setter(value);
            })*
            $(if $arguments.body.is_some() {
                request = request.$body(&$arguments.body());
            })?
            run(request)
        })),*]
    };
}

pub(crate) const CALLS: &[(&str, Send)] = calls! { client, with;
    "getUserActivity" => client.analytics().get_user_activity(), date;
    "exchangeAuthCodeForAPIKey" => client.oauth().exchange_auth_code_for_api_key(&with.body());
    "createAuthKeysCode" => client.oauth().create_auth_keys_code(&with.body());
    "sendChatCompletionRequest" => client.chat().send(&with.body());
    "getCredits" => client.credits().get();
    "createCoinbaseCharge" => client.credits().create_coinbase_charge(&with.body());
    "createEmbeddings" => client.embeddings().create(&with.body());
    "listEmbeddingsModels" => client.embeddings().list_models();
    "listEndpointsZdr" => client.endpoints().list_zdr();
    "listEndpoints" => client.endpoints().list(with.text("author"), with.text("slug"));
    "getGeneration" => client.generations().get(with.text("id"));
    "listGuardrails" => client.guardrails().list(), offset, limit;
    "createGuardrail" => client.guardrails().create(&with.body());
    "getGuardrail" => client.guardrails().get(with.text("id"));
    "deleteGuardrail" => client.guardrails().delete(with.text("id"));
    "updateGuardrail" => client.guardrails().update(with.text("id")); body;
    "listKeyAssignments" => client.guardrails().list_key_assignments(), offset, limit;
    "listMemberAssignments" => client.guardrails().list_member_assignments(), offset, limit;
    "listGuardrailKeyAssignments" =>
        client.guardrails().list_guardrail_key_assignments(with.text("id")), offset, limit;
    "listGuardrailMemberAssignments" =>
        client.guardrails().list_guardrail_member_assignments(with.text("id")), offset, limit;
    "bulkAssignKeysToGuardrail" =>
        client.guardrails().bulk_assign_keys(with.text("id"), &with.body());
    "bulkUnassignKeysFromGuardrail" =>
        client.guardrails().bulk_unassign_keys(with.text("id"), &with.body());
    "bulkAssignMembersToGuardrail" =>
        client.guardrails().bulk_assign_members(with.text("id"), &with.body());
    "bulkUnassignMembersFromGuardrail" =>
        client.guardrails().bulk_unassign_members(with.text("id"), &with.body());
    "getCurrentKey" => client.api_keys().get_current();
    "list" => client.api_keys().list(), include_disabled, offset;
    "createKeys" => client.api_keys().create(&with.body());
    "getKey" => client.api_keys().get(with.text("hash"));
    "deleteKeys" => client.api_keys().delete(with.text("hash"));
    "updateKeys" => client.api_keys().update(with.text("hash")); body;
    "createMessages" => client.anthropic_messages().create(&with.body());
    "getModels" => client.models().list(),
        category, supported_parameters, use_rss, use_rss_chat_links;
    "listModelsCount" => client.models().count();
    "listModelsUser" => client.models().list_for_user();
    "listProviders" => client.providers().list();
    "createResponses" => client.beta_responses().create(); body;
};
