//! Who lives where, judged: what `ps` tells. Pure.

mod judge;
mod news;
mod report;
mod schema;
pub mod view;

#[cfg(test)]
mod fixture;

pub use judge::{Asked, judge};
pub use news::is_news;
pub use report::{PsContainer, PsPort, PsReport, PsSelection, PsService, SCHEMA_VERSION};
pub use schema::schema;
