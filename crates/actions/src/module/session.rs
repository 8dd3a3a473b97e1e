//! A session that stands on a platform: what it may do now, a fresh proof in it, its end. The platform asks at every request of its
//! own, or as often as it likes; what changed here counts at the next question.

use domain::assurance::amr;
use domain::policy::{EndReason, SessionFacts, SessionStep};
use domain::time::{Lifetime, Timestamp};

use super::sign_in::Named;
use crate::check_session::{self, Checked, SignedInPerson};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::step_up::{self, Needs};
use crate::visit::Visit;

/// What a session may do now.
#[derive(Debug)]
pub enum Stands {
    /// There is none.
    None,
    /// It is over.
    Ended(EndReason),
    /// It is there.
    There(Box<There>),
}

/// A session that is there.
#[derive(Debug)]
pub struct There {
    /// What it may do.
    pub step: SessionStep,
    /// A newer proof that comes first, where one was asked for.
    pub needs: Option<Needs>,
    /// Who.
    pub person: Named,
    /// What was proved in it, and when.
    pub facts: SessionFacts,
    /// When the password was right.
    pub password_at: Timestamp,
    /// Until when this answer stands by itself; what somebody changes may end it before.
    pub stands_until: Timestamp,
}

impl There {
    fn of(person: &SignedInPerson, now: Timestamp, (needs, age): (Option<Needs>, Option<Lifetime>)) -> Self {
        let idle = [person.session.facts.terms.idle, person.standing.policy.idle.value].into_iter().flatten().min();
        let moments = [
            check_session::stands_until(&person.session.facts, &person.standing, now),
            idle.map_or(Timestamp::MAX, |idle| now.plus(idle)),
            age.map_or(Timestamp::MAX, |age| step_up::new_until(person, age)),
        ];
        Self {
            step: person.step.clone(),
            needs,
            person: Named::of(&person.standing),
            facts: person.session.facts,
            password_at: person.session.password_at,
            stands_until: moments.into_iter().min().unwrap_or(now),
        }
    }

    /// What may be claimed from it (RFC 8176).
    pub fn amr(&self) -> Vec<&'static str> {
        amr(self.facts.proof, self.password_at)
    }
}

/// Looks at a session. With `age` the newest proof may be that old at the most.
pub async fn look(ctx: &Ctx, visit: &Visit, token: &str, age: Option<Lifetime>) -> Result<Stands, Error> {
    let now = ctx.now();
    Ok(match check_session::load_at(ctx, visit, token, now).await? {
        Checked::None => Stands::None,
        Checked::Ended(reason) => Stands::Ended(reason),
        Checked::SignedIn(person) => {
            let needs =
                age.and_then(|age| step_up::needs_newer(ctx, &person, step_up::Newer { age: Some(age), since: None }));
            Stands::There(Box::new(There::of(&person, now, (needs, age))))
        }
    })
}

/// Address and browser that a session was begun from, as the platform told them; nothing where there is none. Whether it still
/// counts is decided by what is done with it.
pub async fn origin(ctx: &Ctx, visit: &Visit, token: &str) -> Result<Option<(String, String)>, Error> {
    let Some(hash) = visit.hash(token) else { return Ok(None) };
    let there = store::session::find(ctx.db(), visit.organisation.id, hash).await?;
    Ok(there.map(|there| (there.source, there.browser)))
}
