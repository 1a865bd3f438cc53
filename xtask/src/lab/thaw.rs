//! Freeing a host that cannot end because something inside it is paused. With cgroup v1 a frozen
//! process cannot even be killed. A host that is asked to end thaws its containers itself; this
//! is for one that was killed.

use std::fs;
use std::path::{Path, PathBuf};

/// Thaws everything inside a host, from outside it. Needs root; without, it changes nothing.
pub(crate) fn thaw_inside(container_id: &str) {
    let engines = folders_in(Path::new("/sys/fs/cgroup/freezer"));
    let hosts = engines.into_iter().map(|engine| engine.join(container_id));
    for group in hosts.flat_map(|host| folders_in(&host.join("inner"))) {
        fs::write(group.join("freezer.state"), "THAWED").ok();
    }
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}
