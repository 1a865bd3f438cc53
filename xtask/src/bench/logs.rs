//! `sgos logs` beside `docker compose logs` over `ssh`: a long log whole, the first line of the last
//! hundred, and bursts that are followed.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::build::Programs;
use super::fleet::{APPS_ON, Fleet};
use super::options::{Options, Rtt};
use super::probe::remote_line;
use super::process::timed;
use super::race::{Alternative, race};
use super::sample::Series;
use super::scene::{Scene, Start};
use super::scratch::Scratch;
use super::stream::{Numbered, first_line, numbered};
use super::table::{Budget, Table};
use crate::progress::{Outcome, step};
use crate::run;

const LINES: u64 = 200_000;

/// What is followed: so many bursts of so many lines, so many milliseconds apart.
const BURSTS: u64 = 50;
const BURST: u64 = 20_000;
const APART: u64 = 250;

/// Makes a stack whose one container says numbered lines: NAME, how many, how many at a time, and
/// how far apart. It is made and not started.
const MAKE: &str = r#"
set -eu
mkdir -p "/srv/apps/$1"
cd "/srv/apps/$1"
cat >compose.yaml <<EOF
services:
  app:
    image: sgos-lab/app
    container_name: bench-$1
    command: [talk, --name, $1, --count, "$2", --burst, "$3", --every, "$4", --stay]
EOF
docker compose create 2>&1
"#;

/// Starts it, and waits until it has said its last line.
const SPEAK: &str = r#"
set -eu
docker start "bench-$1" >/dev/null
until docker logs --tail 1 "bench-$1" | grep -q " 0*$2\$"; do sleep 0.1; done
"#;

const REMOVE: &str = r#"docker rm -f "bench-$1" >/dev/null 2>&1; rm -rf "/srv/apps/$1""#;

/// A stack of the bench; it is removed with this.
struct Speaker<'a> {
    fleet: &'a Fleet,
    name: &'static str,
    lines: u64,
}

impl<'a> Speaker<'a> {
    fn make(fleet: &'a Fleet, name: &'static str, bursts: u64, burst: u64) -> Result<Self> {
        let speaker = Self { fleet, name, lines: bursts * burst };
        let words = [speaker.lines, burst, APART].map(|number| number.to_string());
        let words: Vec<&str> = [name].into_iter().chain(words.iter().map(String::as_str)).collect();
        speaker.sh(MAKE, &words)?;
        Ok(speaker)
    }

    fn speak(&self) -> Result<()> {
        self.sh(SPEAK, &[self.name, &self.lines.to_string()])
    }

    fn sh(&self, script: &str, words: &[&str]) -> Result<()> {
        let mut command = self.fleet.inside(APPS_ON, "root")?;
        let output = command.args(["sh", "-c", script, "speaker"]).args(words).output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "{}:\n{}", output.status, run::tail(&said));
        Ok(())
    }
}

impl Drop for Speaker<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.sh(REMOVE, &[self.name]) {
            eprintln!("  {} was not removed: {error:#}", self.name);
        }
    }
}

pub(crate) fn compare(
    fleet: &Fleet,
    programs: &Programs,
    scratch: &Scratch,
    options: &Options,
    table: &mut Table,
) -> Result<()> {
    step("logs", || {
        let long = Speaker::make(fleet, "talk", 1, LINES)?;
        long.speak()?;
        for rtt in options.rtts() {
            let scene = Scene::set(fleet, &programs.sgos, scratch, rtt)?;
            whole(&scene, &long, options, rtt, table)?;
            first(&scene, options, rtt, table)?;
        }
        let scene = Scene::set(fleet, &programs.sgos, scratch, Rtt(0))?;
        bursts(fleet, &scene, table).context("bursts")?;
        Ok(((), Outcome::done(format!("{LINES} lines, {BURSTS} bursts of {BURST}"))))
    })
}

const ALL: [&str; 6] = ["logs", "talk", "-n", "all", "-o", "raw"];
const LAST: [&str; 6] = ["logs", "talk", "-n", "100", "-o", "raw"];

fn compose(scene: &Scene, words: &[&str]) -> Command {
    let logs = ["docker", "compose", "--project-directory", "/srv/apps/talk", "logs"];
    let mut command = scene.ssh(Start::Warm, APPS_ON);
    command.arg(remote_line(logs.into_iter().chain(words.iter().copied())));
    command
}

fn whole(
    scene: &Scene,
    long: &Speaker<'_>,
    options: &Options,
    rtt: Rtt,
    table: &mut Table,
) -> Result<()> {
    let last = long.lines;
    let Numbered { missing, .. } =
        numbered(&mut scene.sgos(Start::Warm, &ALL), scene.folder(), last)?;
    ensure!(missing == 0, "{missing} of {last} lines are missing");
    let runs = options.slow_runs().max(options.runs() / 2);
    let folder = scene.folder();
    let [sgos, compose] = race([
        Alternative::new("sgos logs -n all", runs, || {
            timed(&mut [scene.sgos(Start::Warm, &ALL)], folder)
        }),
        Alternative::new("ssh docker compose logs", runs, || {
            timed(&mut [compose(scene, &["--no-log-prefix"])], folder)
        }),
    ])?;
    let what = format!("`sgos logs -n all` / `ssh` `docker compose logs`, {LINES} lines, {rtt}");
    let budget = Budget::AtMost { bound: 0.7, goal: None };
    table.compare(what, &sgos, &compose, Some(budget));
    Ok(())
}

fn first(scene: &Scene, options: &Options, rtt: Rtt, table: &mut Table) -> Result<()> {
    let folder = scene.folder();
    let [sgos, compose] = race([
        Alternative::new("sgos logs -n 100", options.runs(), || {
            first_line(&mut scene.sgos(Start::Warm, &LAST), folder)
        }),
        Alternative::new("ssh docker compose logs -n 100", options.runs(), || {
            first_line(&mut compose(scene, &["-n", "100", "--no-log-prefix"]), folder)
        }),
    ])?;
    let what = format!("first line of `sgos logs -n 100` / `ssh` `docker compose logs`, {rtt}");
    let budget = rtt.budget(0.3, 0.5).map(|bound| Budget::AtMost { bound, goal: None });
    table.compare(what, &sgos, &compose, budget);
    Ok(())
}

/// Each burst is followed as it comes. The memory is that of the whole million lines.
fn bursts(fleet: &Fleet, scene: &Scene, table: &mut Table) -> Result<()> {
    let speaker = Speaker::make(fleet, "flood", BURSTS, BURST)?;
    let last = format!("flood 0*{}$", speaker.lines);
    let words = ["logs", "flood", "-f", "-n", "all", "-o", "raw", "--until-match", &last];
    let mut command = scene.sgos(Start::Warm, &words);
    command.args(["--for", "10m"]);
    let followed = std::thread::scope(|scope| {
        let following = scope.spawn(|| numbered(&mut command, scene.folder(), speaker.lines));
        let spoken = speaker.speak();
        let followed = following.join().map_err(|_| anyhow::anyhow!("the reader panicked"))?;
        spoken.and(followed)
    })?;
    let at_most = |bound| Some(Budget::AtMost { bound, goal: None });
    let missing = usize::try_from(followed.missing)?;
    let lost = format!("lines lost of `sgos logs -f`, {BURSTS} bursts of {BURST}");
    table.count(lost, missing, &format!("of {}", speaker.lines), at_most(0.0));
    let series = Series(vec![Some(followed.sample)]);
    let what = format!("memory of `sgos logs -f` over {} lines", speaker.lines);
    table.value(what, "MB", series.memory(), None, at_most(40.0));
    Ok(())
}
