//! Codes of an authenticator app: one code, or one half sign-in, sent many times at the same instant over every channel.

use anyhow::{Result, ensure};
use domain::policy::LateEnrolment;
use domain::time::Lifetime;
use journeys::seat::{Said, Seat};
use store::Engine;
use verifier::totp::{code_at, step_at};

use crate::race::{LAST_STEP, MANY, SESSIONS, Start, Track, mandatory, rounds};

/// Submissions that go through the bare check, in every other round: it is quicker than a form and mostly wins.
const BARE: usize = 8;
/// Browsers that hold one half sign-in together.
const TOGETHER: usize = 8;

/// 64 submissions of one valid code, some of them in one half sign-in: exactly one counts.
pub(crate) async fn one_code(engine: Engine) -> Result<()> {
    let track = Track::open(engine, mandatory(LateEnrolment::AtSignIn)).await?;
    let anna = track.crowd.add_one("anna", track.now()).await?;
    let app = track.crowd.give_app(anna.id, track.now()).await?;
    let mut seats = track.seats(MANY).await?;
    let mut stale = Seat::new(&format!("http://{}", track.house(1)?.address)).await?;
    // On PostgreSQL the many rounds are those of `processes.rs`; here the bare check takes part.
    let rounds = if engine == Engine::Postgres { rounds().div_ceil(4) } else { rounds() };
    let (mut by_form, mut bare, mut before) = (0, 0, None);
    for round in 0..rounds {
        track.clock.advance(Lifetime::seconds(30));
        let now = track.now();
        let code = code_at(&app.secret, now.seconds());
        let tokens = track.crowd.halves(&vec![anna.id; seats.len() - TOGETHER + 2], now).await?;
        let checks = if round % 2 == 0 { BARE } else { 0 };
        let mut start = Start::of(MANY);
        for (n, mut seat) in seats.drain(checks..).collect::<Vec<_>>().into_iter().enumerate() {
            // The last token is kept for the code of the round before.
            let token = tokens.get(n.min(tokens.len() - 2)).cloned().unwrap_or_default();
            let code = code.clone();
            start.line_up(async move {
                seat.take_half(&token);
                let said = seat.prove(&code).await?;
                Ok((Some(seat), said))
            });
        }
        for n in 0..checks {
            let check = Track::verify(track.ctx(n)?, track.organisation.clone(), anna.name.clone(), code.clone());
            start.line_up(async move { Ok((None, check.await?)) });
        }
        let mut accepted = 0;
        for (seat, said) in start.finish().await? {
            let form = seat.is_some();
            match said {
                Said::Passed => {
                    accepted += 1;
                    by_form += i64::from(form);
                    bare += i64::from(!form);
                }
                // A form says that the code was used before, or that its half sign-in is over; a bare check says no.
                Said::Used | Said::Over => ensure!(form, "round {round}: a bare check said {said:?}"),
                Said::Wrong => ensure!(!form, "round {round}: a form called the right code wrong"),
                other => anyhow::bail!("round {round}: {other:?}"),
            }
            seats.extend(seat);
        }
        ensure!(accepted == 1, "round {round}: the code was accepted {accepted} times");
        let last = track.count(&LAST_STEP, anna.id).await?;
        ensure!(last == step_at(now.seconds()), "round {round}: the register stands at {last}");
        if let Some(before) = before.replace(code) {
            stale.take_half(tokens.last().map_or("", String::as_str));
            let said = stale.prove(&before).await?;
            ensure!(said == Said::Used, "round {round}: the code before it was answered {said:?}");
        }
    }
    let all = i64::try_from(rounds)?;
    ensure!(track.audited(anna.id, "factor-accepted").await? == all);
    ensure!(track.audited(anna.id, "factor-failed").await? == 0);
    ensure!(track.count(&SESSIONS, anna.id).await? == by_form, "a session without a code, or a code without one");
    ensure!(track.audited(anna.id, "signed-in").await? == by_form);
    ensure!(by_form > 0 && bare > 0, "one channel never won: the race is none");
    Ok(())
}

/// One half sign-in, three codes that are all valid now, and a recovery code: one session comes of it.
pub(crate) async fn one_half(engine: Engine) -> Result<()> {
    const ROUNDS: usize = 20;
    let track = Track::open(engine, mandatory(LateEnrolment::AtSignIn)).await?;
    let mut seats = track.seats(MANY).await?;
    for round in 0..ROUNDS {
        track.clock.advance(Lifetime::minutes(2));
        let now = track.now();
        let person = track.crowd.add_one(&format!("person-{round}"), now).await?;
        let app = track.crowd.give_app(person.id, now).await?;
        let recovery = track.crowd.recovery(person.id).await?;
        track.crowd.give_recovery(&[person.id], &recovery, now).await?;
        let token = track.crowd.halves(&[person.id], now).await?.pop().unwrap_or_default();
        let codes: Vec<String> = [-30, 0, 30].iter().map(|off| code_at(&app.secret, now.seconds() + off)).collect();
        let mut start = Start::of(MANY);
        for (n, (mut seat, code)) in seats.drain(..).zip(codes.iter().cycle().cloned()).enumerate() {
            let (token, recovery) = (token.clone(), recovery.text.clone());
            start.line_up(async move {
                seat.take_half(&token);
                let said = if n % 32 == 0 { seat.recover(&recovery).await?.0 } else { seat.prove(&code).await? };
                Ok((seat, said))
            });
        }
        let mut sessions = 0;
        for (seat, said) in start.finish().await? {
            match said {
                Said::Passed => sessions += 1,
                // The recovery code may come second to a failure of another kind of guess, never to a session.
                Said::Used | Said::Over | Said::Wrong => {}
                other => anyhow::bail!("round {round}: {other:?}"),
            }
            seats.push(seat);
        }
        ensure!(sessions == 1, "round {round}: one half sign-in became {sessions} sessions");
        ensure!(track.count(&SESSIONS, person.id).await? == 1, "round {round}");
        ensure!(track.audited(person.id, "factor-accepted").await? == 1, "round {round}: a proof was spent in vain");
    }
    Ok(())
}
