//! Which URLs may be asked at all.

use std::fmt::Write as _;

use url::{Host, Url};

/// The hosts that `codegen.toml` allows.
#[derive(Clone, Debug, Default)]
pub(super) struct Hosts(Vec<Pattern>);

#[derive(Clone, Debug)]
struct Pattern {
    host: String,
    port: Option<u16>,
    /// `*.host`: every host below, and not the host itself.
    below: bool,
}

impl Hosts {
    /// Reads the list: names such as `docs.example.com`, `*.example.com` or `127.0.0.1:8080`.
    pub(super) fn parse(list: &[String]) -> Result<Self, String> {
        list.iter()
            .map(|text| Pattern::parse(text))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether pages of several hosts can come in, so that names of files need the host.
    pub(super) fn are_several(&self) -> bool {
        self.0.len() > 1 || self.0.iter().any(|pattern| pattern.below)
    }

    /// Whether a URL may be asked; if not, why.
    pub(super) fn check(&self, url: &Url) -> Result<(), String> {
        let Some(host) = url.host() else {
            return Err("this URL has no host".to_owned());
        };
        let loopback = is_loopback(&host);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            scheme => return Err(format!("{scheme} is not read, only https")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("a URL with a user or a password is not read".to_owned());
        }
        let name = name(&host);
        let fits = |pattern: &Pattern| {
            let host = match pattern.below {
                true => name
                    .strip_suffix(&pattern.host)
                    .is_some_and(|rest| rest.ends_with('.')),
                false => name == pattern.host,
            };
            let port = match pattern.port {
                Some(port) => url.port_or_known_default() == Some(port),
                None => loopback || url.port().is_none(),
            };
            host && port
        };
        if self.0.iter().any(fits) {
            return Ok(());
        }
        let mut wanted = name.to_owned();
        if let Some(port) = url.port() {
            // Writing to a String cannot fail.
            let _ = write!(wanted, ":{port}");
        }
        Err(format!(
            "{wanted} is not among the hosts of `[sync]` in codegen.toml"
        ))
    }
}

impl Pattern {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("`hosts` in `[sync]`: {text:?} {why}");
        let (below, rest) = match text.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let url = Url::parse(&format!("https://{rest}")).map_err(|_| wrong("is no host"))?;
        let plain = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        let Some(host) = url.host().filter(|_| plain && !rest.ends_with('/')) else {
            return Err(wrong("is no host: write it without a scheme and a path"));
        };
        let host = name(&host);
        if host.contains('*') || below && !host.contains('.') {
            return Err(wrong("would allow hosts of anybody"));
        }
        // `https://x:443` loses its port in parsing.
        let port = rest
            .rsplit_once(':')
            .and_then(|(_, port)| port.parse().ok());
        Ok(Self { host, port, below })
    }
}

/// A host as it is compared.
fn name(host: &Host<&str>) -> String {
    host.to_string().trim_end_matches('.').to_ascii_lowercase()
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(hosts: &[&str], url: &str) -> bool {
        let list: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let hosts = Hosts::parse(&list).expect("hosts");
        hosts.check(&Url::parse(url).expect("a URL")).is_ok()
    }

    #[test]
    fn only_listed_hosts_by_https_are_allowed() {
        let hosts = [
            "docs.example.com",
            "*.example.org",
            "localhost",
            "127.0.0.1:8080",
            "a.example:8443",
        ];
        for url in [
            "https://docs.example.com/x",
            "https://DOCS.example.com/x",
            "https://docs.example.com.:443/x",
            "https://a.b.example.org/",
            "http://localhost:999/",
            "http://127.0.0.1:8080/",
            "https://a.example:8443/",
        ] {
            assert!(allowed(&hosts, url), "{url}");
        }
        for url in [
            "http://docs.example.com/x",
            "https://docs.example.com:444/x",
            "https://docs.example.com@evil.example/",
            "https://me:pass@docs.example.com/",
            "https://example.org/",
            "https://badexample.org/",
            "https://docs.example.com.evil.example/",
            "http://127.0.0.1:8081/",
            "http://127.0.0.2/",
            "https://a.example/",
            "ftp://docs.example.com/",
            "file:///etc/passwd",
            "http://169.254.169.254/",
        ] {
            assert!(!allowed(&hosts, url), "{url}");
        }
    }

    #[test]
    fn patterns_that_allow_anybody_are_refused() {
        for host in [
            "*",
            "*.com",
            "https://x.example",
            "x.example/path",
            "",
            "a b",
        ] {
            assert!(Hosts::parse(&[host.to_owned()]).is_err(), "{host:?}");
        }
    }
}
