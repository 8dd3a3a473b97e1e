//! The desk: everything that administrators and the helpdesk do to a person enters here. Who acts, through which view, on
//! whom: `permit` checks all of it at once, and what it refuses is in the audit log.

mod block;
mod edit;
mod exempt;
mod give_card;
mod give_token;
mod pass;
mod password;
mod remind;
mod show;
mod sign_out;
mod switch_off;
mod why;

use std::sync::Arc;

use domain::audit::{Actor, AuditEvent};
use domain::id::{OrganisationId, UserId, ViewId};
use domain::organisation::ModuleState;
use domain::permission::{self, Act, Freshness, Party, Refusal, Right, Rights};
use domain::time::Timestamp;
use domain::user::Role;
use domain::view::View;
use store::Tx;
use store::user::User;

pub(crate) use block::write as write_block;
pub use block::{block, unblock};
pub use edit::{Details, Edited, Field, PersonFault, add, details, edit, first_password_length, new_faults};
pub use exempt::{Ended, Exempted, Exempting, end_exemption, exempt, exempt_by_command_line, tell_of_ends};
pub use give_card::{GivenCard, give_card};
pub use give_token::{GivenToken, Giving, give_token};
pub use pass::{Given, give_pass, give_pass_by_command_line};
pub(crate) use pass::{new_pass, write as write_pass};
pub use password::{MadePassword, make_password};
pub use remind::remind;
pub use show::{Event, Shown, ask, show};
pub use sign_out::sign_out;
pub use switch_off::{After, SwitchedOff, switch_off};
pub use why::{Advice, Look, advise};

use crate::admin::{reach, roles};
use crate::check_session::SignedInPerson;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::step_up::{self, Needs};
use crate::visit::{Organisation, Visit};

/// Someone whose role allows something beyond one's own profile, in a session that is open.
#[derive(Clone, Debug)]
pub struct Admin {
    /// The person and the session.
    pub person: SignedInPerson,
    /// The role and what it may do.
    pub party: Party,
}

impl Admin {
    /// Whether the role has a right.
    pub fn has(&self, right: Right) -> bool {
        self.party.rights.has(right)
    }

    /// The full name.
    pub fn name(&self) -> &str {
        &self.person.standing.facts.display_name
    }

    pub(crate) fn scribe(&self, ctx: &Ctx, visit: &Visit, now: Timestamp) -> Scribe {
        Scribe::of_visit(ctx, visit, now, Actor::User(self.party.user))
    }
}

/// What the role of a signed-in person allows; `None` where it allows nothing here.
pub async fn admin(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    person: SignedInPerson,
) -> Result<Option<Admin>, Error> {
    let facts = &person.standing.facts;
    let party =
        Party { user: facts.id, role: facts.role, rights: roles::rights_of(ctx, organisation.id, facts.role).await? };
    Ok((!party.rights.is_empty()).then_some(Admin { person, party }))
}

/// Whom an act is done to, and from which view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The view.
    pub view: ViewId,
    /// The person.
    pub user: UserId,
}

/// What became of an act.
#[derive(Debug)]
pub enum Acted<T> {
    /// A fresh proof comes first.
    Needs(Needs),
    /// A second factor is asked, and whoever acts has none: set one up first.
    NoSecondFactor,
    /// There is no such view or person, or not for whoever acts.
    NotFound,
    /// The view does not have this action.
    NotInView,
    /// A rule of `domain::permission` refuses.
    Refused(Refusal),
    /// Somebody changed the same at the same moment: look again.
    Changed,
    /// Done.
    Done(T),
}

impl<T> Acted<T> {
    /// The same act with something else to show for it.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Acted<U> {
        match self {
            Self::Needs(needs) => Acted::Needs(needs),
            Self::NoSecondFactor => Acted::NoSecondFactor,
            Self::NotFound => Acted::NotFound,
            Self::NotInView => Acted::NotInView,
            Self::Refused(refusal) => Acted::Refused(refusal),
            Self::Changed => Acted::Changed,
            Self::Done(done) => Acted::Done(change(done)),
        }
    }
}

/// What has been checked: whoever acts may do this to that person from that view.
#[derive(Clone, Debug)]
pub(crate) struct Permitted {
    pub(crate) view: View,
    pub(crate) user: User,
    pub(crate) target: Party,
    act: Act,
    actor: Party,
}

/// Checks an act: the view is there and opens to whoever acts, the person is in it, the view has the action, the rules
/// allow it, and the proof is fresh enough. What is refused is kept.
pub(crate) async fn permit<T>(
    ctx: &Ctx,
    visit: &Visit,
    (admin, now): (&Admin, Timestamp),
    at: Target,
    act: Act,
) -> Result<Result<Permitted, Acted<T>>, Error> {
    let org = visit.organisation.id;
    let refuse = async |why: &str, view: String, known: bool| {
        note_refusal(ctx, visit, (admin, now), known.then_some(at.user), (act, why, view)).await
    };
    let named = at.view.to_string();
    let view = store::view::find(ctx.db(), org, at.view).await?;
    let Some(view) = view.filter(|view| view.opens_to(&admin.party)) else {
        refuse("view-not-visible", named, false).await?;
        return Ok(Err(Acted::NotFound));
    };
    let Some(user) = store::user::find(ctx.db(), org, at.user).await? else {
        refuse("no-such-person", view.name, false).await?;
        return Ok(Err(Acted::NotFound));
    };
    if !reach::sees(ctx, &visit.organisation, &view, at.user).await? {
        refuse("not-in-view", view.name, true).await?;
        return Ok(Err(Acted::NotFound));
    }
    if !view.allows(act) {
        refuse("view-without-action", view.name, true).await?;
        return Ok(Err(Acted::NotInView));
    }
    let target = Party { user: user.id, role: user.role, rights: roles::rights_of(ctx, org, user.role).await? };
    // The last of its kind is counted again inside the transaction, where nobody else takes the other one away.
    if let Err(refusal) = permission::may_act(&admin.party, &target, act, u64::MAX) {
        refuse(refusal.word(), view.name, true).await?;
        return Ok(Err(Acted::Refused(refusal)));
    }
    if let Some(wanted) = freshness(&admin.person, act.freshness(), now) {
        return Ok(Err(wanted));
    }
    Ok(Ok(Permitted { view, user, target, act, actor: admin.party }))
}

/// What a proof of this freshness still needs.
pub(crate) fn freshness<T>(person: &SignedInPerson, wanted: Freshness, now: Timestamp) -> Option<Acted<T>> {
    let has_factor = !person.standing.facts.person.enrolled.is_empty();
    // Without the module nobody can have one, and there is no second step to get past: the password is the highest proof.
    let active = person.standing.facts.person.module == ModuleState::Active;
    match wanted {
        Freshness::Session => None,
        Freshness::SecondFactor if !has_factor && active => Some(Acted::NoSecondFactor),
        Freshness::Proof | Freshness::SecondFactor => step_up::needs(person, now).map(Acted::Needs),
    }
}

/// What stands between whoever acts and an act that is on no person: the right, then a proof of this freshness. Who has not
/// the right is kept in the audit log.
pub(crate) async fn may<T>(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (right, act, wanted): (Right, &str, Freshness),
) -> Result<Option<Acted<T>>, Error> {
    if !admin.has(right) {
        note_refused(ctx, visit, admin, act, Refusal::NoRight.word()).await?;
        return Ok(Some(Acted::Refused(Refusal::NoRight)));
    }
    Ok(freshness(&admin.person, wanted, ctx.now()))
}

/// Keeps that something was tried which is not theirs to do.
pub(crate) async fn note_refusal(
    ctx: &Ctx,
    visit: &Visit,
    (admin, now): (&Admin, Timestamp),
    subject: Option<UserId>,
    (act, why, view): (Act, &str, String),
) -> Result<(), Error> {
    let event = AuditEvent::ActRefused { act: act.word().to_owned(), why: why.to_owned(), view: Some(view) };
    note_refused_event(ctx, visit, (admin, now), subject, event).await
}

/// The same for what is no act on a person: `act` is a word such as `save-view`.
pub async fn note_refused(ctx: &Ctx, visit: &Visit, admin: &Admin, act: &str, why: &str) -> Result<(), Error> {
    let event = AuditEvent::ActRefused { act: act.to_owned(), why: why.to_owned(), view: None };
    note_refused_event(ctx, visit, (admin, ctx.now()), None, event).await
}

/// The same of anybody who is signed in, whatever the role: what was asked for is not there, or not for them.
pub async fn note_nothing_there(ctx: &Ctx, visit: &Visit, person: &SignedInPerson, act: &str) -> Result<(), Error> {
    let event = AuditEvent::ActRefused { act: act.to_owned(), why: "no-such-thing".to_owned(), view: None };
    let scribe = Scribe::of_visit(ctx, visit, ctx.now(), Actor::User(person.standing.facts.id));
    ctx.write((scribe, event), |tx, (scribe, event)| Box::pin(async move { scribe.note(tx, None, event.clone()) }))
        .await
}

pub(crate) async fn note_refused_event(
    ctx: &Ctx,
    visit: &Visit,
    (admin, now): (&Admin, Timestamp),
    subject: Option<UserId>,
    event: AuditEvent,
) -> Result<(), Error> {
    let scribe = admin.scribe(ctx, visit, now);
    ctx.write((scribe, subject, event), |tx, (scribe, subject, event)| {
        Box::pin(async move { scribe.note(tx, *subject, event.clone()) })
    })
    .await
}

impl Permitted {
    /// Looks again inside the transaction: the person has the role that was judged, and the last `SuperUser` stays.
    /// `Conflict` where the first is not so; a value where the second is not.
    pub(crate) async fn still(&self, tx: &mut Tx, org: OrganisationId) -> Result<Result<(), Refusal>, Error> {
        store::organisation::lock(tx, org).await?;
        let Some((user, _)) = store::user::find_version_in(tx, org, self.user.id).await? else {
            return Err(Error::Conflict);
        };
        if user.role != self.target.role || rights_in(tx, org, user.role).await? != self.target.rights {
            return Err(Error::Conflict);
        }
        let others = store::user::count_other_holders_in(tx, org, Role::SuperUser, user.id).await?;
        Ok(permission::may_act(&self.actor, &self.target, self.act, others))
    }
}

/// What a role may do, inside a transaction.
pub(crate) async fn rights_in(tx: &mut Tx, org: OrganisationId, role: Role) -> Result<Rights, Error> {
    match (permission::built_in(role), role) {
        (Some(rights), _) => Ok(rights),
        (None, Role::Own(id)) => Ok(store::role::find_in(tx, org, id).await?.map_or(Rights::NONE, |role| role.rights)),
        (None, _) => Ok(Rights::NONE),
    }
}

/// What a transaction answers: done, or refused by what it found.
pub(crate) type Ruled<T> = Result<T, Refusal>;

/// Turns the answer of a transaction into that of the act; what it refused is kept.
pub(crate) async fn acted<T>(
    ctx: &Ctx,
    visit: &Visit,
    (admin, now): (&Admin, Timestamp),
    permitted: &Permitted,
    written: Result<Ruled<T>, Error>,
) -> Result<Acted<T>, Error> {
    match written {
        Ok(Ok(done)) => Ok(Acted::Done(done)),
        Ok(Err(refusal)) => {
            let told = (permitted.act, refusal.word(), permitted.view.name.clone());
            note_refusal(ctx, visit, (admin, now), Some(permitted.user.id), told).await?;
            Ok(Acted::Refused(refusal))
        }
        Err(Error::Conflict) => Ok(Acted::Changed),
        Err(error) => Err(error),
    }
}
