//! A terminal that can be looked at, resized and typed into: a tmux server of its own with one shell.

use std::process::{Command, Output};
use std::time::Duration;

use rustix::process::Pid;

use crate::lab::eventually;
use crate::person::{Person, SGOS};

pub(crate) struct Tmux<'a> {
    person: &'a Person<'a>,
    /// A server that ends holds its socket for a moment; the next one has its own.
    folder: tempfile::TempDir,
}

/// However slow the machine.
const PATIENCE: Duration = Duration::from_secs(60);

impl Person<'_> {
    /// A shell whose prompt is `$ `, on a screen of that many columns and rows.
    pub(crate) fn tmux(&self, columns: u16, rows: u16) -> Tmux<'_> {
        let folder = tempfile::tempdir_in(self.home()).unwrap();
        let tmux = Tmux { person: self, folder };
        let size = [columns, rows].map(|side| side.to_string());
        tmux.run(&["new-session", "-d", "-x", &size[0], "-y", &size[1], "PS1='$ ' exec sh -i"]);
        tmux.wait("the prompt", |screen| screen.trim_end() == "$");
        tmux
    }
}

impl Tmux<'_> {
    fn run(&self, args: &[&str]) -> Output {
        // Whoever runs the tests may ignore hang-ups, as `nohup` does; sgos would too.
        let mut command = Command::new("env");
        let socket = self.folder.path().join("tmux");
        command
            .args(["--default-signal=HUP", "tmux", "-u", "-f", "/dev/null", "-S"])
            .arg(socket)
            .args(args);
        self.person.at_home(&mut command).env_remove("COLUMNS").env("TERM", "xterm-256color");
        let output = command.output().expect("tmux");
        assert!(output.status.success(), "{args:?}: {output:?}");
        output
    }

    /// The screen's lines as they are seen, without what is empty at the end.
    pub(crate) fn screen(&self) -> String {
        String::from_utf8(self.run(&["capture-pane", "-p"]).stdout).unwrap().trim_end().to_owned()
    }

    /// The same with its colours.
    pub(crate) fn coloured(&self) -> String {
        String::from_utf8(self.run(&["capture-pane", "-p", "-e"]).stdout).unwrap()
    }

    #[track_caller]
    pub(crate) fn wait(&self, what: &str, condition: impl Fn(&str) -> bool) -> String {
        let mut screen = String::new();
        let seen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            eventually(what, PATIENCE, || {
                screen = self.screen();
                condition(&screen)
            });
        }));
        assert!(seen.is_ok(), "{what} is not on the screen:\n{screen}");
        screen
    }

    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    pub(crate) fn keys(&self, keys: &[&str]) {
        self.run(&[&["send-keys"], keys].concat());
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let size = [columns, rows].map(|side| side.to_string());
        self.run(&["resize-window", "-x", &size[0], "-y", &size[1]]);
    }

    /// Types a command line, and a word behind it that tells when it has ended.
    pub(crate) fn sgos(&self, args: &str) {
        self.keys(&[&format!("{SGOS} {args}; echo ended $?"), "Enter"]);
    }

    /// The terminal's modes, as the shell sees them.
    pub(crate) fn modes(&self) -> String {
        let tty = self.run(&["display-message", "-p", "#{pane_tty}"]).stdout;
        let tty = String::from_utf8(tty).unwrap();
        let output = Command::new("stty").args(["-g", "-F", tty.trim()]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// `1` while a program has taken the whole screen; `1` while the cursor is shown.
    pub(crate) fn flags(&self) -> (String, String) {
        let flags = self.run(&["display-message", "-p", "#{alternate_on} #{cursor_flag}"]).stdout;
        let flags = String::from_utf8(flags).unwrap();
        let (alternate, cursor) = flags.trim().split_once(' ').unwrap();
        (alternate.to_owned(), cursor.to_owned())
    }

    /// The one sgos that runs in it.
    pub(crate) fn pid_of_sgos(&self) -> Pid {
        let shell = self.run(&["display-message", "-p", "#{pane_pid}"]).stdout;
        let shell = String::from_utf8(shell).unwrap();
        let children = Command::new("ps").args(["-o", "pid=", "--ppid", shell.trim()]).output();
        let children = String::from_utf8(children.unwrap().stdout).unwrap();
        let pid = children.trim().parse().unwrap_or_else(|_| panic!("not one child: {children:?}"));
        Pid::from_raw(pid).unwrap()
    }
}

impl Drop for Tmux<'_> {
    fn drop(&mut self) {
        let mut command = Command::new("tmux");
        let socket = self.folder.path().join("tmux");
        let _ = self.person.at_home(command.arg("-S").arg(socket).arg("kill-server")).output();
    }
}
