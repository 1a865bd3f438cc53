//! What is run: stacks and services by name, and the compose actions on them.
//!
//! [`Catalogue`] is what lives where, made of reports and of the inventory; [`resolve`] finds in it
//! what was typed. Pure, as are plans; this room does not know how a host is reached.

mod catalogue;
mod error;
#[cfg(test)]
pub(crate) mod fixture;
mod resolve;

pub use catalogue::{Catalogue, Loose, StackPlace};
pub use error::UnknownTargets;
pub use resolve::{Matched, Resolution, What, resolve};
