//! The compose actions by name.

/// What is to be done to stacks and services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Up,
    Down,
    Start,
    Stop,
    Restart,
    Pull,
}

impl Verb {
    /// As it is typed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Restart => "restart",
            Self::Pull => "pull",
        }
    }

    /// What has been done when it succeeded.
    pub fn done(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "removed",
            Self::Start => "started",
            Self::Stop => "stopped",
            Self::Restart => "restarted",
            Self::Pull => "pulled",
        }
    }

    /// Whether something runs afterwards that did not before, so that there is something to wait for.
    pub fn starts(self) -> bool {
        matches!(self, Self::Up | Self::Start | Self::Restart)
    }

    /// Whether compose must read its file; the others only need to know the project.
    pub fn needs_file(self) -> bool {
        matches!(self, Self::Up | Self::Pull)
    }
}
