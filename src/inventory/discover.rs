//! Which containers are apps, and what such an app is called.

use std::fmt;

use super::value::Fault;

/// Which containers are apps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discover {
    /// Containers whose name matches the pattern, on the hosts named (all when empty).
    Containers { pattern: ContainerPattern, hosts: Vec<String> },
    /// Every compose project is an app: the built-in inventory, or one that names neither a pattern nor apps.
    Projects,
    /// Only the apps named in the inventory.
    Nothing,
}

/// A container name with one `{app}` in it, such as `sgos-{app}-app`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerPattern {
    pub prefix: String,
    pub suffix: String,
}

const PLACEHOLDER: &str = "{app}";

impl ContainerPattern {
    /// The app that a container of this name belongs to.
    pub fn app<'a>(&self, container: &'a str) -> Option<&'a str> {
        let app = container.strip_prefix(&self.prefix)?.strip_suffix(&self.suffix)?;
        (!app.is_empty()).then_some(app)
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let example = "such as \"sgos-{app}-app\": `{app}` stands for the app's name";
        let Some((prefix, suffix)) = text.split_once(PLACEHOLDER) else {
            return Err(Fault::new("the pattern has no `{app}` in it").help(example));
        };
        if suffix.contains(PLACEHOLDER) {
            return Err(Fault::new("the pattern has more than one `{app}`").help(example));
        }
        // Docker: [a-zA-Z0-9][a-zA-Z0-9_.-]*
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        if let Some(other) = prefix.chars().chain(suffix.chars()).find(|&c| !allowed(c)) {
            return Err(Fault::new(format!("no container name has {other:?} in it")).help(example));
        }
        if prefix.starts_with(['_', '.', '-']) {
            return Err(
                Fault::new("a container name begins with a letter or a digit").help(example)
            );
        }
        Ok(Self { prefix: prefix.to_owned(), suffix: suffix.to_owned() })
    }
}

impl fmt::Display for ContainerPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{PLACEHOLDER}{}", self.prefix, self.suffix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_the_app_of_a_container() {
        let pattern = ContainerPattern::parse("sgos-{app}-app").unwrap();
        assert_eq!(pattern.to_string(), "sgos-{app}-app");
        assert_eq!(pattern.app("sgos-phone-app"), Some("phone"));
        assert_eq!(pattern.app("sgos--app"), None);
        assert_eq!(pattern.app("sgos-app"), None, "prefix and suffix may not overlap");
        assert_eq!(pattern.app("phone"), None);
        assert_eq!(ContainerPattern::parse("{app}").unwrap().app("phone"), Some("phone"));
    }

    #[test]
    fn a_pattern_needs_one_place_for_the_app() {
        for text in [
            "",
            "sgos-app",
            "{app}-{app}",
            "{ app }",
            "{app}{app}",
            "sgos/{app}",
            "-{app}",
            "{app}*",
        ] {
            assert!(ContainerPattern::parse(text).is_err(), "{text}");
        }
    }
}
