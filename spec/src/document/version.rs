//! Which OpenAPI a document says it is.

/// The version of the specification that a document was written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub enum Version {
    /// Swagger 2.0, converted on reading.
    Swagger2,
    /// OpenAPI 3.0.x.
    #[default]
    V3_0,
    /// OpenAPI 3.1.x: schemas are JSON Schema 2020-12.
    V3_1,
    /// OpenAPI 3.2.x.
    V3_2,
}

impl Version {
    /// The version of an `openapi` or `swagger` key. `None` when it is none that can be read.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        match (parts.next()?, parts.next()?) {
            ("2", _) => Some(Self::Swagger2),
            ("3", "0") => Some(Self::V3_0),
            ("3", "1") => Some(Self::V3_1),
            ("3", "2") => Some(Self::V3_2),
            _ => None,
        }
    }
}
