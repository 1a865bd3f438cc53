//! The inventory as a recording keeps it: references to secrets stay, whatever else looks like one goes.

use crate::transport::redact::redact;

/// An inventory has no secret in a value, or it was refused; comments and commands may.
pub(super) fn safe(text: &str) -> String {
    text.split_inclusive('\n').map(line).collect()
}

fn line(line: &str) -> String {
    let reference = line.split_once('=').is_some_and(|(key, value)| {
        let plain_key =
            key.trim().chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let value = value.trim_start();
        plain_key
            && ["\"env:", "\"file:", "'env:", "'file:"].iter().any(|kind| value.starts_with(kind))
    });
    match line.split_once("cmd:") {
        _ if reference => line.to_owned(),
        Some((before, command)) if !before.trim_start().starts_with('#') => {
            // The quote ends the command, as it ended the value.
            format!("{before}cmd:{}", redact(&format!(" {command}")).trim_start_matches(' '))
        }
        _ => redact(line).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stay_and_secrets_go() {
        let text = "[grafana]\ntoken = \"env:GRAFANA_TOKEN\"\nurl = \"https://x\"\n# token = \"glsa_abc\"\n";
        let kept = safe(text);
        assert!(
            kept.starts_with(
                "[grafana]\ntoken = \"env:GRAFANA_TOKEN\"\nurl = \"https://x\"\n# token = \"****"
            ),
            "{kept}"
        );
        assert_eq!(kept.len(), text.len());
        let command = "token = \"cmd:vault --token s3cret read x\"\n";
        assert_eq!(safe(command), "token = \"cmd:vault --token ****** read x\"\n");
    }
}
