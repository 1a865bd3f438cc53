//! `cargo xtask`: what people who work on sgos type beside `cargo`.

mod bench;
mod cli;
mod demo;
mod fuzz;
mod generate;
mod lab;
mod packages;
mod progress;
mod record;
mod run;
mod test;
mod wait;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Xtask;

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
        Xtask::Demo { recorded } => return demo::demo(recorded),
        Xtask::Test => return test::test(),
        Xtask::Bench(options) => return bench::bench(&options),
        Xtask::Fuzz(options) => return fuzz::fuzz(&options),
        Xtask::Record => record::record()?,
        Xtask::Generate => generate::generate(&xshell::Shell::new()?)?,
        Xtask::Lab { command } => lab::run(command)?,
    }
    Ok(ExitCode::SUCCESS)
}
