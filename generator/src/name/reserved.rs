//! Names that are in use already where names of the API come to stand.

/// The prelude's and the runtime's types.
pub(crate) const TYPES: &[&str] = &[
    "Option",
    "Some",
    "None",
    "Vec",
    "String",
    "Box",
    "Result",
    "Ok",
    "Err",
    "Default",
    "Clone",
    "Copy",
    "Debug",
    "Eq",
    "PartialEq",
    "Ord",
    "PartialOrd",
    "Hash",
    "From",
    "Into",
    "TryFrom",
    "TryInto",
    "AsRef",
    "AsMut",
    "Iterator",
    "IntoIterator",
    "Extend",
    "FromIterator",
    "Send",
    "Sync",
    "Sized",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "ToOwned",
    "ToString",
    "Unpin",
    "Display",
    "Self",
    "Value",
    "Map",
    "Client",
    "ClientBuilder",
    "Request",
    "Response",
    "RawRequest",
    "RawResponse",
    "Received",
    "Error",
    "ErrorKind",
    "Operation",
    "Endpoint",
    "Paginated",
    "Streaming",
    "Stream",
    "EventStream",
    "ByteStream",
    "Body",
    "Upload",
    "Multipart",
    "Part",
    "Param",
    "Place",
    "Style",
    "Mock",
    "Retry",
    "Server",
    "Scheme",
    "Api",
    "Undocumented",
    "Serialize",
    "Deserialize",
    "Slot",
    "Node",
    "Writer",
    "Fault",
    "Key",
    "Branch",
    "Kind",
    "Choice",
    "DateTime",
    "NaiveDate",
    "Date",
    "Utc",
    "Uuid",
    "Decimal",
    "Base64",
];

/// The client's methods, which a group's accessor must not hide.
pub(crate) const CLIENT: &[&str] = &[
    "builder", "clone", "default", "fmt", "from", "from_env", "into", "new", "of", "request",
];

/// Files beside those of the groups.
///
/// A group's file gives the Cargo feature its name, so those of the runtime's features are taken.
pub(crate) const FILES: &[&str] = &[
    "mod",
    "lib",
    "main",
    "all_tags",
    "blocking",
    "brotli",
    "default",
    "gzip",
    "http2",
    "native_tls",
    "oauth_code",
    "rustls",
    "serde",
    "serde_full",
    "system_proxy",
    "tracing",
    "zstd",
];

/// A group's methods besides its operations.
pub(crate) const GROUP: &[&str] = &["clone", "fmt"];

/// Methods of every request, which a parameter's setter must not hide.
pub(crate) const REQUEST: &[&str] = &[
    "clone",
    "default",
    "fmt",
    "from",
    "into",
    "items",
    "items_blocking",
    "new",
    "pages",
    "pages_blocking",
    "pages_from",
    "pages_from_blocking",
    "send",
    "send_as",
    "send_blocking",
    "send_raw",
    "send_raw_blocking",
    "send_with_response",
    "send_with_response_blocking",
    "stream",
    "stream_blocking",
    "with_attempt_timeout",
    "with_body_field",
    "with_header",
    "with_idempotency_key",
    "with_idle_timeout",
    "with_query",
    "with_retries",
    "with_timeout",
    "with_upload_progress",
];

/// Methods that every struct has.
pub(crate) const STRUCT: &[&str] = &[
    "new", "default", "clone", "fmt", "eq", "empty", "put", "write", "hash", "into",
];

/// The builder's methods, which a scheme's setter must not hide.
pub(crate) const BUILDER: &[&str] = &[
    "anonymous",
    "attempt_timeout",
    "base_url",
    "body_limit",
    "build",
    "clone",
    "connect_timeout",
    "credential",
    "default",
    "fmt",
    "from",
    "from_env",
    "from_lookup",
    "header",
    "http_client",
    "idle_timeout",
    "into",
    "key",
    "middleware",
    "new",
    "retries",
    "server",
    "server_variable",
    "timeout",
    "transport",
    "user_agent",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use syn::{ImplItem, Item, Type, Visibility};

    /// The public methods that the runtime gives a type.
    fn methods(of: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join("runtime");
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
            for item in file.items {
                let Item::Impl(item) = item else { continue };
                let Type::Path(ty) = &*item.self_ty else {
                    continue;
                };
                if ty.path.segments.last().is_none_or(|last| last.ident != of) {
                    continue;
                }
                for member in item.items {
                    if let ImplItem::Fn(method) = member
                        && matches!(method.vis, Visibility::Public(_))
                    {
                        found.insert(method.sig.ident.to_string());
                    }
                }
            }
        }
        found
    }

    #[test]
    fn what_the_runtime_has_is_reserved() {
        for (of, reserved) in [
            ("Client", super::CLIENT),
            ("ClientBuilder", super::BUILDER),
            ("Request", super::REQUEST),
        ] {
            let methods = methods(of);
            assert!(methods.len() > 1, "{of} has only {methods:?}");
            for method in &methods {
                assert!(reserved.contains(&method.as_str()), "{of}::{method}");
            }
        }
    }
}
