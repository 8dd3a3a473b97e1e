//! Taking a hardware token into use oneself, at sign-in and in My profile: its serial number and two codes in a row show that it is
//! at hand. A token that one has already is put right by them.

use domain::assurance::{Proof, ProofKind};
use domain::audit::Actor;
use store::hardware_token;
use verifier::code::CodeFault;

use super::{TOKEN, authenticator, open_stocked, pair, synchronise, typed_pair};
use crate::ctx::Ctx;
use crate::enrol_app::{Confirmed, Not, Owner, Spending, enroller, finish, same_label};
use crate::error::Error;
use crate::open_session::DeviceCookie;
use crate::record::Scribe;
use crate::visit::Visit;

/// What the page shows that takes a token into use.
#[derive(Debug)]
pub struct View {
    /// Language, where the person states one.
    pub language: Option<String>,
}

/// What was typed: what stands on the back of the token, and two codes in a row.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// The serial number.
    pub serial: &'a str,
    /// A code.
    pub one: &'a str,
    /// The code that followed it.
    pub next: &'a str,
}

/// What became of a token.
#[derive(Debug)]
pub enum Taken {
    /// As with any authenticator: nobody enrols here now, or it is enrolled.
    Confirmed(Confirmed),
    /// No serial number was typed.
    NoSerial,
    /// Something typed is no code of this token: which of the two does not matter.
    Fault(CodeFault),
    /// There is no such token to be had, or the codes are not two of it in a row: one answer for all, so that nobody can try out
    /// which tokens there are.
    Wrong,
    /// It was theirs, and runs right again; its name.
    Synchronised(String),
}

/// Whether the organisation has tokens at all, so that pages offer them.
pub async fn any(ctx: &Ctx, visit: &Visit) -> Result<bool, Error> {
    Ok(hardware_token::any(ctx.db(), visit.organisation.id).await?)
}

/// What the page shows, for whoever may take a token into use now.
pub async fn view(
    ctx: &Ctx,
    visit: &Visit,
    (owner, device): (Owner<'_>, Option<&DeviceCookie>),
) -> Result<Result<View, Not>, Error> {
    let who = match enroller(ctx, visit, owner, device, ctx.now()).await? {
        Ok(who) => who,
        Err(not) => return Ok(Err(not)),
    };
    if matches!(owner, Owner::Half(_)) && !who.standing().policy.authenticators.value.allows(TOKEN) {
        return Ok(Err(Not::Elsewhere));
    }
    Ok(Ok(View { language: who.facts().language.clone() }))
}

/// Takes a token into use.
pub async fn confirm(
    ctx: &Ctx,
    visit: &Visit,
    (owner, device): (Owner<'_>, Option<&DeviceCookie>),
    typed: Typed<'_>,
) -> Result<Taken, Error> {
    let (now, org) = (ctx.now(), visit.organisation.id);
    let who = match enroller(ctx, visit, owner, device, now).await? {
        Ok(who) => who,
        Err(not) => return Ok(Taken::Confirmed(Confirmed::Not(not))),
    };
    if matches!(owner, Owner::Half(_)) && !who.standing().policy.authenticators.value.allows(TOKEN) {
        return Ok(Taken::Confirmed(Confirmed::Not(Not::Elsewhere)));
    }
    if typed.serial.trim().is_empty() {
        return Ok(Taken::NoSerial);
    }
    let Some(token) = hardware_token::of_serial(ctx.db(), org, typed.serial).await? else { return Ok(Taken::Wrong) };
    let seed = open_stocked(ctx, &token)?;
    let (one, next) = match typed_pair(&seed, (typed.one, typed.next)) {
        Ok(pair) => pair,
        // How long its codes are says that it is there.
        Err(CodeFault::TooShort | CodeFault::TooLong) => return Ok(Taken::Wrong),
        Err(fault) => return Ok(Taken::Fault(fault)),
    };
    let Some(at) = pair(&seed, (&token.stand, token.last_step), (&one, &next), now) else { return Ok(Taken::Wrong) };
    let user = who.user();
    match &token.holder {
        Some(holder) if holder.user == user => {
            let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
            let input = (scribe, (user, token.stand.id, token.serial.clone()), at);
            let written = ctx
                .write(input, |tx, (scribe, (user, id, serial), at)| {
                    Box::pin(async move { synchronise(tx, scribe, (*user, *id, serial), *at).await })
                })
                .await;
            return match written {
                Ok(()) => Ok(Taken::Synchronised(token.serial)),
                Err(Error::Conflict) => Ok(Taken::Wrong),
                Err(error) => Err(error),
            };
        }
        Some(_) => return Ok(Taken::Wrong),
        None if token.lost_at.is_some() => return Ok(Taken::Wrong),
        None => {}
    }
    let label = label(&token.serial);
    if who.facts().authenticators.iter().any(|other| same_label(&other.label, &label)) {
        return Ok(Taken::Confirmed(Confirmed::LabelTaken));
    }
    let new = authenticator(ctx, user, (&token, &seed), (label, at.0))?;
    let proof = Proof { kind: ProofKind::HardwareToken, at: now };
    let spending = Spending::Codes { drift: at.1 };
    match Box::pin(finish(ctx, visit, (who, proof), new, spending)).await? {
        // Somebody took it a moment ago.
        Confirmed::Not(Not::NothingPending) => Ok(Taken::Wrong),
        confirmed => Ok(Taken::Confirmed(confirmed)),
    }
}

/// The name that a token begins with: its number, as much of it as a name holds.
pub(crate) fn label(serial: &str) -> String {
    serial.chars().take(crate::enrol_app::LONGEST_LABEL).collect()
}
