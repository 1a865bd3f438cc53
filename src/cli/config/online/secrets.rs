//! Whether each reference to a secret leads to one; its value is not shown.

use super::finding::{Finding, Kind, Verdict};
use crate::cli::Context;
use crate::cli::config::check::secrets;
use crate::inventory::{Inventory, SecretRef};

pub(super) async fn check(context: &Context, inventory: &Inventory) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, reference) in secrets(inventory) {
        let finding = |verdict, said: String| {
            Finding::new(Kind::Secret, key, reference.to_string(), verdict, said)
        };
        // A command may ask its user something, and is left alone here.
        if matches!(reference, SecretRef::Cmd(_)) {
            findings.push(finding(Verdict::Unknown, "is a command, and was not run".to_owned()));
            continue;
        }
        let found = context.transport.secret(reference, context.process.env).await;
        findings.push(match found {
            Ok(_) => finding(Verdict::Good, "leads to a value".to_owned()),
            Err(error) => finding(Verdict::Bad, error.to_string()),
        });
    }
    findings
}
