//! `/admin/messages`: campaigns. Handlers that call one action each.

mod campaign;
mod edit;
mod form;
mod letters;
mod text;
mod told;
pub(crate) mod words;

use crate::routing::{And as _, get, post};
use actions::admin::campaign::{self as campaigns, Shown};
use actions::admin::policy;
use axum::Router;
use domain::campaign::{CampaignState, schedule};
use domain::id::{CampaignId, PolicyId};
use domain::permission::Right;
use domain::time::{Timestamp, start_of_day};

use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::Admin;
use crate::pages::{CampaignRow, Figure, Frame, Messages, Place, StateView};

const LIST: &str = "/admin/messages";

/// Every address of these pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/messages", get(list))
        .route("/admin/messages/new", get(edit::ask_new).and_post(edit::make))
        .route("/admin/messages/{id}", get(campaign::show))
        .route("/admin/messages/{id}/go", post(campaign::go))
        .route("/admin/messages/{id}/again", post(campaign::again))
        .route("/admin/messages/{id}/edit", get(edit::ask).and_post(edit::save))
        .route("/admin/messages/{id}/remove", post(edit::remove))
        .route("/admin/messages/{id}/text/{kind}", get(text::show).and_post(text::submit))
        .route("/admin/messages/{id}/told", get(told::show))
        .route("/admin/messages/{id}/unreached", get(told::unreached))
        .route("/admin/messages/{id}/export", post(told::export))
        .route("/admin/messages/{id}/letters", get(letters::show).and_post(letters::make))
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
        deadline: shown.deadline_at(reader.organisation()).map(Timestamp::micros),
        state: words::state(shown.campaign.state),
        announces: schedule::moment(shown.campaign.plan.announce_on, shown.campaign.plan.hours, zone).micros(),
    });
    let rows = rows.collect();
    let has_rule = !form::rules(&admin).await?.is_empty();
    let may_run = admin.who.has(Right::CampaignsRun);
    let frame = admin.frame(Place::Messages);
    let announcements = crate::announcements::rows(&admin, &frame).await?;
    reader.page(frame, |frame| Messages { frame, removed, may_run, has_rule, campaigns: rows, announcements })
}

/// What the board of a rule says of its campaign: the next message, or how it stands; where there is none, that one can be
/// made.
pub(crate) async fn of_rule(admin: &Admin, frame: &Frame, rule: PolicyId) -> Result<Option<Figure>, Failure> {
    let (reader, said) = (&admin.reader, frame.calendar.words);
    let (ctx, organisation) = (reader.ctx(), reader.organisation());
    let all = campaigns::list(ctx, organisation).await?;
    let of = |state| all.iter().find(|shown| shown.campaign.policy == rule && shown.campaign.state == state);
    let states = [CampaignState::Running, CampaignState::Paused, CampaignState::Draft];
    let Some(shown) = states.into_iter().find_map(of) else {
        let policies = policy::find(ctx, organisation, rule).await?;
        let ahead = policies
            .as_ref()
            .and_then(campaigns::deadline_of)
            .is_some_and(|day| start_of_day(day, &organisation.zone) > reader.now());
        let link = Some(format!("{LIST}/new?rule={rule}"));
        return Ok((ahead && admin.who.has(Right::CampaignsRun))
            .then(|| Figure { said: said.say("rollout-no-campaign"), link }));
    };
    let next = campaigns::next_message(organisation, shown, reader.now());
    let words = match (words::state(shown.campaign.state), next) {
        (StateView::Running, Some((step, at))) => said
            .with("rollout-next")
            .arg("step", words::step(said, Some(step)))
            .arg("moment", frame.calendar.moment(at.micros()))
            .to_string(),
        (StateView::Running, None) => {
            said.with("rollout-campaign").arg("name", shown.campaign.name.as_str()).to_string()
        }
        (StateView::Draft, _) => said.with("rollout-drafted").arg("name", shown.campaign.name.as_str()).to_string(),
        _ => said.with("rollout-paused").arg("name", shown.campaign.name.as_str()).to_string(),
    };
    Ok(Some(Figure { said: words, link: Some(format!("{LIST}/{}", shown.campaign.id)) }))
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
