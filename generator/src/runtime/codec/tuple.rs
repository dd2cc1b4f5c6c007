//! Arrays with a type for each place.

use super::fault::Miss;
use super::node::Node;
use super::slot::Slot;
use super::write::Writer;

macro_rules! tuples {
    ($($what:literal ($($type:ident $place:tt),+))*) => {$(
        impl<$($type: Slot),+> Slot for ($($type,)+) {
            #[inline]
            fn empty() -> Self {
                ($($type::empty(),)+)
            }

            #[inline]
            fn put(&mut self, node: Node<'_>) -> Result<(), Miss> {
                let mut items = node.items()?;
                $(match items.next() {
                    Some(item) => self.$place.put(item)?,
                    None if $type::nullable() => self.$place = $type::empty(),
                    None => return Err(node.unlike($what)),
                })+
                Ok(())
            }

            #[inline]
            fn write(&self, writer: &mut Writer<'_>) {
                let items: &[&dyn Slot] = &[$(&self.$place),+];
                writer.list(&|index| items.get(index).copied());
            }
        }
    )*};
}

tuples! {
    "an array of 1 item" (A 0)
    "an array of 2 items" (A 0, B 1)
    "an array of 3 items" (A 0, B 1, C 2)
    "an array of 4 items" (A 0, B 1, C 2, D 3)
    "an array of 5 items" (A 0, B 1, C 2, D 3, E 4)
    "an array of 6 items" (A 0, B 1, C 2, D 3, E 4, F 5)
    "an array of 7 items" (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    "an array of 8 items" (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}
