//! What is said of a person from outside, written over who is here or as somebody new: the same rules for a request of SCIM and for a
//! directory. Whoever calls holds the lock of the organisation. What is refused is refused before anything is written. Neighbour:
//! `many` does it for many at once.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, UserId};
use domain::people_source::{Mapping, PeopleSource, WhenGone};
use domain::selection::Schema;
use domain::sorted;
use domain::user::{Role, name_key};
use store::Tx;
use store::people_bulk::{self, Known, Reads};
use store::sourced::{self, Link};

use super::refusal::Refusal;
use crate::admin::desk;
use crate::admin::people_write::{self, Wanted};
use crate::error::Error;
use crate::record::Scribe;
use crate::scim::document::{Document, Said, differences};

/// Who speaks, and how it is understood.
pub(crate) struct Telling {
    pub(crate) scribe: Scribe,
    pub(crate) source: PeopleSource,
    /// What goes where.
    pub(crate) mapping: Mapping,
    /// The same as it was when the source last spoke.
    pub(crate) read_by: Mapping,
    pub(crate) schema: Arc<Schema>,
}

impl Telling {
    fn org(&self) -> OrganisationId {
        self.scribe.organisation.id
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) user: UserId,
    pub(crate) what: What,
}

/// What became of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// They are new.
    Added,
    /// These fields of them changed.
    Changed(Vec<String>),
    /// Nothing.
    Same,
    /// They are blocked.
    Blocked,
    /// They may come in again.
    LetIn,
    /// They are there no longer.
    Gone,
}

/// What becomes of what is told.
pub(crate) type Told = Result<Result<Done, Refusal>, Error>;

/// Somebody who is new there: whoever is here under another source or name is told from them.
pub(crate) async fn tell_new(tx: &mut Tx, telling: &Telling, document: Document) -> Told {
    let (org, source) = (telling.org(), &telling.source);
    let (said, external_id) = match (document.read(&telling.mapping, &telling.schema), document.external_id()) {
        (Ok(said), Ok(external_id)) => (said, external_id),
        (Err(fault), _) | (_, Err(fault)) => return Ok(Err(fault.into())),
    };
    let mut same = None;
    if let Some(name) = &external_id {
        let links = sourced::by_external_id(tx, org, (source.id, name)).await?;
        if links.iter().any(|link| link.gone_at.is_none()) {
            return Ok(Err(Refusal::TakenThere(name.clone())));
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
                        return Ok(Err(Refusal::LeftUnder(said.user_name)));
                    }
                    same = Some(link);
                }
                (None, Some(known)) if source.takes_over => {
                    return take_over(tx, telling, (known, document, said)).await;
                }
                (None, Some(_)) => return Ok(Err(Refusal::HereAlready(said.user_name, source.name.clone()))),
                _ => return Ok(Err(Refusal::Taken(said.user_name))),
            }
        }
    }
    // Whoever was gone is back.
    let Some(link) = same else { return put(tx, telling, None, document, Seen::Back).await };
    let known = people_bulk::known(&mut Reads::Inside(&mut *tx), org, &[link.user]).await?.remove(&link.user);
    let Some(known) = known else { return Err(Error::Conflict) };
    let mut document = document;
    if document.active().is_ok_and(|active| active.is_none()) {
        document.set_active(true);
    }
    put(tx, telling, Some((known, link)), document, Seen::Back).await
}

/// Somebody who came from there.
pub(crate) async fn tell(tx: &mut Tx, telling: &Telling, at: (Known, Link), document: Document) -> Told {
    put(tx, telling, Some(at), document, Seen::Before).await
}

/// Somebody who is here already comes from the source from now on: by user name alone, since an address says less of who it is, and
/// never somebody who may do more than sign in.
async fn take_over(tx: &mut Tx, telling: &Telling, (known, document, said): (Known, Document, Said)) -> Told {
    if name_key(&known.user.user_name) != name_key(&said.user_name) {
        return Ok(Err(Refusal::Taken(said.user_name)));
    }
    if known.user.role != Role::Member {
        return Ok(Err(Refusal::NotTakenOver(said.user_name)));
    }
    let now = telling.scribe.now;
    let link = Link {
        user: known.user.id,
        source: telling.source.id,
        external_id: None,
        document: String::new(),
        blocked_there: false,
        made_at: now,
        changed_at: now,
        gone_at: None,
    };
    put(tx, telling, Some((known, link)), document, Seen::Here).await
}

/// What is known of a person before the system speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// What it said the last time.
    Before,
    /// Nothing that counts: they are new, or were gone.
    Back,
    /// They are here, and it takes them over.
    Here,
}

/// A person with what was said put over them, and the words of the fields in which that differs from what they were.
pub(super) fn drawn(
    telling: &Telling,
    (known, link): (&Known, &Link),
    said: &Said,
    seen: Seen,
) -> (Wanted, Wanted, Vec<String>) {
    let before = sorted(Wanted::as_is(known));
    let mut after = before.clone();
    // One that cannot be read by the mapping any more is as good as none.
    let then = Document::kept(&link.document).filter(|_| seen == Seen::Before);
    let then = then.and_then(|then| then.read(&telling.read_by, &telling.schema).ok());
    said.over(&mut after, then.as_ref());
    let fields = differences(&before, &after);
    (before, after, fields)
}

/// Writes what was said over who is there, or as somebody new.
async fn put(tx: &mut Tx, telling: &Telling, at: Option<(Known, Link)>, document: Document, seen: Seen) -> Told {
    let (org, now) = (telling.org(), telling.scribe.now);
    let said = match document.read(&telling.mapping, &telling.schema) {
        Ok(said) => said,
        Err(fault) => return Ok(Err(fault.into())),
    };
    let (active, mut external_id) = match (document.active(), document.external_id()) {
        (Ok(active), Ok(external_id)) => (active, external_id),
        (Err(fault), _) | (_, Err(fault)) => return Ok(Err(fault.into())),
    };
    let own = at.as_ref().map(|(known, _)| known.user.id);
    if let Some(refusal) = clash(tx, telling, (own, &said, external_id.as_deref())).await? {
        return Ok(Err(refusal));
    }
    let said = match (&at, seen) {
        (Some((known, _)), Seen::Here) => said.aloud(&document, known),
        _ => said,
    };
    let mut document = document.text();
    let Some((known, link)) = at else {
        let added = people_write::write(tx, &telling.scribe, (vec![said.new_person()], Vec::new())).await?;
        let Some(user) = added.first().copied() else { return Err(crate::error::broken("nobody was added")) };
        let blocked_there = active == Some(false);
        if blocked_there {
            desk::write_block(tx, &telling.scribe, user, (true, None)).await?;
        }
        let source = telling.source.id;
        let link =
            Link { user, source, external_id, document, blocked_there, made_at: now, changed_at: now, gone_at: None };
        sourced::put(tx, org, &link).await?;
        return Ok(Ok(Done { user, what: What::Added }));
    };
    let (before, mut after, mut fields) = drawn(telling, (&known, &link), &said, seen);
    if !fields.is_empty() && may_do_more(tx, org, known.user.role).await? {
        // Whoever leaves is blocked, whatever else is said of them.
        if active != Some(false) {
            return Ok(Err(Refusal::MoreRights(known.user.user_name)));
        }
        (fields, after) = (Vec::new(), before);
        document.clone_from(&link.document);
        external_id.clone_from(&link.external_id);
    }
    let blocking = match blocking(tx, telling, (&known, &link), active).await? {
        Ok(blocking) => blocking,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if seen == Seen::Here {
        fields.push("source".to_owned());
    }
    // Whoever it is now, the password of who left opens nothing. One who was let in here meanwhile keeps theirs.
    if seen == Seen::Back && known.user.blocked && known.user.password_changed_at.is_some() {
        store::user::drop_password(tx, org, known.user.id).await?;
        fields.push("password".to_owned());
    }
    let user = known.user.id;
    let what = match blocking {
        Blocking::Blocked => What::Blocked,
        Blocking::LetIn => What::LetIn,
        Blocking::Stays(_) if fields.is_empty() => What::Same,
        Blocking::Stays(_) => What::Changed(fields.clone()),
    };
    if !fields.is_empty() {
        people_write::write(tx, &telling.scribe, (Vec::new(), vec![(known, after, fields)])).await?;
    }
    let blocked_there = match blocking {
        Blocking::Blocked => true,
        Blocking::LetIn => false,
        Blocking::Stays(there) => there,
    };
    let changed = Link { external_id, document, blocked_there, gone_at: None, ..link.clone() };
    if changed != link {
        sourced::put(tx, org, &Link { changed_at: now, ..changed }).await?;
    }
    Ok(Ok(Done { user, what }))
}

fn sorted(mut person: Wanted) -> Wanted {
    sorted::by(&mut person.own, |(one, _), (other, _)| one.cmp(other));
    person
}

pub(super) async fn may_do_more(tx: &mut Tx, org: OrganisationId, role: Role) -> Result<bool, Error> {
    Ok(!desk::rights_in(tx, org, role).await?.is_empty())
}

/// A name that somebody else has.
async fn clash(
    tx: &mut Tx,
    telling: &Telling,
    (own, said, external_id): (Option<UserId>, &Said, Option<&str>),
) -> Result<Option<Refusal>, Error> {
    let org = telling.org();
    let names = said.names();
    let owners = people_bulk::owners(&mut Reads::Inside(&mut *tx), org, &names).await?;
    for (name, owners) in names.iter().zip(owners) {
        if owners.iter().any(|owner| Some(*owner) != own) {
            return Ok(Some(Refusal::Taken((*name).to_owned())));
        }
    }
    if let Some(name) = external_id {
        let links = sourced::by_external_id(tx, org, (telling.source.id, name)).await?;
        if links.iter().any(|link| Some(link.user) != own && link.gone_at.is_none()) {
            return Ok(Some(Refusal::TakenThere(name.to_owned())));
        }
    }
    Ok(None)
}

/// What becomes of a block.
enum Blocking {
    Blocked,
    LetIn,
    /// As it is; whether the block is the source's.
    Stays(bool),
}

/// Blocks or lets in as the source says. A block that an administrator made stays.
async fn blocking(
    tx: &mut Tx,
    telling: &Telling,
    (known, link): (&Known, &Link),
    active: Option<bool>,
) -> Result<Result<Blocking, Refusal>, Error> {
    match (active, known.user.blocked) {
        (Some(false), false) => Ok(block(tx, telling, known).await?.map(|()| Blocking::Blocked)),
        (Some(true), true) if link.blocked_there => {
            desk::write_block(tx, &telling.scribe, known.user.id, (false, None)).await?;
            Ok(Ok(Blocking::LetIn))
        }
        _ => Ok(Ok(Blocking::Stays(link.blocked_there))),
    }
}

async fn block(tx: &mut Tx, telling: &Telling, known: &Known) -> Result<Result<(), Refusal>, Error> {
    let (org, user) = (telling.org(), known.user.id);
    if known.user.role == Role::SuperUser
        && store::user::count_other_holders_in(tx, org, Role::SuperUser, user).await? == 0
    {
        return Ok(Err(Refusal::LastSuperUser(known.user.user_name.clone())));
    }
    desk::write_block(tx, &telling.scribe, user, (true, None)).await?;
    Ok(Ok(()))
}

/// Somebody is there no longer.
pub(crate) async fn vanish(tx: &mut Tx, telling: &Telling, (known, link): (Known, Link)) -> Told {
    let (org, now, user) = (telling.org(), telling.scribe.now, known.user.id);
    match telling.source.when_gone {
        WhenGone::Keep => {
            sourced::forget(tx, org, user).await?;
            let fields = vec!["source".to_owned()];
            let event = AuditEvent::PersonEdited { fields, joined: Vec::new(), left: Vec::new(), view: None };
            telling.scribe.note(tx, Some(user), event)?;
        }
        WhenGone::Block => {
            let mut blocked_there = link.blocked_there;
            if !known.user.blocked {
                if let Err(refusal) = block(tx, telling, &known).await? {
                    return Ok(Err(refusal));
                }
                blocked_there = true;
            }
            sourced::put(tx, org, &Link { blocked_there, changed_at: now, gone_at: Some(now), ..link }).await?;
        }
    }
    Ok(Ok(Done { user, what: What::Gone }))
}
