//! The bare check of a second factor, for `scripts/bench`: at `/validate` behind the smallest server, with the same JSON and the same
//! shape as the prototype in `bench/`, but with all that the product promises; and everywhere else the product's own door, of
//! which `/api/v1/verify` is the same check. Its key stands in the first line that this prints. Never part of the product.
//!
//! use: `verify_server PORT DATABASE PEOPLE THREADS [START]`; DATABASE as in the setting `database.url`, and empty.
//! With START (seconds since 1970) the clock stands there, and moves one step when everyone has had a turn: so the codes
//! of few people are new at every question too.

#[path = "house/found.rs"]
mod found;
#[path = "house/mod.rs"]
mod house;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actions::Visit;
use actions::admin::api_keys::{KeyEdit, make_by_command_line};
use actions::verify::{Verified, verify};
use actions::{Clock, Ctx, Organisation, Rules};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use domain::api_key::{HIGHEST_RATE, Scope, Scopes};
use domain::time::{Lifetime, Timestamp};
use serde::{Deserialize, Serialize};
use store::{DatabaseUrl, Db, Options};
use verifier::{KeyRing, OsEntropy, PoolSize, Verifier};

use found::found;
use house::{MachineClock, People, Problem, argument, fill};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "verify_server PORT DATABASE PEOPLE THREADS [START]";
const MASTER_KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

/// The machine's clock, or one that stands still until everyone has been asked.
enum BenchClock {
    Machine,
    Turns { start: Timestamp, people: usize, asked: AtomicUsize },
}

impl BenchClock {
    fn asked(&self) {
        if let Self::Turns { asked, .. } = self {
            asked.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Clock for BenchClock {
    fn now(&self) -> Timestamp {
        if let Self::Turns { start, people, asked } = self {
            let turns = asked.load(Ordering::Relaxed) / people.max(&1);
            return start.plus(Lifetime::seconds(u32::try_from(turns * 30).unwrap_or(u32::MAX)));
        }
        MachineClock.now()
    }
}

#[derive(Clone)]
struct Server {
    ctx: Ctx,
    organisation: Arc<Organisation>,
    clock: Arc<BenchClock>,
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
    let port: u16 = argument(1, USAGE)?;
    let url = DatabaseUrl::parse(&argument::<String>(2, USAGE)?, Path::new("."))?;
    let people: usize = argument(3, USAGE)?;
    let clock = match std::env::args().nth(5) {
        None => BenchClock::Machine,
        Some(start) => {
            BenchClock::Turns { start: Timestamp::from_seconds(start.parse()?), people, asked: AtomicUsize::new(0) }
        }
    };
    let mut runtime = match argument::<usize>(4, USAGE)? {
        1 => tokio::runtime::Builder::new_current_thread(),
        threads => {
            let mut many = tokio::runtime::Builder::new_multi_thread();
            many.worker_threads(threads);
            many
        }
    };
    runtime.enable_all().build()?.block_on(run(port, url, people, Arc::new(clock)))
}

async fn run(port: u16, url: DatabaseUrl, people: usize, clock: Arc<BenchClock>) -> Result<(), Problem> {
    let db = Db::open(&url, Options::default()).await?;
    db.migrate().await?;
    let keys = KeyRing::from_text(MASTER_KEY)?;
    let verifier = Verifier::start(keys, Arc::new(OsEntropy), PoolSize { threads: 1, queue: 1 })?;
    let now = clock.now();
    let org = found(&db, &verifier, now).await?;
    fill(&db, &verifier, org, People { count: people, password_hash: None, now }).await?;
    // What was written while filling goes into the main file, so that the measurement begins with an empty log.
    db.close().await;
    let db = Db::open(&url, Options::default()).await?;
    let ctx = Ctx::new(db, verifier, clock.clone(), Rules::default()).await?;
    let organisation = ctx.only_organisation()?;
    let edit = KeyEdit {
        name: "Bench".to_owned(),
        scopes: Scopes::of([Scope::Verify]),
        addresses: String::new(),
        rate: HIGHEST_RATE.to_string(),
    };
    let made = make_by_command_line(&ctx, &organisation, &edit).await?.map_err(|faults| format!("{faults:?}"))?;
    println!("{}", made.key.as_str());
    let options = web::AppOptions {
        public_address: "http://localhost".parse()?,
        return_to: Vec::new(),
        domain: None,
        trusted_proxies: Vec::new(),
        radius: Vec::new(),
        demo: false,
    };
    let product = web::Site::new(web::App::new(ctx.clone(), options));
    let turns = from_fn_with_state(clock.clone(), in_turn);
    let bare = Router::new().route("/validate", post(validate)).with_state(Server { ctx, organisation, clock });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let site = product.wrapped(|router| bare.merge(router.layer(turns)));
    listener::serve(listener, Arc::new(site), std::future::pending(), std::time::Duration::ZERO).await;
    Ok(())
}

/// Whoever asks the product's own door has a turn as well.
async fn in_turn(State(clock): State<Arc<BenchClock>>, request: Request, next: Next) -> Response {
    clock.asked();
    next.run(request).await
}

async fn validate(
    State(Server { ctx, organisation, clock }): State<Server>,
    Json(question): Json<Question>,
) -> Result<Json<Answer>, StatusCode> {
    clock.asked();
    let visit =
        Visit { organisation, source: "192.0.2.1".to_owned(), browser: String::new(), platform: None, device: None };
    match verify(&ctx, &visit, &question.user, &question.code).await {
        Ok(verified) => Ok(Json(Answer { ok: verified == Verified::Right })),
        Err(error) => {
            eprintln!("{error}");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}
