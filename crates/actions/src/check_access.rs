//! Forward-auth: who stands at the door of another application, and whether they may pass. Where nothing has changed since the
//! last request, the answer comes from memory, as that of a session does.

use std::sync::Arc;

use domain::access::{Access, Demand, Held, Opens, decide_access};
use domain::assurance::{Proof, amr};
use domain::id::{SelectionId, SessionId, UserId};
use domain::policy::SessionStep;
use domain::selection::Selected;
use domain::time::{Lifetime, Timestamp};
use domain::user::name_key;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use verifier::gate_pass::Named;

use crate::check_session::{self, Checked, SignedInPerson};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::person::Standing;
use crate::session_cache::Remembered;
use crate::visit::Organisation;

/// At most so many people at doors are kept in memory; others are read from the database.
const CAPACITY: usize = 200_000;

/// Where a selection looks at what changes without an administrator, such as the last sign-in, it is asked again so soon.
const LOOK_SOON: Lifetime = Lifetime::seconds(1);

/// What a browser shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// The pass that is made for other applications.
    Pass(&'a str),
    /// The session itself: the application stands at our own host.
    Session(&'a str),
}

/// What an application is told about somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// The first e-mail address; empty where there is none.
    pub email: String,
    /// Groups by name, with a comma between them; a comma or percent sign in a name is encoded.
    pub groups: String,
    /// What was proved in this session, with a comma between (RFC 8176).
    pub amr: String,
}

/// Somebody whose session is open.
#[derive(Debug)]
pub(crate) struct AtDoor {
    /// Its session as it is remembered; none where so many are that it is forgotten already.
    session: Option<Arc<Remembered>>,
    hash: [u8; 32],
    identity: Arc<Identity>,
    held: Held,
    /// From when on a selection may hold others, though nobody changed anything; none for never.
    until: Option<Timestamp>,
}

/// The people at doors that were looked at, by what they showed.
pub(crate) type Doors = Cache<[u8; 32], Arc<AtDoor>>;

/// The memory of a program that has just started.
pub(crate) fn doors() -> Doors {
    Cache::new(CAPACITY)
}

/// Who may pass, or what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// They may, and this is who they are.
    Granted(Arc<Identity>),
    /// Nobody is signed in, or something comes before the session is open.
    SignIn,
    /// A newer proof, or one of a second factor, comes first.
    Prove,
    /// A second factor comes first, and there is none yet.
    Enrol,
    /// They may not.
    Forbidden,
}

/// Decides about a request at a door. Where anyone may pass, whoever is not signed in is told as nobody.
pub async fn check(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    shown: &[Shown<'_>],
    demand: &Demand,
) -> Result<Passage, Error> {
    if demand.opens == Opens::Nobody {
        return Ok(Passage::Forbidden);
    }
    for shown in shown {
        let passage = check_one(ctx, organisation, *shown, demand).await?;
        if !matches!(passage, Passage::SignIn) {
            return Ok(passage);
        }
    }
    Ok(if demand.opens == Opens::Anyone { Passage::Granted(Arc::default()) } else { Passage::SignIn })
}

async fn check_one(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    shown: Shown<'_>,
    demand: &Demand,
) -> Result<Passage, Error> {
    let now = ctx.now();
    let Some(found) = find(ctx, organisation, shown, now).await? else { return Ok(Passage::SignIn) };
    Ok(match decide_access(now, demand, &found.held) {
        Access::Granted => Passage::Granted(found.identity.clone()),
        Access::Prove => Passage::Prove,
        Access::Enrol => Passage::Enrol,
        Access::Forbidden => Passage::Forbidden,
    })
}

/// Somebody whose session is open and free to go on; nobody else is anybody.
async fn find(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    shown: Shown<'_>,
    now: Timestamp,
) -> Result<Option<Arc<AtDoor>>, Error> {
    let org = organisation.id;
    let key: [u8; 32] = match shown {
        Shown::Pass(text) if text.len() == verifier::gate_pass::TEXT_CHARS => Sha256::digest(text).into(),
        Shown::Pass(_) => return Ok(None),
        Shown::Session(text) => match verifier::token::hash(text) {
            Some(hash) => hash,
            None => return Ok(None),
        },
    };
    if let Some(known) = ctx.doors().get(&key)
        && let Some(session) = &known.session
        && ctx.sessions().stands(session, now, org)
        && known.until.is_none_or(|until| now < until)
    {
        if session.seen(now) {
            Box::pin(check_session::touch(ctx, org, known.hash, now)).await?;
        }
        return Ok(Some(known));
    }
    // Boxed, so that a request that is answered from memory carries no room for the long way.
    let found = Box::pin(look(ctx, organisation, shown, (key, now))).await?;
    if let Some(found) = &found
        && found.session.is_some()
    {
        ctx.doors().insert(key, found.clone());
    }
    Ok(found)
}

/// The same from the database; `key` is the hash of what was shown.
async fn look(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    shown: Shown<'_>,
    (key, now): ([u8; 32], Timestamp),
) -> Result<Option<Arc<AtDoor>>, Error> {
    let org = organisation.id;
    let hash = match shown {
        Shown::Session(_) => key,
        Shown::Pass(text) => {
            let Some(Named { session, user }) = ctx.verifier().read_gate_pass(&org.bytes(), text) else {
                return Ok(None);
            };
            let (session, user) = (SessionId::from_bytes(session), UserId::from_bytes(user));
            match store::session::token_of(ctx.db(), org, user, session).await? {
                Some(hash) => hash,
                None => return Ok(None),
            }
        }
    };
    let Checked::SignedIn(person) = check_session::load_hash(ctx, organisation, hash, now).await? else {
        return Ok(None);
    };
    if person.step != SessionStep::Open {
        return Ok(None);
    }
    let addresses = store::user::addresses(ctx.db(), org, person.session.user).await?;
    let identity = Arc::new(identity(&person, addresses.into_iter().next()));
    let (selections, moves) = selections(ctx, organisation, person.session.user, now).await?;
    let (session, held) = (ctx.sessions().find(&hash), held(&person, selections));
    let until = moves.then(|| now.plus(LOOK_SOON));
    Ok(Some(Arc::new(AtDoor { session, hash, identity, held, until })))
}

/// The selections that decide at doors and hold this person, and whether that may change by itself.
async fn selections(
    ctx: &Ctx,
    organisation: &Organisation,
    user: UserId,
    now: Timestamp,
) -> Result<(Vec<SelectionId>, bool), Error> {
    let org = organisation.id;
    let asked = ctx.applications(org).await?.selections();
    if asked.is_empty() {
        return Ok((Vec::new(), false));
    }
    // Read after the applications: whatever selection one names, its rule is there.
    let rules = store::rules::load(ctx.db(), org).await?;
    let (mut held, mut moves) = (Vec::new(), false);
    for id in asked {
        let which = rules.which(Selected::Selection(id))?;
        if store::people_query::is_among(ctx.db(), org, which, user, now).await? {
            held.push(id);
        }
        moves |= rules.moves_by_itself(id);
    }
    Ok((held, moves))
}

fn identity(person: &SignedInPerson, email: Option<String>) -> Identity {
    let facts = &person.standing.facts;
    let groups: Vec<String> = facts.groups.iter().map(|group| separable(&group.name)).collect();
    Identity {
        user_name: facts.user_name.clone(),
        display_name: facts.display_name.clone(),
        email: email.unwrap_or_default(),
        groups: groups.join(","),
        amr: amr(person.session.facts.proof, person.session.password_at).join(","),
    }
}

/// A name in a list that commas part: whoever may name a group must not put others into two.
fn separable(name: &str) -> String {
    name.replace('%', "%25").replace(',', "%2C")
}

pub(crate) fn held(person: &SignedInPerson, selections: Vec<SelectionId>) -> Held {
    let session = &person.session;
    held_of(&person.standing, (session.facts.proof, session.password_at), selections)
}

/// What somebody has shown: a second factor and when the password.
pub(crate) fn held_of(
    standing: &Standing,
    (proof, password_at): (Option<Proof>, Timestamp),
    selections: Vec<SelectionId>,
) -> Held {
    let facts = &standing.facts;
    Held {
        proof,
        password_at,
        groups: facts.groups.iter().map(|group| name_key(&group.name)).collect(),
        selections,
        enrolled: !facts.person.enrolled.is_empty(),
    }
}

/// The pass for the doors of other applications, of somebody who is signed in.
#[must_use]
pub fn pass_of(ctx: &Ctx, organisation: &Organisation, person: &SignedInPerson) -> String {
    let session = &person.session;
    let named = Named { session: session.id.bytes(), user: session.user.bytes() };
    ctx.verifier().issue_gate_pass(&organisation.id.bytes(), named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_be_two_groups() {
        assert_eq!(separable("Board, admins 100%"), "Board%2C admins 100%25");
    }
}
