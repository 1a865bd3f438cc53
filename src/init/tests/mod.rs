//! What hosts say, made by hand, and the inventories that come of it.

mod files;
mod found;
mod property;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Draft, DraftHost, Reach, Sighting, draft};
use crate::inventory::{ContainerPattern, Loaded, Problems, Source, Surroundings, parse};
use crate::probe::{
    AppJson, AppJsonFact, Checkout, Container, ContainerState, HostReport, PublishedPort,
};

/// A container of a compose project below `/srv`.
fn container(project: &str, service: &str, name: &str) -> Container {
    let label = |key: &str, value: &str| (format!("com.docker.compose.{key}"), value.to_owned());
    Container {
        id: format!("id-of-{name}"),
        name: name.to_owned(),
        image: "scratch".to_owned(),
        state: ContainerState::Running,
        health: None,
        labels: BTreeMap::from([
            label("project", project),
            label("service", service),
            label("project.working_dir", &format!("/srv/{project}")),
        ]),
        ports: Vec::new(),
        created: Timestamp::UNIX_EPOCH,
        status_text: String::new(),
        details: None,
    }
}

/// As compose names it.
fn service(project: &str, service: &str) -> Container {
    container(project, service, &format!("{project}-{service}-1"))
}

fn app(name: &str) -> Container {
    container(name, "app", &format!("sgos-{name}-app"))
}

impl Container {
    fn image_is(mut self, image: &str) -> Self {
        self.image = image.to_owned();
        self
    }

    fn publishes(mut self, address: &str, on_host: u16, inside: u16) -> Self {
        self.ports.push(PublishedPort { address: address.to_owned(), on_host, inside });
        self
    }
}

fn report(containers: Vec<Container>) -> HostReport {
    HostReport {
        clock: Ok(Timestamp::UNIX_EPOCH),
        route: None,
        containers: Ok(containers),
        checkouts: Ok(BTreeMap::new()),
        facts: None,
        jobs: None,
        durations_ms: BTreeMap::new(),
        complete: true,
        failures: Vec::new(),
    }
}

fn with_title(mut report: HostReport, directory: &str, title: &str) -> HostReport {
    let app = AppJson { name: None, title: Some(title.to_owned()), version: None };
    let checkout = Checkout { app_json: AppJsonFact::Valid(app), ..Checkout::default() };
    report.checkouts.as_mut().unwrap().insert(directory.to_owned(), checkout);
    report
}

/// Hosts under their names, reached directly.
#[derive(Debug)]
struct Fleet(Vec<(String, Reach, Option<HostReport>)>);

impl Fleet {
    fn of<const N: usize>(hosts: [(&str, Vec<Container>); N]) -> Self {
        let host = |(name, containers)| {
            let reach = Reach { hostname: format!("{name}.lan"), direct: true };
            (String::from(name), reach, Some(report(containers)))
        };
        Self(hosts.map(host).into())
    }

    fn sightings(&self) -> Vec<Sighting<'_>> {
        let all = self.0.iter();
        all.map(|(name, reach, report)| Sighting {
            name,
            reach,
            report: report.as_ref(),
            pages: &[],
        })
        .collect()
    }

    fn pattern(&self) -> Option<ContainerPattern> {
        Draft::pattern(&self.sightings())
    }

    /// With the pattern that is found.
    fn draft(&self) -> Draft {
        let hosts = self.0.iter().map(|(name, _, report)| DraftHost {
            name: name.clone(),
            silent: report.is_none().then(|| "connection refused".to_owned()),
            ..DraftHost::default()
        });
        draft(hosts.collect(), &self.sightings(), self.pattern())
    }
}

fn read(text: &str) -> Result<Loaded, Problems> {
    let source = Source::Trusted("sgos.toml".into());
    parse(
        text,
        &source,
        &Surroundings { home: Some("/home/ada".into()), ..Surroundings::on("here") },
    )
}
