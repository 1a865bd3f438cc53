//! Which files cron does not even open, and why: by their names, owners and modes.

use crate::probe::{CronKind, Meta};

/// Why a file of `/etc/cron.d` with such a name is passed over.
pub(super) fn bad_name(name: &str, kind: CronKind) -> Option<String> {
    if kind == CronKind::Cronie {
        return bad_end(name, &[".rpmsave", ".rpmorig", ".rpmnew", "~"])
            .or_else(|| name.starts_with('#').then(|| "its name begins with `#`".to_owned()));
    }
    run_parts_name(name)
}

fn bad_end(name: &str, ends: &[&str]) -> Option<String> {
    let end = ends.iter().find(|end| name.ends_with(**end))?;
    Some(format!("its name ends in `{end}`"))
}

/// Red Hat's `run-parts` takes all but leftovers of editors and packages.
pub(super) fn redhat_run_parts_name(name: &str) -> Option<String> {
    let ends = ["~", ",", ",v", ".rpmsave", ".rpmorig", ".rpmnew", ".swp", ".cfsaved"];
    bad_end(name, &ends)
}

/// `run-parts` and Debian's cron want letters, digits, `_` and `-`.
pub(super) fn run_parts_name(name: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let odd = name.chars().find(|c| !fits(*c))?;
    Some(match odd {
        '.' => "its name has a dot".to_owned(),
        ' ' => "its name has a blank".to_owned(),
        '/' | '\u{fffd}' => "its name has a character that cron does not want".to_owned(),
        _ => format!("its name has a `{odd}`"),
    })
}

/// Why `/etc/crontab` or a file of `/etc/cron.d` is not read.
pub(super) fn of_system_table(meta: &Meta, kind: CronKind) -> Option<String> {
    if !meta.is_regular() {
        let blocks = meta.kind() == "a FIFO" && kind == CronKind::Debian;
        let more = if blocks { ", at which Debian's cron waits for ever" } else { "" };
        return Some(format!("it is {}{more}", meta.kind()));
    }
    let refused = match kind {
        CronKind::Cronie => meta.mode & 0o7533 != 0o400,
        _ => meta.mode & 0o022 != 0,
    };
    if meta.user_id != 0 {
        return Some("it does not belong to root".to_owned());
    }
    if refused {
        let mode = meta.mode & 0o7777;
        return Some(match mode & 0o022 {
            0 => format!("its mode is {mode:o} instead of 600 or 644"),
            _ => format!("others may write to it (mode {mode:o})"),
        });
    }
    (meta.links > 1 && kind == CronKind::Debian)
        .then(|| format!("it has {} names (hard links)", meta.links))
}

/// Why a crontab of a user in the spool is not read; `owner` is the user's number.
pub(super) fn of_user_table(
    meta: &Meta,
    kind: CronKind,
    user: &str,
    owner: Option<u32>,
) -> Option<String> {
    if !meta.is_regular() {
        return Some(format!("it is {}", meta.kind()));
    }
    let refused = match kind {
        CronKind::Debian => meta.mode & 0o7577 != 0o400,
        CronKind::Cronie => meta.mode & 0o7533 != 0o400,
        _ => false,
    };
    if refused {
        return Some(format!("its mode is {:o} instead of 600", meta.mode & 0o7777));
    }
    let stranger = meta.user_id != 0 && owner.is_some_and(|owner| owner != meta.user_id);
    if stranger && kind != CronKind::Busybox {
        return Some(format!("it belongs neither to {user} nor to root"));
    }
    (meta.links > 1 && kind != CronKind::Busybox)
        .then(|| format!("it has {} names (hard links)", meta.links))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(mode: u32, user_id: u32, links: u64) -> Meta {
        Meta { mode, user_id, links, size: 1 }
    }

    #[test]
    fn names() {
        for (name, reason) in [
            ("backup.sh", Some("its name has a dot")),
            ("with space", Some("its name has a blank")),
            ("$(id)", Some("its name has a `$`")),
            ("-rf", None),
            ("under_score-1", None),
        ] {
            assert_eq!(bad_name(name, CronKind::Debian).as_deref(), reason, "{name}");
        }
        assert_eq!(bad_name("backup.sh", CronKind::Cronie), None);
        assert_eq!(bad_name("x.rpmsave", CronKind::Cronie).unwrap(), "its name ends in `.rpmsave`");
        assert_eq!(redhat_run_parts_name("backup.sh"), None);
        assert_eq!(redhat_run_parts_name("backup.sh~").unwrap(), "its name ends in `~`");
    }

    #[test]
    fn owners_and_modes() {
        let system =
            |mode, user, links| of_system_table(&meta(mode, user, links), CronKind::Debian);
        assert_eq!(system(0o100_644, 0, 1), None);
        assert_eq!(system(0o100_755, 0, 1), None);
        assert_eq!(system(0o100_644, 1000, 1).unwrap(), "it does not belong to root");
        assert_eq!(system(0o100_664, 0, 1).unwrap(), "others may write to it (mode 664)");
        assert_eq!(system(0o100_646, 0, 1).unwrap(), "others may write to it (mode 646)");
        assert_eq!(system(0o100_644, 0, 2).unwrap(), "it has 2 names (hard links)");
        assert_eq!(system(0o040_755, 0, 2).unwrap(), "it is a directory");
        assert!(system(0o010_644, 0, 1).unwrap().contains("waits for ever"));
        let cronie = |mode| of_system_table(&meta(mode, 0, 1), CronKind::Cronie);
        assert_eq!(cronie(0o100_755).unwrap(), "its mode is 755 instead of 600 or 644");
        assert_eq!(cronie(0o100_664).unwrap(), "others may write to it (mode 664)");
        let user = |mode, links| {
            of_user_table(&meta(mode, 1000, links), CronKind::Debian, "stefan", Some(1000))
        };
        assert_eq!(user(0o100_600, 1), None);
        assert_eq!(user(0o100_644, 1).unwrap(), "its mode is 644 instead of 600");
        let of =
            |file, user| of_user_table(&meta(0o100_600, file, 1), CronKind::Debian, "stefan", user);
        assert_eq!(of(1001, Some(1000)).unwrap(), "it belongs neither to stefan nor to root");
        assert_eq!((of(0, Some(1000)), of(1001, None)), (None, None));
    }
}
