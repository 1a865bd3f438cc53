//! `app talk`: numbered lines in many forms, at a given pace. Whoever reads them can tell which one is
//! missing, came twice or came in the wrong order.
//!
//! ```text
//! app talk --name NAME
//!   [--from K]           the number of the first line [1]
//!   [--count N]          so many lines, then the end [no end]
//!   [--every MS]         from one burst to the next [1000]
//!   [--burst N]          so many lines at a time [1]
//!   [--rate N]           so many lines per second, instead of the two above
//!   [--stderr-every K]   every k-th line goes to stderr [none]
//!   [--form FORM]        plain, json, logfmt, bracket, trace, ansi, binary [plain]
//!   [--width BYTES]      each line is padded to this length
//!   [--stay]             stays silent at the end instead of ending
//! ```
//!
//! Each line has `NAME 000001` in it, with six digits or more.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

#[derive(Clone, Copy)]
enum Form {
    Plain,
    Json,
    Logfmt,
    /// `[WARN] NAME 000001`
    Bracket,
    /// As plain; an error's line is followed by two indented ones without a level.
    Trace,
    /// What would clear the screen, set the title, ring, hide text and turn its direction.
    Ansi,
    /// Every byte but the line feed, among them what is not UTF-8.
    Binary,
}

struct Talk<'a> {
    name: &'a str,
    from: u64,
    count: u64,
    every: Duration,
    burst: u64,
    stderr_every: u64,
    form: Form,
    width: usize,
    stay: bool,
}

pub(crate) fn talk(words: &[&str]) -> ExitCode {
    match Talk::parse(words) {
        Ok(talk) => match talk.run() {
            Ok(()) => ExitCode::SUCCESS,
            // Nobody listens any more.
            Err(_) => ExitCode::FAILURE,
        },
        Err(word) => {
            eprintln!("app talk does not know {word}");
            ExitCode::from(2)
        }
    }
}

impl<'a> Talk<'a> {
    fn parse(words: &[&'a str]) -> Result<Self, String> {
        let mut talk = Self {
            name: "app",
            from: 1,
            count: u64::MAX,
            every: Duration::from_secs(1),
            burst: 1,
            stderr_every: 0,
            form: Form::Plain,
            width: 0,
            stay: false,
        };
        let mut words = words.iter();
        while let Some(&option) = words.next() {
            if option == "--stay" {
                talk.stay = true;
                continue;
            }
            let value = *words.next().ok_or_else(|| format!("{option} without a value"))?;
            let number = || value.parse::<u64>().map_err(|_| format!("{option} {value}"));
            match option {
                "--name" => talk.name = value,
                "--from" => talk.from = number()?,
                "--count" => talk.count = number()?,
                "--every" => talk.every = Duration::from_millis(number()?),
                "--burst" => talk.burst = number()?.max(1),
                "--rate" => {
                    // A hundred bursts a second: a thread does not wake up more often than that for sure.
                    let rate = number()?.max(1);
                    talk.burst = rate.div_ceil(100);
                    talk.every = Duration::from_secs(1).mul_f64(talk.burst as f64 / rate as f64);
                }
                "--stderr-every" => talk.stderr_every = number()?,
                "--width" => talk.width = number()? as usize,
                "--form" => {
                    talk.form = match value {
                        "plain" => Form::Plain,
                        "json" => Form::Json,
                        "logfmt" => Form::Logfmt,
                        "bracket" => Form::Bracket,
                        "trace" => Form::Trace,
                        "ansi" => Form::Ansi,
                        "binary" => Form::Binary,
                        _ => return Err(format!("the form {value}")),
                    }
                }
                _ => return Err(option.to_owned()),
            }
        }
        Ok(talk)
    }

    /// Keeps the pace over the whole time: what a slow moment cost is made up for.
    fn run(&self) -> io::Result<()> {
        let started = Instant::now();
        let mut stdout = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let mut stderr = io::stderr().lock();
        let (mut told, mut bursts) = (0, 0_u32);
        while told < self.count {
            for _ in 0..self.burst.min(self.count - told) {
                let line = self.line(self.from + told);
                told += 1;
                if self.stderr_every != 0 && told % self.stderr_every == 0 {
                    stdout.flush()?;
                    stderr.write_all(&line)?;
                } else {
                    stdout.write_all(&line)?;
                }
            }
            stdout.flush()?;
            bursts = bursts.wrapping_add(1);
            if told < self.count {
                let due = started + self.every * bursts;
                thread::sleep(due.saturating_duration_since(Instant::now()));
            }
        }
        while self.stay {
            thread::park();
        }
        Ok(())
    }

    /// With its end of line.
    fn line(&self, number: u64) -> Vec<u8> {
        let level = ["debug", "info", "warn", "error"][(number % 4) as usize];
        let said = format!("{} {number:06}", self.name);
        let mut line = match self.form {
            Form::Plain => said.into_bytes(),
            Form::Json => {
                format!(r#"{{"level":"{level}","msg":"{said}","n":{number}}}"#).into_bytes()
            }
            Form::Logfmt => format!(r#"level={level} msg="{said}" n={number}"#).into_bytes(),
            Form::Bracket => format!("[{}] {said}", level.to_uppercase()).into_bytes(),
            Form::Trace if level == "error" => {
                format!("ERROR: {said}\n    at main.rs:{number}\n    at lib.rs:7").into_bytes()
            }
            Form::Trace => format!("{}: {said}", level.to_uppercase()).into_bytes(),
            Form::Ansi => format!(
                "{said} \u{1b}[2J\u{1b}[31;5mred\u{1b}]0;owned\u{7}\u{1b}[?1049h\u{9b}8m\u{1b}c\r\u{8}\u{202e}gpj.exe\u{200b}"
            )
            .into_bytes(),
            Form::Binary => {
                let mut line = format!("{said} ").into_bytes();
                line.extend((0..=255_u8).filter(|byte| *byte != b'\n'));
                line
            }
        };
        line.resize(line.len().max(self.width), b'x');
        line.push(b'\n');
        line
    }
}
