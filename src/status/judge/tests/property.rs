//! Whatever the hosts say: no panic, and no lie.

use proptest::prelude::*;

use super::*;

/// Any container at all, well or not.
fn any_container() -> impl Strategy<Value = Container> {
    let states = [
        ContainerState::Created,
        ContainerState::Running,
        ContainerState::Paused,
        ContainerState::Restarting,
        ContainerState::Removing,
        ContainerState::Exited,
        ContainerState::Dead,
        ContainerState::Other,
    ];
    let shape =
        (prop::sample::select(states.to_vec()), 0..4_u8, "[a-c]", any::<bool>(), any::<bool>());
    (shape, any::<i64>(), any::<u64>(), any::<i64>(), any::<String>(), any::<i64>()).prop_map(
        |((state, health, name, is_app, inspected), code, count, stamp, text, streak)| {
            let container =
                if is_app { app(&name) } else { service(&name, "db", &format!("{name}-db-1")) };
            let container = match health {
                0 => container,
                1 => container.healthy(),
                2 => container.starting(),
                _ => container.unhealthy(code, &text, streak.unsigned_abs()),
            };
            let mut container =
                container.state(state).text(&format!("{text} ({code}) {text}")).with(|details| {
                    details.exit_code = code;
                    details.restart_count = count;
                    details.started_at = jiff::Timestamp::from_second(stamp % 300_000_000_000).ok();
                    details.finished_at = details.started_at;
                    details.error = Some(text.clone());
                });
            container.created = container
                .details
                .as_ref()
                .and_then(|details| details.started_at)
                .unwrap_or(Timestamp::MIN);
            if !inspected {
                container.details = None;
            }
            container
        },
    )
}

fn any_outcome(host: &'static str) -> impl Strategy<Value = HostOutcome> {
    let clocks = prop::sample::select(vec![now(), ago(100_000), Timestamp::MIN, Timestamp::MAX]);
    (0..4_u8, prop::collection::vec(any_container(), 0..6), clocks).prop_map(
        move |(kind, containers, clock)| match kind {
            0 => unreachable(host),
            1 => without_docker(host, FailureKind::Garbled),
            _ => {
                let mut outcome = told(host, containers);
                if let Ok(report) = &mut outcome.result {
                    report.clock = Ok(clock);
                }
                outcome
            }
        },
    )
}

proptest! {
    #[test]
    fn the_banner_never_lies(
        hornbill in any_outcome("hornbill"),
        toucan in any_outcome("toucan"),
        remembered in prop::collection::vec("[a-c]", 0..3),
        projects in any::<bool>(),
    ) {
        let rule = if projects { Discover::Projects } else { discover(&[]) };
        let inventory = fleet(&["hornbill", "toucan"], rule).with_app("a", App::default());
        let previous: Vec<_> = remembered.iter().map(|name| known(name, "hornbill", State::Healthy, 60)).collect();
        let snapshot = judged(&inventory, &[hornbill, toucan], &previous);
        let all_good = snapshot.apps.iter().all(|app| app.state.severity() == crate::status::Severity::Good);
        let all_told = snapshot.hosts.iter().all(|host| host.told_all());
        let may = all_good && all_told && !snapshot.apps.is_empty();
        prop_assert_eq!(snapshot.summary.state == SummaryState::Operational, may);
        prop_assert_eq!(snapshot.summary.text == "All Systems Operational", may);
        prop_assert_eq!(snapshot.summary.counts.values().sum::<usize>(), snapshot.apps.len());
        prop_assert_eq!(snapshot.summary.counts.len(), State::ALL.len());
        for app in &snapshot.apps {
            prop_assert!(!app.state.is_bad_news() || app.reason.is_some(), "a bad state has a reason: {app:?}");
            prop_assert!(app.reason.as_ref().is_none_or(|reason| !reason.contains('\n')), "{app:?}");
        }
        let look = crate::ui::Look { width: 80, color: false, unicode: true, links: false, wide: true };
        let shown = crate::status::view::text(&snapshot, &look, now());
        prop_assert!(!shown.chars().any(|c| c != '\n' && crate::ui::sanitize::is_unsafe(c)));
        prop_assert!(crate::status::view::json(&snapshot).is_ok());
    }
}
