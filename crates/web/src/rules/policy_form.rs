//! The form of a rule: fields as they are typed, read into a policy with a fault beside each field that cannot be read.

use actions::admin::policy::{Kept, PolicyEdit, PolicyFault, PolicyVersion};
use domain::id::SelectionId;
use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use domain::selection::Selected;
use domain::time::Lifetime;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::pages::PolicyForm;
use crate::words::Words;

/// Names of the fields, as the form and the address of a list send them.
const FIELDS: [&str; 17] = [
    "version",
    "name",
    "selection",
    "requirement",
    "deadline",
    "grace",
    "ask",
    "ask_number",
    "ask_unit",
    "stay",
    "stay_number",
    "stay_unit",
    "idle_number",
    "idle_unit",
    "authenticators",
    "late",
    "mode",
];

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// The fields, asked for by name; what is not there is empty.
pub(super) fn read(id: Option<&str>, field: impl Fn(&str) -> String) -> PolicyForm {
    let mut form = PolicyForm { id: id.map(str::to_owned), seen: field("seen"), ..PolicyForm::default() };
    for name in FIELDS {
        if let Some(place) = place(&mut form, name) {
            *place = field(name);
        }
    }
    form
}

fn place<'a>(form: &'a mut PolicyForm, name: &str) -> Option<&'a mut String> {
    Some(match name {
        "version" => &mut form.version,
        "name" => &mut form.name,
        "selection" => &mut form.selection,
        "requirement" => &mut form.requirement,
        "deadline" => &mut form.deadline,
        "grace" => &mut form.grace,
        "ask" => &mut form.ask,
        "ask_number" => &mut form.ask_number,
        "ask_unit" => &mut form.ask_unit,
        "stay" => &mut form.stay,
        "stay_number" => &mut form.stay_number,
        "stay_unit" => &mut form.stay_unit,
        "idle_number" => &mut form.idle_number,
        "idle_unit" => &mut form.idle_unit,
        "authenticators" => &mut form.authenticators,
        "late" => &mut form.late,
        "mode" => &mut form.mode,
        _ => return None,
    })
}

/// The fields as a query, for the pages that list the people of a dry run.
pub(super) fn query(form: &PolicyForm) -> String {
    let mut form = form.clone();
    let mut pairs = Vec::with_capacity(FIELDS.len());
    for name in FIELDS {
        if let Some(value) = place(&mut form, name) {
            pairs.push(format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
        }
    }
    pairs.join("&")
}

/// The fields of a new rule: offered to everyone, asked once in 30 days.
pub(super) fn empty() -> PolicyForm {
    let demand = Demand {
        requirement: Requirement::Optional,
        deadline: None,
        grace_days: 7,
        ask: Ask::Every(Lifetime::days(30)),
        stay: Stay::UntilBrowserCloses,
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment: LateEnrolment::EmailedCode,
        mode: Mode::On,
    };
    of(None, 0, "", (None, &demand))
}

/// The fields of a rule that is there.
pub(super) fn of_kept(kept: &Kept) -> PolicyForm {
    let policy = &kept.policy;
    let whom = (policy.selection.selection(), &policy.demand);
    of(Some(policy.id.to_string()), kept.version, &policy.name, whom)
}

/// The fields of an earlier version, to be saved over version `read`.
pub(super) fn of_version(version: &PolicyVersion, read: i64) -> PolicyForm {
    of(Some(version.policy.to_string()), read, &version.name, (version.selection, &version.demand))
}

fn of(id: Option<String>, version: i64, name: &str, (whom, demand): (Option<SelectionId>, &Demand)) -> PolicyForm {
    let (ask_number, ask_unit) = demand.ask.period().map_or(("30".to_owned(), "days"), in_units);
    let stay = match demand.stay {
        Stay::UntilBrowserCloses => None,
        Stay::For(span) => Some(span),
    };
    let (stay_number, stay_unit) = stay.map_or(("12".to_owned(), "hours"), in_units);
    let (idle_number, idle_unit) = demand.idle.map_or((String::new(), "hours"), |idle| {
        let seconds = idle.seconds_rounded_up();
        if seconds % HOUR == 0 { (whole(seconds, HOUR), "hours") } else { (whole(seconds, MINUTE), "minutes") }
    });
    PolicyForm {
        id,
        version: version.to_string(),
        seen: String::new(),
        name: name.to_owned(),
        selection: whom.map(|id| id.to_string()).unwrap_or_default(),
        requirement: demand.requirement.word().to_owned(),
        deadline: demand.deadline.map(|date| date.to_string()).unwrap_or_default(),
        grace: demand.grace_days.to_string(),
        ask: if demand.ask == Ask::Always { "always" } else { "every" }.to_owned(),
        ask_number,
        ask_unit: ask_unit.to_owned(),
        stay: if stay.is_some() { "for" } else { "browser" }.to_owned(),
        stay_number,
        stay_unit: stay_unit.to_owned(),
        idle_number,
        idle_unit: idle_unit.to_owned(),
        authenticators: demand.authenticators.word().to_owned(),
        late: demand.late_enrolment.word().to_owned(),
        mode: demand.mode.word().to_owned(),
        errors: Vec::new(),
    }
}

fn in_units(span: Lifetime) -> (String, &'static str) {
    let seconds = span.seconds_rounded_up();
    if seconds % DAY == 0 { (whole(seconds, DAY), "days") } else { (whole(seconds, HOUR), "hours") }
}

/// A number of units; where it is not whole, with decimals that [`span`] reads back.
fn whole(seconds: i64, unit: i64) -> String {
    if seconds % unit == 0 {
        (seconds / unit).to_string()
    } else {
        format!("{}.{:02}", seconds / unit, seconds % unit * 100 / unit)
    }
}

/// What the fields say; `None` where one cannot be read, and the form says which.
pub(super) fn edit(form: &mut PolicyForm, words: Words) -> Option<PolicyEdit> {
    form.errors.clear();
    let mut fail = |field: &'static str, said: String| form.errors.push((field, said));
    let selected = if form.selection.is_empty() {
        Some(Selected::Everyone)
    } else {
        form.selection.parse().ok().map(Selected::Selection)
    };
    if selected.is_none() {
        fail("selection", words.say("rule-e-selection"));
    }
    let requirement = Requirement::from_word(&form.requirement);
    let deadline = match form.deadline.trim() {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    if deadline.is_none() {
        fail("deadline", words.say("rule-e-deadline"));
    }
    let grace = match form.grace.trim() {
        "" => Some(0),
        text => text.parse().ok(),
    };
    if grace.is_none() {
        fail("grace", words.say("rule-e-grace"));
    }
    let ask = match form.ask.as_str() {
        "always" => Some(Ask::Always),
        "every" => span(&form.ask_number, &form.ask_unit).map(Ask::Every),
        _ => None,
    };
    if ask.is_none() {
        fail("ask", words.say("rule-e-ask"));
    }
    let stay = match form.stay.as_str() {
        "browser" => Some(Stay::UntilBrowserCloses),
        "for" => span(&form.stay_number, &form.stay_unit).map(Stay::For),
        _ => None,
    };
    if stay.is_none() {
        fail("stay", words.say("rule-e-stay"));
    }
    let idle = match form.idle_number.trim() {
        "" => Some(None),
        text => span(text, &form.idle_unit).map(Some),
    };
    if idle.is_none() {
        fail("idle", words.say("rule-e-idle"));
    }
    let demand = Demand {
        requirement: requirement?,
        deadline: deadline?,
        grace_days: grace?,
        ask: ask?,
        stay: stay?,
        idle: idle?,
        authenticators: AuthenticatorRule::from_word(&form.authenticators)?,
        late_enrolment: LateEnrolment::from_word(&form.late)?,
        // Where nothing is said it holds: then the guards are asked.
        mode: if form.mode.is_empty() { Mode::On } else { Mode::from_word(&form.mode)? },
    };
    Some(PolicyEdit {
        id: form.id.as_deref().and_then(|id| id.parse().ok()),
        version: form.version.parse().ok()?,
        name: form.name.clone(),
        selected: selected?,
        demand,
    })
}

/// A number of units; a Dutch decimal comma is fine.
fn span(number: &str, unit: &str) -> Option<Lifetime> {
    let unit = match unit {
        "minutes" => MINUTE,
        "hours" => HOUR,
        "days" => DAY,
        _ => return None,
    };
    let number = number.trim().replace(',', ".");
    let (whole, decimals) = number.split_once('.').unwrap_or((&number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || decimals.len() > 2 || !digits(whole) || !digits(decimals) {
        return None;
    }
    let hundredths: i64 = format!("{decimals:0<2}").parse().ok()?;
    let seconds = whole.parse::<i64>().ok()? * unit + unit * hundredths / 100;
    Some(Lifetime::from_micros(seconds * 1_000_000))
}

/// Puts what is wrong with a policy beside its fields.
pub(super) fn show_faults(form: &mut PolicyForm, faults: &[PolicyFault], words: Words) {
    for fault in faults {
        let (field, said) = match fault {
            PolicyFault::Name => ("name", words.say("rule-e-name")),
            PolicyFault::DeadlinePassed => ("deadline", words.say("rule-e-deadline-passed")),
            PolicyFault::Grace => ("grace", words.say("rule-e-grace")),
            PolicyFault::Ask => ("ask", words.say("rule-e-ask")),
            PolicyFault::Stay => ("stay", words.say("rule-e-stay")),
            PolicyFault::Idle => ("idle", words.say("rule-e-idle")),
        };
        form.errors.push((field, said));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_reads_back_what_it_was_filled_with() {
        let words = Words::default();
        for (ask, stay, idle) in [
            (Ask::Always, Stay::UntilBrowserCloses, None),
            (Ask::Every(Lifetime::hours(36)), Stay::For(Lifetime::days(14)), Some(Lifetime::minutes(90))),
            (Ask::Every(Lifetime::days(30)), Stay::For(Lifetime::hours(1)), Some(Lifetime::hours(2))),
        ] {
            let demand = Demand {
                requirement: Requirement::Mandatory,
                deadline: Some("2026-12-08".parse().unwrap()),
                grace_days: 3,
                ask,
                stay,
                idle,
                authenticators: AuthenticatorRule::NoCodeCard,
                late_enrolment: LateEnrolment::HelpdeskPass,
                mode: Mode::Watch,
            };
            let mut form = of(None, 4, "Backend", (Some(SelectionId::from_bytes([7; 16])), &demand));
            let read = edit(&mut form, words).unwrap();
            assert_eq!(read.demand, demand);
            assert_eq!((read.version, read.name.as_str()), (4, "Backend"));
            assert_eq!(read.selected, Selected::Selection(SelectionId::from_bytes([7; 16])));
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_beside_its_field() {
        let mut form = PolicyForm {
            deadline: "8 december".to_owned(),
            grace: "-1".to_owned(),
            ask: "every".to_owned(),
            ask_number: "many".to_owned(),
            stay: String::new(),
            idle_number: "1e3".to_owned(),
            selection: "nothing".to_owned(),
            ..empty()
        };
        assert_eq!(edit(&mut form, Words::default()), None);
        for field in ["deadline", "grace", "ask", "stay", "idle", "selection"] {
            assert!(form.error(field).is_some(), "{field}");
        }
        assert!(form.error("name").is_none());
    }

    #[test]
    fn the_query_of_a_form_holds_every_field_and_no_mark_up() {
        let form = PolicyForm { name: "a&b=<c>".to_owned(), ..empty() };
        let query = query(&form);
        assert!(query.contains("name=a%26b%3D%3Cc%3E"), "{query}");
        assert!(FIELDS.iter().all(|field| query.contains(&format!("{field}="))), "{query}");
    }
}
