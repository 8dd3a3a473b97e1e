//! The audit log as people read it: filtered, page by page, with names in place of ids. Neighbours: `export` writes it
//! out; `audit_chain` proves that nothing was changed in it.

mod export;

use std::collections::{BTreeSet, HashMap};

use domain::audit::{Actor, AuditEvent};
use domain::id::{AuditId, PeopleSourceId, UserId};
use domain::permission::Right;
use domain::time::Timestamp;
use store::audit::{KeptEvent, OF_SOURCE, actor_text};

pub use export::{Export, Format, as_json, details, export, export_by_command_line};
pub use store::audit::Filter;

use crate::admin::desk::{Admin, note_refused_event};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{Organisation, Visit};

/// Who did something, or to whom it was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person of this organisation.
    Person {
        /// Identity.
        id: UserId,
        /// The user name and the full name, as long as the person is there.
        names: Option<(String, String)>,
    },
    /// Someone at the command line of the server.
    CommandLine,
    /// Someone who has not signed in.
    Anonymous,
    /// The program itself.
    System,
    /// An operator of the installation.
    Operator,
    /// A system from which people come in.
    Source {
        /// Identity.
        id: PeopleSourceId,
        /// Its name, as long as it is there.
        name: Option<String>,
    },
    /// None of these: the row was not written by the program.
    Unknown(String),
}

impl Who {
    fn of(text: &str, names: &Names) -> Self {
        match text {
            "command-line" => Self::CommandLine,
            "anonymous" => Self::Anonymous,
            "system" => Self::System,
            "operator" => Self::Operator,
            other => match (other.parse(), of_source(other)) {
                (Ok(id), _) => names.person(id),
                (Err(_), Some(id)) => Self::Source { id, name: names.sources.get(&id).cloned() },
                (Err(_), None) => Self::Unknown(other.to_owned()),
            },
        }
    }

    /// The user name of a person, who may be gone, or the name of a system.
    pub fn user_name(&self) -> Option<&str> {
        match self {
            Self::Person { names: Some((user_name, _)), .. } => Some(user_name),
            Self::Source { name, .. } => name.as_deref(),
            _ => None,
        }
    }

    /// As it is kept: an id, or the word of the kind.
    pub fn kept(&self) -> String {
        match self {
            Self::Person { id, .. } => id.to_string(),
            Self::CommandLine => actor_text(Actor::CommandLine),
            Self::Anonymous => actor_text(Actor::Anonymous),
            Self::System => actor_text(Actor::System),
            Self::Operator => actor_text(Actor::Operator),
            Self::Source { id, .. } => actor_text(Actor::PeopleSource(*id)),
            Self::Unknown(text) => text.clone(),
        }
    }
}

fn of_source(text: &str) -> Option<PeopleSourceId> {
    text.strip_prefix(OF_SOURCE)?.parse().ok()
}

/// An event of the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Identity, in the order of time.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Word of the event.
    pub kind: String,
    /// Who did it.
    pub actor: Who,
    /// To whom.
    pub subject: Option<Who>,
    /// From which address.
    pub source: Option<String>,
    /// What else it tells: the event as JSON, with its `kind`.
    pub details: String,
}

/// Names by id, each read once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    people: HashMap<UserId, Option<(String, String)>>,
    sources: HashMap<PeopleSourceId, String>,
}

impl Names {
    /// So many at the most are remembered from page to page.
    const MOST: usize = 10_000;

    fn person(&self, id: UserId) -> Who {
        Who::Person { id, names: self.people.get(&id).cloned().flatten() }
    }

    /// Reads the names of whoever stands in these events.
    pub(crate) async fn learn(
        &mut self,
        ctx: &Ctx,
        organisation: &Organisation,
        kept: &[KeptEvent],
    ) -> Result<(), Error> {
        if self.people.len() > Self::MOST {
            self.people.clear();
        }
        let people = kept.iter().flat_map(|event| [event.actor.parse().ok(), event.subject]).flatten();
        let new: BTreeSet<UserId> = people.filter(|id| !self.people.contains_key(id)).collect();
        let new: Vec<UserId> = new.into_iter().collect();
        self.people.extend(store::audit::names(ctx.db(), organisation.id, &new).await?);
        let is_new = |id: PeopleSourceId| !self.sources.contains_key(&id);
        if kept.iter().any(|event| of_source(&event.actor).is_some_and(is_new)) {
            let all = store::people_source::list(ctx.db(), organisation.id).await?;
            self.sources.extend(all.into_iter().map(|known| (known.source.id, known.source.name)));
        }
        Ok(())
    }

    /// The event with the names that were read.
    pub(crate) fn entry(&self, kept: KeptEvent) -> Entry {
        Entry {
            id: kept.id,
            at: kept.at,
            actor: Who::of(&kept.actor, self),
            subject: kept.subject.map(|subject| self.person(subject)),
            kind: kept.kind,
            source: kept.source,
            details: kept.details,
        }
    }
}

/// A page of the log.
#[derive(Clone, Debug)]
pub struct Page {
    /// The events, newest first.
    pub entries: Vec<Entry>,
    /// Whether there are older ones.
    pub more: bool,
}

/// The events that a filter means, newest first, those before `before`, `count` at the most.
pub async fn list(
    ctx: &Ctx,
    organisation: &Organisation,
    filter: &Filter,
    before: Option<AuditId>,
    count: usize,
) -> Result<Page, Error> {
    let limit = i64::try_from(count).unwrap_or(i64::MAX).saturating_add(1);
    let mut kept = store::audit::newest(ctx.db(), organisation.id, filter, before, limit).await?;
    let more = kept.len() > count;
    kept.truncate(count);
    let mut names = Names::default();
    names.learn(ctx, organisation, &kept).await?;
    Ok(Page { entries: kept.into_iter().map(|kept| names.entry(kept)).collect(), more })
}

/// Whether someone may read the log; who may not is noted in it.
pub async fn may_read(ctx: &Ctx, visit: &Visit, admin: &Admin) -> Result<bool, Error> {
    let may = admin.has(Right::AuditRead);
    if !may {
        let event = AuditEvent::ActRefused { act: "audit".to_owned(), why: "right".to_owned(), view: None };
        note_refused_event(ctx, visit, (admin, ctx.now()), None, event).await?;
    }
    Ok(may)
}

/// The person whom a user name or an e-mail address means.
pub async fn person_named(ctx: &Ctx, organisation: &Organisation, name: &str) -> Result<Option<UserId>, Error> {
    Ok(store::user::find_account(ctx.db(), organisation.id, name).await?.map(|account| account.id))
}

/// Who did it, as a filter has it: a user name, an e-mail address, or `command-line`, `anonymous`, `system`, `operator`.
pub async fn actor_named(ctx: &Ctx, organisation: &Organisation, name: &str) -> Result<Option<String>, Error> {
    match Who::of(name, &Names::default()) {
        Who::Unknown(_) => Ok(person_named(ctx, organisation, name).await?.map(|id| id.to_string())),
        known => Ok(Some(known.kept())),
    }
}
