//! Two hosts at one round-trip time: `sgos status` beside `ssh`, a naive script and ansible, and its
//! sisters beside `ssh`.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::ansible;
use super::build::Programs;
use super::fleet::{APPS_ON, Fleet};
use super::options::{Options, Rtt};
use super::probe::{Probe, remote_line};
use super::process::timed;
use super::race::{Alternative, race};
use super::sample::{Sample, Series};
use super::scene::{Scene, Start};
use super::scratch::Scratch;
use super::table::{Budget, Table};
use super::{client, probe};
use crate::progress::{Outcome, step};

const STATUS: &[&str] = &["status"];

/// What else asks every host once.
const SISTERS: [(&str, &[&str]); 3] = [
    ("`sgos hosts`", &["hosts"]),
    ("`sgos jobs`", &["jobs"]),
    ("`sgos status --wide`", &["status", "--wide"]),
];

pub(crate) fn compare(
    fleet: &Fleet,
    programs: &Programs,
    scratch: &Scratch,
    options: &Options,
    rtt: Rtt,
    table: &mut Table,
) -> Result<()> {
    let name = rtt.to_string();
    step(&name, || {
        let scene = Scene::set(fleet, &programs.sgos, scratch, rtt)?;
        let raw = Raw::ready(STATUS, fleet, programs, scratch, &scene)?;
        let (many, few) = (options.runs(), options.slow_runs());
        let naive = |start| naive(&scene, programs, fleet, start);
        // Connections that come and go would disturb what is measured next, so the cold ones have
        // turns of their own.
        let [warm, raw_warm, word, naive_warm, naive_cold] = race([
            Alternative::new("sgos status, warm", many, || asks(&scene, Start::Warm, STATUS)),
            Alternative::new("raw ssh, warm", many, || raw.on_stdin(Start::Warm)),
            Alternative::new("raw ssh, one word, warm", many, || raw.as_word(Start::Warm)),
            Alternative::new("naive script, warm", few, || naive(Start::Warm)),
            Alternative::new("naive script, cold", few, || naive(Start::Cold)),
        ])?;
        let [cold, raw_cold] = race([
            Alternative::new("sgos status, cold", many, || cold_status(&scene)),
            Alternative::new("raw ssh, cold", many, || raw.on_stdin(Start::Cold)),
        ])?;
        let results = [warm, raw_warm, word, cold, raw_cold, naive_warm, naive_cold];
        show(&results, rtt, table);
        let status = || asks(&scene, Start::Warm, STATUS);
        ansible::compare(&scene, fleet, options, rtt, status, table)?;
        for (what, words) in SISTERS {
            let raw = Raw::ready(words, fleet, programs, scratch, &scene)?;
            let [sgos, raw] = race([
                Alternative::new(what, many, || asks(&scene, Start::Warm, words)),
                Alternative::new("raw ssh, warm", many, || raw.on_stdin(Start::Warm)),
            ])?;
            table.compare(format!("{what} / raw `ssh`, warm, {rtt}"), &sgos, &raw, None);
        }
        if rtt.0 == 0 {
            let [warm, raw, ..] = &results;
            client::used(warm, raw, table);
        }
        Ok(((), Outcome::done(format!("{many} runs of each, {few} of the naive script"))))
    })
}

fn show(results: &[Series; 7], rtt: Rtt, table: &mut Table) {
    let [sgos, raw, word, cold, raw_cold, naive, naive_cold] = results;
    let mut row = |what: &str, one, other, budget| {
        table.compare(format!("{what}, {rtt}"), one, other, budget);
    };
    let at_most = |bound| Budget::AtMost { bound, goal: None };
    let raw_budget =
        rtt.budget(0.70, 0.75).map(|goal| Budget::AtMost { bound: 0.85, goal: Some(goal) });
    row("`sgos status` / raw `ssh`, warm", sgos, raw, raw_budget);
    row("`sgos status` / raw `ssh` with the script as a word, warm", sgos, word, None);
    row("`sgos status` / raw `ssh`, cold", cold, raw_cold, rtt.budget(1.05, 1.05).map(at_most));
    let naive_budget = rtt.budget(250.0, 200.0).map(Budget::AtLeast);
    row("naive script, cold / `sgos status`, warm", naive_cold, sgos, naive_budget);
    let cold_budget = rtt.budget(30.0, 30.0).map(Budget::AtLeast);
    row("naive script / `sgos status`, cold", naive_cold, cold, cold_budget);
    row("naive script / `sgos status`, warm", naive, sgos, None);
}

fn asks(scene: &Scene, start: Start, words: &[&str]) -> Result<Sample> {
    let mut command = scene.sgos(start, words);
    command.args(["-o", "json"]);
    timed(&mut [command], scene.folder())
}

fn cold_status(scene: &Scene) -> Result<Sample> {
    let sample = asks(scene, Start::Cold, STATUS)?;
    scene.disconnect(Start::Cold)?;
    Ok(sample)
}

fn naive(scene: &Scene, programs: &Programs, fleet: &Fleet, start: Start) -> Result<Sample> {
    let mut command = Command::new(&programs.python);
    command.arg(&programs.naive).arg(scene.ssh_config(start)).arg(APPS_ON).args(fleet.apps());
    scene.surround(&mut command);
    timed(&mut [command], scene.folder())
}

/// `ssh` to all hosts at once, each running the probe that sgos would run there.
struct Raw<'a> {
    scene: &'a Scene,
    probes: Vec<(&'a str, Probe, PathBuf)>,
}

impl<'a> Raw<'a> {
    /// Also makes sure that the hosts answer it: what fails at once is fast.
    fn ready(
        words: &[&str],
        fleet: &'a Fleet,
        programs: &Programs,
        scratch: &Scratch,
        scene: &'a Scene,
    ) -> Result<Self> {
        let mut probes = Vec::new();
        for host in fleet.hosts.keys() {
            let probe = Probe::of(host, words, fleet, &programs.sgos, scratch)?;
            let script = scene.folder().join(format!("{host}-{}.sh", words.concat()));
            fs::write(&script, &probe.script)?;
            probes.push((host.as_str(), probe, script));
        }
        let raw = Self { scene, probes };
        for mut command in
            raw.with_stdin(Start::Warm)?.into_iter().chain(raw.with_word(Start::Warm))
        {
            let output = command.output()?;
            let answer = String::from_utf8_lossy(&output.stdout);
            let complete = answer.trim_end().ends_with(" end") && answer.contains("containers 0 ");
            anyhow::ensure!(complete, "{command:?} answered: {answer}");
        }
        Ok(raw)
    }

    fn on_stdin(&self, start: Start) -> Result<Sample> {
        timed(&mut self.with_stdin(start)?, self.scene.folder())
    }

    fn as_word(&self, start: Start) -> Result<Sample> {
        timed(&mut self.with_word(start), self.scene.folder())
    }

    fn with_stdin(&self, start: Start) -> Result<Vec<Command>> {
        let command = |(host, probe, script): &(&str, Probe, PathBuf)| {
            let arguments = probe.unwatched();
            let words = ["sh", "-s", "--"].into_iter().chain(arguments.iter().map(String::as_str));
            let mut command = self.scene.ssh(start, host);
            let script = File::open(script).with_context(|| script.display().to_string())?;
            command.arg(remote_line(words)).stdin(script);
            Ok(command)
        };
        self.probes.iter().map(command).collect()
    }

    fn with_word(&self, start: Start) -> Vec<Command> {
        let command = |(host, probe, _): &(&str, Probe, PathBuf)| {
            let arguments = probe.unwatched();
            let words = ["sh", "-c", &probe.script, "probe"].into_iter();
            let words = words.chain(arguments.iter().map(String::as_str));
            let mut command = self.scene.ssh(start, host);
            command.arg(probe::remote_line(words));
            command
        };
        self.probes.iter().map(command).collect()
    }
}
