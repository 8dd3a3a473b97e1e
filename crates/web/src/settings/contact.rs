//! `/admin/settings/contact`: whom members call, and where the organisation gives help of its own.

use actions::admin::help_contact::{self, Contact, SavedContact};
use actions::step_up::needs_now;
use domain::permission::Right;

use crate::admin::settled;
use crate::answer::Answer;
use crate::extract::{Admin, Fields};
use crate::pages::{ContactSettings, ContactState, Place, TypedContact};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/settings/contact";

/// GET `/admin/settings/contact`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    // Asked before anything is typed, so that nothing typed is lost.
    if let Some(needs) = needs_now(reader.ctx(), &admin.who.person).filter(|_| admin.who.has(Right::SettingsEdit)) {
        return to_confirm(reader, needs, ADDRESS);
    }
    let saved = reader.notice().is_some_and(|(word, _)| word == "contact-saved");
    let state = if saved { ContactState::Saved } else { ContactState::Ask };
    let now = typed(help_contact::of(reader.organisation()));
    page(&admin, (now.clone(), now), state)
}

fn typed(contact: Contact) -> TypedContact {
    TypedContact { telephone: contact.telephone, page: contact.page }
}

fn page(admin: &Admin, (typed, before): (TypedContact, TypedContact), state: ContactState) -> Answer {
    let editable = admin.who.has(Right::SettingsEdit);
    let frame = admin.frame(Place::Settings);
    admin.reader.page(frame, |frame| ContactSettings { frame, typed, before, state, editable })
}

/// POST `/admin/settings/contact`.
pub(super) async fn save(admin: Admin, fields: Fields) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let new = Contact { telephone: fields.get("telephone"), page: fields.get("page") };
    let before = Contact { telephone: fields.get("before_telephone"), page: fields.get("before_page") };
    let saved = help_contact::save(reader.ctx(), reader.visit(), &admin.who, (new.clone(), before.clone())).await?;
    let (before, state) = match settled(&admin, saved, ADDRESS)? {
        Ok(SavedContact::Saved) => return reader.reply().notice("contact-saved", "").to(ADDRESS),
        Ok(SavedContact::Changed(now)) => (now.clone(), ContactState::Changed(typed(now))),
        Ok(SavedContact::Faults { telephone, page }) => (before, ContactState::Wrong { telephone, page }),
        Err(elsewhere) => return Ok(elsewhere),
    };
    page(&admin, (typed(new), typed(before)), state)
}
