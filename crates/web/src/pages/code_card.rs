//! The pages about code cards: the one that asks a code by its number, and the one that sets a card up.

use askama::Template;

use super::{AddPlace, CodeState, Frame, Person, Purpose, Remember};
use crate::answer::{with_more, with_return_to};

/// The page that asks a code of the card, by its number.
///
/// POST `action` with `csrf`, `code`, `remember` (`1` when ticked), `return_to`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/code_card.html")]
pub struct CodeCard {
    /// The surroundings.
    pub frame: Frame,
    /// The platform that the sign-in goes on to; none where it is one of our own pages.
    pub continues_to: Option<String>,
    /// Whose card it is.
    pub person: Person,
    /// Why it is asked.
    pub purpose: Purpose,
    /// Where the form goes.
    pub action: String,
    /// Where to go afterwards, sent along.
    pub return_to: Option<String>,
    /// What the card is called: "Codekaart 4711".
    pub card: String,
    /// Which code is asked; none where every one was used.
    pub number: Option<u32>,
    /// How many are left.
    pub left: u32,
    /// The way back to another second step, where the person has one.
    pub back: Option<String>,
    /// Offered when this device may be trusted afterwards.
    pub remember: Option<Remember>,
    /// How many recovery codes are left, of how many; none when they are not a way here.
    pub recovery: Option<(u32, u32)>,
    /// Whether the helpdesk gave a pass that still lives.
    pub pass: bool,
    /// Whether the emergency code of the organisation would do as well.
    pub emergency: bool,
    /// What happened before.
    pub state: CodeState,
}

impl CodeCard {
    /// The number, where a code is asked.
    fn asks(&self) -> Option<u32> {
        self.number.filter(|_| self.state.takes_codes())
    }

    /// The words beside the field, if the field is at fault.
    fn at_field(&self) -> Option<&'static str> {
        at_field(&self.state)
    }

    /// The way by a recovery code: in a session it comes back to where the proof was asked for.
    fn recovery_page(&self) -> String {
        let page = match self.action.strip_prefix("/profile/confirm/code-card") {
            Some(asked) => format!("/profile/confirm/recovery-code{asked}"),
            None => "/sign-in/recovery-code".to_owned(),
        };
        with_more(&page, self.return_to.as_deref())
    }
}

fn at_field(state: &CodeState) -> Option<&'static str> {
    match state {
        CodeState::Wrong { .. } => Some("card-wrong-field"),
        other => other.at_field(),
    }
}

/// The page that sets up a code card: make it, print it, type its first code.
///
/// POST to its own address with `csrf` and `act`: `make`, or `activate` with `code`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/add_card.html")]
pub struct AddCard {
    /// The surroundings.
    pub frame: Frame,
    /// At sign-in or in My profile.
    pub place: AddPlace,
    /// The card that was made here and can be printed.
    pub printable: Option<CardWaits>,
    /// Cards that were made elsewhere.
    pub others: Vec<CardWaits>,
    /// Whether one can be made here.
    pub may_make: bool,
    /// Whether the person has a card that counts: the new one takes its place.
    pub replaces: bool,
    /// What happened before.
    pub state: CodeState,
}

/// A card that waits for its first code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardWaits {
    /// Its short number.
    pub number: String,
    /// Until when it waits, in microseconds since 1970.
    pub until: i64,
    /// Whether the helpdesk made it.
    pub by_desk: bool,
}

impl AddCard {
    fn at_field(&self) -> Option<&'static str> {
        at_field(&self.state)
    }

    /// Whether a code can be typed.
    fn waits(&self) -> bool {
        self.printable.is_some() || !self.others.is_empty()
    }

    fn action(&self) -> String {
        self.place.card()
    }

    fn pdf(&self, form: &str) -> String {
        let page = match self.place {
            AddPlace::SignIn => "/sign-in/enrol/card/pdf",
            AddPlace::Profile { .. } => "/profile/two-factor/add-card/pdf",
        };
        format!("{page}?form={form}")
    }
}

impl AddPlace {
    /// The way to a code card.
    pub(super) fn card(&self) -> String {
        match self {
            Self::SignIn => "/sign-in/enrol/card".to_owned(),
            Self::Profile { return_to } => with_return_to("/profile/two-factor/add-card", return_to.as_deref()),
        }
    }
}

/// `/admin/people/ID/code-card`. POST to itself with `csrf`, `view`, `reason` and `form`; the answer is the file.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/card.html")]
pub struct GiveCard {
    /// The surroundings.
    pub frame: Frame,
    /// Whom.
    pub name: String,
    /// In addresses.
    pub id: String,
    /// The view that it is done from.
    pub view: String,
    /// The key of what is wrong.
    pub fault: Option<&'static str>,
}
