//! "Later": the offer to enrol is put off, where it may be.

use domain::audit::{Actor, AuditEvent};
use domain::policy::{Evidence, NextStep};
use domain::time::{Lifetime, Timestamp};
use store::half_sign_in::Done;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::open_session::{DeviceCookie, SignedIn};
use crate::record::Scribe;
use crate::sign_in::half;
use crate::visit::Visit;

/// When the offer returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// At the next sign-in.
    NextSignIn,
    /// After a day.
    InADay,
    /// After a week.
    InAWeek,
}

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// The half sign-in is over: back to the start.
    Expired,
    /// It cannot be put off, or is not offered any more: go where the sign-in stands.
    Elsewhere,
    /// Signed in.
    SignedIn(SignedIn),
    /// Back to the platform that began it; the token of the half sign-in.
    Back(String),
}

/// Puts the offer off and signs in.
pub async fn put_off(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
    later: Later,
) -> Result<Outcome, Error> {
    let now = ctx.now();
    let Some(half) = half::load_at(ctx, visit, token, device, now).await? else { return Ok(Outcome::Expired) };
    let NextStep::Enrol(enrol) = &half.next else { return Ok(Outcome::Elsewhere) };
    if !enrol.skippable {
        return Ok(Outcome::Elsewhere);
    }
    let until: Option<Timestamp> = match later {
        Later::NextSignIn => None,
        Later::InADay => Some(now.plus(Lifetime::days(1))),
        Later::InAWeek => Some(now.plus(Lifetime::days(7))),
    };
    let until = until.filter(|_| enrol.may_choose_when);
    let evidence = Evidence { put_off_now: true, ..half.evidence };
    let NextStep::Grant(grant) = half.standing.decide(now, &evidence) else { return Ok(Outcome::Elsewhere) };
    if half.goes_back(visit) {
        return back(ctx, visit, &half, (now, until)).await;
    }
    let (opening, signed_in) = half.opening(ctx, visit, now, (grant, None))?;
    let user = half.row.user;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    ctx.write((scribe, user, until, opening), |tx, (scribe, user, until, opening)| {
        Box::pin(async move {
            store::user::put_off(tx, scribe.organisation.id, *user, *until).await?;
            scribe.note(tx, Some(*user), AuditEvent::OfferPutOff)?;
            opening.write(tx).await
        })
    })
    .await?;
    Ok(Outcome::SignedIn(signed_in))
}

async fn back(
    ctx: &Ctx,
    visit: &Visit,
    half: &half::Half,
    (now, until): (Timestamp, Option<Timestamp>),
) -> Result<Outcome, Error> {
    let user = half.row.user;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let token = ctx.verifier().new_token();
    let tokens = (half.hash, token.hash());
    let done = Done { proof: half.row.proof, put_off: true, remember: false };
    ctx.write((scribe, (user, until), tokens, done), |tx, (scribe, (user, until), tokens, done)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            store::user::put_off(tx, org, *user, *until).await?;
            scribe.note(tx, Some(*user), AuditEvent::OfferPutOff)?;
            if store::half_sign_in::set_done(tx, org, *tokens, *done).await? { Ok(()) } else { Err(Error::Conflict) }
        })
    })
    .await?;
    Ok(Outcome::Back(token.text().to_string()))
}
