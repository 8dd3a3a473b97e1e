//! How long an exemption may last at most in an organisation, changed while it runs. What was granted before stays.

use domain::audit::AuditEvent;
use domain::permission::{Freshness, Right};

use crate::admin::desk::{Acted, Admin, may};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Visit;

/// So many days where an organisation says nothing.
pub const USUAL_DAYS: u32 = 90;
/// Nobody says more.
pub const MOST_DAYS: u32 = 365;

/// What became of a number of days that may be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedLongest {
    /// It is none from 1 to 365.
    Range,
    /// Somebody changed it since it was read; this is what it says now, and its version.
    Changed(u32, i64),
    /// It counts from now on.
    Saved,
}

/// Saves the number of days over the version that was read (0 while nobody said any).
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (days, version): (u32, i64),
) -> Result<Acted<SavedLongest>, Error> {
    let (now, org) = (ctx.now(), visit.organisation.id);
    if let Some(not) = may(ctx, visit, admin, (Right::SettingsEdit, "save-exemption-rule", Freshness::Proof)).await? {
        return Ok(not);
    }
    if !(1..=MOST_DAYS).contains(&days) {
        return Ok(Acted::Done(SavedLongest::Range));
    }
    let saved = ctx
        .write_and_refresh(org, (admin.scribe(ctx, visit, now), days, version), |tx, (scribe, days, version)| {
            Box::pin(async move {
                let saved = store::exemption_rule::save(tx, scribe.organisation.id, *days, *version).await?;
                if saved {
                    scribe.note(tx, None, AuditEvent::ExemptionRuleSaved { days: *days })?;
                }
                Ok(saved)
            })
        })
        .await?;
    ctx.reload().await?;
    if saved {
        return Ok(Acted::Done(SavedLongest::Saved));
    }
    let all = ctx.organisations();
    let now_there = all.iter().find(|one| one.id == org).ok_or(Error::NotFound)?;
    Ok(Acted::Done(SavedLongest::Changed(now_there.exemption_days, now_there.exemption_version)))
}
