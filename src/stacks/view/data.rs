//! An action as data: the plan, the commands, and what became of them, in one object.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use crate::error::CommandError;
use crate::stacks::outcome::{HostEnd, ResultRow, Standing};
use crate::stacks::{Obstacle, Plan};

/// Changes only when something is taken away.
pub const SCHEMA_VERSION: u32 = 1;

/// What `sgos up`, `down`, `start`, `stop`, `restart` and `pull` answer with `-o json`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Answer {
    pub schema_version: u32,
    /// The action, such as `restart`.
    pub verb: String,
    /// Nothing was done because of `--dry-run`.
    pub dry_run: bool,
    /// Every service that is meant, and what would become of it.
    pub plan: Vec<PlanRow>,
    /// What is run on each host, in order.
    pub commands: Vec<HostCommands>,
    /// Named volumes that are removed, by `STACK@HOST`.
    pub volumes: BTreeMap<String, Vec<String>>,
    /// What became of each service; empty where nothing was done.
    pub results: Vec<ResultData>,
    /// What became of each host that was changed.
    pub hosts: Vec<HostData>,
    /// Why nothing was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorData>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanRow {
    pub host: String,
    /// `null`: a container that compose did not make.
    pub stack: Option<String>,
    /// `*`: the whole stack, where nothing can be done to it.
    pub service: String,
    /// `create`, `recreate`, `start`, `stop`, `restart`, `remove`, `pull`, `-` (nothing to do), `leave`
    /// (the file of its stack does not name it) or `cannot`.
    pub action: String,
    /// What that is based on.
    pub why: String,
    /// A restart leaves its changed definition or image as it is.
    pub stale: bool,
    /// What to do where it cannot be done.
    pub hint: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HostCommands {
    pub host: String,
    /// As one would type them there.
    pub commands: Vec<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ResultData {
    pub host: String,
    pub stack: Option<String>,
    pub service: String,
    /// Such as `healthy`, `running`, `restarting`, `failed`, `stopped`.
    pub state: String,
    /// `good`, `pending`, `undone` or `bad`.
    pub standing: String,
    pub result: String,
    pub seconds: Option<f64>,
    /// What compose said of a failure.
    pub said: Vec<String>,
    /// The last lines of its log, where it failed.
    pub log: Vec<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HostData {
    pub host: String,
    pub seconds: f64,
    /// What this host alone would have let the command exit with.
    pub exit: u8,
    pub notes: Vec<String>,
    pub hints: Vec<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ErrorData {
    pub exit: u8,
    pub message: String,
    pub causes: Vec<String>,
    pub hints: Vec<String>,
}

impl ErrorData {
    fn of(error: &CommandError) -> Self {
        let CommandError { exit, message, causes, hints } = error;
        Self {
            exit: exit.code(),
            message: message.clone(),
            causes: causes.clone(),
            hints: hints.clone(),
        }
    }
}

/// All of it.
pub fn answer(
    plan: &Plan,
    dry_run: bool,
    results: &[ResultRow],
    ends: &[HostEnd],
    error: Option<&CommandError>,
) -> Answer {
    let commands = plan.hosts.iter().map(|host| HostCommands {
        host: host.host.clone(),
        commands: host.steps.iter().map(|planned| planned.step.to_string()).collect(),
    });
    let row = |row: &crate::stacks::Row| PlanRow {
        host: row.host.clone(),
        stack: row.stack.clone(),
        service: row.service.clone(),
        action: row.action.word().to_owned(),
        why: row.why.clone(),
        stale: row.stale,
        hint: match &row.obstacle {
            Some(Obstacle::Fix(fix)) => Some(fix.clone()),
            Some(Obstacle::Unreachable) | None => None,
        },
    };
    Answer {
        schema_version: SCHEMA_VERSION,
        verb: plan.verb.word().to_owned(),
        dry_run,
        plan: plan.rows.iter().map(row).collect(),
        commands: commands.collect(),
        volumes: plan.volumes.clone(),
        results: results.iter().map(result).collect(),
        hosts: ends.iter().map(host).collect(),
        error: error.map(ErrorData::of),
    }
}

fn result(row: &ResultRow) -> ResultData {
    let standing = match row.standing {
        Standing::Good => "good",
        Standing::Pending => "pending",
        Standing::Undone => "undone",
        Standing::Bad => "bad",
    };
    ResultData {
        host: row.host.clone(),
        stack: row.stack.clone(),
        service: row.service.clone(),
        state: row.state.clone(),
        standing: standing.to_owned(),
        result: row.words.clone(),
        seconds: row.took.map(seconds),
        said: row.said.clone(),
        log: row.log.clone(),
    }
}

fn host(end: &HostEnd) -> HostData {
    HostData {
        host: end.host.clone(),
        seconds: seconds(end.took),
        exit: end.exit.code(),
        notes: end.notes.iter().map(|(note, _)| note.clone()).collect(),
        hints: end.notes.iter().filter_map(|(_, hint)| hint.clone()).collect(),
    }
}

/// To the millisecond.
fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}

/// The schema of what is written; more may be added to the data under the same `schema_version`.
pub fn schema() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Answer>()
}
