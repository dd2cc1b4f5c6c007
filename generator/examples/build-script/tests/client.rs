//! The client that the build script made is there.

use build_script_example::{Client, Thing};

#[test]
fn the_client_has_what_the_page_says() {
    let client = Client::builder().build().unwrap();
    let _request = client.things().get("7");
    let thing: Thing = serde_json::from_str(r#"{"id": "7", "colour": "red"}"#).unwrap();
    assert_eq!(thing.colour.as_deref(), Some("red"));
}
