//! `/profile/sessions`: where a person is signed in, and signing out there or everywhere else.

use actions::oidc::consents;
use actions::profile::{devices, sessions};
use actions::sign_out::{Keep, everywhere};
use axum::extract::Path;
use domain::id::{RelyingPartyId, SessionId};
use domain::sorted;

use crate::answer::{Answer, Failure};
use crate::extract::{Fields, Reader};
use crate::pages::{Connected, Place, Session, Sessions, SessionsNotice, SignOutEverywhere};
use crate::portal::guard::{done, signed_in};
use crate::profile::is_active;

const ADDRESS: &str = "/profile/sessions";

/// GET `/profile/sessions`.
pub(super) async fn show(reader: Reader) -> Answer {
    let (person, token) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // Ended between the two looks: the same page settles it.
    let Some(listed) = sessions::list(reader.ctx(), reader.visit(), &token).await? else { return reader.to(ADDRESS) };
    let mut sessions: Vec<Session> = listed
        .into_iter()
        .map(|one| Session {
            id: one.session.id.to_string(),
            browser: one.session.browser,
            platform: one.platform,
            address: one.session.source,
            since: one.session.facts.started_at.micros(),
            used: one.session.facts.last_seen_at.micros(),
            here: one.this_one,
        })
        .collect();
    sorted::by_key(&mut sessions, |one| !one.here);
    let notice = match reader.notice().as_ref().map(|(word, _)| word.as_str()) {
        Some("one-ended") => Some(SessionsNotice::OneEnded),
        Some("others-ended") => Some(SessionsNotice::OthersEnded),
        Some("disconnected") => Some(SessionsNotice::Disconnected),
        _ => None,
    };
    let connected = consents::list(reader.ctx(), reader.visit(), &person).await?;
    let connected = connected.into_iter().map(|one| Connected {
        id: one.party.to_string(),
        name: one.name,
        given: one.given.unwrap_or_default(),
        since: one.at.micros(),
    });
    let connected = connected.collect();
    let frame = reader.frame_of(&person.standing, Place::Sessions);
    reader.page(frame, |frame| Sessions { frame, notice, sessions, connected })
}

/// POST `/profile/sessions/ID/end`.
pub(super) async fn end(reader: Reader, Path(id): Path<String>, _fields: Fields) -> Answer {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let (_, token) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let changed = sessions::end(reader.ctx(), reader.visit(), &token, id).await?;
    match done(&reader, changed, ADDRESS)? {
        Ok(()) => reader.reply().notice("one-ended", "").to(ADDRESS),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// POST `/profile/applications/ID/end`: an application gets nothing more.
pub(super) async fn disconnect(reader: Reader, Path(id): Path<String>, _fields: Fields) -> Answer {
    let id: RelyingPartyId = id.parse().map_err(|_| Failure::NotFound)?;
    let (person, _) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !consents::withdraw(reader.ctx(), reader.visit(), &person, id).await? {
        return Err(Failure::NotFound);
    }
    reader.reply().notice("disconnected", "").to(ADDRESS)
}

/// GET `/profile/sessions/end-all`.
pub(super) async fn ask_all(reader: Reader) -> Answer {
    let (person, token) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let sessions = sessions::list(reader.ctx(), reader.visit(), &token).await?.unwrap_or_default();
    let others = sessions.iter().filter(|one| !one.this_one).count();
    let devices = if is_active(&reader) {
        devices::list(reader.ctx(), reader.visit(), &token).await?.unwrap_or_default().len()
    } else {
        0
    };
    let (others, devices) = (u32::try_from(others).unwrap_or(u32::MAX), u32::try_from(devices).unwrap_or(u32::MAX));
    let frame = reader.frame_of(&person.standing, Place::Sessions);
    reader.page(frame, |frame| SignOutEverywhere { frame, others, devices })
}

/// POST `/profile/sessions/end-all`.
pub(super) async fn end_all(reader: Reader, _fields: Fields) -> Answer {
    let (_, token) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match everywhere(reader.ctx(), reader.visit(), &token, Keep::ThisSession).await? {
        Some(_) => reader.reply().notice("others-ended", "").to(ADDRESS),
        None => reader.to(ADDRESS),
    }
}
