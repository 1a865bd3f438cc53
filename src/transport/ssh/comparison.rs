//! The keys that a host offers beside those that are known of it. Pure.

use serde::Serialize;

use super::known::{Effective, HostKey, Known};

/// The offered keys, each with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub keys: Vec<Compared>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    pub key: HostKey,
    pub verdict: Verdict,
    /// The line that the verdict rests on.
    pub known: Option<Known>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Known,
    New,
    /// Another key of its type is known.
    Changed,
    /// It is known, and marked as never to be accepted.
    Revoked,
}

impl Comparison {
    pub fn of(offered: &[HostKey], known: &[Known]) -> Self {
        let find =
            |accept: &dyn Fn(&Known) -> bool| known.iter().find(|known| accept(known)).cloned();
        let compare = |key: &HostKey| {
            let same = |known: &Known| known.key == *key;
            let line = find(&|known| same(known) && known.revoked);
            if line.is_some() {
                return (Verdict::Revoked, line);
            }
            let line = find(&same);
            if line.is_some() {
                return (Verdict::Known, line);
            }
            let line = find(&|known| known.key.key_type == key.key_type && !known.revoked);
            (if line.is_some() { Verdict::Changed } else { Verdict::New }, line)
        };
        let compared = offered.iter().map(|key| {
            let (verdict, known) = compare(key);
            Compared { key: key.clone(), verdict, known }
        });
        let mut comparison = Self { keys: compared.collect() };
        // A host that proves nothing known, though something is, has changed as a whole.
        let other = find(&|known| !known.revoked);
        if other.is_some() && !comparison.has(Verdict::Known) {
            for compared in comparison.keys.iter_mut().filter(|one| one.verdict == Verdict::New) {
                compared.verdict = Verdict::Changed;
                compared.known.clone_from(&other);
            }
        }
        comparison
    }

    pub fn has(&self, verdict: Verdict) -> bool {
        self.keys.iter().any(|compared| compared.verdict == verdict)
    }

    /// The keys with that verdict.
    pub fn keys(&self, verdict: Verdict) -> Vec<HostKey> {
        let wanted = self.keys.iter().filter(|compared| compared.verdict == verdict);
        wanted.map(|compared| compared.key.clone()).collect()
    }
}

/// A known line that cannot be replaced for this host alone: one for other names too, or in a
/// file that is not the user's.
pub fn entangled<'a>(effective: &Effective, known: &'a [Known]) -> Option<&'a Known> {
    known.iter().filter(|line| !line.revoked).find(|line| {
        let alone = line.names == effective.known_as || line.names.starts_with("|1|");
        !alone || line.file != effective.user_file
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key_type: &str, base64: &str) -> HostKey {
        HostKey { key_type: key_type.to_owned(), base64: base64.to_owned() }
    }

    fn line(key: HostKey) -> Known {
        Known { key, file: "known_hosts".into(), names: "box".to_owned(), revoked: false }
    }

    fn verdicts(offered: &[HostKey], known: &[Known]) -> Vec<Verdict> {
        Comparison::of(offered, known).keys.iter().map(|compared| compared.verdict).collect()
    }

    #[test]
    fn each_key_is_judged_by_what_is_known() {
        use Verdict::{Changed, Known as Same, New, Revoked};
        let (rsa, ed) = (key("ssh-rsa", "AAAA"), key("ssh-ed25519", "BBBB"));
        let other_ed = line(key("ssh-ed25519", "CCCC"));
        let both = [rsa.clone(), ed.clone()];
        assert_eq!(verdicts(&both, &[]), [New, New]);
        assert_eq!(verdicts(&both, &[line(rsa.clone())]), [Same, New]);
        assert_eq!(verdicts(&both, &[line(rsa.clone()), other_ed.clone()]), [Same, Changed]);
        assert_eq!(verdicts(&both, &[other_ed]), [Changed, Changed], "nothing of it is proved");
        let revoked = Known { revoked: true, ..line(ed) };
        assert_eq!(verdicts(&both, &[revoked]), [New, Revoked]);
    }

    #[test]
    fn lines_of_several_hosts_are_not_ours_to_replace() {
        let effective = Effective {
            hostname: "box".to_owned(),
            port: 22,
            user: None,
            known_as: "box".to_owned(),
            user_file: "known_hosts".into(),
            files: Vec::new(),
            proxy: None,
        };
        let own = line(key("ssh-rsa", "AAAA"));
        let shared = Known { names: "box,10.0.0.1".to_owned(), ..own.clone() };
        let system = Known { file: "/etc/ssh/ssh_known_hosts".into(), ..own.clone() };
        let hashed = Known { names: "|1|abc|def".to_owned(), ..own.clone() };
        assert_eq!(entangled(&effective, &[own.clone(), hashed]), None);
        for bad in [shared, system] {
            assert_eq!(entangled(&effective, &[own.clone(), bad.clone()]), Some(&bad));
        }
    }
}
