//! After the program is back: what was answered stands, what was not is there as a whole or not at all, and the program
//! itself says the same: what is spent is refused, what is enrolled signs in, what is signed in stays so.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use journeys::crowd::Crowd;
use journeys::seat::{Said, Seat};
use verifier::totp::Secret;

use crate::crash::facts::Facts;
use crate::crash::stream::Touched;
use crate::crash::subject::{Kind, Subject};
use crate::crash::{chance, now};

/// Wrong codes of an app until one has to wait.
const TRIES: usize = 5;

/// What a campaign saw.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    answered: BTreeMap<Kind, usize>,
    kept: usize,
    absent: usize,
    pub(crate) slowest_start: Duration,
}

impl Tally {
    /// A campaign that met nothing proves nothing.
    pub(crate) fn check(&self, kills: usize) -> Result<()> {
        let in_flight = self.kept + self.absent;
        ensure!(in_flight >= kills, "only {in_flight} steps were in flight in {kills} kills");
        ensure!(kills < 50 || (self.kept > 0 && self.absent > 0), "the kills never fell before and after a commit");
        for kind in Kind::ALL {
            ensure!(kills < 50 || self.answered.contains_key(&kind), "no {kind:?} was ever answered");
        }
        Ok(())
    }
}

/// Looks through the log of a program that was killed: it must not have met a fault of its own.
pub(crate) fn faultless(log: &[String]) -> Result<()> {
    match log.iter().find(|line| line.contains("panicked") || line.contains(" ERROR ")) {
        Some(line) => bail!("the program logged: {line}"),
        None => Ok(()),
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "answered steps {:?}; ", self.answered)?;
        write!(f, "without an answer: {} there, {} absent; ", self.kept, self.absent)?;
        write!(f, "slowest start {} ms", self.slowest_start.as_millis())
    }
}

/// Judges everyone who had a turn; answers how each of them stands now, for good.
pub(crate) async fn judge(
    crowd: &Crowd,
    site: &str,
    touched: Vec<Touched>,
    tally: &mut Tally,
) -> Result<Vec<(Subject, Facts)>> {
    let mut seat = Seat::new(site).await?;
    let mut settled = Vec::with_capacity(touched.len());
    for one in touched {
        let stage = stage(crowd, &one, tally).await?;
        asked(crowd, &mut seat, &one, stage).await.with_context(|| format!("{:?} at stage {stage}", one.subject))?;
        let facts = Facts::read(crowd, &one.subject).await?;
        settled.push((one.subject, facts));
    }
    Ok(settled)
}

/// How many steps stand in the database.
async fn stage(crowd: &Crowd, one: &Touched, tally: &mut Tally) -> Result<usize> {
    let stands = Facts::read(crowd, &one.subject).await?;
    let answered = one.subject.expected(one.answered, one.step);
    *tally.answered.entry(one.subject.kind).or_default() += one.answered;
    if stands == answered {
        tally.absent += usize::from(one.in_flight);
        return Ok(one.answered);
    }
    if one.in_flight {
        let more = one.subject.expected(one.answered + 1, one.step);
        if stands == more {
            tally.kept += 1;
            return Ok(one.answered + 1);
        }
        bail!("{:?}: half a step\nbefore {answered:?}\nafter  {more:?}\nstands {stands:?}", one.subject);
    }
    bail!("{:?}: answered and lost\nanswered {answered:?}\nstands   {stands:?}", one.subject)
}

/// What the program says about it.
async fn asked(crowd: &Crowd, seat: &mut Seat, one: &Touched, stage: usize) -> Result<()> {
    for session in &one.sessions {
        seat.take_session(session);
        let page = seat.visitor.get("/").await?;
        ensure!(page.status == 200, "a session that was given leads to {} {}", page.status, page.location());
    }
    match one.subject.kind {
        Kind::SignIn | Kind::WholeSignIn => {
            let secret = &one.subject.app.as_ref().context("no app")?.secret;
            let used = if one.subject.kind == Kind::SignIn { stage } else { stage.saturating_sub(1) };
            for later in 0..used {
                refused(crowd, seat, one, (secret, one.step + i64::try_from(later)?)).await?;
            }
            // Whoever was cut off tries the next code: it counts once, as if nothing had happened.
            if one.in_flight && used < 2 {
                counts_once(crowd, seat, one, (secret, one.step + i64::try_from(used)?)).await?;
            }
        }
        Kind::Recover => spent_recovery_code(crowd, seat, one, stage).await?,
        Kind::Guess => goes_on_counting(crowd, seat, one, stage).await?,
        Kind::Enrol | Kind::EnrolAgain | Kind::Add if stage == 2 => {
            let key = one.key.as_ref().context("the key was never shown")?;
            refused(crowd, seat, one, (key, one.step)).await?;
            counts_once(crowd, seat, one, (key, one.step + 1)).await?;
        }
        Kind::Enrol | Kind::EnrolAgain => {
            // Nothing authenticates before it is confirmed.
            if let Some(key) = &one.key {
                let said = prove(crowd, seat, one, (key, one.step)).await?;
                ensure!(said == Said::Over, "an app that was never confirmed is answered {said:?}");
            }
        }
        Kind::Add => {
            if let Some(key) = &one.key {
                let said = prove(crowd, seat, one, (key, one.step)).await?;
                ensure!(said == Said::Wrong, "an app that was never confirmed is answered {said:?}");
            }
        }
    }
    Ok(())
}

async fn prove(crowd: &Crowd, seat: &mut Seat, one: &Touched, (secret, step): (&Secret, i64)) -> Result<Said> {
    let half = crowd.halves(&[one.subject.member.id], now()).await?.pop().context("no half sign-in")?;
    seat.take_half(&half);
    seat.prove(&Subject::code_at(secret, step)).await
}

async fn refused(crowd: &Crowd, seat: &mut Seat, one: &Touched, code: (&Secret, i64)) -> Result<()> {
    let said = prove(crowd, seat, one, code).await?;
    ensure!(said == Said::Used, "a code that was accepted before the kill is answered {said:?} after it");
    Ok(())
}

async fn counts_once(crowd: &Crowd, seat: &mut Seat, one: &Touched, code: (&Secret, i64)) -> Result<()> {
    let said = prove(crowd, seat, one, code).await?;
    ensure!(said == Said::Passed, "a code that was never used is answered {said:?}");
    refused(crowd, seat, one, code).await
}

/// One more wrong code comes on top of those that stand: as many tries are left as if nothing had happened.
async fn goes_on_counting(crowd: &Crowd, seat: &mut Seat, one: &Touched, stage: usize) -> Result<()> {
    let half = crowd.halves(&[one.subject.member.id], now()).await?.pop().context("no half sign-in")?;
    seat.take_half(&half);
    let page = seat.post("/sign-in/second-factor", &[("code", &one.subject.wrong_code(one.step)?)]).await?;
    let left = TRIES - stage - 1;
    ensure!(page.text().contains(&format!("You have {left} tries left")), "after {stage} of them: {}", page.text());
    Ok(())
}

/// A used recovery code stays used, and the one that took its place counts.
async fn spent_recovery_code(crowd: &Crowd, seat: &mut Seat, one: &Touched, stage: usize) -> Result<()> {
    // Each try costs a hash: every third is enough, since the rows have been looked at.
    if stage == 0 || chance(3) > 0 {
        return Ok(());
    }
    let halves = crowd.halves(&[one.subject.member.id; 2], now()).await?;
    let first = &one.subject.code.as_ref().context("no code")?.text;
    let latest = one.replacement.as_ref().filter(|_| one.answered == stage);
    for ((half, code), expected) in halves.iter().zip([Some(first), latest]).zip([Said::Wrong, Said::Passed]) {
        let Some(code) = code else { continue };
        seat.take_half(half);
        let (said, _) = seat.recover(code).await?;
        ensure!(said == expected, "a recovery code is answered {said:?} after the kill, not {expected:?}");
    }
    Ok(())
}
