//! The life of the process: parse, context, dispatch, print the error once, exit code.

#![expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]

use std::cell::Cell;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use clap::error::ErrorKind;
use futures_util::FutureExt as _;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::change::Cancel;
use crate::cli::{self, Cli, Command, Context, Global, Process};
use crate::clock::{self, Stopwatch};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::Surroundings;
use crate::transport::{self, Recorder, RecordingError, Replay, Tape, Transport};
use crate::ui::{self, Environment, Ui, sanitize};

/// The time of a program whose terminal is gone, such as an editor with something to save.
const SAVING: Duration = Duration::from_secs(5);

/// After Ctrl-C, the time for closing connections.
const LAST_WORDS: Duration = Duration::from_secs(2);

pub fn main() -> ExitCode {
    let started = Stopwatch::start();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return parse_error(error).into(),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprint(&format!("error: this process cannot wait for others: {error}\n"));
            return Exit::Failed.into();
        }
    };
    let exit = runtime.block_on(live(cli, started));
    runtime.shutdown_background();
    exit.into()
}

/// Help and version are answers; everything else is wrong usage.
fn parse_error(mut error: clap::Error) -> Exit {
    cli::advise(&mut error);
    // A terminal that is gone need not be told.
    let _ = error.print();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Exit::Fine;
    }
    if asked_for_json() {
        let words = error.render().to_string();
        let mut lines = words.lines().map(|line| line.trim_start_matches("error: "));
        let usage = CommandError::new(Exit::Usage, lines.next().unwrap_or_default());
        // As above.
        let _ = std::io::Write::write_all(
            &mut std::io::stdout(),
            sanitize::json(&usage.json()).as_bytes(),
        );
    }
    Exit::Usage
}

/// Whether a command line that is wrong as a whole asks for JSON in its own words.
fn asked_for_json() -> bool {
    let words: Vec<_> = std::env::args().skip(1).take_while(|word| word != "--").collect();
    let is_json = |format: &str| matches!(format, "json" | "jsonl");
    let attached = |word: &str| {
        let format = word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o"));
        format.is_some_and(|format| is_json(format.trim_start_matches('=')))
    };
    words.iter().any(|word| word == "--json" || attached(word))
        || words.windows(2).any(|pair| matches!(&*pair[0], "-o" | "--output") && is_json(&pair[1]))
}

async fn live(cli: Cli, started: Stopwatch) -> Exit {
    let Cli { global, command } = cli;
    let ui = Ui::new(environment(), global.color, global.quiet, (global.no_input, global.yes));
    if let Err(error) = cli::start_trace(text("SGOS_LOG").as_deref(), global.verbose) {
        ui.warn(&error.to_string());
    }
    let mut process = process();
    let surroundings = transport::Surroundings {
        uid: process.surroundings.user_id,
        home: process.surroundings.home.clone(),
        runtime_dir: path("XDG_RUNTIME_DIR"),
        ssh_agent: text("SSH_AUTH_SOCK"),
        docker_host: text("DOCKER_HOST"),
    };
    let (tape, unusable) = match tape(&global, &process.surroundings.hostname) {
        Ok(tape) => (tape, None),
        Err(error) => (Tape::Off, Some(error)),
    };
    if let Some(replay) = tape.replayed() {
        process = as_recorded(process, replay);
    }
    let transport = Transport::new(surroundings, tape);
    let context = Context {
        global,
        ui,
        transport,
        process,
        cancel: Cancel::default(),
        started: Cell::new(started),
    };
    if let Some(error) = unusable {
        return report(&context, &error.into());
    }
    let mut interrupt = Interrupt::new();
    let exit = lived(&context, command.as_ref(), &mut interrupt).await;
    // The one that ended the command, where it was the command that noticed, asks for no more haste.
    while interrupt.wait().now_or_never().is_some() {}
    tokio::select! {
        _ = tokio::time::timeout(LAST_WORDS, context.transport.finish()) => exit,
        _ = interrupt.wait() => Exit::Interrupted,
    }
}

/// Runs the command to its end, or to a signal that it does not answer itself.
async fn lived(context: &Context, command: Option<&Command>, interrupt: &mut Interrupt) -> Exit {
    let dispatch = cli::dispatch(context, command);
    tokio::pin!(dispatch);
    loop {
        let kind = tokio::select! {
            // A command that has its own way to end at Ctrl-C, such as watching, comes before ours.
            biased;
            error = context.transport.tape().missing() => return report(context, &error.into()),
            result = &mut dispatch => {
                let exit = result.unwrap_or_else(|error| report(context, &error));
                return saved(context, exit);
            }
            kind = interrupt.wait_unless_attached(&context.transport) => kind,
        };
        if context.transport.is_attached() {
            context.transport.hang_up();
            if let Ok(result) = tokio::time::timeout(SAVING, &mut dispatch).await {
                return result.unwrap_or_else(|error| report(context, &error));
            }
        }
        if context.ui.stderr_is_terminal() {
            // Below the ^C, and whatever line it was typed on.
            context.ui.excerpt("");
        }
        let changes = context.cancel.is_running();
        // Who loses the terminal has not asked for an end: what the hosts do goes on.
        if kind != SignalKind::hangup() && context.cancel.ask() {
            context.ui.note("ending what was begun on the hosts; once more leaves at once");
            continue;
        }
        let message = match changes {
            true => "interrupted; what was begun on the hosts goes on there",
            false => "interrupted; what ran on the hosts is ended",
        };
        let error = CommandError::new(Exit::Interrupted, message);
        let hint = changes.then(|| "`sgos lock status` shows it".to_owned());
        return report(context, &error.hints(hint));
    }
}

/// Prints the error; whoever asked for JSON gets it as JSON too.
fn report(context: &Context, error: &CommandError) -> Exit {
    context.ui.excerpt(&ui::failure(error, context.ui.stderr_color()));
    if context.wants_json() {
        let _ = context.ui.answer(&sanitize::json(&error.json()));
    }
    error.exit
}

/// What `--record` and `--replay` ask for.
fn tape(global: &Global, hostname: &str) -> Result<Tape, RecordingError> {
    if let Some(folder) = &global.replay {
        return Replay::open(folder).map(Tape::replay);
    }
    let Some(folder) = &global.record else { return Ok(Tape::Off) };
    let typed = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    Recorder::begin(folder, typed, hostname, clock::now()).map(Tape::Record)
}

/// A replay happens on the machine that recorded, and leaves nothing behind on this one.
fn as_recorded(process: Process, replay: &Replay) -> Process {
    let hostname = replay.hostname().to_owned();
    Process {
        surroundings: Surroundings { hostname, ..process.surroundings },
        cache: None,
        ..process
    }
}

/// The answer is out already; that it could not be recorded is told beside it.
fn saved(context: &Context, exit: Exit) -> Exit {
    let Err(error) = context.transport.tape().save() else { return exit };
    let error = CommandError::from(error);
    context.ui.excerpt(&ui::failure(&error, context.ui.stderr_color()));
    error.exit
}

/// Ctrl-C, and the polite requests to end.
struct Interrupt(Vec<(SignalKind, Signal)>);

impl Interrupt {
    fn new() -> Self {
        let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate()];
        if !ignores_hangup() {
            kinds.push(SignalKind::hangup());
        }
        Self(kinds.into_iter().filter_map(|kind| Some((kind, signal(kind).ok()?))).collect())
    }

    /// A Ctrl-C or a request to end that is meant for a program that has our streams is not meant for
    /// us: we end when it does. Who is gone cannot be asked again; a lost terminal ends us, too.
    async fn wait_unless_attached(&mut self, transport: &Transport) -> SignalKind {
        loop {
            let kind = self.wait().await;
            if kind == SignalKind::hangup() || !transport.is_attached() {
                return kind;
            }
        }
    }

    async fn wait(&mut self) -> SignalKind {
        let signals = self.0.iter_mut().map(|(kind, signal)| {
            Box::pin(async {
                signal.recv().await;
                *kind
            })
        });
        if signals.len() == 0 {
            std::future::pending::<()>().await;
        }
        futures_util::future::select_all(signals).await.0
    }
}

/// `nohup` asked for it: bit 0 of `SigIgn` in proc(5) is SIGHUP.
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

/// For what goes wrong before there is a terminal to speak of.
fn eprint(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn environment() -> Environment {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(text).unwrap_or_default();
    let locale = locale.to_lowercase();
    Environment {
        columns: text("COLUMNS").and_then(|columns| columns.parse().ok()),
        no_color: text("NO_COLOR").is_some(),
        force_color: text("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
        dumb: text("TERM").is_none_or(|term| term == "dumb"),
        utf8: locale.contains("utf-8") || locale.contains("utf8"),
    }
}

fn process() -> Process {
    let home = path("HOME");
    let under_home = |folder: &str| home.as_ref().map(|home| home.join(folder));
    let cache = path("XDG_CACHE_HOME").or_else(|| under_home(".cache"));
    let state = path("XDG_STATE_HOME").or_else(|| under_home(".local/state"));
    let user_id = rustix::process::geteuid().as_raw();
    Process {
        surroundings: Surroundings {
            hostname: rustix::system::uname().nodename().to_string_lossy().into_owned(),
            user_id,
            config_home: path("XDG_CONFIG_HOME"),
            config_file: std::env::var_os("SGOS_CONFIG").map(PathBuf::from),
            working_directory: std::env::current_dir().ok(),
            home,
        },
        env: text,
        cache: cache.map(|cache| cache.join("sgos")),
        state: state.map(|state| state.join("sgos")),
        read_only: text("SGOS_READONLY").is_some_and(|value| value != "0"),
        shell: text("SHELL"),
        // On macOS there always is one; on Linux a browser needs one of these.
        desktop: cfg!(target_os = "macos")
            || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| text(name).is_some()),
        user: user(user_id),
    }
}

/// Who that is, for locks and the audit; cron and containers do not always say it.
fn user(id: u32) -> String {
    let told = ["USER", "LOGNAME"].into_iter().find_map(text);
    let listed = || login_name(&std::fs::read_to_string("/etc/passwd").ok()?, id);
    told.or_else(listed).unwrap_or_else(|| format!("uid {id}"))
}

/// From the lines of passwd(5).
fn login_name(passwd: &str, id: u32) -> Option<String> {
    let of_it = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1)?.parse() == Ok(id)).then(|| name.to_owned())
    };
    passwd.lines().find_map(of_it)
}

/// A variable that is set and not empty.
fn text(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A variable that holds an absolute path; the XDG specification wants others ignored.
fn path(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_named_by_the_environment_is_looked_up() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\n# broken\n:x:7\nada:x:1000:1000::/home/ada:\n";
        assert_eq!(login_name(passwd, 0).as_deref(), Some("root"));
        assert_eq!(login_name(passwd, 1000).as_deref(), Some("ada"));
        assert_eq!((login_name(passwd, 7), login_name(passwd, 100)), (None, None));
    }
}
