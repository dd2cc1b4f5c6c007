//! The readers of documentation platforms on pages of our own, and on real ones where these lie
//! beside the checkout.

mod blueprint;
mod documents;
mod docusaurus;
mod gitbook;
mod openapi_generator;
mod references;
mod robust;
mod slate;
mod speakeasy;
mod stainless;
mod support;
mod webhooks;
mod widdershins;
