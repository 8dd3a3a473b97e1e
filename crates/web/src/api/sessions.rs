//! `/api/v1/sessions`: a session that stands on a platform.

use actions::Remember;
use actions::module::session::{self, Stands, There};
use actions::sign_in::recovery_code::{self, Recovered, Recovery};
use actions::sign_in::second_factor::{Outcome, Tries};
use actions::step_up::{self, Needs, Raised};
use actions::{Visit, sign_out};
use axum::extract::{Request, State};
use axum::response::Response;
use domain::api_key::Scope;
use domain::policy::SessionStep;
use domain::time::{Lifetime, Timestamp};

use super::call::{Call, Reply, answered};
use super::problem::Problem;
use super::said;
use super::shapes::{
    EndRequest, Ended, Method, SessionCodeRequest, SessionRequest, SessionShape, SessionState, Step, Verdict,
};
use super::sign_ins::person;
use crate::app::App;
use crate::extract::Reader;

/// POST `/api/v1/sessions/check`.
pub(super) async fn check(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, Scope::SignIn, checked).await
}

async fn checked(call: &Call) -> Result<Reply, Problem> {
    let sent: SessionRequest = call.read()?;
    let age = sent.max_age.map(Lifetime::seconds);
    let stands = session::look(call.reader.ctx(), &call.visit_of_nobody(), &sent.session, age).await?;
    Reply::json(&state(&call.reader, stands, sent.session))
}

/// Where a session stands, as it is sent.
fn state(reader: &Reader, stands: Stands, token: String) -> SessionState {
    let bare = |step, text| SessionState {
        step,
        text,
        valid_until: None,
        verdict: None,
        tries_left: None,
        wait_until: None,
        person: None,
        session: None,
        recovery_codes: None,
    };
    let there = match stands {
        Stands::None | Stands::Ended(_) => {
            let text = said::in_both(reader, |calendar| calendar.words.say("api-ended"));
            return bare(Step::End, Some(text));
        }
        Stands::There(there) => *there,
    };
    let (step, text) = step(reader, &there);
    SessionState {
        valid_until: (step == Step::Open).then(|| there.stands_until.rfc3339()),
        person: Some(person(&there.person)),
        session: Some(SessionShape {
            token,
            expires_at: there.facts.terms.expires_at.rfc3339(),
            persistent: there.facts.terms.persistent,
            idle_seconds: there.facts.terms.idle.map(Lifetime::seconds_rounded_up),
            amr: there.amr(),
        }),
        ..bare(step, text)
    }
}

fn step(reader: &Reader, there: &There) -> (Step, Option<super::shapes::Said>) {
    let say = |key: &'static str| Some(said::in_both(reader, |calendar| calendar.words.say(key)));
    match (&there.step, there.needs) {
        (SessionStep::Open, None) => (Step::Open, None),
        (SessionStep::Open, Some(Needs::Factor)) | (SessionStep::Prove(_), _) => (Step::Prove, say("api-prove")),
        (SessionStep::Open, Some(Needs::Password)) => (Step::Password, say("api-password")),
        (SessionStep::Enrol(to), _) => (Step::Enrol, Some(said::must_enrol(reader, to))),
        (SessionStep::End(_), _) => (Step::End, say("api-ended")),
    }
}

/// POST `/api/v1/sessions/verify`.
pub(super) async fn verify(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, Scope::SignIn, verified).await
}

async fn verified(call: &Call) -> Result<Reply, Problem> {
    let sent: SessionCodeRequest = call.read()?;
    call.may_look()?;
    let (reader, ctx) = (&call.reader, call.reader.ctx());
    let origin = session::origin(ctx, &call.visit_of_nobody(), &sent.session).await?;
    let visit = call.visit_of(origin.ok_or(Problem::NoSession)?);
    let (outcome, recovery_codes) = proved(call, &visit, &sent).await?;
    let (verdict, tries) = match outcome {
        Outcome::Expired => return Err(Problem::NoSession),
        Outcome::Elsewhere => return Err(Problem::NotNow),
        Outcome::Passed(raised) => {
            let stands = session::look(ctx, &visit, &raised.token, None).await?;
            let now = state(reader, stands, raised.token);
            return Reply::json(&SessionState { verdict: Some(Verdict::Right), recovery_codes, ..now });
        }
        Outcome::Fault(_, tries) => (Verdict::Malformed, tries),
        Outcome::Wrong(tries) => (Verdict::Wrong, tries),
        Outcome::Replayed => (Verdict::Replayed, Tries::default()),
        Outcome::Closed(closed) => said::closed(closed),
    };
    call.missed(verdict).await?;
    let stands = session::look(ctx, &visit, &sent.session, None).await?;
    let now = state(reader, stands, sent.session);
    // Whatever it may do as it stands: what this code was asked for is not proved.
    let step = if now.step == Step::Open { Step::Prove } else { now.step };
    let answer = SessionState {
        step,
        text: Some(said::verdict(reader, verdict, tries)),
        valid_until: None,
        verdict: Some(verdict),
        tries_left: tries.left,
        wait_until: tries.wait_until.map(Timestamp::rfc3339),
        ..now
    };
    Ok(Reply::json(&answer)?.retry_at(tries.wait_until))
}

async fn proved(
    call: &Call,
    visit: &Visit,
    sent: &SessionCodeRequest,
) -> Result<(Outcome<Raised>, Option<Vec<String>>), Problem> {
    let (ctx, token) = (call.reader.ctx(), sent.session.as_str());
    match sent.method {
        Method::App => Ok((step_up::prove_factor(ctx, visit, (token, None), &sent.code, Remember::No).await?, None)),
        Method::RecoveryCode => {
            Ok(match recovery_code::prove_in_session(ctx, visit, (token, None), &sent.code).await? {
                Outcome::Passed(Recovered { step: Recovery::Session(raised), new_code }) => {
                    (Outcome::Passed(raised), Some(vec![new_code]))
                }
                Outcome::Passed(Recovered { step: Recovery::SignIn(_), .. }) | Outcome::Elsewhere => {
                    (Outcome::Elsewhere, None)
                }
                Outcome::Expired => (Outcome::Expired, None),
                Outcome::Fault(fault, tries) => (Outcome::Fault(fault, tries), None),
                Outcome::Wrong(tries) => (Outcome::Wrong(tries), None),
                Outcome::Replayed => (Outcome::Replayed, None),
                Outcome::Closed(closed) => (Outcome::Closed(closed), None),
            })
        }
        Method::EmailedCode | Method::HelpdeskPass => Err(Problem::NotNow),
    }
}

/// POST `/api/v1/sessions/end`.
pub(super) async fn end(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, Scope::SignIn, ended).await
}

async fn ended(call: &Call) -> Result<Reply, Problem> {
    let sent: EndRequest = call.read()?;
    let ctx = call.reader.ctx();
    let origin = session::origin(ctx, &call.visit_of_nobody(), &sent.session).await?;
    let visit = origin.map_or_else(|| call.visit_of_nobody(), |origin| call.visit_of(origin));
    sign_out::here(ctx, &visit, &sent.session).await?;
    Reply::json(&Ended { ended: true })
}
