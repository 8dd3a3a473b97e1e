//! `/admin/settings/radius`: the devices that ask by RADIUS who may in.

use askama::Template;
use domain::radius::{FaultKind, Way};

use super::{Difference, Frame, Tick};

/// `/admin/settings/radius`
#[derive(Debug, Clone, Template)]
#[template(path = "settings/radius_clients.html")]
pub struct RadiusClients {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: RadiusNotice,
    /// All of them by name.
    pub clients: Vec<RadiusClientLine>,
    /// Whether the reader may change them.
    pub may_edit: bool,
    /// Whether there may be one more.
    pub has_room: bool,
    /// Whether this server hears RADIUS at all.
    pub is_on: bool,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RadiusNotice {
    /// Nothing to say.
    None,
    /// This one was saved.
    Saved(String),
    /// This one was removed.
    Removed(String),
}

/// What last went wrong with a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RadiusFault {
    /// What.
    pub kind: FaultKind,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// The address that the packet came from.
    pub from: String,
}

impl RadiusFault {
    /// In a sentence.
    fn said(&self, frame: &Frame) -> String {
        let key = match self.kind {
            FaultKind::WrongSecret => "radius-fault-wrong-secret",
            FaultKind::NoAuthenticator => "radius-fault-no-authenticator",
            FaultKind::OtherMethod => "radius-fault-other-method",
            FaultKind::NotText => "radius-fault-not-text",
            FaultKind::Malformed => "radius-fault-malformed",
        };
        frame.with(key).arg("address", self.from.as_str()).arg("moment", frame.calendar.moment(self.at)).to_string()
    }
}

/// A device in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RadiusClientLine {
    /// In the address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// From where its packets come.
    pub networks: String,
    /// Who may in, in words.
    pub who: String,
    /// When it last asked for somebody, in microseconds since 1970.
    pub last_used: Option<i64>,
    /// What last went wrong.
    pub fault: Option<RadiusFault>,
    /// Until when the secret before the present one counts as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// `/admin/settings/radius/ID` and `/admin/settings/radius/new`. POST to itself with `csrf`, `version`, `name`, `networks`, `who`,
/// `second_factor`, `way` and `groups`; to `/renew` and `/end-former` below it with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/edit_radius_client.html")]
pub struct EditRadiusClient {
    /// The surroundings.
    pub frame: Frame,
    /// The one that is there; none for a new one.
    pub known: Option<KnownRadiusClient>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// As typed.
    pub name: String,
    /// From where its packets come, as typed.
    pub networks: String,
    /// Who may in.
    pub who: Vec<Tick>,
    /// Whether a second factor is demanded of everybody.
    pub second_factor: bool,
    /// How a second factor gets in.
    pub way: Way,
    /// In which attribute groups go along.
    pub groups: Vec<Tick>,
    /// What is wrong.
    pub faults: Vec<RadiusTrouble>,
    /// What somebody else saved meanwhile, beside what was typed.
    pub conflict: Vec<Difference>,
    /// The key of what happened just before.
    pub notice: Option<&'static str>,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
    /// Whether this server hears RADIUS at all.
    pub is_on: bool,
    /// Host and port that the device asks at.
    pub server: String,
}

/// A device that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRadiusClient {
    /// In the address.
    pub id: String,
    /// The name that it has.
    pub name: String,
    /// When it was first made, in microseconds since 1970.
    pub made: i64,
    /// When it last asked for somebody, in microseconds since 1970.
    pub last_used: Option<i64>,
    /// What last went wrong.
    pub fault: Option<RadiusFault>,
    /// Until when the secret before the present one counts as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// What is wrong with a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RadiusTrouble {
    /// The name.
    Name,
    /// Another one has the name.
    Taken,
    /// There are too many.
    TooMany,
    /// No address.
    NoNetwork,
    /// This is no address and no network.
    Network(String),
    /// Too many networks.
    TooManyNetworks,
    /// The selection is not there any more.
    NoSelection,
}

impl RadiusTrouble {
    const fn field(&self) -> &'static str {
        match self {
            Self::Name | Self::Taken | Self::TooMany => "name",
            Self::NoNetwork | Self::Network(_) | Self::TooManyNetworks => "networks",
            Self::NoSelection => "who",
        }
    }

    fn said(&self, frame: &Frame) -> String {
        match self {
            Self::Name => frame.say("view-name-wrong"),
            Self::Taken => frame.say("radius-name-taken"),
            Self::TooMany => frame.say("radius-too-many"),
            Self::NoNetwork => frame.say("radius-no-network"),
            Self::Network(text) => frame.with("radius-network-wrong").arg("text", text.as_str()).to_string(),
            Self::TooManyNetworks => frame.say("radius-too-many-networks"),
            Self::NoSelection => frame.say("radius-no-selection"),
        }
    }
}

impl EditRadiusClient {
    fn action(&self) -> String {
        match &self.known {
            Some(known) => format!("/admin/settings/radius/{}", known.id),
            None => "/admin/settings/radius/new".to_owned(),
        }
    }

    /// What is wrong, each with the id of the input that it is about.
    fn told(&self) -> Vec<(&'static str, String)> {
        self.faults.iter().map(|fault| (fault.field(), fault.said(&self.frame))).collect()
    }

    /// What is wrong with an input.
    fn faults_of(&self, id: &str) -> Vec<String> {
        self.faults.iter().filter(|fault| fault.field() == id).map(|fault| fault.said(&self.frame)).collect()
    }

    /// Whether anything is wrong with it.
    fn is_wrong(&self, id: &str) -> bool {
        self.faults.iter().any(|fault| fault.field() == id)
    }

    fn is_way(&self, word: &str) -> bool {
        self.way.word() == word
    }
}

/// A secret, at the only moment that it is shown.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/radius_client_shown.html")]
pub struct RadiusClientShown {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// The name of the device.
    pub name: String,
    /// The secret.
    pub secret: String,
    /// Host and port that the device asks at.
    pub server: String,
    /// Whether this server hears RADIUS at all.
    pub is_on: bool,
    /// Until when the one before it counts as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// `/admin/settings/radius/ID/remove`: asks first. POST to itself with `csrf` and `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/remove_radius_client.html")]
pub struct RemoveRadiusClient {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// The version that was read.
    pub version: i64,
    /// The name of the device.
    pub name: String,
    /// Whether somebody changed it meanwhile.
    pub changed: bool,
}
