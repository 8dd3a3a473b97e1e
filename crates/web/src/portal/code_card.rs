//! `/sign-in/code-card`: a code of the card by its number, at sign-in and inside a session whose ask period is over.

use actions::Remember as Wanted;
use actions::code_card;
use actions::sign_in::second_factor::{self as factor, Outcome};
use actions::step_up;
use domain::authenticator::AuthenticatorKind;

use crate::answer::{Answer, with_return_to};
use crate::extract::Reader;
use crate::extract::form::CodeFields;
use crate::pages::{CodeCard, CodeState, Person};
use crate::portal::second_factor::{Asked, Form, asked, code_state, codes_left, form_of, remember};
use crate::portal::sign_in::{expired, go_on};

pub(crate) const ADDRESS: &str = "/sign-in/code-card";
pub(crate) const KIND: AuthenticatorKind = AuthenticatorKind::CodeCard;

/// Whether the card is the only second step that a person has here.
pub(crate) fn is_alone(standing: &actions::Standing) -> bool {
    standing.accepted() == [KIND]
}

/// GET `/sign-in/code-card`.
pub(crate) async fn show(reader: Reader) -> Answer {
    match asked(&reader).await? {
        Ok(asked) => page(&reader, &asked, CodeState::Ask, reader.return_to()).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

async fn page(reader: &Reader, asked: &Asked, state: CodeState, return_to: Option<String>) -> Answer {
    let back = with_return_to("/sign-in/second-factor", return_to.as_deref());
    let form = Form { action: ADDRESS.to_owned(), ..form_of(reader, asked, (return_to, None)).await? };
    card_page(reader, asked.standing(), (form, back), state).await
}

/// The page that asks a code of the card, for any purpose; `back` is the page of the other second steps.
pub(crate) async fn card_page(
    reader: &Reader,
    standing: &actions::Standing,
    (form, back): (Form, String),
    state: CodeState,
) -> Answer {
    let facts = &standing.facts;
    let card = code_card::asked(reader.ctx(), reader.organisation(), facts.id).await?;
    let Some(card) = card.filter(|_| standing.accepted().contains(&KIND)) else { return reader.to(&back) };
    let name = facts.authenticators.iter().find(|one| one.id == card.id).map(|one| one.label.clone());
    let recovery = codes_left(reader, standing).await?;
    let remember = if form.may_trust { remember(reader, standing) } else { None };
    let person = Person::named(facts.display_name.as_str());
    let back = (!is_alone(standing)).then_some(back);
    let (pass, emergency) = (form.pass, form.emergency);
    let frame = reader.frame_in(facts.language.as_deref());
    reader.page(frame, |frame| CodeCard {
        frame,
        continues_to: form.continues_to,
        person,
        purpose: form.purpose,
        action: form.action,
        return_to: form.return_to,
        card: name.unwrap_or_default(),
        number: card.number,
        left: card.left,
        back,
        remember,
        recovery,
        pass,
        emergency,
        state,
    })
}

/// POST `/sign-in/code-card`.
pub(crate) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let code = fields.code("code");
    let remember = if fields.is("remember", "1") { Wanted::Yes } else { Wanted::No };
    let return_to = reader.checked_return_to(&fields.get("return_to"));
    let asked = match asked(&reader).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (ctx, visit, typed) = (reader.ctx(), reader.visit(), (KIND, code.as_str()));
    let state = match &asked {
        Asked::Half(_, token) => match factor::prove_by(ctx, visit, (token, reader.device()), typed, remember).await? {
            Outcome::Passed((step, _)) => return go_on(&reader, step),
            other => code_state(&other),
        },
        Asked::Session(_, token) => {
            match step_up::prove_factor_by(ctx, visit, (token, reader.device()), typed, remember).await? {
                Outcome::Passed(raised) => {
                    return reader.reply().raised(&raised).to(&reader.onward(return_to.as_deref()));
                }
                other => code_state(&other),
            }
        }
    };
    match state {
        Some(state) => page(&reader, &asked, state, return_to).await,
        None => expired(&reader).await,
    }
}
