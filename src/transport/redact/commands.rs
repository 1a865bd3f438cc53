//! Secrets in the command lines of programs that take them in ways of their own.

use std::sync::LazyLock;

use super::plain::{Later, without_quotes};

/// A word of a command line, perhaps quoted.
const WORD: &str = r#"("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"';&|<>]+)"#;

/// Programs, and how they are given a secret; `{}` is the word that is one.
const WAYS: [(&str, &str); 12] = [
    (r"mysql\w*|mariadb[\w\-]*", r"-p{}"),
    (r"sshpass|docker[ \t]+login|podman[ \t]+login|mongo\w*|ncftp\w*|mysqlsh", r"-p[ \t]*{}"),
    (r"redis-cli|valkey-cli|keydb-cli", r"-a[ \t]*{}"),
    (r"curl|http|xh", r"(?:-u|-U|-a|--user|--proxy-user|--auth)[ \t=]*{}"),
    (r"lftp|ftp|smbclient", r"-[uU][ \t]*{}"),
    (r"ldap\w+", r"-w[ \t]*{}"),
    (r"mosquitto_\w+|zip|unzip|ipmitool", r"-P[ \t]*{}"),
    (r"7z\w?", r"-p{}"),
    (r"htpasswd", r"-\w*b\w*[ \t]+\S+[ \t]+\S+[ \t]+{}"),
    (r"openssl", r"(?:pass|-k|-K)[: \t]+{}"),
    (
        r"echo|printf",
        r"(?:-\w+[ \t]+)?{}[^|;&]*\|[^;&]*(?:--password-stdin|chpasswd|passwd|sudo[ \t]+-\w*S|--passphrase-fd|cryptsetup)",
    ),
    (r"wpa_passphrase", r"\S+[ \t]+{}"),
];

/// The beginnings of the programs' names, so that most lines are dismissed without a pattern.
static WAYS_TO_TELL: LazyLock<Vec<(Vec<&str>, Later)>> = LazyLock::new(|| {
    let compiled = |(programs, way): &(&'static str, &str)| {
        let names = programs.split('|').map(|name| {
            name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
        });
        let way = way.replace("{}", WORD);
        let pattern =
            format!(r#"(?:^|[\s/;&|('\x22])(?:{programs})(?:[ \t]+[^;&|\s]+)*?[ \t]+["']?{way}"#);
        (names.collect(), Later::new(pattern))
    };
    WAYS.iter().map(compiled).collect()
});

pub(super) fn look(line: &str, add: &mut impl FnMut(usize, usize)) {
    for (programs, way) in WAYS_TO_TELL.iter() {
        if !programs.iter().any(|name| line.contains(name)) {
            continue;
        }
        for captures in way.regex().into_iter().flat_map(|way| way.captures_iter(line)) {
            let Some(word) = captures.get(1) else { continue };
            let (start, end) = without_quotes(line, word.start(), word.end());
            // Of `user:password` the user may stay.
            let user = line[start..end].find([':', '%', ',']).map_or(0, |at| at + 1);
            add(if user < end - start { start + user } else { start }, end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        assert!(WAYS_TO_TELL.iter().all(|(_, way)| way.regex().is_some()));
    }
}
