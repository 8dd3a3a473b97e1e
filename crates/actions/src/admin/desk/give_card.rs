//! A code card for a person at the desk: made and printed there, and worth nothing until the person types its first code. Whoever
//! makes it checks who that is, and the audit log keeps how.

use domain::audit::AuditEvent;
use domain::authenticator::AuthenticatorKind;
use domain::permission::Act;
use store::factor::ThrottleKey;
use store::waiting_card;

use super::exempt::clean_reason;
use super::{Acted, Admin, Target, acted, permit};
use crate::code_card::CARD;
use crate::code_card::make::{Printed, new_card, printed};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::person::Standing;
use crate::visit::Visit;

/// What became of a card that may be made.
#[derive(Debug)]
pub enum GivenCard {
    /// How it was checked who the person is was not said.
    NoReason,
    /// The rules take no code card of this person.
    NotAllowed,
    /// Here is what stands on it, for this one time.
    Printed(Printed),
}

/// Makes a card; an earlier one of the desk that waits is worth nothing from now on. What the person has stays as it is.
pub async fn give_card(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    at: Target,
    reason: &str,
) -> Result<Acted<GivenCard>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::Pass).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let Some(standing) = Standing::load(ctx, &visit.organisation, at.user, now).await? else {
        return Ok(Acted::NotFound);
    };
    let Some(reason) = clean_reason(reason) else { return Ok(Acted::Done(GivenCard::NoReason)) };
    if !standing.policy.authenticators.value.allows(AuthenticatorKind::CodeCard) {
        return Ok(Acted::Done(GivenCard::NotAllowed));
    }
    let card = new_card(ctx, at.user, now, (true, Vec::new()))?;
    let paper = printed(ctx, at.user, &card, standing.facts.language)?;
    let made = AuditEvent::CodeCardMade { reason: Some(reason), view: Some(permitted.view.name.clone()) };
    let input = (admin.scribe(ctx, visit, now), permitted.clone(), card, (made, admin.name().to_owned()));
    let written = ctx
        .write(input, |tx, (scribe, permitted, card, (made, by))| {
            Box::pin(async move {
                let (org, user) = (scribe.organisation.id, permitted.user.id);
                if let Err(refusal) = permitted.still(tx, org).await? {
                    return Ok(Err(refusal));
                }
                waiting_card::save(tx, org, user, card).await?;
                // What failed with an earlier card does not count against this one, unless one counts already.
                let counts = store::factor::card_counts_in(tx, org, user).await?;
                if !counts {
                    store::factor::forget_throttle(tx, ThrottleKey { org, user, factor: CARD }).await?;
                }
                scribe.note(tx, Some(user), made.clone())?;
                scribe.tell(tx, user, Content::CardMade { by: by.clone() }).await?;
                Ok(Ok(()))
            })
        })
        .await;
    let written = written.map(|ruled| ruled.map(|()| GivenCard::Printed(paper)));
    acted(ctx, visit, (admin, now), &permitted, written).await
}
