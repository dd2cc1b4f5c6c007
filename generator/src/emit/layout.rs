//! Expressions that may take several lines, and how wide they are on one.

use super::code::{Code, code};

/// An expression that may take several lines.
#[derive(Clone, Debug)]
pub(crate) enum Layout {
    /// Never broken.
    Line(Code),
    /// Items in brackets, on one line or each on its own.
    Group(Group),
    /// `head.call().call()`, on one line or each call on its own.
    Chain(Box<Layout>, Vec<Layout>),
}

/// Items in brackets.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(super) kind: Kind,
    pub(super) open: Code,
    pub(super) items: Vec<Layout>,
}

/// What brackets stand for; rustfmt has a limit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Call,
    Array,
    Struct,
}

impl Kind {
    fn limit(self) -> usize {
        match self {
            Kind::Call | Kind::Array => 60,
            Kind::Struct => 18,
        }
    }

    pub(super) fn close(self) -> &'static str {
        match self {
            Kind::Call => ")",
            Kind::Array => "]",
            Kind::Struct => "}",
        }
    }

    fn pad(self) -> &'static str {
        if self == Kind::Struct { " " } else { "" }
    }
}

impl From<Code> for Layout {
    fn from(code: Code) -> Self {
        Layout::Line(code)
    }
}

impl Layout {
    /// `open` ends with `(`.
    pub(crate) fn call(open: Code, items: Vec<Layout>) -> Layout {
        Layout::Group(Group {
            kind: Kind::Call,
            open,
            items,
        })
    }

    /// `open` ends with `[`.
    pub(crate) fn array(open: Code, items: Vec<Layout>) -> Layout {
        Layout::Group(Group {
            kind: Kind::Array,
            open,
            items,
        })
    }

    /// `open` ends with `{`.
    pub(crate) fn structure(open: Code, items: Vec<Layout>) -> Layout {
        Layout::Group(Group {
            kind: Kind::Struct,
            open,
            items,
        })
    }

    /// A head and what is called on it, each with its dot.
    pub(crate) fn chain(head: impl Into<Layout>, calls: Vec<Layout>) -> Layout {
        let head = head.into();
        if calls.is_empty() {
            head
        } else {
            Layout::Chain(Box::new(head), calls)
        }
    }

    /// The same behind something else.
    pub(crate) fn prefixed(self, prefix: &'static str) -> Layout {
        match self {
            Layout::Line(code) => Layout::Line(code!(prefix, code)),
            Layout::Group(group) => Layout::Group(Group {
                open: code!(prefix, group.open),
                ..group
            }),
            Layout::Chain(head, calls) => Layout::Chain(Box::new(head.prefixed(prefix)), calls),
        }
    }

    /// The width on one line; `None` if it may not stand on one.
    pub(super) fn flat(&self) -> Option<usize> {
        match self {
            Layout::Line(code) => Some(code.width()),
            Layout::Group(group) => {
                let inner = group.inner()?;
                (inner <= group.kind.limit() || group.overflows())
                    .then(|| group.open.width() + inner + 1 + 2 * group.kind.pad().len())
            }
            Layout::Chain(head, calls) => {
                let mut width = head.flat()?;
                for call in calls {
                    width += call.flat()?;
                }
                (calls.len() < 2 || width <= 60).then_some(width)
            }
        }
    }

    pub(super) fn write_flat(&self, out: &mut String) {
        match self {
            Layout::Line(code) => out.push_str(code.as_str()),
            Layout::Group(group) => {
                out.push_str(group.open.as_str());
                out.push_str(if group.items.is_empty() {
                    ""
                } else {
                    group.kind.pad()
                });
                for (index, item) in group.items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    item.write_flat(out);
                }
                out.push_str(if group.items.is_empty() {
                    ""
                } else {
                    group.kind.pad()
                });
                out.push_str(group.kind.close());
            }
            Layout::Chain(head, calls) => {
                head.write_flat(out);
                for call in calls {
                    call.write_flat(out);
                }
            }
        }
    }
}

impl Group {
    fn inner(&self) -> Option<usize> {
        let mut width = 0;
        for (index, item) in self.items.iter().enumerate() {
            width += item.flat()? + if index > 0 { 2 } else { 0 };
        }
        Some(width)
    }

    /// Whether the only item is such that it shares the lines of the brackets.
    fn overflows(&self) -> bool {
        self.kind == Kind::Call
            && match self.items.as_slice() {
                [Layout::Group(only)] => only.kind == Kind::Array,
                [_] => true,
                _ => false,
            }
    }

    /// rustfmt packs short items of an array as it does words.
    pub(super) fn is_packed(&self) -> bool {
        self.kind == Kind::Array
            && self
                .items
                .iter()
                .all(|item| matches!(item, Layout::Line(code) if code.width() <= 10))
    }
}
