//! The pages that ask before something is done to a person, and what follows.

use askama::Template;

use super::person::Difference;
use crate::pages::Frame;

/// `/admin/people/ID/second-factor-off`. POST to itself with `csrf`, `view`, `reason`, `note`, `after`, `minutes`, `until`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/switch_off.html")]
pub struct ConfirmSwitchOff {
    /// The surroundings.
    pub frame: Frame,
    /// Whom.
    pub name: String,
    /// In addresses.
    pub id: String,
    /// The view that it is done from.
    pub view: String,
    /// How many authenticators stop working.
    pub authenticators: u32,
    /// How many recovery codes stop working.
    pub codes: u32,
    /// How many sessions end.
    pub sessions: u32,
    /// How many trusted devices are forgotten.
    pub devices: u32,
    /// From when a second step must be there, in microseconds since 1970.
    pub deadline: Option<i64>,
    /// Whether it must be there now.
    pub due: bool,
    /// Whether the reader may exempt from this view.
    pub may_exempt: bool,
    /// The last day of an exemption, in microseconds since 1970.
    pub latest: i64,
    /// The reason that was chosen.
    pub reason: String,
    /// As typed.
    pub note: String,
    /// `pass`, `exempt` or `nothing`.
    pub after: String,
    /// The day that was typed.
    pub until: String,
    /// What is wrong.
    pub fault: Option<SwitchOffFault>,
}

/// What is wrong with switching off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchOffFault {
    /// No reason was chosen, or "other" without a note.
    Reason,
    /// The day lies behind, or too far ahead.
    Until,
}

/// `/admin/people/ID/pass`. POST to itself with `csrf`, `view`, `checked`, `minutes`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/pass.html")]
pub struct ConfirmPass {
    /// The surroundings.
    pub frame: Frame,
    /// Whom.
    pub name: String,
    /// In addresses.
    pub id: String,
    /// The view that it is done from.
    pub view: String,
    /// Whether the box about who it is was left empty.
    pub unchecked: bool,
}

/// The pass, this one time.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/pass_shown.html")]
pub struct PassShown {
    /// The surroundings.
    pub frame: Frame,
    /// For whom.
    pub name: String,
    /// The address of the person's page.
    pub back: String,
    /// As it is read out.
    pub pass: String,
    /// Until when it works, in microseconds since 1970.
    pub until: i64,
    /// Whether two-step sign-in was switched off with it.
    pub switched_off: bool,
}

/// `/admin/people/ID/password`. POST to itself with `csrf`, `view`, `reason`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/password.html")]
pub struct AskPassword {
    /// The surroundings.
    pub frame: Frame,
    /// Whom.
    pub name: String,
    /// In addresses.
    pub id: String,
    /// The view that it is done from.
    pub view: String,
    /// As typed, where it was no reason.
    pub unreasoned: Option<String>,
}

/// The password, this one time.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/password_shown.html")]
pub struct PasswordShown {
    /// The surroundings.
    pub frame: Frame,
    /// For whom.
    pub name: String,
    /// The address of the person's page.
    pub back: String,
    /// As it is typed.
    pub password: String,
}

/// `/admin/people/ID/exempt`. POST to itself with `csrf`, `view`, `holds`, `reason`, `until`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/exempt.html")]
pub struct ConfirmExempt {
    /// The surroundings.
    pub frame: Frame,
    /// Whom.
    pub name: String,
    /// In addresses.
    pub id: String,
    /// The view that it is done from.
    pub view: String,
    /// Until when an exemption holds already, in microseconds since 1970.
    pub holds: Option<i64>,
    /// Which one that is; empty where none holds.
    pub read: String,
    /// The last day that may be chosen, in microseconds since 1970.
    pub latest: i64,
    /// As typed.
    pub reason: String,
    /// As typed: `2026-12-31`.
    pub until: String,
    /// What is wrong.
    pub fault: Option<ExemptFault>,
    /// Somebody else granted or ended one meanwhile: what is so now beside what was typed.
    pub conflict: Vec<Difference>,
}

/// What is wrong with an exemption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExemptFault {
    /// It needs a reason.
    Reason,
    /// The day lies behind, or too far ahead.
    Until,
}

/// A page that asks and needs nothing more than a yes. POST to `action` with `csrf`, `view`, `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/ask.html")]
pub struct AskPlain {
    /// The surroundings.
    pub frame: Frame,
    /// What is asked.
    pub act: PlainAct,
    /// Whom or what it is about.
    pub name: String,
    /// Where the form is sent.
    pub action: String,
    /// Where "do nothing" leads.
    pub back: String,
    /// The view that it is done from; empty where it is done to a view or a role.
    pub view: String,
    /// The version that was read.
    pub version: i64,
    /// The exemption that holds, where one is ended.
    pub holds: String,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainAct {
    /// Sign out everywhere.
    SignOut,
    /// Remind.
    Remind,
    /// Block.
    Block,
    /// Unblock.
    Unblock,
    /// End the exemption.
    EndExemption,
    /// Remove a view.
    RemoveView,
    /// Remove a role.
    RemoveRole,
    /// Remove a group.
    RemoveGroup,
    /// Remove an application.
    RemoveApplication,
    /// Remove an application that signs in here.
    RemoveRelyingParty,
    /// Have other keys sign at once.
    RenewSigningKeys,
}

impl PlainAct {
    fn title(self) -> &'static str {
        match self {
            Self::SignOut => "desk-sign-out-title",
            Self::Remind => "desk-remind-title",
            Self::Block => "desk-block-title",
            Self::Unblock => "desk-unblock-title",
            Self::EndExemption => "desk-end-title",
            Self::RemoveView => "view-remove-title",
            Self::RemoveRole => "role-remove-title",
            Self::RemoveGroup => "group-remove-title",
            Self::RemoveApplication | Self::RemoveRelyingParty => "application-remove-title",
            Self::RenewSigningKeys => "signing-keys-leaked-title",
        }
    }

    fn what(self, two_factor: bool) -> &'static str {
        match self {
            Self::SignOut if !two_factor => "desk-sign-out-what-alone",
            Self::SignOut => "desk-sign-out-what",
            Self::Remind => "desk-remind-what",
            Self::Block => "desk-block-what",
            Self::Unblock => "desk-unblock-what",
            Self::EndExemption => "desk-end-what",
            Self::RemoveView => "view-remove-what",
            Self::RemoveRole => "role-remove-what",
            Self::RemoveGroup => "group-remove-what",
            Self::RemoveApplication => "application-remove-what",
            Self::RemoveRelyingParty => "party-remove-what",
            Self::RenewSigningKeys => "signing-keys-leaked-what",
        }
    }

    fn button(self) -> &'static str {
        match self {
            Self::SignOut => "sign-out-everywhere",
            Self::Remind => "act-remind",
            Self::Block => "act-block",
            Self::Unblock => "act-unblock",
            Self::EndExemption => "desk-end-button",
            Self::RemoveApplication | Self::RemoveRelyingParty => "application-remove",
            Self::RenewSigningKeys => "signing-keys-leaked",
            Self::RemoveView | Self::RemoveRole | Self::RemoveGroup => "remove",
        }
    }

    fn is_harmful(self) -> bool {
        !matches!(self, Self::Remind | Self::Unblock)
    }
}

/// Something was not done: 403, or 409 where somebody else was first.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/refused.html")]
pub struct DeskRefused {
    /// The surroundings.
    pub frame: Frame,
    /// Why.
    pub why: RefusedWhy,
    /// Where the button leads.
    pub back: String,
}

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedWhy {
    /// The role has not the right.
    NoRight,
    /// The person has more rights.
    MoreRights,
    /// More would be granted than the reader has.
    GrantsMore,
    /// It is the reader.
    Oneself,
    /// It is the last SuperUser.
    LastSuperUser,
    /// The view does not have the action.
    NotInView,
    /// The reader has no second step.
    NoSecondFactor,
    /// Somebody else was first.
    Changed,
    /// Somebody has the role.
    RoleInUse,
}

impl RefusedWhy {
    fn title(self) -> &'static str {
        match self {
            Self::NoRight => "refused-right-title",
            Self::MoreRights => "refused-more-title",
            Self::GrantsMore => "refused-grants-title",
            Self::Oneself => "refused-self-title",
            Self::LastSuperUser => "refused-last-title",
            Self::NotInView => "refused-view-title",
            Self::NoSecondFactor => "refused-factor-title",
            Self::Changed => "refused-changed-title",
            Self::RoleInUse => "refused-role-title",
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::NoRight => "refused-right-advice",
            Self::MoreRights => "refused-more-advice",
            Self::GrantsMore => "refused-grants-advice",
            Self::Oneself => "refused-self-advice",
            Self::LastSuperUser => "refused-last-advice",
            Self::NotInView => "refused-view-advice",
            Self::NoSecondFactor => "refused-factor-advice",
            Self::Changed => "refused-changed-advice",
            Self::RoleInUse => "refused-role-advice",
        }
    }
}
