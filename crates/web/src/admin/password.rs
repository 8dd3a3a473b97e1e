//! Another password for a person: the page that asks, and the password at the only moment that it is shown.

use actions::admin::desk::{self, MadePassword};
use axum::extract::Path;
use domain::permission::Act;
use domain::view::ViewAction;
use secrecy::ExposeSecret as _;

use super::act::{ask, asks, name_of, target};
use super::{person_address, settled};
use crate::answer::Answer;
use crate::extract::{Admin, Fields};
use crate::pages::{AskPassword, PasswordShown, Place};

const PASSWORD: &str = "password";

/// GET `/admin/people/ID/password`.
pub(super) async fn ask_password(admin: Admin, Path(user): Path<String>) -> Answer {
    match ask(&admin, &user, (ViewAction::Password, Act::Password, PASSWORD)).await? {
        Ok((at, shown)) => page(&admin, at, shown.user.display_name, None),
        Err(elsewhere) => Ok(elsewhere),
    }
}

fn page(admin: &Admin, at: desk::Target, name: String, unreasoned: Option<String>) -> Answer {
    let (user, view) = (at.user.to_string(), at.view.to_string());
    admin.reader.page(admin.frame(Place::People), |frame| AskPassword { frame, name, id: user, view, unreasoned })
}

/// POST `/admin/people/ID/password`.
pub(super) async fn make_password(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    let at = target(&user, &fields.get("view"))?;
    let reader = &admin.reader;
    let reason = fields.get("reason");
    let acted = desk::make_password(reader.ctx(), reader.visit(), &admin.who, at, &reason).await?;
    let made = match settled(&admin, acted, &asks(at, PASSWORD))? {
        Ok(made) => made,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let name = name_of(&admin, at.user).await?;
    match made {
        // The page of the person says where it is.
        MadePassword::Elsewhere(_) => admin.reader.reply().to(&person_address(at.user, at.view)),
        MadePassword::NoReason => page(&admin, at, name, Some(reason)),
        MadePassword::Made(password) => {
            let (back, password) = (person_address(at.user, at.view), password.expose_secret().to_owned());
            admin.reader.page(admin.frame(Place::People), |frame| PasswordShown { frame, name, back, password })
        }
    }
}
