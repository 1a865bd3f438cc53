//! Walks the TOML of an inventory: one file per section, over a small reader that collects every problem.

mod access;
mod apps;
mod discover;
mod endpoints;
mod hosts;
mod reading;
mod settings;
mod source_text;
mod ssh;
mod stacks;
mod syntax;
mod table;

pub(crate) use access::read_access;
pub(crate) use apps::read_apps;
pub(crate) use discover::read_discover;
pub(crate) use endpoints::{read_endpoint, read_loki, read_status_page};
pub(crate) use hosts::{HostNames, read_hosts};
pub(crate) use reading::Reading;
pub(crate) use settings::{Settings, dotted};
pub(crate) use source_text::SourceText;
pub(crate) use ssh::SshKeys;
pub(crate) use stacks::read_stacks;
pub(crate) use syntax::report_syntax;
pub(crate) use table::{Table, boolean, integer, text, time};
