//! What `status` ends with: the answer as an exit code.

use super::{AppStatus, Snapshot, State};
use crate::exit::Exit;

/// 4 when a host is unreachable; with `--exit-status` 3 when there is bad news, which wins.
///
/// Bad news is an app from paused upwards. An app that is unknown because its host is unreachable is that
/// host's news (4). No apps at all, or Docker not answering on a reachable host, is no good news either.
pub fn exit_for(snapshot: &Snapshot, exit_status: bool) -> Exit {
    let unreachable =
        |name: &str| snapshot.hosts.iter().any(|host| host.name == name && !host.reachable);
    let any_unreachable = snapshot.hosts.iter().any(|host| !host.reachable);
    let is_bad_news = |app: &AppStatus| {
        app.state.is_bad_news() && !(app.state == State::Unknown && unreachable(&app.host))
    };
    let no_docker = snapshot.hosts.iter().any(|host| host.reachable && host.error.is_some());
    let no_apps = snapshot.summary.counts.values().sum::<usize>() == 0 && !any_unreachable;
    if exit_status && (snapshot.apps.iter().any(is_bad_news) || no_docker || no_apps) {
        Exit::BadNews
    } else if any_unreachable {
        Exit::Unreachable
    } else {
        Exit::Fine
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::{KnownApp, judge, select};
    use super::*;
    use crate::probe::HostOutcome;
    use crate::probe::{ContainerState, FailureKind};

    /// Without and with `--exit-status`.
    fn exits(outcomes: &[HostOutcome], previous: &[KnownApp]) -> [Exit; 2] {
        let snapshot = judge(&sgos(), outcomes, previous, now(), std::time::Duration::ZERO);
        [exit_for(&snapshot, false), exit_for(&snapshot, true)]
    }

    #[test]
    fn good_news() {
        let well = vec![app("a").healthy(), app("b"), app("c").starting()];
        assert_eq!(exits(&[told("hornbill", well)], &[]), [Exit::Fine, Exit::Fine]);
    }

    #[test]
    fn bad_news_from_paused_upwards() {
        for bad in [
            app("a").state(ContainerState::Paused),
            app("a").exited(1, 60),
            app("a").unhealthy(1, "", 3),
            app("a").restarting(3, 1),
            app("a").state(ContainerState::Other),
        ] {
            assert_eq!(exits(&[told("hornbill", vec![bad])], &[]), [Exit::Fine, Exit::BadNews]);
        }
    }

    #[test]
    fn an_unreachable_host_is_4_either_way() {
        let outcomes = [unreachable("hornbill"), told("toucan", vec![])];
        assert_eq!(exits(&outcomes, &[]), [Exit::Unreachable; 2]);
        let previous = [known("phone", "hornbill", State::Healthy, 60)];
        assert_eq!(exits(&outcomes, &previous), [Exit::Unreachable; 2]);
    }

    #[test]
    fn bad_news_win_over_an_unreachable_host() {
        let outcomes = [told("hornbill", vec![app("a").exited(1, 60)]), unreachable("toucan")];
        assert_eq!(exits(&outcomes, &[]), [Exit::Unreachable, Exit::BadNews]);
    }

    #[test]
    fn no_answer_from_docker_and_no_apps_are_no_good_news() {
        assert_eq!(
            exits(&[without_docker("hornbill", FailureKind::NotRunning)], &[]),
            [Exit::Fine, Exit::BadNews]
        );
        assert_eq!(exits(&[told("hornbill", vec![])], &[]), [Exit::Fine, Exit::BadNews]);
    }

    #[test]
    fn a_selection_decides_about_its_own_apps() {
        let whole = snapshot(
            &sgos(),
            &[told("hornbill", vec![app("a").healthy(), app("b").exited(1, 60)])],
        );
        let a = select(whole.clone(), &["a".into()], false).unwrap();
        assert_eq!(exit_for(&a, true), Exit::Fine);
        let a_down = select(whole.clone(), &["a".into()], true).unwrap();
        assert_eq!((a_down.apps.len(), exit_for(&a_down, true)), (0, Exit::Fine));
        assert_eq!(exit_for(&select(whole, &[], true).unwrap(), true), Exit::BadNews);
    }
}
