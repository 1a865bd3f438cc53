//! `sgos config path`: which inventory is used, and where it was looked for.

use std::path::PathBuf;

use serde::Serialize;

use crate::cli::memory::Memory;
use crate::cli::{Context, Output};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Looked, Place, Search, Source, search};

#[derive(Serialize)]
struct Answer {
    schema_version: u32,
    #[serde(flatten)]
    search: Search,
    /// Where the names for Tab and the last states are kept.
    cache: Option<PathBuf>,
}

pub(super) fn run(context: &Context) -> Result<Exit, CommandError> {
    let search = search(&context.process.surroundings, context.global.config.as_deref())?;
    let file = search.file.as_ref().map(|path| path.display().to_string());
    let text = match context.output() {
        Output::Json | Output::Jsonl => {
            let source = search.file.clone().map_or(Source::BuiltIn, Source::Trusted);
            let memory = Memory::of(context.process.cache.as_deref(), &source);
            let cache = memory.path().map(Into::into);
            return context.answer_json(&Answer { schema_version: 1, search, cache });
        }
        Output::Tsv => file.map(|file| file + "\n").unwrap_or_default(),
        Output::Text => {
            let look = context.look(false);
            let heading = file.unwrap_or_else(|| "no sgos.toml: this machine".to_owned());
            let looked = search.looked.iter().map(|at| look.clean(&line(at)).into_owned() + "\n");
            format!("{}\n\nlooked at\n{}", look.clean(&heading), looked.collect::<String>())
        }
    };
    context.answer(&text)
}

fn line(at: &Looked) -> String {
    let state = match (at.used, at.exists) {
        (true, _) => "used",
        (false, true) => "not used",
        (false, false) => "not there",
    };
    let place = match at.place {
        Place::Given => "--config or SGOS_CONFIG",
        Place::FoundUpwards => "here or above",
        Place::Own => "your own",
    };
    format!("  {state:<9}  {} ({place})", at.path.display())
}
