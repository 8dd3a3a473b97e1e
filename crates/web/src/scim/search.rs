//! `/scim/v2/.search`: people and groups in one list (RFC 7644 section 3.4.3), people first.

use actions::scim::{LONGEST_PAGE, Query, ScimFault, groups, people};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::call::{Call, Refusal, answered, written};
use super::shown::{group, list, user};
use crate::app::App;

/// POST `/scim/v2/.search`
pub(super) async fn search(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let query = call.query()?;
        let (people, mut found) = of_people(&call, &query).await?;
        // What is left of the page is filled with groups, from the first or from further on.
        let start = query.start.saturating_sub(people).max(1);
        let count = query.count.min(LONGEST_PAGE).saturating_sub(found.len() as u64);
        let (groups, more) = of_groups(&call, &Query { start, count, ..query.clone() }).await?;
        found.extend(more);
        let wanted = call.wanted();
        let found: Vec<Value> = found.into_iter().map(|one| wanted.of(one)).collect();
        Ok(written(StatusCode::OK, &list(people + groups, query.start, &found)))
    })
    .await
}

async fn of_people(call: &Call, query: &Query) -> Result<(u64, Vec<Value>), Refusal> {
    let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
    match people::list(ctx, organisation, &call.caller, query).await? {
        Ok(page) => Ok((page.total, page.resources.into_iter().map(|one| user(&call.base(), one)).collect())),
        // People have no such attribute, so none of them is meant.
        Err(ScimFault::InvalidFilter(_)) => Ok((0, Vec::new())),
        Err(fault) => Err(fault.into()),
    }
}

async fn of_groups(call: &Call, query: &Query) -> Result<(u64, Vec<Value>), Refusal> {
    let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
    let with_members = call.wanted().has("members");
    let page = groups::list(ctx, organisation, &call.caller, (query, with_members)).await??;
    Ok((page.total, page.resources.into_iter().map(|one| group(&call.base(), one)).collect()))
}
