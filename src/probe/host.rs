//! Parses the machine's own facts: zone, uptime, load, memory, disk, versions.

use super::frame::Text;
use super::report::HostFacts;

/// From the lines `key value` of the section `host`; what cannot be read stays `None`.
pub(super) fn parse(text: Text<'_>) -> HostFacts {
    let mut facts = HostFacts::default();
    for line in String::from_utf8_lossy(text.bytes).lines() {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        take(&mut facts, key, value.trim());
    }
    facts
}

fn take(facts: &mut HostFacts, key: &str, value: &str) {
    let text = || (!value.is_empty()).then(|| value.to_owned());
    match key {
        // The three in the order of trust; the first that says something stays.
        "localtime" => {
            facts.time_zone = value.split_once("zoneinfo/").map(|(_, zone)| zone.to_owned())
        }
        "timezone" | "offset" => facts.time_zone = facts.time_zone.take().or_else(text),
        "uptime" => {
            facts.uptime_seconds =
                value.split(['.', ' ']).next().and_then(|seconds| seconds.parse().ok())
        }
        "load" => facts.load = load(value),
        "kernel" => facts.kernel = text(),
        "cpus" => facts.cpus = value.parse().ok(),
        "memory" => memory(facts, value),
        "os" => {
            facts.os =
                Some(value.trim_matches(['"', '\'']).to_owned()).filter(|name| !name.is_empty())
        }
        "disk" => disk(facts, value),
        "engine" => facts.docker_version = text(),
        "compose" => {
            facts.compose_version = text().map(|version| version.trim_start_matches('v').to_owned())
        }
        _ => {}
    }
}

fn load(value: &str) -> Option<[f64; 3]> {
    let mut words =
        value.split(' ').map(|word| word.parse().ok().filter(|load: &f64| load.is_finite()));
    Some([words.next()??, words.next()??, words.next()??])
}

/// `MemTotal:       24579124 kB`.
fn memory(facts: &mut HostFacts, line: &str) {
    let mut words = line.split_whitespace();
    let key = words.next();
    let bytes = words
        .next()
        .and_then(|number| number.parse::<u64>().ok())
        .and_then(|kib| kib.checked_mul(1024));
    match key {
        Some("MemTotal:") => facts.memory_total_bytes = bytes,
        Some("MemAvailable:") => facts.memory_available_bytes = bytes,
        _ => {}
    }
}

/// A line of `df -kP`: device, blocks, used, available, per cent, mount point. A device may
/// hold blanks, hence the search for the four figures.
fn disk(facts: &mut HostFacts, line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let bytes = |word: &str| word.parse::<u64>().ok().and_then(|kib| kib.checked_mul(1024));
    for figures in words.windows(4) {
        let [total, used, available, percent] = figures else { continue };
        if let (Some(total), Some(_), Some(available)) =
            (bytes(total), bytes(used), bytes(available))
            && percent.ends_with('%')
        {
            facts.disk_total_bytes = Some(total);
            facts.disk_available_bytes = Some(available);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(bytes: &[u8]) -> Text<'_> {
        Text { exit: 0, bytes }
    }

    #[test]
    fn every_line_has_its_field() {
        let host = b"localtime /usr/share/zoneinfo/Europe/Oslo\ntimezone Etc/UTC\noffset +0100\nuptime 3023.11 5830.02\nload 0.52 1.00 2.25 1/794 11162\nkernel 6.1.0-44-amd64\ncpus 2\nmemory MemTotal:       24579124 kB\nmemory MemAvailable:   20000000 kB\nos \"Debian GNU/Linux 12 (bookworm)\"\ndisk Filesystem     1024-blocks     Used Available Capacity Mounted on\ndisk my share  100 40 60      40% /var/lib/docker\nengine 20.10.24+dfsg1\ncompose v2.26.1-4\n";
        let facts = parse(text(host));
        assert_eq!(facts.time_zone.as_deref(), Some("Europe/Oslo"));
        assert_eq!(facts.uptime_seconds, Some(3023));
        assert_eq!(facts.load, Some([0.52, 1.0, 2.25]));
        assert_eq!(facts.kernel.as_deref(), Some("6.1.0-44-amd64"));
        assert_eq!(facts.cpus, Some(2));
        assert_eq!(facts.memory_total_bytes, Some(24_579_124 * 1024));
        assert_eq!(facts.memory_available_bytes, Some(20_000_000 * 1024));
        assert_eq!(facts.os.as_deref(), Some("Debian GNU/Linux 12 (bookworm)"));
        assert_eq!(facts.disk_total_bytes, Some(100 * 1024));
        assert_eq!(facts.disk_available_bytes, Some(60 * 1024));
        assert_eq!(facts.docker_version.as_deref(), Some("20.10.24+dfsg1"));
        assert_eq!(facts.compose_version.as_deref(), Some("2.26.1-4"));
    }

    #[test]
    fn the_zone_falls_back() {
        let zone = |bytes| parse(text(bytes)).time_zone;
        assert_eq!(
            zone(b"localtime \ntimezone Etc/UTC\noffset +0000\n").as_deref(),
            Some("Etc/UTC")
        );
        assert_eq!(zone(b"localtime /etc/other\noffset +0530\n").as_deref(), Some("+0530"));
        assert_eq!(zone(b""), None);
    }

    proptest! {
        #[test]
        fn any_lines_are_read_without_panic(key in "(load|memory|disk|uptime|cpus|os)", value in ".*") {
            parse(text(format!("{key} {value}").as_bytes()));
        }
    }
}
