//! The form of a campaign: read, and filled from what is kept.

use std::num::NonZeroU32;

use actions::admin::campaign::{CampaignEdit, CampaignFault, deadline_of};
use actions::admin::policy;
use domain::campaign::{Channels, Hours, Plan, Tone};
use domain::id::{CampaignId, PolicyId};
use domain::time::start_of_day;
use jiff::ToSpan;
use jiff::civil::Date;

use super::words;
use crate::answer::Failure;
use crate::extract::Admin;
use crate::pages::{CampaignForm, Place};
use crate::words::Words;

/// Rules that a campaign can be for: identity, name, and the day from which each demands a second step.
pub(super) async fn rules(admin: &Admin) -> Result<Vec<(String, String, String)>, Failure> {
    let reader = &admin.reader;
    let calendar = admin.frame(Place::Messages).calendar;
    let all = policy::list(reader.ctx(), reader.organisation()).await?;
    let dated = all.into_iter().filter_map(|kept| {
        let day = start_of_day(deadline_of(&kept)?, &reader.organisation().zone);
        Some((kept.policy.id.to_string(), kept.policy.name, calendar.day(day.micros())))
    });
    Ok(dated.collect())
}

/// A new campaign for a rule: the usual plan, announced two weeks before the first reminder, or tomorrow.
pub(super) fn usual(words: Words, (rule, name, deadline): (PolicyId, &str, Date), today: Date) -> CampaignForm {
    let tomorrow = today.tomorrow().unwrap_or(today);
    let wished = deadline.checked_sub(28.days()).unwrap_or(tomorrow);
    let plan = Plan::usual(wished.max(tomorrow));
    // A reminder before the announcement would reach nobody.
    let left = plan.announce_on.until(deadline).map_or(0, |span| span.get_days());
    let plan = Plan { before: plan.before.into_iter().filter(|days| i32::from(*days) <= left).collect(), ..plan };
    let named = words.with("campaign-named").arg("rule", name).to_string();
    CampaignForm { rule: rule.to_string(), ..of_plan(&named, &plan) }
}

/// The form of a plan.
pub(super) fn of_plan(name: &str, plan: &Plan) -> CampaignForm {
    let list = |days: &[u16]| days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    CampaignForm {
        name: name.to_owned(),
        announce_on: plan.announce_on.to_string(),
        before: list(&plan.before),
        on_the_day: plan.on_the_day,
        after: list(&plan.after),
        from: plan.hours.from.to_string(),
        until: plan.hours.until.to_string(),
        a_day: plan.a_day.map(|most| most.to_string()).unwrap_or_default(),
        tone: plan.tone.word().to_owned(),
        by_mail: plan.channels.mail,
        on_home: plan.channels.home,
        ..CampaignForm::default()
    }
}

/// What was typed.
pub(super) fn read(id: Option<CampaignId>, field: impl Fn(&str) -> String) -> CampaignForm {
    CampaignForm {
        id: id.map(|id| id.to_string()),
        version: field("version").parse().unwrap_or(0),
        name: field("name"),
        rule: field("rule"),
        announce_on: field("announce_on"),
        before: field("before"),
        on_the_day: field("on_the_day") == "on",
        after: field("after"),
        from: field("from"),
        until: field("until"),
        a_day: field("a_day"),
        tone: field("tone"),
        by_mail: field("by_mail") == "on",
        on_home: field("on_home") == "on",
        errors: Vec::new(),
    }
}

/// The campaign that the form holds; what cannot be read is said in the form. Numbers that are none stand for a fault of the
/// plan, so that everything that is wrong is said at once.
pub(super) fn edit(form: &mut CampaignForm, id: Option<CampaignId>, words: Words) -> Option<CampaignEdit> {
    let mut wrong = Vec::new();
    let announce_on =
        form.announce_on.trim().parse::<Date>().map_err(|_| wrong.push(("announce_on", "campaign-e-day")));
    let typed = Some(form.a_day.trim()).filter(|text| !text.is_empty());
    let a_day = typed.map(|text| text.parse::<NonZeroU32>().map_err(|_| wrong.push(("a_day", "campaign-e-number"))));
    let a_day = a_day.and_then(Result::ok);
    let rule = form.rule.parse::<PolicyId>().map_err(|_| wrong.push(("rule", "campaign-e-rule")));
    let hour = |text: &str| text.parse().unwrap_or(u8::MAX);
    let plan = Plan {
        announce_on: announce_on.unwrap_or(Date::MIN),
        before: days(&form.before),
        on_the_day: form.on_the_day,
        after: days(&form.after),
        hours: Hours { from: hour(&form.from), until: hour(&form.until) },
        a_day,
        tone: Tone::from_word(&form.tone).unwrap_or(Tone::Informal),
        channels: Channels { mail: form.by_mail, home: form.on_home },
    };
    form.errors.extend(wrong.into_iter().map(|(field, key)| (field, words.say(key))));
    let rule = rule.ok().filter(|_| form.errors.is_empty())?;
    Some(CampaignEdit { id, version: form.version, policy: rule, name: form.name.clone(), plan })
}

/// Numbers apart by commas or spaces; a zero, which is no number of days, where something else stands among them.
fn days(text: &str) -> Vec<u16> {
    let parts = text.split(|letter: char| letter == ',' || letter == ';' || letter.is_whitespace());
    parts.filter(|part| !part.is_empty()).map(|part| part.parse().unwrap_or(0)).collect()
}

/// Says what is wrong beside the fields.
pub(super) fn show_faults(form: &mut CampaignForm, faults: &[CampaignFault], said: Words) {
    for fault in faults {
        form.errors.push(words::fault(said, *fault));
    }
}
