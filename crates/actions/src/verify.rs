//! A bare check of a second factor, for a platform that has checked the password itself: right and spent, or wrong and
//! charged, durable either way. The same code, count and register as at sign-in: no sister path.

use std::sync::Arc;

use domain::audit::Actor;
use domain::throttle::{Closed, Origin};
use domain::time::Timestamp;
use store::Tx;
use store::factor::ThrottleKey;
use verifier::code::{CodeFault, normalise_totp};
use zeroize::Zeroizing;

use crate::check_code::{self, Codes, Look};
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
        code: Zeroizing::new(code.to_owned()),
    };
    if visit.organisation.closed || matches!(normalise_totp(code), Err(CodeFault::Empty)) {
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
    code: Zeroizing<String>,
}

impl Question {
    /// Reads, judges and writes in one transaction: one wait for the writer, and nothing can change in between.
    async fn answer(&self, tx: &mut Tx) -> Result<Verified, Error> {
        let (org, origin) = (self.visit.organisation.id, Origin::UnknownDevice);
        let Some(codes) = Codes::of_name_in(tx, org, &self.name).await? else { return Ok(Verified::Wrong) };
        let factor = &codes.factor;
        let scribe = Scribe::of_visit(&self.ctx, &self.visit, self.now, Actor::User(factor.user));
        let digits = codes.normalise(&self.code).ok();
        let digits = digits.as_ref().map(|digits| digits.as_str());
        let charged = match check_code::look(&self.ctx, &codes, digits, self.now, origin)? {
            Look::Right(right) => return right.spend(tx, &scribe).await.map(|()| Verified::Right),
            Look::Replayed(replayed) => return replayed.note(tx, &scribe).await.map(|()| Verified::Wrong),
            Look::NoSecret => return Ok(Verified::Wrong),
            Look::Closed(closed) => Err(closed),
            Look::Wrong(far) => {
                if let Some(far) = far {
                    far.note(tx, &scribe).await?;
                }
                let key = ThrottleKey { org, user: factor.user, factor: factor.counted.word() };
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
