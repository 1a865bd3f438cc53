//! Which containers are Loki, Grafana, GlitchTip and the status page, and where they are reached.

use super::Sighting;
use super::draft::{Draft, DraftEndpoint, fits};
use super::sighting::Way;
use crate::inventory::{ContainerPattern, Kind, Value};
use crate::probe::Container;

/// How a service is told from others.
struct Mark {
    /// The last part of its image's name.
    images: &'static [&'static str],
    /// What its service in compose is called.
    service: &'static str,
    /// Its compose project, where the service's name alone says too little.
    project: Option<&'static str>,
    /// Where it listens.
    port: u16,
}

const LOKI: Mark = Mark { images: &["loki"], service: "loki", project: None, port: 3100 };
const GRAFANA: Mark = Mark {
    images: &["grafana", "grafana-oss", "grafana-enterprise"],
    service: "grafana",
    project: None,
    port: 3000,
};
const GLITCHTIP: Mark =
    Mark { images: &["glitchtip"], service: "web", project: Some("glitchtip"), port: 8000 };
const STATUS_PAGE: Mark =
    Mark { images: &["nginx"], service: "nginx", project: Some("status"), port: 80 };

pub(super) fn add(
    draft: &mut Draft,
    sightings: &[Sighting<'_>],
    pattern: Option<&ContainerPattern>,
) {
    let find = |mark: &Mark| best(mark, sightings, pattern);
    draft.loki = find(&LOKI).map(|(sighting, container)| {
        let mut found = DraftEndpoint::of(sighting.name, container);
        match sighting.reach.way(container, LOKI.port) {
            Way::Direct(url) => found.add("url", url),
            Way::OnHost(url) => {
                found.add("url", url);
                found.add("via", sighting.name.to_owned());
            }
            Way::Closed => {
                found.add("url", "http://127.0.0.1:3100".to_owned());
                found.add("via", sighting.name.to_owned());
                found.close("its port is not published");
            }
        }
        found.checked()
    });
    draft.grafana = find(&GRAFANA).map(|found| internal(&GRAFANA, found, "GRAFANA_TOKEN"));
    draft.glitchtip = find(&GLITCHTIP).map(|found| internal(&GLITCHTIP, found, "GLITCHTIP_TOKEN"));
    draft.status_page = find(&STATUS_PAGE).and_then(|(sighting, container)| {
        let directory = container.working_dir().filter(|path| fits(Kind::Directory, path))?;
        let mut found = DraftEndpoint::of(sighting.name, container);
        if sighting.has_page(container) {
            found.remark += ", whose directory holds the page";
        }
        if let Way::Direct(url) = sighting.reach.way(container, STATUS_PAGE.port) {
            found.add("url", url);
        }
        found.add("host", sighting.name.to_owned());
        found.add("directory", directory.to_owned());
        Some(found.checked())
    });
}

/// Grafana and GlitchTip: an address inside the network, and a token that nobody can find out.
fn internal(
    mark: &Mark,
    (sighting, container): (&Sighting<'_>, &Container),
    variable: &str,
) -> DraftEndpoint {
    let mut found = DraftEndpoint::of(sighting.name, container);
    match sighting.reach.way(container, mark.port) {
        Way::Direct(url) => found.add("internal_url", url),
        Way::OnHost(url) => {
            found.add("internal_url", url);
            found.close(&format!("it is reached only from {}", sighting.name));
        }
        Way::Closed => {
            found.add("internal_url", format!("http://{}:{}", sighting.name, mark.port));
            found.close("its port is not published");
        }
    }
    found.token = Some(format!("env:{variable}"));
    found.checked()
}

/// The container that has the most marks; the first of several.
fn best<'a>(
    mark: &Mark,
    sightings: &'a [Sighting<'a>],
    pattern: Option<&ContainerPattern>,
) -> Option<(&'a Sighting<'a>, &'a Container)> {
    let mut best: Option<(u8, &Sighting<'_>, &Container)> = None;
    for sighting in sightings {
        for container in sighting.containers() {
            let is_app = pattern.is_some_and(|pattern| pattern.app(&container.name).is_some());
            let Some(score) = score(mark, sighting, container).filter(|_| !is_app) else {
                continue;
            };
            if best.is_none_or(|(most, ..)| score > most) {
                best = Some((score, sighting, container));
            }
        }
    }
    best.map(|(_, sighting, container)| (sighting, container))
}

/// `None` for what it is not.
fn score(mark: &Mark, sighting: &Sighting<'_>, container: &Container) -> Option<u8> {
    let by_image = mark.images.contains(&image_name(&container.image));
    let by_service = container.service() == Some(mark.service);
    let by_project = match mark.project {
        None => true,
        Some(project) => container.project() == Some(project) || lies_in(container, project),
    };
    let by_page = mark.project == Some("status") && sighting.has_page(container);
    let published = container.ports.iter().any(|port| port.inside == mark.port);
    let is_it = match mark.project {
        None => by_image || by_service,
        // nginx is everywhere, and so is a service `web`.
        Some("status") => by_page || (by_project && (by_image || by_service)),
        Some(_) => (by_image && (by_service || published)) || (by_project && by_service),
    };
    is_it.then(|| {
        u8::from(by_page) * 8
            + u8::from(published) * 4
            + u8::from(by_image) * 2
            + u8::from(by_service)
    })
}

/// Whether its project's directory has that name.
fn lies_in(container: &Container, name: &str) -> bool {
    container.working_dir().is_some_and(|path| path.rsplit('/').next() == Some(name))
}

/// `registry:5000/grafana/loki:3.7@sha256:…` → `loki`
fn image_name(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or_default();
    let last = name.rsplit('/').next().unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

impl DraftEndpoint {
    fn of(host: &str, container: &Container) -> Self {
        let remark = format!("container {} on {host}, image {}", container.name, container.image);
        Self { remark, ..Self::default() }
    }

    fn add(&mut self, key: &'static str, value: String) {
        self.values.push((key, Value::Text(value)));
    }

    fn close(&mut self, why: &str) {
        self.closed = Some(why.to_owned());
    }

    /// An address that the inventory does not take, such as one with a zone, is only a comment.
    fn checked(mut self) -> Self {
        let is_bad = |(key, value): &(&str, Value)| {
            let Value::Text(text) = value else { return false };
            key.ends_with("url") && !fits(Kind::Url, text)
        };
        if self.values.iter().any(is_bad) {
            self.values.retain(|value| !is_bad(value));
            self.close("an inventory does not take this address");
        }
        self
    }
}
