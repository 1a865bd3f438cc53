//! What became of a plan: a row per service, and a word about each host. Pure.

use std::time::Duration;

use super::{Plan, Planned, Row, Settled, Verb};
use crate::change::{Ending, Ran, StepResult};
use crate::exit::Exit;

/// What became of one service.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultRow {
    pub host: String,
    pub stack: Option<String>,
    pub service: String,
    /// One word, for data.
    pub state: String,
    /// For a person.
    pub words: String,
    pub standing: Standing,
    /// From the beginning of its host's change, where that is worth telling.
    pub took: Option<Duration>,
    /// What compose said of a failure.
    pub said: Vec<String>,
    /// The last lines of its log, where it failed.
    pub log: Vec<String>,
}

/// Whether that is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Good,
    /// Still on its way when nobody waited any longer.
    Pending,
    /// The host went away, or its lock is somebody else's: nothing is known, or nothing was done.
    Undone,
    Bad,
}

/// What became of the change of one host as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct HostEnd {
    pub host: String,
    pub exit: Exit,
    pub took: Duration,
    /// What went wrong, or is worth knowing, and what to do about it.
    pub notes: Vec<(String, Option<String>)>,
}

impl ResultRow {
    pub fn new(host: &str, row: &Row, state: &str, words: &str, standing: Standing) -> Self {
        Self {
            host: host.to_owned(),
            stack: row.stack.clone(),
            service: row.service.clone(),
            state: state.to_owned(),
            words: words.to_owned(),
            standing,
            took: None,
            said: Vec::new(),
            log: Vec::new(),
        }
    }

    /// Of a service that was waited for.
    pub fn settled(host: &str, row: &Row, settled: &Settled, took: Duration) -> Self {
        let Settled { verdict, untouched, .. } = settled;
        let standing = match (verdict.is_good(), verdict.is_pending()) {
            (true, _) => Standing::Good,
            (_, true) => Standing::Pending,
            _ => Standing::Bad,
        };
        let took = (!untouched).then_some(took);
        let words = verdict.words(took);
        Self { took, ..Self::new(host, row, verdict.word(), &words, standing) }
    }
}

/// The services that a command is about, as the plan has them.
pub fn rows_of<'a>(
    plan: &'a Plan,
    host: &'a str,
    planned: &'a Planned,
) -> impl Iterator<Item = &'a Row> {
    let about = move |row: &&Row| row.host == host && planned.is_about(row);
    plan.rows.iter().filter(about)
}

/// Of each command of a host what became of it: those behind one that failed were never begun.
pub fn by_step<'a>(
    steps: &'a [Planned],
    ran: &'a Ran,
) -> impl Iterator<Item = (&'a Planned, StepEnd<'a>)> {
    steps.iter().enumerate().map(|(index, planned)| {
        let end = match ran.steps.get(index) {
            None => StepEnd::NotBegun,
            Some(result) if result.code == Some(0) => StepEnd::Done(result),
            Some(result) => StepEnd::Failed(result),
        };
        (planned, end)
    })
}

/// What became of one command.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StepEnd<'a> {
    Done(&'a StepResult),
    Failed(&'a StepResult),
    NotBegun,
}

/// Where nothing is waited for: what a command that is done has done.
pub fn done(host: &str, row: &Row, verb: Verb, took: Duration) -> ResultRow {
    let words = format!("{} in {:.1} s", verb.done(), took.as_secs_f64());
    let row = ResultRow::new(host, row, verb.done(), &words, Standing::Good);
    ResultRow { took: Some(took), ..row }
}

/// Of a service whose command failed.
pub fn failed(host: &str, row: &Row, ending: Ending, result: &StepResult) -> ResultRow {
    let words = match (ending, result.code) {
        (Ending::Interrupted, _) => "interrupted".to_owned(),
        (Ending::TimedOut, _) => {
            format!("ended after {:.0} s, its time limit", result.took.as_secs_f64())
        }
        (_, Some(code)) => format!("failed, exit code {code}"),
        (_, None) => "failed, ended by a signal".to_owned(),
    };
    let (state, standing) = match ending {
        Ending::Interrupted => ("interrupted", Standing::Undone),
        Ending::TimedOut => ("timed-out", Standing::Pending),
        Ending::Done | Ending::Failed => ("failed", Standing::Bad),
    };
    let said = result.said.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
    let said = said.map(str::to_owned).collect();
    let row = ResultRow::new(host, row, state, &words, standing);
    ResultRow { took: Some(result.took), said, ..row }
}

/// After a command failed, what a look at its services says more exactly: those that are well all the
/// same or on their way, and why one was not started.
pub fn with_look(failed: Vec<ResultRow>, looked: Vec<ResultRow>) -> Vec<ResultRow> {
    let one = |(failed, looked): (ResultRow, ResultRow)| match looked.state.as_str() {
        "gone" | "unknown" => failed,
        _ => ResultRow { said: failed.said, ..looked },
    };
    failed.into_iter().zip(looked).map(one).collect()
}

/// What a command said stands once, under the first of its services that is not well. There is one:
/// a command that failed has not done what it should.
pub fn said_once(mut rows: Vec<ResultRow>) -> Vec<ResultRow> {
    let bad = rows.iter().position(|row| row.standing != Standing::Good);
    if bad.is_none()
        && let Some(first) = rows.first_mut()
    {
        first.standing = Standing::Bad;
        first.words = format!("{}, but the command failed", first.words);
    }
    for (index, row) in rows.iter_mut().enumerate() {
        if index != bad.unwrap_or_default() {
            row.said.clear();
        }
    }
    rows
}

/// The code that the whole command ends with: of several the one that needs most attention.
pub fn exit(exits: impl IntoIterator<Item = Exit>) -> Exit {
    const ORDER: [Exit; 8] = [
        Exit::Interrupted,
        Exit::Failed,
        Exit::Refused,
        Exit::Authentication,
        Exit::Locked,
        Exit::TimedOut,
        Exit::Unreachable,
        Exit::Fine,
    ];
    let exits: Vec<Exit> = exits.into_iter().collect();
    ORDER.into_iter().find(|exit| exits.contains(exit)).unwrap_or(Exit::Fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(service: &str, state: &str, standing: Standing) -> ResultRow {
        ResultRow {
            host: "toucan".into(),
            stack: Some("shop".into()),
            service: service.into(),
            state: state.into(),
            words: state.into(),
            standing,
            took: None,
            said: vec!["port is already allocated".into()],
            log: Vec::new(),
        }
    }

    #[test]
    fn after_a_failure_a_look_says_which_services_are_well() {
        let failed = ["db", "web", "new"].map(|name| row(name, "failed", Standing::Bad)).to_vec();
        let looked = vec![
            row("db", "healthy", Standing::Good),
            row("web", "not-started", Standing::Bad),
            row("new", "gone", Standing::Bad),
        ];
        let rows = said_once(with_look(failed, looked));
        let states: Vec<_> = rows.iter().map(|row| (row.state.as_str(), row.said.len())).collect();
        assert_eq!(states, [("healthy", 0), ("not-started", 1), ("failed", 0)]);
    }

    #[test]
    fn a_failure_is_never_hidden_by_services_that_are_well() {
        let rows = said_once(vec![row("db", "healthy", Standing::Good)]);
        assert_eq!((rows[0].standing, rows[0].said.len()), (Standing::Bad, 1));
    }

    #[test]
    fn of_several_codes_the_one_that_needs_most_attention_counts() {
        assert_eq!(exit([]), Exit::Fine);
        assert_eq!(exit([Exit::Fine, Exit::Unreachable, Exit::Locked]), Exit::Locked);
        assert_eq!(exit([Exit::TimedOut, Exit::Failed]), Exit::Failed);
        assert_eq!(exit([Exit::Failed, Exit::Interrupted]), Exit::Interrupted);
    }
}
