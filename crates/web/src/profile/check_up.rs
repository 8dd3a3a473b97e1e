//! `/profile/check-up`: whoever has not used the second factor for a while tries it, before it is needed.

use actions::Remember;
use actions::check_session::SignedInPerson;
use actions::passkey::Answer as Given;
use actions::passkey::prove::{self as passkey, Of};
use actions::profile::check_up;
use actions::sign_in::second_factor::Outcome;
use actions::step_up;

use crate::answer::Answer;
use crate::extract::Reader;
use crate::extract::form::CodeFields;
use crate::pages::{CodeState, PasskeyFault, Purpose};
use crate::passkeys::{FIELD, fault_of};
use crate::portal::by_passkey::is_meant;
use crate::portal::second_factor::{Form, code_state, factor_page};
use crate::portal::sign_in::expired;
use crate::profile::signed_in_where_active;

const ADDRESS: &str = "/profile/check-up";

/// GET `/profile/check-up`.
pub(super) async fn show(reader: Reader) -> Answer {
    let person = match signed_in_where_active(&reader).await? {
        Ok((person, _)) => person,
        Err(elsewhere) => return Ok(elsewhere),
    };
    page(&reader, &person, (CodeState::Ask, None)).await
}

/// Where none is open, such as after the back button, there is nothing to try.
async fn page(reader: &Reader, person: &SignedInPerson, (state, fault): (CodeState, Option<PasskeyFault>)) -> Answer {
    let Some(open) = check_up::of_person(reader.ctx(), reader.visit(), person).await? else { return reader.to("/") };
    let form = Form {
        continues_to: None,
        pass: false,
        emergency: false,
        action: ADDRESS.to_owned(),
        purpose: Purpose::CheckUp { last: open.proved_at.micros() },
        return_to: None,
        may_trust: false,
        fault,
    };
    factor_page(reader, Of::Session(person), form, state).await
}

/// POST `/profile/check-up`: `act` is `later`, or `try` with `code`.
pub(super) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let (person, token) = match signed_in_where_active(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if fields.is("act", "later") {
        check_up::put_away(reader.ctx(), reader.visit(), &token).await?;
        return reader.to("/");
    }
    let proof = (token.as_str(), reader.device());
    if is_meant(&fields) {
        let (text, site) = (fields.get(FIELD), reader.site());
        let given = Given { site: &site, text: &text };
        let fault = match passkey::in_session(reader.ctx(), reader.visit(), proof, given, Remember::No).await? {
            _ if text.is_empty() => PasskeyFault::NoAnswer,
            Ok(Outcome::Passed(raised)) => return reader.reply().raised(&raised).notice("works", "").to("/"),
            Ok(_) => return expired(&reader).await,
            Err(fault) => fault_of(fault),
        };
        return page(&reader, &person, (CodeState::Ask, Some(fault))).await;
    }
    let outcome =
        step_up::prove_factor(reader.ctx(), reader.visit(), proof, &fields.code("code"), Remember::No).await?;
    match (code_state(&outcome), outcome) {
        (Some(state), _) => page(&reader, &person, (state, None)).await,
        (None, Outcome::Passed(raised)) => reader.reply().raised(&raised).notice("works", "").to("/"),
        (None, _) => expired(&reader).await,
    }
}
