//! The files of `/etc/cron.daily` and its like, which `run-parts` starts one after the other.

use super::tables::Folders;
use super::{Judging, permission};
use crate::jobs::report::{Job, JobKind, JobSource, Runs};

pub(super) fn judge(judging: &mut Judging<'_>, folders: &Folders) {
    let facts = judging.facts;
    for file in &facts.scripts {
        let Some((folder, name)) = file.path.rsplit_once('/') else { continue };
        let system = facts.packaged.contains(&file.path);
        let source = JobSource::new(&file.path, None);
        let meta = file.meta.as_ref();
        let bad_name = match facts.redhat_run_parts {
            true => permission::redhat_run_parts_name(name),
            false => permission::run_parts_name(name),
        };
        let reason = bad_name.or_else(|| match meta {
            Some(meta) if !meta.is_regular() => Some(format!("it is {}", meta.kind())),
            Some(meta) if meta.mode & 0o111 == 0 => Some("it is not executable".to_owned()),
            _ => None,
        });
        let of_folder = folders.get(folder);
        let reason =
            reason.or_else(|| of_folder.is_none().then(|| format!("nothing runs {folder}")));
        let Some(by) = of_folder.filter(|_| reason.is_none()) else {
            judging.ignore(source, reason.unwrap_or_default(), "", system);
            continue;
        };
        // The log knows when the folder's turn was.
        let stamp = (by.kind == JobKind::Anacron).then(|| stamp(judging, folder)).flatten();
        let ran = judging.last_runs.of("root", &by.command).map(|last| last.at);
        judging.jobs.push(Job {
            kind: JobKind::Script,
            command: file.path.clone(),
            input: None,
            last_run: stamp.or(ran).or(by.last_run),
            last_outcome: None,
            last_exit_code: None,
            source,
            system,
            warnings: Vec::new(),
            runs: if by.runs == Runs::AtBoot { Runs::Unforeseeable } else { by.runs },
            ..by.clone()
        });
    }
}

/// anacron's own note of the last time.
pub(super) fn stamp(judging: &Judging<'_>, folder: &str) -> Option<jiff::Timestamp> {
    let name = folder.rsplit('/').next()?;
    let (_, at) = judging.facts.stamps.iter().find(|(job, _)| job == name)?;
    judging.clock.ours(*at)
}
