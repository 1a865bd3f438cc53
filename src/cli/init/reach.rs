//! How the hosts are reached: the flags for ssh as the inventory writes them.

use std::path::Path;

use super::InitArgs;
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::init::DraftSsh;
use crate::inventory::{Kind, accept};

pub(super) fn ssh(context: &Context, args: &InitArgs) -> Result<DraftSsh, CommandError> {
    if let Some(user) = &args.user {
        accept(Kind::User, user).map_err(|why| usage(format!("--user: {why}")))?;
    }
    let path = |flag: &str, path: &Option<std::path::PathBuf>, must_exist: bool| {
        path.as_deref().map(|path| written(context, flag, path, must_exist)).transpose()
    };
    Ok(DraftSsh {
        user: args.user.clone(),
        port: args.port,
        identity_file: path("--identity-file", &args.identity_file, true)?,
        known_hosts_file: path("--known-hosts-file", &args.known_hosts_file, false)?,
        config_file: path("--ssh-config", &args.ssh_config, true)?,
    })
}

/// The path as it means the same from every folder, below the home with `~/`.
fn written(
    context: &Context,
    flag: &str,
    path: &Path,
    must_exist: bool,
) -> Result<String, CommandError> {
    let surroundings = &context.process.surroundings;
    let path = surroundings.absolute(path);
    if must_exist && !path.exists() {
        return Err(usage(format!("{flag}: there is no file {}", path.display())));
    }
    let below_home = surroundings.home.as_ref().and_then(|home| path.strip_prefix(home).ok());
    let text = below_home.unwrap_or(&path).to_str();
    let text = text.ok_or_else(|| usage(format!("{flag}: {} is not UTF-8", path.display())))?;
    Ok(if below_home.is_some() { format!("~/{text}") } else { text.to_owned() })
}

fn usage(message: String) -> CommandError {
    CommandError::new(Exit::Usage, message)
}
