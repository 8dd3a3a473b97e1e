//! `/sign-in/enrol/card` and `/profile/two-factor/add-card`: a code card is made, printed, and counts from its first code on.

use actions::code_card::activate::{Activated, activate};
use actions::code_card::make::{self, Waiting};
use actions::enrol_app::Owner;
use domain::throttle::Closed;

use crate::answer::{Answer, with_return_to};
use crate::card_paper;
use crate::extract::form::CodeFields;
use crate::extract::{Fields, Reader};
use crate::pages::{AddCard, AddPlace, CardWaits, CodeState};
use crate::portal::enrol::{enrolled_page, not_here};
use crate::portal::second_factor::{closed_state, fault_state};
use crate::portal::sign_in::no_half;

/// Where a card is set up from My profile.
pub(crate) const IN_PROFILE: &str = "/profile/two-factor/add-card";
const AT_SIGN_IN: &str = "/sign-in/enrol/card";

/// Where a proof that is asked in between leads back to.
fn address(reader: &Reader) -> String {
    with_return_to(IN_PROFILE, reader.return_to().as_deref())
}

/// GET `/sign-in/enrol/card`.
pub(crate) async fn show(reader: Reader) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    page(&reader, Owner::Half(token), CodeState::Ask).await
}

/// POST `/sign-in/enrol/card`.
pub(crate) async fn submit(reader: Reader, CodeFields(fields): CodeFields) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    act(&reader, Owner::Half(token), &fields).await
}

/// GET `/sign-in/enrol/card/pdf`.
pub(crate) async fn pdf(reader: Reader) -> Answer {
    let Some(token) = reader.half() else { return no_half(&reader) };
    print(&reader, Owner::Half(token)).await
}

/// The page, in either flow.
pub(crate) async fn page(reader: &Reader, owner: Owner<'_>, state: CodeState) -> Answer {
    let view = match make::view(reader.ctx(), reader.visit(), owner, reader.device()).await? {
        Ok(view) => view,
        Err(not) => return not_here(reader, owner, not, &address(reader)).await,
    };
    let place = match owner {
        Owner::Half(_) => AddPlace::SignIn,
        Owner::Session(_) => AddPlace::Profile { return_to: reader.return_to() },
    };
    let frame = reader.frame_in(view.language.as_deref());
    reader.page(frame, |frame| AddCard {
        frame,
        place,
        printable: view.printable.map(waits),
        others: view.others.into_iter().map(waits).collect(),
        may_make: view.may_make,
        replaces: view.has_card,
        state,
    })
}

fn waits(card: Waiting) -> CardWaits {
    CardWaits { number: card.number, until: card.until.micros(), by_desk: card.by_desk }
}

/// Makes a card, or makes one count.
pub(crate) async fn act(reader: &Reader, owner: Owner<'_>, fields: &Fields) -> Answer {
    if fields.is("act", "make") {
        return match make::start(reader.ctx(), reader.visit(), owner, reader.device()).await? {
            Ok(()) => reader.to(&here(reader, owner)),
            Err(not) => not_here(reader, owner, not, &address(reader)).await,
        };
    }
    let flow = (owner, reader.device());
    let language = make::language(reader.ctx(), reader.visit(), owner, reader.device()).await?;
    let name = reader.words(language.as_deref()).say("card-name");
    let state = match Box::pin(activate(reader.ctx(), reader.visit(), flow, &fields.code("code"), &name)).await? {
        Activated::Enrolled(enrolled) => return enrolled_page(reader, *enrolled),
        Activated::Not(actions::enrol_app::Not::NothingPending) => return reader.to(&here(reader, owner)),
        Activated::Not(not) => return not_here(reader, owner, not, &address(reader)).await,
        Activated::Fault(_, tries) | Activated::Wrong(tries) if tries.wait_until.is_some() => {
            CodeState::Wait { until: tries.wait_until.map_or(0, domain::time::Timestamp::micros) }
        }
        Activated::Fault(fault, _) => fault_state(fault),
        Activated::Wrong(tries) => CodeState::Wrong { left: tries.left },
        Activated::Closed(closed) => match closed {
            // No card counts yet; the helpdesk makes another.
            Closed::Disabled => CodeState::Disabled,
            other => closed_state(other),
        },
    };
    page(reader, owner, state).await
}

fn here(reader: &Reader, owner: Owner<'_>) -> String {
    match owner {
        Owner::Half(_) => AT_SIGN_IN.to_owned(),
        Owner::Session(_) => address(reader),
    }
}

/// The card that was made here, as a file.
pub(crate) async fn print(reader: &Reader, owner: Owner<'_>) -> Answer {
    let form = card_paper::form_of(&reader.query("form").unwrap_or_default());
    match make::print(reader.ctx(), reader.visit(), owner, reader.device()).await? {
        Ok(printed) => card_paper::file(reader, printed, form).await,
        Err(actions::enrol_app::Not::NothingPending) => reader.to(&here(reader, owner)),
        Err(not) => not_here(reader, owner, not, &address(reader)).await,
    }
}
