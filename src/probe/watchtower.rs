//! How Watchtower is set, from the inspect of its container. Its secrets are not taken over.

use serde_json::Value;

/// What decides when it looks for new images.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WatchtowerSettings {
    /// Six fields, seconds first, or `@every 1h` and its like.
    pub schedule: Option<String>,
    pub interval_seconds: Option<u64>,
    /// `TZ` of the container; without it UTC.
    pub zone: Option<String>,
    /// Updates are asked for over HTTP, which switches the schedule off…
    pub api_update: bool,
    /// …unless this is set.
    pub periodic_polls: bool,
    pub run_once: bool,
}

/// By the label that its image carries, or by the name of the image's repository.
pub fn is_watchtower(image: &str, label: Option<&str>) -> bool {
    let without_digest = image.split('@').next().unwrap_or_default();
    let name = without_digest.rsplit('/').next().unwrap_or_default();
    label == Some("true") || name.split(':').next() == Some("watchtower")
}

/// `None` for any other container.
pub(super) fn settings(item: &Value) -> Option<WatchtowerSettings> {
    let config = &item["Config"];
    let label = config["Labels"]["com.centurylinklabs.watchtower"].as_str();
    if !is_watchtower(config["Image"].as_str().unwrap_or_default(), label) {
        return None;
    }
    let mut settings = WatchtowerSettings::default();
    for (key, value) in texts(&config["Env"]).filter_map(|line| line.split_once('=')) {
        variable(&mut settings, key, value);
    }
    let mut arguments = texts(&item["Args"]).peekable();
    while let Some(argument) = arguments.next() {
        let (flag, inside) = match argument.split_once('=') {
            Some((flag, value)) => (flag, Some(value)),
            None => (argument, None),
        };
        let key = match flag {
            "--schedule" | "-s" => "WATCHTOWER_SCHEDULE",
            "--interval" | "-i" => "WATCHTOWER_POLL_INTERVAL",
            "--run-once" | "-R" => "WATCHTOWER_RUN_ONCE",
            "--http-api-update" => "WATCHTOWER_HTTP_API_UPDATE",
            "--http-api-periodic-polls" => "WATCHTOWER_HTTP_API_PERIODIC_POLLS",
            _ => continue,
        };
        let takes_value = matches!(flag, "--schedule" | "-s" | "--interval" | "-i");
        let next = || if takes_value { arguments.next().unwrap_or_default() } else { "true" };
        let value = inside.unwrap_or_else(next);
        variable(&mut settings, key, value);
    }
    Some(settings)
}

fn variable(settings: &mut WatchtowerSettings, key: &str, value: &str) {
    let value = value.trim();
    let text = || (!value.is_empty()).then(|| value.to_owned());
    let is_set = || matches!(value.to_ascii_lowercase().as_str(), "true" | "1" | "t");
    match key {
        "TZ" => settings.zone = text(),
        "WATCHTOWER_SCHEDULE" => settings.schedule = text(),
        "WATCHTOWER_POLL_INTERVAL" => settings.interval_seconds = value.parse().ok(),
        "WATCHTOWER_RUN_ONCE" => settings.run_once = is_set(),
        "WATCHTOWER_HTTP_API_UPDATE" => settings.api_update |= is_set(),
        "WATCHTOWER_HTTP_API_ENDPOINTS" => {
            settings.api_update |=
                value.split(',').any(|name| matches!(name.trim(), "update" | "all"));
        }
        "WATCHTOWER_HTTP_API_PERIODIC_POLLS" => settings.periodic_polls = is_set(),
        _ => {}
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(env: &[&str], args: &[&str]) -> WatchtowerSettings {
        let item = json!({
            "Args": args,
            "Config": {"Image": "nickfedor/watchtower:1.21.0", "Env": env},
        });
        settings(&item).unwrap()
    }

    #[test]
    fn which_containers_are_watchtower() {
        for image in [
            "containrrr/watchtower",
            "ghcr.io/nicholas-fedor/watchtower:latest",
            "r:5000/watchtower@sha256:ab",
            "watchtower",
        ] {
            assert!(is_watchtower(image, None), "{image}");
        }
        for image in ["watchtower-ui", "x/watchtower-exporter:1", "watchtower/agent", ""] {
            assert!(!is_watchtower(image, None), "{image}");
        }
        assert!(is_watchtower("sha256:0123", Some("true")));
    }

    #[test]
    fn variables_and_flags() {
        let set = read(
            &[
                "WATCHTOWER_SCHEDULE=0 0 4 * * *",
                "TZ=Europe/Oslo",
                "WATCHTOWER_HTTP_API_TOKEN=s3cret",
            ],
            &[],
        );
        assert_eq!(set.schedule.as_deref(), Some("0 0 4 * * *"));
        assert_eq!(set.zone.as_deref(), Some("Europe/Oslo"));
        assert!(!format!("{set:?}").contains("s3cret"));
        let set = read(
            &["WATCHTOWER_POLL_INTERVAL=300"],
            &["--interval", "600", "--http-api-update", "--run-once=false"],
        );
        assert_eq!((set.interval_seconds, set.api_update, set.run_once), (Some(600), true, false));
        let set = read(&["WATCHTOWER_HTTP_API_ENDPOINTS=metrics, update"], &["--schedule"]);
        assert_eq!((set.api_update, set.schedule), (true, None));
        assert_eq!(settings(&json!({"Config": {"Image": "nginx"}})), None);
    }
}
