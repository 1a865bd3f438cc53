//! Little to show, odd things to show, and what holds for every width.

use unicode_width::UnicodeWidthStr as _;

use super::*;

#[test]
fn no_docker_on_this_machine() {
    let snapshot = snapshot(&built_in(), &[without_docker("localhost", FailureKind::NotInstalled)]);
    insta::assert_snapshot!(text(&snapshot, &LOOK, now()), @"
    ? No data: Docker is not installed on localhost

    ✗ localhost: Docker is not installed
      └ install Docker there, or take the host out of the inventory

    0 apps · localhost in 84 ms
    ");
}

#[test]
fn nothing_runs_on_this_machine() {
    insta::assert_snapshot!(text(&snapshot(&built_in(), &[told("localhost", vec![])]), &LOOK, now()), @"
    ? No data: no apps found on localhost

    0 apps · localhost in 84 ms
    ");
}

#[test]
fn a_selection_says_so() {
    let down = select(nine(), &[], true).unwrap();
    insta::assert_snapshot!(text(&down, &LOOK, now()), @"
    ✗ 3 of 9 apps are down: mail, notes, phone

    APP     STATE          VERSION  DEPLOYED  COMMIT   COMMITTED
    mail    ✗ unhealthy    1.4.2    3h ago    9f3c2d1  1d ago
      └ curl: (7) Failed to connect to localhost port 8080: Connection refused
        (failed 14 times in a row)
    notes   ✗ not-running  0.9.0    3h ago    9f3c2d1  5d ago
      └ exited 137 (killed, out of memory), 2 hours ago
    phone   ↻ restarting   3.0.1    3h ago    9f3c2d1  just now
      └ restarted 7 times, last exit 1
    photos  ‖ paused       1.12.0   3h ago    9f3c2d1  30d ago
      └ frozen with docker pause

    4 of 9 shown · 4 ok, 1 starting, 1 paused, 3 down · hornbill, toucan in 84 ms
    ");
    let one = select(nine(), &["calendar".into()], false).unwrap();
    insta::assert_snapshot!(text(&one, &LOOK, now()), @"
    ✓ calendar is healthy

    APP       STATE      VERSION  DEPLOYED  COMMIT   COMMITTED
    calendar  ● healthy  2.1.0    12d ago   9f3c2d1  13d ago

    1 of 9 shown · 1 ok · hornbill, toucan in 84 ms
    ");
}

#[test]
fn warnings_and_odd_names() {
    let long = "the-application-whose-name-is-exactly-sixty-characters-long0";
    let hostile = "x\x1b[31m\u{202e}\n";
    let mut containers = vec![
        app(long).healthy().image("x:1.0.0"),
        app("カレンダー🎉").healthy(),
        app(hostile).unhealthy(1, "\x1b]0;owned\x07 gone", 2),
    ];
    containers[0].labels.clear();
    let mut report = report(containers);
    report.checkouts = Err(failure(FailureKind::NotInstalled, "git is not installed"));
    report.clock = Ok(ago(-300));
    let snapshot = snapshot(&sgos(), &[answered("hornbill", report), told("toucan", vec![])]);
    insta::assert_snapshot!(text(&snapshot, &LOOK, now()), @r"
    ✗ 1 of 3 apps is down: x\x1b[31m\u{202e}\n

    APP                            STATE        VERSION  DEPLOYED  COMMIT  COMMITTED
    the-application-whose-name-i…  ● healthy    1.0.0    3h ago    -       -
    x\x1b[31m\u{202e}\n            ✗ unhealthy  -        3h ago    -       -
      └ \x1b]0;owned\x07 gone (failed 2 times in a row)
    カレンダー🎉                   ● healthy    -        3h ago    -       -

    ! hornbill: its clock is 5 minutes ahead
    ! hornbill: no commits, no app.json: git is not installed

    3 apps · 2 ok, 1 down · hornbill, toucan in 84 ms
    ");
    insta::assert_snapshot!(text(&snapshot, &Look { width: 40, unicode: false, ..LOOK }, now()), @r"
    x 1 of 3 apps is down:
      x\x1b[31m\u{202e}\n

    APP                          STATE
    the-application-whose-na...  * healthy
    x\x1b[31m\u{202e}\n          x unhealthy
      `- \x1b]0;owned\x07 gone (failed 2
         times in a row)
    \u{30ab}\u{30ec}\u{30f3}...  * healthy

    ! hornbill: its clock is 5 minutes ahead
    ! hornbill: no commits, no app.json: git
      is not installed

    3 apps - 2 ok, 1 down - hornbill, toucan
    in 84 ms
    ");
}

#[test]
fn colours_and_links_change_no_letter() {
    let inventory = sgos().with_app(
        "calendar",
        App { url: Some("https://calendar.example".into()), ..App::default() },
    );
    let snapshot =
        snapshot(&inventory, &[answered("hornbill", nine_states_report()), unreachable("toucan")]);
    let styled = text(&snapshot, &Look { color: true, links: true, ..LOOK }, now());
    assert!(styled.contains("\x1b]8;;https://calendar.example\x1b\\\x1b[1mcalendar\x1b[0m"));
    assert!(styled.contains(&format!(
        "\x1b]8;;https://github.com/sgos/mail/commit/{SHA}\x1b\\9f3c2d1\x1b]8;;\x1b\\"
    )));
    let stripped: String = anstream::adapter::strip_str(&styled).to_string();
    assert_eq!(stripped, text(&snapshot, &LOOK, now()));
}

#[test]
fn no_line_is_too_wide_or_ends_in_a_space() {
    for snapshot in [nine(), all_well(), hornbill_down()] {
        for width in 24..140 {
            for (unicode, wide) in [(true, false), (true, true), (false, false)] {
                let look = Look { width, unicode, wide, ..LOOK };
                for line in text(&snapshot, &look, now()).lines() {
                    assert!(line.width() <= width, "{width}: {line:?}");
                    assert!(!line.ends_with(' '), "{width}: {line:?}");
                }
            }
        }
    }
}
