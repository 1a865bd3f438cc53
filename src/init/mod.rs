//! An inventory from what the hosts really run: reports become a [`Draft`], the draft becomes TOML.
//!
//! [`draft`] is pure, and so is what follows: [`Draft::beside`] leaves out what a file has already,
//! [`Draft::text`] writes, [`appended`] puts it behind what a person wrote, of which no byte changes.
//! Only [`save`] touches a file. This room does not know how hosts are reached and asks nobody.

mod beside;
mod draft;
mod endpoints;
pub mod page;
mod pattern;
mod save;
mod sighting;
mod stacks;
#[cfg(test)]
mod tests;
pub mod view;
mod write;

pub use beside::appended;
pub use draft::{Draft, DraftApp, DraftDiscover, DraftEndpoint, DraftHost, DraftStack, draft};
pub use save::{SaveError, save};
pub use sighting::{Reach, Sighting};
pub use write::{DraftSsh, HEAD};
