//! `policy explain`: what a sign-in of one person leads to at a moment, why, and which policy each part comes from. The
//! code that decides at sign-in answers here too.

use actions::admin::people;
use actions::{Organisation, Standing};
use clap::Args;
use domain::id::PolicyId;
use domain::policy::{Ask, Evidence, NextStep, Sourced, Stay};
use domain::time::{Lifetime, Timestamp};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use web::words::{Calendar, Words};

use super::print::{self, local, plain, rfc3339, say};
use super::when::{self, When};
use super::{Failure, House};

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// User name or e-mail address
    person: String,
    /// At this date (its first second) or date and time, in the organisation's time zone; else now
    #[arg(long, value_name = "DATE", value_parser = When::parse)]
    at: Option<When>,
    /// Language of the sentences: nl or en; else the organisation's
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// For programs
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(super) async fn run(self, house: &House) -> Result<(), Failure> {
        let organisation = &house.organisation;
        let words = language(self.lang.as_deref(), organisation)?;
        let at = self.at.map_or_else(|| house.ctx.now(), |at| at.at(&organisation.zone));
        let id = people::find(&house.ctx, organisation, &self.person).await?;
        let shown = people::show(&house.ctx, organisation, id).await?;
        let standing = &shown.standing;
        let evidence = Evidence { put_off_until: standing.facts.put_off_until, ..Evidence::default() };
        let explanation = standing.explain(at, &evidence);
        let calendar = calendar(words, organisation, at);
        let about = web::explain::Reader::About(&shown.user.display_name);
        let sentences = web::explain::sentences(&explanation, standing, &calendar, about);
        if self.json {
            return Ok(print::json(&json!({
                "user_name": shown.user.user_name,
                "at": rfc3339(at),
                "step": step(&explanation.step),
                "reason": explanation.reason.word(),
                "sentences": sentences,
                "policy": effective(standing),
                "watching": standing.watching().map(|policy| policy.name.as_str()).collect::<Vec<_>>(),
            }))?);
        }
        for sentence in &sentences {
            say(plain(sentence))?;
        }
        say("")?;
        for (field, value, policy) in fields(standing, &organisation.zone) {
            let from = policy.map_or_else(String::new, |name| format!("  ({})", plain(&name)));
            say(format!("{field:<16}{value}{from}"))?;
        }
        Ok(())
    }
}

/// The words of the language that was asked for, else of the organisation's.
pub(super) fn language(asked: Option<&str>, organisation: &Organisation) -> Result<Words, Failure> {
    match asked {
        Some(tag) => Words::find(tag).ok_or_else(|| Failure::usage(format!("--lang: `{tag}`, expected nl or en"))),
        None => Ok(Words::find(&organisation.language).unwrap_or_default()),
    }
}

/// The calendar of the organisation, as seen from a moment.
pub(super) fn calendar(words: Words, organisation: &Organisation, now: Timestamp) -> Calendar {
    Calendar { words, zone: organisation.zone.clone(), now: now.micros() }
}

/// Each field of what holds: its name, its value in words, and the name of the policy that demands it.
fn fields(standing: &Standing, zone: &TimeZone) -> Vec<(&'static str, String, Option<String>)> {
    let policy = &standing.policy;
    let name = |id: Option<PolicyId>| id.and_then(|id| standing.policy_name(id)).map(str::to_owned);
    let mut fields = vec![("requirement", policy.requirement.value.word().to_owned(), name(policy.requirement.policy))];
    if let Some(due) = policy.due {
        let at = local(due.at, zone);
        let grace = if due.by_grace { " by days of grace" } else { "" };
        fields.push(("due", format!("{at}{grace}"), name(Some(due.policy))));
    }
    fields.extend([
        ("ask", ask(policy.ask.value), name(policy.ask.policy)),
        ("stay", stay(policy.stay.value), name(policy.stay.policy)),
        ("idle", idle(policy.idle.value), name(policy.idle.policy)),
        ("authenticators", policy.authenticators.value.word().to_owned(), name(policy.authenticators.policy)),
        ("late enrolment", policy.late_enrolment.value.word().to_owned(), name(policy.late_enrolment.policy)),
    ]);
    fields
}

/// What holds, for programs: the values that `policy set` takes, each with the policy that it comes from.
pub(super) fn effective(standing: &Standing) -> Value {
    let policy = &standing.policy;
    let name = |id: Option<PolicyId>| id.and_then(|id| standing.policy_name(id));
    let of = |value: Value, policy| json!({ "value": value, "policy": name(policy) });
    let span = |field: Sourced<Option<Lifetime>>| of(json!(field.value.map(short)), field.policy);
    json!({
        "requirement": of(json!(policy.requirement.value.word()), policy.requirement.policy),
        "due": policy.due.map(|due| json!({
            "at": rfc3339(due.at), "by_grace": due.by_grace, "policy": name(Some(due.policy)),
        })),
        "ask": of(json!(ask_word(policy.ask.value)), policy.ask.policy),
        "ask_again": span(policy.ask_again),
        "stay": of(json!(stay_word(policy.stay.value)), policy.stay.policy),
        "longest_session": of(json!(short(policy.longest_session.value)), policy.longest_session.policy),
        "idle": span(policy.idle),
        "authenticators": of(json!(policy.authenticators.value.word()), policy.authenticators.policy),
        "late_enrolment": of(json!(policy.late_enrolment.value.word()), policy.late_enrolment.policy),
    })
}

pub(super) fn ask(ask: Ask) -> String {
    match ask {
        Ask::Always => "at every sign-in".to_owned(),
        Ask::Every(period) => format!("every {} on each device", when::words(period)),
    }
}

pub(super) fn stay(stay: Stay) -> String {
    match stay {
        Stay::UntilBrowserCloses => "until the browser closes".to_owned(),
        Stay::For(span) => format!("for {}", when::words(span)),
    }
}

pub(super) fn idle(idle: Option<Lifetime>) -> String {
    idle.map_or_else(|| "no limit".to_owned(), |span| format!("ends after {} without use", when::words(span)))
}

/// As `policy set` takes it.
pub(super) fn ask_word(ask: Ask) -> String {
    ask.period().map_or_else(|| "always".to_owned(), short)
}

/// As `policy set` takes it.
pub(super) fn stay_word(stay: Stay) -> String {
    match stay {
        Stay::UntilBrowserCloses => "no".to_owned(),
        Stay::For(span) => short(span),
    }
}

/// A span as it is typed: `30d`, `1h`.
pub(super) fn short(span: Lifetime) -> String {
    match span.seconds_rounded_up() {
        s if s % 86_400 == 0 => format!("{}d", s / 86_400),
        s if s % 3_600 == 0 => format!("{}h", s / 3_600),
        s if s % 60 == 0 => format!("{}m", s / 60),
        s => format!("{s}s"),
    }
}

fn step(step: &NextStep) -> Value {
    match step {
        NextStep::Refuse(_) => json!({ "kind": "refuse" }),
        NextStep::Grant(_) => json!({ "kind": "grant" }),
        NextStep::Prove(prove) => json!({
            "kind": "prove",
            "with": prove.kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>(),
            "then_enrol": prove.then_enrol,
        }),
        NextStep::Enrol(enrol) => json!({
            "kind": "enrol",
            "skippable": enrol.skippable,
            "deadline": print::rfc3339_or_null(enrol.deadline),
            "late_enrolment": enrol.late.map(domain::policy::LateEnrolment::word),
        }),
    }
}
