//! `/`: who is signed in, until when and on what terms, and how the second step stands.

use actions::check_session::SignedInPerson;
use actions::profile::{check_up, devices};
use domain::policy::in_session::expires_at;
use domain::policy::{Ask, Requirement};
use domain::time::Lifetime;

use crate::announcements::to_read;
use crate::answer::{Answer, Failure};
use crate::extract::{Fields, Reader};
use crate::pages::{DeviceTerm, Home, HomeNotice, Person, Place, SecondStep, Stay};
use crate::portal::guard::signed_in;
use crate::profile::{card_left, explained, second_step};

/// GET `/`.
pub(crate) async fn show(reader: Reader) -> Answer {
    let (person, token) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let standing = &person.standing;
    let session = &person.session.facts;
    let frame = reader.frame_of(standing, Place::Home);
    let latest = expires_at(session, &standing.policy).micros();
    let stay = if session.terms.persistent { Stay::Until(latest) } else { Stay::BrowserCloses { latest } };
    let idle = [session.terms.idle, standing.policy.idle.value].into_iter().flatten().min();
    let notice = match reader.notice().as_ref().map(|(word, _)| word.as_str()) {
        Some("enrolled") => Some(HomeNotice::Enrolled),
        Some("works") => Some(HomeNotice::Works),
        Some("postponed") => Some(HomeNotice::Postponed),
        _ => None,
    };
    let device = device_term(&reader, &person, &token).await?;
    let second_step = second_step(standing, reader.now());
    // Where nobody asks anything, the page says so itself.
    let explain = if second_step == SecondStep::NotOffered { Vec::new() } else { explained(&reader, &person, &frame) };
    let (reading, put_away) = to_read(&reader, &person, &frame).await?;
    let check_up = check_up::of_person(reader.ctx(), reader.visit(), &person).await?;
    let card_left = card_left(&reader, standing).await?;
    let name = Person::named(standing.facts.display_name.as_str());
    reader.page(frame, |frame| Home {
        frame,
        person: name,
        notice,
        stay,
        idle: idle.map(Lifetime::seconds_rounded_up),
        device,
        second_step,
        card_left,
        check_up: check_up.map(|open| open.proved_at.micros()),
        reading,
        put_away,
        explain,
    })
}

/// When a code is asked again in this browser.
async fn device_term(reader: &Reader, person: &SignedInPerson, token: &str) -> Result<DeviceTerm, Failure> {
    let policy = &person.standing.policy;
    if person.standing.facts.person.enrolled.is_empty() || policy.requirement.value == Requirement::Off {
        return Ok(DeviceTerm::NoFactor);
    }
    if policy.ask.value == Ask::Always {
        return Ok(DeviceTerm::Always);
    }
    let Some(cookie) = reader.device() else { return Ok(DeviceTerm::NextSignIn) };
    let listed = devices::list(reader.ctx(), reader.visit(), token).await?.unwrap_or_default();
    let until = listed.iter().find(|one| one.device.id == cookie.id).and_then(|one| one.trusted_until);
    Ok(until.map_or(DeviceTerm::NextSignIn, |until| DeviceTerm::Until(until.micros())))
}

/// POST `/`: on from a page that showed something once.
pub(crate) async fn go_on(reader: Reader, _fields: Fields) -> Answer {
    reader.to(reader.return_to().as_deref().unwrap_or("/"))
}
