//! What lists the pages of a site: `llms.txt`, a sitemap, a list of URLs, or the pages themselves
//! in one `llms-full.txt`.

use std::collections::BTreeSet;

use flate2::read::MultiGzDecoder;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use pulldown_cmark::{Event, Parser, Tag};
use quick_xml::Reader;
use quick_xml::events::Event as Xml;
use url::Url;

use super::client::{Answer, Client, Fetched, May, Refusal, read};
use super::names::is_text;
use crate::codegen::extension;
use crate::config::SyncConfig;

/// How many sitemaps one index may lead to; sitemaps.org allows no index in an index.
const MAX_SITEMAPS: usize = 200;

/// The pages of a site.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// What listed them.
    pub list: String,
    /// The pages, each once, in the order of their URLs.
    pub pages: Vec<Url>,
    /// How many links lead to hosts that are not allowed.
    pub elsewhere: BTreeSet<String>,
    /// How many `include` and `exclude` leave out.
    pub filtered: usize,
}

/// Which pages of a list are wanted.
#[derive(Debug)]
pub(super) struct Filter {
    include: GlobSet,
    exclude: GlobSet,
    suffix: String,
    max: usize,
}

impl Filter {
    pub(super) fn new(config: &SyncConfig) -> Result<Self, String> {
        Ok(Self {
            include: globs(&config.include)?,
            exclude: globs(&config.exclude)?,
            suffix: config.page_suffix.clone(),
            max: config.max_pages,
        })
    }

    pub(super) fn takes(&self, path: &str) -> bool {
        (self.include.is_empty() || self.include.is_match(path)) && !self.exclude.is_match(path)
    }

    /// Where the text of a page stands.
    fn text_of(&self, url: Url) -> Url {
        let mut url = url;
        url.set_fragment(None);
        let path = url.path().to_owned();
        let end = extension(std::path::Path::new(&path));
        if !self.suffix.is_empty() && !is_text(&end) {
            let stem = match path.trim_end_matches('/') {
                "" => "/index",
                stem => stem,
            };
            url.set_path(&format!("{stem}{}", self.suffix));
        }
        url
    }
}

fn globs(texts: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for text in texts {
        let glob = GlobBuilder::new(text).literal_separator(true).build();
        set.add(glob.map_err(|error| format!("`[sync]`: {error}"))?);
    }
    set.build().map_err(|error| error.to_string())
}

/// Asks a site for its list of pages.
pub(super) fn ask(
    from: &Url,
    filter: &Filter,
    client: &Client,
    max: u64,
    may: May<'_>,
) -> Result<Listing, Refusal> {
    let (at, body) = first(from, client, max, may)?;
    let list = at.to_string();
    let text = unpacked(body, max)?;
    if is_concatenation(&at) {
        return Ok(Listing {
            list,
            pages: vec![at],
            ..Listing::default()
        });
    }
    let mut found = match Found::read(&text, Some(&at))? {
        Found::Pages(pages) => pages,
        Found::Sitemaps(maps) => of_sitemaps(&maps, filter, client, max, may)?,
    };
    found.retain(|url| *url != at);
    finish(list, found, filter, client)
}

/// Reads a list of pages that stands on the disk.
pub(super) fn of_text(
    list: String,
    text: &str,
    filter: &Filter,
    client: &Client,
    max: u64,
    may: May<'_>,
) -> Result<Listing, Refusal> {
    let found = match Found::read(text, None)? {
        Found::Pages(pages) => pages,
        Found::Sitemaps(maps) => of_sitemaps(&maps, filter, client, max, may)?,
    };
    finish(list, found, filter, client)
}

/// The list itself, or where a site has it by custom.
fn first(from: &Url, client: &Client, max: u64, may: May<'_>) -> Result<(Url, Fetched), Refusal> {
    let last = from.path().rsplit('/').next().unwrap_or_default();
    let mut places = vec![from.clone()];
    if !last.contains('.') {
        let mut folder = from.clone();
        folder.set_query(None);
        folder.set_path(&format!("{}/", from.path().trim_end_matches('/')));
        let names = [
            "llms.txt",
            "/llms.txt",
            "sitemap.xml",
            "/sitemap.xml",
            "llms-full.txt",
            "/llms-full.txt",
        ];
        places = names
            .iter()
            .filter_map(|name| folder.join(name).ok())
            .collect();
        places.dedup();
    }
    let mut last = None;
    for place in &places {
        match client.get(place, None, max, may) {
            // Many sites answer everything that they do not have with a page for people.
            Ok(Answer::Body(body)) if places.len() > 1 && is_html(&body) => {}
            Ok(Answer::Body(body)) => return Ok((place.clone(), body)),
            Ok(Answer::Gone | Answer::Same) => {}
            Err(refusal) => last = Some(refusal),
        }
    }
    let nothing = match places.len() {
        1 => Refusal::for_good("there is no such list"),
        _ => Refusal::for_good(
            "there is neither an llms.txt nor a sitemap.xml: name what lists the pages",
        ),
    };
    Err(last.unwrap_or(nothing))
}

/// Whether a body is a page for people.
pub(super) fn is_html(body: &Fetched) -> bool {
    let by_type = body
        .media_type
        .as_deref()
        .is_some_and(|kind| matches!(kind, "text/html" | "application/xhtml+xml"));
    let start = body.bytes.get(..512).unwrap_or(&body.bytes);
    let start = String::from_utf8_lossy(start)
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    by_type || start.starts_with("<!doctype html") || start.starts_with("<html")
}

fn is_concatenation(url: &Url) -> bool {
    url.path().ends_with("llms-full.txt")
}

/// The text of a list; sitemaps also stand packed in files.
fn unpacked(body: Fetched, max: u64) -> Result<String, Refusal> {
    if is_html(&body) {
        return Err(Refusal::for_good(
            "this is a page for people, and no list of pages",
        ));
    }
    let bytes = match body.bytes.starts_with(b"\x1f\x8b") {
        true => read(MultiGzDecoder::new(&*body.bytes), max).map_err(|error| {
            Refusal::for_good(format!("the packed list cannot be read: {error}"))
        })?,
        false => body.bytes,
    };
    String::from_utf8(bytes).map_err(|_| Refusal::for_good("the list of pages is not in UTF-8"))
}

fn of_sitemaps(
    maps: &[Url],
    filter: &Filter,
    client: &Client,
    max: u64,
    may: May<'_>,
) -> Result<Vec<Url>, Refusal> {
    if maps.len() > MAX_SITEMAPS {
        let message = format!(
            "the index leads to {} sitemaps, and at most {MAX_SITEMAPS} are read",
            maps.len()
        );
        return Err(Refusal::for_good(message));
    }
    let mut pages = Vec::new();
    for map in maps {
        let of_map = |message: String| Refusal::for_good(format!("{map}: {message}"));
        let body = match client.get(map, None, max, may) {
            Ok(Answer::Body(body)) => body,
            Ok(_) => return Err(of_map("there is no such sitemap".to_owned())),
            Err(refusal) => {
                let message = format!("{map}: {}", refusal.message);
                return Err(Refusal { message, ..refusal });
            }
        };
        match Found::read(&unpacked(body, max)?, Some(map))? {
            Found::Pages(found) => pages.extend(found),
            Found::Sitemaps(_) => {
                return Err(of_map("an index in an index is not read".to_owned()));
            }
        }
        // Ten times as many: filters may still leave out most.
        if pages.len() > filter.max.saturating_mul(10) {
            return Err(too_many(pages.len(), filter.max));
        }
    }
    Ok(pages)
}

fn too_many(count: usize, max: usize) -> Refusal {
    let message = format!(
        "{count} pages are listed, and `max-pages` in `[sync]` is {max}: raise it, or narrow `include` and `exclude`"
    );
    Refusal::for_good(message)
}

fn finish(
    list: String,
    found: Vec<Url>,
    filter: &Filter,
    client: &Client,
) -> Result<Listing, Refusal> {
    let mut listing = Listing {
        list,
        ..Listing::default()
    };
    let mut pages = BTreeSet::new();
    for url in found {
        let url = filter.text_of(url);
        if client.hosts().check(&url).is_err() {
            listing.elsewhere.insert(url.origin().ascii_serialization());
        } else if filter.takes(url.path()) {
            pages.insert(url);
        } else {
            listing.filtered += 1;
        }
    }
    if pages.is_empty() {
        let elsewhere: Vec<&str> = listing
            .elsewhere
            .iter()
            .map(String::as_str)
            .take(5)
            .collect();
        let why = match elsewhere.is_empty() {
            true => "no page is listed there".to_owned(),
            false => format!(
                "all pages listed there stand on hosts that are not allowed: {}",
                elsewhere.join(", ")
            ),
        };
        return Err(Refusal::for_good(why));
    }
    if pages.len() > filter.max {
        return Err(too_many(pages.len(), filter.max));
    }
    listing.pages = pages.into_iter().collect();
    Ok(listing)
}

/// What stands in a list.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    Pages(Vec<Url>),
    Sitemaps(Vec<Url>),
}

impl Found {
    fn read(text: &str, base: Option<&Url>) -> Result<Self, Refusal> {
        let text = text.trim_start_matches('\u{feff}');
        let absolute = |link: &str| match base {
            Some(base) => base.join(link.trim()).ok(),
            None => Url::parse(link.trim()).ok(),
        };
        let start = text.trim_start();
        if start.starts_with("<?xml")
            || start.starts_with("<urlset")
            || start.starts_with("<sitemapindex")
        {
            return Self::sitemap(text, &absolute);
        }
        let lines = || {
            text.lines()
                .map(str::trim)
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
        };
        let is_url = |line: &str| {
            !line.contains(char::is_whitespace) && Url::parse(line).is_ok_and(|url| url.has_host())
        };
        if lines().next().is_some() && lines().all(is_url) {
            return Ok(Self::Pages(lines().filter_map(absolute).collect()));
        }
        let links = Parser::new(text).filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => absolute(&dest_url),
            _ => None,
        });
        Ok(Self::Pages(links.filter(Url::has_host).collect()))
    }

    /// Sitemaps 0.9 of sitemaps.org.
    fn sitemap(text: &str, absolute: &dyn Fn(&str) -> Option<Url>) -> Result<Self, Refusal> {
        let mut reader = Reader::from_str(text);
        let mut path: Vec<String> = Vec::new();
        let mut location = String::new();
        let (mut urls, mut is_index) = (Vec::new(), false);
        loop {
            let event = reader
                .read_event()
                .map_err(|error| Refusal::for_good(format!("the sitemap is no XML: {error}")))?;
            match event {
                Xml::Start(tag) => {
                    let name = tag.local_name().into_inner().to_owned();
                    is_index |= path.is_empty() && name == "sitemapindex";
                    path.push(name);
                    location.clear();
                }
                Xml::Text(text) => location.push_str(&text.xml10_content()),
                Xml::CData(text) => location.push_str(&text.xml10_content()),
                Xml::GeneralRef(entity) => {
                    match (entity.resolve_char_ref(), &*entity.xml10_content()) {
                        (Ok(Some(c)), _) => location.push(c),
                        (_, "amp") => location.push('&'),
                        (_, "lt") => location.push('<'),
                        (_, "gt") => location.push('>'),
                        (_, "quot") => location.push('"'),
                        (_, "apos") => location.push('\''),
                        _ => {}
                    }
                }
                Xml::End(_) => {
                    let parents: Vec<&str> = path.iter().map(String::as_str).collect();
                    // `image:loc` and the like stand deeper.
                    if matches!(
                        parents[..],
                        ["urlset", "url", "loc"] | ["sitemapindex", "sitemap", "loc"]
                    ) {
                        urls.extend(absolute(&location));
                    }
                    path.pop();
                }
                Xml::Eof => break,
                _ => {}
            }
        }
        Ok(match is_index {
            true => Self::Sitemaps(urls),
            false => Self::Pages(urls),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let base = Url::parse("https://a.example/docs/llms.txt").expect("a URL");
        let urls = match Found::read(text, Some(&base)).expect("a list") {
            Found::Pages(urls) | Found::Sitemaps(urls) => urls,
        };
        urls.iter().map(Url::to_string).collect()
    }

    #[test]
    fn links_of_markdown_are_pages() {
        let text = "# Docs\n\n> About\n\n- [One](https://a.example/one.md): first\n- [Two](two.md \"t\")\n- [Mail](mailto:a@b.example)\n- `[No](no.md)`\n";
        assert_eq!(
            found(text),
            ["https://a.example/one.md", "https://a.example/docs/two.md"]
        );
    }

    #[test]
    fn lines_of_urls_are_pages() {
        let text = "# the pages\nhttps://a.example/one.md\n\nhttps://a.example/two\n";
        assert_eq!(
            found(text),
            ["https://a.example/one.md", "https://a.example/two"]
        );
    }

    #[test]
    fn sitemaps_and_their_index_are_read() {
        let map = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e \"eeee\">]><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:image=\"x\">\
                   <url><loc> https://a.example/one?a=1&amp;b=2 </loc><image:image><image:loc>https://a.example/i.png</image:loc></image:image></url>\
                   <url><loc><![CDATA[https://a.example/two]]></loc><lastmod>2026-01-01</lastmod></url></urlset>";
        assert_eq!(
            found(map),
            ["https://a.example/one?a=1&b=2", "https://a.example/two"]
        );
        let index =
            "<sitemapindex><sitemap><loc>https://a.example/s1.xml</loc></sitemap></sitemapindex>";
        assert!(matches!(Found::read(index, None), Ok(Found::Sitemaps(maps)) if maps.len() == 1));
        assert!(Found::read("<?xml version=\"1.0\"?><urlset><url></urlset>", None).is_err());
    }

    #[test]
    fn filters_and_suffixes_are_of_paths() {
        let config = SyncConfig {
            include: vec!["/docs/**".to_owned()],
            exclude: vec!["/docs/*/old*".to_owned()],
            page_suffix: ".md".to_owned(),
            ..SyncConfig::default()
        };
        let filter = Filter::new(&config).expect("globs");
        assert!(filter.takes("/docs/api/new.md"));
        assert!(!filter.takes("/docs/api/old.md"));
        assert!(!filter.takes("/blog/x.md"));
        let text_of = |url: &str| filter.text_of(Url::parse(url).expect("a URL")).to_string();
        assert_eq!(
            text_of("https://a.example/docs/x/#part"),
            "https://a.example/docs/x.md"
        );
        assert_eq!(
            text_of("https://a.example/docs/x.mdx"),
            "https://a.example/docs/x.mdx"
        );
        assert_eq!(text_of("https://a.example/"), "https://a.example/index.md");
    }
}
