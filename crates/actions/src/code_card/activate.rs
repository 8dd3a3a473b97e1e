//! The first code of a card makes it count, whoever made it: then the paper is in the right hands. The card before is dead.

use domain::assurance::{Proof, ProofKind};
use domain::audit::Actor;
use domain::authenticator::AuthenticatorKind;
use domain::id::UserId;
use domain::throttle::Closed;
use store::authenticator::NewAuthenticator;
use store::waiting_card::WaitingCard;
use verifier::code::{CodeFault, normalise_totp};
use verifier::code_card;

use super::make::{Setting, open, setting};
use super::{CARD, number_of};
use crate::check_code::{self, Try};
use crate::ctx::Ctx;
use crate::enrol_app::{Confirmed, Enrolled, Enroller, Late, Not, Owner, Spending, finish};
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::open_session::DeviceCookie;
use crate::record::Scribe;
use crate::sign_in::second_factor::Tries;
use crate::visit::Visit;

/// The code that makes a card count.
pub const FIRST: u32 = 1;

/// What became of the first code.
#[derive(Debug)]
pub enum Activated {
    /// Nobody sets up a card here now, or none waits.
    Not(Not),
    /// It is no code of six digits.
    Fault(CodeFault, Tries),
    /// It is not code number 1 of a card that waits.
    Wrong(Tries),
    /// It was not looked at.
    Closed(Closed),
    /// The card counts.
    Enrolled(Box<Enrolled>),
}

/// Makes a card count; it is called `name` and its number.
pub async fn activate(
    ctx: &Ctx,
    visit: &Visit,
    (owner, device): (Owner<'_>, Option<&DeviceCookie>),
    typed: &str,
    name: &str,
) -> Result<Activated, Error> {
    let now = ctx.now();
    let setting = match setting(ctx, visit, owner, device, now).await? {
        Ok(setting) => setting,
        Err(not) => return Ok(Activated::Not(not)),
    };
    if setting.cards.is_empty() {
        return Ok(Activated::Not(Not::NothingPending));
    }
    let digits = normalise_totp(typed);
    let text = digits.as_ref().ok().map(|text| text.as_str());
    let user = setting.enroller.user();
    let fault = |tries| digits.as_ref().err().map_or(Activated::Wrong(tries), |fault| Activated::Fault(*fault, tries));
    // Whoever made a card here has seen its codes: nothing is guessed.
    let (here, elsewhere): (Vec<_>, Vec<_>) = setting.cards.iter().partition(|card| setting.is_from_here(card));
    if let Some(card) = matching(ctx, user, &here, text)? {
        return match Box::pin(count(ctx, visit, setting, card, name)).await? {
            Confirmed::Enrolled(enrolled) => Ok(Activated::Enrolled(enrolled)),
            other => Ok(Activated::Not(why(&other))),
        };
    }
    if elsewhere.is_empty() || digits.as_ref().is_err_and(|fault| *fault == CodeFault::Empty) {
        return Ok(fault(Tries::default()));
    }
    let origin = match &setting.enroller {
        Enroller::Half(half) => half.browser.origin(),
        Enroller::Session(_) => KnownBrowser::find(ctx, visit, user, device).await?.origin(),
    };
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let attempt = Try { user, factor: CARD, origin };
    let charged = match check_code::charge_first(ctx, &scribe, attempt).await? {
        Err(closed) => return Ok(Activated::Closed(closed)),
        Ok(charged) => charged,
    };
    let Some(card) = matching(ctx, user, &elsewhere, text)? else {
        let tries = Tries { left: Some(charged.tries_left), wait_until: charged.wait_until };
        let closed = check_code::tell_failure(ctx, &scribe, attempt, &charged).await?;
        return Ok(closed.map_or_else(|| fault(tries), Activated::Closed));
    };
    // What counts forgets the failures with it; what does not was no guess.
    let org = scribe.organisation.id;
    match Box::pin(count(ctx, visit, setting, card, name)).await {
        Ok(Confirmed::Enrolled(enrolled)) => Ok(Activated::Enrolled(enrolled)),
        Ok(other) => {
            check_code::refund(ctx, org, attempt, &charged).await?;
            Ok(Activated::Not(why(&other)))
        }
        Err(error) => {
            check_code::refund(ctx, org, attempt, &charged).await?;
            Err(error)
        }
    }
}

fn why(confirmed: &Confirmed) -> Not {
    match confirmed {
        Confirmed::Not(not) => *not,
        _ => Not::Elsewhere,
    }
}

/// The card whose first code this is.
fn matching(
    ctx: &Ctx,
    user: UserId,
    cards: &[&WaitingCard],
    digits: Option<&str>,
) -> Result<Option<WaitingCard>, Error> {
    let Some(digits) = digits else { return Ok(None) };
    let mut found = None;
    for card in cards {
        if code_card::check(&open(ctx, user, card)?, FIRST, digits) {
            found = Some((*card).clone());
        }
    }
    Ok(found)
}

async fn count(ctx: &Ctx, visit: &Visit, setting: Setting, card: WaitingCard, name: &str) -> Result<Confirmed, Error> {
    let new = NewAuthenticator {
        id: card.id,
        kind: AuthenticatorKind::CodeCard,
        label: format!("{name} {}", number_of(card.id)),
        sealed_secret: card.sealed_secret,
        last_step: i64::from(FIRST),
    };
    // A card of one's own making never is the proof of late enrolment.
    let late = if card.by_desk { setting.late } else { Late::NothingNeeded };
    let proof = Proof { kind: ProofKind::CodeCard, at: ctx.now() };
    finish(ctx, visit, (setting.enroller, proof), new, Spending::Card(late)).await
}
