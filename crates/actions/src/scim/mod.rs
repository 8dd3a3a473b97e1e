//! People and groups that another system writes here by SCIM 2.0 (RFC 7643, RFC 7644). A system sees and changes what came from it,
//! and nothing else. [`enter`] looks at the key, [`people`] and [`groups`] do the work.

mod document;
pub mod groups;
mod patch;
pub mod people;
mod value;

use std::sync::{Arc, Mutex, PoisonError};

use domain::audit::AuditEvent;
use domain::people_source::{Mapping, PeopleSource, SourceKind};
use domain::selection::{FilterFault, Schema};
use domain::time::{Lifetime, Timestamp};
use store::Tx;
use verifier::token;

use crate::ctx::{Ctx, Work};
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

pub(crate) use document::Document;

/// What a key of a source begins with, so that it is recognised where it should not be.
pub(crate) const PREFIX: &str = "twp_";

/// A use is noted no more often than this.
const NOTED_EVERY: Lifetime = Lifetime::minutes(1);

/// The most resources of one answer (RFC 7644 section 3.4.2.4).
pub const LONGEST_PAGE: u64 = 200;

/// A change that lost against another is tried so often.
const TRIES: usize = 4;

/// Why nothing was done, in the words of RFC 7644 section 3.12, with a text for whoever runs the other system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScimFault {
    /// There is no such resource, or it did not come from there.
    NotFound,
    /// Somebody or something else has the name.
    Uniqueness(String),
    /// The request is not SCIM.
    InvalidSyntax(String),
    /// A filter that cannot be asked.
    InvalidFilter(String),
    /// A path that names nothing.
    InvalidPath(String),
    /// A value that does not do.
    InvalidValue(String),
    /// A change that hits nothing.
    NoTarget(String),
    /// It is not changed from outside.
    Mutability(String),
    /// It may not, whatever it says.
    Forbidden(String),
    /// Changed since the version that was named.
    Stale,
}

impl ScimFault {
    fn syntax(what: &str) -> Self {
        Self::InvalidSyntax(what.to_owned())
    }

    /// The text for whoever runs the other system.
    pub fn detail(&self) -> String {
        match self {
            Self::Uniqueness(why)
            | Self::InvalidSyntax(why)
            | Self::InvalidFilter(why)
            | Self::InvalidPath(why)
            | Self::InvalidValue(why)
            | Self::NoTarget(why)
            | Self::Mutability(why)
            | Self::Forbidden(why) => why.clone(),
            Self::NotFound => "there is no such resource".to_owned(),
            Self::Stale => "changed meanwhile".to_owned(),
        }
    }
}

impl From<FilterFault> for ScimFault {
    fn from(fault: FilterFault) -> Self {
        Self::InvalidFilter(fault.to_string())
    }
}

/// What became of a request.
pub type Answer<T> = Result<Result<T, ScimFault>, Error>;

/// A system that said who it is.
#[derive(Clone, Debug)]
pub struct Caller {
    source: PeopleSource,
    /// The address that it asks from; none where it is asked.
    from: Option<String>,
}

impl Caller {
    /// The source that it is.
    pub fn source(&self) -> &PeopleSource {
        &self.source
    }

    /// A source that is asked, and asks nothing itself.
    pub(crate) fn asked(source: PeopleSource) -> Self {
        Self { source, from: None }
    }

    fn scribe(&self, ctx: &Ctx, organisation: &Arc<Organisation>, now: Timestamp) -> Scribe {
        Scribe::of_people_source(ctx, organisation, now, (self.source.id, self.from.clone()))
    }
}

/// The hash by which a key is found; nothing for what cannot be one.
pub(crate) fn hash_of(key: &str) -> Option<[u8; 32]> {
    token::hash(key.strip_prefix(PREFIX)?)
}

/// Looks at the key of a request: `text` is what stands behind `Bearer`. A key is 256 random bits and found by its hash, so that
/// nobody guesses one and no try needs to be counted.
pub async fn enter(ctx: &Ctx, visit: &Visit, text: Option<&str>) -> Result<Option<Caller>, Error> {
    let Some(hash) = text.and_then(hash_of) else { return Ok(None) };
    let (now, organisation) = (ctx.now(), &visit.organisation);
    let all = store::people_source::list(ctx.db(), organisation.id).await?;
    let opens = |known: &store::people_source::Known| {
        let by_former = known.source.former_until.is_some_and(|until| now < until) && known.former == Some(hash);
        known.source.kind == SourceKind::Scim && (known.hash == Some(hash) || by_former)
    };
    let Some(known) = all.into_iter().find(opens) else { return Ok(None) };
    let source = known.source;
    if source.last_used_at.is_none_or(|at| now >= at.plus(NOTED_EVERY)) {
        let (org, id) = (organisation.id, source.id);
        ctx.write_soon((org, id, now), |tx, (org, id, now)| {
            Box::pin(async move { Ok(store::people_source::used(tx, *org, *id, *now).await?) })
        })
        .await?;
    }
    Ok(Some(Caller { source, from: Some(visit.told_source()) }))
}

/// What goes where, without the attributes that are there no longer.
pub(crate) fn mapping(source: &PeopleSource, schema: &Schema) -> Mapping {
    source.mapping.without_gone(|key| schema.own(key).is_some())
}

/// What a transaction answers.
type Job<'t, T> = Work<'t, Result<T, ScimFault>>;

/// Begins one.
type Begin<W, T> = for<'t> fn(&'t mut Tx, &'t W) -> Job<'t, T>;

/// Does some work in a transaction. What it answers a fault to is undone, whatever it wrote before; what it may not is in the log.
async fn transact<W, T>(
    ctx: &Ctx,
    (organisation, caller): (&Arc<Organisation>, &Caller),
    work: &Arc<W>,
    (afresh, begin): (Afresh, Begin<W, T>),
) -> Answer<T>
where
    W: Send + Sync + 'static,
    T: Send + 'static,
{
    let fault = Arc::new(Mutex::new(None));
    let mut tries = 0;
    let done = loop {
        tries += 1;
        let input = (work.clone(), fault.clone(), begin);
        let done = match afresh {
            Afresh::Nobody => {
                ctx.write(input, |tx, (work, fault, begin)| Box::pin(undone(begin(tx, work), fault))).await
            }
            Afresh::Everybody => {
                let org = organisation.id;
                ctx.write_and_refresh(org, input, |tx, (work, fault, begin)| Box::pin(undone(begin(tx, work), fault)))
                    .await
            }
        };
        match done {
            Err(Error::Conflict) if tries < TRIES => {}
            other => break other,
        }
    };
    let told = fault.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (Err(Error::NotFound), Some(fault)) = (&done, told) else { return done.map(Ok) };
    if matches!(fault, ScimFault::Forbidden(_)) {
        let scribe = caller.scribe(ctx, organisation, ctx.now());
        ctx.write(scribe, |tx, scribe| {
            let (act, why) = ("scim".to_owned(), "more-rights".to_owned());
            Box::pin(async move { scribe.note(tx, None, AuditEvent::ActRefused { act, why, view: None }) })
        })
        .await?;
    }
    Ok(Err(fault))
}

/// An error, so that what was written is undone, where there is a fault, which is kept.
async fn undone<T>(work: Job<'_, T>, fault: &Mutex<Option<ScimFault>>) -> Result<T, Error> {
    work.await?.map_err(|why| {
        *fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
        Error::NotFound
    })
}

/// Whose session has to be looked at anew after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Afresh {
    /// Nobody's: it is about somebody who is new.
    Nobody,
    /// Everybody's.
    Everybody,
}

/// Which of many resources are asked for (RFC 7644 section 3.4.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A filter; all where there is none.
    pub filter: Option<String>,
    /// From the how manieth on, counted from 1.
    pub start: u64,
    /// So many at the most.
    pub count: u64,
}

/// Some of the resources that were asked for.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// How many there are in all.
    pub total: u64,
    /// These.
    pub resources: Vec<T>,
}
