//! `/admin/settings/systems`: the systems that announcements are handed to.

use askama::Template;

use super::Frame;

/// `/admin/settings/systems`
#[derive(Debug, Clone, Template)]
#[template(path = "settings/systems.html")]
pub struct Systems {
    /// The surroundings.
    pub frame: Frame,
    /// The name of one that was removed just before.
    pub removed: Option<String>,
    /// All of them.
    pub systems: Vec<SystemLine>,
    /// Whether the reader may change them.
    pub may_edit: bool,
    /// Whether there may be one more.
    pub has_room: bool,
}

/// A connected system in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemLine {
    /// In the address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is told of events.
    pub has_hook: bool,
    /// Whether it takes none any more.
    pub is_off: bool,
    /// When it last read, in microseconds since 1970.
    pub last_read: Option<i64>,
}

/// `/admin/settings/systems/ID` and `/admin/settings/systems/new`. POST to itself with `csrf`, `version`, `name`, `address`;
/// to `/key`, `/secret` and `/test` below it with `csrf`; to `/again` with `csrf` and `delivery`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/edit_system.html")]
pub struct EditSystem {
    /// The surroundings.
    pub frame: Frame,
    /// In the address; none for a new one.
    pub id: Option<String>,
    /// The name that it has; none for a new one.
    pub known_as: Option<String>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// As typed.
    pub name: String,
    /// As typed.
    pub address: String,
    /// What is wrong.
    pub faults: Vec<SystemTrouble>,
    /// What happened just before.
    pub notice: SystemNotice,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
    /// When it last read, in microseconds since 1970.
    pub last_read: Option<i64>,
    /// Since when it takes no events any more, in microseconds since 1970.
    pub off_since: Option<i64>,
    /// Whether it is told of events now.
    pub has_hook: bool,
    /// The addresses of the feeds.
    pub feeds: Vec<String>,
    /// The last events, the newest on top.
    pub deliveries: Vec<DeliveryLine>,
}

/// What happened just before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemNotice {
    /// Nothing to say.
    None,
    /// It is saved.
    Saved,
    /// Somebody changed it since it was read.
    Changed,
    /// An event is under way.
    Sent,
    /// It is told of nothing, so that no event was sent.
    NotSent,
}

/// What is wrong with a connected system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemTrouble {
    /// The name.
    Name,
    /// Another one has the name.
    Taken,
    /// There are too many.
    TooMany,
    /// The address is none.
    Address,
    /// The address is not encrypted.
    NotEncrypted,
    /// The address lies where events do not go.
    Forbidden,
}

impl SystemTrouble {
    const fn field(self) -> &'static str {
        match self {
            Self::Name | Self::Taken | Self::TooMany => "name",
            Self::Address | Self::NotEncrypted | Self::Forbidden => "address",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Name => "view-name-wrong",
            Self::Taken => "system-name-taken",
            Self::TooMany => "system-too-many",
            Self::Address => "system-address-wrong",
            Self::NotEncrypted => "system-address-plain",
            Self::Forbidden => "system-address-forbidden",
        }
    }
}

/// An event in the list of a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryLine {
    /// In the form that sends it again.
    pub id: String,
    /// Word of the event.
    pub kind: String,
    /// When it was written, in microseconds since 1970.
    pub at: i64,
    /// How far it is, in words.
    pub state: String,
    /// Whether it was taken.
    pub taken: bool,
    /// What came back, in words.
    pub answer: Option<String>,
    /// When it is tried next, in microseconds since 1970.
    pub next: Option<i64>,
    /// How many tries there were.
    pub tries: i64,
}

impl EditSystem {
    fn action(&self) -> String {
        match &self.id {
            Some(id) => format!("/admin/settings/systems/{id}"),
            None => "/admin/settings/systems/new".to_owned(),
        }
    }

    /// What is wrong, each with the field that it is about.
    fn told(&self) -> Vec<(&'static str, String)> {
        self.faults.iter().map(|fault| (fault.field(), self.frame.say(fault.key()))).collect()
    }

    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<String> {
        self.faults.iter().find(|fault| fault.field() == field).map(|fault| self.frame.say(fault.key()))
    }
}

/// The key and the secret of a system, at the only moment that they are shown.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/system_shown.html")]
pub struct SystemShown {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// The key of the feeds, where it is new.
    pub key: Option<String>,
    /// The secret of the webhook, where it is new.
    pub secret: Option<String>,
    /// The addresses of the feeds.
    pub feeds: Vec<String>,
}

/// `/admin/settings/systems/ID/remove`: asks first. POST to itself with `csrf` and `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/remove_system.html")]
pub struct RemoveSystem {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// The version that was read.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Whether somebody changed it meanwhile.
    pub changed: bool,
}
