//! A sign-in whose password a platform checked: what comes next, and going on with it over the API. Each step is the action of our
//! own pages; only where it ends differs.

use domain::api_key::may_return;
use domain::assurance::Proof;
use domain::audit::{Actor, AuditEvent};
use domain::id::UserId;
use domain::policy::{Enrol, Evidence, LateEnrolment, NextStep, Prove, Reason};
use domain::time::Timestamp;

use super::Platform;
use super::session::{self, Stands, There};
use crate::ctx::{Ctx, Work};
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::open_session::{DeviceCookie, Remember, SignedIn};
use crate::person::Standing;
use crate::record::Scribe;
use crate::sign_in::arrival::Arrival;
use crate::sign_in::half::{self, Half};
use crate::sign_in::second_factor::remember_until;
use crate::sign_in::{Step, late};
use crate::visit::Visit;

/// Who a platform says it is, and what it knows of the browser.
#[derive(Debug)]
pub struct Asked {
    /// User name, or e-mail address as at sign-in.
    pub person: String,
    /// The remembered browser, as it was answered before.
    pub device: Option<DeviceCookie>,
    /// Where a browser that goes on on our own pages is sent back to; none where the platform has pages of its own.
    pub return_to: Option<String>,
}

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// Nobody signs in: unknown, blocked, or the organisation is closed. One answer for all.
    Refuse,
    /// Signed in.
    Allow(Box<Allowed>),
    /// Something comes before.
    Pending(Box<Pending>),
}

/// A sign-in that succeeded.
#[derive(Debug)]
pub struct Allowed {
    /// What the platform keeps of it.
    pub signed_in: SignedIn,
    /// Why.
    pub reason: Reason,
    /// The session: who, what was proved in it, until when that stands.
    pub session: There,
}

/// A person by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Identity; it stays when the name changes.
    pub id: UserId,
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
}

impl Named {
    pub(crate) fn of(standing: &Standing) -> Self {
        let facts = &standing.facts;
        Self { id: facts.id, user_name: facts.user_name.clone(), display_name: facts.display_name.clone() }
    }
}

/// A sign-in that waits for something.
#[derive(Debug)]
pub struct Pending {
    /// The handle that the platform has.
    pub id: String,
    /// From when it is worth nothing.
    pub expires_at: Timestamp,
    /// Why.
    pub reason: Reason,
    /// Who.
    pub person: Named,
    /// For what.
    pub waits_for: WaitsFor,
    /// The ticket for a browser that goes on on our own pages, at the moment that it is made.
    pub ticket: Option<String>,
}

/// What a sign-in waits for.
#[derive(Debug)]
pub enum WaitsFor {
    /// A second factor.
    Proof(Prove),
    /// Enrolling, offered or due; with what late enrolment still needs.
    Enrolment(Enrol, Option<Late>),
}

/// What late enrolment needs before a secret is shown.
#[derive(Debug)]
pub struct Late {
    /// An e-mailed code (a pass does as well), or a pass.
    pub demands: LateEnrolment,
    /// The address that a code goes to, masked; none where the person has none.
    pub address: Option<String>,
    /// Until when the code that was sent counts.
    pub sent_until: Option<Timestamp>,
}

/// What became of asking.
#[derive(Debug)]
pub enum Begun {
    /// The key does not list the address to return to.
    OtherAddress,
    /// What comes next.
    Next(Next),
}

/// Begins a sign-in for somebody whose password the platform has checked.
pub async fn begin(ctx: &Ctx, visit: &Visit, platform: &Platform, asked: Asked) -> Result<Begun, Error> {
    let now = ctx.now();
    let org = visit.organisation.id;
    if asked.return_to.as_ref().is_some_and(|to| !may_return(&platform.key.return_addresses, to)) {
        return Ok(Begun::OtherAddress);
    }
    let name = &platform.key.name;
    let Some(account) = store::user::find_account(ctx.db(), org, &asked.person).await? else {
        return refuse(ctx, visit, (name, None)).await;
    };
    let Some(standing) = Standing::load(ctx, &visit.organisation, account.id, now).await? else {
        return refuse(ctx, visit, (name, None)).await;
    };
    let browser = KnownBrowser::find(ctx, visit, account.id, asked.device.as_ref()).await?;
    let shown = asked.device.as_ref().and_then(|device| Some((device.id, visit.hash(&device.token)?)));
    let (arrival, next) = Arrival::new((now, account.id), browser, &standing, asked.return_to.clone());
    let reason = standing.explain(now, &arrival.evidence()).reason;
    let decision = match &next {
        NextStep::Refuse(_) => return refuse(ctx, visit, (name, Some(account.id))).await,
        NextStep::Grant(_) => "allow",
        NextStep::Prove(_) => "prove",
        NextStep::Enrol(enrol) if enrol.skippable => "offer",
        NextStep::Enrol(_) => "enrol",
    };
    let ticket = asked.return_to.as_ref().map(|_| ctx.verifier().new_token());
    let arrival = arrival.on_platform(shown, ticket.as_ref().map(verifier::Token::hash));
    let arrival = arrival.watched(ctx, &visit.organisation, &standing).await?;
    let event = AuditEvent::PlatformAsked { api_key: name.clone(), decision: decision.to_owned() };
    let step = arrival.go_on(ctx, visit, next, ((account.id, event), note)).await?;
    Ok(Begun::Next(match step {
        None => Next::Refuse,
        Some(Step::SignedIn(signed_in)) => allowed(ctx, visit, signed_in, reason).await?,
        Some(Step::Prove(id) | Step::Enrol(id) | Step::Back(id)) => {
            let ticket = ticket.map(|ticket| ticket.text().to_string());
            match look(ctx, visit, &id).await? {
                Some(pending) => Next::Pending(Box::new(Pending { ticket, ..pending })),
                None => return Err(Error::Conflict),
            }
        }
    }))
}

fn note<'t>(tx: &'t mut store::Tx, (user, event): &'t (UserId, AuditEvent), scribe: &'t Scribe) -> Work<'t, ()> {
    Box::pin(async move { scribe.note(tx, Some(*user), event.clone()) })
}

async fn refuse(ctx: &Ctx, visit: &Visit, (name, user): (&str, Option<UserId>)) -> Result<Begun, Error> {
    let scribe = Scribe::of_visit(ctx, visit, ctx.now(), Actor::Anonymous);
    ctx.write((scribe, user, name.to_owned()), |tx, (scribe, user, name)| {
        Box::pin(async move {
            scribe.note(tx, *user, AuditEvent::PlatformAsked { api_key: name.clone(), decision: "refuse".to_owned() })
        })
    })
    .await?;
    Ok(Begun::Next(Next::Refuse))
}

/// Who a sign-in of a platform is for.
#[derive(Debug)]
pub struct Origin {
    /// Address and browser as the platform told them.
    pub told: (String, String),
    /// Whether a browser goes on with it on our own pages: then it alone does, so that what somebody proves there opens nothing
    /// to whoever sent them the link.
    pub in_browser: bool,
}

/// Who a sign-in of a platform is for. Nothing where there is none, or it is over. Whether it still counts is decided by what is
/// done with it.
pub async fn origin(ctx: &Ctx, visit: &Visit, id: &str) -> Result<Option<Origin>, Error> {
    let Some(handle) = visit.hash(id) else { return Ok(None) };
    let found = store::half_sign_in::find_by_handle(ctx.db(), visit.organisation.id, handle).await?;
    let Some((_, row)) = found.filter(|(_, row)| ctx.now() < row.expires_at) else { return Ok(None) };
    let in_browser = |ticket: Option<[u8; 32]>| row.return_to.is_some() && ticket.is_none();
    Ok(row.platform.map(|of| Origin { in_browser: in_browser(of.ticket), told: (of.source, of.browser) }))
}

/// Where a sign-in stands; nothing where there is none, or it is over.
pub async fn look(ctx: &Ctx, visit: &Visit, id: &str) -> Result<Option<Pending>, Error> {
    match half::load(ctx, visit, id, None).await? {
        Some(half) => pending(ctx, visit, &half, id).await,
        None => Ok(None),
    }
}

async fn pending(ctx: &Ctx, visit: &Visit, half: &Half, id: &str) -> Result<Option<Pending>, Error> {
    let waits_for = match &half.next {
        NextStep::Prove(prove) => WaitsFor::Proof(prove.clone()),
        NextStep::Enrol(enrol) => WaitsFor::Enrolment(*enrol, late_of(ctx, visit, half).await?),
        // What was asked of it is asked no more: it is begun anew.
        NextStep::Grant(_) | NextStep::Refuse(_) => return Ok(None),
    };
    Ok(Some(Pending {
        id: id.to_owned(),
        expires_at: half.expires_at(),
        reason: half.standing.explain(ctx.now(), &half.evidence).reason,
        person: Named::of(&half.standing),
        waits_for,
        ticket: None,
    }))
}

async fn late_of(ctx: &Ctx, visit: &Visit, half: &Half) -> Result<Option<Late>, Error> {
    let view = late::view(ctx, visit, half).await?;
    Ok(view.map(|view| Late {
        demands: view.demands,
        address: view.address,
        sent_until: view.sent.map(|(_, until)| until),
    }))
}

/// What a step that was passed leads to.
pub async fn after(ctx: &Ctx, visit: &Visit, (step, id, reason): (Step, &str, Reason)) -> Result<Next, Error> {
    match step {
        Step::SignedIn(signed_in) => allowed(ctx, visit, signed_in, reason).await,
        Step::Prove(_) | Step::Enrol(_) | Step::Back(_) => match look(ctx, visit, id).await? {
            Some(pending) => Ok(Next::Pending(Box::new(pending))),
            None => Err(Error::Conflict),
        },
    }
}

/// What a pass in the place of a second step led to: nothing was proved, so whatever holds for somebody who has nothing.
pub async fn after_pass(ctx: &Ctx, visit: &Visit, (step, id): (Step, &str), person: UserId) -> Result<Next, Error> {
    let now = ctx.now();
    let standing = Standing::load(ctx, &visit.organisation, person, now).await?.ok_or(Error::Conflict)?;
    let reason = standing.explain(now, &Evidence::default()).reason;
    after(ctx, visit, (step, id, reason)).await
}

/// A session that was opened.
pub async fn allowed(ctx: &Ctx, visit: &Visit, signed_in: SignedIn, reason: Reason) -> Result<Next, Error> {
    match session::look(ctx, visit, &signed_in.token, None).await? {
        Stands::There(session) => Ok(Next::Allow(Box::new(Allowed { signed_in, reason, session: *session }))),
        // Ended elsewhere a moment ago.
        Stands::None | Stands::Ended(_) => Err(Error::Conflict),
    }
}

/// What became of a result that a browser brought back.
#[derive(Debug)]
pub enum Claimed {
    /// There is no such sign-in, or it is over.
    NoSignIn,
    /// It is not that sign-in's result, or it is not done.
    NotDone,
    /// What comes next: the session.
    Next(Next),
}

/// Opens the session of a sign-in that a browser did on our own pages, by what it brought back: once, and only by the platform
/// that began it, so that a result in another browser opens nothing.
pub async fn claim(ctx: &Ctx, visit: &Visit, (id, result): (&str, &str)) -> Result<Claimed, Error> {
    let now = ctx.now();
    let Some(half) = half::load_at(ctx, visit, id, None, now).await? else { return Ok(Claimed::NoSignIn) };
    let Some(platform) = &half.row.platform else { return Ok(Claimed::NoSignIn) };
    let brought = verifier::token::hash(result);
    let NextStep::Grant(grant) = &half.next else { return Ok(Claimed::NotDone) };
    if brought.is_none() || brought != platform.result {
        return Ok(Claimed::NotDone);
    }
    let wanted = if platform.remember { Remember::Yes } else { Remember::No };
    let until = grant.proof.and_then(|proof| remember_until(&half.standing, proof, wanted));
    let reason = half.standing.explain(now, &half.evidence).reason;
    let (opening, signed_in) = half.opening(ctx, visit, now, (*grant, until))?;
    ctx.write(opening, |tx, opening| Box::pin(async move { opening.write(tx).await })).await?;
    Ok(Claimed::Next(allowed(ctx, visit, signed_in, reason).await?))
}

/// Why whoever proved this is signed in.
pub fn proved(proof: Proof) -> Reason {
    Reason::Proved { kind: proof.kind }
}
