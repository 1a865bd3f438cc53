//! `[stacks.NAME]`, `[discover]` and `[apps.NAME]`.

use schemars::JsonSchema;

use super::texts::{ContainerPattern, Directory, Name, Url};

/// A compose project: one directory on one host
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Stack {
    /// The name of the host
    host: Name,
    directory: Directory,
}

/// Which containers are apps
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Discover {
    containers: ContainerPattern,
    /// Only on these hosts; on all when it is left out
    hosts: Option<Vec<Name>>,
}

/// What the container cannot say of an app
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct App {
    /// What people call it; the title in its app.json when it is left out
    title: Option<String>,
    /// Its web page
    url: Option<Url>,
    /// The host where it must be
    host: Option<Name>,
    /// What it belongs to
    group: Option<String>,
    /// It is meant to end: with code 0 it is well
    one_shot: Option<bool>,
}
