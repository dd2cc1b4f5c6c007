//! Components whose name only says where they stood, as documentation platforms make them.

use pagecrate_spec::document::Document;
use pagecrate_spec::pointer::Pointer;

/// Words that name a position and not a thing, as they stand in the names of Fern's fragments.
const POSITIONS: &[&str] = &[
    "ContentApplicationJsonSchema",
    "ContentMultipartFormDataSchema",
    "ContentTextEventStreamSchema",
    "RequestBodyContent",
    "ResponsesContent",
];

/// Whether a component's name says only where it stood.
pub(crate) fn is_positional(name: &str) -> bool {
    POSITIONS.iter().any(|position| name.contains(position)) || is_response(name)
}

/// `Guardrails_getGuardrail_Response_200`
fn is_response(name: &str) -> bool {
    let Some((head, status)) = name.rsplit_once('_') else {
        return false;
    };
    let is_status = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
    is_status && head.ends_with("_Response")
}

/// The positional components of a document.
pub(super) fn find(document: &Document) -> Vec<Pointer> {
    let Some(components) = &document.openapi.components else {
        return Vec::new();
    };
    let root = Pointer::root().join("components").join("schemas");
    let names = components.schemas.keys().filter(|name| is_positional(name));
    names.map(|name| root.join(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::is_positional;

    #[test]
    fn tells_positions_from_names() {
        for name in [
            "GuardrailsGetResponsesContentApplicationJsonSchemaDataItems",
            "Guardrails_getGuardrail_Response_200",
            "KeysPostRequestBodyContentApplicationJsonSchemaLimitReset",
        ] {
            assert!(is_positional(name), "{name}");
        }
        for name in [
            "Guardrail",
            "Response_2",
            "Http_Response_Codes",
            "ContentPart",
            "Schema_100",
        ] {
            assert!(!is_positional(name), "{name}");
        }
    }
}
