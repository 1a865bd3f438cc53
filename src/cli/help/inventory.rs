//! `sgos help inventory`: every key that may stand in `sgos.toml`, from the schema.

use serde_json::Value;

use super::{Block, Topic};
use crate::inventory;

pub(super) const TOPIC: Topic =
    Topic { name: "inventory", title: "The inventory: sgos.toml", blocks };

/// The order of the sections; what is not named here comes last.
const ORDER: [&str; 10] = [
    "ssh",
    "hosts",
    "stacks",
    "discover",
    "apps",
    "loki",
    "grafana",
    "glitchtip",
    "status_page",
    "access",
];

fn blocks() -> Vec<Block> {
    let schema = inventory::schema().to_value();
    let mut blocks = vec![Block::text(
        "`sgos init` writes the file from what the hosts run. `sgos config check` finds every \
         mistake at once, `sgos config show` prints what holds and why. `sgos config schema` \
         prints this as a JSON Schema, for editors. Only hosts are needed; without any file sgos \
         looks at this machine.",
    )];
    let mut sections: Vec<(&String, &Value)> = entries(&schema["properties"]).collect();
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    sections.sort_by_key(|(name, _)| place(name).unwrap_or(ORDER.len()));
    for (name, value) in sections {
        blocks.extend(section(&schema, name, value));
    }
    blocks
}

fn section(schema: &Value, name: &str, section: &Value) -> [Block; 3] {
    let table = resolved(schema, section);
    let named = entries(&table["patternProperties"]).next();
    let (header, table) = match named {
        Some((_, one)) => (format!("[{name}.NAME]"), resolved(schema, one)),
        None => (format!("[{name}]"), table),
    };
    let needed = |key: &str| {
        table["required"].as_array().is_some_and(|needed| needed.iter().any(|name| name == key))
    };
    let keys = entries(&table["properties"]).map(|(key, value)| {
        let meaning = description(schema, value);
        let mark = if needed(key) { "needed. " } else { "" };
        (key.clone(), format!("{mark}{meaning}"))
    });
    [Block::Heading(header), Block::text(description(schema, section)), Block::pairs(keys)]
}

/// Its own words, else those of the type it refers to.
fn description(schema: &Value, value: &Value) -> String {
    let own = value["description"].as_str();
    let text = own.or_else(|| resolved(schema, value)["description"].as_str());
    text.unwrap_or_default().replace('\n', " ")
}

fn resolved<'a>(schema: &'a Value, value: &'a Value) -> &'a Value {
    let reference = value["$ref"].as_str().or_else(|| value["allOf"][0]["$ref"].as_str());
    let target = reference.and_then(|path| schema.pointer(path.strip_prefix('#')?));
    target.unwrap_or(value)
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_and_key_has_words() {
        let blocks = blocks();
        let headings = blocks.iter().filter(|block| matches!(block, Block::Heading(_)));
        assert_eq!(headings.count(), ORDER.len());
        for block in blocks {
            match block {
                Block::Pairs(pairs) => {
                    assert!(!pairs.is_empty());
                    for (key, meaning) in pairs {
                        assert!(!meaning.is_empty(), "{key} has no words");
                    }
                }
                Block::Heading(text) | Block::Text(text) | Block::Code(text) => {
                    assert!(!text.is_empty());
                }
            }
        }
    }
}
