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

use crate::cli::Xtask;

fn main() -> ExitCode {
    match dispatch(Xtask::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Xtask) -> anyhow::Result<()> {
    match command {
        Xtask::Demo => demo::demo(),
        Xtask::Lab { command } => lab::run(command),
    }
}
