//! Many at the same instant: what counts once counts once, and no number of parallel tries buys more looks than one after
//! the other would. On SQLite with one server, on PostgreSQL with two that share database and key.
//!
//! `codes.rs`: codes of an app, `processes.rs`: the same from two real processes; `once.rs`: whatever else is spent;
//! `guesses.rs`: limits under a flood; `decisions.rs`: how soon a change counts everywhere.

mod codes;
mod decisions;
mod guesses;
mod once;
mod processes;

use std::sync::Arc;

use actions::Visit;
use actions::admin::policies::NewPolicy;
use actions::verify::{Verified, verify};
use actions::{Clock as _, Ctx, Organisation};
use anyhow::{Context as _, Result, anyhow};
use domain::id::UserId;
use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use domain::time::{Lifetime, Timestamp};
use journeys::crowd::Crowd;
use journeys::seat::{Said, Seat};
use server::clock::MovableClock;
use server::testing::{House, HouseOptions};
use store::testing::{Fresh, empty, engines};
use store::{Engine, Statement};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// Submissions at the same instant.
const MANY: usize = 64;

/// Tests that run on each engine, each as a test of its own.
macro_rules! on_both_engines {
    ($($race:path => $name:ident;)+) => {
        $(mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_sqlite() -> anyhow::Result<()> {
                $race(store::Engine::Sqlite).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_postgres_from_two_servers() -> anyhow::Result<()> {
                if super::is_there(store::Engine::Postgres) { $race(store::Engine::Postgres).await } else { Ok(()) }
            }
        })+
    };
}

on_both_engines! {
    crate::race::codes::one_code => one_of_64_submissions_of_a_code_is_accepted_over_every_channel;
    crate::race::codes::one_half => one_half_sign_in_becomes_one_session_whatever_proves_it;
    crate::race::once::put_off => one_half_sign_in_that_puts_the_offer_off_becomes_one_session;
    crate::race::once::recovery_code => one_of_64_uses_of_a_recovery_code_counts;
    crate::race::once::enrolment_code => one_of_64_uses_of_an_enrolment_code_opens_enrolling;
    crate::race::once::right_among_wrong => a_right_code_that_meets_wrong_ones_is_not_called_wrong;
    crate::race::once::confirmation => one_of_64_confirmations_of_a_pending_app_enrols_it;
    crate::race::once::last_two => two_tabs_that_remove_the_last_two_apps_leave_one;
    crate::race::guesses::five_thousand => five_thousand_wrong_guesses_buy_no_more_than_the_schedule;
    crate::race::guesses::disabled => a_hundred_failures_disable_the_app_however_many_guess_at_once;
    crate::race::guesses::right_among_wrong => a_right_code_among_wrong_ones_never_counts_twice_nor_hides_a_failure;
    crate::race::guesses::passwords => parallel_wrong_passwords_buy_no_more_than_the_schedule;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_64_submissions_to_two_processes_is_accepted_in_each_of_200_rounds() -> Result<()> {
    if is_there(Engine::Postgres) { processes::one_code().await } else { Ok(()) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_see_within_a_second_that_a_decision_changed() -> Result<()> {
    if is_there(Engine::Postgres) { decisions::within_a_second().await } else { Ok(()) }
}

/// Rounds of the main races; `TWEESTAP_TEST_ROUNDS` asks for more.
fn rounds() -> usize {
    std::env::var("TWEESTAP_TEST_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

fn is_there(engine: Engine) -> bool {
    engines().contains(&engine)
}

/// A second factor for everyone, at once, asked at every sign-in.
fn mandatory(late_enrolment: LateEnrolment) -> Demand {
    Demand {
        requirement: Requirement::Mandatory,
        deadline: None,
        grace_days: 0,
        ask: Ask::Always,
        stay: Stay::For(Lifetime::days(1)),
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment,
        mode: Mode::On,
    }
}

/// The servers of a race: one on SQLite, two on PostgreSQL. Their clock stands until it is moved.
struct Track {
    houses: Vec<House>,
    clock: MovableClock,
    crowd: Crowd,
    organisation: Arc<Organisation>,
    /// Last, so that the database outlives the servers.
    _database: Option<Fresh>,
}

impl Track {
    async fn open(engine: Engine, demand: Demand) -> Result<Self> {
        let clock = MovableClock::standing_at(Timestamp::from_seconds(1_800_000_010));
        let policies = vec![NewPolicy { name: "Everyone".to_owned(), selection: None, demand }];
        let mut options = HouseOptions { clock: clock.clone(), policies, ..HouseOptions::default() };
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(empty(engine).await?),
        };
        if let Some(database) = &database {
            options.database = database.setting();
        }
        let first = start(options.clone()).await?;
        let mut houses = vec![first];
        if let (Some(_), Some(first)) = (&database, houses.first()) {
            options.key_file = Some(first.key_file().to_owned());
            houses.push(start(options).await?);
        }
        let first = houses.first().context("no house")?;
        let crowd = Crowd::of(&first.ctx, &first.organisation).await?;
        let organisation = first.organisation.clone();
        Ok(Self { houses, clock, crowd, organisation, _database: database })
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The server that the nth submission goes to: they take turns.
    fn house(&self, n: usize) -> Result<&House> {
        self.houses.iter().cycle().nth(n).context("no house")
    }

    fn ctx(&self, n: usize) -> Result<Ctx> {
        Ok(self.house(n)?.ctx.clone())
    }

    async fn seats(&self, number: usize) -> Result<Vec<Seat>> {
        let mut seats = Vec::with_capacity(number);
        for n in 0..number {
            seats.push(Seat::new(&format!("http://{}", self.house(n)?.address)).await?);
        }
        Ok(seats)
    }

    /// A number that one statement over one person answers.
    async fn count(&self, statement: &'static Statement, user: UserId) -> Result<i64> {
        count(&self.crowd, statement, user).await
    }

    /// How often the audit log has this event about a person.
    async fn audited(&self, user: UserId, kind: &str) -> Result<i64> {
        audited(&self.crowd, user, kind).await
    }

    /// A bare check on the nth server; what cannot be taken on is an answer too.
    async fn verify(ctx: Ctx, organisation: Arc<Organisation>, name: String, code: String) -> Result<Said> {
        let visit = Visit {
            organisation,
            source: "192.0.2.7".to_owned(),
            browser: String::new(),
            platform: None,
            device: None,
        };
        Ok(match verify(&ctx, &visit, &name, &code).await {
            Ok(Verified::Right) => Said::Passed,
            Ok(Verified::Wrong) => Said::Wrong,
            Ok(Verified::Wait(_) | Verified::Closed) => Said::Wait,
            Err(actions::Error::Busy(_) | actions::Error::Unavailable(_)) => Said::Unavailable,
            Err(error) => return Err(error.into()),
        })
    }
}

async fn start(options: HouseOptions) -> Result<House> {
    House::start(options).await.map_err(|error| anyhow!("a house does not start: {error}"))
}

async fn count(crowd: &Crowd, statement: &'static Statement, user: UserId) -> Result<i64> {
    let params = [crowd.org().bytes().into(), user.bytes().into()];
    let row = crowd.db().one(statement, &params).await?;
    Ok(row.map(|row| row.opt_int(0)).transpose()?.flatten().unwrap_or(0))
}

async fn audited(crowd: &Crowd, user: UserId, kind: &str) -> Result<i64> {
    let params = [crowd.org().bytes().into(), user.bytes().into(), kind.into()];
    let row = crowd.db().one(&AUDITED, &params).await?;
    Ok(row.context("a count without a row")?.int(0)?)
}

const AUDITED: Statement = Statement::new(
    "race.audited",
    "SELECT COUNT(*) FROM audit_events WHERE organisation_id = $1 AND subject_id = $2 AND kind = $3",
);
const SESSIONS: Statement =
    Statement::new("race.sessions", "SELECT COUNT(*) FROM sessions WHERE organisation_id = $1 AND user_id = $2");
const APPS: Statement =
    Statement::new("race.apps", "SELECT COUNT(*) FROM authenticators WHERE organisation_id = $1 AND user_id = $2");
const RECOVERY_CODES: Statement = Statement::new(
    "race.recovery_codes",
    "SELECT COUNT(*) FROM recovery_codes WHERE organisation_id = $1 AND user_id = $2",
);
const FAILURES: Statement = Statement::new(
    "race.failures",
    "SELECT failures FROM factor_throttles WHERE organisation_id = $1 AND user_id = $2 AND factor = 'app'",
);
const LAST_STEP: Statement = Statement::new(
    "race.last_step",
    "SELECT MAX(last_step) FROM authenticators WHERE organisation_id = $1 AND user_id = $2",
);

/// Runners that all leave at the same instant.
struct Start<T> {
    barrier: Arc<Barrier>,
    running: JoinSet<Result<T>>,
}

impl<T: Send + 'static> Start<T> {
    fn of(runners: usize) -> Self {
        Self { barrier: Arc::new(Barrier::new(runners)), running: JoinSet::new() }
    }

    fn line_up(&mut self, run: impl Future<Output = Result<T>> + Send + 'static) {
        let barrier = self.barrier.clone();
        self.running.spawn(async move {
            barrier.wait().await;
            run.await
        });
    }

    async fn finish(mut self) -> Result<Vec<T>> {
        let mut all = Vec::with_capacity(self.running.len());
        while let Some(done) = self.running.join_next().await {
            all.push(done??);
        }
        Ok(all)
    }
}
