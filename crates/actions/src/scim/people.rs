//! What a system does to its people: adds, changes, takes them away. Nobody who has rights over others is changed so, except that
//! they are blocked. Neighbour: `read` shows them.

mod many;
mod outside;
mod read;
mod refusal;

use std::sync::Arc;

use domain::id::{GroupId, UserId};
use domain::time::Timestamp;
use serde_json::{Map, Value};
use store::Tx;
use store::people_bulk::{self, Known, Reads};
use store::sourced::{self, Link};

pub(crate) use many::{Named, ToldMany, tell_many};
pub(crate) use outside::{Done, Telling, What, tell, tell_new, vanish};
pub use read::{find, list};
pub use refusal::Refusal;

use super::document::Document;
use super::{Afresh, Answer, Caller, Job, ScimFault, mapping, patch, transact};
use crate::admin::selections::schema;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// The most changes of one person in one request.
const MOST_CHANGES: usize = 100;

/// A person as the system sees them.
#[derive(Clone, Debug)]
pub struct Person {
    /// Identity.
    pub id: UserId,
    /// What the system calls them.
    pub external_id: Option<String>,
    /// Tells one state of them from another.
    pub version: String,
    /// When they came from there.
    pub made_at: Timestamp,
    /// When they last changed.
    pub changed_at: Timestamp,
    /// What there is to say of them.
    pub attributes: Map<String, Value>,
    /// The groups of the system that they are in.
    pub groups: Vec<(GroupId, String)>,
}

/// What is done to a person.
#[derive(Debug)]
enum Act {
    Add,
    Replace(UserId),
    Patch(UserId, Vec<patch::Change>),
    Remove(UserId),
}

/// All that a transaction needs.
struct Work {
    told: Telling,
    act: Act,
    /// What was sent; nothing where it is changes or none.
    sent: Option<Document>,
    /// The version that the request names, where it does.
    version: Option<String>,
}

/// Adds a person (RFC 7644 section 3.3).
pub async fn add(ctx: &Ctx, organisation: &Arc<Organisation>, caller: &Caller, body: Value) -> Answer<Person> {
    change(ctx, organisation, caller, (Act::Add, Some(body), None)).await.map(|done| done.and_then(there))
}

/// Puts a person in the place of what is there (section 3.5.1).
pub async fn replace(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    (id, version): (UserId, Option<String>),
    body: Value,
) -> Answer<Person> {
    let done = change(ctx, organisation, caller, (Act::Replace(id), Some(body), version)).await;
    done.map(|done| done.and_then(there))
}

/// Changes a person (section 3.5.2).
pub async fn change_some(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    (id, version): (UserId, Option<String>),
    body: Value,
) -> Answer<Person> {
    let changes = match patch::read(body, patch::MOST_VALUES) {
        Ok(changes) if changes.len() > MOST_CHANGES => {
            let why = format!("more than {MOST_CHANGES} operations: send them in several requests");
            return Ok(Err(ScimFault::InvalidSyntax(why)));
        }
        Ok(changes) => changes,
        Err(fault) => return Ok(Err(fault)),
    };
    let done = change(ctx, organisation, caller, (Act::Patch(id, changes), None, version)).await;
    done.map(|done| done.and_then(there))
}

/// Takes a person away (section 3.6): what becomes of them is for the organisation to say.
pub async fn remove(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    (id, version): (UserId, Option<String>),
) -> Answer<()> {
    Ok(change(ctx, organisation, caller, (Act::Remove(id), None, version)).await?.map(drop))
}

fn there(person: Option<Person>) -> Result<Person, ScimFault> {
    person.ok_or(ScimFault::NotFound)
}

async fn change(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    (act, body, version): (Act, Option<Value>, Option<String>),
) -> Answer<Option<Person>> {
    let schema = schema(ctx, organisation).await?;
    let mapping = mapping(&caller.source, &schema);
    let sent = match body.map(|body| Document::sent(body, &mapping)).transpose() {
        Ok(sent) => sent,
        Err(fault) => return Ok(Err(fault)),
    };
    let scribe = caller.scribe(ctx, organisation, ctx.now());
    let is_new = matches!(act, Act::Add) && !caller.source.takes_over;
    let told =
        Telling { scribe, source: caller.source.clone(), read_by: mapping.clone(), mapping, schema: Arc::new(schema) };
    let work = Arc::new(Work { told, act, sent, version });
    // Nobody holds anything of somebody who is new that would have to be looked at anew.
    let afresh = if is_new { Afresh::Nobody } else { Afresh::Everybody };
    match transact(ctx, (organisation, caller), &work, (afresh, boxed)).await? {
        Ok(id) => Ok(Ok(read::shown(ctx, organisation.id, (caller, &work.told.mapping), &[id]).await?.pop())),
        Err(fault) => Ok(Err(fault)),
    }
}

fn boxed<'t>(tx: &'t mut Tx, work: &'t Work) -> Job<'t, UserId> {
    Box::pin(in_transaction(tx, work))
}

async fn in_transaction(tx: &mut Tx, work: &Work) -> Result<Result<UserId, ScimFault>, Error> {
    let org = work.told.scribe.organisation.id;
    store::organisation::lock(tx, org).await?;
    let sent = || work.sent.clone().ok_or_else(|| crate::error::broken("nothing was sent"));
    let told = &work.told;
    let done = match &work.act {
        Act::Add => tell_new(tx, told, sent()?).await?,
        Act::Replace(id) => match found(tx, work, *id).await? {
            Ok(at) => tell(tx, told, at, sent()?).await?,
            Err(fault) => return Ok(Err(fault)),
        },
        Act::Patch(id, changes) => match found(tx, work, *id).await? {
            Ok(at) => {
                let Some(mut document) = Document::kept(&at.1.document) else {
                    return Err(crate::error::broken("what a source said of a person cannot be read"));
                };
                document.set_active(!at.0.user.blocked);
                match document.changed(&told.mapping, |fields| patch::apply(fields, changes.clone())) {
                    Ok(document) => tell(tx, told, at, document).await?,
                    Err(fault) => return Ok(Err(fault)),
                }
            }
            Err(fault) => return Ok(Err(fault)),
        },
        Act::Remove(id) => match found(tx, work, *id).await? {
            Ok(at) => vanish(tx, told, at).await?,
            Err(fault) => return Ok(Err(fault)),
        },
    };
    Ok(done.map(|done| done.user).map_err(ScimFault::from))
}

/// A person of the source who is there still, in the version that the request names.
async fn found(tx: &mut Tx, work: &Work, id: UserId) -> Result<Result<(Known, Link), ScimFault>, Error> {
    let org = work.told.scribe.organisation.id;
    let mut reads = Reads::Inside(tx);
    let link = sourced::of(&mut reads, org, &[id]).await?.remove(&id);
    let known = people_bulk::known(&mut reads, org, &[id]).await?.remove(&id);
    let (Some(known), Some(link)) = (known, link) else { return Ok(Err(ScimFault::NotFound)) };
    if link.source != work.told.source.id || link.gone_at.is_some() {
        return Ok(Err(ScimFault::NotFound));
    }
    let is_it = work.version.as_ref().is_none_or(|version| *version == version_of(&known, &link));
    Ok(if is_it { Ok((known, link)) } else { Err(ScimFault::Stale) })
}

fn version_of(known: &Known, link: &Link) -> String {
    format!("{}.{}.{}", known.version, link.changed_at.micros(), u8::from(known.user.blocked))
}
