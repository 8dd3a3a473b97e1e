//! `/admin/settings/directories`: directories that people are fetched from by LDAP. Their list is that of `sources`. Neighbours:
//! `form` has what is typed, `told` what is said of syncs and faults.

mod form;
mod told;

use actions::admin::desk::Acted;
use actions::admin::directories::{self, Known, SavedDirectory, Tested};
use actions::admin::people_sources;
use actions::step_up;
use axum::extract::Path;
use axum::response::Response;
use domain::directory::Shape;
use domain::id::PeopleSourceId;
use domain::permission::Right;
use domain::time::Timestamp;

use self::form::Form;
use super::sources::all_fields;
use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{DirectoryTrial, EditDirectory, Frame, KnownDirectory, Place};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/settings/directories";
const NEW: &str = "/admin/settings/directories/new";

fn address(id: PeopleSourceId) -> String {
    format!("{ADDRESS}/{id}")
}

/// The directory of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<Known, Failure> {
    let reader = &admin.reader;
    let Ok(id) = text.parse::<PeopleSourceId>() else { return admin.nothing_there("people-source").await };
    match directories::read(reader.ctx(), reader.organisation(), id).await? {
        Some(there) => Ok(there),
        None => admin.nothing_there("people-source").await,
    }
}

/// The answer where no fresh proof was shown yet: before anything is typed.
fn not_fresh(admin: &Admin, here: &str) -> Result<Option<Response>, Failure> {
    let needs = step_up::needs_now(admin.reader.ctx(), &admin.who.person);
    needs.map(|needs| to_confirm(&admin.reader, needs, here)).transpose()
}

/// GET `/admin/settings/directories/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.must(people_sources::RIGHT, "save-directory").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    let shape = admin.reader.query("shape").and_then(|word| Shape::from_word(&word)).unwrap_or(Shape::General);
    page(&admin, None, Form::fresh(shape), DirectoryTrial::None).await
}

/// GET `/admin/settings/directories/ID`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let there = found(&admin, &text).await?;
    if people_sources::may_edit(&admin.who)
        && let Some(elsewhere) = not_fresh(&admin, &address(there.counted.source.id))?
    {
        return Ok(elsewhere);
    }
    let form = Form::of(&there);
    page(&admin, Some(there), form, DirectoryTrial::None).await
}

async fn page(admin: &Admin, there: Option<Known>, form: Form, trial: DirectoryTrial) -> Answer {
    let frame = admin.frame(Place::Settings);
    let fields = all_fields(admin, &frame).await?;
    let notice = match admin.reader.notice().map(|(word, _)| word).as_deref() {
        Some("directory-saved") => Some(frame.say("directory-saved")),
        Some("directory-asked") => Some(frame.say("directory-asked")),
        Some("directory-let") => Some(frame.say("directory-let")),
        _ => None,
    };
    let known = match there {
        Some(there) => Some(known(admin, &frame, there).await?),
        None => None,
    };
    let page = EditDirectory {
        groups: form.groups(&frame, &fields, known.is_some()),
        faults: form.faults.iter().map(|fault| told::fault(&frame, fault, &fields)).collect(),
        known,
        version: form.version,
        shape: form.typed.settings.shape.clone(),
        conflict: form.conflict,
        notice,
        trial,
        may_edit: people_sources::may_edit(&admin.who),
        frame: frame.clone(),
    };
    admin.reader.page(frame, |frame| EditDirectory { frame, ..page })
}

async fn known(admin: &Admin, frame: &Frame, there: Known) -> Result<KnownDirectory, Failure> {
    let (ctx, organisation) = (admin.reader.ctx(), admin.reader.organisation());
    let id = there.counted.source.id;
    let syncs = directories::syncs(ctx, organisation, id).await?;
    let newest = syncs.iter().find(|(sync, _)| sync.ended_at.is_some());
    let told = newest.map(|(_, report)| report.lines.iter().map(|line| told::line(frame, line)).collect());
    Ok(KnownDirectory {
        id: id.to_string(),
        people: there.counted.people,
        groups: there.counted.groups,
        next_sync: there.next_sync_at.map(Timestamp::micros),
        held: directories::held_back(ctx, organisation, id).await?.filter(|_| there.let_go == 0),
        told_dry: newest.is_some_and(|(sync, _)| sync.dry),
        told: told.unwrap_or_default(),
        syncs: syncs.iter().map(|one| told::sync(frame, one)).collect(),
        name: there.counted.source.name,
    })
}

/// POST `/admin/settings/directories/new`.
pub(super) async fn make(admin: Admin, fields: Fields) -> Answer {
    admin.must(people_sources::RIGHT, "save-directory").await?;
    let form = Form::read(&admin, &fields, None).await?;
    let reader = &admin.reader;
    if fields.is("act", "test") {
        return test(&admin, None, form).await;
    }
    let acted = directories::make(reader.ctx(), reader.visit(), &admin.who, &form.typed).await?;
    settle(&admin, (None, acted), form, NEW).await
}

/// POST `/admin/settings/directories/ID`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(people_sources::RIGHT, "save-directory").await?;
    let there = found(&admin, &text).await?;
    let form = Form::read(&admin, &fields, Some(&there)).await?;
    let reader = &admin.reader;
    if fields.is("act", "test") {
        return test(&admin, Some(there), form).await;
    }
    let this = (there.counted.source.id, form.version);
    let acted = directories::save(reader.ctx(), reader.visit(), &admin.who, this, &form.typed).await?;
    settle(&admin, (Some(there), acted), form, &address(this.0)).await
}

async fn settle(
    admin: &Admin,
    (there, acted): (Option<Known>, Acted<SavedDirectory>),
    form: Form,
    here: &str,
) -> Answer {
    match settled(admin, acted, here)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(SavedDirectory::Saved(id)) => admin.reader.reply().notice("directory-saved", "").to(&address(id)),
        Ok(SavedDirectory::Faults(faults)) => page(admin, there, Form { faults, ..form }, DirectoryTrial::None).await,
        Ok(SavedDirectory::Changed(now)) => {
            let conflict = form.differences(&admin.frame(Place::Settings), &now);
            if conflict.is_empty() {
                return admin.reader.reply().notice("directory-saved", "").to(&address(now.counted.source.id));
            }
            let form = Form { version: now.counted.source.version, conflict, ..form };
            page(admin, Some(*now), form, DirectoryTrial::None).await
        }
    }
}

/// What is typed, tried: nothing is saved.
async fn test(admin: &Admin, there: Option<Known>, form: Form) -> Answer {
    let id = there.as_ref().map(|there| there.counted.source.id);
    let here = id.map_or_else(|| NEW.to_owned(), address);
    let (reader, frame) = (&admin.reader, admin.frame(Place::Settings));
    let acted = directories::test(reader.ctx(), reader.visit(), &admin.who, (id, &form.typed)).await?;
    let tested = match settled(admin, acted, &here)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(tested) => tested,
    };
    let fields = all_fields(admin, &frame).await?;
    match tested {
        Tested::Faults(faults) => page(admin, there, Form { faults, ..form }, DirectoryTrial::None).await,
        tested => {
            let trial = told::trial(&frame, tested, &fields);
            page(admin, there, form, trial).await
        }
    }
}

/// POST `/admin/settings/directories/ID/sync`: a dry run, a sync, or one in which as many may vanish as the last held back.
pub(super) async fn sync(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(people_sources::RIGHT, "sync-directory").await?;
    let there = found(&admin, &text).await?;
    let (reader, id) = (&admin.reader, there.counted.source.id);
    let (ctx, visit) = (reader.ctx(), reader.visit());
    let notice = match fields.get("act").as_str() {
        "let-go" => match settled(&admin, directories::let_go(ctx, visit, &admin.who, id).await?, &address(id))? {
            Err(elsewhere) => return Ok(elsewhere),
            Ok(_) => "directory-let",
        },
        act @ ("look" | "sync") => {
            let acted = directories::ask(ctx, visit, &admin.who, (id, act == "look")).await?;
            match settled(&admin, acted, &address(id))? {
                Err(elsewhere) => return Ok(elsewhere),
                Ok(()) => "directory-asked",
            }
        }
        _ => return Err(Failure::Form),
    };
    reader.reply().notice(notice, "").to(&address(id))
}
