//! `sgos up`, `down`, `start`, `stop`, `restart` and `pull`: plan, consent, apply, wait, result.

mod agree;
mod apply;
mod args;
pub(super) mod down;
mod gather;
pub(super) mod pull;
pub(super) mod restart;
pub(super) mod run;
pub(super) mod start;
pub(super) mod stop;
pub(super) mod up;
mod waiting;
