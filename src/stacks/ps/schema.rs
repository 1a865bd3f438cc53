//! The report as a JSON Schema, for whoever reads `ps -o json`.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::PsReport;

/// The schema of what is written; more may be added to the data under the same `schema_version`.
pub fn schema() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<PsReport>()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::fleet;
    use super::schema;

    #[test]
    fn every_report_is_valid_and_not_everything_is() {
        let schema = jsonschema::validator_for(schema().as_value()).unwrap();
        let mut report = serde_json::to_value(fleet(true)).unwrap();
        schema.validate(&report).unwrap();
        report["services"][0]["state"] = "fine".into();
        assert!(!schema.is_valid(&report));
    }
}
