//! Drafts beside files that exist, and the writing itself.

use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::init::{DraftSsh, SaveError, appended, save};
use crate::ui::{ColorWhen, Consent, Environment, Ui};

const BY_HAND: &str = "\
# Mine.
[ssh]
user = \"ada\"   # not stefan
[hosts.a]
address = \"10.0.0.9\"
[stacks.web]
host = \"a\"
directory = \"/srv/old\"
[stacks.mine]
host = \"a\"
directory = \"/srv/alloy\"
[discover]
containers = \"sgos-{app}-app\"
hosts = [\"a\"]
[apps.phone]
group = \"calls\"
# The end";

fn fleet() -> Fleet {
    Fleet::of([
        ("a", vec![service("web", "nginx"), service("alloy", "alloy"), app("phone"), app("mail")]),
        ("b", vec![service("db", "postgres"), app("chat"), service("x", "loki")]),
        ("c", vec![service("y", "z")]),
    ])
}

#[test]
fn what_a_person_wrote_stays_byte_for_byte() {
    let mut draft = fleet().draft();
    draft.ssh.port = Some(2222);
    draft.hosts[0].address = Some("10.0.0.1".to_owned());
    draft.beside(&read(BY_HAND).unwrap().inventory);
    let after = appended(BY_HAND, &draft.text());
    let additions = after.strip_prefix(BY_HAND).unwrap();
    insta::assert_snapshot!(additions);
    let inventory = read(&after).unwrap().inventory;
    assert_eq!(inventory.hosts["a"].ssh.port, None, "its own hosts are reached as before");
    assert_eq!(inventory.hosts["b"].ssh.port, Some(2222));
    let remarks = draft.remarks.iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(
        remarks,
        [
            "a: the file has the address 10.0.0.9, which was used",
            "the stack web lies in /srv/web on a, and the file says in /srv/old on a",
            "b runs apps, and discover.hosts leaves it out",
            "loki: container x-loki-1 on b, image scratch: its port is not published",
        ]
    );
}

#[test]
fn the_second_time_there_is_nothing_to_add() {
    let mut draft = fleet().draft();
    draft.ssh.user = Some("ada".to_owned());
    let first = appended("", &draft.text());
    assert!(first.starts_with("# The fleet"), "{first}");
    draft.beside(&read(&first).unwrap().inventory);
    assert_eq!(draft.text(), "");
    assert!(draft.remarks.iter().any(|remark| remark.starts_with("loki: container x-loki-1")));
}

#[test]
fn a_file_without_hosts_gets_the_defaults() {
    let mut draft = fleet().draft();
    draft.ssh = DraftSsh { user: Some("ada".to_owned()), ..DraftSsh::default() };
    draft.beside(&read("# nothing yet\n").unwrap().inventory);
    assert!(draft.text().starts_with("[ssh]"));
    let after = appended("# nothing yet\r\n", &draft.text());
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    assert_eq!(read(&after).unwrap().inventory.hosts["a"].ssh.user.as_deref(), Some("ada"));
}

async fn consent() -> Consent {
    let ui = Ui::new(Environment::default(), ColorWhen::Never, true, (true, true));
    ui.consent("?").await.unwrap()
}

#[tokio::test]
async fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/down/sgos.toml");
    let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    save(&path, None, "one\n", &consent().await).unwrap();
    assert_eq!((std::fs::read_to_string(&path).unwrap().as_str(), mode()), ("one\n", 0o644));
    // It is kept, and nothing else is left in the folder.
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    save(&path, Some(b"one\n"), "two\n", &consent().await).unwrap();
    assert_eq!((std::fs::read_to_string(&path).unwrap().as_str(), mode()), ("two\n", 0o600));
    for before in [None, Some(&b"one\n"[..])] {
        let error = save(&path, before, "three\n", &consent().await).unwrap_err();
        assert!(matches!(error, SaveError::Changed { .. }), "{error:?}");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "two\n");
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_link_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("real"), folder.path().join("link"));
    std::fs::write(&file, "one").unwrap();
    std::os::unix::fs::symlink("real", &link).unwrap();
    save(&link, Some(b"one"), "two", &consent().await).unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "two");
}
