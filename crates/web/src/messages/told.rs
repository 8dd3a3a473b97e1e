//! Whom a campaign told what, and whom it cannot tell; each list as a page and as a file.

use actions::admin::campaign::{self as campaigns, List, Listed, Which};
use axum::extract::Path;
use domain::campaign::Step;
use domain::id::UserId;
use domain::permission::Right;
use domain::time::Timestamp;

use super::{LIST, found, words};
use crate::answer::{Answer, Failure};
use crate::download;
use crate::extract::{Admin, Fields};
use crate::pages::{CampaignTold, CampaignUnreached, Place, ToldView};
use crate::words::Words;

const PAGE: usize = 50;
const MOST_UNREACHED: usize = 1_000;
const STATES: [&str; 6] = ["waiting", "sent", "failed", "unknown", "again", "letter"];

/// GET `/admin/messages/ID/told`, with `step`, `state` and `before`.
pub(super) async fn show(admin: Admin, Path(text): Path<String>) -> Answer {
    let shown = found(&admin, &text).await?;
    admin.must(Right::ViewsAll, "look").await?;
    let reader = &admin.reader;
    let frame = admin.frame(Place::Messages);
    let said = frame.calendar.words;
    let which = which(|name| reader.query(name).unwrap_or_default());
    let before = reader.query("before").as_deref().and_then(mark);
    let (ctx, id) = (reader.ctx(), shown.campaign.id);
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut all = campaigns::told(ctx, reader.organisation(), (id, &which), before, limit).await?;
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    let older = all.last().filter(|_| more).map(|last| {
        let mark = format!("{}.{}", last.told_at.micros(), last.user);
        format!("{LIST}/{id}/told?step={}&state={}&before={mark}", which.step, which.state)
    });
    let mut steps = vec![(String::new(), said.say("campaign-all-steps"), which.step.is_empty())];
    steps.extend(shown.campaign.plan.steps().into_iter().map(|step| {
        let word = step.word();
        let is_asked = word == which.step;
        (word, words::step(said, Some(step)), is_asked)
    }));
    steps.push(("moved".to_owned(), words::step(said, None), which.step == "moved"));
    let mut states = vec![("", said.say("campaign-all-states"), which.state.is_empty())];
    states.extend(STATES.into_iter().map(|state| (state, words::outcome(said, state).0, state == which.state)));
    let lines = all.into_iter().map(|one| line(said, one)).collect();
    let (id, name, is_first) = (id.to_string(), shown.campaign.name, before.is_none());
    let may_export = admin.who.has(Right::PeopleRead);
    reader.page(frame, |frame| CampaignTold { frame, id, name, steps, states, lines, is_first, older, may_export })
}

/// Which messages an address or a form asks for.
fn which(field: impl Fn(&str) -> String) -> Which {
    let step = Some(field("step")).filter(|step| step == "moved" || Step::from_word(step).is_some());
    let state = STATES.into_iter().find(|one| *one == field("state")).unwrap_or_default().to_owned();
    Which { step: step.unwrap_or_default(), state }
}

fn line(said: Words, one: Listed) -> ToldView {
    let (state, class) = words::outcome(said, &one.state);
    ToldView {
        user: one.user.to_string(),
        name: one.name,
        address: one.address.unwrap_or_else(|| said.say("campaign-by-letter")),
        step: words::step(said, one.step),
        at: one.told_at.micros(),
        deadline: one.deadline.micros(),
        state,
        class,
        note: one.note.filter(|_| one.state != "sent"),
    }
}

/// The message before which a page begins, as the address of the next page names it.
fn mark(text: &str) -> Option<(Timestamp, UserId)> {
    let (at, user) = text.split_once('.')?;
    Some((Timestamp::from_micros(at.parse().ok()?), user.parse().ok()?))
}

/// GET `/admin/messages/ID/unreached`.
pub(super) async fn unreached(admin: Admin, Path(text): Path<String>) -> Answer {
    let shown = found(&admin, &text).await?;
    admin.must(Right::ViewsAll, "look").await?;
    let reader = &admin.reader;
    let mut all = campaigns::unreached(reader.ctx(), reader.organisation(), &shown, MOST_UNREACHED + 1).await?;
    let more = all.len() > MOST_UNREACHED;
    all.truncate(MOST_UNREACHED);
    let people = all
        .into_iter()
        .map(|one| (one.user.to_string(), one.name, one.user_name, one.deadline.micros(), one.refused))
        .collect();
    let frame = admin.frame(Place::Messages);
    let (id, name) = (shown.campaign.id.to_string(), shown.campaign.name);
    let may_export = admin.who.has(Right::PeopleRead);
    let may_print = may_export && admin.who.has(Right::CampaignsRun);
    reader.page(frame, |frame| CampaignUnreached { frame, id, name, people, more, may_export, may_print })
}

/// POST `/admin/messages/ID/export`, with `list`, and for `told` the same fields as its page: the list as a file.
pub(super) async fn export(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    let shown = found(&admin, &text).await?;
    for right in [Right::PeopleRead, Right::ViewsAll] {
        admin.must(right, "export-campaign").await?;
    }
    let list = match fields.get("list").as_str() {
        "told" => List::Told(which(|name| fields.get(name))),
        "unreached" => List::Unreached,
        _ => return Err(Failure::Form),
    };
    let name = format!("{}.csv", list.word());
    let reader = &admin.reader;
    let export = campaigns::export(reader.ctx(), reader.visit(), &admin.who, (&shown, list)).await?;
    let parts = (reader.ctx().clone(), export.ok_or(Failure::Forbidden)?);
    let csv = "text/csv; charset=utf-8; header=present";
    Ok(download::stream(&name, csv, parts, |(ctx, mut export)| async move {
        let part = export.next(&ctx).await?;
        Ok(part.map(|part| (part, (ctx, export))))
    }))
}
