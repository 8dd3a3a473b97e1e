//! Every kind of policy and every change in both languages, compared with the texts beside this file.

use std::fmt::Write as _;

use domain::policy::changes;
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::*;

fn calendar(tag: &str) -> Calendar {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    // 24 November 2026, 09:12 in Amsterdam.
    Calendar { words: Words::find(tag).unwrap(), zone, now: 1_795_507_920_000_000 }
}

fn backend() -> Demand {
    Demand {
        requirement: Requirement::Mandatory,
        deadline: Some(date(2026, 12, 8)),
        grace_days: 7,
        ask: Ask::Every(Lifetime::days(30)),
        stay: Stay::For(Lifetime::days(1)),
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment: LateEnrolment::EmailedCode,
        mode: Mode::On,
    }
}

fn demands() -> Vec<(&'static str, Demand)> {
    let at = backend();
    let hour = Some(Lifetime::hours(1));
    vec![
        ("off", Demand { requirement: Requirement::Off, ..at }),
        ("optional", Demand { requirement: Requirement::Optional, ..at }),
        ("from a date", at),
        ("only watches", Demand { mode: Mode::Watch, ..at }),
        ("only watches, off", Demand { mode: Mode::Watch, requirement: Requirement::Off, ..at }),
        (
            "since a date, helpdesk pass",
            Demand {
                deadline: Some(date(2026, 11, 1)),
                late_enrolment: LateEnrolment::HelpdeskPass,
                authenticators: AuthenticatorRule::NoCodeCard,
                ..at
            },
        ),
        (
            "at once, AAL2, keys alone",
            Demand {
                deadline: None,
                grace_days: 0,
                ask: Ask::Always,
                idle: hour,
                authenticators: AuthenticatorRule::PhishingResistant,
                ..at
            },
        ),
        (
            "always, long, risk taken",
            Demand {
                ask: Ask::Always,
                stay: Stay::For(Lifetime::days(14)),
                late_enrolment: LateEnrolment::AtSignIn,
                ..at
            },
        ),
    ]
}

fn table(tag: &str) -> String {
    let calendar = calendar(tag);
    let mut text = String::new();
    for (number, (name, demand)) in demands().into_iter().enumerate() {
        writeln!(text, "# {name}").unwrap();
        for sentence in rule(&demand, (number % 2 == 0).then_some("Backend <users>"), &calendar) {
            writeln!(text, "{sentence}").unwrap();
        }
    }
    writeln!(text, "# every change").unwrap();
    let other = Demand {
        requirement: Requirement::Optional,
        deadline: None,
        grace_days: 1,
        ask: Ask::Always,
        stay: Stay::UntilBrowserCloses,
        idle: Some(Lifetime::minutes(30)),
        authenticators: AuthenticatorRule::PhishingResistant,
        late_enrolment: LateEnrolment::HelpdeskPass,
        mode: Mode::Watch,
    };
    for one in changes(&backend(), &other) {
        let (said, direction) = change(one, &backend(), &other, &calendar);
        writeln!(text, "{said} [{direction:?}]").unwrap();
    }
    text
}

fn same(said: &str, expected: &str) {
    for (number, (said, expected)) in said.lines().zip(expected.lines()).enumerate() {
        assert_eq!(said, expected, "line {}", number + 1);
    }
    assert_eq!(said, expected);
}

#[test]
fn every_policy_is_said_in_dutch() {
    same(&table("nl"), include_str!("rules.nl.txt"));
}

#[test]
fn every_policy_is_said_in_english() {
    same(&table("en"), include_str!("rules.en.txt"));
}
