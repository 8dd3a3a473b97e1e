//! `/profile/password`: another password. Whoever has a second factor proves it first; the form holds the present one.

use actions::check_session::SignedInPerson;
use actions::profile::password::{self, Outcome, Weakness, minimum_length};
use actions::step_up::{Needs, needs_now};
use secrecy::SecretString;

use crate::answer::Answer;
use crate::extract::{Fields, Reader};
use crate::pages::{Password, PasswordState, Place};
use crate::portal::guard::{done, signed_in, to_confirm};

const ADDRESS: &str = "/profile/password";

/// GET `/profile/password`.
pub(super) async fn show(reader: Reader) -> Answer {
    let (person, _) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let changed = reader.notice().is_some_and(|(word, _)| word == "password-changed");
    if changed {
        return page(&reader, &person, PasswordState::Changed);
    }
    match needs_now(reader.ctx(), &person) {
        Some(needs @ Needs::Factor) => to_confirm(&reader, needs, ADDRESS),
        Some(Needs::Password) | None => page(&reader, &person, PasswordState::Ask),
    }
}

fn page(reader: &Reader, person: &SignedInPerson, state: PasswordState) -> Answer {
    let shortest = u32::try_from(minimum_length(reader.ctx(), &person.standing)).unwrap_or(u32::MAX);
    let username = person.standing.facts.user_name.clone();
    let frame = reader.frame_of(&person.standing, Place::Password);
    reader.page(frame, |frame| Password { frame, username, shortest, state })
}

/// POST `/profile/password`.
pub(super) async fn change(reader: Reader, fields: Fields) -> Answer {
    let (person, token) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (current, new) = (SecretString::from(fields.get("current")), SecretString::from(fields.get("new")));
    let changed = password::change(reader.ctx(), reader.visit(), &token, &current, &new).await?;
    let outcome = match done(&reader, changed, ADDRESS)? {
        Ok(outcome) => outcome,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let state = match outcome {
        Outcome::Changed(_) => return reader.reply().notice("password-changed", "").to(ADDRESS),
        Outcome::WrongCurrent => PasswordState::WrongCurrent,
        Outcome::Wait(until) => PasswordState::Wait { until: until.micros() },
        Outcome::Same => PasswordState::Same,
        Outcome::Weak(Weakness::TooShort { .. }) => PasswordState::TooShort,
        Outcome::Weak(Weakness::TooLong) => PasswordState::TooLong,
        Outcome::Weak(Weakness::Common) => PasswordState::TooEasy,
        Outcome::Weak(Weakness::ContainsContext) => PasswordState::OwnWords,
    };
    page(&reader, &person, state)
}
