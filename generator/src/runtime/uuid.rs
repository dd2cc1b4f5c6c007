//! UUIDs (RFC 9562) as strings.

use super::text::{Malformed, text_value};

/// A UUID, such as `67e55044-10b1-426f-9247-bb680e5fe0c8`.
///
/// Holds the text as the server wrote it. [`to_uuid`](Uuid::to_uuid) gives the number, [`From`] takes
/// one. Two of them are equal if their texts are.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Uuid(Box<str>);

text_value!(Uuid, "a UUID", |text: &str| ::uuid::Uuid::try_parse(text)
    .is_ok());

impl Uuid {
    /// The UUID, with hyphens or without, in braces or as a URN. None for any other text.
    #[must_use]
    pub fn to_uuid(&self) -> Option<::uuid::Uuid> {
        ::uuid::Uuid::try_parse(self.0.trim()).ok()
    }
}

impl From<&str> for Uuid {
    fn from(text: &str) -> Uuid {
        Uuid(text.into())
    }
}

impl From<::uuid::Uuid> for Uuid {
    fn from(uuid: ::uuid::Uuid) -> Uuid {
        let mut buffer = ::uuid::Uuid::encode_buffer();
        Uuid((&*uuid.hyphenated().encode_lower(&mut buffer)).into())
    }
}

impl TryFrom<&Uuid> for ::uuid::Uuid {
    type Error = Malformed;

    fn try_from(uuid: &Uuid) -> Result<Self, Malformed> {
        uuid.to_uuid().ok_or(Malformed { expected: "a UUID" })
    }
}
