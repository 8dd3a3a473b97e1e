//! `/admin/groups`: who belongs together. Groups are made, renamed and removed here; who is in them is changed on the page
//! of a person.

use actions::admin::groups::{self, Group, GroupChange, GroupChanged};
use actions::admin::people_list;
use actions::step_up;
use axum::extract::Path;
use axum::response::Response;
use domain::id::GroupId;
use domain::permission::Right;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::admin::people_choices::at;
use crate::admin::{id, settled};
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{AskPlain, EditGroup, GroupFault, GroupLine, GroupMember, Groups, GroupsNotice, Place, PlainAct};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/groups";
const NEW: &str = "/admin/groups/new";
const SEES: [Right; 2] = [Right::SetupRead, Right::PeopleEdit];

/// GET `/admin/groups`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must_one_of(&SEES, "look").await?;
    let reader = &admin.reader;
    let notice = match reader.notice() {
        Some((word, name)) if word == "group-saved" => Some(GroupsNotice::Saved(name)),
        Some((word, name)) if word == "group-removed" => Some(GroupsNotice::Removed(name)),
        _ => None,
    };
    let all = groups::list(reader.ctx(), reader.organisation()).await?;
    let lines = all.into_iter().map(|(group, people)| GroupLine { id: group.id.to_string(), name: group.name, people });
    let groups = lines.collect();
    let may_edit = admin.who.has(Right::PeopleEdit);
    reader.page(admin.frame(Place::Groups), |frame| Groups { frame, notice, groups, may_edit })
}

/// The group of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<(Group, u64), Failure> {
    let reader = &admin.reader;
    let Ok(id) = id::<GroupId>(text) else { return admin.nothing_there("look").await };
    let all = groups::list(reader.ctx(), reader.organisation()).await?;
    match all.into_iter().find(|(group, _)| group.id == id) {
        Some(found) => Ok(found),
        None => admin.nothing_there("look").await,
    }
}

/// The answer where no fresh proof was shown yet: before anything is typed.
fn not_fresh(admin: &Admin, here: &str) -> Result<Option<Response>, Failure> {
    let needs = step_up::needs_now(admin.reader.ctx(), &admin.who.person);
    needs.map(|needs| to_confirm(&admin.reader, needs, here)).transpose()
}

/// GET `/admin/groups/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.must(Right::PeopleEdit, "change-group").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    page(&admin, None, String::new(), None).await
}

/// GET `/admin/groups/ID`, with `after` for a later page of its people.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must_one_of(&SEES, "look").await?;
    let group = found(&admin, &text).await?;
    if admin.who.has(Right::PeopleEdit)
        && let Some(elsewhere) = not_fresh(&admin, &admin.reader.address())?
    {
        return Ok(elsewhere);
    }
    let name = group.0.name.clone();
    page(&admin, Some(group), name, None).await
}

async fn page(admin: &Admin, group: Option<(Group, u64)>, name: String, fault: Option<GroupFault>) -> Answer {
    let reader = &admin.reader;
    let (mut members, mut previous, mut next) = (None, None, None);
    // Whoever looks through some views only is not shown here whom those views leave out.
    if let Some((group, _)) = group.as_ref().filter(|_| admin.who.has(Right::ViewsAll)) {
        let found = people_list::of_group(reader.ctx(), reader.organisation(), group, &at(reader)).await?;
        let line = |row: people_list::Listed| GroupMember {
            id: row.id.to_string(),
            name: row.display_name,
            user_name: row.user_name,
        };
        members = Some(found.rows.into_iter().map(line).collect());
        let address = format!("{ADDRESS}/{}", group.id);
        let to =
            |which: &str, mark: String| format!("{address}?{which}={}", utf8_percent_encode(&mark, NON_ALPHANUMERIC));
        previous = found.previous.map(|mark| to("before", mark));
        next = found.next.map(|mark| to("after", mark));
    }
    let page = EditGroup {
        frame: admin.frame(Place::Groups),
        id: group.as_ref().map(|(group, _)| group.id.to_string()),
        known_as: group.as_ref().map(|(group, _)| group.name.clone()),
        version: group.as_ref().map_or(0, |(group, _)| group.version),
        people: group.map_or(0, |(_, people)| people),
        name,
        fault,
        may_edit: admin.who.has(Right::PeopleEdit),
        members,
        previous,
        next,
    };
    reader.page(page.frame.clone(), |frame| EditGroup { frame, ..page })
}

/// POST `/admin/groups/new`.
pub(super) async fn add(admin: Admin, fields: Fields) -> Answer {
    let name = fields.get("name");
    change(&admin, None, (GroupChange::Make(name.clone()), name), NEW).await
}

/// POST `/admin/groups/ID`.
pub(super) async fn rename(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(Right::PeopleEdit, "change-group").await?;
    let group = found(&admin, &text).await?;
    let back = format!("{ADDRESS}/{}", group.0.id);
    let name = fields.get("name");
    let read = (group.0.id, version(&fields));
    change(&admin, Some(group), (GroupChange::Rename(read, name.clone()), name), &back).await
}

/// The version that was read; one that never is, where the form tells none.
fn version(fields: &Fields) -> i64 {
    fields.get("version").parse().unwrap_or(0)
}

async fn change(admin: &Admin, group: Option<(Group, u64)>, (what, name): (GroupChange, String), back: &str) -> Answer {
    let reader = &admin.reader;
    let acted = groups::change(reader.ctx(), reader.visit(), &admin.who, what).await?;
    let fault = match settled(admin, acted, back)? {
        Ok(GroupChanged::Done(..)) => return reader.reply().notice("group-saved", name.trim()).to(ADDRESS),
        Ok(GroupChanged::Name) => GroupFault::Name,
        Ok(GroupChanged::Taken) => GroupFault::Taken,
        Ok(GroupChanged::Gone) => return admin.nothing_there("change-group").await,
        Ok(GroupChanged::InUse(selections)) => GroupFault::InUse(selections.join(", ")),
        Ok(GroupChanged::Changed(now)) => {
            let people = group.map_or(0, |(_, people)| people);
            let fault = GroupFault::Changed(now.name.clone());
            return page(admin, Some((now, people)), name, Some(fault)).await;
        }
        Err(elsewhere) => return Ok(elsewhere),
    };
    page(admin, group, name, Some(fault)).await
}

/// GET `/admin/groups/ID/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must(Right::PeopleEdit, "change-group").await?;
    let (group, _) = found(&admin, &text).await?;
    let action = format!("{ADDRESS}/{}/remove", group.id);
    if let Some(elsewhere) = not_fresh(&admin, &action)? {
        return Ok(elsewhere);
    }
    let back = format!("{ADDRESS}/{}", group.id);
    admin.reader.page(admin.frame(Place::Groups), |frame| AskPlain {
        frame,
        act: PlainAct::RemoveGroup,
        name: group.name,
        action,
        back,
        view: String::new(),
        version: group.version,
        holds: String::new(),
    })
}

/// POST `/admin/groups/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(Right::PeopleEdit, "change-group").await?;
    let group = found(&admin, &text).await?;
    let reader = &admin.reader;
    let back = format!("{ADDRESS}/{}/remove", group.0.id);
    let removal = GroupChange::Remove(group.0.id, version(&fields));
    let acted = groups::change(reader.ctx(), reader.visit(), &admin.who, removal).await?;
    let name = group.0.name.clone();
    match settled(&admin, acted, &back)? {
        Ok(GroupChanged::InUse(selections)) => {
            page(&admin, Some(group), name, Some(GroupFault::InUse(selections.join(", ")))).await
        }
        Ok(GroupChanged::Changed(now)) => {
            let (name, fault) = (now.name.clone(), GroupFault::Changed(now.name.clone()));
            page(&admin, Some((now, group.1)), name, Some(fault)).await
        }
        Ok(GroupChanged::Gone | GroupChanged::Name | GroupChanged::Taken) => admin.nothing_there("change-group").await,
        Ok(GroupChanged::Done(..)) => reader.reply().notice("group-removed", &name).to(ADDRESS),
        Err(elsewhere) => Ok(elsewhere),
    }
}
