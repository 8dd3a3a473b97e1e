//! `/admin/exemptions`: all that hold, the first to end on top.

use actions::admin::exemptions::{self, Exemption};
use domain::permission::Right;

use crate::answer::Answer;
use crate::extract::Admin;
use crate::pages::{ExemptionLine, Exemptions, Place};

/// GET `/admin/exemptions`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must_one_of(&[Right::SetupRead, Right::Exempt], "look").await?;
    let reader = &admin.reader;
    let page = exemptions::page(reader.ctx(), reader.organisation(), reader.query("after").as_deref()).await?;
    let frame = admin.frame(Place::Exemptions);
    let next = page.next.map(|mark| format!("/admin/exemptions?after={mark}"));
    let lines = page.rows.iter().map(line).collect();
    let (count, may_open) = (page.count, admin.who.has(Right::PeopleRead));
    reader.page(frame, |frame| Exemptions { frame, exemptions: lines, count, next, may_open })
}

pub(super) fn line(one: &Exemption) -> ExemptionLine {
    ExemptionLine {
        user: one.user.to_string(),
        name: one.name.clone(),
        reason: one.reason.clone(),
        by: one.granted_by.clone(),
        granted: one.granted_at.micros(),
        until: one.until.micros(),
    }
}
