//! The lab: two Docker hosts, toucan and hornbill, as containers that each run sshd, dockerd with
//! compose, cron, git and nginx.
//!
//! What a host contains lies in `tests/lab` as plain files: `image/` (the recipe and the scripts
//! of a host), `app/` (the program in all containers), `stacks/` (the compose projects). This
//! module makes it run: [`engine`] finds or starts a Docker engine, [`rootfs`], [`compose_plugin`],
//! [`app`] and [`image`] make the image of a host, [`network`], [`keys`] and [`host`] start two of
//! them, [`settle`] lets each bring its stacks into the profile's state, and [`state`] and
//! [`inventory`] write down what tests and people need.

mod app;
mod commands;
mod compose_plugin;
mod container;
mod down;
mod engine;
mod folders;
mod host;
mod image;
mod inventory;
mod keys;
mod mirror;
mod name;
mod network;
mod own_dockerd;
mod profile;
mod recipe;
mod rootfs;
mod settle;
mod state;
mod status;
mod thaw;
mod up;

pub(crate) use commands::run;
pub(crate) use down::down;
pub(crate) use engine::possible;
pub(crate) use folders::root;
pub(crate) use name::LabName;
pub(crate) use profile::Profile;
pub(crate) use state::LabState;
pub(crate) use status::status;
pub(crate) use up::up;

/// The names of the two hosts.
const HOSTS: [&str; 2] = ["toucan", "hornbill"];

/// Who may log in: the first may use Docker, the second may not.
const USERS: [&str; 2] = ["stefan", "guest"];

/// The label of every container and network of a lab; its value is the lab's name.
const LABEL: &str = "sgos.lab";
