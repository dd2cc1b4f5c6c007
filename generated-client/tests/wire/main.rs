//! The client against an HTTP server on loopback, and against `spec/openapi.yaml`.

mod calls;
mod document;
mod errors;
mod operations;
mod pages;
mod sample;
mod secrets;
mod server;
mod streams;
mod values;
