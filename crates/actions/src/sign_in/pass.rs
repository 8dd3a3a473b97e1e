//! A helpdesk pass where a second factor is asked: it lets someone in once who has lost theirs, to set up again (mission
//! B4); for a `SuperUser` the emergency code of the organisation does as well. All that was enrolled goes with it, as when two-step sign-in is switched off for the person.

use domain::audit::{Actor, AuditEvent};
use domain::id::UserId;
use domain::policy::{Evidence, NextStep};
use domain::throttle::{FactorThrottle, Origin};
use domain::time::Timestamp;
use store::Tx;
use store::enrolment_code::{self, EnrolmentCodeKind, WhichCode};
use store::half_sign_in::HalfSignIn;
use verifier::code::{BreakGlassCode, CodeFault, HelpdeskPass};

use crate::admin::switch_off;
use crate::check_code::{self, Charged, Try};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::letter::Content;
use crate::look_again;
use crate::open_session::{DeviceCookie, Opening};
use crate::record::Scribe;
use crate::sign_in::Step;
use crate::sign_in::break_glass;
use crate::sign_in::half::{self, Half};
use crate::sign_in::late::place;
use crate::sign_in::second_factor::{Outcome, Tries};
use crate::visit::Visit;

const KIND: EnrolmentCodeKind = EnrolmentCodeKind::Pass;

/// Until when a pass lives that this person may use here; `None` where there is none.
pub async fn lives_until(ctx: &Ctx, half: &Half) -> Result<Option<Timestamp>, Error> {
    let stored = enrolment_code::find(ctx.db(), half.org, half.row.user, WhichCode::Pass).await?;
    Ok(stored.map(|stored| stored.expires_at).filter(|until| ctx.now() < *until))
}

/// Uses a pass in place of the second factor. Where it is right, the person's authenticators, recovery codes, trusted
/// browsers and sessions end, and what the policy says of someone who has none comes next. Charged before it is looked at.
pub async fn begin_anew(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
    typed: &str,
) -> Result<Outcome<Step>, Error> {
    let now = ctx.now();
    let Some(half) = half::load_at(ctx, visit, token, device, now).await? else { return Ok(Outcome::Expired) };
    if !matches!(half.next, NextStep::Prove(_)) {
        return Ok(Outcome::Elsewhere);
    }
    let (org, user) = (half.org, half.row.user);
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let pass = Key::parse(typed);
    if let Err(fault @ CodeFault::Empty) = pass {
        return Ok(Outcome::Fault(fault, Tries::default()));
    }
    let attempt = attempt(user);
    let charged = match check_code::charge_first(ctx, &scribe, attempt).await? {
        Err(closed) => return Ok(Outcome::Closed(closed)),
        Ok(charged) => charged,
    };
    let tries = Tries { left: Some(charged.tries_left), wait_until: charged.wait_until };
    let pass = match pass {
        Ok(pass) => pass,
        Err(fault) => {
            let closed = check_code::tell_failure(ctx, &scribe, attempt, &charged).await?;
            return Ok(closed.map_or(Outcome::Fault(fault, tries), Outcome::Closed));
        }
    };
    let outcome = match spend(ctx, visit, (half, device), (&scribe, attempt, &charged), &pass).await {
        Ok(Some(outcome)) => outcome,
        Ok(None) => {
            let closed = check_code::tell_failure(ctx, &scribe, attempt, &charged).await?;
            return Ok(closed.map_or(Outcome::Wrong(tries), Outcome::Closed));
        }
        Err(error) => {
            // Nobody could look at it, or it was right: no guess.
            check_code::refund(ctx, org, attempt, &charged).await?;
            return Err(error);
        }
    };
    if matches!(outcome, Outcome::Expired | Outcome::Elsewhere) {
        check_code::refund(ctx, org, attempt, &charged).await?;
    }
    Ok(outcome)
}

/// Looks at a pass that was charged, and uses it where it is right; `None` where it is wrong.
async fn spend(
    ctx: &Ctx,
    visit: &Visit,
    (mut half, device): (Half, Option<&DeviceCookie>),
    (scribe, attempt, charged): (&Scribe, Try, &Charged),
    pass: &Key,
) -> Result<Option<Outcome<Step>>, Error> {
    let mut against = charged.throttle;
    for _ in 0..look_again::LOOKS {
        let Some(stored) = matching(ctx, &half, pass, scribe.now).await? else { return Ok(None) };
        let (next, step) = what_follows(ctx, visit, &mut half, scribe.now)?;
        let anew = Anew { attempt, half: half.hash, stored, against, next };
        let written = ctx
            .write_and_refresh(half.org, (scribe.clone(), anew), |tx, (scribe, anew)| {
                Box::pin(async move { anew.write(tx, scribe).await })
            })
            .await;
        match written {
            Ok(()) => return Ok(Some(Outcome::Passed(step))),
            Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
        // Others were first in this half sign-in, or were charged at the same moment: what is so now?
        let Some(now) = half::load_hash(ctx, visit, half.hash, device, scribe.now).await? else {
            return Ok(Some(Outcome::Expired));
        };
        if !matches!(now.next, NextStep::Prove(_)) {
            return Ok(Some(Outcome::Elsewhere));
        }
        half = now;
        against = match look_again::against(ctx, scribe, attempt, charged).await? {
            Ok(against) => against,
            Err(closed) => return Ok(Some(Outcome::Closed(closed))),
        };
    }
    Err(Error::Busy("many tries at the same moment".into()))
}

/// As for late enrolment: a pass is given to whoever has no browser that is known.
fn attempt(user: UserId) -> Try {
    Try { user, factor: KIND.word(), origin: Origin::KnownDevice }
}

/// What was typed: a pass of this person, or the emergency code of the organisation.
enum Key {
    Pass(HelpdeskPass),
    BreakGlass(BreakGlassCode),
}

impl Key {
    fn parse(text: &str) -> Result<Self, CodeFault> {
        match BreakGlassCode::parse(text) {
            Ok(code) => Ok(Self::BreakGlass(code)),
            Err(_) => HelpdeskPass::parse(text).map(Self::Pass),
        }
    }
}

/// What is stored of it.
#[derive(Clone)]
enum Stored {
    Pass(Vec<u8>),
    /// With the full name of who uses it.
    BreakGlass(String, String),
}

impl Stored {
    /// Uses it up; false where somebody was first.
    async fn spend(&self, tx: &mut Tx, scribe: &Scribe, user: UserId) -> Result<bool, Error> {
        match self {
            Self::Pass(hash) => {
                Ok(enrolment_code::spend(tx, scribe.organisation.id, user, WhichCode::Pass, hash).await?)
            }
            Self::BreakGlass(hash, name) => break_glass::spend(tx, scribe, hash, (user, name)).await,
        }
    }
}

/// What is stored that this matches, if it is there and lives.
async fn matching(ctx: &Ctx, half: &Half, key: &Key, now: Timestamp) -> Result<Option<Stored>, Error> {
    let user = half.row.user;
    let pass = match key {
        Key::Pass(pass) => pass,
        Key::BreakGlass(code) => {
            let hash = break_glass::matching(ctx, half, code).await?;
            return Ok(hash.map(|hash| Stored::BreakGlass(hash, half.standing.facts.display_name.clone())));
        }
    };
    let stored = enrolment_code::find(ctx.db(), half.org, user, WhichCode::Pass).await?;
    let Some(stored) = stored.filter(|stored| now < stored.expires_at) else { return Ok(None) };
    let matches = ctx.verifier().check_helpdesk_pass(pass, place(KIND, &user.bytes()), &stored.hash);
    Ok(matches.then_some(Stored::Pass(stored.hash)))
}

/// What comes after: enrolling, or, where nothing is demanded of someone who has nothing (an exemption), the session.
#[derive(Clone)]
enum Next {
    Half([u8; 32], HalfSignIn),
    Session(Box<Opening>),
}

fn what_follows(ctx: &Ctx, visit: &Visit, half: &mut Half, now: Timestamp) -> Result<(Next, Step), Error> {
    half.standing.facts.person.enrolled.clear();
    half.browser = KnownBrowser::Unknown;
    match half.standing.decide(now, &Evidence::default()) {
        NextStep::Enrol(_) => {
            let token = ctx.verifier().new_token();
            let row = HalfSignIn { proof: None, late_proved_at: Some(now), ..half.row.clone() };
            Ok((Next::Half(visit.bound(token.hash()), row), Step::Enrol(token.text().to_string())))
        }
        NextStep::Grant(_) if half.goes_back(visit) => {
            let token = ctx.verifier().new_token();
            let row = HalfSignIn { proof: None, late_proved_at: Some(now), ..half.row.clone() };
            Ok((Next::Half(token.hash(), row), Step::Back(token.text().to_string())))
        }
        NextStep::Grant(grant) => {
            let (opening, signed_in) = half.opening(ctx, visit, now, (grant, None))?;
            Ok((Next::Session(Box::new(opening)), Step::SignedIn(signed_in)))
        }
        NextStep::Prove(_) | NextStep::Refuse(_) => Err(Error::Conflict),
    }
}

/// What is written when a pass was right.
#[derive(Clone)]
struct Anew {
    attempt: Try,
    half: [u8; 32],
    stored: Stored,
    against: FactorThrottle,
    next: Next,
}

impl Anew {
    async fn write(&self, tx: &mut Tx, scribe: &Scribe) -> Result<(), Error> {
        let (org, user, now) = (scribe.organisation.id, self.attempt.user, scribe.now);
        if !self.stored.spend(tx, scribe, user).await? {
            return Err(Error::Conflict);
        }
        check_code::succeed(tx, scribe, self.attempt, &self.against).await?;
        let count = switch_off::clear(tx, org, user).await?;
        scribe.note(tx, Some(user), AuditEvent::BegunAnew { count })?;
        match &self.next {
            Next::Half(token, row) => {
                if !store::half_sign_in::spend(tx, org, self.half, user).await? {
                    return Err(Error::Conflict);
                }
                store::half_sign_in::delete_of_user(tx, org, user).await?;
                store::half_sign_in::insert(tx, org, *token, row).await?;
                store::half_sign_in::set_late_proved(tx, org, *token, now).await?;
            }
            Next::Session(opening) => {
                opening.write(tx).await?;
                store::half_sign_in::delete_of_user(tx, org, user).await?;
            }
        }
        let enrol_again = matches!(self.next, Next::Half(..));
        scribe.tell(tx, user, Content::SwitchedOff { by: None, enrol_again }).await
    }
}
