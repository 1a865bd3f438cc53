//! A slow road: passes on what a connection carries, each way half the round-trip time later, in
//! order and as fast as it comes. Not every kernel can delay packets by itself.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// Starts a relay to an address; its port on 127.0.0.1. Its threads end with this program.
pub(crate) fn start(to: SocketAddr, rtt: Duration) -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port for a relay")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // A connection that fails is the client's to notice.
            thread::spawn(move || join(client, to, rtt));
        }
    });
    Ok(port)
}

fn join(client: TcpStream, to: SocketAddr, rtt: Duration) -> std::io::Result<()> {
    // The client's handshake was answered at once; over such a road it takes a round trip.
    thread::sleep(rtt);
    let server = TcpStream::connect(to)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (client_too, server_too) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || pass_on(client_too, server_too, rtt / 2));
    pass_on(server, client, rtt / 2);
    Ok(())
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, delay: Duration) {
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    let writer = thread::spawn(move || {
        for (due, bytes) in receiver {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                let _ = to.shutdown(Shutdown::Both);
                return;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let bytes = buffer.get(..length).unwrap_or_default().to_vec();
        if sender.send((Instant::now() + delay, bytes)).is_err() {
            break;
        }
    }
    drop(sender);
    let _ = writer.join();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_delays_a_round_trip_and_keeps_the_order() {
        let server = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = server.local_addr().unwrap();
        thread::spawn(move || {
            let mut peer = server.accept().unwrap().0;
            let mut answer = peer.try_clone().unwrap();
            std::io::copy(&mut peer, &mut answer).unwrap();
        });
        let port = start(address, Duration::from_millis(40)).unwrap();
        let mut client = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let started = Instant::now();
        client.write_all(b"first ").unwrap();
        client.write_all(b"second").unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "first second");
        // The handshake's round trip and that of the words.
        assert!(started.elapsed() >= Duration::from_millis(80), "{:?}", started.elapsed());
    }
}
