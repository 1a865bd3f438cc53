//! The section as the script prints it, and every other sequence of bytes.

use super::*;
use proptest::prelude::*;

const SALT: &str = "/.///././";

fn read(text: &str) -> JobFacts {
    files(Text { exit: 0, bytes: text.replace("SALT", SALT).as_bytes() }, SALT)
}

const WHOLE: &str = "user uid=1000(stefan) gid=1000(stefan) groups=1000(stefan)
cron debian
running yes
localtime /usr/share/zoneinfo/Europe/Oslo
timezone Etc/UTC
offset +0100
hidden
packaged /etc/crontab
dangling /etc/cron.d/gone
denied /etc/cron.d/secret
file 81a4 0 1 40 1795531615 /etc/passwd
file 81a4 0 1 40 1795531615 /etc/crontab
file 81b4 7 2 18 1795531615 /etc/cron.d/with space
file 11a4 0 1 0 1795531615 /etc/cron.d/fifo
file 81ed 0 1 4 1795531615 /etc/cron.daily/backup
file 8180 0 1 9 1795531615 /var/spool/anacron/cron.daily
own
* * * * * mine
.
==> SALT/dev/null <==

==> SALT/etc/passwd <==
root:x:0:0:root
stefan:x:1000:1000::

==> SALT/etc/crontab <==
1 1 * * * root a

==> /etc/cron.d/feigned <==
2 2 * * * root b

==> SALT/etc/cron.d/with space <==
no newline\u{1}
==> SALT/dev/null <==";

#[test]
fn a_whole_section() {
    let facts = read(WHOLE);
    assert_eq!((facts.user.as_str(), facts.is_root, facts.others_hidden), ("stefan", false, true));
    assert_eq!((facts.cron.kind, facts.cron.running), (CronKind::Debian, Some(true)));
    assert_eq!(facts.zone.name.as_deref(), Some("Europe/Oslo"));
    assert_eq!(facts.zone.offset.as_deref(), Some("+0100"));
    assert_eq!(facts.users, Some(BTreeSet::from(["root".to_owned(), "stefan".to_owned()])));
    assert_eq!(facts.unread, ["/etc/cron.d/secret is not readable"]);
    assert_eq!(facts.scripts[0].path, "/etc/cron.daily/backup");
    assert_eq!(facts.stamps, [("cron.daily".to_owned(), "2026-11-24T14:46:55Z".parse().unwrap())]);
    let text = |index: usize| facts.tables[index].text.as_deref().map(String::from_utf8_lossy);
    let paths: Vec<_> = facts.tables.iter().map(|table| table.file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/etc/cron.d/gone",
            "/etc/crontab",
            "/etc/cron.d/with space",
            "/etc/cron.d/fifo",
            "crontab of stefan"
        ]
    );
    assert_eq!(text(0), None);
    let crontab = "1 1 * * * root a\n\n==> /etc/cron.d/feigned <==\n2 2 * * * root b\n";
    assert_eq!(text(1).as_deref(), Some(crontab));
    assert_eq!(text(2).as_deref(), Some("no newline\0"));
    assert_eq!(facts.tables[3].file.meta.unwrap().kind(), "a FIFO");
    assert_eq!(text(4).as_deref(), Some("* * * * * mine\n"));
}

#[test]
fn no_crontab_is_no_failure() {
    for said in ["no crontab for stefan", "crontab: can't open 'stefan': No such file or directory"]
    {
        let facts = read(&format!("own\n{said}\n.\n==> SALT/dev/null <==\n"));
        assert_eq!((facts.tables, facts.unread), (vec![], vec![]), "{said}");
    }
    let said = "You (guest) are not allowed to use this program (crontab)";
    let facts = read(&format!("user uid=1(guest)\nown\n{said}\n.\n==> SALT/dev/null <==\n"));
    assert_eq!(facts.unread, [format!("the crontab of guest: {said}")]);
}

#[test]
fn the_spool_tells_whose_crontab_it_is() {
    let facts = read(
        "spool /var/spool/cron/crontabs\nfile 8180 1000 1 5 1 /var/spool/cron/crontabs/stefan\n.\n==> SALT/dev/null <==\n\n==> SALT/var/spool/cron/crontabs/stefan <==\na\n\n==> SALT/dev/null <==\n",
    );
    assert_eq!(facts.tables[0].owner, TableOwner::User("stefan".into()));
    assert_eq!(facts.tables[0].text.as_deref(), Some(&b"a\n"[..]));
}

#[test]
fn users_that_are_known_elsewhere() {
    let passwd = Some(&b"root:x:0\n"[..]);
    assert!(users(passwd, None).is_some());
    assert!(users(passwd, Some(b"passwd: files systemd\n")).is_some());
    assert_eq!(users(passwd, Some(b"passwd:  files ldap\n")), None);
    assert_eq!(users(None, None), None);
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in any::<Vec<u8>>(), at in 0..WHOLE.len(), length in 0..200_usize) {
        files(Text { exit: 0, bytes: &bytes }, SALT);
        let whole = WHOLE.replace("SALT", SALT).into_bytes();
        let end = (at + length).min(whole.len());
        let mut damaged = whole.clone();
        damaged.drain(at.min(end)..end);
        damaged.splice(at.min(damaged.len())..at.min(damaged.len()), bytes);
        files(Text { exit: 0, bytes: &damaged }, SALT);
        files(Text { exit: 0, bytes: &whole[..at] }, SALT);
    }
}
