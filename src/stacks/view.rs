//! Plans and what became of them, as text, tab-separated lines and data.

mod data;
mod plan;
mod results;

pub use data::{Answer, SCHEMA_VERSION, answer, schema};
pub use plan::{commands, plan as plan_text, plan_tsv, summary};
pub use results::{results as results_text, results_tsv};
