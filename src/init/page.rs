//! Which directories hold a status page: its collector, or what that publishes.

use std::time::Duration;

use super::draft::fits;
use crate::inventory::Kind;
use crate::probe::HostReport;
use crate::transport::Invocation;

/// Prints the number of each argument that is such a directory; numbers, so that no name can lie.
const SCRIPT: &str = r#"n=0
for d; do
  n=$((n + 1))
  if [ -f "$d/status.py" ] || { [ -f "$d/apps.json" ] && [ -f "$d/index.html" ]; }; then echo "$n"; fi
done"#;

/// The directories of the host's compose projects, each once.
pub fn candidates(report: &HostReport) -> Vec<String> {
    let containers = report.containers.as_ref().into_iter().flatten();
    let directories = containers.filter_map(|container| container.working_dir());
    let directories = directories.filter(|path| fits(Kind::Directory, path));
    let all: std::collections::BTreeSet<String> = directories.map(str::to_owned).collect();
    all.into_iter().collect()
}

/// The command that looks into them.
pub fn invocation(candidates: &[String], time_limit: Duration) -> Invocation {
    Invocation::new("sh", time_limit)
        .args(["-c", SCRIPT, "sgos-page"])
        .args(candidates.to_vec())
        .title("look for a status page")
        .repeatable()
}

/// Those that hold a page, from what the command printed.
pub fn parse(candidates: &[String], stdout: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(stdout);
    let numbers = text.lines().filter_map(|line| line.parse::<usize>().ok()?.checked_sub(1));
    numbers.filter_map(|index| candidates.get(index).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_become_directories() {
        let candidates = ["/a".to_owned(), "/b".to_owned()];
        assert_eq!(parse(&candidates, b"2\n"), ["/b"]);
        assert_eq!(parse(&candidates, b"0\n3\n-1\nx\n1"), ["/a"]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            parse(&["/a".to_owned()], &bytes);
        }
    }
}
