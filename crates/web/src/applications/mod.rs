//! `/admin/applications`: the applications behind the sign-in, and who may open which of their pages; those that sign in here
//! are in `sign_in`. Handlers that call one action each.

mod form;
mod proxy;
mod say;
mod sign_in;

use crate::routing::{And as _, get};
use actions::admin::applications::{self, Around, SavedApplication};
use actions::step_up::needs_now;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use domain::application::{Application, MOST};
use domain::id::ApplicationId;
use domain::permission::Right;

use self::form::Form;
use crate::admin::{refused, settled};
use crate::answer::{Answer, Failure};
use crate::app::{App, AppOptions};
use crate::extract::{Admin, Fields};
use crate::pages::{ApplicationLine, Applications, ApplicationsNotice, AskPlain, Place, PlainAct, RefusedWhy, Trial};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/applications";
const NEW: &str = "/admin/applications/new";

/// Every address under `/admin/applications`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/applications", get(show))
        .route("/admin/applications/new", get(ask_new).and_post(add))
        .route("/admin/applications/{id}", get(ask).and_post(save))
        .route("/admin/applications/{id}/proxy", get(proxy::show))
        .route("/admin/applications/{id}/remove", get(ask_removal).and_post(remove))
        .merge(sign_in::routes())
}

/// What the settings file says about where we stand ourselves.
fn around(options: &AppOptions) -> Around {
    Around {
        host: options.public_address.host_str().unwrap_or_default().to_owned(),
        domain: options.domain.clone(),
        is_secure: options.public_address.scheme() == "https",
    }
}

/// What the settings file lacks for any application to work.
fn lacks(options: &AppOptions) -> Vec<&'static str> {
    let lacking = [
        (options.domain.is_none(), "applications-lack-domain"),
        (options.trusted_proxies.is_empty(), "applications-lack-proxies"),
    ];
    lacking.into_iter().filter(|(lacks, _)| *lacks).map(|(_, key)| key).collect()
}

/// GET `/admin/applications`, with `address` and `person` where a page is tried.
async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let notice = match reader.notice() {
        Some((word, name)) if word == "application-saved" => ApplicationsNotice::Saved(name),
        Some((word, name)) if word == "application-removed" => ApplicationsNotice::Removed(name),
        _ => ApplicationsNotice::None,
    };
    let all = applications::list(reader.ctx(), reader.organisation()).await?;
    let selections = say::selections(&admin).await?;
    let frame = admin.frame(Place::Applications);
    let words = frame.calendar.words;
    let line = |one: &Application| ApplicationLine {
        id: one.id.to_string(),
        name: one.name.clone(),
        addresses: one.addresses.iter().map(ToString::to_string).collect(),
        says: one.rules.iter().map(|rule| say::rule(words, rule, &selections)).collect(),
    };
    let options = reader.app().options();
    let (parties, parties_have_room) = sign_in::lines(&admin, words, &selections).await?;
    let page = Applications {
        frame: frame.clone(),
        notice,
        applications: all.iter().map(line).collect(),
        parties,
        parties_have_room,
        settings: options.return_to.iter().map(ToString::to_string).collect(),
        may_edit: admin.who.has(applications::RIGHT),
        has_room: all.len() < MOST,
        lacks: lacks(options),
        trial: trial(&admin, &selections).await?,
    };
    reader.page(frame, |frame| Applications { frame, ..page })
}

/// The form that tries a page, with what the door says. It tells of a person: whoever may not look at people has none.
async fn trial(admin: &Admin, selections: &say::Selections) -> Result<Option<Trial>, Failure> {
    if !admin.who.has(Right::PeopleRead) {
        return Ok(None);
    }
    let reader = &admin.reader;
    let asked = |name| reader.query(name).unwrap_or_default().chars().take(2000).collect::<String>();
    let (address, person) = (asked("address"), asked("person"));
    if address.trim().is_empty() {
        return Ok(Some(Trial { address, person, ..Trial::default() }));
    }
    let tried = applications::try_out(reader.ctx(), reader.organisation(), &address, &person).await?;
    let (says, opens) = say::tried(admin.frame(Place::Applications).calendar.words, &tried, selections);
    Ok(Some(Trial { address, person, says, opens }))
}

/// The application of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<Application, Failure> {
    let reader = &admin.reader;
    if let Ok(id) = text.parse::<ApplicationId>()
        && let Some(there) = applications::find(reader.ctx(), reader.organisation(), id).await?
    {
        return Ok(there);
    }
    admin.nothing_there("application").await
}

/// The answer where no fresh proof was shown yet: before anything is typed.
fn not_fresh(admin: &Admin, here: &str) -> Result<Option<Response>, Failure> {
    let needs = needs_now(admin.reader.ctx(), &admin.who.person);
    needs.map(|needs| to_confirm(&admin.reader, needs, here)).transpose()
}

/// GET `/admin/applications/new`.
async fn ask_new(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(applications::RIGHT, "save-application").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    form::page(&admin, Form::blank(), Vec::new()).await
}

/// GET `/admin/applications/ID`.
async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let there = found(&admin, &text).await?;
    if admin.who.has(applications::RIGHT)
        && let Some(elsewhere) = not_fresh(&admin, &format!("{ADDRESS}/{}", there.id))?
    {
        return Ok(elsewhere);
    }
    form::page(&admin, Form::of(&there), Vec::new()).await
}

/// POST `/admin/applications/new`.
async fn add(admin: Admin, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(applications::RIGHT, "save-application").await?;
    keep(&admin, Form::read(&fields, None)?, &fields, NEW).await
}

/// POST `/admin/applications/ID`.
async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(applications::RIGHT, "save-application").await?;
    let there = found(&admin, &text).await?;
    let back = format!("{ADDRESS}/{}", there.id);
    keep(&admin, Form::read(&fields, Some(&there))?, &fields, &back).await
}

async fn keep(admin: &Admin, mut form: Form, fields: &Fields, back: &str) -> Answer {
    if fields.is("act", "more") {
        form.more();
        return form::page(admin, form, Vec::new()).await;
    }
    let reader = &admin.reader;
    if let Some(fault) = form.fault() {
        return form::page(admin, form, vec![fault]).await;
    }
    let around = around(reader.app().options());
    let acted = applications::save(reader.ctx(), reader.visit(), &admin.who, &around, form.edit()).await?;
    match settled(admin, acted, back)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(SavedApplication::Saved(_)) => reader.reply().notice("application-saved", form.name()).to(ADDRESS),
        Ok(SavedApplication::Faults(faults)) => {
            let faults = faults.into_iter().map(form::Fault::Kept).collect();
            form::page(admin, form, faults).await
        }
        Ok(SavedApplication::Changed(now)) => form::page_beside(admin, form, &now).await,
    }
}

/// GET `/admin/applications/ID/remove`.
async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(applications::RIGHT, "remove-application").await?;
    let there = found(&admin, &text).await?;
    let action = format!("{ADDRESS}/{}/remove", there.id);
    if let Some(elsewhere) = not_fresh(&admin, &action)? {
        return Ok(elsewhere);
    }
    admin.reader.page(admin.frame(Place::Applications), |frame| AskPlain {
        frame,
        act: PlainAct::RemoveApplication,
        name: there.name,
        action,
        back: format!("{ADDRESS}/{}", there.id),
        view: String::new(),
        version: there.version,
        holds: String::new(),
    })
}

/// POST `/admin/applications/ID/remove`.
async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(applications::RIGHT, "remove-application").await?;
    let there = found(&admin, &text).await?;
    let version = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let reader = &admin.reader;
    let back = format!("{ADDRESS}/{}/remove", there.id);
    let acted = applications::remove(reader.ctx(), reader.visit(), &admin.who, (there.id, version)).await?;
    match settled(&admin, acted, &back)? {
        Ok(true) => reader.reply().notice("application-removed", &there.name).to(ADDRESS),
        Ok(false) => refused(&admin, RefusedWhy::Changed, &back),
        Err(elsewhere) => Ok(elsewhere),
    }
}
