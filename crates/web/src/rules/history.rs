//! `/admin/policies/ID/history`: who changed a rule, when and what; undoing fills the form with a version.

use actions::admin::policy::{self, Entry};
use axum::extract::Path;
use domain::id::PolicyId;
use domain::permission::Right;
use domain::policy::Direction;

use crate::answer::{Answer, Failure};
use crate::explain;
use crate::extract::Admin;
use crate::pages::{HistoryEntry, Place, PolicyHistory, What};
use crate::words::Calendar;

/// GET `/admin/policies/ID/history`; with `before`, an older page.
pub(super) async fn show(admin: Admin, Path(id): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let id: PolicyId = id.parse().map_err(|_| Failure::NotFound)?;
    let before = match reader.query("before") {
        None => None,
        Some(before) => Some(before.parse::<i64>().map_err(|_| Failure::NotFound)?),
    };
    let frame = admin.frame(Place::Policies);
    let kept = policy::find(reader.ctx(), reader.organisation(), id).await?;
    let history = policy::history(reader.ctx(), reader.organisation(), id, before).await?.ok_or(Failure::NotFound)?;
    let stands = kept.as_ref().map(|kept| kept.version);
    let last = history.entries.first().map(|entry| entry.version.name.clone());
    let rule = kept.map(|kept| kept.policy.name).or(last).unwrap_or_default();
    let entries = history.entries.iter().map(|entry| shown(entry, stands, &frame.calendar)).collect();
    let next = history.next.map(|before| format!("/admin/policies/{id}/history?before={before}"));
    let may_change = admin.who.has(Right::PoliciesEdit);
    let (id, there) = (id.to_string(), stands.is_some());
    reader.page(frame, |frame| PolicyHistory { frame, id, rule, there, may_change, entries, next })
}

fn shown(entry: &Entry, stands: Option<i64>, calendar: &Calendar) -> HistoryEntry {
    let words = calendar.words;
    let (after, before) = (&entry.version, entry.before.as_ref());
    let what = match before {
        _ if after.removed => What::Removed,
        None => What::Made,
        Some(before) if before.removed => What::BroughtBack,
        Some(_) => What::Changed,
    };
    let mut changes = Vec::new();
    if let Some(before) = before {
        if before.name != after.name {
            let renamed = words.with("history-renamed").arg("before", before.name.as_str());
            changes.push((renamed.arg("after", after.name.as_str()).to_string(), ' '));
        }
        if before.selection != after.selection {
            let name = |name: &Option<String>| name.clone().unwrap_or_else(|| words.say("rules-everyone"));
            let whom = words.with("history-whom").arg("before", name(&before.selection_name));
            changes.push((whom.arg("after", name(&after.selection_name)).to_string(), ' '));
        }
        for change in &entry.changes {
            let (said, direction) = explain::change(*change, &before.demand, &after.demand, calendar);
            let sign = match direction {
                Direction::Tightens => '+',
                Direction::Loosens => '-',
                Direction::Neither => ' ',
            };
            changes.push((said, sign));
        }
    }
    HistoryEntry {
        version: after.version,
        at: after.at.micros(),
        by: entry.by.clone(),
        what,
        changes,
        even_so: after.overriding.clone(),
        undo: stands != Some(after.version),
    }
}
