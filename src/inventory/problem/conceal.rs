//! Blanks out what may be a secret in a line that is about to be shown.
//!
//! The very line that is wrong because a secret was written into it would
//! otherwise put that secret on a terminal or into the log of a build.

use strsim::osa_distance;

/// The line's characters, one for one, with stars in place of possible secrets.
pub(super) fn conceal(line: &str) -> Vec<char> {
    let mut shown: Vec<char> = line.chars().collect();
    conceal_credentials(&mut shown);
    for equals in 0..shown.len() {
        if shown[equals] == '='
            && is_secret(&key_before(&shown[..equals]))
            && !is_reference(&shown[equals + 1..])
        {
            stars(&mut shown[equals + 1..]);
            break;
        }
    }
    shown
}

/// A message that may repeat a URL.
pub(crate) fn without_credentials(message: &str) -> String {
    let mut shown: Vec<char> = message.chars().collect();
    conceal_credentials(&mut shown);
    shown.into_iter().collect()
}

/// `https://user:password@host`
fn conceal_credentials(shown: &mut [char]) {
    let mut at = 0;
    while at + 3 <= shown.len() {
        if shown[at..at + 3] == [':', '/', '/'] {
            let authority = at + 3;
            let end = shown[authority..]
                .iter()
                .position(|c| " \t/\"'?#".contains(*c))
                .map_or(shown.len(), |end| authority + end);
            if let Some(credentials) = shown[authority..end].iter().rposition(|&c| c == '@') {
                stars(&mut shown[authority..authority + credentials]);
            }
            at = end.max(authority);
        } else {
            at += 1;
        }
    }
}

fn stars(chars: &mut [char]) {
    for c in chars.iter_mut().filter(|c| !c.is_whitespace()) {
        *c = '*';
    }
}

/// The key that ends here: `grafana."token" ` and what is left of it.
fn key_before(chars: &[char]) -> String {
    let key = chars.iter().rev().take_while(|c| !",{=[".contains(**c)).take(128);
    let key: Vec<char> = key.copied().filter(|c| !c.is_whitespace()).collect();
    key.into_iter().rev().flat_map(char::to_lowercase).collect()
}

/// Whether a part of a dotted key calls for a secret, typing mistakes included.
fn is_secret(key: &str) -> bool {
    const PARTS: [&str; 8] =
        ["token", "secret", "passw", "pwd", "credential", "apikey", "api_key", "api-key"];
    const WHOLE: [&str; 4] = ["token", "client_id", "client_secret", "password"];
    let mut words = key.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
    PARTS.iter().any(|part| key.contains(part))
        || words.any(|word| WHOLE.iter().any(|whole| osa_distance(word, whole) <= 2))
}

fn is_reference(value: &[char]) -> bool {
    let start: String = value.iter().skip_while(|c| c.is_whitespace()).take(6).collect();
    ["env:", "file:", "cmd:"].iter().any(|kind| {
        ['"', '\'']
            .iter()
            .any(|&quote| start.strip_prefix(quote).is_some_and(|start| start.starts_with(kind)))
    })
}

#[cfg(test)]
mod tests {
    use super::conceal;

    fn shown(line: &str) -> String {
        conceal(line).into_iter().collect()
    }

    #[test]
    fn values_of_secret_keys_are_blanked() {
        for line in [
            "token = \"hunter2\"",
            "token=hunter2",
            "tokn = 'hunter2'",
            "grafana.\"token\" = \"hunter2\"",
            "grafana = { url = \"https://x\", token = \"hunter2\" }",
            "client_secret = \"hunter2 # hunter2",
            "api_key = \"hunter2\"",
            "url = \"https://ada:hunter2@host/\"",
            "a = { token = \"env:X\", password = \"hunter2\" }",
        ] {
            let out = shown(line);
            assert!(!out.contains("hunter2"), "{out}");
            assert_eq!(out.chars().count(), line.chars().count());
        }
    }

    #[test]
    fn the_rest_is_shown() {
        for line in [
            "token = \"env:GRAFANA_TOKEN\"",
            "url = \"https://x/@me\"",
            "host = \"toucan\"",
            "team = 'x' # =",
            "",
            "=",
        ] {
            assert_eq!(shown(line), line);
        }
    }
}
