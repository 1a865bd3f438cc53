//! The inventory without a file: this machine, every compose project an app.

use std::collections::BTreeMap;

use super::read::Settings;
use super::value::name::name;
use super::{Discover, Host, Inventory, Origin, Source, Ssh, Surroundings};

pub(crate) fn built_in(surroundings: &Surroundings) -> Inventory {
    let name = name(&surroundings.hostname).unwrap_or_else(|_| "localhost".to_owned());
    let mut settings = Settings::default();
    let key = super::read::dotted("hosts", &name);
    settings.add(super::read::dotted(&key, "address"), &"local".to_owned(), Origin::Machine);
    settings.add(super::read::dotted(&key, "local"), &true, Origin::Machine);
    let host = Host {
        name: name.clone(),
        address: "local".to_owned(),
        tags: Vec::new(),
        local: true,
        ssh: Ssh::default(),
    };
    Inventory {
        source: Source::BuiltIn,
        hosts: BTreeMap::from([(name, host)]),
        stacks: BTreeMap::new(),
        discover: Discover::Projects,
        apps: BTreeMap::new(),
        loki: None,
        grafana: None,
        glitchtip: None,
        status_page: None,
        access: None,
        settings: settings.into_rows(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_under_its_own_name() {
        let inventory = built_in(&Surroundings::on("toucan.sgl.as"));
        let host = &inventory.hosts["toucan.sgl.as"];
        assert!(host.local);
        assert_eq!(inventory.discover, Discover::Projects);
        assert_eq!(inventory.settings.len(), 2);
    }

    #[test]
    fn a_machine_without_a_usable_name_is_localhost() {
        for hostname in ["", "-rf", "a b"] {
            assert!(
                built_in(&Surroundings::on(hostname)).hosts.contains_key("localhost"),
                "{hostname}"
            );
        }
    }
}
