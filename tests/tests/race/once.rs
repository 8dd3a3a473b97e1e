//! Whatever else is spent by its use: recovery codes, enrolment codes, pending secrets, offers; and the last app, which
//! stays.

use anyhow::{Context as _, Result, bail, ensure};
use domain::policy::{Demand, LateEnrolment, Requirement};
use domain::time::Lifetime;
use journeys::seat::{SESSION, Said, Seat, gives, recovery_code_on, said};
use journeys::visitor::key_on;
use store::Engine;
use verifier::totp::{Secret, code_at};

use crate::race::{APPS, MANY, RECOVERY_CODES, SESSIONS, Start, Track, mandatory};

/// "Later", 64 times in one half sign-in.
pub(crate) async fn put_off(engine: Engine) -> Result<()> {
    const ROUNDS: usize = 20;
    let demand = Demand { requirement: Requirement::Optional, ..mandatory(LateEnrolment::AtSignIn) };
    let track = Track::open(engine, demand).await?;
    let mut seats = track.seats(MANY).await?;
    for round in 0..ROUNDS {
        let person = track.crowd.add_one(&format!("person-{round}"), track.now()).await?;
        let token = track.crowd.halves(&[person.id], track.now()).await?.pop().unwrap_or_default();
        let mut start = Start::of(MANY);
        for mut seat in seats.drain(..) {
            let token = token.clone();
            start.line_up(async move {
                seat.take_half(&token);
                let page = seat.post("/sign-in/enrol", &[("choice", "later"), ("later", "next")]).await?;
                Ok((seat, page))
            });
        }
        let mut sessions = 0;
        for (seat, page) in start.finish().await? {
            sessions += usize::from(gives(&page, SESSION));
            ensure!(page.status < 500, "round {round}: {} {}", page.status, page.text());
            seats.push(seat);
        }
        ensure!(sessions == 1, "round {round}: one half sign-in became {sessions} sessions");
        ensure!(track.count(&SESSIONS, person.id).await? == 1, "round {round}");
        ensure!(track.audited(person.id, "signed-in").await? == 1, "round {round}");
    }
    Ok(())
}

/// One recovery code, 64 times, each in a half sign-in of its own. The one that counts shows the next.
pub(crate) async fn recovery_code(engine: Engine) -> Result<()> {
    const ROUNDS: usize = 5;
    let track = Track::open(engine, mandatory(LateEnrolment::AtSignIn)).await?;
    let anna = track.crowd.add_one("anna", track.now()).await?;
    track.crowd.give_app(anna.id, track.now()).await?;
    let recovery = track.crowd.recovery(anna.id).await?;
    track.crowd.give_recovery(&[anna.id], &recovery, track.now()).await?;
    let mut seats = track.seats(MANY).await?;
    let mut code = recovery.text;
    for round in 1..=ROUNDS {
        // Whatever wait the last round cost is over.
        track.clock.advance(Lifetime::hours(2));
        let tokens = track.crowd.halves(&vec![anna.id; MANY], track.now()).await?;
        let mut start = Start::of(MANY);
        for (mut seat, token) in seats.drain(..).zip(tokens) {
            let code = code.clone();
            start.line_up(async move {
                seat.take_half(&token);
                let (said, page) = seat.recover(&code).await?;
                Ok((seat, said, page))
            });
        }
        let mut replacements = Vec::new();
        for (seat, said, page) in start.finish().await? {
            match said {
                Said::Passed => replacements.push(recovery_code_on(&page)?),
                Said::Wrong | Said::Wait => {}
                other => bail!("round {round}: {other:?}"),
            }
            seats.push(seat);
        }
        ensure!(replacements.len() == 1, "round {round}: the code counted {} times", replacements.len());
        let done = i64::try_from(round)?;
        ensure!(track.count(&SESSIONS, anna.id).await? == done, "round {round}");
        ensure!(track.count(&RECOVERY_CODES, anna.id).await? == 1, "round {round}: a code too many or too few");
        ensure!(track.audited(anna.id, "recovery-code-used").await? == done, "round {round}");
        code = replacements.pop().unwrap_or_default();
    }
    Ok(())
}

/// What opens late enrolment, 64 times: a helpdesk pass, each in a half sign-in of its own, or an e-mailed code in the one
/// that it was sent for. One of them goes on to enrol.
pub(crate) async fn enrolment_code(engine: Engine) -> Result<()> {
    const ROUNDS: usize = 12;
    let track = Track::open(engine, mandatory(LateEnrolment::EmailedCode)).await?;
    let mut seats = track.seats(MANY).await?;
    for round in 0..ROUNDS {
        let now = track.now();
        let person = track.crowd.add_one(&format!("person-{round}"), now).await?;
        let tokens = track.crowd.halves(&vec![person.id; MANY], now).await?;
        let (field, code, halves) = if round % 2 == 0 {
            ("pass", track.crowd.give_pass(person.id, now).await?, MANY)
        } else {
            let half = tokens.first().context("no half sign-in")?;
            ("code", track.crowd.give_email_code(person.id, half, now).await?, 1)
        };
        let mut start = Start::of(MANY);
        for (mut seat, token) in seats.drain(..).zip(tokens.into_iter().take(halves).cycle()) {
            let code = code.clone();
            start.line_up(async move {
                seat.take_half(&token);
                let page = seat.post("/sign-in/enrol/proof", &[("act", field), (field, &code)]).await?;
                Ok((seat, page))
            });
        }
        let mut opened = 0;
        for (seat, page) in start.finish().await? {
            match (page.status, page.location()) {
                (303, "/sign-in/enrol/app") => opened += 1,
                // Not the one, or nothing is asked any more in this half sign-in.
                (200, _) | (303, "/sign-in/enrol") => {}
                (status, to) => bail!("round {round}: {status} {to} {}", page.text()),
            }
            seats.push(seat);
        }
        ensure!(opened == 1, "round {round}: a {field} opened enrolling {opened} times");
        ensure!(track.audited(person.id, "late-enrolment-proved").await? == 1, "round {round}");
    }
    Ok(())
}

/// One right code among three wrong ones, too few for a wait: whatever meets at the same instant, the right one counts and
/// is never called wrong. A recovery code, a helpdesk pass and an e-mailed code in turn.
pub(crate) async fn right_among_wrong(engine: Engine) -> Result<()> {
    const ROUNDS: usize = 24;
    const FEW: usize = 4;
    let track = Track::open(engine, mandatory(LateEnrolment::EmailedCode)).await?;
    let mut seats = track.seats(FEW).await?;
    for round in 0..ROUNDS {
        let now = track.now();
        let person = track.crowd.add_one(&format!("person-{round}"), now).await?;
        let tokens = track.crowd.halves(&[person.id; FEW], now).await?;
        let place = round % FEW;
        let (path, act, wrong, right) = match round % 3 {
            0 => {
                track.crowd.give_app(person.id, now).await?;
                let code = track.crowd.recovery(person.id).await?;
                track.crowd.give_recovery(&[person.id], &code, now).await?;
                ("/sign-in/recovery-code", "code", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ", code.text)
            }
            1 => ("/sign-in/enrol/proof", "pass", "T-ZZZZZ-ZZZZZ", track.crowd.give_pass(person.id, now).await?),
            _ => {
                let half = tokens.get(place).context("no half sign-in")?;
                (
                    "/sign-in/enrol/proof",
                    "code",
                    "E-0000-0000",
                    track.crowd.give_email_code(person.id, half, now).await?,
                )
            }
        };
        let mut start = Start::of(FEW);
        for (n, (mut seat, token)) in seats.drain(..).zip(tokens).enumerate() {
            let code = if n == place { right.clone() } else { wrong.to_owned() };
            start.line_up(async move {
                seat.take_half(&token);
                let page = seat.post(path, &[("act", act), (act, &code)]).await?;
                Ok((seat, code, page))
            });
        }
        for (seat, code, page) in start.finish().await? {
            let passed = said(&page) == Said::Passed || page.location() == "/sign-in/enrol/app";
            ensure!(
                passed == (code == right),
                "round {round}: {act} {code} was answered {} {}",
                page.status,
                page.text()
            );
            seats.push(seat);
        }
    }
    Ok(())
}

/// The first code of a pending app, 64 times in one half sign-in. With and without recovery codes to be made.
pub(crate) async fn confirmation(engine: Engine) -> Result<()> {
    const ROUNDS: usize = 6;
    const FEW: usize = 6;
    let track = Track::open(engine, mandatory(LateEnrolment::AtSignIn)).await?;
    let mut seats = track.seats(MANY).await?;
    for round in 0..ROUNDS {
        let now = track.now();
        let person = track.crowd.add_one(&format!("person-{round}"), now).await?;
        let has_codes = round > 0;
        if has_codes {
            let recovery = track.crowd.recovery(person.id).await?;
            track.crowd.give_recovery(&[person.id], &recovery, now).await?;
        }
        let token = track.crowd.halves(&[person.id], now).await?.pop().unwrap_or_default();
        let key = pending_key(&mut seats, &token).await?;
        let code = code_at(&key, now.seconds());
        // Whoever makes recovery codes hashes ten times: a few at once are enough there.
        let sitting = seats.len() - if has_codes { MANY } else { FEW };
        let mut start = Start::of(seats.len() - sitting);
        for mut seat in seats.drain(sitting..).collect::<Vec<_>>() {
            let (token, code) = (token.clone(), code.clone());
            start.line_up(async move {
                seat.take_half(&token);
                let page = seat.post("/sign-in/enrol/app", &[("code", &code), ("label", "Phone")]).await?;
                Ok((seat, page))
            });
        }
        let mut enrolled = 0;
        for (seat, page) in start.finish().await? {
            match said(&page) {
                Said::Passed => enrolled += 1,
                Said::Over => {}
                other => bail!("round {round}: {other:?}"),
            }
            seats.push(seat);
        }
        ensure!(enrolled == 1, "round {round}: {enrolled} were told that the app is enrolled");
        ensure!(track.count(&APPS, person.id).await? == 1, "round {round}");
        ensure!(track.count(&SESSIONS, person.id).await? == 1, "round {round}");
        let codes = track.count(&RECOVERY_CODES, person.id).await?;
        ensure!(codes == if has_codes { 1 } else { 10 }, "round {round}: {codes} recovery codes");
        ensure!(track.audited(person.id, "authenticator-added").await? == 1, "round {round}");
    }
    Ok(())
}

/// Begins enrolling in a half sign-in; the key that the page shows.
async fn pending_key(seats: &mut [Seat], token: &str) -> Result<Secret> {
    let seat = seats.first_mut().context("no seat")?;
    seat.take_half(token);
    let begun = seat.post("/sign-in/enrol", &[("choice", "now")]).await?;
    let page = seat.visitor.follow(begun).await?;
    ensure!(page.status == 200, "{}", page.text());
    let key = key_on(&page)?;
    let bytes = data_encoding::BASE32_NOPAD.decode(key.as_bytes())?;
    Secret::from_bytes(&bytes).context("no key on the page")
}

/// Two tabs of one session, each with the page that removes one of the last two apps: one app stays.
pub(crate) async fn last_two(engine: Engine) -> Result<()> {
    const ROUNDS: usize = 30;
    let track = Track::open(engine, mandatory(LateEnrolment::AtSignIn)).await?;
    let mut seats = track.seats(2).await?;
    for round in 0..ROUNDS {
        let now = track.now();
        let person = track.crowd.add_one(&format!("person-{round}"), now).await?;
        let apps = track.crowd.give_apps(&[person.id, person.id], now).await?;
        let session = track.crowd.sessions(&[person.id], now).await?.pop().unwrap_or_default();
        let mut start = Start::of(seats.len());
        for (mut seat, app) in seats.drain(..).zip(apps) {
            let session = session.clone();
            start.line_up(async move {
                seat.take_session(&session);
                let page = seat.post(&format!("/profile/two-factor/{}/remove", app.id), &[]).await?;
                Ok((seat, page))
            });
        }
        for (seat, page) in start.finish().await? {
            ensure!(page.status == 303, "round {round}: {} {}", page.status, page.text());
            seats.push(seat);
        }
        let left = track.count(&APPS, person.id).await?;
        ensure!(left == 1, "round {round}: {left} apps are left where one is demanded");
        ensure!(track.audited(person.id, "authenticator-removed").await? == 1, "round {round}");
    }
    Ok(())
}
