//! Late enrolment: past the deadline a password alone enrols nobody. An e-mailed code or a helpdesk pass opens it, so
//! that being late is no gift to whoever stole the password (mission B5).

use domain::audit::{Actor, AuditEvent};
use domain::policy::{LateEnrolment, NextStep};
use domain::throttle::{Closed, FactorThrottle, Origin};
use domain::time::{Lifetime, Timestamp};
use domain::user::Role;
use store::enrolment_code::{self, EnrolmentCode, EnrolmentCodeKind, WhichCode};
use verifier::code::{BreakGlassCode, CodeFault, CodePlace, EmailCode, HelpdeskPass};

use crate::check_code::{self, Charged, Try};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::look_again;
use crate::open_session::DeviceCookie;
use crate::record::Scribe;
use crate::sign_in::break_glass;
use crate::sign_in::half::{self, Half};
use crate::sign_in::second_factor::Tries;
use crate::visit::Visit;

/// An e-mailed code lives this long (NIST SP 800-63B-4 section 3.1.3: 10 minutes at the most).
const CODE_LIVES: Lifetime = Lifetime::minutes(10);
/// Another code can be asked for after this long.
const SEND_AGAIN_AFTER: Lifetime = Lifetime::seconds(60);
/// Codes in a row that go out at once; then one every [`SEND_SLOWLY`] (ASVS 2.4.1).
const SENT_FREELY: i64 = 5;
const SEND_SLOWLY: Lifetime = Lifetime::minutes(15);

/// What the page of late enrolment shows.
#[derive(Debug)]
pub struct View {
    /// What the policy asks: an e-mailed code (a pass does as well), or a pass.
    pub demands: LateEnrolment,
    /// The main address, masked; `None` where there is none.
    pub address: Option<String>,
    /// When a code was last sent for this sign-in and when it ends, if one still lives.
    pub sent: Option<(Timestamp, Timestamp)>,
}

/// The page: `None` where late enrolment is not what this sign-in needs.
pub async fn view(ctx: &Ctx, visit: &Visit, half: &Half) -> Result<Option<View>, Error> {
    let now = ctx.now();
    let Some(demands) = needed(half) else { return Ok(None) };
    let (org, user) = (visit.organisation.id, half.row.user);
    let addresses = store::user::addresses(ctx.db(), org, user).await?;
    let code = enrolment_code::find(ctx.db(), org, user, WhichCode::Emailed(half.hash)).await?;
    let sent = code.filter(|code| code.expires_at > now);
    Ok(Some(View {
        demands,
        address: addresses.first().map(|address| mask(address)),
        sent: sent.map(|code| (code.made_at, code.expires_at)),
    }))
}

/// What late enrolment still needs in this sign-in.
pub fn needed(half: &Half) -> Option<LateEnrolment> {
    match &half.next {
        NextStep::Enrol(enrol) if half.row.late_proved_at.is_none() => enrol.late.or_else(|| of_platform(half)),
        _ => None,
    }
}

/// Whoever administers here shows more than the word of a platform that a password was right, whatever the deadline: with a key
/// that leaked nobody sets up their second step in their place.
fn of_platform(half: &Half) -> Option<LateEnrolment> {
    let administers = half.standing.facts.role != Role::Member;
    let proved = half.row.proof.is_some();
    (half.row.platform.is_some() && administers && !proved).then_some(LateEnrolment::EmailedCode)
}

fn send_again_at(code: &EnrolmentCode) -> Timestamp {
    let wait = if code.sent_count < SENT_FREELY { SEND_AGAIN_AFTER } else { SEND_SLOWLY };
    code.made_at.plus(wait)
}

/// An address that its owner recognises and nobody else learns: the first letter and the domain.
fn mask(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let first = local.chars().next().map(String::from).unwrap_or_default();
            format!("{first}•••••@{domain}")
        }
        None => "•••••".to_owned(),
    }
}

/// What became of asking for a code.
#[derive(Debug, PartialEq, Eq)]
pub enum Sent {
    /// The half sign-in is over: back to the start.
    Expired,
    /// No code is needed here, or the policy asks for a pass.
    Elsewhere,
    /// It is on its way.
    OnItsWay,
    /// One was sent a moment ago; another can be asked for at this moment.
    TooSoon(Timestamp),
    /// The person has no address.
    NoAddress,
}

/// Sends a code to the main address; an earlier one of this sign-in is worth nothing from now on. Failures so far keep
/// counting, and so does what was sent for other sign-ins of the person.
pub async fn send_code(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
) -> Result<Sent, Error> {
    let now = ctx.now();
    let org = visit.organisation.id;
    let Some(half) = half::load_at(ctx, visit, token, device, now).await? else { return Ok(Sent::Expired) };
    if needed(&half) != Some(LateEnrolment::EmailedCode) {
        return Ok(Sent::Elsewhere);
    }
    let user = half.row.user;
    if store::user::addresses(ctx.db(), org, user).await?.is_empty() {
        return Ok(Sent::NoAddress);
    }
    let (code, hash) = ctx.verifier().new_email_code(place(EnrolmentCodeKind::Emailed, &emailed_row(&half)));
    let shown = code.shown().to_string();
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let which = WhichCode::Emailed(half.hash);
    let until = now.plus(CODE_LIVES).min(half.row.expires_at);
    ctx.write((scribe, (user, which), (shown, until), hash.to_vec()), |tx, (scribe, of, (shown, until), hash)| {
        Box::pin(async move {
            let (org, now, (user, which)) = (scribe.organisation.id, scribe.now, of);
            let before = enrolment_code::newest_in(tx, org, *user, which.kind()).await?;
            if let Some(at) = before.as_ref().map(send_again_at).filter(|at| now < *at) {
                return Ok(Sent::TooSoon(at));
            }
            let code = EnrolmentCode {
                hash: hash.clone(),
                made_at: now,
                expires_at: *until,
                sent_count: before.map_or(0, |before| before.sent_count) + 1,
            };
            enrolment_code::save(tx, org, *user, *which, &code).await?;
            let content = Content::EnrolmentCode { code: shown.clone(), until: *until };
            scribe.tell(tx, *user, content).await?;
            scribe.note(tx, Some(*user), AuditEvent::EnrolmentCodeSent)?;
            Ok(Sent::OnItsWay)
        })
    })
    .await
}

/// An e-mailed code is good for the person and the sign-in that asked for it (ASVS 6.6.2).
fn emailed_row(half: &Half) -> Vec<u8> {
    [half.row.user.bytes().as_slice(), half.hash.as_slice()].concat()
}

/// Where a code or pass is good for.
pub(crate) fn place(kind: EnrolmentCodeKind, row: &[u8]) -> CodePlace<'_> {
    CodePlace { purpose: kind.word(), row }
}

/// What became of a code or pass that was typed.
#[derive(Debug)]
pub enum Proved {
    /// The half sign-in is over: back to the start.
    Expired,
    /// Nothing is asked here any more.
    Elsewhere,
    /// It is no code.
    Fault(CodeFault, Tries),
    /// Wrong, used, or no longer valid.
    Wrong(Tries),
    /// It was not looked at.
    Closed(Closed),
    /// Enrolling is open.
    Open,
}

/// A typed code or pass, kept as what it is.
enum Typed {
    BreakGlass(BreakGlassCode),
    Code(EmailCode),
    Pass(HelpdeskPass),
}

impl Typed {
    /// An emergency code is known by its length; a pass begins with T or holds letters; anything else is read as a code.
    fn parse(text: &str, pass_only: bool) -> Result<Self, CodeFault> {
        if let Ok(code) = BreakGlassCode::parse(text) {
            return Ok(Self::BreakGlass(code));
        }
        let letters = text.chars().any(|c| c.is_ascii_alphabetic() && !c.eq_ignore_ascii_case(&'e'));
        if pass_only || letters {
            HelpdeskPass::parse(text).map(Self::Pass)
        } else {
            EmailCode::parse(text).map(Self::Code)
        }
    }

    fn kind(&self) -> EnrolmentCodeKind {
        match self {
            Self::Code(_) => EnrolmentCodeKind::Emailed,
            // One field, one count of failures.
            Self::Pass(_) | Self::BreakGlass(_) => EnrolmentCodeKind::Pass,
        }
    }

    /// The one that it may be, typed in this half sign-in.
    fn which(&self, half: [u8; 32]) -> WhichCode {
        match self {
            Self::Code(_) => WhichCode::Emailed(half),
            Self::Pass(_) | Self::BreakGlass(_) => WhichCode::Pass,
        }
    }
}

/// What is stored of it.
#[derive(Clone)]
enum Stored {
    Code(Vec<u8>),
    /// With the full name of who uses it.
    BreakGlass(String, String),
}

/// Opens late enrolment with an e-mailed code, a helpdesk pass or, for a `SuperUser`, the organisation's emergency code.
pub async fn prove(
    ctx: &Ctx,
    visit: &Visit,
    (token, device): (&str, Option<&DeviceCookie>),
    typed: &str,
) -> Result<Proved, Error> {
    let now = ctx.now();
    let Some(half) = half::load_at(ctx, visit, token, device, now).await? else { return Ok(Proved::Expired) };
    let Some(demands) = needed(&half) else { return Ok(Proved::Elsewhere) };
    let user = half.row.user;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let code = Typed::parse(typed, demands == LateEnrolment::HelpdeskPass);
    if let Err(fault @ CodeFault::Empty) = code {
        return Ok(Proved::Fault(fault, Tries::default()));
    }
    let factor = code.as_ref().map_or(EnrolmentCodeKind::Emailed, Typed::kind).word();
    // Nobody has a known device here who has no authenticator, and the mail about wrong second factors is not meant.
    let attempt = Try { user, factor, origin: Origin::KnownDevice };
    let charged = match check_code::charge_first(ctx, &scribe, attempt).await? {
        Err(closed) => return Ok(Proved::Closed(closed)),
        Ok(charged) => charged,
    };
    let tries = Tries { left: Some(charged.tries_left), wait_until: charged.wait_until };
    let code = match code {
        Ok(code) => code,
        Err(fault) => {
            let closed = check_code::tell_failure(ctx, &scribe, attempt, &charged).await?;
            return Ok(closed.map_or(Proved::Fault(fault, tries), Proved::Closed));
        }
    };
    let proved = match spend(ctx, visit, (half, device), (&scribe, attempt, &charged), &code).await {
        Ok(Some(proved)) => proved,
        Ok(None) => {
            let closed = check_code::tell_failure(ctx, &scribe, attempt, &charged).await?;
            return Ok(closed.map_or(Proved::Wrong(tries), Proved::Closed));
        }
        Err(error) => {
            // Nobody could look at it, or it was right: no guess.
            check_code::refund(ctx, scribe.organisation.id, attempt, &charged).await?;
            return Err(error);
        }
    };
    if matches!(proved, Proved::Expired | Proved::Elsewhere) {
        check_code::refund(ctx, scribe.organisation.id, attempt, &charged).await?;
    }
    Ok(proved)
}

/// Looks at a code or pass that was charged, and spends it where it is right; `None` where it is wrong.
async fn spend(
    ctx: &Ctx,
    visit: &Visit,
    (mut half, device): (Half, Option<&DeviceCookie>),
    (scribe, attempt, charged): (&Scribe, Try, &Charged),
    code: &Typed,
) -> Result<Option<Proved>, Error> {
    let mut against = charged.throttle;
    for _ in 0..look_again::LOOKS {
        let Some(stored) = matching(ctx, &half, code, scribe.now).await? else { return Ok(None) };
        let spending = (stored, half.hash, against);
        let opened = ctx
            .write(
                (scribe.clone(), attempt, code.which(half.hash), spending),
                |tx, (scribe, attempt, which, spending)| {
                    Box::pin(async move { open(tx, scribe, (*attempt, *which), spending).await })
                },
            )
            .await;
        match opened {
            Ok(()) => return Ok(Some(Proved::Open)),
            Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
        // Others were first in this half sign-in, or were charged at the same moment: what is so now?
        let Some(now) = half::load_hash(ctx, visit, half.hash, device, scribe.now).await? else {
            return Ok(Some(Proved::Expired));
        };
        if needed(&now).is_none() {
            return Ok(Some(Proved::Elsewhere));
        }
        half = now;
        against = match look_again::against(ctx, scribe, attempt, charged).await? {
            Ok(against) => against,
            Err(closed) => return Ok(Some(Proved::Closed(closed))),
        };
    }
    Err(Error::Busy("many tries at the same moment".into()))
}

/// What is stored that this code matches, if it is there and lives.
async fn matching(ctx: &Ctx, half: &Half, code: &Typed, now: Timestamp) -> Result<Option<Stored>, Error> {
    if let Typed::BreakGlass(code) = code {
        let hash = break_glass::matching(ctx, half, code).await?;
        return Ok(hash.map(|hash| Stored::BreakGlass(hash, half.standing.facts.display_name.clone())));
    }
    let (user, kind) = (half.row.user, code.kind());
    let stored = enrolment_code::find(ctx.db(), half.org, user, code.which(half.hash)).await?;
    let Some(stored) = stored.filter(|stored| now < stored.expires_at) else { return Ok(None) };
    let bytes = user.bytes();
    let matches = match code {
        Typed::Code(code) => ctx.verifier().check_email_code(code, place(kind, &emailed_row(half)), &stored.hash),
        Typed::Pass(pass) => ctx.verifier().check_helpdesk_pass(pass, place(kind, &bytes), &stored.hash),
        Typed::BreakGlass(_) => false,
    };
    Ok(matches.then_some(Stored::Code(stored.hash)))
}

async fn open(
    tx: &mut store::Tx,
    scribe: &Scribe,
    (attempt, which): (Try, WhichCode),
    (stored, half, charged): &(Stored, [u8; 32], FactorThrottle),
) -> Result<(), Error> {
    let (org, now, user) = (scribe.organisation.id, scribe.now, attempt.user);
    let spent = match stored {
        Stored::Code(hash) => enrolment_code::spend(tx, org, user, which, hash).await?,
        Stored::BreakGlass(hash, name) => break_glass::spend(tx, scribe, hash, (user, name)).await?,
    };
    if !spent {
        return Err(Error::Conflict);
    }
    check_code::succeed(tx, scribe, attempt, charged).await?;
    if !store::half_sign_in::set_late_proved(tx, org, *half, now).await? {
        return Err(Error::Conflict);
    }
    let by = match stored {
        Stored::Code(_) => which.kind().word(),
        Stored::BreakGlass(..) => "break-glass",
    };
    scribe.note(tx, Some(user), AuditEvent::LateEnrolmentProved { by: by.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_but_for_its_first_letter_and_domain() {
        assert_eq!(mask("sanne@waterland.example"), "s•••••@waterland.example");
        assert_eq!(mask("@x"), "•••••@x");
        assert_eq!(mask("none"), "•••••");
    }
}
