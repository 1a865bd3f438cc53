//! Processes with a stopwatch, and what the kernel says they used.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use wait4::Wait4 as _;

use super::sample::Sample;
use crate::run;

/// Starts the commands at once and waits for all. Their output is thrown away; what they say when
/// one fails is shown.
pub(crate) fn timed(commands: &mut [Command], folder: &Path) -> Result<Sample> {
    let said = folder.join("stderr");
    let stderr = File::create(&said).with_context(|| said.display().to_string())?;
    for command in commands.iter_mut() {
        command.stdout(Stdio::null()).stderr(stderr.try_clone()?);
    }
    let (mut cpu, mut memory, mut failed) = (Duration::ZERO, 0, None);
    let started = Instant::now();
    let mut children = Vec::new();
    for command in commands.iter_mut() {
        children.push(command.spawn().with_context(|| format!("{command:?}"))?);
    }
    for child in &mut children {
        let used = child.wait4()?;
        cpu += used.rusage.utime + used.rusage.stime;
        memory = memory.max(used.rusage.maxrss);
        if !used.status.success() {
            failed = Some(used.status);
        }
    }
    let wall = started.elapsed();
    if let Some(status) = failed {
        let said = fs::read_to_string(&said).unwrap_or_default();
        ensure!(false, "{status}:\n{}", run::tail(&said));
    }
    Ok(Sample { wall, cpu, memory })
}
