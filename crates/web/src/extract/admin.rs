//! Someone whose role allows something here: signed in, the session open, with at least one right. A half sign-in never is
//! one, and to everyone else there are no such pages.

use actions::admin::desk;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::organisation::ModuleState;
use domain::permission::Right;

use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::Reader;
use crate::pages::{Frame, Place};
use crate::portal::guard::signed_in;

/// An administrator, or someone of the helpdesk, with the request.
#[derive(Clone)]
pub struct Admin {
    /// The request.
    pub reader: Reader,
    /// Who it is, and what the role allows.
    pub who: desk::Admin,
}

impl Admin {
    /// The surroundings of a page.
    pub fn frame(&self, place: Place) -> Frame {
        self.reader.frame_of(&self.who.person.standing, place)
    }

    /// Goes on where the role has a right; else the page that says so, once it is kept that somebody tried.
    pub async fn must(&self, right: Right, act: &str) -> Result<(), Failure> {
        self.must_one_of(&[right], act).await
    }

    /// The same for a page that several rights open.
    pub async fn must_one_of(&self, rights: &[Right], act: &str) -> Result<(), Failure> {
        if rights.iter().any(|right| self.who.has(*right)) {
            return Ok(());
        }
        let (ctx, visit) = (self.reader.ctx(), self.reader.visit());
        desk::note_refused(ctx, visit, &self.who, act, "no-right").await?;
        Err(Failure::Forbidden)
    }

    /// Goes on where the organisation has two-step sign-in; elsewhere there is no trace of it (mission S7).
    pub fn where_active(&self) -> Result<(), Failure> {
        if self.reader.organisation().module == ModuleState::Active { Ok(()) } else { Err(Failure::NotFound) }
    }

    /// An identifier that nothing of this organisation has: kept, and answered as any page that is not there.
    pub async fn nothing_there<T>(&self, act: &str) -> Result<T, Failure> {
        self.keep_nothing_there(act).await?;
        Err(Failure::NothingThere)
    }

    /// A form that names what is not there: kept, and the page shows what was filled in, so that nothing typed is lost.
    pub async fn form_of_nothing(&self, act: &str, page: Answer) -> Answer {
        self.keep_nothing_there(act).await?;
        let mut page = page?;
        *page.status_mut() = StatusCode::NOT_FOUND;
        Ok(page)
    }

    async fn keep_nothing_there(&self, act: &str) -> Result<(), Failure> {
        let (ctx, visit) = (self.reader.ctx(), self.reader.visit());
        Ok(desk::note_nothing_there(ctx, visit, &self.who.person, act).await?)
    }
}

/// Around every address of the administration: what was not there for somebody who is signed in is kept, unless it is so
/// already. Nobody else gets this far: they are sent to sign in, and fill no log.
pub(crate) async fn with_tries_kept(request: Request, next: Next) -> Response {
    let reader = request.extensions().get::<Reader>().cloned();
    let act = if request.method() == Method::GET { "look" } else { "change" };
    let response = next.run(request).await;
    let Some(reader) = reader.filter(|_| matches!(response.extensions().get(), Some(Failure::NotFound))) else {
        return response;
    };
    match keep_try(&reader, act).await {
        Ok(()) => response,
        Err(failure) => failure.into_response(),
    }
}

async fn keep_try(reader: &Reader, act: &str) -> Result<(), Failure> {
    let Ok((person, _)) = signed_in(reader).await? else { return Ok(()) };
    Ok(desk::note_nothing_there(reader.ctx(), reader.visit(), &person, act).await?)
}

impl FromRequestParts<App> for Admin {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let reader = Reader::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let (person, _) = signed_in(&reader).await.map_err(IntoResponse::into_response)??;
        let found = desk::admin(reader.ctx(), reader.organisation(), person).await;
        match found.map_err(|error| Failure::from(error).into_response())? {
            Some(who) => Ok(Self { reader, who }),
            None => Err(Failure::NotFound.into_response()),
        }
    }
}
