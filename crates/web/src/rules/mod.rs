//! Rules and selections, the roll-out, the mail test and "what if": handlers of the administration that call one action each.

mod dry_run;
mod guards;
mod history;
mod mail;
mod policies;
mod policy_form;
mod rehearsal;
mod rollout;
mod rollout_chart;
mod rollout_view;
mod selection_form;
mod selection_people;
mod selections;
mod watching;
mod what_if;

use crate::routing::{And as _, get, post};
use axum::Router;

use crate::app::App;
pub(crate) use dry_run::activation_view;
pub(crate) use guards::guard_view;
#[cfg(any(test, feature = "samples"))]
pub(crate) use rollout_chart::{charts as rollout_charts, numbers as rollout_numbers};
#[cfg(any(test, feature = "samples"))]
pub(crate) use rollout_view::forecast as forecast_stat;

/// Every address of these pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/policies", get(policies::list))
        .route("/admin/policies/new", get(policies::new).and_post(policies::submit_new))
        .route("/admin/policies/new/dry-run", get(dry_run::of_new))
        .route("/admin/policies/{id}", get(policies::show).and_post(policies::submit))
        .route("/admin/policies/{id}/dry-run", get(dry_run::of_policy))
        .route("/admin/policies/{id}/history", get(history::show))
        .route("/admin/policies/{id}/remove", get(policies::ask_removal).and_post(policies::remove))
        .route("/admin/policies/{id}/watching", get(watching::show))
        .route("/admin/policies/{id}/watching/people", get(watching::people))
        .route("/admin/rollout", get(rollout::show))
        .route("/admin/rollout/people", get(rollout::people))
        .route("/admin/rollout/export", post(rollout::export))
        .route("/admin/rollout/rehearsal", get(rehearsal::show))
        .route("/admin/rollout/rehearsal/people", get(rehearsal::people))
        .route("/admin/rollout/rehearsal/export", post(rehearsal::export))
        .route("/admin/people/{id}/what-if", get(what_if::show))
        .route("/admin/settings/mail", get(mail::show).and_post(mail::send))
        .route("/admin/selections", get(selections::list))
        .route("/admin/selections/new", get(selections::new).and_post(selections::submit_new))
        .route("/admin/selections/new/file", post(selection_people::send_new))
        .route("/admin/selections/{id}", get(selections::show).and_post(selections::submit))
        .route("/admin/selections/{id}/file", post(selection_people::send))
        .route("/admin/selections/{id}/people", get(selection_people::show))
        .route("/admin/selections/{id}/remove", get(selections::ask_removal).and_post(selections::remove))
}
