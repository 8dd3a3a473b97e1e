//! `/`: who is signed in, until when and on what terms, and how the second step stands.

use askama::Template;

use super::{Frame, Person, ReadView};

/// The page after signing in.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/home.html")]
pub struct Home {
    /// The surroundings.
    pub frame: Frame,
    /// Who is signed in.
    pub person: Person,
    /// What happened just before.
    pub notice: Option<HomeNotice>,
    /// How long this session lasts.
    pub stay: Stay,
    /// After how many seconds without use it ends, if so.
    pub idle: Option<i64>,
    /// When a code is asked again in this browser.
    pub device: DeviceTerm,
    /// How the second step of this person stands; not shown while the module is not active.
    pub second_step: SecondStep,
    /// How many codes the code card has left, where it is time for a new one.
    pub card_left: Option<u32>,
    /// When the second factor was last used, in microseconds since 1970, where it is asked whether it still works.
    pub check_up: Option<i64>,
    /// What is to be read, important things on top.
    pub reading: Vec<ReadView>,
    /// How many things to read were put away.
    pub put_away: i64,
    /// The sentences that say which rules hold.
    pub explain: Vec<String>,
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// Until this moment, also when the browser was closed in between.
    Until(i64),
    /// Until the browser is closed, and at the latest until this moment.
    BrowserCloses {
        /// In microseconds since 1970.
        latest: i64,
    },
}

/// When a code is asked again in this browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceTerm {
    /// Never: there is no second factor.
    NoFactor,
    /// Trusted: not before this moment.
    Until(i64),
    /// At the next sign-in, since the device is not trusted.
    NextSignIn,
    /// At every sign-in, says the policy.
    Always,
}

/// How the second step of a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondStep {
    /// On since this moment.
    On {
        /// In microseconds since 1970.
        since: i64,
    },
    /// Off, and nobody demands it.
    Off,
    /// Off, demanded from this moment on.
    OffUntil {
        /// In microseconds since 1970.
        deadline: i64,
    },
    /// Off and exempt.
    Exempt {
        /// The first moment at which the exemption no longer holds, in microseconds since 1970; none if it does not end.
        until: Option<i64>,
    },
    /// Off, and not offered.
    NotOffered,
}

/// What happened just before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomeNotice {
    /// The second step was set up.
    Enrolled,
    /// The second factor was tried, and works.
    Works,
    /// "Later" was chosen; the offer returns.
    Postponed,
}
