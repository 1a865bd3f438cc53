//! From text to a checked inventory, purely; every problem is found before any is reported.

use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::problem::Problems;
use super::read::{
    Reading, SourceText, SshKeys, Table, read_access, read_apps, read_discover, read_endpoint,
    read_hosts, read_loki, read_stacks, read_status_page, report_syntax,
};
use super::value::{Fault, Paths};
use super::{Inventory, Loaded, Source, Surroundings};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Reads the text of an inventory file; `source` says whose it is, and what its relative paths are relative to.
pub fn parse(text: &str, source: &Source, surroundings: &Surroundings) -> Result<Loaded, Problems> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let file = source.path().unwrap_or(Path::new(super::find::FILE_NAME));
    let source_text = SourceText::new(file, text);
    let folder = folder(surroundings, file);
    let mut reading =
        Reading::new(&source_text, paths(surroundings, source, &folder), &surroundings.hostname);
    let (root, errors) = DeTable::parse_recoverable(text);
    report_syntax(&mut reading, &errors);
    let mut inventory = read_sections(&mut reading, root.get_ref(), source);
    let failed = reading.has_errors();
    let (problems, settings) = reading.finish();
    let problems = Problems::new(problems);
    if failed {
        return Err(problems);
    }
    inventory.settings = settings.into_rows();
    Ok(Loaded { inventory, warnings: problems })
}

/// As [`parse`], for a file that may not even be text.
pub(crate) fn parse_bytes(
    bytes: &[u8],
    source: &Source,
    surroundings: &Surroundings,
) -> Result<Loaded, Problems> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return parse(text, source, surroundings),
        Err(error) => error,
    };
    let help = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        "it looks like UTF-16: save it as UTF-8"
    } else {
        "save it as UTF-8"
    };
    let file = source.path().unwrap_or(Path::new(super::find::FILE_NAME));
    let text = String::from_utf8_lossy(bytes);
    let source_text = SourceText::new(file, &text);
    let folder = folder(surroundings, file);
    let mut reading =
        Reading::new(&source_text, paths(surroundings, source, &folder), &surroundings.hostname);
    // Up to the first bad byte the lossy text is the same as the bytes.
    let at = error.valid_up_to();
    reading.broken(&(at..at + 1), Fault::new("this is not UTF-8 text").help(help));
    Err(Problems::new(reading.finish().0))
}

fn folder(surroundings: &Surroundings, file: &Path) -> PathBuf {
    surroundings.absolute(file).parent().map(Path::to_path_buf).unwrap_or_default()
}

fn paths<'a>(surroundings: &'a Surroundings, source: &Source, folder: &'a Path) -> Paths<'a> {
    let may_name_commands = matches!(source, Source::Trusted(_));
    Paths { home: surroundings.home.as_deref(), folder, may_name_commands }
}

/// In the order of the file format, which is the order of the settings.
fn read_sections(reading: &mut Reading<'_>, root: &DeTable<'_>, source: &Source) -> Inventory {
    let mut root = Table::root(root);
    let defaults = match root.table(reading, "ssh") {
        Some(mut table) => {
            let keys = SshKeys::read(reading, &mut table);
            keys.clone().or_default().show(reading, &table);
            table.finish(reading);
            keys
        }
        None => SshKeys::default(),
    };
    let (hosts, names) = read_hosts(reading, &mut root, &defaults);
    let stacks = read_stacks(reading, &mut root, &names);
    let apps_named = root.has("apps");
    let inventory = Inventory {
        source: source.clone(),
        hosts,
        stacks,
        discover: read_discover(reading, &mut root, &names, apps_named),
        apps: read_apps(reading, &mut root, &names),
        loki: read_loki(reading, &mut root, &names),
        grafana: read_endpoint(reading, &mut root, "grafana"),
        glitchtip: read_endpoint(reading, &mut root, "glitchtip"),
        status_page: read_status_page(reading, &mut root, &names),
        access: read_access(reading, &mut root),
        settings: Vec::new(),
    };
    if inventory.hosts.is_empty() && !reading.has_errors() {
        let fault = Fault::new("there are no hosts in it")
            .help("[hosts.NAME] adds one; address = \"local\" is this machine");
        reading.remark(fault);
    }
    root.finish(reading);
    inventory
}
