//! `/sign-in/second-factor` and `/sign-in/recovery-code`: the second step, at sign-in, inside a session and as a step-up.

use askama::Template;

use super::{Frame, PasskeyAsk, Person};
use crate::answer::with_more;

/// The page that asks the code of the app.
///
/// POST `action` with `csrf`, `code`, `remember` (`1` when ticked), `return_to`. "Not you?" is POST `/sign-in/restart`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/second_factor.html")]
pub struct SecondFactor {
    /// The surroundings.
    pub frame: Frame,
    /// The platform that the sign-in goes on to; none where it is one of our own pages.
    pub continues_to: Option<String>,
    /// Whose code is asked.
    pub person: Person,
    /// Why it is asked.
    pub purpose: Purpose,
    /// Where the form goes.
    pub action: String,
    /// Where to go afterwards, sent along.
    pub return_to: Option<String>,
    /// The names of the authenticator apps whose code counts: "Telefoon van Sanne"; none where no code does.
    pub apps: Vec<String>,
    /// The names of the hardware tokens whose code counts.
    pub tokens: Vec<String>,
    /// What is asked of the person's passkeys and security keys, where one of them does.
    pub passkey: Option<PasskeyAsk>,
    /// Which number of the code card would do as well, and how many codes it has left; none where no card does.
    pub card: Option<(u32, u32)>,
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

/// The page that asks a helpdesk pass in place of the second factor.
///
/// POST `/sign-in/pass` with `csrf`, `act` (`pass`) and `pass`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/pass.html")]
pub struct PassInstead {
    /// The surroundings.
    pub frame: Frame,
    /// Who signs in.
    pub person: Person,
    /// What happened before.
    pub state: PassState,
}

impl PassInstead {
    #[expect(clippy::unused_self, reason = "the template's part asks the page that it stands in")]
    const fn pass_action(&self) -> &'static str {
        "/sign-in/pass"
    }
}

/// What the page says about the pass typed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassState {
    /// Nothing was typed yet.
    Ask,
    /// It is none, or no longer.
    Wrong {
        /// Tries left before a wait; none when this failure was not charged.
        left: Option<u32>,
    },
    /// Too many wrong ones: nothing is looked at before this moment, in microseconds since 1970.
    Wait {
        /// The moment.
        until: i64,
    },
    /// Too many wrong ones for good: only a new pass counts.
    Closed,
}

impl PassState {
    const fn is_about_pass(self) -> bool {
        matches!(self, Self::Wrong { .. })
    }
}

impl SecondFactor {
    /// Where no code counts any more, none is asked for.
    fn title(&self) -> &'static str {
        match (self.takes_codes(), &self.passkey) {
            (true, None) => "factor-title",
            (true, Some(_)) => "factor-title-any",
            (false, Some(_)) => "factor-title-passkey",
            (false, None) => "factor-title-other",
        }
    }

    /// Whether a code is asked for here.
    fn takes_codes(&self) -> bool {
        self.state.takes_codes() && !(self.apps.is_empty() && self.tokens.is_empty())
    }

    /// The names of all that shows codes: apps, then tokens.
    fn shows_codes(&self) -> Vec<&String> {
        self.apps.iter().chain(&self.tokens).collect()
    }

    /// Where to look for the code, for a name or for several.
    fn look_at(&self) -> (&'static str, &'static str) {
        match (self.apps.is_empty(), self.tokens.is_empty()) {
            (_, true) => ("factor-open-app", "factor-open-apps"),
            (true, false) => ("factor-open-token", "factor-open-tokens"),
            (false, false) => ("factor-open-any", "factor-open-any"),
        }
    }

    /// Whether a token that has run off is set right by its next code.
    fn next_helps(&self) -> bool {
        !self.tokens.is_empty() && matches!(self.state, CodeState::Wrong { .. })
    }

    /// Whether the code is what is asked first: there is no passkey, or somebody is at it.
    fn leads_with_code(&self) -> bool {
        self.takes_codes() && (self.passkey.is_none() || self.state != CodeState::Ask)
    }

    fn again(&self) -> &'static str {
        if self.passkey.is_some() { "factor-again-passkey" } else { "factor-again" }
    }

    fn step_up(&self) -> &'static str {
        if self.passkey.is_some() { "factor-step-up-passkey" } else { "factor-step-up" }
    }

    fn step_up_for(&self) -> &'static str {
        if self.passkey.is_some() { "factor-step-up-for-passkey" } else { "factor-step-up-for" }
    }

    fn other(&self) -> &'static str {
        match (self.takes_codes(), &self.passkey) {
            (true, Some(_)) => "factor-other-any",
            (false, Some(_)) => "factor-other-passkey",
            (true, None) if self.apps.is_empty() => "factor-other-token",
            (_, None) => "factor-other",
        }
    }

    /// The way by a recovery code: in a session it comes back to where the proof was asked for.
    fn recovery_page(&self) -> String {
        self.way("recovery-code")
    }

    /// The way by the code card.
    fn card_page(&self) -> String {
        self.way("code-card")
    }

    fn way(&self, name: &str) -> String {
        let page = match self.action.strip_prefix("/profile/confirm") {
            Some(asked) => format!("/profile/confirm/{name}{asked}"),
            None => format!("/sign-in/{name}"),
        };
        with_more(&page, self.return_to.as_deref())
    }
}

/// Why the second factor is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Step 2 of signing in.
    SignIn,
    /// Signed in, but the period of the policy is over on this device.
    Again {
        /// The period in seconds.
        every: i64,
    },
    /// It was not used for a while: whether it still works.
    CheckUp {
        /// When it was last used, in microseconds since 1970.
        last: i64,
    },
    /// Something is about to change that asks for a fresh proof.
    StepUp {
        /// Where "cancel" leads.
        cancel: String,
    },
}

impl Purpose {
    pub(super) fn is_sign_in(&self) -> bool {
        *self == Self::SignIn
    }

    /// Whether another way in is of use.
    fn has_other_ways(&self) -> bool {
        !matches!(self, Self::CheckUp { .. })
    }
}

/// The offer to trust this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remember {
    /// For how long, in seconds.
    pub span: i64,
    /// Until when, in microseconds since 1970.
    pub until: i64,
}

/// What the page says about the code typed before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeState {
    /// No code was typed yet.
    Ask,
    /// Not the code of this moment.
    Wrong {
        /// Tries left before a wait; none when this failure was not charged.
        left: Option<u32>,
    },
    /// Right, but it let somebody in before.
    AlreadyUsed {
        /// Tries left before a wait; none when this failure was not charged.
        left: Option<u32>,
    },
    /// Fewer than six digits, or none.
    TooShort,
    /// More than six digits.
    TooLong,
    /// Letters or other signs.
    NotDigits,
    /// Too many tries; again from this moment.
    Wait {
        /// In microseconds since 1970.
        until: i64,
    },
    /// Too many wrong codes in a row: this app counts no more.
    Disabled,
    /// Too many wrong codes from devices that were never trusted: none of them may prove a code now.
    UnknownDeviceClosed,
}

impl CodeState {
    /// The words beside the field, if the field is at fault.
    pub(super) fn at_field(&self) -> Option<&'static str> {
        match self {
            Self::Wrong { .. } => Some("code-wrong-field"),
            Self::AlreadyUsed { .. } => Some("code-used-field"),
            Self::TooShort => Some("code-short-field"),
            Self::TooLong => Some("code-long-field"),
            Self::NotDigits => Some("code-digits-field"),
            Self::Ask | Self::Wait { .. } | Self::Disabled | Self::UnknownDeviceClosed => None,
        }
    }

    pub(super) fn takes_codes(&self) -> bool {
        !matches!(self, Self::Disabled | Self::UnknownDeviceClosed)
    }
}

/// The page that asks a recovery code.
///
/// POST `action` with `csrf`, `code`, `return_to`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/recovery_code.html")]
pub struct RecoveryCode {
    /// The surroundings.
    pub frame: Frame,
    /// Whose code is asked.
    pub person: Person,
    /// Where the form goes.
    pub action: String,
    /// The way back to the code of the app.
    pub back: String,
    /// Where to go afterwards, sent along.
    pub return_to: Option<String>,
    /// How many are left.
    pub left: u32,
    /// How many there were.
    pub total: u32,
    /// What happened before.
    pub state: RecoveryState,
}

impl RecoveryCode {
    /// Whether the person is signed in already and confirms something.
    fn is_step_up(&self) -> bool {
        self.action.starts_with("/profile/")
    }

    fn at_fault(&self) -> bool {
        matches!(self.state, RecoveryState::Wrong { .. } | RecoveryState::NotACode)
    }
}

/// What the page says about the recovery code typed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecoveryState {
    /// None was typed yet.
    Ask,
    /// Not one of the codes that are left, or used before: they look the same from outside.
    Wrong {
        /// Tries left before a wait; none when this failure was not charged.
        left: Option<u32>,
    },
    /// Too short, too long, or with signs that no recovery code has.
    NotACode,
    /// Too many wrong ones: none is looked at here any more.
    Closed,
    /// Too many tries; again from this moment.
    Wait {
        /// In microseconds since 1970.
        until: i64,
    },
}

/// The step-up for somebody without a second factor: the password again.
///
/// POST `action` with `csrf`, `password`, `return_to`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/confirm_password.html")]
pub struct ConfirmPassword {
    /// The surroundings.
    pub frame: Frame,
    /// Whose password is asked.
    pub person: Person,
    /// The application that asks; none where it is one of our own pages.
    pub continues_to: Option<String>,
    /// Where the form goes.
    pub action: String,
    /// Where "cancel" leads; none where the person must enrol now, so that there is nothing else.
    pub cancel: Option<String>,
    /// Where to go afterwards, sent along.
    pub return_to: Option<String>,
    /// What happened before.
    pub state: PasswordProofState,
}

/// What the page says about the password typed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProofState {
    /// None was typed yet.
    Ask,
    /// Not the password.
    Wrong,
    /// The directory that it is in does not answer.
    Away,
    /// The password, which has to be changed in the directory that it is in.
    MustChange,
    /// Too many tries; again from this moment.
    Wait {
        /// In microseconds since 1970.
        until: i64,
    },
}
