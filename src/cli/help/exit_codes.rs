//! `sgos help exit-codes`: from the codes themselves.

use super::{Block, Topic};
use crate::exit::Exit;

pub(super) const TOPIC: Topic = Topic { name: "exit-codes", title: "Exit codes", blocks };

fn blocks() -> Vec<Block> {
    let codes = Exit::ALL.map(|exit| (exit.code().to_string(), exit.meaning()));
    vec![
        Block::pairs(codes),
        Block::text(
            "Where more than one fits, 3 wins over 4: a script that asked for bad news gets it, \
             though a host was silent. `-o json` prints its JSON in every one of these cases; an \
             error is an object with the key `error`.",
        ),
        Block::text(
            "`sgos exec` and `sgos ssh` end with the code of the program that they ran, whatever it is; \
             what kept them from running it has a code from above.",
        ),
    ]
}
