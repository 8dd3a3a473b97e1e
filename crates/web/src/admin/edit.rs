//! `/admin/people/new` and `/admin/people/ID/edit`: adding a person, and changing details and role.

use actions::admin::desk::{self, Details, Edited, Field, PersonFault, Target};
use actions::admin::{groups, people_sources, roles};
use actions::step_up;
use axum::extract::Path;
use axum::response::Response;
use domain::id::{GroupId, UserId, ViewId};
use domain::permission::{Right, built_in};
use domain::user::Role;
use domain::view::ViewAction;
use secrecy::SecretString;

use crate::admin::people::language;
use crate::admin::{attributes, id, person_address, settled, words};
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{Difference, EditFault, EditPerson, EditState, Frame, Place, Tick};
use crate::portal::guard::to_confirm;

const NEW: &str = "/admin/people/new";
const PEOPLE: &str = "/admin/people";

/// What a form about a person is about.
struct About {
    whom: Option<String>,
    target: Option<Target>,
    version: i64,
    details: Details,
    own: attributes::Typed,
}

fn blank() -> Details {
    Details {
        user_name: String::new(),
        display_name: String::new(),
        addresses: Vec::new(),
        language: None,
        groups: Vec::new(),
        role: Role::Member,
        attributes: Vec::new(),
    }
}

/// GET `/admin/people/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.must(Right::PeopleEdit, "add-person").await?;
    if let Some(needs) = step_up::needs_now(admin.reader.ctx(), &admin.who.person) {
        return to_confirm(&admin.reader, needs, NEW);
    }
    let own = attributes::blank(&admin).await?;
    page(&admin, About { whom: None, target: None, version: 0, details: blank(), own }, EditState::Ask).await
}

/// POST `/admin/people/new`.
pub(super) async fn add(admin: Admin, fields: Fields) -> Answer {
    let mut details = read(&fields)?;
    let own = attributes::typed(attributes::blank(&admin).await?, &fields);
    let own_fits = attributes::read(&own, &mut details);
    let password = Some(fields.get("password")).filter(|typed| !typed.is_empty()).map(SecretString::from);
    let (ctx, visit) = (admin.reader.ctx(), admin.reader.visit());
    if !own_fits {
        admin.must(Right::PeopleEdit, "add-person").await?;
        // All that is wrong, told at once.
        let faults = desk::new_faults(visit, &details, password.as_ref()).into_iter().map(fault);
        let faults = faults.chain([EditFault::Own]).collect();
        let about = About { whom: None, target: None, version: 0, details, own };
        return page(&admin, about, EditState::Faults(faults)).await;
    }
    let acted = desk::add(ctx, visit, &admin.who, (details.clone(), password)).await?;
    match settled(&admin, acted, NEW)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(Edited::Saved(_)) => admin.reader.reply().notice("person-added", details.display_name.trim()).to(PEOPLE),
        // Nobody else edits a person who is not there yet.
        Ok(Edited::Changed(..)) => Err(Failure::Form),
        Ok(Edited::Faults(faults)) => {
            let about = About { whom: None, target: None, version: 0, details, own };
            page(&admin, about, EditState::Faults(faults.into_iter().map(fault).collect())).await
        }
    }
}

/// Whoever may edit a person from a view, and who that is.
async fn asked(admin: &Admin, at: Target) -> Result<Result<(Details, i64), Response>, Failure> {
    let (ctx, visit) = (admin.reader.ctx(), admin.reader.visit());
    let back = person_address(at.user, at.view);
    let acted = desk::ask(ctx, visit, &admin.who, (at, ViewAction::Edit)).await?;
    if let Err(elsewhere) = settled(admin, acted, &back)? {
        return Ok(Err(elsewhere));
    }
    Ok(Ok(desk::details(ctx, visit, at.user).await?.ok_or(Failure::NotFound)?))
}

/// GET `/admin/people/ID/edit`.
pub(super) async fn ask(admin: Admin, Path(user): Path<String>) -> Answer {
    let view = admin.reader.query("view").unwrap_or_default();
    let at = Target { view: id::<ViewId>(&view)?, user: id::<UserId>(&user)? };
    let (details, version) = match asked(&admin, at).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if let Some(needs) = step_up::needs_now(admin.reader.ctx(), &admin.who.person) {
        return to_confirm(&admin.reader, needs, &address(at));
    }
    let own = attributes::of(&admin, at.user).await?;
    let about = About { whom: Some(details.display_name.clone()), target: Some(at), version, details, own };
    page(&admin, about, EditState::Ask).await
}

fn address(at: Target) -> String {
    format!("/admin/people/{}/edit?view={}", at.user, at.view)
}

/// POST `/admin/people/ID/edit`.
pub(super) async fn save(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    let at = Target { view: id::<ViewId>(&fields.get("view"))?, user: id::<UserId>(&user)? };
    let (ctx, visit) = (admin.reader.ctx(), admin.reader.visit());
    let (before, _) = match asked(&admin, at).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut details = read(&fields)?;
    if fields.get("role").is_empty() {
        // Whoever gives no roles has no such field.
        details.role = before.role;
    }
    let version = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let own = attributes::typed(attributes::of(&admin, at.user).await?, &fields);
    if !attributes::read(&own, &mut details) {
        let about = About { whom: Some(before.display_name), target: Some(at), version, details, own };
        return page(&admin, about, EditState::Faults(vec![EditFault::Own])).await;
    }
    let acted = desk::edit(ctx, visit, &admin.who, at, (details.clone(), version)).await?;
    let outcome = match settled(&admin, acted, &address(at))? {
        Ok(outcome) => outcome,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let whom = Some(before.display_name);
    match outcome {
        Edited::Saved(_) => admin.reader.reply().notice("saved", "").to(&person_address(at.user, at.view)),
        Edited::Faults(faults) => {
            let state = EditState::Faults(faults.into_iter().map(fault).collect());
            page(&admin, About { whom, target: Some(at), version, details, own }, state).await
        }
        Edited::Changed(now, version) => {
            let state = EditState::Conflict(differences(&admin, &now, &details).await?);
            page(&admin, About { whom, target: Some(at), version, details, own }, state).await
        }
    }
}

/// A person as the form sends one.
fn read(fields: &Fields) -> Result<Details, Failure> {
    let role = match fields.get("role").as_str() {
        "" => Role::Member,
        word => Role::from_word(word).ok_or(Failure::NotFound)?,
    };
    let lines = fields.get("addresses");
    let addresses = lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
    Ok(Details {
        user_name: fields.get("user_name").trim().to_owned(),
        display_name: fields.get("display_name").trim().to_owned(),
        addresses: addresses.collect(),
        language: Some(fields.get("language")).filter(|tag| !tag.is_empty()),
        groups: fields.all("group").map(id::<GroupId>).collect::<Result<_, _>>()?,
        role,
        attributes: Vec::new(),
    })
}

const fn fault(fault: PersonFault) -> EditFault {
    match fault {
        PersonFault::UserName => EditFault::UserName,
        PersonFault::DisplayName => EditFault::DisplayName,
        PersonFault::Address => EditFault::Address,
        PersonFault::Language => EditFault::Language,
        PersonFault::Taken => EditFault::Taken,
        PersonFault::Password => EditFault::Password,
    }
}

async fn page(admin: &Admin, about: About, state: EditState) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::People);
    let details = about.details;
    let (action, back, view) = match about.target {
        None => (NEW.to_owned(), PEOPLE.to_owned(), String::new()),
        Some(at) => (format!("/admin/people/{}/edit", at.user), person_address(at.user, at.view), at.view.to_string()),
    };
    let group = |group: &groups::Group| Tick {
        value: group.id.to_string(),
        name: group.name.clone(),
        hint: None,
        on: details.groups.contains(&group.id),
        disabled: false,
    };
    let all = groups::list(reader.ctx(), reader.organisation()).await?;
    let source = match about.target {
        Some(at) => people_sources::source_of(reader.ctx(), reader.organisation(), at.user).await?,
        None => None,
    };
    let page = EditPerson {
        frame: frame.clone(),
        source,
        whom: about.whom,
        action,
        back,
        view,
        version: about.version,
        groups: all.iter().map(|(one, _)| group(one)).collect(),
        roles: role_ticks(admin, &frame, details.role, about.target.map(|at| at.user)).await?,
        addresses: details.addresses.join("\n"),
        user_name: details.user_name,
        display_name: details.display_name,
        language: details.language.unwrap_or_default(),
        state,
        attributes: attributes::fields(&frame, &about.own),
        shortest: desk::first_password_length(reader.organisation()),
    };
    reader.page(frame, |frame| EditPerson { frame, ..page })
}

/// The roles that may be given; none where the reader gives none, or it is the reader.
async fn role_ticks(admin: &Admin, frame: &Frame, current: Role, whom: Option<UserId>) -> Result<Vec<Tick>, Failure> {
    if !admin.who.has(Right::RolesEdit) || whom == Some(admin.who.party.user) {
        return Ok(Vec::new());
    }
    let own = roles::list(admin.reader.ctx(), admin.reader.organisation().id).await?;
    let built = Role::BUILT_IN.iter().map(|role| (*role, built_in(*role).unwrap_or_default(), None));
    let all = built.chain(own.iter().map(|one| (Role::Own(one.id), one.rights, Some(one.name.as_str()))));
    let tick = |(role, rights, name): (Role, domain::permission::Rights, Option<&str>)| Tick {
        value: role.word().into_owned(),
        name: words::role(frame, role, name),
        hint: None,
        on: role == current,
        disabled: !admin.who.party.rights.include(rights),
    };
    Ok(all.map(tick).collect())
}

/// What is so now beside what was typed, field by field.
async fn differences(admin: &Admin, now: &Details, typed: &Details) -> Result<Vec<Difference>, Failure> {
    let frame = admin.frame(Place::People);
    let groups = groups::list(admin.reader.ctx(), admin.reader.organisation()).await?;
    let own = roles::list(admin.reader.ctx(), admin.reader.organisation().id).await?;
    let group_names = |ids: &[GroupId]| {
        let names: Vec<&str> =
            groups.iter().filter(|(one, _)| ids.contains(&one.id)).map(|(one, _)| one.name.as_str()).collect();
        names.join(", ")
    };
    let role_name = |role: Role| {
        let name = own.iter().find(|one| Role::Own(one.id) == role).map(|one| one.name.as_str());
        words::role(&frame, role, name)
    };
    let said = |details: &Details, field: Field| match field {
        Field::UserName => details.user_name.clone(),
        Field::DisplayName => details.display_name.clone(),
        Field::Addresses => details.addresses.join(", "),
        Field::Language => language(details.language.as_deref()),
        Field::Groups => group_names(&details.groups),
        Field::Role => role_name(details.role),
        Field::Attributes => {
            let values = details.attributes.iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
            let said = values.map(|(key, value)| format!("{key}: {}", attributes::shown(&frame, value)));
            said.collect::<Vec<_>>().join(", ")
        }
    };
    let key = |field: Field| match field {
        Field::UserName => "column-user-name",
        Field::DisplayName => "column-name",
        Field::Addresses => "edit-addresses",
        Field::Language => "language",
        Field::Groups => "column-groups",
        Field::Role => "column-role",
        Field::Attributes => "edit-own",
    };
    let fields = now.differs(typed).into_iter();
    Ok(fields.map(|field| Difference { key: key(field), now: said(now, field), typed: said(typed, field) }).collect())
}
