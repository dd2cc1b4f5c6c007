use std::time::{Duration, Instant};

use super::*;

fn decode(chunks: &[&[u8]]) -> Vec<Event> {
    let mut decoder = Decoder::new(1 << 20);
    let mut events = Vec::new();
    for chunk in chunks {
        decoder.push(chunk);
        while let Some(event) = decoder.next_event().expect("short events") {
            events.push(event);
        }
    }
    events
}

fn data(chunks: &[&[u8]]) -> Vec<String> {
    decode(chunks).into_iter().map(|event| event.data).collect()
}

/// Everything that the grammar has, with each kind of line end.
const ALL: &str = "\u{feff}: a comment\n\ndata: one\n\nevent: named\r\ndata: two\r\ndata:  lines\r\nid: 7\r\n\r\n\
    retry: 250\rdata\r\rid\ndata:x\n\n\n\n:ping\r\n\r\nevent: empty\n\ndata: \u{e9}\u{1f600}\nfoo: bar\n\n";

#[test]
fn the_grammar() {
    let events = decode(&[ALL.as_bytes()]);
    let shown: Vec<_> = events
        .iter()
        .map(|e| (e.name.as_str(), e.data.as_str(), e.id.as_deref(), e.retry))
        .collect();
    assert_eq!(
        shown,
        [
            ("", "one", None, None),
            ("named", "two\n lines", Some("7"), None),
            ("", "", Some("7"), Some(Duration::from_millis(250))),
            ("", "x", Some(""), None),
            ("", "é😀", Some(""), None),
        ]
    );
}

#[test]
fn every_cut_gives_the_same_events() {
    let bytes = ALL.as_bytes();
    let whole = decode(&[bytes]);
    for first in 0..=bytes.len() {
        for second in first..=bytes.len() {
            let cut = [&bytes[..first], &bytes[first..second], &bytes[second..]];
            assert_eq!(decode(&cut), whole, "cut at {first} and {second}");
        }
    }
}

#[test]
fn the_last_event_needs_its_blank_line() {
    assert_eq!(data(&[b"data: a\n\ndata: b\n"]), ["a"]);
    let mut decoder = Decoder::new(100);
    decoder.push(b"data: a\n\ndata: b\ndata: c");
    assert_eq!(decoder.next_event().expect("short").expect("a").data, "a");
    assert_eq!(decoder.next_event(), Ok(None));
    assert_eq!(decoder.finish().expect("the rest").data, "b\nc");
    assert_eq!(decoder.finish(), None);
}

#[test]
fn bad_bytes_are_replaced() {
    assert_eq!(data(&[b"data: a\xFFb\xE2\x82\n\n"]), ["a\u{fffd}b\u{fffd}"]);
}

#[test]
fn odd_fields_are_passed_over() {
    assert_eq!(data(&[b"id: a\0b\nretry: 1s\nretry:\ndata: x\n\n"]), ["x"]);
    let events = decode(&[b"id: a\0b\nretry: 1s\ndata: x\n\n"]);
    assert_eq!((events[0].id.clone(), events[0].retry), (None, None));
    assert_eq!(
        data(&[b"data:a\xEF\xBB\xBF\n\n"]),
        ["a\u{feff}"],
        "only the first mark is one"
    );
}

#[test]
fn there_is_a_limit() {
    let mut decoder = Decoder::new(10);
    decoder.push(b"data: 12345678901");
    assert_eq!(decoder.next_event(), Err(TooLong));
    assert_eq!(decoder.next_event(), Ok(None));
    let mut decoder = Decoder::new(10);
    decoder.push(b"data:12345\ndata:67890\ndata:1\n\n");
    assert_eq!(decoder.next_event(), Err(TooLong));
    assert_eq!(decoder.finish(), None);
}

/// A byte at a time, 4 MiB would take hours if each byte looked at all before it.
#[test]
fn time_is_linear() {
    let line = [b"data: ".as_slice(), &vec![b'x'; 4 << 20], b"\n\n"].concat();
    let mut decoder = Decoder::new(8 << 20);
    let start = Instant::now();
    for chunk in line.chunks(7) {
        decoder.push(chunk);
        if let Some(event) = decoder.next_event().expect("within the limit") {
            assert_eq!(event.data.len(), 4 << 20);
        }
    }
    assert!(start.elapsed() < Duration::from_secs(60));
}

proptest::proptest! {
    #[test]
    fn any_bytes_in_any_chunks(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                &b"data:"[..], b"data", b" ", b"\r", b"\n", b"\r\n", b"\n\n", b"id: 1", b"event: e",
                b"retry: 5", b":", b"\xEF", b"\xBB", b"\xBF", b"\xF0\x9F", b"\x98\x80", b"{}", b"x",
            ]),
            0..60,
        ),
        cuts in proptest::collection::vec(0_usize..200, 0..8),
    ) {
        let bytes = pieces.concat();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
        cuts.push(0);
        cuts.push(bytes.len());
        cuts.sort_unstable();
        let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        proptest::prop_assert_eq!(decode(&chunks), decode(&[&bytes]));
    }
}
