//! One POST over HTTP/1.1, and nothing that it does not need: no redirects, no cookies, no proxy. The name is resolved
//! first, and the connection goes to an address that was looked at: another one that the name gives later is never met.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use domain::hook::{Answer, Miss, Near, Place, may_reach, place};
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// From the first look-up to the status of the answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Of a name with many addresses only the first ones are tried.
const ADDRESSES: usize = 4;

/// The most that the head of an answer may measure, in bytes; its body is not read.
const LARGEST_HEAD: usize = 16 * 1024;

/// What is sent where.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    /// The address as it was typed.
    pub(super) address: String,
    /// Whether that may be near.
    pub(super) near: Near,
    /// Headers beside those that every request has.
    pub(super) headers: Vec<(&'static str, String)>,
    /// What the body is.
    pub(super) kind: &'static str,
    /// The body.
    pub(super) body: String,
}

/// Makes calls. Clones share what is known of the certificates of this machine.
#[derive(Clone)]
pub struct Caller {
    patience: Duration,
    tls: Arc<OnceLock<TlsConnector>>,
}

impl Default for Caller {
    fn default() -> Self {
        Self::with_patience(PATIENCE)
    }
}

impl Caller {
    /// One that waits this long for an answer.
    pub fn with_patience(patience: Duration) -> Self {
        Self { patience, tls: Arc::default() }
    }

    /// Sends an event and tells what came back.
    pub(super) async fn send(&self, parcel: &Parcel) -> Answer {
        match tokio::time::timeout(self.patience, self.attempt(parcel)).await {
            Ok(Ok(status)) => Answer::Status(status),
            Ok(Err(miss)) => Answer::Missed(miss),
            Err(_) => Answer::Missed(Miss::TooSlow),
        }
    }

    async fn attempt(&self, parcel: &Parcel) -> Result<u16, Miss> {
        let url = Url::parse(&parcel.address).map_err(|_| Miss::NoAddress)?;
        let encrypted = url.scheme() == "https";
        let stream = connect(&checked(resolved(&url).await?, parcel.near, encrypted)?).await?;
        let request = request(parcel, &url)?;
        if encrypted {
            let name = server_name(&url).ok_or(Miss::NoAddress)?;
            let stream = self.tls()?.connect(name, stream).await.map_err(|error| {
                tracing::warn!(%error, "TLS to a connected system failed");
                Miss::NotTrusted
            })?;
            ask(TokioIo::new(stream), request).await
        } else {
            ask(TokioIo::new(stream), request).await
        }
    }

    /// TLS as the certificates of this machine say; read at the first call.
    fn tls(&self) -> Result<TlsConnector, Miss> {
        if let Some(known) = self.tls.get() {
            return Ok(known.clone());
        }
        let unusable = |error: rustls::Error| {
            tracing::warn!(%error, "the certificates of this machine cannot be read; install `ca-certificates`");
            Miss::NotTrusted
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let verifier = rustls_platform_verifier::Verifier::new(provider.clone()).map_err(unusable)?;
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(self.tls.get_or_init(|| TlsConnector::from(Arc::new(config))).clone())
    }
}

/// The addresses behind the host of a URL.
async fn resolved(url: &Url) -> Result<Vec<SocketAddr>, Miss> {
    let port = url.port_or_known_default().ok_or(Miss::NoAddress)?;
    match url.host().ok_or(Miss::NoAddress)? {
        Host::Ipv4(address) => Ok(vec![(address, port).into()]),
        Host::Ipv6(address) => Ok(vec![(address, port).into()]),
        Host::Domain(name) => {
            let found = lookup_host((name, port)).await.map_err(|_| Miss::UnknownHost)?;
            Ok(found.collect())
        }
    }
}

/// Those of the addresses that may be spoken to; without encryption only those near.
fn checked(found: Vec<SocketAddr>, near: Near, encrypted: bool) -> Result<Vec<SocketAddr>, Miss> {
    if found.is_empty() {
        return Err(Miss::UnknownHost);
    }
    let reached: Vec<SocketAddr> = found.into_iter().filter(|address| may_reach(address.ip(), near)).collect();
    if reached.is_empty() {
        return Err(Miss::Forbidden);
    }
    let may_be_plain = |address: IpAddr| place(address) == Place::Near;
    let fit: Vec<_> = reached.into_iter().filter(|address| encrypted || may_be_plain(address.ip())).collect();
    if fit.is_empty() { Err(Miss::NotEncrypted) } else { Ok(fit) }
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Miss> {
    for address in addresses.iter().take(ADDRESSES) {
        if let Ok(stream) = TcpStream::connect(address).await {
            return Ok(stream);
        }
    }
    Err(Miss::NoConnection)
}

fn server_name(url: &Url) -> Option<ServerName<'static>> {
    match url.host()? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).ok(),
        Host::Ipv4(address) => Some(ServerName::from(IpAddr::V4(address))),
        Host::Ipv6(address) => Some(ServerName::from(IpAddr::V6(address))),
    }
}

/// The request.
fn request(parcel: &Parcel, url: &Url) -> Result<Request<Body>, Miss> {
    let host = url.host_str().ok_or(Miss::NoAddress)?;
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let request = Request::post(target)
        .header(header::HOST, host)
        .header(header::USER_AGENT, HeaderValue::from_static("Tweestap"))
        .header(header::CONTENT_TYPE, HeaderValue::from_static(parcel.kind))
        .header(header::CONNECTION, HeaderValue::from_static("close"));
    let request = parcel.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    request.body(Body::from(parcel.body.clone())).map_err(|_| Miss::NoAddress)
}

/// Sends the request and reads the head of the answer; with the answer the connection goes.
async fn ask<S: Read + Write + Unpin + Send + 'static>(stream: S, request: Request<Body>) -> Result<u16, Miss> {
    let handshake = http1::Builder::new().max_buf_size(LARGEST_HEAD).handshake(stream).await;
    let (mut sender, connection) = handshake.map_err(|_| Miss::NoAnswer)?;
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let answer = sender.send_request(request).await.map_err(|_| Miss::NoAnswer)?;
    Ok(answer.status().as_u16())
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    use rustls::pki_types::PrivateKeyDer;
    use rustls::{RootCertStore, ServerConfig};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    use super::*;

    fn parcel(address: String) -> Parcel {
        let headers = vec![("webhook-id", "x".to_owned())];
        Parcel { address, near: Near::Open, headers, kind: "application/json", body: "{}".to_owned() }
    }

    /// Listens, and answers the first request with these bytes.
    async fn answering(bytes: &'static [u8]) -> (SocketAddr, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let heard = request_on(&mut stream).await;
            stream.write_all(bytes).await.unwrap();
            heard
        });
        (address, heard)
    }

    async fn request_on(stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> String {
        let mut heard = Vec::new();
        while !heard.ends_with(b"{}") {
            heard.push(stream.read_u8().await.unwrap());
        }
        String::from_utf8(heard).unwrap()
    }

    #[tokio::test]
    async fn one_request_goes_out_with_what_the_other_side_needs() {
        let (address, heard) = answering(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        let answer = Caller::default().send(&parcel(format!("http://{address}/a/b?c=d"))).await;
        assert_eq!(answer, Answer::Status(204));
        let heard = heard.await.unwrap().to_lowercase();
        assert!(heard.starts_with("post /a/b?c=d http/1.1\r\n"), "{heard}");
        for line in
            [&format!("host: {address}"), "content-type: application/json", "content-length: 2", "webhook-id: x"]
        {
            assert!(heard.contains(&format!("\r\n{line}\r\n")), "{heard}");
        }
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_leads_nowhere() {
        let (elsewhere, met) = answering(b"HTTP/1.1 200 OK\r\n\r\n").await;
        let text =
            format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n");
        let (address, _heard) = answering(Box::leak(text.into_boxed_str()).as_bytes()).await;
        assert_eq!(Caller::default().send(&parcel(format!("http://{address}/"))).await, Answer::Status(307));
        assert!(!met.is_finished(), "the address of the redirect was met");
    }

    #[tokio::test]
    async fn whatever_a_server_does_there_is_an_answer_in_time() {
        let caller = Caller::with_patience(Duration::from_millis(300));
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = silent.local_addr().unwrap();
        assert_eq!(caller.send(&parcel(format!("http://{address}/"))).await, Answer::Missed(Miss::TooSlow));
        drop(silent);
        assert_eq!(caller.send(&parcel(format!("http://{address}/"))).await, Answer::Missed(Miss::NoConnection));
        let (address, _heard) = answering(b"220 mail.example ESMTP\r\n").await;
        assert_eq!(caller.send(&parcel(format!("http://{address}/"))).await, Answer::Missed(Miss::NoAnswer));
        let endless = format!("HTTP/1.1 200 OK\r\nx: {}", "a".repeat(200_000));
        let (address, _heard) = answering(Box::leak(endless.into_boxed_str()).as_bytes()).await;
        assert_eq!(caller.send(&parcel(format!("http://{address}/"))).await, Answer::Missed(Miss::NoAnswer));
    }

    #[tokio::test]
    async fn nothing_is_said_to_an_address_that_is_not_allowed() {
        let caller = Caller::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"] {
            for scheme in ["http", "https"] {
                let closed = Parcel { near: Near::Closed, ..parcel(format!("{scheme}://{host}:{port}/")) };
                assert_eq!(caller.send(&closed).await, Answer::Missed(Miss::Forbidden), "{scheme} {host}");
            }
        }
        let met = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(met.is_err(), "somebody called");
    }

    /// A server with a certificate for `name`, and who trusts its authority.
    async fn certified(name: &str) -> (SocketAddr, Arc<ClientConfig>) {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let authority_key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = authority.self_signed(&authority_key).unwrap();
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config =
            ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let acceptor = TlsAcceptor::from(Arc::new(config));
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    request_on(&mut stream).await;
                    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
                }
            }
        });
        let mut roots = RootCertStore::empty();
        roots.add(root.der().clone()).unwrap();
        let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        (address, Arc::new(client.with_root_certificates(roots).with_no_client_auth()))
    }

    #[tokio::test]
    async fn a_certificate_must_be_trusted_and_of_that_name() {
        let (address, trusting) = certified("localhost").await;
        let at = |host: &str| parcel(format!("https://{host}:{}/", address.port()));
        assert_eq!(Caller::default().send(&at("localhost")).await, Answer::Missed(Miss::NotTrusted), "of nobody");
        let caller = Caller::default();
        assert!(caller.tls.set(TlsConnector::from(trusting)).is_ok());
        assert_eq!(caller.send(&at("localhost")).await, Answer::Status(200));
        assert_eq!(caller.send(&at("127.0.0.1")).await, Answer::Missed(Miss::NotTrusted), "of another name");
    }

    #[test]
    fn only_addresses_that_were_looked_at_are_spoken_to() {
        let of = |texts: &[&str]| texts.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 443)).collect();
        let kept = |texts: &[&str], near, encrypted| {
            let kept = checked(of(texts), near, encrypted)?;
            Ok(kept.iter().map(|address| address.ip().to_string()).collect::<Vec<_>>())
        };
        let all = ["169.254.169.254", "10.0.0.1", "8.8.8.8"];
        assert_eq!(kept(&all, Near::Open, true), Ok(vec!["10.0.0.1".to_owned(), "8.8.8.8".to_owned()]));
        assert_eq!(kept(&all, Near::Open, false), Ok(vec!["10.0.0.1".to_owned()]));
        assert_eq!(kept(&all, Near::Closed, true), Ok(vec!["8.8.8.8".to_owned()]));
        assert_eq!(kept(&all, Near::Closed, false), Err(Miss::NotEncrypted));
        assert_eq!(kept(&all[..2], Near::Closed, true), Err(Miss::Forbidden));
        assert_eq!(kept(&all[..1], Near::Open, true), Err(Miss::Forbidden));
        assert_eq!(kept(&[], Near::Open, true), Err(Miss::UnknownHost));
    }
}
