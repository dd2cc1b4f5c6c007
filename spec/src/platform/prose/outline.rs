//! Which part of a page documents which endpoint.

use super::section;
use super::statement::Statement;
use crate::page::{Block, BlockKind};
use crate::platform::facts::text;

/// The part of a page about one endpoint.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// Its method and URL.
    pub statement: Statement,
    /// The first block: the heading that names the operation, or the statement.
    pub start: usize,
    /// The block after the last.
    pub end: usize,
}

/// One region per endpoint, in the order of the page. A statement that only repeats the region's
/// own endpoint, in an example say, starts none.
pub(super) fn regions(blocks: &[Block], statements: Vec<Statement>) -> Vec<Region> {
    let mut distinct: Vec<Statement> = Vec::new();
    for statement in statements {
        let repeated = distinct.iter().any(|known| {
            known.endpoint.method == statement.endpoint.method
                && known.endpoint.path == statement.endpoint.path
        });
        if !repeated {
            distinct.push(statement);
        }
    }
    let owners: Vec<usize> = distinct
        .iter()
        .map(|one| owner(blocks, one.block))
        .collect();
    let mut starts: Vec<usize> = Vec::new();
    for (index, owner) in owners.iter().enumerate() {
        let shared = owners
            .iter()
            .enumerate()
            .any(|(other, start)| other != index && start == owner);
        let block = distinct[index].block;
        starts.push(if shared {
            own_start(blocks, block)
        } else {
            *owner
        });
    }
    lift(blocks, &distinct, &mut starts);
    let mut regions = Vec::new();
    for (index, statement) in distinct.into_iter().enumerate() {
        let start = starts[index];
        let next = starts
            .iter()
            .copied()
            .filter(|other| *other > start)
            .min()
            .unwrap_or(blocks.len());
        regions.push(Region {
            statement,
            start,
            end: next.min(end(blocks, start)),
        });
    }
    regions
}

fn level(block: &Block) -> Option<u8> {
    match &block.kind {
        BlockKind::Heading { level, .. } => Some(*level),
        _ => None,
    }
}

fn is_section(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Heading { text, .. } => section::classify(text::heading(text)).is_some(),
        _ => false,
    }
}

/// The heading that names the operation: the nearest above that is not "Endpoint" or the like.
fn owner(blocks: &[Block], at: usize) -> usize {
    let mut below = u8::MAX;
    for index in (0..=at).rev() {
        let Some(block) = blocks.get(index) else {
            continue;
        };
        let Some(level) = level(block) else {
            continue;
        };
        if level >= below {
            continue;
        }
        if !is_section(block) {
            return index;
        }
        below = level;
    }
    own_start(blocks, at)
}

/// Where a statement without a heading of its own starts: at the nearest heading, or itself.
fn own_start(blocks: &[Block], at: usize) -> usize {
    (0..=at)
        .rev()
        .take_while(|index| {
            *index == at
                || blocks
                    .get(index + 1)
                    .is_some_and(|next| level(next).is_none())
        })
        .find(|index| {
            blocks
                .get(*index)
                .is_some_and(|block| level(block).is_some())
        })
        .unwrap_or(at)
}

/// Moves a region whose heading is only the statement up to the heading above, when that one
/// holds no other endpoint: `## Create a thing` over `### POST /things`.
fn lift(blocks: &[Block], statements: &[Statement], starts: &mut [usize]) {
    for (start, statement) in starts.iter_mut().zip(statements) {
        if *start != statement.block {
            continue;
        }
        let Some(own) = blocks.get(*start).and_then(level) else {
            continue;
        };
        let parent = (0..*start).rev().find(|at| {
            blocks
                .get(*at)
                .and_then(level)
                .is_some_and(|level| level < own)
        });
        let Some(parent) = parent else {
            continue;
        };
        let section = parent..end(blocks, parent);
        let held = statements
            .iter()
            .filter(|one| section.contains(&one.block))
            .count();
        if held == 1 && blocks.get(parent).is_some_and(|block| !is_section(block)) {
            *start = parent;
        }
    }
}

/// Where the section of a heading ends. Headings of its own level go on with it when they are
/// sections of an endpoint: flat pages put "## Parameters" beside "## Create a thing".
fn end(blocks: &[Block], start: usize) -> usize {
    let Some(own) = blocks.get(start).and_then(level) else {
        return next_heading(blocks, start);
    };
    blocks
        .iter()
        .enumerate()
        .skip(start + 1)
        .find(|(_, block)| match level(block) {
            Some(level) => level < own || level == own && !is_section(block),
            None => false,
        })
        .map_or(blocks.len(), |(at, _)| at)
}

/// A statement under no heading at all goes on until a heading that is no section.
fn next_heading(blocks: &[Block], start: usize) -> usize {
    blocks
        .iter()
        .enumerate()
        .skip(start + 1)
        .find(|(_, block)| level(block).is_some() && !is_section(block))
        .map_or(blocks.len(), |(at, _)| at)
}
