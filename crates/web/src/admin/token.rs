//! `/admin/people/ID/token`: a hardware token for a person, given at the desk or put right there.

use actions::admin::desk::{self, GivenToken, Giving, Shown, Target};
use actions::admin::hardware_tokens::Fate;
use actions::hardware_token::enrol::Typed;
use axum::extract::Path;
use domain::authenticator::AuthenticatorKind;
use domain::id::AuthenticatorId;
use domain::permission::Act;
use domain::view::ViewAction;

use crate::admin::act::{ask, asks, done, target};
use crate::admin::{id, person_address, settled};
use crate::answer::{Answer, Failure};
use crate::extract::form::CodeFields;
use crate::extract::{Admin, Fields};
use crate::pages::{GiveToken, Place, Tick};

const TOKEN: &str = "token";

/// What was typed, to show again.
struct Form {
    serial: String,
    reason: String,
    instead_of: String,
    fate: String,
}

/// GET `/admin/people/ID/token`.
pub(super) async fn ask_token(admin: Admin, Path(user): Path<String>) -> Answer {
    let empty = Form { serial: String::new(), reason: String::new(), instead_of: String::new(), fate: String::new() };
    match ask(&admin, &user, (ViewAction::Pass, Act::Pass, TOKEN)).await? {
        Ok((at, shown)) => page(&admin, at, (&shown, empty), None),
        Err(elsewhere) => Ok(elsewhere),
    }
}

fn page(
    admin: &Admin,
    at: Target,
    (shown, form): (&Shown, Form),
    fault: Option<(&'static str, &'static str)>,
) -> Answer {
    let (id, view, name) = (at.user.to_string(), at.view.to_string(), shown.user.display_name.clone());
    let tokens = shown.standing.facts.authenticators.iter().filter(|one| one.kind == AuthenticatorKind::HardwareToken);
    let tick = |one: &actions::passkey::EnrolledAuthenticator| {
        let value = one.id.to_string();
        Tick { on: value == form.instead_of, value, name: one.label.clone(), hint: None, disabled: false }
    };
    let held = tokens.map(tick).collect();
    let Form { serial, reason, fate, .. } = form;
    let frame = admin.frame(Place::People);
    admin.reader.page(frame, |frame| GiveToken { frame, name, id, view, serial, reason, held, fate, fault })
}

/// POST `/admin/people/ID/token`.
pub(super) async fn give_token(admin: Admin, Path(user): Path<String>, CodeFields(fields): CodeFields) -> Answer {
    admin.where_active()?;
    let at = target(&user, &fields.get("view"))?;
    let reader = &admin.reader;
    let (one, next) = (fields.code("code"), fields.code("next"));
    let form = Form {
        serial: fields.get("serial"),
        reason: fields.get("reason"),
        instead_of: fields.get("instead_of"),
        fate: fields.get("fate"),
    };
    let giving = Giving {
        typed: Typed { serial: &form.serial, one: &one, next: &next },
        reason: &form.reason,
        instead_of: instead_of(&fields)?,
    };
    let acted = desk::give_token(reader.ctx(), reader.visit(), &admin.who, at, giving).await?;
    let fault = match settled(&admin, acted, &asks(at, TOKEN))? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(GivenToken::Given) => return done(&admin, at, "token-given"),
        Ok(GivenToken::Synchronised) => return done(&admin, at, "token-synchronised"),
        Ok(GivenToken::NoReason) => ("give-token-no-reason", "reason"),
        Ok(GivenToken::NoSerial) => ("token-no-serial", "serial"),
        Ok(GivenToken::NoSuch) => ("give-token-no-such", "serial"),
        Ok(GivenToken::Held) => ("give-token-held-by", "serial"),
        Ok(GivenToken::Lost) => ("give-token-lost", "serial"),
        Ok(GivenToken::NotAllowed) => ("give-token-not-allowed", "serial"),
        Ok(GivenToken::Changed) => ("give-token-changed", "instead_of"),
        Ok(GivenToken::Fault(_)) => ("token-no-code", "code"),
        Ok(GivenToken::Wrong) => ("give-token-wrong", "code"),
    };
    let asked = desk::ask(reader.ctx(), reader.visit(), &admin.who, (at, ViewAction::Pass)).await?;
    match settled(&admin, asked, &person_address(at.user, at.view))? {
        Ok(shown) => page(&admin, at, (&shown, form), Some(fault)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The token that it takes the place of, where one was chosen.
fn instead_of(fields: &Fields) -> Result<Option<(AuthenticatorId, Fate)>, Failure> {
    let chosen = fields.get("instead_of");
    if chosen.is_empty() {
        return Ok(None);
    }
    let fate = Fate::from_word(&fields.get("fate")).filter(|fate| *fate != Fate::Removed).ok_or(Failure::Form)?;
    Ok(Some((id::<AuthenticatorId>(&chosen)?, fate)))
}
