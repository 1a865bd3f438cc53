//! What it means: reports are judged into a [`Snapshot`]. Pure: no I/O, `now` is an argument.

mod snapshot;

pub use snapshot::{
    AppStatus, CollectorStatus, CommitRef, HostFactsStatus, HostStatus, Snapshot, State, Summary,
    SummaryState,
};
