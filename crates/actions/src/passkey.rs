//! Passkeys and security keys: looked at here, for a second step and for a whole sign-in. What is signed counts once, right or
//! wrong; a wrong answer is no guess and charges nobody, so that nothing shuts out whoever has the key.
//!
//! [`enrol`] adds one, [`prove`] is the second step, [`sign_in`] needs no password.

pub mod enrol;
pub mod prove;
pub mod sign_in;

use domain::audit::AuditEvent;
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::time::Timestamp;
use store::Tx;
pub use store::facts::EnrolledAuthenticator;
use store::passkey;
pub use store::passkey::Passkey;
use verifier::webauthn::challenge::{Bound, For};
use verifier::webauthn::{Assertion, Challenge, Known};
pub use verifier::webauthn::{Refusal, Site};

use crate::check_code::{secret_place, secret_row};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::letter::Content;
use crate::record::Scribe;
use crate::visit::Organisation;

/// What a browser answered, and what it was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The organisation's address, where it was asked.
    pub site: &'a Site,
    /// As the browser wrote it.
    pub text: &'a str,
}

/// Why a passkey does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// What it signed was asked too long ago, or was answered before: ask again.
    Expired,
    /// The credential is not one of the person, or not known here at all.
    Unknown,
    /// It was added before.
    Known,
    /// The answer is not right.
    Refused(Refusal),
}

/// The word of the kind, in the audit log and for failures.
pub(crate) const PASSKEY: &str = AuthenticatorKind::Passkey.word();

/// For which question of whom something is signed.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) purpose: For,
    pub(crate) owner: &'a [u8],
}

impl<'a> Asked<'a> {
    fn bound(self, org: &'a [u8; 16]) -> Bound<'a> {
        Bound { purpose: self.purpose, organisation: org, owner: self.owner }
    }

    pub(crate) fn challenge(self, ctx: &Ctx, org: OrganisationId, now: Timestamp) -> String {
        ctx.verifier().new_challenge(self.bound(&org.bytes()), now.seconds())
    }

    pub(crate) fn read(self, ctx: &Ctx, org: OrganisationId, bytes: &[u8], now: Timestamp) -> Option<Challenge> {
        ctx.verifier().read_challenge(self.bound(&org.bytes()), bytes, now.seconds())
    }
}

/// What is kept of the passkeys of a person, oldest first.
pub async fn of_person(ctx: &Ctx, organisation: &Organisation, user: UserId) -> Result<Vec<Passkey>, Error> {
    Ok(passkey::of_user(ctx.db(), organisation.id, user).await?)
}

/// What browsers are told of the passkeys that a person has.
pub(crate) fn known(passkeys: &[Passkey]) -> Vec<Known> {
    let one = |one: &Passkey| Known { credential_id: one.credential_id.clone(), transports: one.transports.clone() };
    passkeys.iter().map(one).collect()
}

/// A right answer that does not count yet.
#[derive(Clone)]
pub(crate) struct RightKey {
    pub(crate) user: UserId,
    id: AuthenticatorId,
    count: (i64, i64),
    backed_up: bool,
    challenge: Challenge,
}

impl RightKey {
    /// Makes it count, in the caller's transaction. `Conflict` where what was signed has been answered already.
    pub(crate) async fn spend(&self, tx: &mut Tx, scribe: &Scribe) -> Result<(), Error> {
        let org = scribe.organisation.id;
        spend(tx, org, self.challenge).await?;
        let whose = (org, self.user, self.id);
        if !passkey::used(tx, whose, self.count, self.backed_up, scribe.now).await? {
            return Err(Error::Conflict);
        }
        scribe.note(tx, Some(self.user), AuditEvent::FactorAccepted { factor: PASSKEY.to_owned() })
    }
}

pub(crate) async fn spend(tx: &mut Tx, org: OrganisationId, challenge: Challenge) -> Result<(), Error> {
    let ends = Timestamp::from_seconds(challenge.ends);
    if passkey::spend_challenge(tx, org, challenge.dice, ends).await? { Ok(()) } else { Err(Error::Conflict) }
}

/// Looks at an answer. With `user`, only a passkey of that person does; without, the device has to say whose it is and must have
/// checked who uses it.
pub(crate) async fn judge(
    ctx: &Ctx,
    scribe: &Scribe,
    user: Option<UserId>,
    asked: Asked<'_>,
    answer: Answer<'_>,
) -> Result<Result<RightKey, KeyFault>, Error> {
    let org = scribe.organisation.id;
    let assertion = match Assertion::read(answer.text) {
        Ok(assertion) => assertion,
        Err(refusal) => return Ok(Err(KeyFault::Refused(refusal))),
    };
    let Some(challenge) = asked.read(ctx, org, assertion.challenge(), scribe.now) else {
        return Ok(Err(KeyFault::Expired));
    };
    let alone = user.is_none();
    let found = passkey::of_credential(ctx.db(), org, assertion.credential_id()).await?;
    let found = found.filter(|found| user.is_none_or(|user| user == found.user));
    let found = found.filter(|found| match assertion.user_handle() {
        Some(handle) => handle == found.passkey.user_handle,
        None => !alone,
    });
    let Some(found) = found else {
        return wrong(ctx, scribe, (user, challenge), KeyFault::Unknown).await.map(Err);
    };
    let row = secret_row(found.user, found.passkey.id);
    let stored = ctx.verifier().open(secret_place(&row), &found.sealed)?;
    let count = u32::try_from(found.count).map_err(|_| broken("the count of a passkey is none"))?;
    match assertion.check(answer.site, &stored, count, alone) {
        Ok(signed) => Ok(Ok(RightKey {
            user: found.user,
            id: found.passkey.id,
            count: (found.count, i64::from(signed.count)),
            backed_up: signed.backed_up,
            challenge,
        })),
        Err(refusal) => {
            let whose = (Some(found.user), challenge);
            wrong(ctx, scribe, whose, KeyFault::Refused(refusal)).await.map(Err)
        }
    }
}

/// A wrong answer: what was signed is worth nothing any more. The person hears of a key that may have been copied.
async fn wrong(
    ctx: &Ctx,
    scribe: &Scribe,
    (user, challenge): (Option<UserId>, Challenge),
    fault: KeyFault,
) -> Result<KeyFault, Error> {
    tracing::info!(?fault, "an answer of a passkey was refused");
    let copied = user.filter(|_| fault == KeyFault::Refused(Refusal::Copied));
    let spent = ctx
        .write((scribe.clone(), challenge, copied), |tx, (scribe, challenge, copied)| {
            Box::pin(async move {
                spend(tx, scribe.organisation.id, *challenge).await?;
                let Some(user) = *copied else { return Ok(()) };
                scribe.note(tx, Some(user), AuditEvent::PasskeyCopied)?;
                scribe.tell(tx, user, Content::PasskeyCopied).await
            })
        })
        .await;
    match spent {
        Ok(()) => Ok(fault),
        // Answered before, right or wrong.
        Err(Error::Conflict) => Ok(KeyFault::Expired),
        Err(error) => Err(error),
    }
}
