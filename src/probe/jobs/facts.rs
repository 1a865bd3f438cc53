//! What a host said of its scheduled jobs: files as they are, timers as systemd lists them. Nothing is judged here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

/// The answer of the section `jobs`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobFacts {
    /// Who sgos is on the host, and whether that is root.
    pub user: String,
    pub is_root: bool,
    pub cron: CronDaemon,
    pub zone: ZoneFact,
    pub tables: Vec<CronTable>,
    /// Files of `/etc/cron.daily` and its like.
    pub scripts: Vec<CronFile>,
    /// `anacron` is installed: then it runs the scripts of a day, a week, a month.
    pub anacron: bool,
    /// `run-parts` is the script of Red Hat, not the program of Debian.
    pub redhat_run_parts: bool,
    /// `/var/spool/anacron`: the job's name, and when it ran.
    pub stamps: Vec<(String, Timestamp)>,
    /// The users of `/etc/passwd`; `None` where the host knows more users than that file.
    pub users: Option<BTreeSet<String>>,
    /// The numbers of those in `/etc/passwd`.
    pub user_ids: BTreeMap<String, u32>,
    /// Files below `/etc` that came with a package.
    pub packaged: BTreeSet<String>,
    /// The log of cron, when it could be read.
    pub log: Option<JobLog>,
    /// `None`: the host was not started by systemd.
    pub timers: Option<Result<Vec<Timer>, String>>,
    /// What was there and could not be read, one clause each: "/var/spool/cron is not readable".
    pub unread: Vec<String>,
    /// Other people's crontabs exist and only root may read them.
    pub others_hidden: bool,
}

/// The program that runs crontabs, and whether it runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CronDaemon {
    pub kind: CronKind,
    /// `None` where processes of others are hidden.
    pub running: Option<bool>,
}

/// They read the same file differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CronKind {
    #[default]
    None,
    /// The descendant of Vixie's cron in Debian and Ubuntu.
    Debian,
    Cronie,
    Busybox,
}

/// From the most to the least trusted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZoneFact {
    /// Where `/etc/localtime` points to, else what `/etc/timezone` says.
    pub name: Option<String>,
    /// As `date +%z` prints it: `+0200`.
    pub offset: Option<String>,
}

/// A file of jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CronTable {
    pub file: CronFile,
    pub owner: TableOwner,
    /// `None`: it was not opened, because it is no regular file or may not be read.
    pub text: Option<Vec<u8>>,
    /// Only its beginning is here.
    pub cut: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableOwner {
    /// A crontab of this user: lines have five fields and a command.
    User(String),
    /// `/etc/crontab` and `/etc/cron.d`: lines name a user, too.
    System,
    Anacron,
}

/// What `stat` tells of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CronFile {
    pub path: String,
    /// `None` where there is nothing to ask, as for `crontab -l`.
    pub meta: Option<Meta>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// `st_mode`: type and permissions.
    pub mode: u32,
    pub user_id: u32,
    pub links: u64,
    pub size: u64,
}

impl Meta {
    pub fn is_regular(&self) -> bool {
        self.mode & 0o170_000 == 0o100_000
    }

    /// What it is instead of a regular file.
    pub fn kind(&self) -> &'static str {
        match self.mode & 0o170_000 {
            0o010_000 => "a FIFO",
            0o020_000 | 0o060_000 => "a device",
            0o040_000 => "a directory",
            0o100_000 => "a regular file",
            0o120_000 => "a link to nothing",
            0o140_000 => "a socket",
            _ => "no regular file",
        }
    }
}

/// The newest runs that cron wrote into its log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobLog {
    /// A path, or `journal`.
    pub source: String,
    pub runs: Vec<LoggedRun>,
}

/// cron began to run a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedRun {
    pub at: LoggedTime,
    pub user: String,
    /// As it was logged: control characters may be escaped.
    pub command: String,
    /// Cron logs it only when told to (`-L`).
    pub failed: Option<u8>,
}

/// Old logs tell the local time without a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoggedTime {
    At(Timestamp),
    Local { month: i8, day: i8, hour: i8, minute: i8, second: i8 },
}

/// A systemd timer and what it starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timer {
    pub unit: String,
    pub activates: String,
    /// `OnCalendar=` and its like, one each: `OnCalendar=*-*-* 06:00:00`.
    pub schedules: Vec<String>,
    pub next: Option<Timestamp>,
    pub last: Option<Timestamp>,
    pub description: String,
    /// Where the unit's file is.
    pub fragment: String,
    /// The service's first command.
    pub command: String,
    pub user: String,
    /// systemd's word, such as `success` or `exit-code`; empty when unknown.
    pub result: String,
    pub exit_status: Option<i32>,
    /// When the service ended the last time.
    pub ended: Option<Timestamp>,
}
