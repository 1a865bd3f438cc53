//! `-v` and `SGOS_LOG`: each remote step, or all that happens inside, on stderr and without secrets.

use std::fmt::{self, Write as _};
use std::io;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::set_global_default;
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::transport::{STEP, redact};
use crate::ui;

/// What stands in `SGOS_LOG` is no level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("SGOS_LOG is none of error, warn, info, debug, trace, off; nothing is logged")]
pub struct UnknownLevel;

/// Nothing is set up when nobody asked for anything.
pub fn start(log: Option<&str>, verbose: bool) -> Result<(), UnknownLevel> {
    let told = tracing_subscriber::fmt().with_ansi(false).with_writer(Line::default);
    // That another was there before is impossible, and would do no harm.
    let _ = match log {
        Some(level) => {
            let level: LevelFilter = level.parse().map_err(|_| UnknownLevel)?;
            set_global_default(told.with_max_level(level).finish())
        }
        None if verbose => {
            set_global_default(told.with_max_level(LevelFilter::INFO).event_format(Steps).finish())
        }
        None => Ok(()),
    };
    Ok(())
}

/// One event, written when it is whole.
#[derive(Default)]
struct Line(Vec<u8>);

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            ui::trace(&redact(&String::from_utf8_lossy(&self.0)));
        }
    }
}

/// `hornbill: connect (235 ms)`, and what came of it where it is more than that.
struct Steps;

impl<S, N> FormatEvent<S, N> for Steps
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() != STEP {
            return Ok(());
        }
        let mut step = Step::default();
        event.record(&mut step);
        writeln!(writer, "{}: {}: {} ({} ms)", step.host, step.what, step.result, step.ms)
    }
}

#[derive(Default)]
struct Step {
    host: String,
    what: String,
    result: String,
    ms: u64,
}

impl Visit for Step {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "ms" {
            self.ms = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let into = match field.name() {
            "host" => &mut self.host,
            "what" => &mut self.what,
            "result" => &mut self.result,
            _ => return,
        };
        // Into a text nothing can fail.
        let _ = write!(into, "{value:?}");
    }
}
