//! What is run in a container by hand: bytes through, words back, and how large the terminal is.

use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::Duration;

/// Every byte of stdin to stdout; on stderr how many there were.
pub(crate) fn cat() -> ExitCode {
    let mut bytes = 0;
    let mut part = vec![0; 64 << 10];
    loop {
        match std::io::stdin().read(&mut part) {
            Ok(0) => break,
            Ok(count) => {
                bytes += count;
                let mut stdout = std::io::stdout();
                if stdout.write_all(&part[..count]).and_then(|()| stdout.flush()).is_err() {
                    return ExitCode::FAILURE;
                }
            }
            Err(_) => return ExitCode::FAILURE,
        }
    }
    eprintln!("{bytes} bytes");
    ExitCode::SUCCESS
}

/// Each word in a line of its own, as Rust writes it.
pub(crate) fn args(words: &[&str]) -> ExitCode {
    for word in words {
        println!("{word:?}");
    }
    ExitCode::SUCCESS
}

/// The size of the terminal, again whenever it is another; until a signal ends it.
pub(crate) fn size() -> ExitCode {
    let mut last = None;
    loop {
        let now = terminal();
        let Some((columns, rows)) = now else {
            println!("no terminal");
            return ExitCode::SUCCESS;
        };
        if now != last {
            println!("size {columns}x{rows}");
            last = now;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// TIOCGWINSZ of ioctl_tty(2).
fn terminal() -> Option<(u16, u16)> {
    const TIOCGWINSZ: u64 = 0x5413;
    unsafe extern "C" {
        fn ioctl(fd: i32, request: u64, size: *mut [u16; 4]) -> i32;
    }
    let mut size = [0; 4];
    // SAFETY: the kernel writes four numbers of 16 bits.
    (unsafe { ioctl(0, TIOCGWINSZ, &mut size) } == 0).then_some((size[1], size[0]))
}
