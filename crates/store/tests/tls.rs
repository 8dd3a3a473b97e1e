//! TLS to PostgreSQL, on the real server that `scripts/with-postgres` gives a certificate for 127.0.0.1 by an authority of
//! its own.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::path::Path;

use store::testing::{Fresh, empty};
use store::{DatabaseUrl, Db, Engine, Error, Options, Statement};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const IS_ENCRYPTED: Statement =
    Statement::new("tls", "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()");

/// A database on the server and the file of its authority; nothing where there is no such server.
async fn place() -> Option<(Fresh, String)> {
    let roots = std::env::var("TWEESTAP_TEST_POSTGRES_ROOT").ok();
    let required = std::env::var("TWEESTAP_TEST_REQUIRE_POSTGRES").as_deref() == Ok("1");
    assert!(roots.is_some() || !required, "TWEESTAP_TEST_POSTGRES_ROOT is not set: install openssl");
    Some((empty(Engine::Postgres).await.unwrap(), roots?))
}

async fn opened(address: &str, roots: Option<&Path>) -> Result<Db, Error> {
    let url = DatabaseUrl::parse(address, Path::new(""))?.with_roots(roots);
    Db::open(&url, Options::default()).await
}

async fn refusal(address: &str, roots: Option<&Path>) -> String {
    let error = opened(address, roots).await.map(drop).unwrap_err();
    assert!(matches!(error, Error::Unusable { .. }), "{address}: {error:?}");
    error.to_string()
}

async fn is_encrypted(db: &Db) -> bool {
    let row = db.one(&IS_ENCRYPTED, &[]).await.unwrap().unwrap();
    row.bool(0).unwrap()
}

#[tokio::test]
async fn a_server_whose_certificate_fits_is_spoken_to_in_tls() {
    let Some((place, roots)) = place().await else { return };
    let address = place.setting();
    let plain = opened(&address, None).await.unwrap();
    assert!(!is_encrypted(&plain).await);
    for (question, set) in [
        (format!("?sslmode=verify-full&sslrootcert={roots}"), None),
        ("?sslmode=verify-full".to_owned(), Some(Path::new(&roots))),
        ("?sslmode=verify-ca".to_owned(), Some(Path::new(&roots))),
        ("?sslmode=require".to_owned(), Some(Path::new(&roots))),
        ("?sslmode=require".to_owned(), None),
    ] {
        let db = opened(&format!("{address}{question}"), set).await.unwrap();
        assert!(is_encrypted(&db).await, "{question}");
        db.migrate().await.unwrap();
        db.ping().await.unwrap();
    }
}

#[tokio::test]
async fn a_certificate_that_does_not_fit_opens_nothing() {
    let Some((place, roots)) = place().await else { return };
    let address = place.setting();
    // By no authority that this machine trusts.
    let refused = refusal(&format!("{address}?sslmode=verify-full"), None).await;
    assert!(refused.contains("certificate") && refused.contains("database.root_certificates"), "{refused}");
    // By another authority.
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.pem");
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    std::fs::write(&other, certificate.pem()).unwrap();
    for mode in ["require", "verify-ca", "verify-full"] {
        let refused = refusal(&format!("{address}?sslmode={mode}"), Some(&other)).await;
        assert!(refused.contains("certificate"), "{refused}");
    }
    // For another name.
    let by_name = address.replace("127.0.0.1", "localhost");
    let refused = refusal(&format!("{by_name}?sslmode=verify-full"), Some(Path::new(&roots))).await;
    assert!(refused.contains("certificate"), "{refused}");
}

#[tokio::test]
async fn a_file_of_authorities_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "nothing here\n").unwrap();
    for file in [empty, folder.path().join("absent.pem")] {
        let refused = refusal("postgres://a@127.0.0.1:9/c?sslmode=verify-full", Some(&file)).await;
        assert!(refused.contains(file.to_str().unwrap()), "{refused}");
    }
}

/// Whoever sits between could say it too.
#[tokio::test]
async fn a_server_that_says_it_has_no_tls_is_not_spoken_to_without() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let said = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = [0; 8];
        stream.read_exact(&mut asked).await.unwrap();
        stream.write_all(b"N").await.unwrap();
        let mut more = Vec::new();
        stream.read_to_end(&mut more).await.unwrap();
        more
    });
    let refused = refusal(&format!("postgres://a:canary@127.0.0.1:{port}/c?sslmode=require"), None).await;
    assert!(refused.contains("does not support TLS") && !refused.contains("canary"), "{refused}");
    assert!(said.await.unwrap().is_empty(), "something was sent in the clear");
}
