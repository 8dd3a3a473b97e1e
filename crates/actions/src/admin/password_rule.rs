//! What an organisation asks of new passwords, changed while it runs. It counts at the next change of each password;
//! nobody is made to change one.

use domain::audit::AuditEvent;
use domain::password::{PasswordRule, RuleFault};
use domain::permission::{Freshness, Right};

use crate::admin::desk::{Acted, Admin, may};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Visit;

/// What became of a rule that may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedRule {
    /// What is wrong with it, all at once.
    Faults(Vec<RuleFault>),
    /// Somebody changed it since it was read; this is what it says now, and its version.
    Changed(PasswordRule, i64),
    /// It counts from now on.
    Saved,
}

/// Saves a rule over the version that was read (0 while the settings say it).
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (rule, version): (PasswordRule, i64),
) -> Result<Acted<SavedRule>, Error> {
    let now = ctx.now();
    let org = visit.organisation.id;
    if let Some(not) = may(ctx, visit, admin, (Right::SettingsEdit, "save-password-rule", Freshness::Proof)).await? {
        return Ok(not);
    }
    let rule = match rule.checked() {
        Ok(rule) => rule,
        Err(faults) => return Ok(Acted::Done(SavedRule::Faults(faults))),
    };
    let saved = ctx
        .write_and_refresh(org, (admin.scribe(ctx, visit, now), rule, version), |tx, (scribe, rule, version)| {
            Box::pin(async move {
                let saved = store::password_rule::save(tx, scribe.organisation.id, rule, *version).await?;
                if saved {
                    let (alone, with_second_factor) = (rule.alone, rule.with_second_factor);
                    let words = rule.words.len() as u64;
                    scribe.note(tx, None, AuditEvent::PasswordRuleSaved { alone, with_second_factor, words })?;
                }
                Ok(saved)
            })
        })
        .await?;
    ctx.reload().await?;
    if saved {
        return Ok(Acted::Done(SavedRule::Saved));
    }
    let all = ctx.organisations();
    let now_there = all.iter().find(|one| one.id == org).ok_or(Error::NotFound)?;
    Ok(Acted::Done(SavedRule::Changed(now_there.password.clone(), now_there.password_version)))
}
