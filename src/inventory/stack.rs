//! What runs on a host: stacks, and the apps that are shown.

/// A compose project: one directory on one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    pub name: String,
    pub host: String,
    /// An absolute path on the host.
    pub directory: String,
}

/// What the inventory says about one app, all of it optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct App {
    pub title: Option<String>,
    pub url: Option<String>,
    pub host: Option<String>,
    pub group: Option<String>,
    /// Its container is meant to end: code 0 is good news.
    pub one_shot: bool,
}
