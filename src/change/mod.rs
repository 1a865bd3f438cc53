//! What changes a host: its lock, steps that go on without us, and a line about them in the audit.
//!
//! A [`Change`] is data until [`apply`] hands it to its host, in one exchange: one script there takes
//! the lock, runs the steps detached, writes the audit line and gives the lock back, whatever becomes
//! of sgos or of the link meanwhile. This room does not know what the steps mean.

mod apply;
mod audit;
mod cancel;
mod error;
mod locks;
mod parse;
mod plan;
mod request;
mod schema;
pub mod view;

pub use apply::{Here, apply};
pub use audit::{
    AuditLine, AuditReport, Entry, FormerHolder, SilentHost, merged, remembered, told_by,
};
pub use cancel::{Cancel, Running};
pub use error::ChangeError;
pub use locks::{HostLock, Lock, LockState, LocksReport, Released, lock_told, released};
pub use parse::{Told, told};
pub use plan::{Change, Ending, Holder, Outcome, Ran, Step, StepResult, Who, new_id};
pub use request::{Places, history, inquire, lock_status, release, start};
pub use schema::{audit_schema, locks_schema};
