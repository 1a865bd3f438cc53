//! `sgos config schema`: what may stand in `sgos.toml` and in answers, as JSON Schemas.

use clap::{Args, ValueEnum};

use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::{change, inventory, jobs, stacks, status};

/// Print the JSON Schema of sgos.toml, for editors
///
/// An editor with a TOML language server then completes keys and marks mistakes,
/// given a first line `#:schema sgos.schema.json` in sgos.toml, the path being
/// that of the schema.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  sgos config schema > sgos.schema.json\n  sgos config schema apps > apps.schema.json"
)]
pub struct SchemaArgs {
    /// The schema of which file
    #[arg(value_name = "FILE", value_enum, default_value_t, hide_default_value = false)]
    of: File,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum File {
    /// The inventory, sgos.toml
    #[default]
    Inventory,
    /// The answer of `sgos status -o json`, which apps.json holds, too
    Apps,
    /// The answer of `sgos hosts -o json`
    Hosts,
    /// The answer of `sgos jobs -o json`
    Jobs,
    /// The answer of `sgos ps -o json`
    Ps,
    /// The answer of `sgos up -o json`, and of down, start, stop, restart and pull
    Actions,
    /// The answer of `sgos audit -o json`
    Audit,
    /// The answer of `sgos lock status -o json`
    Locks,
}

pub(super) fn run(context: &Context, args: &SchemaArgs) -> Result<Exit, CommandError> {
    let schema = match args.of {
        File::Inventory => inventory::schema(),
        File::Apps => status::schema(),
        File::Hosts => status::hosts_schema(),
        File::Jobs => jobs::schema(),
        File::Ps => stacks::ps::schema(),
        File::Actions => stacks::view::schema(),
        File::Audit => change::audit_schema(),
        File::Locks => change::locks_schema(),
    };
    context.answer_json(&schema)
}
