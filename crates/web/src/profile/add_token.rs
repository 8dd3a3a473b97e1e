//! `/profile/two-factor/add-token`: a hardware token.

use actions::enrol_app::Owner;

use crate::answer::Answer;
use crate::extract::Reader;
use crate::extract::form::CodeFields;
use crate::pages::TokenState;
use crate::portal::add_token::{confirm, page};
use crate::profile::signed_in_where_active;

/// GET `/profile/two-factor/add-token`.
pub(super) async fn show(reader: Reader) -> Answer {
    match signed_in_where_active(&reader).await? {
        Ok((_, token)) => page(&reader, Owner::Session(&token), (String::new(), TokenState::Ask)).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// POST `/profile/two-factor/add-token`.
pub(super) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    match signed_in_where_active(&reader).await? {
        Ok((_, token)) => confirm(&reader, Owner::Session(&token), &fields).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}
