//! Enrolling an authenticator app: a secret is kept pending, shown, and counts once a first code proves it. At sign-in
//! and from My profile. Until then whatever was enrolled before stays as it was.

mod confirm;

use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, UserId};
use domain::policy::NextStep;
use domain::session::HALF_SIGN_IN;
use domain::time::Timestamp;
use store::authenticator::{self, Pending};
use verifier::otpauth::{Label, key_uri};
use verifier::totp::{Parameters, Secret};

use crate::check_code::{secret_place, secret_row};
use crate::check_session::{self, SignedInPerson};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::open_session::DeviceCookie;
use crate::person::Standing;
use crate::sign_in::half::{self, Half};
use crate::sign_in::late;
use crate::step_up::{Needs, needs};
use crate::visit::Visit;

pub use self::confirm::{Confirmed, Enrolled, NewToken, confirm};
pub(crate) use self::confirm::{Spending, finish, remove_former};

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
pub(crate) enum Enroller {
    Half(Box<Half>),
    Session(Box<SignedInPerson>),
}

impl Enroller {
    pub(crate) fn user(&self) -> UserId {
        match self {
            Self::Half(half) => half.row.user,
            Self::Session(person) => person.session.user,
        }
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        match self {
            Self::Half(half) => half.hash,
            Self::Session(person) => person.hash,
        }
    }

    pub(crate) fn standing(&self) -> &Standing {
        match self {
            Self::Half(half) => &half.standing,
            Self::Session(person) => &person.standing,
        }
    }

    pub(crate) fn facts(&self) -> &store::facts::PersonFacts {
        &self.standing().facts
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

pub(crate) async fn enroller(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
    now: Timestamp,
) -> Result<Result<Enroller, Not>, Error> {
    Ok(match enroller_or_late(ctx, visit, owner, device, now).await? {
        Ok((_, Late::ProofNeeded)) => Err(Not::LateProof),
        Ok((enroller, Late::NothingNeeded)) => Ok(enroller),
        Err(not) => Err(not),
    })
}

/// Whether a proof of late enrolment is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Late {
    NothingNeeded,
    ProofNeeded,
}

/// The same, for what may be that proof itself.
pub(crate) async fn enroller_or_late(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
    now: Timestamp,
) -> Result<Result<(Enroller, Late), Not>, Error> {
    match owner {
        Owner::Half(token) => {
            let Some(half) = half::load_at(ctx, visit, token, device, now).await? else {
                return Ok(Err(Not::Expired));
            };
            if !matches!(half.next, NextStep::Enrol(_)) {
                return Ok(Err(Not::Elsewhere));
            }
            let late = if late::needed(&half).is_some() { Late::ProofNeeded } else { Late::NothingNeeded };
            Ok(Ok((Enroller::Half(Box::new(half)), late)))
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
                None => Ok(Ok((Enroller::Session(Box::new(person)), Late::NothingNeeded))),
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
    // Where the rules ask for something better, an app would be set up for nothing.
    let rule = enroller.standing().policy.authenticators.value;
    if matches!(enroller, Enroller::Half(_)) && !rule.allows(AuthenticatorKind::App) {
        return Ok(Err(Not::Elsewhere));
    }
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
    /// Whether a code card would do as well.
    pub card_does: bool,
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
        card_does: who.standing().policy.authenticators.value.allows(AuthenticatorKind::CodeCard),
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
