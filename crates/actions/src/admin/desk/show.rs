//! A person as the desk sees one through a view: how the second step stands and why, where they are signed in, what
//! happened last, and which acts the view and the role leave.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{UserId, ViewId};
use domain::permission::{self, Act, Party};
use domain::policy::{Evidence, Explanation};
use domain::throttle::FactorThrottle;
use domain::time::Timestamp;
use domain::user::Role;
use domain::view::{View, ViewAction};
use store::audit::KeptEvent;
use store::exemption::Exemption;
use store::session::Session;
use store::trusted_device::TrustedDevice;
use store::user::User;

use super::why::{Advice, Look, advise};
use super::{Acted, Admin, Target, note_refused_event};
use crate::admin::{reach, roles, views};
use crate::ctx::Ctx;
use crate::directory::password::is_elsewhere;
use crate::error::Error;
use crate::module::Names;
use crate::person::Standing;
use crate::visit::Visit;

/// The events that a page shows.
const EVENTS: i64 = 20;

/// A person seen through a view.
#[derive(Debug)]
pub struct Shown {
    /// The view.
    pub view: View,
    /// The person.
    pub user: User,
    /// Addresses, the main one first.
    pub addresses: Vec<String>,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Name of the role, where it is one of the organisation's own.
    pub role_name: Option<String>,
    /// Facts and policy.
    pub standing: Standing,
    /// What a sign-in in an unknown browser would lead to, and why.
    pub explanation: Explanation,
    /// Recovery codes left, and when they were made.
    pub recovery_codes: (i64, Option<Timestamp>),
    /// Wrong codes of the app so far.
    pub throttle: FactorThrottle,
    /// What is kept of the passkeys among the authenticators.
    pub passkeys: Vec<store::passkey::Passkey>,
    /// What is asked of the code card among them.
    pub card: Option<crate::code_card::Asked>,
    /// Where the person is signed in, each with the name of the platform that it stands on.
    pub sessions: Vec<(Session, Option<String>)>,
    /// The browsers that are remembered.
    pub devices: Vec<(TrustedDevice, Option<String>)>,
    /// The last exemptions, the newest on top.
    pub exemptions: Vec<Exemption>,
    /// What happened last, newest first.
    pub events: Vec<Event>,
    /// Why the person cannot sign in, and what to do now.
    pub advice: Vec<Advice>,
    /// The acts that stand here: ticked in the view, a right of the role, and allowed towards this person.
    pub acts: Vec<ViewAction>,
    /// Whether the person has rights that whoever looks has not, so that nothing may be done to them.
    pub above: bool,
    /// Whether it is whoever looks.
    pub oneself: bool,
}

/// Something that happened to a person.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Word of the event.
    pub kind: String,
    /// Who did it, where it was somebody else: a full name.
    pub by: Option<String>,
    /// The event as JSON.
    pub details: String,
}

/// Shows a person through a view; through the first that opens to whoever looks and has the person in it, where none is
/// named. `None` where there is none, and what was named is kept as refused.
pub async fn show(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (view, user): (Option<ViewId>, UserId),
) -> Result<Option<Shown>, Error> {
    let now = ctx.now();
    let organisation = &visit.organisation;
    let org = organisation.id;
    let mut seen = None;
    for open in views::open_to(ctx, organisation, admin).await? {
        if view.is_none_or(|wanted| wanted == open.id) && reach::sees(ctx, organisation, &open, user).await? {
            seen = Some(open);
            break;
        }
    }
    let Some(view) = seen else {
        let subject = store::user::find(ctx.db(), org, user).await?.map(|found| found.id);
        let event = domain::audit::AuditEvent::ActRefused {
            act: "look".to_owned(),
            why: "not-in-view".to_owned(),
            view: view.map(|view| view.to_string()),
        };
        note_refused_event(ctx, visit, (admin, now), subject, event).await?;
        return Ok(None);
    };
    let Some(found) = store::user::find(ctx.db(), org, user).await? else { return Ok(None) };
    let Some(standing) = Standing::load(ctx, organisation, user, now).await? else { return Ok(None) };
    let evidence = Evidence { put_off_until: standing.facts.put_off_until, ..Evidence::default() };
    let explanation = standing.explain(now, &evidence);
    let addresses = store::user::addresses(ctx.db(), org, user).await?;
    let recovery_codes = store::recovery_code::count(ctx.db(), org, user).await?;
    let throttle = store::factor::of_user(ctx.db(), org, user).await?.throttle;
    let passkeys = store::passkey::of_user(ctx.db(), org, user).await?;
    let card = crate::code_card::asked(ctx, &visit.organisation, user).await?;
    let kept = store::audit::of_user(ctx.db(), org, user, EVENTS).await?;
    let words: Vec<(Timestamp, String)> = kept.iter().map(|event| (event.at, event.kind.clone())).collect();
    let advice = advise(
        now,
        &Look {
            step: &explanation.step,
            policy: &standing.policy,
            has_password: found.password_changed_at.is_some(),
            has_address: !addresses.is_empty(),
            throttle: (!standing.facts.authenticators.is_empty()).then_some(throttle),
            recovery_codes: recovery_codes.0,
            events: &words,
        },
    );
    let target = Party { user, role: found.role, rights: roles::rights_of(ctx, org, found.role).await? };
    let mut sessions = store::session::of_user(ctx.db(), org, user).await?;
    sessions.retain(|session| now < domain::policy::in_session::expires_at(&session.facts, &standing.policy));
    let names = Names::load(ctx, organisation).await?;
    let platform = |key| names.of(key).map(str::to_owned);
    let devices = store::trusted_device::of_user(ctx.db(), org, user).await?;
    let role_name = match found.role {
        Role::Own(id) => roles::find(ctx, org, id).await?.map(|role| role.name),
        _ => None,
    };
    let mut acts = acts(&view, &admin.party, &target, found.blocked);
    if acts.contains(&ViewAction::Password) && is_elsewhere(ctx, org, user).await?.is_some() {
        acts.retain(|act| *act != ViewAction::Password);
    }
    Ok(Some(Shown {
        acts,
        above: !admin.party.rights.include(target.rights),
        oneself: admin.party.user == user,
        groups: store::group::of_user(ctx.db(), org, user).await?.into_iter().map(|group| group.name).collect(),
        sessions: sessions.into_iter().map(|session| (session.clone(), platform(session.platform))).collect(),
        devices: devices.into_iter().map(|device| (device.clone(), platform(device.platform))).collect(),
        exemptions: store::exemption::of_user(ctx.db(), org, user).await?,
        events: events(ctx, visit, user, kept).await?,
        user: found,
        view,
        addresses,
        role_name,
        standing,
        explanation,
        recovery_codes,
        throttle,
        passkeys,
        card,
        advice,
    }))
}

/// The acts that a view and the rules leave.
fn acts(view: &View, actor: &Party, target: &Party, blocked: bool) -> Vec<ViewAction> {
    let allowed =
        view.actions.iter().filter(|action| permission::may_act(actor, target, act_of(**action, blocked), 1).is_ok());
    allowed.copied().collect()
}

/// The act behind a button, on someone who is blocked or not.
fn act_of(action: ViewAction, blocked: bool) -> Act {
    match action {
        ViewAction::Remind => Act::Remind,
        ViewAction::Pass => Act::Pass,
        ViewAction::Exempt => Act::Exempt,
        ViewAction::SignOut => Act::SignOut,
        ViewAction::Edit => Act::Edit,
        ViewAction::Block if blocked => Act::Unblock,
        ViewAction::Block => Act::Block,
        ViewAction::Password => Act::Password,
        ViewAction::SecondFactorOff => Act::SecondFactorOff,
    }
}

/// The events with the names of those who did them.
async fn events(ctx: &Ctx, visit: &Visit, user: UserId, kept: Vec<KeptEvent>) -> Result<Vec<Event>, Error> {
    let mut names: BTreeMap<UserId, Option<String>> = BTreeMap::new();
    let actors: BTreeSet<UserId> = kept.iter().filter_map(|event| event.actor.parse().ok()).collect();
    for actor in actors.into_iter().filter(|actor| *actor != user) {
        let found = store::user::find(ctx.db(), visit.organisation.id, actor).await?;
        names.insert(actor, found.map(|found| found.display_name));
    }
    let events = kept.into_iter().map(|event| Event {
        at: event.at,
        by: event.actor.parse().ok().and_then(|actor: UserId| names.get(&actor).cloned().flatten()),
        kind: event.kind,
        details: event.details,
    });
    Ok(events.collect())
}

/// Whom an act would be done to, where somebody may do it: for the page that asks before it is done. How fresh a proof is
/// the page looks at itself.
pub async fn ask(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (at, action): (Target, ViewAction),
) -> Result<Acted<Shown>, Error> {
    let Some(shown) = show(ctx, visit, admin, (Some(at.view), at.user)).await? else { return Ok(Acted::NotFound) };
    if shown.acts.contains(&action) {
        return Ok(Acted::Done(shown));
    }
    let target = Party {
        user: at.user,
        role: shown.user.role,
        rights: roles::rights_of(ctx, visit.organisation.id, shown.user.role).await?,
    };
    let refusal = match act_of(action, shown.user.blocked) {
        act if !shown.view.allows(act) => None,
        act => permission::may_act(&admin.party, &target, act, 1).err(),
    };
    let event = domain::audit::AuditEvent::ActRefused {
        act: action.word().to_owned(),
        why: refusal.map_or("view-without-action", permission::Refusal::word).to_owned(),
        view: Some(shown.view.name.clone()),
    };
    note_refused_event(ctx, visit, (admin, ctx.now()), Some(at.user), event).await?;
    Ok(refusal.map_or(Acted::NotInView, Acted::Refused))
}
