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
    /// How many kinds of events of the audit log it is told.
    pub log_kinds: i64,
}

/// `/admin/settings/systems/ID` and `/admin/settings/systems/new`. POST to itself with `csrf`, `version`, `name`, `address`;
/// to `/key`, `/secret` and `/test` below it with `csrf`; to `/again` with `csrf` and `delivery`; to `/replay` with `csrf`,
/// `since` and `which`. GET of itself with `state`.
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
    /// What of the audit log it is told; none for a new one.
    pub log: Option<SystemLog>,
    /// How many events were given up.
    pub given_up: i64,
    /// The events that are listed, the newest on top.
    pub deliveries: Vec<DeliveryLine>,
    /// Which those are.
    pub listed: SystemListed,
    /// The form that sends many once more.
    pub repeat: SystemRepeat,
}

/// What of the audit log a system is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemLog {
    /// How many kinds of events.
    pub kinds: i64,
    /// Whether the reader may choose them.
    pub may_choose: bool,
    /// When the first event happened that waits in the log, in microseconds since 1970; none where none does.
    pub behind: Option<i64>,
}

/// The words by which events are listed, and the keys of their texts.
pub const SYSTEM_STATES: [(&str, &str); 4] = [
    ("", "system-show-all"),
    ("waiting", "system-state-waiting"),
    ("taken", "system-state-taken"),
    ("given-up", "system-state-given-up"),
];

/// Which events are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SystemListed {
    /// The word of the state; empty for all.
    pub state: String,
    /// The way to those before; none where there are none.
    pub older: Option<String>,
    /// The way back to the newest; none where those are shown.
    pub newest: Option<String>,
}

impl SystemListed {
    /// Whether it is the whole list that is shown, from its beginning.
    fn is_all(&self) -> bool {
        self.state.is_empty() && self.newest.is_none()
    }
}

/// The form that sends many events once more, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SystemRepeat {
    /// The first day.
    pub since: String,
    /// Whether what was taken is sent again too.
    pub all: bool,
    /// Whether the day is none.
    pub wrong: bool,
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
    /// Other kinds of events of the log were chosen.
    EventsSaved,
    /// So many events are sent once more.
    Repeated(i64),
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
    /// What an event of the log is called.
    pub said: Option<String>,
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
