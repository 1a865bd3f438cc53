//! The inventory through the library's front door.

use std::path::Path;

use sgos::inventory::{Selector, Shown, Source, Surroundings, load};

fn example() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sgos.toml"))
}

#[test]
fn the_shipped_example_has_no_problem_and_selects_by_tag() {
    let loaded = load(&with_home("laptop"), Some(example())).unwrap();
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    assert_eq!(loaded.inventory.source, Source::Trusted(example().into()));
    let hosts = Selector::parse(&["@monitoring"]).unwrap().select(&loaded.inventory).unwrap();
    assert_eq!(hosts.iter().map(|host| host.name.as_str()).collect::<Vec<_>>(), ["toucan"]);
    assert!(hosts.iter().all(|host| !host.local));
}

#[test]
fn on_toucan_itself_toucan_is_local() {
    let inventory = load(&with_home("toucan"), Some(example())).unwrap().inventory;
    assert!(inventory.hosts["toucan"].local);
    let shown = Shown::of(&inventory);
    let local = shown.settings.iter().find(|row| row.key == "hosts.toucan.local").unwrap();
    assert_eq!((local.origin, local.value.to_string()), ("machine", "true".to_owned()));
}

#[test]
fn without_any_file_this_machine_is_the_fleet() {
    let inventory = load(&Surroundings::on("laptop"), None).unwrap().inventory;
    assert_eq!(inventory.source, Source::BuiltIn);
    assert!(inventory.hosts["laptop"].local);
}

fn with_home(hostname: &str) -> Surroundings {
    Surroundings { home: Some("/home/ada".into()), ..Surroundings::on(hostname) }
}
