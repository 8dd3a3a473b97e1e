//! Campaigns: the list, one campaign, its form, its texts, and whom it told.

use askama::Template;

use super::{AnnouncementRow, Frame};

/// `/admin/messages`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/messages.html")]
pub struct Messages {
    /// The surroundings.
    pub frame: Frame,
    /// Name of a draft that was just taken away.
    pub removed: Option<String>,
    /// Whether the reader may make campaigns.
    pub may_run: bool,
    /// Whether there is a rule that a campaign can be for.
    pub has_rule: bool,
    /// The campaigns.
    pub campaigns: Vec<CampaignRow>,
    /// Announcements in the product.
    pub announcements: Vec<AnnouncementRow>,
}

/// A campaign in the list.
#[derive(Debug, Clone)]
pub struct CampaignRow {
    /// Identity.
    pub id: String,
    /// Name.
    pub name: String,
    /// The rule it is for; none where that was taken away.
    pub rule: Option<String>,
    /// From when the rule demands a second step, in microseconds since 1970.
    pub deadline: Option<i64>,
    /// Where it is.
    pub state: StateView,
    /// When it announces, in microseconds since 1970.
    pub announces: i64,
}

/// Where a campaign is, in words and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateView {
    /// A draft.
    Draft,
    /// Running.
    Running,
    /// Paused.
    Paused,
    /// Stopped.
    Stopped,
}

impl StateView {
    fn key(self) -> &'static str {
        match self {
            Self::Draft => "campaign-draft",
            Self::Running => "campaign-running",
            Self::Paused => "campaign-paused",
            Self::Stopped => "campaign-stopped",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Draft => "info",
            Self::Running => "ok",
            Self::Paused => "warn",
            Self::Stopped => "",
        }
    }

    fn drawing(self) -> &'static str {
        match self {
            Self::Draft => "list",
            Self::Running => "check",
            Self::Paused => "clock",
            Self::Stopped => "x",
        }
    }
}

/// `/admin/messages/new` and `/admin/messages/ID/edit`. POST to itself with the fields of [`CampaignForm`].
#[derive(Debug, Clone, Template)]
#[template(path = "admin/edit_campaign.html")]
pub struct EditCampaign {
    /// The surroundings.
    pub frame: Frame,
    /// What is filled in.
    pub form: CampaignForm,
    /// Rules that a campaign can be for: identity, name and day.
    pub rules: Vec<(String, String, String)>,
    /// Somebody changed it since it was read.
    pub changed: bool,
    /// Whether it is a draft, which can be taken away.
    pub is_draft: bool,
}

impl EditCampaign {
    fn action(&self) -> String {
        self.form
            .id
            .as_ref()
            .map_or_else(|| "/admin/messages/new".to_owned(), |id| format!("/admin/messages/{id}/edit"))
    }
}

/// A campaign as a form holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CampaignForm {
    /// Identity; none for a new one.
    pub id: Option<String>,
    /// The version that was read.
    pub version: i64,
    /// Name.
    pub name: String,
    /// Identity of the rule.
    pub rule: String,
    /// Day of the announcement, as `2026-11-10`.
    pub announce_on: String,
    /// Days before, as `14, 7, 1`.
    pub before: String,
    /// Whether there is a message on the day.
    pub on_the_day: bool,
    /// Days after, as `7`.
    pub after: String,
    /// First hour.
    pub from: String,
    /// First quiet hour after it.
    pub until: String,
    /// Messages a day at most; empty for no limit.
    pub a_day: String,
    /// `informal` or `formal`.
    pub tone: String,
    /// Whether mails are sent.
    pub by_mail: bool,
    /// Whether it is shown in the product.
    pub on_home: bool,
    /// What is wrong, by field.
    pub errors: Vec<(&'static str, String)>,
}

impl CampaignForm {
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| *of == field).map(|(_, said)| said.as_str())
    }

    /// Hours in which messages may begin, and which is chosen.
    fn first_hours(&self) -> Vec<(u8, bool)> {
        (0..=23).map(|hour| (hour, self.from == hour.to_string())).collect()
    }

    /// Hours at which they may end.
    fn last_hours(&self) -> Vec<(u8, bool)> {
        (1..=24).map(|hour| (hour, self.until == hour.to_string())).collect()
    }
}

/// `/admin/messages/ID`. POST to `/go` with `csrf` and `to`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/campaign.html")]
pub struct CampaignPage {
    /// The surroundings.
    pub frame: Frame,
    /// Identity.
    pub id: String,
    /// Name.
    pub name: String,
    /// Where it is.
    pub state: StateView,
    /// The rule it is for: identity and name; none where that was taken away.
    pub rule: Option<(String, String)>,
    /// From when the rule demands a second step, in microseconds since 1970.
    pub deadline: Option<i64>,
    /// What happened before.
    pub notice: CampaignNotice,
    /// Why it cannot start or does not do all that was planned.
    pub hindrance: Option<String>,
    /// Whether the reader may change it.
    pub may_run: bool,
    /// How many people are under the rule, and how many of them have a second step.
    pub under: u64,
    /// Those with a second step.
    pub have: u64,
    /// Those who are to be told.
    pub left: u64,
    /// Those of them whom no mail reaches.
    pub unreached: u64,
    /// Messages of which nobody knows whether they arrived.
    pub unknown: u64,
    /// The next message for whoever has the deadline of the rule: its day, and what and when it is.
    pub next: Option<(String, String)>,
    /// Its messages.
    pub steps: Vec<StepView>,
    /// What is said of waves, where so many a day are sent.
    pub wave: Option<String>,
    /// Whether the wave of a message would not be over when the next begins.
    pub overlong: Option<String>,
    /// Other days than the rule's that people last heard: day and how many.
    pub misled: Vec<(i64, u64)>,
    /// Whether the reader may see everybody.
    pub may_look: bool,
    /// Its hours, in words.
    pub hours: String,
}

/// What the page says about the attempt before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CampaignNotice {
    /// Nothing.
    None,
    /// It was saved.
    Saved,
    /// It was started or goes on.
    Started,
    /// It was paused.
    Paused,
    /// It was stopped.
    Stopped,
    /// Whoever may have missed a message is told again.
    Again,
    /// Somebody did something else with it meanwhile.
    Changed,
}

/// A message of a campaign.
#[derive(Debug, Clone)]
pub struct StepView {
    /// The word of the address.
    pub word: String,
    /// What it is called.
    pub name: String,
    /// Word of its text.
    pub kind: &'static str,
    /// From when it is sent, in microseconds since 1970.
    pub at: Option<i64>,
    /// Messages written.
    pub all: u64,
    /// Those that wait.
    pub waiting: u64,
    /// Those that the mail server took.
    pub sent: u64,
    /// Those that did not go.
    pub failed: u64,
    /// Those of which nobody knows.
    pub unknown: u64,
    /// The same, whose readers were told again.
    pub again: u64,
    /// Letters on paper.
    pub letters: u64,
}

/// `/admin/messages/ID/text/KIND`. POST to itself with `csrf`, `version`, `act` and for each language `subject-nl` and
/// `body-nl`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/campaign_text.html")]
pub struct CampaignTextPage {
    /// The surroundings.
    pub frame: Frame,
    /// Identity of the campaign.
    pub id: String,
    /// Name of the campaign.
    pub name: String,
    /// Word of the text.
    pub kind: &'static str,
    /// What the text is called.
    pub title: String,
    /// The version that was read.
    pub version: i64,
    /// Whether it is the organisation's own.
    pub is_own: bool,
    /// Whether the reader may change it.
    pub may_run: bool,
    /// What happened before.
    pub notice: TextNotice,
    /// The text in each language.
    pub texts: Vec<TextForm>,
    /// Placeholders: how each is typed, and what it is.
    pub placeholders: Vec<(String, String)>,
    /// Whether the reader may see it as somebody else does.
    pub may_look: bool,
    /// As whom it is shown: what was typed.
    pub person: String,
    /// The name of whom it is shown as; none where nobody is called that.
    pub shown_as: Option<String>,
}

/// What the page says about the attempt before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextNotice {
    /// Nothing.
    None,
    /// It was saved.
    Saved,
    /// The product's own is back.
    Usual,
    /// A message is on its way to the reader.
    Tried,
    /// Something is wrong with it.
    Faults,
    /// Somebody changed it meanwhile.
    Changed,
}

/// A text in one language.
#[derive(Debug, Clone)]
pub struct TextForm {
    /// Tag of the language.
    pub tag: String,
    /// What its speakers call it.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// What is wrong with the subject.
    pub subject_errors: Vec<String>,
    /// What is wrong with the text.
    pub body_errors: Vec<String>,
    /// As the reader sees it.
    pub shown: Option<(String, Vec<String>)>,
}

/// `/admin/messages/ID/told`. POST to `/export` with `csrf`, `list`, `step` and `state`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/campaign_told.html")]
pub struct CampaignTold {
    /// The surroundings.
    pub frame: Frame,
    /// Identity of the campaign.
    pub id: String,
    /// Name of the campaign.
    pub name: String,
    /// The messages that can be asked for: word, name, and whether it is asked for now.
    pub steps: Vec<(String, String, bool)>,
    /// The states that can be asked for: the same.
    pub states: Vec<(&'static str, String, bool)>,
    /// The messages.
    pub lines: Vec<ToldView>,
    /// Whether these are the newest.
    pub is_first: bool,
    /// The address of those before.
    pub older: Option<String>,
    /// Whether the reader may write the list out.
    pub may_export: bool,
}

impl CampaignTold {
    fn chosen_step(&self) -> &str {
        self.steps.iter().find(|(_, _, chosen)| *chosen).map_or("", |(word, _, _)| word)
    }

    fn chosen_state(&self) -> &str {
        self.states.iter().find(|(_, _, chosen)| *chosen).map_or("", |(word, _, _)| word)
    }
}

/// A message in the list.
#[derive(Debug, Clone)]
pub struct ToldView {
    /// Identity of the person.
    pub user: String,
    /// Name of the person.
    pub name: String,
    /// To which address, or that it was on paper.
    pub address: String,
    /// Which message.
    pub step: String,
    /// When it was written, in microseconds since 1970.
    pub at: i64,
    /// The deadline that it names.
    pub deadline: i64,
    /// What became of it.
    pub state: String,
    /// The colour of that.
    pub class: &'static str,
    /// What the mail server said.
    pub note: Option<String>,
}

/// `/admin/messages/ID/unreached`. POST to `/export` with `csrf` and `list`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/campaign_unreached.html")]
pub struct CampaignUnreached {
    /// The surroundings.
    pub frame: Frame,
    /// Identity of the campaign.
    pub id: String,
    /// Name of the campaign.
    pub name: String,
    /// The people: identity, name, user name, deadline, and whether the mail server refused the address.
    pub people: Vec<(String, String, String, i64, bool)>,
    /// Whether there are more than are listed.
    pub more: bool,
    /// Whether the reader may write the list out.
    pub may_export: bool,
    /// Whether the reader may make letters.
    pub may_print: bool,
}
