//! Whether something would be written as a value that is there already.

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer,
};
use serde_json::{Map, Value, map};
use std::fmt;
use thiserror::Error as Failure;

/// Whether writing `read` surely gives this value. Nothing is written for it;
/// a form that no entry has is doubted.
pub(super) fn is_written_as<T: Serialize>(read: &T, value: &Value) -> bool {
    read.serialize(Beside::Value(value)).is_ok()
}

/// It is written differently, or that is not known.
#[derive(Debug, Failure)]
#[error("it is written differently")]
struct Doubt;

impl Error for Doubt {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// What should be written next.
#[derive(Clone, Copy)]
enum Beside<'a> {
    Value(&'a Value),
    Name(&'a str),
}

fn sure(same: bool) -> Result<(), Doubt> {
    same.then_some(()).ok_or(Doubt)
}

impl<'a> Beside<'a> {
    const fn value(self) -> Result<&'a Value, Doubt> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Name(_) => Err(Doubt),
        }
    }

    fn members(self) -> Result<&'a Map<String, Value>, Doubt> {
        self.value()?.as_object().ok_or(Doubt)
    }

    fn signed(self, number: i64) -> Result<(), Doubt> {
        sure(self.value()?.as_i64() == Some(number))
    }

    fn unsigned(self, number: u64) -> Result<(), Doubt> {
        sure(self.value()?.as_u64() == Some(number))
    }
}

/// Forms that no entry has.
macro_rules! doubted {
    ($($name:ident($($kind:ty),*) -> $ok:ty;)+) => {
        $(fn $name(self, $(_: $kind),*) -> Result<$ok, Doubt> {
            Err(Doubt)
        })+
    };
}

impl<'a> Serializer for Beside<'a> {
    type Ok = ();
    type Error = Doubt;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Impossible<(), Doubt>;
    type SerializeTupleStruct = Impossible<(), Doubt>;
    type SerializeTupleVariant = Impossible<(), Doubt>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Impossible<(), Doubt>;

    fn serialize_str(self, text: &str) -> Result<(), Doubt> {
        match self {
            Self::Value(value) => sure(value.as_str() == Some(text)),
            Self::Name(name) => sure(name == text),
        }
    }

    fn serialize_bool(self, flag: bool) -> Result<(), Doubt> {
        sure(self.value()?.as_bool() == Some(flag))
    }

    fn serialize_i8(self, number: i8) -> Result<(), Doubt> {
        self.signed(number.into())
    }

    fn serialize_i16(self, number: i16) -> Result<(), Doubt> {
        self.signed(number.into())
    }

    fn serialize_i32(self, number: i32) -> Result<(), Doubt> {
        self.signed(number.into())
    }

    fn serialize_i64(self, number: i64) -> Result<(), Doubt> {
        self.signed(number)
    }

    fn serialize_u8(self, number: u8) -> Result<(), Doubt> {
        self.unsigned(number.into())
    }

    fn serialize_u16(self, number: u16) -> Result<(), Doubt> {
        self.unsigned(number.into())
    }

    fn serialize_u32(self, number: u32) -> Result<(), Doubt> {
        self.unsigned(number.into())
    }

    fn serialize_u64(self, number: u64) -> Result<(), Doubt> {
        self.unsigned(number)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, inner: &T) -> Result<(), Doubt> {
        inner.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Doubt> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        inner: &T,
    ) -> Result<(), Doubt> {
        inner.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Doubt> {
        Err(Doubt)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a>, Doubt> {
        let items = self.value()?.as_array().ok_or(Doubt)?;
        Ok(Items(items.iter()))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, Doubt> {
        let members = self.members()?.iter();
        Ok(Members {
            members,
            member: None,
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'a>, Doubt> {
        let members = self.members()?;
        Ok(Fields { members, found: 0 })
    }

    doubted! {
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize)
            -> Self::SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize)
            -> Self::SerializeStructVariant;
    }
}

/// A list, item by item.
struct Items<'a>(std::slice::Iter<'a, Value>);

impl SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = Doubt;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Doubt> {
        item.serialize(Beside::Value(self.0.next().ok_or(Doubt)?))
    }

    fn end(mut self) -> Result<(), Doubt> {
        sure(self.0.next().is_none())
    }
}

/// An object whose members come in the same order.
struct Members<'a> {
    members: map::Iter<'a>,
    /// The one whose name was written.
    member: Option<&'a Value>,
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Doubt;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Doubt> {
        let (name, member) = self.members.next().ok_or(Doubt)?;
        self.member = Some(member);
        key.serialize(Beside::Name(name))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, inner: &T) -> Result<(), Doubt> {
        inner.serialize(Beside::Value(self.member.take().ok_or(Doubt)?))
    }

    fn end(mut self) -> Result<(), Doubt> {
        sure(self.members.next().is_none())
    }
}

/// An object by its names.
struct Fields<'a> {
    members: &'a Map<String, Value>,
    found: usize,
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Doubt;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        inner: &T,
    ) -> Result<(), Doubt> {
        self.found += 1;
        inner.serialize(Beside::Value(self.members.get(name).ok_or(Doubt)?))
    }

    fn end(self) -> Result<(), Doubt> {
        sure(self.found == self.members.len())
    }
}

#[cfg(test)]
mod tests {
    use super::is_written_as;
    use crate::ledger::body::{Approval, Request, Rotation};
    use crate::ledger::canonical::tests::any_value;
    use proptest::prelude::*;
    use serde::{Serialize, de::DeserializeOwned};
    use serde_json::{Value, json};

    /// The look is sure exactly where writing and comparing is.
    fn agrees<T: DeserializeOwned + Serialize>(value: &Value) -> Option<bool> {
        let read: T = serde_json::from_value(value.clone()).ok()?;
        let written = serde_json::to_value(&read).ok()?;
        assert_eq!(is_written_as(&read, value), written == *value, "{value}");
        Some(written == *value)
    }

    fn approval() -> Value {
        json!({
            "expires": "2026-11-21T20:00:00Z",
            "subject": "a".repeat(64),
            "what": {"items": [{"n": 1, "of": ["x", true, -5]}], "to": "prod"},
        })
    }

    #[test]
    fn what_an_entry_says_is_the_same_only_member_for_member() {
        assert_eq!(agrees::<Approval>(&approval()), Some(true));
        let mut with = approval();
        with["comment"] = json!("fine");
        assert_eq!(agrees::<Approval>(&with), Some(true));
        let null = json!(null);
        let mut absent = approval();
        absent["comment"] = null;
        assert_eq!(agrees::<Approval>(&absent), Some(false));
        let listed = json!([null, "2026-11-21T20:00:00Z", "a".repeat(64), {}]);
        assert_eq!(agrees::<Approval>(&listed), Some(false));
    }

    #[test]
    fn a_list_in_the_place_of_an_item_is_not_the_same() {
        let request = |item: Value| {
            json!({
                "direction": "promote", "expires": "2026-11-21T20:00:00Z",
                "id": "6f1c2b3a-0000-4000-8000-000000000001", "to": "prod", "items": [item],
            })
        };
        let item = json!({
            "service": "pay", "version": "1.0.0", "commit": "b".repeat(40), "repository": "r",
        });
        assert_eq!(agrees::<Request>(&request(item)), Some(true));
        let listed = json!([
            "pay",
            "1.0.0",
            "b".repeat(40),
            "r",
            null,
            null,
            null,
            null,
            null
        ]);
        assert_eq!(agrees::<Request>(&request(listed)), Some(false));
        assert_eq!(agrees::<Rotation>(&json!({})), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn two_values_are_written_alike_where_they_are_equal(
            one in any_value(),
            other in any_value(),
        ) {
            prop_assert!(is_written_as(&one, &one));
            prop_assert_eq!(is_written_as(&one, &other), one == other);
        }
    }
}
