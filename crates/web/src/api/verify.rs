//! `/api/v1/verify`: a bare check of a code, for a platform that decides by itself who needs one.

use actions::verify as check;
use axum::extract::{Request, State};
use axum::response::Response;
use domain::api_key::Scope;
use domain::time::Timestamp;

use super::call::{Call, Reply, answered};
use super::problem::Problem;
use super::shapes::{Verdict, Verified, VerifyRequest};
use crate::app::App;

/// POST `/api/v1/verify`.
pub(super) async fn verify(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, Scope::Verify, verified).await
}

async fn verified(call: &Call) -> Result<Reply, Problem> {
    let sent: VerifyRequest = call.read()?;
    let visit = call.visit(&sent.source, None)?;
    call.may_look()?;
    let ctx = call.reader.ctx();
    let found = check::verify(ctx, &visit, &sent.person, &sent.code).await?;
    let (verdict, wait) = match found {
        check::Verified::Right => (Verdict::Right, None),
        check::Verified::Wrong => (Verdict::Wrong, None),
        check::Verified::Wait(until) => (Verdict::Wait, Some(until)),
        check::Verified::Closed => (Verdict::Closed, None),
    };
    call.missed(verdict).await?;
    Ok(Reply::json(&Verified { verdict, wait_until: wait.map(Timestamp::rfc3339) })?.retry_at(wait))
}
