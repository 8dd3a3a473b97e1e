//! `/profile/two-factor/add-card`: a code card, or a new one.

use actions::enrol_app::Owner;

use crate::answer::Answer;
use crate::extract::Reader;
use crate::extract::form::CodeFields;
use crate::pages::CodeState;
use crate::portal::add_card::{act, page, print};
use crate::profile::signed_in_where_active;

/// GET `/profile/two-factor/add-card`.
pub(super) async fn show(reader: Reader) -> Answer {
    match signed_in_where_active(&reader).await? {
        Ok((_, token)) => page(&reader, Owner::Session(&token), CodeState::Ask).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// POST `/profile/two-factor/add-card`.
pub(super) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    match signed_in_where_active(&reader).await? {
        Ok((_, token)) => act(&reader, Owner::Session(&token), &fields).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// GET `/profile/two-factor/add-card/pdf`.
pub(super) async fn pdf(reader: Reader) -> Answer {
    match signed_in_where_active(&reader).await? {
        Ok((_, token)) => print(&reader, Owner::Session(&token)).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}
