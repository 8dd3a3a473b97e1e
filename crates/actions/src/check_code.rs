//! A code of an authenticator app, hardware token or code card, looked at and then either accepted or charged, each in one durable transaction.
//! No answer leaves before it: no guess is ever told without having been charged (docs/decisions/0005).

mod charge;

use domain::audit::AuditEvent;
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::throttle::{Closed, FactorThrottle, Origin};
use domain::time::Timestamp;
use store::Tx;
use store::factor::{self, Factor, SealedSecret, ThrottleKey};
use store::hardware_token::{self, Stand};
use verifier::code::{CodeFault, normalise_digits, normalise_totp};
use verifier::hardware_token::Seed;
use verifier::totp::{self, Digits};
use verifier::{Place, code_card};
use zeroize::Zeroizing;

use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::hardware_token::{Falls, place};
use crate::letter::Content;
use crate::record::Scribe;

pub(crate) use self::charge::{Charged, Try, charge, charge_first, charge_in, refund, succeed, tell_failure};

/// What a try turned out to be, before anything is written.
pub(crate) enum Look {
    /// It is not looked at.
    Closed(Closed),
    /// The person has no secret of this kind.
    NoSecret,
    /// The code was accepted before.
    Replayed(ReplayedCode),
    /// It is none of the codes of now. It may be one of a token that has run off.
    Wrong(Option<FarCode>),
    /// It is; [`RightCode::spend`] makes it count.
    Right(RightCode),
}

/// A right code that has not been spent.
#[derive(Clone)]
pub(crate) struct RightCode {
    user: UserId,
    throttle: FactorThrottle,
    /// For which kind failures are counted.
    counted: AuthenticatorKind,
    /// What it is a code of.
    pub(crate) kind: AuthenticatorKind,
    authenticator: AuthenticatorId,
    step: i64,
    /// By how much the clock of a token is ahead.
    drift: i64,
}

/// A code of a token from too far off to count: the next one after it proves where the token is.
#[derive(Clone, Copy)]
pub(crate) struct FarCode {
    token: AuthenticatorId,
    step: i64,
}

impl FarCode {
    /// Keeps where it falls, for the next one.
    pub(crate) async fn note(&self, tx: &mut Tx, scribe: &Scribe) -> Result<(), Error> {
        Ok(hardware_token::saw(tx, scribe.organisation.id, self.token, (self.step, scribe.now)).await?)
    }
}

/// A code that was accepted before, or is of an older step than one that was.
#[derive(Clone, Copy)]
pub(crate) struct ReplayedCode {
    user: UserId,
    kind: AuthenticatorKind,
    authenticator: AuthenticatorId,
    step: i64,
}

impl ReplayedCode {
    /// Keeps that somebody may have been first, once for each step: it can be sent as often as anyone likes.
    pub(crate) async fn note(&self, tx: &mut Tx, scribe: &Scribe) -> Result<(), Error> {
        let factor = self.kind.word();
        let key = ThrottleKey { org: scribe.organisation.id, user: self.user, factor };
        if factor::note_replay(tx, key, self.authenticator, self.step).await? {
            scribe.note(tx, Some(self.user), AuditEvent::FactorReplayed { factor: factor.to_owned() })?;
        }
        Ok(())
    }
}

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

/// What codes of a person are looked for: those of apps and hardware tokens together, which go into one field, or those of the
/// code card, which is asked for by number.
pub(crate) const APP: AuthenticatorKind = AuthenticatorKind::App;

/// What makes codes for a person: apps and hardware tokens, or the code card.
pub(crate) struct Codes {
    pub(crate) factor: Factor,
    stands: Vec<Stand>,
}

impl Codes {
    /// With where the tokens among them stand; most people have none.
    fn has_tokens(factor: &Factor) -> bool {
        factor.secrets.iter().any(|secret| secret.kind == AuthenticatorKind::HardwareToken)
    }

    /// Of a person: the code card where that is asked for, else all that shows codes.
    pub(crate) async fn load(
        ctx: &Ctx,
        org: OrganisationId,
        user: UserId,
        kind: AuthenticatorKind,
    ) -> Result<Self, Error> {
        if kind == AuthenticatorKind::CodeCard {
            return Ok(Self { factor: factor::card_of_user(ctx.db(), org, user).await?, stands: Vec::new() });
        }
        let factor = factor::of_user(ctx.db(), org, user).await?;
        let stands =
            if Self::has_tokens(&factor) { hardware_token::stands(ctx.db(), org, user).await? } else { Vec::new() };
        Ok(Self { factor, stands })
    }

    /// Of whoever has this name, in a transaction; nothing where nobody has.
    pub(crate) async fn of_name_in(tx: &mut Tx, org: OrganisationId, name: &str) -> Result<Option<Self>, Error> {
        let Some(factor) = factor::of_name_in(tx, org, name).await? else { return Ok(None) };
        let stands =
            if Self::has_tokens(&factor) { hardware_token::stands_in(tx, org, factor.user).await? } else { Vec::new() };
        Ok(Some(Self { factor, stands }))
    }

    /// Whether a code has six digits for this person, and whether one has eight.
    pub(crate) fn lengths(&self) -> (bool, bool) {
        let long = |secret: &&SealedSecret| self.stand(secret.id).is_some_and(|stand| stand.digits == LONG);
        let eight = self.factor.secrets.iter().filter(long).count();
        (eight < self.factor.secrets.len() || eight == 0, eight > 0)
    }

    fn stand(&self, id: AuthenticatorId) -> Option<&Stand> {
        self.stands.iter().find(|stand| stand.id == id)
    }

    /// The digits of a code as typed: as many as a code of the person has.
    pub(crate) fn normalise(&self, typed: &str) -> Result<Zeroizing<String>, CodeFault> {
        match (self.lengths(), normalise_totp(typed)) {
            ((_, false), read) | ((true, true), read @ Ok(_)) => read,
            ((_, true), _) => normalise_digits(typed, Digits::Eight.count()),
        }
    }
}

/// Digits of the codes of some tokens.
const LONG: i64 = 8;

/// Looks at a code. `None` stands for something that is no code at all, and is wrong.
pub(crate) fn look(
    ctx: &Ctx,
    codes: &Codes,
    digits: Option<&str>,
    now: Timestamp,
    origin: Origin,
) -> Result<Look, Error> {
    let Factor { user, ref secrets, counted, throttle } = codes.factor;
    if let Err(closed) = throttle.check(now, origin) {
        return Ok(Look::Closed(closed));
    }
    if secrets.is_empty() {
        return Ok(Look::NoSecret);
    }
    let Some(digits) = digits else { return Ok(Look::Wrong(None)) };
    let (mut found, mut far) = (None, None);
    for sealed in secrets {
        let bytes = ctx.verifier().open(secret_place(&secret_row(user, sealed.id)), &sealed.sealed)?;
        match falls(ctx, codes, (sealed, &bytes), digits, now)? {
            Falls::On { step, drift } => found = Some((sealed, step, drift)),
            Falls::Far(step) => far = Some(FarCode { token: sealed.id, step }),
            Falls::Nowhere => {}
        }
    }
    Ok(match found {
        None => Look::Wrong(far),
        Some((sealed, step, _)) if step <= sealed.last_step => {
            Look::Replayed(ReplayedCode { user, kind: sealed.kind, authenticator: sealed.id, step })
        }
        Some((sealed, step, drift)) => {
            Look::Right(RightCode { user, throttle, counted, kind: sealed.kind, authenticator: sealed.id, step, drift })
        }
    })
}

/// Where a code falls among those of one secret.
fn falls(
    ctx: &Ctx,
    codes: &Codes,
    (sealed, bytes): (&SealedSecret, &[u8]),
    digits: &str,
    now: Timestamp,
) -> Result<Falls, Error> {
    if sealed.kind == AuthenticatorKind::HardwareToken {
        let seed = Seed::from_bytes(bytes).ok_or_else(|| broken("the key of a hardware token cannot be read"))?;
        let stand = codes.stand(sealed.id).ok_or_else(|| broken("a hardware token is not in the stock"))?;
        return Ok(place(&seed, (stand, sealed.last_step), digits, (now, ctx.window().reach())));
    }
    let secret = totp::Secret::from_bytes(bytes).ok_or_else(|| broken("a stored secret has a wrong length"))?;
    let step = if sealed.kind == AuthenticatorKind::CodeCard {
        number_of(&secret, sealed.last_step, digits)
    } else {
        totp::check(&secret, digits, now.seconds(), ctx.window())
    };
    Ok(step.map_or(Falls::Nowhere, |step| Falls::On { step, drift: 0 }))
}

/// Which number of a card this is. It is asked for its next one alone; the one before is told apart, since a button can be pressed
/// twice.
fn number_of(secret: &totp::Secret, last: i64, digits: &str) -> Option<i64> {
    let is_code = |number: i64| u32::try_from(number).is_ok_and(|number| code_card::check(secret, number, digits));
    let (next, before) = (is_code(last.saturating_add(1)), is_code(last));
    if next { Some(last.saturating_add(1)) } else { before.then_some(last) }
}

impl RightCode {
    /// Makes the code count, in the caller's transaction. `Conflict` where it was spent, or others were charged, since
    /// it was looked at: then nothing is written and it must be looked at again.
    pub(crate) async fn spend(&self, tx: &mut Tx, scribe: &Scribe) -> Result<(), Error> {
        let org = scribe.organisation.id;
        let key = ThrottleKey { org, user: self.user, factor: self.counted.word() };
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
        if self.kind == AuthenticatorKind::HardwareToken {
            // The stock knows it too, so that no code counts again for whoever has the token next.
            hardware_token::used(tx, org, self.authenticator, (self.step, self.drift)).await?;
        }
        scribe.note(tx, Some(self.user), AuditEvent::FactorAccepted { factor: self.kind.word().to_owned() })?;
        match crate::code_card::runs_out(self.step).filter(|_| self.kind == AuthenticatorKind::CodeCard) {
            Some(left) => scribe.tell(tx, self.user, Content::CardRunsOut { left }).await,
            None => Ok(()),
        }
    }
}
