//! My profile: what a person sees and changes about oneself. Every sensitive change asks a fresh proof first.

pub mod authenticators;
pub mod check_up;
pub mod devices;
pub mod password;
pub mod recovery_codes;
pub mod sessions;

use domain::time::Timestamp;

use crate::check_session::{self, SignedInPerson};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::step_up::{self, Needs};
use crate::visit::Visit;

/// What became of a change.
#[derive(Debug)]
pub enum Changed<T> {
    /// The session is over, or may do nothing before a second factor: back to where that is settled.
    NotOpen,
    /// A fresh proof comes first.
    Needs(Needs),
    /// There is no such thing, or it is not this person's.
    NotFound,
    /// Done.
    Done(T),
}

/// The person of a session that is open and whose proof is fresh.
pub(crate) async fn fresh<T>(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    now: Timestamp,
) -> Result<Result<SignedInPerson, Changed<T>>, Error> {
    Ok(match open(ctx, visit, token, now).await? {
        None => Err(Changed::NotOpen),
        Some(person) => match step_up::needs(&person, now) {
            Some(needs) => Err(Changed::Needs(needs)),
            None => Ok(person),
        },
    })
}

/// The person of a session that is open.
pub(crate) async fn open(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    now: Timestamp,
) -> Result<Option<SignedInPerson>, Error> {
    let person = check_session::load_at(ctx, visit, token, now).await?.signed_in();
    Ok(person.filter(|person| person.step == domain::policy::SessionStep::Open))
}
