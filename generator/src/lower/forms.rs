//! The methods of an operation: one for each way of sending and receiving that differs.

use std::collections::HashSet;

use crate::api::{Answer, Api, BodyShape, Encoding, Op, OpId, ShapeId, Status, is_success};
use crate::config::{Config, StatusChoice};
use crate::name::media_words;

/// One method of an operation.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) op: OpId,
    /// Which of the bodies it sends.
    pub(super) body: Option<usize>,
    /// The word of the media type that it asks for, where that is not the plain one.
    pub(super) answer: Option<String>,
    /// The words of its media types, for its name.
    pub(super) suffix: Vec<String>,
    pub(super) success: Plan,
    pub(super) failure: Plan,
}

/// What answers come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Nothing is documented.
    Nothing,
    /// All are read alike.
    One(Read),
    /// Each by its status.
    ByStatus(Reads),
    /// Each by its status, as other operations under the tag of this position.
    OfTag(usize),
}

/// Answers by status.
pub(super) type Reads = Vec<(Status, Read)>;

/// How one answer is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Read {
    pub(super) encoding: Option<Encoding>,
    pub(super) shape: Option<ShapeId>,
    pub(super) media: Option<String>,
    /// The answer's position.
    pub(super) answer: usize,
}

impl Read {
    /// What comes of it.
    pub(super) fn gives(&self) -> Gives<'_> {
        let media = self.media.as_deref();
        (
            self.encoding,
            self.shape,
            media.filter(|_| self.shape.is_none()),
        )
    }
}

/// What comes of an answer: how it is written, its shape, and without one its media type.
pub(super) type Gives<'f> = (Option<Encoding>, Option<ShapeId>, Option<&'f str>);

/// The forms of every operation, in document order.
pub(super) fn forms(api: &Api, config: &Config) -> Vec<Form> {
    let ids = (0..u32::try_from(api.operations.len()).unwrap_or(u32::MAX)).map(|id| api.op_id(id));
    ids.zip(&api.operations)
        .flat_map(|(id, op)| of_operation(api, config, id, op))
        .collect()
}

fn of_operation(api: &Api, config: &Config, id: OpId, op: &Op) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut suffixes: HashSet<Vec<String>> = HashSet::new();
    let mut add = |body: Option<usize>, answer: Option<String>, suffix: Vec<String>| {
        if suffixes.insert(suffix.clone()) {
            let (success, failure) = plans(api, op, answer.as_deref());
            let success = plan(success, config.successes.by_status);
            let failure = plan(failure, config.errors.by_status);
            forms.push(Form {
                op: id,
                body,
                answer,
                suffix,
                success,
                failure,
            });
        }
    };
    let plain = (!op.bodies.is_empty()).then_some(0);
    add(plain, None, Vec::new());
    let answers = other_answers(op);
    for (index, body) in op.bodies.iter().enumerate().skip(1) {
        let word = word(&op.bodies, index, body);
        // What is sent as XML is asked for as XML.
        let answer = answers.iter().find(|answer| **answer == word).cloned();
        add(Some(index), answer, vec![word]);
    }
    for answer in answers {
        add(plain, Some(answer.clone()), vec![answer]);
    }
    forms
}

/// The word for one of several bodies: by how it is written, and where that is not enough, by its
/// media type.
fn word(bodies: &[BodyShape], index: usize, body: &BodyShape) -> String {
    let general = general(body.encoding);
    let is_alone = bodies
        .iter()
        .enumerate()
        .all(|(other, one)| other == index || one.encoding != body.encoding);
    match general {
        Some(word) if is_alone => word.to_owned(),
        _ => media_words(&body.media).snake(),
    }
}

fn general(encoding: Encoding) -> Option<&'static str> {
    match encoding {
        Encoding::Form => Some("form"),
        Encoding::Multipart => Some("multipart"),
        Encoding::JsonLines => Some("lines"),
        Encoding::Json | Encoding::Text | Encoding::Bytes | Encoding::Events => None,
    }
}

/// The words of the media types of success besides the plainest of each answer.
fn other_answers(op: &Op) -> Vec<String> {
    let mut words = Vec::new();
    for answer in op.answers.iter().filter(|answer| is_success(answer.status)) {
        for body in answer.bodies.iter().skip(1) {
            let word = media_words(&body.media).snake();
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}

/// How successes and failures are read, by status.
fn plans(api: &Api, op: &Op, asked: Option<&str>) -> (Reads, Reads) {
    let (mut success, mut failure) = (Vec::new(), Vec::new());
    for (index, answer) in op.answers.iter().enumerate() {
        let list = if counts_as_success(op, answer) {
            &mut success
        } else if is_failure(op, answer) {
            &mut failure
        } else {
            continue;
        };
        list.push((answer.status, read(api, answer, index, asked)));
    }
    if op.stream.as_ref().is_some_and(|stream| stream.only)
        && success.iter().all(|(_, read)| read.encoding.is_none())
    {
        success.clear();
    }
    (success, without_empty(failure))
}

/// Whether an answer is one of success; the default is, where no other is.
fn counts_as_success(op: &Op, answer: &Answer) -> bool {
    is_success(answer.status)
        || (answer.status == Status::Default
            && !op.answers.iter().any(|other| is_success(other.status)))
}

/// Whether an answer is one of failure, which a redirect without a body is not.
pub(super) fn is_failure(op: &Op, answer: &Answer) -> bool {
    match answer.status {
        _ if counts_as_success(op, answer) => false,
        Status::Code(100..=399) | Status::Range(1 | 3) => {
            let body = answer.bodies.first();
            body.is_some_and(|body| body.shape.is_some())
        }
        _ => true,
    }
}

/// Failures that say nothing of their body tell no more than their status does.
fn without_empty(failures: Reads) -> Reads {
    failures
        .into_iter()
        .filter(|(_, read)| read.encoding == Some(Encoding::Json))
        .collect()
}

fn plan(reads: Reads, by_status: StatusChoice) -> Plan {
    let Some((_, first)) = reads.first() else {
        return Plan::Nothing;
    };
    if by_status == StatusChoice::Always {
        return Plan::ByStatus(reads);
    }
    if reads.iter().all(|(_, read)| first.gives() == read.gives()) {
        return Plan::One(first.clone());
    }
    Plan::ByStatus(reads)
}

fn read(api: &Api, answer: &Answer, index: usize, asked: Option<&str>) -> Read {
    let chosen = asked.and_then(|word| {
        answer
            .bodies
            .iter()
            .find(|body| media_words(&body.media).snake() == word)
    });
    match chosen.or_else(|| answer.bodies.first()) {
        None => Read {
            encoding: None,
            shape: None,
            media: None,
            answer: index,
        },
        Some(body) => Read {
            encoding: Some(body.encoding),
            // One that may be null is another than one that may not.
            shape: body.shape.map(|shape| match api.shapes.peel(shape) {
                (at, false) => at,
                (_, true) => shape,
            }),
            media: Some(body.media.clone()),
            answer: index,
        },
    }
}
