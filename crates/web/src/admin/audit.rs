//! `/admin/audit`: the audit log, filtered and page by page; how it stands; a look through it; the whole of it as a file.

use actions::Organisation;
use actions::audit_chain::{self, Watch};
use actions::audit_log::{self, Entry, Export, Filter, Format, Who};
use axum::response::Response;
use domain::audit::AuditEvent;
use domain::id::AuditId;
use domain::organisation::ModuleState;
use domain::permission::Right;
use domain::sorted;
use domain::time::{end_of_day, start_of_day};
use jiff::civil::Date;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::answer::{Answer, Failure};
use crate::download;
use crate::extract::{Admin, Fields, Reader};
use crate::pages::{AuditFilter, AuditLine, AuditLog, AuditPerson, AuditStanding, Frame, Place};

const ADDRESS: &str = "/admin/audit";
/// Events on a page.
const PAGE: usize = 50;
/// The fields of the filter, in forms and in addresses.
const FIELDS: [&str; 5] = ["person", "actor", "kind", "from", "until"];
/// Who did it, beside people: the word of the filter and the key of its text.
const ACTORS: [(&str, &str); 4] = [
    ("anonymous", "audit-anonymous"),
    ("command-line", "audit-command-line"),
    ("system", "audit-system"),
    ("operator", "audit-operator"),
];

/// GET `/admin/audit`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must(Right::AuditRead, "look").await?;
    let reader = &admin.reader;
    let (ctx, organisation) = (reader.ctx(), reader.organisation());
    let typed = typed(|name| reader.query(name).unwrap_or_default());
    let (filter, form) = filter(reader, typed).await?;
    let before = match reader.query("before") {
        None => None,
        Some(before) => Some(super::id::<AuditId>(&before)?),
    };
    // What cannot be meant shows nothing, and the form says why.
    let page = match &filter {
        Some(filter) => audit_log::list(ctx, organisation, filter, before, PAGE).await?,
        None => audit_log::Page { entries: Vec::new(), more: false },
    };
    let frame = admin.frame(Place::Audit);
    let may_open = admin.who.has(Right::PeopleRead);
    let lines = page.entries.iter().map(|entry| line(&frame, entry, may_open)).collect();
    let last = page.entries.last().filter(|_| page.more);
    let older = last.map(|last| format!("{ADDRESS}?{}before={}", query_of(&form), last.id));
    let first = before.map(|_| format!("{ADDRESS}?{}", query_of(&form)));
    let standing = standing(audit_chain::watched(ctx, organisation.id));
    let kinds = kinds(&frame, organisation);
    reader.page(frame, |frame| AuditLog { frame, standing, form, kinds, lines, older, first })
}

/// POST `/admin/audit/check`: has the whole log looked through.
pub(super) async fn check(admin: Admin, _fields: Fields) -> Answer {
    admin.must(Right::AuditRead, "check-audit").await?;
    if !audit_chain::ask(admin.reader.ctx(), admin.reader.organisation().id, &admin.who) {
        return Err(Failure::Forbidden);
    }
    admin.reader.to(ADDRESS)
}

/// POST `/admin/audit/export`: the events that the filter means, as a file.
pub(super) async fn export(admin: Admin, fields: Fields) -> Answer {
    admin.must(Right::AuditRead, "export-audit").await?;
    let reader = &admin.reader;
    let format = Format::from_word(&fields.get("format")).ok_or(Failure::NotFound)?;
    let (filter, _) = filter(reader, typed(|name| fields.get(name))).await?;
    let Some(filter) = filter else { return reader.to(ADDRESS) };
    let export = audit_log::export(reader.ctx(), reader.visit(), &admin.who, (filter, format)).await?;
    let Some(export) = export else { return Err(Failure::Forbidden) };
    Ok(download(reader, export, format))
}

fn download(reader: &Reader, export: Export, format: Format) -> Response {
    let parts = (reader.ctx().clone(), export);
    let file = format!("audit.{}", format.word());
    download::stream(&file, format.media_type(), parts, |(ctx, mut export)| async move {
        let part = export.next(&ctx).await?;
        Ok(part.map(|part| (part, (ctx, export))))
    })
}

fn typed(field: impl Fn(&str) -> String) -> AuditFilter {
    let [person, actor, kind, from, until] = FIELDS.map(|name| field(name).trim().to_owned());
    AuditFilter { person, actor, kind, from, until, ..AuditFilter::default() }
}

/// What the filter means; nothing, and its faults in the form, where it cannot be meant.
async fn filter(reader: &Reader, mut form: AuditFilter) -> Result<(Option<Filter>, AuditFilter), Failure> {
    let (ctx, organisation) = (reader.ctx(), reader.organisation());
    let mut filter = Filter::default();
    if !form.person.is_empty() {
        filter.subject = audit_log::person_named(ctx, organisation, &form.person).await?;
        form.faults.extend(filter.subject.is_none().then_some("person"));
    }
    if !form.actor.is_empty() {
        filter.actor = audit_log::actor_named(ctx, organisation, &form.actor).await?;
        form.faults.extend(filter.actor.is_none().then_some("actor"));
    }
    if shown(organisation).any(|kind| kind == form.kind) {
        filter.kinds = vec![form.kind.clone()];
    } else {
        form.kind.clear();
        if organisation.module != ModuleState::Active {
            filter.kinds = shown(organisation).map(str::to_owned).collect();
        }
    }
    if !form.from.is_empty() {
        filter.from = form.from.parse().ok().map(|day: Date| start_of_day(day, &organisation.zone));
        form.faults.extend(filter.from.is_none().then_some("from"));
    }
    if !form.until.is_empty() {
        filter.to = form.until.parse().ok().map(|day: Date| end_of_day(day, &organisation.zone));
        form.faults.extend(filter.to.is_none().then_some("until"));
    }
    Ok((form.faults.is_empty().then_some(filter), form))
}

/// `person=s.dewit&kind=signed-in&`
fn query_of(form: &AuditFilter) -> String {
    let values = [&form.person, &form.actor, &form.kind, &form.from, &form.until];
    let given = FIELDS.iter().zip(values).filter(|(_, value)| !value.is_empty());
    let part = |(name, value): (&&str, &String)| {
        [name, "=", &utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(), "&"].concat()
    };
    given.map(part).collect()
}

/// The kinds that an organisation sees: without the module there is no trace of it (mission S7).
fn shown(organisation: &Organisation) -> impl Iterator<Item = &'static str> {
    let active = organisation.module == ModuleState::Active;
    AuditEvent::kinds().filter(move |kind| active || !AuditEvent::is_about_two_step(kind))
}

/// Those by what they are called.
fn kinds(frame: &Frame, organisation: &Organisation) -> Vec<(&'static str, String)> {
    let mut kinds: Vec<_> = shown(organisation).map(|kind| (kind, frame.calendar.words.event(kind))).collect();
    sorted::by_key(&mut kinds, |(_, said)| said.to_lowercase());
    kinds
}

fn standing(watch: Watch) -> AuditStanding {
    match watch {
        Watch::Never => AuditStanding::Never,
        Watch::Asked => AuditStanding::Running { rows: 0, of: 0 },
        Watch::Running(now) => AuditStanding::Running { rows: now.sequence, of: now.of },
        Watch::Done { at, report } if report.is_clean() => AuditStanding::Clean { rows: report.rows, at: at.micros() },
        Watch::Done { at, report } => {
            let places: Vec<i64> = report.findings.iter().filter_map(|finding| finding.sequence).take(10).collect();
            let findings = report.more.saturating_add(report.findings.len() as u64);
            AuditStanding::Tampered { findings, places, at: at.micros() }
        }
    }
}

fn line(frame: &Frame, entry: &Entry, may_open: bool) -> AuditLine {
    AuditLine {
        at: entry.at.micros(),
        what: frame.calendar.words.event(&entry.kind),
        by: who(frame, &entry.actor, may_open),
        whom: entry.subject.as_ref().map(|subject| who(frame, subject, may_open)),
        source: entry.source.clone(),
        beside: beside(frame, entry),
    }
}

fn who(frame: &Frame, who: &Who, may_open: bool) -> AuditPerson {
    let (name, id) = match who {
        Who::Person { id, names: Some((_, full_name)) } => (full_name.clone(), may_open.then(|| id.to_string())),
        Who::Person { id, names: None } => (frame.with("audit-gone").arg("id", id.to_string()).to_string(), None),
        Who::Source { name: Some(name), .. } => (name.clone(), None),
        Who::Source { id, name: None } => (frame.with("audit-source-gone").arg("id", id.to_string()).to_string(), None),
        Who::Unknown(text) => (text.clone(), None),
        other => {
            let word = other.kept();
            let key = ACTORS.iter().find(|(known, _)| *known == word).map_or("audit-system", |(_, key)| key);
            (frame.say(key), None)
        }
    };
    AuditPerson { name, id }
}

/// What an event tells beside its kind, in the words of the reader where there are.
fn beside(frame: &Frame, entry: &Entry) -> Vec<(String, String)> {
    let details = audit_log::details(entry);
    let Some(fields) = details.as_object() else { return Vec::new() };
    let told = fields.iter().filter(|(_, value)| **value != Value::Bool(false));
    told.map(|(name, value)| (frame.calendar.words.beside_event(name), said(frame, name, value))).collect()
}

/// One thing that an event tells beside its kind, in the words of the reader.
pub(super) fn said(frame: &Frame, name: &str, value: &Value) -> String {
    match (name, value) {
        (_, Value::String(text)) => text.clone(),
        (_, Value::Bool(true)) => frame.say("audit-yes"),
        (_, Value::Null) => frame.say("audit-none-said"),
        (_, Value::Array(all)) => all.iter().map(|one| said(frame, name, one)).collect::<Vec<_>>().join(", "),
        ("until" | "since", Value::Number(at)) => frame.calendar.moment(at.as_i64().unwrap_or_default()),
        ("ask" | "stay", Value::Number(span)) => {
            frame.calendar.span(span.as_i64().unwrap_or_default().div_euclid(1_000_000))
        }
        (_, other) => other.to_string(),
    }
}
