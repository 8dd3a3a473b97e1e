//! `/admin/settings/keys`: the keys with which platforms ask over the API what comes next after a password. A key is shown at
//! the only moment that it is made.

use actions::admin::api_keys::{self, KeyEdit, KeyFault, Made, SavedKey};
use actions::step_up;
use axum::extract::Path;
use axum::response::Response;
use domain::api_key::{ApiKey, MOST, Scope, Scopes, USUAL_RATE};
use domain::id::ApiKeyId;
use domain::permission::Right;
use domain::time::Timestamp;

use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::mail::site_of;
use crate::pages::{
    ApiKeyLine, ApiKeyNotice, ApiKeyShown, ApiKeyTrouble, ApiKeys, ApiKeysNotice, Difference, EditApiKey, Frame,
    KnownApiKey, Place, RemoveApiKey, Tick,
};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/settings/keys";
const NEW: &str = "/admin/settings/keys/new";

/// GET `/admin/settings/keys`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let notice = match reader.notice() {
        Some((word, name)) if word == "api-key-saved" => ApiKeysNotice::Saved(name),
        Some((word, name)) if word == "api-key-removed" => ApiKeysNotice::Removed(name),
        _ => ApiKeysNotice::None,
    };
    let frame = admin.frame(Place::Settings);
    let line = |one: ApiKey| ApiKeyLine {
        id: one.id.to_string(),
        opens: opens(&frame, one.scopes),
        last_used: one.last_used_at.map(Timestamp::micros),
        former_until: former_until(&admin, &one),
        name: one.name,
    };
    let all = api_keys::list(reader.ctx(), reader.organisation()).await?;
    let keys: Vec<ApiKeyLine> = all.into_iter().map(line).collect();
    let (may_edit, has_room) = (admin.who.has(api_keys::RIGHT), keys.len() < MOST);
    reader.page(frame, |frame| ApiKeys { frame, notice, keys, may_edit, has_room })
}

/// Until when the key before the present one opens, where that lies ahead.
fn former_until(admin: &Admin, key: &ApiKey) -> Option<i64> {
    let now = admin.reader.ctx().now();
    key.former_until.filter(|until| now < *until).map(Timestamp::micros)
}

/// What a key opens, in words.
fn opens(frame: &Frame, scopes: Scopes) -> String {
    scopes.iter().map(|scope| frame.say(words(scope).in_a_list)).collect::<Vec<_>>().join(", ")
}

/// The texts about a scope.
struct ScopeWords {
    in_a_list: &'static str,
    label: &'static str,
    hint: &'static str,
}

const fn words(scope: Scope) -> ScopeWords {
    match scope {
        Scope::SignIn => ScopeWords {
            in_a_list: "api-key-for-sign-in",
            label: "api-key-scope-sign-in",
            hint: "api-key-scope-sign-in-hint",
        },
        Scope::Enrol => ScopeWords {
            in_a_list: "api-key-for-enrol",
            label: "api-key-scope-enrol",
            hint: "api-key-scope-enrol-hint",
        },
        Scope::Verify => ScopeWords {
            in_a_list: "api-key-for-verify",
            label: "api-key-scope-verify",
            hint: "api-key-scope-verify-hint",
        },
    }
}

/// The key of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<ApiKey, Failure> {
    let reader = &admin.reader;
    let Ok(id) = text.parse::<ApiKeyId>() else { return admin.nothing_there("api-key").await };
    match api_keys::find(reader.ctx(), reader.organisation(), id).await? {
        Some(there) => Ok(there),
        None => admin.nothing_there("api-key").await,
    }
}

/// The answer where no fresh proof was shown yet: before anything is typed.
fn not_fresh(admin: &Admin, here: &str) -> Result<Option<Response>, Failure> {
    let needs = step_up::needs_now(admin.reader.ctx(), &admin.who.person);
    needs.map(|needs| to_confirm(&admin.reader, needs, here)).transpose()
}

fn address(there: &ApiKey) -> String {
    format!("{ADDRESS}/{}", there.id)
}

/// GET `/admin/settings/keys/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(api_keys::RIGHT, "save-api-key").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    page(&admin, Form::fresh(), ApiKeyNotice::None)
}

/// GET `/admin/settings/keys/ID`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let there = found(&admin, &text).await?;
    if admin.who.has(api_keys::RIGHT)
        && let Some(elsewhere) = not_fresh(&admin, &address(&there))?
    {
        return Ok(elsewhere);
    }
    let notice = match admin.reader.notice().map(|(word, _)| word).as_deref() {
        Some("api-key-former-ended") => ApiKeyNotice::FormerEnded,
        _ => ApiKeyNotice::None,
    };
    page(&admin, Form::of(there), notice)
}

/// A key as the form holds it.
struct Form {
    /// The one that is there; none for a new one.
    known: Option<ApiKey>,
    version: i64,
    typed: KeyEdit,
    faults: Vec<ApiKeyTrouble>,
    conflict: Vec<Difference>,
}

impl Form {
    fn fresh() -> Self {
        let typed = KeyEdit { rate: USUAL_RATE.to_string(), ..KeyEdit::default() };
        Self { known: None, version: 0, typed, faults: Vec::new(), conflict: Vec::new() }
    }

    fn of(there: ApiKey) -> Self {
        Self { version: there.version, typed: edit_of(&there), known: Some(there), ..Self::fresh() }
    }

    fn read(fields: &Fields, known: Option<ApiKey>) -> Result<Self, Failure> {
        let version = if known.is_some() { fields.get("version").parse().map_err(|_| Failure::Form)? } else { 0 };
        let scopes = fields.all("scope").map(|word| Scope::from_word(word).ok_or(Failure::NotFound));
        let typed = KeyEdit {
            name: fields.get("name"),
            scopes: Scopes::of(scopes.collect::<Result<Vec<_>, _>>()?),
            addresses: fields.get("addresses"),
            rate: fields.get("rate"),
        };
        Ok(Self { known, version, typed, ..Self::fresh() })
    }

    fn with(self, faults: Vec<KeyFault>) -> Self {
        Self { faults: faults.into_iter().map(trouble).collect(), ..self }
    }

    /// Where what is saved now differs from what was typed.
    fn differences(&self, frame: &Frame, now: &ApiKey) -> Vec<Difference> {
        let (now, typed) = (edit_of(now), &self.typed);
        let lines = |text: &str| text.lines().map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
        let pairs = [
            ("name", now.name, typed.name.trim().to_owned()),
            ("api-key-opens", opens(frame, now.scopes), opens(frame, typed.scopes)),
            ("api-key-addresses", lines(&now.addresses), lines(&typed.addresses)),
            ("api-key-rate", now.rate, typed.rate.trim().to_owned()),
        ];
        let differ = pairs.into_iter().filter(|(_, now, typed)| now != typed);
        differ.map(|(key, now, typed)| Difference { key, now, typed }).collect()
    }
}

/// A key as it would be typed.
fn edit_of(there: &ApiKey) -> KeyEdit {
    KeyEdit {
        name: there.name.clone(),
        scopes: there.scopes,
        addresses: there.return_addresses.join("\n"),
        rate: there.requests_a_minute.to_string(),
    }
}

fn trouble(fault: KeyFault) -> ApiKeyTrouble {
    match fault {
        KeyFault::Name => ApiKeyTrouble::Name,
        KeyFault::Taken => ApiKeyTrouble::Taken,
        KeyFault::TooMany => ApiKeyTrouble::TooMany,
        KeyFault::NoScope => ApiKeyTrouble::NoScope,
        KeyFault::EnrolAlone => ApiKeyTrouble::EnrolAlone,
        KeyFault::Address(typed) => ApiKeyTrouble::Address(typed),
        KeyFault::TooManyAddresses => ApiKeyTrouble::TooManyAddresses,
        KeyFault::Rate => ApiKeyTrouble::Rate,
    }
}

fn page(admin: &Admin, form: Form, notice: ApiKeyNotice) -> Answer {
    let frame = admin.frame(Place::Settings);
    let known = form.known.map(|there| KnownApiKey {
        id: there.id.to_string(),
        made: there.made_at.micros(),
        last_used: there.last_used_at.map(Timestamp::micros),
        former_until: former_until(admin, &there),
        name: there.name,
    });
    let tick = |scope: &Scope| Tick {
        value: scope.word().to_owned(),
        name: frame.say(words(*scope).label),
        hint: Some(frame.say(words(*scope).hint)),
        on: form.typed.scopes.has(*scope),
        disabled: false,
    };
    let page = EditApiKey {
        known,
        version: form.version,
        scopes: Scope::ALL.iter().map(tick).collect(),
        name: form.typed.name,
        addresses: form.typed.addresses,
        rate: form.typed.rate,
        faults: form.faults,
        conflict: form.conflict,
        notice,
        may_edit: admin.who.has(api_keys::RIGHT),
        base: base(admin),
        frame: frame.clone(),
    };
    admin.reader.page(frame, |frame| EditApiKey { frame, ..page })
}

/// What every address of the API begins with.
fn base(admin: &Admin) -> String {
    let reader = &admin.reader;
    format!("{}/api/v1", site_of(reader.ctx(), &reader.app().options().public_address, reader.organisation()))
}

/// POST `/admin/settings/keys/new`.
pub(super) async fn make(admin: Admin, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(api_keys::RIGHT, "save-api-key").await?;
    let form = Form::read(&fields, None)?;
    let reader = &admin.reader;
    let acted = api_keys::make(reader.ctx(), reader.visit(), &admin.who, &form.typed).await?;
    match settled(&admin, acted, NEW)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(Ok(made)) => shown(&admin, &made).await,
        Ok(Err(faults)) => page(&admin, form.with(faults), ApiKeyNotice::None),
    }
}

async fn shown(admin: &Admin, made: &Made) -> Answer {
    let there = found(admin, &made.id.to_string()).await?;
    let former_until = former_until(admin, &there);
    let (id, name, key, base) = (there.id.to_string(), there.name, (*made.key).clone(), base(admin));
    let shown = |frame: Frame| ApiKeyShown { frame, id, name, key, base, former_until };
    admin.reader.page(admin.frame(Place::Settings), shown)
}

/// POST `/admin/settings/keys/ID`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(api_keys::RIGHT, "save-api-key").await?;
    let there = found(&admin, &text).await?;
    let (id, back) = (there.id, address(&there));
    let form = Form::read(&fields, Some(there))?;
    let reader = &admin.reader;
    let acted = api_keys::save(reader.ctx(), reader.visit(), &admin.who, (id, form.version), &form.typed).await?;
    let now = match settled(&admin, acted, &back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(SavedKey::Faults(faults)) => return page(&admin, form.with(faults), ApiKeyNotice::None),
        Ok(SavedKey::Changed(now)) => Some(now),
        Ok(SavedKey::Saved) => None,
    };
    let conflict = now.as_ref().map(|now| form.differences(&admin.frame(Place::Settings), now)).unwrap_or_default();
    match now {
        Some(now) if !conflict.is_empty() => {
            let form = Form { version: now.version, known: Some(*now), conflict, ..form };
            page(&admin, form, ApiKeyNotice::None)
        }
        // Saved, or both typed the same.
        _ => reader.reply().notice("api-key-saved", form.typed.name.trim()).to(ADDRESS),
    }
}

/// POST `/admin/settings/keys/ID/renew`.
pub(super) async fn renew(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(api_keys::RIGHT, "renew-api-key").await?;
    let there = found(&admin, &text).await?;
    let reader = &admin.reader;
    let acted = api_keys::renew(reader.ctx(), reader.visit(), &admin.who, there.id).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(made) => shown(&admin, &made).await,
    }
}

/// POST `/admin/settings/keys/ID/end-former`.
pub(super) async fn end_former(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(api_keys::RIGHT, "end-former-api-key").await?;
    let there = found(&admin, &text).await?;
    let reader = &admin.reader;
    let acted = api_keys::end_former(reader.ctx(), reader.visit(), &admin.who, there.id).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        // Where there was none, it opens nothing either.
        Ok(_) => reader.reply().notice("api-key-former-ended", "").to(&address(&there)),
    }
}

/// GET `/admin/settings/keys/ID/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(api_keys::RIGHT, "remove-api-key").await?;
    let there = found(&admin, &text).await?;
    removal(&admin, there, Meanwhile::Nothing)
}

/// What happened between the page that asks and the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meanwhile {
    Nothing,
    Changed,
}

fn removal(admin: &Admin, there: ApiKey, meanwhile: Meanwhile) -> Answer {
    let (id, version, name) = (there.id.to_string(), there.version, there.name);
    let changed = meanwhile == Meanwhile::Changed;
    admin.reader.page(admin.frame(Place::Settings), |frame| RemoveApiKey { frame, id, version, name, changed })
}

/// POST `/admin/settings/keys/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(api_keys::RIGHT, "remove-api-key").await?;
    let there = found(&admin, &text).await?;
    let read = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let reader = &admin.reader;
    let acted = api_keys::remove(reader.ctx(), reader.visit(), &admin.who, (there.id, read)).await?;
    match settled(&admin, acted, &format!("{}/remove", address(&there)))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(true) => reader.reply().notice("api-key-removed", &there.name).to(ADDRESS),
        Ok(false) => removal(&admin, found(&admin, &text).await?, Meanwhile::Changed),
    }
}
