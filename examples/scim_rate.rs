//! How many people a system writes by SCIM in a second, each in a request of their own, beside the rate at which bare rows of people
//! are inserted in batches on the same core: `scripts/bench` runs it. Never part of the product.
//!
//! use: `scim_rate DATABASE PEOPLE AT_ONCE`; DATABASE as in the setting `database.url`, and empty.

#[path = "house/bare.rs"]
mod bare;
#[path = "house/found.rs"]
mod found;
mod house;
#[path = "house/pace.rs"]
mod pace;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actions::admin::people_sources::{SourceEdit, make_by_command_line};
use actions::scim::{Caller, enter, people};
use actions::{Clock, Ctx, Organisation, Rules, Visit};
use serde_json::{Value, json};
use store::{DatabaseUrl, Db, Options};
use tokio::task::JoinSet;
use verifier::{KeyRing, OsEntropy, PoolSize, Verifier};

use bare::inserts_a_second;
use found::found;
use house::{MachineClock, People, Problem, argument, fill};
use pace::{per_second, started};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "scim_rate DATABASE PEOPLE AT_ONCE";
const MASTER_KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
/// People who are there already.
const HERE: usize = 1_000;
/// As an import has in one transaction.
const BATCH: usize = 500;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Problem> {
    let url = DatabaseUrl::parse(&argument::<String>(1, USAGE)?, Path::new("."))?;
    let (count, at_once): (usize, usize) = (argument(2, USAGE)?, argument(3, USAGE)?);
    let db = Db::open(&url, Options::default()).await?;
    db.migrate().await?;
    let verifier =
        Verifier::start(KeyRing::from_text(MASTER_KEY)?, Arc::new(OsEntropy), PoolSize { threads: 1, queue: 1 })?;
    let org = found(&db, &verifier, MachineClock.now()).await?;
    // Nobody connects a system to a house where nobody is.
    fill(&db, &verifier, org, People { count: HERE, password_hash: None, now: MachineClock.now() }).await?;
    let inserts = inserts_a_second(&db, org, count).await?;
    let ctx = Ctx::new(db, verifier, Arc::new(MachineClock), Rules::default()).await?;
    let organisation = ctx.only_organisation()?;
    let made = make_by_command_line(&ctx, &organisation, &SourceEdit::fresh("Directory")).await?;
    let key = made.map_err(|faults| format!("no source was made: {faults:?}"))?.key;
    let visit = Visit {
        organisation: organisation.clone(),
        source: "192.0.2.1".to_owned(),
        browser: String::new(),
        platform: None,
        device: None,
    };
    let caller = enter(&ctx, &visit, Some(&key)).await?.ok_or("the key opens nothing")?;

    let turn = Arc::new(AtomicUsize::new(0));
    let began = started();
    let mut tasks = JoinSet::new();
    for _ in 0..at_once {
        let (ctx, organisation, caller, turn) = (ctx.clone(), organisation.clone(), caller.clone(), turn.clone());
        tasks.spawn(async move { add_all(&ctx, &organisation, &caller, (&turn, count)).await });
    }
    let added: usize = tasks.join_all().await.into_iter().sum();
    let rate = per_second(added, began.elapsed());
    if added != count {
        return Err(format!("{added} of {count} people were added").into());
    }
    println!("RESULT rate={rate} inserts={inserts}");
    Ok(())
}

async fn add_all(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    (turn, count): (&AtomicUsize, usize),
) -> usize {
    let mut added = 0;
    loop {
        let number = turn.fetch_add(1, Ordering::Relaxed);
        if number >= count {
            return added;
        }
        match people::add(ctx, organisation, caller, person(number)).await {
            Ok(Ok(_)) => added += 1,
            Ok(Err(fault)) => eprintln!("{fault:?}"),
            Err(error) => eprintln!("{error}"),
        }
    }
}

fn person(number: usize) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "externalId": format!("{number:08}-4c1f-4d6e-9f0a-6a1b2c3d4e5f"),
        "userName": format!("person{number}@directory.example"),
        "name": { "givenName": "Person", "familyName": format!("Number {number}") },
        "emails": [{ "type": "work", "value": format!("person{number}@directory.example"), "primary": true }],
        "active": true,
    })
}
