//! `/scim/v2/Groups` and one of them.

use crate::routing::{And as _, put};
use actions::scim::ScimFault;
use actions::scim::groups::{self, Shown};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;
use domain::id::GroupId;

use super::call::{Call, Refusal, answered, resource, written};
use super::shown::{group, group_location, list as listed};
use crate::app::App;

/// What is done to one group.
pub(super) fn changes() -> MethodRouter<App> {
    put(replace).and_patch(change_some).and_delete(remove)
}

fn id_of(text: &str) -> Result<GroupId, Refusal> {
    text.parse().map_err(|_| ScimFault::NotFound.into())
}

fn sent(call: &Call, status: StatusCode, shown: Shown) -> Response {
    let base = call.base();
    let (location, version) = (group_location(&base, &shown), shown.version.clone());
    resource(status, &call.wanted().of(group(&base, shown)), (&location, &version))
}

/// GET `/scim/v2/Groups`
pub(super) async fn list(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let (query, wanted) = (call.query()?, call.wanted());
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let page = groups::list(ctx, organisation, &call.caller, (&query, wanted.has("members"))).await??;
        let base = call.base();
        let resources: Vec<_> = page.resources.into_iter().map(|one| wanted.of(group(&base, one))).collect();
        Ok(written(StatusCode::OK, &listed(page.total, query.start, &resources)))
    })
    .await
}

/// POST `/scim/v2/Groups/.search`
pub(super) async fn search(app: State<App>, request: Request) -> Response {
    list(app, request).await
}

/// POST `/scim/v2/Groups`
pub(super) async fn add(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |mut call| {
        let body = call.taken();
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let shown = groups::add(ctx, organisation, &call.caller, body).await??;
        Ok(sent(&call, StatusCode::CREATED, shown))
    })
    .await
}

/// GET `/scim/v2/Groups/{id}`
pub(super) async fn show(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let which = (id_of(&id)?, call.wanted().has("members"));
        let shown = groups::find(ctx, organisation, &call.caller, which).await??;
        // Who is in it is no part of the version.
        if shown.members.is_none() && call.has(&shown.version) {
            return Ok(StatusCode::NOT_MODIFIED.into_response());
        }
        Ok(sent(&call, StatusCode::OK, shown))
    })
    .await
}

/// PUT `/scim/v2/Groups/{id}`
async fn replace(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |mut call| {
        let body = call.taken();
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let which = (id_of(&id)?, call.version.clone());
        let shown = groups::replace(ctx, organisation, &call.caller, which, body).await??;
        Ok(sent(&call, StatusCode::OK, shown))
    })
    .await
}

/// PATCH `/scim/v2/Groups/{id}`: without a body in the answer, since a group may be long.
async fn change_some(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |mut call| {
        let body = call.taken();
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let which = (id_of(&id)?, call.version.clone());
        groups::change_some(ctx, organisation, &call.caller, which, body).await??;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

/// DELETE `/scim/v2/Groups/{id}`
async fn remove(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        groups::remove(ctx, organisation, &call.caller, (id_of(&id)?, call.version.clone())).await??;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}
