//! `/sign-in/second-factor` and `/sign-in/recovery-code`: the second step of a sign-in, and the same question inside a
//! session whose ask period has ended.

use actions::check_session::{self, SignedInPerson};
use actions::passkey::prove::{self as passkey, Of};
use actions::profile::recovery_codes;
use actions::sign_in::half::{self, Half};
use actions::sign_in::recovery_code::{self, Recovered, Recovery};
use actions::sign_in::second_factor::{self as factor, CodeFault, Outcome, Tries};
use actions::sign_in::{break_glass, pass};
use actions::{Remember as Wanted, Standing, step_up};
use axum::response::Response;
use domain::authenticator::AuthenticatorKind;
use domain::policy::{NextStep, Prove, SessionStep};
use domain::throttle::Closed;

use crate::answer::{Answer, Failure, with_return_to};
use crate::extract::Reader;
use crate::extract::form::CodeFields;
use crate::oidc::{continues_to, half_continues_to};
use crate::pages::{
    CodeState, NewRecoveryCode, PasskeyAsk, PasskeyFault, Person, Purpose, RecoveryCode, RecoveryState, Remember,
    SecondFactor,
};
use crate::passkeys::FIELD;
use crate::portal::back::{gone, nothing_asked};
use crate::portal::by_passkey;
use crate::portal::code_card;
use crate::portal::sign_in::{expired, go_on, no_half};

/// Who is asked, and in which flow.
pub(crate) enum Asked {
    /// At sign-in.
    Half(Box<Half>, String),
    /// Inside a session.
    Session(Box<SignedInPerson>, String),
}

impl Asked {
    pub(super) fn standing(&self) -> &Standing {
        match self {
            Self::Half(half, _) => &half.standing,
            Self::Session(person, _) => &person.standing,
        }
    }

    fn of(&self) -> Of<'_> {
        match self {
            Self::Half(half, _) => Of::Half(half),
            Self::Session(person, _) => Of::Session(person),
        }
    }

    fn prove(&self) -> Option<&Prove> {
        match self {
            Self::Half(half, _) => match &half.next {
                NextStep::Prove(prove) => Some(prove),
                _ => None,
            },
            Self::Session(person, _) => match &person.step {
                SessionStep::Prove(prove) => Some(prove),
                _ => None,
            },
        }
    }

    fn purpose(&self) -> Purpose {
        match self {
            Self::Half(..) => Purpose::SignIn,
            Self::Session(person, _) => match person.standing.policy.ask_again.value {
                Some(period) => Purpose::Again { every: period.micros() / 1_000_000 },
                None => Purpose::StepUp { cancel: "/".to_owned() },
            },
        }
    }
}

/// The half sign-in of this browser, or else its session where that asks; or the answer that sends the reader on.
pub(super) async fn asked(reader: &Reader) -> Result<Result<Asked, Response>, Failure> {
    if let Some(token) = reader.half() {
        return Ok(match half::load(reader.ctx(), reader.visit(), token, reader.device()).await? {
            None => Err(gone(reader, token).await?),
            Some(half) => match half.next {
                NextStep::Prove(_) => Ok(Asked::Half(Box::new(half), token.to_owned())),
                NextStep::Enrol(_) => Err(reader.to("/sign-in/enrol")?),
                NextStep::Grant(_) | NextStep::Refuse(_) => Err(nothing_asked(reader, &half)?),
            },
        });
    }
    let Some(token) = reader.session() else { return Ok(Err(no_half(reader)?)) };
    let person = check_session::load(reader.ctx(), reader.visit(), token).await?.signed_in();
    Ok(match person {
        Some(person) if matches!(person.step, SessionStep::Prove(_)) => {
            Ok(Asked::Session(Box::new(person), token.to_owned()))
        }
        Some(_) => Err(reader.to(reader.return_to().as_deref().unwrap_or("/"))?),
        None => Err(no_half(reader)?),
    })
}

/// GET `/sign-in/second-factor`.
pub(crate) async fn show(reader: Reader) -> Answer {
    match asked(&reader).await? {
        Ok(asked) if code_card::is_alone(asked.standing()) => {
            reader.to(&with_return_to(code_card::ADDRESS, reader.return_to().as_deref()))
        }
        Ok(asked) => page(&reader, &asked, (CodeState::Ask, None), reader.return_to()).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn page(
    reader: &Reader,
    asked: &Asked,
    (state, fault): (CodeState, Option<PasskeyFault>),
    return_to: Option<String>,
) -> Answer {
    let form = form_of(reader, asked, (return_to, fault)).await?;
    factor_page(reader, asked.of(), form, state).await
}

/// What the page of the second factor needs in this flow.
pub(super) async fn form_of(
    reader: &Reader,
    asked: &Asked,
    (return_to, fault): (Option<String>, Option<PasskeyFault>),
) -> Result<Form, Failure> {
    let may_trust = asked.prove().is_some_and(|prove| prove.may_trust);
    let (pass, emergency) = match asked {
        Asked::Half(half, _) => {
            (pass::lives_until(reader.ctx(), half).await?.is_some(), break_glass::waits_for(reader.ctx(), half).await?)
        }
        Asked::Session(..) => (false, false),
    };
    let continues_to = match asked {
        Asked::Half(half, _) => half_continues_to(reader, half).await?,
        Asked::Session(..) => continues_to(reader, return_to.as_deref()).await?,
    };
    Ok(Form {
        continues_to,
        pass,
        emergency,
        action: "/sign-in/second-factor".to_owned(),
        purpose: asked.purpose(),
        return_to,
        may_trust,
        fault,
    })
}

/// What the page of the second factor needs beside the person.
pub(crate) struct Form {
    pub(crate) continues_to: Option<String>,
    pub(crate) pass: bool,
    pub(crate) emergency: bool,
    pub(crate) action: String,
    pub(crate) purpose: Purpose,
    pub(crate) return_to: Option<String>,
    pub(crate) may_trust: bool,
    /// What was wrong with the passkey before.
    pub(crate) fault: Option<PasskeyFault>,
}

/// The page that asks a code, for any purpose.
pub(crate) async fn factor_page(reader: &Reader, of: Of<'_>, form: Form, state: CodeState) -> Answer {
    let standing = of.standing();
    let recovery = codes_left(reader, standing).await?;
    let remember = if form.may_trust { remember(reader, standing) } else { None };
    let kinds = standing.accepted();
    let named = |kind: AuthenticatorKind| {
        let all = standing.facts.authenticators.iter().filter(|one| one.kind == kind && kinds.contains(&kind));
        all.map(|one| one.label.clone()).collect::<Vec<_>>()
    };
    let (apps, tokens) = (named(AuthenticatorKind::App), named(AuthenticatorKind::HardwareToken));
    let passkey = if kinds.contains(&AuthenticatorKind::Passkey) {
        passkey::options(reader.ctx(), reader.visit(), &reader.site(), of).await?
    } else {
        None
    };
    let passkey = passkey.map(|options| PasskeyAsk { options, fault: form.fault });
    let card = actions::code_card::asked(reader.ctx(), reader.organisation(), standing.facts.id).await?;
    let card = card.filter(|_| kinds.contains(&code_card::KIND)).and_then(|card| Some((card.number?, card.left)));
    let person = Person::named(standing.facts.display_name.as_str());
    let (pass, emergency) = (form.pass, form.emergency);
    let frame = reader.frame_in(standing.facts.language.as_deref());
    reader.page(frame, |frame| SecondFactor {
        frame,
        person,
        purpose: form.purpose,
        continues_to: form.continues_to,
        action: form.action,
        return_to: form.return_to,
        apps,
        tokens,
        passkey,
        card,
        remember,
        recovery,
        pass,
        emergency,
        state,
    })
}

/// How many recovery codes are left, of how many; none when they are no way here.
pub(super) async fn codes_left(reader: &Reader, standing: &Standing) -> Result<Option<(u32, u32)>, Failure> {
    let (left, _) = recovery_codes::left(reader.ctx(), reader.visit(), standing.facts.id).await?;
    let left = u32::try_from(left).unwrap_or(0);
    Ok((left > 0).then_some((left, left.max(TOTAL))))
}

const TOTAL: u32 = actions::enrol_app::RECOVERY_CODES;

/// The offer to remember this browser: from the policy, counted from now.
pub(super) fn remember(reader: &Reader, standing: &Standing) -> Option<Remember> {
    let until = domain::trusted_device::trusted_until(reader.now(), &standing.policy)?;
    Some(Remember { span: until.since(reader.now()).micros() / 1_000_000, until: until.micros() })
}

/// POST `/sign-in/second-factor`.
pub(crate) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let code = fields.code("code");
    let remember = if fields.is("remember", "1") { Wanted::Yes } else { Wanted::No };
    let return_to = reader.checked_return_to(&fields.get("return_to"));
    let asked = match asked(&reader).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if by_passkey::is_meant(&fields) {
        return by_passkey::submit(&reader, asked, (fields.get(FIELD), remember), return_to).await;
    }
    let (ctx, visit, device) = (reader.ctx(), reader.visit(), reader.device());
    let state = match &asked {
        Asked::Half(_, token) => match factor::prove(ctx, visit, (token, device), &code, remember).await? {
            Outcome::Passed((step, _)) => return go_on(&reader, step),
            other => code_state(&other),
        },
        Asked::Session(_, token) => match step_up::prove_factor(ctx, visit, (token, device), &code, remember).await? {
            Outcome::Passed(raised) => {
                return reader.reply().raised(&raised).to(&reader.onward(return_to.as_deref()));
            }
            other => code_state(&other),
        },
    };
    match state {
        Some(state) => page(&reader, &asked, (state, None), return_to).await,
        None => expired(&reader).await,
    }
}

/// What the page says about a code that did not pass; `None` where there is no page to say it on.
pub(crate) fn code_state<T>(outcome: &Outcome<T>) -> Option<CodeState> {
    Some(match outcome {
        Outcome::Expired | Outcome::Elsewhere | Outcome::Passed(_) => return None,
        Outcome::Replayed => CodeState::AlreadyUsed { left: None },
        Outcome::Closed(closed) => closed_state(*closed),
        Outcome::Wrong(tries) => wait_or(tries, |left| CodeState::Wrong { left }),
        Outcome::Fault(fault, tries) => wait_or(tries, |_| fault_state(*fault)),
    })
}

fn wait_or(tries: &Tries, state: impl Fn(Option<u32>) -> CodeState) -> CodeState {
    match tries.wait_until {
        Some(until) => CodeState::Wait { until: until.micros() },
        None => state(tries.left),
    }
}

/// What is wrong with something that is no code.
pub(crate) fn fault_state(fault: CodeFault) -> CodeState {
    match fault {
        CodeFault::Empty | CodeFault::TooShort => CodeState::TooShort,
        CodeFault::TooLong => CodeState::TooLong,
        CodeFault::NotDigits => CodeState::NotDigits,
    }
}

pub(crate) fn closed_state(closed: Closed) -> CodeState {
    match closed {
        Closed::Wait(until) => CodeState::Wait { until: until.micros() },
        Closed::Disabled => CodeState::Disabled,
        Closed::UnknownDevices => CodeState::UnknownDeviceClosed,
    }
}

/// GET `/sign-in/recovery-code`.
pub(crate) async fn show_recovery(reader: Reader) -> Answer {
    match asked(&reader).await? {
        Ok(asked) => recovery_page(&reader, asked.standing(), RecoveryState::Ask, reader.return_to()).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

async fn recovery_page(
    reader: &Reader,
    standing: &Standing,
    state: RecoveryState,
    return_to: Option<String>,
) -> Answer {
    let (left, total) = codes_left(reader, standing).await?.unwrap_or((0, TOTAL));
    let person = Person::named(standing.facts.display_name.as_str());
    let frame = reader.frame_in(standing.facts.language.as_deref());
    reader.page(frame, |frame| RecoveryCode {
        frame,
        person,
        action: "/sign-in/recovery-code".to_owned(),
        back: with_return_to("/sign-in/second-factor", return_to.as_deref()),
        return_to,
        left,
        total,
        state,
    })
}

/// POST `/sign-in/recovery-code`.
pub(crate) async fn submit_recovery(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let code = fields.code("code");
    let return_to = reader.checked_return_to(&fields.get("return_to"));
    let asked = match asked(&reader).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (ctx, visit, device) = (reader.ctx(), reader.visit(), reader.device());
    let outcome = match &asked {
        Asked::Half(_, token) => recovery_code::prove(ctx, visit, (token, device), &code).await?,
        Asked::Session(_, token) => recovery_code::prove_in_session(ctx, visit, (token, device), &code).await?,
    };
    match recovery_state(&outcome) {
        Some(state) => recovery_page(&reader, asked.standing(), state, return_to).await,
        None => match outcome {
            Outcome::Passed(recovered) => {
                recovered_page(&reader, asked.standing(), recovered, return_to.as_deref()).await
            }
            _ => expired(&reader).await,
        },
    }
}

/// What the page says about a recovery code that did not pass.
pub(crate) fn recovery_state<T>(outcome: &Outcome<T>) -> Option<RecoveryState> {
    let wait_or = |tries: &Tries, state: RecoveryState| {
        tries.wait_until.map_or(state, |until| RecoveryState::Wait { until: until.micros() })
    };
    Some(match outcome {
        Outcome::Expired | Outcome::Elsewhere | Outcome::Passed(_) => return None,
        Outcome::Replayed => RecoveryState::Wrong { left: None },
        Outcome::Closed(Closed::Wait(until)) => RecoveryState::Wait { until: until.micros() },
        Outcome::Closed(Closed::Disabled | Closed::UnknownDevices) => RecoveryState::Closed,
        Outcome::Wrong(tries) => wait_or(tries, RecoveryState::Wrong { left: tries.left }),
        Outcome::Fault(_, tries) => wait_or(tries, RecoveryState::NotACode),
    })
}

/// A recovery code let in: its replacement is shown once, then My profile follows, to put right what is lost, or the application
/// that the person comes from. Where the sign-in still demands enrolling, that follows instead.
pub(crate) async fn recovered_page(
    reader: &Reader,
    standing: &Standing,
    recovered: Recovered,
    return_to: Option<&str>,
) -> Answer {
    let mut return_to = return_to.map(str::to_owned);
    let (reply, action) = match &recovered.step {
        Recovery::SignIn(actions::sign_in::Step::SignedIn(signed_in)) => {
            return_to = signed_in.return_to.as_deref().and_then(|wanted| reader.checked_return_to(wanted));
            (reader.reply().signed_in(signed_in).notice("recovery-code", ""), PROFILE)
        }
        Recovery::SignIn(actions::sign_in::Step::Prove(half)) => (reader.reply().half(half), "/sign-in/second-factor"),
        Recovery::SignIn(actions::sign_in::Step::Enrol(half)) => (reader.reply().half(half), "/sign-in/enrol/go-on"),
        Recovery::SignIn(actions::sign_in::Step::Back(half)) => (reader.reply().half(half), "/sign-in/back"),
        Recovery::Session(raised) => (reader.reply().raised(raised).notice("recovery-code", ""), PROFILE),
    };
    let frame = reader.frame_in(standing.facts.language.as_deref());
    let code = recovered.new_code;
    let name = if action == PROFILE { continues_to(reader, return_to.as_deref()).await? } else { None };
    let onward = name.map(|name| (name, with_return_to("/", return_to.as_deref())));
    let action = match &onward {
        Some(_) => with_return_to(action, return_to.as_deref()),
        None => action.to_owned(),
    };
    reply.page(frame, |frame| NewRecoveryCode { frame, code, action, onward })
}

const PROFILE: &str = "/profile/two-factor";

/// POST `/sign-in/enrol/go-on`: from the page that showed a code once.
pub(crate) async fn to_enrol(reader: Reader, _fields: crate::extract::Fields) -> Answer {
    reader.to("/sign-in/enrol")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    #[test]
    fn a_failure_that_costs_a_wait_says_so() {
        let until = Timestamp::from_seconds(90);
        let tries = Tries { left: Some(0), wait_until: Some(until) };
        assert_eq!(code_state::<()>(&Outcome::Wrong(tries)), Some(CodeState::Wait { until: until.micros() }));
        let tries = Tries { left: Some(3), wait_until: None };
        assert_eq!(code_state::<()>(&Outcome::Wrong(tries)), Some(CodeState::Wrong { left: Some(3) }));
    }
}
