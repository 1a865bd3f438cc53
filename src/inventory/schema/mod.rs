//! The file format as a JSON Schema, for editors that complete and check as one types.
//!
//! The reader (`read/`) is made by hand, for the sake of its messages. These types say the same
//! once more; a test holds the two together.

#![expect(dead_code, reason = "these types are never made: they are what the schema is made from")]

mod endpoints;
mod hosts;
mod runs;
mod texts;

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use endpoints::{Access, Endpoint, Loki, StatusPage};
use hosts::{Host, Ssh};
use runs::{App, Discover, Stack};
use texts::Name;

/// The schema of `sgos.toml`, in the draft that every editor knows.
pub fn schema() -> Schema {
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<File>();
    RecursiveTransform(without_null).transform(&mut schema);
    schema
}

/// TOML has no null: what is optional is left out.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(any)) = schema.get_mut("anyOf") else { return };
    let before = any.len();
    any.retain(|kind| *kind != json!({ "type": "null" }));
    if any.len() < before
        && let Some(all) = schema.remove("anyOf")
    {
        schema.insert("allOf".to_owned(), all);
    }
}

/// The inventory of sgos: hosts, stacks, apps and endpoints
#[derive(JsonSchema)]
#[schemars(title = "sgos.toml", deny_unknown_fields)]
struct File {
    /// How hosts are reached, unless they say otherwise themselves
    ssh: Option<Ssh>,
    /// The machines, each under its name
    hosts: Option<BTreeMap<Name, Host>>,
    /// Compose projects, each under its name
    stacks: Option<BTreeMap<Name, Stack>>,
    /// Which containers are apps. Without it and without [apps], every compose project is one
    discover: Option<Discover>,
    /// What the containers cannot say of an app, each under its name
    apps: Option<BTreeMap<Name, App>>,
    /// Where the logs are
    loki: Option<Loki>,
    /// Where the dashboards are
    grafana: Option<Endpoint>,
    /// Where the errors are
    glitchtip: Option<Endpoint>,
    /// Where the collector runs and what it publishes
    status_page: Option<StatusPage>,
    /// Cloudflare Access
    access: Option<Access>,
}

#[cfg(test)]
mod tests;
