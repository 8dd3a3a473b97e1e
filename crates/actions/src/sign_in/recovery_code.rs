//! A recovery code in the place of the second factor: it lets in once, a fresh one takes its place, the person is told.

use domain::assurance::{Proof, ProofKind};
use domain::audit::{Actor, AuditEvent};
use domain::id::{OrganisationId, UserId};
use domain::policy::NextStep;
use domain::throttle::{FactorThrottle, Origin};
use store::Tx;
use verifier::Verdict;
use verifier::code::{CodeFault, RecoveryCode};

use crate::check_code::{self, Charged, Try};
use crate::check_session;
use crate::ctx::{Ctx, Work};
use crate::error::{Error, broken};
use crate::known_browser::KnownBrowser;
use crate::letter::Content;
use crate::look_again;
use crate::open_session::{DeviceCookie, Remember};
use crate::profile::recovery_codes;
use crate::record::Scribe;
use crate::sign_in::Step;
use crate::sign_in::half;
use crate::sign_in::second_factor::{Outcome, Tries, go_on};
use crate::step_up;
use crate::visit::Visit;

/// A sign-in by recovery code: where it stands, and the code that takes the place of the used one. Shown once.
#[derive(Debug)]
pub struct Recovered {
    /// Where it leads.
    pub step: Recovery,
    /// The new code, as it is written down.
    pub new_code: String,
}

/// Where a recovery code leads.
#[derive(Debug)]
pub enum Recovery {
    /// A sign-in goes on.
    SignIn(Step),
    /// A session goes on under a new token.
    Session(step_up::Raised),
}

/// A code that was right, and what is to be written.
#[derive(Clone)]
struct Spending {
    user: UserId,
    selector: String,
    stored: String,
    attempt: Try,
    charged: Charged,
    /// The failures that its success takes back.
    against: FactorThrottle,
    /// What takes its place: nothing where nobody could be shown it.
    replacement: Option<(String, String)>,
}

impl Spending {
    /// Takes the charge of a right code back that could not be spent.
    async fn give_back(&self, ctx: &Ctx, org: OrganisationId) -> Result<(), Error> {
        check_code::refund(ctx, org, self.attempt, &self.charged).await
    }
}

const FACTOR: &str = ProofKind::RecoveryCode.word();

/// A recovery code that was looked at; failures have been charged.
enum Judged {
    Right(Spending, String),
    Answer(Outcome<Recovered>),
}

/// Charges a failure first (hashing takes long enough for many others to be under way), then looks.
async fn judge(ctx: &Ctx, scribe: &Scribe, user: UserId, typed: &str, origin: Origin) -> Result<Judged, Error> {
    let org = scribe.organisation.id;
    let code = RecoveryCode::parse(typed);
    if let Err(fault @ CodeFault::Empty) = code {
        return Ok(Judged::Answer(Outcome::Fault(fault, Tries::default())));
    }
    let attempt = Try { user, factor: FACTOR, origin };
    let charged = match check_code::charge_first(ctx, scribe, attempt).await? {
        Err(closed) => return Ok(Judged::Answer(Outcome::Closed(closed))),
        Ok(charged) => charged,
    };
    let tries = Tries { left: Some(charged.tries_left), wait_until: charged.wait_until };
    let code = match code {
        Ok(code) => code,
        Err(fault) => {
            let closed = check_code::tell_failure(ctx, scribe, attempt, &charged).await?;
            return Ok(Judged::Answer(closed.map_or(Outcome::Fault(fault, tries), Outcome::Closed)));
        }
    };
    let looked = match look(ctx, org, user, &code).await {
        Ok(looked) => looked,
        Err(error) => {
            // Nobody looked at it, so this try was no failure.
            check_code::refund(ctx, org, attempt, &charged).await?;
            return Err(error);
        }
    };
    let Some(Looked { stored, new_code, hash }) = looked else {
        let closed = check_code::tell_failure(ctx, scribe, attempt, &charged).await?;
        return Ok(Judged::Answer(closed.map_or(Outcome::Wrong(tries), Outcome::Closed)));
    };
    let replacement = Some((new_code.selector().to_owned(), hash));
    let selector = code.selector().to_owned();
    let against = charged.throttle;
    let spending = Spending { user, selector, stored, attempt, charged, against, replacement };
    Ok(Judged::Right(spending, new_code.shown().to_string()))
}

/// A right code: what is stored of it, and the one that takes its place.
struct Looked {
    stored: String,
    new_code: RecoveryCode,
    hash: String,
}

/// `None` where it is wrong.
async fn look(ctx: &Ctx, org: OrganisationId, user: UserId, code: &RecoveryCode) -> Result<Option<Looked>, Error> {
    let stored = store::recovery_code::find(ctx.db(), org, user, code.selector()).await?;
    let owner = recovery_codes::owner(org, user);
    let verdict = ctx.verifier().verify_recovery_code(code, &owner, stored.as_deref()).await?;
    let (Verdict::Match { .. }, Some(stored)) = (verdict, stored) else { return Ok(None) };
    let selectors = store::recovery_code::selectors(ctx.db(), org, user).await?;
    let taken: Vec<&str> = selectors.iter().map(String::as_str).collect();
    let made = ctx.verifier().new_recovery_codes(&owner, 1, &taken).await?;
    let (new_code, hash) = made.into_iter().next().ok_or_else(|| broken("no recovery code was made"))?;
    Ok(Some(Looked { stored, new_code, hash }))
}

/// Looks again at a right code that could not be spent: somebody else used it, or was charged at the same moment.
async fn judge_again(
    ctx: &Ctx,
    scribe: &Scribe,
    before: Spending,
) -> Result<Result<Spending, Outcome<Recovered>>, Error> {
    let stored = store::recovery_code::find(ctx.db(), scribe.organisation.id, before.user, &before.selector).await?;
    if stored.as_ref() != Some(&before.stored) {
        // It was right when it was looked at: a button pressed twice costs no try.
        before.give_back(ctx, scribe.organisation.id).await?;
        return Ok(Err(Outcome::Replayed));
    }
    Ok(match look_again::against(ctx, scribe, before.attempt, &before.charged).await? {
        Ok(against) => Ok(Spending { against, ..before }),
        Err(closed) => Err(Outcome::Closed(closed)),
    })
}

/// A recovery code at sign-in.
pub async fn prove(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
    typed: &str,
) -> Result<Outcome<Recovered>, Error> {
    let now = ctx.now();
    let mut judged = None;
    for _ in 0..look_again::LOOKS {
        let Some(half) = half::load_at(ctx, visit, token, device, now).await? else { return Ok(Outcome::Expired) };
        if !matches!(half.next, NextStep::Prove(_)) {
            return Ok(Outcome::Elsewhere);
        }
        let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(half.row.user));
        let (spending, new_code) = match judged.take() {
            Some(again) => again,
            None => match judge(ctx, &scribe, half.row.user, typed, half.browser.origin()).await? {
                // A device without pages could show nobody the new one.
                Judged::Right(spending, new_code) if visit.device.is_some() => {
                    (Spending { replacement: None, ..spending }, new_code)
                }
                Judged::Right(spending, new_code) => (spending, new_code),
                Judged::Answer(answer) => return Ok(answer),
            },
        };
        let proof = Proof { kind: ProofKind::RecoveryCode, at: now };
        match go_on(ctx, visit, (&half, &scribe), (proof, Remember::No), (spending.clone(), spend)).await {
            Ok(step) => return Ok(Outcome::Passed(Recovered { step: Recovery::SignIn(step), new_code })),
            Err(Error::Conflict) => {}
            Err(error) => {
                spending.give_back(ctx, visit.organisation.id).await?;
                return Err(error);
            }
        }
        match judge_again(ctx, &scribe, spending).await? {
            Ok(spending) => judged = Some((spending, new_code)),
            Err(answer) => return Ok(answer),
        }
    }
    if let Some((spending, _)) = judged {
        spending.give_back(ctx, visit.organisation.id).await?;
    }
    Err(Error::Busy("many tries at the same moment".into()))
}

/// A recovery code inside a session that asks for a second factor.
pub async fn prove_in_session(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
    typed: &str,
) -> Result<Outcome<Recovered>, Error> {
    let now = ctx.now();
    let mut judged = None;
    for _ in 0..look_again::LOOKS {
        let Some(signed_in) = check_session::load_at(ctx, visit, token, now).await?.signed_in() else {
            return Ok(Outcome::Expired);
        };
        let user = signed_in.session.user;
        let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
        let (spending, new_code) = if let Some(again) = judged.take() {
            again
        } else {
            let browser = KnownBrowser::find(ctx, visit, user, device).await?;
            match judge(ctx, &scribe, user, typed, browser.origin()).await? {
                Judged::Right(spending, new_code) => (spending, new_code),
                Judged::Answer(answer) => return Ok(answer),
            }
        };
        let proof = Proof { kind: ProofKind::RecoveryCode, at: now };
        match step_up::raise(ctx, (visit, &scribe), &signed_in, proof, (spending.clone(), spend)).await {
            Ok(raised) => return Ok(Outcome::Passed(Recovered { step: Recovery::Session(raised), new_code })),
            Err(Error::Conflict) => {}
            Err(error) => {
                spending.give_back(ctx, visit.organisation.id).await?;
                return Err(error);
            }
        }
        match judge_again(ctx, &scribe, spending).await? {
            Ok(spending) => judged = Some((spending, new_code)),
            Err(answer) => return Ok(answer),
        }
    }
    if let Some((spending, _)) = judged {
        spending.give_back(ctx, visit.organisation.id).await?;
    }
    Err(Error::Busy("many tries at the same moment".into()))
}

fn spend<'t>(tx: &'t mut Tx, spending: &'t Spending, scribe: &'t Scribe) -> Work<'t, ()> {
    Box::pin(async move {
        let (org, now, user) = (scribe.organisation.id, scribe.now, spending.user);
        if !store::recovery_code::spend(tx, org, user, &spending.selector, &spending.stored).await? {
            return Err(Error::Conflict);
        }
        check_code::succeed(tx, scribe, spending.attempt, &spending.against).await?;
        // The person acted: unknown devices that were closed by others' guesses may try again.
        if store::factor::reopen_unknown_devices(tx, org, user).await? > 0 {
            scribe.note(tx, Some(user), AuditEvent::UnknownDevicesReopened)?;
        }
        if let Some(replacement) = &spending.replacement {
            store::recovery_code::insert(tx, org, user, std::slice::from_ref(replacement), now).await?;
        }
        scribe.note(tx, Some(user), AuditEvent::FactorAccepted { factor: FACTOR.to_owned() })?;
        scribe.note(tx, Some(user), AuditEvent::RecoveryCodeUsed)?;
        scribe.tell(tx, user, Content::RecoveryCodeUsed).await
    })
}
