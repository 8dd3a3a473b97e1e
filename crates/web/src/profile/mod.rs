//! My profile: handlers that call one action each and map values to pages. While the module of the organisation is not
//! active there are the pages about sessions and the password, and no trace of two-step sign-in (mission S7).

pub(crate) mod add_app;
mod add_card;
mod add_passkey;
mod add_token;
mod check_up;
pub(crate) mod confirm;
mod devices;
pub(crate) mod password;
mod sessions;
mod two_factor;

use crate::routing::{And as _, get, post};
use actions::Standing;
use actions::check_session::SignedInPerson;
use actions::code_card;
use actions::profile::recovery_codes;
use axum::Router;
use axum::response::Response;
use domain::authenticator::AuthenticatorKind;
use domain::id::UserId;
use domain::organisation::ModuleState;
use domain::policy::{Evidence, Requirement};
use domain::time::Timestamp;

use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::explain;
use crate::extract::Reader;
use crate::pages::{Frame, Recovery, SecondStep};
use crate::portal::guard::signed_in;

/// Every address under `/profile`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/profile", get(start))
        .route("/profile/two-factor", get(two_factor::show).and_post(two_factor::go_on))
        .route("/profile/two-factor/add", get(add_app::show).and_post(add_app::submit))
        .route("/profile/two-factor/add-card", get(add_card::show).and_post(add_card::submit))
        .route("/profile/two-factor/add-card/pdf", get(add_card::pdf))
        .route("/profile/two-factor/add-passkey", get(add_passkey::show).and_post(add_passkey::submit))
        .route("/profile/two-factor/add-token", get(add_token::show).and_post(add_token::submit))
        .route("/profile/two-factor/recovery-codes", get(two_factor::ask_codes).and_post(two_factor::make_codes))
        .route("/profile/two-factor/{id}/rename", get(two_factor::ask_name).and_post(two_factor::rename))
        .route("/profile/two-factor/{id}/remove", get(two_factor::ask_removal).and_post(two_factor::remove))
        .route("/profile/devices", get(devices::show))
        .route("/profile/devices/forget-all", post(devices::forget_all))
        .route("/profile/devices/{id}/forget", post(devices::forget))
        .route("/profile/sessions", get(sessions::show))
        .route("/profile/sessions/end-all", get(sessions::ask_all).and_post(sessions::end_all))
        .route("/profile/sessions/{id}/end", post(sessions::end))
        .route("/profile/applications/{id}/end", post(sessions::disconnect))
        .route("/profile/password", get(password::show).and_post(password::change))
        .route("/profile/check-up", get(check_up::show).and_post(check_up::submit))
        .route("/profile/confirm", get(confirm::show).and_post(confirm::submit))
        .route("/profile/confirm/code-card", get(confirm::show_card).and_post(confirm::submit_card))
        .route("/profile/confirm/recovery-code", get(confirm::show_recovery).and_post(confirm::submit_recovery))
}

/// GET `/profile`.
async fn start(reader: Reader) -> Answer {
    reader.to(home_of(&reader))
}

/// The first page of My profile.
fn home_of(reader: &Reader) -> &'static str {
    if is_active(reader) { "/profile/two-factor" } else { "/profile/sessions" }
}

fn is_active(reader: &Reader) -> bool {
    reader.organisation().module == ModuleState::Active
}

/// As [`signed_in`], for pages that are not there while the module is not active.
async fn signed_in_where_active(reader: &Reader) -> Result<Result<(SignedInPerson, String), Response>, Failure> {
    if is_active(reader) { signed_in(reader).await } else { Err(Failure::NotFound) }
}

/// How many codes the code card of a person has left, where it is time for a new one.
pub(crate) async fn card_left(reader: &Reader, standing: &Standing) -> Result<Option<u32>, Failure> {
    if !is_active(reader) || !standing.facts.person.enrolled.contains(&AuthenticatorKind::CodeCard) {
        return Ok(None);
    }
    let card = code_card::asked(reader.ctx(), reader.organisation(), standing.facts.id).await?;
    Ok(card.map(|card| card.left).filter(|left| *left <= code_card::FEW))
}

/// How the second step of a person stands.
pub(crate) fn second_step(standing: &Standing, now: Timestamp) -> SecondStep {
    let exemption = standing.facts.person.exemption.filter(|exemption| exemption.holds(now));
    match (standing.facts.authenticators.first(), standing.policy.requirement.value, exemption, standing.policy.due) {
        (Some(oldest), ..) => SecondStep::On { since: oldest.added_at.micros() },
        (None, Requirement::Off, ..) => SecondStep::NotOffered,
        (None, Requirement::Optional | Requirement::Mandatory, Some(exemption), _) => {
            SecondStep::Exempt { until: Some(exemption.until.micros()) }
        }
        (None, Requirement::Optional | Requirement::Mandatory, None, Some(due)) => {
            SecondStep::OffUntil { deadline: due.at.micros() }
        }
        (None, Requirement::Optional | Requirement::Mandatory, None, None) => SecondStep::Off,
    }
}

/// The sentences that say which rules hold, with what this session has proved.
pub(crate) fn explained(reader: &Reader, person: &SignedInPerson, frame: &Frame) -> Vec<String> {
    let facts = &person.session.facts;
    let evidence = Evidence {
        proof: facts.proof,
        // Without a proof in it, a session counts from the second factor that its trusted device stands for.
        device_passed_at: facts.factor_at.filter(|_| facts.proof.is_none()),
        put_off_now: false,
        put_off_until: person.standing.facts.put_off_until,
    };
    let explanation = person.standing.explain(reader.now(), &evidence);
    explain::sentences(&explanation, &person.standing, &frame.calendar, explain::Reader::Self_)
}

/// The recovery codes of a person who has an authenticator; there may be none left, or none made yet.
async fn recovery(reader: &Reader, user: UserId) -> Result<Recovery, Failure> {
    let (left, made) = recovery_codes::left(reader.ctx(), reader.visit(), user).await?;
    let left = u32::try_from(left).unwrap_or(0);
    let total = left.max(actions::enrol_app::RECOVERY_CODES);
    Ok(Recovery { left, total, made: made.map(Timestamp::micros) })
}
