//! What `ssh` is told to connect to: addresses, users and ports that it cannot take for anything else.

use super::Fault;
use super::name::called;

/// A name of DNS or of the ssh configuration, or an IP address.
///
/// `ssh` would read a leading `-` as an option, `user@…` and `ssh://…` as more
/// than an address; and `%h` carries it into the `ProxyCommand` of the user's
/// configuration, which a shell runs: hence an allow list.
pub(crate) fn address(text: &str) -> Result<String, Fault> {
    if text.is_empty() {
        return Err(Fault::new("an address may not be empty")
            .help("leave `address` out to use the host's name"));
    }
    if text.contains("://") {
        return Err(Fault::new("an address, not a URL")
            .help("write the bare name or IP address; the port goes into `port`"));
    }
    if let Some((_, host)) = text.rsplit_once('@') {
        let host = super::text::visible(host);
        return Err(Fault::new("an address may not contain `@`")
            .help(format!("write address = \"{host}\" and the user into `user`")));
    }
    if text.starts_with('[') {
        return Err(Fault::new("an IPv6 address is written without brackets")
            .help("the port goes into `port`"));
    }
    if let Some((host, port)) = text.split_once(':')
        && !port.contains(':')
    {
        let (host, port) = (super::text::visible(host), super::text::visible(port));
        return Err(Fault::new("an address may not contain a port")
            .help(format!("write address = \"{host}\" and port = {port}")));
    }
    if let Some(c) = text.chars().find(|&c| !(c.is_alphanumeric() || "._-:%".contains(c))) {
        return Err(Fault::new(format!("an address may not contain {}", called(c))));
    }
    if text.contains('%') && !text.contains(':') {
        return Err(Fault::new("an address may not contain `%`"));
    }
    if text.starts_with(['-', '.', '%']) {
        return Err(Fault::new(format!(
            "an address may not begin with `{}`",
            text.chars().take(1).collect::<String>()
        )));
    }
    if text.len() > 253 {
        return Err(Fault::new("an address may not be longer than 253 bytes"));
    }
    Ok(text.to_owned())
}

/// A login name; `user@domain` and `DOMAIN\user` of directory services pass, shell syntax does not.
pub(crate) fn user(text: &str) -> Result<String, Fault> {
    let help = "the login name on the host, such as \"deploy\"";
    let fault = if text.is_empty() {
        "a user may not be empty".to_owned()
    } else if let Some(c) = text.chars().find(|&c| !(c.is_alphanumeric() || "._-+@\\".contains(c)))
    {
        format!("a user may not contain {}", called(c))
    } else if text.starts_with('-') || text.ends_with('\\') {
        "a user may neither begin with `-` nor end with `\\`".to_owned()
    } else if text.len() > 255 {
        "a user may not be longer than 255 bytes".to_owned()
    } else {
        return Ok(text.to_owned());
    };
    Err(Fault::new(fault).help(help))
}

pub(crate) fn port(number: i64) -> Result<u16, Fault> {
    match u16::try_from(number) {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(Fault::new(format!("{number} is not a port")).help("ports go from 1 to 65535")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_every_kind() {
        for text in [
            "toucan",
            "toucan.sgl.as",
            "10.0.0.5",
            "fe80::1%eth0",
            "::1",
            "my_alias",
            "bücher.example",
            "local",
        ] {
            assert_eq!(address(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_ssh_would_read_as_something_else_is_refused() {
        for text in [
            "",
            "-oProxyCommand=id",
            "root@toucan",
            "ssh://toucan",
            "toucan:22",
            "[::1]",
            "a b",
            "a\nb",
            "a\0",
            "$(id)",
            "`id`",
            "a;id",
            "a|id",
            "a'b",
            "%h",
            "a/b",
            "a,b",
            ".",
            "a\u{202e}",
            "@",
        ] {
            assert!(address(text).is_err(), "{text:?}");
        }
        let fault = address("root@toucan").unwrap_err();
        assert_eq!(fault.help.unwrap(), "write address = \"toucan\" and the user into `user`");
        let fault = address("toucan:2222").unwrap_err();
        assert_eq!(fault.help.unwrap(), "write address = \"toucan\" and port = 2222");
    }

    #[test]
    fn users() {
        for text in ["stefan", "deploy-1", "ada@example.com", "CORP\\ada", "_x"] {
            assert_eq!(user(text).as_deref(), Ok(text));
        }
        for text in ["", "-l", "a b", "a\n", "$(id)", "a;b", "a\\", "a'", "a\u{1b}", "a/b", "a:b"] {
            assert!(user(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn ports() {
        assert_eq!(port(22), Ok(22));
        assert_eq!(port(65535), Ok(65535));
        for number in [0, -1, 65536, i64::MAX] {
            assert!(port(number).is_err());
        }
    }
}
