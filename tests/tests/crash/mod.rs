//! `kill -9` in the middle of a stream of enrolments and sign-ins, over and over, on both engines, with the real program.
//! Whatever was answered before the kill is there after it; whatever was not is there as a whole or not at all.
//!
//! `subject.rs`: who does what, and what must stand in the database after each step; `stream.rs`: clients that do it and
//! note what was answered; `facts.rs`: what does stand there; `judge.rs`: the comparison, and what the program then says.

mod facts;
mod judge;
mod stream;
mod subject;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use actions::Clock as _;
use actions::admin::policies::NewPolicy;
use anyhow::{Context as _, Result, ensure};
use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use domain::time::{Lifetime, Timestamp};
use journeys::crowd::Crowd;
use journeys::process::{self, Installation};
use server::clock::{self, SystemClock};
use server::settings::Settings;
use server::wire;
use store::testing::{Fresh, empty, engines};
use store::{Db, Engine};
use tempfile::TempDir;
use verifier::{OsEntropy, entropy};

use crate::crash::facts::Facts;
use crate::crash::judge::Tally;
use crate::crash::stream::{Interruption, Journal};
use crate::crash::subject::Subject;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_answered_is_lost_or_counted_twice_when_killed_200_times_on_sqlite() -> Result<()> {
    campaign(Engine::Sqlite).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_answered_is_lost_or_counted_twice_when_killed_200_times_on_postgres() -> Result<()> {
    if engines().contains(&Engine::Postgres) { campaign(Engine::Postgres).await } else { Ok(()) }
}

/// How often it is killed; `TWEESTAP_TEST_KILLS` asks for more.
fn kills() -> usize {
    std::env::var("TWEESTAP_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

/// On PostgreSQL every so many rounds not the program is killed but its connections.
const CUT_EVERY: usize = 8;

/// People who get a turn in a round: twice as many as clients.
const A_TURN: usize = 12;

async fn campaign(engine: Engine) -> Result<()> {
    let mut scene = Scene::set(engine).await?;
    let mut process = scene.installation.serve().await?;
    let mut tally = Tally::default();
    let (mut killed, mut cut) = (0, 0);
    let began = (clock::monotonic(), now());
    while killed < kills() {
        scene.fill().await?;
        scene.let_go().await?;
        let interruption = Interruption::by_chance(&OsEntropy);
        let turn = scene.waiting.len().min(A_TURN);
        let mut journal = Journal::of(scene.waiting.drain(..turn).collect());
        if engine == Engine::Postgres && (killed + cut) % CUT_EVERY == CUT_EVERY - 1 {
            let db = scene.crowd()?.db().clone();
            let dead = scene.mark_dead().await?;
            let streamed =
                stream::run(&process.site, &mut journal, interruption, async move || facts::cut_connections(&db).await);
            let streamed = streamed.await;
            streamed.with_context(|| told(&process.log(), (killed, cut), began))?;
            cut += 1;
            scene.wait_for_death(dead).await?;
        } else {
            let site = process.site.clone();
            let mut log = Vec::new();
            let streamed = stream::run(&site, &mut journal, interruption, async || {
                log = process.kill()?;
                judge::faultless(&log)
            });
            let streamed = streamed.await;
            streamed.with_context(|| told(&log, (killed, cut), began))?;
            killed += 1;
            let dead = scene.mark_dead().await?;
            process = scene.installation.serve().await?;
            tally.slowest_start = tally.slowest_start.max(process.began_in);
            scene.wait_for_death(dead).await?;
        }
        scene.put_back(journal.untouched);
        scene.take_up().await?;
        let crowd = scene.crowd()?;
        facts::whole(crowd, engine).await.with_context(|| format!("after {killed} kills"))?;
        let settled = judge::judge(crowd, &process.site, journal.touched, &mut tally).await;
        scene.settled.extend(settled.with_context(|| format!("after {killed} kills"))?);
    }
    scene.let_go().await?;
    judge::faultless(&process.kill()?)?;
    scene.take_up().await?;
    let crowd = scene.crowd()?;
    facts::whole(crowd, engine).await?;
    // What was settled early on has outlived every kill that came after.
    for (subject, stood) in &scene.settled {
        let stands = Facts::read(crowd, subject).await?;
        ensure!(stands == *stood, "{subject:?}\nstood as {stood:?}\nstands as {stands:?}");
    }
    println!("{engine:?}: killed {killed} times, connections cut {cut} times, {} people; {tally}", scene.settled.len());
    tally.check(killed)
}

/// What else to know of a round that went wrong: when, the end of the log, and whether the machine's clock was set
/// meanwhile, for then a right code may be refused.
fn told(log: &[String], (killed, cut): (usize, usize), (began, at): (Instant, Timestamp)) -> String {
    let passed = i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX);
    let set = now().micros() - at.micros() - passed;
    let end = log.get(log.len().saturating_sub(20)..).unwrap_or_default().join("\n");
    format!("after {killed} kills and {cut} cuts, the clock set by {set} µs; the end of the log:\n{end}")
}

/// Everything around the program: its data, and people who wait for their turn.
struct Scene {
    installation: Installation,
    settings: Settings,
    engine: Engine,
    crowd: Option<Crowd>,
    resting: Crowd,
    number: usize,
    waiting: VecDeque<Subject>,
    settled: Vec<(Subject, Facts)>,
    /// Last, so that the data outlives whatever uses it.
    _database: Option<Fresh>,
    _data: TempDir,
}

impl Scene {
    async fn set(engine: Engine) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(empty(engine).await?),
        };
        let url = database.as_ref().map(Fresh::setting).unwrap_or_default();
        let settings = process::settings(data.path(), &url)?;
        let (ctx, organisation) = process::set_up(&settings, everyone()).await?;
        let crowd = Crowd::of(&ctx, &organisation).await?;
        let program = env!("CARGO_BIN_EXE_tweestap-to-kill");
        Ok(Self {
            installation: Installation::new(program, data.path(), &served_as(&url)),
            settings,
            engine,
            crowd: Some(crowd.clone()),
            resting: crowd,
            number: 0,
            waiting: VecDeque::new(),
            settled: Vec::new(),
            _database: database,
            _data: data,
        })
    }

    fn crowd(&self) -> Result<&Crowd> {
        self.crowd.as_ref().context("the database is closed here")
    }

    /// Enough people for a round.
    async fn fill(&mut self) -> Result<()> {
        if self.waiting.len() >= A_TURN {
            return Ok(());
        }
        let crowd = self.crowd()?.clone();
        let made = subject::prepare(&crowd, &mut self.number, SystemClock.now()).await?;
        self.waiting.extend(made);
        Ok(())
    }

    /// Closes the database file here: the program alone holds it when it is killed, and alone must recover it.
    async fn let_go(&mut self) -> Result<()> {
        if self.engine == Engine::Sqlite
            && let Some(crowd) = self.crowd.take()
        {
            crowd.db().close().await;
        }
        Ok(())
    }

    /// Whoever had no turn is the first of the next round.
    fn put_back(&mut self, untouched: VecDeque<Subject>) {
        for subject in untouched.into_iter().rev() {
            self.waiting.push_front(subject);
        }
    }

    async fn take_up(&mut self) -> Result<()> {
        if self.crowd.is_none() {
            let (url, options) = wire::database(&self.settings.database)?;
            self.crowd = Some(self.resting.reopened(Db::open(&url, options).await?));
        }
        Ok(())
    }

    /// On a server: this moment, as it tells it. What it does for a client that was killed goes on for a while.
    async fn mark_dead(&self) -> Result<i64> {
        match self.engine {
            Engine::Sqlite => Ok(0),
            Engine::Postgres => facts::server_time(self.crowd()?.db()).await,
        }
    }

    async fn wait_for_death(&self, dead: i64) -> Result<()> {
        match self.engine {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => {
                let gone = facts::wait_until_gone(self.crowd()?.db(), dead);
                tokio::time::timeout(Duration::from_secs(10), gone).await.context("connections of the dead stay")?
            }
        }
    }
}

/// The address under which the program's connections can be told from the test's own.
fn served_as(url: &str) -> String {
    match url {
        "" => String::new(),
        url if url.contains('?') => format!("{url}&application_name={}", facts::PROGRAM),
        url => format!("{url}?application_name={}", facts::PROGRAM),
    }
}

/// A second factor for everyone, at once, asked at every sign-in.
fn everyone() -> NewPolicy {
    let demand = Demand {
        requirement: Requirement::Mandatory,
        deadline: None,
        grace_days: 0,
        ask: Ask::Always,
        stay: Stay::For(Lifetime::days(1)),
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment: LateEnrolment::AtSignIn,
        mode: Mode::On,
    };
    NewPolicy { name: "Everyone".to_owned(), selection: None, demand }
}

/// A random number below `bound`.
fn chance(bound: u32) -> u32 {
    entropy::below(&OsEntropy, bound)
}

fn now() -> Timestamp {
    SystemClock.now()
}
