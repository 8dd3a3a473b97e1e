//! Which kinds of events of the audit log a system is told. Whoever chooses is one who may read the log, and proves afresh
//! who they are: the log goes out of the house. Neighbour: `hooks::log` hands on.

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::AuditEvent;
use domain::id::SystemId;
use domain::permission::{Freshness, Right};
use store::hook_log::Change;
use store::system::System;

use super::{SavedSystem, find};
use crate::admin::campaign::may_run;
use crate::admin::desk::{Acted, Admin, may};
use crate::admin::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{Organisation, Visit};

/// The right that sending the log elsewhere needs, beside the one to connect systems.
pub const LOG_RIGHT: Right = Right::AuditRead;

const ACT: &str = "choose-system-events";

/// The words of the kinds that a system is told.
pub async fn chosen(ctx: &Ctx, organisation: &Organisation, id: SystemId) -> Result<BTreeSet<String>, Error> {
    let kinds = store::hook_log::kinds(ctx.db(), organisation.id, id).await?;
    Ok(kinds.into_iter().map(|chosen| chosen.kind).collect())
}

/// How many kinds each system is told; one that is told none is left out.
pub async fn chosen_by_system(ctx: &Ctx, organisation: &Organisation) -> Result<BTreeMap<SystemId, i64>, Error> {
    Ok(store::hook_log::counts(ctx.db(), organisation.id).await?.into_iter().collect())
}

/// What whoever changes where the log goes is told, if they may not: they read it, and prove afresh who they are. Nothing for
/// a system that is told none of it.
pub(super) async fn may_if_told<T>(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (system, act): (&System, &str),
) -> Result<Option<Acted<T>>, Error> {
    if system.log.is_none() {
        return Ok(None);
    }
    may(ctx, visit, admin, (LOG_RIGHT, act, Freshness::Proof)).await
}

/// Chooses the kinds that a system is told of what happens from now on.
pub async fn choose(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (SystemId, i64),
    kinds: &BTreeSet<&'static str>,
) -> Result<Acted<SavedSystem>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, ACT).await;
    };
    if let Some(not) = may_run(ctx, visit, admin, (ACT, Freshness::Proof)).await? {
        return Ok(not);
    }
    if let Some(not) = may(ctx, visit, admin, (LOG_RIGHT, ACT, Freshness::Proof)).await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), (id, version), kinds.clone(), there.name);
    let saved = ctx
        .write(input, |tx, (scribe, this, kinds, name)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                let before = store::hook_log::kinds_in(tx, org, this.0).await?;
                let before: BTreeSet<&str> = before.iter().map(|chosen| chosen.kind.as_str()).collect();
                let words = |kinds: Vec<&&str>| kinds.into_iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>();
                let change = Change {
                    added: words(kinds.difference(&before).collect()),
                    removed: words(before.difference(kinds).collect()),
                    any: !kinds.is_empty(),
                };
                if !store::hook_log::choose(tx, org, *this, &change, scribe.now).await? {
                    return Ok(SavedSystem::Changed);
                }
                if !change.added.is_empty() || !change.removed.is_empty() {
                    let Change { added, removed, .. } = change;
                    let event = AuditEvent::SystemEventsChosen { system: name.clone(), added, removed };
                    scribe.note(tx, None, event)?;
                }
                Ok(SavedSystem::Saved)
            })
        })
        .await?;
    Ok(Acted::Done(saved))
}
