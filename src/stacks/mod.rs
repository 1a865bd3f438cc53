//! What is run: stacks and services by name, and the compose actions on them.
//!
//! [`Catalogue`] is what lives where, made of reports and of the inventory; [`resolve`] finds in it
//! what was typed; [`plan`] says what would be done, from the [`Facts`] that a host tells. Pure; this
//! room does not know how a host is reached.

mod catalogue;
mod enter;
mod error;
mod facts;
#[cfg(test)]
pub(crate) mod fixture;
pub mod outcome;
mod pages;
mod plan;
pub mod ps;
mod resolve;
mod verb;
pub mod view;
mod wait;

pub use catalogue::{Catalogue, Loose, StackPlace};
pub use enter::{Entry, entries};
pub use error::UnknownTargets;
pub use facts::{Asked, AskedPlace, Compose, Facts, FactsError, Instance, PlaceFacts};
pub use facts::{invocation as facts_invocation, parse as parse_facts};
pub use pages::{Page, is_page, named_pages, page_of_loose, page_of_service, pages};
pub use plan::{Action, HostSteps, Obstacle, Plan, Planned, Row, Wish, asked_place, plan};
pub use resolve::{Matched, Resolution, What, resolve};
pub use verb::Verb;
pub use wait::{Awaited, Before, Look, Settled, Verdict, Waiting, look_invocation, parse_look};
