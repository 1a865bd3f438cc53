//! The snapshot as a JSON Schema, for whoever reads `apps.json` or `status -o json`; the hosts alone, too.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::{Hosts, Snapshot};

/// The schema of what is written; more may be added to the data under the same `schema_version`.
pub fn schema() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Snapshot>()
}

/// The schema of `hosts -o json`.
pub fn hosts_schema() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Hosts>()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::fixture::*;
    use super::super::{Snapshot, judge_hosts, select};
    use super::{hosts_schema, schema};

    fn mistakes(snapshot: &Value) -> Vec<String> {
        let schema = jsonschema::validator_for(schema().as_value()).unwrap();
        schema.iter_errors(snapshot).map(|error| error.to_string()).collect()
    }

    fn value(snapshot: &Snapshot) -> Value {
        serde_json::to_value(snapshot).unwrap()
    }

    #[test]
    fn every_snapshot_is_valid() {
        let selected = select(nine(), &["m*".to_owned()], true).unwrap();
        for snapshot in [nine(), hornbill_down(), snapshot(&built_in(), &[]), selected] {
            assert_eq!(mistakes(&value(&snapshot)), [""; 0]);
        }
    }

    #[test]
    fn hosts_alone_are_valid_too() {
        let schema = jsonschema::validator_for(hosts_schema().as_value()).unwrap();
        let outcomes = [told("toucan", nine_states()), unreachable("hornbill")];
        let mut hosts =
            serde_json::to_value(judge_hosts(&outcomes, now(), Default::default())).unwrap();
        schema.validate(&hosts).unwrap();
        hosts["hosts"][0]["reachable"] = "yes".into();
        assert!(!schema.is_valid(&hosts));
    }

    #[test]
    fn what_is_none_is_not_valid() {
        let good = value(&nine());
        let broken: [fn(&mut Value); 4] = [
            |snapshot| snapshot["apps"][0]["state"] = "fine".into(),
            |snapshot| snapshot["generated_at"] = 7.into(),
            |snapshot| drop(snapshot.as_object_mut().unwrap().remove("summary")),
            |snapshot| snapshot["summary"]["counts"]["healthy"] = (-1).into(),
        ];
        for change in broken {
            let mut snapshot = good.clone();
            change(&mut snapshot);
            assert_eq!(mistakes(&snapshot).len(), 1, "{snapshot}");
        }
    }
}
