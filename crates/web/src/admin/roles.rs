//! `/admin/roles`: who may do what, and the editor of a role of the organisation's own.

use actions::admin::roles::{self, OwnRole, RemovedRole, RoleEdit, SavedRole};
use actions::step_up;
use axum::extract::Path;
use domain::id::RoleId;
use domain::permission::{Right, Rights, built_in};
use domain::user::Role;

use crate::admin::{id, refused, settled, words};
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{
    AskPlain, Difference, EditRole, Frame, Place, PlainAct, RefusedWhy, RoleFault, RoleLine, Roles, RolesNotice, Tick,
};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/roles";
const NEW: &str = "/admin/roles/new";
const SEES: [Right; 2] = [Right::SetupRead, Right::RolesEdit];

/// GET `/admin/roles`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must_one_of(&SEES, "look").await?;
    let reader = &admin.reader;
    let org = reader.organisation().id;
    let frame = admin.frame(Place::Roles);
    let held = roles::holders(reader.ctx(), org).await?;
    let holders = |role: Role| held.iter().find(|(one, _)| *one == role).map_or(0, |(_, number)| *number);
    let line = |(id, role, rights, name): (Option<RoleId>, Role, Rights, Option<&str>)| RoleLine {
        id: id.map(|id| id.to_string()),
        name: words::role(&frame, role, name),
        rights: in_words(&frame, rights),
        people: (role != Role::Member).then(|| holders(role)),
    };
    let own = roles::list(reader.ctx(), org).await?;
    let built = Role::BUILT_IN.iter().rev().map(|role| (None, *role, built_in(*role).unwrap_or_default(), None));
    let of_ones_own = own.iter().map(|one| (Some(one.id), Role::Own(one.id), one.rights, Some(one.name.as_str())));
    let lines = built.chain(of_ones_own).map(line).collect();
    let notice = match reader.notice() {
        Some((word, name)) if word == "role-saved" => Some(RolesNotice::Saved(name)),
        Some((word, name)) if word == "role-removed" => Some(RolesNotice::Removed(name)),
        _ => None,
    };
    let may_edit = admin.who.has(Right::RolesEdit);
    reader.page(frame, |frame| Roles { frame, notice, roles: lines, may_edit })
}

fn in_words(frame: &Frame, rights: Rights) -> Vec<String> {
    let named = rights.iter().filter(|right| frame.two_factor || !right.needs_module());
    named.map(|right| frame.say(words::right(right))).collect()
}

/// A role as the form holds it.
struct Form {
    id: Option<RoleId>,
    known_as: Option<String>,
    version: i64,
    name: String,
    rights: Rights,
}

/// GET `/admin/roles/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.must(Right::RolesEdit, "save-role").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    let form = Form { id: None, known_as: None, version: 0, name: String::new(), rights: Rights::NONE };
    page(&admin, form, None, Vec::new())
}

/// The answer where no fresh second factor was shown yet: before anything is typed.
fn not_fresh(admin: &Admin, here: &str) -> Result<Option<axum::response::Response>, Failure> {
    if admin.where_active().is_ok() && admin.who.person.standing.facts.person.enrolled.is_empty() {
        return refused(admin, RefusedWhy::NoSecondFactor, ADDRESS).map(Some);
    }
    let needs = step_up::needs_now(admin.reader.ctx(), &admin.who.person);
    needs.map(|needs| to_confirm(&admin.reader, needs, here)).transpose()
}

/// The role of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<OwnRole, Failure> {
    let reader = &admin.reader;
    if let Ok(id) = id::<RoleId>(text)
        && let Some(role) = roles::find(reader.ctx(), reader.organisation().id, id).await?
    {
        return Ok(role);
    }
    admin.nothing_there("look").await
}

/// GET `/admin/roles/ID`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must_one_of(&SEES, "look").await?;
    let role = found(&admin, &text).await?;
    if admin.who.has(Right::RolesEdit)
        && let Some(elsewhere) = not_fresh(&admin, &format!("{ADDRESS}/{}", role.id))?
    {
        return Ok(elsewhere);
    }
    let known_as = Some(role.name.clone());
    let form = Form { id: Some(role.id), known_as, version: role.version, name: role.name, rights: role.rights };
    page(&admin, form, None, Vec::new())
}

/// POST `/admin/roles/new`.
pub(super) async fn add(admin: Admin, fields: Fields) -> Answer {
    admin.must(Right::RolesEdit, "save-role").await?;
    keep(&admin, read(&fields, None, Rights::NONE)?, NEW).await
}

/// POST `/admin/roles/ID`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(Right::RolesEdit, "save-role").await?;
    let role = found(&admin, &text).await?;
    // What the reader has not, or the page does not name, stays as it was: browsers do not send it.
    let unseen = |right: &Right| admin.where_active().is_err() && right.needs_module();
    let hidden: Rights = role.rights.iter().filter(unseen).collect();
    let kept = role.rights.without(admin.who.party.rights).iter().chain(hidden.iter()).collect();
    let back = format!("{ADDRESS}/{}", role.id);
    keep(&admin, read(&fields, Some(&role), kept)?, &back).await
}

fn read(fields: &Fields, role: Option<&OwnRole>, kept: Rights) -> Result<Form, Failure> {
    let typed = fields.all("right").map(|word| Right::from_word(word).ok_or(Failure::NotFound));
    let rights = typed.chain(kept.iter().map(Ok)).collect::<Result<Rights, _>>()?;
    Ok(Form {
        id: role.map(|role| role.id),
        known_as: role.map(|role| role.name.clone()),
        version: fields.get("version").parse().map_err(|_| Failure::Form)?,
        name: fields.get("name"),
        rights,
    })
}

async fn keep(admin: &Admin, mut form: Form, back: &str) -> Answer {
    let reader = &admin.reader;
    let edit = RoleEdit { id: form.id, version: form.version, name: form.name.clone(), rights: form.rights };
    let acted = roles::save(reader.ctx(), reader.visit(), &admin.who, edit).await?;
    let saved = match settled(admin, acted, back)? {
        Ok(saved) => saved,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match saved {
        SavedRole::Saved(_) => reader.reply().notice("role-saved", form.name.trim()).to(ADDRESS),
        SavedRole::Name => page(admin, form, Some(RoleFault::Name), Vec::new()),
        SavedRole::Taken => page(admin, form, Some(RoleFault::Taken), Vec::new()),
        SavedRole::NoRight => page(admin, form, Some(RoleFault::NoRight), Vec::new()),
        SavedRole::Changed(now) => {
            form.version = now.version;
            let frame = admin.frame(Place::Roles);
            let said = |rights| in_words(&frame, rights).join(", ");
            let pairs = [
                ("name", now.name.clone(), form.name.trim().to_owned()),
                ("role-rights", said(now.rights), said(form.rights)),
            ];
            let differ = pairs.into_iter().filter(|(_, now, typed)| now != typed);
            let conflict = differ.map(|(key, now, typed)| Difference { key, now, typed }).collect();
            page(admin, form, None, conflict)
        }
    }
}

fn page(admin: &Admin, form: Form, fault: Option<RoleFault>, conflict: Vec<Difference>) -> Answer {
    let frame = admin.frame(Place::Roles);
    let tick = |right: &Right| Tick {
        value: right.word().to_owned(),
        name: frame.say(words::right(*right)),
        hint: None,
        on: form.rights.has(*right),
        disabled: !admin.who.has(*right),
    };
    let page = EditRole {
        frame: frame.clone(),
        id: form.id.map(|id| id.to_string()),
        rights: Right::ALL.iter().filter(|right| frame.two_factor || !right.needs_module()).map(tick).collect(),
        known_as: form.known_as,
        version: form.version,
        name: form.name,
        fault,
        conflict,
        may_edit: admin.who.has(Right::RolesEdit),
    };
    admin.reader.page(frame, |frame| EditRole { frame, ..page })
}

/// GET `/admin/roles/ID/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must(Right::RolesEdit, "remove-role").await?;
    let role = found(&admin, &text).await?;
    let action = format!("{ADDRESS}/{}/remove", role.id);
    if let Some(elsewhere) = not_fresh(&admin, &action)? {
        return Ok(elsewhere);
    }
    let back = format!("{ADDRESS}/{}", role.id);
    let (act, name, version) = (PlainAct::RemoveRole, role.name, role.version);
    admin.reader.page(admin.frame(Place::Roles), |frame| AskPlain {
        frame,
        act,
        name,
        action,
        back,
        view: String::new(),
        version,
        holds: String::new(),
    })
}

/// POST `/admin/roles/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(Right::RolesEdit, "remove-role").await?;
    let role = found(&admin, &text).await?;
    let version = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let reader = &admin.reader;
    let back = format!("{ADDRESS}/{}", role.id);
    let acted = roles::remove(reader.ctx(), reader.visit(), &admin.who, (role.id, version)).await?;
    match settled(&admin, acted, &format!("{back}/remove"))? {
        Ok(RemovedRole::Done) => reader.reply().notice("role-removed", &role.name).to(ADDRESS),
        Ok(RemovedRole::InUse) => refused(&admin, RefusedWhy::RoleInUse, &back),
        Ok(RemovedRole::Changed) => refused(&admin, RefusedWhy::Changed, &format!("{back}/remove")),
        Err(elsewhere) => Ok(elsewhere),
    }
}
