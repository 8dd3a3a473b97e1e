//! `/admin/settings/sources`: the systems from which people come in. A key is shown at the only moment that it is made.

use actions::admin::people_sources::{
    self, Counted, Made, SavedSource, SourceEdit, SourceFault, Trial, TrialFault, own_fields,
};
use actions::step_up;
use axum::extract::Path;
use axum::response::Response;
use domain::id::PeopleSourceId;
use domain::people_source::{Field, MOST, PeopleSource, SourceKind, WhenGone};
use domain::permission::Right;
use domain::time::Timestamp;

use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::mail::site_of;
use crate::pages::{
    Difference, EditSource, Frame, KnownSource, PeopleSources, Place, RemoveSource, SourceField, SourceLine,
    SourceNotice, SourceShown, SourceTrial, SourceTrouble, SourcesNotice,
};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/settings/sources";
const NEW: &str = "/admin/settings/sources/new";

/// Somebody as systems send them, to try a mapping out with.
const SAMPLE: &str = r#"{
  "userName": "sanne@example.org",
  "externalId": "42",
  "name": { "givenName": "Sanne", "familyName": "de Wit" },
  "emails": [{ "type": "work", "value": "sanne@example.org", "primary": true }],
  "preferredLanguage": "nl-NL",
  "title": "Redacteur",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "Redactie" }
}"#;

/// GET `/admin/settings/sources`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let notice = match reader.notice() {
        Some((word, name)) if word == "source-saved" => SourcesNotice::Saved(name),
        Some((word, name)) if word == "source-removed" => SourcesNotice::Removed(name),
        _ => SourcesNotice::None,
    };
    let line = |one: Counted| SourceLine {
        id: one.source.id.to_string(),
        kind: one.source.kind,
        people: one.people,
        groups: one.groups,
        last_used: one.source.last_used_at.map(Timestamp::micros),
        former_until: former_until(&admin, &one.source),
        name: one.source.name,
    };
    let all = people_sources::list(reader.ctx(), reader.organisation()).await?;
    let sources: Vec<SourceLine> = all.into_iter().map(line).collect();
    let (may_edit, has_room) = (people_sources::may_edit(&admin.who), sources.len() < MOST);
    let frame = admin.frame(Place::Settings);
    reader.page(frame, |frame| PeopleSources { frame, notice, sources, may_edit, has_room })
}

/// Until when the key before the present one opens, where that lies ahead.
fn former_until(admin: &Admin, source: &PeopleSource) -> Option<i64> {
    let now = admin.reader.ctx().now();
    source.former_until.filter(|until| now < *until).map(Timestamp::micros)
}

/// The source of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<Counted, Failure> {
    let reader = &admin.reader;
    let Ok(id) = text.parse::<PeopleSourceId>() else { return admin.nothing_there("people-source").await };
    match people_sources::find(reader.ctx(), reader.organisation(), id).await? {
        Some(there) => Ok(there),
        None => admin.nothing_there("people-source").await,
    }
}

/// The same for a system that writes people here: a directory has pages of its own.
async fn writes_here(admin: &Admin, text: &str) -> Result<Counted, Failure> {
    let there = found(admin, text).await?;
    if there.source.kind == SourceKind::Scim { Ok(there) } else { admin.nothing_there("people-source").await }
}

/// The answer where no fresh proof was shown yet: before anything is typed.
fn not_fresh(admin: &Admin, here: &str) -> Result<Option<Response>, Failure> {
    let needs = step_up::needs_now(admin.reader.ctx(), &admin.who.person);
    needs.map(|needs| to_confirm(&admin.reader, needs, here)).transpose()
}

fn address(there: &Counted) -> String {
    format!("{ADDRESS}/{}", there.source.id)
}

/// GET `/admin/settings/sources/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.must(people_sources::RIGHT, "save-people-source").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    page(&admin, Form::fresh(), SourceNotice::None).await
}

/// GET `/admin/settings/sources/ID`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let there = writes_here(&admin, &text).await?;
    if people_sources::may_edit(&admin.who)
        && let Some(elsewhere) = not_fresh(&admin, &address(&there))?
    {
        return Ok(elsewhere);
    }
    let notice = match admin.reader.notice().map(|(word, _)| word).as_deref() {
        Some("source-former-ended") => SourceNotice::FormerEnded,
        _ => SourceNotice::None,
    };
    page(&admin, Form::of(there), notice).await
}

/// A source as the form holds it.
struct Form {
    /// The one that is there; none for a new one.
    known: Option<Counted>,
    version: i64,
    typed: SourceEdit,
    faults: Vec<SourceFault>,
    conflict: Vec<Difference>,
    sample: String,
    trial: Result<Option<people_sources::Tried>, String>,
}

impl Form {
    fn fresh() -> Self {
        Self {
            known: None,
            version: 0,
            typed: SourceEdit::fresh(""),
            faults: Vec::new(),
            conflict: Vec::new(),
            sample: SAMPLE.to_owned(),
            trial: Ok(None),
        }
    }

    fn of(there: Counted) -> Self {
        Self {
            version: there.source.version,
            typed: SourceEdit::of(&there.source),
            known: Some(there),
            ..Self::fresh()
        }
    }

    async fn read(admin: &Admin, fields: &Fields, known: Option<Counted>) -> Result<Self, Failure> {
        let version = if known.is_some() { fields.get("version").parse().map_err(|_| Failure::Form)? } else { 0 };
        let own = own_fields(admin.reader.ctx(), admin.reader.organisation()).await?;
        let all = Field::COMMON.into_iter().chain(own.into_iter().map(|(field, _)| field));
        let typed = SourceEdit {
            name: fields.get("name"),
            takes_over: fields.get("takes_over") == "yes",
            when_gone: WhenGone::from_word(&fields.get("when_gone")).ok_or(Failure::Form)?,
            mapping: all.map(|field| (field.clone(), fields.get(&format!("path:{}", field.word())))).collect(),
        };
        let sample = Some(fields.get("body")).filter(|body| !body.trim().is_empty());
        Ok(Self { known, version, typed, sample: sample.unwrap_or_else(|| SAMPLE.to_owned()), ..Self::fresh() })
    }

    fn with(self, faults: Vec<SourceFault>) -> Self {
        Self { faults, ..self }
    }

    /// Where what is saved now differs from what was typed.
    fn differences(&self, frame: &Frame, now: &PeopleSource) -> Vec<Difference> {
        let (now, typed) = (SourceEdit::of(now), &self.typed);
        let takes_over = |takes_over: bool| frame.say(if takes_over { "yes" } else { "no" });
        let gone = |gone: WhenGone| {
            frame.say(match gone {
                WhenGone::Block => "source-gone-block",
                WhenGone::Keep => "source-gone-keep",
            })
        };
        let mapping = |edit: &SourceEdit| {
            let mut lines: Vec<String> = edit
                .mapping
                .iter()
                .filter(|(_, path)| !path.trim().is_empty())
                .map(|(field, path)| format!("{} = {}", field.word(), path.trim()))
                .collect();
            lines.sort();
            lines.join(", ")
        };
        let pairs = [
            ("name", now.name.clone(), typed.name.trim().to_owned()),
            ("source-takes-over", takes_over(now.takes_over), takes_over(typed.takes_over)),
            ("source-g-gone", gone(now.when_gone), gone(typed.when_gone)),
            ("source-g-mapping", mapping(&now), mapping(typed)),
        ];
        let differ = pairs.into_iter().filter(|(_, now, typed)| now != typed);
        differ.map(|(key, now, typed)| Difference { key, now, typed }).collect()
    }
}

/// The fields that may be filled, each with what people call it.
pub(super) async fn all_fields(admin: &Admin, frame: &Frame) -> Result<Vec<(Field, String)>, Failure> {
    let label = |field: &Field| {
        frame.say(match field {
            Field::UserName | Field::Own(_) => "column-user-name",
            Field::DisplayName => "column-name",
            Field::Emails => "edit-addresses",
            Field::Language => "language",
        })
    };
    let mut all: Vec<(Field, String)> = Field::COMMON.into_iter().map(|field| (field.clone(), label(&field))).collect();
    all.extend(own_fields(admin.reader.ctx(), admin.reader.organisation()).await?);
    Ok(all)
}

async fn page(admin: &Admin, form: Form, notice: SourceNotice) -> Answer {
    let frame = admin.frame(Place::Settings);
    let names = all_fields(admin, &frame).await?;
    let name_of = |field: &Field| {
        let found = names.iter().find(|(one, _)| one == field);
        found.map_or_else(|| field.word(), |(_, name)| name.clone())
    };
    let trouble = |fault: SourceFault| match fault {
        SourceFault::Name => SourceTrouble::Name,
        SourceFault::Taken => SourceTrouble::Taken,
        SourceFault::TooMany => SourceTrouble::TooMany,
        SourceFault::Path(field) => SourceTrouble::Path(field.word(), name_of(&field)),
        SourceFault::Needed(field) => SourceTrouble::Needed(field.word(), name_of(&field)),
        SourceFault::Emails => SourceTrouble::Emails,
    };
    let known = form.known.map(|there| KnownSource {
        id: there.source.id.to_string(),
        people: there.people,
        groups: there.groups,
        made: there.source.made_at.micros(),
        last_used: there.source.last_used_at.map(Timestamp::micros),
        former_until: former_until(admin, &there.source),
        name: there.source.name,
    });
    let typed = form.typed;
    let field = |(field, name): &(Field, String)| SourceField {
        word: field.word(),
        name: name.clone(),
        path: typed.mapping.iter().find(|(one, _)| one == field).map(|(_, path)| path.clone()).unwrap_or_default(),
        needed: matches!(field, Field::UserName | Field::DisplayName),
    };
    let page = EditSource {
        known,
        version: form.version,
        takes_over: typed.takes_over,
        blocks: typed.when_gone == WhenGone::Block,
        fields: names.iter().map(field).collect(),
        faults: form.faults.into_iter().map(trouble).collect(),
        conflict: form.conflict,
        notice,
        sample: form.sample,
        trial: match form.trial {
            Ok(None) => SourceTrial::None,
            Ok(Some(tried)) => SourceTrial::Read {
                values: tried.values.iter().map(|(field, value)| (name_of(field), value.clone())).collect(),
                here_already: tried.here_already,
            },
            Err(why) => SourceTrial::Refused(why),
        },
        may_edit: people_sources::may_edit(&admin.who),
        base: base(admin),
        name: typed.name,
        frame: frame.clone(),
    };
    admin.reader.page(frame, |frame| EditSource { frame, ..page })
}

/// What the system is told as the address.
fn base(admin: &Admin) -> String {
    let reader = &admin.reader;
    format!("{}/scim/v2", site_of(reader.ctx(), &reader.app().options().public_address, reader.organisation()))
}

/// POST `/admin/settings/sources/new`.
pub(super) async fn make(admin: Admin, fields: Fields) -> Answer {
    admin.must(people_sources::RIGHT, "save-people-source").await?;
    let form = Form::read(&admin, &fields, None).await?;
    let reader = &admin.reader;
    let acted = people_sources::make(reader.ctx(), reader.visit(), &admin.who, &form.typed).await?;
    match settled(&admin, acted, NEW)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(Ok(made)) => shown(&admin, &made).await,
        Ok(Err(faults)) => page(&admin, form.with(faults), SourceNotice::None).await,
    }
}

async fn shown(admin: &Admin, made: &Made) -> Answer {
    let there = found(admin, &made.id.to_string()).await?;
    let former_until = former_until(admin, &there.source);
    let (id, name, key, base) = (there.source.id.to_string(), there.source.name, (*made.key).clone(), base(admin));
    let shown = |frame: Frame| SourceShown { frame, id, name, key, base, former_until };
    admin.reader.page(admin.frame(Place::Settings), shown)
}

/// POST `/admin/settings/sources/ID`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(people_sources::RIGHT, "save-people-source").await?;
    let there = writes_here(&admin, &text).await?;
    let (id, back) = (there.source.id, address(&there));
    let form = Form::read(&admin, &fields, Some(there)).await?;
    let reader = &admin.reader;
    let acted = people_sources::save(reader.ctx(), reader.visit(), &admin.who, (id, form.version), &form.typed).await?;
    let now = match settled(&admin, acted, &back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(SavedSource::Faults(faults)) => return page(&admin, form.with(faults), SourceNotice::None).await,
        Ok(SavedSource::Changed(now)) => Some(now),
        Ok(SavedSource::Saved) => None,
    };
    let conflict = now.as_ref().map(|now| form.differences(&admin.frame(Place::Settings), now)).unwrap_or_default();
    match now {
        Some(now) if !conflict.is_empty() => {
            let known = found(&admin, &text).await?;
            let form = Form { version: now.version, known: Some(known), conflict, ..form };
            page(&admin, form, SourceNotice::None).await
        }
        // Saved, or both typed the same.
        _ => reader.reply().notice("source-saved", form.typed.name.trim()).to(ADDRESS),
    }
}

/// POST `/admin/settings/sources/ID/try`: what somebody would become; nothing is saved.
pub(super) async fn try_out(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(people_sources::RIGHT, "try-people-source").await?;
    let there = writes_here(&admin, &text).await?;
    let back = address(&there);
    let mut form = Form::read(&admin, &fields, Some(there)).await?;
    let reader = &admin.reader;
    let trial = Trial { edit: form.typed.clone(), body: form.sample.clone() };
    let acted = people_sources::try_out(reader.ctx(), reader.visit(), &admin.who, &trial).await?;
    match settled(&admin, acted, &back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(Ok(tried)) => form.trial = Ok(Some(tried)),
        Ok(Err(TrialFault::Mapping(faults))) => form.faults = faults,
        Ok(Err(TrialFault::Json(why) | TrialFault::Refused(why))) => form.trial = Err(why),
    }
    page(&admin, form, SourceNotice::None).await
}

/// POST `/admin/settings/sources/ID/renew`.
pub(super) async fn renew(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    admin.must(people_sources::RIGHT, "renew-people-source").await?;
    let there = writes_here(&admin, &text).await?;
    let reader = &admin.reader;
    let acted = people_sources::renew(reader.ctx(), reader.visit(), &admin.who, there.source.id).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(made) => shown(&admin, &made).await,
    }
}

/// POST `/admin/settings/sources/ID/end-former`.
pub(super) async fn end_former(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    admin.must(people_sources::RIGHT, "end-former-people-source").await?;
    let there = writes_here(&admin, &text).await?;
    let reader = &admin.reader;
    let acted = people_sources::end_former(reader.ctx(), reader.visit(), &admin.who, there.source.id).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        // Where there was none, it opens nothing either.
        Ok(_) => reader.reply().notice("source-former-ended", "").to(&address(&there)),
    }
}

/// GET `/admin/settings/sources/ID/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must(people_sources::RIGHT, "remove-people-source").await?;
    let there = found(&admin, &text).await?;
    removal(&admin, there, false)
}

fn removal(admin: &Admin, there: Counted, changed: bool) -> Answer {
    let (id, version, people) = (there.source.id.to_string(), there.source.version, there.people);
    let directory = there.source.kind == SourceKind::Ldap;
    let name = there.source.name;
    let frame = admin.frame(Place::Settings);
    admin.reader.page(frame, |frame| RemoveSource { frame, id, version, name, directory, people, changed })
}

/// POST `/admin/settings/sources/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(people_sources::RIGHT, "remove-people-source").await?;
    let there = found(&admin, &text).await?;
    let read = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let reader = &admin.reader;
    let acted = people_sources::remove(reader.ctx(), reader.visit(), &admin.who, (there.source.id, read)).await?;
    match settled(&admin, acted, &format!("{}/remove", address(&there)))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(true) => reader.reply().notice("source-removed", &there.source.name).to(ADDRESS),
        Ok(false) => removal(&admin, found(&admin, &text).await?, true),
    }
}
