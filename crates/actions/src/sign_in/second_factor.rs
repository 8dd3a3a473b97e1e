//! The second step: a code of an authenticator app or of a code card, at sign-in and inside a session whose ask period has ended or that
//! asks for a fresh factor.

use domain::assurance::{Proof, ProofKind};
use domain::audit::Actor;
use domain::authenticator::AuthenticatorKind;
use domain::id::UserId;
use domain::policy::decide::may_trust_after;
use domain::policy::{Evidence, NextStep};
use domain::throttle::{Closed, Origin};
use domain::time::Timestamp;
use store::half_sign_in::Done;
pub use verifier::code::CodeFault;
use verifier::code::normalise_totp;

use crate::check_code::{self, Codes, Look, RightCode};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::open_session::{DeviceCookie, Remember};
use crate::person::Standing;
use crate::record::Scribe;
use crate::sign_in::Step;
use crate::sign_in::half::{self, Half};
use crate::visit::Visit;

/// What became of a code.
#[derive(Debug)]
pub enum Outcome<T> {
    /// The half sign-in or session is over: back to the start.
    Expired,
    /// Nothing is asked here any more: go where the sign-in stands.
    Elsewhere,
    /// It is no code of six digits. Charged as a failure, unless it is empty.
    Fault(CodeFault, Tries),
    /// Wrong.
    Wrong(Tries),
    /// It was used before.
    Replayed,
    /// It was not looked at.
    Closed(Closed),
    /// Accepted.
    Passed(T),
}

impl<T> Outcome<T> {
    /// The same with something else made of what was accepted.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Expired => Outcome::Expired,
            Self::Elsewhere => Outcome::Elsewhere,
            Self::Fault(fault, tries) => Outcome::Fault(fault, tries),
            Self::Wrong(tries) => Outcome::Wrong(tries),
            Self::Replayed => Outcome::Replayed,
            Self::Closed(closed) => Outcome::Closed(closed),
            Self::Passed(passed) => Outcome::Passed(make(passed)),
        }
    }
}

/// What is left after a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Tries before a wait begins; nothing where this failure was not charged.
    pub left: Option<u32>,
    /// The wait that this failure cost.
    pub wait_until: Option<Timestamp>,
}

/// How often a right code is looked at again when others were charged at the same moment.
const PATIENCE: usize = 8;

/// A look at a code whose failures have been charged already.
pub(crate) enum Judged {
    Right(RightCode),
    Fault(CodeFault, Tries),
    Wrong(Tries),
    Replayed,
    Closed(Closed),
    NoSecret,
}

/// Looks at what was typed and charges it unless it is right.
pub(crate) async fn judge(
    ctx: &Ctx,
    scribe: &Scribe,
    user: UserId,
    (kind, typed): (AuthenticatorKind, &str),
    origin: Origin,
) -> Result<Judged, Error> {
    if let Err(fault @ CodeFault::Empty) = normalise_totp(typed) {
        return Ok(Judged::Fault(fault, Tries::default()));
    }
    let codes = Codes::load(ctx, scribe.organisation.id, user, kind).await?;
    let digits = codes.normalise(typed);
    let text = digits.as_ref().ok().map(|text| text.as_str());
    match check_code::look(ctx, &codes, text, scribe.now, origin)? {
        Look::Closed(closed) => Ok(Judged::Closed(closed)),
        Look::NoSecret => Ok(Judged::NoSecret),
        Look::Replayed(replayed) => {
            // The page says so as well (NIST SP 800-63B-4 section 3.1.4.2).
            ctx.write((scribe.clone(), replayed), |tx, (scribe, replayed)| {
                Box::pin(async move { replayed.note(tx, scribe).await })
            })
            .await?;
            Ok(Judged::Replayed)
        }
        Look::Right(right) => Ok(Judged::Right(right)),
        Look::Wrong(far) => {
            let charged = check_code::charge(ctx, scribe, user, codes.factor.counted.word(), origin).await?;
            if let Some(far) = far {
                ctx.write((scribe.clone(), far), |tx, (scribe, far)| {
                    Box::pin(async move { far.note(tx, scribe).await })
                })
                .await?;
            }
            Ok(match charged {
                Err(closed) => Judged::Closed(closed),
                Ok(charged) => {
                    let tries = Tries { left: Some(charged.tries_left), wait_until: charged.wait_until };
                    match (charged.closed(scribe.now, origin), digits) {
                        (Some(closed), _) => Judged::Closed(closed),
                        (None, Err(fault)) => Judged::Fault(fault, tries),
                        (None, Ok(_)) => Judged::Wrong(tries),
                    }
                }
            })
        }
    }
}

/// Whether one of these kinds shows codes to type.
pub fn takes_codes(kinds: &[AuthenticatorKind]) -> bool {
    kinds.iter().any(|kind| matches!(kind, AuthenticatorKind::App | AuthenticatorKind::HardwareToken))
}

/// Whether what is asked takes codes of this kind: those of the code card, or else of all that shows codes.
pub(crate) fn takes(kinds: &[AuthenticatorKind], kind: AuthenticatorKind) -> bool {
    if kind == AuthenticatorKind::CodeCard { kinds.contains(&kind) } else { takes_codes(kinds) }
}

/// A code of an app or hardware token at sign-in; with where it leads, what it was a code of.
pub async fn prove(
    ctx: &Ctx,
    visit: &Visit,
    flow: (&str, Option<&DeviceCookie>),
    typed: &str,
    remember: Remember,
) -> Result<Outcome<(Step, ProofKind)>, Error> {
    Box::pin(prove_by(ctx, visit, flow, (check_code::APP, typed), remember)).await
}

/// The same, or a code of the code card.
pub async fn prove_by(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
    (kind, typed): (AuthenticatorKind, &str),
    remember: Remember,
) -> Result<Outcome<(Step, ProofKind)>, Error> {
    let now = ctx.now();
    for _ in 0..PATIENCE {
        let Some(half) = half::load_at(ctx, visit, token, device, now).await? else { return Ok(Outcome::Expired) };
        match &half.next {
            NextStep::Prove(prove) if takes(&prove.kinds, kind) => {}
            _ => return Ok(Outcome::Elsewhere),
        }
        let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(half.row.user));
        let right = match judge(ctx, &scribe, half.row.user, (kind, typed), half.browser.origin()).await? {
            Judged::Right(right) => right,
            Judged::NoSecret => return Ok(Outcome::Elsewhere),
            Judged::Fault(fault, tries) => return Ok(Outcome::Fault(fault, tries)),
            Judged::Wrong(tries) => return Ok(Outcome::Wrong(tries)),
            Judged::Replayed => return Ok(Outcome::Replayed),
            Judged::Closed(closed) => return Ok(Outcome::Closed(closed)),
        };
        let proof = Proof { kind: ProofKind::of(right.kind), at: now };
        match go_on(ctx, visit, (&half, &scribe), (proof, remember), (right, spend)).await {
            Ok(step) => return Ok(Outcome::Passed((step, proof.kind))),
            // Spent or charged elsewhere since it was looked at: look again, and answer what is so now.
            Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy("many tries at the same moment".into()))
}

fn spend<'t>(tx: &'t mut store::Tx, right: &'t RightCode, scribe: &'t Scribe) -> crate::ctx::Work<'t, ()> {
    Box::pin(async move { right.spend(tx, scribe).await })
}

/// After a proof: the session, or enrolling where that follows. What proved it is spent in the same transaction.
pub(crate) async fn go_on<R, F>(
    ctx: &Ctx,
    visit: &Visit,
    (half, scribe): (&Half, &Scribe),
    (proof, remember): (Proof, Remember),
    (what, spend): (R, F),
) -> Result<Step, Error>
where
    R: Clone + Send + Sync + 'static,
    F: for<'t> Fn(&'t mut store::Tx, &'t R, &'t Scribe) -> crate::ctx::Work<'t, ()> + Send + Sync + 'static,
{
    let now = proof.at;
    let evidence = Evidence { proof: Some(proof), ..half.evidence };
    match half.standing.decide(now, &evidence) {
        NextStep::Grant(_) if half.goes_back(visit) => {
            let token = ctx.verifier().new_token();
            let tokens = (half.hash, token.hash());
            let done = Done { proof: Some(proof), put_off: false, remember: remember == Remember::Yes };
            ctx.write((what, scribe.clone(), tokens, done, spend), |tx, (what, scribe, tokens, done, spend)| {
                Box::pin(async move {
                    spend(tx, what, scribe).await?;
                    let kept = store::half_sign_in::set_done(tx, scribe.organisation.id, *tokens, *done).await?;
                    if kept { Ok(()) } else { Err(Error::Conflict) }
                })
            })
            .await?;
            Ok(Step::Back(token.text().to_string()))
        }
        NextStep::Grant(grant) => {
            let until = remember_until(&half.standing, proof, remember);
            let (opening, signed_in) = half.opening(ctx, visit, now, (grant, until))?;
            ctx.write((what, scribe.clone(), opening, spend), |tx, (what, scribe, opening, spend)| {
                Box::pin(async move {
                    spend(tx, what, scribe).await?;
                    opening.write(tx).await
                })
            })
            .await?;
            Ok(Step::SignedIn(signed_in))
        }
        NextStep::Enrol(_) => {
            // A new token at every step up, so that a half that was seen before the proof is worth nothing after it.
            let token = ctx.verifier().new_token();
            let tokens = (half.hash, visit.bound(token.hash()));
            ctx.write((what, scribe.clone(), tokens, proof, spend), |tx, (what, scribe, (old, new), proof, spend)| {
                Box::pin(async move {
                    spend(tx, what, scribe).await?;
                    let org = scribe.organisation.id;
                    if store::half_sign_in::set_proof(tx, org, *old, *new, *proof).await? {
                        Ok(())
                    } else {
                        Err(Error::Conflict)
                    }
                })
            })
            .await?;
            Ok(Step::Enrol(token.text().to_string()))
        }
        NextStep::Prove(_) | NextStep::Refuse(_) => Err(Error::Conflict),
    }
}

/// Until when a browser that is remembered now will be trusted; `None` where it is not.
pub(crate) fn remember_until(standing: &Standing, proof: Proof, remember: Remember) -> Option<Timestamp> {
    if remember == Remember::No || !may_trust_after(&standing.policy, proof.kind) {
        return None;
    }
    domain::trusted_device::trusted_until(proof.at, &standing.policy)
}
