//! `/admin/applications/sign-in`: applications that leave the sign-in to us by OpenID Connect. A secret is shown at the only
//! moment that it is made. What they ask is `crate::oidc`.

mod copy;
mod form;
mod keys;
mod say;

use crate::routing::{And as _, get, post};
use actions::admin::relying_parties::{self, Made, SavedParty, try_out};
use axum::Router;
use axum::extract::Path;
use domain::id::RelyingPartyId;
use domain::permission::Right;
use domain::relying_party::{MOST, RelyingParty, Template};
use domain::time::Timestamp;

use self::form::Form;
use super::not_fresh;
use super::say::Selections;
use crate::admin::{refused, settled};
use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::{Admin, Fields};
use crate::mail::site_of;
use crate::pages::{
    AskPlain, Frame, NewRelyingParty, Place, PlainAct, RefusedWhy, RelyingPartyLine, RelyingPartyShown,
    RelyingPartyTrial, Tick,
};
use crate::words::Words;

const LIST: &str = "/admin/applications";
const ADDRESS: &str = "/admin/applications/sign-in";
const NEW: &str = "/admin/applications/sign-in/new";

/// The longest that is read of what is asked in an address.
const LONGEST_ASKED: usize = 500;

/// Every address under `/admin/applications/sign-in`, and of the keys that sign.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/applications/sign-in/new", get(ask_new).and_post(add))
        .route("/admin/applications/sign-in/{id}", get(ask).and_post(save))
        .route("/admin/applications/sign-in/{id}/renew", post(renew))
        .route("/admin/applications/sign-in/{id}/end-former", post(end_former))
        .route("/admin/applications/sign-in/{id}/remove", get(ask_removal).and_post(remove))
        .route("/admin/applications/signing-keys", get(keys::show).and_post(keys::renew))
        .route("/admin/applications/signing-keys/leaked", get(keys::ask_leaked).and_post(keys::leaked))
}

/// All of them for the list, and whether there may be one more.
pub(super) async fn lines(
    admin: &Admin,
    words: Words,
    selections: &Selections,
) -> Result<(Vec<RelyingPartyLine>, bool), Failure> {
    let all = relying_parties::list(admin.reader.ctx(), admin.reader.organisation()).await?;
    let has_room = all.len() < MOST;
    let line = |one: RelyingParty| RelyingPartyLine {
        id: one.id.to_string(),
        who: say::who(words, one.who, selections),
        second_factor: one.second_factor,
        last_used: one.last_used_at.map(Timestamp::micros),
        former_until: former_until(admin, &one),
        name: one.name,
    };
    Ok((all.into_iter().map(line).collect(), has_room))
}

/// Until when the secret before the present one opens, where that lies ahead.
fn former_until(admin: &Admin, there: &RelyingParty) -> Option<i64> {
    let now = admin.reader.ctx().now();
    there.former_until.filter(|until| now < *until).map(Timestamp::micros)
}

/// What every address of ours begins with.
fn site(admin: &Admin) -> String {
    let reader = &admin.reader;
    site_of(reader.ctx(), &reader.app().options().public_address, reader.organisation())
}

fn asked(admin: &Admin, name: &str) -> String {
    admin.reader.query(name).unwrap_or_default().chars().take(LONGEST_ASKED).collect()
}

/// The form that tries what an application would get, with what it would. It tells of anyone: whoever may not look at everyone has
/// none.
async fn trial(admin: &Admin, there: &RelyingParty) -> Result<Option<RelyingPartyTrial>, Failure> {
    if !admin.who.has(Right::PeopleRead) || !admin.who.has(Right::ViewsAll) {
        return Ok(None);
    }
    let person = asked(admin, "person");
    if person.trim().is_empty() {
        return Ok(Some(RelyingPartyTrial { person, ..RelyingPartyTrial::default() }));
    }
    let reader = &admin.reader;
    let tried = try_out(reader.ctx(), reader.organisation(), there, &person).await?;
    let (says, opens) = say::tried(admin.frame(Place::Applications).calendar.words, &tried);
    let claims = tried.claims.map(|claims| format!("{:#}", serde_json::Value::Object(claims)));
    Ok(Some(RelyingPartyTrial { person, says: Some(says), opens, claims }))
}

/// The one of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<RelyingParty, Failure> {
    let reader = &admin.reader;
    // In the one spelling that we give it.
    if let Some(id) = text.parse::<RelyingPartyId>().ok().filter(|id| id.to_string() == text)
        && let Some(there) = relying_parties::find(reader.ctx(), reader.organisation(), id).await?
    {
        return Ok(there);
    }
    admin.nothing_there("relying-party").await
}

fn address(there: &RelyingParty) -> String {
    format!("{ADDRESS}/{}", there.id)
}

/// GET `/admin/applications/sign-in/new`: which application it is, and then its form.
async fn ask_new(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(relying_parties::RIGHT, "save-relying-party").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    let frame = admin.frame(Place::Applications);
    let (chosen, typed) = (Template::from_word(&asked(&admin, "template")), asked(&admin, "address"));
    let base = copy::base(typed.trim());
    let wrong = base.is_none() && !typed.trim().is_empty();
    match chosen {
        Some(template) if !wrong => {
            form::page(&admin, Form::fresh(frame.calendar.words, template, base.as_deref())).await
        }
        _ => choice(&admin, frame, (chosen, typed, wrong)),
    }
}

fn choice(admin: &Admin, frame: Frame, (chosen, address, wrong): (Option<Template>, String, bool)) -> Answer {
    let words = frame.calendar.words;
    // What we know comes first; any other is the last resort.
    let known = Template::ALL.iter().copied().filter(|one| *one != Template::Own);
    let tick = |one: Template| Tick {
        value: one.word().to_owned(),
        name: say::template(words, one),
        hint: None,
        on: one == chosen.unwrap_or(Template::Own),
        disabled: false,
    };
    let templates = known.chain([Template::Own]).map(tick).collect();
    admin.reader.page(frame, |frame| NewRelyingParty { frame, templates, address, wrong })
}

/// GET `/admin/applications/sign-in/ID`, with `person` where it is tried.
async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let there = found(&admin, &text).await?;
    if admin.who.has(relying_parties::RIGHT)
        && let Some(elsewhere) = not_fresh(&admin, &address(&there))?
    {
        return Ok(elsewhere);
    }
    let notice = admin.reader.notice().filter(|(word, _)| word == "party-former-ended");
    form::page(&admin, Form::of(there).noticed(notice.map(|_| "party-former-ended"))).await
}

/// POST `/admin/applications/sign-in/new`.
async fn add(admin: Admin, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(relying_parties::RIGHT, "save-relying-party").await?;
    keep(&admin, Form::read(&fields, None)?, &fields, NEW).await
}

/// POST `/admin/applications/sign-in/ID`.
async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(relying_parties::RIGHT, "save-relying-party").await?;
    let there = found(&admin, &text).await?;
    let back = address(&there);
    keep(&admin, Form::read(&fields, Some(there))?, &fields, &back).await
}

async fn keep(admin: &Admin, form: Form, fields: &Fields, back: &str) -> Answer {
    if fields.is("act", "more") {
        return form::page(admin, form.more()).await;
    }
    let reader = &admin.reader;
    let acted = relying_parties::save(reader.ctx(), reader.visit(), &admin.who, form.this(), form.edit()).await?;
    let name = form.name().to_owned();
    match settled(admin, acted, back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(SavedParty::Faults(faults)) => return form::page(admin, form.faulty(faults)).await,
        // A new one says what to put into it, and one that can keep a secret from now on has its first one.
        Ok(SavedParty::Saved(made)) if made.secret.is_some() || form.this().is_none() => {
            return shown(admin, &made).await;
        }
        Ok(SavedParty::Saved(_)) => {}
        Ok(SavedParty::Changed(now)) => {
            if let Some(beside) = form.beside(admin, *now).await? {
                return form::page(admin, beside).await;
            }
        }
    }
    // Saved, or both typed the same.
    reader.reply().notice("application-saved", &name).to(LIST)
}

async fn shown(admin: &Admin, made: &Made) -> Answer {
    let there = found(admin, &made.id.to_string()).await?;
    let frame = admin.frame(Place::Applications);
    let secret = made.secret.as_ref().map(|secret| (**secret).clone());
    let page = RelyingPartyShown {
        id: there.id.to_string(),
        former_until: former_until(admin, &there),
        copy: copy::view(frame.calendar.words, &site(admin), &there, secret.as_deref()),
        secret,
        name: there.name,
        frame: frame.clone(),
    };
    admin.reader.page(frame, |frame| RelyingPartyShown { frame, ..page })
}

/// POST `/admin/applications/sign-in/ID/renew`.
async fn renew(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(relying_parties::RIGHT, "renew-relying-party-secret").await?;
    let there = found(&admin, &text).await?;
    let reader = &admin.reader;
    let acted = relying_parties::renew_secret(reader.ctx(), reader.visit(), &admin.who, there.id).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(made) => shown(&admin, &made).await,
    }
}

/// POST `/admin/applications/sign-in/ID/end-former`.
async fn end_former(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(relying_parties::RIGHT, "end-former-relying-party-secret").await?;
    let there = found(&admin, &text).await?;
    let reader = &admin.reader;
    let acted = relying_parties::end_former(reader.ctx(), reader.visit(), &admin.who, there.id).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        // Where there was none, it opens nothing either.
        Ok(_) => reader.reply().notice("party-former-ended", "").to(&address(&there)),
    }
}

/// GET `/admin/applications/sign-in/ID/remove`.
async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(relying_parties::RIGHT, "remove-relying-party").await?;
    let there = found(&admin, &text).await?;
    let back = address(&there);
    let action = format!("{back}/remove");
    if let Some(elsewhere) = not_fresh(&admin, &action)? {
        return Ok(elsewhere);
    }
    admin.reader.page(admin.frame(Place::Applications), |frame| AskPlain {
        frame,
        act: PlainAct::RemoveRelyingParty,
        name: there.name,
        action,
        back,
        view: String::new(),
        version: there.version,
        holds: String::new(),
    })
}

/// POST `/admin/applications/sign-in/ID/remove`.
async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(relying_parties::RIGHT, "remove-relying-party").await?;
    let there = found(&admin, &text).await?;
    let version = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let reader = &admin.reader;
    let back = format!("{}/remove", address(&there));
    let acted = relying_parties::remove(reader.ctx(), reader.visit(), &admin.who, (there.id, version)).await?;
    match settled(&admin, acted, &back)? {
        Ok(true) => reader.reply().notice("application-removed", &there.name).to(LIST),
        Ok(false) => refused(&admin, RefusedWhy::Changed, &back),
        Err(elsewhere) => Ok(elsewhere),
    }
}
