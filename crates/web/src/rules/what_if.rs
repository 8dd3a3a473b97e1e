//! `/admin/people/ID/what-if`: what a sign-in of one person would lead to at a moment, and which rule each part of what
//! holds comes from.

use actions::Standing;
use actions::admin::policy;
use axum::extract::Path;
use domain::id::{PolicyId, UserId};
use domain::permission::Right;
use domain::time::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use crate::answer::{Answer, Failure};
use crate::explain;
use crate::extract::Admin;
use crate::pages::{Place, WhatIf};
use crate::words::Calendar;

/// GET `/admin/people/ID/what-if`, with `at` and `time` where another moment than now is asked about.
pub(super) async fn show(admin: Admin, Path(id): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::PeopleRead, "look").await?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let user: UserId = id.parse().map_err(|_| Failure::NotFound)?;
    let frame = admin.frame(Place::People);
    let (date, time) = (reader.query("at").unwrap_or_default(), reader.query("time").unwrap_or_default());
    let asked = moment(&date, &time, &frame.calendar);
    let wrong = asked.is_none() && !date.is_empty();
    let at = asked.unwrap_or_else(|| reader.now());
    let look = policy::what_if(reader.ctx(), reader.organisation(), (user, at)).await?.ok_or(Failure::NotFound)?;
    // The sentences are said as seen at that moment: "since", "from", "in three days".
    let then = Calendar { now: at.micros(), ..frame.calendar.clone() };
    let name = look.standing.facts.display_name.clone();
    let sentences = explain::sentences(&look.explanation, &look.standing, &then, explain::Reader::About(&name));
    let fields = fields(&look.standing, &then);
    let rules = look.standing.facts.policies.iter().map(|(it, _)| (it.id.to_string(), it.name.clone())).collect();
    let moment = frame.calendar.moment(at.micros());
    let id = user.to_string();
    reader.page(frame, |frame| WhatIf { frame, id, name, date, time, wrong, moment, sentences, fields, rules })
}

/// A local date and time; without a time, the first moment of the day.
fn moment(date: &str, time: &str, calendar: &Calendar) -> Option<Timestamp> {
    let date: Date = date.parse().ok()?;
    let time: Time = if time.is_empty() { Time::midnight() } else { time.parse().ok()? };
    let local = DateTime::from_parts(date, time).to_zoned_datetime(calendar.zone.clone()).ok()?;
    Some(Timestamp::from_micros(local.timestamp().as_microsecond()))
}

/// Each part of what holds: its name, its value, and the rule that it comes from.
fn fields(standing: &Standing, calendar: &Calendar) -> Vec<(String, String, Option<String>)> {
    let words = calendar.words;
    let policy = &standing.policy;
    let name = |id: Option<PolicyId>| id.and_then(|id| standing.policy_name(id)).map(str::to_owned);
    let requirement = words.say(explain::requirement_word(policy.requirement.value));
    let mut fields = vec![(words.say("rule-field-requirement"), requirement, name(policy.requirement.policy))];
    if let Some(due) = policy.due {
        let day = calendar.start(due.at.micros());
        fields.push((words.say("rule-field-deadline"), day, name(Some(due.policy))));
    }
    let authenticators = words.say(explain::authenticators_word(policy.authenticators.value));
    let late = words.say(explain::late_word(policy.late_enrolment.value));
    fields.extend([
        (words.say("rule-field-ask"), explain::ask_words(words, policy.ask.value), name(policy.ask.policy)),
        (words.say("rule-field-stay"), explain::stay_words(words, policy.stay.value), name(policy.stay.policy)),
        (words.say("rule-field-idle"), explain::idle_words(words, policy.idle.value), name(policy.idle.policy)),
        (words.say("rule-field-authenticators"), authenticators, name(policy.authenticators.policy)),
    ]);
    if policy.due.is_some() {
        fields.push((words.say("rule-field-late"), late, name(policy.late_enrolment.policy)));
    }
    fields
}
