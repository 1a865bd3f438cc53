//! What a probe costs a host: its time there, and the programs it starts.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};

use super::build::Programs;
use super::fleet::{APPS_ON, Fleet};
use super::options::Options;
use super::probe::Probe;
use super::sample::median;
use super::scratch::Scratch;
use super::table::{Budget, Table};
use super::trace::{self, Started};

/// A probe takes some milliseconds, so they may be many.
const OFTEN: usize = 4;

/// Runs the probe again and again, as sgos has it run, and prints microseconds. The shell tells
/// the time by itself, without a process.
const LOOP: &str = r#"
runs=$1
shift
for ((i = 0; i < runs; i++)); do
  from=$EPOCHREALTIME
  sh "$@" >/dev/null 2>&1
  to=$EPOCHREALTIME
  echo $((${to/./} - ${from/./}))
done
"#;

/// By host: milliseconds, and what was started.
type Measured = BTreeMap<String, (f64, Result<Started, String>)>;

/// What was found while the lab had its own nine apps.
pub(crate) struct Findings {
    apps: usize,
    measured: Measured,
}

impl Findings {
    pub(crate) fn few_apps(
        fleet: &Fleet,
        programs: &Programs,
        scratch: &Scratch,
        options: &Options,
    ) -> Result<Self> {
        let measured = measure(fleet, programs, scratch, options)?;
        Ok(Self { apps: fleet.apps().count(), measured })
    }

    /// Measures again, and shows both.
    pub(crate) fn many_apps(
        self,
        fleet: &Fleet,
        programs: &Programs,
        scratch: &Scratch,
        options: &Options,
        table: &mut Table,
    ) -> Result<()> {
        let many = measure(fleet, programs, scratch, options)?;
        for (apps, measured) in [(self.apps, self.measured), (fleet.apps().count(), many)] {
            for (host, (time, started)) in measured {
                let place = match host == APPS_ON {
                    true => format!("{host}, {apps} apps"),
                    false => format!("{host} (with {apps} apps on {APPS_ON})"),
                };
                let at_most = |bound| Some(Budget::AtMost { bound, goal: None });
                table.value(format!("a probe on {place}"), "ms", time, None, at_most(15.0));
                let what = format!("programs it starts on {place}");
                match started {
                    Ok(started) => {
                        table.count(what, started.programs.len(), &started.note(), at_most(6.0));
                    }
                    Err(reason) => table.not_measured(what, &reason, at_most(6.0)),
                }
            }
        }
        Ok(())
    }
}

fn measure(
    fleet: &Fleet,
    programs: &Programs,
    scratch: &Scratch,
    options: &Options,
) -> Result<Measured> {
    let mut measured = Measured::new();
    for host in fleet.hosts.keys() {
        let probe = Probe::of(host, &["status"], fleet, &programs.sgos, scratch)?;
        let time = time(fleet, host, &probe, options.runs() * OFTEN)
            .with_context(|| format!("the probe's time on {host}"))?;
        let started = trace::started(fleet, host, &probe, scratch);
        measured.insert(host.clone(), (time, started.map_err(|error| format!("{error:#}"))));
    }
    Ok(measured)
}

/// The median in milliseconds.
fn time(fleet: &Fleet, host: &str, probe: &Probe, runs: usize) -> Result<f64> {
    let mut command = fleet.inside(host, fleet.user())?;
    command.args(["env", "LC_ALL=C", "bash", "-c", LOOP, "loop", &runs.to_string()]);
    command.args(["-c", &probe.script, "sgos-probe"]).args(&probe.arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    // The probe ends with its input, so this is held until it has answered.
    let _held_open = child.stdin.take();
    let answer = child.stdout.take().context("no stdout")?;
    let mut times = Vec::new();
    for line in BufReader::new(answer).lines() {
        let line = line?;
        let microseconds: f64 = line.parse().with_context(|| line.clone())?;
        times.push(microseconds / 1e3);
    }
    let status = child.wait()?;
    ensure!(status.success() && times.len() == runs, "{status}, {} of {runs} runs", times.len());
    Ok(median(times))
}
