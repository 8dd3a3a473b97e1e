//! Enrolling an authenticator app: a secret is kept pending, shown, and counts once a first code proves it. At sign-in
//! and from My profile. Until then whatever was enrolled before stays as it was.

use domain::assurance::{Proof, ProofKind};
use domain::audit::{Actor, AuditEvent};
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, UserId};
use domain::policy::{Evidence, NextStep};
use domain::session::HALF_SIGN_IN;
use domain::time::Timestamp;
use store::Tx;
use store::authenticator::{self, NewAuthenticator, Pending};
use verifier::code::{CodeFault, normalise_totp};
use verifier::otpauth::{Label, key_uri};
use verifier::totp::{self, Parameters, Secret};

use crate::check_code::{secret_place, secret_row};
use crate::check_session::{self, SignedInPerson};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::letter::Content;
use crate::open_session::{DeviceCookie, Opening, SignedIn};
use crate::profile::recovery_codes;
use crate::record::Scribe;
use crate::sign_in::half::{self, Half};
use crate::sign_in::late;
use crate::step_up::{Needs, needs};
use crate::visit::Visit;

/// Recovery codes that come with the first authenticator.
pub const RECOVERY_CODES: u32 = 10;

/// The longest name of an authenticator, in characters.
pub const LONGEST_LABEL: usize = 40;

/// In which flow an app is enrolled.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// At sign-in: token of the half sign-in.
    Half(&'a str),
    /// From My profile: token of the session.
    Session(&'a str),
}

/// Someone who may enrol now.
enum Enroller {
    Half(Box<Half>),
    Session(Box<SignedInPerson>),
}

impl Enroller {
    fn user(&self) -> UserId {
        match self {
            Self::Half(half) => half.row.user,
            Self::Session(person) => person.session.user,
        }
    }

    fn hash(&self) -> [u8; 32] {
        match self {
            Self::Half(half) => half.hash,
            Self::Session(person) => person.hash,
        }
    }

    fn facts(&self) -> &store::facts::PersonFacts {
        match self {
            Self::Half(half) => &half.standing.facts,
            Self::Session(person) => &person.standing.facts,
        }
    }
}

/// Why nobody enrols here now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Not {
    /// The half sign-in or session is over: back to the start.
    Expired,
    /// Enrolling is not where this sign-in stands.
    Elsewhere,
    /// A code by e-mail or a helpdesk pass comes first.
    LateProof,
    /// A fresh proof comes first.
    Needs(Needs),
    /// No secret waits: begin again.
    NothingPending,
}

async fn enroller(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
    now: Timestamp,
) -> Result<Result<Enroller, Not>, Error> {
    match owner {
        Owner::Half(token) => {
            let Some(half) = half::load_at(ctx, visit, token, device, now).await? else {
                return Ok(Err(Not::Expired));
            };
            if !matches!(half.next, NextStep::Enrol(_)) {
                return Ok(Err(Not::Elsewhere));
            }
            if late::needed(&half).is_some() {
                return Ok(Err(Not::LateProof));
            }
            Ok(Ok(Enroller::Half(Box::new(half))))
        }
        Owner::Session(token) => {
            let Some(person) = check_session::load_at(ctx, visit, token, now).await?.signed_in() else {
                return Ok(Err(Not::Expired));
            };
            if person.step != domain::policy::SessionStep::Open {
                return Ok(Err(Not::Elsewhere));
            }
            match needs(&person, now) {
                Some(needs) => Ok(Err(Not::Needs(needs))),
                None => Ok(Ok(Enroller::Session(Box::new(person)))),
            }
        }
    }
}

/// Makes a secret and keeps it pending; an earlier one of this flow is gone.
pub async fn start(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
) -> Result<Result<(), Not>, Error> {
    let now = ctx.now();
    let enroller = match enroller(ctx, visit, owner, device, now).await? {
        Ok(enroller) => enroller,
        Err(not) => return Ok(Err(not)),
    };
    let id = AuthenticatorId::from_bytes(ctx.new_id(now));
    let secret = ctx.verifier().new_totp_secret();
    let pending = Pending {
        user: enroller.user(),
        id,
        sealed_secret: ctx.verifier().seal(secret_place(&secret_row(enroller.user(), id)), secret.bytes())?,
        expires_at: now.plus(HALF_SIGN_IN),
    };
    ctx.write((visit.organisation.id, enroller.hash(), pending), |tx, (org, owner, pending)| {
        Box::pin(async move { Ok(authenticator::save_pending(tx, *org, *owner, pending).await?) })
    })
    .await?;
    Ok(Ok(()))
}

/// What the page shows while a secret is pending.
pub struct View {
    /// The address that the QR code holds.
    pub uri: String,
    /// The key as text, in groups of four.
    pub key: String,
    /// Full name of the person.
    pub name: String,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// The account name inside the address.
    pub account: String,
    /// How many authenticators the person has already.
    pub enrolled: usize,
}

/// The QR code of a view: dark on white with a margin of four modules, whatever surrounds it.
pub fn qr(view: &View, label: &str) -> Result<String, Error> {
    verifier::qr::svg(&view.uri, label).map_err(|_| broken("an address too long for a QR code"))
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").field("enrolled", &self.enrolled).finish_non_exhaustive()
    }
}

/// The pending secret of this flow, for its owner alone.
pub async fn view(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
) -> Result<Result<View, Not>, Error> {
    let now = ctx.now();
    let who = match enroller(ctx, visit, owner, device, now).await? {
        Ok(who) => who,
        Err(not) => return Ok(Err(not)),
    };
    let Some((_, secret)) = pending(ctx, visit, &who, now).await? else { return Ok(Err(Not::NothingPending)) };
    let facts = who.facts();
    let enrolled = facts.authenticators.len();
    // Apps silently replace an entry of the same name, so a second app gets a name of its own.
    let number = (enrolled + 1).to_string();
    let label = Label {
        issuer: &visit.organisation.name,
        account: &facts.user_name,
        device: (enrolled > 0).then_some(number.as_str()),
    };
    Ok(Ok(View {
        uri: key_uri(label, &secret, Parameters::APPS).to_string(),
        key: secret.grouped().to_string(),
        name: facts.display_name.clone(),
        language: facts.language.clone(),
        account: facts.user_name.clone(),
        enrolled,
    }))
}

async fn pending(
    ctx: &Ctx,
    visit: &Visit,
    enroller: &Enroller,
    now: Timestamp,
) -> Result<Option<(Pending, Secret)>, Error> {
    let found = authenticator::find_pending(ctx.db(), visit.organisation.id, enroller.hash()).await?;
    let Some(pending) = found.filter(|p| now < p.expires_at && p.user == enroller.user()) else { return Ok(None) };
    let bytes = ctx.verifier().open(secret_place(&secret_row(pending.user, pending.id)), &pending.sealed_secret)?;
    let secret = Secret::from_bytes(&bytes).ok_or_else(|| broken("a pending secret has a wrong length"))?;
    Ok(Some((pending, secret)))
}

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
}

/// What is written when an app is confirmed.
#[derive(Clone)]
struct Writing {
    scribe: Scribe,
    user: UserId,
    owner: [u8; 32],
    new: NewAuthenticator,
    codes: Vec<(String, String)>,
    session: SessionChange,
}

#[derive(Clone)]
enum SessionChange {
    Open(Box<Opening>),
    Raise { old: [u8; 32], new: [u8; 32], proof: Proof },
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
    let org = visit.organisation.id;
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
    let user = enroller.user();
    let (left, _) = store::recovery_code::count(ctx.db(), org, user).await?;
    let made = if left == 0 {
        let owner = recovery_codes::owner(org, user);
        ctx.verifier().new_recovery_codes(&owner, RECOVERY_CODES as usize, &[]).await?
    } else {
        Vec::new()
    };
    let shown: Vec<String> = made.iter().map(|(code, _)| code.shown().to_string()).collect();
    let proof = Proof { kind: ProofKind::App, at: now };
    let (account, language) = (enroller.facts().user_name.clone(), enroller.facts().language.clone());
    let Some((session, token)) = session_change(ctx, visit, enroller, proof) else {
        return Ok(Confirmed::Not(Not::Elsewhere));
    };
    let writing = Writing {
        scribe: Scribe::of_visit(ctx, visit, now, Actor::User(user)),
        user,
        owner: match &session {
            SessionChange::Open(opening) => opening.half_hash().ok_or_else(|| broken("no half sign-in"))?,
            SessionChange::Raise { old, .. } => *old,
        },
        new: NewAuthenticator {
            id: pending.id,
            kind: AuthenticatorKind::App,
            label: label.clone(),
            sealed_secret: pending.sealed_secret,
            last_step: step,
        },
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
fn session_change(ctx: &Ctx, visit: &Visit, enroller: Enroller, proof: Proof) -> Option<(SessionChange, NewToken)> {
    match enroller {
        Enroller::Half(mut half) => {
            half.standing.facts.person.enrolled.push(AuthenticatorKind::App);
            let evidence = Evidence { proof: Some(proof), ..half.evidence };
            let NextStep::Grant(grant) = half.standing.decide(proof.at, &evidence) else { return None };
            let (opening, signed_in) = half.opening(ctx, visit, proof.at, (grant, None));
            Some((SessionChange::Open(Box::new(opening)), NewToken::SignedIn(signed_in)))
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
            let change = SessionChange::Raise { old: person.hash, new: token.hash(), proof };
            Some((change, NewToken::Raised(raised)))
        }
    }
}

impl Writing {
    /// Everything at once, or nothing: the app, its recovery codes, the end of all that leaned on what was before.
    async fn write(&self, tx: &mut Tx) -> Result<(), Error> {
        let (org, now, user, scribe) = (self.scribe.organisation.id, self.scribe.now, self.user, &self.scribe);
        if !authenticator::spend_pending(tx, org, self.owner, self.new.id).await? {
            return Err(Error::Conflict);
        }
        authenticator::insert(tx, org, user, &self.new, now).await?;
        if !self.codes.is_empty() {
            store::recovery_code::insert(tx, org, user, &self.codes, now).await?;
            scribe.note(tx, Some(user), AuditEvent::RecoveryCodesMade)?;
        }
        store::factor::forget_throttles(tx, org, user).await?;
        store::enrolment_code::delete_of_user(tx, org, user).await?;
        store::user::put_off(tx, org, user, None).await?;
        let authenticator = self.new.kind.word().to_owned();
        scribe.note(tx, Some(user), AuditEvent::AuthenticatorAdded { authenticator })?;
        end_what_leaned(tx, scribe, user, &self.session).await?;
        scribe.tell(tx, user, Content::AuthenticatorAdded { label: self.new.label.clone() }).await
    }
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
    Ok(authenticator::drop_pending_of_user(tx, org, user).await?)
}

/// Whether people would take two names for the same.
pub(crate) fn same_label(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// A name as it is kept: one line, no control characters, trimmed; `App` where nothing is left.
pub fn clean_label(label: &str) -> String {
    let words: Vec<&str> =
        label.split(|c: char| c.is_whitespace() || domain::user::is_unseen(c)).filter(|w| !w.is_empty()).collect();
    if words.is_empty() { "App".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_clean_line() {
        assert_eq!(clean_label("  Telefoon\tvan \u{0} Sanne\n"), "Telefoon van Sanne");
        assert_eq!(clean_label(" \n "), "App");
    }
}
