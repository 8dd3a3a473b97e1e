//! The settings of an organisation. Handlers that call one action each; who may not see them finds no page.

mod password;
mod two_step;

use actions::admin::desk::{self, Acted, Admin};
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use domain::permission::Right;

use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::Reader;
use crate::pages::{Place, SettingsHome};
use crate::portal::guard::{signed_in, to_confirm};

/// Every address under `/admin/settings` that is here.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/settings", get(home))
        .route("/admin/settings/password", get(password::show).post(password::save))
        .route("/admin/settings/two-step", get(two_step::show).post(two_step::submit))
}

/// GET `/admin/settings`.
async fn home(reader: Reader) -> Answer {
    let admin = match admin_with(&reader, Right::SetupRead).await? {
        Ok(admin) => admin,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let frame = reader.frame_of(&admin.person.standing, Place::Settings);
    reader.page(frame, |frame| SettingsHome { frame, may_ask: admin.has(Right::SettingsEdit) })
}

/// Whoever is signed in and has a right; everybody else finds no such page.
pub(crate) async fn admin_with(reader: &Reader, right: Right) -> Result<Result<Admin, Response>, Failure> {
    let person = match signed_in(reader).await? {
        Ok((person, _)) => person,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    match desk::admin(reader.ctx(), reader.organisation(), person).await? {
        Some(admin) if admin.has(right) => Ok(Ok(admin)),
        Some(_) | None => Err(Failure::NotFound),
    }
}

/// What an act that was not done answers; `Ok(value)` where it was.
pub(crate) fn acted<T>(reader: &Reader, acted: Acted<T>, back: &str) -> Result<Result<T, Response>, Failure> {
    match acted {
        Acted::Done(value) => Ok(Ok(value)),
        Acted::Needs(needs) => Ok(Err(to_confirm(reader, needs, back)?)),
        // The page itself says that a second step comes first.
        Acted::NoSecondFactor => Ok(Err(reader.to(back)?)),
        Acted::Changed | Acted::NotInView => Err(Failure::Form),
        Acted::NotFound | Acted::Refused(_) => Err(Failure::NotFound),
    }
}
