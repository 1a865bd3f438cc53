//! What may be typed: one small file per subcommand, its arguments and the few lines that wire it.

mod advice;
mod ask;
mod audit;
mod complete;
mod completions;
mod compose;
mod config;
mod context;
mod exec;
mod help;
mod hosts;
mod init;
mod jobs;
mod lock;
mod logs;
mod look;
mod man;
mod memory;
mod open;
mod options;
mod overview;
mod ps;
mod ssh;
mod status;
mod trace;
mod watch;

use clap::{Parser, Subcommand};

pub use advice::advise;
pub use context::{Context, Moment, Process};
pub use options::{Global, Output};
pub use trace::start as start_trace;

use crate::error::CommandError;
use crate::exit::Exit;

/// Operate a small self-hosted platform on Docker hosts over SSH
///
/// The hosts are described in sgos.toml; without one, sgos looks at this machine.
#[derive(Debug, Parser)]
#[command(
    name = "sgos",
    version,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "Examples:\n  sgos status                     every app of every host\n  sgos ps --all                   who lives where, and how it does\n  sgos logs -f phone grafana      what they say, as they say it, in one stream\n  sgos restart grafana            plan, consent, restart, wait for its health\n  sgos up monitoring              apply what was edited in its compose file\n  sgos exec phone                 a shell in its container\n  sgos jobs --next 24h            what is scheduled until tomorrow\n  sgos hosts                      the machines: load, memory, disk, versions\n  sgos audit --since 1d           who changed what\n  sgos init                       write sgos.toml from what the hosts run\n\nExit codes: 0 fine, 1 failed, 2 usage, 3 bad news, 4 hosts unreachable,\n5 locked, 6 authentication, 7 inventory or unknown name, 8 timed out, 9 refused,\n130 interrupted"
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    /// Bare `sgos` is a short look at everything
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Every subcommand; a new one is a file, a line here and a line in [`dispatch`].
#[derive(Debug, Subcommand)]
pub enum Command {
    Status(status::StatusArgs),
    Ps(ps::PsArgs),
    Logs(logs::LogsArgs),
    Up(compose::up::UpArgs),
    Down(compose::down::DownArgs),
    Start(compose::start::StartArgs),
    Stop(compose::stop::StopArgs),
    Restart(compose::restart::RestartArgs),
    Pull(compose::pull::PullArgs),
    Exec(exec::ExecArgs),
    Ssh(ssh::SshArgs),
    Open(open::OpenArgs),
    Jobs(jobs::JobsArgs),
    Hosts(hosts::HostsArgs),
    #[command(subcommand)]
    Lock(lock::LockCommand),
    Audit(audit::AuditArgs),
    Init(init::InitArgs),
    #[command(subcommand)]
    Config(config::ConfigCommand),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Help(help::HelpArgs),
    #[command(name = "__complete", hide = true)]
    Complete(complete::CompleteArgs),
}

/// Why nobody can watch a recording.
const WATCHING: &str = "watching has no end that a recording could hold";

impl Command {
    /// Why the command can be neither recorded nor replayed.
    fn leaves_no_trace(&self) -> Option<&'static str> {
        match self {
            Self::Status(args) if args.watch.watch.is_some() => Some(WATCHING),
            Self::Jobs(args) if args.watch.watch.is_some() => Some(WATCHING),
            Self::Ps(args) if args.watch.watch.is_some() => Some(WATCHING),
            Self::Hosts(args) if args.is_watching() => Some(WATCHING),
            Self::Hosts(args) if !args.only_reads() => {
                Some("it changes something here, which a recording cannot hold")
            }
            Self::Logs(_) => Some("logs have no end that a recording could hold"),
            Self::Exec(_) | Self::Ssh(_) => {
                Some("what runs has this terminal, which a recording cannot hold")
            }
            Self::Open(args) if args.print => None,
            Self::Open(_) => Some("it opens a page here, unless --print is given"),
            Self::Lock(command) if !command.only_reads() => {
                Some("it changes a host, which a recording cannot hold")
            }
            Self::Status(_)
            | Self::Hosts(_)
            | Self::Jobs(_)
            | Self::Ps(_)
            | Self::Audit(_)
            | Self::Lock(_) => None,
            Self::Up(_)
            | Self::Down(_)
            | Self::Start(_)
            | Self::Stop(_)
            | Self::Restart(_)
            | Self::Pull(_) => Some("it changes hosts, which a recording cannot hold"),
            Self::Init(_) => Some("it changes something here, which a recording cannot hold"),
            Self::Config(command) if command.asks_hosts() => None,
            Self::Config(_)
            | Self::Completions(_)
            | Self::Complete(_)
            | Self::Man(_)
            | Self::Help(_) => Some("it asks no host"),
        }
    }
}

/// Runs the command that was typed.
pub async fn dispatch(context: &Context, command: Option<&Command>) -> Result<Exit, CommandError> {
    let Some(command) = command else {
        return overview::run(context).await;
    };
    if let Some(reason) = command.leaves_no_trace() {
        context.only_live(reason)?;
    }
    match command {
        Command::Status(args) => status::run(context, args).await,
        Command::Ps(args) => ps::run(context, args).await,
        Command::Logs(args) => logs::run(context, args).await,
        Command::Up(args) => compose::up::run(context, args).await,
        Command::Down(args) => compose::down::run(context, args).await,
        Command::Start(args) => compose::start::run(context, args).await,
        Command::Stop(args) => compose::stop::run(context, args).await,
        Command::Restart(args) => compose::restart::run(context, args).await,
        Command::Pull(args) => compose::pull::run(context, args).await,
        Command::Exec(args) => exec::run(context, args).await,
        Command::Ssh(args) => ssh::run(context, args).await,
        Command::Open(args) => open::run(context, args).await,
        Command::Jobs(args) => jobs::run(context, args).await,
        Command::Hosts(args) => hosts::run(context, args).await,
        Command::Lock(command) => lock::run(context, command).await,
        Command::Audit(args) => audit::run(context, args).await,
        Command::Init(args) => init::run(context, args).await,
        Command::Config(command) => config::run(context, command).await,
        Command::Completions(args) => completions::run(context, args),
        Command::Man(args) => man::run(context, args),
        Command::Help(args) => help::run(context, args),
        Command::Complete(args) => complete::run(context, args),
    }
}
