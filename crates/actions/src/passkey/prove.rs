//! A passkey as the second step: at sign-in, and inside a session.

use domain::assurance::{Proof, ProofKind};
use domain::audit::Actor;
use domain::authenticator::AuthenticatorKind;
use domain::id::UserId;
use domain::policy::NextStep;
use store::Tx;
use verifier::webauthn::RequestOptions;
use verifier::webauthn::challenge::For;

use super::{Answer, Asked, KeyFault, RightKey, Site, judge, known};
use crate::check_session::{self, SignedInPerson};
use crate::ctx::{Ctx, Work};
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::open_session::{DeviceCookie, Remember};
use crate::person::Standing;
use crate::profile::devices::{NewDevice, new_device};
use crate::record::Scribe;
use crate::sign_in::Step;
use crate::sign_in::half::{self, Half};
use crate::sign_in::second_factor::{Outcome, go_on, remember_until};
use crate::step_up::{Raised, raise};
use crate::visit::Visit;

/// Of whom a passkey is asked.
#[derive(Clone, Copy)]
pub enum Of<'a> {
    /// At sign-in.
    Half(&'a Half),
    /// Inside a session.
    Session(&'a SignedInPerson),
}

impl Of<'_> {
    /// The person, and what holds for them.
    pub fn standing(&self) -> &Standing {
        match self {
            Self::Half(half) => &half.standing,
            Self::Session(person) => &person.standing,
        }
    }

    fn user(&self) -> UserId {
        match self {
            Self::Half(half) => half.row.user,
            Self::Session(person) => person.session.user,
        }
    }

    fn hash(&self) -> &[u8; 32] {
        match self {
            Self::Half(half) => &half.hash,
            Self::Session(person) => &person.hash,
        }
    }
}

fn asked(owner: &[u8; 32]) -> Asked<'_> {
    Asked { purpose: For::Prove, owner }
}

/// What the browser asks of the person's passkeys, as it reads it; nothing where there are none.
pub async fn options(ctx: &Ctx, visit: &Visit, site: &Site, of: Of<'_>) -> Result<Option<String>, Error> {
    let org = visit.organisation.id;
    let passkeys = store::passkey::of_user(ctx.db(), org, of.user()).await?;
    if passkeys.is_empty() {
        return Ok(None);
    }
    let challenge = asked(of.hash()).challenge(ctx, org, ctx.now());
    let known = known(&passkeys);
    Ok(Some(RequestOptions { site, challenge: &challenge, known: &known, verified: false }.json()))
}

/// A passkey at sign-in.
pub async fn at_sign_in(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
    answer: Answer<'_>,
    remember: Remember,
) -> Result<Result<Outcome<Step>, KeyFault>, Error> {
    let now = ctx.now();
    let Some(half) = half::load_at(ctx, visit, token, device, now).await? else { return Ok(Ok(Outcome::Expired)) };
    match &half.next {
        NextStep::Prove(prove) if prove.kinds.contains(&AuthenticatorKind::Passkey) => {}
        _ => return Ok(Ok(Outcome::Elsewhere)),
    }
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(half.row.user));
    let right = match judge(ctx, &scribe, Some(half.row.user), asked(&half.hash), answer).await? {
        Ok(right) => right,
        Err(fault) => return Ok(Err(fault)),
    };
    let proof = Proof { kind: ProofKind::Passkey, at: now };
    match go_on(ctx, visit, (&half, &scribe), (proof, remember), (right, spend)).await {
        Ok(step) => Ok(Ok(Outcome::Passed(step))),
        // Answered in another tab a moment ago.
        Err(Error::Conflict) => Ok(Err(KeyFault::Expired)),
        Err(error) => Err(error),
    }
}

fn spend<'t>(tx: &'t mut Tx, right: &'t RightKey, scribe: &'t Scribe) -> Work<'t, ()> {
    Box::pin(async move { right.spend(tx, scribe).await })
}

/// A passkey inside a session.
pub async fn in_session(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
    answer: Answer<'_>,
    remember: Remember,
) -> Result<Result<Outcome<Raised>, KeyFault>, Error> {
    let now = ctx.now();
    let Some(person) = check_session::load_at(ctx, visit, token, now).await?.signed_in() else {
        return Ok(Ok(Outcome::Expired));
    };
    let user = person.session.user;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let right = match judge(ctx, &scribe, Some(user), asked(&person.hash), answer).await? {
        Ok(right) => right,
        Err(fault) => return Ok(Err(fault)),
    };
    let browser = KnownBrowser::find(ctx, visit, user, device).await?;
    let proof = Proof { kind: ProofKind::Passkey, at: now };
    let trust = remember_until(&person.standing, proof, remember);
    let new_device = trust.map(|until| new_device(ctx, visit, user, &browser, (now, until)));
    let spending = (right, new_device.clone());
    match raise(ctx, (visit, &scribe), &person, proof, (spending, spend_and_trust)).await {
        Ok(raised) => {
            let device = new_device.map(|new| (new.cookie, new.until));
            Ok(Ok(Outcome::Passed(Raised { device, ..raised })))
        }
        Err(Error::Conflict) => Ok(Err(KeyFault::Expired)),
        Err(error) => Err(error),
    }
}

type Spending = (RightKey, Option<NewDevice>);

fn spend_and_trust<'t>(tx: &'t mut Tx, (right, device): &'t Spending, scribe: &'t Scribe) -> Work<'t, ()> {
    Box::pin(async move {
        right.spend(tx, scribe).await?;
        match device {
            Some(device) => device.write(tx, scribe).await,
            None => Ok(()),
        }
    })
}
