//! The first code of an app: with it the secret counts, and whatever leaned on what was before ends.

use domain::assurance::{Proof, ProofKind};
use domain::audit::{Actor, AuditEvent};
use domain::authenticator::AuthenticatorKind;
use domain::id::UserId;
use domain::policy::{Evidence, NextStep};
use domain::throttle::DISABLING_FAILURES;
use store::Tx;
use store::authenticator::{self, NewAuthenticator};
use store::enrolment_code::EnrolmentCodeKind;
use store::factor::ThrottleKey;
use store::half_sign_in::{Done, HalfSignIn};
use store::passkey::Passkey;
use verifier::code::{CodeFault, normalise_totp};
use verifier::totp::{self};
use verifier::webauthn::Challenge;

use super::{Enroller, LONGEST_LABEL, Late, Not, Owner, RECOVERY_CODES, clean_label, enroller, pending, same_label};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::hardware_token;
use crate::letter::Content;
use crate::open_session::{DeviceCookie, Opening, SignedIn};
use crate::profile::recovery_codes;
use crate::record::Scribe;
use crate::visit::Visit;

/// What became of the first code.
#[derive(Debug)]
pub enum Confirmed {
    /// Nobody enrols here now.
    Not(Not),
    /// It is no code of six digits.
    Fault(CodeFault),
    /// It is not the code of this secret.
    Wrong,
    /// The name is longer than [`LONGEST_LABEL`].
    LabelTooLong,
    /// Another authenticator of the person has the name.
    LabelTaken,
    /// Enrolled.
    Enrolled(Box<Enrolled>),
}

/// An app that counts from now on.
#[derive(Debug)]
pub struct Enrolled {
    /// Recovery codes as they are written down, with the first authenticator. Shown once.
    pub recovery_codes: Option<Vec<String>>,
    /// Signed in by it, or the session under its new token.
    pub session: NewToken,
    /// Its name.
    pub label: String,
    /// The account that it belongs to.
    pub account: String,
    /// Language, where the person states one.
    pub language: Option<String>,
}

/// What the browser gets.
#[derive(Debug)]
pub enum NewToken {
    /// A session that began.
    SignedIn(SignedIn),
    /// The session that was there.
    Raised(crate::step_up::Raised),
    /// Back to the platform that began the sign-in; the token of the half sign-in.
    Back(String),
}

/// What is written when an app is confirmed.
#[derive(Clone)]
struct Writing {
    scribe: Scribe,
    user: UserId,
    owner: [u8; 32],
    new: NewAuthenticator,
    spending: Spending,
    codes: Vec<(String, String)>,
    session: SessionChange,
}

#[derive(Clone)]
enum SessionChange {
    Open(Box<Opening>),
    Raise {
        old: [u8; 32],
        new: [u8; 32],
        proof: Proof,
    },
    /// The half sign-in of a platform, and its new token.
    Back {
        old: [u8; 32],
        new: [u8; 32],
        row: Box<HalfSignIn>,
    },
}

/// Confirms the pending secret with its first code.
pub async fn confirm(
    ctx: &Ctx,
    visit: &Visit,
    (owner, device): (Owner<'_>, Option<&DeviceCookie>),
    typed: &str,
    label: &str,
) -> Result<Confirmed, Error> {
    let now = ctx.now();
    let enroller = match enroller(ctx, visit, owner, device, now).await? {
        Ok(enroller) => enroller,
        Err(not) => return Ok(Confirmed::Not(not)),
    };
    let Some((pending, secret)) = pending(ctx, visit, &enroller, now).await? else {
        return Ok(Confirmed::Not(Not::NothingPending));
    };
    let digits = match normalise_totp(typed) {
        Ok(digits) => digits,
        Err(fault) => return Ok(Confirmed::Fault(fault)),
    };
    let label = clean_label(label);
    if label.chars().count() > LONGEST_LABEL {
        return Ok(Confirmed::LabelTooLong);
    }
    if enroller.facts().authenticators.iter().any(|other| same_label(&other.label, &label)) {
        return Ok(Confirmed::LabelTaken);
    }
    let Some(step) = totp::check(&secret, &digits, now.seconds(), ctx.window()) else { return Ok(Confirmed::Wrong) };
    let new = NewAuthenticator {
        id: pending.id,
        kind: AuthenticatorKind::App,
        label,
        sealed_secret: pending.sealed_secret,
        last_step: step,
    };
    finish(ctx, visit, (enroller, Proof { kind: ProofKind::App, at: now }), new, Spending::Pending).await
}

/// What proved a new authenticator, and is used up by it.
#[derive(Clone)]
pub(crate) enum Spending {
    /// The secret that waited for its first code.
    Pending,
    /// The challenge that a new passkey signed, and what is kept of it.
    Challenge(Challenge, Box<Passkey>),
    /// Two codes of a hardware token from the stock; the steps that its clock is ahead.
    Codes {
        /// The steps.
        drift: i64,
    },
    /// The code card that waited, and whether it was the proof of late enrolment as well.
    Card(Late),
}

/// Writes a new authenticator that is proved, whatever its kind.
pub(crate) async fn finish(
    ctx: &Ctx,
    visit: &Visit,
    (enroller, proof): (Enroller, Proof),
    new: NewAuthenticator,
    spending: Spending,
) -> Result<Confirmed, Error> {
    let (now, org, user) = (proof.at, visit.organisation.id, enroller.user());
    let (left, _) = store::recovery_code::count(ctx.db(), org, user).await?;
    let made = if left == 0 {
        let owner = recovery_codes::owner(org, user);
        ctx.verifier().new_recovery_codes(&owner, RECOVERY_CODES as usize, &[]).await?
    } else {
        Vec::new()
    };
    let shown: Vec<String> = made.iter().map(|(code, _)| code.shown().to_string()).collect();
    let (account, language) = (enroller.facts().user_name.clone(), enroller.facts().language.clone());
    let Some((session, token)) = session_change(ctx, visit, enroller, (proof, new.kind))? else {
        return Ok(Confirmed::Not(Not::Elsewhere));
    };
    let label = new.label.clone();
    let writing = Writing {
        scribe: Scribe::of_visit(ctx, visit, now, Actor::User(user)),
        user,
        owner: match &session {
            SessionChange::Open(opening) => opening.half_hash().ok_or_else(|| broken("no half sign-in"))?,
            SessionChange::Raise { old, .. } | SessionChange::Back { old, .. } => *old,
        },
        new,
        spending,
        codes: made.into_iter().map(|(code, hash)| (code.selector().to_owned(), hash)).collect(),
        session,
    };
    let written =
        ctx.write_and_refresh(org, writing, |tx, writing| Box::pin(async move { writing.write(tx).await })).await;
    match written {
        Ok(()) => Ok(Confirmed::Enrolled(Box::new(Enrolled {
            recovery_codes: (!shown.is_empty()).then_some(shown),
            session: token,
            label,
            account,
            language,
        }))),
        // Confirmed in another tab a moment ago.
        Err(Error::Conflict) => Ok(Confirmed::Not(Not::NothingPending)),
        Err(error) => Err(error),
    }
}

/// How the session changes: at sign-in one opens, by the decision that holds with the new app; in My profile the one
/// that is there gets a new token.
fn session_change(
    ctx: &Ctx,
    visit: &Visit,
    enroller: Enroller,
    (proof, kind): (Proof, AuthenticatorKind),
) -> Result<Option<(SessionChange, NewToken)>, Error> {
    match enroller {
        Enroller::Half(mut half) => {
            half.standing.facts.person.enrolled.push(kind);
            let evidence = Evidence { proof: Some(proof), ..half.evidence };
            let NextStep::Grant(grant) = half.standing.decide(proof.at, &evidence) else { return Ok(None) };
            if half.goes_back(visit) {
                let token = ctx.verifier().new_token();
                let row = half.done(Done { proof: Some(proof), put_off: false, remember: false });
                let change = SessionChange::Back { old: half.hash, new: token.hash(), row: Box::new(row) };
                return Ok(Some((change, NewToken::Back(token.text().to_string()))));
            }
            let (opening, signed_in) = half.opening(ctx, visit, proof.at, (grant, None))?;
            Ok(Some((SessionChange::Open(Box::new(opening)), NewToken::SignedIn(signed_in))))
        }
        Enroller::Session(person) => {
            let token = ctx.verifier().new_token();
            let terms = person.session.facts.terms;
            let raised = crate::step_up::Raised {
                token: token.text().to_string(),
                expires_at: terms.expires_at,
                persistent: terms.persistent,
                device: None,
            };
            let change = SessionChange::Raise { old: person.hash, new: visit.bound(token.hash()), proof };
            Ok(Some((change, NewToken::Raised(raised))))
        }
    }
}

impl Writing {
    /// Everything at once, or nothing: the app, its recovery codes, the end of all that leaned on what was before.
    async fn write(&self, tx: &mut Tx) -> Result<(), Error> {
        let (org, now, user, scribe) = (self.scribe.organisation.id, self.scribe.now, self.user, &self.scribe);
        match &self.spending {
            Spending::Pending if authenticator::spend_pending(tx, org, self.owner, self.new.id).await? => {}
            Spending::Challenge(challenge, _) => crate::passkey::spend(tx, org, *challenge).await?,
            Spending::Codes { drift } => hardware_token::take(tx, org, (&self.new, *drift)).await?,
            Spending::Card(_) if store::waiting_card::spend(tx, org, user, self.new.id).await? => {}
            Spending::Pending | Spending::Card(_) => return Err(Error::Conflict),
        }
        if let Spending::Card(Late::ProofNeeded) = self.spending {
            scribe.note(tx, Some(user), AuditEvent::LateEnrolmentProved { by: self.new.kind.word().to_owned() })?;
        }
        remove_former(tx, scribe, (user, self.new.kind)).await?;
        authenticator::insert(tx, org, user, &self.new, now).await?;
        if let Spending::Challenge(_, passkey) = &self.spending
            && !store::passkey::insert(tx, org, user, passkey).await?
        {
            return Err(Error::Conflict);
        }
        if !self.codes.is_empty() {
            store::recovery_code::insert(tx, org, user, &self.codes, now).await?;
            scribe.note(tx, Some(user), AuditEvent::RecoveryCodesMade)?;
        }
        // Failures are forgotten with what they were made with, and of nothing else.
        let replaced = [
            Some(self.new.kind.word()),
            (!self.codes.is_empty()).then(|| ProofKind::RecoveryCode.word()),
            Some(EnrolmentCodeKind::Emailed.word()),
            Some(EnrolmentCodeKind::Pass.word()),
        ];
        for factor in replaced.into_iter().flatten() {
            store::factor::forget_throttle(tx, ThrottleKey { org, user, factor }).await?;
        }
        store::enrolment_code::delete_of_user(tx, org, user).await?;
        store::user::put_off(tx, org, user, None).await?;
        let authenticator = self.new.kind.word().to_owned();
        scribe.note(tx, Some(user), AuditEvent::AuthenticatorAdded { authenticator })?;
        end_what_leaned(tx, scribe, user, &self.session).await?;
        scribe.tell(tx, user, Content::AuthenticatorAdded { label: self.new.label.clone() }).await
    }
}

/// What a hundred wrong codes in a row disabled stays so: it goes as that comes which takes its place. Apps and hardware tokens
/// are disabled together, so either takes the place of the other. A person has one code card: the one before is worth nothing
/// from now on.
pub(crate) async fn remove_former(
    tx: &mut Tx,
    scribe: &Scribe,
    (user, kind): (UserId, AuthenticatorKind),
) -> Result<(), Error> {
    let codes = [AuthenticatorKind::App, AuthenticatorKind::HardwareToken];
    let kinds = if codes.contains(&kind) { codes.to_vec() } else { vec![kind] };
    for kind in kinds {
        remove_former_of(tx, scribe, (user, kind)).await?;
    }
    Ok(())
}

async fn remove_former_of(
    tx: &mut Tx,
    scribe: &Scribe,
    (user, kind): (UserId, AuthenticatorKind),
) -> Result<(), Error> {
    let org = scribe.organisation.id;
    let throttle = store::factor::throttle_in(tx, org, user, kind.word()).await?;
    if throttle.failures < DISABLING_FAILURES && kind != AuthenticatorKind::CodeCard {
        return Ok(());
    }
    for label in authenticator::delete_of_kind(tx, org, user, kind).await? {
        scribe.note(tx, Some(user), AuditEvent::AuthenticatorRemoved { authenticator: kind.word().to_owned() })?;
        scribe.tell(tx, user, Content::AuthenticatorRemoved { label, last: false }).await?;
    }
    Ok(())
}

/// Ends other sessions, half sign-ins, pending secrets and trust; then the session of this flow goes on.
async fn end_what_leaned(tx: &mut Tx, scribe: &Scribe, user: UserId, session: &SessionChange) -> Result<(), Error> {
    let org = scribe.organisation.id;
    let devices = store::trusted_device::forget_of_user(tx, org, user).await?;
    if devices > 0 {
        scribe.note(tx, Some(user), AuditEvent::DevicesForgotten { count: devices })?;
    }
    let ended = match session {
        SessionChange::Open(opening) => {
            let ended = store::session::end_of_user(tx, org, user).await?;
            opening.write(tx).await?;
            ended
        }
        SessionChange::Back { old, .. } => {
            if !store::half_sign_in::spend(tx, org, *old, user).await? {
                return Err(Error::Conflict);
            }
            store::session::end_of_user(tx, org, user).await?
        }
        SessionChange::Raise { old, new, proof } => {
            let ended = store::session::end_others(tx, org, user, *old).await?;
            if !store::session::raise(tx, org, *old, *new, *proof).await? {
                return Err(Error::Conflict);
            }
            ended
        }
    };
    if ended > 0 {
        scribe.note(tx, Some(user), AuditEvent::SessionsEnded { count: ended })?;
    }
    store::half_sign_in::delete_of_user(tx, org, user).await?;
    if let SessionChange::Back { new, row, .. } = session {
        store::half_sign_in::insert(tx, org, *new, row).await?;
    }
    Ok(authenticator::drop_pending_of_user(tx, org, user).await?)
}
