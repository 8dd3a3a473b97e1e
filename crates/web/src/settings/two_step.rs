//! `/admin/settings/two-step`: the module asked for, with the settings wished for (mission S7). The only page of an
//! organisation without the module that names it, and only its administrators find it.

use actions::admin::activation::{self, Approval, Asked, Asking, Look};
use actions::admin::policy::{Guard, run_activation};
use actions::step_up::needs_now;
use domain::organisation::{ModuleState, RequestState, Wish};
use domain::permission::Right;
use domain::policy::{Ask, Stay};
use domain::time::{Lifetime, Timestamp};

use crate::admin::settled;
use crate::answer::Answer;
use crate::explain::week;
use crate::extract::{Admin, Fields};
use crate::pages::{GuardView, ModuleView, Place, TwoStepSettings, TypedWish, Unit, WishFault};
use crate::portal::guard::to_confirm;
use crate::rules::{activation_view, guard_view};
use crate::words::Words;

const ADDRESS: &str = "/admin/settings/two-step";

/// What the form proposes: once in 30 days on each device, signed in for a day.
const PROPOSED: Wish = Wish { ask: Ask::Every(Lifetime::days(30)), stay: Stay::For(Lifetime::days(1)) };

/// GET `/admin/settings/two-step`.
pub(super) async fn show(admin: Admin) -> Answer {
    if !admin.who.has(Right::SettingsEdit) {
        // Whoever only reads finds it once there is something to read.
        admin.must(Right::SetupRead, "look").await?;
        admin.where_active()?;
    }
    let reader = &admin.reader;
    let look = activation::look(reader.ctx(), reader.visit()).await?;
    if look.module == ModuleState::Inactive
        && let Some(needs) = needs_now(reader.ctx(), &admin.who.person)
    {
        return to_confirm(reader, needs, ADDRESS);
    }
    page(&admin, &look, (proposed(), PROPOSED, None), &[]).await
}

type Form = (TypedWish, Wish, Option<WishFault>);

async fn page(admin: &Admin, look: &Look, (typed, wish, fault): Form, missing: &[Guard]) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::Settings);
    let words = frame.calendar.words;
    let run = match look.module {
        ModuleState::Inactive => run_activation(reader.ctx(), reader.organisation()).await?,
        ModuleState::Requested | ModuleState::Active => None,
    };
    let state = match (look.module, &look.request) {
        (ModuleState::Active, _) => {
            ModuleView::On { just_now: reader.notice().is_some_and(|(word, _)| word == "activated") }
        }
        (ModuleState::Requested, Some(request)) => ModuleView::Waiting {
            at: request.asked_at.micros(),
            week: week(request.wish.ask, request.wish.stay, words),
            note: request.note.clone(),
        },
        (ModuleState::Inactive | ModuleState::Requested, last) => ModuleView::Ask {
            typed,
            fault,
            week: week(wish.ask, wish.stay, words),
            at_once: look.approval == Approval::AtOnce,
            policies: look.policies.iter().map(|policy| policy.name.clone()).collect(),
            run: run.map(|run| activation_view(&run, &frame)),
            guards: missing.iter().map(|guard| begins(guard, words)).collect(),
            declined: last.as_ref().filter(|request| request.state == RequestState::Declined).map(|request| {
                (request.answer.clone(), request.answered_at.map_or(request.asked_at.micros(), Timestamp::micros))
            }),
        },
    };
    let beaten = reader.notice().is_some_and(|(word, _)| word == "module-already");
    reader.page(frame, |frame| TwoStepSettings { frame, beaten, state })
}

/// A guard as it stands beneath the figures of the module going on.
fn begins(guard: &Guard, words: Words) -> GuardView {
    match guard {
        Guard::DryRunNotSeen => GuardView { said: words.say("module-guard-run"), link: None },
        other => guard_view(other, words),
    }
}

fn proposed() -> TypedWish {
    TypedWish {
        always: false,
        ask_n: "30".to_owned(),
        ask_unit: Unit::Days,
        until_closed: false,
        stay_n: "1".to_owned(),
        stay_unit: Unit::Days,
        note: String::new(),
    }
}

/// POST `/admin/settings/two-step`.
pub(super) async fn submit(admin: Admin, fields: Fields) -> Answer {
    admin.must(Right::SettingsEdit, "look").await?;
    let reader = &admin.reader;
    if fields.is("withdraw", "1") {
        let withdrawn = activation::withdraw(reader.ctx(), reader.visit(), &admin.who).await?;
        return match settled(&admin, withdrawn, ADDRESS)? {
            Ok(_) => reader.to(ADDRESS),
            Err(elsewhere) => Ok(elsewhere),
        };
    }
    let typed = TypedWish {
        always: fields.is("ask", "always"),
        ask_n: fields.get("ask_n"),
        ask_unit: unit(&fields, "ask_unit"),
        until_closed: fields.is("stay", "browser"),
        stay_n: fields.get("stay_n"),
        stay_unit: unit(&fields, "stay_unit"),
        note: fields.get("note"),
    };
    let look = activation::look(reader.ctx(), reader.visit()).await?;
    let wish = match read(&typed) {
        Ok(wish) => wish,
        Err(fault) => return page(&admin, &look, (typed, PROPOSED, Some(fault)), &[]).await,
    };
    if fields.is("look", "1") {
        return page(&admin, &look, (typed, wish, None), &[]).await;
    }
    let (knows_what_follows, seen) = (fields.is("knows", "1"), fields.get("seen"));
    let asking = Asking { wish, note: typed.note.clone(), knows_what_follows, seen };
    let asked = activation::ask(reader.ctx(), reader.visit(), &admin.who, asking).await?;
    let fault = match settled(&admin, asked, ADDRESS)? {
        Ok(Asked::Activated) => return reader.reply().notice("activated", "").to(ADDRESS),
        Ok(Asked::Sent) => return reader.to(ADDRESS),
        // Somebody else was first: the page says so, and how it stands now.
        Ok(Asked::Already) => return reader.reply().notice("module-already", "").to(ADDRESS),
        Ok(Asked::Wish) => WishFault::Ask,
        Ok(Asked::Note) => WishFault::Note,
        Ok(Asked::SeeWhatFollows) => WishFault::SeeWhatFollows,
        Ok(Asked::Guarded(missing)) => return page(&admin, &look, (typed, wish, None), &missing).await,
        Err(elsewhere) => return Ok(elsewhere),
    };
    page(&admin, &look, (typed, wish, Some(fault)), &[]).await
}

fn unit(fields: &Fields, name: &str) -> Unit {
    if fields.is(name, "hours") { Unit::Hours } else { Unit::Days }
}

/// The wish that was typed; a span is a whole number of its unit, a year at the most.
fn read(typed: &TypedWish) -> Result<Wish, WishFault> {
    let span = |n: &str, unit: Unit| {
        let n: u32 = n.trim().parse().ok().filter(|n| (1..=8784).contains(n))?;
        Some(match unit {
            Unit::Days => Lifetime::days(n),
            Unit::Hours => Lifetime::hours(n),
        })
    };
    let ask =
        if typed.always { Ask::Always } else { Ask::Every(span(&typed.ask_n, typed.ask_unit).ok_or(WishFault::Ask)?) };
    if !(Wish { ask, ..PROPOSED }.is_sensible()) {
        return Err(WishFault::Ask);
    }
    let stay = if typed.until_closed {
        Stay::UntilBrowserCloses
    } else {
        Stay::For(span(&typed.stay_n, typed.stay_unit).ok_or(WishFault::Stay)?)
    };
    let wish = Wish { ask, stay };
    if wish.is_sensible() { Ok(wish) } else { Err(WishFault::Stay) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_read_as_it_was_typed() {
        assert_eq!(read(&proposed()), Ok(PROPOSED));
        let with = |ask_n: &str, stay_n: &str| TypedWish {
            ask_n: ask_n.to_owned(),
            stay_n: stay_n.to_owned(),
            ask_unit: Unit::Hours,
            ..proposed()
        };
        let twelve = Ask::Every(Lifetime::hours(12));
        assert_eq!(read(&with(" 12 ", "2")), Ok(Wish { ask: twelve, stay: Stay::For(Lifetime::days(2)) }));
        for wrong in ["", "0", "-1", "1.5", "9999", "x", "99999999999"] {
            assert_eq!(read(&with(wrong, "2")), Err(WishFault::Ask), "{wrong}");
            assert_eq!(read(&with("12", wrong)), Err(WishFault::Stay), "{wrong}");
        }
        assert_eq!(read(&with("12", "366")), Err(WishFault::Stay));
        let never = TypedWish { always: true, until_closed: true, ..with("", "") };
        assert_eq!(read(&never), Ok(Wish { ask: Ask::Always, stay: Stay::UntilBrowserCloses }));
    }
}
