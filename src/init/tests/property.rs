//! Whatever hosts say, what is written is an inventory.

use proptest::prelude::*;

use super::*;
use crate::init::{DraftSsh, appended};
use crate::ui::sanitize;

/// Words that TOML, a table, a shell or a terminal could take for something else.
fn word() -> impl Strategy<Value = String> {
    let hostile = prop_oneof![
        Just("\"] #"),
        Just("a\nb"),
        Just("[x]"),
        Just("'''"),
        Just("\"\"\""),
        Just("\\"),
        Just("\u{202e}"),
        Just("$(id)"),
        Just("-rf"),
        Just("\u{e0001}"),
        Just("\u{9b}2J"),
        Just("..")
    ];
    let usual = prop_oneof![
        Just("loki"),
        Just("grafana"),
        Just("web"),
        Just("glitchtip"),
        Just("status"),
        Just("nginx"),
        Just("app"),
        Just("phone")
    ];
    let any = prop_oneof!["[a-z0-9._-]{0,6}", ".{0,8}"];
    prop_oneof![
        4 => usual.prop_map(str::to_owned),
        1 => hostile.prop_map(str::to_owned),
        1 => any,
        1 => (any_text(), any_text()).prop_map(|(a, b)| format!("sgos-{a}-{b}")),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,4}", ".{0,4}"]
}

fn any_container() -> impl Strategy<Value = (Container, String)> {
    let directory = prop_oneof![2 => word().prop_map(|name| format!("/srv/{name}")), 1 => word()];
    let port =
        (word(), any::<u16>(), prop_oneof![Just(3100), Just(3000), Just(8000), any::<u16>()]);
    let ports = proptest::collection::vec(port, 0..3);
    (word(), word(), word(), word(), directory, ports, word()).prop_map(
        |(project, service, name, image, directory, ports, title)| {
            let mut made = container(&project, &service, &name).image_is(&image);
            made.labels.insert("com.docker.compose.project.working_dir".into(), directory.clone());
            for (address, on_host, inside) in ports {
                made = made.publishes(&address, on_host, inside);
            }
            (made, title)
        },
    )
}

fn fleet() -> impl Strategy<Value = Fleet> {
    let containers = proptest::collection::vec(any_container(), 0..8);
    let host = (containers, word(), any::<bool>(), any::<bool>());
    proptest::collection::vec(host, 1..3).prop_map(|hosts| {
        let hosts = hosts.into_iter().enumerate();
        Fleet(
            hosts
                .map(|(index, (containers, hostname, direct, told))| {
                    let mut answer = report(Vec::new());
                    for (container, title) in containers {
                        let directory = container.working_dir().unwrap_or_default().to_owned();
                        answer = with_title(answer, &directory, &title);
                        answer.containers.as_mut().unwrap().push(container);
                    }
                    (format!("web.{index}"), Reach { hostname, direct }, told.then_some(answer))
                })
                .collect(),
        )
    })
}

proptest! {
    #[test]
    fn every_draft_is_an_inventory_without_problems(fleet in fleet(), why in ".{0,20}") {
        let mut draft = fleet.draft();
        draft.ssh = DraftSsh { user: Some("ada".to_owned()), ..DraftSsh::default() };
        for host in &mut draft.hosts {
            host.silent = host.silent.take().map(|_| why.clone());
        }
        let text = draft.text();
        prop_assert!(!text.chars().any(|c| c != '\n' && sanitize::is_unsafe(c)), "{text}");
        let loaded = read(&text).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
        prop_assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
        prop_assert_eq!(loaded.inventory.hosts.len(), draft.hosts.len());
        prop_assert_eq!(loaded.inventory.stacks.len(), draft.stacks.len());
        prop_assert_eq!(loaded.inventory.apps.len(), draft.apps.len());
        // Once written there is nothing more to write.
        let mut again = fleet.draft();
        again.beside(&loaded.inventory);
        let added = appended(&text, &again.text());
        read(&added).unwrap_or_else(|problems| panic!("{problems}\n{added}"));
        prop_assert_eq!((again.hosts.len(), again.stacks.len(), again.apps.len()), (0, 0, 0));
    }
}
