//! Which names are those of secrets: of variables, keys, headers and options.

/// Anywhere in a name that is written in lower case without `_`, `-` and `.`.
const PARTS: [&str; 22] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "authkey",
    "accountkey",
    "credential",
    "dsn",
    "jwtassertion",
    "accessclientid",
    "webhook",
    "basicauth",
    "signature",
];

/// As one of a name's words.
const WORDS: [&str; 8] = ["pass", "pw", "pat", "jwt", "auth", "authorization", "cookie", "sig"];

/// What follows is where the secret is to be found, not the secret.
const PLACES: [&str; 5] = ["file", "path", "dir", "stdin", "folder"];

/// Whether what is called so is a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let words: Vec<String> = words(name).collect();
    if words.last().is_some_and(|last| PLACES.contains(&last.as_str())) {
        return false;
    }
    let whole = words.concat();
    PARTS.iter().any(|part| whole.contains(part))
        || words.iter().any(|word| WORDS.contains(&word.as_str()))
        || (words.len() > 1 && words.last().is_some_and(|last| last == "key") && is_loud(name))
}

/// Whether a name of a secret may be somewhere in the text: quick, and never wrongly no.
pub(super) fn may_be_in(text: &str) -> bool {
    let plain: String = text
        .chars()
        .filter(|c| !['_', '-', '.'].contains(c))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    PARTS.iter().chain(&WORDS).chain(&["key"]).any(|part| plain.contains(part))
}

/// Whether the header of that name is one whose value goes on to the end of the line.
pub(super) fn is_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("authorization")
        || name.ends_with("cookie")
        || name.starts_with("x-")
        || name.starts_with("cf-")
}

/// `--password`, `-token`: the next word is the secret.
pub(super) fn is_flag(word: &str) -> bool {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-'));
    name.is_some_and(|name| {
        name.len() > 1
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
            && is_secret(name)
    })
}

/// `STRIPE_KEY` is a variable; `sort_key` need not be anything.
fn is_loud(name: &str) -> bool {
    !name.chars().any(|c| c.is_ascii_lowercase())
}

/// `dbPassword`, `DB_PASSWORD` and `db-password` have the same words.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let hump = c.is_ascii_uppercase() && before.is_ascii_lowercase();
        if !c.is_ascii_alphanumeric() || hump {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.into_iter().filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_in_every_style() {
        for name in [
            "PASSWORD",
            "db_password",
            "dbPassword",
            "DB-PASS",
            "SENTRY_DSN",
            "GITHUB_TOKEN",
            "X-Api-Key",
            "apiKey",
            "client_secret",
            "Cf-Access-Client-Secret",
            "CF_ACCESS_CLIENT_ID",
            "Authorization",
            "STRIPE_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "auth.token",
            "PGPASSWORD",
            "Set-Cookie",
            "SLACK_WEBHOOK_URL",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn other_names_are_left_alone() {
        for name in [
            "name",
            "key",
            "SandboxKey",
            "author",
            "author_date",
            "password_file",
            "TOKEN_FILE",
            "compass",
            "state",
            "sort_key",
            "com.docker.compose.project",
            "passed",
            "Image",
            "health",
        ] {
            assert!(!is_secret(name), "{name}");
        }
        assert!(
            is_flag("--password")
                && is_flag("-token")
                && !is_flag("--password=x")
                && !is_flag("password")
        );
    }
}
