// Only of a client that has pages.

use client::runtime::Paginated;

/// An answer in pages: the items have to be there to be taken out.
async fn page<O: Paginated>(request: Request<O>, case: &Case) -> Result<Value, String> {
    let answer = case.prepared(request).send().await;
    told::<O, _>(answer.map(|page| O::items(page).len()))
}
