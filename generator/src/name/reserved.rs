//! Names that are in use already where names of the API come to stand.

/// The prelude's and the runtime's types.
pub(crate) const TYPES: &[&str] = &[
    "Option", "Some", "None", "Vec", "String", "Box", "Result", "Ok", "Err", "Default", "Clone", "Copy", "Debug", "Eq",
    "PartialEq", "Ord", "PartialOrd", "Hash", "From", "Into", "TryFrom", "TryInto", "AsRef", "AsMut", "Iterator",
    "IntoIterator", "Extend", "FromIterator", "Send", "Sync", "Sized", "Drop", "Fn", "FnMut", "FnOnce", "ToOwned",
    "ToString", "Unpin", "Display", "Self", "Value", "Map", "Client", "ClientBuilder", "Request", "Response",
    "RawRequest", "RawResponse", "Received", "Error", "ErrorKind", "Operation", "Endpoint", "Paginated", "Streaming",
    "Stream", "EventStream", "ByteStream", "Body", "Upload", "Multipart", "Part", "Param", "Place", "Style", "Mock",
    "Retry", "Server", "Scheme", "Api", "Undocumented", "Serialize", "Deserialize", "Slot", "Node", "Writer", "Fault",
    "Key", "Branch", "Kind", "Choice", "DateTime", "NaiveDate", "Date", "Utc", "Uuid", "Decimal", "Base64",
];

/// The client's methods.
pub(crate) const CLIENT: &[&str] = &[
    "new", "from_env", "builder", "request", "clone", "fmt", "with", "default", "base_url", "into", "from", "mock",
];

/// Files beside those of the groups.
pub(crate) const FILES: &[&str] = &["mod", "lib", "main"];

/// A group's methods besides its operations.
pub(crate) const GROUP: &[&str] = &["clone", "fmt"];

/// Methods of every request, which a parameter's setter must not hide.
pub(crate) const REQUEST: &[&str] = &[
    "new", "send", "send_with_response", "send_raw", "send_blocking", "send_raw_blocking", "timeout", "idle_timeout",
    "retries", "retry", "idempotency_key", "header", "headers", "query", "query_pair", "extra_query", "param", "path",
    "cookie", "body", "body_field", "json", "form", "multipart", "bytes", "text", "lines", "json_lines", "upload",
    "progress", "stream", "stream_blocking", "pages", "pages_from", "items", "clone", "fmt", "with", "raw", "default",
    "into", "call", "client", "endpoint",
];

/// Methods that every struct has.
pub(crate) const STRUCT: &[&str] = &["new", "default", "clone", "fmt", "eq", "empty", "put", "write", "hash", "into"];

/// The builder's methods, which a scheme's setter must not hide.
pub(crate) const BUILDER: &[&str] = &[
    "new", "build", "base_url", "server", "timeout", "connect_timeout", "idle_timeout", "retry", "retries", "header",
    "http_client", "transport", "middleware", "user_agent", "credential", "variable", "default", "clone", "fmt",
    "from_env",
];
