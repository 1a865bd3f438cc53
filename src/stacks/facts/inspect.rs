//! How containers are inspected: only what is needed, because labels and environments hold secrets.

use jiff::Timestamp;
use serde_json::Value;

use crate::probe::{self, Container};

/// A line `m RW SOURCE` for each bind mount, with unit separators, then `c` and a part of the inspect.
pub(in crate::stacks) const FORMAT: &str = concat!(
    r#"{{range .Mounts}}{{if eq .Type "bind"}}{{printf "m\x1f%v\x1f%s\n" .RW .Source}}{{end}}{{end}}"#,
    r#"c{"Id":{{json .Id}},"Name":{{json .Name}},"Image":{{json .Image}},"Created":{{json .Created}},"#,
    r#""State":{{json .State}},"RestartCount":{{json .RestartCount}},"Mounts":{{json .Mounts}},"#,
    r#""HostConfig":{"RestartPolicy":{{json .HostConfig.RestartPolicy}}},"#,
    r#""Config":{"Image":{{json .Config.Image}},"Labels":{"x":"""#,
    r#"{{range $key, $value := .Config.Labels}}{{if eq $key "com.docker.compose.project" "com.docker.compose.service" "com.docker.compose.container-number" "com.docker.compose.oneoff" "com.docker.compose.config-hash" "com.docker.compose.image" "com.docker.compose.depends_on" "com.docker.compose.project.working_dir"}},{{json $key}}:{{json $value}}{{end}}{{end}}}}}"#,
);

/// Each container that an answer in [`FORMAT`] tells of, with the sources of its bind mounts.
pub(in crate::stacks) fn containers(said: &str) -> Vec<(Container, Vec<String>)> {
    let documents = said.lines().filter_map(|line| line.strip_prefix('c'));
    let read = |document: &str| {
        let item: Value = serde_json::from_str(document).ok()?;
        let mounts = item["Mounts"].as_array().into_iter().flatten();
        let binds = mounts.filter(|mount| mount["Type"] == "bind");
        let sources = binds.filter_map(|mount| mount["Source"].as_str()).map(str::to_owned);
        Some((probe::of_inspect(&item)?, sources.collect()))
    };
    documents.filter_map(read).collect()
}

/// As `stat` writes it: `2026-11-24 17:54:30.123456789 +0000`.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let (day, rest) = text.split_once(' ')?;
    let clock = rest.split(' ').next()?;
    format!("{day}T{clock}Z").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_an_inspect_is_a_container() {
        let said = concat!(
            "m\u{1f}true\u{1f}/srv/x/prometheus.yml\n",
            r#"c{"Id":"0a","Name":"/m-grafana-1","Image":"sha256:1","Created":"2026-11-24T17:55:03.8Z","#,
            r#""State":{"Status":"exited","ExitCode":137,"StartedAt":"2026-11-24T17:55:08Z","FinishedAt":"2026-11-24T17:56:08Z"},"#,
            r#""RestartCount":4,"Mounts":[{"Type":"bind","Source":"/srv/x/prometheus.yml","RW":true},{"Type":"volume","Source":"/v"}],"#,
            r#""HostConfig":{"RestartPolicy":{"Name":"always"}},"Config":{"Image":"grafana","Labels":{"x":"","com.docker.compose.service":"grafana"}}}"#,
            "\n\nc{broken\n"
        );
        let found = containers(said);
        assert_eq!(found.len(), 1);
        let (container, sources) = &found[0];
        assert_eq!(
            (container.name.as_str(), container.service()),
            ("m-grafana-1", Some("grafana"))
        );
        let details = container.details.as_ref().unwrap();
        assert_eq!((details.exit_code, details.restart_count), (137, 4));
        assert_eq!(details.restart_policy, "always");
        assert_eq!(sources, &["/srv/x/prometheus.yml"]);
    }

    #[test]
    fn the_times_of_files_are_read() {
        let fine = time("2026-11-24 17:54:30.123456789 +0000").unwrap();
        assert_eq!(fine.to_string(), "2026-11-24T17:54:30.123456789Z");
        assert_eq!(time("2026-11-24 17:54:30").unwrap().to_string(), "2026-11-24T17:54:30Z");
        assert_eq!(time("yesterday"), None);
    }
}
