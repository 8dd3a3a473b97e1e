//! The form of a campaign: a new one, a changed one, and a draft that is taken away.

use actions::admin::campaign::{self as campaigns, Drafted, Shown, deadline_of};
use actions::admin::policy;
use axum::extract::Path;
use domain::campaign::CampaignState;
use domain::id::PolicyId;
use domain::permission::Right;

use super::{LIST, form, found};
use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{CampaignForm, EditCampaign, Place};

/// GET `/admin/messages/new`, with `rule` for the rule it is for.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::CampaignsRun, "save-campaign").await?;
    let reader = &admin.reader;
    let words = admin.frame(Place::Messages).calendar.words;
    let all = policy::list(reader.ctx(), reader.organisation()).await?;
    let wanted = reader.query("rule").and_then(|text| text.parse::<PolicyId>().ok());
    let dated = || all.iter().filter_map(|kept| Some((kept, deadline_of(kept)?)));
    let chosen = dated()
        .find(|(kept, _)| Some(kept.policy.id) == wanted)
        .or_else(|| dated().min_by_key(|(_, deadline)| *deadline));
    let today = reader.now().date_in(&reader.organisation().zone);
    let typed = chosen.map_or_else(CampaignForm::default, |(kept, deadline)| {
        form::usual(words, (kept.policy.id, &kept.policy.name, deadline), today)
    });
    page(&admin, typed, (false, true)).await
}

/// GET `/admin/messages/ID/edit`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    let shown = found(&admin, &text).await?;
    admin.must(Right::CampaignsRun, "save-campaign").await?;
    let is_draft = shown.campaign.state == CampaignState::Draft;
    page(&admin, of(&shown), (false, is_draft)).await
}

fn of(shown: &Shown) -> CampaignForm {
    let campaign = &shown.campaign;
    CampaignForm {
        id: Some(campaign.id.to_string()),
        version: campaign.version,
        rule: campaign.policy.to_string(),
        ..form::of_plan(&campaign.name, &campaign.plan)
    }
}

async fn page(admin: &Admin, form: CampaignForm, (changed, is_draft): (bool, bool)) -> Answer {
    let rules = form::rules(admin).await?;
    let is_draft = is_draft && form.id.is_some();
    let frame = admin.frame(Place::Messages);
    admin.reader.page(frame, |frame| EditCampaign { frame, form, rules, changed, is_draft })
}

/// POST `/admin/messages/new`.
pub(super) async fn make(admin: Admin, fields: Fields) -> Answer {
    admin.where_active()?;
    let typed = form::read(None, |name| fields.get(name));
    submit(&admin, None, typed).await
}

/// POST `/admin/messages/ID/edit`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    let shown = found(&admin, &text).await?;
    let mut typed = form::read(Some(shown.campaign.id), |name| fields.get(name));
    typed.rule = shown.campaign.policy.to_string();
    submit(&admin, Some(&shown), typed).await
}

async fn submit(admin: &Admin, shown: Option<&Shown>, mut typed: CampaignForm) -> Answer {
    admin.must(Right::CampaignsRun, "save-campaign").await?;
    let reader = &admin.reader;
    let words = admin.frame(Place::Messages).calendar.words;
    let is_draft = shown.is_none_or(|shown| shown.campaign.state == CampaignState::Draft);
    let Some(edit) = form::edit(&mut typed, shown.map(|shown| shown.campaign.id), words) else {
        return page(admin, typed, (false, is_draft)).await;
    };
    let back = shown.map_or_else(|| format!("{LIST}/new"), |shown| format!("{LIST}/{}/edit", shown.campaign.id));
    let acted = campaigns::save(reader.ctx(), reader.visit(), &admin.who, &edit).await?;
    let changed = match settled(admin, acted, &back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(Drafted::Saved(id)) => return reader.reply().notice("campaign-saved", "").to(&format!("{LIST}/{id}")),
        Ok(Drafted::Changed) => true,
        Ok(Drafted::Taken) => {
            typed.errors.push(("name", words.say("campaign-e-taken")));
            false
        }
        Ok(Drafted::Faults(faults)) => {
            form::show_faults(&mut typed, &faults, words);
            false
        }
    };
    page(admin, typed, (changed, is_draft)).await
}

/// POST `/admin/messages/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    let shown = found(&admin, &text).await?;
    let reader = &admin.reader;
    let (id, back) = (shown.campaign.id, format!("{LIST}/{}", shown.campaign.id));
    let read = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let acted = campaigns::remove(reader.ctx(), reader.visit(), &admin.who, (id, read)).await?;
    match settled(&admin, acted, &back)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(true) => reader.reply().notice("campaign-removed", &shown.campaign.name).to(LIST),
        Ok(false) => reader.reply().notice("campaign-changed", "").to(&back),
    }
}
