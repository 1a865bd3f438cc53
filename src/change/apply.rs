//! Hands a change to its host, and stays with it until it is known what became of it.

use std::path::Path;

use super::{Cancel, Change, ChangeError, Outcome};
use crate::inventory::Host;
use crate::transport::Transport;
use crate::ui::Consent;

/// What every change of one command needs of this side.
#[derive(Debug, Clone, Copy)]
pub struct Here<'a> {
    pub cancel: &'a Cancel,
    /// `$XDG_STATE_HOME/sgos`, where this side's audit is.
    pub state: Option<&'a Path>,
}

/// Changes one host. For several hosts several of these run side by side; one Ctrl-C ends all.
pub async fn apply(
    _transport: &Transport,
    _host: &Host,
    _change: &Change,
    _consent: &Consent,
    _here: Here<'_>,
) -> Result<Outcome, ChangeError> {
    Err(ChangeError::NotBegun { reason: "the script is not there yet".to_owned() })
}
