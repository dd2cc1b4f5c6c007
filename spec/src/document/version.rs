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
    /// Reads what stands at `openapi`: `3.1.0`, also `3.1` or `v3.1`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('v');
        let mut numbers = text.split('.');
        match (numbers.next()?, numbers.next().unwrap_or("0")) {
            ("3", "0") => Some(Self::V3_0),
            ("3", "1") => Some(Self::V3_1),
            ("3", "2") => Some(Self::V3_2),
            _ => None,
        }
    }
}
