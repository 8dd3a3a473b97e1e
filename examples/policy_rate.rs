//! How long a dry run of a policy, the board of the roll-out and a decision take, beside reading the rows and nothing: `scripts/bench` runs it on the
//! people whom `people_rate` of the store has made. Never part of the product.
//!
//! use: `policy_rate URL`, where URL is as the setting `database.url`.

mod measure;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use actions::admin::policy::{self, PolicyEdit};
use actions::admin::rollout::{self, Scene};
use actions::{Clock, Ctx, Rules};
use domain::id::{OrganisationId, PolicyId, SelectionId};
use domain::policy::{
    Applied, Ask, AuthenticatorRule, Demand, Evidence, LateEnrolment, Mode, Person, Policy, Requirement, Stay, decide,
    fold,
};
use domain::rollout::Part;
use domain::selection::{AttributeKey, OwnValue, Selected, UserFacts};
use domain::time::{Lifetime, Timestamp};
use store::selection::Selection;
use store::{DatabaseUrl, Db, Options, Statement, Value};
use verifier::{KeyRing, OsEntropy, PoolSize, Verifier};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Problem = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "use: policy_rate URL";
const MASTER_KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
/// Numbers of the selections and of the policies.
const SELECTIONS: Range<u8> = 1..201;
const POLICIES: Range<u8> = 1..51;
const PAGE: i64 = 2_000;
const RUNS: usize = 3;
const DECISIONS: u32 = 200_000;

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
    let url = DatabaseUrl::parse(&std::env::args().nth(1).ok_or(USAGE)?, Path::new("."))?;
    let db = Db::open(&url, Options::default()).await?;
    let keys = KeyRing::from_text(MASTER_KEY)?;
    let verifier = Verifier::start(keys, Arc::new(OsEntropy), PoolSize { threads: 1, queue: 1 })?;
    let ctx = Ctx::new(db.clone(), verifier, Arc::new(MachineClock), Rules::default()).await?;
    let org = ctx.only_organisation()?.id;
    rules(&db, org, (SELECTIONS, 1..2)).await?;
    let dry = dry_run(&ctx, &db).await?;
    rehearsal(&ctx, dry).await?;
    board(&ctx).await?;
    rules(&db, org, (0..0, 2..POLICIES.end)).await?;
    decisions(&db, org).await?;
    db.close().await;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this measures time")]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}

fn demand() -> Demand {
    Demand {
        requirement: Requirement::Mandatory,
        deadline: None,
        grace_days: 14,
        ask: Ask::Every(Lifetime::days(30)),
        stay: Stay::For(Lifetime::days(1)),
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment: LateEnrolment::EmailedCode,
        mode: Mode::On,
    }
}

fn selection_id(number: u8) -> SelectionId {
    SelectionId::from_bytes([number; 16])
}

/// Adds selections, each of three conditions, and policies for those of the same number.
async fn rules(db: &Db, org: OrganisationId, (selections, policies): (Range<u8>, Range<u8>)) -> Result<(), Problem> {
    let now = MachineClock.now();
    db.write_with((org, selections, policies, now), |tx, (org, selections, policies, now)| {
        Box::pin(async move {
            for number in selections.clone() {
                let filter = format!("groups eq \"Backend users\" and hours ge {} and town ne \"edam\"", number % 40);
                let new = Selection {
                    id: selection_id(number),
                    name: format!("Selection {number}"),
                    description: String::new(),
                    filter: Some(filter),
                    version: 0,
                    changed_at: *now,
                    changed_by: None,
                };
                store::selection::save(tx, *org, &new).await?;
            }
            for number in policies.clone() {
                let new = Policy {
                    id: PolicyId::from_bytes([number; 16]),
                    name: format!("Policy {number}"),
                    selection: Selected::Selection(selection_id(number)),
                    demand: demand(),
                };
                store::policy::save(tx, *org, &new, *now).await?;
            }
            Ok::<(), store::Error>(())
        })
    })
    .await?;
    Ok(())
}

/// A policy that is new, over everyone, beside one that is there: all people are decided, under both. Answers how long it
/// took, in seconds.
async fn dry_run(ctx: &Ctx, db: &Db) -> Result<f64, Problem> {
    let organisation = ctx.only_organisation()?;
    let edit =
        PolicyEdit { id: None, version: 0, name: "New".to_owned(), selected: Selected::Everyone, demand: demand() };
    let (mut ours, mut bare, mut people, mut grown) = (Vec::new(), Vec::new(), 0, 0.0_f64);
    for _ in 0..RUNS {
        let begun = clock();
        let read = read_rows(db, organisation.id).await?;
        bare.push(begun.elapsed().as_secs_f64());
        let before = measure::memory()?;
        let begun = clock();
        let run = policy::dry_run(ctx, &organisation, &edit, ctx.now()).await?;
        ours.push(begun.elapsed().as_secs_f64());
        grown = grown.max(measure::memory()? - before);
        people = run.all;
        assert_eq!(read, people, "the same people");
    }
    let (ours, bare) = (median(&mut ours)?, median(&mut bare)?);
    println!("RATIO|dry run over {people} people|{ours:.2} s|{bare:.2} s (reading the rows)|{:.2}", ours / bare);
    println!("FIGURE|memory that a dry run takes more|{:.1} MB", (grown / 1e6).max(0.0));
    Ok(ours)
}

/// Everyone as if it were a month later, beside the dry run, in seconds.
async fn rehearsal(ctx: &Ctx, dry: f64) -> Result<(), Problem> {
    let organisation = ctx.only_organisation()?;
    let scene = Scene { part: Part::Whole, at: ctx.now().plus(Lifetime::days(30)) };
    let (mut ours, mut people) = (Vec::new(), 0);
    for _ in 0..RUNS {
        let begun = clock();
        people = rollout::rehearse(ctx, &organisation, scene, |_| ()).await?.people;
        ours.push(begun.elapsed().as_secs_f64());
    }
    let ours = median(&mut ours)?;
    println!("RATIO|rehearsal over {people} people|{ours:.2} s|{dry:.2} s (dry run)|{:.2}", ours / dry);
    Ok(())
}

/// The board of the policy that is there: everyone counted for it and for 40 selections, with a history; then opened.
async fn board(ctx: &Ctx) -> Result<(), Problem> {
    let organisation = ctx.only_organisation()?;
    let before = measure::memory()?;
    let begun = clock();
    rollout::take_snapshots(ctx).await?;
    let counted = begun.elapsed().as_secs_f64();
    println!("FIGURE|everyone counted for the board, and a year worked out|{counted:.1} s");
    println!("FIGURE|memory that counting takes more|{:.1} MB", ((measure::memory()? - before) / 1e6).max(0.0));
    let policies = rollout::policies(ctx, &organisation).await?;
    let policy = policies.first().ok_or("no policy")?;
    let mut times = Vec::new();
    for _ in 0..RUNS * 10 {
        let begun = clock();
        let board = rollout::board(ctx, &organisation, policy, Part::Whole).await?.ok_or("nobody counted")?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        assert!(board.figures.people > 0, "nobody is under the policy");
    }
    println!("FIGURE|board opened|{:.1} ms", median(&mut times)?);
    Ok(())
}

fn median(times: &mut [f64]) -> Result<f64, Problem> {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().ok_or_else(|| "no runs".into())
}

const PEOPLE: Statement = Statement::new(
    "bare.people",
    "SELECT user_id, display_name, user_name, blocked, last_sign_in_at FROM users
     WHERE organisation_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3",
);
const ADDRESSES: Statement = Statement::new(
    "bare.addresses",
    "SELECT user_id FROM addresses WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3",
);
const EXEMPTIONS: Statement = Statement::new(
    "bare.exemptions",
    "SELECT user_id, until_at FROM exemptions WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3",
);
const AUTHENTICATORS: Statement = Statement::new(
    "bare.authenticators",
    "SELECT user_id, kind FROM authenticators WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3",
);
const DUTIES: Statement = Statement::new(
    "bare.duties",
    "SELECT user_id, policy_id, came_under_at FROM duties WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3",
);
const MEMBERS: Statement = Statement::new(
    "bare.members",
    "SELECT user_id, group_id FROM memberships WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3",
);
const VALUES: Statement = Statement::new(
    "bare.values",
    "SELECT user_id, attribute_key, value FROM attribute_values
     WHERE organisation_id = $1 AND user_id > $2 AND user_id <= $3",
);

/// The rows that the decision about everyone needs, page by page; says how many people there were.
async fn read_rows(db: &Db, org: OrganisationId) -> Result<u64, Problem> {
    let (mut last, mut people) = (Value::from(Vec::new()), 0);
    loop {
        let page = db.all(&PEOPLE, &[org.bytes().into(), last.clone(), PAGE.into()]).await?;
        let Some(end) = page.last() else { return Ok(people) };
        let end: Value = end.bytes(0)?.into();
        let of = |statement| (statement, vec![org.bytes().into(), last.clone(), end.clone()]);
        let all = [&ADDRESSES, &EXEMPTIONS, &AUTHENTICATORS, &DUTIES, &MEMBERS, &VALUES].map(of);
        db.all_of(&all).await?;
        people += page.len() as u64;
        last = end;
    }
}

/// The policies that hold for a person, folded, and the decision: all that stands between what was read and the answer.
async fn decisions(db: &Db, org: OrganisationId) -> Result<(), Problem> {
    let rules = store::rules::load(db, org).await?;
    let hours = "39".parse().map_err(|_| "no number")?;
    let facts = UserFacts {
        user_name: "u100".to_owned(),
        display_name: "a person 100".to_owned(),
        emails: vec!["u100@example.org".to_owned()],
        groups: vec!["backend users".to_owned(), "leden".to_owned()],
        active: true,
        role: "member".to_owned(),
        created: Some(Timestamp::from_seconds(1)),
        own: vec![
            (AttributeKey::kept("town"), OwnValue::Text("Marken".to_owned())),
            (AttributeKey::kept("hours"), OwnValue::Number(hours)),
        ],
        ..UserFacts::default()
    };
    let mut other = facts.clone();
    other.groups = vec!["leden".to_owned()];
    for (who, facts) in [("who is under all of them", facts), ("who is under none", other)] {
        let now = MachineClock.now();
        let begun = clock();
        let mut decided = 0_u32;
        for _ in 0..DECISIONS {
            let held = rules.holding(std::hint::black_box(&facts), &[])?;
            let applied: Vec<Applied<'_>> = held.iter().map(|policy| Applied { policy, came_under: now }).collect();
            let policy = fold(&applied, &rules.schema.zone());
            let person = Person {
                blocked: false,
                organisation_closed: false,
                module: domain::organisation::ModuleState::Active,
                exemption: None,
                enrolled: Vec::new(),
            };
            std::hint::black_box(decide(now, &person, &policy, &Evidence::default()));
            decided += 1;
        }
        let each = begun.elapsed().as_secs_f64() * 1e6 / f64::from(decided);
        let (policies, selections) = (rules.policies.len(), rules.selections.len());
        println!("FIGURE|decision, {policies} policies, {selections} selections, {who}|{each:.2} us");
    }
    Ok(())
}
