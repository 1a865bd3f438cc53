//! The findings, a row each, with the budget and whether it is met.

use std::fmt;

use super::machine::Machine;
use super::options::Options;
use super::sample::{Ratio, Series};

/// What a figure is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Budget {
    /// The goal is where it is to be in the end.
    AtMost {
        bound: f64,
        goal: Option<f64>,
    },
    AtLeast(f64),
}

#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

#[derive(Debug)]
struct Row {
    what: String,
    one: String,
    other: String,
    figure: String,
    rounds: String,
    budget: String,
    met: &'static str,
}

const HEAD: [&str; 7] = ["what", "one", "other", "ratio", "by rounds", "budget", "met"];

impl Table {
    pub(crate) fn compare(
        &mut self,
        what: String,
        one: &Series,
        other: &Series,
        budget: Option<Budget>,
    ) {
        let ratio = Ratio::of(one, other);
        let times = |ratio: f64| match ratio >= 10.0 {
            true => format!("{ratio:.0}"),
            false => format!("{ratio:.2}"),
        };
        let shown = |series: &Series| {
            let digits = usize::from(series.wall() < 1000.0);
            format!("{:.digits$} ms", series.wall())
        };
        self.0.push(Row {
            what,
            one: shown(one),
            other: shown(other),
            figure: times(ratio.of_medians),
            rounds: times(ratio.of_rounds),
            budget: words(budget),
            met: met(budget, ratio.of_medians),
        });
    }

    pub(crate) fn value(
        &mut self,
        what: String,
        unit: &str,
        value: f64,
        beside: Option<f64>,
        budget: Option<Budget>,
    ) {
        self.0.push(Row {
            what,
            one: format!("{value:.1} {unit}"),
            other: beside.map(|value| format!("{value:.1} {unit}")).unwrap_or_default(),
            figure: String::new(),
            rounds: String::new(),
            budget: budget.map(|_| format!("{} {unit}", words(budget))).unwrap_or_default(),
            met: met(budget, value),
        });
    }

    #[expect(clippy::cast_precision_loss, reason = "programs of one script")]
    pub(crate) fn count(&mut self, what: String, count: usize, note: &str, budget: Option<Budget>) {
        self.0.push(Row {
            what: format!("{what}: {note}"),
            one: count.to_string(),
            other: String::new(),
            figure: String::new(),
            rounds: String::new(),
            budget: words(budget),
            met: met(budget, count as f64),
        });
    }

    pub(crate) fn not_measured(&mut self, what: String, reason: &str, budget: Option<Budget>) {
        self.0.push(Row {
            what: format!("{what}: {reason}"),
            one: String::new(),
            other: String::new(),
            figure: String::new(),
            rounds: String::new(),
            budget: words(budget),
            met: NOT_MEASURED,
        });
    }

    /// The closing line: nothing is left out unseen.
    fn verdict(&self) -> String {
        let count = |met: &str| self.0.iter().filter(|row| row.met == met).count();
        format!(
            "{} budgets met, {} missed, {} not measured; {} rows without a budget",
            count(MET),
            count(MISSED),
            count(NOT_MEASURED),
            count("")
        )
    }

    pub(crate) fn markdown(&self, machine: &Machine, options: &Options) -> String {
        let line = |cells: [&str; 7]| format!("| {} |\n", cells.join(" | "));
        let mut text = format!("`{}`\n\n", options.command());
        for (what, value) in machine.facts() {
            text += &format!("- {what}: {value}\n");
        }
        text += "\n";
        text += &line(HEAD);
        text += "|---|--:|--:|--:|--:|---|---|\n";
        text += &self.0.iter().map(|row| line(row.cells())).collect::<String>();
        text + "\n" + &self.verdict() + "."
    }
}

const MET: &str = "yes";
const MISSED: &str = "no";
const NOT_MEASURED: &str = "not measured";

impl Row {
    fn cells(&self) -> [&str; 7] {
        let Self { what, one, other, figure, rounds, budget, met } = self;
        [what, one, other, figure, rounds, budget, met]
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |text: &str| text.replace('`', "");
        let mut lines = vec![HEAD.map(str::to_owned)];
        lines.extend(self.0.iter().map(|row| row.cells().map(plain)));
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
        for line in &lines {
            let cells =
                line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                    match (1..5).contains(&column) {
                        true => format!("{cell:>width$}"),
                        false => format!("{cell:<width$}"),
                    }
                });
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        write!(f, "\n{}", self.verdict())
    }
}

fn words(budget: Option<Budget>) -> String {
    match budget {
        Some(Budget::AtMost { bound, goal: None }) => format!("≤ {bound}"),
        Some(Budget::AtMost { bound, goal: Some(goal) }) => format!("≤ {bound} (goal {goal:.2})"),
        Some(Budget::AtLeast(bound)) => format!("≥ {bound}"),
        None => String::new(),
    }
}

fn met(budget: Option<Budget>, figure: f64) -> &'static str {
    let met = match budget {
        Some(Budget::AtMost { bound, .. }) => figure <= bound,
        Some(Budget::AtLeast(bound)) => figure >= bound,
        None => return "",
    };
    if met { MET } else { MISSED }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_budget_and_an_unmeasured_one_are_counted() {
        let mut table = Table::default();
        let at_most = |bound| Some(Budget::AtMost { bound, goal: None });
        table.value("CPU".to_owned(), "ms", 9.0, None, at_most(8.0));
        table.count("programs".to_owned(), 6, "date git", at_most(6.0));
        table.not_measured("ansible".to_owned(), "not installed", Some(Budget::AtLeast(33.0)));
        let text = table.to_string();
        let expected = "1 budgets met, 1 missed, 1 not measured; 0 rows without a budget";
        assert!(text.ends_with(expected), "{text}");
        assert!(text.contains("ansible: not installed"), "{text}");
    }
}
