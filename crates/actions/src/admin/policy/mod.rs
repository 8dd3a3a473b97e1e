//! Policies as administrators work with them: saved with the guards of policy.md, tried before they are saved, undone,
//! and explained. `policies` beside it is what the installation itself and the command line begin with.

mod activation;
mod deadline;
mod dry_run;
mod fault;
mod guard;
mod history;
mod look;
mod save;
mod watching;
mod world;

use std::sync::Arc;

use domain::audit::Actor;
use domain::authenticator::AuthenticatorKind;
use domain::id::{PolicyId, UserId};
use domain::policy::{Demand, Policy};
use domain::selection::Selected;
use domain::time::Timestamp;
pub use store::policy_version::PolicyVersion;

use crate::admin::desk::Admin;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

pub(crate) use activation::guards_of_activation;
pub use activation::{ActivationRun, run_activation};
pub use deadline::tell_of_moves;
pub use dry_run::{DryRun, Listed, Listing, Member, Moved, Tally, dry_run, list_of};
pub use fault::PolicyFault;
pub use guard::{Guard, SuperUsers, seen_mark};
pub use history::{Entry, History, history, removed};
pub use look::{Look, what_if};
pub(crate) use save::{Recorded, Told, record};
pub use save::{SavedPolicy, remove, save};
pub use watching::{Comparison, Count, Counts, WatchedPeople, WatchedPerson, comparison, watched_people};
pub(crate) use world::{PAGE, Page, Seen, World};

/// Kinds that people can enrol by themselves in this release.
pub const ENROLLABLE: &[AuthenticatorKind] = &[
    AuthenticatorKind::App,
    AuthenticatorKind::CodeCard,
    AuthenticatorKind::HardwareToken,
    AuthenticatorKind::Passkey,
];

/// A policy as a form holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyEdit {
    /// The one that is changed, or brought back; none for a new one.
    pub id: Option<PolicyId>,
    /// The version that was read; 0 for a new one and for one that is brought back.
    pub version: i64,
    /// Name.
    pub name: String,
    /// Whom it holds for.
    pub selected: Selected,
    /// What it demands.
    pub demand: Demand,
}

/// A policy that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The policy.
    pub policy: Policy,
    /// Its version.
    pub version: i64,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Name of the selection; `None` is everyone.
    pub selection: Option<String>,
}

/// Who changes a policy.
#[derive(Clone, Copy)]
pub enum Author<'a> {
    /// Someone in the browser.
    Admin(&'a Admin, &'a Visit),
    /// Whoever may use the command line of the server. The guard about the author's own authenticator does not look at
    /// them; `even_so` is why the other guards are passed over, if they are.
    CommandLine {
        /// Whose policies.
        organisation: &'a Arc<Organisation>,
        /// The reason for passing over the guards; it is kept.
        even_so: Option<&'a str>,
    },
}

impl Author<'_> {
    fn organisation(&self) -> &Arc<Organisation> {
        match self {
            Self::Admin(_, visit) => &visit.organisation,
            Self::CommandLine { organisation, .. } => organisation,
        }
    }

    fn user(&self) -> Option<UserId> {
        match self {
            Self::Admin(admin, _) => Some(admin.party.user),
            Self::CommandLine { .. } => None,
        }
    }

    fn even_so(&self) -> Option<&str> {
        match self {
            Self::Admin(..) => None,
            Self::CommandLine { even_so, .. } => even_so.map(str::trim).filter(|reason| !reason.is_empty()),
        }
    }

    fn scribe(&self, ctx: &Ctx, now: Timestamp) -> Scribe {
        match self {
            Self::Admin(admin, visit) => Scribe::of_visit(ctx, visit, now, Actor::User(admin.party.user)),
            Self::CommandLine { organisation, .. } => Scribe::of_command_line(ctx, organisation, now),
        }
    }
}

/// All policies by name.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<Kept>, Error> {
    let org = organisation.id;
    let versions = store::policy_version::current(ctx.db(), org).await?;
    let all = super::policies::list(ctx, organisation).await?.into_iter().filter_map(|(policy, selection)| {
        let (_, version, changed_at) = *versions.iter().find(|(id, ..)| *id == policy.id)?;
        Some(Kept { policy, version, changed_at, selection })
    });
    Ok(all.collect())
}

/// One policy.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: PolicyId) -> Result<Option<Kept>, Error> {
    Ok(list(ctx, organisation).await?.into_iter().find(|kept| kept.policy.id == id))
}
