//! Whether the inventory takes a value, for whoever is about to write one.

use super::ContainerPattern;
use super::value::{self, address, name, remote_directory, text, url};

/// What the value is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Of a host, a stack or an app.
    Name,
    /// What `ssh` connects to.
    Address,
    User,
    /// On a host.
    Directory,
    /// A title or another line for people.
    Line,
    /// The root of an API.
    Url,
    /// Which containers are apps.
    Pattern,
}

/// The reason, with advice where there is some, when the inventory refuses the value.
pub fn accept(kind: Kind, text: &str) -> Result<(), String> {
    let verdict: Result<(), value::Fault> = match kind {
        Kind::Name => name::name(text).map(drop),
        Kind::Address => address::address(text).map(drop),
        Kind::User => address::user(text).map(drop),
        Kind::Directory => remote_directory(text).map(drop),
        Kind::Line => text::line(text).map(drop),
        Kind::Url => url::base(text).map(drop),
        Kind::Pattern => ContainerPattern::parse(text).map(drop),
    };
    verdict.map_err(|fault| match fault.help {
        Some(help) => format!("{} ({help})", fault.message),
        None => fault.message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_its_reason_and_advice() {
        assert_eq!(accept(Kind::Name, "web-1"), Ok(()));
        assert_eq!(
            accept(Kind::Address, "ada@web-1"),
            Err("an address may not contain `@` (write address = \"web-1\" and the user into `user`)".into())
        );
        for kind in [Kind::Name, Kind::Address, Kind::User, Kind::Directory, Kind::Line] {
            assert!(accept(kind, "").is_err() || kind == Kind::Line, "{kind:?}");
            assert!(accept(kind, "a\nb").is_err(), "{kind:?}");
        }
        assert!(accept(Kind::Pattern, "sgos-app").is_err());
        assert!(accept(Kind::Url, "toucan:3100").is_err());
    }
}
