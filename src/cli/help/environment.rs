//! `sgos help environment`: the variables that sgos reads, and the files it keeps.

use super::{Block, Topic};

pub(super) const TOPIC: Topic =
    Topic { name: "environment", title: "Environment and files", blocks };

const VARIABLES: [(&str, &str); 22] = [
    ("SGOS_CONFIG", "the inventory, when --config does not name one"),
    ("SGOS_LOG", "error, warn, info, debug or trace: what happens inside, on stderr"),
    ("SGOS_READONLY", "nothing may be changed on a host, when it is neither empty nor 0"),
    ("XDG_CONFIG_HOME", "where sgos/sgos.toml is, instead of ~/.config"),
    ("XDG_CACHE_HOME", "where sgos/ keeps names and last states, instead of ~/.cache"),
    ("XDG_STATE_HOME", "where sgos/ keeps the audit of this side, instead of ~/.local/state"),
    ("XDG_RUNTIME_DIR", "where sgos/ keeps the sockets of kept connections; else /tmp/sgos-UID"),
    ("HOME", "what ~/ means"),
    ("USER", "who changes something, for locks and the audit"),
    ("LOGNAME", "the same, where USER is not set; else /etc/passwd knows"),
    ("SSH_AUTH_SOCK", "the ssh agent"),
    ("DOCKER_HOST", "of a host, not of this machine: where its Docker listens"),
    ("SHELL", "what `sgos ssh` starts for this machine"),
    ("DISPLAY", "there is a desktop: `sgos open` shows pages instead of printing their addresses"),
    ("WAYLAND_DISPLAY", "the same"),
    ("NO_COLOR", "no colours, when it is not empty"),
    ("CLICOLOR_FORCE", "colours in a pipe, too, when it is not 0"),
    ("TERM", "dumb: no colours, no links, no moving lines"),
    ("COLUMNS", "how wide tables may be, instead of asking the terminal"),
    ("LC_ALL", "whether the terminal shows UTF-8: it ends in .UTF-8"),
    ("LC_CTYPE", "the same, where LC_ALL is not set"),
    ("LANG", "the same, where neither is set"),
];

const FILES: [(&str, &str); 5] = [
    ("sgos.toml", "the inventory, in the working directory or a folder above it"),
    ("~/.config/sgos/sgos.toml", "the inventory, where there is none above"),
    ("~/.cache/sgos/", "names for Tab, and what the hosts told last; may be deleted"),
    ("~/.local/state/sgos/", "audit.jsonl: what was changed from here, and how it ended"),
    ("$XDG_RUNTIME_DIR/sgos/", "sockets of the connections that wait for the next command"),
];

fn blocks() -> Vec<Block> {
    vec![
        Block::Heading("Variables".into()),
        Block::pairs(VARIABLES),
        Block::text(
            "The inventory may name more of them for its secrets, as in token = \"env:GRAFANA_TOKEN\".",
        ),
        Block::Heading("Files".into()),
        Block::pairs(FILES),
        Block::text(
            "`sgos config path` tells which inventory is used, and where it was looked for.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::VARIABLES;

    /// `run` is the only reader of the environment; what it reads is told here.
    #[test]
    fn every_variable_that_is_read_is_told() {
        let run = include_str!("../../run.rs");
        let quoted = run.split('"').skip(1).step_by(2);
        let variable = |word: &&str| {
            word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        };
        let read: Vec<&str> = quoted.filter(variable).collect();
        assert!(read.len() > 10, "{read:?}");
        for name in read {
            assert!(VARIABLES.iter().any(|(known, _)| *known == name), "{name} is not told");
        }
    }
}
