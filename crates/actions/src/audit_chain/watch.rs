//! The log is looked through now and then by every server, and whenever an administrator asks; this remembers how far it
//! has come and what it found, for the page. Neighbours: `verify` looks; the jobs of the server call this.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::OrganisationId;
use domain::permission::Right;
use domain::time::Timestamp;
use tokio::sync::Notify;

use super::{Checkpoint, Progress, Report, verify};
use crate::admin::desk::Admin;
use crate::ctx::Ctx;
use crate::error::Error;

/// How the log of an organisation stands, as far as this server knows.
#[derive(Clone, Debug, Default)]
pub enum Watch {
    /// It was not looked through since the server started.
    #[default]
    Never,
    /// It waits for its turn.
    Asked,
    /// It is being looked through.
    Running(Progress),
    /// It was looked through.
    Done {
        /// When that was over.
        at: Timestamp,
        /// What was found.
        report: Arc<Report>,
    },
}

/// What every server remembers about its looks.
#[derive(Debug, Default)]
pub(crate) struct Watches {
    known: Mutex<HashMap<OrganisationId, Watch>>,
    asked: Mutex<BTreeSet<OrganisationId>>,
    bell: Notify,
}

impl Watches {
    fn of(&self, org: OrganisationId) -> Watch {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&org).cloned().unwrap_or_default()
    }

    fn set(&self, org: OrganisationId, watch: Watch) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(org, watch);
    }
}

/// How the log stands.
#[must_use]
pub fn watched(ctx: &Ctx, org: OrganisationId) -> Watch {
    ctx.watches().of(org)
}

/// Asks for a look, unless one is asked for or under way; false for whoever may not read the log.
#[must_use]
pub fn ask(ctx: &Ctx, org: OrganisationId, admin: &Admin) -> bool {
    if !admin.has(Right::AuditRead) {
        return false;
    }
    if !matches!(ctx.watches().of(org), Watch::Asked | Watch::Running(_)) {
        ctx.watches().set(org, Watch::Asked);
        ctx.watches().asked.lock().unwrap_or_else(PoisonError::into_inner).insert(org);
        ctx.watches().bell.notify_one();
    }
    true
}

/// Waits until somebody asks for a look; answers of which log.
pub async fn asked(ctx: &Ctx) -> OrganisationId {
    loop {
        let next = ctx.watches().asked.lock().unwrap_or_else(PoisonError::into_inner).pop_first();
        match next {
            Some(org) => return org,
            None => ctx.watches().bell.notified().await,
        }
    }
}

/// Looks through the log of an organisation, and remembers what was found.
pub async fn watch(ctx: &Ctx, org: OrganisationId, known: Option<Checkpoint>) -> Result<Arc<Report>, Error> {
    let before = ctx.watches().of(org);
    let looked = verify(ctx, org, known, &mut |now| ctx.watches().set(org, Watch::Running(now))).await;
    match looked {
        Ok(report) => {
            let report = Arc::new(report);
            ctx.watches().set(org, Watch::Done { at: ctx.now(), report: report.clone() });
            Ok(report)
        }
        Err(error) => {
            let before = if matches!(before, Watch::Done { .. }) { before } else { Watch::Never };
            ctx.watches().set(org, before);
            Err(error)
        }
    }
}
