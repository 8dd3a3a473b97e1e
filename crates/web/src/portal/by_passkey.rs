//! A passkey in place of a code, on the page of the second step.

use actions::Remember as Wanted;
use actions::passkey::Answer as Given;
use actions::passkey::prove as passkey;
use actions::sign_in::second_factor::Outcome;

use crate::answer::Answer;
use crate::extract::{Fields, Reader};
use crate::pages::{CodeState, PasskeyFault};
use crate::passkeys::{FIELD, fault_of};
use crate::portal::second_factor::{Asked, page};
use crate::portal::sign_in::{expired, go_on};

/// Whether what was sent is of a passkey, or should have been.
pub(crate) fn is_meant(fields: &Fields) -> bool {
    fields.is("act", "passkey") || !fields.get(FIELD).is_empty()
}

/// What was answered, at sign-in or inside a session whose ask period is over.
pub(super) async fn submit(
    reader: &Reader,
    asked: Asked,
    (text, remember): (String, Wanted),
    return_to: Option<String>,
) -> Answer {
    let (ctx, visit, device, site) = (reader.ctx(), reader.visit(), reader.device(), reader.site());
    if text.is_empty() {
        return page(reader, &asked, (CodeState::Ask, Some(PasskeyFault::NoAnswer)), return_to).await;
    }
    let given = Given { site: &site, text: &text };
    let fault = match &asked {
        Asked::Half(_, token) => match passkey::at_sign_in(ctx, visit, (token, device), given, remember).await? {
            Ok(Outcome::Passed(step)) => return go_on(reader, step),
            Ok(_) => return expired(reader).await,
            Err(fault) => fault,
        },
        Asked::Session(_, token) => match passkey::in_session(ctx, visit, (token, device), given, remember).await? {
            Ok(Outcome::Passed(raised)) => {
                return reader.reply().raised(&raised).to(return_to.as_deref().unwrap_or("/"));
            }
            Ok(_) => return expired(reader).await,
            Err(fault) => fault,
        },
    };
    page(reader, &asked, (CodeState::Ask, Some(fault_of(fault))), return_to).await
}
