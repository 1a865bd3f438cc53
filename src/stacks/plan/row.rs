//! One line of a plan: a service, what would become of it, and what that is based on.

/// A service of a stack on a host; a container that compose did not make has no stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub host: String,
    pub stack: Option<String>,
    pub service: String,
    pub action: Action,
    /// What the host says of it.
    pub why: String,
    /// A restart would leave its changed definition or image as it is.
    pub stale: bool,
    /// Why nothing can be done.
    pub obstacle: Option<Obstacle>,
    /// To find its containers again: its compose project, else the directory.
    pub project: Option<String>,
    pub directory: Option<String>,
    /// The ids of its containers as they are now.
    pub containers: Vec<String>,
    /// It may end, and has done its work then.
    pub one_shot: bool,
}

/// What would be done to one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Create,
    Recreate,
    Start,
    Stop,
    Restart,
    Remove,
    Pull,
    /// It is as it should be.
    Nothing,
    /// Compose does not touch it, however it is: the file of its stack does not name it.
    Leave,
    /// It cannot be done.
    Cannot,
}

/// What is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The host did not answer.
    Unreachable,
    /// What to do about it.
    Fix(String),
}

impl Action {
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Recreate => "recreate",
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Restart => "restart",
            Self::Remove => "remove",
            Self::Pull => "pull",
            Self::Nothing => "-",
            Self::Leave => "leave",
            Self::Cannot => "cannot",
        }
    }

    /// Whether the service is changed by it.
    pub fn changes(self) -> bool {
        !matches!(self, Self::Nothing | Self::Leave | Self::Cannot)
    }
}

impl Row {
    pub(super) fn key(&self) -> (&str, Option<&str>, &str) {
        (&self.host, self.stack.as_deref(), &self.service)
    }

    /// As one would type it: `monitoring/grafana`.
    pub fn target(&self) -> String {
        match &self.stack {
            Some(stack) => format!("{stack}/{}", self.service),
            None => self.service.clone(),
        }
    }
}
