//! The module asked for (mission S7). Where the platform has operators they decide; a self-hosted organisation switches
//! it on by itself, once whoever does it has seen what follows.

use domain::audit::AuditEvent;
use domain::id::{ActivationId, PolicyId};
use domain::organisation::{ModuleState, RequestState, Wish};
use domain::permission::{Freshness, Right};
use domain::policy::{Policy, Stay};
use domain::user::is_unseen;
pub use store::activation::Request;

use crate::admin::desk::{Acted, Admin, may};
use crate::admin::policy::{Guard, guards_of_activation};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::operator;
use crate::organisations::Hosts;
use crate::visit::Visit;

/// The longest note to the operator, in characters.
pub const LONGEST_NOTE: usize = 1000;

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// Nobody else: it is on at once.
    AtOnce,
    /// The operator of the platform.
    ByOperator,
}

/// How the module of an organisation stands.
#[derive(Clone, Debug)]
pub struct Look {
    /// Its state.
    pub module: ModuleState,
    /// The last request.
    pub request: Option<Request>,
    /// Who decides.
    pub approval: Approval,
    /// Policies that were made before; they hold from the moment it is on, and stand in place of what is wished for.
    pub policies: Vec<Policy>,
}

/// Looks at it.
pub async fn look(ctx: &Ctx, visit: &Visit) -> Result<Look, Error> {
    let organisation = &visit.organisation;
    Ok(Look {
        module: organisation.module,
        request: store::activation::latest(ctx.db(), organisation.id).await?,
        approval: approval(ctx, visit),
        policies: store::policy::list(ctx.db(), organisation.id).await?,
    })
}

fn approval(ctx: &Ctx, visit: &Visit) -> Approval {
    let alone = ctx.rules().hosts == Hosts::Any && ctx.organisations().len() == 1;
    // Operators need no operator: they would answer themselves.
    if alone || ctx.is_operators(&visit.organisation) { Approval::AtOnce } else { Approval::ByOperator }
}

/// A request.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The settings wished for.
    pub wish: Wish,
    /// What is said to the operator; may be empty.
    pub note: String,
    /// Whether whoever asks says to know what follows.
    pub knows_what_follows: bool,
    /// The mark of the dry run that was shown, [`ActivationRun::seen`](crate::admin::policy::ActivationRun::seen); empty
    /// where there was none.
    pub seen: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A span is shorter than a minute or longer than a year.
    Wish,
    /// The note is too long, or holds what cannot be seen.
    Note,
    /// It is on at once, and whoever asks did not say to know what follows.
    SeeWhatFollows,
    /// It would be on at once, policies that were made before would demand something of people, and this is not so yet.
    Guarded(Vec<Guard>),
    /// It was asked for already, or is on.
    Already,
    /// The operator decides.
    Sent,
    /// It is on.
    Activated,
}

/// Asks for the module, with the settings wished for.
pub async fn ask(ctx: &Ctx, visit: &Visit, admin: &Admin, asking: Asking) -> Result<Acted<Asked>, Error> {
    let now = ctx.now();
    let organisation = &visit.organisation;
    if let Some(not) = may(ctx, visit, admin, (Right::SettingsEdit, "ask-module", Freshness::Proof)).await? {
        return Ok(not);
    }
    if !asking.wish.is_sensible() {
        return Ok(Acted::Done(Asked::Wish));
    }
    let note = asking.note.trim().replace("\r\n", "\n");
    if note.chars().count() > LONGEST_NOTE || note.chars().any(|c| c != '\n' && is_unseen(c)) {
        return Ok(Acted::Done(Asked::Note));
    }
    let approval = approval(ctx, visit);
    if approval == Approval::AtOnce && !asking.knows_what_follows {
        return Ok(Acted::Done(Asked::SeeWhatFollows));
    }
    if approval == Approval::AtOnce && organisation.module == ModuleState::Inactive {
        let missing = guards_of_activation(ctx, organisation, &asking.seen).await?;
        if !missing.is_empty() {
            return Ok(Acted::Done(Asked::Guarded(missing)));
        }
    }
    let state = match approval {
        Approval::AtOnce => RequestState::Approved,
        Approval::ByOperator => RequestState::Open,
    };
    let request = Request {
        id: ActivationId::from_bytes(ctx.new_id(now)),
        organisation: organisation.id,
        asked_by: admin.party.user,
        asked_at: now,
        wish: asking.wish,
        note,
        state,
        answer: String::new(),
        answered_at: (approval == Approval::AtOnce).then_some(now),
    };
    let policy = PolicyId::from_bytes(ctx.new_id(now));
    let input = (admin.scribe(ctx, visit, now), request, policy);
    let asked = ctx
        .write_and_refresh(organisation.id, input, |tx, (scribe, request, policy)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                store::organisation::lock(tx, org).await?;
                if store::organisation::module_in(tx, org).await? != Some(ModuleState::Inactive) {
                    return Ok(Asked::Already);
                }
                store::activation::insert(tx, request).await?;
                scribe.note(tx, None, event(&request.wish))?;
                if request.state == RequestState::Open {
                    store::organisation::set_module(tx, org, ModuleState::Requested).await?;
                    return Ok(Asked::Sent);
                }
                operator::begin(tx, scribe, Some(&request.wish), *policy).await?;
                scribe.note(tx, None, AuditEvent::ModuleActivated)?;
                Ok(Asked::Activated)
            })
        })
        .await?;
    ctx.reload().await?;
    Ok(Acted::Done(asked))
}

fn event(wish: &Wish) -> AuditEvent {
    let stay = match wish.stay {
        Stay::For(span) => Some(span.micros()),
        Stay::UntilBrowserCloses => None,
    };
    AuditEvent::ModuleAsked { ask: wish.ask.period().map(domain::time::Lifetime::micros), stay }
}

/// Takes a request back that nobody has answered; false where it is answered.
pub async fn withdraw(ctx: &Ctx, visit: &Visit, admin: &Admin) -> Result<Acted<bool>, Error> {
    let now = ctx.now();
    if let Some(not) = may(ctx, visit, admin, (Right::SettingsEdit, "ask-module", Freshness::Session)).await? {
        return Ok(not);
    }
    let withdrawn = ctx
        .write_and_refresh(visit.organisation.id, admin.scribe(ctx, visit, now), |tx, scribe| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                store::organisation::lock(tx, org).await?;
                let last = store::activation::latest_in(tx, org).await?;
                let Some(request) = last.filter(|request| request.state == RequestState::Open) else {
                    return Ok(false);
                };
                let at = (org, request.id);
                store::activation::answer(tx, at, RequestState::Withdrawn, "", scribe.now).await?;
                store::organisation::set_module(tx, org, ModuleState::Inactive).await?;
                scribe.note(tx, None, AuditEvent::ModuleWithdrawn)?;
                Ok(true)
            })
        })
        .await?;
    ctx.reload().await?;
    Ok(Acted::Done(withdrawn))
}
