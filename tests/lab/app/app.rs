//! The program behind every container of the lab: a small server whose health can be chosen, two
//! programs that end, and one that talks. It knows nothing about sgos, uses only the standard library and is
//! compiled into one static file, so that an image needs nothing else.
//!
//! ```text
//! app serve --name NAME [--port N] [--healthy-after DURATION|never] [--unhealthy REASON]
//! app health [--port N]     ask the server on this machine; print a reason and exit 1 when unhealthy
//! app once MESSAGE          print the message, exit 0
//! app crash CODE MESSAGE    print the message on stderr, exit CODE
//! app cat | exit CODE | args … | size   for whoever runs it by hand; `hands.rs` has them
//! app talk --name NAME …    print numbered lines; `talk.rs` has the options
//! ```

mod hands;
mod talk;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    end_on_signals();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve", options @ ..] => serve(&Options::parse(options)),
        ["health", options @ ..] => health(&Options::parse(options)),
        ["once", message] => {
            println!("{message}");
            ExitCode::SUCCESS
        }
        ["crash", code, message] => {
            eprintln!("{message}");
            ExitCode::from(code.parse::<u8>().unwrap_or(1))
        }
        ["cat"] => hands::cat(),
        ["exit", code] => ExitCode::from(code.parse::<u8>().unwrap_or(1)),
        ["args", words @ ..] => hands::args(words),
        ["size"] => hands::size(),
        ["talk", options @ ..] => talk::talk(options),
        _ => {
            eprintln!("usage: app serve|health|once|crash|cat|exit|args|size|talk …");
            ExitCode::from(2)
        }
    }
}

struct Options<'a> {
    name: &'a str,
    port: u16,
    healthy_after: Option<Duration>,
    unhealthy: Option<&'a str>,
}

impl<'a> Options<'a> {
    fn parse(words: &[&'a str]) -> Options<'a> {
        let mut options = Options {
            name: "app",
            port: 8080,
            healthy_after: Some(Duration::ZERO),
            unhealthy: None,
        };
        for pair in words.chunks(2) {
            match pair {
                ["--name", name] => options.name = name,
                ["--port", port] => options.port = port.parse().unwrap_or(options.port),
                ["--healthy-after", "never"] => options.healthy_after = None,
                ["--healthy-after", seconds] => {
                    let seconds = seconds.trim_end_matches('s').parse().unwrap_or(0);
                    options.healthy_after = Some(Duration::from_secs(seconds));
                }
                ["--unhealthy", reason] => options.unhealthy = Some(reason),
                _ => eprintln!("ignored: {pair:?}"),
            }
        }
        options
    }
}

fn serve(options: &Options<'_>) -> ExitCode {
    let started = Instant::now();
    let listener = match TcpListener::bind(("0.0.0.0", options.port)) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("cannot listen on port {}: {error}", options.port);
            return ExitCode::FAILURE;
        }
    };
    println!("{} listens on port {}", options.name, options.port);
    if let Some(reason) = options.unhealthy {
        eprintln!("error: {reason}");
    }
    for stream in listener.incoming().flatten() {
        let ill = match (options.unhealthy, options.healthy_after) {
            (Some(reason), _) => Some(reason),
            (None, Some(after)) if started.elapsed() >= after => None,
            (None, _) => Some("warming up: the index is not loaded yet"),
        };
        if let Err(error) = answer(stream, options.name, ill) {
            eprintln!("a client went away: {error}");
        }
    }
    ExitCode::SUCCESS
}

fn answer(mut stream: TcpStream, name: &str, ill: Option<&str>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    let mut request = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let is_probe = request.starts_with("GET /health ");
    let (status, body) = match ill {
        _ if !is_probe => ("200 OK", name),
        None => ("200 OK", "ok"),
        Some(reason) => ("503 Service Unavailable", reason),
    };
    if !is_probe {
        println!("{}", request.trim_end());
    }
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}\n",
        body.len() + 1
    )
}

fn health(options: &Options<'_>) -> ExitCode {
    match ask(options.port) {
        Ok((true, body)) => {
            print!("{body}");
            ExitCode::SUCCESS
        }
        Ok((false, body)) => {
            print!("{body}");
            ExitCode::FAILURE
        }
        Err(error) => {
            println!("the server does not answer: {error}");
            ExitCode::FAILURE
        }
    }
}

fn ask(port: u16) -> std::io::Result<(bool, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    stream.write_all(b"GET /health HTTP/1.0\r\n\r\n")?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    let body = response.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    Ok((response.starts_with("HTTP/1.1 200"), body.to_owned()))
}

/// Process 1 of a container gets no default action for signals: without this, SIGTERM is ignored
/// and every stop takes ten seconds.
fn end_on_signals() {
    const SIGINT: i32 = 2;
    const SIGTERM: i32 = 15;
    unsafe extern "C" {
        fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
        fn _exit(code: i32) -> !;
    }
    extern "C" fn end(_number: i32) {
        // SAFETY: _exit may be called in a signal handler.
        unsafe { _exit(0) }
    }
    // SAFETY: the handler does nothing but end the process.
    unsafe {
        signal(SIGTERM, end);
        signal(SIGINT, end);
    }
}
