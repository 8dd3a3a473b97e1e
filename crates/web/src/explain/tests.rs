//! Every reason in both languages, to the person and about the person, and every week; compared with the texts beside
//! this file, which people read and correct.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::assurance::Proof;
use domain::authenticator::AuthenticatorKind;
use domain::organisation::ModuleState;
use domain::policy::{Applied, Demand, Evidence, Mode, Person, Policy, explain, fold};
use domain::selection::Selected;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;

use super::*;
use domain::time::Lifetime;

fn zone() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

fn at(text: &str) -> Timestamp {
    let moment: DateTime = text.parse().unwrap();
    Timestamp::from_micros(moment.to_zoned_datetime(zone()).unwrap().timestamp().as_microsecond())
}

fn now() -> Timestamp {
    at("2026-11-24 11:00:00")
}

fn id(number: u8) -> PolicyId {
    PolicyId::from_bytes([number; 16])
}

fn rule_name(policy: PolicyId) -> Option<&'static str> {
    match policy.bytes()[0] {
        1 => Some("Backend-gebruikers"),
        2 => Some("Iedereen"),
        _ => None,
    }
}

fn backend(deadline: Option<Date>) -> Demand {
    Demand {
        requirement: Requirement::Mandatory,
        deadline,
        grace_days: 0,
        ask: Ask::Every(Lifetime::days(30)),
        stay: Stay::For(Lifetime::days(1)),
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment: LateEnrolment::EmailedCode,
        mode: Mode::On,
    }
}

const AHEAD: Option<Date> = Some(date(2026, 12, 8));
const PAST: Option<Date> = Some(date(2026, 11, 1));

/// One line of the table.
struct Case {
    name: &'static str,
    person: Person,
    demands: Vec<Demand>,
    came_under: Timestamp,
    evidence: Evidence,
}

fn case(name: &'static str, demand: Demand) -> Case {
    let person = Person {
        blocked: false,
        organisation_closed: false,
        module: ModuleState::Active,
        exemption: None,
        enrolled: Vec::new(),
    };
    let came_under = at("2026-01-01 00:00:00");
    Case { name, person, demands: vec![demand], came_under, evidence: Evidence::default() }
}

impl Case {
    fn has(mut self, kind: AuthenticatorKind) -> Self {
        self.person.enrolled.push(kind);
        self
    }

    fn exempt(mut self, until: &str) -> Self {
        self.person.exemption = Some(Exemption { until: at(until) });
        self
    }

    fn proved(mut self, kind: ProofKind) -> Self {
        self.evidence.proof = Some(Proof { kind, at: now() });
        self
    }

    fn and(mut self, demand: Demand) -> Self {
        self.demands.push(demand);
        self
    }

    fn explanation(&self) -> Explanation {
        let policies: Vec<Policy> = (1..)
            .zip(&self.demands)
            .map(|(number, demand)| Policy {
                id: id(number),
                name: String::new(),
                selection: Selected::Everyone,
                demand: *demand,
            })
            .collect();
        let applied: Vec<Applied<'_>> =
            policies.iter().map(|policy| Applied { policy, came_under: self.came_under }).collect();
        explain(now(), &self.person, &fold(&applied, &zone()), &self.evidence)
    }

    fn told(&self, tag: &str, reader: Reader<'_>) -> Vec<String> {
        let calendar = Calendar { words: Words::find(tag).unwrap(), zone: zone(), now: now().micros() };
        let told = Told {
            explanation: &self.explanation(),
            exemption: self.person.exemption,
            rule_names: &|policy| rule_name(policy),
            watching: Vec::new(),
            calendar: &calendar,
            reader,
        };
        told.all()
    }
}

fn cases() -> Vec<Case> {
    let optional = Demand { requirement: Requirement::Optional, deadline: None, ..backend(None) };
    let browser = Demand { stay: Stay::UntilBrowserCloses, ask: Ask::Always, ..backend(PAST) };
    let no_card = Demand { authenticators: AuthenticatorRule::NoCodeCard, ..backend(PAST) };
    let keys = |deadline| Demand { authenticators: AuthenticatorRule::PhishingResistant, ..backend(deadline) };
    let mut blocked = case("blocked", backend(PAST));
    blocked.person.blocked = true;
    let mut closed = case("organisation closed", backend(PAST));
    closed.person.organisation_closed = true;
    let mut inactive = case("module not active", backend(PAST));
    inactive.person.module = ModuleState::Requested;
    let mut nobody = case("no rule", backend(PAST));
    nobody.demands.clear();
    let mut trusted = case("trusted device", backend(PAST)).has(AuthenticatorKind::App);
    trusted.evidence.device_passed_at = Some(at("2026-11-20 09:12:00"));
    let mut later = case("put off in this sign-in", backend(AHEAD));
    later.evidence.put_off_now = true;
    let mut until = case("put off for a day, exemption over", backend(AHEAD)).exempt("2026-10-02 00:00:00");
    until.evidence.put_off_until = Some(at("2026-11-25 10:00:00"));
    let mut week_off = case("put off into the last week", backend(AHEAD));
    week_off.evidence.put_off_until = Some(at("2026-12-01 11:00:00"));
    let mut grace = case("deadline ahead by grace", Demand { grace_days: 14, ..backend(PAST) });
    grace.came_under = at("2026-11-20 09:00:00");
    let short = Demand { stay: Stay::For(Lifetime::hours(1)), idle: Some(Lifetime::minutes(15)), ..optional };
    let week = Demand { ask: Ask::Every(Lifetime::days(7)), stay: Stay::For(Lifetime::days(30)), ..optional };
    let always = Demand { ask: Ask::Always, stay: Stay::For(Lifetime::days(14)), ..backend(PAST) };
    vec![
        blocked,
        closed,
        inactive,
        nobody,
        case("off", Demand { requirement: Requirement::Off, ..backend(None) }),
        case("proved", backend(PAST)).has(AuthenticatorKind::App).proved(ProofKind::App),
        case("proved, optional", optional).has(AuthenticatorKind::App).proved(ProofKind::RecoveryCode),
        trusted,
        case("asked, always, until the browser closes", browser).has(AuthenticatorKind::App),
        case("asked, one hour by another rule", browser).and(short).has(AuthenticatorKind::App),
        case("asked, period by another rule", always).and(week).has(AuthenticatorKind::App),
        case("card not enough, asked", no_card).has(AuthenticatorKind::CodeCard),
        case("key needed, due", keys(PAST)).has(AuthenticatorKind::App).proved(ProofKind::App),
        case("key needed, offered", keys(AHEAD)).has(AuthenticatorKind::App).proved(ProofKind::App),
        case("exempt", backend(PAST)).exempt("2027-03-01 00:00:00"),
        case("exempt, optional", optional).exempt("2026-12-01 12:00:00"),
        later,
        until,
        week_off,
        case("offered", optional),
        case("deadline ahead", backend(AHEAD)),
        case("deadline ahead, exemption over", backend(AHEAD)).exempt("2026-10-02 00:00:00"),
        grace,
        case("due", backend(PAST)),
        case("due, exemption over", Demand { late_enrolment: LateEnrolment::HelpdeskPass, ..backend(PAST) })
            .exempt("2026-11-24 09:00:00"),
        case("due at once, risk taken", Demand { late_enrolment: LateEnrolment::AtSignIn, ..backend(None) }),
    ]
}

fn table(tag: &str) -> String {
    let mut text = String::new();
    for case in cases() {
        writeln!(text, "# {}", case.name).unwrap();
        for reader in [Reader::Self_, Reader::About("Jan de Vries")] {
            for sentence in case.told(tag, reader) {
                writeln!(text, "{sentence}").unwrap();
            }
            text.push('\n');
        }
    }
    text
}

fn weeks(tag: &str) -> String {
    let words = Words::find(tag).unwrap();
    let spans = [Lifetime::hours(1), Lifetime::days(1), Lifetime::days(14), Lifetime::days(400)];
    let asks = [Ask::Always].into_iter().chain(spans.map(Ask::Every));
    let mut text = String::new();
    for ask in asks {
        for stay in [Stay::UntilBrowserCloses].into_iter().chain(spans.map(Stay::For)) {
            writeln!(text, "# {}\n{}", title(ask, stay), week(ask, stay, words)).unwrap();
        }
    }
    text
}

fn title(ask: Ask, stay: Stay) -> String {
    let hours = |span: Lifetime| span.micros() / 3_600_000_000;
    let ask = ask.period().map_or("always".to_owned(), |period| format!("every {} h", hours(period)));
    let stay = match stay {
        Stay::UntilBrowserCloses => "no".to_owned(),
        Stay::For(span) => format!("{} h", hours(span)),
    };
    format!("{ask} / {stay}")
}

/// Compares by line, so that a failure names the sentence.
fn same(said: &str, expected: &str) {
    for (number, (said, expected)) in said.lines().zip(expected.lines()).enumerate() {
        assert_eq!(said, expected, "line {}", number + 1);
    }
    assert_eq!(said, expected);
}

#[test]
fn every_reason_is_said_in_dutch() {
    same(&table("nl"), include_str!("reasons.nl.txt"));
}

#[test]
fn every_reason_is_said_in_english() {
    same(&table("en"), include_str!("reasons.en.txt"));
}

#[test]
fn every_week_is_said_in_dutch() {
    same(&weeks("nl"), include_str!("weeks.nl.txt"));
}

#[test]
fn every_week_is_said_in_english() {
    same(&weeks("en"), include_str!("weeks.en.txt"));
}

#[test]
fn a_rule_that_only_watches_is_told_to_others_alone() {
    for (tag, said) in [
        ("nl", "De regel ‘Proef’ kijkt alleen mee: hij vraagt niets van Jan de Vries."),
        ("en", "The rule ‘Proef’ only watches: it asks nothing of Jan de Vries."),
    ] {
        let calendar = Calendar { words: Words::find(tag).unwrap(), zone: zone(), now: now().micros() };
        let explanation = case("due", backend(PAST)).explanation();
        let told = |reader| {
            let rule_names = &|policy| rule_name(policy);
            let (explanation, watching) = (&explanation, vec!["Proef"]);
            Told { explanation, exemption: None, rule_names, watching, calendar: &calendar, reader }.all()
        };
        assert!(told(Reader::About("Jan de Vries")).iter().any(|sentence| sentence.starts_with(said)), "{tag}");
        assert!(told(Reader::Self_).iter().all(|sentence| !sentence.contains("Proef")), "{tag}");
    }
}

#[test]
fn the_table_holds_every_reason() {
    let told: BTreeSet<String> = cases()
        .iter()
        .map(|case| format!("{:?}", case.explanation().reason))
        .map(|reason| reason.split([' ', '{']).next().unwrap().to_owned())
        .collect();
    assert_eq!(told.len(), 15, "{told:?}");
}

#[test]
fn a_span_comes_back_as_it_was_written() {
    let en = Words::find("en").unwrap();
    for (length, said, often) in [
        (Lifetime::hours(36), "36 hours", "once in 36 hours"),
        (Lifetime::hours(60), "60 hours", "once in 60 hours"),
        (Lifetime::days(1), "1 day", "every day"),
        (Lifetime::minutes(90), "90 minutes", "once in 90 minutes"),
        (Lifetime::seconds(1), "1 second", "every second"),
        (Lifetime::ZERO, "0 seconds", "once in 0 seconds"),
    ] {
        assert_eq!((&*span(en, length), &*every(en, length)), (said, often));
    }
}

#[test]
fn about_somebody_no_sentence_says_you_or_he() {
    for (tag, words) in [("nl", &["je", "jij", "jou", "hij", "zij"][..]), ("en", &["you", "your", "he", "she"][..])] {
        for case in cases() {
            for sentence in case.told(tag, Reader::About("Jan de Vries")) {
                let said: BTreeSet<String> =
                    sentence.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
                assert!(words.iter().all(|word| !said.contains(*word)), "{}: {sentence}", case.name);
            }
        }
    }
}
