//! TLS to a mail server, for real: a front that speaks TLS stands before the sink. Which authorities are trusted is
//! the machine's choice, so the trusting half runs in a child process to which another list of them is given.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::letter::tests::sample;
use super::sink::Sink;
use super::*;
use crate::settings::{Overrides, Settings};

/// Names the folder with certificates to the child.
const FOLDER: &str = "TWEESTAP_TEST_TLS_FOLDER";

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    FromTheStart,
    StartTls,
}

const WAYS: [Way; 2] = [Way::FromTheStart, Way::StartTls];

/// An authority, and a certificate by it for `name`, as files: `authority.pem`, `certificate.der`, `key.der`.
fn certify(folder: &Path, name: &str) {
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let certificate = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    std::fs::write(folder.join("authority.pem"), authority_certificate.pem()).unwrap();
    std::fs::write(folder.join("certificate.der"), certificate.der()).unwrap();
    std::fs::write(folder.join("key.der"), key.serialize_der()).unwrap();
}

/// A TLS front before `sink`; answers where it listens.
async fn front(folder: &Path, sink: SocketAddr, way: Way) -> SocketAddr {
    install_provider();
    let certificate = CertificateDer::from(std::fs::read(folder.join("certificate.der")).unwrap());
    let key = PrivateKeyDer::try_from(std::fs::read(folder.join("key.der")).unwrap()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move { relay(client, sink, (acceptor, way)).await });
        }
    });
    address
}

async fn relay(client: TcpStream, sink: SocketAddr, (acceptor, way): (TlsAcceptor, Way)) -> std::io::Result<()> {
    let mut client = BufReader::new(client);
    let mut behind = TcpStream::connect(sink).await?;
    if way == Way::StartTls {
        // The sink greets once, and the client has heard a greeting already.
        while behind.read_u8().await? != b'\n' {}
        client.get_mut().write_all(b"220 front ESMTP\r\n").await?;
        let mut line = String::new();
        while client.read_line(&mut line).await? > 0 && !line.starts_with("STARTTLS") {
            let answer = if line.starts_with("EHLO") { "250-front\r\n250 STARTTLS\r\n" } else { "530 TLS first\r\n" };
            client.get_mut().write_all(answer.as_bytes()).await?;
            line.clear();
        }
        client.get_mut().write_all(b"220 go ahead\r\n").await?;
    }
    let mut client = acceptor.accept(client.into_inner()).await?;
    tokio::io::copy_bidirectional(&mut client, &mut behind).await?;
    Ok(())
}

fn mailer(address: SocketAddr, way: Way, tls: &str) -> Mailer {
    let scheme = if way == Way::FromTheStart { "smtps" } else { "smtp" };
    let overrides = Overrides::new()
        .set("mail.smtp", "--smtp", format!("{scheme}://anna@{address}"))
        .set("mail.password", "--password", "secret")
        .set("mail.from", "--from", "no-reply@waterland.example")
        .set("mail.tls", "--tls", tls)
        .set("mail.timeout", "--timeout", "10s");
    Mailer::new(Settings::load(None, std::iter::empty(), overrides).unwrap().mail)
}

/// Runs `name` of this file in a child process that trusts the authority in `folder` alone.
fn in_a_trusting_child(folder: &Path, name: &str) {
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("mail::tls_tests::{name}"), "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", folder.join("authority.pem"))
        .env_remove("SSL_CERT_DIR")
        .env(FOLDER, folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success() && told.contains("1 passed"), "{told}");
}

fn folder_of_the_child() -> std::path::PathBuf {
    std::env::var_os(FOLDER).expect("run by the test of the same name").into()
}

#[test]
fn a_letter_travels_over_tls_to_a_server_with_a_trusted_certificate() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path(), "127.0.0.1");
    in_a_trusting_child(folder.path(), "child_a_letter_travels");
}

#[tokio::test]
#[ignore = "runs in a child process of a_letter_travels_over_tls_to_a_server_with_a_trusted_certificate"]
async fn child_a_letter_travels() {
    for way in WAYS {
        let sink = Sink::start().await.unwrap();
        let address = front(&folder_of_the_child(), sink.address(), way).await;
        mailer(address, way, "required").send(&sample()).await.unwrap();
        let mail = sink.messages().remove(0);
        assert!(mail.account.is_some(), "{way:?}: signed in, after TLS began");
        assert_eq!(mail.code(), Some("123456"), "{way:?}");
    }
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path(), "mail.waterland.example");
    in_a_trusting_child(folder.path(), "child_another_host");
}

#[tokio::test]
#[ignore = "runs in a child process of a_certificate_for_another_host_is_refused"]
async fn child_another_host() {
    nothing_gets_through(&folder_of_the_child()).await;
}

#[tokio::test]
async fn a_certificate_by_an_unknown_authority_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path(), "127.0.0.1");
    nothing_gets_through(folder.path()).await;
}

/// Neither way, and not readable instead either: a bad certificate is an attack, not a server without TLS.
async fn nothing_gets_through(folder: &Path) {
    for (way, tls) in [(WAYS[0], "required"), (WAYS[1], "required"), (Way::StartTls, "opportunistic")] {
        let sink = Sink::start().await.unwrap();
        let address = front(folder, sink.address(), way).await;
        let sending =
            tokio::time::timeout(Duration::from_secs(20), async { mailer(address, way, tls).send(&sample()).await });
        let answer = sending.await.unwrap();
        let Err(Failure::Temporary(reason)) = answer else { panic!("{way:?} {tls}: {answer:?}") };
        assert!(reason.contains("certificate") || reason.contains("TLS"), "{way:?} {tls}: {reason}");
        assert!(sink.commands().is_empty(), "{way:?} {tls}: {:?}", sink.commands());
    }
}
