//! A passkey in place of name, password and second step: the device has it and checked who uses it, which are two factors.

use domain::assurance::{Proof, ProofKind};
use domain::audit::Actor;
use domain::organisation::ModuleState;
use verifier::webauthn::RequestOptions;
use verifier::webauthn::challenge::For;

use super::{Answer, Asked, KeyFault, RightKey, Site, judge};
use crate::ctx::{Ctx, Work};
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::open_session::DeviceCookie;
use crate::person::Standing;
use crate::record::Scribe;
use crate::sign_in::Step;
use crate::sign_in::arrival::Arrival;
use crate::visit::Visit;

fn asked(browser: &str) -> Asked<'_> {
    Asked { purpose: For::SignIn, owner: browser.as_bytes() }
}

/// What any browser asks of whatever passkeys its devices have for the site, as it reads it; nothing while the organisation has
/// no two-step sign-in. `browser` is the cookie by which its forms are known: the answer of another one does not count.
pub fn options(ctx: &Ctx, visit: &Visit, site: &Site, browser: &str) -> Option<String> {
    let organisation = &visit.organisation;
    if organisation.module != ModuleState::Active || browser.is_empty() {
        return None;
    }
    let challenge = asked(browser).challenge(ctx, organisation.id, ctx.now());
    Some(RequestOptions { site, challenge: &challenge, known: &[], verified: true }.json())
}

/// Signs in whoever has the passkey. Blocked and unknown get the same words.
pub async fn sign_in(
    ctx: &Ctx,
    visit: &Visit,
    (browser, device): (&str, Option<&DeviceCookie>),
    answer: Answer<'_>,
    return_to: Option<String>,
) -> Result<Result<Step, KeyFault>, Error> {
    let now = ctx.now();
    if visit.organisation.module != ModuleState::Active || browser.is_empty() {
        return Ok(Err(KeyFault::Unknown));
    }
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::Anonymous);
    let right = match judge(ctx, &scribe, None, asked(browser), answer).await? {
        Ok(right) => right,
        Err(fault) => return Ok(Err(fault)),
    };
    let user = right.user;
    let Some(standing) = Standing::load_at(ctx, visit, user, now).await? else { return Ok(Err(KeyFault::Unknown)) };
    let known = KnownBrowser::find(ctx, visit, user, device).await?;
    let proof = Proof { kind: ProofKind::Passkey, at: now };
    let (arrival, next) = Arrival::new((now, user), known, &standing, return_to).0.by_passkey(&standing, proof);
    let arrival = arrival.watched(ctx, &visit.organisation, &standing).await?;
    match Box::pin(arrival.go_on(ctx, visit, next, (right, spend))).await {
        Ok(Some(step)) => Ok(Ok(step)),
        Ok(None) => Ok(Err(KeyFault::Unknown)),
        Err(Error::Conflict) => Ok(Err(KeyFault::Expired)),
        Err(error) => Err(error),
    }
}

fn spend<'t>(tx: &'t mut store::Tx, right: &'t RightKey, scribe: &'t Scribe) -> Work<'t, ()> {
    Box::pin(async move { right.spend(tx, scribe).await })
}
