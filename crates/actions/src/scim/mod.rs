//! People and groups that another system writes here by SCIM 2.0 (RFC 7643, RFC 7644). A system sees and changes what came from it,
//! and nothing else. [`enter`] looks at the key, [`people`] and [`groups`] do the work.

mod document;
pub mod groups;
mod patch;
pub mod people;
mod value;

use std::sync::Arc;

use domain::people_source::{Mapping, PeopleSource, SourceKind};
use domain::selection::{FilterFault, Schema};
use domain::time::{Lifetime, Timestamp};
use verifier::token;

use crate::ctx::Ctx;
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
    /// The address that it asks from.
    from: String,
}

impl Caller {
    /// The source that it is.
    pub fn source(&self) -> &PeopleSource {
        &self.source
    }

    fn scribe(&self, ctx: &Ctx, organisation: &Arc<Organisation>, now: Timestamp) -> Scribe {
        Scribe::of_people_source(ctx, organisation, now, (self.source.id, Some(self.from.clone())))
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
    Ok(Some(Caller { source, from: visit.told_source() }))
}

/// What goes where, without the attributes that are there no longer.
fn mapping(source: &PeopleSource, schema: &Schema) -> Mapping {
    source.mapping.without_gone(|key| schema.own(key).is_some())
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
