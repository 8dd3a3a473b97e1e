//! A new password: told beforehand what it must be, other sessions and all trust end with it.

use std::sync::Arc;

use domain::audit::{Actor, AuditEvent};
use domain::id::{OrganisationId, UserId};
use domain::organisation::ModuleState;
use domain::password::SecondFactor;
use domain::policy::Requirement;
use domain::throttle;
use domain::time::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use store::{Tx, password_throttle};

use crate::ctx::Ctx;
use crate::directory::password::is_elsewhere;
use crate::error::Error;
use crate::letter::Content;
use crate::new_password::{self, Owner, Strength, Weakness};
use crate::password_check::{Checked, check};
use crate::person::Standing;
use crate::profile::{Changed, fresh};
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// The least length of a person's password, in characters.
pub fn minimum_length(organisation: &Organisation, standing: &Standing) -> u32 {
    organisation.password.least(beside(organisation, standing))
}

/// What stands beside the password of a person. A second factor counts only where it is really there: a duty that lies
/// ahead protects nobody yet, and an organisation without the module asks nobody for one.
fn beside(organisation: &Organisation, standing: &Standing) -> SecondFactor {
    let mandatory = standing.policy.requirement.value == Requirement::Mandatory;
    let asked = organisation.module == ModuleState::Active && mandatory;
    if asked && !standing.facts.person.enrolled.is_empty() { SecondFactor::Mandatory } else { SecondFactor::None }
}

/// Judges a new password of a person.
pub(crate) async fn judge(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    standing: &Standing,
    new: &SecretString,
) -> Result<Result<Strength, Weakness>, Error> {
    let facts = &standing.facts;
    let owner = Owner {
        user_name: facts.user_name.clone(),
        display_name: facts.display_name.clone(),
        addresses: store::user::addresses(ctx.db(), organisation.id, facts.id).await?,
    };
    new_password::assess(organisation, owner, beside(organisation, standing), new).await
}

/// Judges a password for someone who wants to know first; nothing is changed, and nothing is asked but a session.
pub async fn try_out(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    new: &SecretString,
) -> Result<Changed<Result<Strength, Weakness>>, Error> {
    let Some(person) = crate::profile::open(ctx, visit, token, ctx.now()).await? else { return Ok(Changed::NotOpen) };
    Ok(Changed::Done(judge(ctx, &visit.organisation, &person.standing, new).await?))
}

/// What became of the present password.
pub(crate) enum Current {
    Wait(Timestamp),
    Wrong,
    /// The directory that it is in does not answer.
    Away,
    /// It is right, and has to be changed in the directory that it is in.
    MustChange,
    Right(RightPassword),
}

/// A right password whose charge is to be taken back.
#[derive(Clone)]
pub(crate) struct RightPassword {
    user: UserId,
    key: [u8; 32],
}

impl RightPassword {
    pub(crate) fn user(&self) -> UserId {
        self.user
    }

    pub(crate) async fn write(&self, tx: &mut Tx, org: OrganisationId) -> Result<(), Error> {
        Ok(password_throttle::forget(tx, org, self.key).await?)
    }
}

/// Looks at the present password of someone who is signed in; a failure is charged first, under a budget of its own, so
/// that strangers at the front door do not hinder it.
pub(crate) async fn check_current(
    ctx: &Ctx,
    scribe: &Scribe,
    user: UserId,
    password: &SecretString,
) -> Result<Current, Error> {
    let org = scribe.organisation.id;
    let key: [u8; 32] = Sha256::new().chain_update(b"inside\0").chain_update(user.bytes()).finalize().into();
    let wait = ctx
        .write((scribe.clone(), key), |tx, (scribe, key)| {
            Box::pin(async move {
                let (org, now, wait_after) = (scribe.organisation.id, scribe.now, throttle::password_wait_after);
                Ok(password_throttle::charge_unless_waiting(tx, org, *key, now, wait_after).await?)
            })
        })
        .await?;
    if let Err(until) = wait {
        return Ok(Current::Wait(until));
    }
    let checked = async {
        let stored = store::user::password_hash(ctx.db(), org, user).await?;
        check(ctx, org, (Some(user), stored.as_deref()), password).await
    };
    let checked = checked.await;
    if matches!(checked, Err(_) | Ok(Checked::Away | Checked::Expired)) {
        // The password was never looked at, or is right, so this try was no failure.
        ctx.write((org, key), |tx, (org, key)| {
            Box::pin(async move { Ok(password_throttle::refund(tx, *org, *key).await?) })
        })
        .await?;
    }
    match checked? {
        Checked::Right(_) => return Ok(Current::Right(RightPassword { user, key })),
        Checked::Away => return Ok(Current::Away),
        Checked::Expired => return Ok(Current::MustChange),
        Checked::Wrong => {}
    }
    ctx.write((scribe.clone(), user), |tx, (scribe, user)| {
        Box::pin(async move { scribe.note(tx, Some(*user), AuditEvent::PasswordFailed) })
    })
    .await?;
    Ok(Current::Wrong)
}

/// What became of a new password.
#[derive(Debug)]
pub enum Outcome {
    /// The present one is wrong.
    WrongCurrent,
    /// Too many tries with the present one.
    Wait(Timestamp),
    /// The new one will not do.
    Weak(Weakness),
    /// It is the present one.
    Same,
    /// The password is in this directory, and is changed there.
    Elsewhere(String),
    /// It holds from now on.
    Changed {
        /// Sessions elsewhere that ended.
        ended: u64,
        /// How well it stands.
        strength: Strength,
    },
}

/// Changes the password of the person of this session.
pub async fn change(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    current: &SecretString,
    new: &SecretString,
) -> Result<Changed<Outcome>, Error> {
    let now = ctx.now();
    let person = match fresh_or_password(ctx, visit, token, now).await? {
        Ok(person) => person,
        Err(not) => return Ok(not),
    };
    let user = person.session.user;
    if let Some(directory) = is_elsewhere(ctx, visit.organisation.id, user).await? {
        return Ok(Changed::Done(Outcome::Elsewhere(directory)));
    }
    let strength = match judge(ctx, &visit.organisation, &person.standing, new).await? {
        Ok(strength) => strength,
        Err(weakness) => return Ok(Changed::Done(Outcome::Weak(weakness))),
    };
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let right = match check_current(ctx, &scribe, user, current).await? {
        Current::Wait(until) => return Ok(Changed::Done(Outcome::Wait(until))),
        Current::Wrong | Current::Away | Current::MustChange => return Ok(Changed::Done(Outcome::WrongCurrent)),
        Current::Right(right) => right,
    };
    if current.expose_secret() == new.expose_secret() {
        return Ok(Changed::Done(Outcome::Same));
    }
    let hash = ctx.verifier().hash_password(new.expose_secret()).await?;
    let input = (scribe, right, hash, person.hash);
    let ended = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, right, hash, keep)| {
            Box::pin(async move {
                if !store::session::exists(tx, scribe.organisation.id, *keep).await? {
                    return Err(Error::Conflict);
                }
                right.write(tx, scribe.organisation.id).await?;
                set(tx, scribe, right.user, hash, Some(*keep)).await
            })
        })
        .await?;
    Ok(Changed::Done(Outcome::Changed { ended, strength }))
}

/// The form holds the present password itself, so that is what counts where the person has no second factor.
async fn fresh_or_password(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    now: Timestamp,
) -> Result<Result<crate::check_session::SignedInPerson, Changed<Outcome>>, Error> {
    match fresh(ctx, visit, token, now).await? {
        Err(Changed::Needs(crate::step_up::Needs::Password)) => {
            Ok(crate::profile::open(ctx, visit, token, now).await?.ok_or(Changed::NotOpen))
        }
        other => Ok(other),
    }
}

/// Writes a new password and ends what leaned on the old one; answers how many sessions ended.
pub(crate) async fn set(
    tx: &mut Tx,
    scribe: &Scribe,
    user: UserId,
    hash: &str,
    keep: Option<[u8; 32]>,
) -> Result<u64, Error> {
    replace(tx, scribe, user, (hash, keep), (AuditEvent::PasswordChanged, Content::PasswordChanged)).await
}

/// The same where it is told in other words.
pub(crate) async fn replace(
    tx: &mut Tx,
    scribe: &Scribe,
    user: UserId,
    (hash, keep): (&str, Option<[u8; 32]>),
    (event, told): (AuditEvent, Content),
) -> Result<u64, Error> {
    let org = scribe.organisation.id;
    store::user::set_password(tx, org, user, hash, scribe.now).await?;
    let ended = match keep {
        Some(keep) => store::session::end_others(tx, org, user, keep).await?,
        None => store::session::end_of_user(tx, org, user).await?,
    };
    store::half_sign_in::delete_of_user(tx, org, user).await?;
    store::authenticator::drop_pending_of_user(tx, org, user).await?;
    let devices = store::trusted_device::forget_of_user(tx, org, user).await?;
    scribe.note(tx, Some(user), event)?;
    scribe.note(tx, Some(user), AuditEvent::SessionsEnded { count: ended })?;
    scribe.note(tx, Some(user), AuditEvent::DevicesForgotten { count: devices })?;
    scribe.tell(tx, user, told).await?;
    Ok(ended)
}
