//! `-H`: which hosts are meant.

use super::good;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{SelectError, Selector};

const FLEET: &str = "[hosts.web-1]\ntags = [\"web\", \"eu\"]\n[hosts.web-2]\ntags = [\"web\", \"us\"]\n\
                     [hosts.toucan]\ntags = [\"monitoring\", \"eu\"]\n[hosts.hornbill]\n";

fn select(values: &[&str]) -> Result<Vec<String>, SelectError> {
    let inventory = good(FLEET);
    let hosts = Selector::parse(values)?
        .select(&inventory)?
        .into_iter()
        .map(|host| host.name.clone())
        .collect();
    Ok(hosts)
}

fn names(values: &[&str]) -> String {
    select(values).unwrap().join(" ")
}

#[test]
fn names_globs_tags_and_lists() {
    assert_eq!(names(&[]), "hornbill toucan web-1 web-2");
    assert_eq!(names(&["toucan"]), "toucan");
    assert_eq!(names(&["web-*"]), "web-1 web-2");
    assert_eq!(names(&["web-[2-9]", "?ornbill"]), "hornbill web-2");
    assert_eq!(names(&["@eu"]), "toucan web-1");
    assert_eq!(names(&["web-2, toucan", "hornbill"]), "hornbill toucan web-2");
    assert_eq!(names(&["toucan,toucan,@eu"]), "toucan web-1");
    assert_eq!(names(&["*"]), "hornbill toucan web-1 web-2");
}

#[test]
fn exclusions() {
    assert_eq!(names(&["!toucan"]), "hornbill web-1 web-2");
    assert_eq!(names(&["@eu,!@web"]), "toucan");
    assert_eq!(names(&["!web-*"]), "hornbill toucan");
    assert_eq!(select(&["toucan,!toucan"]), Err(SelectError::NoneLeft));
}

#[test]
fn nothing_typed_by_mistake_selects_everything() {
    for value in ["", ",", "toucan,", "@", "!", "  "] {
        assert_eq!(select(&[value]), Err(SelectError::Empty), "{value:?}");
    }
    assert!(matches!(select(&["web-["]), Err(SelectError::Pattern { .. })));
}

#[test]
fn what_matches_nothing_is_told_the_nearest() {
    let error = CommandError::from(select(&["tucan,@uk,web-?x", "toucan"]).unwrap_err());
    assert_eq!(error.exit, Exit::Inventory);
    assert_eq!(error.message, "no host matches `tucan`, `@uk`, `web-?x`");
    assert_eq!(
        error.hints,
        [
            "nearest to `tucan`: toucan, web-1, web-2",
            "nearest to `@uk`: @us, @eu, @web",
            "nearest to `web-?x`: web-1, web-2, toucan",
        ]
    );
    assert!(select(&["!nobody"]).is_err(), "an exclusion that excludes nothing is a mistake too");
    assert!(select(&["Toucan"]).is_err(), "names are as they are written");
}

#[test]
fn an_inventory_without_hosts_selects_none() {
    let inventory = super::read_on("", &super::elsewhere()).unwrap().inventory;
    assert!(Selector::default().select(&inventory).unwrap().is_empty());
    let error = Selector::parse(&["x"]).unwrap().select(&inventory).unwrap_err();
    assert_eq!(CommandError::from(error).hints, ["the inventory has no hosts"]);
}
