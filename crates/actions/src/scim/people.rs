//! What a system does to its people: adds, changes, takes them away. Nobody who has rights over others is changed so, except that
//! they are blocked. Neighbour: `read` shows them.

mod read;

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{GroupId, OrganisationId, UserId};
use domain::people_source::{Mapping, WhenGone};
use domain::selection::Schema;
use domain::time::Timestamp;
use domain::user::{Role, name_key};
use serde_json::{Map, Value};
use store::Tx;
use store::people_bulk::{self, Known, Reads};
use store::sourced::{self, Link};

pub use read::{find, list};

use super::document::{Document, Said, differences};
use super::{Afresh, Answer, Caller, Job, ScimFault, mapping, patch, transact};
use crate::admin::desk;
use crate::admin::people_write::{self, Wanted};
use crate::admin::selections::schema;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
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
    scribe: Scribe,
    caller: Caller,
    mapping: Mapping,
    schema: Schema,
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
    let work = Arc::new(Work { scribe, caller: caller.clone(), mapping, schema, act, sent, version });
    // Nobody holds anything of somebody who is new that would have to be looked at anew.
    let afresh = if is_new { Afresh::Nobody } else { Afresh::Everybody };
    match transact(ctx, (organisation, caller), &work, (afresh, boxed)).await? {
        Ok(id) => Ok(Ok(read::shown(ctx, organisation.id, (caller, &work.mapping), &[id]).await?.pop())),
        Err(fault) => Ok(Err(fault)),
    }
}

fn boxed<'t>(tx: &'t mut Tx, work: &'t Work) -> Job<'t, UserId> {
    Box::pin(in_transaction(tx, work))
}

async fn in_transaction(tx: &mut Tx, work: &Work) -> Result<Result<UserId, ScimFault>, Error> {
    let org = work.scribe.organisation.id;
    store::organisation::lock(tx, org).await?;
    match &work.act {
        Act::Add => add_in(tx, work).await,
        Act::Replace(id) => match found(tx, work, *id).await? {
            Ok(at) => put(tx, work, Some(at), work.sent.clone(), Seen::Before).await,
            Err(fault) => Ok(Err(fault)),
        },
        Act::Patch(id, changes) => match found(tx, work, *id).await? {
            Ok(at) => {
                let Some(mut document) = Document::kept(&at.1.document) else {
                    return Err(crate::error::broken("what a source said of a person cannot be read"));
                };
                document.set_active(!at.0.user.blocked);
                match document.changed(&work.mapping, |fields| patch::apply(fields, changes.clone())) {
                    Ok(document) => put(tx, work, Some(at), Some(document), Seen::Before).await,
                    Err(fault) => Ok(Err(fault)),
                }
            }
            Err(fault) => Ok(Err(fault)),
        },
        Act::Remove(id) => match found(tx, work, *id).await? {
            Ok(at) => gone(tx, work, at).await,
            Err(fault) => Ok(Err(fault)),
        },
    }
}

/// A person of the source who is there still, in the version that the request names.
async fn found(tx: &mut Tx, work: &Work, id: UserId) -> Result<Result<(Known, Link), ScimFault>, Error> {
    let org = work.scribe.organisation.id;
    let mut reads = Reads::Inside(tx);
    let link = sourced::of(&mut reads, org, &[id]).await?.remove(&id);
    let known = people_bulk::known(&mut reads, org, &[id]).await?.remove(&id);
    let (Some(known), Some(link)) = (known, link) else { return Ok(Err(ScimFault::NotFound)) };
    if link.source != work.caller.source.id || link.gone_at.is_some() {
        return Ok(Err(ScimFault::NotFound));
    }
    let is_it = work.version.as_ref().is_none_or(|version| *version == version_of(&known, &link));
    Ok(if is_it { Ok((known, link)) } else { Err(ScimFault::Stale) })
}

fn version_of(known: &Known, link: &Link) -> String {
    format!("{}.{}.{}", known.version, link.changed_at.micros(), u8::from(known.user.blocked))
}

/// Who is meant by a person who is sent as a new one.
async fn add_in(tx: &mut Tx, work: &Work) -> Result<Result<UserId, ScimFault>, Error> {
    let (org, source) = (work.scribe.organisation.id, &work.caller.source);
    let Some(document) = work.sent.clone() else { return Err(crate::error::broken("nothing was sent")) };
    let (said, external_id) = match (document.read(&work.mapping, &work.schema), document.external_id()) {
        (Ok(said), Ok(external_id)) => (said, external_id),
        (Err(fault), _) | (_, Err(fault)) => return Ok(Err(fault)),
    };
    let mut same = None;
    if let Some(name) = &external_id {
        let links = sourced::by_external_id(tx, org, (source.id, name)).await?;
        if links.iter().any(|link| link.gone_at.is_none()) {
            return Ok(Err(ScimFault::Uniqueness(format!("somebody with the externalId `{name}` is here already"))));
        }
        same = links.into_iter().next();
    }
    if same.is_none() {
        let mut reads = Reads::Inside(&mut *tx);
        let owners = people_bulk::owners(&mut reads, org, &[&said.user_name]).await?;
        if let Some(owner) = owners.into_iter().flatten().next() {
            let link = sourced::of(&mut reads, org, &[owner]).await?.remove(&owner);
            let known = people_bulk::known(&mut reads, org, &[owner]).await?.remove(&owner);
            let by_name =
                known.as_ref().is_some_and(|known| name_key(&known.user.user_name) == name_key(&said.user_name));
            match (link, known) {
                (Some(link), _) if link.source == source.id && link.gone_at.is_some() && by_name => {
                    // A name that is given to somebody else does not make them the one who left.
                    let others = link.external_id.as_ref().zip(external_id.as_ref());
                    if others.is_some_and(|(then, now)| then != now) {
                        return Ok(Err(left_under(&said.user_name)));
                    }
                    same = Some(link);
                }
                (None, Some(known)) if source.takes_over => return take_over(tx, work, (known, document, said)).await,
                (None, Some(_)) => return Ok(Err(here_already(&said, &source.name))),
                _ => return Ok(Err(taken(&said.user_name))),
            }
        }
    }
    // Whoever was gone is back.
    let Some(link) = same else { return put(tx, work, None, Some(document), Seen::Back).await };
    let known = people_bulk::known(&mut Reads::Inside(&mut *tx), org, &[link.user]).await?.remove(&link.user);
    let Some(known) = known else { return Err(Error::Conflict) };
    let mut document = document;
    if document.active().is_ok_and(|active| active.is_none()) {
        document.set_active(true);
    }
    put(tx, work, Some((known, link)), Some(document), Seen::Back).await
}

fn left_under(name: &str) -> ScimFault {
    ScimFault::Uniqueness(format!(
        "`{name}` is somebody who was taken away, with another externalId: give that person another user name here first"
    ))
}

fn taken(name: &str) -> ScimFault {
    ScimFault::Uniqueness(format!("somebody signs in as `{name}` already"))
}

fn here_already(said: &Said, source: &str) -> ScimFault {
    ScimFault::Uniqueness(format!(
        "`{}` is here already and did not come from {source}: under Settings, People coming in, let it take over who is here",
        said.user_name
    ))
}

/// Somebody who is here already comes from the source from now on: by user name alone, since an address says less of who it is, and
/// never somebody who may do more than sign in.
async fn take_over(
    tx: &mut Tx,
    work: &Work,
    (known, document, said): (Known, Document, Said),
) -> Result<Result<UserId, ScimFault>, Error> {
    let source = &work.caller.source;
    if name_key(&known.user.user_name) != name_key(&said.user_name) {
        return Ok(Err(taken(&said.user_name)));
    }
    if known.user.role != Role::Member {
        let why = "has rights over others here, and is not taken over";
        return Ok(Err(ScimFault::Uniqueness(format!("`{}` {why}", said.user_name))));
    }
    let now = work.scribe.now;
    let link = Link {
        user: known.user.id,
        source: source.id,
        external_id: None,
        document: String::new(),
        blocked_there: false,
        made_at: now,
        changed_at: now,
        gone_at: None,
    };
    put(tx, work, Some((known, link)), Some(document), Seen::Here).await
}

/// What is known of a person before the system speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// What it said the last time.
    Before,
    /// Nothing that counts: they are new, or were gone.
    Back,
    /// They are here, and it takes them over.
    Here,
}

/// Writes what was said over who is there, or as somebody new.
async fn put(
    tx: &mut Tx,
    work: &Work,
    at: Option<(Known, Link)>,
    document: Option<Document>,
    seen: Seen,
) -> Result<Result<UserId, ScimFault>, Error> {
    let (org, now) = (work.scribe.organisation.id, work.scribe.now);
    let Some(document) = document else { return Err(crate::error::broken("nothing was sent")) };
    let said = match document.read(&work.mapping, &work.schema) {
        Ok(said) => said,
        Err(fault) => return Ok(Err(fault)),
    };
    let (active, mut external_id) = match (document.active(), document.external_id()) {
        (Ok(active), Ok(external_id)) => (active, external_id),
        (Err(fault), _) | (_, Err(fault)) => return Ok(Err(fault)),
    };
    let own = at.as_ref().map(|(known, _)| known.user.id);
    if let Some(fault) = clash(tx, work, (own, &said, external_id.as_deref())).await? {
        return Ok(Err(fault));
    }
    let said = match (&at, seen) {
        (Some((known, _)), Seen::Here) => said.aloud(&document, known),
        _ => said,
    };
    let mut document = document.text();
    let Some((known, link)) = at else {
        let added = people_write::write(tx, &work.scribe, (vec![said.new_person()], Vec::new())).await?;
        let Some(user) = added.first().copied() else { return Err(crate::error::broken("nobody was added")) };
        let blocked_there = active == Some(false);
        if blocked_there {
            desk::write_block(tx, &work.scribe, user, (true, None)).await?;
        }
        let source = work.caller.source.id;
        let link =
            Link { user, source, external_id, document, blocked_there, made_at: now, changed_at: now, gone_at: None };
        sourced::put(tx, org, &link).await?;
        return Ok(Ok(user));
    };
    let before = sorted(Wanted::as_is(&known));
    let mut after = before.clone();
    // One that cannot be read by the mapping any more is as good as none.
    let then = Document::kept(&link.document).filter(|_| seen == Seen::Before);
    let then = then.and_then(|then| then.read(&work.mapping, &work.schema).ok());
    said.over(&mut after, then.as_ref());
    let mut fields = differences(&before, &after);
    if !fields.is_empty() && may_do_more(tx, org, known.user.role).await? {
        // Whoever leaves is blocked, whatever else is said of them.
        if active != Some(false) {
            let why = "has rights over others here: such people are changed by hand, and only blocked from outside";
            return Ok(Err(ScimFault::Forbidden(format!("`{}` {why}", known.user.user_name))));
        }
        (fields, after) = (Vec::new(), before);
        document.clone_from(&link.document);
        external_id.clone_from(&link.external_id);
    }
    if seen == Seen::Here {
        fields.push("source".to_owned());
    }
    // Whoever it is now, the password of who left opens nothing. One who was let in here meanwhile keeps theirs.
    if seen == Seen::Back && known.user.blocked && known.user.password_changed_at.is_some() {
        store::user::drop_password(tx, org, known.user.id).await?;
        fields.push("password".to_owned());
    }
    let blocked_there = match blocking(tx, work, (&known, &link), active).await? {
        Ok(blocked_there) => blocked_there,
        Err(fault) => return Ok(Err(fault)),
    };
    let user = known.user.id;
    if !fields.is_empty() {
        people_write::write(tx, &work.scribe, (Vec::new(), vec![(known, after, fields)])).await?;
    }
    let changed = Link { external_id, document, blocked_there, gone_at: None, ..link.clone() };
    if changed != link {
        sourced::put(tx, org, &Link { changed_at: now, ..changed }).await?;
    }
    Ok(Ok(user))
}

fn sorted(mut person: Wanted) -> Wanted {
    person.own.sort_by(|(one, _), (other, _)| one.cmp(other));
    person
}

async fn may_do_more(tx: &mut Tx, org: OrganisationId, role: Role) -> Result<bool, Error> {
    Ok(!desk::rights_in(tx, org, role).await?.is_empty())
}

/// A name that somebody else has.
async fn clash(
    tx: &mut Tx,
    work: &Work,
    (own, said, external_id): (Option<UserId>, &Said, Option<&str>),
) -> Result<Option<ScimFault>, Error> {
    let org = work.scribe.organisation.id;
    let mut names: Vec<&str> = vec![&said.user_name];
    names.extend(said.addresses.iter().flatten().map(String::as_str));
    let owners = people_bulk::owners(&mut Reads::Inside(&mut *tx), org, &names).await?;
    for (name, owners) in names.iter().zip(owners) {
        if owners.iter().any(|owner| Some(*owner) != own) {
            return Ok(Some(taken(name)));
        }
    }
    if let Some(name) = external_id {
        let links = sourced::by_external_id(tx, org, (work.caller.source.id, name)).await?;
        if links.iter().any(|link| Some(link.user) != own && link.gone_at.is_none()) {
            return Ok(Some(ScimFault::Uniqueness(format!("somebody with the externalId `{name}` is here already"))));
        }
    }
    Ok(None)
}

/// Blocks or lets in as the source says; answers whether the block is the source's. One that an administrator made stays.
async fn blocking(
    tx: &mut Tx,
    work: &Work,
    (known, link): (&Known, &Link),
    active: Option<bool>,
) -> Result<Result<bool, ScimFault>, Error> {
    let user = known.user.id;
    match (active, known.user.blocked) {
        (Some(false), false) => Ok(block(tx, work, known).await?.map(|()| true)),
        (Some(true), true) if link.blocked_there => {
            desk::write_block(tx, &work.scribe, user, (false, None)).await?;
            Ok(Ok(false))
        }
        _ => Ok(Ok(link.blocked_there)),
    }
}

async fn block(tx: &mut Tx, work: &Work, known: &Known) -> Result<Result<(), ScimFault>, Error> {
    let (org, user) = (work.scribe.organisation.id, known.user.id);
    if known.user.role == Role::SuperUser
        && store::user::count_other_holders_in(tx, org, Role::SuperUser, user).await? == 0
    {
        let why = "is the last SuperUser who can sign in, and stays";
        return Ok(Err(ScimFault::Forbidden(format!("`{}` {why}", known.user.user_name))));
    }
    desk::write_block(tx, &work.scribe, user, (true, None)).await?;
    Ok(Ok(()))
}

/// Somebody is there no longer.
async fn gone(tx: &mut Tx, work: &Work, (known, link): (Known, Link)) -> Result<Result<UserId, ScimFault>, Error> {
    let (org, now, user) = (work.scribe.organisation.id, work.scribe.now, known.user.id);
    match work.caller.source.when_gone {
        WhenGone::Keep => {
            sourced::forget(tx, org, user).await?;
            let fields = vec!["source".to_owned()];
            let event = AuditEvent::PersonEdited { fields, joined: Vec::new(), left: Vec::new(), view: None };
            work.scribe.note(tx, Some(user), event)?;
        }
        WhenGone::Block => {
            let mut blocked_there = link.blocked_there;
            if !known.user.blocked {
                if let Err(fault) = block(tx, work, &known).await? {
                    return Ok(Err(fault));
                }
                blocked_there = true;
            }
            sourced::put(tx, org, &Link { blocked_there, changed_at: now, gone_at: Some(now), ..link }).await?;
        }
    }
    Ok(Ok(user))
}
