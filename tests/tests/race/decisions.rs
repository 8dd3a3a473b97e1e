//! A decision that changes is seen by every process within a second: two real processes of the program over one PostgreSQL,
//! and a third, the test, that makes the change as the command line would. Neighbour: `processes.rs` races over the same.

use std::time::Duration;

use actions::Clock as _;
use actions::admin::import::{self, Choices, Import, Mode, OnBad, Table, Told, Watch};
use actions::admin::people::{self, Membership};
use actions::admin::policies::{self, NewPolicy};
use actions::admin::selections::{self, RuleEdit, SavedSelection, SelectionEdit};
use actions::{Ctx, Organisation};
use anyhow::{Result, ensure};
use domain::id::UserId;
use domain::policy::{Demand, LateEnrolment, Requirement};
use domain::time::{Lifetime, Timestamp};
use journeys::crowd::Crowd;
use journeys::process::{self, Installation};
use journeys::seat::Seat;
use server::clock::{SystemClock, monotonic};
use std::io::Cursor;
use std::sync::Arc;
use store::Engine;
use store::testing::empty;

use crate::race::mandatory;

/// The group that the policy holds for.
const GROUP: &str = "Backend";
/// How soon a change must be seen.
const SOON: Duration = Duration::from_secs(1);
/// Each change is seen in time so often.
const TIMES: usize = 3;
/// A try in which a single answer took this long says that the machine stood still, and proves nothing.
const STOOD_STILL: Duration = Duration::from_millis(200);
/// So many tries may prove nothing.
const EXCUSED: usize = 20;

/// How a try went.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// How long it took until both processes asked for more.
    took: Duration,
    /// The longest that a single answer took meanwhile.
    longest_answer: Duration,
}

/// The installation, and a browser at each of its two processes.
struct Office {
    ctx: Ctx,
    organisation: Arc<Organisation>,
    crowd: Crowd,
    seats: [Seat; 2],
}

impl Office {
    /// A person who is signed in, at both processes, and is asked nothing yet.
    async fn enter(&mut self, name: &str) -> Result<UserId> {
        let member = self.crowd.add_one(name, SystemClock.now()).await?;
        self.take(member.id).await?;
        Ok(member.id)
    }

    async fn take(&mut self, user: UserId) -> Result<()> {
        let token = self.crowd.sessions(&[user], SystemClock.now()).await?.pop().unwrap_or_default();
        for seat in &mut self.seats {
            seat.take_session(&token);
        }
        Ok(())
    }

    /// Both processes let the session go on; the answer stands in their memory from now on.
    async fn both_go_on(&mut self, what: &str) -> Result<()> {
        for seat in &mut self.seats {
            let status = seat.visitor.get("/session").await?.status;
            ensure!(status == 204, "{what}: answered {status} before the change");
        }
        Ok(())
    }

    /// How long it takes from now until both processes ask for more.
    async fn until_both_stop(&mut self) -> Result<Seen> {
        let (begun, mut longest_answer) = (monotonic(), Duration::ZERO);
        for seat in &mut self.seats {
            loop {
                let asked = monotonic();
                let status = seat.visitor.get("/session").await?.status;
                longest_answer = longest_answer.max(asked.elapsed());
                if status != 204 {
                    break;
                }
                ensure!(begun.elapsed() < SOON * 20, "a process never saw the change");
            }
        }
        Ok(Seen { took: begun.elapsed(), longest_answer })
    }
}

struct Unwatched;

impl Watch for Unwatched {
    fn line(&mut self, _: &Told) {}

    fn at(&mut self, _: f64) {}
}

/// Each change is seen by both processes in time, whenever it is tried; a try in which the machine stood still does not
/// count.
pub(crate) async fn within_a_second() -> Result<()> {
    let database = empty(Engine::Postgres).await?;
    let data = tempfile::tempdir()?;
    let optional = Demand { requirement: Requirement::Optional, ..mandatory(LateEnrolment::EmailedCode) };
    let first = NewPolicy { name: "Everyone".to_owned(), selection: None, demand: optional };
    let settings = process::settings(data.path(), &database.setting())?;
    let (ctx, organisation) = process::set_up(&settings, first).await?;
    let rule = RuleEdit::Dynamic(format!("groups eq \"{GROUP}\""));
    let selection = SelectionEdit { id: None, version: 0, name: GROUP.to_owned(), description: String::new(), rule };
    let saved = selections::save_by_command_line(&ctx, &organisation, selection).await?;
    ensure!(matches!(saved, SavedSelection::Saved(..)), "{saved:?}");
    let backend = NewPolicy {
        name: "Backend users".to_owned(),
        selection: Some(GROUP.to_owned()),
        demand: mandatory(LateEnrolment::EmailedCode),
    };
    policies::save(&ctx, &organisation, backend).await?;
    let crowd = Crowd::of(&ctx, &organisation).await?;
    let installation = Installation::new(env!("CARGO_BIN_EXE_tweestap-to-kill"), data.path(), &database.setting());
    let processes = [installation.serve().await?, installation.serve().await?];
    let [one, other] = &processes;
    let seats = [Seat::new(&one.site).await?, Seat::new(&other.site).await?];
    let mut office = Office { ctx, organisation, crowd, seats };
    for change in [Change::EntersGroup, Change::ComesByFile, Change::ExemptionEnds, Change::PolicyChanges] {
        let (mut in_time, mut excused) = (0, 0);
        while in_time < TIMES {
            let seen = office.try_one(change, in_time + excused).await?;
            println!("{change:?}: {seen:?}");
            if seen.took < SOON {
                in_time += 1;
                continue;
            }
            ensure!(seen.longest_answer >= STOOD_STILL, "{change:?} was seen too late: {seen:?}");
            excused += 1;
            ensure!(excused <= EXCUSED, "the machine stood still {excused} times");
        }
    }
    Ok(())
}

#[derive(Clone, Copy, Debug)]
enum Change {
    EntersGroup,
    ComesByFile,
    ExemptionEnds,
    PolicyChanges,
}

impl Office {
    /// Makes a change about a new person; how long both processes took to see it.
    async fn try_one(&mut self, change: Change, attempt: usize) -> Result<Seen> {
        let name = format!("{change:?}-{attempt}").to_lowercase();
        let (ctx, organisation) = (self.ctx.clone(), self.organisation.clone());
        match change {
            Change::EntersGroup => {
                let person = self.enter(&name).await?;
                self.both_go_on("group").await?;
                people::set_membership(&ctx, &organisation, person, GROUP, Membership::In).await?;
                self.until_both_stop().await
            }
            Change::ComesByFile => {
                self.enter(&name).await?;
                self.both_go_on("file").await?;
                self.import(&format!("user_name,groups\n{name},{GROUP}\n")).await?;
                self.until_both_stop().await
            }
            Change::ExemptionEnds => {
                let person = self.enter(&name).await?;
                let end = SystemClock.now().plus(Lifetime::seconds(4));
                policies::exempt(&ctx, &organisation, person, end, "No telephone").await?;
                people::set_membership(&ctx, &organisation, person, GROUP, Membership::In).await?;
                self.both_go_on("exempt").await?;
                let seen = self.until_both_stop().await?;
                // By the clock and not by a job: it is seen when its moment comes, and not before.
                let now = SystemClock.now();
                ensure!(now >= end, "an exemption ended before its end");
                Ok(Seen { took: late(now, end), ..seen })
            }
            Change::PolicyChanges => {
                self.enter(&name).await?;
                self.both_go_on("policy").await?;
                let demand = mandatory(LateEnrolment::EmailedCode);
                let stricter = NewPolicy { name: "Everyone".to_owned(), selection: None, demand };
                policies::save(&ctx, &organisation, stricter).await?;
                let seen = self.until_both_stop().await?;
                let optional = Demand { requirement: Requirement::Optional, ..demand };
                let before = NewPolicy { name: "Everyone".to_owned(), selection: None, demand: optional };
                policies::save(&ctx, &organisation, before).await?;
                Ok(seen)
            }
        }
    }

    async fn import(&self, text: &str) -> Result<()> {
        let table = Table::open(Box::new(Cursor::new(text.as_bytes().to_vec())), None)??;
        let columns = import::columns(&self.ctx, &self.organisation, &table.headings, &[]).await??;
        let key = import::key(&self.ctx, &self.organisation, "user_name").await??;
        let choices = Choices { columns, key, mode: Mode::KnownOnly, on_bad: OnBad::Stop };
        let opened = Import::by_command_line(&self.ctx, &self.organisation, (table, "people.csv"), choices).await?;
        let mut import = opened?;
        import.look(&mut Unwatched).await?;
        import.run(&mut Unwatched).await?;
        Ok(())
    }
}

fn late(now: Timestamp, end: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(now.since(end).micros()).unwrap_or(0))
}
