//! `/sign-in/enrol` and under it, and `/profile/two-factor/add`: the offer or the duty to enrol, the proof before a late
//! enrolment, and the enrolment of an app.

use askama::Template;

use super::{CodeState, Frame, Person};
use crate::answer::with_return_to;

/// The page that offers a second factor, or demands it.
///
/// POST `/sign-in/enrol` with `csrf` and `choice` (`now` or `later`), and with `later`: `next`, `day` or `week`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/offer.html")]
pub struct Offer {
    /// The surroundings.
    pub frame: Frame,
    /// The platform that the sign-in goes on to; none where it is one of our own pages.
    pub continues_to: Option<String>,
    /// Who signs in.
    pub person: Person,
    /// How much choice there is.
    pub demand: Demand,
    /// How often a code will be asked afterwards.
    pub ask: Ask,
    /// The sentences that say which rule holds, if one does.
    pub explain: Vec<String>,
    /// For how long "later" can be; empty for a duty. In the last week before a deadline only the next sign-in.
    pub later: Vec<LaterChoice>,
    /// Whether an authenticator app does; else a passkey alone.
    pub app_does: bool,
    /// Whether the organisation has hardware tokens, and one does.
    pub token_does: bool,
    /// Whether a code card does.
    pub card_does: bool,
}

impl Offer {
    fn only_next(&self) -> bool {
        self.later == [LaterChoice::NextSignIn]
    }
}

/// How much choice the person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// None is demanded.
    Optional,
    /// Demanded from this moment on; until then the person chooses.
    Deadline {
        /// In microseconds since 1970.
        at: i64,
    },
    /// Demanded now.
    Duty,
}

/// How often a code is asked on one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// At every sign-in.
    Always,
    /// Once in this many seconds.
    Every(i64),
}

/// When the offer returns after "later".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaterChoice {
    /// At the next sign-in: `next`.
    NextSignIn,
    /// After a day: `day`.
    Day,
    /// After a week: `week`.
    Week,
}

impl LaterChoice {
    /// The value in the form.
    pub fn value(self) -> &'static str {
        match self {
            Self::NextSignIn => "next",
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::NextSignIn => "later-next",
            Self::Day => "later-day",
            Self::Week => "later-week",
        }
    }
}

/// The proof before a late enrolment: an e-mailed code, a helpdesk pass, or both ways.
///
/// POST `/sign-in/enrol/proof` with `csrf` and `act`: `send` (no field), `code` (with `code`) or `pass` (with `pass`).
#[derive(Debug, Clone, Template)]
#[template(path = "portal/proof.html")]
pub struct Proof {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in.
    pub person: Person,
    /// The way by e-mail, if the policy has it and an address is known.
    pub mail: Option<MailProof>,
    /// Whether a helpdesk pass counts.
    pub pass: bool,
    /// What happened before.
    pub state: ProofState,
}

impl Proof {
    fn code_at_fault(&self) -> bool {
        matches!(self.state, ProofState::WrongCode { .. } | ProofState::CodeShape)
    }

    #[expect(clippy::unused_self, reason = "the template's part asks the page that it stands in")]
    const fn pass_action(&self) -> &'static str {
        "/sign-in/enrol/proof"
    }
}

/// How far the e-mailed code is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailProof {
    /// The address with most of it hidden: `s•••••@waterland.example`.
    pub masked: String,
    /// When a code was sent that still counts, and until when it does.
    pub sent: Option<(i64, i64)>,
}

/// What the page says about the proof tried before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofState {
    /// Nothing was tried yet.
    Ask,
    /// A new code was sent just now.
    SentAgain,
    /// Not the code of the last mail.
    WrongCode {
        /// Tries left before a wait; none when this failure was not charged.
        left: Option<u32>,
    },
    /// What was typed is no code of eight digits.
    CodeShape,
    /// Not a pass that counts: wrong, used, or over.
    WrongPass {
        /// Tries left before a wait; none when this failure was not charged.
        left: Option<u32>,
    },
    /// Too many tries; again from this moment.
    Wait {
        /// In microseconds since 1970.
        until: i64,
    },
    /// A hundred wrong ones in a row: nothing typed here counts until the helpdesk gives a pass.
    Closed,
    /// A mail was sent a moment ago; another can be asked for from this moment.
    MailWait {
        /// In microseconds since 1970.
        until: i64,
    },
}

impl ProofState {
    fn is_about_pass(self) -> bool {
        matches!(self, Self::WrongPass { .. })
    }
}

/// The page that sets up an authenticator app.
///
/// POST to its own address with `csrf`, `code`, `label`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/add_app.html")]
pub struct AddApp {
    /// The surroundings.
    pub frame: Frame,
    /// At sign-in or in My profile.
    pub place: AddPlace,
    /// The QR code, an `<svg>` that we made ourselves, dark on white with a margin of four modules. Emitted as it is.
    pub qr_svg: String,
    /// The key in Base32, without spaces.
    pub key: String,
    /// The `otpauth:` address with the same key.
    pub uri: String,
    /// The account name inside the address, as the app will show it.
    pub account: String,
    /// The name of the device, as typed or as proposed.
    pub label: String,
    /// Whether a code card would do as well.
    pub card_does: bool,
    /// What happened before.
    pub state: AddState,
}

/// Where an app is being added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddPlace {
    /// POST `/sign-in/enrol/app`
    SignIn,
    /// POST `/profile/two-factor/add`
    Profile {
        /// Where to go on to afterwards.
        return_to: Option<String>,
    },
}

impl AddPlace {
    fn action(&self) -> String {
        match self {
            Self::SignIn => "/sign-in/enrol/app".to_owned(),
            Self::Profile { return_to } => with_return_to("/profile/two-factor/add", return_to.as_deref()),
        }
    }

    /// The way to an app in place of a passkey: where the form goes that begins it.
    pub(super) fn start(&self) -> String {
        match self {
            Self::SignIn => "/sign-in/enrol".to_owned(),
            Self::Profile { return_to } => with_return_to("/profile/two-factor/add", return_to.as_deref()),
        }
    }

    /// And what it sends.
    pub(super) fn start_field(&self) -> (&'static str, &'static str) {
        match self {
            Self::SignIn => ("choice", "now"),
            Self::Profile { .. } => ("act", "start"),
        }
    }

    /// The way to a passkey in place of an app.
    pub(super) fn passkey(&self) -> String {
        match self {
            Self::SignIn => "/sign-in/enrol/passkey".to_owned(),
            Self::Profile { return_to } => with_return_to("/profile/two-factor/add-passkey", return_to.as_deref()),
        }
    }

    pub(super) fn token(&self) -> String {
        match self {
            Self::SignIn => "/sign-in/enrol/token".to_owned(),
            Self::Profile { return_to } => with_return_to("/profile/two-factor/add-token", return_to.as_deref()),
        }
    }

    pub(super) fn cancel(&self) -> String {
        match self {
            Self::SignIn => "/sign-in/enrol".to_owned(),
            Self::Profile { return_to } => with_return_to("/profile/two-factor", return_to.as_deref()),
        }
    }
}

/// What the page says about the attempt before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddState {
    /// Nothing was typed yet.
    Ask,
    /// The code is at fault. `Disabled` and `UnknownDeviceClosed` do not occur here.
    Code(CodeState),
    /// The name is empty.
    NameMissing,
    /// The name is too long.
    NameTooLong {
        /// The most characters it may have.
        most: u32,
    },
    /// Another authenticator has this name.
    NameTaken,
    /// The key was too old, so this is another one: the app must scan again.
    NewKey,
}

impl AddState {
    fn at_code(&self) -> Option<&'static str> {
        match self {
            Self::Code(state) => state.at_field(),
            _ => None,
        }
    }

    pub(super) fn is_about_name(&self) -> bool {
        matches!(self, Self::NameMissing | Self::NameTooLong { .. } | Self::NameTaken)
    }
}

impl AddApp {
    /// The key in groups of four, as people copy it.
    fn groups(&self) -> Vec<String> {
        let letters: Vec<char> = self.key.chars().collect();
        letters.chunks(4).map(|group| group.iter().collect()).collect()
    }
}
