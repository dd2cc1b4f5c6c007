//! Tokens as text: what there is one of in a client goes through prettyplease.

use proc_macro2::TokenStream;

/// The items of a file, with a blank line between them, which prettyplease leaves out.
pub(crate) fn items(tokens: TokenStream) -> String {
    // What does not parse is printed as it is, so that the compiler says what is wrong with it.
    let plain = tokens.to_string();
    let Ok(file) = syn::parse2::<syn::File>(tokens) else {
        return plain;
    };
    let mut text = String::new();
    for item in file.items {
        if !text.is_empty() {
            text.push('\n');
        }
        let item = prettyplease::unparse(&syn::File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![item],
        });
        text.push_str(&spaced(&item));
    }
    text
}

/// An item with blank lines between its functions as well.
fn spaced(item: &str) -> String {
    let mut text = String::with_capacity(item.len());
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        if line == "    }" && lines.peek().is_some_and(|next| *next != "}") {
            text.push('\n');
        }
    }
    text
}
