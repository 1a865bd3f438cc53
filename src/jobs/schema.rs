//! The report as a JSON Schema, for whoever reads `jobs -o json`.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::JobsReport;

/// The schema of what is written; more may be added to the data under the same `schema_version`.
pub fn schema() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<JobsReport>()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::schema;

    #[test]
    fn every_report_is_valid_and_not_everything_is() {
        let schema = jsonschema::validator_for(schema().as_value()).unwrap();
        let report = judged(&[told("toucan", toucan(), 600), unreachable("hornbill")]);
        assert!(!report.jobs.is_empty() && !report.ignored.is_empty());
        let mut report = serde_json::to_value(&report).unwrap();
        schema.validate(&report).unwrap();
        report["jobs"][0]["runs"] = "sometimes".into();
        assert!(!schema.is_valid(&report));
    }
}
