//! `sgos config check --online` against real hosts, and web services that only a host reaches.

use crate::LabTest;
use crate::lab::Lab;
use crate::person::{Person, Run};

pub(crate) const TESTS: &[LabTest] = &[
    ("online::what_is_named_is_there", what_is_named_is_there),
    ("online::through_a_host_and_nothing_stays", through_a_host_and_nothing_stays),
    ("online::a_wrong_name_gets_the_nearest", a_wrong_name_gets_the_nearest),
    ("online::a_silent_host_costs_its_own_rows", a_silent_host_costs_its_own_rows),
];

fn check(person: &Person<'_>) -> Run {
    person.run(&["config", "check", "--online", "-o", "json"])
}

fn finding(run: &Run, key: &str) -> serde_json::Value {
    let json = run.json();
    let found = json["findings"].as_array().unwrap().iter().find(|one| one["key"] == key);
    found.unwrap_or_else(|| panic!("no {key}: {run:#?}")).clone()
}

/// A person whose apps have no addresses, which lead out of the lab.
fn person(lab: &Lab) -> Person<'_> {
    let person = lab.person();
    person.edit_inventory(|text| {
        text.lines().filter(|line| !line.starts_with("url =")).collect::<Vec<_>>().join("\n") + "\n"
    });
    person
}

fn what_is_named_is_there(lab: &Lab) {
    let person = person(lab);
    let run = check(&person);
    assert_eq!(finding(&run, "stacks.glitchtip.directory")["verdict"], "good", "{run:#?}");
    assert_eq!(finding(&run, "apps.phone")["said"], "has a container on hornbill");
    assert_eq!(run.code, 0, "{run:#?}");
}

fn through_a_host_and_nothing_stays(lab: &Lab) {
    let person = person(lab);
    // The loopback of toucan, and a name that only toucan knows.
    person.edit_inventory(|text| {
        text + "[loki]\nurl = \"http://127.0.0.1:3004\"\nvia = \"toucan\"\n\
                [grafana]\ninternal_url = \"http://toucan:3000\"\n\
                [glitchtip]\ninternal_url = \"http://toucan:9\"\n"
    });
    for _ in 0..2 {
        let run = check(&person);
        let said = |key: &str| finding(&run, key)["said"].as_str().unwrap().to_owned();
        assert_eq!(said("loki.url"), "answers with 200 through toucan", "{run:#?}");
        assert_eq!(said("grafana.internal_url"), "answers with 200 through toucan", "{run:#?}");
        // sshd accepts the way and then finds nobody at its end.
        assert_eq!(finding(&run, "glitchtip.internal_url")["verdict"], "bad", "{run:#?}");
        let names: Vec<_> =
            std::fs::read_dir(person.home().join("sgos")).unwrap().flatten().collect();
        let names: Vec<_> =
            names.iter().map(|entry| entry.file_name().into_string().unwrap()).collect();
        assert_eq!(names.len(), 4, "two connections and their locks: {names:?}");
    }
}

fn a_wrong_name_gets_the_nearest(lab: &Lab) {
    let person = person(lab);
    person.set("stacks.glitchtip", "directory", "\"/srv/services/glitchtp\"");
    person.edit_inventory(|text| text.replace("[apps.phone]", "[apps.phoen]"));
    let run = check(&person);
    assert_eq!(run.code, 7, "{run:#?}");
    assert_eq!(finding(&run, "stacks.glitchtip.directory")["nearest"], "/srv/services/glitchtip");
    assert_eq!(finding(&run, "apps.phoen")["nearest"], "phone");
}

fn a_silent_host_costs_its_own_rows(lab: &Lab) {
    let person = person(lab);
    let _frozen = lab.freeze("hornbill");
    let run = check(&person);
    assert_eq!(run.code, 4, "{run:#?}");
    assert_eq!(finding(&run, "hosts.toucan")["verdict"], "good");
    assert_eq!(finding(&run, "stacks.status.directory")["verdict"], "good");
    assert_eq!(finding(&run, "hosts.hornbill")["verdict"], "bad");
    assert_eq!(finding(&run, "stacks.alloy.directory")["verdict"], "unknown");
    assert_eq!(finding(&run, "apps.phone")["verdict"], "unknown");
}
