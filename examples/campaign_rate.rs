//! How fast a campaign writes what is due: `scripts/bench` compares it with the same rows put in by nothing but the engine's
//! driver (`bare_campaign` of the store). Never part of the product.
//!
//! use: `campaign_rate URL PEOPLE`, where URL is as the setting `database.url`, of a database that the product has made.

mod measure;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actions::admin::campaign::{self, By, CampaignEdit, Drafted};
use actions::admin::desk::Acted;
use actions::admin::people::{self, NewPassword, NewPerson};
use actions::admin::policies::{self, NewPolicy};
use actions::{Clock, Ctx, Rules};
use domain::campaign::{CampaignState, Hours, Plan};
use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use domain::time::{Lifetime, Timestamp};
use domain::user::Role;
use jiff::ToSpan;
use store::{DatabaseUrl, Db, Options};
use verifier::{KeyRing, OsEntropy, PoolSize, Verifier};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Problem = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "use: campaign_rate URL PEOPLE";
const MASTER_KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
/// People in one transaction while the house is filled.
const PART: usize = 5_000;

/// The machine's clock.
struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let url = std::env::args().nth(1).ok_or(USAGE)?;
    let count: usize = std::env::args().nth(2).and_then(|text| text.parse().ok()).ok_or(USAGE)?;
    let db = Db::open(&DatabaseUrl::parse(&url, Path::new("."))?, Options::default()).await?;
    let keys = KeyRing::from_text(MASTER_KEY)?;
    let verifier = Verifier::start(keys, Arc::new(OsEntropy), PoolSize { threads: 1, queue: 1 })?;
    let ctx = Ctx::new(db.clone(), verifier, Arc::new(MachineClock), Rules::default()).await?;
    let organisation = ctx.only_organisation()?;
    for first in (0..count).step_by(PART) {
        let part = (first..count.min(first + PART)).map(|number| NewPerson {
            user_name: format!("c{number}"),
            display_name: format!("Person {number}"),
            addresses: vec![format!("c{number}@example.org")],
            language: None,
            role: Role::Member,
            groups: Vec::new(),
            // Nobody signs in here.
            password: NewPassword::Hashed(String::new()),
        });
        people::add_many(&ctx, &organisation, part.collect()).await?;
    }
    let today = ctx.now().date_in(&organisation.zone);
    let demand = Demand {
        requirement: Requirement::Mandatory,
        deadline: Some(today.checked_add(20.days())?),
        grace_days: 0,
        ask: Ask::Every(Lifetime::days(30)),
        stay: Stay::For(Lifetime::days(1)),
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment: LateEnrolment::EmailedCode,
        mode: Mode::On,
    };
    let new = NewPolicy { name: "Campaign".to_owned(), selection: None, demand };
    let policy = policies::save(&ctx, &organisation, new).await?;
    let plan = Plan { hours: Hours { from: 0, until: 24 }, ..Plan::usual(today) };
    let edit = CampaignEdit { id: None, version: 0, policy, name: "Campaign".to_owned(), plan };
    let by = By::CommandLine(&organisation);
    let Acted::Done(Drafted::Saved(id)) = campaign::make(&ctx, by, &edit).await? else {
        return Err("the campaign was not made".into());
    };
    campaign::go(&ctx, by, id, CampaignState::Running).await?;
    let begun = clock();
    let before = measure::memory()?;
    let writing = tokio::spawn(async move { campaign::run(&ctx).await });
    let mut most = before;
    while !writing.is_finished() {
        most = most.max(measure::memory()?);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let written = writing.await??;
    let seconds = begun.elapsed().as_secs_f64();
    let rate = f64::from(u32::try_from(written)?) / seconds;
    let grown = (most - before) / 1e6;
    println!("RESULT messages={written} rps={rate:.0} seconds={seconds:.2} grown={grown:.0}");
    db.close().await;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this measures time")]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}
