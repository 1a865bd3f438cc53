//! `[access]`: Cloudflare Access.

use super::{Reading, Table, text};
use crate::inventory::value::Fault;
use crate::inventory::{Access, SecretRef};

pub(crate) fn read_access(reading: &mut Reading<'_>, root: &mut Table<'_>) -> Option<Access> {
    let mut table = root.table(reading, "access")?;
    let paths = reading.paths;
    let team = table.required(reading, "team", "\"sgl\"", text(team));
    let client_id =
        table.read(reading, "client_id", text(|reference| SecretRef::parse(reference, &paths)));
    let client_secret =
        table.read(reading, "client_secret", text(|reference| SecretRef::parse(reference, &paths)));
    table.finish(reading);
    Some(Access { team: team?, client_id, client_secret })
}

/// One label of DNS: it becomes a part of the address that credentials are sent to.
fn team(text: &str) -> Result<String, Fault> {
    let label = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if label
        && !text.is_empty()
        && text.len() <= 63
        && !text.starts_with('-')
        && !text.ends_with('-')
    {
        return Ok(text.to_owned());
    }
    Err(Fault::new("not the name of a team")
        .help("the first part of TEAM.cloudflareaccess.com, such as \"sgl\""))
}
