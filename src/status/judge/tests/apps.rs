//! What is told of an app beside its state.

use super::*;

#[test]
fn the_version_comes_from_the_nearest_source() {
    let oci = "org.opencontainers.image.version";
    let version = |container: Container, checkouts: Vec<(String, Checkout)>| {
        let report = checkouts
            .into_iter()
            .fold(report(vec![container]), |report, checkout| report.with_checkout(checkout));
        snapshot(&sgos(), &[answered("hornbill", report)]).apps[0].version.clone()
    };
    let container = app("phone")
        .image("phone:1.1.1")
        .label_as(oci, "2.2.2")
        .label_as("org.label-schema.version", "3.3.3");
    let with_app_json = || vec![checkout("phone", "4.4.4", "", 1)];
    let git_only = || {
        let (path, checkout) = checkout("phone", "", "", 1);
        vec![(path, Checkout { app_json: AppJsonFact::Missing, ..checkout })]
    };
    assert_eq!(version(container.clone(), with_app_json()).as_deref(), Some("4.4.4"));
    assert_eq!(version(container.clone(), git_only()).as_deref(), Some("2.2.2"));
    assert_eq!(version(container.clone().label_as(oci, " "), vec![]).as_deref(), Some("3.3.3"));
    assert_eq!(version(app("phone").image("phone:1.1.1"), git_only()).as_deref(), Some("1.1.1"));
    assert_eq!(version(app("phone").image("phone:latest"), git_only()).as_deref(), Some("9f3c2d1"));
    assert_eq!(version(app("phone").image("phone:latest"), vec![]), None);
}

#[test]
fn titles_commits_and_times() {
    let (path, mut there) = checkout("phone", "1.0.0", "Fix the dial tone", 2);
    there.app_json =
        AppJsonFact::Valid(AppJson { name: None, title: Some("Telephone".into()), version: None });
    there.dirty = Some(Ok(2));
    let report = report(vec![app("phone").healthy().created(90)]).with_checkout((path, there));
    let snapshot = snapshot(&sgos(), &[answered("hornbill", report)]);
    let phone = &snapshot.apps[0];
    assert_eq!(phone.title, "Telephone");
    assert_eq!(phone.deployed_at, Some(ago(90)));
    let commit = phone.commit.as_ref().unwrap();
    assert_eq!((commit.short.as_str(), commit.dirty), ("9f3c2d1", Some(true)));
    assert_eq!(commit.url, Some(format!("https://github.com/sgos/phone/commit/{SHA}")));
}
