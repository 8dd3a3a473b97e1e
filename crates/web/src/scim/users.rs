//! `/scim/v2/Users` and one of them.

use crate::routing::{And as _, put};
use actions::scim::ScimFault;
use actions::scim::people::{self, Person};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;
use domain::id::UserId;

use super::call::{Call, Refusal, answered, resource, written};
use super::shown::{list as listed, user, user_location};
use crate::app::App;

/// What is done to one person.
pub(super) fn changes() -> MethodRouter<App> {
    put(replace).and_patch(change_some).and_delete(remove)
}

fn id_of(text: &str) -> Result<UserId, Refusal> {
    text.parse().map_err(|_| ScimFault::NotFound.into())
}

fn sent(call: &Call, status: StatusCode, person: Person) -> Response {
    let base = call.base();
    let (location, version) = (user_location(&base, &person), person.version.clone());
    resource(status, &call.wanted().of(user(&base, person)), (&location, &version))
}

/// GET `/scim/v2/Users`
pub(super) async fn list(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let query = call.query()?;
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let page = people::list(ctx, organisation, &call.caller, &query).await??;
        let (base, wanted) = (call.base(), call.wanted());
        let resources: Vec<_> = page.resources.into_iter().map(|person| wanted.of(user(&base, person))).collect();
        Ok(written(StatusCode::OK, &listed(page.total, query.start, &resources)))
    })
    .await
}

/// POST `/scim/v2/Users/.search`
pub(super) async fn search(app: State<App>, request: Request) -> Response {
    list(app, request).await
}

/// POST `/scim/v2/Users`
pub(super) async fn add(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |mut call| {
        let body = call.taken();
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let person = people::add(ctx, organisation, &call.caller, body).await??;
        Ok(sent(&call, StatusCode::CREATED, person))
    })
    .await
}

/// GET `/scim/v2/Users/{id}`
pub(super) async fn show(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let person = people::find(ctx, organisation, &call.caller, id_of(&id)?).await??;
        if call.has(&person.version) {
            return Ok(StatusCode::NOT_MODIFIED.into_response());
        }
        Ok(sent(&call, StatusCode::OK, person))
    })
    .await
}

/// PUT `/scim/v2/Users/{id}`
async fn replace(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |mut call| {
        let body = call.taken();
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let which = (id_of(&id)?, call.version.clone());
        let person = people::replace(ctx, organisation, &call.caller, which, body).await??;
        Ok(sent(&call, StatusCode::OK, person))
    })
    .await
}

/// PATCH `/scim/v2/Users/{id}`
async fn change_some(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |mut call| {
        let body = call.taken();
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        let which = (id_of(&id)?, call.version.clone());
        let person = people::change_some(ctx, organisation, &call.caller, which, body).await??;
        Ok(sent(&call, StatusCode::OK, person))
    })
    .await
}

/// DELETE `/scim/v2/Users/{id}`
async fn remove(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let (ctx, organisation) = (call.reader.ctx(), call.reader.organisation());
        people::remove(ctx, organisation, &call.caller, (id_of(&id)?, call.version.clone())).await??;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}
