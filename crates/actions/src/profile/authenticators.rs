//! Naming and removing authenticators. The last one stays while a second factor is demanded: it can be replaced.

use domain::audit::{Actor, AuditEvent};
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, UserId};
use domain::policy::Requirement;
use domain::throttle::DISABLING_FAILURES;
use domain::time::Timestamp;

use crate::check_code::Codes;
use crate::ctx::Ctx;
use crate::enrol_app::{LONGEST_LABEL, clean_label, same_label};
use crate::error::Error;
use crate::letter::Content;
use crate::person::Standing;
use crate::profile::{Changed, fresh, open};
use crate::record::Scribe;
use crate::visit::Visit;

/// What became of another name.
#[derive(Debug, PartialEq, Eq)]
pub enum Renamed {
    /// It has the name.
    Done,
    /// The name is too long.
    TooLong,
    /// Another authenticator of the person has it.
    Taken,
}

/// Gives an authenticator another name. It changes nothing about signing in, so an open session is enough.
pub async fn rename(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    id: AuthenticatorId,
    label: &str,
) -> Result<Changed<Renamed>, Error> {
    let now = ctx.now();
    let Some(person) = open(ctx, visit, token, now).await? else { return Ok(Changed::NotOpen) };
    let label = clean_label(label);
    if label.chars().count() > LONGEST_LABEL {
        return Ok(Changed::Done(Renamed::TooLong));
    }
    if person.standing.facts.authenticators.iter().any(|other| other.id != id && same_label(&other.label, &label)) {
        return Ok(Changed::Done(Renamed::Taken));
    }
    let user = person.session.user;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let found = ctx
        .write((scribe, user, id, label), |tx, (scribe, user, id, label)| {
            Box::pin(async move {
                let found = store::authenticator::rename(tx, scribe.organisation.id, *user, *id, label).await?;
                if found {
                    scribe.note(tx, Some(*user), AuditEvent::AuthenticatorRenamed)?;
                }
                Ok(found)
            })
        })
        .await?;
    Ok(if found { Changed::Done(Renamed::Done) } else { Changed::NotFound })
}

/// What became of a removal.
#[derive(Debug, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Done,
    /// It is the last one, and a second factor is demanded: add another first.
    LastOne,
}

fn demanded(standing: &Standing, now: Timestamp) -> bool {
    standing.policy.requirement.value == Requirement::Mandatory
        && !standing.facts.person.exemption.is_some_and(|exemption| exemption.holds(now))
}

/// Whether an authenticator may go: where a second factor is demanded, another that the policy allows must be there.
pub fn may_remove(standing: &Standing, id: AuthenticatorId, now: Timestamp) -> bool {
    let rule = standing.policy.authenticators.value;
    let another = standing.facts.authenticators.iter().any(|other| other.id != id && rule.allows(other.kind));
    another || !demanded(standing, now)
}

/// Whether a hundred wrong codes in a row switched off what makes codes for a person: the code card, or else apps and hardware
/// tokens together.
pub async fn is_disabled(ctx: &Ctx, visit: &Visit, user: UserId, kind: AuthenticatorKind) -> Result<bool, Error> {
    let codes = Codes::load(ctx, visit.organisation.id, user, kind).await?;
    Ok(codes.factor.throttle.failures >= DISABLING_FAILURES)
}

/// Removes an authenticator: other sessions, all trust and, with the last one, the recovery codes go with it.
pub async fn remove(ctx: &Ctx, visit: &Visit, token: &str, id: AuthenticatorId) -> Result<Changed<Removed>, Error> {
    let now = ctx.now();
    let person = match fresh(ctx, visit, token, now).await? {
        Ok(person) => person,
        Err(not) => return Ok(not),
    };
    let facts = &person.standing.facts;
    let Some(authenticator) = facts.authenticators.iter().find(|one| one.id == id) else {
        return Ok(Changed::NotFound);
    };
    let demanded = demanded(&person.standing, now);
    if !may_remove(&person.standing, id, now) {
        return Ok(Changed::Done(Removed::LastOne));
    }
    let user = person.session.user;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let what = (authenticator.label.clone(), authenticator.kind.word().to_owned());
    let guard = Guard { id, demanded, keep: person.hash };
    let input = (scribe, user, guard, what);
    let removed = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, user, guard, (label, kind))| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                let Some(left) = store::authenticator::delete(tx, org, *user, guard.id).await? else {
                    return Err(Error::NotFound);
                };
                if left == 0 && guard.demanded {
                    // Another tab removed the other one at the same moment.
                    return Err(Error::Conflict);
                }
                if left == 0 {
                    store::recovery_code::delete_of_user(tx, org, *user).await?;
                }
                let count = store::trusted_device::forget_of_user(tx, org, *user).await?;
                let ended = store::session::end_others(tx, org, *user, guard.keep).await?;
                store::half_sign_in::delete_of_user(tx, org, *user).await?;
                store::authenticator::drop_pending_of_user(tx, org, *user).await?;
                let authenticator = kind.clone();
                scribe.note(tx, Some(*user), AuditEvent::AuthenticatorRemoved { authenticator })?;
                scribe.note(tx, Some(*user), AuditEvent::DevicesForgotten { count })?;
                scribe.note(tx, Some(*user), AuditEvent::SessionsEnded { count: ended })?;
                scribe.tell(tx, *user, Content::AuthenticatorRemoved { label: label.clone(), last: left == 0 }).await
            })
        })
        .await;
    match removed {
        Ok(()) => Ok(Changed::Done(Removed::Done)),
        Err(Error::NotFound) => Ok(Changed::NotFound),
        Err(Error::Conflict) => Ok(Changed::Done(Removed::LastOne)),
        Err(error) => Err(error),
    }
}

/// What a removal is guarded by.
#[derive(Clone, Copy)]
struct Guard {
    id: AuthenticatorId,
    demanded: bool,
    keep: [u8; 32],
}
