//! How many codes of relying parties are taken for tokens in a second, beside the rate at which the key of their algorithm signs on
//! the same core: `scripts/bench` runs it. Never part of the product.
//!
//! use: `grant_rate DATABASE CODES AT_ONCE`; DATABASE as in the setting `database.url`, and empty.

#[path = "house/found.rs"]
mod found;
mod house;
#[path = "house/pace.rs"]
mod pace;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actions::admin::relying_parties::{PartyEdit, SavedParty, add_by_command_line};
use actions::oidc::{self, Client, token};
use actions::{Clock, Ctx, Rules};
use domain::id::{GrantId, OrganisationId, RelyingPartyId, SessionId, UserId};
use domain::policy::SessionFacts;
use domain::relying_party::{Algorithm, ClientKind, Refresh, Scopes, Template};
use domain::selection::Selected;
use domain::session::SessionTerms;
use domain::time::Lifetime;
use sha2::{Digest as _, Sha256};
use store::grant::Grant;
use store::session::Session;
use store::{DatabaseUrl, Db, Options};
use tokio::task::JoinSet;
use verifier::grant_token::Kind;
use verifier::signing::{Signer, new_key};
use verifier::{KeyRing, OsEntropy, PoolSize, Verifier};

use found::found;
use house::{MachineClock, People, Problem, argument, fill};
use pace::{per_second, started};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "grant_rate DATABASE CODES AT_ONCE";
const MASTER_KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const BACK: &str = "https://cloud.example/back";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const ISSUER: &str = "https://id.example";
const PEOPLE: usize = 1_000;
const PART: usize = 2_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Problem> {
    let url = DatabaseUrl::parse(&argument::<String>(1, USAGE)?, Path::new("."))?;
    let (codes, at_once): (usize, usize) = (argument(2, USAGE)?, argument(3, USAGE)?);
    let db = Db::open(&url, Options::default()).await?;
    db.migrate().await?;
    let pool = PoolSize { threads: 1, queue: 1 };
    let verifier = Verifier::start(KeyRing::from_text(MASTER_KEY)?, Arc::new(OsEntropy), pool)?;
    let now = MachineClock.now();
    let org = found(&db, &verifier, now).await?;
    let people = fill(&db, &verifier, org, People { count: PEOPLE, password_hash: None, now }).await?;
    let ctx = Ctx::new(db.clone(), verifier, Arc::new(MachineClock), Rules::default()).await?;
    let organisation = ctx.only_organisation()?;
    let SavedParty::Saved(made) = add_by_command_line(&ctx, &organisation, &edit()).await? else {
        return Err("the application was not saved".into());
    };
    let client = oidc::find(&ctx, &organisation, &made.id.to_string()).await?.ok_or("no application")?;
    let sessions = sessions(&db, &ctx, org, &people).await?;

    let signs = signatures_a_second()?;
    let all = Arc::new(grants(&db, &ctx, (org, made.id), (&people, &sessions), codes).await?);
    let turn = Arc::new(AtomicUsize::new(0));
    let began = started();
    let mut tasks = JoinSet::new();
    for _ in 0..at_once {
        let (ctx, organisation, client) = (ctx.clone(), organisation.clone(), client.clone());
        let (all, turn) = (all.clone(), turn.clone());
        tasks.spawn(async move { redeem_all(&ctx, &organisation, &client, (&all, &turn)).await });
    }
    let taken: usize = tasks.join_all().await.into_iter().sum();
    let rate = per_second(taken, began.elapsed());
    if taken != codes {
        return Err(format!("{taken} of {codes} codes were taken").into());
    }
    println!("RESULT rate={rate} signs={signs}");
    Ok(())
}

async fn redeem_all(
    ctx: &Ctx,
    organisation: &Arc<actions::Organisation>,
    client: &Client,
    (all, turn): (&[String], &AtomicUsize),
) -> usize {
    let mut taken = 0;
    while let Some(code) = all.get(turn.fetch_add(1, Ordering::Relaxed)) {
        let shown = token::Shown { code, redirect_address: BACK, verifier: Some(VERIFIER) };
        match token::redeem(ctx, (organisation, ISSUER), client, shown).await {
            Ok(Some(_)) => taken += 1,
            Ok(None) => {}
            Err(error) => eprintln!("{error}"),
        }
    }
    taken
}

/// How often a key signs claims of the usual size, one after another.
fn signatures_a_second() -> Result<u64, Problem> {
    let key = new_key(Algorithm::Es256)?;
    let signer = Signer::new("bench".to_owned(), Algorithm::Es256, &key.private)?;
    let claims = vec![b'x'; 400];
    let (began, mut count) = (started(), 0);
    while began.elapsed() < Duration::from_secs(2) {
        for _ in 0..100 {
            signer.sign("JWT", &claims)?;
        }
        count += 100;
    }
    Ok(per_second(count, began.elapsed()))
}

fn edit() -> PartyEdit {
    PartyEdit {
        name: "Cloud".to_owned(),
        template: Template::Own,
        kind: ClientKind::Confidential,
        redirect_addresses: BACK.to_owned(),
        logout_addresses: String::new(),
        back_channel: String::new(),
        who: Selected::Everyone,
        second_factor: false,
        max_age: None,
        consent: false,
        refresh: Refresh::WhileSignedIn,
        without_pkce: false,
        algorithm: Algorithm::Es256,
        claims: Vec::new(),
    }
}

/// A session of each person.
async fn sessions(db: &Db, ctx: &Ctx, org: OrganisationId, people: &[UserId]) -> Result<Vec<SessionId>, Problem> {
    let now = ctx.now();
    let id = || SessionId::from_bytes(ctx.verifier().new_id(now.micros() / 1000));
    let all: Vec<(SessionId, UserId)> = people.iter().map(|user| (id(), *user)).collect();
    let rows = all.clone();
    db.write_with::<_, _, store::Error, _>((org, rows, now), |tx, (org, rows, now)| {
        Box::pin(async move {
            for (id, user) in rows {
                let terms = SessionTerms { expires_at: now.plus(Lifetime::days(1)), idle: None, persistent: true };
                let session = Session {
                    id: *id,
                    user: *user,
                    facts: SessionFacts {
                        started_at: *now,
                        terms,
                        last_seen_at: *now,
                        proof: None,
                        factor_at: Some(*now),
                    },
                    password_at: *now,
                    browser: "Firefox, Windows".to_owned(),
                    source: "192.0.2.1".to_owned(),
                    platform: None,
                };
                store::session::insert(tx, *org, Sha256::digest(id.bytes()).into(), &session).await?;
            }
            Ok(())
        })
    })
    .await?;
    Ok(all.into_iter().map(|(id, _)| id).collect())
}

/// Grants whose codes nobody took yet; answers the codes.
async fn grants(
    db: &Db,
    ctx: &Ctx,
    (org, party): (OrganisationId, RelyingPartyId),
    (people, sessions): (&[UserId], &[SessionId]),
    count: usize,
) -> Result<Vec<String>, Problem> {
    let now = ctx.now();
    let mut codes = Vec::with_capacity(count);
    let pairs: Vec<(UserId, SessionId)> = people.iter().copied().zip(sessions.iter().copied()).collect();
    let made: Vec<Grant> = pairs
        .iter()
        .cycle()
        .take(count)
        .map(|(user, session)| {
            let id = GrantId::from_bytes(ctx.verifier().new_id(now.micros() / 1000));
            let code = ctx.verifier().new_grant_token(Kind::Code, id.bytes());
            codes.push(code.text().to_string());
            Grant {
                id,
                party,
                user: *user,
                session: *session,
                stays: false,
                scopes: Scopes::known_in("openid profile email"),
                nonce: Some("n".to_owned()),
                redirect_address: BACK.to_owned(),
                challenge: Some(Sha256::digest(VERIFIER).into()),
                acr: "urn:tweestap:acr:1fa".to_owned(),
                password_at: now,
                proof: None,
                made_at: now,
                code: code.hash(),
                code_until: now.plus(Lifetime::hours(1)),
                redeemed_at: None,
                access: None,
                refresh: None,
                ends_at: now.plus(Lifetime::hours(1)),
            }
        })
        .collect();
    for part in made.chunks(PART) {
        db.write_with::<_, _, store::Error, _>((org, part.to_vec()), |tx, (org, part)| {
            Box::pin(async move {
                for grant in part {
                    store::grant::insert(tx, *org, grant).await?;
                }
                Ok(())
            })
        })
        .await?;
    }
    Ok(codes)
}
