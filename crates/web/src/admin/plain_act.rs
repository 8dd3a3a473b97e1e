//! What is done to a person and needs no more than a yes. Neighbour: `act` has what asks for more.

use actions::admin::desk::{self, Acted, Ended, Target};
use axum::extract::Path;
use domain::permission::Act;
use domain::view::ViewAction;

use crate::admin::act::{ask, asks, done, holding, holds, target};
use crate::admin::{person_address, refused, settled};
use crate::answer::Answer;
use crate::extract::{Admin, Fields};
use crate::pages::{AskPlain, Place, PlainAct, RefusedWhy};

/// An act that needs no more than a yes.
#[derive(Clone, Copy)]
struct Plain {
    word: &'static str,
    action: ViewAction,
    act: Act,
    page: PlainAct,
}

const SIGN_OUT: Plain =
    Plain { word: "sign-out-everywhere", action: ViewAction::SignOut, act: Act::SignOut, page: PlainAct::SignOut };
const REMIND: Plain = Plain { word: "remind", action: ViewAction::Remind, act: Act::Remind, page: PlainAct::Remind };
const BLOCK: Plain = Plain { word: "block", action: ViewAction::Block, act: Act::Block, page: PlainAct::Block };
const UNBLOCK: Plain = Plain { word: "unblock", action: ViewAction::Block, act: Act::Unblock, page: PlainAct::Unblock };
const END: Plain =
    Plain { word: "end-exemption", action: ViewAction::Exempt, act: Act::EndExemption, page: PlainAct::EndExemption };

async fn ask_plain(admin: Admin, user: String, plain: Plain) -> Answer {
    let (at, shown) = match ask(&admin, &user, (plain.action, plain.act, plain.word)).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let holds = match plain.act {
        Act::EndExemption => holding(&admin, &shown).map(|exemption| exemption.id.to_string()).unwrap_or_default(),
        _ => String::new(),
    };
    let page = AskPlain {
        frame: admin.frame(Place::People),
        act: plain.page,
        name: shown.user.display_name,
        action: format!("/admin/people/{}/{}", at.user, plain.word),
        back: person_address(at.user, at.view),
        view: at.view.to_string(),
        version: 0,
        holds,
    };
    admin.reader.page(page.frame.clone(), |frame| AskPlain { frame, ..page })
}

/// What a plain act answers: `told` says what the page of the person says.
fn plainly<T>(
    admin: &Admin,
    (at, plain): (Target, Plain),
    acted: Acted<T>,
    told: impl FnOnce(T) -> &'static str,
) -> Answer {
    match settled(admin, acted, &asks(at, plain.word))? {
        Ok(value) => done(admin, at, told(value)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// GET `/admin/people/ID/sign-out-everywhere`.
pub(super) async fn ask_sign_out(admin: Admin, Path(user): Path<String>) -> Answer {
    ask_plain(admin, user, SIGN_OUT).await
}

/// POST `/admin/people/ID/sign-out-everywhere`.
pub(super) async fn sign_out(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    let at = target(&user, &fields.get("view"))?;
    let acted = desk::sign_out(admin.reader.ctx(), admin.reader.visit(), &admin.who, at).await?;
    plainly(&admin, (at, SIGN_OUT), acted, |_| "signed-out")
}

/// GET `/admin/people/ID/remind`.
pub(super) async fn ask_remind(admin: Admin, Path(user): Path<String>) -> Answer {
    ask_plain(admin, user, REMIND).await
}

/// POST `/admin/people/ID/remind`.
pub(super) async fn remind(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    let at = target(&user, &fields.get("view"))?;
    let acted = desk::remind(admin.reader.ctx(), admin.reader.visit(), &admin.who, at).await?;
    plainly(&admin, (at, REMIND), acted, |sent| if sent { "reminded" } else { "not-reminded" })
}

/// GET `/admin/people/ID/block`.
pub(super) async fn ask_block(admin: Admin, Path(user): Path<String>) -> Answer {
    ask_plain(admin, user, BLOCK).await
}

/// POST `/admin/people/ID/block`.
pub(super) async fn block(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    let at = target(&user, &fields.get("view"))?;
    let acted = desk::block(admin.reader.ctx(), admin.reader.visit(), &admin.who, at).await?;
    plainly(&admin, (at, BLOCK), acted, |()| "blocked")
}

/// GET `/admin/people/ID/unblock`.
pub(super) async fn ask_unblock(admin: Admin, Path(user): Path<String>) -> Answer {
    ask_plain(admin, user, UNBLOCK).await
}

/// POST `/admin/people/ID/unblock`.
pub(super) async fn unblock(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    let at = target(&user, &fields.get("view"))?;
    let acted = desk::unblock(admin.reader.ctx(), admin.reader.visit(), &admin.who, at).await?;
    plainly(&admin, (at, UNBLOCK), acted, |()| "unblocked")
}

/// GET `/admin/people/ID/end-exemption`.
pub(super) async fn ask_end(admin: Admin, Path(user): Path<String>) -> Answer {
    ask_plain(admin, user, END).await
}

/// POST `/admin/people/ID/end-exemption`.
pub(super) async fn end_exemption(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    let at = target(&user, &fields.get("view"))?;
    let holds = holds(&fields)?;
    let acted = desk::end_exemption(admin.reader.ctx(), admin.reader.visit(), &admin.who, at, holds).await?;
    match settled(&admin, acted, &asks(at, END.word))? {
        Ok(Ended::Done | Ended::None) => done(&admin, at, "exemption-ended"),
        Ok(Ended::Changed) => refused(&admin, RefusedWhy::Changed, &person_address(at.user, at.view)),
        Err(elsewhere) => Ok(elsewhere),
    }
}
