//! Who changed a policy, when, and what: every version beside the one before it.

use domain::id::PolicyId;
use domain::policy::{Change, changes};
use store::policy_version::PolicyVersion;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// Versions of a page.
const PAGE: usize = 20;
/// Policies that were taken away and are shown.
const REMOVED: i64 = 50;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the policy was after it.
    pub version: PolicyVersion,
    /// Full name of who did it; none for the command line of the server.
    pub by: Option<String>,
    /// What it was before; none for the first version.
    pub before: Option<PolicyVersion>,
    /// What changed in the demand.
    pub changes: Vec<Change>,
}

/// The history of a policy, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// A page of changes.
    pub entries: Vec<Entry>,
    /// Before which version the next page begins; none where this is the last.
    pub next: Option<i64>,
}

/// The changes of a policy before version `before`; `None` where there never was such a policy.
pub async fn history(
    ctx: &Ctx,
    organisation: &Organisation,
    policy: PolicyId,
    before: Option<i64>,
) -> Result<Option<History>, Error> {
    let org = organisation.id;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let range = (before.unwrap_or(i64::MAX), limit);
    let versions = store::policy_version::of_policy(ctx.db(), org, policy, range).await?;
    if versions.is_empty() && before.is_none() {
        return Ok(None);
    }
    let next = versions.get(PAGE.saturating_sub(1)).filter(|_| versions.len() > PAGE).map(|last| last.version);
    let mut entries = Vec::with_capacity(PAGE);
    for (at, version) in versions.iter().enumerate().take(PAGE) {
        let by = match version.by {
            None => None,
            Some(user) => store::user::find(ctx.db(), org, user).await?.map(|user| user.display_name),
        };
        let before = versions.get(at + 1).cloned();
        let changes = before.as_ref().map_or_else(Vec::new, |before| changes(&before.demand, &version.demand));
        entries.push(Entry { version: version.clone(), by, before, changes });
    }
    Ok(Some(History { entries, next }))
}

/// Policies that were taken away, the last first, each as it was.
pub async fn removed(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<PolicyVersion>, Error> {
    Ok(store::policy_version::removed(ctx.db(), organisation.id, REMOVED).await?)
}
