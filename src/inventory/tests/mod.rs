//! The room as a whole: texts and files in, inventories and problems out.

mod files;
mod hostile;
mod mistakes;
mod rules;
mod selection;
mod shown;

use super::{Inventory, Loaded, Problem, Problems, Source, Surroundings, parse};

/// A machine that is none of the fleet.
fn elsewhere() -> Surroundings {
    Surroundings {
        user_id: 1000,
        home: Some("/home/ada".into()),
        working_directory: Some("/fleet".into()),
        ..Surroundings::on("laptop")
    }
}

fn read_on(text: &str, surroundings: &Surroundings) -> Result<Loaded, Problems> {
    parse(text, &Source::Trusted("sgos.toml".into()), surroundings)
}

/// The inventory, which has neither errors nor warnings.
fn good(text: &str) -> Inventory {
    match read_on(text, &elsewhere()) {
        Ok(loaded) if loaded.warnings.is_empty() => loaded.inventory,
        Ok(loaded) => panic!("{}", loaded.warnings),
        Err(problems) => panic!("{problems}"),
    }
}

/// `LINE:COLUMN MESSAGE` of every error and warning, and the advice behind ` | `.
fn complaints(text: &str) -> Vec<String> {
    let problems = match read_on(text, &elsewhere()) {
        Ok(loaded) => loaded.warnings,
        Err(problems) => problems,
    };
    problems.iter().map(complaint).collect()
}

fn complaint(problem: &Problem) -> String {
    let place = problem.position.map_or("-".to_owned(), |at| format!("{}:{}", at.line, at.column));
    let help = problem.help.as_ref().map_or(String::new(), |help| format!(" | {help}"));
    format!("{place} {}{help}", problem.message)
}
