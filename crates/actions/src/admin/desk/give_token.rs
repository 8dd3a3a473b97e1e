//! A hardware token for a person at the desk: whoever gives it checks who that is, and types two codes of the token. The one that it
//! takes the place of goes back to the stock, or is noted as lost. A token that the person has already is put right.

use domain::audit::AuditEvent;
use domain::id::{AuthenticatorId, UserId};
use domain::permission::Act;
use store::Tx;
use store::factor::ThrottleKey;
use store::hardware_token;
use verifier::code::CodeFault;

use super::exempt::clean_reason;
use super::{Acted, Admin, Target, acted, permit};
use crate::admin::hardware_tokens::{Fate, take_back};
use crate::ctx::Ctx;
use crate::enrol_app::remove_former;
use crate::error::Error;
use crate::hardware_token::enrol::{Typed, label};
use crate::hardware_token::{TOKEN, authenticator, open_stocked, pair, synchronise, take, typed_pair};
use crate::letter::Content;
use crate::person::Standing;
use crate::record::Scribe;
use crate::visit::Visit;

/// A token as a form gives it.
#[derive(Clone, Copy, Debug)]
pub struct Giving<'a> {
    /// Its number and two of its codes.
    pub typed: Typed<'a>,
    /// How it was checked who the person is.
    pub reason: &'a str,
    /// The token of the person that it takes the place of, and what becomes of that.
    pub instead_of: Option<(AuthenticatorId, Fate)>,
}

/// What became of a token that may be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenToken {
    /// How it was checked who the person is was not said.
    NoReason,
    /// No serial number was typed.
    NoSerial,
    /// No token in the stock has this number.
    NoSuch,
    /// Somebody else has it.
    Held,
    /// It is lost.
    Lost,
    /// What was typed is no code of this token.
    Fault(CodeFault),
    /// The codes are not two of it in a row, or were used before.
    Wrong,
    /// The rules take no hardware token of this person.
    NotAllowed,
    /// The token that it would take the place of is not theirs any more.
    Changed,
    /// They had it, and it runs right again.
    Synchronised,
    /// They have it.
    Given,
}

/// Gives a token.
pub async fn give_token(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    at: Target,
    giving: Giving<'_>,
) -> Result<Acted<GivenToken>, Error> {
    let (now, org) = (ctx.now(), visit.organisation.id);
    let permitted = match permit(ctx, visit, (admin, now), at, Act::Pass).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let not = |given| Ok(Acted::Done(given));
    let Some(standing) = Standing::load(ctx, &visit.organisation, at.user, now).await? else {
        return Ok(Acted::NotFound);
    };
    let Some(reason) = clean_reason(giving.reason) else { return not(GivenToken::NoReason) };
    if giving.typed.serial.trim().is_empty() {
        return not(GivenToken::NoSerial);
    }
    let Some(token) = hardware_token::of_serial(ctx.db(), org, giving.typed.serial).await? else {
        return not(GivenToken::NoSuch);
    };
    let theirs = token.holder.as_ref().is_some_and(|holder| holder.user == at.user);
    if token.holder.is_some() && !theirs {
        return not(GivenToken::Held);
    }
    if token.lost_at.is_some() {
        return not(GivenToken::Lost);
    }
    if !standing.policy.authenticators.value.allows(TOKEN) {
        return not(GivenToken::NotAllowed);
    }
    let of_theirs = |id| standing.facts.authenticators.iter().any(|one| one.id == id && one.kind == TOKEN);
    if giving.instead_of.is_some_and(|(id, _)| !of_theirs(id) || id == token.stand.id) {
        return not(GivenToken::Changed);
    }
    let seed = open_stocked(ctx, &token)?;
    let (one, next) = match typed_pair(&seed, (giving.typed.one, giving.typed.next)) {
        Ok(pair) => pair,
        Err(fault) => return not(GivenToken::Fault(fault)),
    };
    let Some(stands) = pair(&seed, (&token.stand, token.last_step), (&one, &next), now) else {
        return not(GivenToken::Wrong);
    };
    let new = authenticator(ctx, at.user, (&token, &seed), (label(&token.serial), stands.0))?;
    let writing = Writing {
        given: AuditEvent::TokenGiven { serial: token.serial.clone(), reason, view: permitted.view.name.clone() },
        user: at.user,
        new,
        stands,
        serial: token.serial,
        theirs,
        instead_of: giving.instead_of,
    };
    let input = (admin.scribe(ctx, visit, now), permitted.clone(), writing);
    let written = ctx
        .write_and_refresh(org, input, |tx, (scribe, permitted, writing)| {
            Box::pin(async move {
                if let Err(refusal) = permitted.still(tx, scribe.organisation.id).await? {
                    return Ok(Err(refusal));
                }
                writing.write(tx, scribe).await.map(Ok)
            })
        })
        .await;
    acted(ctx, visit, (admin, now), &permitted, written).await
}

#[derive(Clone)]
struct Writing {
    given: AuditEvent,
    user: UserId,
    new: store::authenticator::NewAuthenticator,
    stands: (i64, i64),
    serial: String,
    theirs: bool,
    instead_of: Option<(AuthenticatorId, Fate)>,
}

impl Writing {
    async fn write(&self, tx: &mut Tx, scribe: &Scribe) -> Result<GivenToken, Error> {
        let (org, user) = (scribe.organisation.id, self.user);
        if self.theirs {
            synchronise(tx, scribe, (user, self.new.id, &self.serial), self.stands).await?;
            return Ok(GivenToken::Synchronised);
        }
        take(tx, org, (&self.new, self.stands.1)).await?;
        remove_former(tx, scribe, (user, TOKEN)).await?;
        store::authenticator::insert(tx, org, user, &self.new, scribe.now).await?;
        scribe.note(tx, Some(user), self.given.clone())?;
        if let Some((old, fate)) = self.instead_of {
            take_back(tx, scribe, old, fate).await?.ok_or(Error::Conflict)?;
        }
        store::factor::forget_throttle(tx, ThrottleKey { org, user, factor: TOKEN.word() }).await?;
        store::user::put_off(tx, org, user, None).await?;
        crate::admin::hardware_tokens::end_what_leaned(tx, scribe, user).await?;
        scribe.tell(tx, user, Content::AuthenticatorAdded { label: self.new.label.clone() }).await?;
        Ok(GivenToken::Given)
    }
}
