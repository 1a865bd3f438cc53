//! A command's manual page in the language of man(7).

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{examples, full_name};
use crate::cli::help::{Block, TOPICS};
use crate::error::CommandError;
use crate::exit::Exit;

pub(super) fn page(command: &Command) -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    let written = render(command, &mut bytes);
    written.map_err(|error| CommandError::from_error(Exit::Failed, &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn render(command: &Command, out: &mut Vec<u8>) -> std::io::Result<()> {
    let name = full_name(command).replace(' ', "-");
    // No date: the page of one version is always the same.
    let man = Man::new(command.clone().display_name(&name))
        .title(&name)
        .source(format!("sgos {}", env!("CARGO_PKG_VERSION")))
        .manual("sgos");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.get_subcommands().any(|below| !below.is_hide_set()) {
        man.render_subcommands_section(out)?;
    }
    rest(command).to_writer(out)
}

/// What the generator would fill into one paragraph, or does not know.
fn rest(command: &Command) -> Roff {
    let mut roff = Roff::new();
    let (examples, _) = examples(command);
    if !examples.is_empty() {
        roff.control("SH", ["EXAMPLES"]);
        roff.control("nf", []);
        for line in examples.lines() {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
    if command.get_name() != "sgos" {
        roff.control("SH", ["SEE ALSO"]);
        roff.text([bold("sgos"), roman("(1)")]);
        return roff;
    }
    for (heading, topic) in
        [("EXIT STATUS", "exit-codes"), ("ENVIRONMENT AND FILES", "environment")]
    {
        roff.control("SH", [heading]);
        let blocks = TOPICS.iter().find(|known| known.name == topic).map(|topic| (topic.blocks)());
        for block in blocks.unwrap_or_default() {
            add(&mut roff, block);
        }
    }
    roff
}

fn add(roff: &mut Roff, block: Block) {
    match block {
        Block::Heading(heading) => {
            roff.control("SS", [heading.as_str()]);
        }
        Block::Text(text) | Block::Code(text) => {
            roff.control("PP", []);
            roff.text([roman(text)]);
        }
        Block::Pairs(pairs) => {
            for (term, meaning) in pairs {
                roff.control("TP", []);
                roff.text([bold(term)]);
                roff.text([roman(meaning)]);
            }
        }
    }
}
