//! `/admin/people/ID/code-card`: a code card for a person, printed at the desk.

use actions::admin::desk::{self, GivenCard, Shown, Target};
use axum::extract::Path;
use domain::permission::Act;
use domain::view::ViewAction;

use crate::admin::act::{ask, asks, target};
use crate::admin::{person_address, settled};
use crate::answer::Answer;
use crate::card_paper;
use crate::extract::{Admin, Fields};
use crate::pages::{GiveCard, Place};

const CARD: &str = "code-card";

/// GET `/admin/people/ID/code-card`.
pub(super) async fn ask_card(admin: Admin, Path(user): Path<String>) -> Answer {
    match ask(&admin, &user, (ViewAction::Pass, Act::Pass, CARD)).await? {
        Ok((at, shown)) => page(&admin, at, &shown, None),
        Err(elsewhere) => Ok(elsewhere),
    }
}

fn page(admin: &Admin, at: Target, shown: &Shown, fault: Option<&'static str>) -> Answer {
    let (id, view, name) = (at.user.to_string(), at.view.to_string(), shown.user.display_name.clone());
    let frame = admin.frame(Place::People);
    admin.reader.page(frame, |frame| GiveCard { frame, name, id, view, fault })
}

/// POST `/admin/people/ID/code-card`: the card as a file, the only time that it is shown.
pub(super) async fn give_card(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    let at = target(&user, &fields.get("view"))?;
    let reader = &admin.reader;
    let form = card_paper::form_of(&fields.get("form"));
    let acted = desk::give_card(reader.ctx(), reader.visit(), &admin.who, at, &fields.get("reason")).await?;
    let fault = match settled(&admin, acted, &asks(at, CARD))? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(GivenCard::Printed(printed)) => return card_paper::file(reader, printed, form).await,
        Ok(GivenCard::NoReason) => "give-token-no-reason",
        Ok(GivenCard::NotAllowed) => "give-card-not-allowed",
    };
    let asked = desk::ask(reader.ctx(), reader.visit(), &admin.who, (at, ViewAction::Pass)).await?;
    match settled(&admin, asked, &person_address(at.user, at.view))? {
        Ok(shown) => page(&admin, at, &shown, Some(fault)),
        Err(elsewhere) => Ok(elsewhere),
    }
}
