//! What a change tells: its audit events and its messages, written in the same transaction.

use std::sync::Arc;

use domain::audit::{Actor, AuditEvent};
use domain::id::{AuditId, OutboxId, PeopleSourceId, UserId};
use domain::time::{Lifetime, Timestamp};
use store::Tx;
use store::audit::{AuditRow, NewEvent};
use store::outbox::NewMessage;
use verifier::Place;
use verifier::audit::MAC_BYTES;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::{Content, Letter};
use crate::visit::{Organisation, Visit};

/// A notice is tried for this long; a code for as long as it lives.
const NOTICE_LIVES: Lifetime = Lifetime::days(3);

/// Writes what a change tells. Made before the transaction, moved into it.
#[derive(Clone)]
pub(crate) struct Scribe {
    ctx: Ctx,
    pub(crate) organisation: Arc<Organisation>,
    pub(crate) now: Timestamp,
    actor: Actor,
    source: Option<String>,
    browser: Option<String>,
}

impl Scribe {
    /// For a change that comes with a request.
    pub(crate) fn of_visit(ctx: &Ctx, visit: &Visit, now: Timestamp, actor: Actor) -> Self {
        Self {
            ctx: ctx.clone(),
            organisation: visit.organisation.clone(),
            now,
            actor,
            source: Some(visit.told_source()),
            browser: Some(visit.browser.clone()),
        }
    }

    /// For a change made at the command line of the server.
    pub(crate) fn of_command_line(ctx: &Ctx, organisation: &Arc<Organisation>, now: Timestamp) -> Self {
        Self {
            ctx: ctx.clone(),
            organisation: organisation.clone(),
            now,
            actor: Actor::CommandLine,
            source: None,
            browser: None,
        }
    }

    /// For work that a person started and that goes on without their browser.
    pub(crate) fn of_user(
        ctx: &Ctx,
        organisation: &Arc<Organisation>,
        now: Timestamp,
        (user, source): (UserId, Option<String>),
    ) -> Self {
        Self { actor: Actor::User(user), source, ..Self::of_command_line(ctx, organisation, now) }
    }

    /// For what runs by itself.
    pub(crate) fn of_system(ctx: &Ctx, organisation: &Arc<Organisation>, now: Timestamp) -> Self {
        Self { actor: Actor::System, ..Self::of_command_line(ctx, organisation, now) }
    }

    /// For an operator who acts on another organisation.
    pub(crate) fn of_operator(ctx: &Ctx, organisation: &Arc<Organisation>, now: Timestamp) -> Self {
        Self { actor: Actor::Operator, ..Self::of_command_line(ctx, organisation, now) }
    }

    /// For a system from which people come in, that asks from this address.
    pub(crate) fn of_people_source(
        ctx: &Ctx,
        organisation: &Arc<Organisation>,
        now: Timestamp,
        (id, source): (PeopleSourceId, Option<String>),
    ) -> Self {
        Self { actor: Actor::PeopleSource(id), source, ..Self::of_command_line(ctx, organisation, now) }
    }

    /// The person who acts, where it is one of this organisation.
    pub(crate) fn user(&self) -> Option<UserId> {
        match self.actor {
            Actor::User(user) => Some(user),
            _ => None,
        }
    }

    /// A new identifier for something that is written with the change.
    pub(crate) fn new_id(&self) -> [u8; 16] {
        self.ctx.new_id(self.now)
    }

    fn row(&self, subject: Option<UserId>, event: AuditEvent) -> AuditRow {
        AuditRow {
            id: AuditId::from_bytes(self.ctx.new_id(self.now)),
            at: self.now,
            actor: self.actor,
            subject,
            source: self.source.clone(),
            event,
        }
    }

    /// Keeps an event.
    pub(crate) fn note(&self, tx: &mut Tx, subject: Option<UserId>, event: AuditEvent) -> Result<(), Error> {
        let (event, mac) = self.kept(subject, event)?;
        self.ctx.noted(self.organisation.id);
        Ok(store::audit::write(tx, self.organisation.id, event, &mac)?)
    }

    fn kept(&self, subject: Option<UserId>, event: AuditEvent) -> Result<(NewEvent, [u8; MAC_BYTES]), Error> {
        let event = self.row(subject, event).kept()?;
        let mac = self.ctx.verifier().audit_mac(&event.encoded(self.organisation.id));
        Ok((event, mac))
    }

    /// Keeps many events.
    pub(crate) async fn note_many(&self, tx: &mut Tx, events: Vec<(Option<UserId>, AuditEvent)>) -> Result<(), Error> {
        let kept = events.into_iter().map(|(subject, event)| self.kept(subject, event));
        let kept = kept.collect::<Result<Vec<_>, Error>>()?;
        self.ctx.noted(self.organisation.id);
        Ok(store::audit::write_many(tx, self.organisation.id, kept).await?)
    }

    /// A letter to an address, sealed for the outbox. No try after `give_up_at`.
    pub(crate) fn message(
        &self,
        recipient: String,
        letter: &Letter,
        give_up_at: Timestamp,
    ) -> Result<NewMessage, Error> {
        let plain = serde_json::to_vec(letter).map_err(|error| Error::Broken(error.to_string()))?;
        let id = OutboxId::from_bytes(self.ctx.new_id(self.now));
        let sealed_content = self.ctx.verifier().seal(place(&id.bytes()), &plain)?;
        Ok(NewMessage { id, recipient, sealed_content, give_up_at })
    }

    /// Writes a message to all addresses of a person; a code to the main one alone.
    pub(crate) async fn tell(&self, tx: &mut Tx, user: UserId, content: Content) -> Result<(), Error> {
        self.tell_main(tx, user, content).await.map(drop)
    }

    /// The same; answers the message to the main address, none where there is no address.
    pub(crate) async fn tell_main(
        &self,
        tx: &mut Tx,
        user: UserId,
        content: Content,
    ) -> Result<Option<OutboxId>, Error> {
        let org = self.organisation.id;
        let Some(reader) = store::user::recipient_in(tx, org, user).await? else { return Ok(None) };
        let mut addresses = reader.addresses;
        let give_up_at = match &content {
            Content::EnrolmentCode { until, .. } => {
                addresses.truncate(1);
                *until
            }
            _ => self.now.plus(NOTICE_LIVES),
        };
        let letter = Letter {
            language: reader.language.unwrap_or_else(|| self.organisation.language.clone()),
            name: reader.display_name,
            at: self.now,
            browser: self.browser.clone(),
            source: self.source.clone(),
            content,
        };
        let mut first = None;
        for recipient in addresses {
            let message = self.message(recipient, &letter, give_up_at)?;
            first = first.or(Some(message.id));
            store::outbox::write(tx, org, &message, self.now)?;
        }
        self.ctx.writes_mail();
        Ok(first)
    }
}

/// Where the content of a message is sealed to.
pub(crate) fn place(id: &[u8]) -> Place<'_> {
    Place { table: "outbox", column: "sealed_content", row: id }
}
