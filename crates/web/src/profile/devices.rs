//! `/profile/devices`: the browsers in which no code is asked for a while. Taking trust away needs no fresh proof.

use actions::profile::devices;
use axum::extract::Path;
use domain::id::TrustedDeviceId;
use domain::policy::Ask;
use domain::sorted;
use domain::time::Timestamp;

use crate::answer::{Answer, Failure};
use crate::extract::{Fields, Reader};
use crate::pages::{Device, Devices, Place};
use crate::portal::guard::done;
use crate::profile::signed_in_where_active;

const ADDRESS: &str = "/profile/devices";

/// GET `/profile/devices`.
pub(super) async fn show(reader: Reader) -> Answer {
    let (person, token) = match signed_in_where_active(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // Ended between the two looks: the same page settles it.
    let Some(listed) = devices::list(reader.ctx(), reader.visit(), &token).await? else { return reader.to(ADDRESS) };
    let here = reader.device().map(|cookie| cookie.id);
    let mut devices: Vec<Device> = listed
        .into_iter()
        .map(|one| Device {
            id: one.device.id.to_string(),
            here: here == Some(one.device.id),
            browser: one.device.browser,
            platform: one.platform,
            address: one.device.source,
            used: one.device.last_used_at.micros(),
            until: one.trusted_until.map(Timestamp::micros),
        })
        .collect();
    sorted::by_key(&mut devices, |one| !one.here);
    let forgotten = reader.notice().is_some_and(|(word, _)| word == "forgotten");
    let possible = person.standing.policy.ask.value != Ask::Always;
    let frame = reader.frame_of(&person.standing, Place::Devices);
    reader.page(frame, |frame| Devices { frame, forgotten, devices, possible })
}

/// POST `/profile/devices/ID/forget`.
pub(super) async fn forget(reader: Reader, Path(id): Path<String>, _fields: Fields) -> Answer {
    let id: TrustedDeviceId = id.parse().map_err(|_| Failure::NotFound)?;
    forgotten(&reader, Some(id)).await
}

/// POST `/profile/devices/forget-all`.
pub(super) async fn forget_all(reader: Reader, _fields: Fields) -> Answer {
    forgotten(&reader, None).await
}

async fn forgotten(reader: &Reader, id: Option<TrustedDeviceId>) -> Answer {
    let (_, token) = match signed_in_where_active(reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let changed = devices::forget(reader.ctx(), reader.visit(), &token, id).await?;
    match done(reader, changed, ADDRESS)? {
        Ok(_) => reader.reply().notice("forgotten", "").to(ADDRESS),
        Err(elsewhere) => Ok(elsewhere),
    }
}
