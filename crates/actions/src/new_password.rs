//! Whether a new password will do: the rule of the organisation, and the words that are too easy for this person.
//! Everyone who chooses a password comes past here: My profile, the set-up, the command line.

use domain::password::{PasswordRule, SecondFactor};
use secrecy::{ExposeSecret, SecretString};

pub use verifier::password_policy::{Pattern, Strength, Weakness};

use crate::error::{Error, broken};
use crate::visit::Organisation;

/// Whose password it will be.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// E-mail addresses.
    pub addresses: Vec<String>,
}

/// Where it will be used.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The rule.
    pub rule: &'a PasswordRule,
    /// Name of the organisation.
    pub name: &'a str,
    /// Host of the organisation.
    pub host: &'a str,
}

/// Judges on a thread for work that takes long: the estimator needs some milliseconds.
pub async fn assess(
    organisation: &Organisation,
    owner: Owner,
    beside: SecondFactor,
    password: &SecretString,
) -> Result<Result<Strength, Weakness>, Error> {
    let (rule, name, host) = (organisation.password.clone(), organisation.name.clone(), organisation.host.clone());
    let password = password.clone();
    let judging = move || judge_in(&Place { rule: &rule, name: &name, host: &host }, &owner, beside, &password);
    tokio::task::spawn_blocking(judging).await.map_err(|_| broken("a password could not be judged"))
}

/// The same on this thread.
pub fn judge(
    organisation: &Organisation,
    owner: &Owner,
    beside: SecondFactor,
    password: &SecretString,
) -> Result<Strength, Weakness> {
    let place = Place { rule: &organisation.password, name: &organisation.name, host: &organisation.host };
    judge_in(&place, owner, beside, password)
}

/// The same where there is no organisation yet.
pub fn judge_in(
    place: &Place<'_>,
    owner: &Owner,
    beside: SecondFactor,
    password: &SecretString,
) -> Result<Strength, Weakness> {
    let own = [owner.user_name.as_str(), owner.display_name.as_str(), place.name, place.host];
    let listed = place.rule.words.iter().chain(&owner.addresses).map(String::as_str);
    let words: Vec<&str> = own.into_iter().chain(listed).collect();
    let least = usize::try_from(place.rule.least(beside)).unwrap_or(usize::MAX);
    verifier::password_policy::assess(password.expose_secret(), least, &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(password: &str, rule: &PasswordRule, beside: SecondFactor) -> Result<Strength, Weakness> {
        let owner = Owner {
            user_name: "sdewit".to_owned(),
            display_name: "Sanne de Wit".to_owned(),
            addresses: vec!["s.dewit@postbode.example".to_owned()],
        };
        let place = Place { rule, name: "Vereniging Waterland", host: "inloggen.molenwijk.example" };
        judge_in(&place, &owner, beside, &SecretString::from(password))
    }

    #[test]
    fn what_is_known_of_the_person_and_the_organisation_is_no_password() {
        let rule = PasswordRule { words: vec!["Zuiderpark".to_owned()], ..PasswordRule::default() };
        for own in [
            "sdewit2026!!!!!",
            "SanneDeWit20261",
            "Waterland202612",
            "Molenwijk202612",
            "postbode2026126",
            "Zuiderpark2026!",
        ] {
            assert_eq!(judged(own, &rule, SecondFactor::None), Err(Weakness::ContainsContext), "{own}");
        }
        assert!(judged("de zee is vandaag weer groen", &rule, SecondFactor::None).is_ok());
    }

    #[test]
    fn a_shorter_one_does_beside_a_second_factor_alone() {
        let rule = PasswordRule::default();
        assert_eq!(judged("vk7-mop-ral", &rule, SecondFactor::None), Err(Weakness::TooShort { min: 15 }));
        assert!(judged("vk7-mop-ral", &rule, SecondFactor::Mandatory).is_ok());
    }
}
