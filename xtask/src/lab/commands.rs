//! What `cargo xtask lab …` does with what was typed.

use anyhow::Result;

use crate::cli::LabCommand;
use crate::lab::down::down;
use crate::lab::folders;
use crate::lab::profile::Profile;
use crate::lab::status::status;
use crate::lab::up::{next_commands, up};

pub(crate) fn run(command: LabCommand) -> Result<()> {
    match command {
        LabCommand::Up { name, states } => {
            let state = up(&name, Profile::of(states))?;
            println!("\n{}", next_commands(&state));
        }
        LabCommand::Down { name, purge } => down(&name, purge)?,
        LabCommand::Status => status()?,
        LabCommand::Path => println!("{}", folders::root()?.display()),
    }
    Ok(())
}
