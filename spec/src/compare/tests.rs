//! What is said of each change of a document.

use serde_json::Value;

use super::{Event, State, compare, pages};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

const BASE: &str = "openapi: 3.1.0
info: {title: Things, version: '1'}
servers: [{url: 'https://things.example'}]
paths:
  /things/{id}:
    get:
      operationId: getThing
      summary: Get it
      tags: [things]
      security: [{key: []}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: page_size, in: query, schema: {type: integer}}
        - {$ref: '#/components/parameters/Trace'}
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Thing'}}
      responses:
        '200':
          description: Yes
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}
components:
  parameters:
    Trace: {name: trace, in: header, schema: {type: string}}
  securitySchemes:
    key: {type: http, scheme: bearer}
  schemas:
    Thing:
      type: object
      required: [id]
      properties:
        id: {type: string, description: Which}
        size: {type: integer, format: int32, maximum: 9}
        note: {type: [string, 'null']}
        colour: {type: string, enum: [red, green]}
        parts: {type: array, items: {type: object, properties: {name: {type: string}}}}
        shape:
          oneOf:
            - {$ref: '#/components/schemas/Circle'}
            - {$ref: '#/components/schemas/Square'}
    Circle: {type: object, properties: {radius: {type: number}, kind: {const: circle}}}
    Square: {type: object, properties: {side: {type: number}, kind: {const: square}}}
";

fn lines(new: &str) -> Vec<String> {
    let read = |text: &str| {
        let mut sources = Sources::new();
        sources.add("api.yaml", text);
        let mut diagnostics = Diagnostics::new();
        let merged = crate::read(&sources, &mut diagnostics).merged;
        assert!(!diagnostics.has_errors(), "{diagnostics:?}");
        (sources, merged)
    };
    let ((old_sources, old), (new_sources, new)) = (read(BASE), read(new));
    let old = State {
        document: &old.value,
        provenance: &old.provenance,
        sources: &old_sources,
    };
    let new = State {
        document: &new.value,
        provenance: &new.provenance,
        sources: &new_sources,
    };
    let line = |one: super::Change| {
        let what = match &one.event {
            Event::Added => "added".to_owned(),
            Event::Removed => "removed".to_owned(),
            Event::Renamed { from } => format!("renamed from {from}"),
            Event::Moved { from } => format!("moved from {from}"),
            Event::Changed { aspect } => aspect.clone(),
        };
        let at = one
            .new
            .as_ref()
            .or(one.old.as_ref())
            .map_or(0, |at| at.line);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let prose = if one.prose { " (prose)" } else { "" };
        format!(
            "{at}: {} | {} | {what}{prose} | {} -> {}",
            one.subject,
            one.part,
            text(&one.before),
            text(&one.after)
        )
    };
    compare(old, new).into_iter().map(line).collect()
}

#[test]
fn each_change_is_told_once_and_with_its_line() {
    for (from, to, expected) in [
        ("", "", vec![]),
        (
            "Get it",
            "Fetch it",
            vec!["6: GET /things/{id} |  | summary (prose) | Get it -> Fetch it"],
        ),
        (
            "    get:",
            "    put:",
            vec!["6: PUT /things/{id} |  | moved from GET /things/{id} |  -> "],
        ),
        (
            "getThing",
            "thing",
            vec!["6: GET /things/{id} |  | operationId | getThing -> thing"],
        ),
        (
            "[{key: []}]",
            "[{key: []}, {}]",
            vec!["6: GET /things/{id} |  | authentication | key -> key or nothing"],
        ),
        (
            "name: page_size",
            "name: page_limit",
            vec![
                "13: GET /things/{id} | query parameter `page_limit` | renamed from query parameter `page_size` |  -> ",
            ],
        ),
        (
            "page_size, in: query,",
            "page_size, in: query, required: true,",
            vec![
                "13: GET /things/{id} | query parameter `page_size` | required | optional -> required",
            ],
        ),
        (
            "        - {$ref: '#/components/parameters/Trace'}\n",
            "",
            vec!["14: GET /things/{id} | header parameter `trace` | removed | string -> "],
        ),
        (
            "        content:\n          application/json: {schema: {$ref",
            "        required: true\n        content:\n          application/json: {schema: {$ref",
            vec!["15: GET /things/{id} | body | required | optional -> required"],
        ),
        (
            "{type: array, items: {$ref: '#/components/schemas/Thing'}}",
            "{$ref: '#/components/schemas/Thing'}",
            vec!["22: GET /things/{id} | response `200` | type | array of Thing -> Thing"],
        ),
        (
            "'200':",
            "'201':",
            vec![
                "19: GET /things/{id} | response `200` | removed | Yes -> ",
                "19: GET /things/{id} | response `201` | added |  -> Yes",
            ],
        ),
        (
            "scheme: bearer",
            "scheme: basic",
            vec!["27: key |  | scheme | bearer -> basic"],
        ),
        (
            "required: [id]",
            "required: [id, size]",
            vec!["34: Thing | field `size` | required | optional -> required"],
        ),
        (
            "format: int32",
            "format: int64",
            vec!["34: Thing | field `size` | format | int32 -> int64"],
        ),
        (
            "maximum: 9",
            "maximum: 8",
            vec!["34: Thing | field `size` | maximum | 9 -> 8"],
        ),
        (
            "{type: integer, format: int32, maximum: 9}",
            "{type: string}",
            vec!["34: Thing | field `size` | type | integer (int32) -> string"],
        ),
        (
            "note: {type: [string, 'null']}",
            "note: {type: string}",
            vec!["35: Thing | field `note` | nullable | may be null -> never null"],
        ),
        (
            "note: {type: [string, 'null']}",
            "note: {oneOf: [{type: string}, {type: 'null'}]}",
            vec![],
        ),
        (
            "[red, green]",
            "[green, blue]",
            vec![
                "36: Thing | field `colour`, value `blue` | added |  -> blue",
                "36: Thing | field `colour`, value `red` | removed | red -> ",
            ],
        ),
        (
            "{name: {type: string}}",
            "{name: {type: string}, more: {type: string}}",
            vec!["37: Thing | field `parts[].more` | added |  -> string"],
        ),
        (
            "        size: {",
            "        full_size: {",
            vec!["34: Thing | field `full_size` | renamed from field `size` |  -> "],
        ),
        (
            "            - {$ref: '#/components/schemas/Square'}\n",
            "",
            vec!["41: Thing | field `shape` | type | Circle or Square -> Circle"],
        ),
        (
            "Circle",
            "Round",
            vec!["42: Round |  | renamed from Circle |  -> "],
        ),
        (
            "things.example",
            "other.example",
            vec![
                "3: the document | server | added |  -> https://other.example",
                "3: the document | server | removed | https://things.example -> ",
            ],
        ),
    ] {
        assert!(BASE.contains(from), "{from}");
        let new = if from.is_empty() {
            BASE.to_owned()
        } else {
            BASE.replace(from, to)
        };
        let said = lines(&new);
        let about = |line: &String| {
            line.split_once(": ")
                .map_or("", |(_, rest)| rest)
                .to_owned()
        };
        let (said_of, expected_of): (Vec<String>, Vec<String>) = (
            said.iter().map(about).collect(),
            expected
                .iter()
                .map(|line| about(&(*line).to_owned()))
                .collect(),
        );
        assert_eq!(said_of, expected_of, "{from} to {to}");
        assert!(said.iter().all(|line| !line.starts_with("0: ")), "{said:?}");
    }
    let said = lines(&BASE.replace("maximum: 9", "maximum: 8"));
    assert!(said[0].starts_with("34: "), "{said:?}");
}

#[test]
fn hostile_depth_is_bounded() {
    let mut schema = serde_json::json!({"type": "string"});
    for _ in 0..300 {
        schema = serde_json::json!({"type": "object", "properties": {"a": schema}});
    }
    let document = |schema: &Value| serde_json::json!({"components": {"schemas": {"A": schema}}});
    let sources = Sources::new();
    let provenance = crate::provenance::Provenance::default();
    let (old, new) = (document(&Value::Null), document(&schema));
    let state = |document| State {
        document,
        provenance: &provenance,
        sources: &sources,
    };
    assert!(!compare(state(&old), state(&new)).is_empty());
    assert!(compare(state(&new), state(&new)).is_empty());
    assert!(pages(&sources, &sources).is_empty());
}
