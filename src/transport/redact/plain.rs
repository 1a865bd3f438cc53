//! Secrets in a line of text: assignments, headers, options, addresses, and tokens known by their shape.

use std::sync::{LazyLock, OnceLock};

use regex_lite::Regex;

use super::{Found, commands, names};

/// A name with what may stand between it and its value.
static ASSIGNED: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r#"([A-Za-z0-9_.\-]+)\\*["']?\]?[ \t]*(?:=>|:=|[=:])[ \t]*"#));

/// An option, and the word after it.
static OPTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r#"(?:^|[\s"'(\[,])(--?[A-Za-z0-9][A-Za-z0-9_.\-]+)["',]*[ \t]+["']?"#));

/// One word as a shell reads it, perhaps of several quoted parts; or one in escaped quotes.
static VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r#"^(?:\\+"[^"]*|\\+'[^']*|(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|\$\([^)]*\)|[^\s"'\\;&|<>`])+)"#,
    )
});

/// The kind of an HTTP credential; it may stay.
static SCHEME: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"^(?i:bearer|basic|token|digest|negotiate|apikey|splunk)[ \t]+"));

/// A shape that is a secret wherever it stands: what is in every text of the shape, and the
/// pattern. What is masked is the first group, or all.
type Shape = (&'static [&'static str], Later);

static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let shapes: [(&[&str], &str); 15] = [
        (&["://"], r#"[A-Za-z][A-Za-z0-9+.\-]*://([^\s/?#"'<>]+)@"#),
        (&["gh"], r"gh[a-z]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}"),
        (&["gl"], r"gl(?:pat|dt|rt|ptt|oas|cbt|ft|soat|agent|imt|ffct)-[A-Za-z0-9_\-.]{16,}"),
        (&["gl"], r"gls?[ac]_[A-Za-z0-9+/=_]{16,}"),
        (&["xox", "xapp"], r"xox[a-z]-[A-Za-z0-9\-]{10,}|xapp-[A-Za-z0-9\-]{10,}"),
        (&["hooks."], r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9/_\-*]+)"),
        (&["webhooks"], r"discord(?:app)?\.com/api/webhooks/([A-Za-z0-9/_\-*]+)"),
        (&["telegram"], r"api\.telegram\.org/bot([A-Za-z0-9:_\-*]+)"),
        (&["k_", "k-", "sec_"], r"\b[spr]k[_\-][A-Za-z0-9_\-]{20,}|\bwhsec_[A-Za-z0-9]{16,}"),
        (&["A"], r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[A-Za-z0-9_\-]{30,}"),
        (
            &["npm_", "_pat_", "hv"],
            r"\bnpm_[A-Za-z0-9]{30,}|\bdckr_pat_[A-Za-z0-9_\-]{16,}|\bhv[sb]\.[A-Za-z0-9_\-]{16,}",
        ),
        (&["eyJ"], r"\beyJ[A-Za-z0-9_\-]{10,}(?:\.[A-Za-z0-9_\-]+)*"),
        // What crypt(3) and htpasswd make of a password; compose doubles each `$`.
        (
            &["$", "{SHA}"],
            r"\${1,2}(?:apr1|1|2[abxy]?|5|6|7|y|gy|argon2\w+)\${1,2}[A-Za-z0-9./$=,+]{16,}|\{SHA\}[A-Za-z0-9+/=]{20,}",
        ),
        (&[".access"], r"\b[0-9a-f]{32}\.access\b"),
        (
            &["earer", "asic", "EARER", "ASIC"],
            r"\b(?i:bearer|basic)[ \t]+([A-Za-z0-9._~+/=\-]*[0-9A-Z=_][A-Za-z0-9._~+/=\-]*)",
        ),
    ];
    shapes.into_iter().map(|(needles, shape)| (needles, Later::new(shape))).collect()
});

/// A pattern that is compiled when a text may fit it: most commands meet none.
pub(super) struct Later(String, OnceLock<Option<Regex>>);

impl Later {
    pub(super) fn new(pattern: impl Into<String>) -> Self {
        Self(pattern.into(), OnceLock::new())
    }

    pub(super) fn regex(&self) -> Option<&Regex> {
        self.1.get_or_init(|| regex(&self.0)).as_ref()
    }
}

/// `None` never happens for what is written in this file, which a test asserts.
pub(super) fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

pub(super) fn look(line: &str, offset: usize, found: &mut Found) {
    if line.len() < 6 {
        return;
    }
    let mut add = |start: usize, end: usize| found.add(offset + start..offset + end);
    if names::may_be_in(line) && !is_name_service(line) {
        assigned(line, &mut add);
        options(line, &mut add);
    }
    commands::look(line, &mut add);
    for (needles, shape) in SHAPES.iter() {
        if !needles.iter().any(|needle| line.contains(needle)) {
            continue;
        }
        for captures in shape.regex().into_iter().flat_map(|shape| shape.captures_iter(line)) {
            if let Some(all) = captures.get(1).or_else(|| captures.get(0))
                // Whose checkout it is, not a secret: `ssh://git@…`.
                && all.as_str() != "git"
            {
                add(all.start(), all.end());
            }
        }
    }
}

/// A line of nsswitch.conf(5), which tells where users are looked up, not a password.
fn is_name_service(line: &str) -> bool {
    const SERVICES: [&str; 9] =
        ["files", "compat", "db", "systemd", "nis", "nisplus", "sss", "ldap", "winbind"];
    line.strip_prefix("passwd:").is_some_and(|services| {
        services.split_whitespace().all(|service| SERVICES.contains(&service))
    })
}

/// `NAME=value`, `name: value`, `"name": "value"`.
fn assigned(line: &str, add: &mut impl FnMut(usize, usize)) {
    let mut from = 0;
    while let Some(captures) = ASSIGNED.as_ref().and_then(|regex| regex.captures_at(line, from))
        && let (Some(all), Some(name)) = (captures.get(0), captures.get(1))
    {
        from = all.end();
        if !names::is_secret(name.as_str()) {
            continue;
        }
        let start = from
            + SCHEME
                .as_ref()
                .and_then(|regex| regex.find(&line[from..]))
                .map_or(0, |scheme| scheme.end());
        let end = start + extent(line, name.start(), name.as_str(), start);
        from = end.max(from);
        let (start, end) = without_quotes(line, start, end);
        add(start, end);
    }
}

/// The length of the value at `start`, whose name begins at `name_at`.
fn extent(line: &str, name_at: usize, name: &str, start: usize) -> usize {
    let before = &line[..name_at];
    let rest = &line[start..];
    // `"NAME=a b"`: the quote is around both.
    if let Some(quote) = before.chars().next_back().filter(|c| ['"', '\''].contains(c))
        && !line[name_at + name.len()..start].contains(quote)
    {
        return quoted_end(rest, quote, before.ends_with("\\\"") || before.ends_with("\\'"));
    }
    let opening = before.trim().trim_start_matches("export").trim_start_matches("- ");
    let first_in_line = opening.trim().is_empty();
    if first_in_line || (names::is_header(name) && line[name_at + name.len()..start].contains(':'))
    {
        return rest.len();
    }
    VALUE.as_ref().and_then(|regex| regex.find(rest)).map_or(0, |value| value.end())
}

/// Where the text that was opened with `quote` ends.
fn quoted_end(rest: &str, quote: char, escaped: bool) -> usize {
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        if c == quote && (escaped || quote == '\'' || before != '\\') {
            return at - usize::from(escaped && before == '\\');
        }
        before = if before == '\\' && c == '\\' { ' ' } else { c };
    }
    rest.len()
}

/// `--password value`
fn options(line: &str, add: &mut impl FnMut(usize, usize)) {
    let mut from = 0;
    while let Some(captures) = OPTION.as_ref().and_then(|regex| regex.captures_at(line, from))
        && let (Some(all), Some(name)) = (captures.get(0), captures.get(1))
    {
        // The next option may begin with the blank that ends this one.
        from = name.end();
        let start = all.end() - usize::from(all.as_str().ends_with(['"', '\'']));
        let rest = &line[start..];
        if names::is_flag(name.as_str())
            && !rest.starts_with('-')
            && let Some(value) = VALUE.as_ref().and_then(|regex| regex.find(rest))
        {
            let (start, end) = without_quotes(line, start, start + value.end());
            add(start, end);
        }
    }
}

/// Quotes around a value may stay, so that one sees where it was.
pub(super) fn without_quotes(line: &str, start: usize, end: usize) -> (usize, usize) {
    let value = &line[start..end];
    let inner = value.trim_start_matches('\\');
    let open = if inner.starts_with(['"', '\'']) { value.len() - inner.len() + 1 } else { 0 };
    if open == 0 {
        return (start, end);
    }
    let close = usize::from(value.len() > open && value.ends_with(['"', '\'']));
    (start + open, end - close)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        assert!([&ASSIGNED, &OPTION, &VALUE, &SCHEME].iter().all(|regex| regex.is_some()));
        assert!(SHAPES.iter().all(|(_, shape)| shape.regex().is_some()));
    }
}
