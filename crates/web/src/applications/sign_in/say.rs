//! What applications that sign in here say, in words.

use actions::admin::relying_parties::{Outcome, PartyFault, Tried};
use domain::relying_party::{Algorithm, ClaimSource, ClientKind, Refresh, Template};
use domain::selection::Selected;
use domain::time::Lifetime;

use super::super::say::{Selections, opens};
use crate::words::Words;

/// How old the newest proof may be, in seconds, and what that is called.
pub(super) const AGES: [(u32, &str); 5] = [
    (300, "party-age-300"),
    (900, "party-age-900"),
    (3600, "party-age-3600"),
    (28_800, "party-age-28800"),
    (86_400, "party-age-86400"),
];

/// What people call the application of a template.
pub(super) fn template(words: Words, template: Template) -> String {
    let name = match template {
        Template::Own => return words.say("party-template-own"),
        Template::Nextcloud => "Nextcloud",
        Template::WordPress => "WordPress",
        Template::Grafana => "Grafana",
        Template::GitLab => "GitLab",
        Template::Moodle => "Moodle",
    };
    name.to_owned()
}

/// Who may, in words.
pub(super) fn who(words: Words, who: Selected, selections: &Selections) -> String {
    opens(words, domain::access::Opens::SignedIn(who), selections)
}

/// A span of time in the words of the form; seconds where it has none for it.
pub(super) fn age(words: Words, age: Option<Lifetime>) -> String {
    let Some(age) = age else { return words.say("party-age-any") };
    let seconds = seconds(age);
    let known = AGES.iter().find(|(known, _)| i64::from(*known) == seconds);
    known.map_or_else(|| format!("{seconds} s"), |(_, key)| words.say(key))
}

/// A span of time in seconds.
pub(super) fn seconds(age: Lifetime) -> i64 {
    age.micros() / 1_000_000
}

pub(super) fn yes(words: Words, yes: bool) -> String {
    words.say(if yes { "party-yes" } else { "party-no" })
}

pub(super) fn consent(words: Words, asks: bool) -> String {
    words.say(if asks { "party-consent-ask" } else { "party-consent-own" })
}

pub(super) fn kind(words: Words, kind: ClientKind) -> String {
    words.say(match kind {
        ClientKind::Confidential => "party-kind-server",
        ClientKind::Public => "party-kind-public",
    })
}

pub(super) fn algorithm(words: Words, algorithm: Algorithm) -> String {
    words.say(match algorithm {
        Algorithm::Es256 => "party-algorithm-es",
        Algorithm::Rs256 => "party-algorithm-rs",
    })
}

/// The word of the form for how long it stays connected, and what it is called.
pub(super) const fn refresh(refresh: Refresh) -> (&'static str, &'static str) {
    match refresh {
        Refresh::Never => ("never", "party-refresh-never"),
        Refresh::WhileSignedIn => ("signed-in", "party-refresh-signed-in"),
        Refresh::Days(_) => ("days", "party-refresh-days"),
    }
}

/// What a claim says; an attribute by its name.
pub(super) fn source(words: Words, from: &ClaimSource, attributes: &[(String, String)]) -> String {
    let key = match from {
        ClaimSource::UserName => "party-from-user-name",
        ClaimSource::DisplayName => "party-from-display-name",
        ClaimSource::Email => "party-from-email",
        ClaimSource::Groups => "party-from-groups",
        ClaimSource::Attribute(key) => {
            let known = attributes.iter().find(|(of, _)| *of == key.to_string());
            return known.map_or_else(|| key.to_string(), |(_, name)| name.clone());
        }
    };
    words.say(key)
}

/// What is wrong, with the field that it is about.
pub(super) fn fault(words: Words, fault: &PartyFault) -> (String, String) {
    let typed = |key: &'static str, typed: &str| words.with(key).arg("typed", typed.to_owned()).to_string();
    let (field, said) = match fault {
        PartyFault::Name => ("name", words.say("view-name-wrong")),
        PartyFault::Taken => ("name", words.say("application-name-taken")),
        PartyFault::TooMany => ("name", words.say("party-too-many")),
        PartyFault::NoRedirect => ("redirects", words.say("application-no-address")),
        PartyFault::Redirect(text) => ("redirects", typed("party-address-wrong", text)),
        PartyFault::Logout(text) => ("logouts", typed("party-address-wrong", text)),
        PartyFault::TooManyRedirects => ("redirects", words.say("party-many-addresses")),
        PartyFault::TooManyLogouts => ("logouts", words.say("party-many-addresses")),
        PartyFault::BackChannel => ("back-channel", words.say("party-back-channel-wrong")),
        PartyFault::NoSelection => ("who", words.say("application-no-selection")),
        PartyFault::Days => ("days", words.say("party-days-wrong")),
        PartyFault::Claim(text) => ("claims", typed("party-claim-wrong", text)),
        PartyFault::ClaimTwice(text) => ("claims", typed("party-claim-twice", text)),
        PartyFault::NoAttribute(text) => ("claims", typed("party-no-attribute", text)),
        PartyFault::TooManyClaims => ("claims", words.say("party-many-claims")),
    };
    (field.to_owned(), said)
}

/// What a trial found, and whether it lets the person in sooner or later.
pub(super) fn tried(words: Words, tried: &Tried) -> (String, bool) {
    let of_person =
        |key: &'static str| words.with(key).arg("person", tried.person.clone().unwrap_or_default()).to_string();
    match tried.outcome {
        Outcome::NoPerson => (words.say("application-trial-no-person"), false),
        Outcome::Blocked => (of_person("application-trial-blocked"), false),
        Outcome::NotSelected => (of_person("party-trial-not-selected"), false),
        Outcome::MayEnter => (of_person("application-trial-enters"), true),
        Outcome::Proves => (of_person("party-trial-proves"), true),
        Outcome::Enrols => (of_person("application-trial-enrols"), true),
    }
}
