//! The six weeks of `weeks.rs` once more, by the real program: started on the days that matter at the moment of the messages,
//! killed with SIGKILL while it writes or sends, and started again. It looks by itself, whenever it said it would.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use actions::admin::campaign::{self, By, CampaignEdit, Drafted};
use actions::admin::desk::Acted;
use actions::admin::{import_authenticator, policies, policy as rules};
use actions::{Ctx, Organisation};
use anyhow::{Context as _, Result, bail, ensure};
use domain::campaign::{CampaignState, Plan};
use domain::id::{CampaignId, OrganisationId, OutboxId};
use domain::policy::Demand;
use domain::time::{Lifetime, Timestamp};
use jiff::civil::{Date, date};
use journeys::process::{self, Installation};
use journeys::scene::{BACKEND, Member, local, policy};
use journeys::tools::find_tool;
use server::clock::MovableClock;
use server::jobs::Post;
use server::mail::sink::Sink;
use server::settings::Settings;
use server::wire::{self, First};
use store::testing::{Fresh, empty, engines};
use store::{Db, Engine, Statement};
use verifier::{Entropy as _, OsEntropy};

use crate::campaigns::weeks::{
    ANNOUNCED, FIRST, Fate, LAST, LATER, MOVED_ON, PEOPLE, add, comes, fate, refuse_and_exempt, told_what_was_due,
};

/// The days on which somebody is due something, and some on which nobody is.
const DAYS: [Date; 16] = [
    date(2026, 10, 30),
    ANNOUNCED,
    date(2026, 11, 3),
    date(2026, 11, 16),
    date(2026, 11, 24),
    MOVED_ON,
    date(2026, 11, 26),
    date(2026, 12, 1),
    date(2026, 12, 3),
    date(2026, 12, 8),
    date(2026, 12, 9),
    date(2026, 12, 11),
    date(2026, 12, 14),
    LATER,
    date(2026, 12, 16),
    date(2026, 12, 22),
];
/// How long a day may take on the slowest machine.
const PATIENCE: Duration = Duration::from_mins(1);

const MESSAGES: Statement =
    Statement::new("test.messages", "SELECT message_id, state FROM outbox WHERE organisation_id = $1");
const UNHEARD: Statement = Statement::new(
    "test.unheard",
    "SELECT recipient FROM outbox WHERE organisation_id = $1 AND state IN ('sending', 'unknown')",
);
const NEXT_LOOK: Statement =
    Statement::new("test.next_look", "SELECT look_at FROM campaigns WHERE organisation_id = $1");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_weeks_with_a_kill_in_each_leave_nobody_out_on_sqlite() -> Result<()> {
    weeks(Engine::Sqlite).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_weeks_with_a_kill_in_each_leave_nobody_out_on_postgres() -> Result<()> {
    if !engines().contains(&Engine::Postgres) {
        return Ok(());
    }
    weeks(Engine::Postgres).await
}

/// What the days share.
struct Weeks {
    settings: Settings,
    installation: Installation,
    clock: MovableClock,
    sink: Sink,
    org: OrganisationId,
    members: BTreeMap<usize, Member>,
    kills: usize,
}

impl Weeks {
    /// Whatever people do between two runs of the program is done while it is away: SQLite is one program's.
    async fn open(&self) -> Result<(Ctx, Arc<Organisation>)> {
        let ctx = wire::open(&self.settings, Arc::new(self.clock.clone()), First::Refuse).await?;
        let organisation = ctx.only_organisation()?;
        Ok((ctx, organisation))
    }

    /// Who enrolled since the day before, who comes, and whether the deadline moves.
    async fn before(&mut self, (last, day): (Option<Date>, Date)) -> Result<()> {
        self.clock.set(local(&format!("{day} 08:30:00"))?);
        let (ctx, organisation) = self.open().await?;
        for (number, member) in &self.members {
            let Fate::Enrols(on) = fate(*number) else { continue };
            if on < day && last.is_none_or(|last| on >= last) {
                let secret = [u8::try_from(number % 251)?; 20];
                import_authenticator::import(&ctx, &organisation, member.id, &secret, "Phone").await?;
            }
        }
        if day == date(2026, 12, 3) {
            let coming = add((&ctx, &organisation), (0..PEOPLE).filter(|number| comes(*number))).await?;
            self.members.extend(coming);
        }
        if day == MOVED_ON {
            let later = Demand { deadline: Some(LATER), ..BACKEND };
            policies::save(&ctx, &organisation, policy("Everyone", None, later)).await?;
        }
        ctx.db().close().await;
        Ok(())
    }

    /// The program runs at the hour of the messages; killed at a chance moment, and again until all is done.
    async fn run(&mut self, day: Date) -> Result<()> {
        let at = local(&format!("{day} 09:00:00"))?;
        let program = self.installation.clone().at(at);
        let before = self.sink.count();
        let process = program.serve().await?;
        let mut chance = [0_u8; 1];
        OsEntropy.fill(&mut chance);
        let wanted = before + 1 + usize::from(chance[0]) % 100;
        let _reached = tokio::time::timeout(Duration::from_millis(1_500), self.sink.wait_for_count(wanted)).await;
        process.kill()?;
        self.kills += 1;
        let process = program.serve().await?;
        let settled = async {
            while !self.is_settled(at).await? {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Ok::<(), anyhow::Error>(())
        };
        tokio::time::timeout(PATIENCE, settled).await.with_context(|| format!("{day} never ends"))??;
        process.kill().map(drop)
    }

    /// Everyone was told what was due to them, once; and what was told arrived, but for what was on its way at a kill.
    async fn judge(&self, engine: Engine, id: CampaignId) -> Result<()> {
        let (ctx, organisation) = self.open().await?;
        let mut unheard: HashMap<String, usize> = HashMap::new();
        for row in ctx.db().all(&UNHEARD, &[self.org.bytes().into()]).await? {
            *unheard.entry(row.text(0)?.to_owned()).or_default() += 1;
        }
        let told = told_what_was_due((&ctx, &organisation), id, (&self.members, &unheard));
        told.await.with_context(|| format!("{engine:?}"))?;
        let mut arrived = HashSet::new();
        for mail in self.sink.messages() {
            let id = mail.header("Message-ID").context("a mail without a Message-ID")?.to_owned();
            ensure!(arrived.insert(id.clone()), "{engine:?}: {id} arrived twice");
        }
        let mut unknown = 0;
        for row in ctx.db().all(&MESSAGES, &[self.org.bytes().into()]).await? {
            let (message, state) = (OutboxId::from_bytes(row.array(0)?).to_string(), row.text(1)?.to_owned());
            let has_arrived = arrived.iter().any(|id| id.contains(&message));
            // What was on its way at a kill may have arrived: nobody knows, and it is not sent again.
            let on_its_way = state == "sending" || state == "unknown";
            let is_right = if has_arrived { state == "sent" || on_its_way } else { state == "failed" || on_its_way };
            ensure!(is_right, "{engine:?}: {message} is {state}, and arrived: {has_arrived}");
            unknown += usize::from(on_its_way);
        }
        ensure!(unknown <= self.kills * Post::CLAIMS, "{engine:?}: {unknown} messages of which nobody knows");
        println!("{engine:?}: {} kills, {} mails arrived, {unknown} of which nobody knows", self.kills, arrived.len());
        ctx.db().close().await;
        Ok(())
    }

    /// Whether the campaign looks again later, everyone heard that a deadline moved, and no mail waits.
    async fn is_settled(&self, at: Timestamp) -> Result<bool> {
        let (url, options) = wire::database(&self.settings.database)?;
        let db = Db::open(&url, options).await?;
        let rows = db.all(&NEXT_LOOK, &[self.org.bytes().into()]).await?;
        let next = Timestamp::from_micros(rows.first().context("no campaign")?.int(0)?);
        let states = store::outbox::count(&db, self.org).await?;
        let open = states.iter().any(|(state, _)| state == "waiting");
        let moves = store::deadline_move::all(&db, self.org).await?;
        db.close().await;
        Ok(next > at.plus(Lifetime::seconds(20)) && !open && moves.is_empty())
    }
}

async fn weeks(engine: Engine) -> Result<()> {
    if find_tool("faketime")?.is_none() {
        return Ok(());
    }
    let data = tempfile::tempdir()?;
    let database = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(empty(engine).await?),
    };
    let setting = database.as_ref().map(Fresh::setting).unwrap_or_default();
    let sink = Sink::start().await?;
    let settings = process::settings(data.path(), &setting)?;
    let clock = MovableClock::standing_at(local("2026-10-28 10:00:00")?);
    let everyone = policy("Everyone", None, BACKEND);
    let (ctx, organisation) = process::set_up_at(&settings, everyone, Arc::new(clock.clone())).await?;
    let members = add((&ctx, &organisation), (0..PEOPLE).filter(|number| !comes(*number))).await?;
    refuse_and_exempt((&ctx, &organisation), &sink, &members).await?;
    let policy = rules::list(&ctx, &organisation).await?.first().context("a policy")?.policy.id;
    let made =
        CampaignEdit { id: None, version: 0, policy, name: "Two steps".to_owned(), plan: Plan::usual(ANNOUNCED) };
    let by = By::CommandLine(&organisation);
    let Acted::Done(Drafted::Saved(id)) = campaign::make(&ctx, by, &made).await? else { bail!("no campaign") };
    campaign::go(&ctx, by, id, CampaignState::Running).await?;
    let org = organisation.id;
    ctx.db().close().await;
    drop((ctx, organisation));

    let program = env!("CARGO_BIN_EXE_tweestap-to-kill");
    let installation = Installation::new(program, data.path(), &setting).with_mail(&sink.url());
    let mut weeks = Weeks { settings, installation, clock, sink, org, members, kills: 0 };
    let mut last = None;
    for day in DAYS {
        weeks.before((last, day)).await.with_context(|| format!("{engine:?}, before {day}"))?;
        weeks.run(day).await.with_context(|| format!("{engine:?} on {day}"))?;
        last = Some(day);
    }
    ensure!(last < Some(LAST) && DAYS.first() > Some(&FIRST), "the days lie within the weeks");
    weeks.judge(engine, id).await
}
