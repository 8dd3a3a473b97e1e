//! The main race once more, against two real processes of the program on one database: nothing is shared between those who
//! decide but the rows. Neighbour: `codes.rs` runs it inside one process, where the clock can be moved.

use actions::Clock as _;
use actions::admin::policies::NewPolicy;
use anyhow::{Context as _, Result, ensure};
use domain::policy::LateEnrolment;
use journeys::crowd::Crowd;
use journeys::process::{self, Installation};
use journeys::seat::{Said, Seat};
use server::clock::SystemClock;
use store::Engine;
use store::testing::empty;
use verifier::totp::{code_at, step_at};

use crate::race::{LAST_STEP, MANY, SESSIONS, Start, audited, count, mandatory, rounds};

/// 64 submissions of one valid code over two processes: exactly one counts. The clock is the machine's, so every round is
/// somebody else's code.
pub(crate) async fn one_code() -> Result<()> {
    let database = empty(Engine::Postgres).await?;
    let data = tempfile::tempdir()?;
    let policy = NewPolicy { name: "Everyone".to_owned(), selection: None, demand: mandatory(LateEnrolment::AtSignIn) };
    let settings = process::settings(data.path(), &database.setting())?;
    let (ctx, organisation) = process::set_up(&settings, policy).await?;
    let crowd = Crowd::of(&ctx, &organisation).await?;
    // One folder, for the key alone: what stands in it besides belongs to SQLite.
    let installation = Installation::new(env!("CARGO_BIN_EXE_tweestap-to-kill"), data.path(), &database.setting());
    let processes = [installation.serve().await?, installation.serve().await?];
    let mut seats = Vec::with_capacity(MANY);
    for process in processes.iter().cycle().take(MANY) {
        seats.push(Seat::new(&process.site).await?);
    }
    let names: Vec<String> = (0..rounds()).map(|round| format!("person-{round}")).collect();
    let people = crowd.add(&names, SystemClock.now()).await?;
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let apps = crowd.give_apps(&ids, SystemClock.now()).await?;
    let mut won = [0_usize; 2];
    for (round, (person, app)) in ids.into_iter().zip(apps).enumerate() {
        let tokens = crowd.halves(&[person; MANY], SystemClock.now()).await?;
        let now = SystemClock.now().seconds();
        let mut start = Start::of(MANY);
        for (n, (mut seat, token)) in seats.drain(..).zip(tokens).enumerate() {
            let code = code_at(&app.secret, now);
            start.line_up(async move {
                seat.take_half(&token);
                let said = seat.prove(&code).await?;
                Ok((n, seat, said))
            });
        }
        let mut told = start.finish().await?;
        told.sort_by_key(|(n, ..)| *n);
        let mut accepted = 0;
        for (n, seat, said) in told {
            match said {
                Said::Passed => {
                    accepted += 1;
                    *won.get_mut(n % 2).context("two processes")? += 1;
                }
                Said::Used => {}
                other => anyhow::bail!("round {round}: {other:?}"),
            }
            seats.push(seat);
        }
        ensure!(accepted == 1, "round {round}: the code was accepted {accepted} times");
        let last = count(&crowd, &LAST_STEP, person).await?;
        ensure!(last == step_at(now), "round {round}: the register stands at {last}");
        ensure!(count(&crowd, &SESSIONS, person).await? == 1, "round {round}");
        ensure!(audited(&crowd, person, "factor-accepted").await? == 1, "round {round}");
        ensure!(audited(&crowd, person, "factor-failed").await? == 0, "round {round}");
    }
    println!("{} rounds; won by the first process {}, by the second {}", rounds(), won[0], won[1]);
    ensure!(rounds() < 50 || won.iter().all(|won| *won > 0), "one process never won: the race is none: {won:?}");
    Ok(())
}
