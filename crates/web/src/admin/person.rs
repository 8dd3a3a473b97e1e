//! `/admin/people/ID`: a person through a view.

use actions::admin::desk::{self, Advice, Event, Shown};
use actions::admin::people_sources;
use actions::directory::password::is_elsewhere;
use actions::sign_in::second_factor::takes_codes;
use axum::extract::Path;
use domain::id::UserId;
use domain::permission::Right;
use domain::policy::Requirement;
use domain::sorted;
use domain::throttle::DISABLING_FAILURES;
use domain::time::Timestamp;
use domain::view::ViewAction;
use serde_json::Value;

use crate::admin::people::language;
use crate::admin::{attributes, audit, id, words};
use crate::answer::{Answer, Failure};
use crate::explain;
use crate::extract::Admin;
use crate::pages::{
    Act, AdviceLine, Authenticator, Device, EventLine, ExemptionLine, FactorState, Frame, Person, PersonNotice,
    PersonPage, Place, Recovery, Relation, Session,
};
use crate::passkeys::kind_shown;

/// What the page tells of an event beside its kind.
const BESIDE: [&str; 5] = ["group", "joined", "left", "reason", "until"];

/// GET `/admin/people/ID`.
pub(super) async fn show(admin: Admin, Path(user): Path<String>) -> Answer {
    admin.must(Right::PeopleRead, "look").await?;
    let reader = &admin.reader;
    let user: UserId = id(&user)?;
    let view = reader.query("view").map(|view| id(&view)).transpose()?;
    let shown = desk::show(reader.ctx(), reader.visit(), &admin.who, (view, user)).await?;
    let shown = shown.ok_or(Failure::NothingThere)?;
    let frame = admin.frame(Place::People);
    let notice = reader.notice().and_then(|(word, _)| notice(&word));
    let own = actions::admin::attributes::values(reader.ctx(), reader.organisation(), user).await?;
    let own =
        own.into_iter().filter_map(|(attribute, value)| Some((attribute.name, attributes::shown(&frame, &value?))));
    let source = people_sources::source_of(reader.ctx(), reader.organisation(), user).await?;
    let elsewhere = is_elsewhere(reader.ctx(), reader.organisation().id, user).await?;
    let source = match elsewhere {
        Some(name) => Some(frame.with("source-of-password").arg("name", name.as_str()).to_string()),
        None => source,
    };
    let page = PersonPage {
        source,
        attributes: own.collect(),
        what_if: admin.who.has(Right::SetupRead),
        ..page(&frame, notice, shown, reader.now())
    };
    reader.page(frame, |frame| PersonPage { frame, ..page })
}

fn notice(word: &str) -> Option<PersonNotice> {
    Some(match word {
        "saved" => PersonNotice::Saved,
        "switched-off" => PersonNotice::SwitchedOff,
        "token-given" => PersonNotice::TokenGiven,
        "token-synchronised" => PersonNotice::TokenSynchronised,
        "exempt" => PersonNotice::Exempt,
        "exemption-ended" => PersonNotice::ExemptionEnded,
        "signed-out" => PersonNotice::SignedOut,
        "blocked" => PersonNotice::Blocked,
        "unblocked" => PersonNotice::Unblocked,
        "reminded" => PersonNotice::Reminded,
        "not-reminded" => PersonNotice::NotReminded,
        _ => return None,
    })
}

fn page(frame: &Frame, notice: Option<PersonNotice>, shown: Shown, now: Timestamp) -> PersonPage {
    let name = shown.user.display_name.clone();
    let about = explain::Reader::About(&name);
    let explain = explain::sentences(&shown.explanation, &shown.standing, &frame.calendar, about);
    let (left, made) = shown.recovery_codes;
    let left = u32::try_from(left).unwrap_or(0);
    let has_ways = !shown.standing.facts.authenticators.is_empty();
    let recovery = has_ways.then(|| Recovery {
        left,
        total: left.max(actions::enrol_app::RECOVERY_CODES),
        made: made.map(Timestamp::micros),
    });
    PersonPage {
        frame: frame.clone(),
        notice,
        person: Person::named(name.as_str()),
        source: None,
        id: shown.user.id.to_string(),
        view: shown.view.id.to_string(),
        view_name: shown.view.name.clone(),
        user_name: shown.user.user_name.clone(),
        role: words::role(frame, shown.user.role, shown.role_name.as_deref()),
        language: shown.user.language.as_deref().map(|tag| language(Some(tag))),
        last_sign_in: shown.user.last_sign_in_at.map(Timestamp::micros),
        blocked: shown.user.blocked,
        relation: match (shown.oneself, shown.above) {
            (true, _) => Relation::Oneself,
            (false, true) => Relation::Above,
            (false, false) => Relation::Other,
        },
        factor: factor(&shown, now),
        authenticators: authenticators(&shown),
        recovery,
        explain,
        advice: shown.advice.iter().map(|advice| advice_line(frame, *advice)).collect(),
        sessions: sessions(&shown),
        devices: devices(&shown),
        exemptions: exemptions(&shown),
        events: shown.events.iter().map(|event| event_line(frame, event)).collect(),
        acts: acts(&shown, now, frame.two_factor),
        addresses: shown.addresses,
        groups: shown.groups,
        attributes: Vec::new(),
        what_if: false,
    }
}

fn factor(shown: &Shown, now: Timestamp) -> FactorState {
    let exemption = shown.standing.facts.person.exemption.filter(|exemption| exemption.holds(now));
    match (shown.standing.facts.authenticators.is_empty(), exemption, shown.standing.policy.requirement.value) {
        (false, ..) => FactorState::On,
        (true, Some(exemption), _) => FactorState::Exempt(exemption.until.micros()),
        (true, None, Requirement::Off) => FactorState::NotAsked,
        (true, None, Requirement::Optional | Requirement::Mandatory) => FactorState::NotYet,
    }
}

fn authenticators(shown: &Shown) -> Vec<Authenticator> {
    let enrolled = shown.standing.facts.authenticators.iter();
    let line = enrolled.map(|one| Authenticator {
        id: one.id.to_string(),
        kind: kind_shown(one, &shown.passkeys, shown.card),
        name: one.label.clone(),
        added: one.added_at.micros(),
        used: one.last_used_at.map(Timestamp::micros),
        disabled: takes_codes(&[one.kind]) && shown.throttle.failures >= DISABLING_FAILURES,
        removable: false,
    });
    line.collect()
}

fn sessions(shown: &Shown) -> Vec<Session> {
    let line = shown.sessions.iter().map(|(session, platform)| Session {
        id: session.id.to_string(),
        browser: session.browser.clone(),
        platform: platform.clone(),
        address: session.source.clone(),
        since: session.facts.started_at.micros(),
        used: session.facts.last_seen_at.micros(),
        here: false,
    });
    line.collect()
}

fn devices(shown: &Shown) -> Vec<Device> {
    let line = shown.devices.iter().map(|(device, platform)| Device {
        id: device.id.to_string(),
        browser: device.browser.clone(),
        platform: platform.clone(),
        address: device.source.clone(),
        used: device.last_used_at.micros(),
        until: None,
        here: false,
    });
    line.collect()
}

fn exemptions(shown: &Shown) -> Vec<ExemptionLine> {
    shown.exemptions.iter().map(super::exemptions::line).collect()
}

/// The acts as lines; the harmful ones last. Editing stands beside the details.
fn acts(shown: &Shown, now: Timestamp, two_factor: bool) -> Vec<Act> {
    let mut acts = Vec::new();
    let exempt_now = shown.standing.facts.person.exemption.is_some_and(|exemption| exemption.holds(now));
    for action in shown.acts.iter().filter(|action| two_factor || !action.needs_module()) {
        let key = words::action(*action);
        acts.push(match action {
            ViewAction::Remind => Act { word: "remind", key, icon: "bell", danger: false },
            ViewAction::Pass => Act { word: "pass", key, icon: "ticket", danger: false },
            ViewAction::Exempt => Act { word: "exempt", key, icon: "calendar", danger: false },
            ViewAction::SignOut => Act { word: "sign-out-everywhere", key, icon: "out", danger: false },
            ViewAction::Edit => Act { word: "edit", key, icon: "user", danger: false },
            ViewAction::Block if shown.user.blocked => {
                Act { word: "unblock", key: "act-unblock", icon: "check", danger: false }
            }
            ViewAction::Block => Act { word: "block", key, icon: "lock", danger: true },
            ViewAction::Password => Act { word: "password", key, icon: "key", danger: false },
            ViewAction::SecondFactorOff => Act { word: "second-factor-off", key, icon: "shield-off", danger: true },
        });
        if *action == ViewAction::Pass {
            acts.push(Act { word: "token", key: "act-token", icon: "device", danger: false });
            acts.push(Act { word: "code-card", key: "act-card", icon: "list", danger: false });
        }
        if *action == ViewAction::Exempt && exempt_now {
            acts.push(Act { word: "end-exemption", key: "desk-end-button", icon: "x", danger: false });
        }
    }
    sorted::by_key(&mut acts, |act| act.danger);
    acts
}

fn advice_line(frame: &Frame, advice: Advice) -> AdviceLine {
    let calendar = &frame.calendar;
    let plain = |what: &str, then: &str| AdviceLine { what: frame.say(what), then: frame.say(then) };
    match advice {
        Advice::Blocked => plain("advice-blocked", "advice-blocked-then"),
        Advice::NoPassword => plain("advice-no-password", "advice-no-password-then"),
        Advice::WrongPassword { at } => AdviceLine {
            what: frame.with("advice-password").arg("moment", calendar.soon(at.micros())).to_string(),
            then: frame.say("advice-password-then"),
        },
        Advice::Wait { until } => AdviceLine {
            what: frame.with("advice-wait").arg("moment", calendar.soon(until.micros())).to_string(),
            then: frame.say("advice-wait-then"),
        },
        Advice::Disabled => plain("advice-disabled", "advice-disabled-then"),
        Advice::UnknownDevices => plain("advice-unknown", "advice-unknown-then"),
        Advice::WrongCode { at } => AdviceLine {
            what: frame.with("advice-code").arg("moment", calendar.soon(at.micros())).to_string(),
            then: frame.say("advice-code-then"),
        },
        Advice::HasApp { codes } => AdviceLine {
            what: frame.say("advice-app"),
            then: frame.with("advice-app-then").arg("n", codes).to_string(),
        },
        Advice::MustEnrolByMail => plain("advice-enrol", "advice-enrol-mail"),
        Advice::MustEnrolNoAddress => plain("advice-enrol", "advice-enrol-no-address"),
        Advice::MustEnrolByPass => plain("advice-enrol", "advice-enrol-pass"),
        Advice::Nothing => plain("advice-nothing", "advice-nothing-then"),
    }
}

fn event_line(frame: &Frame, event: &Event) -> EventLine {
    let (key, icon, tone) = words::event(&event.kind);
    let beside = beside(frame, &event.details);
    EventLine { what: frame.say(key), beside, by: event.by.clone(), at: event.at.micros(), icon, tone }
}

/// What helps at the desk of that which an event tells beside its kind; the log has all of it.
fn beside(frame: &Frame, details: &str) -> Vec<(String, String)> {
    // What is no JSON, the log shows as it is.
    let details: Value = serde_json::from_str(details).unwrap_or_default();
    let told = BESIDE.iter().filter_map(|name| Some((*name, details.get(*name)?)));
    let said = told.map(|(name, value)| (frame.calendar.words.beside_event(name), audit::said(frame, name, value)));
    said.filter(|(_, said)| !said.is_empty()).collect()
}
