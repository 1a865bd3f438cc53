//! `sgos exec`: a program in a container of a service, wherever that is.

use clap::Args;
use serde_json::json;

use super::{Context, Output, look};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Inventory, narrowed};
use crate::probe::{HostOutcome, Sections};
use crate::stacks::{Entry, entries, resolve};
use crate::transport::{Attached, TransportError};

/// More are counted only.
const MOST_LISTED: usize = 8;

/// Docker's own client looks there by itself.
const USUAL_SOCKET: &str = "/var/run/docker.sock";

/// Run a program in a container
///
/// On a terminal it gets one, which follows this one's size, and Ctrl-C is its own.
/// In a pipe, or with -T, no byte is changed on the way. It ends with the program's
/// exit code. Of a stack with an app the app's container is meant; where a name may
/// mean several, they are listed, and a person may choose. It may change anything:
/// SGOS_READONLY=1 refuses it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos exec phone                                 a shell in it\n  sgos exec grafana -- grafana cli plugins ls\n  sgos exec alloy@hornbill --user root -- sh\n  sgos exec glitchtip/postgres -T -- pg_dump -U postgres postgres > dump.sql\n  cat dump.sql | sgos exec glitchtip/postgres -- psql -U postgres"
)]
pub struct ExecArgs {
    /// A service, an app, a stack of one service, or STACK/SERVICE, optionally with @HOST
    #[arg(value_name = "TARGET")]
    target: String,
    /// No terminal for it, even when there is one here
    #[arg(short = 'T', long = "no-tty")]
    no_tty: bool,
    /// As this user of the container: a name or number, optionally with :GROUP
    #[arg(short, long, value_name = "USER")]
    user: Option<String>,
    /// Start in this directory of the container
    #[arg(long, value_name = "DIR")]
    workdir: Option<String>,
    /// A variable for it; repeatable. On the host others see it while the program runs: for no secrets
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    env: Vec<String>,
    /// The program and its arguments, passed exactly as they are; without any `sh`
    #[arg(last = true, value_name = "CMD")]
    words: Vec<String>,
}

pub(super) async fn run(context: &Context, args: &ExecArgs) -> Result<Exit, CommandError> {
    may_run(context)?;
    let targets = look::targets(std::slice::from_ref(&args.target))?;
    let inventory = context.inventory()?;
    let hosts = narrowed(context.hosts(&inventory)?, &targets);
    let looked = look::at(context, &inventory, &hosts, Sections::default()).await;
    let resolution = resolve(&looked.catalogue, &targets)?;
    let found = resolution.matched.iter().flat_map(|matched| entries(&looked.catalogue, matched));
    let entry = chosen(context, &args.target, found.collect()).await?;
    let outcome = looked.outcomes.iter().find(|outcome| outcome.host == entry.host);
    if let Some(HostOutcome { result: Err(failure), host, .. }) = outcome {
        let message = format!("{host} is unreachable: {}", failure.message);
        let exit = match failure.exit {
            refused @ (Exit::Authentication | Exit::Refused) => refused,
            _ => Exit::Unreachable,
        };
        return Err(CommandError::new(exit, message).hints(failure.hint.clone()));
    }
    let Some(container) = &entry.running else {
        let message = format!("{} does not run: {}", entry.target, entry.why_not);
        let hint = format!("see `sgos ps {}`", entry.target);
        return Err(CommandError::new(Exit::Failed, message).hint(hint));
    };
    let terminal = !args.no_tty && context.ui.has_both_ends();
    let socket = outcome.and_then(|outcome| outcome.result.as_ref().ok()?.route.as_ref());
    let socket = socket.map(|route| route.socket.as_str()).filter(|path| *path != USUAL_SOCKET);
    let words = docker_words(args, &container.id, terminal, socket);
    attach(context, &inventory, &entry.host, Attached { words, terminal }).await
}

/// The one that is meant; several are listed, and only a person may say which.
async fn chosen(
    context: &Context,
    typed: &str,
    mut entries: Vec<Entry>,
) -> Result<Entry, CommandError> {
    if entries.len() > 1 && context.ui.may_ask() {
        let items: Vec<_> = entries.iter().map(|entry| entry.target.clone()).collect();
        let question = format!("`{typed}` may mean any of these. Which?");
        let Ok(index) = context.ui.one_of(&question, &items).await else {
            return Err(CommandError::new(Exit::Refused, "nothing was chosen, nothing was run"));
        };
        return Ok(entries.swap_remove(index));
    }
    if entries.len() > 1 {
        let message = format!("`{typed}` may mean {} containers; one is needed", entries.len());
        let each = entries.iter().take(MOST_LISTED);
        let each = each.map(|entry| format!("sgos exec {}", entry.target));
        let more = entries.len().saturating_sub(MOST_LISTED);
        let more = (more > 0).then(|| format!("and {more} more, see `sgos ps {typed}`"));
        return Err(CommandError::new(Exit::Inventory, message).hints(each.chain(more)));
    }
    entries.pop().ok_or_else(|| {
        let message = format!("of `{typed}` no service is known");
        CommandError::new(Exit::Failed, message).hint(format!("see `sgos ps {typed}`"))
    })
}

/// What it is going to do nobody knows.
pub(super) fn may_run(context: &Context) -> Result<(), CommandError> {
    if context.global.dry_run { Ok(()) } else { context.may_change() }
}

/// Gives the program this process's streams, and ends with its code.
pub(super) async fn attach(
    context: &Context,
    inventory: &Inventory,
    host: &str,
    attached: Attached,
) -> Result<Exit, CommandError> {
    let failed = |host: &Host, error: TransportError| {
        let message = format!("{}: {error}", host.name);
        CommandError::new(error.exit(), message).hints(error.hint(&host.name))
    };
    let host = inventory.hosts.get(host).ok_or_else(|| {
        CommandError::new(Exit::Inventory, format!("the inventory has no host {host}"))
    })?;
    if context.global.dry_run {
        let line = dry_run(host, &attached);
        return match context.output() {
            Output::Text | Output::Tsv => context.answer(&format!("{line}\n")),
            Output::Json | Output::Jsonl => context.answer_json(&json!({
                "schema_version": 1, "host": host.name, "words": attached.words, "command": line,
            })),
        };
    }
    let code = context.transport.attach(host, &attached).await;
    code.map(Exit::of_child).map_err(|error| failed(host, error))
}

/// What would be run, as one would type it.
fn dry_run(host: &Host, attached: &Attached) -> String {
    let way = ["sgos", "ssh", &host.name, "--"];
    let way = way.into_iter().take(if host.local { 0 } else { 4 });
    let words = way.chain(attached.words.iter().map(String::as_str));
    // Quoting fails only for a NUL byte, which no argument can hold.
    words.map(|word| shlex::try_quote(word).unwrap_or_default()).collect::<Vec<_>>().join(" ")
}

/// `docker exec` and not compose's: it needs no compose file, and the container is known.
fn docker_words(
    args: &ExecArgs,
    container: &str,
    terminal: bool,
    socket: Option<&str>,
) -> Vec<String> {
    let mut words = vec!["docker".to_owned()];
    if let Some(socket) = socket {
        words.extend(["--host".to_owned(), format!("unix://{socket}")]);
    }
    words.extend(["exec", "--interactive"].map(str::to_owned));
    if terminal {
        words.push("--tty".to_owned());
    }
    let options = [("user", args.user.as_ref()), ("workdir", args.workdir.as_ref())];
    let options = options.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let variables = args.env.iter().map(|variable| ("env", variable));
    words.extend(options.chain(variables).map(|(name, value)| format!("--{name}={value}")));
    words.extend(["--".to_owned(), container.to_owned()]);
    if args.words.is_empty() {
        words.push("sh".to_owned());
    }
    words.extend(args.words.iter().cloned());
    words
}

fn variable(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((name, _)) if !name.is_empty() => Ok(text.to_owned()),
        _ => Err("it has the form NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &[&str]) -> ExecArgs {
        ExecArgs {
            target: "phone".into(),
            no_tty: false,
            user: None,
            workdir: None,
            env: Vec::new(),
            words: words.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn words_stay_words_and_none_is_an_option_of_docker() {
        let words = docker_words(&args(&["-it", "$(id)", ""]), "abc", false, None);
        assert_eq!(words, ["docker", "exec", "--interactive", "--", "abc", "-it", "$(id)", ""]);
        let with = ExecArgs {
            user: Some("-u".into()),
            workdir: Some("/a b".into()),
            env: vec!["A=b=c".into()],
            ..args(&[])
        };
        let words = docker_words(&with, "abc", true, Some("/run/user/1000/docker.sock"));
        assert_eq!(
            words.join(" "),
            "docker --host unix:///run/user/1000/docker.sock exec --interactive --tty --user=-u \
             --workdir=/a b --env=A=b=c -- abc sh"
        );
    }

    #[test]
    fn a_variable_has_a_name() {
        assert!(variable("A=").is_ok());
        assert!(variable("=b").is_err() && variable("A").is_err());
    }
}
