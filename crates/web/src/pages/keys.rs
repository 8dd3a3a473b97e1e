//! `/admin/settings/keys`: the keys with which platforms ask what comes next.

use askama::Template;

use super::{Difference, Frame, Tick};

/// `/admin/settings/keys`
#[derive(Debug, Clone, Template)]
#[template(path = "settings/keys.html")]
pub struct ApiKeys {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: ApiKeysNotice,
    /// All of them by name.
    pub keys: Vec<ApiKeyLine>,
    /// Whether the reader may change them.
    pub may_edit: bool,
    /// Whether there may be one more.
    pub has_room: bool,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiKeysNotice {
    /// Nothing to say.
    None,
    /// The key of this platform was saved.
    Saved(String),
    /// The key of this platform was removed.
    Removed(String),
}

/// A key in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyLine {
    /// In the address.
    pub id: String,
    /// The name of the platform.
    pub name: String,
    /// What it opens, in words.
    pub opens: String,
    /// When it was last used, in microseconds since 1970.
    pub last_used: Option<i64>,
    /// Until when the one before it opens as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// `/admin/settings/keys/ID` and `/admin/settings/keys/new`. POST to itself with `csrf`, `version`, `name`, each `scope`,
/// `addresses`, `rate`; to `/renew` and `/end-former` below it with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/edit_key.html")]
pub struct EditApiKey {
    /// The surroundings.
    pub frame: Frame,
    /// The one that is there; none for a new one.
    pub known: Option<KnownApiKey>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// As typed.
    pub name: String,
    /// What it may open.
    pub scopes: Vec<Tick>,
    /// As typed, one on each line.
    pub addresses: String,
    /// Requests a minute, as typed.
    pub rate: String,
    /// What is wrong.
    pub faults: Vec<ApiKeyTrouble>,
    /// What somebody else saved meanwhile, beside what was typed.
    pub conflict: Vec<Difference>,
    /// What happened just before.
    pub notice: ApiKeyNotice,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
    /// What every address of the API begins with.
    pub base: String,
}

/// A key that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownApiKey {
    /// In the address.
    pub id: String,
    /// The name that it has.
    pub name: String,
    /// When it was first made, in microseconds since 1970.
    pub made: i64,
    /// When it was last used, in microseconds since 1970.
    pub last_used: Option<i64>,
    /// Until when the one before it opens as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// What happened just before on the page of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiKeyNotice {
    /// Nothing to say.
    None,
    /// The key before the present one opens nothing any more.
    FormerEnded,
}

/// What is wrong with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiKeyTrouble {
    /// The name.
    Name,
    /// Another one has the name.
    Taken,
    /// There are too many.
    TooMany,
    /// It opens nothing.
    NoScope,
    /// Enrolling without signing in.
    EnrolAlone,
    /// This address is none to return to.
    Address(String),
    /// There are too many addresses.
    TooManyAddresses,
    /// The number of requests a minute.
    Rate,
}

impl ApiKeyTrouble {
    const fn field(&self) -> &'static str {
        match self {
            Self::Name | Self::Taken | Self::TooMany => "name",
            Self::NoScope | Self::EnrolAlone => "scope",
            Self::Address(_) | Self::TooManyAddresses => "addresses",
            Self::Rate => "rate",
        }
    }

    fn said(&self, frame: &Frame) -> String {
        frame.say(match self {
            Self::Name => "view-name-wrong",
            Self::Taken => "api-key-name-taken",
            Self::TooMany => "api-key-too-many",
            Self::NoScope => "api-key-no-scope",
            Self::EnrolAlone => "api-key-enrol-alone",
            Self::Address(typed) => {
                return frame.with("api-key-address-wrong").arg("address", typed.clone()).to_string();
            }
            Self::TooManyAddresses => "api-key-many-addresses",
            Self::Rate => "api-key-rate-wrong",
        })
    }
}

impl EditApiKey {
    fn action(&self) -> String {
        match &self.known {
            Some(known) => format!("/admin/settings/keys/{}", known.id),
            None => "/admin/settings/keys/new".to_owned(),
        }
    }

    /// What is wrong, each with the field that it is about.
    fn told(&self) -> Vec<(&'static str, String)> {
        self.faults.iter().map(|fault| (fault.field(), fault.said(&self.frame))).collect()
    }

    /// What is wrong with a field.
    fn faults_of(&self, field: &str) -> Vec<String> {
        self.faults.iter().filter(|fault| fault.field() == field).map(|fault| fault.said(&self.frame)).collect()
    }

    /// Whether anything is wrong with it.
    fn is_wrong(&self, field: &str) -> bool {
        self.faults.iter().any(|fault| fault.field() == field)
    }
}

/// A key, at the only moment that it is shown.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/key_shown.html")]
pub struct ApiKeyShown {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// The name of the platform.
    pub name: String,
    /// The key.
    pub key: String,
    /// What every address of the API begins with.
    pub base: String,
    /// Until when the one before it opens as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// `/admin/settings/keys/ID/remove`: asks first. POST to itself with `csrf` and `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/remove_key.html")]
pub struct RemoveApiKey {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// The version that was read.
    pub version: i64,
    /// The name of the platform.
    pub name: String,
    /// Whether somebody changed it meanwhile.
    pub changed: bool,
}
