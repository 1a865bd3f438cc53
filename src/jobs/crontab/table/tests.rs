//! Whole files, as Debian's cron and cronie were seen to read them.

use super::*;
use proptest::prelude::*;

fn table(text: &[u8], kind: CronKind, with_user: bool) -> (Vec<Entry>, Vec<Refusal>) {
    let users = BTreeSet::from(["root".to_owned(), "stefan".to_owned()]);
    let table = Table { text, kind, with_user, user: None, users: Some(&users), cut: false };
    read(&table)
}

fn system(text: &str) -> (Vec<Entry>, Vec<Refusal>) {
    table(text.as_bytes(), CronKind::Debian, true)
}

fn personal(text: &str) -> (Vec<Entry>, Vec<Refusal>) {
    table(text.as_bytes(), CronKind::Debian, false)
}

fn commands(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.command.as_str()).collect()
}

#[test]
fn the_documented_crontab() {
    let (entries, refusals) = personal(
        "0 3 * * * /srv/scripts/backup-orchestrator.sh\n* * * * * python3 /srv/services/status/status.py\n",
    );
    assert_eq!(refusals, []);
    assert_eq!(
        commands(&entries),
        ["/srv/scripts/backup-orchestrator.sh", "python3 /srv/services/status/status.py"]
    );
    assert_eq!((entries[1].line, entries[1].written.as_str()), (2, "* * * * *"));
}

#[test]
fn variables_comments_and_blank_lines_are_no_jobs() {
    let (entries, refusals) = system(
        "\n# 0 3 * * * root commented\n   # too\nMAILTO=\"\"\nA = b\n'Q R'='x y'\nFOO=1 * * * * root x\n=x\n\t\n \t* * * * *  root\ttrue  a\n",
    );
    assert_eq!(refusals, []);
    assert_eq!(commands(&entries), ["true  a"]);
    assert_eq!((entries[0].line, entries[0].user.as_deref()), (10, Some("root")));
}

#[test]
fn one_bad_line_costs_the_whole_file_in_debian_and_itself_in_cronie() {
    let text =
        b"* * * * * root one\n61 * * * * root two\n* * * * * nosuch three\n* * * * * root four\n";
    let (entries, refusals) = table(text, CronKind::Debian, true);
    assert_eq!(entries, []);
    assert_eq!(refusals.len(), 1);
    assert_eq!((refusals[0].line, refusals[0].also_lost), (2, 3));
    assert_eq!(refusals[0].reason, "`61` is no minute");
    assert_eq!(refusals[0].text, "61 * * * * root two");
    let (entries, refusals) = table(text, CronKind::Cronie, true);
    assert_eq!(commands(&entries), ["one", "four"]);
    assert_eq!(refusals.iter().map(|refusal| refusal.line).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn what_debian_refuses() {
    let refused = [
        ("* * * * * root", "it has no command, or no user before it"),
        ("* * * * * true", "it has no command, or no user before it"),
        ("* * * * * root true x\n\r", "the last line has no newline"),
        ("0 4 * * * * root true", "it has six fields: a command cannot begin with `*`"),
        ("@foo root true", "`@foo` is no time that cron knows"),
        ("@DAILY root true", "`@DAILY` is no time that cron knows"),
        ("@daily", "it has no command"),
        ("* * * *", "the weekday is missing"),
        ("MAILTO=", "`MAILTO=` is no minute"),
        ("A B=c", "`A` is no minute"),
        ("A=\"b\" c", "`A=\"b\"` is no minute"),
        ("A='b c", "`A='b` is no minute"),
        ("\u{feff}* * * * * root true", "the file begins with a byte order mark"),
        ("* * * * * root true\n\r\n", "the line holds only a carriage return"),
        ("* * * * * nosuch true", "there is no user `nosuch` on the host"),
        ("-* * * * * root true", "`-*` is no minute"),
        ("* * * * * root a\0b", "it holds a NUL byte"),
        ("0 0 L * * root true", "`L` is no day of the month"),
        ("\u{c}* * * * * root true", "`\u{c}*` is no minute"),
    ];
    for (text, reason) in refused {
        let ended = if text.ends_with('\r') { text.to_owned() } else { format!("{text}\n") };
        let (entries, refusals) = system(&ended);
        assert_eq!(entries, [], "{text}");
        assert_eq!(refusals[0].reason, reason, "{text}");
    }
    let long = format!("* * * * * root {}\n", "a".repeat(999));
    assert_eq!(system(&long).1[0].reason, "its command is longer than 998 bytes");
    assert_eq!(system(&long.replace("aa\n", "a\n")).0.len(), 1);
}

#[test]
fn a_last_line_without_a_newline() {
    assert_eq!(system("* * * * * root one\n* * * * * root two").1[0].also_lost, 1);
    assert_eq!(system("* * * * * root one\nA=b").0, []);
    // It has nothing to lose.
    for end in ["# comment", "   ", "\t", ""] {
        assert_eq!(system(&format!("* * * * * root one\n{end}")).0.len(), 1, "{end:?}");
    }
    let (entries, refusals) = table(b"* * * * * one\n* * * * * two", CronKind::Cronie, false);
    assert_eq!((entries.len(), refusals.len()), (1, 1));
    assert_eq!(table(b"* * * * * one", CronKind::Busybox, false).0.len(), 1);
}

#[test]
fn what_runs_although_it_looks_odd() {
    let (entries, refusals) =
        system("* * * * * root true crlf\r\n5#2 * * * * root true\n50-10 * * * * root true\n");
    assert_eq!(refusals, []);
    assert_eq!(entries[0].notes, ["the command ends in a carriage return"]);
    assert_eq!(entries[1].notes, ["cron reads only `5` of `5#2`"]);
    assert_eq!(entries[2].notes, ["the minute `50-10` has no values: it never runs"]);
}

#[test]
fn cronie_has_zones_silence_and_chance() {
    let (entries, refusals) = table(
        b"1 1 * * * root a\nCRON_TZ=America/New_York\n-1 1 * * * root b\n0~30 * * * * root c\n",
        CronKind::Cronie,
        true,
    );
    assert_eq!(refusals, []);
    assert_eq!(entries[0].zone, None);
    assert_eq!(entries[1].zone.as_deref(), Some("America/New_York"));
    assert_eq!(entries[2].when, When::Random);
    let (entries, _) = system("CRON_TZ=America/New_York\n1 1 * * * root a\n");
    assert_eq!(entries[0].zone, None);
    assert_eq!(table(b"-1 1 * * * b\n", CronKind::Cronie, false).1.len(), 1);
}

#[test]
fn busybox_reads_a_sixth_field_as_the_command() {
    let (entries, _) = table(b"0 4 * * * * true\n", CronKind::Busybox, false);
    assert_eq!(commands(&entries), ["* true"]);
}

#[test]
fn five_thousand_lines_and_the_end_of_a_cut_file() {
    let text = "0 5 * * * true\n".repeat(5000) + "0 5 * * * tr";
    let mut table = Table {
        text: text.as_bytes(),
        kind: CronKind::Debian,
        with_user: false,
        user: None,
        users: None,
        cut: true,
    };
    assert_eq!(read(&table).0.len(), 5000);
    table.cut = false;
    assert_eq!(read(&table).1[0].also_lost, 5000);
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in any::<Vec<u8>>(), text in "[0-9*@ \t\r\n=%a-c\"'#-]{0,80}") {
        for kind in [CronKind::Debian, CronKind::Cronie, CronKind::Busybox, CronKind::None] {
            for with_user in [false, true] {
                table(&bytes, kind, with_user);
                let (entries, refusals) = table(text.as_bytes(), kind, with_user);
                prop_assert!(entries.len() + refusals.len() <= lines(text.as_bytes()));
            }
        }
    }
}
