//! Lines, indentation and what is broken where: rustfmt's default style for the constructs that are
//! emitted.
//!
//! Tokens through syn and prettyplease took 2.2 s for the structs and setters of a document of
//! GitHub's size, three quarters of it in parsing; text takes a twentieth of that. So what there are
//! thousands of is laid out here, and what there is one of goes through `print`.

use super::code::{Code, Piece, code, is_invisible};
use super::layout::{Group, Kind, Layout};

/// The widest line.
const MAX_WIDTH: usize = 100;

fn flat_sum(layouts: &[Layout]) -> Option<usize> {
    layouts.iter().map(Layout::flat).sum()
}

/// Text in the making, line by line.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    out: String,
    indent: usize,
}

impl Lines {
    pub(crate) fn into_text(self) -> String {
        self.out
    }

    pub(crate) fn indent(&self) -> usize {
        self.indent * 4
    }

    fn pad(&mut self) {
        const SPACES: &str = "                                ";
        let width = self.indent() % (SPACES.len() + 1);
        self.out.push_str(SPACES.get(..width).unwrap_or_default());
    }

    pub(crate) fn line(&mut self, piece: impl Piece) {
        self.pad();
        piece.put(&mut self.out);
        self.out.push('\n');
    }

    pub(crate) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A comment. Line breaks and what nobody sees are left out of `text`: nothing ends the line.
    pub(crate) fn comment(&mut self, mark: &'static str, text: &str) {
        self.pad();
        self.out.push_str(mark);
        if !text.is_empty() {
            self.out.push(' ');
            if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
                self.out.push_str(text);
            } else {
                let is_seen = |c: &char| !c.is_control() && !is_invisible(*c);
                self.out.extend(text.chars().filter(is_seen));
            }
        }
        self.out.push('\n');
    }

    /// `open {` … `}`, indented.
    pub(crate) fn block(&mut self, open: impl Piece, body: impl FnOnce(&mut Self)) {
        self.pad();
        open.put(&mut self.out);
        self.out.push_str(" {\n");
        self.indent += 1;
        body(self);
        self.indent -= 1;
        self.line("}");
    }

    pub(crate) fn open(&mut self, open: impl Piece) {
        self.pad();
        open.put(&mut self.out);
        self.out.push_str(" {\n");
        self.indent += 1;
    }

    pub(crate) fn close(&mut self, close: &'static str) {
        self.indent -= 1;
        self.line(close);
    }

    /// `name: Type,`, with a long type on a line of its own.
    pub(crate) fn declaration(&mut self, name: impl Piece, ty: &Code) {
        let name = code!(name, ":");
        if self.indent() + name.width() + ty.width() + 2 <= MAX_WIDTH {
            self.line(code!(name, " ", ty, ","));
        } else {
            self.line(name);
            self.indent += 1;
            self.line(code!(ty, ","));
            self.indent -= 1;
        }
    }

    /// A function: `head` is `pub fn name`, `result` what stands after the arrow.
    pub(crate) fn function(
        &mut self,
        head: &Code,
        arguments: &[Code],
        result: Option<&Code>,
        body: impl FnOnce(&mut Self),
    ) {
        let result_width = result.map_or(0, |result| result.width() + 4);
        let inner: usize = arguments.iter().map(|argument| argument.width() + 2).sum();
        let width = self.indent() + head.width() + inner.saturating_sub(2) + 2 + result_width + 2;
        self.pad();
        head.put(&mut self.out);
        if width <= MAX_WIDTH {
            self.out.push('(');
            Code::join(arguments, ", ").put(&mut self.out);
        } else {
            self.out.push_str("(\n");
            self.indent += 1;
            for argument in arguments {
                self.line(code!(argument, ","));
            }
            self.indent -= 1;
            self.pad();
        }
        self.out.push(')');
        if let Some(result) = result {
            self.out.push_str(" -> ");
            result.put(&mut self.out);
        }
        self.out.push_str(" {\n");
        self.indent += 1;
        body(self);
        self.indent -= 1;
        self.line("}");
    }

    /// An expression between what stands before it on its line and what stands after it.
    pub(crate) fn expression(&mut self, before: impl Piece, layout: &Layout, after: &'static str) {
        let before = code!(before);
        let column = self.indent() + before.width();
        let flat = layout.flat().map(|width| width + after.len());
        let fits = flat.is_some_and(|width| column + width <= MAX_WIDTH);
        let below = self.indent() + 4;
        let head = match layout {
            Layout::Chain(head, _) => head.flat(),
            _ => None,
        };
        let is_better_below = flat.is_some_and(|width| below + width <= MAX_WIDTH)
            || head.is_some_and(|head| column + head > MAX_WIDTH && below + head <= MAX_WIDTH);
        self.pad();
        let assigned = before.as_str().strip_suffix("= ");
        if let Some(assigned) = assigned.filter(|_| !fits && is_better_below) {
            self.out.push_str(assigned);
            self.out.push_str("=\n");
            self.indent += 1;
            self.pad();
            self.layout(layout, below, after.len());
            self.indent -= 1;
        } else {
            before.put(&mut self.out);
            self.layout(layout, column, after.len());
        }
        self.out.push_str(after);
        self.out.push('\n');
    }

    /// A match arm, whose expression goes into a block if it does not fit.
    pub(crate) fn arm(&mut self, pattern: Code, layout: impl Into<Layout>) {
        let layout = layout.into();
        let open = code!(pattern, " => ");
        let fits = |width: usize| self.indent() + open.width() + width < MAX_WIDTH;
        if layout.flat().is_some_and(fits) || matches!(layout, Layout::Group(_)) {
            self.expression(open, &layout, ",");
        } else {
            self.block(code!(pattern, " =>"), |lines| {
                lines.expression("", &layout, "")
            });
        }
    }

    fn layout(&mut self, layout: &Layout, column: usize, after: usize) {
        if layout
            .flat()
            .is_some_and(|width| column + width + after <= MAX_WIDTH)
        {
            layout.write_flat(&mut self.out);
            return;
        }
        match layout {
            Layout::Line(code) => code.put(&mut self.out),
            Layout::Group(group) => self.group(group),
            Layout::Chain(head, calls) => self.chain(head, calls, column, after),
        }
    }

    fn chain(&mut self, head: &Layout, calls: &[Layout], column: usize, after: usize) {
        let head_width = head.flat().filter(|width| column + width <= MAX_WIDTH);
        let Some(head_width) = head_width else {
            // Behind brackets over several lines the calls stand below the closing one.
            self.layout(head, column, 0);
            return self.calls(calls, after);
        };
        head.write_flat(&mut self.out);
        if let [others @ .., only @ Layout::Group(call)] = calls
            && let Some(others_width) = flat_sum(others)
            && self.shares_line(only)
            && (others.is_empty() || only.flat().is_none())
            && column + head_width + others_width + call.open.width() < MAX_WIDTH
        {
            for other in others {
                other.write_flat(&mut self.out);
            }
            return self.group(call);
        }
        self.indent += 1;
        self.calls(calls, after);
        self.indent -= 1;
    }

    /// Whether a call is broken in its brackets rather than put on a line of its own: when it takes
    /// several lines there as well.
    fn shares_line(&self, call: &Layout) -> bool {
        call.flat()
            .is_none_or(|width| self.indent() + 4 + width >= MAX_WIDTH)
    }

    fn calls(&mut self, calls: &[Layout], after: usize) {
        for call in calls {
            self.out.push('\n');
            self.pad();
            self.layout(call, self.indent(), after);
        }
    }

    fn group(&mut self, group: &Group) {
        group.open.put(&mut self.out);
        if group.kind != Kind::Struct {
            match group.items.as_slice() {
                [Layout::Group(only)] => {
                    self.group(only);
                    return self.out.push_str(group.kind.close());
                }
                [Layout::Chain(head, calls)] if group.kind == Kind::Call => {
                    let column = self.indent() + group.open.width();
                    if let ([call @ Layout::Group(only)], Some(width)) =
                        (calls.as_slice(), head.flat())
                        && self.shares_line(call)
                        && column + width + only.open.width() < MAX_WIDTH
                    {
                        head.write_flat(&mut self.out);
                        self.group(only);
                        return self.out.push_str(group.kind.close());
                    }
                }
                _ => {}
            }
        }
        self.indent += 1;
        if group.is_packed() {
            self.pack(&group.items);
        } else {
            for item in &group.items {
                self.out.push('\n');
                self.pad();
                self.layout(item, self.indent(), 1);
                self.out.push(',');
            }
            self.out.push('\n');
        }
        self.indent -= 1;
        self.pad();
        self.out.push_str(group.kind.close());
    }

    /// As many items a line as fit. Unless all are on one line rustfmt leaves a column free.
    fn pack(&mut self, items: &[Layout]) {
        let widths = items
            .iter()
            .map(|item| item.flat().unwrap_or(MAX_WIDTH) + 2);
        let is_one_line = self.indent() + widths.sum::<usize>() <= MAX_WIDTH + 1;
        let limit = if is_one_line {
            MAX_WIDTH
        } else {
            MAX_WIDTH - 1
        };
        let mut column = MAX_WIDTH;
        for item in items {
            let width = item.flat().unwrap_or(MAX_WIDTH) + 1;
            if column + 1 + width > limit {
                self.out.push('\n');
                self.pad();
                column = self.indent() + width;
            } else {
                self.out.push(' ');
                column += 1 + width;
            }
            item.write_flat(&mut self.out);
            self.out.push(',');
        }
        self.out.push('\n');
    }

    /// A macro over names, in braces, which rustfmt leaves as they are.
    pub(crate) fn names(&mut self, open: Code, names: &[Code]) {
        self.pad();
        code!(open, " {").put(&mut self.out);
        self.indent += 1;
        self.pack(&names.iter().cloned().map(Layout::Line).collect::<Vec<_>>());
        self.indent -= 1;
        self.line("}");
    }

    /// `use path::{A, B};`, or with one name `use path::A;`.
    pub(crate) fn import(&mut self, head: &Code, path: &Code, names: &[Code]) {
        if let [name] = names {
            self.line(code!(head, "use ", path, "::", name, ";"));
            return;
        }
        let flat = Code::join(names, ", ");
        let line = code!(head, "use ", path, "::{", flat, "};");
        if self.indent() + line.width() <= MAX_WIDTH - 2 {
            self.line(line);
            return;
        }
        self.pad();
        code!(head, "use ", path, "::{").put(&mut self.out);
        self.indent += 1;
        self.pack(&names.iter().cloned().map(Layout::Line).collect::<Vec<_>>());
        self.indent -= 1;
        self.line("};");
    }
}
