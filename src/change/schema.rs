//! Locks and audit as JSON Schemas, for whoever reads `lock status -o json` and `audit -o json`.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::{AuditReport, LocksReport};

/// The schema of `audit -o json`; more may be added to the data under the same `schema_version`.
pub fn audit_schema() -> Schema {
    of::<AuditReport>()
}

/// The schema of `lock status -o json`.
pub fn locks_schema() -> Schema {
    of::<LocksReport>()
}

fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
