//! What is done to whole organisations: by the operators of this installation, or at the command line of the server.
//! Every act is in the audit log of the organisation that it is done to, and in that of the operators.

mod answer;
mod close;
mod make;

use std::sync::Arc;

use domain::audit::{Actor, AuditEvent};
use domain::id::OrganisationId;
use domain::permission::Freshness;
use domain::sorted;
use domain::time::Timestamp;
use domain::user::Role;
use store::Tx;
pub use store::activation::Request;

pub(crate) use answer::begin;
pub use answer::{Answered, activate, approve, decline};
pub use close::{Closed, close, reopen};
pub use make::{FirstSuperUser, Made, MakeFault, NewTenant, make};

use crate::admin::desk::{Acted, Admin, freshness, note_refused};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// Whether someone is an operator: a `SuperUser` of the organisation that the settings name, at its own host.
pub fn is_operator(ctx: &Ctx, visit: &Visit, admin: &Admin) -> bool {
    admin.party.role == Role::SuperUser && ctx.is_operators(&visit.organisation)
}

/// Who acts on an organisation.
#[derive(Clone, Copy, Debug)]
pub enum Acting<'a> {
    /// Someone at the command line of the server.
    CommandLine,
    /// An operator, in a request to the operators' organisation.
    Operator(&'a Visit, &'a Admin),
}

/// The two logs that an act is written to.
#[derive(Clone)]
pub(crate) struct Scribes {
    /// Of the organisation that it is done to.
    pub(crate) target: Scribe,
    /// Of the operators; none at the command line of an installation without operators.
    operators: Option<Scribe>,
}

impl Scribes {
    /// Keeps an act in both.
    pub(crate) fn note(&self, tx: &mut Tx, event: AuditEvent) -> Result<(), Error> {
        if let Some(operators) = &self.operators {
            let (organisation, act) = (self.target.organisation.host.clone(), event.word().to_owned());
            operators.note(tx, None, AuditEvent::Operated { organisation, act })?;
        }
        self.target.note(tx, None, event)
    }
}

impl Acting<'_> {
    pub(crate) fn scribes(self, ctx: &Ctx, target: &Arc<Organisation>, now: Timestamp) -> Scribes {
        match self {
            Self::CommandLine => {
                let all = ctx.organisations();
                let operators = all.iter().find(|one| ctx.is_operators(one) && one.id != target.id);
                Scribes {
                    target: Scribe::of_command_line(ctx, target, now),
                    operators: operators.map(|operators| Scribe::of_command_line(ctx, operators, now)),
                }
            }
            Self::Operator(visit, admin) => Scribes {
                target: Scribe::of_operator(ctx, target, now),
                operators: Some(Scribe::of_visit(ctx, visit, now, Actor::User(admin.party.user))),
            },
        }
    }

    /// Whether it may be done now: operators alone, after a second factor of their own.
    pub(crate) async fn permit<T>(self, ctx: &Ctx, act: &str, now: Timestamp) -> Result<Option<Acted<T>>, Error> {
        let Self::Operator(visit, admin) = self else { return Ok(None) };
        if !is_operator(ctx, visit, admin) {
            note_refused(ctx, visit, admin, act, "no-operator").await?;
            return Ok(Some(Acted::NotFound));
        }
        Ok(freshness(&admin.person, Freshness::SecondFactor, now))
    }
}

/// An organisation as operators see it.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// The organisation.
    pub organisation: Arc<Organisation>,
    /// Its last request to activate the module.
    pub request: Option<Request>,
    /// Full name of who asked, where the person is still there.
    pub asked_by: Option<String>,
}

/// All organisations, each with its request where one waits; those that wait come first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Tenant>, Error> {
    let open = store::activation::list_open(ctx.db()).await?;
    let mut all: Vec<Tenant> = ctx
        .organisations()
        .iter()
        .map(|organisation| Tenant {
            organisation: organisation.clone(),
            request: open.iter().find(|request| request.organisation == organisation.id).cloned(),
            asked_by: None,
        })
        .collect();
    sorted::by_key(&mut all, |tenant| tenant.request.as_ref().map_or((1, 0), |request| (0, request.asked_at.micros())));
    Ok(all)
}

/// One organisation with its last request.
pub async fn find(ctx: &Ctx, id: OrganisationId) -> Result<Option<Tenant>, Error> {
    let Some(organisation) = ctx.organisations().iter().find(|one| one.id == id).cloned() else { return Ok(None) };
    let request = store::activation::latest(ctx.db(), id).await?;
    let asked_by = match &request {
        Some(request) => store::user::find(ctx.db(), id, request.asked_by).await?.map(|user| user.display_name),
        None => None,
    };
    Ok(Some(Tenant { organisation, request, asked_by }))
}
