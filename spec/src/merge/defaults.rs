//! What a document says of all its operations, such as servers and security, kept true for them
//! when it is merged with documents that say something else.

use serde_json::{Map, Value, json};

use super::METHODS;

/// Moves the servers and the security of a document into its operations where they differ from
/// those of the merged document, and leaves them out of the document.
pub(super) fn lower(document: &mut Value, head: &Map<String, Value>) {
    let Some(document) = document.as_object_mut() else {
        return;
    };
    let none = json!([]);
    let own = document.shift_remove("security");
    let security = own.as_ref().unwrap_or(&none);
    let differs = security != head.get("security").unwrap_or(&none);
    let security = differs.then(|| security.clone());
    let first = |servers: Option<&Value>| Some(servers?.get(0)?.get("url")?.clone());
    let server = first(document.get("servers"));
    let known = first(head.get("servers"));
    let servers = match server.is_some() && known.is_some() && server != known {
        true => document.shift_remove("servers"),
        false => None,
    };
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths
        .into_iter()
        .flatten()
        .filter_map(|(_, item)| item.as_object_mut())
    {
        let own_servers = item.contains_key("servers");
        for (method, operation) in item {
            let Some(operation) = operation.as_object_mut() else {
                continue;
            };
            if !METHODS.contains(&method.as_str()) {
                continue;
            }
            if let Some(security) = &security {
                operation
                    .entry("security")
                    .or_insert_with(|| security.clone());
            }
            if let (Some(servers), false) = (&servers, own_servers) {
                operation
                    .entry("servers")
                    .or_insert_with(|| servers.clone());
            }
        }
    }
}
