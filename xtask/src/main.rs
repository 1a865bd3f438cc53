//! `cargo xtask`: what people who work on sgos type beside `cargo`.

mod cli;
mod demo;
mod generate;
mod lab;
mod packages;
mod progress;
mod run;
mod test;
mod wait;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{LabCommand, Xtask};

fn main() -> ExitCode {
    match dispatch(Xtask::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Xtask) -> anyhow::Result<ExitCode> {
    match command {
        Xtask::Demo => return demo::demo(),
        Xtask::Test => return test::test(),
        Xtask::Generate => generate::generate(&xshell::Shell::new()?)?,
        Xtask::Lab { command: LabCommand::Up { name, states } } => {
            lab::up(&name, lab::Profile::of(states))?
        }
        Xtask::Lab { command: LabCommand::Down { name, purge } } => lab::down(&name, purge)?,
        Xtask::Lab { command: LabCommand::Status } => lab::status()?,
        Xtask::Lab { command: LabCommand::Path } => println!("{}", lab::root()?.display()),
    }
    Ok(ExitCode::SUCCESS)
}
