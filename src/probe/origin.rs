//! Reads the address of a remote out of git's configuration, without the credentials in it.

/// `line` is what stands in the file, such as `url = "https://…" ; comment`.
pub(super) fn from_config_line(line: &str) -> Option<String> {
    let (_, value) = line.split_once('=')?;
    let url = unquoted(value.trim());
    (!url.is_empty()).then(|| without_credentials(&url))
}

/// git's quoting: double quotes, backslashes, comments after `#` or `;`.
fn unquoted(value: &str) -> String {
    let mut text = String::new();
    let mut quoted = false;
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            '\\' => text.extend(characters.next()),
            '#' | ';' if !quoted => break,
            _ => text.push(character),
        }
    }
    text.trim().to_owned()
}

/// A user name stays where it is part of the address (ssh); passwords and tokens go.
pub(super) fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let web = scheme.to_ascii_lowercase().starts_with("http");
    // Tokens are found in queries too, which no forge needs.
    let rest = if web { rest.split(['?', '#']).next().unwrap_or_default() } else { rest };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (user, host, path) = match authority.rsplit_once('@') {
        Some((user, host)) => (user, host, path),
        // A password with an unescaped slash: all up to the `@` belongs to it.
        None if has_no_port(authority) && path.contains('@') => {
            let after = path.rsplit_once('@').map_or("", |(_, after)| after);
            let (host, path) = after.split_at(after.find('/').unwrap_or(after.len()));
            (authority, host, path)
        }
        None => return format!("{scheme}://{authority}{path}"),
    };
    let name = user.split(':').next().unwrap_or_default();
    if web || name.is_empty() {
        format!("{scheme}://{host}{path}")
    } else {
        format!("{scheme}://{name}@{host}{path}")
    }
}

/// `name:word` where the word is no port number.
fn has_no_port(authority: &str) -> bool {
    authority
        .split_once(':')
        .is_some_and(|(_, port)| !port.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn credentials_are_removed() {
        for (url, expected) in [
            ("https://github.com/sgl-as/phone.git", "https://github.com/sgl-as/phone.git"),
            ("https://stefan:s3cret@github.com/a/b", "https://github.com/a/b"),
            ("https://ghp_s3cret@github.com/a/b", "https://github.com/a/b"),
            ("https://x:s3cret@forge.sgl.as:8443/a/b", "https://forge.sgl.as:8443/a/b"),
            ("https://x:s3/cret@forge.sgl.as/a/b", "https://forge.sgl.as/a/b"),
            ("https://x:a@s3cret@forge.sgl.as/a/b", "https://forge.sgl.as/a/b"),
            ("https://forge.sgl.as/a/b?private_token=s3cret", "https://forge.sgl.as/a/b"),
            ("HTTP://u:s3cret@h/a", "HTTP://h/a"),
            ("https://forge.sgl.as:8443/@scope/b", "https://forge.sgl.as:8443/@scope/b"),
            ("ssh://git:s3cret@gitea.sgl.as:2222/a/b.git", "ssh://git@gitea.sgl.as:2222/a/b.git"),
            ("ssh://git@gitea.sgl.as:2222/a/b.git", "ssh://git@gitea.sgl.as:2222/a/b.git"),
            ("git@github.com:sgl-as/phone.git", "git@github.com:sgl-as/phone.git"),
            ("/srv/git/phone.git", "/srv/git/phone.git"),
        ] {
            assert_eq!(without_credentials(url), expected);
        }
    }

    #[test]
    fn the_line_is_read_as_git_reads_it() {
        let url = |line| from_config_line(line);
        assert_eq!(url("url = git@github.com:a/b.git"), Some("git@github.com:a/b.git".into()));
        assert_eq!(url("URL=\"https://u:s3cret@h/a b\" ; old"), Some("https://h/a b".into()));
        assert_eq!(url("url = https://h/a # old"), Some("https://h/a".into()));
        assert_eq!(url("url ="), None);
        assert_eq!(url("url"), None);
    }

    proptest! {
        #[test]
        fn no_password_stays(user in "[a-z]{1,8}", secret in "[A-Z0-9/@%:]{6,20}", path in "[a-z/]{0,10}") {
            let shown = without_credentials(&format!("https://{user}:X{secret}@forge.sgl.as/{path}"));
            prop_assert!(!shown.contains(&secret), "{}", shown);
        }

        #[test]
        fn any_line_is_read_without_panic(line in ".*") {
            from_config_line(&line);
        }
    }
}
