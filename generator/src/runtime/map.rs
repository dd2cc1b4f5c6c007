//! Objects with free keys.

use std::ops::Index;

use indexmap::IndexMap;

use super::codec::{Miss, Node, Rest, Slot, Writer};

/// A map with strings as keys that keeps the order of insertion.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<T>(IndexMap<String, T>);

impl<T> Map<T> {
    /// An empty map.
    #[must_use]
    pub fn new() -> Map<T> {
        Map(IndexMap::new())
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.get(key)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.0.get_mut(key)
    }

    /// Whether the key is there.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Sets a key and gives back the value that it had. A key that is there keeps its place.
    pub fn insert(&mut self, key: impl Into<String>, value: T) -> Option<T> {
        self.0.insert(key.into(), value)
    }

    /// Takes a key out; the ones behind it move up.
    pub fn remove(&mut self, key: &str) -> Option<T> {
        self.0.shift_remove(key)
    }

    /// The keys and values in order of insertion.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys and values, the values to be changed.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut T)> {
        self.0.iter_mut().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys in order of insertion.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The values in order of insertion.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &T> {
        self.0.values()
    }
}

impl<T: Eq> Eq for Map<T> {}

impl<T> Default for Map<T> {
    fn default() -> Map<T> {
        Map::new()
    }
}

impl<T> Index<&str> for Map<T> {
    type Output = T;

    /// # Panics
    ///
    /// If the key is not there.
    fn index(&self, key: &str) -> &T {
        &self.0[key]
    }
}

impl<K: Into<String>, T> FromIterator<(K, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Map<T> {
        Map(entries
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect())
    }
}

impl<K: Into<String>, T, const N: usize> From<[(K, T); N]> for Map<T> {
    fn from(entries: [(K, T); N]) -> Map<T> {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, T> Extend<(K, T)> for Map<T> {
    fn extend<I: IntoIterator<Item = (K, T)>>(&mut self, entries: I) {
        self.0
            .extend(entries.into_iter().map(|(key, value)| (key.into(), value)));
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (String, T);
    type IntoIter = indexmap::map::IntoIter<String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'m, T> IntoIterator for &'m Map<T> {
    type Item = (&'m String, &'m T);
    type IntoIter = indexmap::map::Iter<'m, String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(feature = "serde")]
impl<T: Slot> serde::Serialize for Map<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::codec::serialize(self, serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, T: Slot> serde::Deserialize<'de> for Map<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::codec::deserialize(deserializer)
    }
}

impl<T: Slot> Rest for Map<T> {
    #[inline]
    fn add(&mut self, key: String, node: Node<'_>) -> Result<(), Miss> {
        let value = node.read()?;
        self.0.insert(key, value);
        Ok(())
    }

    #[inline]
    fn at(&self, index: usize) -> Option<(&str, &dyn Slot)> {
        self.0
            .get_index(index)
            .map(|(key, value)| (key.as_str(), value as &dyn Slot))
    }
}

impl<T: Slot> Slot for Map<T> {
    #[inline]
    fn empty() -> Map<T> {
        Map::new()
    }

    #[inline]
    fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
        self.0.clear();
        node.fields_rest(&[], &mut [], self)
    }

    #[inline]
    fn write(&self, writer: &mut Writer<'_>) {
        writer.map(self);
    }
}
