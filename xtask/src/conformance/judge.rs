//! What came of a call.

use serde_json::Value;

use super::calls::Call;

/// How much is shown of what somebody else says.
const SHOWN: usize = 300;

/// What came of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Whether the server found the request to be as documented.
    pub(super) accepted: bool,
    /// Whether the client read the answer as documented: a success as its type, a failure as the
    /// documented failure of its status.
    pub(super) decoded: bool,
    /// What was wrong.
    pub(super) why: Option<String>,
    /// The same, one by one: what Prism finds wrong is often several things.
    pub(super) faults: Vec<String>,
}

impl Verdict {
    pub(super) fn refused(why: impl Into<String>) -> Self {
        Self::faulty(vec![why.into()])
    }

    fn faulty(faults: Vec<String>) -> Self {
        Self {
            why: Some(shown(&faults.join("; "))),
            faults,
            ..Self::default()
        }
    }

    fn unread(why: String) -> Self {
        Self {
            accepted: true,
            ..Self::faulty(vec![why])
        }
    }

    pub(super) fn is_miss(&self) -> bool {
        !(self.accepted && self.decoded)
    }
}

/// Judges a call by what the program told of it.
pub(super) fn judge(call: &Call, answer: Option<&Value>) -> Verdict {
    if let Err(why) = &call.input {
        return Verdict::refused(why);
    }
    let Some(answer) = answer else {
        return Verdict::refused("the program did not get to this call");
    };
    if let Some(fault) = answer["refused"].as_str() {
        return Verdict::refused(format!("the client has no such argument: {}", shown(fault)));
    }
    let (told, seen) = (&answer["told"], &answer["seen"]);
    let message = told["message"].as_str().unwrap_or_default();
    let Some(status) = seen["status"].as_u64() else {
        let source = told["source"].as_str().unwrap_or_default();
        return Verdict::refused(shown(&format!("nothing was answered: {message} {source}")));
    };
    let body = told["body"].as_str().unwrap_or_default();
    let problem = problem(seen, body);
    let faults = request_faults(seen, problem.as_ref());
    if !faults.is_empty() {
        return Verdict::faulty(faults);
    }
    if let Some(problem) = problem {
        return Verdict::unread(format!("Prism gives no answer: {}", detail(&problem)));
    }
    if status != u64::from(call.status) {
        return Verdict::unread(format!("Prism answers {status}"));
    }
    let is_empty = call.stream && told["pieces"] == 0;
    let why = match call.succeeds {
        true if told["ok"] == true && is_empty => Some("the stream had no pieces".to_owned()),
        true if told["ok"] == true => None,
        true => Some(message.to_owned()),
        false if told["is_status"] != true => Some(format!("not taken for a status: {message}")),
        false if call.is_typed && told["documented"] != true => {
            Some(format!("not the documented failure: {}", shown(body)))
        }
        false => None,
    };
    // A stream is a text to Prism, and so never what its schema says.
    let faults = match call.stream {
        true => Vec::new(),
        false => violations(seen, "response"),
    };
    match (why, faults.as_slice()) {
        (None, _) => Verdict {
            accepted: true,
            decoded: true,
            ..Verdict::default()
        },
        (Some(why), []) => Verdict::unread(shown(&why)),
        (Some(why), faults) => Verdict::unread(format!(
            "{}; Prism's own answer is not as documented: {}",
            shown(&why),
            shown(&faults.join("; "))
        )),
    }
}

/// What Prism says in place of the documented answer.
fn problem(seen: &Value, body: &str) -> Option<Value> {
    let media = seen["type"].as_str().unwrap_or_default();
    let problem: Value = serde_json::from_str(body).ok()?;
    let is_own = problem["type"]
        .as_str()
        .is_some_and(|ty| ty.starts_with("https://stoplight.io/prism/errors#"));
    // Its own faults have no type, but always title, status and detail.
    let is_unknown = problem["type"]
        .as_str()
        .is_some_and(|ty| !ty.contains("://"))
        && problem["status"] == 500
        && problem["detail"].is_string();
    (media.starts_with("application/problem+json") && (is_own || is_unknown)).then_some(problem)
}

fn detail(problem: &Value) -> String {
    let title = problem["title"].as_str().unwrap_or_default();
    match problem["detail"].as_str() {
        Some(detail) if !detail.is_empty() => format!("{title}: {detail}"),
        _ => title.to_owned(),
    }
}

/// Why the request is not as documented, by Prism.
fn request_faults(seen: &Value, problem: Option<&Value>) -> Vec<String> {
    const OF_REQUESTS: [&str; 7] = [
        "UNPROCESSABLE_ENTITY",
        "UNAUTHORIZED",
        "INVALID_CONTENT_TYPE",
        "NO_PATH_MATCHED_ERROR",
        "NO_METHOD_MATCHED_ERROR",
        "NO_SERVER_MATCHED_ERROR",
        "NO_RESOURCE_PROVIDED_ERROR",
    ];
    let faults = violations(seen, "request");
    let Some(problem) = problem.filter(|_| faults.is_empty()) else {
        return faults;
    };
    let kind = problem["type"]
        .as_str()
        .and_then(|ty| ty.rsplit('#').next());
    if !kind.is_some_and(|kind| OF_REQUESTS.contains(&kind)) {
        return Vec::new();
    }
    match problem["validation"].as_array().map(Vec::as_slice) {
        None | Some([]) => vec![detail(problem)],
        Some(all) => all.iter().map(one_violation).collect(),
    }
}

/// What Prism found wrong of a request or an answer, of those things that it calls errors.
fn violations(seen: &Value, of: &str) -> Vec<String> {
    let Some(text) = seen["violations"].as_str() else {
        return Vec::new();
    };
    let Ok(Value::Array(all)) = serde_json::from_str(text) else {
        // More than fit into the header: the beginning of a list, with words before it.
        let needle = format!("\"location\":[\"{of}\"");
        let is_meant = text.contains(&needle);
        return is_meant.then(|| text.to_owned()).into_iter().collect();
    };
    let is_meant = |one: &&Value| one["location"][0] == of && one["severity"] == "Error";
    all.iter().filter(is_meant).map(one_violation).collect()
}

fn one_violation(one: &Value) -> String {
    let location: Vec<&str> = one["location"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|step| !matches!(*step, "request" | "response"))
        .collect();
    let message = one["message"].as_str().unwrap_or_default();
    match location.is_empty() {
        true => message.to_owned(),
        false => format!("{}: {message}", location.join(".")),
    }
}

/// Somebody else's text on one line of bounded length.
fn shown(text: &str) -> String {
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    let mut short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(status: u16, is_typed: bool) -> Call {
        Call {
            callable: 0,
            stream: false,
            status,
            succeeds: status < 300,
            is_typed,
            media: None,
            input: Ok(json!({})),
        }
    }

    fn judged(call: &Call, told: Value, seen: Value) -> Verdict {
        judge(call, Some(&json!({"told": told, "seen": seen})))
    }

    #[test]
    fn a_success_is_read_or_not() {
        let call = call(200, true);
        let fine = judged(&call, json!({"ok": true}), json!({"status": 200}));
        assert!(!fine.is_miss(), "{fine:?}");
        let unread = judged(
            &call,
            json!({"ok": false, "message": "no number at /a"}),
            json!({"status": 200}),
        );
        assert_eq!((unread.accepted, unread.decoded), (true, false));
        assert_eq!(unread.why.as_deref(), Some("no number at /a"));
        let stream = Call {
            stream: true,
            ..call.clone()
        };
        let told = |pieces: usize| json!({"ok": true, "pieces": pieces});
        assert!(!judged(&stream, told(2), json!({"status": 200})).is_miss());
        assert!(judged(&stream, told(0), json!({"status": 200})).is_miss());
        let other = judged(&call, json!({"ok": true}), json!({"status": 202}));
        assert_eq!(other.why.as_deref(), Some("Prism answers 202"));
    }

    #[test]
    fn a_failure_is_the_documented_one() {
        let told = |documented: bool| json!({"ok": false, "is_status": true, "documented": documented, "message": "m", "body": "{}"});
        let seen = json!({"status": 404});
        assert!(!judged(&call(404, true), told(true), seen.clone()).is_miss());
        assert!(!judged(&call(404, false), told(false), seen.clone()).is_miss());
        let untyped = judged(&call(404, true), told(false), seen.clone());
        assert_eq!(
            untyped.why.as_deref(),
            Some("not the documented failure: {}")
        );
        let decoding = judged(
            &call(404, true),
            json!({"ok": false, "is_status": false, "message": "m"}),
            seen,
        );
        assert_eq!(decoding.why.as_deref(), Some("not taken for a status: m"));
    }

    #[test]
    fn what_prism_finds_in_a_request_is_told() {
        let violations = json!([
            {"location": ["response", "body"], "severity": "Error", "message": "not this"},
            {"location": ["request", "query", "limit"], "severity": "Error", "message": "must be integer"},
            {"location": ["request"], "severity": "Warning", "message": "nor this"}
        ]);
        let verdict = judged(
            &call(200, true),
            json!({"ok": true}),
            json!({"status": 200, "violations": violations.to_string()}),
        );
        assert_eq!(verdict, Verdict::refused("query.limit: must be integer"));
        let cut = json!({"status": 200, "violations": "Too many violations! [{\"location\":[\"request\",\"bo"});
        assert!(!judged(&call(200, true), json!({"ok": true}), cut).accepted);
        let problem = json!({"type": "https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY", "title": "Invalid request",
            "status": 422, "validation": [{"location": ["body"], "severity": "Error", "message": "must be object"}]});
        let verdict = judged(
            &call(200, true),
            json!({"ok": false, "is_status": true, "message": "m", "body": problem.to_string()}),
            json!({"status": 422, "type": "application/problem+json"}),
        );
        assert_eq!(verdict, Verdict::refused("body: must be object"));
    }

    #[test]
    fn what_prism_cannot_answer_is_its_own() {
        let problem = json!({"type": "https://stoplight.io/prism/errors#NOT_ACCEPTABLE", "title": "Not so",
            "status": 406, "detail": "text/csv"});
        let verdict = judged(
            &call(200, true),
            json!({"ok": false, "is_status": true, "message": "m", "body": problem.to_string()}),
            json!({"status": 406, "type": "application/problem+json"}),
        );
        assert!(verdict.accepted && !verdict.decoded);
        assert_eq!(
            verdict.why.as_deref(),
            Some("Prism gives no answer: Not so: text/csv")
        );
    }

    #[test]
    fn calls_that_were_not_made_are_misses() {
        let mut one = call(200, true);
        assert!(judge(&one, None).is_miss());
        let refused = judge(&one, Some(&json!({"refused": "at /a"})));
        assert_eq!(
            refused.why.as_deref(),
            Some("the client has no such argument: at /a")
        );
        one.input = Err("nothing is known".to_owned());
        assert_eq!(judge(&one, None), Verdict::refused("nothing is known"));
    }
}
