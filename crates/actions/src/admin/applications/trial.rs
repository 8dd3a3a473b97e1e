//! Who may open a page, tried out: what the door would say to somebody who has just signed in.

use std::sync::Arc;

use domain::access::{Access, Demand, Held, Opens, decide_access};
use domain::application::{Found, PathRule};
use domain::id::SelectionId;
use domain::selection::Selected;
use domain::time::{Lifetime, Timestamp};
use domain::user::name_key;

use super::address::page_at;
use crate::admin::reach;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::person::Standing;
use crate::visit::Organisation;

/// What a trial found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The application, and the path of the rule that holds; empty for the one for all pages.
    pub at: Option<(String, String)>,
    /// Full name of the person; none where there is none of that name.
    pub person: Option<String>,
    /// What the door says.
    pub outcome: Outcome,
}

/// What a door says to somebody who has just signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This is no address that can be read in one way alone.
    Unreadable,
    /// No application stands there.
    Unknown,
    /// The application may read the path as one under another of its rules.
    TwoWays,
    /// Nobody of that name.
    NoPerson,
    /// Anyone may, without signing in.
    Anyone,
    /// Nobody may.
    Nobody,
    /// Cannot sign in: blocked.
    Blocked,
    /// Is not in this selection.
    NotSelected(SelectionId),
    /// May, once signed in.
    MayEnter,
    /// May, after a second factor, which is asked again after so long.
    Proves(Option<Lifetime>),
    /// May, after setting up a second factor first.
    Enrols,
}

/// Tries what the door at an address says to a person, by the name to sign in with.
pub async fn try_out(ctx: &Ctx, organisation: &Arc<Organisation>, address: &str, name: &str) -> Result<Tried, Error> {
    let now = ctx.now();
    let applications = ctx.applications(organisation.id).await?;
    let nothing = |outcome| Ok(Tried { at: None, person: None, outcome });
    let (at, rule) = match page_at(&applications, address) {
        None => return nothing(Outcome::Unreadable),
        Some(Found::Unknown) => return nothing(Outcome::Unknown),
        Some(Found::TwoWays(_)) => return nothing(Outcome::TwoWays),
        Some(Found::Rule(application, rule)) => ((application.name.clone(), rule.path.clone()), rule),
    };
    let tried = |person, outcome| Ok(Tried { at: Some(at.clone()), person, outcome });
    match rule.opens {
        Opens::Anyone => return tried(None, Outcome::Anyone),
        Opens::Nobody => return tried(None, Outcome::Nobody),
        Opens::SignedIn(_) => {}
    }
    let Some(account) = store::user::find_account(ctx.db(), organisation.id, name.trim()).await? else {
        return tried(None, Outcome::NoPerson);
    };
    let Some(standing) = Standing::load(ctx, organisation, account.id, now).await? else {
        return tried(None, Outcome::NoPerson);
    };
    let person = Some(standing.facts.display_name.clone());
    if standing.facts.person.blocked {
        return tried(person, Outcome::Blocked);
    }
    let selections = match rule.opens.selection() {
        Some(id) if reach::selects(ctx, organisation, Selected::Selection(id), account.id).await? => vec![id],
        _ => Vec::new(),
    };
    tried(person, outcome(rule, &standing, selections, now))
}

fn outcome(rule: &PathRule, standing: &Standing, selections: Vec<SelectionId>, now: Timestamp) -> Outcome {
    let facts = &standing.facts;
    let held = Held {
        proof: None,
        password_at: now,
        groups: facts.groups.iter().map(|group| name_key(&group.name)).collect(),
        selections,
        enrolled: !facts.person.enrolled.is_empty(),
    };
    match (decide_access(now, &rule.and(&Demand::default()), &held), rule.opens.selection()) {
        (Access::Forbidden, Some(id)) => Outcome::NotSelected(id),
        (Access::Forbidden, None) => Outcome::Nobody,
        (Access::Granted, _) => Outcome::MayEnter,
        (Access::Prove, _) => Outcome::Proves(rule.max_age),
        (Access::Enrol, _) => Outcome::Enrols,
    }
}
