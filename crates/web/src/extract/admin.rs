//! Someone whose role allows something here: signed in, the session open, with at least one right. A half sign-in never is
//! one, and to everyone else there are no such pages.

use actions::admin::desk;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::organisation::ModuleState;
use domain::permission::Right;

use crate::answer::Failure;
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
        let (ctx, visit) = (self.reader.ctx(), self.reader.visit());
        desk::note_refused(ctx, visit, &self.who, act, "no-such-thing").await?;
        Err(Failure::NotFound)
    }
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
