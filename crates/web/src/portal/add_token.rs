//! `/sign-in/enrol/token` and `/profile/two-factor/add-token`: a hardware token that the organisation gave. Its number and two codes in
//! a row take it into use.

use actions::enrol_app::{Confirmed, LONGEST_LABEL, Owner};
use actions::hardware_token::enrol::{self, Taken, Typed};

use crate::answer::{Answer, with_return_to};
use crate::extract::form::CodeFields;
use crate::extract::{Fields, Reader};
use crate::pages::{AddPlace, AddToken, TokenState};
use crate::portal::enrol::{enrolled_page, not_here};
use crate::portal::second_factor::fault_state;
use crate::portal::sign_in::no_half;

/// Where a token is added from My profile.
const IN_PROFILE: &str = "/profile/two-factor/add-token";

/// The same with where it goes on to afterwards.
fn address(reader: &Reader) -> String {
    with_return_to(IN_PROFILE, reader.return_to().as_deref())
}

/// GET `/sign-in/enrol/token`.
pub(crate) async fn show(reader: Reader) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    page(&reader, Owner::Half(token), (String::new(), TokenState::Ask)).await
}

/// POST `/sign-in/enrol/token`.
pub(crate) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    confirm(&reader, Owner::Half(token), &fields).await
}

/// The page that takes a token into use, in either flow.
pub(crate) async fn page(reader: &Reader, owner: Owner<'_>, (serial, state): (String, TokenState)) -> Answer {
    let view = match enrol::view(reader.ctx(), reader.visit(), (owner, reader.device())).await? {
        Ok(view) => view,
        Err(not) => return not_here(reader, owner, not, &address(reader)).await,
    };
    let place = match owner {
        Owner::Half(_) => AddPlace::SignIn,
        Owner::Session(_) => AddPlace::Profile { return_to: reader.return_to() },
    };
    let frame = reader.frame_in(view.language.as_deref());
    reader.page(frame, |frame| AddToken { frame, place, serial, state })
}

/// What was typed, in either flow.
pub(crate) async fn confirm(reader: &Reader, owner: Owner<'_>, fields: &Fields) -> Answer {
    let (serial, one, next) = (fields.get("serial"), fields.code("code"), fields.code("next"));
    let typed = Typed { serial: &serial, one: &one, next: &next };
    let flow = (owner, reader.device());
    let state = match enrol::confirm(reader.ctx(), reader.visit(), flow, typed).await? {
        Taken::Confirmed(Confirmed::Enrolled(enrolled)) => return enrolled_page(reader, *enrolled),
        Taken::Confirmed(Confirmed::Not(not)) => return not_here(reader, owner, not, &address(reader)).await,
        Taken::Confirmed(Confirmed::LabelTaken) => {
            TokenState::Taken { most: u32::try_from(LONGEST_LABEL).unwrap_or(0) }
        }
        Taken::Confirmed(Confirmed::Fault(fault)) | Taken::Fault(fault) => TokenState::Code(fault_state(fault)),
        Taken::Confirmed(Confirmed::Wrong | Confirmed::LabelTooLong) | Taken::Wrong => TokenState::Wrong,
        Taken::NoSerial => TokenState::NoSerial,
        Taken::Synchronised(name) => {
            let to = with_return_to("/profile/two-factor", reader.return_to().as_deref());
            return reader.reply().notice("token-right", &name).to(&to);
        }
    };
    page(reader, owner, (serial, state)).await
}
