//! `$id`, `$anchor`, `$dynamicAnchor`: the names that JSON Schema 2020-12 gives to places, as far
//! as they can be settled without evaluating anything.

use std::collections::BTreeMap;

use crate::pointer::Pointer;

/// The identifiers of one document.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// Absolute or as-written identifier → where the schema stands.
    ids: BTreeMap<String, String>,
    /// Where a schema with an identifier stands → that identifier, resolved.
    resources: BTreeMap<String, String>,
    anchors: BTreeMap<String, Vec<String>>,
    dynamic: BTreeMap<String, Vec<String>>,
    document: Option<String>,
}

impl Identifiers {
    pub(super) fn ids_are_empty(&self) -> bool {
        self.ids.is_empty() && self.document.is_none()
    }

    /// The document's own address, `$self` of OpenAPI 3.2.
    pub(super) fn document(&mut self, uri: &str) {
        self.document = Some(uri.to_owned());
    }

    pub(super) fn id(&mut self, at: String, uri: &str) {
        let base = self.base(&at).unwrap_or_default();
        let absolute = join(&base, uri.trim_end_matches('#'));
        self.ids
            .entry(absolute.clone())
            .or_insert_with(|| at.clone());
        self.resources.insert(at, absolute);
    }

    pub(super) fn anchor(&mut self, at: String, name: &str) {
        self.anchors.entry(name.to_owned()).or_default().push(at);
    }

    pub(super) fn dynamic_anchor(&mut self, at: String, name: &str) {
        self.dynamic.entry(name.to_owned()).or_default().push(at);
    }

    /// Where a reference leads that the object at `holder` makes. `None` when no identifier of
    /// this document has to do with it.
    pub(super) fn resolve(&self, holder: &str, reference: &str) -> Option<Pointer> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let resource = if uri.is_empty() {
            self.enclosing(holder).unwrap_or_default()
        } else {
            self.resource(holder, uri)?
        };
        if fragment.is_empty() {
            return Pointer::parse(&resource);
        }
        if fragment.starts_with('/') {
            let inner = Pointer::parse(&format!("#{fragment}"))?;
            return Pointer::parse(&format!("{resource}{inner}"));
        }
        let named = [&self.anchors, &self.dynamic];
        let places = named.iter().filter_map(|all| all.get(fragment)).flatten();
        nearest(places, &resource, holder)
    }

    /// Where a `$dynamicRef` or `$recursiveRef` leads if that is the same for every way by which
    /// the schema can be reached.
    pub(super) fn dynamic(&self, holder: &str, reference: &str) -> Option<Pointer> {
        if reference == "#" {
            let enclosing = self.enclosing(holder);
            return Pointer::parse(&enclosing.or_else(|| schema_root(holder))?);
        }
        let name = reference.strip_prefix('#')?;
        match self.dynamic.get(name).map(Vec::as_slice) {
            Some([only]) => Pointer::parse(only),
            // A subschema of the same schema is what an outermost one resolves to.
            Some(several) => {
                let root = schema_root(holder)?;
                nearest(several.iter(), &root, holder).filter(|at| at.as_str().starts_with(&root))
            }
            None => self.resolve(holder, reference),
        }
    }

    /// Where the schema with an identifier stands; the empty text for the document itself.
    fn resource(&self, holder: &str, uri: &str) -> Option<String> {
        let base = self.base(holder).unwrap_or_default();
        let absolute = join(&base, uri);
        if self.document.as_deref() == Some(absolute.as_str()) {
            return Some(String::new());
        }
        let found = self.ids.get(&absolute).or_else(|| self.ids.get(uri));
        found.cloned()
    }

    /// The nearest schema around a place that has an identifier.
    fn enclosing(&self, place: &str) -> Option<String> {
        ancestors(place)
            .find(|at| self.resources.contains_key(*at))
            .map(str::to_owned)
    }

    fn base(&self, place: &str) -> Option<String> {
        let around = ancestors(place).find_map(|at| self.resources.get(at));
        around.or(self.document.as_ref()).cloned()
    }
}

/// A pointer's text and those of all that holds it, the innermost first.
fn ancestors(place: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(place), |at| at.rfind('/').map(|cut| &at[..cut]))
}

/// The outermost schema around a place.
fn schema_root(place: &str) -> Option<String> {
    if let Some(rest) = place.strip_prefix("/components/schemas/") {
        let name = rest.split('/').next()?;
        return Some(format!("/components/schemas/{name}"));
    }
    let outermost = place.find("/schema/").map(|at| &place[..at + 7]);
    let itself = place.ends_with("/schema").then_some(place);
    outermost.or(itself).map(str::to_owned)
}

/// Of several places with one name, the one in the same resource, else the one that shares most of
/// its way with the reference.
fn nearest<'a>(
    places: impl Iterator<Item = &'a String>,
    resource: &str,
    holder: &str,
) -> Option<Pointer> {
    let shared = |place: &str| {
        let pairs = place.bytes().zip(holder.bytes());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let best = places.max_by_key(|place| (place.starts_with(resource), shared(place)));
    Pointer::parse(best?)
}

/// Resolves a reference against a base as RFC 3986 section 5 does, as far as identifiers of
/// schemas need: absolute, absolute path, relative path with `..`.
fn join(base: &str, reference: &str) -> String {
    if reference.contains("://") || reference.starts_with("urn:") || !base.contains("://") {
        return reference.to_owned();
    }
    let authority = base.find("://").map_or(0, |at| {
        let from = at + 3;
        base[from..].find('/').map_or(base.len(), |cut| from + cut)
    });
    if reference.starts_with('/') {
        return format!("{}{reference}", &base[..authority]);
    }
    let folder = base.rfind('/').filter(|cut| *cut >= authority);
    let mut path: Vec<&str> = folder.map_or(Vec::new(), |cut| {
        base[authority..cut].split('/').skip(1).collect()
    });
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    format!("{}/{}", &base[..authority], path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn joins_as_rfc_3986() {
        let base = "https://example.com/schemas/tree";
        assert_eq!(join(base, "node"), "https://example.com/schemas/node");
        assert_eq!(join(base, "../node"), "https://example.com/node");
        assert_eq!(join(base, "/node"), "https://example.com/node");
        assert_eq!(join(base, "urn:x"), "urn:x");
        assert_eq!(join("", "node"), "node");
        assert_eq!(
            join("https://example.com", "node"),
            "https://example.com/node"
        );
    }
}
