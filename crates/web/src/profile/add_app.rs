//! `/profile/two-factor/add`: another authenticator app. A POST begins it, since it makes a key; the page shows that key.

use actions::enrol_app::{self, Not, Owner};

use crate::answer::{Answer, with_return_to};
use crate::extract::Reader;
use crate::extract::form::CodeFields;
use crate::pages::AddState;
use crate::portal::enrol::{app_page, confirm};
use crate::portal::guard::to_confirm;
use crate::profile::signed_in_where_active;

/// Where the page stands.
pub(super) const ADDRESS: &str = "/profile/two-factor/add";

/// The same with where it goes on to afterwards.
pub(crate) fn address(reader: &Reader) -> String {
    with_return_to(ADDRESS, reader.return_to().as_deref())
}

/// GET `/profile/two-factor/add`.
pub(super) async fn show(reader: Reader) -> Answer {
    match signed_in_where_active(&reader).await? {
        Ok((_, token)) => app_page(&reader, Owner::Session(&token), None, AddState::Ask).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// POST `/profile/two-factor/add`: begin, or the first code.
pub(super) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let (_, token) = match signed_in_where_active(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !fields.is("act", "start") {
        return confirm(&reader, Owner::Session(&token), &fields).await;
    }
    match enrol_app::start(reader.ctx(), reader.visit(), Owner::Session(&token), reader.device()).await? {
        Ok(()) => reader.to(&address(&reader)),
        Err(Not::Needs(needs)) => to_confirm(&reader, needs, &address(&reader)),
        // Settled there: whether signing in, a second factor or enrolling is due.
        Err(Not::Expired | Not::Elsewhere | Not::LateProof | Not::NothingPending) => {
            reader.to(&with_return_to("/profile/two-factor", reader.return_to().as_deref()))
        }
    }
}
