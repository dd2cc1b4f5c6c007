//! The codec, seen through emitted types.

#[allow(unreachable_pub, reason = "emitted types are public")]
pub mod types;

use pagecrate_runtime::runtime;
use pagecrate_runtime::runtime::codec::{from_slice, to_string};
use types::shapes::{Content, Guardrail};

#[test]
fn a_struct_is_read_and_written() {
    let body = r#"{"object":"guardrail","id":"g","description":null,"parent":null,"labels":{"a":"b"},"kind":"low","x":[1,2.5]}"#;
    let value: Guardrail = from_slice(body.as_bytes()).unwrap();
    assert_eq!(value.description, Some(None));
    assert_eq!(to_string(&value), body);
    let _: Content = from_slice(b"1").unwrap();
}
