//! A small exhaustive model: every combination of a handful of facts, its answer taken from a list of sentences of
//! policy.md that knows nothing of the code. A second opinion on `decide` and on its order.

use crate::assurance::{Proof, ProofKind};
use crate::authenticator::AuthenticatorKind::{App, CodeCard};
use crate::policy::sample::{DEADLINE, all, amsterdam, backend, days, has, tick};
use crate::policy::{
    Ask, AuthenticatorRule, Demand, Enrol, Evidence, Exemption, Grant, LateEnrolment, NextStep, Prove, Requirement,
    decide,
};
use crate::time::{Timestamp, start_of_day};

/// The facts, in the words of the policy. The rule is "no code card": an app is allowed, a card is not.
#[derive(Clone, Copy, Debug)]
struct Facts {
    requirement: &'static str,
    deadline: &'static str,
    exemption: &'static str,
    enrolled: &'static str,
    device: &'static str,
    ask: &'static str,
    put_off: &'static str,
    shown: &'static str,
}

const REQUIREMENT: [&str; 3] = ["off", "optional", "mandatory"];
const DEADLINE_STATE: [&str; 3] = ["weeks ahead", "days ahead", "this instant"];
const EXEMPTION: [&str; 3] = ["none", "now", "until this instant"];
const ENROLLED: [&str; 4] = ["none", "app", "card", "app and card"];
const DEVICE: [&str; 4] = ["unknown", "within the period", "at its end", "of the future"];
const ASK: [&str; 2] = ["30 days", "always"];
const PUT_OFF: [&str; 2] = ["no", "until tomorrow"];
const SHOWN: [&str; 3] = ["nothing", "app", "card"];

/// A sentence: when it holds, and what it leads to.
type Sentence = (fn(&Facts) -> bool, &'static str);

/// The first sentence that holds is the answer; the numbers are the cases of policy.md.
const SENTENCES: [Sentence; 21] = [
    // 2: off grants; what was shown is claimed.
    (|f| f.requirement == "off" && f.shown == "nothing", "granted"),
    (|f| f.requirement == "off", "granted by what was shown"),
    // 3: an authenticator that the policy allows.
    (|f| f.enrolled.contains("app") && f.shown == "app", "granted by what was shown"),
    (|f| f.enrolled.contains("app") && f.ask == "always", "app asked"),
    (|f| f.enrolled.contains("app") && f.device == "within the period", "granted by the device"),
    (|f| f.enrolled.contains("app"), "app asked, trust offered"),
    // 4: only one that it does not allow: prove it, then enrol; an exemption lifts the duty, not the question.
    (|f| f.enrolled == "card" && f.shown != "card" && f.requirement == "optional", "card asked"),
    (|f| f.enrolled == "card" && f.shown != "card" && f.deadline != "this instant", "card asked"),
    (|f| f.enrolled == "card" && f.shown != "card" && f.exemption == "now", "card asked"),
    (|f| f.enrolled == "card" && f.shown != "card", "card asked, then a duty"),
    (|f| f.enrolled == "card" && f.exemption == "now", "granted by what was shown"),
    (|f| f.enrolled == "card" && f.requirement == "mandatory" && f.deadline == "this instant", "duty"),
    (|f| f.enrolled == "card" && f.requirement == "mandatory" && f.deadline == "days ahead", "offered each time"),
    (|f| f.enrolled == "card" && f.put_off == "until tomorrow", "granted by what was shown"),
    (|f| f.enrolled == "card", "offered"),
    // 5: none, exempt now.
    (|f| f.exemption == "now", "granted"),
    // 8, 7, 6: none.
    (|f| f.requirement == "mandatory" && f.deadline == "this instant", "duty with a code"),
    (|f| f.requirement == "mandatory" && f.deadline == "days ahead", "offered each time"),
    (|f| f.put_off == "until tomorrow", "granted"),
    (|f| f.requirement == "mandatory", "offered"),
    (|f| f.requirement == "optional", "offered"),
];

fn by_the_book(facts: &Facts) -> &'static str {
    let matching = SENTENCES.iter().find(|(holds, _)| holds(facts));
    matching.map(|(_, answer)| *answer).unwrap()
}

fn by_the_code(facts: &Facts) -> &'static str {
    let deadline = start_of_day(DEADLINE, &amsterdam());
    let now = match facts.deadline {
        "weeks ahead" => deadline.minus(days(30)),
        "days ahead" => deadline.minus(days(3)),
        _ => deadline,
    };
    let demand = Demand {
        requirement: Requirement::from_word(facts.requirement).unwrap(),
        ask: if facts.ask == "always" { Ask::Always } else { Ask::Every(days(30)) },
        authenticators: AuthenticatorRule::NoCodeCard,
        ..backend()
    };
    let mut person = has(match facts.enrolled {
        "none" => &[],
        "app" => &[App],
        "card" => &[CodeCard],
        _ => &[CodeCard, App],
    });
    let exempt = |until| Some(Exemption { until });
    person.exemption = match facts.exemption {
        "none" => None,
        "now" => exempt(now.plus(tick())),
        _ => exempt(now),
    };
    let evidence = Evidence {
        proof: shown(facts, now),
        device_passed_at: match facts.device {
            "unknown" => None,
            "within the period" => Some(now.minus(days(30)).plus(tick())),
            "at its end" => Some(now.minus(days(30))),
            _ => Some(now.plus(tick())),
        },
        put_off_now: false,
        put_off_until: Some(now.plus(days(1))).filter(|_| facts.put_off == "until tomorrow"),
    };
    told(&decide(now, &person, &all(&[demand]), &evidence), &evidence)
}

fn shown(facts: &Facts, now: Timestamp) -> Option<Proof> {
    let kind = match facts.shown {
        "app" => ProofKind::App,
        "card" => ProofKind::CodeCard,
        _ => return None,
    };
    Some(Proof { kind, at: now })
}

/// The step in the words of the sentences; anything unforeseen has no words.
fn told(step: &NextStep, evidence: &Evidence) -> &'static str {
    match step {
        NextStep::Grant(Grant { proof: None, factor_at: None, .. }) => "granted",
        NextStep::Grant(Grant { proof: None, factor_at, .. }) if *factor_at == evidence.device_passed_at => {
            "granted by the device"
        }
        NextStep::Grant(Grant { proof, .. }) if *proof == evidence.proof => "granted by what was shown",
        NextStep::Prove(Prove { kinds, then_enrol, may_trust }) => match (kinds.as_slice(), then_enrol, may_trust) {
            ([App], false, true) => "app asked, trust offered",
            ([App], false, false) => "app asked",
            ([CodeCard], false, false) => "card asked",
            ([CodeCard], true, false) => "card asked, then a duty",
            _ => "no such question",
        },
        NextStep::Enrol(Enrol { skippable, may_choose_when, late, .. }) => match (skippable, may_choose_when, late) {
            (true, true, None) => "offered",
            (true, false, None) => "offered each time",
            (false, false, None) => "duty",
            (false, false, Some(LateEnrolment::EmailedCode)) => "duty with a code",
            _ => "no such enrolment",
        },
        _ => "no such step",
    }
}

/// All facts: every list multiplied out.
fn every_case() -> Vec<Facts> {
    let lists: [&[&'static str]; 8] =
        [&REQUIREMENT, &DEADLINE_STATE, &EXEMPTION, &ENROLLED, &DEVICE, &ASK, &PUT_OFF, &SHOWN];
    let combinations = lists.iter().fold(vec![vec![]], |rows, list| {
        rows.iter().flat_map(|row| list.iter().map(|word| [row.as_slice(), &[*word]].concat())).collect::<Vec<_>>()
    });
    combinations
        .iter()
        .map(|row| Facts {
            requirement: row[0],
            deadline: row[1],
            exemption: row[2],
            enrolled: row[3],
            device: row[4],
            ask: row[5],
            put_off: row[6],
            shown: row[7],
        })
        .collect()
}

#[test]
fn the_code_and_the_book_agree_in_all_5184_cases() {
    let cases = every_case();
    assert_eq!(cases.len(), 5_184);
    for facts in cases {
        assert_eq!(by_the_code(&facts), by_the_book(&facts), "{facts:?}");
    }
}

#[test]
fn every_sentence_decides_some_case() {
    let cases = every_case();
    for (place, (holds, answer)) in SENTENCES.iter().enumerate() {
        let earlier = &SENTENCES[..place];
        let decides = |facts: &&Facts| holds(facts) && !earlier.iter().any(|(holds, _)| holds(facts));
        assert!(cases.iter().any(|facts| decides(&facts)), "sentence {place}: {answer}");
    }
}
