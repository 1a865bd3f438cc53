//! A command whose output counts: when its first line comes, how many there are, which are missing.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use wait4::Wait4 as _;

use super::sample::Sample;
use crate::run;

/// Until the first line is there; the rest is read and thrown away.
pub(crate) fn first_line(command: &mut Command, folder: &Path) -> Result<Sample> {
    let started = Instant::now();
    let mut wall = None;
    let (_, sample) = read(command, folder, started, |_| {
        wall.get_or_insert_with(|| started.elapsed());
    })?;
    Ok(Sample { wall: wall.context("not one line")?, ..sample })
}

/// What came of numbered lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered {
    pub(crate) missing: u64,
    pub(crate) sample: Sample,
}

/// Reads lines that end in a number, counted from 1 to `last`, until the command ends.
pub(crate) fn numbered(command: &mut Command, folder: &Path, last: u64) -> Result<Numbered> {
    let mut seen = vec![false; usize::try_from(last)?];
    let mut odd = None;
    let (_, sample) = read(command, folder, Instant::now(), |line| {
        let number = line.rsplit(' ').next().and_then(|word| word.parse::<usize>().ok());
        match number.and_then(|number| seen.get_mut(number.checked_sub(1)?)) {
            Some(before) if !*before => *before = true,
            _ => _ = odd.get_or_insert_with(|| line.to_owned()),
        }
    })?;
    ensure!(odd.is_none(), "a line that nobody wrote, or that came twice: {odd:?}");
    let missing = seen.iter().filter(|seen| !**seen).count();
    Ok(Numbered { missing: u64::try_from(missing)?, sample })
}

fn read(
    command: &mut Command,
    folder: &Path,
    started: Instant,
    mut each: impl FnMut(&str),
) -> Result<(u64, Sample)> {
    let said = folder.join("stderr");
    let stderr = File::create(&said).with_context(|| said.display().to_string())?;
    let mut child = command.stdout(Stdio::piped()).stderr(stderr).spawn()?;
    let mut output = BufReader::with_capacity(1 << 16, child.stdout.take().context("no stdout")?);
    let (mut lines, mut line) = (0, Vec::new());
    while output.read_until(b'\n', &mut line)? > 0 {
        each(String::from_utf8_lossy(&line).trim_end());
        lines += 1;
        line.clear();
    }
    output.read_to_end(&mut line)?;
    let used = child.wait4()?;
    let wall = started.elapsed();
    if !used.status.success() {
        let said = fs::read_to_string(&said).unwrap_or_default();
        ensure!(false, "{}:\n{}", used.status, run::tail(&said));
    }
    let cpu: Duration = used.rusage.utime + used.rusage.stime;
    Ok((lines, Sample { wall, cpu, memory: used.rusage.maxrss }))
}
