//! The one command that asks a host for facts.

use std::time::Duration;

use super::FORMAT;
use crate::inventory::Target;
use crate::transport::{Invocation, Stdin};

const SCRIPT: &str = include_str!("../script/facts.sh");

/// What to ask one host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Stacks whose directory is known here.
    pub places: Vec<AskedPlace>,
    /// Names, as patterns of a shell, of stacks that only the host can find.
    pub patterns: Vec<String>,
    /// Also the named volumes of each stack.
    pub volumes: bool,
}

/// A stack's directory, and what compose needs to be told of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedPlace {
    pub directory: String,
    pub project: Option<String>,
    pub files: Vec<String>,
    pub env_files: Vec<String>,
}

impl Asked {
    /// Before anything is known of the host: whatever may be meant by the targets.
    pub fn for_targets(targets: &[Target]) -> Self {
        let name =
            |target: &Target| target.stack.as_ref().unwrap_or(&target.name).as_str().to_owned();
        Self { patterns: targets.iter().map(name).collect(), ..Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.patterns.is_empty()
    }

    fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        words.extend(self.volumes.then(|| "v".to_owned()));
        // What the host finds by itself comes first, because it knows the project, too.
        words.extend(self.patterns.iter().map(|pattern| format!("w={pattern}")));
        for place in &self.places {
            words.push(format!("d={}", place.directory));
            words.extend(place.project.iter().map(|project| format!("p={project}")));
            words.extend(place.files.iter().map(|file| format!("f={file}")));
            words.extend(place.env_files.iter().map(|file| format!("e={file}")));
        }
        // A line feed would end a word of the script's own lists.
        words.retain(|word| !word.contains('\n'));
        words
    }
}

/// The `nonce` marks the answer's frames: ASCII letters and digits, never used before.
pub fn invocation(asked: &Asked, nonce: &str, time_limit: Duration) -> Invocation {
    Invocation::new("sh", time_limit)
        .args(["-c", &script(), "sgos-facts", nonce, "watch", FORMAT])
        .args(asked.words())
        .title("facts")
        .fresh([nonce.to_owned()])
        .stdin(Stdin::HeldOpen)
        .repeatable()
}

/// As it is sent: without indentation and lines that are only comments.
fn script() -> String {
    let lines = SCRIPT.lines().map(str::trim_start);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .fold(String::with_capacity(SCRIPT.len()), |script, line| script + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_survives_every_login_shell() {
        let script = script();
        assert!(!script.contains(r"\\") && !script.contains(r"\'"), "fish reads these differently");
        assert!(!script.lines().any(|line| line.ends_with('\\')));
        assert!(script.is_ascii());
    }

    #[test]
    fn values_are_words_of_their_own() {
        let place = AskedPlace {
            directory: "/srv/a b".into(),
            project: Some("a".into()),
            files: vec!["/srv/a b/x.yaml".into()],
            env_files: vec![],
        };
        let targets = ["monitoring/grafana@toucan", "al*"].map(|word| Target::parse(word).unwrap());
        let asked = Asked { places: vec![place], volumes: true, ..Asked::for_targets(&targets) };
        let words = asked.words();
        assert_eq!(words, ["v", "w=monitoring", "w=al*", "d=/srv/a b", "p=a", "f=/srv/a b/x.yaml"]);
    }
}
