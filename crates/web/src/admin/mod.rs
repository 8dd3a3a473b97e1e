//! The pages of administrators and the helpdesk: handlers that call one action each and map values to pages. [`menu`] says
//! what stands in the menu; every address is in [`routes`].

mod act;
mod attributes;
mod audit;
mod card;
mod edit;
mod exemptions;
mod groups;
mod import;
pub(crate) mod import_words;
pub(crate) mod menu;
mod password;
mod people;
pub(crate) mod people_choices;
mod person;
mod plain_act;
mod roles;
mod token;
mod views;
pub(crate) mod words;

use crate::routing::{And as _, get, post};
use actions::admin::desk::Acted;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::{UserId, ViewId};
use domain::permission::Refusal;

use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::Admin;
use crate::pages::{DeskRefused, RefusedWhy};
use crate::portal::guard::to_confirm;

/// Why two-step sign-in is switched off: what is sent, and the key of what the form says.
pub(crate) const REASONS: [(&str, &str); 4] = [
    ("lost", "desk-reason-lost"),
    ("new", "desk-reason-new"),
    ("refused", "desk-reason-refused"),
    ("other", "desk-reason-other"),
];

/// How many minutes a pass may live, the usual first.
pub(crate) const PASS_MINUTES: [i64; 5] = [15, 10, 60, 240, 1440];

/// Every address under `/admin`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/admin", get(people::start))
        .route("/admin/people", get(people::show))
        .route("/admin/people/new", get(edit::ask_new).and_post(edit::add))
        .route("/admin/people/import", get(import::show).and_post(import::send))
        .route("/admin/people/import/{id}", get(import::look).and_post(import::go_on))
        .route("/admin/people/{id}", get(person::show))
        .route("/admin/people/{id}/edit", get(edit::ask).and_post(edit::save))
        .route("/admin/people/{id}/second-factor-off", get(act::ask_off).and_post(act::switch_off))
        .route("/admin/people/{id}/password", get(password::ask_password).and_post(password::make_password))
        .route("/admin/people/{id}/code-card", get(card::ask_card).and_post(card::give_card))
        .route("/admin/people/{id}/token", get(token::ask_token).and_post(token::give_token))
        .route("/admin/people/{id}/pass", get(act::ask_pass).and_post(act::give_pass))
        .route("/admin/people/{id}/exempt", get(act::ask_exempt).and_post(act::exempt))
        .route("/admin/people/{id}/end-exemption", get(plain_act::ask_end).and_post(plain_act::end_exemption))
        .route("/admin/people/{id}/sign-out-everywhere", get(plain_act::ask_sign_out).and_post(plain_act::sign_out))
        .route("/admin/people/{id}/remind", get(plain_act::ask_remind).and_post(plain_act::remind))
        .route("/admin/people/{id}/block", get(plain_act::ask_block).and_post(plain_act::block))
        .route("/admin/people/{id}/unblock", get(plain_act::ask_unblock).and_post(plain_act::unblock))
        .route("/admin/audit", get(audit::show))
        .route("/admin/audit/check", post(audit::check))
        .route("/admin/audit/export", post(audit::export))
        .route("/admin/exemptions", get(exemptions::show))
        .route("/admin/groups", get(groups::show))
        .route("/admin/groups/new", get(groups::ask_new).and_post(groups::add))
        .route("/admin/groups/{id}", get(groups::ask).and_post(groups::rename))
        .route("/admin/groups/{id}/remove", get(groups::ask_removal).and_post(groups::remove))
        .route("/admin/views", get(views::show))
        .route("/admin/views/new", get(views::ask_new).and_post(views::add))
        .route("/admin/views/{id}", get(views::ask).and_post(views::save))
        .route("/admin/views/{id}/remove", get(views::ask_removal).and_post(views::remove))
        .route("/admin/roles", get(roles::show))
        .route("/admin/roles/new", get(roles::ask_new).and_post(roles::add))
        .route("/admin/roles/{id}", get(roles::ask).and_post(roles::save))
        .route("/admin/roles/{id}/remove", get(roles::ask_removal).and_post(roles::remove))
}

/// An id in an address; what is none is not there.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// The places of rows, `12, 1204`.
pub(crate) fn audit_places(places: &[i64]) -> String {
    places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The address of a person seen through a view.
fn person_address(user: UserId, view: ViewId) -> String {
    format!("/admin/people/{user}?view={view}")
}

/// What an act that was not done answers; `Ok(value)` where it was. `back` is the page that asked for it.
pub(crate) fn settled<T>(admin: &Admin, acted: Acted<T>, back: &str) -> Result<Result<T, Response>, Failure> {
    let why = match acted {
        Acted::Done(value) => return Ok(Ok(value)),
        // What the actions do not find they keep.
        Acted::NotFound => return Err(Failure::NothingThere),
        Acted::Needs(needs) => return Ok(Err(to_confirm(&admin.reader, needs, back)?)),
        Acted::NoSecondFactor => RefusedWhy::NoSecondFactor,
        Acted::NotInView => RefusedWhy::NotInView,
        Acted::Changed => RefusedWhy::Changed,
        Acted::Refused(refusal) => refusal.into(),
    };
    Ok(Err(refused(admin, why, back)?))
}

impl From<Refusal> for RefusedWhy {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoRight => Self::NoRight,
            Refusal::MoreRights => Self::MoreRights,
            Refusal::GrantsMore => Self::GrantsMore,
            Refusal::Oneself => Self::Oneself,
            Refusal::LastSuperUser => Self::LastSuperUser,
        }
    }
}

/// The page that says why something was not done.
pub(crate) fn refused(admin: &Admin, why: RefusedWhy, back: &str) -> Answer {
    let back = back.to_owned();
    let frame = admin.frame(menu::place_of(&back));
    let mut response = admin.reader.page(frame, |frame| DeskRefused { frame, why, back })?;
    *response.status_mut() = match why {
        RefusedWhy::Changed | RefusedWhy::RoleInUse => StatusCode::CONFLICT,
        _ => StatusCode::FORBIDDEN,
    };
    Ok(response)
}
