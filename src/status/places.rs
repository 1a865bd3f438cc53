//! Where the apps of a host live, for whoever acts on them by name.

use super::app::settings;
use super::find;
use crate::inventory::Inventory;
use crate::probe::Container;

/// An app among the containers of one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppPlace {
    pub name: String,
    /// The compose project it belongs to; `None` where compose did not make it.
    pub project: Option<String>,
    /// The container that is the app; `None` where the app is a whole compose project.
    pub main: Option<String>,
    /// The names of all containers that its state depends on; never empty.
    pub containers: Vec<String>,
    /// Its page, where the inventory knows it.
    pub url: Option<String>,
}

/// The apps among the containers of `host`, as the inventory has them found.
pub fn app_places(inventory: &Inventory, host: &str, containers: &[Container]) -> Vec<AppPlace> {
    let found = find::apps(inventory, host, containers).into_iter();
    let place = |found: find::Found<'_>| {
        let first = found.main.or(found.members.first().copied());
        AppPlace {
            project: first.and_then(Container::project).map(str::to_owned),
            main: found.main.map(|main| main.name.clone()),
            containers: found.members.iter().map(|container| container.name.clone()).collect(),
            url: settings(inventory, &found.name, host).and_then(|app| app.url.clone()),
            name: found.name,
        }
    };
    found.map(place).collect()
}
