//! The findings as text, tab-separated values and JSON.

use serde_json::json;

use super::finding::{Finding, Verdict};
use crate::cli::{Context, Output};
use crate::error::CommandError;
use crate::inventory::Inventory;
use crate::ui::Look;
use crate::ui::style::{BAD, DIM, GOOD, Symbol, UNKNOWN};

pub(super) fn show(
    context: &Context,
    inventory: &Inventory,
    findings: &[Finding],
) -> Result<(), CommandError> {
    match context.output() {
        Output::Json => {
            context.answer_json(&json!({
                "schema_version": 1,
                "file": inventory.source.path(),
                "hosts": inventory.hosts.len(),
                "stacks": inventory.stacks.len(),
                "apps": inventory.apps.len(),
                "findings": findings,
            }))?;
        }
        Output::Jsonl => {
            for finding in findings {
                context.answer_json(finding)?;
            }
        }
        Output::Tsv => {
            context.answer(&tsv(findings, &context.look(false)))?;
        }
        Output::Text => {
            context.answer(&text(findings, &context.look(false)))?;
        }
    }
    Ok(())
}

fn text(findings: &[Finding], look: &Look) -> String {
    let mut text = String::new();
    for finding in findings {
        let (style, symbol) = match finding.verdict {
            Verdict::Good => (GOOD, Symbol::TICK),
            Verdict::Bad => (BAD, Symbol::CROSS),
            Verdict::Unknown => (UNKNOWN, Symbol::UNKNOWN),
        };
        let mark = look.paint(style, look.symbol(symbol));
        let (kind, value, said) =
            (finding.kind.word(), look.clean(&finding.value), look.clean(&finding.said));
        let key = look.paint(DIM, &format!("({})", look.clean(&finding.key)));
        text += &format!("{mark} {kind} {value}: {said} {key}\n");
        let nearest = finding.nearest.as_ref().map(|nearest| format!("nearest: {nearest}"));
        for more in nearest.iter().chain(&finding.hint) {
            text += &look
                .paint(DIM, &format!("  {} {}", look.symbol(Symbol::CORNER), look.clean(more)));
            text.push('\n');
        }
    }
    let count = |verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    let (bad, unknown) = (count(Verdict::Bad), count(Verdict::Unknown));
    text + &match (findings.len(), bad, unknown) {
        (0, ..) => "the inventory names nothing to look for\n".to_owned(),
        (all, 0, 0) => format!("\nall {all} are there\n"),
        (all, bad, unknown) => {
            format!("\n{bad} of {all} are wrong or silent, {unknown} could not be told\n")
        }
    }
}

fn tsv(findings: &[Finding], look: &Look) -> String {
    let row = |finding: &Finding| {
        let nearest = finding.nearest.as_deref().unwrap_or_default();
        let cells = [
            finding.verdict.word(),
            finding.kind.word(),
            finding.key.as_str(),
            finding.value.as_str(),
            finding.said.as_str(),
            nearest,
        ];
        cells.map(|cell| look.clean(cell).into_owned()).join("\t") + "\n"
    };
    let rows: String = findings.iter().map(row).collect();
    "verdict\tkind\tkey\tvalue\tsaid\tnearest\n".to_owned() + &rows
}
