//! Why there is no inventory.

use std::io;
use std::path::PathBuf;

use super::{Distrust, Problems};
use crate::error::CommandError;
use crate::exit::Exit;

#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    #[error("no inventory at {}, which {by} names", path.display())]
    NotFound { path: PathBuf, by: &'static str, source: io::Error },
    #[error("cannot read the inventory {}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the inventory {} is larger than {limit} bytes", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("the inventory {} is refused: {reason}", path.display())]
    Refused { path: PathBuf, reason: Distrust },
    /// Everything that is wrong with it; [`Problems::render`] marks the places.
    #[error("{}", .0.summary())]
    Invalid(Problems),
}

impl From<InventoryError> for CommandError {
    fn from(error: InventoryError) -> Self {
        let outer = Self::from_error(Exit::Inventory, &error);
        match &error {
            InventoryError::NotFound { .. } => outer.hint(
                "without it, sgos.toml is looked for upwards from here, then in ~/.config/sgos",
            ),
            InventoryError::Unreadable { .. } | InventoryError::TooLarge { .. } => outer,
            InventoryError::Refused { path, reason } => match reason {
                Distrust::Writable(_) => outer.hint(format!("chmod go-w {}", path.display())),
                Distrust::Folder(folder, _) => {
                    outer.hint(format!("chmod o-w {}", folder.display()))
                }
                Distrust::Owner(_) | Distrust::NotAFile => outer,
            }
            .hint(format!("if you trust it: sgos --config {}", path.display())),
            InventoryError::Invalid(_) => outer.hint("sgos config check reads it again"),
        }
    }
}
