//! The audit log told to connected systems. The log is the outbox: its rows are written with what they tell and sealed in
//! an order to which nothing is added but at its end. From the mark of a system on, what is of a kind that it is told becomes
//! an event to send, never more than so many at once: what has no room yet stays where it is. Neighbour: `audit_log`.

use std::collections::HashMap;
use std::sync::Arc;

use domain::id::{DeliveryId, SystemId};
use domain::time::Timestamp;
use serde_json::{Value, json};
use store::audit::{KeptEvent, Place, Sealed};
use store::hook::{NewDelivery, State};
use store::system::System;

use crate::audit_log::{Entry, Names, Who, details};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// So many events of the log wait for a system at the most; the others wait in the log.
pub const MOST_WAITING: i64 = 200;

/// Rows that are read at once.
const PAGE: i64 = 500;

/// In one round at most so many times.
const PAGES: usize = 20;

/// Passing over fewer rows than these is not written down: they are looked at once more in the next round.
const WORTH_A_WRITE: usize = 100;

/// Makes events of what was sealed since the last time, for each of these systems that is told of it. Those for which there
/// was no room for all come to `full`.
pub(super) async fn hand_on(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    systems: &[System],
    full: &mut Vec<(SystemId, String)>,
) -> Result<(), Error> {
    for system in systems.iter().filter(|system| system.is_told()) {
        let Some(mark) = system.log else { continue };
        let mut work = Work { ctx, organisation, system, mark, choice: None };
        if work.go().await? {
            full.push((system.id, system.name.clone()));
        }
    }
    Ok(())
}

/// What one system is told, and for how much there is room.
struct Choice {
    since: HashMap<String, Timestamp>,
    room: usize,
}

impl Choice {
    async fn read(ctx: &Ctx, organisation: &Organisation, system: SystemId) -> Result<Self, Error> {
        let kinds = store::hook_log::kinds(ctx.db(), organisation.id, system).await?;
        let waiting = store::hook::count(ctx.db(), organisation.id, (system, State::Waiting), MOST_WAITING).await?;
        // Filled up when half of it was told, not after each event.
        let room = if waiting > MOST_WAITING / 2 { 0 } else { usize::try_from(MOST_WAITING - waiting).unwrap_or(0) };
        Ok(Self { since: kinds.into_iter().map(|chosen| (chosen.kind, chosen.since)).collect(), room })
    }

    /// Whether an event is told: its kind was chosen, before it happened.
    fn has(&self, event: &KeptEvent) -> bool {
        self.since.get(&event.kind).is_some_and(|since| event.at > *since)
    }
}

struct Work<'w> {
    ctx: &'w Ctx,
    organisation: &'w Arc<Organisation>,
    system: &'w System,
    mark: Place,
    choice: Option<Choice>,
}

/// What becomes of a part of the log.
struct Part {
    told: Vec<KeptEvent>,
    /// The place of the last row that it holds; none for an empty one.
    end: Option<Place>,
    /// How many rows those are.
    rows: usize,
    /// Whether there was no room for what comes next.
    full: bool,
}

impl Part {
    fn of(sealed: Vec<Sealed>, choice: &Choice) -> Self {
        let mut part = Self { told: Vec::new(), end: None, rows: 0, full: false };
        for row in sealed {
            match row.event {
                Ok(event) if choice.has(&event) => {
                    if part.told.len() >= choice.room {
                        part.full = true;
                        break;
                    }
                    part.told.push(event);
                }
                Ok(_) => {}
                // Whoever changed it is found by the check of the log; the others are told nevertheless.
                Err(error) => tracing::error!(%error, "a row of the audit log cannot be read and is not sent"),
            }
            part.end = Some(row.place);
            part.rows += 1;
        }
        part
    }
}

impl Work<'_> {
    /// Hands on until the end of the log, or until there is no room: then it answers true.
    async fn go(&mut self) -> Result<bool, Error> {
        for _ in 0..PAGES {
            let sealed = store::audit::after(self.ctx.db(), self.organisation.id, self.mark, PAGE).await?;
            if sealed.is_empty() {
                return Ok(false);
            }
            let is_last = i64::try_from(sealed.len()).is_ok_and(|rows| rows < PAGE);
            let choice = match self.choice.take() {
                Some(choice) => choice,
                None => Choice::read(self.ctx, self.organisation, self.system.id).await?,
            };
            let part = Part::of(sealed, &choice);
            let (told, full) = (part.told.len(), part.full);
            self.choice = Some(Choice { room: choice.room.saturating_sub(told), ..choice });
            let Some(end) = part.end else { return Ok(full) };
            let nothing = told == 0 && part.rows < WORTH_A_WRITE;
            if !nothing && !self.write(part.told, end).await? {
                // Another server did it, or the system was changed: the next round reads anew.
                return Ok(false);
            }
            if full || is_last {
                return Ok(full);
            }
        }
        Ok(false)
    }

    /// Writes the events and moves the mark; false where it was not there any more.
    async fn write(&mut self, told: Vec<KeptEvent>, end: Place) -> Result<bool, Error> {
        let (ctx, now) = (self.ctx, self.ctx.now());
        let mut names = Names::default();
        names.learn(ctx, self.organisation, &told).await?;
        let made = |kept: KeptEvent| {
            let entry = names.entry(kept);
            let (kind, body) = event(self.organisation, &entry);
            NewDelivery { id: DeliveryId::from_bytes(ctx.new_id(now)), system: self.system.id, kind, body }
        };
        let events: Vec<NewDelivery> = told.into_iter().map(made).collect();
        let input = (self.organisation.id, self.system.clone(), (self.mark, end), events, now);
        let moved = ctx
            .write(input, |tx, (org, system, places, events, now)| {
                Box::pin(async move {
                    let moved = store::hook_log::move_mark(tx, *org, system, *places).await?;
                    if moved {
                        store::hook::write_many(tx, *org, events.clone(), *now).await?;
                    }
                    Ok(moved)
                })
            })
            .await?;
        self.mark = end;
        Ok(moved)
    }
}

/// When the next event of the log happened for which a system has no room yet; none where it was told all.
pub async fn next_in_log(ctx: &Ctx, organisation: &Organisation, system: &System) -> Result<Option<Timestamp>, Error> {
    let Some(mark) = system.log.filter(|_| system.is_told()) else { return Ok(None) };
    let choice = Choice::read(ctx, organisation, system.id).await?;
    if choice.room > 0 {
        return Ok(None);
    }
    let ahead = store::audit::after(ctx.db(), organisation.id, mark, PAGE).await?;
    let next = ahead.into_iter().filter_map(|row| row.event.ok()).find(|event| choice.has(event));
    Ok(next.map(|event| event.at))
}

/// Word and body of the event that tells a system of a row of the log.
fn event(organisation: &Organisation, entry: &Entry) -> (String, String) {
    let kind = format!("audit.{}", entry.kind);
    let data = json!({
        "id": entry.id.to_string(),
        "at": entry.at.rfc3339(),
        "organisation": {
            "id": organisation.id.to_string(),
            "host": organisation.host,
            "name": organisation.name,
        },
        "actor": who(&entry.actor),
        "subject": entry.subject.as_ref().map(who),
        "source": entry.source,
        "fields": details(entry),
    });
    let body = json!({ "type": kind, "timestamp": entry.at.rfc3339(), "data": data }).to_string();
    (kind, body)
}

/// A person, or a system from which people come in, with their names as they are now; of anybody else the word alone.
fn who(who: &Who) -> Value {
    let (kind, id, user_name, name) = match who {
        Who::Person { id, names } => {
            let (user_name, name) = names.clone().unzip();
            ("person".to_owned(), Some(id.to_string()), user_name, name)
        }
        Who::Source { id, name } => ("source".to_owned(), Some(id.to_string()), None, name.clone()),
        other => (other.kept(), None, None, None),
    };
    json!({ "kind": kind, "id": id, "user_name": user_name, "name": name })
}

#[cfg(test)]
mod tests {
    use domain::id::{AuditId, PeopleSourceId, UserId};
    use domain::time::Lifetime;

    use super::*;

    fn sealed(number: u8, kind: &str, at: Timestamp) -> Sealed {
        let event = KeptEvent {
            id: AuditId::from_bytes([number; 16]),
            at,
            kind: kind.to_owned(),
            actor: "system".to_owned(),
            subject: None,
            source: None,
            details: "{}".to_owned(),
        };
        Sealed { place: Place { batch: 1, event: event.id }, event: Ok(event) }
    }

    #[test]
    fn what_was_chosen_is_told_from_that_moment_on_and_no_more_than_there_is_room_for() {
        let chosen = Timestamp::from_seconds(100);
        let later = chosen.plus(Lifetime::seconds(1));
        let rows = || {
            vec![
                sealed(1, "signed-in", chosen),
                sealed(2, "signed-in", later),
                sealed(3, "signed-out", later),
                sealed(4, "signed-in", later),
                sealed(5, "signed-out", later),
            ]
        };
        let choice = |room| Choice { since: HashMap::from([("signed-in".to_owned(), chosen)]), room };
        for (room, told, end, full) in [(9, 2, Some(5), false), (2, 2, Some(5), false), (1, 1, Some(3), true)] {
            let part = Part::of(rows(), &choice(room));
            assert_eq!((part.told.len(), part.full), (told, full), "room for {room}");
            assert_eq!(part.end.map(|place| place.event.bytes()[0]), end, "room for {room}");
        }
        let none = Part::of(rows(), &choice(0));
        assert_eq!((none.told.len(), none.rows, none.full), (0, 1, true), "it stands before what is told next");
    }

    #[test]
    fn who_did_it_is_a_person_or_a_word() {
        let id = UserId::from_bytes([7; 16]);
        let person = Who::Person { id, names: Some(("anna".to_owned(), "Anna Jansen".to_owned())) };
        let expected = json!({ "kind": "person", "id": id.to_string(), "user_name": "anna", "name": "Anna Jansen" });
        assert_eq!(who(&person), expected);
        let gone = json!({ "kind": "person", "id": id.to_string(), "user_name": null, "name": null });
        assert_eq!(who(&Who::Person { id, names: None }), gone);
        let nobody = json!({ "kind": "anonymous", "id": null, "user_name": null, "name": null });
        assert_eq!(who(&Who::Anonymous), nobody);
        let id = PeopleSourceId::from_bytes([8; 16]);
        let system = json!({ "kind": "source", "id": id.to_string(), "user_name": null, "name": "Entra ID" });
        assert_eq!(who(&Who::Source { id, name: Some("Entra ID".to_owned()) }), system);
    }
}
