//! Which version of an app runs: `app.json`, else the image, else git.

use super::find::Found;
use crate::probe::{AppJsonFact, Checkout, Container, GitFact};

/// From the [OCI annotations](https://github.com/opencontainers/image-spec/blob/main/annotations.md)
/// and their predecessor, Label Schema.
const LABELS: [&str; 2] = ["org.opencontainers.image.version", "org.label-schema.version"];

pub(super) fn version(found: &Found<'_>, checkout: Option<&Checkout>) -> Option<String> {
    let from_app_json = checkout.and_then(|checkout| match &checkout.app_json {
        AppJsonFact::Valid(app) => app.version.as_deref().and_then(said),
        AppJsonFact::Missing | AppJsonFact::Invalid(_) => None,
    });
    let from_git = || match &checkout?.git {
        GitFact::Commit(commit) => Some(short_sha(&commit.sha)),
        GitFact::NotACheckout | GitFact::NoCommits { .. } | GitFact::Unreadable(_) => None,
    };
    from_app_json.map(str::to_owned).or_else(|| from_images(found)).or_else(from_git)
}

pub(super) fn short_sha(sha: &str) -> String {
    sha.chars().take(7).collect()
}

/// Of the app's own container; of a project without one, what all its images that tell agree on.
fn from_images(found: &Found<'_>) -> Option<String> {
    if let Some(main) = found.main {
        return from_image(main).map(str::to_owned);
    }
    let mut versions = found.members.iter().map(|container| from_image(container));
    let first = versions.next()??;
    versions.all(|version| version == Some(first)).then(|| first.to_owned())
}

fn from_image(container: &Container) -> Option<&str> {
    LABELS
        .iter()
        .find_map(|label| container.label(label).and_then(said))
        .or_else(|| tag(&container.image).filter(|tag| looks_like_version(tag)))
}

fn said(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// `registry:5000/team/app:1.4.2@sha256:…` → `1.4.2`
fn tag(image: &str) -> Option<&str> {
    let name = image.split('@').next()?;
    let last = name.rsplit('/').next()?;
    let (_, tag) = last.split_once(':')?;
    Some(tag)
}

/// Numbers with dots, perhaps a `v` before and a suffix after: `1.4.2`, `v2`, `16-alpine`; not `latest`,
/// not a hash.
fn looks_like_version(tag: &str) -> bool {
    let numbers = tag.strip_prefix('v').unwrap_or(tag);
    let end = numbers.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(numbers.len());
    let (numbers, suffix) = numbers.split_at(end);
    // A bare number as long as this is a date, a build or a hash.
    let short = numbers.contains('.') || numbers.len() <= 4;
    numbers.starts_with(|c: char| c.is_ascii_digit())
        && !numbers.ends_with('.')
        && short
        && (suffix.is_empty() || suffix.starts_with(['-', '+', '_']) || starts_prerelease(suffix))
}

/// `1.4.0rc1`, as Python spells it.
fn starts_prerelease(suffix: &str) -> bool {
    ["a", "b", "rc"].iter().any(|word| {
        suffix
            .strip_prefix(word)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_of_an_image() {
        for (image, expected) in [
            ("phone:1.4.2", Some("1.4.2")),
            ("registry:5000/team/phone", None),
            ("registry:5000/team/phone:v2@sha256:0123", Some("v2")),
            ("sha256:0123456789abcdef", Some("0123456789abcdef")),
            ("phone", None),
            ("", None),
        ] {
            assert_eq!(tag(image), expected, "{image}");
        }
    }

    #[test]
    fn some_tags_are_versions() {
        for version in
            ["1", "1.4.2", "v2", "16-alpine", "1.4.0-rc.1", "2.0+build", "1.4.0rc1", "2026.06"]
        {
            assert!(looks_like_version(version), "{version}");
        }
        for other in [
            "latest",
            "main",
            "v",
            "",
            "1.",
            "0123456789abcdef",
            "1a2b3c4",
            "20260601",
            "7e3f9ab",
            ".5",
        ] {
            assert!(!looks_like_version(other), "{other}");
        }
    }
}
