//! `/sign-in/enrol/passkey` and `/profile/two-factor/add-passkey`: a passkey or security key. The page itself asks the browser; what
//! that answers makes the passkey count at once.

use actions::enrol_app::{Confirmed, LONGEST_LABEL, Owner};
use actions::passkey::{Answer as Given, enrol};

use crate::answer::{Answer, with_return_to};
use crate::extract::form::CodeFields;
use crate::extract::{Fields, Reader};
use crate::pages::{AddPasskey, AddPlace, AddState, PasskeyAsk, PasskeyFault};
use crate::passkeys::{FIELD, fault_of};
use crate::portal::enrol::{enrolled_page, not_here};
use crate::portal::sign_in::no_half;

/// Where a passkey is added from My profile.
const IN_PROFILE: &str = "/profile/two-factor/add-passkey";

/// The same with where it goes on to afterwards.
fn address(reader: &Reader) -> String {
    with_return_to(IN_PROFILE, reader.return_to().as_deref())
}

/// GET `/sign-in/enrol/passkey`.
pub(crate) async fn show(reader: Reader) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    page(&reader, Owner::Half(token), (None, AddState::Ask, None)).await
}

/// POST `/sign-in/enrol/passkey`.
pub(crate) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    confirm(&reader, Owner::Half(token), &fields).await
}

/// The page that adds a passkey, in either flow.
pub(crate) async fn page(
    reader: &Reader,
    owner: Owner<'_>,
    (label, state, fault): (Option<String>, AddState, Option<PasskeyFault>),
) -> Answer {
    let view = match enrol::view(reader.ctx(), reader.visit(), &reader.site(), (owner, reader.device())).await? {
        Ok(view) => view,
        Err(not) => return not_here(reader, owner, not, &address(reader)).await,
    };
    let place = match owner {
        Owner::Half(_) => AddPlace::SignIn,
        Owner::Session(_) => AddPlace::Profile { return_to: reader.return_to() },
    };
    let frame = reader.frame_in(view.language.as_deref());
    let given_name = view.name.split_whitespace().next().unwrap_or_default();
    let label = label.unwrap_or_else(|| frame.with("passkey-of").arg("name", given_name).to_string());
    let passkey = PasskeyAsk { options: view.options, fault };
    let app_does = view.app_does;
    reader.page(frame, |frame| AddPasskey { frame, place, passkey, label, app_does, state })
}

/// What the browser made, in either flow.
pub(crate) async fn confirm(reader: &Reader, owner: Owner<'_>, fields: &Fields) -> Answer {
    let (text, label) = (fields.get(FIELD), fields.get("label"));
    if label.trim().is_empty() {
        return page(reader, owner, (Some(String::new()), AddState::NameMissing, None)).await;
    }
    if text.is_empty() {
        return page(reader, owner, (Some(label), AddState::Ask, Some(PasskeyFault::NoAnswer))).await;
    }
    let site = reader.site();
    let given = Given { site: &site, text: &text };
    let flow = (owner, reader.device());
    let (state, fault) = match enrol::confirm(reader.ctx(), reader.visit(), flow, given, &label).await? {
        Ok(Confirmed::Enrolled(enrolled)) => return enrolled_page(reader, *enrolled),
        Ok(Confirmed::Not(not)) => return not_here(reader, owner, not, &address(reader)).await,
        Ok(Confirmed::LabelTaken) => (AddState::NameTaken, None),
        Ok(Confirmed::LabelTooLong) => {
            (AddState::NameTooLong { most: u32::try_from(LONGEST_LABEL).unwrap_or(u32::MAX) }, None)
        }
        Ok(Confirmed::Fault(_) | Confirmed::Wrong) => (AddState::Ask, Some(PasskeyFault::Wrong)),
        Err(fault) => (AddState::Ask, Some(fault_of(fault))),
    };
    page(reader, owner, (Some(label), state, fault)).await
}
