//! The settings of an organisation: what new passwords must be, and the two-step module asked for.

use askama::Template;

use super::{ActivationRunView, Frame, GuardView};

/// `/admin/settings`
#[derive(Debug, Clone, Template)]
#[template(path = "settings/home.html")]
pub struct SettingsHome {
    /// The surroundings.
    pub frame: Frame,
    /// Whether the reader may ask for the two-step module, or it is there.
    pub module: bool,
}

/// `/admin/settings/password`. POST to itself with `csrf`, `version`, `alone`, `with_second_factor`, `words`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/password.html")]
pub struct PasswordSettings {
    /// The surroundings.
    pub frame: Frame,
    /// As it is, or as it was typed.
    pub typed: TypedRule,
    /// The version that was read.
    pub version: i64,
    /// What happened before.
    pub state: RuleState,
    /// Whether the reader may change it.
    pub editable: bool,
}

/// `/admin/settings/contact`. POST to itself with `csrf`, `before_telephone`, `before_page`, `telephone`, `page`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/contact.html")]
pub struct ContactSettings {
    /// The surroundings.
    pub frame: Frame,
    /// As it is, or as it was typed.
    pub typed: TypedContact,
    /// What was read, which the typed takes the place of.
    pub before: TypedContact,
    /// What happened before.
    pub state: ContactState,
    /// Whether the reader may change it.
    pub editable: bool,
}

impl ContactSettings {
    fn telephone_is_wrong(&self) -> bool {
        matches!(self.state, ContactState::Wrong { telephone: true, .. })
    }

    fn page_is_wrong(&self) -> bool {
        matches!(self.state, ContactState::Wrong { page: true, .. })
    }
}

/// Whom members call and where help is found, as a form holds it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedContact {
    /// The telephone number of the helpdesk; empty for none.
    pub telephone: String,
    /// The address of the organisation's own help; empty for none.
    pub page: String,
}

impl TypedContact {
    fn shown_telephone(&self) -> &str {
        if self.telephone.is_empty() { "—" } else { &self.telephone }
    }

    fn shown_page(&self) -> &str {
        if self.page.is_empty() { "—" } else { &self.page }
    }
}

/// What the page says about the attempt before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactState {
    /// Nothing was typed yet.
    Ask,
    /// It was saved.
    Saved,
    /// Somebody else changed it; this is what it says now.
    Changed(TypedContact),
    /// What does not serve.
    Wrong {
        /// The telephone number.
        telephone: bool,
        /// The address.
        page: bool,
    },
}

/// `/admin/settings/exemptions`. POST to itself with `csrf`, `version`, `days`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/exemptions.html")]
pub struct ExemptionSettings {
    /// The surroundings.
    pub frame: Frame,
    /// As it is, or as it was typed.
    pub days: String,
    /// The version that was read.
    pub version: i64,
    /// What happened before.
    pub state: LongestState,
    /// Whether the reader may change it.
    pub editable: bool,
}

/// What the page says about the attempt before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongestState {
    /// Nothing was typed yet.
    Ask,
    /// It was saved.
    Saved,
    /// Somebody else changed it; this is what it says now.
    Changed(u32),
    /// It is no number from 1 to 365.
    Range,
}

/// A rule as a form holds it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedRule {
    /// Least number of characters alone.
    pub alone: String,
    /// Least number of characters beside a second factor.
    pub with_second_factor: String,
    /// Words of the organisation's own, one a line.
    pub words: String,
}

/// What the page says about the attempt before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleState {
    /// Nothing was typed yet.
    Ask,
    /// It was saved.
    Saved,
    /// Somebody else changed it; this is what it says now.
    Changed(TypedRule),
    /// What is wrong with it.
    Faults {
        /// The first number is none from 8 to 64.
        alone: bool,
        /// The second number is none from 8 to 64.
        with_second_factor: bool,
        /// The second number is larger than the first.
        order: bool,
        /// This word is too short, too long, or cannot be typed.
        word: Option<String>,
        /// There are too many words.
        too_many: bool,
    },
}

impl RuleState {
    fn alone_is_wrong(&self) -> bool {
        matches!(self, Self::Faults { alone: true, .. })
    }

    fn second_is_wrong(&self) -> bool {
        matches!(self, Self::Faults { with_second_factor: true, .. } | Self::Faults { order: true, .. })
    }

    fn second_is_larger(&self) -> bool {
        matches!(self, Self::Faults { order: true, .. })
    }

    fn words_are_wrong(&self) -> bool {
        matches!(self, Self::Faults { word: Some(_), .. } | Self::Faults { too_many: true, .. })
    }

    fn word(&self) -> Option<&str> {
        match self {
            Self::Faults { word, .. } => word.as_deref(),
            Self::Ask | Self::Saved | Self::Changed(_) => None,
        }
    }
}

/// `/admin/settings/break-glass`. POST to itself with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/break_glass.html")]
pub struct BreakGlass {
    /// The surroundings.
    pub frame: Frame,
    /// When the code that waits was made, in microseconds since 1970, and by whom; none where there is none.
    pub waiting: Option<(i64, Option<String>)>,
    /// Whether the reader may make one.
    pub editable: bool,
}

/// The emergency code, at the only moment that it is shown.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/break_glass_shown.html")]
pub struct BreakGlassShown {
    /// The surroundings.
    pub frame: Frame,
    /// The code.
    pub code: String,
}

/// `/admin/settings/two-step`. POST to itself with `csrf`, `ask`, `ask_n`, `ask_unit`, `stay`, `stay_n`, `stay_unit`,
/// `note`, `seen`, `knows`; or with `csrf` and `withdraw`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/two_step.html")]
pub struct TwoStepSettings {
    /// The surroundings.
    pub frame: Frame,
    /// Whether somebody else asked for it just before the reader did, so that nothing of theirs was sent.
    pub beaten: bool,
    /// How it stands.
    pub state: ModuleView,
}

/// How the module of an organisation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModuleView {
    /// It can be asked for.
    Ask {
        /// As it was typed, or proposed.
        typed: TypedWish,
        /// What is wrong with it.
        fault: Option<WishFault>,
        /// What it would do to a member's week.
        week: String,
        /// Whether it is on at once; else the operator decides.
        at_once: bool,
        /// Names of the policies that are there already; what is typed here counts only where there is none.
        policies: Vec<String>,
        /// What begins for whom, where one of these demands something.
        run: Option<ActivationRunView>,
        /// What has to be so before these may demand something of people.
        guards: Vec<GuardView>,
        /// What the operator said when it was turned down the last time, and when, in microseconds since 1970.
        declined: Option<(String, i64)>,
    },
    /// It was asked for.
    Waiting {
        /// When, in microseconds since 1970.
        at: i64,
        /// What it would do to a member's week.
        week: String,
        /// What was said to the operator; may be empty.
        note: String,
    },
    /// It is on.
    On {
        /// Whether it was switched on just before.
        just_now: bool,
    },
}

/// The settings wished for, as a form holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedWish {
    /// Whether at every sign-in.
    pub always: bool,
    /// How many of the unit.
    pub ask_n: String,
    /// Of what.
    pub ask_unit: Unit,
    /// Whether until the browser closes.
    pub until_closed: bool,
    /// How many of the unit.
    pub stay_n: String,
    /// Of what.
    pub stay_unit: Unit,
    /// What is said to the operator.
    pub note: String,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Hours.
    Hours,
    /// Days.
    Days,
}

/// What is wrong with a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishFault {
    /// The first number makes no sense.
    Ask,
    /// The second number makes no sense.
    Stay,
    /// The note is too long.
    Note,
    /// The box was not ticked.
    SeeWhatFollows,
}
