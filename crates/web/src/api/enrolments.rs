//! `/api/v1/sign-ins/ID/enrolment`: an authenticator app, set up on the platform's own pages.

use actions::enrol_app::{self, Confirmed, NewToken, Not, Owner};
use actions::module::sign_in::{allowed, proved};
use actions::sign_in::late::{self, Sent};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::api_key::Scope;
use domain::assurance::{Proof, ProofKind};
use domain::time::Timestamp;

use super::call::{Call, Reply, answered};
use super::problem::Problem;
use super::said;
use super::shapes::{CodeSent, ConfirmRequest, EnrolmentShape, Nothing, SignIn, Verdict};
use super::sign_ins::{shape, visit_of};
use crate::app::App;
use actions::module::sign_in;
use actions::sign_in::second_factor::Tries;

/// POST `/api/v1/sign-ins/ID/code`.
pub(super) async fn send_code(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, Scope::SignIn, async |call| sent(call, &id).await).await
}

async fn sent(call: &Call, id: &str) -> Result<Reply, Problem> {
    let Nothing {} = call.read()?;
    let visit = visit_of(call, id).await?;
    let ctx = call.reader.ctx();
    let outcome = late::send_code(ctx, &visit, (id, None)).await?;
    let pending = sign_in::look(ctx, &visit, id).await?.ok_or(Problem::NoSignIn)?;
    let address = match pending.waits_for {
        sign_in::WaitsFor::Enrolment(_, Some(late)) => late.address,
        sign_in::WaitsFor::Enrolment(_, None) | sign_in::WaitsFor::Proof(_) => None,
    };
    let (sent, again_at) = match outcome {
        Sent::Expired => return Err(Problem::NoSignIn),
        Sent::Elsewhere => return Err(Problem::NotNow),
        Sent::OnItsWay => (true, None),
        Sent::TooSoon(at) => (false, Some(at)),
        Sent::NoAddress => (false, None),
    };
    Ok(Reply::json(&CodeSent { sent, address, again_at: again_at.map(Timestamp::rfc3339) })?.retry_at(again_at))
}

/// Why nobody enrols here now, as a problem.
const fn not(not: Not) -> Problem {
    match not {
        Not::Expired => Problem::NoSignIn,
        Not::LateProof => Problem::LateProofFirst,
        Not::Elsewhere | Not::Needs(_) | Not::NothingPending => Problem::NotNow,
    }
}

/// POST `/api/v1/sign-ins/ID/enrolment`.
pub(super) async fn start(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, Scope::Enrol, async |call| started(call, &id).await).await
}

async fn started(call: &Call, id: &str) -> Result<Reply, Problem> {
    let Nothing {} = call.read()?;
    let visit = visit_of(call, id).await?;
    let ctx = call.reader.ctx();
    enrol_app::start(ctx, &visit, Owner::Half(id), None).await?.map_err(not)?;
    let view = enrol_app::view(ctx, &visit, Owner::Half(id), None).await?.map_err(not)?;
    let label = said::in_both(&call.reader, |calendar| calendar.words.say("qr-label")).en;
    let qr = enrol_app::qr(&view, &label)?;
    Reply::json(&EnrolmentShape { uri: view.uri, key: view.key, qr })
}

/// POST `/api/v1/sign-ins/ID/enrolment/confirm`.
pub(super) async fn confirm(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, Scope::Enrol, async |call| confirmed(call, &id).await).await
}

async fn confirmed(call: &Call, id: &str) -> Result<Reply, Problem> {
    let typed: ConfirmRequest = call.read()?;
    let visit = visit_of(call, id).await?;
    let reader = &call.reader;
    let ctx = reader.ctx();
    let verdict = match enrol_app::confirm(ctx, &visit, (Owner::Half(id), None), &typed.code, &typed.name).await? {
        Confirmed::Not(why) => return Err(not(why)),
        Confirmed::LabelTooLong => return Err(Problem::Label("Send a name of at most 40 characters.")),
        Confirmed::LabelTaken => {
            return Err(Problem::Label("The person has an authenticator of this name: send another one."));
        }
        Confirmed::Fault(_) => Verdict::Malformed,
        Confirmed::Wrong => Verdict::Wrong,
        Confirmed::Enrolled(enrolled) => {
            let NewToken::SignedIn(signed_in) = enrolled.session else { return Err(Problem::NotNow) };
            let reason = proved(Proof { kind: ProofKind::App, at: reader.now() });
            let next = allowed(ctx, &visit, signed_in, reason).await?;
            return Reply::json(&SignIn {
                verdict: Some(Verdict::Right),
                recovery_codes: enrolled.recovery_codes,
                ..shape(reader, next)
            });
        }
    };
    let pending = sign_in::look(ctx, &visit, id).await?.ok_or(Problem::NoSignIn)?;
    let next = sign_in::Next::Pending(Box::new(pending));
    let text = said::verdict(reader, verdict, Tries::default());
    Reply::json(&SignIn { verdict: Some(verdict), text, ..shape(reader, next) })
}
