//! `/api/v1/sign-ins`: a sign-in whose password the platform checked.

use actions::module::sign_in::{
    self, Allowed, Asked, Begun, Claimed, Named, Next, Pending, WaitsFor, after, after_pass, allowed, proved,
};
use actions::sign_in::recovery_code::{self, Recovered, Recovery};
use actions::sign_in::second_factor::{self, Outcome, Tries};
use actions::sign_in::{late, offer, pass};
use actions::{Remember, Visit};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::api_key::Scope;
use domain::assurance::{Proof, ProofKind};
use domain::policy::{LateEnrolment, Reason};
use domain::time::Timestamp;

use super::call::{Call, Reply, answered};
use super::problem::Problem;
use super::said;
use super::shapes::{
    CodeRequest, Decision, DeviceShape, EnrolShape, LateShape, Later, LaterRequest, Method, PersonShape, ProveShape,
    ResultRequest, SessionShape, SignIn, SignInRequest, Verdict,
};
use crate::app::App;
use crate::cookies::{device_value, read_device};
use crate::extract::Reader;
use crate::mail::site_of;

/// POST `/api/v1/sign-ins`.
pub(super) async fn begin(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, Scope::SignIn, begun).await
}

async fn begun(call: &Call) -> Result<Reply, Problem> {
    let sent: SignInRequest = call.read()?;
    let visit = call.visit(&sent.source, sent.user_agent.as_deref())?;
    let asked =
        Asked { person: sent.person, device: sent.device.as_deref().and_then(read_device), return_to: sent.return_to };
    match sign_in::begin(call.reader.ctx(), &visit, &call.platform, asked).await? {
        Begun::OtherAddress => Err(Problem::OtherAddress),
        Begun::Next(next) => Reply::json(&shape(&call.reader, next)),
    }
}

/// GET `/api/v1/sign-ins/ID`.
pub(super) async fn look(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, Scope::SignIn, async |call| looked(call, &id).await).await
}

async fn looked(call: &Call, id: &str) -> Result<Reply, Problem> {
    match sign_in::look(call.reader.ctx(), &call.visit_of_nobody(), id).await? {
        Some(pending) => Reply::json(&shape(&call.reader, Next::Pending(Box::new(pending)))),
        None => Err(Problem::NoSignIn),
    }
}

/// The request of whoever this sign-in is for, where it goes on here and not in a browser on our own pages.
pub(super) async fn visit_of(call: &Call, id: &str) -> Result<Visit, Problem> {
    let origin = sign_in::origin(call.reader.ctx(), &call.visit_of_nobody(), id).await?.ok_or(Problem::NoSignIn)?;
    if origin.in_browser { Err(Problem::NotNow) } else { Ok(call.visit_of(origin.told)) }
}

/// POST `/api/v1/sign-ins/ID/verify`.
pub(super) async fn verify(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, Scope::SignIn, async |call| verified(call, &id).await).await
}

/// What a code led to.
enum Led {
    To(Box<Next>, Option<Vec<String>>),
    Nowhere(Verdict, Tries),
}

async fn verified(call: &Call, id: &str) -> Result<Reply, Problem> {
    let sent: CodeRequest = call.read()?;
    let visit = visit_of(call, id).await?;
    call.may_look()?;
    let led = match sent.method {
        Method::App => by_app(call, &visit, id, &sent).await?,
        Method::RecoveryCode => by_recovery_code(call, &visit, id, &sent).await?,
        Method::EmailedCode | Method::HelpdeskPass => by_late_proof(call, &visit, id, &sent).await?,
    };
    let reader = &call.reader;
    match led {
        Led::To(next, recovery_codes) => {
            let answer = SignIn { verdict: Some(Verdict::Right), recovery_codes, ..shape(reader, *next) };
            Reply::json(&answer)
        }
        Led::Nowhere(verdict, tries) => {
            call.missed(verdict).await?;
            let pending = sign_in::look(reader.ctx(), &visit, id).await?.ok_or(Problem::NoSignIn)?;
            let answer = SignIn {
                verdict: Some(verdict),
                text: said::verdict(reader, verdict, tries),
                tries_left: tries.left,
                wait_until: tries.wait_until.map(Timestamp::rfc3339),
                ..shape(reader, Next::Pending(Box::new(pending)))
            };
            Ok(Reply::json(&answer)?.retry_at(tries.wait_until))
        }
    }
}

/// What a code that did not count turned out to be; `Err` with what it led to.
fn missed<T>(outcome: Outcome<T>) -> Result<Result<T, (Verdict, Tries)>, Problem> {
    Ok(match outcome {
        Outcome::Expired => return Err(Problem::NoSignIn),
        Outcome::Elsewhere => return Err(Problem::NotNow),
        Outcome::Fault(_, tries) => Err((Verdict::Malformed, tries)),
        Outcome::Wrong(tries) => Err((Verdict::Wrong, tries)),
        Outcome::Replayed => Err((Verdict::Replayed, Tries::default())),
        Outcome::Closed(closed) => Err(said::closed(closed)),
        Outcome::Passed(passed) => Ok(passed),
    })
}

fn by(kind: ProofKind, now: Timestamp) -> Reason {
    proved(Proof { kind, at: now })
}

async fn by_app(call: &Call, visit: &Visit, id: &str, sent: &CodeRequest) -> Result<Led, Problem> {
    let remember = if sent.remember { Remember::Yes } else { Remember::No };
    let ctx = call.reader.ctx();
    match missed(second_factor::prove(ctx, visit, (id, None), &sent.code, remember).await?)? {
        Err((verdict, tries)) => Ok(Led::Nowhere(verdict, tries)),
        Ok((step, kind)) => {
            let next = after(ctx, visit, (step, id, by(kind, call.reader.now()))).await?;
            Ok(Led::To(Box::new(next), None))
        }
    }
}

async fn by_recovery_code(call: &Call, visit: &Visit, id: &str, sent: &CodeRequest) -> Result<Led, Problem> {
    let ctx = call.reader.ctx();
    match missed(recovery_code::prove(ctx, visit, (id, None), &sent.code).await?)? {
        Err((verdict, tries)) => Ok(Led::Nowhere(verdict, tries)),
        Ok(Recovered { step: Recovery::SignIn(step), new_code }) => {
            let next = after(ctx, visit, (step, id, by(ProofKind::RecoveryCode, call.reader.now()))).await?;
            Ok(Led::To(Box::new(next), Some(vec![new_code])))
        }
        Ok(Recovered { step: Recovery::Session(_), .. }) => Err(Problem::NotNow),
    }
}

/// A mailed code or a pass: before enrolling late, and a pass also in the place of a second step that is lost.
async fn by_late_proof(call: &Call, visit: &Visit, id: &str, sent: &CodeRequest) -> Result<Led, Problem> {
    let ctx = call.reader.ctx();
    let now = sign_in::look(ctx, visit, id).await?.ok_or(Problem::NoSignIn)?;
    if matches!(now.waits_for, WaitsFor::Proof(_)) {
        if sent.method != Method::HelpdeskPass {
            return Err(Problem::NotNow);
        }
        return match missed(pass::begin_anew(ctx, visit, (id, None), &sent.code).await?)? {
            Err((verdict, tries)) => Ok(Led::Nowhere(verdict, tries)),
            Ok(step) => Ok(Led::To(Box::new(after_pass(ctx, visit, (step, id), now.person.id).await?), None)),
        };
    }
    Ok(match late::prove(ctx, visit, (id, None), &sent.code).await? {
        late::Proved::Expired => return Err(Problem::NoSignIn),
        late::Proved::Elsewhere => return Err(Problem::NotNow),
        late::Proved::Fault(_, tries) => Led::Nowhere(Verdict::Malformed, tries),
        late::Proved::Wrong(tries) => Led::Nowhere(Verdict::Wrong, tries),
        late::Proved::Closed(closed) => {
            let (verdict, tries) = said::closed(closed);
            Led::Nowhere(verdict, tries)
        }
        late::Proved::Open => {
            let pending = sign_in::look(ctx, visit, id).await?.ok_or(Problem::NoSignIn)?;
            Led::To(Box::new(Next::Pending(Box::new(pending))), None)
        }
    })
}

/// POST `/api/v1/sign-ins/ID/later`.
pub(super) async fn put_off(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, Scope::SignIn, async |call| later(call, &id).await).await
}

async fn later(call: &Call, id: &str) -> Result<Reply, Problem> {
    let sent: LaterRequest = call.read()?;
    let visit = visit_of(call, id).await?;
    let when = match sent.when {
        Later::NextSignIn => offer::Later::NextSignIn,
        Later::InADay => offer::Later::InADay,
        Later::InAWeek => offer::Later::InAWeek,
    };
    match offer::put_off(call.reader.ctx(), &visit, (id, None), when).await? {
        offer::Outcome::Expired => Err(Problem::NoSignIn),
        offer::Outcome::Elsewhere | offer::Outcome::Back(_) => Err(Problem::NotNow),
        offer::Outcome::SignedIn(signed_in) => {
            let reason = Reason::PutOff { until: None, deadline: None };
            Reply::json(&shape(&call.reader, allowed(call.reader.ctx(), &visit, signed_in, reason).await?))
        }
    }
}

/// POST `/api/v1/sign-ins/ID/result`.
pub(super) async fn claim(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, Scope::SignIn, async |call| claimed(call, &id).await).await
}

async fn claimed(call: &Call, id: &str) -> Result<Reply, Problem> {
    let sent: ResultRequest = call.read()?;
    let origin = sign_in::origin(call.reader.ctx(), &call.visit_of_nobody(), id).await?.ok_or(Problem::NoSignIn)?;
    let visit = call.visit_of(origin.told);
    match sign_in::claim(call.reader.ctx(), &visit, (id, &sent.result)).await? {
        Claimed::NoSignIn => Err(Problem::NoSignIn),
        Claimed::NotDone => Err(Problem::NotDone),
        Claimed::Next(next) => Reply::json(&shape(&call.reader, next)),
    }
}

/// Where a sign-in stands, as it is sent.
pub(super) fn shape(reader: &Reader, next: Next) -> SignIn {
    let text = said::next(reader, &next);
    let bare = |decision, reason| SignIn {
        decision,
        reason,
        text,
        valid_until: None,
        verdict: None,
        tries_left: None,
        wait_until: None,
        id: None,
        person: None,
        prove: None,
        enrol: None,
        page: None,
        session: None,
        device: None,
        recovery_codes: None,
    };
    match next {
        Next::Refuse => bare(Decision::Refuse, "refused"),
        Next::Allow(allowed) => {
            let Allowed { signed_in, reason, session } = *allowed;
            SignIn {
                valid_until: Some(session.stands_until.rfc3339()),
                person: Some(person(&session.person)),
                device: signed_in
                    .device
                    .as_ref()
                    .map(|(device, until)| DeviceShape { token: device_value(device), expires_at: until.rfc3339() }),
                session: Some(SessionShape {
                    token: signed_in.token,
                    expires_at: signed_in.expires_at.rfc3339(),
                    persistent: signed_in.persistent,
                    idle_seconds: session.facts.terms.idle.map(domain::time::Lifetime::seconds_rounded_up),
                    amr: session.amr(),
                }),
                ..bare(Decision::Allow, said::reason(reason))
            }
        }
        Next::Pending(pending) => {
            let (decision, reason) = (decision(&pending), said::reason(pending.reason));
            let site = || site_of(reader.ctx(), &reader.app().options().public_address, reader.organisation());
            SignIn {
                valid_until: Some(pending.expires_at.rfc3339()),
                person: Some(person(&pending.person)),
                page: pending.ticket.as_ref().map(|ticket| format!("{}/sign-in/from-platform/{ticket}", site())),
                prove: prove(&pending.waits_for),
                enrol: enrol(&pending.waits_for),
                id: Some(pending.id),
                ..bare(decision, reason)
            }
        }
    }
}

const fn decision(pending: &Pending) -> Decision {
    match &pending.waits_for {
        WaitsFor::Proof(_) => Decision::Prove,
        WaitsFor::Enrolment(enrol, _) if enrol.skippable => Decision::Offer,
        WaitsFor::Enrolment(..) => Decision::Enrol,
    }
}

pub(super) fn person(named: &Named) -> PersonShape {
    PersonShape {
        id: named.id.to_string(),
        user_name: named.user_name.clone(),
        display_name: named.display_name.clone(),
    }
}

fn prove(waits_for: &WaitsFor) -> Option<ProveShape> {
    let WaitsFor::Proof(prove) = waits_for else { return None };
    Some(ProveShape {
        // A passkey is for our own pages alone: it belongs to their address.
        methods: second_factor::takes_codes(&prove.kinds)
            .then_some(Method::App)
            .into_iter()
            .chain([Method::RecoveryCode, Method::HelpdeskPass])
            .collect(),
        may_remember: prove.may_trust,
        then_enrol: prove.then_enrol,
    })
}

fn enrol(waits_for: &WaitsFor) -> Option<EnrolShape> {
    let WaitsFor::Enrolment(enrol, late) = waits_for else { return None };
    let later = match (enrol.skippable, enrol.may_choose_when) {
        (false, _) => Vec::new(),
        (true, false) => vec![Later::NextSignIn],
        (true, true) => vec![Later::NextSignIn, Later::InADay, Later::InAWeek],
    };
    let late = late.as_ref().map(|late| LateShape {
        methods: match (late.demands, &late.address) {
            (LateEnrolment::EmailedCode, Some(_)) => vec![Method::EmailedCode, Method::HelpdeskPass],
            _ => vec![Method::HelpdeskPass],
        },
        address: late.address.clone(),
        sent_until: late.sent_until.map(Timestamp::rfc3339),
    });
    Some(EnrolShape { deadline: enrol.deadline.map(Timestamp::rfc3339), later, late })
}
