//! `/admin/settings/attributes`: what the organisation keeps of people beside names and addresses. Their values are on the
//! form of a person (`admin::attributes`).

use actions::admin::attributes::{self, AttributeEdit, AttributeFault, Kept, RemovedAttribute, SavedAttribute, UsedBy};
use actions::step_up;
use axum::extract::Path;
use axum::response::Response;
use domain::permission::Right;
use domain::selection::{AttributeKey, AttributeKind, KeyFault};

use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{
    AttributeLine, AttributeTrouble, Attributes, AttributesNotice, Difference, EditAttribute, Frame, Place,
    RemoveAttribute, Tick,
};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/settings/attributes";
const NEW: &str = "/admin/settings/attributes/new";

/// GET `/admin/settings/attributes`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let notice = match reader.notice() {
        Some((word, name)) if word == "attribute-saved" => Some(AttributesNotice::Saved(name)),
        Some((word, name)) if word == "attribute-removed" => Some(AttributesNotice::Removed(name)),
        _ => None,
    };
    let frame = admin.frame(Place::Settings);
    let line = |kept: Kept| AttributeLine {
        key: kept.attribute.key.to_string(),
        kind: frame.say(kind_key(kept.attribute.kind)),
        name: kept.attribute.name,
        choices: kept.attribute.choices.join(", "),
    };
    let all = attributes::list(reader.ctx(), reader.organisation()).await?;
    let attributes: Vec<AttributeLine> = all.into_iter().map(line).collect();
    let may_edit = admin.who.has(Right::SettingsEdit);
    let has_room = attributes.len() < attributes::MOST;
    reader.page(frame, |frame| Attributes { frame, notice, attributes, may_edit, has_room })
}

const fn kind_key(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Text => "attribute-kind-text",
        AttributeKind::Number => "attribute-kind-number",
        AttributeKind::Date => "attribute-kind-date",
        AttributeKind::YesNo => "attribute-kind-yes-no",
        AttributeKind::Choice => "attribute-kind-choice",
    }
}

/// An attribute as the form holds it.
struct Form {
    /// The one that is there; none for a new one.
    known: Option<Kept>,
    version: i64,
    key: String,
    name: String,
    kind: AttributeKind,
    choices: String,
    position: String,
}

impl Form {
    fn of(kept: Kept) -> Self {
        Self {
            version: kept.version,
            key: kept.attribute.key.to_string(),
            name: kept.attribute.name.clone(),
            kind: kept.attribute.kind,
            choices: kept.attribute.choices.join("\n"),
            position: kept.position.to_string(),
            known: Some(kept),
        }
    }

    /// As it was sent. The kind of one that is there is what it was: there is no field for it.
    fn read(fields: &Fields, known: Option<Kept>) -> Result<Self, Failure> {
        let kind = match &known {
            Some(kept) => kept.attribute.kind,
            None => AttributeKind::from_word(&fields.get("kind")).ok_or(Failure::NotFound)?,
        };
        let key = known.as_ref().map_or_else(|| fields.get("key"), |kept| kept.attribute.key.to_string());
        Ok(Self {
            version: if known.is_some() { fields.get("version").parse().map_err(|_| Failure::Form)? } else { 0 },
            known,
            key,
            name: fields.get("name"),
            kind,
            choices: fields.get("choices"),
            position: fields.get("position"),
        })
    }

    /// What is saved; none where the place is no number from 0 to 65,535.
    fn edit(&self) -> Option<AttributeEdit> {
        let position = self.position.trim().parse::<u16>().ok()?;
        let lines = self.choices.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
        Some(AttributeEdit {
            key: self.key.clone(),
            version: self.version,
            name: self.name.clone(),
            kind: self.kind,
            choices: if self.kind == AttributeKind::Choice { lines.collect() } else { Vec::new() },
            position: i64::from(position),
        })
    }

    /// Where what is saved now differs from what was typed.
    fn differences(&self, now: &Kept) -> Vec<Difference> {
        let lines: Vec<&str> = self.choices.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let pairs = [
            ("name", now.attribute.name.clone(), self.name.trim().to_owned()),
            ("attribute-choices", now.attribute.choices.join(", "), lines.join(", ")),
            ("attribute-position", now.position.to_string(), self.position.trim().to_owned()),
        ];
        let differ = pairs.into_iter().filter(|(_, now, typed)| now != typed);
        differ.map(|(key, now, typed)| Difference { key, now, typed }).collect()
    }
}

/// The attribute of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<Kept, Failure> {
    let reader = &admin.reader;
    let key = AttributeKey::kept(text);
    match attributes::find(reader.ctx(), reader.organisation(), &key).await? {
        Some(kept) => Ok(kept),
        None => admin.nothing_there("attribute").await,
    }
}

/// The answer where no fresh proof was shown yet: before anything is typed.
fn not_fresh(admin: &Admin, here: &str) -> Result<Option<Response>, Failure> {
    let needs = step_up::needs_now(admin.reader.ctx(), &admin.who.person);
    needs.map(|needs| to_confirm(&admin.reader, needs, here)).transpose()
}

/// GET `/admin/settings/attributes/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.must(Right::SettingsEdit, "save-attribute").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    let all = attributes::list(admin.reader.ctx(), admin.reader.organisation()).await?;
    let last = all.iter().map(|kept| kept.position).max().unwrap_or(0);
    let form = Form {
        known: None,
        version: 0,
        key: String::new(),
        name: String::new(),
        kind: AttributeKind::Text,
        choices: String::new(),
        position: last.saturating_add(1).to_string(),
    };
    page(&admin, form, (Vec::new(), Vec::new())).await
}

/// GET `/admin/settings/attributes/KEY`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let kept = found(&admin, &text).await?;
    if admin.who.has(Right::SettingsEdit)
        && let Some(elsewhere) = not_fresh(&admin, &address(&kept))?
    {
        return Ok(elsewhere);
    }
    page(&admin, Form::of(kept), (Vec::new(), Vec::new())).await
}

fn address(kept: &Kept) -> String {
    format!("{ADDRESS}/{}", kept.attribute.key)
}

/// POST `/admin/settings/attributes/new`.
pub(super) async fn add(admin: Admin, fields: Fields) -> Answer {
    admin.must(Right::SettingsEdit, "save-attribute").await?;
    keep(&admin, Form::read(&fields, None)?, NEW).await
}

/// POST `/admin/settings/attributes/KEY`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(Right::SettingsEdit, "save-attribute").await?;
    let kept = found(&admin, &text).await?;
    let back = address(&kept);
    keep(&admin, Form::read(&fields, Some(kept))?, &back).await
}

async fn keep(admin: &Admin, mut form: Form, back: &str) -> Answer {
    let reader = &admin.reader;
    let Some(edit) = form.edit() else {
        return page(admin, form, (vec![AttributeTrouble::Position], Vec::new())).await;
    };
    let acted = attributes::save(reader.ctx(), reader.visit(), &admin.who, edit).await?;
    let faults = match settled(admin, acted, back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(SavedAttribute::Saved(_)) => return reader.reply().notice("attribute-saved", form.name.trim()).to(ADDRESS),
        Ok(SavedAttribute::Taken) => vec![AttributeTrouble::Taken],
        Ok(SavedAttribute::Faults(faults)) => faults.into_iter().map(told).collect(),
        Ok(SavedAttribute::Changed(None)) => return admin.nothing_there("save-attribute").await,
        Ok(SavedAttribute::Changed(Some(now))) => {
            form.version = now.version;
            let conflict = form.differences(&now);
            if conflict.is_empty() {
                // Both typed the same.
                return reader.reply().notice("attribute-saved", form.name.trim()).to(ADDRESS);
            }
            form.known = Some(*now);
            return page(admin, form, (Vec::new(), conflict)).await;
        }
    };
    page(admin, form, (faults, Vec::new())).await
}

fn told(fault: AttributeFault) -> AttributeTrouble {
    match fault {
        AttributeFault::Key(KeyFault::Shape) => AttributeTrouble::Key,
        AttributeFault::Key(KeyFault::Reserved) => AttributeTrouble::Reserved,
        AttributeFault::Name => AttributeTrouble::Name,
        AttributeFault::Kind => AttributeTrouble::Kind,
        AttributeFault::Choices => AttributeTrouble::Choices,
        AttributeFault::ChoiceInUse(choice, people) => AttributeTrouble::ChoiceInUse(choice, people),
        AttributeFault::TooMany => AttributeTrouble::TooMany,
    }
}

async fn page(admin: &Admin, form: Form, (faults, conflict): (Vec<AttributeTrouble>, Vec<Difference>)) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::Settings);
    let used_by = match &form.known {
        None => Vec::new(),
        Some(kept) => attributes::used_by(reader.ctx(), reader.organisation(), &kept.attribute.key).await?,
    };
    let used_by = used_by.into_iter().map(|one| used(&frame, one)).collect();
    let page = EditAttribute {
        frame: frame.clone(),
        known_as: form.known.map(|kept| kept.attribute.name),
        kinds: kinds(&frame, form.kind),
        has_choices: form.kind == AttributeKind::Choice,
        key: form.key,
        version: form.version,
        name: form.name,
        choices: form.choices,
        position: form.position,
        faults,
        conflict,
        used_by,
        may_edit: admin.who.has(Right::SettingsEdit),
    };
    reader.page(frame, |frame| EditAttribute { frame, ..page })
}

fn used(frame: &Frame, by: UsedBy) -> String {
    let (key, name) = match by {
        UsedBy::Selection(name) => ("attribute-used-selection", name),
        UsedBy::View(name) => ("selection-used-view", name),
    };
    frame.with(key).arg("name", name).to_string()
}

fn kinds(frame: &Frame, chosen: AttributeKind) -> Vec<Tick> {
    let tick = |kind: AttributeKind| Tick {
        value: kind.word().to_owned(),
        name: frame.say(kind_key(kind)),
        hint: None,
        on: kind == chosen,
        disabled: false,
    };
    AttributeKind::ALL.into_iter().map(tick).collect()
}

/// GET `/admin/settings/attributes/KEY/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must(Right::SettingsEdit, "remove-attribute").await?;
    let kept = found(&admin, &text).await?;
    if let Some(elsewhere) = not_fresh(&admin, &format!("{}/remove", address(&kept)))? {
        return Ok(elsewhere);
    }
    removal(&admin, kept, Meanwhile::Nothing).await
}

/// What happened between the page that asks and the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meanwhile {
    Nothing,
    Changed,
}

async fn removal(admin: &Admin, kept: Kept, meanwhile: Meanwhile) -> Answer {
    let reader = &admin.reader;
    let (ctx, organisation, key) = (reader.ctx(), reader.organisation(), &kept.attribute.key);
    let frame = admin.frame(Place::Settings);
    let used_by = attributes::used_by(ctx, organisation, key).await?;
    let page = RemoveAttribute {
        key: key.to_string(),
        version: kept.version,
        people: attributes::people(ctx, organisation, key).await?,
        used_by: used_by.into_iter().map(|one| used(&frame, one)).collect(),
        changed: meanwhile == Meanwhile::Changed,
        name: kept.attribute.name,
        frame: frame.clone(),
    };
    reader.page(frame, |frame| RemoveAttribute { frame, ..page })
}

/// POST `/admin/settings/attributes/KEY/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(Right::SettingsEdit, "remove-attribute").await?;
    let kept = found(&admin, &text).await?;
    let reader = &admin.reader;
    let version = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let asked = (kept.attribute.key.clone(), version);
    let acted = attributes::remove(reader.ctx(), reader.visit(), &admin.who, asked).await?;
    match settled(&admin, acted, &format!("{}/remove", address(&kept)))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(RemovedAttribute::Done(_)) => reader.reply().notice("attribute-removed", &kept.attribute.name).to(ADDRESS),
        Ok(RemovedAttribute::InUse(_)) => removal(&admin, kept, Meanwhile::Nothing).await,
        Ok(RemovedAttribute::Changed) => removal(&admin, found(&admin, &text).await?, Meanwhile::Changed).await,
        Ok(RemovedAttribute::Gone) => admin.nothing_there("remove-attribute").await,
    }
}
