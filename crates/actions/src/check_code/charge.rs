//! What a wrong code costs: charged in a durable transaction, told to the person where that is due, and taken back where the try was
//! none.

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, UserId};
use domain::throttle::{Closed, DISABLING_FAILURES, FREE_FAILURES, FactorThrottle, Origin};
use domain::time::Timestamp;
use store::Tx;
use store::factor::{self, ThrottleKey};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;

/// How often a change is tried again when others charge the same row at the same moment.
const PATIENCE: usize = 64;

/// A failure that was charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Charged {
    /// Tries left before a wait begins.
    pub(crate) tries_left: u32,
    /// The wait that it cost.
    pub(crate) wait_until: Option<Timestamp>,
    /// As the row stands now, for a success that follows.
    pub(crate) throttle: FactorThrottle,
    /// Whether it is the first from an unknown device since the last success.
    pub(crate) is_news: bool,
    /// Whether it closed unknown devices.
    closes_unknown_devices: bool,
}

impl Charged {
    /// What this failure closed for good, where it did: then a wait is not what to tell.
    pub(crate) fn closed(&self, now: Timestamp, origin: Origin) -> Option<Closed> {
        self.throttle.check(now, origin).err().filter(|closed| !matches!(closed, Closed::Wait(_)))
    }
}

/// Charges one failure with a kind of factor, in a transaction of its own; `Err` inside where the try is not looked at.
///
/// Tells the person at the first failure from an unknown device, when a wait begins, and when unknown devices or all
/// devices are closed.
pub(crate) async fn charge(
    ctx: &Ctx,
    scribe: &Scribe,
    user: UserId,
    factor: &'static str,
    origin: Origin,
) -> Result<Result<Charged, Closed>, Error> {
    ctx.write((scribe.clone(), user, factor, origin), |tx, (scribe, user, factor, origin)| {
        Box::pin(async move {
            let key = ThrottleKey { org: scribe.organisation.id, user: *user, factor };
            let read = factor::throttle_in(tx, key.org, key.user, factor).await?;
            charge_in(tx, scribe, key, read, *origin).await
        })
    })
    .await
}

/// The same in the caller's transaction, where the throttle has been read.
pub(crate) async fn charge_in(
    tx: &mut Tx,
    scribe: &Scribe,
    key: ThrottleKey<'_>,
    read: FactorThrottle,
    origin: Origin,
) -> Result<Result<Charged, Closed>, Error> {
    let charged =
        charge_row(tx, key, read, |row| row.check(scribe.now, origin).map(|()| row.charged(scribe.now, origin)))
            .await?;
    if let Ok(charged) = &charged {
        tell(tx, scribe, key, charged).await?;
    }
    Ok(charged)
}

async fn charge_row(
    tx: &mut Tx,
    key: ThrottleKey<'_>,
    read: FactorThrottle,
    charge: impl Fn(&FactorThrottle) -> Result<FactorThrottle, Closed> + Send,
) -> Result<Result<Charged, Closed>, Error> {
    let mut old = read;
    for _ in 0..PATIENCE {
        let new = match charge(&old) {
            Ok(new) => new,
            Err(closed) => return Ok(Err(closed)),
        };
        let (statement, params) = factor::replace_throttle(key, &old, &new);
        if tx.execute(statement, &params).await? > 0 {
            let is_news = old.told_at.is_none() && new.told_at.is_some();
            return Ok(Ok(Charged {
                tries_left: new.tries_left(),
                wait_until: new.wait_until,
                throttle: new,
                is_news,
                closes_unknown_devices: new.closes_unknown_devices(&old),
            }));
        }
        old = factor::throttle_in(tx, key.org, key.user, key.factor).await?;
    }
    Err(Error::Busy("many tries at the same moment".into()))
}

/// Keeps a failure, and tells the person of it where that is due.
async fn tell(tx: &mut Tx, scribe: &Scribe, key: ThrottleKey<'_>, charged: &Charged) -> Result<(), Error> {
    let new = &charged.throttle;
    let (user, factor) = (key.user, key.factor.to_owned());
    scribe.note(tx, Some(user), AuditEvent::FactorFailed { factor: factor.clone(), failures: new.failures })?;
    if charged.closes_unknown_devices {
        scribe.note(tx, Some(user), AuditEvent::UnknownDevicesClosed { factor: factor.clone() })?;
    }
    // One message for one failure: what closed most.
    if new.failures == DISABLING_FAILURES {
        scribe.note(tx, Some(user), AuditEvent::FactorDisabled { factor: factor.clone() })?;
        scribe.tell(tx, user, Content::Disabled { factor }).await?;
    } else if charged.closes_unknown_devices {
        scribe.tell(tx, user, Content::UnknownDevicesClosed { factor }).await?;
    } else if let Some(until) = new.wait_until.filter(|_| new.failures == FREE_FAILURES) {
        scribe.tell(tx, user, Content::Locked { until }).await?;
    } else if charged.is_news {
        scribe.tell(tx, user, Content::WrongFactor).await?;
    }
    Ok(())
}

/// A try whose answer takes long to find, or is spent together with other things: charged before anyone looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Try {
    pub(crate) user: UserId,
    pub(crate) factor: &'static str,
    pub(crate) origin: Origin,
}

impl Try {
    fn key(&self, org: OrganisationId) -> ThrottleKey<'static> {
        ThrottleKey { org, user: self.user, factor: self.factor }
    }
}

/// Charges a try in a transaction of its own, before it is looked at. Nobody is told: it may turn out to be right.
pub(crate) async fn charge_first(ctx: &Ctx, scribe: &Scribe, what: Try) -> Result<Result<Charged, Closed>, Error> {
    ctx.write((scribe.clone(), what), |tx, (scribe, what)| {
        Box::pin(async move {
            let key = what.key(scribe.organisation.id);
            let read = factor::throttle_in(tx, key.org, key.user, key.factor).await?;
            charge_row(tx, key, read, |row| {
                row.check(scribe.now, what.origin).map(|()| row.charged_untold(scribe.now, what.origin))
            })
            .await
        })
    })
    .await
}

/// Keeps that a try which was charged first was wrong, and tells the person where that is due. Answers what it closed for
/// good, where it did.
pub(crate) async fn tell_failure(
    ctx: &Ctx,
    scribe: &Scribe,
    what: Try,
    charged: &Charged,
) -> Result<Option<Closed>, Error> {
    ctx.write((scribe.clone(), what, *charged), |tx, (scribe, what, charged)| {
        Box::pin(async move {
            let key = what.key(scribe.organisation.id);
            let is_news = what.origin == Origin::UnknownDevice && factor::tell(tx, key, scribe.now).await?;
            tell(tx, scribe, key, &Charged { is_news, ..*charged }).await
        })
    })
    .await?;
    Ok(charged.closed(scribe.now, what.origin))
}

/// Takes a charge back where nobody could look at the try, or it was right and yet could not count: neither is a guess.
pub(crate) async fn refund(ctx: &Ctx, org: OrganisationId, what: Try, charged: &Charged) -> Result<(), Error> {
    ctx.write((org, what, charged.throttle), |tx, (org, what, charged)| {
        Box::pin(async move {
            let key = what.key(*org);
            for _ in 0..PATIENCE {
                let old = factor::throttle_in(tx, key.org, key.user, key.factor).await?;
                let (statement, params) = factor::replace_throttle(key, &old, &old.refunded(charged, what.origin));
                if tx.execute(statement, &params).await? > 0 {
                    return Ok(());
                }
            }
            Err(Error::Busy("many tries at the same moment".into()))
        })
    })
    .await
}

/// Takes a charge back after a success, in the caller's transaction. `Conflict` where others were charged meanwhile:
/// they keep theirs, and this success does not count.
pub(crate) async fn succeed(tx: &mut Tx, scribe: &Scribe, what: Try, charged: &FactorThrottle) -> Result<(), Error> {
    let before = charged.refunded(charged, what.origin).succeeded();
    let (statement, params) = factor::replace_throttle(what.key(scribe.organisation.id), charged, &before);
    if tx.execute(statement, &params).await? == 0 {
        return Err(Error::Conflict);
    }
    Ok(())
}
