//! Requests to activate the module, answered: the module goes on with the settings that were asked for, or a message
//! says why not. At the command line it goes on without being asked for.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{ActivationId, OrganisationId, PolicyId};
use domain::organisation::{ModuleState, RequestState, Wish};
use domain::policy::Policy;
use domain::selection::Selected;
use domain::user::is_unseen;
use store::Tx;
use store::policy_version::PolicyVersion;

use super::{Acting, Scribes};
use crate::admin::desk::Acted;
use crate::admin::policy::{Guard, guards_of_activation};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;
use crate::visit::Organisation;

/// The longest message to whoever asked, in characters.
pub(super) const LONGEST_MESSAGE: usize = 1000;

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Somebody answered it before, or it was asked anew: look again.
    NotOpen,
    /// The message is too long, or holds what cannot be seen.
    Message,
    /// Policies that were made before would demand something of people, and this is not so yet.
    Guarded(Vec<Guard>),
    /// Declining needs a message.
    MessageMissing,
    /// Done, and mailed.
    Done,
}

/// Switches the module on as it was asked for; whoever asked is mailed. `seen` is the mark of the dry run that was shown.
pub async fn approve(
    ctx: &Ctx,
    acting: Acting<'_>,
    at: (OrganisationId, ActivationId),
    (message, seen): (&str, &str),
) -> Result<Acted<Answered>, Error> {
    answer(ctx, acting, at, (RequestState::Approved, message, seen)).await
}

/// Turns a request down with a message, which is mailed.
pub async fn decline(
    ctx: &Ctx,
    acting: Acting<'_>,
    at: (OrganisationId, ActivationId),
    message: &str,
) -> Result<Acted<Answered>, Error> {
    answer(ctx, acting, at, (RequestState::Declined, message, "")).await
}

async fn answer(
    ctx: &Ctx,
    acting: Acting<'_>,
    (org, id): (OrganisationId, ActivationId),
    (state, message, seen): (RequestState, &str, &str),
) -> Result<Acted<Answered>, Error> {
    let now = ctx.now();
    if let Some(not) = acting.permit(ctx, "answer-request", now).await? {
        return Ok(not);
    }
    let Some(organisation) = ctx.organisations().iter().find(|one| one.id == org).cloned() else {
        return Ok(Acted::NotFound);
    };
    let message = message.trim().replace("\r\n", "\n");
    if message.chars().count() > LONGEST_MESSAGE || message.chars().any(|c| c != '\n' && is_unseen(c)) {
        return Ok(Acted::Done(Answered::Message));
    }
    if message.is_empty() && state == RequestState::Declined {
        return Ok(Acted::Done(Answered::MessageMissing));
    }
    // Whoever may use the server has a way past the guards, here as where policies are saved.
    if state == RequestState::Approved && matches!(acting, Acting::Operator(..)) {
        let request = store::activation::latest(ctx.db(), org).await?;
        if request.is_some_and(|last| last.id == id && last.state == RequestState::Open) {
            let missing = guards_of_activation(ctx, &organisation, seen).await?;
            if !missing.is_empty() {
                return Ok(Acted::Done(Answered::Guarded(missing)));
            }
        }
    }
    let policy = PolicyId::from_bytes(ctx.new_id(now));
    let input = (acting.scribes(ctx, &organisation, now), id, state, message, policy);
    let answered = ctx
        .write_and_refresh(org, input, |tx, (scribes, id, state, message, policy)| {
            Box::pin(async move {
                let org = scribes.target.organisation.id;
                store::organisation::lock(tx, org).await?;
                let open = store::activation::latest_in(tx, org).await?;
                let Some(request) = open.filter(|last| last.id == *id && last.state == RequestState::Open) else {
                    return Ok(Answered::NotOpen);
                };
                if !store::activation::answer(tx, (org, *id), *state, message, scribes.target.now).await? {
                    return Ok(Answered::NotOpen);
                }
                let message = message.clone();
                let content = if *state == RequestState::Approved {
                    switch_on(tx, scribes, Some(&request.wish), *policy).await?;
                    Content::ModuleApproved { message }
                } else {
                    store::organisation::set_module(tx, org, ModuleState::Inactive).await?;
                    scribes.note(tx, AuditEvent::ModuleDeclined)?;
                    Content::ModuleDeclined { message }
                };
                scribes.target.tell(tx, request.asked_by, content).await?;
                Ok(Answered::Done)
            })
        })
        .await?;
    ctx.reload().await?;
    Ok(Acted::Done(answered))
}

/// Switches the module of an organisation on from the command line, asked for or not; a request that waits is granted.
pub async fn activate(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<(), Error> {
    let now = ctx.now();
    if organisation.module == ModuleState::Active {
        return Err(Error::Refused(format!("the module of {} is active already", organisation.host)));
    }
    let request = store::activation::latest(ctx.db(), organisation.id).await?;
    if let Some(request) = request.filter(|request| request.state == RequestState::Open) {
        let at = (organisation.id, request.id);
        return match approve(ctx, Acting::CommandLine, at, ("", "")).await? {
            Acted::Done(Answered::Done) => Ok(()),
            _ => Err(Error::Conflict),
        };
    }
    let input = (Acting::CommandLine.scribes(ctx, organisation, now), PolicyId::from_bytes(ctx.new_id(now)));
    ctx.write_and_refresh(organisation.id, input, |tx, (scribes, policy)| {
        Box::pin(async move { switch_on(tx, scribes, None, *policy).await })
    })
    .await?;
    ctx.reload().await
}

/// The module goes on. Where there is no policy yet, what was wished for becomes one: offered to everyone.
async fn switch_on(tx: &mut Tx, scribes: &Scribes, wish: Option<&Wish>, policy: PolicyId) -> Result<(), Error> {
    begin(tx, &scribes.target, wish, policy).await?;
    scribes.note(tx, AuditEvent::ModuleActivated)
}

/// The same without the audit row.
pub(crate) async fn begin(tx: &mut Tx, scribe: &Scribe, wish: Option<&Wish>, policy: PolicyId) -> Result<(), Error> {
    let (org, now) = (scribe.organisation.id, scribe.now);
    store::organisation::set_module(tx, org, ModuleState::Active).await?;
    let Some(wish) = wish else { return Ok(()) };
    if store::policy::count_in(tx, org).await? > 0 {
        return Ok(());
    }
    let name = if scribe.organisation.language == "nl" { "Iedereen" } else { "Everyone" };
    let policy = Policy { id: policy, name: name.to_owned(), selection: Selected::Everyone, demand: wish.demand() };
    store::policy::save(tx, org, &policy, now).await?;
    let version = store::policy_version::begin(tx, org, policy.id).await?;
    let kept = PolicyVersion {
        policy: policy.id,
        version,
        name: policy.name.clone(),
        selection: None,
        selection_name: None,
        demand: policy.demand,
        removed: false,
        at: now,
        by: scribe.user(),
        overriding: None,
    };
    store::policy_version::keep(tx, org, &kept).await?;
    store::policy::fix_duties_under(tx, org, &[policy.id], now).await?;
    scribe.note(tx, None, AuditEvent::PolicySaved { policy: policy.name })
}
