//! Hardware tokens: where a code of one falls, and putting right one that has run off. What is here is the same for a check of a
//! code and for two codes that show whoever has the token.
//!
//! [`enrol`] takes one into use at sign-in and in My profile, `admin::desk::give_token` at the desk, `admin::hardware_tokens` keeps
//! the stock.

pub mod enrol;

use domain::audit::AuditEvent;
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::time::{Lifetime, Timestamp};
use store::Tx;
use store::authenticator::NewAuthenticator;
use store::hardware_token::{self, HardwareToken, PLACE};
pub use store::hardware_token::{Counts, Holder, Stand, Which};
use verifier::Place;
use verifier::code::{CodeFault, normalise_digits};
pub use verifier::hardware_token::Moving;
use verifier::hardware_token::Seed;
use verifier::totp::Digits;
pub use verifier::totp::Period;
use zeroize::Zeroizing;

use crate::check_code::{secret_place, secret_row};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::record::Scribe;

/// The word of the kind, in the audit log and for failures.
pub(crate) const TOKEN: AuthenticatorKind = AuthenticatorKind::HardwareToken;

/// How often a button may have been pressed for nothing (RFC 4226 section 7.2: as few as people can live with).
const AHEAD: i64 = 5;
/// How far off a code is still known, so that the next one may prove the token right (RFC 4226 section 7.4).
const FAR_AHEAD: i64 = 100;
/// The same of a clock, in steps either side.
const FAR: i64 = 20;
/// How long a code from far off waits for its next.
const NEXT_WITHIN: Lifetime = Lifetime::minutes(10);
/// How far two codes in a row may be from where a token ought to be.
const PAIR_AHEAD: i64 = 1_000;
/// The same of a clock: a token that lay in a drawer for years is off by minutes, not by more than two hours.
const PAIR_FAR_SECONDS: i64 = 7_200;

/// Where a key lies in stock.
pub(crate) fn stock_place(id: &[u8; 16]) -> Place<'_> {
    Place { table: PLACE.0, column: PLACE.1, row: id }
}

/// The key of a token in stock, or of one that somebody has: it stays sealed there.
pub(crate) fn open_stocked(ctx: &Ctx, token: &HardwareToken) -> Result<Seed, Error> {
    let bytes = ctx.verifier().open(stock_place(&token.stand.id.bytes()), &token.sealed)?;
    Seed::from_bytes(&bytes).ok_or_else(|| broken("the key of a hardware token cannot be read"))
}

/// Where a code falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Falls {
    /// Nowhere near.
    Nowhere,
    /// On this step, with the clock ahead by so many; it may have been used before.
    On { step: i64, drift: i64 },
    /// On this step, which is too far off to count.
    Far(i64),
}

/// Where a code of a token falls, seen from where it stands. `reach` is how many steps either side count for an app.
pub(crate) fn place(seed: &Seed, (stand, last): (&Stand, i64), digits: &str, (now, reach): (Timestamp, i64)) -> Falls {
    let present = seed.moving.step_at(now.seconds());
    let on = |step: i64| Falls::On { step, drift: present.map_or(0, |present| step.saturating_sub(present)) };
    if let Some((seen, at)) = stand.seen
        && now < at.plus(NEXT_WITHIN)
        && at <= now
    {
        // Somebody waits for a clock to show another code, and may press a button twice.
        let after = seen.saturating_add(1);
        let within = if present.is_some() { 3 } else { 1 };
        if let Some(step) = seed.find(digits, after..=after.saturating_add(within)) {
            return on(step);
        }
    }
    let (near, far) = match present {
        Some(present) => {
            let at = present.saturating_add(stand.drift);
            (at.saturating_sub(reach)..=at.saturating_add(reach), at.saturating_sub(FAR)..=at.saturating_add(FAR))
        }
        // The last one that was used is looked at too, so that it is told from a wrong one.
        None => (last..=last.saturating_add(AHEAD), last.saturating_add(1)..=last.saturating_add(FAR_AHEAD)),
    };
    match (seed.find(digits, near), seed.find(digits, far)) {
        (Some(step), _) => on(step),
        (None, Some(step)) if step > last => Falls::Far(step),
        (None, _) => Falls::Nowhere,
    }
}

/// The second step of two codes in a row that come from a token, and by how much its clock is ahead. Only steps that were never
/// used count, whoever used them.
pub(crate) fn pair(
    seed: &Seed,
    (stand, last): (&Stand, i64),
    codes: (&str, &str),
    now: Timestamp,
) -> Option<(i64, i64)> {
    match seed.moving {
        Moving::Counter => {
            let first = last.saturating_add(1);
            seed.find_pair(codes, first..=first.saturating_add(PAIR_AHEAD)).map(|step| (step, 0))
        }
        Moving::Time(period) => {
            let present = now.seconds().div_euclid(period.seconds());
            let far = PAIR_FAR_SECONDS / period.seconds();
            let at = present.saturating_add(stand.drift);
            let from = at.saturating_sub(far).max(last.saturating_add(1));
            let step = seed.find_pair(codes, from..=at.saturating_add(far))?;
            Some((step, step.saturating_sub(present)))
        }
    }
}

/// Two codes as typed, each as long as the token's.
pub(crate) fn typed_pair(
    seed: &Seed,
    (one, next): (&str, &str),
) -> Result<(Zeroizing<String>, Zeroizing<String>), CodeFault> {
    let length = seed.digits.count();
    Ok((normalise_digits(one, length)?, normalise_digits(next, length)?))
}

/// The step up to which all count as used when a token comes in: its counter, or a while ago.
pub(crate) fn first_step(seed: &Seed, counter: i64) -> i64 {
    match seed.moving {
        Moving::Counter => counter.saturating_sub(1),
        Moving::Time(_) => 0,
    }
}

/// How many digits as a number.
pub(crate) fn digits(seed: &Seed) -> i64 {
    match seed.digits {
        Digits::Six => 6,
        Digits::Eight => 8,
    }
}

/// How long a code of a token stands, in seconds; nothing where a button makes it.
pub fn period(moving: Moving) -> Option<i64> {
    match moving {
        Moving::Time(period @ (Period::Seconds30 | Period::Seconds60)) => Some(period.seconds()),
        Moving::Counter => None,
    }
}

/// Takes a token out of the stock for whoever gets this authenticator, in the caller's transaction. `Conflict` where somebody has
/// it, it is lost or gone, or a later code of it was used.
pub(crate) async fn take(
    tx: &mut Tx,
    org: OrganisationId,
    (new, drift): (&NewAuthenticator, i64),
) -> Result<(), Error> {
    let there = hardware_token::lock(tx, org, new.id).await?;
    let free = there.is_some_and(|token| token.holder.is_none() && token.lost_at.is_none());
    if free && hardware_token::used(tx, org, new.id, (new.last_step, drift)).await? {
        Ok(())
    } else {
        Err(Error::Conflict)
    }
}

/// The authenticator of whoever gets a token that showed it stands at this step.
pub(crate) fn authenticator(
    ctx: &Ctx,
    user: UserId,
    (token, seed): (&HardwareToken, &Seed),
    (label, step): (String, i64),
) -> Result<NewAuthenticator, Error> {
    let id = token.stand.id;
    Ok(NewAuthenticator {
        id,
        kind: TOKEN,
        label,
        sealed_secret: ctx.verifier().seal(secret_place(&secret_row(user, id)), &seed.to_bytes())?,
        last_step: step,
    })
}

/// Moves a token that somebody has on to where two codes showed that it is, in the caller's transaction.
pub(crate) async fn synchronise(
    tx: &mut Tx,
    scribe: &Scribe,
    (user, id, serial): (UserId, AuthenticatorId, &str),
    at: (i64, i64),
) -> Result<(), Error> {
    let org = scribe.organisation.id;
    let moved = hardware_token::used(tx, org, id, at).await?;
    if !moved || !hardware_token::advance(tx, org, (user, id), at.0).await? {
        return Err(Error::Conflict);
    }
    scribe.note(tx, Some(user), AuditEvent::TokenSynchronised { serial: serial.to_owned() })
}

#[cfg(test)]
#[path = "hardware_token/tests.rs"]
mod tests;
