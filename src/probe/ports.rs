//! Parses which ports of a container are published on its host: from the list, and from an inspect.

use serde_json::Value;

use super::report::PublishedPort;

/// The list's `Ports`: `[{"IP", "PrivatePort", "PublicPort", "Type"}]`; without a public port it is only exposed.
pub(super) fn of_list(value: &Value) -> Vec<PublishedPort> {
    let entries = value.as_array().into_iter().flatten();
    entries
        .filter_map(|entry| {
            let number =
                |key: &str| u16::try_from(entry[key].as_u64()?).ok().filter(|port| *port > 0);
            is_tcp(entry["Type"].as_str()).then_some(PublishedPort {
                address: address(&entry["IP"]),
                on_host: number("PublicPort")?,
                inside: number("PrivatePort")?,
            })
        })
        .collect()
}

/// An inspect's `NetworkSettings.Ports`; of a container that does not run, which has none, what it asks for.
pub(super) fn of_inspect(item: &Value) -> Vec<PublishedPort> {
    let bound = of_map(&item["NetworkSettings"]["Ports"]);
    if bound.is_empty() { of_map(&item["HostConfig"]["PortBindings"]) } else { bound }
}

/// `{"3100/tcp": [{"HostIp": "0.0.0.0", "HostPort": "3100"}]}`; `null` where it is only exposed.
fn of_map(value: &Value) -> Vec<PublishedPort> {
    let mut ports = Vec::new();
    for (inside, bindings) in value.as_object().into_iter().flatten() {
        let (inside, protocol) = inside.split_once('/').unwrap_or((inside, "tcp"));
        let Some(inside) = port(inside).filter(|_| is_tcp(Some(protocol))) else { continue };
        for binding in bindings.as_array().into_iter().flatten() {
            if let Some(on_host) = binding["HostPort"].as_str().and_then(port) {
                ports.push(PublishedPort { address: address(&binding["HostIp"]), on_host, inside });
            }
        }
    }
    ports
}

fn is_tcp(protocol: Option<&str>) -> bool {
    protocol.is_none_or(|protocol| protocol == "tcp")
}

/// No address means all of the host's.
fn address(value: &Value) -> String {
    value.as_str().filter(|address| !address.is_empty()).unwrap_or("0.0.0.0").to_owned()
}

fn port(text: &str) -> Option<u16> {
    text.parse().ok().filter(|port| *port > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn published(address: &str, on_host: u16, inside: u16) -> PublishedPort {
        PublishedPort { address: address.to_owned(), on_host, inside }
    }

    #[test]
    fn the_list_names_published_ports_and_others() {
        // A published, an exposed and a UDP port, and one that cannot be.
        let ports = json!([
            {"IP": "0.0.0.0", "PrivatePort": 3100, "PublicPort": 13100, "Type": "tcp"},
            {"PrivatePort": 9095, "Type": "tcp"},
            {"IP": "::", "PrivatePort": 53, "PublicPort": 53, "Type": "udp"},
            {"IP": "127.0.0.1", "PrivatePort": 80, "PublicPort": 70000, "Type": "tcp"},
        ]);
        assert_eq!(of_list(&ports), [published("0.0.0.0", 13100, 3100)]);
        assert_eq!(of_list(&json!(null)), []);
    }

    #[test]
    fn as_engine_20_10_tells_them() {
        let recorded = include_str!("../../tests/contracts/docker/engine-20.10.24-published.json");
        let recorded: Value = serde_json::from_str(recorded).unwrap();
        let expected = [published("127.0.0.1", 18080, 8080)];
        assert_eq!(of_list(&recorded["running"]["list"]["Ports"]), expected);
        assert_eq!(of_list(&recorded["stopped"]["list"]["Ports"]), []);
        for state in ["running", "stopped"] {
            assert_eq!(of_inspect(&recorded[state]["inspect"]), expected, "{state}");
        }
    }

    #[test]
    fn an_inspect_falls_back_on_what_is_asked_for() {
        let bindings = json!({"3000/tcp": [{"HostIp": "", "HostPort": "3000"}]});
        let stopped =
            json!({"NetworkSettings": {"Ports": {}}, "HostConfig": {"PortBindings": bindings}});
        assert_eq!(of_inspect(&stopped), [published("0.0.0.0", 3000, 3000)]);
        let running = json!({
            "NetworkSettings": {"Ports": {
                "3000/tcp": [{"HostIp": "127.0.0.1", "HostPort": "49153"}],
                "9000/tcp": null,
                "x/tcp": [{"HostPort": "1"}],
                "53/udp": [{"HostPort": "53"}],
            }},
            "HostConfig": {"PortBindings": {"3000/tcp": [{"HostPort": "0"}]}},
        });
        assert_eq!(of_inspect(&running), [published("127.0.0.1", 49153, 3000)]);
    }

    proptest! {
        #[test]
        fn any_values_are_read_without_panic(key in ".{0,8}", port in ".{0,6}", number in any::<i64>()) {
            of_list(&json!([{"IP": key, "PrivatePort": number, "PublicPort": number, "Type": "tcp"}]));
            of_inspect(&json!({"NetworkSettings": {"Ports": {key: [{"HostIp": port, "HostPort": port}]}}}));
        }
    }
}
