//! New recovery codes: the old ones are worth nothing from now on.

use domain::assurance::ProofKind;
use domain::audit::{Actor, AuditEvent};
use domain::id::{OrganisationId, UserId};
use domain::throttle;
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use store::factor::ThrottleKey;
use store::password_throttle;

use crate::ctx::Ctx;
use crate::enrol_app::RECOVERY_CODES;
use crate::error::Error;
use crate::letter::Content;
use crate::profile::{Changed, fresh};
use crate::record::Scribe;
use crate::visit::Visit;

/// What became of asking for new codes.
#[derive(Debug)]
pub enum Made {
    /// Ten codes, as they are written down. Shown once.
    Codes(Vec<String>),
    /// Nothing: too many were made of late. Again from this moment.
    Wait(Timestamp),
}

/// Makes ten new codes. `NotFound` where the person has no authenticator that they come with.
pub async fn make(ctx: &Ctx, visit: &Visit, token: &str) -> Result<Changed<Made>, Error> {
    let now = ctx.now();
    let person = match fresh(ctx, visit, token, now).await? {
        Ok(person) => person,
        Err(not) => return Ok(not),
    };
    if person.standing.facts.authenticators.is_empty() {
        return Ok(Changed::NotFound);
    }
    let (org, user) = (visit.organisation.id, person.session.user);
    let budget = budget(user);
    let waits = password_throttle::find(ctx.db(), org, budget).await?.wait_until;
    if let Some(until) = waits.filter(|until| now < *until) {
        // Before ten hashes are computed. It is looked at once more when it is charged.
        return Ok(Changed::Done(Made::Wait(until)));
    }
    let made = ctx.verifier().new_recovery_codes(&owner(org, user), RECOVERY_CODES as usize, &[]).await?;
    let shown = made.iter().map(|(code, _)| code.shown().to_string()).collect();
    let kept: Vec<(String, String)> = made.into_iter().map(|(code, hash)| (code.selector().to_owned(), hash)).collect();
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let input = (scribe, user, budget, kept, person.hash);
    let waits = ctx
        .write(input, |tx, (scribe, user, budget, kept, session)| {
            Box::pin(async move {
                let (org, now) = (scribe.organisation.id, scribe.now);
                let wait_after = throttle::renewal_wait_after;
                if let Err(until) = password_throttle::charge_unless_waiting(tx, org, *budget, now, wait_after).await? {
                    return Ok(Some(until));
                }
                if !store::session::exists(tx, org, *session).await? {
                    return Err(Error::Conflict);
                }
                store::recovery_code::delete_of_user(tx, org, *user).await?;
                store::recovery_code::insert(tx, org, *user, kept, now).await?;
                let factor = ProofKind::RecoveryCode.word();
                store::factor::forget_throttle(tx, ThrottleKey { org, user: *user, factor }).await?;
                scribe.note(tx, Some(*user), AuditEvent::RecoveryCodesMade)?;
                scribe.tell(tx, *user, Content::RecoveryCodesMade).await?;
                Ok(None)
            })
        })
        .await?;
    Ok(Changed::Done(waits.map_or(Made::Codes(shown), Made::Wait)))
}

/// What a person's renewals are counted under, beside the failures of passwords.
fn budget(user: UserId) -> [u8; 32] {
    Sha256::new().chain_update(b"renewals of recovery codes\0").chain_update(user.bytes()).finalize().into()
}

/// Whose recovery codes are: what is stored for one is worth nothing in a row of anyone else.
pub(crate) fn owner(org: OrganisationId, user: UserId) -> [u8; 32] {
    let mut owner = [0; 32];
    let (left, right) = owner.split_at_mut(16);
    left.copy_from_slice(&org.bytes());
    right.copy_from_slice(&user.bytes());
    owner
}

/// How many codes a person has left, and when the oldest was made.
pub async fn left(ctx: &Ctx, visit: &Visit, user: UserId) -> Result<(i64, Option<Timestamp>), Error> {
    Ok(store::recovery_code::count(ctx.db(), visit.organisation.id, user).await?)
}
