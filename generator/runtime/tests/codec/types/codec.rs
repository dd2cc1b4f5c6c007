//! The mechanical half.

use crate::runtime::codec::{
    Branch, Choice, Key, Kind, Miss, Names, Node, Slot, Writer, bridge, open_enums, shown,
};
use crate::types::shapes::{
    Call, Code, Content, Created, CreatedMeta, Deleted, DeletedMeta, Event, Guardrail, Item, Level,
    Message, Plain, ResetInterval, Size, Version,
};
use serde_json::Value;

pub(crate) static GUARDRAIL: &[Key] = &[
    Key::constant("object", "guardrail"),
    Key::required("id"),
    Key::optional_nullable("description"),
    Key::optional("limit_usd"),
    Key::nullable("parent"),
    Key::optional("reset_interval"),
    Key::optional("child"),
    Key::optional_nullable("extra"),
    Key::optional("range"),
    Key::optional("wei"),
    Key::optional("created").read_only(),
    Key::optional("secret").write_only(),
    Key::required("labels"),
    Key::required("kind"),
];

impl Slot for Guardrail {
    #[inline]
    fn empty() -> Self {
        Guardrail {
            id: Slot::empty(),
            description: None,
            limit_usd: None,
            parent: None,
            reset_interval: None,
            child: None,
            extra: None,
            range: None,
            wei: None,
            created: None,
            secret: None,
            labels: Slot::empty(),
            kind: Slot::empty(),
            rest: Slot::empty(),
        }
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields_rest(
            GUARDRAIL,
            &mut [
                &mut self.id,
                &mut self.description,
                &mut self.limit_usd,
                &mut self.parent,
                &mut self.reset_interval,
                &mut self.child,
                &mut self.extra,
                &mut self.range,
                &mut self.wei,
                &mut self.created,
                &mut self.secret,
                &mut self.labels,
                &mut self.kind,
            ],
            &mut self.rest,
        )
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields_rest(
            GUARDRAIL,
            &[
                &self.id,
                &self.description,
                &self.limit_usd,
                &self.parent,
                &self.reset_interval,
                &self.child,
                &self.extra,
                &self.range,
                &self.wei,
                &self.created,
                &self.secret,
                &self.labels,
                &self.kind,
            ],
            &self.rest,
        )
    }
}

impl Names for ResetInterval {
    const NAMES: &'static [&'static str] = &["daily", "weekly"];

    #[inline]
    fn pick(choice: Choice) -> Self {
        match choice {
            Choice::Known(0) => Self::Daily,
            Choice::Known(_) => Self::Weekly,
            Choice::Unknown(name) => Self::Unknown(name),
        }
    }
}

static LEVEL: &[&str] = &["low", "high"];

impl Slot for Level {
    #[inline]
    fn empty() -> Self {
        Self::Low
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        *self = match n.index_of(LEVEL)? {
            0 => Self::Low,
            _ => Self::High,
        };
        Ok(())
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.str(match self {
            Self::Low => "low",
            Self::High => "high",
        })
    }
}

impl Slot for Code {
    #[inline]
    fn empty() -> Self {
        Self::Unknown(0)
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        *self = match n.int()? {
            200 => Self::Ok,
            404 => Self::NotFound,
            other => Self::Unknown(other),
        };
        Ok(())
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.i64(match self {
            Self::Ok => 200,
            Self::NotFound => 404,
            Self::Unknown(other) => *other,
        })
    }
}

static VERSION: &[i64] = &[1, 2];

impl Slot for Version {
    #[inline]
    fn empty() -> Self {
        Self::One
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        *self = match n.index_of_int(VERSION)? {
            0 => Self::One,
            _ => Self::Two,
        };
        Ok(())
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.i64(match self {
            Self::One => 1,
            Self::Two => 2,
        })
    }
}

static SIZE: &[&str] = &["\"auto\"", "2", "false"];

impl Slot for Size {
    #[inline]
    fn empty() -> Self {
        Self::Unknown(Value::Null)
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        *self = match n.index_of_json(SIZE) {
            Some(0) => Self::Auto,
            Some(1) => Self::Two,
            Some(2) => Self::No,
            _ => Self::Unknown(n.json()),
        };
        Ok(())
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        match self {
            Self::Auto => w.json("\"auto\""),
            Self::Two => w.json("2"),
            Self::No => w.json("false"),
            Self::Unknown(other) => w.value(other),
        }
    }
}

impl Slot for Item {
    #[inline]
    fn empty() -> Self {
        Self::Unknown(Value::Null)
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        *self = match n.tag(&["type"], &["message", "call", "echo"]) {
            Some(0) => Self::Message(n.read()?),
            Some(1) => Self::Call(n.read()?),
            Some(2) => Self::Echo(n.read()?),
            _ => Self::Unknown(n.json()),
        };
        Ok(())
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        match self {
            Self::Message(v) => v.write(w),
            Self::Call(v) => v.write(w),
            Self::Echo(v) => w.tagged("type", "echo", v),
            Self::Unknown(v) => v.write(w),
        }
    }
}

static MESSAGE: &[Key] = &[Key::constant("type", "message"), Key::required("content")];

impl Slot for Message {
    #[inline]
    fn empty() -> Self {
        Message {
            content: Slot::empty(),
        }
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(MESSAGE, &mut [&mut self.content])
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(MESSAGE, &[&self.content])
    }
}

static CALL: &[Key] = &[
    Key::constant("type", "call"),
    Key::required("name"),
    Key::required("arguments"),
];

impl Slot for Call {
    #[inline]
    fn empty() -> Self {
        Call {
            name: Slot::empty(),
            arguments: Slot::empty(),
        }
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(CALL, &mut [&mut self.name, &mut self.arguments])
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(CALL, &[&self.name, &self.arguments])
    }
}

static PLAIN: &[Key] = &[Key::required("text")];

impl Slot for Plain {
    #[inline]
    fn empty() -> Self {
        Plain {
            text: Slot::empty(),
        }
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(PLAIN, &mut [&mut self.text])
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(PLAIN, &[&self.text])
    }
}

impl Slot for Event {
    #[inline]
    fn empty() -> Self {
        Self::Unknown(Value::Null)
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        *self = match n.tag(&["meta", "type"], &["created", "deleted"]) {
            Some(0) => Self::Created(n.read()?),
            Some(1) => Self::Deleted(n.read()?),
            _ => Self::Unknown(n.json()),
        };
        Ok(())
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        match self {
            Self::Created(v) => v.write(w),
            Self::Deleted(v) => v.write(w),
            Self::Unknown(v) => v.write(w),
        }
    }
}

static CREATED: &[Key] = &[Key::required("meta"), Key::required("name")];

impl Slot for Created {
    #[inline]
    fn empty() -> Self {
        Created {
            meta: Slot::empty(),
            name: Slot::empty(),
        }
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(CREATED, &mut [&mut self.meta, &mut self.name])
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(CREATED, &[&self.meta, &self.name])
    }
}

static CREATED_META: &[Key] = &[Key::constant("type", "created"), Key::required("at")];

impl Slot for CreatedMeta {
    #[inline]
    fn empty() -> Self {
        CreatedMeta { at: Slot::empty() }
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(CREATED_META, &mut [&mut self.at])
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(CREATED_META, &[&self.at])
    }
}

static DELETED: &[Key] = &[Key::required("meta")];

impl Slot for Deleted {
    #[inline]
    fn empty() -> Self {
        Deleted {
            meta: Slot::empty(),
        }
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(DELETED, &mut [&mut self.meta])
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(DELETED, &[&self.meta])
    }
}

static DELETED_META: &[Key] = &[Key::constant("type", "deleted"), Key::optional("by")];

impl Slot for DeletedMeta {
    #[inline]
    fn empty() -> Self {
        DeletedMeta { by: None }
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        n.fields(DELETED_META, &mut [&mut self.by])
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        w.fields(DELETED_META, &[&self.by])
    }
}

static CONTENT: &[Branch] = &[
    Branch::kind(Kind::STRING),
    Branch::kind(Kind::INTEGER),
    Branch::kind(Kind::NUMBER),
    Branch::object(PLAIN),
    Branch::object(CREATED),
    Branch::list(&Branch::object(PLAIN)),
    Branch::list(&Branch::kind(Kind::STRING)),
];

impl Slot for Content {
    #[inline]
    fn empty() -> Self {
        Self::Unknown(Value::Null)
    }

    #[inline]
    fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
        for branch in n.rank(CONTENT) {
            let read = match branch {
                0 => n.attempt(Self::Text),
                1 => n.attempt(Self::Count),
                2 => n.attempt(Self::Share),
                3 => n.attempt(Self::Plain),
                4 => n.attempt(Self::Created),
                5 => n.attempt(Self::Parts),
                _ => n.attempt(Self::Lines),
            };
            if let Some(value) = read {
                *self = value;
                return Ok(());
            }
        }
        *self = Self::Unknown(n.json());
        Ok(())
    }

    #[inline]
    fn write(&self, w: &mut Writer<'_>) {
        match self {
            Self::Text(v) => v.write(w),
            Self::Count(v) => v.write(w),
            Self::Share(v) => v.write(w),
            Self::Plain(v) => v.write(w),
            Self::Created(v) => v.write(w),
            Self::Parts(v) => v.write(w),
            Self::Lines(v) => v.write(w),
            Self::Unknown(v) => v.write(w),
        }
    }
}

open_enums!(ResetInterval);
shown!(
    Guardrail,
    Message,
    Call,
    Plain,
    Created,
    CreatedMeta,
    Deleted,
    DeletedMeta
);
bridge!(
    Guardrail,
    ResetInterval,
    Level,
    Code,
    Version,
    Size,
    Item,
    Message,
    Call,
    Plain,
    Event,
    Created,
    CreatedMeta,
    Deleted,
    DeletedMeta,
    Content
);
