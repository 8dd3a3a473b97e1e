//! Two-step sign-in switched off for one person (mission S10): everything enrolled, trusted and signed in goes, in one
//! transaction with the audit row and the mail. The policy stays; a pass opens enrolling anew.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::UserId;
use domain::time::{Lifetime, Timestamp};
use store::enrolment_code::{self, EnrolmentCode, EnrolmentCodeKind};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;
use crate::sign_in::late::place;
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
    let (pass, hash) = ctx.verifier().new_helpdesk_pass(place(EnrolmentCodeKind::Pass, &user.bytes()));
    let expires_at = now.plus(pass_lives);
    let code = EnrolmentCode { hash: hash.to_vec(), made_at: now, expires_at, sent_count: 1 };
    let scribe = Scribe::of_command_line(ctx, organisation, now);
    ctx.write_and_refresh(org, (scribe, user, code, reason), |tx, (scribe, user, code, reason)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            store::authenticator::delete_of_user(tx, org, *user).await?;
            store::authenticator::drop_pending_of_user(tx, org, *user).await?;
            store::recovery_code::delete_of_user(tx, org, *user).await?;
            store::trusted_device::forget_of_user(tx, org, *user).await?;
            store::session::end_of_user(tx, org, *user).await?;
            store::half_sign_in::delete_of_user(tx, org, *user).await?;
            store::factor::forget_throttles(tx, org, *user).await?;
            enrolment_code::delete_of_user(tx, org, *user).await?;
            enrolment_code::save(tx, org, *user, EnrolmentCodeKind::Pass, code).await?;
            scribe.note(tx, Some(*user), AuditEvent::SecondFactorSwitchedOff { reason: reason.clone() })?;
            scribe.note(tx, Some(*user), AuditEvent::PassGiven)?;
            scribe.tell(tx, *user, Content::SwitchedOff).await
        })
    })
    .await?;
    Ok(Pass { text: pass.shown().to_string(), expires_at })
}
