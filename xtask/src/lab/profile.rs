//! The two states in which a lab can be: `tests/lab/stacks/profiles`.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::lab::recipe;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Profile {
    /// All apps are healthy.
    Healthy,
    /// One app in each state.
    States,
}

impl Profile {
    pub(crate) fn of(states: bool) -> Self {
        if states { Self::States } else { Self::Healthy }
    }

    /// The apps of this profile and the state in which each of them is.
    pub(crate) fn apps(self) -> Result<BTreeMap<String, String>> {
        let text = recipe::read(&format!("stacks/profiles/{self}"))?;
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut apps = BTreeMap::new();
        for line in lines {
            let mut fields = line.split('\t');
            if let (Some(app), Some(state)) = (fields.next(), fields.next()) {
                apps.insert(app.to_owned(), state.to_owned());
            }
        }
        Ok(apps)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Healthy => "healthy",
            Self::States => "states",
        })
    }
}
