//! What an application would be told about somebody, tried out: what comes first, and the claims, as they would be signed.

use std::sync::Arc;

use domain::access::{Access, decide_access};
use domain::relying_party::{RelyingParty, Scopes};

use crate::check_access::held_of;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::oidc::claims::{Claims, of_person};
use crate::oidc::selected;
use crate::person::Standing;
use crate::visit::Organisation;

/// What a trial found.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// Full name of the person; none where there is none of that name.
    pub person: Option<String>,
    /// What happens when they go on to the application, having signed in with a password a moment ago.
    pub outcome: Outcome,
    /// What the application is told; nothing of whoever may not.
    pub claims: Option<Claims>,
}

/// What happens when somebody goes on to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody of that name.
    NoPerson,
    /// Cannot sign in: blocked.
    Blocked,
    /// Is not among those who may.
    NotSelected,
    /// May.
    MayEnter,
    /// May, after a second factor.
    Proves,
    /// May, after setting up a second factor first.
    Enrols,
}

/// Tries what an application would be told about a person, by the name to sign in with, if it asks for everything.
pub async fn try_out(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    party: &RelyingParty,
    name: &str,
) -> Result<Tried, Error> {
    let now = ctx.now();
    let nobody = Tried { person: None, outcome: Outcome::NoPerson, claims: None };
    let Some(account) = store::user::find_account(ctx.db(), organisation.id, name.trim()).await? else {
        return Ok(nobody);
    };
    let Some(standing) = Standing::load(ctx, organisation, account.id, now).await? else { return Ok(nobody) };
    let selections = selected(ctx, organisation, (party, account.id), now).await?;
    let outcome = if standing.facts.person.blocked {
        Outcome::Blocked
    } else {
        match decide_access(now, &party.demand(), &held_of(&standing, (None, now), selections)) {
            Access::Granted => Outcome::MayEnter,
            Access::Prove => Outcome::Proves,
            Access::Enrol => Outcome::Enrols,
            Access::Forbidden => Outcome::NotSelected,
        }
    };
    let claims = match outcome {
        Outcome::NoPerson | Outcome::Blocked | Outcome::NotSelected => None,
        Outcome::MayEnter | Outcome::Proves | Outcome::Enrols => {
            let all = Scopes::known_in("openid profile email groups");
            Some(of_person(ctx, organisation.id, &standing.facts, (party, all)).await?)
        }
    };
    Ok(Tried { person: Some(standing.facts.display_name.clone()), outcome, claims })
}
