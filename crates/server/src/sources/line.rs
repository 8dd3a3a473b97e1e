//! A connection to a directory: to an address that was looked at, and encrypted before anything is said that matters. The encryption is
//! that of mail (`dial`), so the library for LDAP gets the inner end of a pair of sockets and knows nothing of TLS.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::net::UnixStream as StdUnixStream;
use std::time::Duration;

use actions::directory::port::Fault;
use domain::hook::{Near, may_reach};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpStream, UnixStream, lookup_host};
use url::Url;

use crate::dial::Encryption;

/// From the first look-up to the last word of TLS, for each address of a directory.
const PATIENCE: Duration = Duration::from_secs(5);

/// Of a name with many addresses only the first ones are tried.
const ADDRESSES: usize = 4;

/// An answer to `StartTLS` is no longer than this.
const LONGEST_ANSWER: usize = 4 * 1024;

/// `StartTLS` as message 1 (RFC 4511 section 4.14.1): `1.3.6.1.4.1.1466.20037`.
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";

/// How a directory is reached.
pub(super) struct Way<'a> {
    pub(super) url: &'a str,
    pub(super) start_tls: bool,
    pub(super) near: Near,
    pub(super) tls: &'a Encryption,
}

/// Connects; answers the end that the library speaks through.
pub(super) async fn connect(way: &Way<'_>) -> Result<StdUnixStream, Fault> {
    tokio::time::timeout(PATIENCE, connected(way)).await.unwrap_or(Err(Fault::TimedOut))
}

async fn connected(way: &Way<'_>) -> Result<StdUnixStream, Fault> {
    let url = Url::parse(way.url).map_err(|_| Fault::NoSuchHost)?;
    let encrypted = url.scheme() == "ldaps";
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
    let port = url.port().unwrap_or(if encrypted { 636 } else { 389 });
    let plain = !encrypted && !way.start_tls;
    let mut stream = reach(&addresses((&host, port), way.near, plain).await?).await?;
    // A short write is not held back until an earlier one is acknowledged.
    stream.set_nodelay(true).map_err(|_| Fault::Refused)?;
    if plain {
        return bridge(stream);
    }
    if !encrypted {
        start_tls(&mut stream).await?;
    }
    let encrypted = way.tls.of(&host, stream).await.map_err(|error| told(&error))?;
    bridge(encrypted)
}

/// The addresses of a host that may be spoken to; without encryption only this machine's.
async fn addresses((host, port): (&str, u16), near: Near, plain: bool) -> Result<Vec<SocketAddr>, Fault> {
    let found: Vec<SocketAddr> = match host.parse::<IpAddr>() {
        Ok(address) => vec![(address, port).into()],
        Err(_) => lookup_host((host, port)).await.map_err(|_| Fault::NoSuchHost)?.collect(),
    };
    if found.is_empty() {
        return Err(Fault::NoSuchHost);
    }
    let reached: Vec<SocketAddr> = found.into_iter().filter(|address| may_reach(address.ip(), near)).collect();
    if reached.is_empty() {
        return Err(Fault::Forbidden);
    }
    let fit: Vec<SocketAddr> =
        reached.into_iter().filter(|address| !plain || address.ip().to_canonical().is_loopback()).collect();
    if fit.is_empty() { Err(Fault::NotEncrypted) } else { Ok(fit) }
}

async fn reach(addresses: &[SocketAddr]) -> Result<TcpStream, Fault> {
    let mut fault = Fault::Refused;
    for address in addresses.iter().take(ADDRESSES) {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => fault = Fault::TimedOut,
            Err(_) => {}
        }
    }
    Err(fault)
}

/// Asks to go on encrypted. What comes is read to its last byte and no further, so that nothing from before counts after.
async fn start_tls(stream: &mut TcpStream) -> Result<(), Fault> {
    let broken = |_: io::Error| Fault::NotLdap;
    stream.write_all(START_TLS).await.map_err(broken)?;
    let mut head = [0_u8; 2];
    stream.read_exact(&mut head).await.map_err(broken)?;
    let [tag, first] = head;
    let length = match first {
        short if short < 0x80 => usize::from(short),
        long => {
            let bytes = usize::from(long & 0x7f);
            if !(1..=4).contains(&bytes) {
                return Err(Fault::NotLdap);
            }
            let mut length = 0_usize;
            for _ in 0..bytes {
                length = length << 8 | usize::from(stream.read_u8().await.map_err(broken)?);
            }
            length
        }
    };
    if tag != 0x30 || length > LONGEST_ANSWER {
        return Err(Fault::NotLdap);
    }
    let mut answer = vec![0_u8; length];
    stream.read_exact(&mut answer).await.map_err(broken)?;
    if says_yes(&answer) { Ok(()) } else { Err(Fault::NotEncrypted) }
}

/// Whether an answer to message 1 is an extended response with the result `success`.
fn says_yes(answer: &[u8]) -> bool {
    let Some(rest) = answer.strip_prefix(b"\x02\x01\x01\x78") else { return false };
    let result = match rest {
        [short, rest @ ..] if *short < 0x80 => rest,
        [long, rest @ ..] => rest.get(usize::from(long & 0x7f)..).unwrap_or_default(),
        [] => return false,
    };
    result.starts_with(b"\x0a\x01\x00")
}

/// Why TLS failed.
fn told(error: &io::Error) -> Fault {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(_)) => Fault::Certificate,
        _ => Fault::NotEncrypted,
    }
}

/// One end of a pair of sockets, the other of which is the connection.
fn bridge<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(mut stream: S) -> Result<StdUnixStream, Fault> {
    let (ours, theirs) = StdUnixStream::pair().map_err(|_| Fault::Away)?;
    ours.set_nonblocking(true).map_err(|_| Fault::Away)?;
    let mut ours = UnixStream::from_std(ours).map_err(|_| Fault::Away)?;
    tokio::spawn(async move {
        // It ends with either end; what that was, whoever speaks learns.
        if let Err(error) = copy_bidirectional(&mut stream, &mut ours).await {
            tracing::debug!(%error, "a connection to a directory ended");
        }
    });
    Ok(theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_success_is_success() {
        let success = b"\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";
        assert!(says_yes(success));
        assert!(says_yes(b"\x02\x01\x01\x78\x84\x00\x00\x00\x07\x0a\x01\x00\x04\x00\x04\x00"));
        for other in [
            &b""[..],
            b"\x02\x01\x01\x78",
            b"\x02\x01\x01\x78\x84",
            b"\x02\x01\x01\x78\xff\x0a\x01\x00",
            b"\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00",
            b"\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00",
            b"\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00",
        ] {
            assert!(!says_yes(other), "{other:?}");
        }
    }

    #[tokio::test]
    async fn without_encryption_nothing_leaves_this_machine() {
        let near = Near::Open;
        assert!(addresses(("127.0.0.1", 389), near, true).await.is_ok());
        assert!(addresses(("::1", 389), near, true).await.is_ok());
        assert_eq!(addresses(("10.0.0.5", 389), near, true).await, Err(Fault::NotEncrypted));
        assert!(addresses(("10.0.0.5", 389), near, false).await.is_ok());
        assert_eq!(addresses(("10.0.0.5", 389), Near::Closed, false).await, Err(Fault::Forbidden));
        assert_eq!(addresses(("169.254.169.254", 636), near, false).await, Err(Fault::Forbidden));
    }
}
