//! HTTP status codes as pages write them.

/// Reads status codes at the start of a text: `404`, `400, 401`, `4XX`, `500-599`, `200 OK`.
///
/// Gives the codes as OpenAPI keys (`404`, `4XX`) and the text after them. No code: an empty list.
pub(crate) fn statuses(text: &str) -> (Vec<String>, &str) {
    let mut rest = text.trim_start();
    for prefix in [
        "HTTP/1.1",
        "HTTP/2",
        "HTTP",
        "Status code",
        "Status",
        "Code",
    ] {
        if let Some(head) = rest.get(..prefix.len())
            && head.eq_ignore_ascii_case(prefix)
        {
            rest = rest[prefix.len()..].trim_start_matches([' ', ':', '-']);
            break;
        }
    }
    let mut codes: Vec<String> = Vec::new();
    while let Some((code, after)) = one(rest) {
        let (code, after) = match after
            .trim_start()
            .strip_prefix(['-', '–'])
            .and_then(|tail| {
                let (last, after) = one(tail.trim_start())?;
                (last.as_bytes().first() == code.as_bytes().first())
                    .then(|| (format!("{}XX", &code[..1]), after))
            }) {
            Some(range) => range,
            None => (code, after),
        };
        if !codes.contains(&code) {
            codes.push(code);
        }
        rest = after;
        let next = after.trim_start();
        let next = next
            .strip_prefix([',', '/', '|', '&'])
            .or_else(|| next.strip_prefix("or "))
            .or_else(|| next.strip_prefix("and "));
        match next.map(str::trim_start) {
            Some(next) if one(next).is_some() => rest = next,
            _ => break,
        }
    }
    (codes, rest)
}

/// Whether a status of a response is one of success: `200`, `2XX`.
pub(crate) fn is_success(code: &str) -> bool {
    code.starts_with('2')
}

fn one(text: &str) -> Option<(String, &str)> {
    let head = text.get(..3)?;
    let rest = &text[3..];
    if rest.starts_with(|c: char| {
        c.is_alphanumeric()
            || c == '_'
            || c == '.' && rest.len() > 1 && rest.as_bytes()[1].is_ascii_digit()
    }) {
        return None;
    }
    let bytes = head.as_bytes();
    if !(b'1'..=b'5').contains(&bytes[0]) {
        return None;
    }
    let digits = bytes[1..].iter().all(u8::is_ascii_digit);
    let wild = head[1..].eq_ignore_ascii_case("xx");
    (digits || wild).then(|| (head.to_ascii_uppercase(), rest))
}

/// The standard phrase of a status, for responses that the page does not describe.
pub(crate) fn phrase(code: &str) -> &'static str {
    match code {
        "200" => "OK",
        "201" => "Created",
        "202" => "Accepted",
        "204" => "No Content",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "402" => "Payment Required",
        "403" => "Forbidden",
        "404" => "Not Found",
        "408" => "Request Timeout",
        "409" => "Conflict",
        "413" => "Content Too Large",
        "422" => "Unprocessable Content",
        "429" => "Too Many Requests",
        "500" => "Internal Server Error",
        "502" => "Bad Gateway",
        "503" => "Service Unavailable",
        "504" => "Gateway Timeout",
        "405" => "Method Not Allowed",
        "406" => "Not Acceptable",
        "410" => "Gone",
        "415" => "Unsupported Media Type",
        "501" => "Not Implemented",
        _ if is_success(code) => "Success",
        _ => match code.as_bytes().first() {
            Some(b'3') => "Redirection",
            Some(b'4') => "Client error",
            Some(b'5') => "Server error",
            _ => "Response",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::statuses;

    #[test]
    fn reads_codes_in_their_spellings() {
        for (text, codes, rest) in [
            ("401: No key", &["401"][..], ": No key"),
            ("400, 401, 429", &["400", "401", "429"], ""),
            ("4XX, 5xx", &["4XX", "5XX"], ""),
            ("500-599", &["5XX"], ""),
            ("200 OK", &["200"], " OK"),
            ("HTTP 201", &["201"], ""),
            ("HTTP/1.1 404 Not Found", &["404"], " Not Found"),
            ("400 or 422", &["400", "422"], ""),
            ("1001", &[], "1001"),
            ("400ms", &[], "400ms"),
            ("invalid_request", &[], "invalid_request"),
            ("é", &[], "é"),
            ("429.", &["429"], "."),
        ] {
            let (found, after) = statuses(text);
            assert_eq!(found, codes, "{text}");
            assert_eq!(after, rest, "{text}");
        }
    }
}
