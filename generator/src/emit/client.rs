//! `client.rs`: the API as a whole, and the client's methods.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Lit;
use super::docs::code_span;
use super::markdown;
use crate::model::{ClientModel, Group, Model, Scheme, SchemeKind, Server};
use crate::output::HEADER;
use crate::print;

pub(crate) fn client(model: &Model) -> String {
    let api = api(model);
    let client = methods(model);
    let builder = setters(&model.client);
    let items = print::items(quote!(#api #client #builder));
    let needs_credential = !model.client.schemes.is_empty();
    let mut runtime = vec!["Api", "Client", "ClientBuilder", "Error"];
    if needs_credential {
        runtime.extend(["Credential", "Scheme", "SecretString"]);
    }
    if !model.client.servers.is_empty() {
        runtime.push("Server");
    }
    if model
        .client
        .servers
        .iter()
        .any(|server| !server.variables.is_empty())
    {
        runtime.push("Variable");
    }
    runtime.sort_unstable();
    runtime.retain(|name| items.contains(name));
    let mut lines = super::lines::Lines::default();
    let names: Vec<_> = runtime
        .into_iter()
        .map(|name| super::code::code!(name))
        .collect();
    lines.import(
        &super::code::code!(),
        &super::code::code!("crate::runtime"),
        &names,
    );
    format!("{HEADER}\n\n{}\n{items}", lines.into_text())
}

fn api(model: &Model) -> TokenStream {
    let ClientModel {
        name,
        servers,
        schemes,
        key_variable,
        base_variable,
        ..
    } = &model.client;
    let (name, base_variable) = (Lit(name), Lit(base_variable));
    let servers = servers.iter().map(server);
    let schemes = schemes.iter().enumerate().map(|(index, scheme)| {
        let env = (index == 0 && !key_variable.is_empty()).then(|| {
            let variable = Lit(key_variable);
            quote!(.env(&[#variable]))
        });
        let made = self::scheme(scheme);
        quote!(#made #env)
    });
    quote! {
        /// The API as a whole.
        pub(crate) static API: Api = Api::new(#name)
            .servers(&[#(#servers),*])
            .schemes(&[#(#schemes),*])
            .env_base(#base_variable)
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")));
    }
}

fn server(server: &Server) -> TokenStream {
    let Server {
        url,
        description,
        variables,
    } = server;
    let url = Lit(url);
    let description = description.iter().map(|text| {
        let text = Lit(text);
        quote!(.description(#text))
    });
    let variables = (!variables.is_empty()).then(|| {
        let variables = variables.iter().map(|(name, default, allowed)| {
            let (name, default) = (Lit(name), Lit(default));
            let values = allowed.iter().map(|value| Lit(value));
            let allowed = (!allowed.is_empty()).then(|| quote!(.allowed(&[#(#values),*])));
            quote!(Variable::new(#name, #default) #allowed)
        });
        quote!(.variables(&[#(#variables),*]))
    });
    quote!(Server::new(#url) #(#description)* #variables)
}

fn scheme(scheme: &Scheme) -> TokenStream {
    let name = Lit(&scheme.name);
    match &scheme.kind {
        SchemeKind::Basic => quote!(Scheme::basic(#name)),
        SchemeKind::Header(header) => {
            let header = Lit(header);
            quote!(Scheme::header(#name, #header))
        }
        SchemeKind::Query(parameter) => {
            let parameter = Lit(parameter);
            quote!(Scheme::query(#name, #parameter))
        }
        SchemeKind::Cookie(cookie) => {
            let cookie = Lit(cookie);
            quote!(Scheme::cookie(#name, #cookie))
        }
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => quote!(Scheme::bearer(#name)),
    }
}

fn methods(model: &Model) -> TokenStream {
    let title = doc(&format!(
        "A client of {}.",
        markdown::inline(&model.package.title, None)
    ));
    let key = (!model.client.schemes.is_empty()).then(|| {
        quote! {
            /// A client with a key and otherwise the defaults.
            ///
            /// # Errors
            ///
            /// There is no TLS to be had.
            pub fn new(key: impl Into<SecretString>) -> Result<Client, Error> {
                Client::builder().key(key).build()
            }
        }
    });
    let (key_variable, base) = (&model.client.key_variable, &model.client.base_variable);
    let text = if key_variable.is_empty() {
        format!("A client with what the environment says: `{base}` is another base URL.")
    } else {
        format!(
            "A client with what the environment says: `{key_variable}` is the key, `{base}` another \
             base URL."
        )
    };
    let variables = markdown::lines(&text, 4, None);
    let variables = variables.iter().map(|line| doc(line));
    let groups = model.groups.iter().map(accessor);
    quote! {
        #title
        impl Client {
            #key

            #(#variables)*
            ///
            /// # Errors
            ///
            /// The key is not set, or the base URL is none.
            pub fn from_env() -> Result<Client, Error> {
                ClientBuilder::from_env(&API)?.build()
            }

            /// A client in the making.
            pub fn builder() -> ClientBuilder {
                ClientBuilder::new(&API)
            }

            #(#groups)*
        }
    }
}

fn accessor(group: &Group) -> TokenStream {
    let Group {
        accessor,
        ident,
        module,
        docs,
        feature,
        ..
    } = group;
    let cfg = feature.as_ref().map(|feature| {
        let name = Lit(&feature.0);
        quote!(#[cfg(feature = #name)])
    });
    let text = match docs.text.first() {
        Some(text) => text.clone(),
        None => format!("The operations of `{}`.", accessor.as_str()),
    };
    let base = docs
        .origin
        .as_ref()
        .and_then(|origin| origin.url.as_deref());
    let docs = markdown::lines(&text, 4, base);
    let docs = docs.iter().map(|line| doc(line));
    quote! {
        #(#docs)*
        #cfg
        pub fn #accessor(&self) -> super::api::#module::#ident<'_> {
            super::api::#module::#ident(self)
        }
    }
}

fn setters(client: &ClientModel) -> TokenStream {
    let methods = client.schemes.iter().map(|scheme| {
        let Scheme { name, setter, kind, docs } = scheme;
        let mut text = match docs.first() {
            Some(text) => text.clone(),
            None => format!("Sets the credential of `{}`.", code_span(name)),
        };
        text.push_str(&sources(kind));
        let name = Lit(name);
        let docs = markdown::lines(&text, 4, None);
        let docs = docs.iter().map(|line| doc(line));
        match kind {
            SchemeKind::Basic => quote! {
                #(#docs)*
                pub fn #setter(self, user: impl Into<String>, password: impl Into<SecretString>) -> Self {
                    self.credential(#name, Credential::basic(user, password))
                }
            },
            SchemeKind::OAuth2 { .. } => quote! {
                #(#docs)*
                pub fn #setter(self, credential: impl Into<Credential>) -> Self {
                    self.credential(#name, credential)
                }
            },
            _ => quote! {
                #(#docs)*
                pub fn #setter(self, key: impl Into<SecretString>) -> Self {
                    self.credential(#name, Credential::key(key))
                }
            },
        }
    });
    if client.schemes.is_empty() {
        return TokenStream::new();
    }
    quote! {
        impl ClientBuilder {
            #(#methods)*
        }
    }
}

/// Where the tokens of a scheme come from, as a paragraph.
fn sources(kind: &SchemeKind) -> String {
    let SchemeKind::OAuth2 {
        client_credentials,
        authorization_code,
        scopes,
    } = kind
    else {
        return String::new();
    };
    let mut told = Vec::new();
    if let Some(url) = client_credentials {
        let url = code_span(url);
        told.push(format!(
            "`runtime::ClientCredentials` fetches tokens from `{url}`."
        ));
    }
    if let Some((authorize, token)) = authorization_code {
        told.push(format!(
            "`runtime::AuthorizationCode` (feature `oauth-code`) has users log in at `{}` and \
             fetches their tokens from `{}`.",
            code_span(authorize),
            code_span(token)
        ));
    }
    if !scopes.is_empty() {
        let scopes = scopes
            .iter()
            .map(|(scope, _)| format!("`{}`", code_span(scope)));
        told.push(format!(
            "Scopes: {}.",
            scopes.collect::<Vec<_>>().join(", ")
        ));
    }
    match told.is_empty() {
        true => String::new(),
        false => format!("\n\n{}", told.join(" ")),
    }
}

/// One line of documentation.
fn doc(line: &str) -> TokenStream {
    let line = format!(" {line}");
    quote!(#[doc = #line])
}
