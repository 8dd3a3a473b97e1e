//! Applications behind the sign-in: listed, saved, removed. What they say counts at the next request.

mod address;
mod fault;
mod trial;

use domain::access::Opens;
use domain::application::{Answering, Application, Applications, MOST, PathRule};
use domain::audit::AuditEvent;
use domain::id::{ApplicationId, SelectionId};
use domain::permission::{Freshness, Right};
use domain::selection::Selected;
use domain::time::Lifetime;
use store::Tx;

use super::desk::{Acted, Admin, may};
use super::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

pub use address::Around;
pub use fault::ApplicationFault;
pub use trial::{Outcome, Tried, try_out};

/// The right that changing one needs.
pub const RIGHT: Right = Right::SettingsEdit;

/// An application as it was typed.
#[derive(Clone, Debug)]
pub struct ApplicationEdit {
    /// The one that is changed; none for a new one.
    pub id: Option<ApplicationId>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// Name.
    pub name: String,
    /// Addresses, one on each line.
    pub addresses: String,
    /// The rules, the one for all pages first; its path is not looked at.
    pub rules: Vec<RuleEdit>,
    /// How whoever has to sign in first is sent there.
    pub answering: Answering,
}

/// A rule as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleEdit {
    /// The path.
    pub path: String,
    /// Who may.
    pub opens: Opens,
    /// Whether a second factor must have been proved in the session.
    pub second_factor: bool,
    /// How old the newest proof may be at most.
    pub max_age: Option<Lifetime>,
}

/// What became of an application that may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedApplication {
    /// What is wrong with it, all at once.
    Faults(Vec<ApplicationFault>),
    /// Somebody changed it since it was read; here is what it says now.
    Changed(Application),
    /// It is saved under this identity.
    Saved(ApplicationId),
}

/// All applications by name.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<Application>, Error> {
    Ok(store::application::list(ctx.db(), organisation.id).await?)
}

/// One of them.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: ApplicationId) -> Result<Option<Application>, Error> {
    Ok(store::application::find(ctx.db(), organisation.id, id).await?)
}

/// Saves an application. Everyone's next request at a door is judged by it.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    around: &Around,
    edit: ApplicationEdit,
) -> Result<Acted<SavedApplication>, Error> {
    let before = match edit.id {
        None => None,
        Some(id) => match find(ctx, &visit.organisation, id).await? {
            None => return not_found(ctx, visit, admin, "save-application").await,
            found => found,
        },
    };
    if let Some(not) = may_change(ctx, visit, admin, "save-application").await? {
        return Ok(not);
    }
    let scribe = admin.scribe(ctx, visit, ctx.now());
    let id = edit.id.unwrap_or_else(|| ApplicationId::from_bytes(scribe.new_id()));
    let application = match fault::read(edit, id, around) {
        Ok(application) => application,
        Err(faults) => return Ok(Acted::Done(SavedApplication::Faults(faults))),
    };
    if let Some(now_there) = before.filter(|before| before.version != application.version) {
        return Ok(Acted::Done(SavedApplication::Changed(now_there)));
    }
    let org = visit.organisation.id;
    let written = ctx
        .write_and_refresh(org, (scribe, application), |tx, (scribe, application)| {
            Box::pin(async move { write(tx, scribe, application).await })
        })
        .await?;
    Ok(match written {
        Written::Saved => Acted::Done(SavedApplication::Saved(id)),
        Written::Faults(faults) => Acted::Done(SavedApplication::Faults(faults)),
        Written::Changed => match find(ctx, &visit.organisation, id).await? {
            Some(now_there) => Acted::Done(SavedApplication::Changed(now_there)),
            None => not_found(ctx, visit, admin, "save-application").await?,
        },
    })
}

enum Written {
    Saved,
    Changed,
    Faults(Vec<ApplicationFault>),
}

/// Looks at everything that others may have changed and keeps it. Whoever saves another one, or removes a selection, waits.
async fn write(tx: &mut Tx, scribe: &Scribe, application: &Application) -> Result<Written, Error> {
    let org = scribe.organisation.id;
    store::organisation::lock(tx, org).await?;
    let there = store::application::list_in(tx, org).await?;
    let is_new = application.version == 0;
    let others: Vec<&Application> = there.iter().filter(|one| one.id != application.id).collect();
    let mut faults = fault::beside(application, &others);
    if is_new && there.len() >= MOST {
        faults.push(ApplicationFault::TooMany);
    }
    let selections = store::selection::list_in(tx, org).await?;
    let name = |id: SelectionId| selections.iter().find(|one| one.id == id).map(|one| one.name.clone());
    let asked = Applications::new(vec![application.clone()]).selections();
    if asked.into_iter().any(|id| name(id).is_none()) {
        faults.push(ApplicationFault::NoSelection);
    }
    if !faults.is_empty() {
        return Ok(Written::Faults(faults));
    }
    if !store::application::save(tx, org, application).await? {
        return Ok(Written::Changed);
    }
    let event = AuditEvent::ApplicationSaved {
        application: application.name.clone(),
        addresses: application.addresses.iter().map(ToString::to_string).collect(),
        rules: application.rules.iter().map(|rule| in_words(rule, name)).collect(),
    };
    scribe.note(tx, None, event)?;
    Ok(Written::Saved)
}

/// A rule as the audit log holds it.
fn in_words(rule: &PathRule, name: impl Fn(SelectionId) -> Option<String>) -> String {
    let path = if rule.path.is_empty() { "/" } else { &rule.path };
    let who = match rule.opens {
        Opens::SignedIn(Selected::Selection(id)) => format!("selection={}", name(id).unwrap_or_default()),
        opens => opens.word().to_owned(),
    };
    let factor = if rule.second_factor { " second-factor" } else { "" };
    let age = rule.max_age.map(|age| format!(" max-age={}", age.micros() / 1_000_000)).unwrap_or_default();
    format!("{path} {who}{factor}{age}")
}

async fn may_change<T>(ctx: &Ctx, visit: &Visit, admin: &Admin, act: &str) -> Result<Option<Acted<T>>, Error> {
    may(ctx, visit, admin, (RIGHT, act, Freshness::Proof)).await
}

/// Removes an application: nobody passes there any more. False where it has changed since it was read.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (ApplicationId, i64),
) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "remove-application").await;
    };
    if let Some(not) = may_change(ctx, visit, admin, "remove-application").await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), (id, version), there.name);
    let removed = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, this, name)| {
            Box::pin(async move {
                let removed = store::application::remove(tx, scribe.organisation.id, *this).await?;
                if removed {
                    scribe.note(tx, None, AuditEvent::ApplicationRemoved { application: name.clone() })?;
                }
                Ok(removed)
            })
        })
        .await?;
    Ok(Acted::Done(removed))
}
