//! What a session may do at this request. Where nothing has changed since the last one, the answer comes from memory;
//! else the facts are read and decided afresh.

use std::sync::Arc;

use domain::id::OrganisationId;
use domain::policy::in_session::expires_at;
use domain::policy::{EndReason, SessionFacts, SessionStep, decide_in_session};
use domain::time::{Lifetime, Timestamp};
use store::session::Session;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::person::Standing;
use crate::session_cache::Remembered;
use crate::visit::{Organisation, Visit};

/// An answer from memory is looked at anew after this long, whatever happens.
const LOOK_AGAIN: Lifetime = Lifetime::minutes(5);

/// The same where a selection looks at what changes without an administrator, such as the last sign-in.
const LOOK_SOON: Lifetime = Lifetime::seconds(1);

/// A session with the facts about its person.
#[derive(Clone, Debug)]
pub struct SignedInPerson {
    /// Hash of the session's token.
    pub(crate) hash: [u8; 32],
    /// The session.
    pub session: Session,
    /// The person and what holds for them.
    pub standing: Standing,
    /// What the session may do.
    pub step: SessionStep,
}

/// What a cookie turned out to be.
#[derive(Clone, Debug)]
pub enum Checked {
    /// No session.
    None,
    /// It is over.
    Ended(EndReason),
    /// It exists; `step` says what it may do.
    SignedIn(Box<SignedInPerson>),
}

impl Checked {
    /// The session, where there is one.
    pub fn signed_in(self) -> Option<SignedInPerson> {
        match self {
            Self::SignedIn(person) => Some(*person),
            Self::None | Self::Ended(_) => None,
        }
    }
}

/// Loads a session and decides what it may do.
pub async fn load(ctx: &Ctx, visit: &Visit, token: &str) -> Result<Checked, Error> {
    load_at(ctx, visit, token, ctx.now()).await
}

pub(crate) async fn load_at(ctx: &Ctx, visit: &Visit, token: &str, now: Timestamp) -> Result<Checked, Error> {
    match visit.hash(token) {
        Some(hash) => load_hash(ctx, &visit.organisation, hash, now).await,
        None => Ok(Checked::None),
    }
}

pub(crate) async fn load_hash(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<Checked, Error> {
    let org = organisation.id;
    // Read before the facts: a change that comes between makes the entry stale, never fresh.
    let generation = ctx.sessions().generation(org);
    let Some(mut session) = store::session::find(ctx.db(), org, hash).await? else {
        ctx.sessions().forget(&hash);
        return Ok(Checked::None);
    };
    let remembered = ctx.sessions().find(&hash);
    if let Some(remembered) = &remembered {
        session.facts.last_seen_at = session.facts.last_seen_at.max(remembered.last_seen());
    }
    let Some(standing) = Standing::load(ctx, organisation, session.user, now).await? else { return Ok(Checked::None) };
    let step = decide_in_session(now, &standing.facts.person, &standing.policy, &session.facts);
    if let SessionStep::End(reason) = step {
        ctx.sessions().forget(&hash);
        ctx.write((org, hash), |tx, (org, hash)| {
            Box::pin(async move { Ok(store::session::end(tx, *org, *hash).await?) })
        })
        .await?;
        return Ok(Checked::Ended(reason));
    }
    let entry = remember(&session, &standing, &step, (org, generation), now);
    if entry.seen(now) {
        touch(ctx, org, hash, now).await?;
    }
    if step == SessionStep::Open {
        ctx.sessions().keep(hash, Arc::new(entry));
    } else {
        ctx.sessions().forget(&hash);
    }
    session.facts.last_seen_at = now;
    Ok(Checked::SignedIn(Box::new(SignedInPerson { hash, session, standing, step })))
}

fn remember(
    session: &Session,
    standing: &Standing,
    step: &SessionStep,
    under: (OrganisationId, i64),
    now: Timestamp,
) -> Remembered {
    let facts = &session.facts;
    let open_until = match step {
        SessionStep::Open => stands_until(facts, standing, now).min(now.plus(LOOK_AGAIN)),
        SessionStep::Prove(_) | SessionStep::Enrol(_) | SessionStep::End(_) => now,
    };
    let idle = [facts.terms.idle, standing.policy.idle.value].into_iter().flatten().min();
    Remembered::new(under, open_until, idle, facts.last_seen_at)
}

/// Until when what was decided about a session stands by itself: the next moment at which the clock alone may change it.
pub(crate) fn stands_until(facts: &SessionFacts, standing: &Standing, now: Timestamp) -> Timestamp {
    let policy = &standing.policy;
    let factor_ends = policy.ask_again.value.and_then(|period| facts.factor_at.map(|at| at.plus(period)));
    let moments = [
        Some(expires_at(facts, policy)),
        factor_ends.filter(|_| !standing.facts.person.enrolled.is_empty()),
        policy.due.map(|due| due.at),
        standing.facts.person.exemption.map(|exemption| exemption.until),
        standing.moves_by_itself.then(|| now.plus(LOOK_SOON)),
    ];
    moments.into_iter().flatten().filter(|moment| *moment > now).min().unwrap_or(now)
}

/// Whether a session is there and free to go on; the answer of the hot path.
pub async fn is_open(ctx: &Ctx, organisation: &Arc<Organisation>, token: &str) -> Result<bool, Error> {
    let Some(hash) = verifier::token::hash(token) else { return Ok(false) };
    let now = ctx.now();
    let org = organisation.id;
    if let Some(entry) = ctx.sessions().find(&hash)
        && ctx.sessions().stands(&entry, now, org)
    {
        if entry.seen(now) {
            Box::pin(touch(ctx, org, hash, now)).await?;
        }
        return Ok(true);
    }
    // Boxed, so that a request that is answered from memory carries no room for the long way.
    let checked = Box::pin(load_hash(ctx, organisation, hash, now)).await?;
    Ok(checked.signed_in().is_some_and(|person| person.step == SessionStep::Open))
}

pub(crate) async fn touch(ctx: &Ctx, org: OrganisationId, hash: [u8; 32], now: Timestamp) -> Result<(), Error> {
    ctx.write((org, hash, now), |tx, (org, hash, now)| {
        Box::pin(async move { Ok(store::session::touch(tx, *org, *hash, *now).await?) })
    })
    .await
}
