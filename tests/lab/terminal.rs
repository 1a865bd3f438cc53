//! sgos on a terminal: a pseudo-terminal of a chosen width, made by `script`, and somebody who types.

use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::lab::eventually;
use crate::person::{Person, SGOS};

pub(crate) struct Terminal {
    child: Child,
    keyboard: Option<ChildStdin>,
    screen: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Person<'_> {
    /// Types `sgos ARGS` on a terminal of that many columns; the arguments are plain words.
    pub(crate) fn terminal(&self, columns: u16, args: &[&str]) -> Terminal {
        self.terminal_with(columns, &format!("{SGOS} {}", args.join(" ")))
    }

    /// Runs a program on a terminal; sgos is on its PATH.
    pub(crate) fn terminal_with(&self, columns: u16, program: &str) -> Terminal {
        let line = format!("stty cols {columns} rows 50; exec {program}");
        let folder = std::path::Path::new(SGOS).parent().unwrap().display();
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--flush", "--command", &line, "/dev/null"]);
        self.at_home(&mut command).env_remove("COLUMNS").env("TERM", "xterm-256color");
        command.env("PATH", format!("{folder}:/usr/local/bin:/usr/bin:/bin:/usr/sbin"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("script is part of the package bsdutils");
        let screen = Arc::new(Mutex::new(Vec::new()));
        let (mut output, copy) = (child.stdout.take().unwrap(), screen.clone());
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                copy.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        Terminal { keyboard: child.stdin.take(), child, screen, reader: Some(reader) }
    }
}

impl Terminal {
    /// Everything that was written to it so far.
    pub(crate) fn screen(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap()).into_owned()
    }

    pub(crate) fn wait_for(&self, text: &str) {
        eventually(&format!("{text:?} on the terminal"), Duration::from_secs(20), || {
            self.screen().contains(text)
        });
    }

    pub(crate) fn type_in(&mut self, keys: &str) {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).and_then(|()| keyboard.flush()).unwrap();
    }

    /// Waits for the end of sgos; the whole screen and the exit code.
    pub(crate) fn end(mut self) -> (String, i32) {
        let mut status = None;
        eventually("sgos ends on its terminal", Duration::from_secs(30), || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        self.reader.take().unwrap().join().unwrap();
        (self.screen(), status.and_then(|status| status.code()).unwrap_or(-1))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The text as a person sees it: without colours and links.
pub(crate) fn without_escapes(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
