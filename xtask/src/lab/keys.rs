//! The keys of a lab: one that clients use, and each host's own. They are made once per lab and
//! kept, so that a known_hosts file stays true when hosts are made anew.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::lab::{HOSTS, LabName, folders};
use crate::packages::{self, SSH_KEYGEN};
use crate::progress::Outcome;
use crate::run;

const KINDS: [&str; 2] = ["ed25519", "ecdsa"];

/// Where a lab's keys lie.
#[derive(Debug)]
pub(crate) struct Keys {
    folder: PathBuf,
}

impl Keys {
    /// Finds the lab's keys and makes those that are missing.
    pub(crate) fn ready(sh: &Shell, lab: &LabName) -> Result<(Self, Outcome)> {
        packages::require(sh, &[SSH_KEYGEN])?;
        let keys = Self { folder: folders::of_lab(lab)? };
        let mut made = 0;
        folders::create_private(&keys.folder)?;
        made += make(sh, &keys.client(), "ed25519", &format!("sgos lab {lab}"))?;
        for host in HOSTS {
            let folder = keys.of_host(host);
            folders::create_private(&folder)?;
            for kind in KINDS {
                let file = folder.join(format!("ssh_host_{kind}_key"));
                made += make(sh, &file, kind, &format!("root@{host}"))?;
            }
            fs::copy(keys.client().with_extension("pub"), folder.join("client.pub"))
                .with_context(|| format!("cannot write to {}", folder.display()))?;
        }
        let outcome = match made {
            0 => Outcome::as_it_was("kept"),
            _ => Outcome::done(format!("made {made}")),
        };
        Ok((keys, outcome))
    }

    /// The client's private key.
    pub(crate) fn client(&self) -> PathBuf {
        self.folder.join("id_ed25519")
    }

    /// The folder with a host's own keys and the client's public key.
    pub(crate) fn of_host(&self, host: &str) -> PathBuf {
        self.folder.join("host_keys").join(host)
    }

    /// The lines of known_hosts for a host, under its name and its address.
    pub(crate) fn known_hosts(&self, host: &str, address: &str) -> Result<String> {
        let mut lines = String::new();
        for kind in KINDS {
            let file = self.of_host(host).join(format!("ssh_host_{kind}_key.pub"));
            let text = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            let key: Vec<&str> = text.split_whitespace().take(2).collect();
            lines += &format!("{host},{address} {}\n", key.join(" "));
        }
        Ok(lines)
    }
}

/// Makes a key pair unless it is there; returns how many were made.
fn make(sh: &Shell, file: &Path, kind: &str, comment: &str) -> Result<usize> {
    if file.exists() && file.with_extension("pub").exists() {
        return Ok(0);
    }
    let empty = "";
    run::run(cmd!(sh, "ssh-keygen -q -t {kind} -N {empty} -C {comment} -f {file}"))?;
    Ok(1)
}
