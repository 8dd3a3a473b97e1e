//! The bare check of a second factor behind the smallest server, for `scripts/bench`: the same JSON and the same shape
//! as the prototype in `bench/`, but with all that the product promises. Never part of the product.
//!
//! use: `validate_server PORT DATABASE PEOPLE THREADS`; DATABASE as in the setting `database.url`, and empty.

use std::path::Path;
use std::sync::Arc;

use actions::verify::{Verified, verify};
use actions::{Clock, Ctx, Organisation, Rules};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::serve::ListenerExt;
use axum::{Json, Router};
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::organisation::ModuleState;
use domain::time::Timestamp;
use domain::user::Role;
use serde::{Deserialize, Serialize};
use store::authenticator::NewAuthenticator;
use store::user::NewUser;
use store::{DatabaseUrl, Db, Options};
use tokio::task::JoinSet;
use verifier::{KeyRing, OsEntropy, Place, PoolSize, Verifier};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Problem = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "use: validate_server PORT DATABASE PEOPLE THREADS";
/// People in one transaction while the database is filled, and such transactions at once.
const PART: usize = 5000;
const AT_ONCE: usize = 8;
/// The key of RFC 6238's test values: everyone has it, so that one code serves a whole run.
const SECRET: &[u8] = b"12345678901234567890";
const MASTER_KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

#[derive(Clone)]
struct Server {
    ctx: Ctx,
    organisation: Arc<Organisation>,
}

#[derive(Deserialize)]
struct Question {
    user: String,
    code: String,
}

#[derive(Serialize)]
struct Answer {
    ok: bool,
}

fn main() -> Result<(), Problem> {
    let port: u16 = argument(1)?;
    let url = DatabaseUrl::parse(&argument::<String>(2)?, Path::new("."))?;
    let people: usize = argument(3)?;
    let mut runtime = match argument::<usize>(4)? {
        1 => tokio::runtime::Builder::new_current_thread(),
        threads => {
            let mut many = tokio::runtime::Builder::new_multi_thread();
            many.worker_threads(threads);
            many
        }
    };
    runtime.enable_all().build()?.block_on(run(port, url, people))
}

fn argument<T: std::str::FromStr>(place: usize) -> Result<T, Problem> {
    let given = std::env::args().nth(place);
    given.and_then(|text| text.parse().ok()).ok_or_else(|| USAGE.into())
}

async fn run(port: u16, url: DatabaseUrl, people: usize) -> Result<(), Problem> {
    let db = Db::open(&url, Options::default()).await?;
    db.migrate().await?;
    let keys = KeyRing::from_text(MASTER_KEY)?;
    let verifier = Verifier::start(keys, Arc::new(OsEntropy), PoolSize { threads: 1, queue: 1 })?;
    let now = MachineClock.now();
    fill(&db, &verifier, people, now).await?;
    // What was written while filling goes into the main file, so that the measurement begins with an empty log.
    db.close().await;
    let db = Db::open(&url, Options::default()).await?;
    let ctx = Ctx::new(db, verifier, Arc::new(MachineClock), Rules::default()).await?;
    let organisation = ctx.only_organisation()?;
    let router = Router::new().route("/validate", post(validate)).with_state(Server { ctx, organisation });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            eprintln!("no TCP_NODELAY: {error}");
        }
    });
    axum::serve(listener, router).await?;
    Ok(())
}

async fn validate(
    State(Server { ctx, organisation }): State<Server>,
    Json(question): Json<Question>,
) -> Result<Json<Answer>, StatusCode> {
    match verify(&ctx, &organisation, &question.user, &question.code, "192.0.2.1").await {
        Ok(verified) => Ok(Json(Answer { ok: verified == Verified::Right })),
        Err(error) => {
            eprintln!("{error}");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

async fn fill(db: &Db, verifier: &Verifier, people: usize, now: Timestamp) -> Result<(), Problem> {
    let id = || verifier.new_id(now.micros() / 1000);
    let organisation = store::organisation::Organisation {
        id: OrganisationId::from_bytes(id()),
        name: "Bench".to_owned(),
        host: "localhost".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "en".to_owned(),
        module: ModuleState::Active,
        closed: false,
        helpdesk_telephone: None,
        support_url: None,
    };
    let org = organisation.id;
    db.write_with((organisation, now), |tx, (organisation, now)| {
        Box::pin(async move { store::organisation::insert(tx, organisation, *now).await })
    })
    .await?;
    let mut parts = JoinSet::new();
    for first in (0..people).step_by(PART) {
        if parts.len() == AT_ONCE {
            parts.join_next().await.ok_or("nothing to wait for")???;
        }
        let part = (first..people.min(first + PART))
            .map(|number| {
                let authenticator = AuthenticatorId::from_bytes(id());
                let place = Place { table: "authenticators", column: "sealed_secret", row: &authenticator.bytes() };
                Ok((person(UserId::from_bytes(id()), number), enrolled(authenticator, verifier.seal(place, SECRET)?)))
            })
            .collect::<Result<Vec<_>, Problem>>()?;
        let db = db.clone();
        parts.spawn(async move { add(&db, org, part, now).await });
    }
    while let Some(part) = parts.join_next().await {
        part??;
    }
    Ok(())
}

fn person(id: UserId, number: usize) -> NewUser {
    NewUser {
        id,
        user_name: format!("u{number}"),
        display_name: format!("Person {number}"),
        language: None,
        role: Role::Member,
        password_hash: None,
        addresses: vec![format!("u{number}@example.org")],
    }
}

fn enrolled(id: AuthenticatorId, sealed_secret: Vec<u8>) -> NewAuthenticator {
    NewAuthenticator { id, kind: AuthenticatorKind::App, label: "Phone".to_owned(), sealed_secret, last_step: 0 }
}

async fn add(
    db: &Db,
    org: OrganisationId,
    part: Vec<(NewUser, NewAuthenticator)>,
    now: Timestamp,
) -> Result<(), store::Error> {
    db.write_with((org, part, now), |tx, (org, part, now)| {
        Box::pin(async move {
            for (person, authenticator) in part {
                store::user::insert(tx, *org, person, *now).await?;
                store::authenticator::insert(tx, *org, person.id, authenticator, *now).await?;
            }
            Ok(())
        })
    })
    .await
}
