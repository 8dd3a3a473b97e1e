//! A fresh proof inside a session: for what is sensitive, and when an ask period has ended. One mechanism; the session
//! gets a new token at each.

use domain::access::SHORTEST_AGE;
use domain::assurance::{Proof, ProofKind};
use domain::audit::{Actor, AuditEvent};
use domain::authenticator::AuthenticatorKind;
use domain::policy::SessionStep;
use domain::session::{FRESH, HALF_SIGN_IN, is_fresh};
use domain::time::{Lifetime, Timestamp};
use secrecy::SecretString;
use store::half_sign_in::HalfSignIn;

use crate::check_code;
use crate::check_session::{self, SignedInPerson};
use crate::ctx::{Ctx, Work};
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::open_session::{DeviceCookie, Remember};
use crate::profile::devices::{NewDevice, new_device};
use crate::record::Scribe;
use crate::sign_in::second_factor::{Judged, Outcome, judge, remember_until, takes};
use crate::visit::Visit;

/// What a sensitive change still needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// A second factor.
    Factor,
    /// The password: the person has no second factor.
    Password,
}

/// What a person's proofs allow at `now`: a change to authenticators, codes, addresses or password asks a proof of the
/// highest kind the person has, at most 5 minutes old.
pub fn needs(person: &SignedInPerson, now: Timestamp) -> Option<Needs> {
    needs_within(person, now, Newer::default())
}

/// How new a proof has to be, where an application asks for a newer one than our own pages do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Newer {
    /// Not older than this.
    pub age: Option<Lifetime>,
    /// Not given before this moment.
    pub since: Option<Timestamp>,
}

/// The same, where the proof may be asked to be newer than that.
fn needs_within(person: &SignedInPerson, now: Timestamp, newer: Newer) -> Option<Needs> {
    let is_young = |at| newer.age.is_none_or(|age| now.since(at) <= age.max(SHORTEST_AGE));
    let is_new = |at| is_fresh(now, at) && is_young(at) && newer.since.is_none_or(|since| at >= since);
    if person.standing.facts.person.enrolled.is_empty() {
        return (!is_new(person.session.password_at)).then_some(Needs::Password);
    }
    let fresh = person.session.facts.proof.is_some_and(|proof| is_new(proof.at));
    (!fresh).then_some(Needs::Factor)
}

/// Until when the newest proof counts as no older than `age`.
pub(crate) fn new_until(person: &SignedInPerson, age: Lifetime) -> Timestamp {
    let proof = if person.standing.facts.person.enrolled.is_empty() {
        Some(person.session.password_at)
    } else {
        person.session.facts.proof.map(|proof| proof.at)
    };
    proof.map_or(Timestamp::from_micros(0), |at| at.plus(FRESH.min(age.max(SHORTEST_AGE))))
}

/// The same for a session as it is now.
pub fn needs_now(ctx: &Ctx, person: &SignedInPerson) -> Option<Needs> {
    needs_newer(ctx, person, Newer::default())
}

/// The same, for an application that may ask for a proof that is newer than our own pages do.
pub fn needs_newer(ctx: &Ctx, person: &SignedInPerson, newer: Newer) -> Option<Needs> {
    needs_within(person, ctx.now(), newer)
}

/// A session that goes on under a new token.
#[derive(Debug)]
pub struct Raised {
    /// The new token.
    pub token: String,
    /// When the session ends at the latest.
    pub expires_at: Timestamp,
    /// Whether the cookie outlives the browser.
    pub persistent: bool,
    /// The cookie of a browser that is remembered from now on, and when trust ends.
    pub device: Option<(DeviceCookie, Timestamp)>,
}

const PATIENCE: usize = 8;

/// A code of an authenticator app inside a session.
pub async fn prove_factor(
    ctx: &Ctx,
    visit: &Visit,
    flow: (&str, Option<&DeviceCookie>),
    typed: &str,
    remember: Remember,
) -> Result<Outcome<Raised>, Error> {
    prove_factor_by(ctx, visit, flow, (check_code::APP, typed), remember).await
}

/// A code of an app or of a code card inside a session.
pub async fn prove_factor_by(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
    (kind, typed): (AuthenticatorKind, &str),
    remember: Remember,
) -> Result<Outcome<Raised>, Error> {
    let now = ctx.now();
    for _ in 0..PATIENCE {
        let Some(person) = check_session::load_at(ctx, visit, token, now).await?.signed_in() else {
            return Ok(Outcome::Expired);
        };
        // Where a rule asks for something better, and the person has it, a code proves nothing more.
        let accepted = person.standing.accepted();
        if !accepted.is_empty() && !takes(&accepted, kind) {
            return Ok(Outcome::Elsewhere);
        }
        let user = person.session.user;
        let browser = KnownBrowser::find(ctx, visit, user, device).await?;
        let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
        let right = match judge(ctx, &scribe, user, (kind, typed), browser.origin()).await? {
            Judged::Right(right) => right,
            Judged::NoSecret => return Ok(Outcome::Elsewhere),
            Judged::Fault(fault, tries) => return Ok(Outcome::Fault(fault, tries)),
            Judged::Wrong(tries) => return Ok(Outcome::Wrong(tries)),
            Judged::Replayed => return Ok(Outcome::Replayed),
            Judged::Closed(closed) => return Ok(Outcome::Closed(closed)),
        };
        let proof = Proof { kind: ProofKind::of(right.kind), at: now };
        let trust = remember_until(&person.standing, proof, remember);
        let new_device = trust.map(|until| new_device(ctx, visit, user, &browser, (now, until)));
        let spending = (right, new_device.clone());
        match raise(ctx, (visit, &scribe), &person, proof, (spending, spend)).await {
            Ok(raised) => {
                return Ok(Outcome::Passed(Raised { device: new_device.map(|new| (new.cookie, new.until)), ..raised }));
            }
            Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy("many tries at the same moment".into()))
}

type Spending = (check_code::RightCode, Option<NewDevice>);

fn spend<'t>(tx: &'t mut store::Tx, (right, device): &'t Spending, scribe: &'t Scribe) -> Work<'t, ()> {
    Box::pin(async move {
        right.spend(tx, scribe).await?;
        match device {
            Some(device) => device.write(tx, scribe).await,
            None => Ok(()),
        }
    })
}

/// Notes a proof in a session, spending what proved it in the same transaction. The token before it is worth nothing from
/// now on, in the memory of other nodes as well.
pub(crate) async fn raise<R, F>(
    ctx: &Ctx,
    (visit, scribe): (&Visit, &Scribe),
    person: &SignedInPerson,
    proof: Proof,
    (what, spend): (R, F),
) -> Result<Raised, Error>
where
    R: Clone + Send + Sync + 'static,
    F: for<'t> Fn(&'t mut store::Tx, &'t R, &'t Scribe) -> Work<'t, ()> + Send + Sync + 'static,
{
    let token = ctx.verifier().new_token();
    let input = (what, scribe.clone(), (person.hash, visit.bound(token.hash())), proof, spend);
    ctx.write_and_refresh(scribe.organisation.id, input, |tx, (what, scribe, (old, new), proof, spend)| {
        Box::pin(async move {
            spend(tx, what, scribe).await?;
            if store::session::raise(tx, scribe.organisation.id, *old, *new, *proof).await? {
                Ok(())
            } else {
                Err(Error::Conflict)
            }
        })
    })
    .await?;
    ctx.sessions().forget(&person.hash);
    Ok(raised(person, &token))
}

fn raised(person: &SignedInPerson, token: &verifier::Token) -> Raised {
    let terms = person.session.facts.terms;
    Raised { token: token.text().to_string(), expires_at: terms.expires_at, persistent: terms.persistent, device: None }
}

/// What became of a password inside a session.
#[derive(Debug)]
pub enum PasswordOutcome {
    /// The session is over.
    Expired,
    /// Wrong.
    Wrong,
    /// Too many tries.
    Wait(Timestamp),
    /// The directory that the password is in does not answer.
    Away,
    /// Right, and to be changed in the directory that it is in first.
    MustChange,
    /// Right; the session goes on under a new token.
    Passed(Raised),
}

/// The password once more, inside a session of someone without a second factor.
pub async fn prove_password(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    password: &SecretString,
) -> Result<PasswordOutcome, Error> {
    let now = ctx.now();
    let Some(person) = check_session::load_at(ctx, visit, token, now).await?.signed_in() else {
        return Ok(PasswordOutcome::Expired);
    };
    let user = person.session.user;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let right = match crate::profile::password::check_current(ctx, &scribe, user, password).await? {
        crate::profile::password::Current::Wait(until) => return Ok(PasswordOutcome::Wait(until)),
        crate::profile::password::Current::Away => return Ok(PasswordOutcome::Away),
        crate::profile::password::Current::MustChange => return Ok(PasswordOutcome::MustChange),
        crate::profile::password::Current::Wrong => return Ok(PasswordOutcome::Wrong),
        crate::profile::password::Current::Right(right) => right,
    };
    let new = ctx.verifier().new_token();
    let tokens = (person.hash, visit.bound(new.hash()));
    ctx.write_and_refresh(visit.organisation.id, (scribe, right, tokens), |tx, (scribe, right, (old, new))| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            right.write(tx, org).await?;
            scribe.note(tx, Some(right.user()), AuditEvent::PasswordAccepted)?;
            if store::session::renew_password(tx, org, *old, *new, scribe.now).await? {
                Ok(())
            } else {
                Err(Error::Conflict)
            }
        })
    })
    .await?;
    ctx.sessions().forget(&person.hash);
    Ok(PasswordOutcome::Passed(raised(&person, &new)))
}

/// What became of going from a session to the pages of enrolling.
#[derive(Debug)]
pub enum ToEnrolment {
    /// The session is over.
    Expired,
    /// A fresh proof comes first.
    Needs(Needs),
    /// Nothing demands it.
    Elsewhere,
    /// A half sign-in that enrolling goes on in; its token.
    Half(String),
}

/// A session whose person must enrol goes through the pages of the sign-in, with the same proofs. The session stays,
/// and can do nothing until they are done.
pub async fn to_enrolment(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    return_to: Option<String>,
) -> Result<ToEnrolment, Error> {
    let now = ctx.now();
    let Some(person) = check_session::load_at(ctx, visit, token, now).await?.signed_in() else {
        return Ok(ToEnrolment::Expired);
    };
    if !matches!(person.step, SessionStep::Enrol(_)) {
        return Ok(ToEnrolment::Elsewhere);
    }
    if let Some(needs) = needs(&person, now) {
        return Ok(ToEnrolment::Needs(needs));
    }
    let user = person.session.user;
    let half = HalfSignIn {
        user,
        started_at: person.session.password_at,
        expires_at: now.plus(HALF_SIGN_IN),
        return_to,
        proof: person.session.facts.proof.filter(|proof| is_fresh(now, proof.at)),
        late_proved_at: None,
        platform: None,
    };
    let token = ctx.verifier().new_token();
    ctx.write((visit.organisation.id, token.hash(), half), |tx, (org, hash, half)| {
        Box::pin(async move {
            store::half_sign_in::insert(tx, *org, *hash, half).await?;
            if let Some(proof) = half.proof {
                store::half_sign_in::set_proof(tx, *org, *hash, *hash, proof).await?;
            }
            Ok(())
        })
    })
    .await?;
    Ok(ToEnrolment::Half(token.text().to_string()))
}
