//! Everything that the generated operations and types stand on.
