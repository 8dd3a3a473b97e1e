//! A code of an authenticator app, looked at and then either accepted or charged, each in one durable transaction.
//! No answer leaves before it: no guess is ever told without having been charged (docs/decisions/0005).

use domain::audit::AuditEvent;
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::throttle::{Closed, DISABLING_FAILURES, FREE_FAILURES, FactorThrottle, Origin};
use domain::time::Timestamp;
use store::Tx;
use store::factor::{self, Factor, ThrottleKey};
use verifier::{Place, totp};

use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::letter::Content;
use crate::record::Scribe;

/// How often a change is tried again when others charge the same row at the same moment.
const PATIENCE: usize = 64;

/// What a try turned out to be, before anything is written.
pub(crate) enum Look {
    /// It is not looked at.
    Closed(Closed),
    /// The person has no secret of this kind.
    NoSecret,
    /// The code was accepted before.
    Replayed(ReplayedCode),
    /// It is none of the codes of now.
    Wrong,
    /// It is; [`RightCode::spend`] makes it count.
    Right(RightCode),
}

/// A right code that has not been spent.
#[derive(Clone)]
pub(crate) struct RightCode {
    user: UserId,
    throttle: FactorThrottle,
    authenticator: AuthenticatorId,
    step: i64,
}

/// A code that was accepted before, or is of an older step than one that was.
#[derive(Clone, Copy)]
pub(crate) struct ReplayedCode {
    user: UserId,
    authenticator: AuthenticatorId,
    step: i64,
}

impl ReplayedCode {
    /// Keeps that somebody may have been first, once for each step: it can be sent as often as anyone likes.
    pub(crate) async fn note(&self, tx: &mut Tx, scribe: &Scribe) -> Result<(), Error> {
        let key = ThrottleKey { org: scribe.organisation.id, user: self.user, factor: APP.word() };
        if factor::note_replay(tx, key, self.authenticator, self.step).await? {
            scribe.note(tx, Some(self.user), AuditEvent::FactorReplayed { factor: APP.word().to_owned() })?;
        }
        Ok(())
    }
}

pub(crate) const APP: AuthenticatorKind = AuthenticatorKind::App;

/// Whose authenticator a secret is: a row that is moved to another person opens nothing there.
pub(crate) fn secret_row(user: UserId, id: AuthenticatorId) -> [u8; 32] {
    let mut row = [0; 32];
    let (left, right) = row.split_at_mut(16);
    left.copy_from_slice(&user.bytes());
    right.copy_from_slice(&id.bytes());
    row
}

/// Where the secret of an authenticator is sealed to. The same while it is pending and after: confirming it copies it.
pub(crate) fn secret_place(row: &[u8; 32]) -> Place<'_> {
    Place { table: "authenticators", column: "sealed_secret", row }
}

/// The apps of a person, in one reading.
pub(crate) async fn load(ctx: &Ctx, scribe: &Scribe, user: UserId) -> Result<Factor, Error> {
    Ok(factor::of_user(ctx.db(), scribe.organisation.id, user, APP.word()).await?)
}

/// Looks at a code of six digits. `None` stands for something that is no code at all, and is wrong.
pub(crate) fn look(
    ctx: &Ctx,
    factor: &Factor,
    digits: Option<&str>,
    now: Timestamp,
    origin: Origin,
) -> Result<Look, Error> {
    let Factor { user, ref secrets, throttle } = *factor;
    if let Err(closed) = throttle.check(now, origin) {
        return Ok(Look::Closed(closed));
    }
    if secrets.is_empty() {
        return Ok(Look::NoSecret);
    }
    let Some(digits) = digits else { return Ok(Look::Wrong) };
    let mut found = None;
    for sealed in secrets {
        let bytes = ctx.verifier().open(secret_place(&secret_row(user, sealed.id)), &sealed.sealed)?;
        let secret = totp::Secret::from_bytes(&bytes).ok_or_else(|| broken("a stored secret has a wrong length"))?;
        if let Some(step) = totp::check(&secret, digits, now.seconds(), ctx.window()) {
            found = Some((sealed, step));
        }
    }
    Ok(match found {
        None => Look::Wrong,
        Some((sealed, step)) if step <= sealed.last_step => {
            Look::Replayed(ReplayedCode { user, authenticator: sealed.id, step })
        }
        Some((sealed, step)) => Look::Right(RightCode { user, throttle, authenticator: sealed.id, step }),
    })
}

impl RightCode {
    /// Makes the code count, in the caller's transaction. `Conflict` where it was spent, or others were charged, since
    /// it was looked at: then nothing is written and it must be looked at again.
    pub(crate) async fn spend(&self, tx: &mut Tx, scribe: &Scribe) -> Result<(), Error> {
        let key = ThrottleKey { org: scribe.organisation.id, user: self.user, factor: APP.word() };
        let spent = (self.authenticator, self.step);
        let (statement, params) = factor::spend_step(key, &self.throttle, spent, scribe.now);
        if !tx.claim(statement, params).await? {
            return Err(Error::Conflict);
        }
        if self.throttle.failures > 0 {
            // Guarded once more: on a server others may be charged between the two statements.
            let (statement, params) = factor::replace_throttle(key, &self.throttle, &self.throttle.succeeded());
            if tx.execute(statement, &params).await? == 0 {
                return Err(Error::Conflict);
            }
        }
        scribe.note(tx, Some(self.user), AuditEvent::FactorAccepted { factor: APP.word().to_owned() })
    }
}

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
