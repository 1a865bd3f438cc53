//! What is out there: one fixed script per host, its framed answer, and the parsers that make a [`HostReport`] of it.
//!
//! Parsing is pure. This room does not know how a host is reached and does not judge what it finds.

mod report;

pub use report::{
    AppJson, AppJsonFact, Checkout, Commit, Container, ContainerState, Details, Fact, FailureKind,
    GitFact, Health, HealthLog, HostFacts, HostReport, SectionFailure,
};
