//! sgos operates a small self-hosted platform on Docker hosts over SSH.
//!
//! The rooms, in the order in which the data flows through them; a room knows
//! those above it and none below (`tests/it/tidy.rs` holds the walls):
//!
//! 1. [`inventory`]: what we own. `sgos.toml` becomes checked hosts, stacks and apps.
//! 2. [`transport`]: how we reach it. The only code that starts a process or opens a socket.
//! 3. [`probe`]: what is out there. One script per host; its answer parsed into a `HostReport`.
//! 4. [`jobs`]: what runs when. Crontabs and timers judged into a `JobsReport`.
//! 5. [`status`]: what it means. Reports judged into a `Snapshot`.
//! 6. [`change`]: what is done to it. A lock, detached steps and an audit line per host.
//! 7. [`stacks`]: what is run. Targets found by name; the compose actions, planned and applied.
//! 8. [`logs`]: what it says. Lines of many containers, in the order of time.
//! 9. [`init`]: what to write down. Reports become an inventory for what the hosts really run.
//! 10. [`ui`]: how it looks. The only code that knows a terminal.
//!
//! [`cli`] says what may be typed and wires the rooms; [`run`] is the life of the process.

pub mod change;
pub mod cli;
pub mod clock;
pub mod error;
pub mod exit;
pub mod init;
pub mod inventory;
pub mod jobs;
pub mod logs;
pub mod probe;
pub mod run;
pub mod stacks;
pub mod status;
pub mod transport;
pub mod ui;
