//! `README.md` of a client that has none.

use crate::emit::inline;
use crate::model::Model;

pub(super) fn readme(model: &Model) -> String {
    let package = &model.package;
    let title = inline(&package.title);
    let name = &package.name;
    let krate = name.replace('-', "_");
    let mut text = format!(
        "# {name}\n\nA typed client of {title}, generated from its documentation by \
         [Pagecrate](https://crates.io/crates/pagecrate-generator).\n\n\
         ```rust,no_run\n\
         # async fn example() -> Result<(), {krate}::Error> {{\n\
         let client = {krate}::Client::from_env()?;\n"
    );
    let first = model.groups.iter().find_map(|group| {
        let operation = group
            .operations
            .iter()
            .find(|operation| operation.required.is_empty() && operation.body.is_none())?;
        Some((group, operation))
    });
    if let Some((group, operation)) = first {
        text.push_str(&format!(
            "let answer = client.{}().{}().send().await?;\n",
            group.accessor, operation.method
        ));
    }
    text.push_str("# Ok(())\n# }\n```\n\n");
    text.push_str(&format!(
        "`{}` holds the key, `{}` another base URL.\n\n",
        model.client.key_variable, model.client.base_variable
    ));
    text.push_str(
        "Files under `src/` are written anew whenever the client is generated; this file and \
                   `Cargo.toml` are yours.\n",
    );
    text
}
