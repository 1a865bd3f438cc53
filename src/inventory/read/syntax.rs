//! Reports what is not even TOML, in words that name the usual mistake.

use super::Reading;
use crate::inventory::value::Fault;

pub(crate) fn report_syntax(reading: &mut Reading<'_>, errors: &[toml::de::Error]) {
    let mut seen = Vec::new();
    for error in errors {
        let end = reading.source.text.len();
        let span = error.span().unwrap_or(end..end);
        let place = (span.start, error.message());
        if !seen.contains(&place) {
            seen.push(place);
            reading.broken(&span, fault(error.message()));
        }
        // One broken bracket can make nonsense of everything after it.
        if seen.len() == MOST {
            break;
        }
    }
}

const MOST: usize = 20;

/// Nothing of the file is repeated: it may be a secret that lost its quotes.
fn fault(message: &str) -> Fault {
    if message.starts_with("invalid boolean") || message.starts_with("string values must be quoted")
    {
        return Fault::new("a text needs quotes")
            .help("\"…\"; true, false and numbers stand without");
    }
    match message {
        "duplicate key" => Fault::new("this was already said")
            .help("every key and every [table] may be written once"),
        other => Fault::new(other),
    }
}
