//! What is run: stacks and services by name, and the compose actions on them.
//!
//! [`Catalogue`] is what lives where, made of reports and of the inventory; [`resolve`] finds in it
//! what was typed. Pure, as are plans; this room does not know how a host is reached.

mod catalogue;
mod enter;
mod error;
#[cfg(test)]
mod fixture;
mod pages;
pub mod ps;
mod resolve;

pub use catalogue::{Catalogue, Loose, StackPlace};
pub use enter::{Entry, entries};
pub use error::UnknownTargets;
pub use pages::{Page, is_page, named_pages, page_of_loose, page_of_service, pages};
pub use resolve::{Matched, Resolution, What, resolve};
