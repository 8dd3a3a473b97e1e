//! The settings of an organisation. Handlers that call one action each.

mod attributes;
mod break_glass;
mod contact;
mod directories;
mod exemptions;
mod keys;
mod password;
mod radius;
mod sources;
mod system_events;
mod system_told;
mod systems;
mod tokens;
mod two_step;

use crate::routing::{And as _, get, post};
use axum::Router;
use domain::permission::Right;

use crate::answer::Answer;
use crate::app::App;
use crate::extract::Admin;
use crate::pages::{Place, SettingsHome};

/// Every address under `/admin/settings` that is here.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/settings", get(home))
        .route("/admin/settings/attributes", get(attributes::show))
        .route("/admin/settings/attributes/new", get(attributes::ask_new).and_post(attributes::add))
        .route("/admin/settings/attributes/{id}", get(attributes::ask).and_post(attributes::save))
        .route("/admin/settings/attributes/{id}/remove", get(attributes::ask_removal).and_post(attributes::remove))
        .route("/admin/settings/break-glass", get(break_glass::show).and_post(break_glass::make))
        .route("/admin/settings/contact", get(contact::show).and_post(contact::save))
        .route("/admin/settings/directories/new", get(directories::ask_new).and_post(directories::make))
        .route("/admin/settings/directories/{id}", get(directories::ask).and_post(directories::save))
        .route("/admin/settings/directories/{id}/sync", post(directories::sync))
        .route("/admin/settings/exemptions", get(exemptions::show).and_post(exemptions::save))
        .route("/admin/settings/keys", get(keys::show))
        .route("/admin/settings/keys/new", get(keys::ask_new).and_post(keys::make))
        .route("/admin/settings/keys/{id}", get(keys::ask).and_post(keys::save))
        .route("/admin/settings/keys/{id}/renew", post(keys::renew))
        .route("/admin/settings/keys/{id}/end-former", post(keys::end_former))
        .route("/admin/settings/keys/{id}/remove", get(keys::ask_removal).and_post(keys::remove))
        .route("/admin/settings/password", get(password::show).and_post(password::save))
        .route("/admin/settings/radius", get(radius::show))
        .route("/admin/settings/radius/new", get(radius::ask_new).and_post(radius::make))
        .route("/admin/settings/radius/{id}", get(radius::ask).and_post(radius::save))
        .route("/admin/settings/radius/{id}/renew", post(radius::renew))
        .route("/admin/settings/radius/{id}/end-former", post(radius::end_former))
        .route("/admin/settings/radius/{id}/remove", get(radius::ask_removal).and_post(radius::remove))
        .route("/admin/settings/sources", get(sources::show))
        .route("/admin/settings/sources/new", get(sources::ask_new).and_post(sources::make))
        .route("/admin/settings/sources/{id}", get(sources::ask).and_post(sources::save))
        .route("/admin/settings/sources/{id}/try", post(sources::try_out))
        .route("/admin/settings/sources/{id}/renew", post(sources::renew))
        .route("/admin/settings/sources/{id}/end-former", post(sources::end_former))
        .route("/admin/settings/sources/{id}/remove", get(sources::ask_removal).and_post(sources::remove))
        .route("/admin/settings/systems", get(systems::show))
        .route("/admin/settings/systems/new", get(systems::ask_new).and_post(systems::make))
        .route("/admin/settings/systems/{id}", get(systems::ask).and_post(systems::save))
        .route("/admin/settings/systems/{id}/key", post(systems::make_key))
        .route("/admin/settings/systems/{id}/secret", post(systems::make_secret))
        .route("/admin/settings/systems/{id}/test", post(systems::try_out))
        .route("/admin/settings/systems/{id}/again", post(systems::send_again))
        .route("/admin/settings/systems/{id}/replay", post(systems::send_again_since))
        .route("/admin/settings/systems/{id}/events", get(system_events::ask).and_post(system_events::choose))
        .route("/admin/settings/systems/{id}/remove", get(systems::ask_removal).and_post(systems::remove))
        .route("/admin/settings/tokens", get(tokens::show))
        .route("/admin/settings/tokens/import", get(tokens::ask_import).and_post(tokens::import))
        .route("/admin/settings/tokens/{id}", get(tokens::ask).and_post(tokens::settle))
        .route("/admin/settings/two-step", get(two_step::show).and_post(two_step::submit))
}

/// GET `/admin/settings`.
async fn home(admin: Admin) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let frame = admin.frame(Place::Settings);
    let may_ask = admin.who.has(Right::SettingsEdit);
    admin.reader.page(frame, |frame| SettingsHome { module: frame.two_factor || may_ask, frame })
}
