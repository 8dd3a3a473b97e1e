//! Rules and selections, the mail test and "what if": handlers of the administration that call one action each.

mod dry_run;
mod history;
mod mail;
mod policies;
mod policy_form;
mod selection_form;
mod selections;
mod what_if;

use actions::admin::desk::{self, Acted, Admin};
use actions::step_up::Needs;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use domain::organisation::ModuleState;
use domain::permission::Right;

use crate::answer::{Answer, Failure, with_return_to};
use crate::app::App;
use crate::extract::Reader;
use crate::pages::{Frame, Place};
use crate::portal::guard::signed_in;

/// Every address of these pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/policies", get(policies::list))
        .route("/admin/policies/new", get(policies::new).post(policies::submit_new))
        .route("/admin/policies/new/dry-run", get(dry_run::of_new))
        .route("/admin/policies/{id}", get(policies::show).post(policies::submit))
        .route("/admin/policies/{id}/dry-run", get(dry_run::of_policy))
        .route("/admin/policies/{id}/history", get(history::show))
        .route("/admin/policies/{id}/remove", get(policies::ask_removal).post(policies::remove))
        .route("/admin/people/{id}/what-if", get(what_if::show))
        .route("/admin/settings/mail", get(mail::show).post(mail::send))
        .route("/admin/selections", get(selections::list))
        .route("/admin/selections/new", get(selections::new).post(selections::submit_new))
        .route("/admin/selections/{id}", get(selections::show).post(selections::submit))
        .route("/admin/selections/{id}/remove", get(selections::ask_removal).post(selections::remove))
}

/// Whoever may look at these pages; everybody else is sent to sign in, or finds nothing.
async fn enter(reader: &Reader, right: Right) -> Result<Result<Admin, Response>, Failure> {
    let person = match signed_in(reader).await? {
        Ok((person, _)) => person,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    match desk::admin(reader.ctx(), reader.organisation(), person).await? {
        Some(admin) if admin.has(right) => Ok(Ok(admin)),
        Some(admin) => {
            desk::note_refused(reader.ctx(), reader.visit(), &admin, "look", "no-right").await?;
            Err(Failure::NotFound)
        }
        None => Err(Failure::NotFound),
    }
}

/// The same for pages about two-step sign-in: while the module is not active there is no trace of it (mission S7).
async fn enter_active(reader: &Reader, right: Right) -> Result<Result<Admin, Response>, Failure> {
    if reader.organisation().module == ModuleState::Active {
        enter(reader, right).await
    } else {
        Err(Failure::NotFound)
    }
}

/// The surroundings of a page for whoever administers.
fn frame(reader: &Reader, admin: &Admin, place: Place) -> Frame {
    reader.frame_of(&admin.person.standing, place)
}

/// An identifier that nothing of this organisation has: kept, and answered as any page that is not there.
async fn nothing_there<T>(reader: &Reader, admin: &Admin, act: &str) -> Result<T, Failure> {
    desk::note_refused(reader.ctx(), reader.visit(), admin, act, "no-such-thing").await?;
    Err(Failure::NotFound)
}

/// What an act that was not done answers, where nothing that was typed can be lost.
fn not_done<T>(reader: &Reader, acted: Acted<T>, back: &str) -> Result<Result<T, Response>, Failure> {
    match acted {
        Acted::Done(done) => Ok(Ok(done)),
        Acted::Needs(needs) => Ok(Err(confirm(reader, needs, back)?)),
        Acted::NoSecondFactor => Ok(Err(reader.to("/profile/two-factor")?)),
        Acted::NotFound | Acted::NotInView | Acted::Refused(_) => Err(Failure::NotFound),
        Acted::Changed => Ok(Err(reader.to(back)?)),
    }
}

fn confirm(reader: &Reader, _needs: Needs, back: &str) -> Answer {
    reader.to(&with_return_to("/profile/confirm", Some(back)))
}
