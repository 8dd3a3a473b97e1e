//! The audit log.

use askama::Template;

use crate::pages::Frame;

/// `/admin/audit`. POST to `/admin/audit/check` with `csrf`; to `/admin/audit/export` with `csrf`, `format` (`csv` or
/// `jsonl`) and the fields of the filter.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/audit.html")]
pub struct AuditLog {
    /// The surroundings.
    pub frame: Frame,
    /// How the log stands.
    pub standing: AuditStanding,
    /// The filter as it was typed.
    pub form: AuditFilter,
    /// Kinds of events, and what they are called.
    pub kinds: Vec<(&'static str, String)>,
    /// The newest on top.
    pub lines: Vec<AuditLine>,
    /// The address of older events.
    pub older: Option<String>,
    /// The address of the newest, where these are older.
    pub first: Option<String>,
}

/// How the log stands, as far as this server knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditStanding {
    /// It was not looked through yet.
    Never,
    /// It is being looked through.
    Running {
        /// How far.
        rows: i64,
        /// Of how many; 0 while that is not known.
        of: i64,
    },
    /// Nothing was changed in it.
    Clean {
        /// Up to this row.
        rows: i64,
        /// When that was, in microseconds since 1970.
        at: i64,
    },
    /// Something was.
    Tampered {
        /// How many findings.
        findings: u64,
        /// The places of the first.
        places: Vec<i64>,
        /// When that was, in microseconds since 1970.
        at: i64,
    },
}

/// A filter as it was typed, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// To whom.
    pub person: String,
    /// Who did it.
    pub actor: String,
    /// The word of a kind.
    pub kind: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Names of the fields in which something stands that cannot be meant.
    pub faults: Vec<&'static str>,
}

impl AuditFilter {
    /// Whether what stands in a field cannot be meant.
    pub fn has_fault(&self, field: &str) -> bool {
        self.faults.contains(&field)
    }

    /// Whether it leaves something out.
    pub fn is_set(&self) -> bool {
        [&self.person, &self.actor, &self.kind, &self.from, &self.until].iter().any(|value| !value.is_empty())
    }
}

/// Somebody in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPerson {
    /// The full name, or what they are.
    pub name: String,
    /// In addresses, where the page of the person may be opened.
    pub id: Option<String>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What it is called.
    pub what: String,
    /// Who did it.
    pub by: AuditPerson,
    /// To whom.
    pub whom: Option<AuditPerson>,
    /// From which address.
    pub source: Option<String>,
    /// What else it tells: what that is called, and the value.
    pub beside: Vec<(String, String)>,
}
