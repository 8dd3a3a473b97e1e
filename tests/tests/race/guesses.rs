//! Limits under a flood: however many guess at the same instant, over however many channels and servers, no more is looked
//! at than the schedule allows, and a right answer after the limit is as good as a wrong one.

use anyhow::{Result, bail, ensure};
use domain::policy::LateEnrolment;
use domain::throttle::{DISABLING_FAILURES, FREE_FAILURES, FREE_PASSWORD_FAILURES};
use domain::time::{Lifetime, Timestamp};
use journeys::crowd::{Member, PASSWORD};
use journeys::seat::{Said, Seat, said};
use store::Engine;
use verifier::totp::{Secret, code_at};

use crate::race::{FAILURES, MANY, SESSIONS, Start, Track, mandatory};

/// Codes that are wrong now, as many as are asked for.
fn wrong_codes(secret: &Secret, now: Timestamp) -> impl Iterator<Item = String> {
    let right: Vec<String> = [-30, 0, 30].iter().map(|off| code_at(secret, now.seconds() + off)).collect();
    (0..1_000_000).map(|number| format!("{number:06}")).filter(move |code| !right.contains(code)).cycle()
}

/// A crowd of guessers: browsers with a half sign-in each, and bare checks.
struct Guessers {
    seats: Vec<Seat>,
    bare: usize,
}

impl Guessers {
    /// Everyone guesses at once; answers what they were told. Codes go to browsers and bare checks in turn.
    async fn guess(
        &mut self,
        track: &Track,
        member: &Member,
        codes: impl Iterator<Item = String>,
    ) -> Result<Vec<Said>> {
        let tokens = track.crowd.halves(&vec![member.id; self.seats.len()], track.now()).await?;
        let all = self.seats.len() + self.bare;
        let mut codes: Vec<String> = codes.take(all).collect();
        let mut start = Start::of(all);
        for (mut seat, token) in self.seats.drain(..).zip(tokens) {
            let code = codes.pop().unwrap_or_default();
            start.line_up(async move {
                seat.take_half(&token);
                let said = seat.prove(&code).await?;
                Ok((Some(seat), said))
            });
        }
        for (n, code) in codes.into_iter().enumerate() {
            let check = Track::verify(track.ctx(n)?, track.organisation.clone(), member.name.clone(), code);
            start.line_up(async move { Ok((None, check.await?)) });
        }
        let mut told = Vec::with_capacity(all);
        for (seat, said) in start.finish().await? {
            self.seats.extend(seat);
            told.push(said);
        }
        Ok(told)
    }
}

fn number(told: &[Said], what: &Said) -> i64 {
    i64::try_from(told.iter().filter(|said| *said == what).count()).unwrap_or(i64::MAX)
}

/// Five floods of a thousand, each when the wait of the last is over: five looks in the first, one in each that follows.
pub(crate) async fn five_thousand(engine: Engine) -> Result<()> {
    let track = Track::open(engine, mandatory(LateEnrolment::AtSignIn)).await?;
    let anna = track.crowd.add_one("anna", track.now()).await?;
    let app = track.crowd.give_app(anna.id, track.now()).await?;
    let mut flood = Guessers { seats: track.seats(100).await?, bare: 900 };
    let mut crew = Guessers { seats: track.seats(MANY / 2).await?, bare: MANY / 2 };
    let free = i64::from(FREE_FAILURES);
    for batch in 0..5 {
        let now = track.now();
        let told = flood.guess(&track, &anna, wrong_codes(&app.secret, now)).await?;
        ensure!(number(&told, &Said::Passed) == 0, "batch {batch}: a wrong code was accepted");
        let charged = track.count(&FAILURES, anna.id).await?;
        ensure!(charged == free + batch, "batch {batch}: {charged} failures were charged");
        ensure!(
            track.audited(anna.id, "factor-failed").await? == charged,
            "batch {batch}: the log tells another story"
        );
        let looked_at = number(&told, &Said::Wrong);
        ensure!(looked_at <= if batch == 0 { free } else { 1 }, "batch {batch}: {looked_at} were told wrong");
        // After the limit a right code is not even looked at, whoever sends it.
        let right = code_at(&app.secret, now.seconds());
        let mixed =
            wrong_codes(&app.secret, now).zip(std::iter::repeat(right)).flat_map(|(wrong, right)| [wrong, right]);
        let told = crew.guess(&track, &anna, mixed).await?;
        ensure!(told.iter().all(|said| *said == Said::Wait), "batch {batch}: after the limit {told:?}");
        ensure!(track.count(&FAILURES, anna.id).await? == charged, "batch {batch}: charged without a look");
        ensure!(track.count(&SESSIONS, anna.id).await? == 0);
        track.clock.advance(Lifetime::hours(1));
    }
    let code = code_at(&app.secret, track.now().seconds());
    let said = Track::verify(track.ctx(1)?, track.organisation.clone(), anna.name.clone(), code).await?;
    ensure!(said == Said::Passed, "after the wait the right code is answered {said:?}");
    ensure!(track.count(&FAILURES, anna.id).await? == 0);
    Ok(())
}

/// Floods until a hundred failures in a row: then nothing is looked at any more, ever.
pub(crate) async fn disabled(engine: Engine) -> Result<()> {
    let track = Track::open(engine, mandatory(LateEnrolment::AtSignIn)).await?;
    let anna = track.crowd.add_one("anna", track.now()).await?;
    let app = track.crowd.give_app(anna.id, track.now()).await?;
    let mut crew = Guessers { seats: track.seats(4).await?, bare: 12 };
    let limit = i64::from(DISABLING_FAILURES);
    for wave in 0..=limit - i64::from(FREE_FAILURES) {
        crew.guess(&track, &anna, wrong_codes(&app.secret, track.now())).await?;
        let charged = track.count(&FAILURES, anna.id).await?;
        ensure!(charged == i64::from(FREE_FAILURES) + wave, "wave {wave}: {charged} failures were charged");
        track.clock.advance(Lifetime::hours(1));
    }
    ensure!(track.count(&FAILURES, anna.id).await? == limit);
    ensure!(track.audited(anna.id, "factor-disabled").await? == 1, "disabling is told once");
    track.clock.advance(Lifetime::days(400));
    let right = std::iter::repeat(code_at(&app.secret, track.now().seconds()));
    let told = crew.guess(&track, &anna, right).await?;
    ensure!(number(&told, &Said::Passed) == 0, "{told:?}");
    ensure!(track.count(&FAILURES, anna.id).await? == limit);
    ensure!(track.count(&SESSIONS, anna.id).await? == 0);
    Ok(())
}

/// One right code among many wrong ones at the same instant: it counts at most once, and only failures that were charged
/// before it, or after it, are told.
pub(crate) async fn right_among_wrong(engine: Engine) -> Result<()> {
    const ROUNDS: usize = 25;
    let track = Track::open(engine, mandatory(LateEnrolment::AtSignIn)).await?;
    let mut crew = Guessers { seats: track.seats(16).await?, bare: 16 };
    let free = i64::from(FREE_FAILURES);
    for round in 0..ROUNDS {
        let now = track.now();
        let person = track.crowd.add_one(&format!("person-{round}"), now).await?;
        let app = track.crowd.give_app(person.id, now).await?;
        let right = code_at(&app.secret, now.seconds());
        // Twice in a browser and twice bare, each near either end.
        let mut codes: Vec<String> = wrong_codes(&app.secret, now).take(32).collect();
        for place in [0, 15, 16, 31] {
            if let Some(code) = codes.get_mut(place) {
                code.clone_from(&right);
            }
        }
        let told = crew.guess(&track, &person, codes.into_iter()).await?;
        let accepted = number(&told, &Said::Passed);
        ensure!(accepted <= 1, "round {round}: accepted {accepted} times");
        let failed = track.audited(person.id, "factor-failed").await?;
        // A success begins the count anew.
        let most = free + accepted * free;
        ensure!(failed <= most, "round {round}: {failed} failures were looked at, {most} at the most");
        ensure!(number(&told, &Said::Wrong) <= failed + 4, "round {round}: told without a charge: {told:?}");
        let charged = track.count(&FAILURES, person.id).await?;
        ensure!(charged <= free, "round {round}: {charged} failures stand");
        ensure!(accepted == 1 || charged == failed, "round {round}: a failure was forgotten without a success");
        ensure!(track.audited(person.id, "factor-accepted").await? == accepted, "round {round}");
    }
    Ok(())
}

/// Wrong passwords at the same instant: as many are looked at as one after the other; then the right one waits too.
pub(crate) async fn passwords(engine: Engine) -> Result<()> {
    const ROUNDS: usize = 3;
    let track = Track::open(engine, mandatory(LateEnrolment::AtSignIn)).await?;
    let mut seats = track.seats(MANY).await?;
    for round in 0..ROUNDS {
        // What strangers cost this address is forgotten.
        track.clock.advance(Lifetime::days(2));
        let person = track.crowd.add_one(&format!("person-{round}"), track.now()).await?;
        let told = sign_in(&mut seats, &person, "zonnebloem-fiets-28").await?;
        let looked_at = track.audited(person.id, "password-failed").await?;
        ensure!(looked_at == i64::from(FREE_PASSWORD_FAILURES), "round {round}: {looked_at} passwords were looked at");
        ensure!(number(&told, &Said::Passed) == 0, "round {round}");
        let told = sign_in(&mut seats, &person, PASSWORD).await?;
        ensure!(told.iter().all(|said| *said == Said::Wait), "round {round}: after the limit {told:?}");
        ensure!(track.audited(person.id, "password-accepted").await? == 0, "round {round}");
        ensure!(track.audited(person.id, "password-failed").await? == looked_at, "round {round}");
    }
    Ok(())
}

async fn sign_in(seats: &mut Vec<Seat>, person: &Member, password: &'static str) -> Result<Vec<Said>> {
    let mut start = Start::of(seats.len());
    for mut seat in seats.drain(..) {
        let name = person.name.clone();
        start.line_up(async move {
            let page = seat.post("/sign-in", &[("username", &name), ("password", password)]).await?;
            Ok((seat, page))
        });
    }
    let mut told = Vec::new();
    for (seat, page) in start.finish().await? {
        seats.push(seat);
        if page.status >= 500 && said(&page) != Said::Unavailable {
            bail!("{} {}", page.status, page.text());
        }
        told.push(said(&page));
    }
    Ok(told)
}
