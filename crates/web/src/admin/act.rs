//! What is done to a person: a page that asks, and the act. The view is named in every form, and the action checks it again.

use actions::admin::desk::{self, After, Exempted, Exempting, Given, Shown, SwitchedOff, Target};
use actions::admin::exemptions::Exemption;
use actions::step_up;
use axum::extract::Path;
use axum::response::Response;
use domain::id::{ExemptionId, UserId, ViewId};
use domain::permission::{Act, Freshness};
use domain::policy::Requirement;
use domain::time::{Lifetime, Timestamp, start_of_day};
use domain::view::ViewAction;
use jiff::civil::Date;

use crate::admin::{PASS_MINUTES, REASONS, id, person_address, refused, settled};
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{
    ConfirmExempt, ConfirmPass, ConfirmSwitchOff, Difference, ExemptFault, PassShown, Place, RefusedWhy, SwitchOffFault,
};
use crate::portal::guard::to_confirm;

/// A person and a view, from an address or a form.
pub(super) fn target(user: &str, view: &str) -> Result<Target, Failure> {
    Ok(Target { view: id::<ViewId>(view)?, user: id::<UserId>(user)? })
}

/// Without the module there is no second step to do anything about (mission S7).
fn where_it_means_something(admin: &Admin, action: ViewAction) -> Result<(), Failure> {
    if action.needs_module() { admin.where_active() } else { Ok(()) }
}

/// The address of the page that asks for an act.
pub(super) fn asks(at: Target, word: &str) -> String {
    format!("/admin/people/{}/{word}?view={}", at.user, at.view)
}

/// What a page that asks is made of: whoever may do this, with a proof that is fresh enough; or another answer.
pub(super) async fn ask(
    admin: &Admin,
    user: &str,
    (action, act, word): (ViewAction, Act, &str),
) -> Result<Result<(Target, Shown), Response>, Failure> {
    let reader = &admin.reader;
    where_it_means_something(admin, action)?;
    let at = target(user, &reader.query("view").unwrap_or_default())?;
    let asked = desk::ask(reader.ctx(), reader.visit(), &admin.who, (at, action)).await?;
    let shown = match settled(admin, asked, &person_address(at.user, at.view))? {
        Ok(shown) => shown,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let has_factor = !admin.who.person.standing.facts.person.enrolled.is_empty();
    match act.freshness() {
        Freshness::Session => {}
        Freshness::SecondFactor if !has_factor => {
            let back = person_address(at.user, at.view);
            return Ok(Err(refused(admin, RefusedWhy::NoSecondFactor, &back)?));
        }
        // Asked before the form is filled in, so that nothing typed is lost.
        Freshness::Proof | Freshness::SecondFactor => {
            if let Some(needs) = step_up::needs_now(reader.ctx(), &admin.who.person) {
                return Ok(Err(to_confirm(reader, needs, &asks(at, word))?));
            }
        }
    }
    Ok(Ok((at, shown)))
}

/// After an act: the page of the person, which says what was done.
pub(super) fn done(admin: &Admin, at: Target, word: &str) -> Answer {
    admin.reader.reply().notice(word, "").to(&person_address(at.user, at.view))
}

fn count<T>(all: &[T]) -> u32 {
    u32::try_from(all.len()).unwrap_or(u32::MAX)
}

const OFF: &str = "second-factor-off";

/// What was typed when two-step sign-in is switched off.
struct OffForm {
    reason: String,
    note: String,
    after: String,
    until: String,
}

/// GET `/admin/people/ID/second-factor-off`.
pub(super) async fn ask_off(admin: Admin, Path(user): Path<String>) -> Answer {
    let (at, shown) = match ask(&admin, &user, (ViewAction::SecondFactorOff, Act::SecondFactorOff, OFF)).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let blank = OffForm { reason: String::new(), note: String::new(), after: "pass".to_owned(), until: String::new() };
    off_page(&admin, at, (&shown, blank), None)
}

fn off_page(admin: &Admin, at: Target, (shown, form): (&Shown, OffForm), fault: Option<SwitchOffFault>) -> Answer {
    let now = admin.reader.now();
    let frame = admin.frame(Place::People);
    let standing = &shown.standing;
    let mandatory = standing.policy.requirement.value == Requirement::Mandatory;
    let deadline = standing.policy.due.map(|due| due.at).filter(|_| mandatory);
    let page = ConfirmSwitchOff {
        frame: frame.clone(),
        name: shown.user.display_name.clone(),
        id: at.user.to_string(),
        view: at.view.to_string(),
        authenticators: count(&standing.facts.authenticators),
        codes: u32::try_from(shown.recovery_codes.0).unwrap_or(0),
        sessions: count(&shown.sessions),
        devices: count(&shown.devices),
        deadline: deadline.map(Timestamp::micros),
        due: deadline.is_some_and(|deadline| deadline <= now),
        may_exempt: shown.acts.contains(&ViewAction::Exempt),
        latest: latest(admin),
        reason: form.reason,
        note: form.note,
        after: form.after,
        until: form.until,
        fault,
    };
    admin.reader.page(frame, |frame| ConfirmSwitchOff { frame, ..page })
}

/// The last day that an exemption may last, for showing.
fn latest(admin: &Admin) -> i64 {
    admin.reader.now().plus(Lifetime::days(admin.reader.organisation().exemption_days)).micros()
}

/// POST `/admin/people/ID/second-factor-off`.
pub(super) async fn switch_off(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    let at = target(&user, &fields.get("view"))?;
    let reader = &admin.reader;
    let form = OffForm {
        reason: fields.get("reason"),
        note: fields.get("note"),
        after: fields.get("after"),
        until: fields.get("until"),
    };
    let frame = admin.frame(Place::People);
    let after = match form.after.as_str() {
        "exempt" => form.until.parse::<Date>().ok().map(After::ExemptUntil),
        "nothing" => Some(After::Nothing),
        _ => Some(After::Pass(minutes(&fields)?)),
    };
    // A day that cannot be read is one that lies behind.
    let after = after.unwrap_or(After::ExemptUntil(Date::MIN));
    let reason = reason_in_words(&form, |key| frame.say(key));
    let acted = desk::switch_off(reader.ctx(), reader.visit(), &admin.who, at, (&reason, after)).await?;
    let outcome = match settled(&admin, acted, &asks(at, OFF))? {
        Ok(outcome) => outcome,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let fault = match outcome {
        SwitchedOff::Off { pass: None, .. } => return done(&admin, at, "switched-off"),
        SwitchedOff::Off { pass: Some(pass), .. } => {
            let name = name_of(&admin, at.user).await?;
            let back = person_address(at.user, at.view);
            let until = pass.expires_at.micros();
            let pass = pass.text;
            return reader.page(frame, |frame| PassShown { frame, name, back, pass, until, switched_off: true });
        }
        SwitchedOff::NoReason => SwitchOffFault::Reason,
        SwitchedOff::Span => return Err(Failure::Form),
        SwitchedOff::Until => SwitchOffFault::Until,
    };
    let asked = desk::ask(reader.ctx(), reader.visit(), &admin.who, (at, ViewAction::SecondFactorOff)).await?;
    match settled(&admin, asked, &person_address(at.user, at.view))? {
        Ok(shown) => off_page(&admin, at, (&shown, form), Some(fault)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The reason as the log keeps it; empty where none was given. "Other" without a note is none.
fn reason_in_words(form: &OffForm, say: impl Fn(&str) -> String) -> String {
    let note = form.note.trim();
    match REASONS.iter().find(|(value, _)| *value == form.reason) {
        None => String::new(),
        Some(("other", _)) => note.to_owned(),
        Some((_, key)) if note.is_empty() => say(key),
        Some((_, key)) => format!("{}: {note}", say(key)),
    }
}

fn minutes(fields: &Fields) -> Result<Lifetime, Failure> {
    let typed = fields.get("minutes").parse::<i64>().ok().filter(|minutes| PASS_MINUTES.contains(minutes));
    let minutes = typed.and_then(|minutes| u32::try_from(minutes).ok()).ok_or(Failure::Form)?;
    Ok(Lifetime::minutes(minutes))
}

pub(super) async fn name_of(admin: &Admin, user: UserId) -> Result<String, Failure> {
    let found = desk::details(admin.reader.ctx(), admin.reader.visit(), user).await?;
    Ok(found.ok_or(Failure::NotFound)?.0.display_name)
}

const PASS: &str = "pass";

/// GET `/admin/people/ID/pass`.
pub(super) async fn ask_pass(admin: Admin, Path(user): Path<String>) -> Answer {
    match ask(&admin, &user, (ViewAction::Pass, Act::Pass, PASS)).await? {
        Ok((at, shown)) => pass_page(&admin, at, shown.user.display_name, false),
        Err(elsewhere) => Ok(elsewhere),
    }
}

fn pass_page(admin: &Admin, at: Target, name: String, unchecked: bool) -> Answer {
    let (user, view) = (at.user.to_string(), at.view.to_string());
    admin.reader.page(admin.frame(Place::People), |frame| ConfirmPass { frame, name, id: user, view, unchecked })
}

/// POST `/admin/people/ID/pass`: the pass, at the only moment that it is shown.
pub(super) async fn give_pass(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    let at = target(&user, &fields.get("view"))?;
    let reader = &admin.reader;
    if !fields.is("checked", "1") {
        let asked = desk::ask(reader.ctx(), reader.visit(), &admin.who, (at, ViewAction::Pass)).await?;
        return match settled(&admin, asked, &person_address(at.user, at.view))? {
            Ok(shown) => pass_page(&admin, at, shown.user.display_name, true),
            Err(elsewhere) => Ok(elsewhere),
        };
    }
    let acted = desk::give_pass(reader.ctx(), reader.visit(), &admin.who, at, minutes(&fields)?).await?;
    let pass = match settled(&admin, acted, &asks(at, PASS))? {
        Ok(Given::Pass(pass)) => pass,
        Ok(Given::Span) => return Err(Failure::Form),
        Err(elsewhere) => return Ok(elsewhere),
    };
    let name = name_of(&admin, at.user).await?;
    let (back, until, pass) = (person_address(at.user, at.view), pass.expires_at.micros(), pass.text);
    let frame = admin.frame(Place::People);
    reader.page(frame, |frame| PassShown { frame, name, back, pass, until, switched_off: false })
}

const EXEMPT: &str = "exempt";

/// GET `/admin/people/ID/exempt`.
pub(super) async fn ask_exempt(admin: Admin, Path(user): Path<String>) -> Answer {
    match ask(&admin, &user, (ViewAction::Exempt, Act::Exempt, EXEMPT)).await? {
        Ok((at, shown)) => exempt_page(&admin, (at, &shown), (String::new(), String::new()), ExemptState::Ask),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// How the form of an exemption stands.
#[derive(Clone, Copy)]
enum ExemptState {
    Ask,
    Fault(ExemptFault),
    /// Somebody else was first.
    Changed,
}

fn exempt_page(
    admin: &Admin,
    (at, shown): (Target, &Shown),
    (reason, until): (String, String),
    state: ExemptState,
) -> Answer {
    let holds = holding(admin, shown);
    let frame = admin.frame(Place::People);
    let (fault, conflict) = match state {
        ExemptState::Ask => (None, Vec::new()),
        ExemptState::Fault(fault) => (Some(fault), Vec::new()),
        ExemptState::Changed => {
            let none = frame.say("exemption-none");
            let day = until.parse().map(|day| frame.calendar.day(start_of_day(day, &frame.calendar.zone).micros()));
            let (now_until, now_reason) = match holds {
                Some(it) => (frame.calendar.eve(it.until.micros()), it.reason.clone()),
                None => (none.clone(), none),
            };
            let until = Difference { key: "desk-until", now: now_until, typed: day.unwrap_or_default() };
            (None, vec![until, Difference { key: "desk-reason", now: now_reason, typed: reason.trim().to_owned() }])
        }
    };
    let page = ConfirmExempt {
        frame: frame.clone(),
        name: shown.user.display_name.clone(),
        id: at.user.to_string(),
        view: at.view.to_string(),
        holds: holds.map(|exemption| exemption.until.micros()),
        read: holds.map(|exemption| exemption.id.to_string()).unwrap_or_default(),
        latest: latest(admin),
        reason,
        until,
        fault,
        conflict,
    };
    admin.reader.page(frame, |frame| ConfirmExempt { frame, ..page })
}

/// POST `/admin/people/ID/exempt`.
pub(super) async fn exempt(admin: Admin, Path(user): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    let at = target(&user, &fields.get("view"))?;
    let reader = &admin.reader;
    let (reason, until) = (fields.get("reason"), fields.get("until"));
    let day = until.parse::<Date>().unwrap_or(Date::MIN);
    let holds = holds(&fields)?;
    let exempting = Exempting { day, reason: &reason, holds };
    let acted = desk::exempt(reader.ctx(), reader.visit(), &admin.who, at, exempting).await?;
    let state = match settled(&admin, acted, &asks(at, EXEMPT))? {
        Ok(Exempted::Exempt(_)) => return done(&admin, at, "exempt"),
        Ok(Exempted::NoReason) => ExemptState::Fault(ExemptFault::Reason),
        Ok(Exempted::Until) => ExemptState::Fault(ExemptFault::Until),
        Ok(Exempted::Changed) => ExemptState::Changed,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let asked = desk::ask(reader.ctx(), reader.visit(), &admin.who, (at, ViewAction::Exempt)).await?;
    match settled(&admin, asked, &person_address(at.user, at.view))? {
        Ok(shown) => exempt_page(&admin, (at, &shown), (reason, until), state),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The exemption that holds now.
pub(super) fn holding<'s>(admin: &Admin, shown: &'s Shown) -> Option<&'s Exemption> {
    let now = admin.reader.now();
    shown.exemptions.iter().find(|exemption| now < exemption.until)
}

/// The exemption that held when a form was made.
pub(super) fn holds(fields: &Fields) -> Result<Option<ExemptionId>, Failure> {
    match fields.get("holds").as_str() {
        "" => Ok(None),
        id => Ok(Some(id.parse().map_err(|_| Failure::Form)?)),
    }
}
