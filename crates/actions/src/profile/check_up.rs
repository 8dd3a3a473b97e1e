//! Whether a person's second factor still works: offered on the first page of whoever has not used it for a while, such as
//! in a browser that is remembered for long. The try itself is [`step_up::prove_factor`](crate::step_up::prove_factor).

use domain::assurance::ProofKind;
use domain::authenticator::AuthenticatorKind;
use domain::check_up::check_up;
use domain::id::UserId;
use domain::organisation::ModuleState;
use domain::time::Timestamp;

use crate::check_session::SignedInPerson;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Visit;

/// A check-up that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckUp {
    /// When the second factor was last used, or else added.
    pub proved_at: Timestamp,
    came_up_at: Timestamp,
}

impl CheckUp {
    /// By which it is put away: the next one is another.
    fn key(&self, user: UserId) -> ([u8; 16], String) {
        (user.bytes(), format!("check-up.{}", self.came_up_at.seconds()))
    }
}

/// The check-up that a signed-in person is offered at this moment, if any. None for whoever came in with a recovery code:
/// there is something else to put right.
pub async fn of_person(ctx: &Ctx, visit: &Visit, person: &SignedInPerson) -> Result<Option<CheckUp>, Error> {
    if visit.organisation.module != ModuleState::Active
        || person.session.facts.proof.is_some_and(|proof| proof.kind == ProofKind::RecoveryCode)
    {
        return Ok(None);
    }
    let facts = &person.standing.facts;
    // Paper does not break.
    if facts.person.enrolled.iter().all(|kind| *kind == AuthenticatorKind::CodeCard) {
        return Ok(None);
    }
    let proved = facts.authenticators.iter().map(|one| one.last_used_at.unwrap_or(one.added_at)).max();
    let open =
        proved.and_then(|proved_at| check_up(ctx.now(), proved_at).map(|came_up_at| CheckUp { proved_at, came_up_at }));
    let Some(open) = open else { return Ok(None) };
    let away = store::announcement::put_away(ctx.db(), visit.organisation.id, facts.id).await?;
    Ok((!away.contains(&open.key(facts.id))).then_some(open))
}

/// Puts the check-up away that is open: not now. Nothing where none is, or the session is over.
pub async fn put_away(ctx: &Ctx, visit: &Visit, token: &str) -> Result<(), Error> {
    let now = ctx.now();
    let Some(person) = super::open(ctx, visit, token, now).await? else { return Ok(()) };
    let Some(open) = of_person(ctx, visit, &person).await? else { return Ok(()) };
    let user = person.session.user;
    let input = (visit.organisation.id, user, open.key(user), now);
    ctx.write(input, |tx, (org, user, (source, part), now)| {
        Box::pin(async move { Ok(store::announcement::put(tx, *org, *user, (*source, part), *now).await?) })
    })
    .await
}
