//! `/admin/settings/exemptions`: how long an exemption may last.

use actions::admin::exemption_rule::{self, SavedLongest};
use actions::step_up::needs_now;
use domain::permission::Right;

use crate::admin::settled;
use crate::answer::Answer;
use crate::extract::{Admin, Fields};
use crate::pages::{ExemptionSettings, LongestState, Place};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/settings/exemptions";

/// GET `/admin/settings/exemptions`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    // Asked before anything is typed, so that nothing typed is lost.
    if let Some(needs) = needs_now(reader.ctx(), &admin.who.person).filter(|_| admin.who.has(Right::SettingsEdit)) {
        return to_confirm(reader, needs, ADDRESS);
    }
    let saved = reader.notice().is_some_and(|(word, _)| word == "longest-saved");
    let state = if saved { LongestState::Saved } else { LongestState::Ask };
    let organisation = reader.organisation();
    page(&admin, (organisation.exemption_days.to_string(), organisation.exemption_version), state)
}

fn page(admin: &Admin, (days, version): (String, i64), state: LongestState) -> Answer {
    let editable = admin.who.has(Right::SettingsEdit);
    let frame = admin.frame(Place::Settings);
    admin.reader.page(frame, |frame| ExemptionSettings { frame, days, version, state, editable })
}

/// POST `/admin/settings/exemptions`.
pub(super) async fn save(admin: Admin, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let typed = fields.get("days");
    // What is no number is none that fits.
    let days = typed.trim().parse().unwrap_or(0);
    let version = fields.get("version").parse().unwrap_or(-1);
    let saved = exemption_rule::save(reader.ctx(), reader.visit(), &admin.who, (days, version)).await?;
    let (version, state) = match settled(&admin, saved, ADDRESS)? {
        Ok(SavedLongest::Saved) => return reader.reply().notice("longest-saved", "").to(ADDRESS),
        Ok(SavedLongest::Changed(now, version)) => (version, LongestState::Changed(now)),
        Ok(SavedLongest::Range) => (version, LongestState::Range),
        Err(elsewhere) => return Ok(elsewhere),
    };
    page(&admin, (typed, version), state)
}
