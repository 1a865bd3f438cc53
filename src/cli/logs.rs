//! `sgos logs`: what the containers of the targets say, on whichever hosts they are.

mod args;
mod look;
mod printer;

use std::time::Duration;

pub(super) use args::LogsArgs;

use self::printer::Printer;
use super::Context;
use crate::clock::{self, Stopwatch};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::Target;
use crate::logs::{
    Ask, Event, Filter, Following, Limits, Merge, Options, Order, Told, Window, follow,
};

/// A line waits no longer for those of other containers that may be older.
const HELD: Duration = Duration::from_secs(2);

/// So many events are taken in before something is printed.
const AT_ONCE: usize = 512;

pub(super) async fn run(context: &Context, args: &LogsArgs) -> Result<Exit, CommandError> {
    let global = &context.global;
    let mut options = args.options((global.output, global.json), clock::now(), &context.zone())?;
    // What ends in the past has nothing to come.
    options.follow &= options.range.until.is_none();
    let targets: Vec<Target> =
        args.targets.iter().map(|word| Target::parse(word)).collect::<Result<_, _>>()?;
    let found = look::look(context, targets, options.follow).await?;
    if !found.is_anything {
        let waits = if options.follow { "; waiting for one" } else { "" };
        context.ui.note(&format!("there is no container of it{waits}"));
    }
    let ask = Ask {
        follow: options.follow,
        tail: options.tail,
        since: options.range.since,
        until: options.range.until,
    };
    let following = follow(&found.fleet, found.hosts, ask);
    Session::new(context, options).run(following, found.exit).await
}

/// Puts the lines in order and prints them.
struct Session<'a> {
    context: &'a Context,
    options: Options,
    filter: Filter,
    merge: Merge,
    printer: Printer<'a>,
}

impl<'a> Session<'a> {
    fn new(context: &'a Context, options: Options) -> Self {
        let order = match (options.ordered, options.follow) {
            (false, _) => Order::AsItComes,
            (true, true) => Order::Within(HELD),
            (true, false) => Order::Exact,
        };
        let printer = Printer::new(context, &options);
        Self {
            context,
            filter: Filter::new(options.wish.clone()),
            options,
            merge: Merge::new(order, Limits::default()),
            printer,
        }
    }

    /// `exit` is that of a good end.
    async fn run(mut self, mut following: Following, mut exit: Exit) -> Result<Exit, CommandError> {
        let watch = Stopwatch::start();
        let mut interrupts = super::watch::interrupts()?;
        let reader = self.context.ui.reader();
        let explicit = self.context.global.timeout.filter(|_| !self.options.follow);
        let over = deadline(self.options.length.or(explicit));
        tokio::pin!(over);
        for event in std::mem::take(&mut following.first) {
            self.take(event, &following.window, watch);
        }
        // That these are there was asked for, and is no news.
        self.merge.drain(watch.elapsed(), drop);
        loop {
            let due = deadline(self.merge.due().map(|due| due.saturating_sub(watch.elapsed())));
            let event = tokio::select! {
                biased;
                _ = interrupts.recv() => return Ok(Exit::Interrupted),
                () = reader.gone() => return Ok(Exit::Fine),
                () = &mut over => {
                    self.finish(&following.window)?;
                    let is_late = !self.options.follow || self.options.until_match.is_some();
                    let is_late = is_late && !self.printer.matched;
                    return Ok(if is_late { Exit::TimedOut } else { Exit::Fine });
                }
                event = following.events.recv() => match event {
                    Some(event) => Some(event),
                    None => break,
                },
                () = due => None,
            };
            if let Some(event) = event {
                self.take(event, &following.window, watch);
                for _ in 1..AT_ONCE {
                    let Ok(event) = following.events.try_recv() else { break };
                    self.take(event, &following.window, watch);
                }
            }
            self.drain(&following.window, watch)?;
            if self.printer.matched {
                return Ok(Exit::Fine);
            }
        }
        self.finish(&following.window)?;
        for (host, error) in following.failures().await {
            exit = look::worse(exit, &error);
            let hint = error.hint(&host);
            self.context.warn_of(&host, true, Some(&error.to_string()), hint.as_deref());
        }
        Ok(exit)
    }

    fn take(&mut self, event: Event, window: &Window, watch: Stopwatch) {
        let event = match event {
            Event::Line(line) if !self.filter.wants(&line) => {
                window.give_back(&line);
                Event::Heartbeat(line.source, line.at)
            }
            Event::Joined(source) => {
                let event = Event::Joined(source);
                self.printer.joined(&event);
                event
            }
            other => other,
        };
        self.merge.push(event, watch.elapsed());
    }

    fn drain(&mut self, window: &Window, watch: Stopwatch) -> Result<(), CommandError> {
        let mut told = Vec::new();
        self.merge.drain(watch.elapsed(), |one| told.push(one));
        self.print(told, window)
    }

    fn finish(&mut self, window: &Window) -> Result<(), CommandError> {
        let mut told = Vec::new();
        self.merge.finish(|one| told.push(one));
        self.print(told, window)
    }

    fn print(&mut self, told: Vec<Told>, window: &Window) -> Result<(), CommandError> {
        for one in told {
            if let Told::Line { line, .. } = &one {
                window.give_back(line);
            }
            self.printer.take(one)?;
        }
        self.printer.flush()
    }
}

/// Never, without one.
async fn deadline(after: Option<Duration>) {
    match after {
        Some(after) => tokio::time::sleep(after).await,
        None => std::future::pending().await,
    }
}
