//! `sgos help output`: where answers go, and in which forms.

use super::{Block, Topic};

pub(super) const TOPIC: Topic = Topic { name: "output", title: "Output", blocks };

const FORMS: [(&str, &str); 4] = [
    ("-o text", "a table, as on a terminal; wide enough for `COLUMNS`"),
    ("-o tsv", "tab-separated values with a header: what a pipe gets without -o"),
    ("-o json, --json", "one object, with `schema_version`"),
    ("-o jsonl", "one object per line"),
];

const EXAMPLES: &str = "\
sgos status -o json | jq .summary
sgos status -o jsonl | jq -r 'select(.state == \"unhealthy\") | .name'
sgos status | cut -f1,3
sgos status --exit-status --quiet || echo 'something is down'";

fn blocks() -> Vec<Block> {
    vec![
        Block::text(
            "stdout is the answer; progress, hints, warnings and questions go to stderr. A closed \
             pipe, as of `head`, is no error.",
        ),
        Block::pairs(FORMS),
        Block::text(
            "Times are relative for people, and RFC 3339 in UTC in data. JSON parses even while \
             hosts fail, and an error is an object with the key `error`. More keys may come under \
             the same `schema_version`; it is raised when one changes its meaning or goes away. \
             `sgos config schema apps|hosts|jobs` prints the JSON Schema of an answer.",
        ),
        Block::text(
            "Text from hosts is untrusted: on a terminal and in tab-separated values, what could \
             steer a terminal or break a line is escaped; in JSON it is kept, escaped as JSON does.",
        ),
        Block::text(
            "Logs are lines in a pipe, too. `sgos logs -o jsonl` is one object per line, and `-o raw` \
             alone is the very bytes that a container wrote.",
        ),
        Block::Code(EXAMPLES.into()),
    ]
}
