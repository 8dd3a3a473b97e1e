//! A bare check of a second factor, for a platform that has checked the password itself: right and spent, or wrong and
//! charged, durable either way. The same code, count and register as at sign-in: no sister path.

use std::sync::Arc;

use domain::audit::Actor;
use domain::throttle::{Closed, Origin};
use domain::time::Timestamp;
use store::Tx;
use store::factor::{self, ThrottleKey};
use verifier::code::{CodeFault, normalise_totp};
use zeroize::Zeroizing;

use crate::check_code::{self, Look};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Visit;

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Right, and spent.
    Right,
    /// Wrong, used before, or of someone who has no second factor: one answer for all.
    Wrong,
    /// Not looked at before this moment.
    Wait(Timestamp),
    /// Not looked at: closed until the person or the helpdesk acts.
    Closed,
}

const PATIENCE: usize = 8;

/// Checks a code of the person with this user name or e-mail address. Blocked people, and all of an organisation that is closed,
/// have none that is right.
pub async fn verify(ctx: &Ctx, visit: &Visit, name: &str, code: &str) -> Result<Verified, Error> {
    let question = Question {
        ctx: ctx.clone(),
        visit: visit.clone(),
        now: ctx.now(),
        name: name.to_owned(),
        code: normalise_totp(code),
    };
    if visit.organisation.closed || matches!(question.code, Err(CodeFault::Empty)) {
        return Ok(Verified::Wrong);
    }
    let question = Arc::new(question);
    for _ in 0..PATIENCE {
        let answered = ctx
            .write_together(question.clone(), |tx, question| Box::pin(async move { question.answer(tx).await }))
            .await;
        match answered {
            // Spent or charged elsewhere since it was read.
            Err(Error::Conflict) => {}
            answered => return answered,
        }
    }
    Err(Error::Busy("many tries at the same moment".into()))
}

struct Question {
    ctx: Ctx,
    visit: Visit,
    now: Timestamp,
    name: String,
    code: Result<Zeroizing<String>, CodeFault>,
}

impl Question {
    /// Reads, judges and writes in one transaction: one wait for the writer, and nothing can change in between.
    async fn answer(&self, tx: &mut Tx) -> Result<Verified, Error> {
        let (org, origin) = (self.visit.organisation.id, Origin::UnknownDevice);
        let kind = check_code::APP.word();
        let Some(factor) = factor::of_name_in(tx, org, &self.name, kind).await? else { return Ok(Verified::Wrong) };
        let scribe = Scribe::of_visit(&self.ctx, &self.visit, self.now, Actor::User(factor.user));
        let digits = self.code.as_ref().ok().map(|code| code.as_str());
        let charged = match check_code::look(&self.ctx, &factor, digits, self.now, origin)? {
            Look::Right(right) => return right.spend(tx, &scribe).await.map(|()| Verified::Right),
            Look::Replayed(replayed) => return replayed.note(tx, &scribe).await.map(|()| Verified::Wrong),
            Look::NoSecret => return Ok(Verified::Wrong),
            Look::Closed(closed) => Err(closed),
            Look::Wrong => {
                let key = ThrottleKey { org, user: factor.user, factor: kind };
                check_code::charge_in(tx, &scribe, key, factor.throttle, origin).await?
            }
        };
        Ok(match charged {
            Ok(_) => Verified::Wrong,
            Err(Closed::Wait(until)) => Verified::Wait(until),
            Err(Closed::Disabled | Closed::UnknownDevices) => Verified::Closed,
        })
    }
}
