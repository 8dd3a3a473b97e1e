//! `/profile/confirm`: a fresh proof before something sensitive: the second factor, or the password of whoever has none.
//! A recovery code is another way. Afterwards back to the page that asked.

use actions::Remember;
use actions::check_session::{self, SignedInPerson};
use actions::enrol_app::{self, Owner};
use actions::passkey::Answer as Given;
use actions::passkey::prove::{self as passkey, Of};
use actions::sign_in::recovery_code;
use actions::sign_in::second_factor::Outcome;
use actions::step_up::{self, Needs, Newer, PasswordOutcome, Raised, needs_newer};
use axum::response::Response;
use domain::policy::SessionStep;
use domain::time::{Lifetime, Timestamp};
use secrecy::SecretString;

use crate::answer::{Answer, Failure, with_more};
use crate::extract::Reader;
use crate::extract::form::CodeFields;
use crate::oidc::continues_to;
use crate::pages::{
    CodeState, ConfirmPassword, PasskeyFault, PasswordProofState, Person, Purpose, RecoveryCode, RecoveryState,
};
use crate::passkeys::{FIELD, fault_of};
use crate::portal::by_passkey::is_meant;
use crate::portal::code_card;
use crate::portal::guard::signed_in;
use crate::portal::second_factor::{Form, code_state, factor_page, recovered_page, recovery_state};
use crate::portal::sign_in::expired;
use crate::profile::{add_app, home_of, recovery};

pub(crate) const ADDRESS: &str = "/profile/confirm";
/// The field of the query that says how new the proof has to be, in seconds.
pub(crate) const MAX_AGE: &str = "max_age";
/// The field of the query that says since when the proof has to be, in microseconds since 1970.
pub(crate) const SINCE: &str = "since";
const CARD: &str = "/profile/confirm/code-card";
const RECOVERY: &str = "/profile/confirm/recovery-code";

/// What is asked, of whom, and where it leads.
struct Asked {
    person: SignedInPerson,
    token: String,
    needs: Needs,
    return_to: Option<String>,
}

/// The session that a proof is asked of; or the answer that sends the reader on, which it is where no proof is needed.
///
/// A session whose person must enrol is asked too: its way to enrolling begins with a fresh proof.
async fn asked(reader: &Reader, return_to: Option<String>) -> Result<Result<Asked, Response>, Failure> {
    let enrolling = match reader.session() {
        None => None,
        Some(token) => check_session::load(reader.ctx(), reader.visit(), token)
            .await?
            .signed_in()
            .filter(|person| matches!(person.step, SessionStep::Enrol(_)))
            .map(|person| (person, token.to_owned())),
    };
    let (person, token) = match enrolling {
        Some(found) => found,
        None => match signed_in(reader).await? {
            Ok(found) => found,
            Err(elsewhere) => return Ok(Err(elsewhere)),
        },
    };
    match needs_newer(reader.ctx(), &person, newer(reader)) {
        Some(needs) => Ok(Ok(Asked { person, token, needs, return_to })),
        None => Ok(Err(reader.to(return_to.as_deref().unwrap_or(home_of(reader)))?)),
    }
}

/// How new the proof has to be, where an application asks for a newer one than our own pages do.
fn newer(reader: &Reader) -> Newer {
    Newer {
        age: reader.query(MAX_AGE).and_then(|text| text.parse().ok()).map(Lifetime::seconds),
        since: reader.query(SINCE).and_then(|text| text.parse().ok()).map(Timestamp::from_micros),
    }
}

/// Where the forms of these pages are sent: what is asked of the proof goes with them.
fn action(reader: &Reader, page: &str) -> String {
    let kept = [MAX_AGE, SINCE].into_iter().filter_map(|name| {
        let number = reader.query(name)?.parse::<u64>().ok()?;
        Some(format!("{name}={number}"))
    });
    let kept: Vec<String> = kept.collect();
    if kept.is_empty() { page.to_owned() } else { format!("{page}?{}", kept.join("&")) }
}

/// GET `/profile/confirm`, with `return_to`, `max_age` and `since`.
pub(super) async fn show(reader: Reader) -> Answer {
    let asked = match asked(&reader, reader.return_to()).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match asked.needs {
        Needs::Factor if code_card::is_alone(&asked.person.standing) => {
            reader.to(&with_more(&action(&reader, CARD), asked.return_to.as_deref()))
        }
        Needs::Factor => code_page(&reader, asked, (CodeState::Ask, None)).await,
        Needs::Password => password_page(&reader, asked, PasswordProofState::Ask).await,
    }
}

async fn code_page(reader: &Reader, asked: Asked, (state, fault): (CodeState, Option<PasskeyFault>)) -> Answer {
    let form = form(reader, (ADDRESS, asked.return_to), fault).await?;
    factor_page(reader, Of::Session(&asked.person), form, state).await
}

async fn form(
    reader: &Reader,
    (page, return_to): (&str, Option<String>),
    fault: Option<PasskeyFault>,
) -> Result<Form, Failure> {
    Ok(Form {
        continues_to: continues_to(reader, return_to.as_deref()).await?,
        pass: false,
        emergency: false,
        action: action(reader, page),
        purpose: Purpose::StepUp { cancel: cancel(reader, return_to.as_deref()) },
        return_to,
        may_trust: false,
        fault,
    })
}

async fn card_page(reader: &Reader, asked: Asked, state: CodeState) -> Answer {
    let others = with_more(&action(reader, ADDRESS), asked.return_to.as_deref());
    let form = form(reader, (CARD, asked.return_to), None).await?;
    code_card::card_page(reader, &asked.person.standing, (form, others), state).await
}

/// GET `/profile/confirm/code-card`.
pub(super) async fn show_card(reader: Reader) -> Answer {
    match asked_code(&reader, reader.return_to()).await? {
        Ok(asked) => card_page(&reader, asked, CodeState::Ask).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// POST `/profile/confirm/code-card`.
pub(super) async fn submit_card(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let return_to = reader.checked_return_to(&fields.get("return_to"));
    let asked = match asked_code(&reader, return_to).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (proof, code) = ((asked.token.as_str(), reader.device()), fields.code("code"));
    let typed = (code_card::KIND, code.as_str());
    let outcome = step_up::prove_factor_by(reader.ctx(), reader.visit(), proof, typed, Remember::No).await?;
    match (code_state(&outcome), outcome) {
        (Some(state), _) => card_page(&reader, asked, state).await,
        (None, Outcome::Passed(raised)) => back(&reader, &raised, asked.return_to.as_deref()).await,
        (None, _) => expired(&reader).await,
    }
}

/// A passkey or security key in place of a code.
async fn by_passkey(reader: &Reader, asked: Asked, text: String) -> Answer {
    if text.is_empty() {
        return code_page(reader, asked, (CodeState::Ask, Some(PasskeyFault::NoAnswer))).await;
    }
    let site = reader.site();
    let (proof, given) = ((asked.token.as_str(), reader.device()), Given { site: &site, text: &text });
    match passkey::in_session(reader.ctx(), reader.visit(), proof, given, Remember::No).await? {
        Ok(Outcome::Passed(raised)) => back(reader, &raised, asked.return_to.as_deref()).await,
        Ok(_) => expired(reader).await,
        Err(fault) => code_page(reader, asked, (CodeState::Ask, Some(fault_of(fault)))).await,
    }
}

async fn password_page(reader: &Reader, asked: Asked, state: PasswordProofState) -> Answer {
    let facts = &asked.person.standing.facts;
    let person = Person::named(facts.display_name.as_str());
    let frame = reader.frame_in(facts.language.as_deref());
    let must_enrol = matches!(asked.person.step, SessionStep::Enrol(_));
    let cancel = (!must_enrol).then(|| cancel(reader, asked.return_to.as_deref()));
    let continues_to = continues_to(reader, asked.return_to.as_deref()).await?;
    let (action, return_to) = (action(reader, ADDRESS), asked.return_to);
    reader.page(frame, |frame| ConfirmPassword { frame, person, continues_to, action, cancel, return_to, state })
}

/// Where "cancel" leads: not to a page that would ask for the proof again.
fn cancel(reader: &Reader, return_to: Option<&str>) -> String {
    let in_profile = return_to.is_some_and(|path| path.starts_with("/profile/two-factor"));
    if in_profile { home_of(reader).to_owned() } else { "/".to_owned() }
}

/// POST `/profile/confirm`.
pub(super) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let return_to = reader.checked_return_to(&fields.get("return_to"));
    let asked = match asked(&reader, return_to).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match asked.needs {
        Needs::Factor if is_meant(&fields) => by_passkey(&reader, asked, fields.get(FIELD)).await,
        Needs::Factor => {
            let (proof, code) = ((asked.token.as_str(), reader.device()), fields.code("code"));
            let outcome = step_up::prove_factor(reader.ctx(), reader.visit(), proof, &code, Remember::No).await?;
            match (code_state(&outcome), outcome) {
                (Some(state), _) => code_page(&reader, asked, (state, None)).await,
                (None, Outcome::Passed(raised)) => back(&reader, &raised, asked.return_to.as_deref()).await,
                (None, _) => expired(&reader).await,
            }
        }
        Needs::Password => {
            let password = SecretString::from(fields.get("password"));
            match step_up::prove_password(reader.ctx(), reader.visit(), &asked.token, &password).await? {
                PasswordOutcome::Passed(raised) => back(&reader, &raised, asked.return_to.as_deref()).await,
                PasswordOutcome::Wrong => password_page(&reader, asked, PasswordProofState::Wrong).await,
                PasswordOutcome::Away => password_page(&reader, asked, PasswordProofState::Away).await,
                PasswordOutcome::MustChange => password_page(&reader, asked, PasswordProofState::MustChange).await,
                PasswordOutcome::Wait(until) => {
                    password_page(&reader, asked, PasswordProofState::Wait { until: until.micros() }).await
                }
                PasswordOutcome::Expired => expired(&reader).await,
            }
        }
    }
}

/// Back to the page that asked. Adding an app begins with a POST, and this is the one that the person meant.
async fn back(reader: &Reader, raised: &Raised, return_to: Option<&str>) -> Answer {
    let to = return_to.unwrap_or(home_of(reader));
    if to.split('?').next() == Some(add_app::ADDRESS) {
        let owner = Owner::Session(&raised.token);
        // The proof is spent and the new token must reach the browser; where nothing began, the page says so itself.
        match enrol_app::start(reader.ctx(), reader.visit(), owner, reader.device()).await {
            Ok(Ok(())) => {}
            Ok(Err(not)) => tracing::debug!(?not, "adding an app did not begin"),
            Err(error) => tracing::warn!(%error, "adding an app did not begin"),
        }
    }
    reader.reply().raised(raised).to(to)
}

/// GET `/profile/confirm/recovery-code`.
pub(super) async fn show_recovery(reader: Reader) -> Answer {
    match asked_code(&reader, reader.return_to()).await? {
        Ok(asked) => recovery_page(&reader, asked, RecoveryState::Ask).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// As [`asked`], of whoever has a second factor: recovery codes come with it.
async fn asked_code(reader: &Reader, return_to: Option<String>) -> Result<Result<Asked, Response>, Failure> {
    match asked(reader, return_to).await? {
        Ok(Asked { needs: Needs::Password, return_to, .. }) => {
            Ok(Err(reader.to(&with_more(&action(reader, ADDRESS), return_to.as_deref()))?))
        }
        found => Ok(found),
    }
}

async fn recovery_page(reader: &Reader, asked: Asked, state: RecoveryState) -> Answer {
    let facts = &asked.person.standing.facts;
    let codes = recovery(reader, facts.id).await?;
    let (left, total) = (codes.left, codes.total);
    let person = Person::named(facts.display_name.as_str());
    let frame = reader.frame_in(facts.language.as_deref());
    let return_to = asked.return_to;
    let (action, back) = (action(reader, RECOVERY), with_more(&action(reader, ADDRESS), return_to.as_deref()));
    reader.page(frame, |frame| RecoveryCode { frame, person, action, back, return_to, left, total, state })
}

/// POST `/profile/confirm/recovery-code`. What is lost is put right first, so it leads to My profile; on to the application where
/// one asked.
pub(super) async fn submit_recovery(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let return_to = reader.checked_return_to(&fields.get("return_to"));
    let asked = match asked_code(&reader, return_to).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let proof = (asked.token.as_str(), reader.device());
    let outcome = recovery_code::prove_in_session(reader.ctx(), reader.visit(), proof, &fields.code("code")).await?;
    match (recovery_state(&outcome), outcome) {
        (Some(state), _) => recovery_page(&reader, asked, state).await,
        (None, Outcome::Passed(recovered)) => {
            recovered_page(&reader, &asked.person.standing, recovered, asked.return_to.as_deref()).await
        }
        (None, _) => expired(&reader).await,
    }
}
