//! Two-step sign-in switched off at the command line (mission S10), and what goes with it wherever it is done. The policy
//! stays; a pass opens enrolling anew.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, UserId};
use domain::time::{Lifetime, Timestamp};
use store::Tx;
use store::enrolment_code;

use crate::admin::desk;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;
use crate::visit::Organisation;

/// A pass lives between these.
pub const SHORTEST_PASS: Lifetime = Lifetime::minutes(10);
/// See [`SHORTEST_PASS`].
pub const LONGEST_PASS: Lifetime = Lifetime::hours(24);

/// A pass as it is read out, and its end. Shown once.
pub struct Pass {
    /// The pass.
    pub text: String,
    /// From this moment it is worth nothing.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pass").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Switches two-step sign-in off for a person, and gives a pass that opens enrolling anew.
pub async fn switch_off(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    user: UserId,
    reason: &str,
    pass_lives: Lifetime,
) -> Result<Pass, Error> {
    let now = ctx.now();
    let org = organisation.id;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Error::Refused("switching off needs a reason: it stands in the audit log".into()));
    }
    if pass_lives < SHORTEST_PASS || pass_lives > LONGEST_PASS {
        return Err(Error::Refused("a pass lives 10 minutes to 24 hours".into()));
    }
    ctx.user(org, user).await?;
    let (text, code) = desk::new_pass(ctx, user, now, pass_lives);
    let expires_at = code.expires_at;
    let scribe = Scribe::of_command_line(ctx, organisation, now);
    ctx.write_and_refresh(org, (scribe, user, code, reason), |tx, (scribe, user, code, reason)| {
        Box::pin(async move {
            take_away(tx, scribe, *user, (reason, None)).await?;
            desk::write_pass(tx, scribe, *user, code, None).await?;
            scribe.tell(tx, *user, Content::SwitchedOff { by: None, enrol_again: true }).await
        })
    })
    .await?;
    Ok(Pass { text, expires_at })
}

/// Everything enrolled, trusted and signed in goes, and the audit log keeps why and from which view.
pub(crate) async fn take_away(
    tx: &mut Tx,
    scribe: &Scribe,
    user: UserId,
    (reason, view): (&str, Option<String>),
) -> Result<(), Error> {
    let org = scribe.organisation.id;
    clear(tx, org, user).await?;
    store::half_sign_in::delete_of_user(tx, org, user).await?;
    scribe.note(tx, Some(user), AuditEvent::SecondFactorSwitchedOff { reason: reason.to_owned(), view })
}

/// Takes away all that is enrolled, trusted and signed in; answers how many authenticators that were. Half sign-ins stay.
pub(crate) async fn clear(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<u64, Error> {
    let authenticators = store::authenticator::delete_of_user(tx, org, user).await?;
    store::authenticator::drop_pending_of_user(tx, org, user).await?;
    store::waiting_card::drop_all(tx, org, user).await?;
    store::recovery_code::delete_of_user(tx, org, user).await?;
    store::trusted_device::forget_of_user(tx, org, user).await?;
    store::session::end_of_user(tx, org, user).await?;
    store::factor::forget_throttles(tx, org, user).await?;
    enrolment_code::delete_of_user(tx, org, user).await?;
    Ok(authenticators)
}
