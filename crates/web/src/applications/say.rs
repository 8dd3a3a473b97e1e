//! What applications and their rules say, in words.

use actions::admin::applications::{ApplicationFault, Outcome, Tried};
use actions::admin::views;
use domain::access::Opens;
use domain::application::PathRule;
use domain::id::SelectionId;
use domain::selection::Selected;
use domain::time::Lifetime;

use super::form::Fault;
use crate::answer::Failure;
use crate::extract::Admin;
use crate::words::Words;

/// Selections with their names.
pub(super) type Selections = Vec<(SelectionId, String)>;

/// All selections of the organisation, by name.
pub(super) async fn selections(admin: &Admin) -> Result<Selections, Failure> {
    Ok(views::selections(admin.reader.ctx(), admin.reader.organisation()).await?)
}

/// What may be demanded: the word of the form, whether a second factor, its age in seconds, and what it is called.
pub(super) const PROOFS: [(&str, bool, Option<u32>, &str); 7] = [
    ("none", false, None, "application-proof-none"),
    ("second-factor", true, None, "application-proof-factor"),
    ("300", true, Some(300), "application-proof-300"),
    ("900", true, Some(900), "application-proof-900"),
    ("3600", true, Some(3600), "application-proof-3600"),
    ("28800", true, Some(28_800), "application-proof-28800"),
    ("86400", true, Some(86_400), "application-proof-86400"),
];

fn proof(second_factor: bool, age: Option<Lifetime>) -> &'static str {
    let is = |(_, factor, seconds, _): &&(_, bool, Option<u32>, _)| {
        *factor == second_factor && seconds.map(Lifetime::seconds) == age
    };
    let known = PROOFS.iter().find(is);
    known.map_or("application-proof-factor", |(_, _, _, key)| key)
}

/// Who may, in words.
pub(super) fn opens(words: Words, opens: Opens, selections: &Selections) -> String {
    match opens {
        Opens::Anyone => words.say("application-who-anyone"),
        Opens::Nobody => words.say("application-who-nobody"),
        Opens::SignedIn(Selected::Everyone) => words.say("application-who-everyone"),
        Opens::SignedIn(Selected::Selection(id)) => {
            words.with("application-who-selection").arg("name", name_of(id, selections)).to_string()
        }
    }
}

fn name_of(id: SelectionId, selections: &Selections) -> String {
    selections.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone()).unwrap_or_default()
}

fn path(words: Words, path: &str) -> String {
    if path.is_empty() { words.say("application-all-pages") } else { path.to_owned() }
}

/// A rule as a sentence.
pub(super) fn rule(words: Words, rule: &PathRule, selections: &Selections) -> String {
    let (path, who) = (path(words, &rule.path), opens(words, rule.opens, selections));
    if rule.second_factor || rule.max_age.is_some() {
        let proof = words.say(proof(rule.second_factor, rule.max_age));
        return words.with("application-says-proof").arg("path", path).arg("who", who).arg("proof", proof).to_string();
    }
    words.with("application-says").arg("path", path).arg("who", who).to_string()
}

/// What a trial found, and whether the door opens sooner or later.
pub(super) fn tried(words: Words, tried: &Tried, selections: &Selections) -> (Vec<String>, bool) {
    let person = || tried.person.clone().unwrap_or_default();
    let plain = |key: &str| words.say(key);
    let of_person = |key: &'static str| words.with(key).arg("person", person()).to_string();
    let (said, opens) = match tried.outcome {
        Outcome::Unreadable => (plain("application-trial-unreadable"), false),
        Outcome::Unknown => (plain("application-trial-unknown"), false),
        Outcome::TwoWays => (plain("application-trial-two-ways"), false),
        Outcome::NoPerson => (plain("application-trial-no-person"), false),
        Outcome::Anyone => (plain("application-trial-anyone"), true),
        Outcome::Nobody => (plain("application-trial-nobody"), false),
        Outcome::Blocked => (of_person("application-trial-blocked"), false),
        Outcome::NotSelected(id) => {
            let not = words.with("application-trial-not-selected").arg("person", person());
            (not.arg("selection", name_of(id, selections)).to_string(), false)
        }
        Outcome::MayEnter => (of_person("application-trial-enters"), true),
        Outcome::Proves(age) => {
            let proof = words.say(proof(true, age));
            let proves = words.with("application-trial-proves").arg("person", person()).arg("proof", proof);
            (proves.to_string(), true)
        }
        Outcome::Enrols => (of_person("application-trial-enrols"), true),
    };
    let at = tried.at.as_ref().map(|(application, rule)| {
        let at = words.with("application-trial-rule").arg("application", application.clone());
        at.arg("path", path(words, rule)).to_string()
    });
    ([said].into_iter().chain(at).collect(), opens)
}

/// What is wrong, with the field that it is about.
pub(super) fn fault(words: Words, fault: &Fault) -> (String, String) {
    let typed = |key: &'static str, typed: &str| words.with(key).arg("typed", typed.to_owned()).to_string();
    let (field, said) = match fault {
        Fault::NoPath => ("rules", words.say("application-path-none")),
        Fault::Kept(kept) => match kept {
            ApplicationFault::Name => ("name", words.say("view-name-wrong")),
            ApplicationFault::Taken => ("name", words.say("application-name-taken")),
            ApplicationFault::TooMany => ("name", words.say("application-too-many")),
            ApplicationFault::NoAddress => ("addresses", words.say("application-no-address")),
            ApplicationFault::TooManyAddresses => ("addresses", words.say("application-many-addresses")),
            ApplicationFault::Address(text) => ("addresses", typed("application-address-wrong", text)),
            ApplicationFault::NotEncrypted(text) => ("addresses", typed("application-address-plain", text)),
            ApplicationFault::Outside(text) => ("addresses", typed("application-address-outside", text)),
            ApplicationFault::AddressTaken(text) => ("addresses", typed("application-address-taken", text)),
            ApplicationFault::TooManyRules => ("rules", words.say("application-many-rules")),
            ApplicationFault::Path(text) => ("rules", typed("application-path-wrong", text)),
            ApplicationFault::PathTwice(text) => ("rules", typed("application-path-twice", text)),
            ApplicationFault::OpenAndAsks(text) => ("rules", typed("application-open-asks", text)),
            ApplicationFault::NoSelection => ("rules", words.say("application-no-selection")),
        },
    };
    (field.to_owned(), said)
}
