//! The list of effective values, filled as the sections are read.

use crate::inventory::setting::{Origin, Setting, Value, quoted};

#[derive(Debug, Default)]
pub(crate) struct Settings {
    rows: Vec<Setting>,
}

impl Settings {
    pub(crate) fn add<T>(&mut self, key: String, value: &T, origin: Origin)
    where
        for<'v> Value: From<&'v T>,
    {
        self.rows.push(Setting { key, value: Value::from(value), origin });
    }

    pub(crate) fn into_rows(self) -> Vec<Setting> {
        self.rows
    }
}

/// `parent.name` as TOML writes it: quoted where it must be.
pub(crate) fn dotted(parent: &str, name: &str) -> String {
    let bare =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let name = if bare { name.to_owned() } else { quoted(name) };
    if parent.is_empty() { name } else { format!("{parent}.{name}") }
}

#[cfg(test)]
mod tests {
    use super::dotted;

    #[test]
    fn keys_are_quoted_where_toml_needs_it() {
        assert_eq!(dotted("", "hosts"), "hosts");
        assert_eq!(dotted("hosts", "toucan"), "hosts.toucan");
        assert_eq!(dotted("hosts", "web.example.com"), "hosts.\"web.example.com\"");
        assert_eq!(dotted("hosts", ""), "hosts.\"\"");
    }
}
