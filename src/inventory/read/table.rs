//! A TOML table that remembers which of its keys were asked for: the others are unknown.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Reading, dotted};
use crate::inventory::setting::{Sourced, Value};
use crate::inventory::value::{Fault, name::name, text::visible};

#[derive(Debug)]
pub(crate) struct Table<'t> {
    /// Dotted; empty for the file itself.
    pub(crate) path: String,
    /// Where it is opened, for what is missing in it.
    pub(crate) span: Range<usize>,
    entries: &'t DeTable<'t>,
    asked: Vec<&'static str>,
}

/// A table inside a table, under a name of the user's choice.
#[derive(Debug)]
pub(crate) struct Named<'t> {
    pub(crate) name: &'t str,
    pub(crate) name_span: Range<usize>,
    pub(crate) table: Table<'t>,
}

impl Named<'_> {
    /// The name, if it may be one.
    pub(crate) fn checked_name(&self, reading: &mut Reading<'_>, section: &str) -> Option<String> {
        let fault = match name(self.name) {
            Ok(name) => return Some(name),
            Err(fault) => fault,
        };
        reading.error(
            &self.name_span,
            Fault { message: format!("{section}: {}", fault.message), ..fault },
        );
        None
    }
}

impl<'t> Table<'t> {
    pub(crate) fn root(entries: &'t DeTable<'t>) -> Self {
        Self { path: String::new(), span: 0..0, entries, asked: Vec::new() }
    }

    /// The dotted name of a key in this table.
    pub(crate) fn key(&self, key: &str) -> String {
        dotted(&self.path, key)
    }

    fn find(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// The value under `key`, checked by `kind`; `None` when it is not there or wrong.
    pub(crate) fn given<T>(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        kind: impl FnOnce(&DeValue<'_>) -> Result<T, Fault>,
    ) -> Option<Sourced<T>> {
        let found = self.find(key)?;
        match kind(found.get_ref()) {
            Ok(value) => Some(Sourced { value, origin: reading.line_of(&found.span()) }),
            Err(fault) => {
                reading.error(&found.span(), self.about(key, fault));
                None
            }
        }
    }

    /// As [`Self::given`], and listed among the settings.
    pub(crate) fn read<T>(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        kind: impl FnOnce(&DeValue<'_>) -> Result<T, Fault>,
    ) -> Option<T>
    where
        for<'v> Value: From<&'v T>,
    {
        let found = self.given(reading, key, kind)?;
        Some(reading.show(self.key(key), found))
    }

    /// As [`Self::read`], for a key that must be there.
    pub(crate) fn required<T>(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        example: &str,
        kind: impl FnOnce(&DeValue<'_>) -> Result<T, Fault>,
    ) -> Option<T>
    where
        for<'v> Value: From<&'v T>,
    {
        if !self.has(key) {
            let fault = Fault::missing(format!("[{}] lacks `{key}`", visible(&self.path)));
            reading.error(&self.span, fault.help(format!("such as {key} = {example}")));
        }
        self.read(reading, key, kind)
    }

    /// A list of texts, each with its own problems; a repeated one is worth a warning.
    pub(crate) fn list(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
        item: impl Fn(&str) -> Result<String, Fault>,
    ) -> Option<Sourced<Vec<String>>> {
        let found = self.find(key)?;
        let Some(items) = found.get_ref().as_array() else {
            let fault = wrong_type("a list of texts", found.get_ref())
                .help(format!("such as {key} = [\"a\", \"b\"]"));
            reading.error(&found.span(), self.about(key, fault));
            return None;
        };
        let mut value: Vec<String> = Vec::new();
        for entry in items.iter() {
            match text(&item)(entry.get_ref()) {
                Ok(text) if value.contains(&text) => {
                    let fault = Fault::new(format!("`{}` is listed twice", visible(&text)));
                    reading.warning(&entry.span(), self.about(key, fault));
                }
                Ok(text) => value.push(text),
                Err(fault) => reading.error(&entry.span(), self.about(key, fault)),
            }
        }
        Some(Sourced { value, origin: reading.line_of(&found.span()) })
    }

    /// The table under `key`.
    pub(crate) fn table(
        &mut self,
        reading: &mut Reading<'_>,
        key: &'static str,
    ) -> Option<Table<'t>> {
        let found = self.find(key)?;
        let path = self.key(key);
        open(reading, path, found)
    }

    /// The tables in this one, by name.
    pub(crate) fn into_named(self, reading: &mut Reading<'_>) -> Vec<Named<'t>> {
        let mut named = Vec::new();
        for (name, value) in self.entries {
            if let Some(table) = open(reading, self.key(name.get_ref()), value) {
                named.push(Named { name: name.get_ref(), name_span: name.span(), table });
            }
        }
        named
    }

    /// Names of the entries, whatever they are.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'t str> {
        self.entries.keys().map(|name| name.get_ref().as_ref())
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.keys().any(|name| name.get_ref() == key)
    }

    /// Where the value of `key` is; the table when it has none.
    pub(crate) fn span_of(&self, key: &str) -> Range<usize> {
        let found = self.entries.iter().find(|(name, _)| name.get_ref() == key);
        found.map_or_else(|| self.span.clone(), |(_, value)| value.span())
    }

    /// Reports every key that nobody asked for.
    pub(crate) fn finish(self, reading: &mut Reading<'_>) {
        for (name, value) in self.entries {
            let key = name.get_ref();
            if self.asked.iter().any(|asked| key == asked) {
                continue;
            }
            let what = if matches!(value.get_ref(), DeValue::Table(_)) { "table" } else { "key" };
            let fault = Fault::new(format!("unknown {what} `{}`", visible(&self.key(key))));
            reading.error(&name.span(), fault.one_of(key, &self.asked, "known here"));
        }
    }

    fn about(&self, key: &str, fault: Fault) -> Fault {
        Fault { message: format!("{}: {}", visible(&self.key(key)), fault.message), ..fault }
    }
}

fn open<'t>(
    reading: &mut Reading<'_>,
    path: String,
    value: &'t Spanned<DeValue<'t>>,
) -> Option<Table<'t>> {
    match value.get_ref() {
        DeValue::Table(entries) => {
            Some(Table { path, span: value.span(), entries, asked: Vec::new() })
        }
        other => {
            let fault = wrong_type("a table", other);
            let message = format!("{}: {}", visible(&path), fault.message);
            reading.error(
                &value.span(),
                Fault::new(message).help(format!("write it as [{}]", visible(&path))),
            );
            None
        }
    }
}

/// Text, checked by `parse`.
pub(crate) fn text<T>(
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> impl FnOnce(&DeValue<'_>) -> Result<T, Fault> {
    |value| match value {
        DeValue::String(text) => parse(text),
        other => Err(wrong_type("a text in quotes", other)),
    }
}

/// A length of time: text, though a bare number is read too, to be told that it lacks its unit.
pub(crate) fn time<T>(
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> impl FnOnce(&DeValue<'_>) -> Result<T, Fault> {
    |value| match value {
        DeValue::Integer(number) => parse(number.as_str()),
        other => text(parse)(other),
    }
}

/// A whole number, checked by `parse`.
pub(crate) fn integer<T>(
    parse: impl FnOnce(i64) -> Result<T, Fault>,
) -> impl FnOnce(&DeValue<'_>) -> Result<T, Fault> {
    |value| match value {
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => parse(number),
            Err(_) => Err(Fault::new("the number is too large")),
        },
        other => Err(wrong_type("a whole number", other)),
    }
}

pub(crate) fn boolean(value: &DeValue<'_>) -> Result<bool, Fault> {
    value.as_bool().ok_or_else(|| wrong_type("true or false", value))
}

fn wrong_type(wanted: &str, found: &DeValue<'_>) -> Fault {
    let found = match found {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Fault::new(format!("expected {wanted}, found {found}"))
}
