//! Addresses of web services: http or https, and nothing secret inside.

use super::Fault;
use super::text::{no_controls, visible};

/// A web page: path, query and fragment may follow.
pub(crate) fn page(text: &str) -> Result<String, Fault> {
    check(text)?;
    Ok(text.to_owned())
}

/// The root of an API: no query, no fragment; a slash at the end is dropped.
pub(crate) fn base(text: &str) -> Result<String, Fault> {
    check(text)?;
    if let Some(c) = text.chars().find(|&c| c == '?' || c == '#') {
        return Err(
            Fault::new(format!("a base URL may not contain `{c}`")).help("end it before the query")
        );
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn check(text: &str) -> Result<(), Fault> {
    no_controls(text, "a URL")?;
    if text.contains(char::is_whitespace) {
        return Err(Fault::new("a URL may not contain spaces"));
    }
    // What RFC 3986 leaves no place for, browsers read in ways of their own.
    if let Some(c) = text.chars().find(|c| "\\\"<>^`{|}".contains(*c)) {
        return Err(
            Fault::new(format!("a URL may not contain `{c}`")).help("write it percent-encoded")
        );
    }
    let example = "such as \"https://grafana.sgl.as\"";
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(Fault::new("not a URL: it has no scheme").help(example));
    };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(Fault::new(format!("the scheme `{}` is not understood", visible(scheme)))
            .help("http and https are"));
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(Fault::new("a URL may not contain a user or a password").help(
            "use `token` with a reference: \"env:NAME\", \"file:PATH\" or \"cmd:PROGRAM ARG…\"",
        ));
    }
    let (host, port) = split_port(authority);
    if host.is_empty() {
        return Err(Fault::new("the URL has no host").help(example));
    }
    let allowed = |c: char| c.is_alphanumeric() || "._-".contains(c);
    let v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let well_formed = match v6 {
        Some(v6) => {
            v6.contains(':') && v6.chars().all(|c| c.is_ascii_hexdigit() || ":.".contains(c))
        }
        None => host.chars().all(allowed) && !host.starts_with(['-', '.']),
    };
    if !well_formed {
        return Err(Fault::new(format!("`{}` is not a host", visible(host))).help(example));
    }
    match port {
        Some(port) if !port.parse::<u16>().is_ok_and(|port| port > 0) => {
            Err(Fault::new(format!("`{}` is not a port", visible(port)))
                .help("ports go from 1 to 65535"))
        }
        _ => Ok(()),
    }
}

/// `[::1]:80` and `host:80`; a colon inside brackets belongs to the host.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_urls() {
        for text in [
            "http://100.102.199.98:3100",
            "https://grafana.sgl.as",
            "http://[::1]:8000",
            "HTTPS://x",
            "http://[fe80::1]/a",
        ] {
            assert_eq!(base(text).as_deref(), Ok(text));
        }
        assert_eq!(base("http://x:1/loki/").as_deref(), Ok("http://x:1/loki"));
        assert_eq!(page("https://x/a?b=c#d").as_deref(), Ok("https://x/a?b=c#d"));
    }

    #[test]
    fn bad_urls() {
        for text in [
            "",
            "grafana",
            "ftp://x",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://",
            "http:///x",
            "http://x:0",
            "http://x:65536",
            "http://x:abc",
            "http://x:",
            "http://a b",
            "http://a\nb",
            "http://user:pw@x",
            "http://user@x/",
            "http://-x",
            "http://[x]",
            "http://x?y",
            "http://x#y",
            "://x",
            "http://$(id)",
            "http://x\\@evil",
        ] {
            assert!(base(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn credentials_are_not_repeated() {
        let fault = base("https://ada:hunter2@x").unwrap_err();
        assert!(!format!("{fault:?}").contains("hunter2"));
    }
}
