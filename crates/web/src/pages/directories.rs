//! `/admin/settings/directories`: directories that people are fetched from by LDAP.

use askama::Template;

use super::{Difference, Frame};

/// `/admin/settings/directories/ID` and `/admin/settings/directories/new`. POST to itself with `csrf`, `version`, `act` (`save` or `test`)
/// and each input; to `/sync` below it with `csrf` and `act` (`look`, `sync` or `let-go`).
#[derive(Debug, Clone, Template)]
#[template(path = "settings/directory.html")]
pub struct EditDirectory {
    /// The surroundings.
    pub frame: Frame,
    /// The one that is there; none for a new one.
    pub known: Option<KnownDirectory>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// What kind of directory it is, by its word.
    pub shape: String,
    /// What is typed, in groups.
    pub groups: Vec<InputGroup>,
    /// What is wrong: the id of an input, and what is said of it.
    pub faults: Vec<(String, String)>,
    /// What somebody else saved meanwhile, beside what was typed.
    pub conflict: Vec<Difference>,
    /// What happened just before.
    pub notice: Option<String>,
    /// What a trial came to.
    pub trial: DirectoryTrial,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
}

impl EditDirectory {
    /// Where the form goes.
    pub fn action(&self) -> String {
        match &self.known {
            Some(known) => format!("/admin/settings/directories/{}", known.id),
            None => "/admin/settings/directories/new".to_owned(),
        }
    }

    fn error_of(&self, id: &str) -> Option<&str> {
        self.faults.iter().find(|(input, _)| input == id).map(|(_, said)| said.as_str())
    }
}

/// Inputs that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputGroup {
    /// The id of its heading.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What it is about.
    pub why: Option<String>,
    /// The inputs.
    pub inputs: Vec<Input>,
}

/// An input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its id and name.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// What to know.
    pub hint: Option<String>,
    /// What it looks like, with what was typed.
    pub kind: InputKind,
}

/// What an input looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    /// One line.
    Line(String),
    /// One line of code.
    Code(String),
    /// A number.
    Number(String),
    /// Many lines of code.
    Lines(String),
    /// A password, which is never shown.
    Password,
    /// Yes or no.
    Check(bool),
    /// One of these words with their texts.
    Choice(String, Vec<(String, String)>),
}

/// A directory that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDirectory {
    /// In the address.
    pub id: String,
    /// The name that it has.
    pub name: String,
    /// How many people come from it.
    pub people: u64,
    /// How many groups.
    pub groups: u64,
    /// When it is synced next, in microseconds since 1970.
    pub next_sync: Option<i64>,
    /// How many people may vanish, where the last sync held them back.
    pub held: Option<u64>,
    /// The last syncs and dry runs, the newest first.
    pub syncs: Vec<SyncLine>,
    /// What the newest of them tells of single people and groups.
    pub told: Vec<SyncTold>,
    /// Whether that was a dry run.
    pub told_dry: bool,
}

/// A sync or dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncLine {
    /// When it was asked for, in microseconds since 1970.
    pub at: i64,
    /// Whether it only looked.
    pub dry: bool,
    /// The class and drawing of its mark, and the text.
    pub state: (&'static str, &'static str, &'static str),
    /// What it came to.
    pub counts: String,
    /// Why it stopped, or held back.
    pub why: Option<String>,
}

/// What is told of one person or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncTold {
    /// Who.
    pub who: String,
    /// What became of them.
    pub what: String,
    /// More of it: the fields, or a value.
    pub about: String,
    /// Whether it was refused.
    pub refused: bool,
}

/// What a trial came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectoryTrial {
    /// None was asked for.
    None,
    /// It cannot be read, and why.
    Refused(String),
    /// It can: how much there is, and the first few.
    Read {
        /// How many people and groups.
        counts: String,
        /// The first few: what the directory calls them, and the fields with a value or what is wrong.
        samples: Vec<(String, Vec<(String, String)>)>,
    },
}
