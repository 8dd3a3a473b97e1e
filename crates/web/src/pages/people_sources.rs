//! `/admin/settings/sources`: the systems from which people come in.

use askama::Template;
use domain::people_source::SourceKind;

use super::{Difference, Frame};

/// Attributes that systems usually send (RFC 7643 sections 4.1 and 4.3), to choose from.
const SOURCE_PATHS: [&str; 18] = [
    "userName",
    "displayName",
    "name.formatted",
    "name.givenName",
    "name.familyName",
    "emails",
    "preferredLanguage",
    "title",
    "userType",
    "nickName",
    "phoneNumbers.value",
    "addresses.locality",
    "externalId",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
];

/// `/admin/settings/sources`
#[derive(Debug, Clone, Template)]
#[template(path = "settings/sources.html")]
pub struct PeopleSources {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: SourcesNotice,
    /// All of them by name.
    pub sources: Vec<SourceLine>,
    /// Whether the reader may change them.
    pub may_edit: bool,
    /// Whether there may be one more.
    pub has_room: bool,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourcesNotice {
    /// Nothing to say.
    None,
    /// This one was saved.
    Saved(String),
    /// This one was let go.
    Removed(String),
}

/// A source in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// In the address.
    pub id: String,
    /// How people come in.
    pub kind: SourceKind,
    /// Its name.
    pub name: String,
    /// How many people come from it.
    pub people: u64,
    /// How many groups.
    pub groups: u64,
    /// When it last spoke, in microseconds since 1970.
    pub last_used: Option<i64>,
    /// Until when the key before the present one opens as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// `/admin/settings/sources/ID` and `/admin/settings/sources/new`. POST to itself with `csrf`, `version`, `name`, `takes_over`,
/// `when_gone` and each `path:FIELD`; to `/try` below it with `body` besides; to `/renew` and `/end-former` with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/edit_source.html")]
pub struct EditSource {
    /// The surroundings.
    pub frame: Frame,
    /// The one that is there; none for a new one.
    pub known: Option<KnownSource>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// As typed.
    pub name: String,
    /// Whether it may take over who is here.
    pub takes_over: bool,
    /// Whether whoever is gone there is blocked; else they stay as they are.
    pub blocks: bool,
    /// What goes where.
    pub fields: Vec<SourceField>,
    /// What is wrong.
    pub faults: Vec<SourceTrouble>,
    /// What somebody else saved meanwhile, beside what was typed.
    pub conflict: Vec<Difference>,
    /// What happened just before.
    pub notice: SourceNotice,
    /// A person to try it out with, in JSON.
    pub sample: String,
    /// What they would become.
    pub trial: SourceTrial,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
    /// What the system is told as the address.
    pub base: String,
}

/// A source that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSource {
    /// In the address.
    pub id: String,
    /// The name that it has.
    pub name: String,
    /// How many people come from it.
    pub people: u64,
    /// How many groups.
    pub groups: u64,
    /// When it was first made, in microseconds since 1970.
    pub made: i64,
    /// When it last spoke, in microseconds since 1970.
    pub last_used: Option<i64>,
    /// Until when the key before the present one opens as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// A field of a person, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceField {
    /// The word that the form uses, which is also the end of the id of the input.
    pub word: String,
    /// What people call it.
    pub name: String,
    /// Where it comes from, as typed.
    pub path: String,
    /// Whether it cannot be left out.
    pub needed: bool,
}

impl SourceField {
    /// The id of its input: letters, digits and dashes.
    pub fn id(&self) -> String {
        format!("path-{}", self.word.replace(':', "-"))
    }
}

/// What happened just before on the page of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceNotice {
    /// Nothing to say.
    None,
    /// The key before the present one opens nothing any more.
    FormerEnded,
}

/// What a person would become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceTrial {
    /// Nothing was tried.
    None,
    /// This: names of fields and their values.
    Read {
        /// Each field and its value.
        values: Vec<(String, String)>,
        /// Somebody signs in so already.
        here_already: bool,
    },
    /// They would be refused, and why.
    Refused(String),
}

/// What is wrong with a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceTrouble {
    /// The name.
    Name,
    /// Another one has the name.
    Taken,
    /// There are too many.
    TooMany,
    /// The field comes from nowhere that is: its word and what people call it.
    Path(String, String),
    /// Nobody can be without the field.
    Needed(String, String),
    /// Addresses come from somewhere else.
    Emails,
}

impl SourceTrouble {
    fn field(&self) -> String {
        match self {
            Self::Name | Self::Taken | Self::TooMany => "name".to_owned(),
            Self::Path(word, _) | Self::Needed(word, _) => format!("path-{}", word.replace(':', "-")),
            Self::Emails => "path-emails".to_owned(),
        }
    }

    fn said(&self, frame: &Frame) -> String {
        match self {
            Self::Name => frame.say("view-name-wrong"),
            Self::Taken => frame.say("source-name-taken"),
            Self::TooMany => frame.say("source-too-many"),
            Self::Path(_, name) => frame.with("source-path-wrong").arg("field", name.clone()).to_string(),
            Self::Needed(_, name) => frame.with("source-path-needed").arg("field", name.clone()).to_string(),
            Self::Emails => frame.say("source-path-emails"),
        }
    }
}

impl EditSource {
    fn action(&self) -> String {
        match &self.known {
            Some(known) => format!("/admin/settings/sources/{}", known.id),
            None => "/admin/settings/sources/new".to_owned(),
        }
    }

    /// What is wrong, each with the id of the input that it is about.
    fn told(&self) -> Vec<(String, String)> {
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
}

/// A key, at the only moment that it is shown.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/source_shown.html")]
pub struct SourceShown {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// The name of the system.
    pub name: String,
    /// The key.
    pub key: String,
    /// What the system is told as the address.
    pub base: String,
    /// Until when the one before it opens as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// `/admin/settings/sources/ID/remove`: asks first. POST to itself with `csrf` and `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/remove_source.html")]
pub struct RemoveSource {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// The version that was read.
    pub version: i64,
    /// The name of the system.
    pub name: String,
    /// Whether it is a directory, and not a system that writes here.
    pub directory: bool,
    /// How many people come from it.
    pub people: u64,
    /// Whether somebody changed it meanwhile.
    pub changed: bool,
}
