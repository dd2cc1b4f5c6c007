//! What a comparison says.
