//! What people read in the product, and the form with which administrators write it.

use askama::Template;

use super::{Frame, TextForm};

/// Something to read, in the language of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadView {
    /// By what it is put away.
    pub word: String,
    /// One line.
    pub title: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Whether it is to act upon.
    pub important: bool,
    /// Whether the reader can put it away.
    pub dismissible: bool,
}

/// `/announcements`: everything that a person is to read today, also what was put away.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/announcements.html")]
pub struct Announcements {
    /// The surroundings.
    pub frame: Frame,
    /// What is to be read.
    pub items: Vec<ReadView>,
    /// What was put away.
    pub put_away: Vec<ReadView>,
}

/// An announcement in the list of administrators.
#[derive(Debug, Clone)]
pub struct AnnouncementRow {
    /// Identity.
    pub id: String,
    /// Title in the language of the page.
    pub title: String,
    /// Name of the selection; none for everyone.
    pub selection: Option<String>,
    /// Whether it is only for those without a second step.
    pub lacking_only: bool,
    /// First day, in microseconds since 1970.
    pub first: i64,
    /// Last day, in microseconds since 1970.
    pub last: i64,
    /// Where it is.
    pub when: WhenView,
}

/// Where an announcement is, in words and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenView {
    /// Still to come.
    Ahead,
    /// Read today.
    Now,
    /// Over.
    Over,
}

impl WhenView {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Ahead => "announcement-ahead",
            Self::Now => "announcement-now",
            Self::Over => "announcement-over",
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Ahead => "info",
            Self::Now => "ok",
            Self::Over => "",
        }
    }

    pub(super) fn drawing(self) -> &'static str {
        match self {
            Self::Ahead => "clock",
            Self::Now => "check",
            Self::Over => "x",
        }
    }
}

/// `/admin/announcements/new` and `/admin/announcements/ID`. POST to itself with the fields of [`AnnouncementForm`] and `act`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/edit_announcement.html")]
pub struct EditAnnouncement {
    /// The surroundings.
    pub frame: Frame,
    /// What is filled in.
    pub form: AnnouncementForm,
    /// Selections: identity and name.
    pub selections: Vec<(String, String)>,
    /// What happened before.
    pub notice: AnnouncementNotice,
    /// Whether the reader may change it.
    pub may_run: bool,
    /// The placeholders, and what each stands for.
    pub placeholders: Vec<(String, String)>,
    /// Whether its text names the reader's deadline.
    pub names_deadline: bool,
}

impl EditAnnouncement {
    fn action(&self) -> String {
        self.form
            .id
            .as_ref()
            .map_or_else(|| "/admin/announcements/new".to_owned(), |id| format!("/admin/announcements/{id}"))
    }
}

/// What the page says about the attempt before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnnouncementNotice {
    /// Nothing.
    None,
    /// It was saved.
    Saved,
    /// Somebody changed it meanwhile, or what it names is gone.
    Changed,
    /// Something is wrong.
    Faults,
}

/// An announcement as a form holds it.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a tick of the form")]
pub struct AnnouncementForm {
    /// Identity; none for a new one.
    pub id: Option<String>,
    /// The version that was read.
    pub version: i64,
    /// Identity of the selection; empty for everyone.
    pub selection: String,
    /// First day, as `2026-11-10`.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Whether it is to act upon.
    pub important: bool,
    /// Whether it is only for those without a second step.
    pub lacking_only: bool,
    /// Whether readers can put it away.
    pub dismissible: bool,
    /// Whether other systems get it.
    pub shared: bool,
    /// Its texts.
    pub texts: Vec<TextForm>,
    /// What is wrong, by field.
    pub errors: Vec<(&'static str, String)>,
}

impl AnnouncementForm {
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| *of == field).map(|(_, said)| said.as_str())
    }
}
