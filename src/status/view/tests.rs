//! What a person sees, at several widths and on several terminals.

mod edges;

use super::super::fixture::*;
use super::super::{Snapshot, select};
use super::*;
use crate::inventory::App;
use crate::probe::FailureKind;

const LOOK: Look = Look { width: 80, color: false, unicode: true, links: false, wide: false };

fn all_well() -> Snapshot {
    let mut report = report(vec![
        app("calendar").healthy(),
        app("wiki"),
        app("dash").healthy().created(2 * DAY),
    ]);
    for (project, version) in [("calendar", "2.1.0"), ("wiki", "5.2.1"), ("dash", "1.1.0")] {
        report = report.with_checkout(checkout(project, version, "Show week numbers", 13));
    }
    snapshot(&sgos(), &[answered("hornbill", report), told("toucan", vec![])])
}

#[test]
fn nine_states_at_80_columns() {
    insta::assert_snapshot!(text(&nine(), &LOOK, now()), @"
    ✗ 3 of 9 apps are down: mail, notes, phone

    APP       STATE          VERSION     DEPLOYED  COMMIT   COMMITTED
    calendar  ● healthy      2.1.0       12d ago   9f3c2d1  13d ago
    dash      ● healthy      1.1.0       2d ago    9f3c2d1  2d ago
    import    ✓ exited-ok    1.0.0       3h ago    9f3c2d1  2mo ago
    mail      ✗ unhealthy    1.4.2       3h ago    9f3c2d1  1d ago
      └ curl: (7) Failed to connect to localhost port 8080: Connection refused
        (failed 14 times in a row)
    notes     ✗ not-running  0.9.0       3h ago    9f3c2d1  5d ago
      └ exited 137 (killed, out of memory), 2 hours ago
    phone     ↻ restarting   3.0.1       3h ago    9f3c2d1  just now
      └ restarted 7 times, last exit 1
    photos    ‖ paused       1.12.0      3h ago    9f3c2d1  30d ago
      └ frozen with docker pause
    search    ◐ starting     0.3.0-rc.1  40s ago   9f3c2d1  just now
    wiki      ○ running      5.2.1       40d ago   9f3c2d1  41d ago

    9 apps · 4 ok, 1 starting, 1 paused, 3 down · hornbill, toucan in 84 ms
    ");
}

#[test]
fn nine_states_at_120_columns() {
    insta::assert_snapshot!(text(&nine(), &Look { width: 120, ..LOOK }, now()), @"
    ✗ 3 of 9 apps are down: mail, notes, phone

    APP       STATE          VERSION     DEPLOYED        COMMIT   COMMITTED
    calendar  ● healthy      2.1.0       12 days ago     9f3c2d1  13 days ago
    dash      ● healthy      1.1.0       2 days ago      9f3c2d1  2 days ago
    import    ✓ exited-ok    1.0.0       3 hours ago     9f3c2d1  2 months ago
    mail      ✗ unhealthy    1.4.2       3 hours ago     9f3c2d1  1 day ago
      └ curl: (7) Failed to connect to localhost port 8080: Connection refused (failed 14 times in a row)
    notes     ✗ not-running  0.9.0       3 hours ago     9f3c2d1  5 days ago
      └ exited 137 (killed, out of memory), 2 hours ago
    phone     ↻ restarting   3.0.1       3 hours ago     9f3c2d1  just now
      └ restarted 7 times, last exit 1
    photos    ‖ paused       1.12.0      3 hours ago     9f3c2d1  30 days ago
      └ frozen with docker pause
    search    ◐ starting     0.3.0-rc.1  40 seconds ago  9f3c2d1  just now
    wiki      ○ running      5.2.1       40 days ago     9f3c2d1  41 days ago

    9 apps · 4 ok, 1 starting, 1 paused, 3 down · hornbill, toucan in 84 ms
    ");
}

#[test]
fn nine_states_at_40_columns() {
    insta::assert_snapshot!(text(&nine(), &Look { width: 40, ..LOOK }, now()), @"
    ✗ 3 of 9 apps are down: mail, notes,
      phone

    APP       STATE          VERSION
    calendar  ● healthy      2.1.0
    dash      ● healthy      1.1.0
    import    ✓ exited-ok    1.0.0
    mail      ✗ unhealthy    1.4.2
      └ curl: (7) Failed to connect to
        localhost port 8080: Connection
        refused (failed 14 times in a row)
    notes     ✗ not-running  0.9.0
      └ exited 137 (killed, out of memory),
        2 hours ago
    phone     ↻ restarting   3.0.1
      └ restarted 7 times, last exit 1
    photos    ‖ paused       1.12.0
      └ frozen with docker pause
    search    ◐ starting     0.3.0-rc.1
    wiki      ○ running      5.2.1

    9 apps · 4 ok, 1 starting, 1 paused, 3
    down · hornbill, toucan in 84 ms
    ");
}

#[test]
fn nine_states_in_ascii() {
    insta::assert_snapshot!(text(&nine(), &Look { unicode: false, ..LOOK }, now()), @"
    x 3 of 9 apps are down: mail, notes, phone

    APP       STATE          VERSION     DEPLOYED  COMMIT   COMMITTED
    calendar  * healthy      2.1.0       12d ago   9f3c2d1  13d ago
    dash      * healthy      1.1.0       2d ago    9f3c2d1  2d ago
    import    + exited-ok    1.0.0       3h ago    9f3c2d1  2mo ago
    mail      x unhealthy    1.4.2       3h ago    9f3c2d1  1d ago
      `- curl: (7) Failed to connect to localhost port 8080: Connection refused
         (failed 14 times in a row)
    notes     x not-running  0.9.0       3h ago    9f3c2d1  5d ago
      `- exited 137 (killed, out of memory), 2 hours ago
    phone     @ restarting   3.0.1       3h ago    9f3c2d1  just now
      `- restarted 7 times, last exit 1
    photos    = paused       1.12.0      3h ago    9f3c2d1  30d ago
      `- frozen with docker pause
    search    ~ starting     0.3.0-rc.1  40s ago   9f3c2d1  just now
    wiki      o running      5.2.1       40d ago   9f3c2d1  41d ago

    9 apps - 4 ok, 1 starting, 1 paused, 3 down - hornbill, toucan in 84 ms
    ");
}

#[test]
fn all_is_well() {
    insta::assert_snapshot!(text(&all_well(), &LOOK, now()), @"
    ✓ All Systems Operational

    APP       STATE      VERSION  DEPLOYED  COMMIT   COMMITTED
    calendar  ● healthy  2.1.0    3h ago    9f3c2d1  13d ago
    dash      ● healthy  1.1.0    2d ago    9f3c2d1  13d ago
    wiki      ○ running  5.2.1    3h ago    9f3c2d1  13d ago

    3 apps · 3 ok · hornbill, toucan in 84 ms
    ");
}

#[test]
fn a_host_is_down() {
    insta::assert_snapshot!(text(&hornbill_down(), &LOOK, now()), @"
    ? State of 2 of 3 apps unknown: hornbill is unreachable

    APP    HOST      STATE      VERSION  DEPLOYED  COMMIT  COMMITTED
    mail   hornbill  ? unknown  -        -         -       -
      └ was healthy 3 minutes ago
    phone  hornbill  ? unknown  -        -         -       -
      └ was restarting 2 hours ago
    wiki   toucan    ● healthy  -        3h ago    -       -

    ✗ hornbill is unreachable: connection timed out
      └ is it up? try: ssh hornbill

    3 apps · 1 ok, 2 unknown · hornbill, toucan in 5.0 s
    ");
}

#[test]
fn wide() {
    let mut report = nine_states_report();
    let dirty = report.checkouts.as_mut().unwrap().get_mut(&directory("dash")).unwrap();
    dirty.dirty = Some(Ok(3));
    report.facts = Some(Ok(facts()));
    let snapshot = snapshot(&sgos(), &[answered("hornbill", report), unreachable("toucan")]);
    insta::assert_snapshot!(text(&snapshot, &Look { wide: true, ..LOOK }, now()), @"
    ✗ 3 of 9 apps are down: mail, notes, phone; toucan is unreachable

    APP       STATE          VERSION     DEPLOYED  COMMIT   COMMITTED
    calendar  ● healthy      2.1.0       12d ago   9f3c2d1  13d ago
      └ main · Show week numbers · /srv/apps/calendar
    dash      ● healthy      1.1.0       2d ago    9f3c2d1  2d ago
      └ main · uncommitted changes · Dark mode · /srv/apps/dash
    import    ✓ exited-ok    1.0.0       3h ago    9f3c2d1  2mo ago
      └ main · Read the CSV of the bank · /srv/apps/import
    mail      ✗ unhealthy    1.4.2       3h ago    9f3c2d1  1d ago
      ├ curl: (7) Failed to connect to localhost port 8080: Connection refused
      │ (failed 14 times in a row)
      └ main · Retry when the relay is busy · /srv/apps/mail
    notes     ✗ not-running  0.9.0       3h ago    9f3c2d1  5d ago
      ├ exited 137 (killed, out of memory), 2 hours ago
      └ main · Keep the cursor where it was · /srv/apps/notes
    phone     ↻ restarting   3.0.1       3h ago    9f3c2d1  just now
      ├ restarted 7 times, last exit 1
      └ main · Fix the dial tone · /srv/apps/phone
    photos    ‖ paused       1.12.0      3h ago    9f3c2d1  30d ago
      ├ frozen with docker pause
      └ main · Rotate by EXIF · /srv/apps/photos
    search    ◐ starting     0.3.0-rc.1  40s ago   9f3c2d1  just now
      └ main · Index umlauts · /srv/apps/search
    wiki      ○ running      5.2.1       40d ago   9f3c2d1  41d ago
      └ main · Update dependencies · /srv/apps/wiki

    HOST      ANSWER  CONTAINERS  LOAD       MEMORY          DISK           UP
    hornbill  40 ms   5 of 9      0.42 of 4  60% of 7.7 GiB  61% of 98 GiB  12d
      └ Debian GNU/Linux 12 (bookworm) · 6.1.0-18-amd64 · Docker 20.10.24+dfsg1 ·
        Compose 2.26.1-4 · Europe/Berlin
    toucan    none    -           -          -               -              -

    ✗ toucan is unreachable: connection timed out
      └ is it up? try: ssh toucan

    9 apps · 4 ok, 1 starting, 1 paused, 3 down · hornbill, toucan in 84 ms
    ");
}
