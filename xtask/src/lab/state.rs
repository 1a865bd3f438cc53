//! The files of one lab: where they lie, and `lab.json`, which tells tests what runs.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::lab::{LabName, Profile, folders};

/// The files of a lab.
#[derive(Debug)]
pub(crate) struct Files {
    folder: PathBuf,
}

impl Files {
    pub(crate) fn of(lab: &LabName) -> Result<Self> {
        Ok(Self { folder: folders::of_lab(lab)? })
    }

    pub(crate) fn folder(&self) -> &PathBuf {
        &self.folder
    }

    pub(crate) fn inventory(&self) -> PathBuf {
        self.folder.join("sgos.toml")
    }

    pub(crate) fn known_hosts(&self) -> PathBuf {
        self.folder.join("known_hosts")
    }

    pub(crate) fn ssh_config(&self) -> PathBuf {
        self.folder.join("ssh_config")
    }

    /// Exists while the lab is up.
    pub(crate) fn state(&self) -> PathBuf {
        self.folder.join("lab.json")
    }
}

/// What runs: the content of `lab.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LabState {
    pub(crate) name: String,
    pub(crate) profile: Profile,
    /// For `DOCKER_HOST`: the engine whose containers are the hosts.
    pub(crate) docker_host: String,
    pub(crate) network: String,
    pub(crate) hosts: BTreeMap<String, HostState>,
    pub(crate) users: Vec<String>,
    /// The state of each app on hornbill.
    pub(crate) apps: BTreeMap<String, String>,
    pub(crate) inventory: PathBuf,
    pub(crate) identity_file: PathBuf,
    pub(crate) known_hosts: PathBuf,
    pub(crate) ssh_config: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct HostState {
    pub(crate) container: String,
    pub(crate) address: String,
}

impl LabState {
    pub(crate) fn write(&self, files: &Files) -> Result<()> {
        let text = serde_json::to_string_pretty(self).context("lab.json cannot be made")? + "\n";
        folders::write(&files.state(), &text, 0o644)
    }

    /// The states of all labs that are up.
    pub(crate) fn of_all_labs() -> Result<Vec<Self>> {
        let Ok(entries) = fs::read_dir(folders::root()?) else { return Ok(Vec::new()) };
        let mut states: Vec<Self> = entries
            .filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("lab.json")).ok())
            .filter_map(|text| serde_json::from_str(&text).ok())
            .collect();
        states.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(states)
    }
}
