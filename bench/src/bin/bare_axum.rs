//! The limit of a session check: a server that does nothing (`/`, `/auth`), and one that does only what a check
//! cannot leave out (`/gate`: read the cookie, hash it, look it up among 100,000 sessions).

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::routing::get;
use limits::{Problem, argument, serve};
use sha2::{Digest, Sha256};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "bare_axum PORT THREADS";
const SESSIONS: u32 = 100_000;

type Sessions = Arc<RwLock<HashMap<[u8; 32], HeaderValue>>>;

fn main() -> Result<(), Problem> {
    let mut sessions = HashMap::new();
    for number in 0..SESSIONS {
        let person = HeaderValue::from_str(&format!("person{number}"))?;
        sessions.insert(digest(&format!("tok{number:060}")), person);
    }
    let router = Router::new()
        .route("/", get(async || "ok"))
        .route("/auth", get(auth))
        .route("/gate", get(gate))
        .with_state(Arc::new(RwLock::new(sessions)));
    serve(argument(1, USAGE)?, argument(2, USAGE)?, router)
}

async fn auth() -> [(&'static str, &'static str); 2] {
    [("remote-user", "anna"), ("remote-groups", "admins,everyone")]
}

async fn gate(
    State(sessions): State<Sessions>,
    headers: HeaderMap,
) -> Result<[(&'static str, HeaderValue); 1], StatusCode> {
    let refused = StatusCode::UNAUTHORIZED;
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).ok_or(refused)?;
    let token = cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("sid=")).ok_or(refused)?;
    let sessions = sessions.read().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let person = sessions.get(&digest(token)).ok_or(refused)?;
    Ok([("remote-user", person.clone())])
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
