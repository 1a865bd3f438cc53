//! The nearest names to one that does not exist.

use strsim::osa_distance;

/// Longer names are compared by their beginning: the distance takes time with the product of the lengths.
const COMPARED: usize = 64;

/// Up to `count` of the candidates, the nearest first; always some, however far.
pub fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let asked = folded(name);
    let mut ranked: Vec<_> =
        candidates.into_iter().map(|candidate| (rank(&asked, candidate), candidate)).collect();
    ranked.sort();
    ranked.dedup();
    ranked.into_iter().take(count).map(|(_, candidate)| candidate).collect()
}

/// The one candidate that was probably meant.
pub fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let near = nearest(name, candidates, 1).into_iter().next()?;
    let (asked, candidate) = (folded(name), folded(near));
    let lengths = [asked.chars().count(), candidate.chars().count()];
    let [shorter, longer] = [lengths[0].min(lengths[1]), lengths[0].max(lengths[1])];
    // A third of the letters may differ, one always: `tukan` is `toucan`, `host` is not `port`.
    let close = osa_distance(&asked, &candidate) <= (longer / 3).max(1);
    let part = shorter >= 3 && (candidate.contains(&asked) || asked.contains(&candidate));
    (shorter > 0 && (close || part)).then_some(near)
}

/// Names that contain what was typed come before those that merely resemble it.
fn rank(asked: &str, candidate: &str) -> (bool, usize) {
    let candidate = folded(candidate);
    let contained = !asked.is_empty() && candidate.contains(asked);
    (!contained, osa_distance(asked, &candidate))
}

fn folded(name: &str) -> String {
    name.chars().take(COMPARED).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTS: [&str; 4] = ["hornbill", "toucan", "web-1", "web-2"];

    #[test]
    fn nearest_first() {
        assert_eq!(nearest("tucan", HOSTS, 1), ["toucan"]);
        assert_eq!(nearest("web", HOSTS, 2), ["web-1", "web-2"]);
        assert_eq!(nearest("TOUCAN", HOSTS, 1), ["toucan"]);
        assert_eq!(nearest("x", HOSTS, 3).len(), 3);
        assert!(nearest("x", [], 3).is_empty());
    }

    #[test]
    fn only_what_was_probably_meant() {
        assert_eq!(did_you_mean("adress", ["address", "tags"]), Some("address"));
        assert_eq!(did_you_mean("identity", ["identity_file", "user"]), Some("identity_file"));
        assert_eq!(did_you_mean("hsot", ["host", "url"]), Some("host"));
        assert_eq!(did_you_mean("tukan", HOSTS), Some("toucan"));
        assert_eq!(did_you_mean("host", ["port"]), None);
        assert_eq!(did_you_mean("colour", ["host", "url"]), None);
        assert_eq!(did_you_mean("", ["host"]), None);
        assert_eq!(did_you_mean("x", []), None);
    }

    #[test]
    fn a_name_of_a_megabyte_costs_nothing() {
        assert_eq!(nearest(&"x".repeat(1 << 20), HOSTS, 3).len(), 3);
    }
}
