//! People and sessions for `scripts/bench`, in an installation that `tweestap setup` has made: `u0`, `u1` and so on, all
//! with one password and one key, which `bench/src/bin/sign_in.rs` knows. Never part of the product.
//!
//! use: `fill_house DATA PEOPLE SESSIONS`. The token of session N is N in 42 digits, and a 0.

mod house;

use std::path::PathBuf;
use std::sync::Arc;

use domain::assurance::{Proof, ProofKind};
use domain::id::{OrganisationId, SessionId, UserId};
use domain::policy::SessionFacts;
use domain::session::SessionTerms;
use domain::time::{Lifetime, Timestamp};
use store::session::Session;
use store::{DatabaseUrl, Db, Options};
use verifier::{KeyRing, OsEntropy, PoolSize, Verifier};

use actions::Clock;
use house::{MachineClock, People, Problem, argument, fill};

const USAGE: &str = "fill_house DATA PEOPLE SESSIONS";
const PASSWORD: &str = "bench correct horse battery staple";
const PART: usize = 5000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Problem> {
    let data: PathBuf = argument(1, USAGE)?;
    let (count, sessions): (usize, usize) = (argument(2, USAGE)?, argument(3, USAGE)?);
    let db = Db::open(&DatabaseUrl::parse("", &data)?, Options::default()).await?;
    let keys = KeyRing::from_file(&data.join("keys"))?;
    let verifier = Verifier::start(keys, Arc::new(OsEntropy), PoolSize { threads: 1, queue: 1 })?;
    let org = store::organisation::list(&db).await?.first().ok_or("no organisation: run `tweestap setup` first")?.id;
    let hash = verifier.hash_password(PASSWORD).await?;
    let now = MachineClock.now();
    let people = fill(&db, &verifier, org, People { count, password_hash: Some(&hash), now }).await?;
    let all: Vec<usize> = (0..sessions).collect();
    for part in all.chunks(PART) {
        let part = part
            .iter()
            .zip(people.iter().cycle())
            .map(|(number, user)| {
                let id = SessionId::from_bytes(verifier.new_id(now.micros() / 1000));
                let hash = verifier::token::hash(&format!("{number:042}0")).ok_or("no token")?;
                Ok((hash, session(id, *user, now)))
            })
            .collect::<Result<Vec<_>, Problem>>()?;
        add(&db, org, part).await?;
    }
    db.close().await;
    Ok(())
}

fn session(id: SessionId, user: UserId, now: Timestamp) -> Session {
    let terms = SessionTerms { expires_at: now.plus(Lifetime::days(1)), idle: None, persistent: false };
    let proof = Some(Proof { kind: ProofKind::App, at: now });
    Session {
        id,
        user,
        facts: SessionFacts { started_at: now, terms, last_seen_at: now, proof, factor_at: Some(now) },
        password_at: now,
        browser: "Firefox, Linux".to_owned(),
        source: "192.0.2.1".to_owned(),
        platform: None,
    }
}

async fn add(db: &Db, org: OrganisationId, part: Vec<([u8; 32], Session)>) -> Result<(), store::Error> {
    db.write_with((org, part), |tx, (org, part)| {
        Box::pin(async move {
            for (token, session) in part {
                store::session::insert(tx, *org, *token, session).await?;
            }
            Ok(())
        })
    })
    .await
}
