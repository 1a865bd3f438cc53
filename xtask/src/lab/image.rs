//! The image of a host: the Debian tree with compose, the app's program, the stacks and the
//! scripts of `tests/lab/image`. Its tag is a hash of all that, so a change makes a new one.

use std::fs;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, anyhow};
use xshell::{Shell, cmd};

use crate::lab::engine::Engine;
use crate::lab::recipe::{self, Fingerprint};
use crate::lab::{app, compose_plugin, folders, rootfs};
use crate::progress::Outcome;
use crate::run;

const NAME: &str = "sgos-lab-host";

/// The tag of a host's image; makes the image unless the engine has it.
pub(crate) fn ready(sh: &Shell, engine: Engine) -> Result<(String, Outcome)> {
    let rootfs = rootfs::tag()?;
    let fingerprint = Fingerprint::default()
        .text(&rootfs)
        .files("image")?
        .files("app")?
        .files("stacks")?
        .finish();
    let tag = format!("{NAME}:{fingerprint}");
    if exists(sh, engine, &tag) {
        return Ok((tag, Outcome::as_it_was("cached")));
    }
    folders::create_private(&folders::images()?)?;
    // The three parts have nothing to do with each other.
    let (app, compose) = thread::scope(|scope| {
        let app = scope.spawn(|| app::ready(&Shell::new()?));
        let compose = scope.spawn(|| compose_plugin::ready(&Shell::new()?));
        rootfs::ready(sh, engine, &rootfs)?;
        let join = |_| anyhow!("a part of the host image could not be made");
        anyhow::Ok((app.join().map_err(join)??, compose.join().map_err(join)??))
    })?;
    build(sh, engine, &rootfs, &tag, &app, &compose)?;
    Ok((tag, Outcome::done("built")))
}

/// Whether the engine has an image.
pub(crate) fn exists(sh: &Shell, engine: Engine, tag: &str) -> bool {
    run::succeeds(engine.docker(sh).args(["image", "inspect", tag]))
}

fn build(
    sh: &Shell,
    engine: Engine,
    rootfs: &str,
    tag: &str,
    app: &Path,
    compose: &Path,
) -> Result<()> {
    let context = folders::images()?.join("context");
    if context.exists() {
        fs::remove_dir_all(&context)
            .with_context(|| format!("cannot remove {}", context.display()))?;
    }
    folders::create_private(&context)?;
    let parts = [recipe::path("image"), recipe::path("stacks")];
    run::run(cmd!(sh, "cp -r {parts...} {context}"))?;
    let (to_app, to_compose) = (context.join("app"), context.join("docker-compose"));
    run::run(cmd!(sh, "install -m 755 {app} {to_app}"))?;
    run::run(cmd!(sh, "install -m 755 {compose} {to_compose}"))?;
    let dockerfile = context.join("image/Dockerfile");
    let argument = format!("ROOTFS={rootfs}");
    let build = engine
        .docker(sh)
        .args(["build", "--network", "none", "--tag", tag, "--build-arg", &argument, "--file"])
        .arg(dockerfile)
        .arg(&context);
    run::run(build)?;
    fs::remove_dir_all(&context).with_context(|| format!("cannot remove {}", context.display()))
}

/// Removes earlier images that no container uses; those in use stay until a later time.
pub(crate) fn remove_old(sh: &Shell, engine: Engine, tag: &str) -> Result<()> {
    let format = "{{.Repository}}:{{.Tag}}";
    let listed = run::read(engine.docker(sh).args(["image", "ls", NAME, "--format", format]))?;
    for old in listed.lines().filter(|found| *found != tag) {
        run::succeeds(engine.docker(sh).args(["image", "rm", old]));
    }
    Ok(())
}
