//! What a plan is made from: the catalogue and the facts, asked for at the same time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::cli::memory::{Known, Memory};
use crate::cli::{Context, ask};
use crate::error::CommandError;
use crate::inventory::{Host, Inventory, Target, narrowed};
use crate::probe::{self, HostOutcome, Sections};
use crate::stacks::{
    self, Asked, AskedPlace, Catalogue, Facts, Matched, Resolution, StackPlace, UnknownTargets,
    What,
};
use crate::status;
use crate::transport::{TransportError, fan_out};

/// How long one host may take to tell the facts, once connected: compose reads every file of a stack.
const STEP: Duration = Duration::from_secs(20);

/// What is known, and what was meant.
pub(super) struct Gathered {
    pub(super) catalogue: Catalogue,
    pub(super) facts: BTreeMap<String, Facts>,
    pub(super) meant: Vec<What>,
    /// Names that mean several things without saying so.
    pub(super) ambiguous: Vec<Matched>,
    /// Hosts that could not be asked, with why.
    pub(super) unreachable: BTreeMap<String, (String, Option<String>)>,
}

struct Gatherer<'a> {
    context: &'a Context,
    hosts: &'a [Host],
    catalogue: Catalogue,
    facts: BTreeMap<String, Facts>,
    unreachable: BTreeMap<String, (String, Option<String>)>,
    volumes: bool,
}

/// Asks the hosts for their containers and, at the same time, for whatever the targets may mean
/// there. Only what could not be guessed costs a second question.
pub(super) async fn gather(
    context: &Context,
    inventory: &Inventory,
    targets: Option<&[Target]>,
    volumes: bool,
) -> Result<Gathered, CommandError> {
    let hosts = narrowed(context.hosts(inventory)?, targets.unwrap_or_default());
    let mut gatherer = Gatherer {
        context,
        hosts: &hosts,
        catalogue: Catalogue::default(),
        facts: BTreeMap::new(),
        unreachable: BTreeMap::new(),
        volumes,
    };
    let guesses = guesses(inventory, &hosts, targets, volumes);
    let (outcomes, ()) = tokio::join!(
        ask::all(context, inventory, &hosts, Sections::default()),
        gatherer.ask(guesses),
    );
    let memory = Memory::of(context.process.cache.as_deref(), &inventory.source);
    let previous = memory.load();
    let failures = std::mem::take(&mut gatherer.unreachable);
    gatherer.catalogue = Catalogue::of(inventory, &outcomes, &previous.services);
    gatherer.note(&outcomes, failures);
    gatherer.learn();
    let resolution = match gatherer.resolve(targets) {
        Ok(resolution) => resolution,
        // A service of a stack that is down is known only to its compose file.
        Err(_) => {
            gatherer.ask_about(|_| true).await;
            gatherer.resolve(targets)?
        }
    };
    let meant = match targets {
        Some(_) => resolution.all(),
        None => (0..gatherer.catalogue.stacks.len()).map(What::Stack).collect(),
    };
    let wanted: BTreeSet<usize> = meant.iter().filter_map(stack_of).collect();
    gatherer.ask_about(|index| wanted.contains(&index)).await;
    let services = status::remember_services(&outcomes, &previous.services, context.moment().now);
    let services = gatherer.declared_too(services);
    memory.store(&Known { services, ..previous.clone() }, &previous);
    let ambiguous = resolution.matched.into_iter().filter(Matched::is_ambiguous).collect();
    let Gatherer { catalogue, facts, unreachable, .. } = gatherer;
    Ok(Gathered { catalogue, facts, meant, ambiguous, unreachable })
}

impl Gatherer<'_> {
    /// Asks each host what is to be asked there; what a host does not tell is left out.
    async fn ask(&mut self, asked: BTreeMap<String, Asked>) {
        let context = self.context;
        let to_ask = |host: &&Host| asked.get(&host.name).is_some_and(|asked| !asked.is_empty());
        let hosts: Vec<Host> = self.hosts.iter().filter(to_ask).cloned().collect();
        let results = fan_out(
            &hosts,
            usize::from(context.global.parallel),
            context.time_left(),
            |host| facts(context, host, asked.get(&host.name)),
            |_| {},
        )
        .await;
        for result in results {
            match result.result {
                Ok(Ok(facts)) => self.merge(result.host, facts),
                Ok(Err(_)) => {}
                Err(error) => {
                    let why = (error.to_string(), error.hint(&result.host));
                    self.unreachable.insert(result.host, why);
                }
            }
        }
    }

    /// The stacks whose facts could not be guessed, or were guessed wrongly.
    async fn ask_about(&mut self, wanted: impl Fn(usize) -> bool) {
        let mut asked: BTreeMap<String, Asked> = BTreeMap::new();
        for (index, stack) in self.catalogue.stacks.iter().enumerate() {
            let place = stacks::asked_place(stack);
            let known =
                self.facts.get(&stack.host).is_some_and(|facts| is_known(facts, stack, &place));
            if !wanted(index)
                || known
                || stack.directory.is_none()
                || self.catalogue.is_silent(&stack.host)
            {
                continue;
            }
            let of_host = asked.entry(stack.host.clone()).or_default();
            of_host.volumes = self.volumes;
            of_host.places.push(place);
        }
        if !asked.is_empty() {
            self.ask(asked).await;
            self.learn();
        }
    }

    fn merge(&mut self, host: String, new: Facts) {
        let Some(known) = self.facts.get_mut(&host) else {
            self.facts.insert(host, new);
            return;
        };
        let is_newer = |place: &stacks::PlaceFacts| {
            new.places.iter().any(|other| other.directory == place.directory)
        };
        known.places.retain(|place| !is_newer(place));
        known.places.extend(new.places);
        known.instances.extend(new.instances);
        known.images.extend(new.images);
        known.now = new.now;
        if known.compose == stacks::Compose::Usable {
            known.compose = new.compose;
        }
    }

    /// Services that only a compose file knows can be meant, too.
    fn learn(&mut self) {
        for stack in &mut self.catalogue.stacks {
            let facts = self.facts.get(&stack.host);
            let place = facts.and_then(|facts| {
                facts.place(stack.project.as_deref(), stack.directory.as_deref())
            });
            let declared = place.and_then(|place| place.declared.as_ref().ok());
            for service in declared.into_iter().flat_map(|declared| declared.keys()) {
                stack.services.entry(service.clone()).or_default();
            }
        }
    }

    fn resolve(&self, targets: Option<&[Target]>) -> Result<Resolution, UnknownTargets> {
        stacks::resolve(&self.catalogue, targets.unwrap_or_default())
    }

    fn note(
        &mut self,
        outcomes: &[HostOutcome],
        failures: BTreeMap<String, (String, Option<String>)>,
    ) {
        for outcome in outcomes {
            if let Err(failure) = &outcome.result {
                let why = (failure.message.clone(), failure.hint.clone());
                self.unreachable.insert(outcome.host.clone(), why);
            }
        }
        for (host, why) in failures {
            self.catalogue.silent.entry(host.clone()).or_insert_with(|| why.0.clone());
            self.unreachable.entry(host).or_insert(why);
        }
    }

    /// What is remembered for Tab: also services without containers.
    fn declared_too(&self, mut known: Vec<status::KnownService>) -> Vec<status::KnownService> {
        for stack in &self.catalogue.stacks {
            let project = stack.project.as_ref().unwrap_or(&stack.name);
            for service in stack.services.keys() {
                let is_it = |known: &status::KnownService| {
                    (&known.host, &known.stack, &known.service) == (&stack.host, project, service)
                };
                if !known.iter().any(is_it) {
                    known.push(status::KnownService {
                        host: stack.host.clone(),
                        stack: project.clone(),
                        service: service.clone(),
                        directory: stack.directory.clone(),
                        config_files: stack.config_files.clone(),
                        seen_at: None,
                    });
                }
            }
        }
        known
    }
}

fn stack_of(what: &What) -> Option<usize> {
    match what {
        What::Stack(index) | What::Service(index, _) => Some(*index),
        What::Loose(_) => None,
    }
}

/// A guess was right where the host found the same project; its files it took from the labels then.
fn is_known(facts: &Facts, stack: &StackPlace, place: &AskedPlace) -> bool {
    let found = facts.place(stack.project.as_deref(), Some(&place.directory));
    let named = |found: &stacks::PlaceFacts| {
        stack.project.as_deref().is_none_or(|project| found.project == project)
    };
    found.is_some_and(|found| named(found) && stack.made_in.is_none())
}

/// What the targets may mean, as far as that is clear before anybody was asked.
fn guesses(
    inventory: &Inventory,
    hosts: &[Host],
    targets: Option<&[Target]>,
    volumes: bool,
) -> BTreeMap<String, Asked> {
    let asked = |host: &Host| {
        let here = |target: &&Target| target.host.as_ref().is_none_or(|it| it.matches(&host.name));
        let targets: Option<Vec<Target>> =
            targets.map(|targets| targets.iter().filter(here).cloned().collect());
        let may_be_meant = |name: &str| match &targets {
            None => true,
            Some(targets) => targets
                .iter()
                .any(|target| target.stack.as_ref().unwrap_or(&target.name).matches(name)),
        };
        let places = inventory.stacks.values().filter(|stack| stack.host == host.name);
        let places = places.filter(|stack| may_be_meant(&stack.name)).map(|stack| AskedPlace {
            directory: stack.directory.clone(),
            ..AskedPlace::default()
        });
        let patterns = match &targets {
            Some(targets) => Asked::for_targets(targets).patterns,
            None => vec!["*".to_owned()],
        };
        (host.name.clone(), Asked { places: places.collect(), patterns, volumes })
    };
    hosts.iter().map(asked).collect()
}

/// The outer error is the way's, the inner one the host's.
async fn facts(
    context: &Context,
    host: &Host,
    asked: Option<&Asked>,
) -> Result<Result<Facts, stacks::FactsError>, TransportError> {
    let nonce = probe::nonce();
    let asked = asked.cloned().unwrap_or_default();
    let invocation = stacks::facts_invocation(&asked, &nonce, STEP.min(context.time_left()));
    let exchange = context.transport.exchange(host, &invocation).await?;
    tracing::trace!(answer = %String::from_utf8_lossy(&exchange.stdout));
    Ok(stacks::parse_facts(&exchange.stdout, &nonce))
}
