//! A compose action beside compose itself: what sgos adds to it.

use anyhow::Result;

use super::build::Programs;
use super::fleet::{APPS_ON, Fleet};
use super::options::{Options, Rtt};
use super::probe::remote_line;
use super::process::timed;
use super::race::{Alternative, race};
use super::scene::{Scene, Start};
use super::scratch::Scratch;
use super::table::{Budget, Table};
use crate::progress::{Outcome, step};

/// Any app that is well.
const APP: &str = "phone";

pub(crate) fn compare(
    fleet: &Fleet,
    programs: &Programs,
    scratch: &Scratch,
    options: &Options,
    rtt: Rtt,
    table: &mut Table,
) -> Result<()> {
    step(&format!("an action, {rtt}"), || {
        let scene = Scene::set(fleet, &programs.sgos, scratch, rtt)?;
        let runs = options.runs();
        let sgos = || {
            let words = ["restart", APP, "--yes", "--no-wait"];
            timed(&mut [scene.sgos(Start::Warm, &words)], scene.folder())
        };
        let compose = || {
            let directory = format!("/srv/apps/{APP}");
            let words = ["docker", "compose", "--project-directory", &directory, "restart"];
            let mut command = scene.ssh(Start::Warm, APPS_ON);
            command.arg(remote_line(words));
            timed(&mut [command], scene.folder())
        };
        let [sgos, compose] = race([
            Alternative::new("sgos restart", runs, sgos),
            Alternative::new("ssh docker compose restart", runs, compose),
        ])?;
        let what =
            format!("`sgos restart --no-wait` / `ssh` `docker compose restart`, warm, {rtt}");
        table.compare(what, &sgos, &compose, None);
        let most = rtt.budget(None, Some(20.0)).flatten();
        let most = most.map(|bound| Budget::AtMost { bound, goal: None });
        let added = sgos.wall() - compose.wall();
        table.value(format!("what it adds to compose's own time, {rtt}"), "ms", added, None, most);
        Ok(((), Outcome::done(format!("{runs} runs of each"))))
    })
}
