//! `kill -9` while a campaign writes and sends, over and over, on both engines, with the real program. How many letters
//! there are says `TWEESTAP_TEST_LETTERS`.

use std::collections::BTreeMap;
use std::time::Duration;

use actions::Clock as _;
use actions::admin::campaign::{self, By, ToldAgain, Which};
use actions::admin::desk::Acted;
use actions::admin::people::{self, NewPassword, NewPerson};
use anyhow::{Context as _, Result, ensure};
use domain::campaign::{CampaignState, Hours, Plan};
use domain::id::{CampaignId, OrganisationId};
use domain::policy::Demand;
use domain::time::Lifetime;
use domain::user::Role;
use jiff::ToSpan;
use journeys::process::{self, Installation};
use journeys::scene::{BACKEND, PASSWORD, policy};
use server::clock::{MovableClock, SystemClock};
use server::jobs::Post;
use server::mail::sink::Sink;
use server::settings::Settings;
use server::wire::{self, First};
use store::testing::{empty, engines};
use store::{Db, Engine, Statement};
use verifier::{Entropy as _, OsEntropy};

const LETTERS: usize = 1_500;
const KILLS: usize = 10;
/// People who are added at once.
const PART: usize = 5_000;
/// Letters that are sent in a second on the slowest machine.
const SLOWEST: usize = 100;

const ROWS: Statement = Statement::new(
    "test.told_rows",
    "SELECT m.user_id, o.recipient, o.state FROM campaign_messages m JOIN outbox o ON o.organisation_id = m.organisation_id
     AND o.message_id = m.message_id WHERE m.organisation_id = $1",
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_twice_and_nobody_is_forgotten_when_it_is_killed() -> Result<()> {
    let letters = match std::env::var("TWEESTAP_TEST_LETTERS") {
        Ok(text) => text.parse().context("TWEESTAP_TEST_LETTERS")?,
        Err(_) => LETTERS,
    };
    for engine in engines() {
        killed(engine, letters).await.with_context(|| format!("{engine:?}"))?;
    }
    Ok(())
}

async fn killed(engine: Engine, letters: usize) -> Result<()> {
    let patience = Duration::from_secs(u64::try_from(20 + letters / SLOWEST)?);
    let data = tempfile::tempdir()?;
    let database = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(empty(engine).await?),
    };
    let setting = database.as_ref().map(store::testing::Fresh::setting).unwrap_or_default();
    let sink = Sink::start_for_many().await?;
    let settings = process::settings(data.path(), &setting)?;
    let today = SystemClock.now().date_in(&jiff::tz::TimeZone::get("Europe/Amsterdam")?);
    let demand = Demand { deadline: Some(today.checked_add(20.days())?), ..BACKEND };
    let (ctx, organisation) = process::set_up(&settings, policy("Everyone", None, demand)).await?;
    let hash = people::hash(&ctx, &PASSWORD.into()).await?;
    for first in (0..letters).step_by(PART) {
        let new = (first..letters.min(first + PART)).map(|number| NewPerson {
            user_name: format!("p{number}"),
            display_name: format!("Persoon {number}"),
            addresses: vec![format!("p{number}@waterland.example")],
            language: None,
            role: Role::Member,
            groups: Vec::new(),
            password: NewPassword::Hashed(hash.clone()),
        });
        people::add_many(&ctx, &organisation, new.collect()).await?;
    }
    // Announced today, at any hour: the program runs by the real clock.
    let plan = Plan { before: Vec::new(), hours: Hours { from: 0, until: 24 }, ..Plan::usual(today) };
    let id = CampaignId::from_bytes([7; 16]);
    let kept = actions::admin::policy::list(&ctx, &organisation).await?;
    let policy = kept.first().context("a policy")?.policy.id;
    let input = (organisation.id, plan, ctx.now());
    ctx.db()
        .write_with::<_, _, store::Error, _>(input, move |tx, (org, plan, now)| {
            Box::pin(
                async move { store::campaign::insert(tx, *org, (id, policy), ("Two steps", plan), (*now, None)).await },
            )
        })
        .await?;
    campaign::go(&ctx, By::CommandLine(&organisation), id, CampaignState::Running).await?;
    let (org, db) = (organisation.id, ctx.db().clone());
    if engine == Engine::Sqlite {
        db.close().await;
    }
    drop(ctx);

    let installation =
        Installation::new(env!("CARGO_BIN_EXE_tweestap-to-kill"), data.path(), &setting).with_mail(&sink.url());
    let mut before = 0;
    for round in 0..KILLS {
        let process = installation.serve().await?;
        // Somewhere in the writing or the sending; the last rounds have little left to do.
        let mut chance = [0_u8; 2];
        OsEntropy.fill(&mut chance);
        let wanted = before + 20 + usize::from(u16::from_le_bytes(chance)) % (letters / KILLS);
        let _reached = tokio::time::timeout(patience, sink.wait_for_count(wanted)).await;
        process.kill()?;
        before = sink.count();
        ensure!(round > 0 || before > 0, "nothing was sent before the first kill");
    }
    let process = installation.serve().await?;
    settled(&settings, org, (letters, &["waiting"]), patience).await?;
    process.kill()?;

    let db = opened(&settings).await?;
    let mut told: BTreeMap<Vec<u8>, (String, String)> = BTreeMap::new();
    for row in db.all(&ROWS, &[org.bytes().into()]).await? {
        let (user, told_to) = (row.bytes(0)?.to_vec(), (row.text(1)?.to_owned(), row.text(2)?.to_owned()));
        ensure!(told.insert(user, told_to).is_none(), "somebody was told twice");
    }
    ensure!(told.len() == letters, "{} of {letters} were told", told.len());
    let arrived = arrived(&sink);
    let mut unknown = 0;
    for (address, state) in told.values() {
        let mails = arrived.get(address).copied().unwrap_or_default();
        ensure!(mails <= 1, "{address} got {mails}");
        // A message that was on its way at a kill may have arrived: nobody knows, and it is not sent again.
        let on_its_way = state == "sending" || state == "unknown";
        ensure!(mails == 1 || on_its_way, "{address} got nothing, and the message is {state}");
        unknown += usize::from(on_its_way);
    }
    ensure!(unknown <= (KILLS + 1) * Post::CLAIMS, "{unknown} messages of which nobody knows");
    db.close().await;
    counted_and_listed(&settings, id, unknown).await?;
    told_again(&settings, id, unknown).await?;
    let process = installation.serve().await?;
    settled(&settings, org, (letters + unknown, &["waiting", "sending"]), patience).await?;
    process.kill()?;
    let arrived = self::arrived(&sink);
    for (address, state) in told.values() {
        let mails = arrived.get(address).copied().unwrap_or_default();
        let most = if state == "sent" { 1 } else { 2 };
        ensure!((1..=most).contains(&mails), "{address} got {mails} in the end, and the first was {state}");
    }
    println!(
        "{engine:?}: killed {KILLS} times, {letters} told, {unknown} unknown and told again, {} arrived",
        sink.count()
    );
    Ok(())
}

/// Waits until so many messages are written, and none is in one of these states.
async fn settled(
    settings: &Settings,
    org: OrganisationId,
    (messages, states): (usize, &[&str]),
    patience: Duration,
) -> Result<()> {
    let messages = i64::try_from(messages)?;
    let settled = async {
        loop {
            let db = opened(settings).await?;
            let counts = store::outbox::count(&db, org).await?;
            let written: i64 = counts.iter().map(|(_, count)| count).sum();
            let open = counts.iter().any(|(state, _)| states.contains(&state.as_str()));
            db.close().await;
            if written >= messages && !open {
                return Ok::<(), anyhow::Error>(());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(patience, settled).await.context("not everyone was told")?
}

/// How many mails came to each address.
fn arrived(sink: &Sink) -> BTreeMap<String, usize> {
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    for mail in sink.messages() {
        *arrived.entry(mail.to.first().cloned().unwrap_or_default()).or_default() += 1;
    }
    arrived
}

/// The sender has those told again of whose messages nobody knows.
async fn told_again(settings: &Settings, id: CampaignId, unknown: usize) -> Result<()> {
    let ctx = wire::open(settings, std::sync::Arc::new(SystemClock), First::Refuse).await?;
    let organisation = ctx.only_organisation()?;
    let told = campaign::tell_again(&ctx, By::CommandLine(&organisation), id).await?;
    let expected = if unknown == 0 { ToldAgain::Nothing } else { ToldAgain::Done(u64::try_from(unknown)?) };
    ensure!(matches!(told, Acted::Done(told) if told == expected), "{told:?}, and {unknown} were unknown");
    ctx.db().close().await;
    Ok(())
}

/// A quarter of an hour later the page of the campaign counts and lists those of which nobody knows.
async fn counted_and_listed(settings: &Settings, id: CampaignId, unknown: usize) -> Result<()> {
    let later = MovableClock::real();
    later.advance(Lifetime::minutes(16));
    let ctx = wire::open(settings, std::sync::Arc::new(later), First::Refuse).await?;
    let organisation = ctx.only_organisation()?;
    actions::upkeep::purge(&ctx).await?;
    let tally = campaign::tally(&ctx, &organisation, id).await?;
    let counted: u64 = tally.values().map(|step| step.unknown).sum();
    let open: u64 = tally.values().map(|step| step.waiting).sum();
    let which = Which { state: "unknown".to_owned(), ..Which::default() };
    let listed = campaign::told(&ctx, &organisation, (id, &which), None, i64::MAX).await?;
    ensure!(
        (counted, listed.len(), open) == (u64::try_from(unknown)?, unknown, 0),
        "{counted} counted, {} listed, {open} open",
        listed.len()
    );
    ctx.db().close().await;
    Ok(())
}

async fn opened(settings: &Settings) -> Result<Db> {
    let (url, options) = wire::database(&settings.database)?;
    Ok(Db::open(&url, options).await?)
}
