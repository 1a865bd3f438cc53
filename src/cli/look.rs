//! One look at the hosts: what lives where, for every command that acts on targets.

use super::memory::{Known, Memory};
use super::{Context, Moment, ask};
use crate::error::CommandError;
use crate::inventory::{Host, Inventory, Target};
use crate::probe::{self, HostOutcome, Sections};
use crate::stacks::Catalogue;
use crate::status;

/// What the hosts told, and the names in it.
pub(super) struct Looked {
    pub outcomes: Vec<HostOutcome>,
    pub catalogue: Catalogue,
    pub moment: Moment,
}

/// Asks the hosts, and remembers their services for the next time and for Tab.
pub(super) async fn at(
    context: &Context,
    inventory: &Inventory,
    hosts: &[Host],
    sections: Sections,
) -> Looked {
    let memory = Memory::of(context.process.cache.as_deref(), &inventory.source);
    let previous = context.transport.tape().note("known", || memory.load());
    let again = ask::again(context, inventory, hosts, sections, &previous.places).await;
    let outcomes = again.outcomes;
    let moment = context.moment();
    let catalogue = Catalogue::of(inventory, &outcomes, &previous.services);
    let services = status::remember_services(&outcomes, &previous.services, moment.now);
    let places = match sections.apps {
        true => probe::remember_places(&outcomes, &previous.places, &again.from_afar),
        // Nobody looked there.
        false => previous.places.clone(),
    };
    memory.store(&Known { apps: previous.apps.clone(), services, places }, &previous);
    Looked { outcomes, catalogue, moment }
}

/// The targets as they were typed; a word that can be none ends the command.
pub(super) fn targets(words: &[String]) -> Result<Vec<Target>, CommandError> {
    words.iter().map(|word| Target::parse(word).map_err(CommandError::from)).collect()
}
