//! `/admin/settings/break-glass`: the emergency code of the organisation, shown at the only moment that it is made.

use actions::admin::break_glass;
use domain::permission::Right;
use domain::user::Role;

use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{BreakGlass, BreakGlassShown, Place};

const ADDRESS: &str = "/admin/settings/break-glass";

/// Where there is no two-step sign-in yet a SuperUser finds it too, from the page that switches it on: without an emergency
/// code it does not go on over what was made mandatory before.
fn where_it_serves(admin: &Admin) -> Result<(), Failure> {
    if admin.who.party.role == Role::SuperUser { Ok(()) } else { admin.where_active() }
}

/// GET `/admin/settings/break-glass`.
pub(super) async fn show(admin: Admin) -> Answer {
    where_it_serves(&admin)?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let waiting = break_glass::look(reader.ctx(), reader.organisation()).await?;
    let waiting = waiting.map(|code| (code.made_at.micros(), code.made_by));
    let editable = admin.who.party.role == Role::SuperUser;
    reader.page(admin.frame(Place::Settings), |frame| BreakGlass { frame, waiting, editable })
}

/// POST `/admin/settings/break-glass`.
pub(super) async fn make(admin: Admin, _fields: Fields) -> Answer {
    where_it_serves(&admin)?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let made = break_glass::make(reader.ctx(), reader.visit(), &admin.who).await?;
    match settled(&admin, made, ADDRESS)? {
        Ok(code) => reader.page(admin.frame(Place::Settings), |frame| BreakGlassShown { frame, code }),
        Err(elsewhere) => Ok(elsewhere),
    }
}
