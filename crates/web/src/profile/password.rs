//! `/profile/password`: another password. Whoever has a second factor proves it first; the form holds the present one.

use actions::check_session::SignedInPerson;
use actions::directory::password::is_elsewhere;
use actions::new_password::{Pattern, Strength, Weakness};
use actions::profile::password::{self, Outcome, minimum_length};
use actions::step_up::{Needs, needs_now};
use secrecy::SecretString;

use crate::answer::Answer;
use crate::extract::{Fields, Reader};
use crate::pages::{Easy, Meter, Password, PasswordState, Place};
use crate::portal::guard::{done, signed_in, to_confirm};

const ADDRESS: &str = "/profile/password";

/// GET `/profile/password`.
pub(super) async fn show(reader: Reader) -> Answer {
    let (person, _) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if let Some((_, strength)) = reader.notice().filter(|(word, _)| word == "password-changed") {
        return page(&reader, &person, (PasswordState::Changed, meter_of(&strength)));
    }
    let user = person.standing.facts.id;
    if let Some(directory) = is_elsewhere(reader.ctx(), reader.organisation().id, user).await? {
        return elsewhere(&reader, &person, directory);
    }
    match needs_now(reader.ctx(), &person) {
        Some(needs @ Needs::Factor) => to_confirm(&reader, needs, ADDRESS),
        Some(Needs::Password) | None => page(&reader, &person, (PasswordState::Ask, None)),
    }
}

fn page(reader: &Reader, person: &SignedInPerson, (state, meter): (PasswordState, Option<Meter>)) -> Answer {
    let shortest = minimum_length(reader.organisation(), &person.standing);
    let username = person.standing.facts.user_name.clone();
    let frame = reader.frame_of(&person.standing, Place::Password);
    reader.page(frame, |frame| Password { frame, username, shortest, state, meter, elsewhere: None })
}

/// What the page says of a password that is not kept here.
fn elsewhere(reader: &Reader, person: &SignedInPerson, directory: String) -> Answer {
    let username = person.standing.facts.user_name.clone();
    let frame = reader.frame_of(&person.standing, Place::Password);
    let (state, elsewhere) = (PasswordState::Ask, Some(directory));
    reader.page(frame, |frame| Password { frame, username, shortest: 0, state, meter: None, elsewhere })
}

/// POST `/profile/password`.
pub(super) async fn change(reader: Reader, fields: Fields) -> Answer {
    let (person, token) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (current, new) = (SecretString::from(fields.get("current")), SecretString::from(fields.get("new")));
    if fields.is("try", "1") {
        let tried = password::try_out(reader.ctx(), reader.visit(), &token, &new).await?;
        return match done(&reader, tried, ADDRESS)? {
            Ok(Ok(strength)) => page(&reader, &person, (PasswordState::WouldDo, Some(meter(strength)))),
            Ok(Err(weakness)) => page(&reader, &person, weak(weakness)),
            Err(elsewhere) => Ok(elsewhere),
        };
    }
    let changed = password::change(reader.ctx(), reader.visit(), &token, &current, &new).await?;
    let outcome = match done(&reader, changed, ADDRESS)? {
        Ok(outcome) => outcome,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let state = match outcome {
        Outcome::Changed { strength, .. } => {
            return reader.reply().notice("password-changed", meter(strength).word()).to(ADDRESS);
        }
        Outcome::Elsewhere(directory) => return elsewhere(&reader, &person, directory),
        Outcome::WrongCurrent => (PasswordState::WrongCurrent, None),
        Outcome::Wait(until) => (PasswordState::Wait { until: until.micros() }, None),
        Outcome::Same => (PasswordState::Same, None),
        Outcome::Weak(weakness) => weak(weakness),
    };
    page(&reader, &person, state)
}

/// What the page says of a password that will not do.
fn weak(weakness: Weakness) -> (PasswordState, Option<Meter>) {
    // One that is too long may be strong enough; there is only too much of it.
    let meter = (weakness != Weakness::TooLong).then_some(Meter::Weak);
    (state_of(weakness), meter)
}

/// What a page says of a password that will not do.
pub(crate) fn state_of(weakness: Weakness) -> PasswordState {
    match weakness {
        Weakness::TooShort { .. } => PasswordState::TooShort,
        Weakness::TooLong => PasswordState::TooLong,
        Weakness::Common => PasswordState::Common,
        Weakness::Guessable(pattern) => PasswordState::TooEasy(match pattern {
            Pattern::Word => Easy::Word,
            Pattern::Keys => Easy::Keys,
            Pattern::Repeat => Easy::Repeat,
            Pattern::Row => Easy::Row,
            Pattern::Date => Easy::Date,
        }),
        Weakness::ContainsContext => PasswordState::OwnWords,
    }
}

fn meter(strength: Strength) -> Meter {
    match strength {
        Strength::Fair => Meter::Fair,
        Strength::Good => Meter::Good,
        Strength::Strong => Meter::Strong,
    }
}

/// The meter of a word that an earlier answer left behind.
fn meter_of(word: &str) -> Option<Meter> {
    [Meter::Fair, Meter::Good, Meter::Strong].into_iter().find(|meter| meter.word() == word)
}
