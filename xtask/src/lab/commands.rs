//! What `cargo xtask lab …` does with what was typed.

use anyhow::Result;

use crate::cli::LabCommand;
use crate::lab::state::Files;
use crate::lab::{LabName, Profile, down, root, status, up};

pub(crate) fn run(command: LabCommand) -> Result<()> {
    match command {
        LabCommand::Up { name, states } => {
            up(&name, Profile::of(states))?;
            say_what_next(&name)?;
        }
        LabCommand::Down { name, purge } => down(&name, purge)?,
        LabCommand::Status => status()?,
        LabCommand::Path => println!("{}", root()?.display()),
    }
    Ok(())
}

fn say_what_next(lab: &LabName) -> Result<()> {
    let files = Files::of(lab)?;
    let name = if lab.as_str() == "lab" { String::new() } else { format!(" --name {lab}") };
    println!("\nNext:");
    println!("  sgos --config {} status", files.inventory().display());
    println!("  ssh -F {} hornbill", files.ssh_config().display());
    println!("  cargo xtask lab down{name}");
    Ok(())
}
