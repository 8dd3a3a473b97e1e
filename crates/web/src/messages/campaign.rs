//! `/admin/messages/ID`: what a campaign did and will do; starting, pausing and stopping.

use actions::admin::campaign::{self as campaigns, By, Hindrance, Overview, Shown, ToldAgain, Went};
use axum::extract::Path;
use domain::campaign::{CampaignState, faults};
use domain::permission::Right;
use domain::time::Timestamp;

use super::{LIST, found, words};
use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{CampaignNotice, CampaignPage, Frame, Place, StepView};

/// GET `/admin/messages/ID`.
pub(super) async fn show(admin: Admin, Path(text): Path<String>) -> Answer {
    let shown = found(&admin, &text).await?;
    page(&admin, &shown, None).await
}

/// POST `/admin/messages/ID/go`, with `to`.
pub(super) async fn go(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    let shown = found(&admin, &text).await?;
    let to = CampaignState::from_word(&fields.get("to")).ok_or(Failure::Form)?;
    let reader = &admin.reader;
    let back = format!("{LIST}/{}", shown.campaign.id);
    let by = By::Admin(&admin.who, reader.visit());
    let acted = campaigns::go(reader.ctx(), by, shown.campaign.id, to).await?;
    let notice = match settled(&admin, acted, &back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(Went::Hindered(hindrance)) => return page(&admin, &shown, Some(hindrance)).await,
        Ok(Went::Changed) => "campaign-changed",
        Ok(Went::Done) => match to {
            CampaignState::Running => "campaign-started",
            CampaignState::Paused => "campaign-paused",
            CampaignState::Draft | CampaignState::Stopped => "campaign-stopped",
        },
    };
    reader.reply().notice(notice, "").to(&back)
}

/// POST `/admin/messages/ID/again`.
pub(super) async fn again(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    let shown = found(&admin, &text).await?;
    let reader = &admin.reader;
    let back = format!("{LIST}/{}", shown.campaign.id);
    let by = By::Admin(&admin.who, reader.visit());
    let notice = match settled(&admin, campaigns::tell_again(reader.ctx(), by, shown.campaign.id).await?, &back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(ToldAgain::Done(_)) => "campaign-again",
        Ok(ToldAgain::Nothing | ToldAgain::Over) => "campaign-changed",
    };
    reader.reply().notice(notice, "").to(&back)
}

async fn page(admin: &Admin, shown: &Shown, hindrance: Option<Hindrance>) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::Messages);
    let notice = match reader.notice().map(|(word, _)| word).as_deref() {
        Some("campaign-saved") => CampaignNotice::Saved,
        Some("campaign-started") => CampaignNotice::Started,
        Some("campaign-paused") => CampaignNotice::Paused,
        Some("campaign-stopped") => CampaignNotice::Stopped,
        Some("campaign-again") => CampaignNotice::Again,
        Some("campaign-changed") => CampaignNotice::Changed,
        _ => CampaignNotice::None,
    };
    let look = campaigns::overview(reader.ctx(), reader.organisation(), shown).await?;
    let said = hindrance.or_else(|| standing_hindrance(shown)).map(|it| words::hindrance(frame.calendar.words, &it));
    let view = view(admin, &frame, shown, look);
    let (may_run, may_look) = (admin.who.has(Right::CampaignsRun), admin.who.has(Right::ViewsAll));
    reader.page(frame, |frame| CampaignPage { frame, notice, hindrance: said, may_run, may_look, ..view })
}

/// What keeps a campaign that was started from what was planned, because its rule has changed since.
fn standing_hindrance(shown: &Shown) -> Option<Hindrance> {
    if shown.campaign.state == CampaignState::Stopped {
        return None;
    }
    if shown.only_watches() {
        return Some(Hindrance::OnlyWatches);
    }
    let Some(deadline) = shown.deadline() else { return Some(Hindrance::NoDeadline) };
    let wrong = faults(&shown.campaign.plan, deadline, None);
    (!wrong.is_empty()).then_some(Hindrance::Plan(wrong))
}

fn view(admin: &Admin, frame: &Frame, shown: &Shown, look: Overview) -> CampaignPage {
    let (campaign, said) = (&shown.campaign, frame.calendar.words);
    let deadline = shown.deadline_at(admin.reader.organisation()).map(Timestamp::micros);
    let now = frame.calendar.now;
    let unknown = look.corrections.unknown + look.steps.iter().map(|step| step.tally.unknown).sum::<u64>();
    let steps: Vec<StepView> = look
        .steps
        .iter()
        .map(|step| StepView {
            word: step.step.word(),
            name: words::step(said, Some(step.step)),
            kind: step.step.kind().word(),
            at: step.at.map(Timestamp::micros),
            all: step.tally.all,
            waiting: step.tally.waiting,
            sent: step.tally.sent,
            failed: step.tally.failed,
            unknown: step.tally.unknown,
            again: step.tally.again,
            letters: step.tally.letters,
        })
        .collect();
    let over = matches!(campaign.state, CampaignState::Stopped);
    let (zone, moment) = (&admin.reader.organisation().zone, Timestamp::from_micros);
    let ahead = steps.iter().filter(|_| !over).find_map(|step| Some((&step.name, step.at.filter(|at| *at > now)?)));
    let next = ahead.map(|(name, at)| {
        let day = frame.calendar.near_date(moment(at).date_in(zone));
        let what = said.with("campaign-next-what").arg("step", name.as_str()).arg("time", frame.calendar.clock(at));
        (day, what.to_string())
    });
    let wave = campaign.plan.a_day.zip(look.days_a_wave).map(|(most, days)| {
        let days = i64::try_from(days).unwrap_or(i64::MAX);
        said.with("campaign-wave").arg("most", i64::from(most.get())).arg("days", days).to_string()
    });
    let overlong =
        look.overlong.map(|step| said.with("campaign-overlong").arg("step", words::step(said, Some(step))).to_string());
    let hours = said
        .with("campaign-hours")
        .arg("from", format!("{:02}:00", campaign.plan.hours.from))
        .arg("until", format!("{:02}:00", campaign.plan.hours.until))
        .to_string();
    let misled = look.named.into_iter().map(|(at, people)| (at.micros(), people));
    CampaignPage {
        frame: frame.clone(),
        id: campaign.id.to_string(),
        name: campaign.name.clone(),
        state: words::state(campaign.state),
        rule: shown.policy.as_ref().map(|kept| (kept.policy.id.to_string(), kept.policy.name.clone())),
        deadline,
        notice: CampaignNotice::None,
        hindrance: None,
        may_run: false,
        may_look: false,
        under: look.under,
        have: look.have,
        left: look.left,
        unreached: look.unreached,
        unknown,
        next,
        steps,
        wave,
        overlong,
        misled: misled.filter(|(at, _)| Some(*at) != deadline).collect(),
        hours,
    }
}
