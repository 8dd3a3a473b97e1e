//! `/admin/messages`: campaigns. Handlers that call one action each.

mod campaign;
mod edit;
mod form;
mod text;
mod told;
mod words;

use actions::admin::campaign::{self as campaigns, Shown};
use axum::Router;
use axum::routing::{get, post};
use domain::campaign::schedule;
use domain::id::CampaignId;
use domain::permission::Right;

use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::Admin;
use crate::pages::{CampaignRow, Messages, Place};

const LIST: &str = "/admin/messages";

/// Every address of these pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/messages", get(list))
        .route("/admin/messages/new", get(edit::ask_new).post(edit::make))
        .route("/admin/messages/{id}", get(campaign::show))
        .route("/admin/messages/{id}/go", post(campaign::go))
        .route("/admin/messages/{id}/edit", get(edit::ask).post(edit::save))
        .route("/admin/messages/{id}/remove", post(edit::remove))
        .route("/admin/messages/{id}/text/{kind}", get(text::show).post(text::submit))
        .route("/admin/messages/{id}/told", get(told::show))
        .route("/admin/messages/{id}/unreached", get(told::unreached))
}

/// GET `/admin/messages`.
async fn list(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let removed = reader.notice().filter(|(word, _)| word == "campaign-removed").map(|(_, name)| name);
    let zone = &reader.organisation().zone;
    let all = campaigns::list(reader.ctx(), reader.organisation()).await?;
    let rows = all.into_iter().map(|shown| CampaignRow {
        id: shown.campaign.id.to_string(),
        name: shown.campaign.name.clone(),
        rule: shown.policy.as_ref().map(|kept| kept.policy.name.clone()),
        deadline: shown.deadline_at(reader.organisation()).map(|at| at.micros()),
        state: words::state(shown.campaign.state),
        announces: schedule::moment(shown.campaign.plan.announce_on, shown.campaign.plan.hours, zone).micros(),
    });
    let rows = rows.collect();
    let has_rule = !form::rules(&admin).await?.is_empty();
    let may_run = admin.who.has(Right::CampaignsRun);
    let frame = admin.frame(Place::Messages);
    reader.page(frame, |frame| Messages { frame, removed, may_run, has_rule, campaigns: rows })
}

/// The campaign of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<Shown, Failure> {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let Ok(id) = text.parse::<CampaignId>() else { return admin.nothing_there("campaign").await };
    match campaigns::find(reader.ctx(), reader.organisation(), id).await? {
        Some(shown) => Ok(shown),
        None => admin.nothing_there("campaign").await,
    }
}
