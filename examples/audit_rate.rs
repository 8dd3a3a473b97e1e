//! What the audit log costs, for `scripts/bench`. Never part of the product.
//!
//! use: `audit_rate append CLIENTS SECONDS RUNS PEOPLE [DATABASE]`: the shortest act (a code that is spent), in turns
//! bare and kept in the log, with the sealing of the rows. `audit_rate verify ROWS RUNS [DATABASE]`: a whole log proved.
//! DATABASE as in the setting `database.url`, and empty; without it, SQLite in a temporary folder.

mod house;
mod measure;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use actions::admin::set_up::{self, NewOrganisation};
use actions::audit_chain::{seal_one, verify};
use actions::{Ctx, Rules};
use domain::audit::{Actor, AuditEvent};
use domain::id::{AuditId, OrganisationId, UserId};
use store::audit::AuditRow;
use store::factor::{self, ThrottleKey};
use store::{DatabaseUrl, Db, Error, Options};
use verifier::{KeyRing, OsEntropy, PoolSize, Verifier};

use house::{MachineClock, People, Problem, argument, fill};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "audit_rate append CLIENTS SECONDS RUNS PEOPLE [DATABASE] | audit_rate verify ROWS RUNS [DATABASE]";
const MASTER_KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
/// Rows in one transaction while a log is filled.
const PART: usize = 1_000;

/// Every step is a new one.
static STEP: AtomicI64 = AtomicI64::new(1);

#[derive(Clone)]
struct Bench {
    ctx: Ctx,
    org: OrganisationId,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Problem> {
    let what: String = argument(1, USAGE)?;
    let folder = tempfile::tempdir()?;
    match what.as_str() {
        "append" => {
            let bench = Bench::open(6, folder.path()).await?;
            let (clients, seconds, runs) = (argument(2, USAGE)?, argument(3, USAGE)?, argument(4, USAGE)?);
            bench.append(clients, Duration::from_secs(seconds), (runs, argument(5, USAGE)?)).await
        }
        "verify" => {
            let bench = Bench::open(4, folder.path()).await?;
            bench.verify(argument(2, USAGE)?, argument(3, USAGE)?).await
        }
        _ => Err(format!("use: {USAGE}").into()),
    }
}

impl Bench {
    async fn open(place: usize, folder: &Path) -> Result<Self, Problem> {
        let url = DatabaseUrl::parse(&std::env::args().nth(place).unwrap_or_default(), folder)?;
        let db = Db::open(&url, Options::default()).await?;
        db.migrate().await?;
        let keys = KeyRing::from_text(MASTER_KEY)?;
        let verifier = Verifier::start(keys, Arc::new(OsEntropy), PoolSize { threads: 1, queue: 1 })?;
        let ctx = Ctx::new(db, verifier, Arc::new(MachineClock), Rules::default()).await?;
        let new = NewOrganisation {
            name: "Bench".into(),
            host: "localhost".into(),
            time_zone: "Europe/Amsterdam".into(),
            language: "nl".into(),
            helpdesk_telephone: None,
            support_url: None,
        };
        let org = set_up::organisation(&ctx, new).await?;
        Ok(Self { ctx, org })
    }

    /// In turns without and with the log; a turn with it is over when its last row is sealed.
    async fn append(&self, clients: usize, span: Duration, (runs, people): (usize, usize)) -> Result<(), Problem> {
        let now = self.ctx.now();
        fill(self.ctx.db(), self.ctx.verifier(), self.org, People { count: people, password_hash: None, now }).await?;
        for _ in 0..runs {
            for kept in [false, true] {
                let began = stopwatch();
                let done = Arc::new(AtomicBool::new(false));
                let sealing = kept.then(|| tokio::spawn(self.clone().seal(done.clone())));
                let clients = (0..clients).map(|client| {
                    let bench = self.clone();
                    tokio::spawn(async move { bench.drive((client, people), kept, (began, span)).await })
                });
                let clients: Vec<_> = clients.collect();
                let mut times = Vec::new();
                for client in clients {
                    times.extend(client.await??);
                }
                done.store(true, Ordering::Release);
                if let Some(sealing) = sealing {
                    sealing.await??;
                }
                let name = if kept { "kept" } else { "bare" };
                tell(name, times, began.elapsed());
            }
        }
        Ok(())
    }

    async fn drive(
        &self,
        (client, people): (usize, usize),
        kept: bool,
        (began, span): (Instant, Duration),
    ) -> Result<Vec<Duration>, Problem> {
        let mut times = Vec::new();
        let mut number = client * 7_919;
        while began.elapsed() < span {
            number = (number + 104_729) % people;
            let start = stopwatch();
            let spent = Spent {
                bench: self.clone(),
                name: format!("u{number}"),
                step: STEP.fetch_add(1, Ordering::Relaxed),
                kept,
            };
            self.ctx.db().write_together(spent, |tx, spent| Box::pin(async move { spent.spend(tx).await })).await?;
            times.push(start.elapsed());
        }
        Ok(times)
    }

    async fn seal(self, done: Arc<AtomicBool>) -> Result<(), actions::Error> {
        let mut ticks = tokio::time::interval(Duration::from_millis(500));
        while !done.load(Ordering::Acquire) {
            ticks.tick().await;
            seal_one(&self.ctx, self.org).await?;
        }
        seal_one(&self.ctx, self.org).await.map(|_| ())
    }

    async fn verify(&self, rows: usize, runs: usize) -> Result<(), Problem> {
        for first in (0..rows).step_by(PART) {
            let events =
                (first..rows.min(first + PART)).map(|number| self.event(number)).collect::<Result<Vec<_>, _>>()?;
            self.ctx
                .db()
                .write_with((self.org, events), |tx, (org, events)| {
                    Box::pin(async move {
                        events.iter().try_for_each(|(event, mac)| store::audit::write(tx, *org, event.clone(), mac))
                    })
                })
                .await?;
            seal_one(&self.ctx, self.org).await?;
        }
        // The first time fills what the engine and the system remember.
        for run in 0..=runs {
            let before = measure::memory()? / 1024.0;
            let began = stopwatch();
            let report = verify(&self.ctx, self.org, None, &mut |_| {}).await?;
            let took = began.elapsed();
            if !report.is_clean() || usize::try_from(report.rows)? < rows {
                return Err(format!("the log does not verify: {report:?}").into());
            }
            if run > 0 {
                let rate = u128::try_from(report.rows)? * 1_000_000 / took.as_micros().max(1);
                println!("verify RESULT rps={rate} before={before:.0} after={:.0}", measure::memory()? / 1024.0);
            }
        }
        Ok(())
    }

    fn event(&self, number: usize) -> Result<(store::audit::NewEvent, [u8; 20]), Error> {
        let event = match number % 3 {
            0 => AuditEvent::PasswordAccepted,
            1 => AuditEvent::FactorAccepted { factor: "app".into() },
            _ => AuditEvent::SignedIn { by_trusted_device: false },
        };
        self.kept(UserId::from_bytes([u8::try_from(number % 251).unwrap_or_default(); 16]), event)
    }

    fn kept(&self, user: UserId, event: AuditEvent) -> Result<(store::audit::NewEvent, [u8; 20]), Error> {
        let at = self.ctx.now();
        let id = AuditId::from_bytes(self.ctx.verifier().new_id(at.micros() / 1_000));
        let source = Some("192.0.2.1".to_owned());
        let event = AuditRow { id, at, actor: Actor::User(user), subject: Some(user), source, event }.kept()?;
        let mac = self.ctx.verifier().audit_mac(&event.encoded(self.org));
        Ok((event, mac))
    }
}

/// A code that counts once, as `actions::verify` spends it, but for the hashing.
struct Spent {
    bench: Bench,
    name: String,
    step: i64,
    kept: bool,
}

impl Spent {
    async fn spend(&self, tx: &mut store::Tx) -> Result<(), Error> {
        let org = self.bench.org;
        let absent = || Error::Broken("nobody of this name".into());
        let factor = factor::of_name_in(tx, org, &self.name).await?.ok_or_else(absent)?;
        let secret = factor.secrets.first().ok_or_else(absent)?;
        let key = ThrottleKey { org, user: factor.user, factor: "app" };
        let (statement, params) =
            factor::spend_step(key, &factor.throttle, (secret.id, self.step), self.bench.ctx.now());
        // Another client may have drawn the same person and a later step.
        tx.execute(statement, &params).await?;
        if self.kept {
            let (event, mac) = self.bench.kept(factor.user, AuditEvent::FactorAccepted { factor: "app".into() })?;
            store::audit::write(tx, org, event, &mac)?;
        }
        Ok(())
    }
}

fn tell(name: &str, mut times: Vec<Duration>, took: Duration) {
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).map_or(0, Duration::as_micros);
    let rate = u128::try_from(times.len()).unwrap_or_default() * 1_000_000 / took.as_micros().max(1);
    println!("{name} RESULT rps={rate} p50={} p99={}", at(50), at(99));
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch is what this program is")]
fn stopwatch() -> Instant {
    Instant::now()
}
