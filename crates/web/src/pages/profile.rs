//! My profile: two-step sign-in, trusted devices, sessions, password.

use askama::Template;

use domain::relying_party::Scopes;

use super::oidc::scopes_in_words;
use super::{Frame, SecondStep};
use crate::answer::with_return_to;

/// `/profile/two-factor`
#[derive(Debug, Clone, Template)]
#[template(path = "profile/two_factor.html")]
pub struct TwoFactor {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<TwoFactorNotice>,
    /// How it stands.
    pub second_step: SecondStep,
    /// The sentences that say which rules hold.
    pub explain: Vec<String>,
    /// The enrolled authenticators, the one asked first on top.
    pub authenticators: Vec<Authenticator>,
    /// The recovery codes; none before the first authenticator.
    pub recovery: Option<Recovery>,
    /// How many codes the code card has left, where it is time for a new one.
    pub card_left: Option<u32>,
    /// Whether a code card does for what the rules ask.
    pub card_does: bool,
    /// The application that the person goes on to with a new app.
    pub return_to: Option<String>,
    /// Whether the organisation has hardware tokens.
    pub token_does: bool,
}

impl TwoFactor {
    /// Where a code card is added.
    fn card_page(&self) -> String {
        with_return_to("/profile/two-factor/add-card", self.return_to.as_deref())
    }

    fn add_page(&self) -> String {
        with_return_to("/profile/two-factor/add", self.return_to.as_deref())
    }

    /// Where a passkey is added.
    fn passkey_page(&self) -> String {
        with_return_to("/profile/two-factor/add-passkey", self.return_to.as_deref())
    }

    /// Where a hardware token is taken into use.
    fn token_page(&self) -> String {
        with_return_to("/profile/two-factor/add-token", self.return_to.as_deref())
    }

    fn hides_ways(&self) -> bool {
        self.authenticators.is_empty() && self.second_step == SecondStep::NotOffered
    }

    fn last_stays(&self) -> bool {
        self.authenticators.len() == 1 && self.authenticators.iter().all(|it| !it.removable)
    }
}

/// One enrolled authenticator.
///
/// Links: `/profile/two-factor/ID/rename` and `/profile/two-factor/ID/remove`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// In addresses.
    pub id: String,
    /// What it is.
    pub kind: KindShown,
    /// As the person named it.
    pub name: String,
    /// In microseconds since 1970.
    pub added: i64,
    /// In microseconds since 1970; none when it was never used.
    pub used: Option<i64>,
    /// Whether too many wrong codes switched it off.
    pub disabled: bool,
    /// Whether it may go: not the last one while one is demanded.
    pub removable: bool,
}

/// What an authenticator is, as people tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindShown {
    /// An authenticator app.
    App,
    /// A passkey that is kept on other devices of the person too.
    PasskeyCopied,
    /// A passkey that may be, and is not yet.
    PasskeyToCopy,
    /// A passkey or security key that never leaves its device.
    PasskeyBound,
    /// A hardware token.
    Token,
    /// A code card.
    Card {
        /// How many codes it has left.
        left: u32,
    },
    /// Another kind.
    Other,
}

impl KindShown {
    pub(super) fn icon(self) -> &'static str {
        match self {
            Self::App => "phone",
            Self::PasskeyCopied | Self::PasskeyToCopy | Self::PasskeyBound => "key",
            Self::Token => "device",
            Self::Card { .. } | Self::Other => "list",
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::App => "authenticator-app",
            Self::PasskeyCopied => "passkey-copied-about",
            Self::PasskeyToCopy => "passkey-to-copy-about",
            Self::PasskeyBound => "passkey-bound-about",
            Self::Token => "token-kind",
            Self::Card { .. } => "card-about",
            Self::Other => "authenticator-other",
        }
    }

    /// What it has left, where that counts.
    pub(super) fn left(self) -> u32 {
        if let Self::Card { left } = self { left } else { 0 }
    }
}

/// The state of the recovery codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovery {
    /// How many are left.
    pub left: u32,
    /// Of how many.
    pub total: u32,
    /// When they were made, in microseconds since 1970; none where there are none.
    pub made: Option<i64>,
}

impl Recovery {
    /// The bars, left to right: the place of each, and whether it is still full.
    fn pips(self) -> Vec<(u32, bool)> {
        (0..self.total.min(24)).map(|at| (at * 12, at < self.left)).collect()
    }

    fn width(self) -> u32 {
        (self.total.min(24) * 12).saturating_sub(4)
    }
}

/// What happened just before on the page about two-step sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TwoFactorNotice {
    /// An authenticator with this name was added.
    Added(String),
    /// An authenticator with this name was removed.
    Removed(String),
    /// A hardware token runs right again.
    TokenRight(String),
    /// An authenticator has this name now.
    Renamed(String),
    /// New recovery codes were made.
    CodesRenewed,
    /// A recovery code was used to sign in: put right what is lost.
    SignedInWithRecoveryCode,
    /// The last authenticator cannot go while one is demanded.
    LastOneStays,
    /// The application at this host lets nobody pass without a second step.
    ApplicationAsks(String),
}

/// `/profile/devices`. POST `/profile/devices/ID/forget` and POST `/profile/devices/forget-all`.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/devices.html")]
pub struct Devices {
    /// The surroundings.
    pub frame: Frame,
    /// Whether one or all were forgotten just before.
    pub forgotten: bool,
    /// The trusted devices: this one, then the others, the last used first.
    pub devices: Vec<Device>,
    /// Whether the policy allows to trust a device at all.
    pub possible: bool,
}

/// One trusted device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// In addresses.
    pub id: String,
    /// Browser and system in words: "Firefox, Windows".
    pub browser: String,
    /// The platform that remembers it; none on our own pages.
    pub platform: Option<String>,
    /// The address where it was last used.
    pub address: String,
    /// When it was last used, in microseconds since 1970.
    pub used: i64,
    /// Until when no code is asked on it, in microseconds since 1970; none when that is over.
    pub until: Option<i64>,
    /// Whether it is this browser.
    pub here: bool,
}

impl Device {
    fn is_phone(&self) -> bool {
        ["iPhone", "Android"].iter().any(|system| self.browser.ends_with(system))
    }
}

/// `/profile/sessions`. POST `/profile/sessions/ID/end`; `/profile/sessions/end-all` is a page that asks first.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/sessions.html")]
pub struct Sessions {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<SessionsNotice>,
    /// All sessions of the person, this one first.
    pub sessions: Vec<Session>,
    /// The applications that have something of the person.
    pub connected: Vec<Connected>,
}

/// An application that has something of the person. POST `/profile/applications/ID/end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// In addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it was let have, where the person was asked.
    pub given: Scopes,
    /// When the person last went on to it or was asked, in microseconds since 1970.
    pub since: i64,
}

impl Connected {
    fn gets(&self) -> Vec<&'static str> {
        scopes_in_words(self.given)
    }
}

/// What happened just before on the page of sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionsNotice {
    /// One other session was ended.
    OneEnded,
    /// All others were ended.
    OthersEnded,
    /// An application has nothing any more.
    Disconnected,
}

/// One signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// In addresses.
    pub id: String,
    /// Browser and system in words: "Firefox, Windows".
    pub browser: String,
    /// The platform that it stands on; none on our own pages.
    pub platform: Option<String>,
    /// The address where it was last used.
    pub address: String,
    /// When it began, in microseconds since 1970.
    pub since: i64,
    /// When it was last used, in microseconds since 1970.
    pub used: i64,
    /// Whether it is this one.
    pub here: bool,
}

/// `/profile/password`. POST to itself with `csrf`, `current`, `new`.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/password.html")]
pub struct Password {
    /// The surroundings.
    pub frame: Frame,
    /// The name to sign in with, for the password manager.
    pub username: String,
    /// The fewest characters that a password has.
    pub shortest: u32,
    /// What happened before.
    pub state: PasswordState,
    /// How strong the password is that was typed; none where none was.
    pub meter: Option<Meter>,
    /// The directory that the password is in, where it is not kept here.
    pub elsewhere: Option<String>,
}

/// How strong a password is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meter {
    /// It will not do.
    Weak,
    /// It will do.
    Fair,
    /// Better.
    Good,
    /// As strong as one needs.
    Strong,
}

impl Meter {
    /// The four bars, left to right: the place of each, and whether it is full.
    pub(crate) fn bars(self) -> [(u32, bool); 4] {
        let full = match self {
            Self::Weak => 1,
            Self::Fair => 2,
            Self::Good => 3,
            Self::Strong => 4,
        };
        [0, 1, 2, 3].map(|at| (at * 28, at < full))
    }

    /// Whether a password of this strength will do.
    pub(crate) fn will_do(self) -> bool {
        self != Self::Weak
    }

    /// The key of its word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Weak => "strength-weak",
            Self::Fair => "strength-fair",
            Self::Good => "strength-good",
            Self::Strong => "strength-strong",
        }
    }
}

/// What the page says about the attempt before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordState {
    /// Nothing was typed yet.
    Ask,
    /// It was changed.
    Changed,
    /// The current password is not right.
    WrongCurrent,
    /// Too short.
    TooShort,
    /// Too long.
    TooLong,
    /// It would do; nothing was changed, it was only looked at.
    WouldDo,
    /// On the list of common passwords.
    Common,
    /// Too easy to guess, because of this.
    TooEasy(Easy),
    /// It is made of what anybody can guess: the name, the organisation.
    OwnWords,
    /// It is the current one.
    Same,
    /// Too many tries; again from this moment.
    Wait {
        /// In microseconds since 1970.
        until: i64,
    },
}

impl PasswordState {
    fn is_about_new(&self) -> bool {
        matches!(self, Self::TooShort | Self::TooLong | Self::Common | Self::TooEasy(_) | Self::OwnWords | Self::Same)
    }
}

/// What makes a password easy to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Easy {
    /// A word or name with little around it.
    Word,
    /// Keys beside each other.
    Keys,
    /// The same again and again.
    Repeat,
    /// A row, as in `abcdef`.
    Row,
    /// A date or a year.
    Date,
}

impl Easy {
    /// The key of what to say and do about it.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::Word => "password-easy",
            Self::Keys => "password-keys",
            Self::Repeat => "password-repeat",
            Self::Row => "password-row",
            Self::Date => "password-date",
        }
    }
}
