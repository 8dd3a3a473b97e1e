//! `/sign-in/enrol` and under it: the offer or the duty, the proof that a late enrolment needs, and the app itself.

use actions::enrol_app::{self, Confirmed, Enrolled, LONGEST_LABEL, NewToken, Not, Owner};
use actions::hardware_token;
use actions::sign_in::half::{self, Half};
use actions::sign_in::late::{self, Proved, Sent};
use actions::sign_in::offer::{self, Later};
use actions::sign_in::second_factor::Tries;
use actions::step_up::{self, ToEnrolment};
use axum::response::Response;
use domain::authenticator::AuthenticatorKind::{self, CodeCard};
use domain::policy::{Enrol, Evidence, LateEnrolment, NextStep};
use domain::throttle::Closed;

use crate::answer::{Answer, Failure, with_return_to};
use crate::explain;
use crate::extract::form::CodeFields;
use crate::extract::{Fields, Reader};
use crate::oidc::half_continues_to;
use crate::pages::{
    AddApp, AddPlace, AddState, Ask, CodeState, Demand, LaterChoice, MailProof, Offer, Person, Proof, ProofState,
    RecoveryCodes,
};
use crate::portal::back::{gone, nothing_asked};
use crate::portal::second_factor::fault_state;
use crate::portal::sign_in::{expired, no_half};
use crate::profile::add_app;

/// A half sign-in that stands at enrolling, with its token; or the answer that sends the reader on.
///
/// A session whose person must enrol comes here too: it gets a half sign-in of its own, and nothing else is open.
async fn enrolling(reader: &Reader) -> Result<Result<(Half, Enrol, String), Response>, Failure> {
    if let Some(token) = reader.half() {
        let Some(half) = half::load(reader.ctx(), reader.visit(), token, reader.device()).await? else {
            return Ok(Err(gone(reader, token).await?));
        };
        return Ok(match half.next {
            NextStep::Enrol(enrol) => Ok((half, enrol, token.to_owned())),
            NextStep::Prove(_) => Err(reader.to("/sign-in/second-factor")?),
            NextStep::Grant(_) | NextStep::Refuse(_) => Err(nothing_asked(reader, &half)?),
        });
    }
    let Some(session) = reader.session() else { return Ok(Err(no_half(reader)?)) };
    let return_to = reader.return_to();
    let away = match step_up::to_enrolment(reader.ctx(), reader.visit(), session, return_to.clone()).await? {
        ToEnrolment::Expired => no_half(reader)?,
        ToEnrolment::Elsewhere => reader.to(return_to.as_deref().unwrap_or("/"))?,
        ToEnrolment::Needs(_) => reader
            .to(&with_return_to("/profile/confirm", Some(&with_return_to("/sign-in/enrol", return_to.as_deref()))))?,
        ToEnrolment::Half(half) => reader.reply().half(&half).to("/sign-in/enrol")?,
    };
    Ok(Err(away))
}

/// GET `/sign-in/enrol`.
pub(crate) async fn show(reader: Reader) -> Answer {
    let (half, enrol, _) = match enrolling(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let facts = &half.standing.facts;
    let frame = reader.frame_in(facts.language.as_deref());
    let explanation = half.standing.explain(reader.now(), &Evidence::default());
    let explain = explain::sentences(&explanation, &half.standing, &frame.calendar, explain::Reader::Self_);
    let person = Person::named(facts.display_name.as_str());
    let demand = match enrol.deadline {
        _ if !enrol.skippable => Demand::Duty,
        Some(deadline) => Demand::Deadline { at: deadline.micros() },
        None => Demand::Optional,
    };
    let later = match (enrol.skippable, enrol.may_choose_when) {
        (false, _) => Vec::new(),
        (true, false) => vec![LaterChoice::NextSignIn],
        (true, true) => vec![LaterChoice::NextSignIn, LaterChoice::Day, LaterChoice::Week],
    };
    let ask = match half.standing.policy.ask.value {
        domain::policy::Ask::Always => Ask::Always,
        domain::policy::Ask::Every(period) => Ask::Every(period.micros() / 1_000_000),
    };
    let continues_to = half_continues_to(&reader, &half).await?;
    let rule = half.standing.policy.authenticators.value;
    let (app_does, card_does) = (app_does(&half), rule.allows(CodeCard));
    let token_does = rule.allows(AuthenticatorKind::HardwareToken)
        && hardware_token::enrol::any(reader.ctx(), reader.visit()).await?;
    reader.page(frame, |frame| Offer {
        frame,
        continues_to,
        person,
        demand,
        ask,
        explain,
        later,
        app_does,
        token_does,
        card_does,
    })
}

/// Whether an authenticator app is enough for what the rules ask.
fn app_does(half: &Half) -> bool {
    half.standing.policy.authenticators.value.allows(AuthenticatorKind::App)
}

/// POST `/sign-in/enrol`: now, or later.
pub(crate) async fn choose(reader: Reader, fields: Fields) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    if fields.is("choice", "later") {
        let later = match fields.get("later").as_str() {
            "day" => Later::InADay,
            "week" => Later::InAWeek,
            _ => Later::NextSignIn,
        };
        let outcome = offer::put_off(reader.ctx(), reader.visit(), (token, reader.device()), later).await?;
        return match outcome {
            offer::Outcome::Expired => expired(&reader).await,
            offer::Outcome::Elsewhere => reader.to("/sign-in/enrol"),
            offer::Outcome::Back(half) => reader.reply().half(&half).to("/sign-in/back"),
            offer::Outcome::SignedIn(signed_in) => {
                let to = reader.onward(signed_in.return_to.as_deref());
                reader.reply().signed_in(&signed_in).notice("postponed", "").to(&to)
            }
        };
    }
    if fields.is("choice", "token") {
        return reader.to("/sign-in/enrol/token");
    }
    if fields.is("choice", "card") {
        return reader.to("/sign-in/enrol/card");
    }
    if fields.is("choice", "passkey") {
        return reader.to("/sign-in/enrol/passkey");
    }
    start(&reader, token).await
}

async fn start(reader: &Reader, token: &str) -> Answer {
    match enrol_app::start(reader.ctx(), reader.visit(), Owner::Half(token), reader.device()).await? {
        Ok(()) => reader.to("/sign-in/enrol/app"),
        Err(not) => instead(reader, not).await,
    }
}

/// Where someone goes who does not enrol here now.
async fn instead(reader: &Reader, not: Not) -> Answer {
    match not {
        Not::Expired => expired(reader).await,
        Not::LateProof => reader.to("/sign-in/enrol/proof"),
        Not::Elsewhere | Not::Needs(_) | Not::NothingPending => reader.to("/sign-in/enrol"),
    }
}

/// GET `/sign-in/enrol/proof`.
pub(crate) async fn show_proof(reader: Reader) -> Answer {
    let half = match enrolling(&reader).await? {
        Ok((half, _, _)) => half,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let state = match reader.notice().as_ref().map(|(word, _)| word.as_str()) {
        Some("code-sent") => ProofState::SentAgain,
        _ => ProofState::Ask,
    };
    proof_page(&reader, &half, state).await
}

async fn proof_page(reader: &Reader, half: &Half, state: ProofState) -> Answer {
    let Some(view) = late::view(reader.ctx(), reader.visit(), half).await? else { return reader.to("/sign-in/enrol") };
    let person = Person::named(half.standing.facts.display_name.as_str());
    let by_mail = view.demands == LateEnrolment::EmailedCode;
    let sent = view.sent.map(|(at, until)| (at.micros(), until.micros()));
    let mail = view.address.filter(|_| by_mail).map(|masked| MailProof { masked, sent });
    let frame = reader.frame_in(half.standing.facts.language.as_deref());
    reader.page(frame, |frame| Proof { frame, person, mail, pass: true, state })
}

/// POST `/sign-in/enrol/proof`: send a code, or try a code or a pass.
pub(crate) async fn prove(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let (half, _, token) = match enrolling(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let flow = (token.as_str(), reader.device());
    if fields.is("act", "send") {
        return match late::send_code(reader.ctx(), reader.visit(), flow).await? {
            Sent::Expired => expired(&reader).await,
            Sent::Elsewhere | Sent::NoAddress => reader.to("/sign-in/enrol/proof"),
            Sent::OnItsWay => reader.reply().notice("code-sent", "").to("/sign-in/enrol/proof"),
            Sent::TooSoon(until) => proof_page(&reader, &half, ProofState::MailWait { until: until.micros() }).await,
        };
    }
    let pass = fields.is("act", "pass");
    let typed = fields.code(if pass { "pass" } else { "code" });
    let wrong = |tries: Tries| match tries.wait_until {
        Some(until) => ProofState::Wait { until: until.micros() },
        None if pass => ProofState::WrongPass { left: tries.left },
        None => ProofState::WrongCode { left: tries.left },
    };
    let state = match late::prove(reader.ctx(), reader.visit(), flow, &typed).await? {
        Proved::Expired => return expired(&reader).await,
        Proved::Elsewhere => return reader.to("/sign-in/enrol"),
        // The proof is there: straight on to the app, since nothing else is to be chosen.
        Proved::Open if app_does(&half) => return start(&reader, &token).await,
        Proved::Open => return reader.to("/sign-in/enrol/passkey"),
        Proved::Wrong(tries) => wrong(tries),
        Proved::Fault(_, tries) if tries.wait_until.is_some() => wrong(tries),
        Proved::Fault(_, tries) if pass => ProofState::WrongPass { left: tries.left },
        Proved::Fault(..) => ProofState::CodeShape,
        Proved::Closed(Closed::Wait(until)) => ProofState::Wait { until: until.micros() },
        // A hundred wrong ones in a row: only the helpdesk goes on from here.
        Proved::Closed(Closed::Disabled | Closed::UnknownDevices) => ProofState::Closed,
    };
    proof_page(&reader, &half, state).await
}

/// GET `/sign-in/enrol/app`.
pub(crate) async fn show_app(reader: Reader) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    let state = match reader.notice().as_ref().map(|(word, _)| word.as_str()) {
        Some("new-key") => AddState::NewKey,
        _ => AddState::Ask,
    };
    app_page(&reader, Owner::Half(token), None, state).await
}

/// The page that sets up an app, in either flow.
pub(crate) async fn app_page(reader: &Reader, owner: Owner<'_>, label: Option<String>, state: AddState) -> Answer {
    let view = match enrol_app::view(reader.ctx(), reader.visit(), owner, reader.device()).await? {
        Ok(view) => view,
        Err(not) => return not_here(reader, owner, not, &add_app::address(reader)).await,
    };
    let place = match owner {
        Owner::Half(_) => AddPlace::SignIn,
        Owner::Session(_) => AddPlace::Profile { return_to: reader.return_to() },
    };
    let frame = reader.frame_in(view.language.as_deref());
    let given_name = view.name.split_whitespace().next().unwrap_or_default();
    let label = label.unwrap_or_else(|| frame.with("phone-of").arg("name", given_name).to_string());
    let qr_svg = actions::enrol_app::qr(&view, &frame.say("qr-label"))?;
    reader.page(frame, |frame| AddApp {
        frame,
        place,
        qr_svg,
        key: view.key.replace(' ', ""),
        uri: view.uri.clone(),
        account: view.account.clone(),
        label,
        card_does: view.card_does,
        state,
    })
}

/// Where someone goes who does not enrol here now; `page` is the one in My profile that a fresh proof leads back to.
pub(crate) async fn not_here(reader: &Reader, owner: Owner<'_>, not: Not, page: &str) -> Answer {
    match (owner, not) {
        (Owner::Half(_), not) => instead(reader, not).await,
        (Owner::Session(_), Not::Needs(needs)) => crate::portal::guard::to_confirm(reader, needs, page),
        (Owner::Session(_), Not::Expired) => reader.to("/sign-in"),
        (Owner::Session(_), Not::Elsewhere | Not::LateProof | Not::NothingPending) => {
            reader.to(&with_return_to("/profile/two-factor", reader.return_to().as_deref()))
        }
    }
}

/// POST `/sign-in/enrol/app`.
pub(crate) async fn confirm_app(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    confirm(&reader, Owner::Half(token), &fields).await
}

/// The first code of an app, in either flow.
pub(crate) async fn confirm(reader: &Reader, owner: Owner<'_>, fields: &Fields) -> Answer {
    let (code, label) = (fields.code("code"), fields.get("label"));
    if label.trim().is_empty() {
        return app_page(reader, owner, Some(String::new()), AddState::NameMissing).await;
    }
    let flow = (owner, reader.device());
    let state = match enrol_app::confirm(reader.ctx(), reader.visit(), flow, &code, &label).await? {
        Confirmed::Enrolled(enrolled) => return enrolled_page(reader, *enrolled),
        Confirmed::Not(not) => return not_here(reader, owner, not, &add_app::address(reader)).await,
        Confirmed::Fault(fault) => AddState::Code(fault_state(fault)),
        Confirmed::Wrong => AddState::Code(CodeState::Wrong { left: None }),
        Confirmed::LabelTaken => AddState::NameTaken,
        Confirmed::LabelTooLong => AddState::NameTooLong { most: u32::try_from(LONGEST_LABEL).unwrap_or(u32::MAX) },
    };
    app_page(reader, owner, Some(label), state).await
}

/// Recovery codes, at the only moment that they are shown; or on, where there were codes already. In My profile it goes on to the
/// application that asked for the app, where one did.
pub(crate) fn enrolled_page(reader: &Reader, enrolled: Enrolled) -> Answer {
    let (reply, on) = match &enrolled.session {
        NewToken::SignedIn(signed_in) => {
            let to = reader.onward(signed_in.return_to.as_deref());
            (reader.reply().signed_in(signed_in).notice("enrolled", ""), to)
        }
        NewToken::Back(half) => (reader.reply().half(half), "/sign-in/back".to_owned()),
        NewToken::Raised(raised) => {
            let to = reader.return_to().unwrap_or_else(|| "/profile/two-factor".to_owned());
            (reader.reply().raised(raised).notice("added", &enrolled.label), to)
        }
    };
    let Some(codes) = enrolled.recovery_codes else { return reply.to(&on) };
    // The button is a form, and these pages take one.
    let on = match on.as_str() {
        "/" | "/sign-in/back" | "/profile/two-factor" => on,
        elsewhere => with_return_to("/", Some(elsewhere)),
    };
    let frame = reader.frame_in(enrolled.language.as_deref());
    let account = enrolled.account;
    reply.page(frame, |frame| RecoveryCodes { frame, account, codes, action: on })
}
