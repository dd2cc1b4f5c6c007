//! The extension keys that reading makes, so that nobody spells them twice.
//!
//! The rule is `x-` and the keyword itself, holding the document's own value. Where that value is
//! a schema (or a list or map of them), each schema is replaced by `{"$ref": "#/…"}` into
//! [`Document::hoisted`](super::Document::hoisted). When the document itself has an extension of
//! that name, it moves to `x-x-KEY`.

/// On a schema that lowering moved or made: the pointer where its keywords stand in the document,
/// as text. Read it with [`pointer_of`](super::pointer_of).
pub const POINTER: &str = "x-pointer";
/// The names of a `type` list, without `null`, where there are several.
pub const TYPES: &str = "x-types";
/// A `type` that is none of JSON Schema's names, such as `any`, `file` or `int`.
pub const TYPE: &str = "x-type";
/// The value of `const`; the enumeration beside it has that one value.
pub const CONST: &str = "x-const";
/// All `examples` of a schema, a list; `example` is the first of them.
pub const EXAMPLES: &str = "x-examples";
/// A null branch of a union that said more than that it is null.
pub const NULL_BRANCH: &str = "x-null-branch";
/// The values of `enum` where the typed list cannot hold them exactly.
pub const ENUM: &str = "x-enum";
/// `items: false` (or its 2019 form): nothing may follow `prefixItems`.
pub const ITEMS: &str = "x-items";
/// The schemas of a tuple's places, a list of references.
pub const PREFIX_ITEMS: &str = "x-prefixItems";
/// Pattern to schema, a map of references.
pub const PATTERN_PROPERTIES: &str = "x-patternProperties";
/// A boolean or a reference.
pub const UNEVALUATED_PROPERTIES: &str = "x-unevaluatedProperties";
/// A reference to the schema of names.
pub const PROPERTY_NAMES: &str = "x-propertyNames";
/// How a string carries bytes, such as `base64`.
pub const CONTENT_ENCODING: &str = "x-contentEncoding";
/// What a string carries, a media type.
pub const CONTENT_MEDIA_TYPE: &str = "x-contentMediaType";
/// A reference to the schema of what a string carries.
pub const CONTENT_SCHEMA: &str = "x-contentSchema";
/// On a discriminator (3.2): the schema of values that no mapping names, as `mapping` names it.
pub const DEFAULT_MAPPING: &str = "x-defaultMapping";
/// On a media type (3.2): a reference to the schema of each item of a stream.
pub const ITEM_SCHEMA: &str = "x-itemSchema";
/// On a path item or media type: the reference that the object is, or starts from.
pub const REF: &str = "x-$ref";
/// On an operation: callbacks that are references, name to `{"$ref": …}`.
pub const CALLBACKS: &str = "x-callbacks";
/// On an operation or path item: parameters that could not be typed, or were there twice.
pub const PARAMETERS: &str = "x-parameters";
/// On an encoding: an `explode` that the document states, which openapiv3 cannot tell from an
/// absent one when it is false.
pub const EXPLODE: &str = "x-explode";
/// On a parameter: an `in` beyond 3.0's, such as `querystring` (3.2); it is typed as a query.
pub const IN: &str = "x-in";
/// On a parameter, header or encoding: a `style` that its place does not have.
pub const STYLE: &str = "x-style";
