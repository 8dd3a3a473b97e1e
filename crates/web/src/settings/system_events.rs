//! `/admin/settings/systems/ID/events`: which kinds of events of the audit log a connected system is told. A button of a group
//! ticks or unticks its boxes and saves nothing, so that it works without scripts.

use std::collections::BTreeSet;

use actions::admin::systems::{self, SavedSystem, System};
use axum::extract::Path;
use domain::audit_groups::{KindGroup, kind_from_word};

use super::systems::{address, found, not_fresh};
use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{Place, SystemEventGroup, SystemEvents, Tick};

const ACT: &str = "choose-system-events";

/// What a page that is shown says about what stands on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Saved,
    /// The boxes of this group were ticked or unticked.
    Unsaved(KindGroup),
    Changed,
}

/// Goes on for whoever connects systems and reads the log.
async fn must(admin: &Admin) -> Result<(), Failure> {
    admin.where_active()?;
    admin.must(systems::RIGHT, ACT).await?;
    admin.must(systems::LOG_RIGHT, ACT).await
}

/// GET `/admin/settings/systems/ID/events`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    must(&admin).await?;
    let there = found(&admin, &text).await?;
    if let Some(elsewhere) = not_fresh(&admin, &here(&there))? {
        return Ok(elsewhere);
    }
    let chosen = systems::chosen(admin.reader.ctx(), admin.reader.organisation(), there.id).await?;
    page(&admin, &there, (there.version, &chosen), Standing::Saved)
}

fn here(there: &System) -> String {
    format!("{}/events", address(there))
}

fn page<K: Ord + std::borrow::Borrow<str>>(
    admin: &Admin,
    there: &System,
    (version, chosen): (i64, &BTreeSet<K>),
    standing: Standing,
) -> Answer {
    let frame = admin.frame(Place::Settings);
    let words = frame.calendar.words;
    let tick = |kind: &&'static str| Tick {
        value: (*kind).to_owned(),
        name: words.event(kind),
        hint: None,
        on: chosen.contains(*kind),
        disabled: false,
    };
    let group = |group: KindGroup| {
        let (name, about) = texts(group);
        let on = group.kinds().iter().filter(|kind| chosen.contains(**kind)).count();
        SystemEventGroup {
            on,
            open: on > 0 || standing == Standing::Unsaved(group),
            word: group.word(),
            name: words.say(name),
            about: words.say(about),
            kinds: group.kinds().iter().map(tick).collect(),
        }
    };
    let page = SystemEvents {
        frame: frame.clone(),
        id: there.id.to_string(),
        name: there.name.clone(),
        address: there.hook_address.clone(),
        version,
        changed: standing == Standing::Changed,
        unsaved: matches!(standing, Standing::Unsaved(_)),
        groups: KindGroup::ALL.map(group).to_vec(),
    };
    admin.reader.page(frame, |frame| SystemEvents { frame, ..page })
}

/// What a group is called, and what it holds.
const fn texts(group: KindGroup) -> (&'static str, &'static str) {
    match group {
        KindGroup::SignIn => ("system-group-sign-in", "system-group-sign-in-about"),
        KindGroup::Own => ("system-group-own", "system-group-own-about"),
        KindGroup::Helpdesk => ("system-group-helpdesk", "system-group-helpdesk-about"),
        KindGroup::People => ("system-group-people", "system-group-people-about"),
        KindGroup::Rules => ("system-group-rules", "system-group-rules-about"),
        KindGroup::Rights => ("system-group-rights", "system-group-rights-about"),
        KindGroup::Messages => ("system-group-messages", "system-group-messages-about"),
        KindGroup::Applications => ("system-group-applications", "system-group-applications-about"),
        KindGroup::Systems => ("system-group-systems", "system-group-systems-about"),
        KindGroup::Watch => ("system-group-watch", "system-group-watch-about"),
        KindGroup::Organisation => ("system-group-organisation", "system-group-organisation-about"),
    }
}

/// POST `/admin/settings/systems/ID/events`.
pub(super) async fn choose(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    must(&admin).await?;
    let there = found(&admin, &text).await?;
    let version = fields.get("version").parse().map_err(|_| Failure::Form)?;
    // A word that is no kind was not sent by our page: nothing is guessed.
    let kinds = fields.all("kind").map(|word| kind_from_word(word).ok_or(Failure::Form));
    let mut kinds = kinds.collect::<Result<BTreeSet<&'static str>, _>>()?;
    if let Some(group) = group(&fields, "tick")? {
        kinds.extend(group.kinds());
        return page(&admin, &there, (version, &kinds), Standing::Unsaved(group));
    }
    if let Some(group) = group(&fields, "untick")? {
        kinds.retain(|kind| !group.kinds().contains(kind));
        return page(&admin, &there, (version, &kinds), Standing::Unsaved(group));
    }
    let reader = &admin.reader;
    let acted = systems::choose(reader.ctx(), reader.visit(), &admin.who, (there.id, version), &kinds).await?;
    match settled(&admin, acted, &here(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(SavedSystem::Changed | SavedSystem::Faults(_)) => {
            let now = found(&admin, &text).await?;
            page(&admin, &now, (now.version, &kinds), Standing::Changed)
        }
        Ok(SavedSystem::Saved) => reader.reply().notice("system-events-saved", "").to(&address(&there)),
    }
}

/// The group whose button was pressed.
fn group(fields: &Fields, name: &str) -> Result<Option<KindGroup>, Failure> {
    match fields.get(name).as_str() {
        "" => Ok(None),
        word => KindGroup::from_word(word).map(Some).ok_or(Failure::Form),
    }
}
