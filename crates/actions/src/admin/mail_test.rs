//! A test message to oneself: it proves that mail goes out before a policy depends on it.

use domain::audit::{Actor, AuditEvent};
use domain::permission::{Freshness, Refusal, Right};
use domain::time::Lifetime;
pub use store::mail_test::MailTest;
use store::outbox::NewMessage;

use crate::admin::desk::{Acted, Admin, freshness, note_refused};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::{Content, Letter};
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// Tried for this long: whoever waits for it sits at the page.
const LIVES: Lifetime = Lifetime::minutes(10);
const SHOWN: i64 = 5;

/// What became of the wish for a test message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Whoever asked has no address.
    NoAddress,
    /// It is on its way to this address.
    Written(String),
}

/// The last test messages, newest first.
pub async fn last(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<MailTest>, Error> {
    Ok(store::mail_test::last(ctx.db(), organisation.id, SHOWN).await?)
}

/// Writes a test message to whoever asks for it.
pub async fn send(ctx: &Ctx, visit: &Visit, admin: &Admin) -> Result<Acted<Sent>, Error> {
    let now = ctx.now();
    if !admin.has(Right::SettingsEdit) && !admin.has(Right::PoliciesEdit) {
        note_refused(ctx, visit, admin, "test-mail", Refusal::NoRight.word()).await?;
        return Ok(Acted::Refused(Refusal::NoRight));
    }
    if let Some(not) = freshness(&admin.person, Freshness::Session, now) {
        return Ok(not);
    }
    let organisation = &visit.organisation;
    let facts = &admin.person.standing.facts;
    let letter = Letter {
        language: facts.language.clone().unwrap_or_else(|| organisation.language.clone()),
        name: facts.display_name.clone(),
        at: now,
        browser: Some(visit.browser.clone()),
        source: Some(visit.source.clone()),
        content: Content::MailTest,
    };
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(admin.party.user));
    let message = scribe.message(String::new(), &letter, now.plus(LIVES))?;
    let input = (ctx.clone(), scribe, (message, admin.party.user));
    let sent = ctx
        .write(input, |tx, (ctx, scribe, (message, user))| {
            Box::pin(async move {
                let (org, now) = (scribe.organisation.id, scribe.now);
                let reader = store::user::recipient_in(tx, org, *user).await?;
                let Some(recipient) = reader.and_then(|reader| reader.addresses.into_iter().next()) else {
                    return Ok(Sent::NoAddress);
                };
                let message = NewMessage { recipient: recipient.clone(), ..message.clone() };
                store::mail_test::write(tx, org, (message.id, &recipient), (now, Some(*user))).await?;
                store::outbox::write(tx, org, &message, now)?;
                scribe.note(tx, Some(*user), AuditEvent::MailTested)?;
                ctx.writes_mail();
                Ok(Sent::Written(recipient))
            })
        })
        .await?;
    Ok(Acted::Done(sent))
}
