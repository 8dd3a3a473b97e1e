//! A policy in plain words, as the panel beside its form and its history say it: what it does to whom, and what a change
//! of it does. Beside `week`, which says what asking and staying do together.

use askama::filters::Safe;
use domain::policy::{
    Aal2, Ask, AuthenticatorRule, Change, Demand, Direction, LateEnrolment, Mode, Requirement, Stay, Step, aal2,
    direction,
};
use domain::time::{Lifetime, Timestamp, start_of_day};
use jiff::civil::Date;

use crate::explain::week::{every, span, week};
use crate::words::{Calendar, Sentence, Words};

/// What a policy does, one sentence after another; values are in bold. `whom` names the selection; none is everyone.
pub fn rule(demand: &Demand, whom: Option<&str>, calendar: &Calendar) -> Vec<Safe<String>> {
    let words = calendar.words;
    let mut said = Vec::new();
    if demand.watches() {
        said.push(words.with("rule-watches").html());
    }
    said.push(requirement(demand, whom, calendar));
    if demand.requirement == Requirement::Off {
        return said;
    }
    said.push(words.with("rule-week").arg("week", week(demand.ask, demand.stay, words)).html());
    if let Some(idle) = demand.idle {
        said.push(words.with("rule-idle").arg("span", span(words, idle)).html());
    }
    if demand.requirement == Requirement::Mandatory {
        said.push(match demand.grace_days {
            0 => words.with("rule-no-grace").html(),
            days => words.with("rule-grace").arg("span", span(words, Lifetime::days(u32::from(days)))).html(),
        });
        said.push(words.with(late(demand.late_enrolment)).html());
    }
    match demand.authenticators {
        AuthenticatorRule::Any => {}
        AuthenticatorRule::NoCodeCard => said.push(words.with("rule-no-card").html()),
        AuthenticatorRule::PhishingResistant => said.push(words.with("rule-keys").html()),
    }
    match aal2(demand) {
        Aal2::Met => said.push(words.with("rule-aal2").html()),
        Aal2::TrustedDevice => said.push(words.with("rule-aal2-device").html()),
        Aal2::LongSession => said.push(words.with("rule-aal2-long").html()),
        Aal2::NotDemanded => {}
    }
    said.push(words.with("rule-strictest").html());
    said
}

fn requirement(demand: &Demand, whom: Option<&str>, calendar: &Calendar) -> Safe<String> {
    let words = calendar.words;
    match (demand.requirement, demand.deadline) {
        (Requirement::Off, _) => about(words, "rule-off", whom).html(),
        (Requirement::Optional, _) => about(words, "rule-optional", whom).html(),
        (Requirement::Mandatory, None) => about(words, "rule-at-once", whom).html(),
        (Requirement::Mandatory, Some(date)) => {
            let at = moment(date, calendar).micros();
            let day = calendar.day(at);
            if at <= calendar.now {
                return about(words, "rule-since", whom).arg("day", day).html();
            }
            about(words, "rule-from", whom).arg("day", day).arg("when", calendar.in_days(at)).html()
        }
    }
}

/// A sentence about the people of a selection, or about everyone.
fn about(words: Words, key: &'static str, whom: Option<&str>) -> Sentence<'static> {
    let scope = if whom.is_some() { "some" } else { "all" };
    words.with(key).arg("scope", scope).arg("name", whom.unwrap_or_default().to_owned())
}

fn late(late: LateEnrolment) -> &'static str {
    match late {
        LateEnrolment::AtSignIn => "rule-late-open",
        LateEnrolment::EmailedCode => "rule-late-mail",
        LateEnrolment::HelpdeskPass => "rule-late-pass",
    }
}

fn moment(date: Date, calendar: &Calendar) -> Timestamp {
    start_of_day(date, &calendar.zone)
}

/// One change in words, and whether it asks more of people or less.
pub fn change(change: Change, before: &Demand, after: &Demand, calendar: &Calendar) -> (String, Direction) {
    let words = calendar.words;
    let said = match change {
        Change::Mode(step) => told(words, "rule-field-mode", step, |it| words.say(mode_word(it))),
        Change::Requirement(step) => told(words, "rule-field-requirement", step, |it| words.say(requirement_word(it))),
        Change::Deadline(step) => told(words, "rule-field-deadline", step, |it| deadline_words(it, calendar)),
        Change::Grace(step) => {
            told(words, "rule-field-grace", step, |days| span(words, Lifetime::days(u32::from(days))))
        }
        Change::Ask(step) => told(words, "rule-field-ask", step, |it| ask_words(words, it)),
        Change::Stay(step) => told(words, "rule-field-stay", step, |it| stay_words(words, it)),
        Change::Idle(step) => told(words, "rule-field-idle", step, |it| idle_words(words, it)),
        Change::Authenticators(step) => {
            told(words, "rule-field-authenticators", step, |it| words.say(authenticators_word(it)))
        }
        Change::LateEnrolment(step) => told(words, "rule-field-late", step, |it| words.say(late_word(it))),
    };
    (said, direction(change, before, after))
}

fn told<T: Copy>(words: Words, field: &str, step: Step<T>, value: impl Fn(T) -> String) -> String {
    let sentence = words.with("rule-changed").arg("field", words.say(field));
    sentence.arg("before", value(step.before)).arg("after", value(step.after)).to_string()
}

/// "kijkt alleen mee"
fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::On => "rule-word-on",
        Mode::Watch => "rule-word-watch",
    }
}

/// "Verplicht"
pub fn requirement_word(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Off => "rule-word-off",
        Requirement::Optional => "rule-word-optional",
        Requirement::Mandatory => "rule-word-mandatory",
    }
}

/// "8 december 2026", "meteen"
pub fn deadline_words(deadline: Option<Date>, calendar: &Calendar) -> String {
    match deadline {
        None => calendar.words.say("rule-word-at-once"),
        Some(date) => calendar.day(moment(date, calendar).micros()),
    }
}

/// "eens in de 30 dagen", "bij elke keer inloggen"
pub fn ask_words(words: Words, ask: Ask) -> String {
    match ask {
        Ask::Always => words.say("rule-word-always"),
        Ask::Every(period) => every(words, period),
    }
}

/// "12 uur", "tot de browser sluit"
pub fn stay_words(words: Words, stay: Stay) -> String {
    match stay {
        Stay::UntilBrowserCloses => words.say("rule-word-browser"),
        Stay::For(length) => span(words, length),
    }
}

/// "1 uur", "geen grens"
pub fn idle_words(words: Words, idle: Option<Lifetime>) -> String {
    idle.map_or_else(|| words.say("rule-word-no-limit"), |idle| span(words, idle))
}

/// "alle soorten"
pub fn authenticators_word(rule: AuthenticatorRule) -> &'static str {
    match rule {
        AuthenticatorRule::Any => "rule-word-any",
        AuthenticatorRule::NoCodeCard => "rule-word-no-card",
        AuthenticatorRule::PhishingResistant => "rule-word-keys",
    }
}

/// "code per e-mail"
pub fn late_word(late: LateEnrolment) -> &'static str {
    match late {
        LateEnrolment::AtSignIn => "rule-word-late-open",
        LateEnrolment::EmailedCode => "rule-word-late-mail",
        LateEnrolment::HelpdeskPass => "rule-word-late-pass",
    }
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
