//! A client that stands in no repository: the build script makes it of the pages.

include!(concat!(env!("OUT_DIR"), "/src/lib.rs"));
