//! What is told of a sync: how many of whom, the first few by name, and why it stopped where it did.

use serde::{Deserialize, Serialize};

use super::port::Fault;
use crate::error::Error;
use crate::scim::people::Refusal;

/// So many lines of each kind are told; the rest is counted.
const KEPT_OF_EACH: usize = 50;

/// State of a sync that nobody has begun yet.
pub const WAITING: &str = "waiting";
/// Of one that is under way.
pub const RUNNING: &str = "running";
/// Of one that did all there was to do.
pub const DONE: &str = "done";
/// Of one that blocked nobody, since too many would have vanished.
pub const HELD: &str = "held";
/// Of one that stopped at a fault, or with its server.
pub const FAILED: &str = "failed";

/// What is told of one person or group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Their user name, the name of the group, or what the directory calls them where there is no better.
    pub who: String,
    /// What became of them: `added`, `changed`, `blocked`, `let-in`, `gone`, or the word of a refusal.
    pub what: String,
    /// The fields that changed, or what a refusal is about.
    pub about: String,
    /// Whether it was refused.
    pub refused: bool,
}

/// What becomes of groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCounts {
    /// Made.
    pub made: u64,
    /// Renamed, or with others in them.
    pub changed: u64,
    /// In the directory no longer.
    pub gone: u64,
    /// How often somebody came into one.
    pub joined: u64,
    /// How often somebody left one.
    pub left: u64,
    /// Refused.
    pub refused: u64,
}

/// What is told of a sync.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Why it stopped.
    pub fault: Option<Fault>,
    /// How many people would have been blocked, where that were too many.
    pub held: Option<u64>,
    /// How often somebody would have left a group, or a group vanished, where that were too many.
    pub held_groups: Option<u64>,
    /// What became of groups.
    pub groups: GroupCounts,
    /// The first few of each kind.
    pub lines: Vec<Line>,
}

impl Report {
    pub(super) fn tell(&mut self, who: impl FnOnce() -> String, (what, about): (&str, String)) {
        self.line(who, (what, about), false);
    }

    pub(super) fn refuse(&mut self, who: impl FnOnce() -> String, refusal: &Refusal) {
        self.line(who, (refusal.word(), refusal.about()), true);
    }

    pub(super) fn line(&mut self, who: impl FnOnce() -> String, (what, about): (&str, String), refused: bool) {
        if self.lines.iter().filter(|line| line.what == what).count() < KEPT_OF_EACH {
            self.lines.push(Line { who: who(), what: what.to_owned(), about, refused });
        }
    }

    pub(super) fn text(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|error| Error::Broken(error.to_string()))
    }

    /// From what is kept of a sync.
    pub fn read(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(text).map_err(|error| Error::Broken(error.to_string()))
    }
}
