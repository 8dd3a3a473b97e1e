//! `/admin/settings/systems`: the systems that announcements are handed to. Key and secret are shown at the only moment
//! that they are made.

use actions::admin::systems::{self, Made, Repeat, SavedSystem, System, SystemEdit, SystemFault, Which};
use actions::step_up;
use axum::extract::Path;
use axum::response::Response;
use domain::id::{DeliveryId, SystemId};
use domain::permission::Right;
use domain::time::{Timestamp, start_of_day};
use jiff::civil::Date;

use super::system_told::Told;
use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::mail::site_of;
use crate::pages::{
    EditSystem, Frame, Place, RemoveSystem, SystemLine, SystemNotice, SystemRepeat, SystemShown, SystemTrouble, Systems,
};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/settings/systems";
const NEW: &str = "/admin/settings/systems/new";

/// GET `/admin/settings/systems`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let removed = reader.notice().filter(|(word, _)| word == "system-removed").map(|(_, name)| name);
    let log_kinds = systems::chosen_by_system(reader.ctx(), reader.organisation()).await?;
    let line = |one: System| SystemLine {
        log_kinds: log_kinds.get(&one.id).copied().unwrap_or_default(),
        id: one.id.to_string(),
        name: one.name,
        has_hook: one.hook_address.is_some(),
        is_off: one.hook_off_at.is_some(),
        last_read: one.last_read_at.map(Timestamp::micros),
    };
    let all = systems::list(reader.ctx(), reader.organisation()).await?;
    let systems: Vec<SystemLine> = all.into_iter().map(line).collect();
    let (may_edit, has_room) = (admin.who.has(systems::RIGHT), systems.len() < systems::MOST);
    reader.page(admin.frame(Place::Settings), |frame| Systems { frame, removed, systems, may_edit, has_room })
}

/// The system of an address; one that is not there is kept as tried.
pub(super) async fn found(admin: &Admin, text: &str) -> Result<System, Failure> {
    let reader = &admin.reader;
    let Ok(id) = text.parse::<SystemId>() else { return admin.nothing_there("system").await };
    match systems::find(reader.ctx(), reader.organisation(), id).await? {
        Some(there) => Ok(there),
        None => admin.nothing_there("system").await,
    }
}

/// The answer where no fresh proof was shown yet: before anything is typed.
pub(super) fn not_fresh(admin: &Admin, here: &str) -> Result<Option<Response>, Failure> {
    let needs = step_up::needs_now(admin.reader.ctx(), &admin.who.person);
    needs.map(|needs| to_confirm(&admin.reader, needs, here)).transpose()
}

pub(super) fn address(there: &System) -> String {
    format!("{ADDRESS}/{}", there.id)
}

/// GET `/admin/settings/systems/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(systems::RIGHT, "save-system").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    page(&admin, Form::default(), SystemNotice::None).await
}

/// GET `/admin/settings/systems/ID`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let there = found(&admin, &text).await?;
    let (word, number) = admin.reader.notice().unzip();
    let number = number.unwrap_or_default();
    let notice = match word.as_deref() {
        Some("system-saved") => SystemNotice::Saved,
        Some("system-sent") => SystemNotice::Sent,
        Some("system-not-sent") => SystemNotice::NotSent,
        Some("system-events-saved") => SystemNotice::EventsSaved,
        Some("system-repeated") => SystemNotice::Repeated(number.parse().unwrap_or_default()),
        _ => SystemNotice::None,
    };
    page(&admin, Form::of(there), notice).await
}

/// A connected system as the form holds it.
#[derive(Default)]
struct Form {
    /// The one that is there; none for a new one.
    known: Option<System>,
    version: i64,
    typed: SystemEdit,
    faults: Vec<SystemTrouble>,
    repeat: SystemRepeat,
}

impl Form {
    fn of(there: System) -> Self {
        let typed = SystemEdit { name: there.name.clone(), address: there.hook_address.clone().unwrap_or_default() };
        Self { version: there.version, typed, known: Some(there), ..Self::default() }
    }

    fn read(fields: &Fields, known: Option<System>) -> Result<Self, Failure> {
        let version = if known.is_some() { fields.get("version").parse().map_err(|_| Failure::Form)? } else { 0 };
        let typed = SystemEdit { name: fields.get("name"), address: fields.get("address") };
        Ok(Self { known, version, typed, ..Self::default() })
    }

    fn with(self, faults: Vec<SystemFault>) -> Self {
        Self { faults: faults.into_iter().map(trouble).collect(), ..self }
    }
}

const fn trouble(fault: SystemFault) -> SystemTrouble {
    match fault {
        SystemFault::Name => SystemTrouble::Name,
        SystemFault::Taken => SystemTrouble::Taken,
        SystemFault::TooMany => SystemTrouble::TooMany,
        SystemFault::Address => SystemTrouble::Address,
        SystemFault::NotEncrypted => SystemTrouble::NotEncrypted,
        SystemFault::Forbidden => SystemTrouble::Forbidden,
    }
}

async fn page(admin: &Admin, form: Form, notice: SystemNotice) -> Answer {
    let (reader, frame) = (&admin.reader, admin.frame(Place::Settings));
    let known = form.known.as_ref();
    let told = match known {
        Some(there) => Told::read((admin, frame.calendar.words), there).await?,
        None => Told::default(),
    };
    let page = EditSystem {
        id: known.map(|there| there.id.to_string()),
        known_as: known.map(|there| there.name.clone()),
        version: form.version,
        last_read: known.and_then(|there| there.last_read_at).map(Timestamp::micros),
        off_since: known.and_then(|there| there.hook_off_at).map(Timestamp::micros),
        has_hook: known.is_some_and(System::is_told),
        name: form.typed.name,
        address: form.typed.address,
        faults: form.faults,
        notice,
        may_edit: admin.who.has(systems::RIGHT),
        feeds: feeds(admin),
        log: told.log,
        given_up: told.given_up,
        deliveries: told.deliveries,
        listed: told.listed,
        repeat: form.repeat,
        frame: frame.clone(),
    };
    reader.page(frame, |frame| EditSystem { frame, ..page })
}

fn feeds(admin: &Admin) -> Vec<String> {
    let reader = &admin.reader;
    let site = site_of(reader.ctx(), &reader.app().options().public_address, reader.organisation());
    ["json", "atom"].map(|format| format!("{site}/feeds/announcements.{format}")).to_vec()
}

/// POST `/admin/settings/systems/new`.
pub(super) async fn make(admin: Admin, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(systems::RIGHT, "save-system").await?;
    let form = Form::read(&fields, None)?;
    let reader = &admin.reader;
    let acted = systems::make(reader.ctx(), reader.visit(), &admin.who, &form.typed).await?;
    match settled(&admin, acted, NEW)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(Ok(made)) => shown(&admin, &made),
        Ok(Err(faults)) => page(&admin, form.with(faults), SystemNotice::None).await,
    }
}

fn shown(admin: &Admin, made: &Made) -> Answer {
    let (id, feeds) = (made.id.to_string(), feeds(admin));
    let (key, secret) = (made.key.as_deref().cloned(), made.secret.as_deref().cloned());
    admin.reader.page(admin.frame(Place::Settings), |frame: Frame| SystemShown { frame, id, key, secret, feeds })
}

/// POST `/admin/settings/systems/ID`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(systems::RIGHT, "save-system").await?;
    let there = found(&admin, &text).await?;
    let (id, back) = (there.id, address(&there));
    let form = Form::read(&fields, Some(there))?;
    let reader = &admin.reader;
    let acted = systems::save(reader.ctx(), reader.visit(), &admin.who, (id, form.version), &form.typed).await?;
    match settled(&admin, acted, &back)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(SavedSystem::Saved) => reader.reply().notice("system-saved", "").to(&back),
        Ok(SavedSystem::Faults(faults)) => page(&admin, form.with(faults), SystemNotice::None).await,
        Ok(SavedSystem::Changed) => {
            let now = found(&admin, &text).await?;
            page(&admin, Form { version: now.version, known: Some(now), ..form }, SystemNotice::Changed).await
        }
    }
}

/// POST `/admin/settings/systems/ID/key`.
pub(super) async fn make_key(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    renew(&admin, &text, Which::Key).await
}

/// POST `/admin/settings/systems/ID/secret`.
pub(super) async fn make_secret(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    renew(&admin, &text, Which::Secret).await
}

async fn renew(admin: &Admin, text: &str, which: Which) -> Answer {
    admin.where_active()?;
    admin.must(systems::RIGHT, "renew-system-key").await?;
    let there = found(admin, text).await?;
    let reader = &admin.reader;
    let acted = systems::renew(reader.ctx(), reader.visit(), &admin.who, (there.id, which)).await?;
    match settled(admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(made) => shown(admin, &made),
    }
}

/// POST `/admin/settings/systems/ID/test`.
pub(super) async fn try_out(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(systems::RIGHT, "try-system").await?;
    let there = found(&admin, &text).await?;
    let reader = &admin.reader;
    let acted = systems::try_out(reader.ctx(), reader.visit(), &admin.who, there.id).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(sent) => {
            let notice = if sent { "system-sent" } else { "system-not-sent" };
            reader.reply().notice(notice, "").to(&address(&there))
        }
    }
}

/// POST `/admin/settings/systems/ID/again`, with `delivery`.
pub(super) async fn send_again(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(systems::RIGHT, "send-again").await?;
    let there = found(&admin, &text).await?;
    let delivery = fields.get("delivery").parse::<DeliveryId>().map_err(|_| Failure::Form)?;
    let reader = &admin.reader;
    let acted = systems::send_again(reader.ctx(), reader.visit(), &admin.who, (there.id, delivery)).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(()) => reader.reply().notice("system-sent", "").to(&address(&there)),
    }
}

/// POST `/admin/settings/systems/ID/replay`, with `since` and `which`.
pub(super) async fn send_again_since(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(systems::RIGHT, "send-again").await?;
    let there = found(&admin, &text).await?;
    let which = match fields.get("which").as_str() {
        "failed" => Repeat::Failed,
        "all" => Repeat::All,
        _ => return Err(Failure::Form),
    };
    let (reader, typed) = (&admin.reader, fields.get("since").trim().to_owned());
    let Ok(day) = typed.parse::<Date>() else {
        let repeat = SystemRepeat { since: typed, all: which == Repeat::All, wrong: true };
        return page(&admin, Form { repeat, ..Form::of(there) }, SystemNotice::None).await;
    };
    let since = start_of_day(day, &reader.organisation().zone);
    let (id, back) = (there.id, address(&there));
    let acted = systems::send_again_since(reader.ctx(), reader.visit(), &admin.who, (id, which, since)).await?;
    match settled(&admin, acted, &back)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(Some(number)) => reader.reply().notice("system-repeated", &number.to_string()).to(&back),
        Ok(None) => reader.reply().notice("system-not-sent", "").to(&back),
    }
}

/// GET `/admin/settings/systems/ID/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(systems::RIGHT, "remove-system").await?;
    let there = found(&admin, &text).await?;
    removal(&admin, there, Meanwhile::Nothing)
}

/// What happened between the page that asks and the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meanwhile {
    Nothing,
    Changed,
}

fn removal(admin: &Admin, there: System, meanwhile: Meanwhile) -> Answer {
    let (id, version, name) = (there.id.to_string(), there.version, there.name);
    let changed = meanwhile == Meanwhile::Changed;
    admin.reader.page(admin.frame(Place::Settings), |frame| RemoveSystem { frame, id, version, name, changed })
}

/// POST `/admin/settings/systems/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(systems::RIGHT, "remove-system").await?;
    let there = found(&admin, &text).await?;
    let read = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let reader = &admin.reader;
    let acted = systems::remove(reader.ctx(), reader.visit(), &admin.who, (there.id, read)).await?;
    match settled(&admin, acted, &format!("{}/remove", address(&there)))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(true) => reader.reply().notice("system-removed", &there.name).to(ADDRESS),
        Ok(false) => removal(&admin, found(&admin, &text).await?, Meanwhile::Changed),
    }
}
