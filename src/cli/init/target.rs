//! The file that is to be written, and what it says already.

use std::io;
use std::path::{Path, PathBuf};

use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::init::{Draft, appended};
use crate::inventory::{self, Inventory, InventoryError, Source};

pub(super) struct Target {
    /// As it was given or found.
    pub(super) path: PathBuf,
    /// `None`: there is no such file.
    pub(super) before: Option<Vec<u8>>,
    /// Empty where there is no file.
    pub(super) text: String,
    /// What the text says.
    pub(super) inventory: Inventory,
}

impl Target {
    /// `given`, else the file that sgos would read, else the user's own.
    pub(super) fn find(context: &Context, given: Option<&Path>) -> Result<Self, CommandError> {
        let surroundings = &context.process.surroundings;
        let path = match given.or(context.global.config.as_deref()) {
            Some(path) => path.to_owned(),
            None => match inventory::find(surroundings, None) {
                Ok(source) => match source.path() {
                    Some(path) => path.to_owned(),
                    None => surroundings.user_inventory().ok_or_else(homeless)?,
                },
                // SGOS_CONFIG names a file that is yet to be written.
                Err(InventoryError::NotFound { path, .. }) => path,
                Err(error) => return Err(error.into()),
            },
        };
        let before = match std::fs::read(surroundings.absolute(&path)) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(InventoryError::Unreadable { path, source }.into()),
        };
        let text = String::from_utf8(before.clone().unwrap_or_default()).map_err(|_| {
            let message = format!("{} is not UTF-8 text; nothing was written", path.display());
            CommandError::new(Exit::Inventory, message)
        })?;
        let inventory = read(context, &path, &text)?;
        Ok(Self { path, before, text, inventory })
    }

    /// Seen from the working directory.
    pub(super) fn absolute(&self, context: &Context) -> PathBuf {
        context.process.surroundings.absolute(&self.path)
    }

    /// What the file would say with the draft added.
    pub(super) fn with(&self, context: &Context, draft: &Draft) -> Result<Inventory, CommandError> {
        let mut draft = draft.clone();
        draft.beside(&self.inventory);
        self.parse(context, &appended(&self.text, &draft.text()))
    }

    pub(super) fn parse(&self, context: &Context, text: &str) -> Result<Inventory, CommandError> {
        read(context, &self.path, text)
    }
}

/// Whoever writes a file may name commands in it.
fn read(context: &Context, path: &Path, text: &str) -> Result<Inventory, CommandError> {
    let source = Source::Trusted(path.to_owned());
    match inventory::parse(text, &source, &context.process.surroundings) {
        Ok(loaded) => Ok(loaded.inventory),
        Err(problems) => {
            context.ui.excerpt(&problems.render(context.ui.stderr_color()));
            let error = CommandError::new(Exit::Inventory, problems.summary());
            Err(error.hint("nothing was written: mend the file first, or name another with --to"))
        }
    }
}

fn homeless() -> CommandError {
    CommandError::new(Exit::Usage, "there is no home folder to write to")
        .hint("name a file: --to FILE")
}
