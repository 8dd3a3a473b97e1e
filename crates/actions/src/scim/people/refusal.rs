//! Why a system may not do to a person what it says.

use std::fmt;

use crate::scim::ScimFault;

/// Why nothing is done of what a system says of a person, with the name that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody signs in so already.
    Taken(String),
    /// The system called somebody else so before.
    TakenThere(String),
    /// Somebody is here already, who did not come from the system, with that name.
    HereAlready(String, String),
    /// Somebody who was taken away has the name, and is somebody else.
    LeftUnder(String),
    /// They have rights over others, and are not taken over.
    NotTakenOver(String),
    /// They have rights over others, and are changed by hand.
    MoreRights(String),
    /// They are the last `SuperUser` who can sign in.
    LastSuperUser(String),
    /// A value does not do: what is wrong with it.
    Value(ScimFault),
}

impl Refusal {
    /// The word of it, by which pages find a sentence.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Taken(_) => "taken",
            Self::TakenThere(_) => "taken-there",
            Self::HereAlready(..) => "here-already",
            Self::LeftUnder(_) => "left-under",
            Self::NotTakenOver(_) => "not-taken-over",
            Self::MoreRights(_) => "more-rights",
            Self::LastSuperUser(_) => "last-superuser",
            Self::Value(_) => "value",
        }
    }

    /// What it is about: a name, or what is wrong with a value.
    pub fn about(&self) -> String {
        match self {
            Self::Taken(name)
            | Self::TakenThere(name)
            | Self::HereAlready(name, _)
            | Self::LeftUnder(name)
            | Self::NotTakenOver(name)
            | Self::MoreRights(name)
            | Self::LastSuperUser(name) => name.clone(),
            Self::Value(fault) => fault.detail(),
        }
    }
}

impl From<ScimFault> for Refusal {
    fn from(fault: ScimFault) -> Self {
        Self::Value(fault)
    }
}

impl From<Refusal> for ScimFault {
    fn from(refusal: Refusal) -> Self {
        let why = refusal.to_string();
        match refusal {
            Refusal::MoreRights(_) | Refusal::LastSuperUser(_) => Self::Forbidden(why),
            Refusal::Value(fault) => fault,
            _ => Self::Uniqueness(why),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(name) => write!(f, "somebody signs in as `{name}` already"),
            Self::TakenThere(name) => write!(f, "somebody with the externalId `{name}` is here already"),
            Self::HereAlready(name, source) => write!(
                f,
                "`{name}` is here already and did not come from {source}: under Settings, People coming in, let it take over who \
                 is here"
            ),
            Self::LeftUnder(name) => write!(
                f,
                "`{name}` is somebody who was taken away, with another externalId: give that person another user name here first"
            ),
            Self::NotTakenOver(name) => write!(f, "`{name}` has rights over others here, and is not taken over"),
            Self::MoreRights(name) => write!(
                f,
                "`{name}` has rights over others here: such people are changed by hand, and only blocked from outside"
            ),
            Self::LastSuperUser(name) => write!(f, "`{name}` is the last SuperUser who can sign in, and stays"),
            Self::Value(fault) => f.write_str(&fault.detail()),
        }
    }
}
