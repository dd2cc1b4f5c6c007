//! The words that describe a shape by its place: whose part it is, and which.

use std::collections::{HashMap, HashSet};

use super::words::Words;
use crate::api::{
    Api, Home, Kind, Object, Op, OpId, OpRole, Role, ShapeId, Status, Union, is_payload, word,
};

/// How far up a label goes; beyond that only the last steps count.
const MAX_STEPS: usize = 24;

/// How many words of a summary make a name; longer ones are sentences.
const MAX_SAID: usize = 6;

/// Verbs that operations start with.
const VERBS: &[&str] = &[
    "get", "list", "create", "update", "delete", "patch", "put", "post", "retrieve", "fetch",
    "find", "search", "add", "read", "show", "query", "set", "upsert", "replace", "modify", "edit",
    "remove",
];

/// Labels of all shapes of an API, made as they are asked for.
pub(crate) struct Labels<'a> {
    api: &'a Api,
    operations: &'a [Words],
    known: HashMap<ShapeId, Words>,
    branches: HashMap<ShapeId, Branches<'a>>,
}

/// What the branches of a union have together.
struct Branches<'a> {
    /// Those that are objects.
    objects: HashSet<ShapeId>,
    /// How many of them have a property.
    having: HashMap<&'a str, usize>,
}

impl<'a> Branches<'a> {
    fn of(union: &Union, api: &'a Api) -> Self {
        let mut branches = Self {
            objects: HashSet::new(),
            having: HashMap::new(),
        };
        for branch in &union.branches {
            let Kind::Object(object) = api.shapes.kind(branch.shape) else {
                continue;
            };
            if branches.objects.insert(branch.shape) {
                for name in object.properties.keys() {
                    *branches.having.entry(name).or_default() += 1;
                }
            }
        }
        branches
    }
}

impl<'a> Labels<'a> {
    /// `operations` are the words of each operation's id.
    pub(crate) fn new(api: &'a Api, operations: &'a [Words]) -> Self {
        Self {
            api,
            operations,
            known: HashMap::new(),
            branches: HashMap::new(),
        }
    }

    /// The label of a shape.
    pub(crate) fn of(&mut self, id: ShapeId) -> Words {
        self.label(id, 0)
    }

    fn label(&mut self, id: ShapeId, steps: usize) -> Words {
        let id = self.standing(id);
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let words = self.fresh(id, steps);
        self.known.insert(id, words.clone());
        words
    }

    /// The shape that stands for another of its likes.
    fn standing(&self, id: ShapeId) -> ShapeId {
        match self.api.shapes.get(id).kind {
            Kind::Same(target) if self.api.unified.contains_key(&target) => target,
            _ => id,
        }
    }

    fn fresh(&mut self, id: ShapeId, steps: usize) -> Words {
        let shape = self.api.shapes.get(id);
        match &shape.home {
            Home::Component(name) => Words::of(name),
            Home::Hook(name) => Words::of(name).plus("payload"),
            Home::Operation(op, role) => self.in_operation(*op, role),
            Home::Inside(_, role) if steps >= MAX_STEPS => role_words(role),
            Home::Inside(parent, role) => {
                if let Some(noun) = self.noun(id) {
                    return noun;
                }
                let (parent, role) = (*parent, role.clone());
                self.inside(id, parent, &role, steps)
            }
        }
    }

    fn inside(&mut self, id: ShapeId, parent: ShapeId, role: &Role, steps: usize) -> Words {
        let above = self.label(parent, steps + 1);
        match role {
            Role::Field(name) => above.and(&Words::of(name)),
            Role::Item => {
                let one = above.singular();
                // A component of its own is one thing, and its items are others.
                if one == above {
                    above.plus("item")
                } else {
                    one
                }
            }
            Role::Place(index) => above.plus(ORDINALS.get(*index).copied().unwrap_or("further")),
            Role::Value => {
                let one = above.singular();
                if one == above {
                    above.plus("value")
                } else {
                    one
                }
            }
            Role::Branch(name) => self.branch(id, parent, &above, name.as_deref()),
        }
    }

    /// A branch of a union, by what tells it apart.
    fn branch(&mut self, id: ShapeId, parent: ShapeId, above: &Words, name: Option<&str>) -> Words {
        let shapes = &self.api.shapes;
        let shape = shapes.get(id);
        if let Some(name) = name {
            return above.and(&Words::of(name));
        }
        if let Some(title) = &shape.notes.title {
            let title = Words::of(title);
            if (1..=4).contains(&title.list().len()) {
                return if above.starts(&title) {
                    title
                } else {
                    above.and(&title)
                };
            }
        }
        match &shape.kind {
            Kind::Object(object) => {
                let constant = object
                    .properties
                    .values()
                    .find_map(|prop| prop.constant.as_ref()?.as_str());
                if let Some(constant) = constant {
                    return above.and(&Words::of(constant));
                }
                match self.own_property(id, parent) {
                    Some(property) => above.and(&Words::of(&property)),
                    None => match demanded(object) {
                        demands if demands.is_empty() => above.plus("object"),
                        demands => above.and(&demands),
                    },
                }
            }
            // Its items are named by it.
            Kind::List(_) | Kind::Map(_) => above.clone(),
            Kind::Enum(_) => above.plus("kind"),
            _ => above.plus("choice"),
        }
    }

    /// The first property that no other branch of the union has; a demanded one first.
    fn own_property(&mut self, id: ShapeId, parent: ShapeId) -> Option<String> {
        let api = self.api;
        let shapes = &api.shapes;
        let (Kind::Object(object), Kind::Union(union)) =
            (&shapes.get(id).kind, shapes.kind(parent))
        else {
            return None;
        };
        let branches = self.branches.entry(parent);
        let branches = branches.or_insert_with(|| Branches::of(union, api));
        let own = usize::from(branches.objects.contains(&id));
        if branches.objects.len() == own {
            return None;
        }
        let is_own =
            |name: &&String| branches.having.get(name.as_str()).copied().unwrap_or(0) <= own;
        // By name, so that the order of properties does not matter.
        let mut demanded: Vec<&String> = object
            .properties
            .iter()
            .filter(|(_, prop)| prop.required)
            .map(|(name, _)| name)
            .collect();
        demanded.sort();
        let mut all: Vec<&String> = object.properties.keys().collect();
        all.sort();
        demanded
            .into_iter()
            .find(is_own)
            .or_else(|| all.into_iter().find(is_own))
            .cloned()
    }

    fn in_operation(&self, op: OpId, role: &OpRole) -> Words {
        let words = self.operation(op);
        let several = |words: Words, media: &Option<String>| match media {
            Some(media) => words.and(&Words::of(media)),
            None => words,
        };
        match role {
            OpRole::Request(media) => several(words, media).plus("request"),
            OpRole::Response(status, media) => {
                let words = several(words, media);
                match (status, self.is_only_success(op)) {
                    (status, true) if is_success(*status) => words.plus("response"),
                    (status, _) if is_success(*status) => words
                        .and(&Words::of(&super::status::status_words(&status_text(
                            *status,
                        ))))
                        .plus("response"),
                    (Status::Default, _) => words.plus("error"),
                    (status, _) => words
                        .and(&Words::of(&super::status::status_words(&status_text(
                            *status,
                        ))))
                        .plus("error"),
                }
            }
            OpRole::Parameter(name) => words.and(&Words::of(name)),
            OpRole::Event => words.plus("event"),
        }
    }

    fn is_only_success(&self, op: OpId) -> bool {
        let op = &self.api.operations[op.index()];
        op.answers
            .iter()
            .filter(|answer| is_success(answer.status) && !answer.bodies.is_empty())
            .count()
            < 2
    }

    /// The words of an operation.
    pub(crate) fn operation(&self, op: OpId) -> Words {
        self.operations.get(op.index()).cloned().unwrap_or_default()
    }

    /// What an operation is about, where a shape is that: the guardrail of `getGuardrail`.
    pub(crate) fn noun(&self, id: ShapeId) -> Option<Words> {
        let shapes = &self.api.shapes;
        let shape = shapes.get(id);
        if !matches!(shape.kind, Kind::Object(_) | Kind::List(_) | Kind::Same(_)) {
            return None;
        }
        let mut home = &shape.home;
        let mut is_item = false;
        if let Home::Inside(list, Role::Item) = home {
            is_item = true;
            home = &shapes.get(*list).home;
        }
        let mut is_inside = is_item;
        if let Home::Inside(parent, Role::Field(name)) = home {
            if !is_payload(name) {
                return None;
            }
            is_inside = true;
            home = &shapes.get(*parent).home;
        }
        let Home::Operation(op, OpRole::Response(status, _)) = home else {
            return None;
        };
        if !is_inside || !is_success(*status) {
            return None;
        }
        let words = self.operation(*op);
        let start = words
            .list()
            .iter()
            .position(|word| VERBS.contains(&word.as_str()))?;
        let noun = words.from(start + 1);
        let says_more = ["by", "for", "of", "in", "with", "from", "to", "and", "all"];
        let is_plain = !noun.is_empty()
            && !noun
                .list()
                .iter()
                .any(|word| says_more.contains(&word.as_str()));
        let list = matches!(shape.kind, Kind::List(_));
        is_plain.then(|| if list { noun } else { noun.singular() })
    }

    /// The words of the property that a shape stands under, where it does.
    pub(crate) fn property(&self, id: ShapeId) -> Option<Words> {
        let shapes = &self.api.shapes;
        let mut home = &shapes.get(id).home;
        let mut is_item = false;
        for _ in 0..MAX_STEPS {
            match home {
                Home::Inside(_, Role::Field(name))
                | Home::Operation(_, OpRole::Parameter(name)) => {
                    let words = Words::of(name);
                    return Some(if is_item { words.singular() } else { words });
                }
                Home::Inside(parent, Role::Item | Role::Value) => {
                    is_item = true;
                    home = &shapes.get(*parent).home;
                }
                _ => return None,
            }
        }
        None
    }

    /// The label of what a shape is a part of.
    pub(crate) fn owner(&mut self, id: ShapeId) -> Words {
        let mut at = id;
        for _ in 0..MAX_STEPS {
            match &self.api.shapes.get(at).home {
                Home::Inside(parent, Role::Item | Role::Value) => at = *parent,
                Home::Inside(parent, _) => return self.of(*parent),
                Home::Operation(op, _) => return self.operation(*op),
                _ => break,
            }
        }
        Words::default()
    }
}

/// The first few properties that an object demands, by name.
fn demanded(object: &Object) -> Words {
    let demanded = object.properties.iter().filter(|(_, prop)| prop.required);
    let mut names: Vec<&String> = demanded.map(|(name, _)| name).collect();
    names.sort();
    names.truncate(3);
    let words = names.into_iter().map(|name| Words::of(name));
    words.fold(Words::default(), |all, name| all.and(&name))
}

const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];

fn role_words(role: &Role) -> Words {
    match role {
        Role::Field(name) | Role::Branch(Some(name)) => Words::of(name),
        Role::Item => Words::of("item"),
        Role::Place(_) => Words::of("place"),
        Role::Value => Words::of("value"),
        Role::Branch(None) => Words::of("choice"),
    }
}

fn is_success(status: Status) -> bool {
    crate::api::is_success(status)
}

/// A status as documents write it.
pub(crate) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(range) => format!("{range}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// The words of every operation, no two the same: its id; where that is missing or another's, the
/// method and the path, or the tag besides.
pub(crate) fn operations(api: &Api) -> Vec<Words> {
    let by_path = |op: &Op| {
        let mut words = Words::of(&op.method.to_lowercase());
        for segment in op.path.split(['/', '#', '?', '&']) {
            let is_parameter = segment.starts_with('{');
            let words_of = Words::of(segment);
            words = if is_parameter {
                words.plus("by")
            } else {
                words
            };
            words = words_of
                .list()
                .iter()
                .fold(words, |words, word| words.plus(word));
        }
        words
    };
    let own = |op: &Op| {
        op.id
            .as_deref()
            .map(Words::of)
            .filter(|words| !words.is_empty())
    };
    let wishes = api.operations.iter().map(|op| match own(op) {
        Some(id) => {
            let tagged = Words::of(&op.tag).and(&id);
            let path = by_path(op);
            let both = path
                .list()
                .iter()
                .fold(id.clone(), |words, word| words.plus(word));
            // A verb alone says nothing outside of its group.
            match id.list() {
                [verb] if *verb != Words::of(&op.tag).snake() => {
                    let of_tag = id.and(&Words::of(&op.tag));
                    vec![of_tag, tagged, path, both]
                }
                _ => vec![id, tagged, path, both],
            }
        }
        None => {
            let path = by_path(op);
            let said = op.summary.as_deref().and_then(said);
            let spelled = Words::spelled(&format!("{} {}", op.method.to_lowercase(), op.path));
            let tagged = Words::of(&op.tag).and(&path);
            said.into_iter().chain([path, tagged, spelled]).collect()
        }
    });
    settle(&wishes.collect::<Vec<_>>())
}

/// A short summary as words: `Delete an API key` is `delete_api_key`.
fn said(summary: &str) -> Option<Words> {
    const ARTICLES: &[&str] = &["a", "an", "the"];
    let words = Words::of(summary.trim_end_matches('.'));
    let said = words
        .list()
        .iter()
        .filter(|word| !ARTICLES.contains(&word.as_str()));
    let said: Words = said.cloned().collect();
    (2..=MAX_SAID).contains(&said.list().len()).then_some(said)
}

/// The first words of each list that no other list's turn gives as well.
fn settle(wishes: &[Vec<Words>]) -> Vec<Words> {
    let mut given: Vec<Option<Words>> = vec![None; wishes.len()];
    let mut taken: HashMap<String, usize> = HashMap::new();
    let most = wishes.iter().map(Vec::len).max().unwrap_or_default();
    for level in 0..most {
        let mut wanted: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, wish) in wishes.iter().enumerate() {
            if given[index].is_none()
                && let Some(words) = wish.get(level)
            {
                wanted.entry(words.list().concat()).or_default().push(index);
            }
        }
        for (text, who) in wanted {
            if let ([index], false) = (&who[..], taken.contains_key(&text)) {
                given[*index] = wishes[*index].get(level).cloned();
                taken.insert(text, *index);
            }
        }
    }
    let last = |wish: &Vec<Words>| wish.last().cloned().unwrap_or_default();
    given
        .into_iter()
        .zip(wishes)
        .map(|(words, wish)| words.unwrap_or_else(|| last(wish)))
        .collect()
}

/// The words for a media type.
pub(crate) fn media(media: &str) -> Words {
    Words::of(&word(media))
}

/// Whether a shape has a name of its own.
pub(crate) fn is_named(home: &Home) -> bool {
    matches!(home, Home::Component(_))
}
