//! The pages about rules: list, editor, dry run, history, what if.

use askama::Template;

use super::Frame;

/// `/admin/policies`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/policies.html")]
pub struct Policies {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<PolicyNotice>,
    /// Whether the reader may change rules.
    pub may_change: bool,
    /// The rules, by name.
    pub rules: Vec<PolicyRow>,
    /// Rules that were taken away, the last first.
    pub removed: Vec<RemovedRule>,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyNotice {
    /// The rule of this name was saved.
    Saved(String),
    /// The rule of this name was removed.
    Removed(String),
}

/// A rule in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRow {
    /// In addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Name of the selection; none is everyone.
    pub whom: Option<String>,
    /// "verplicht"
    pub requirement: String,
    /// The deadline in words, where something is demanded.
    pub deadline: Option<String>,
    /// How often the second step is asked.
    pub ask: String,
    /// How long people stay signed in.
    pub stay: String,
    /// Whether it only watches.
    pub watching: bool,
    /// When it was last changed, in microseconds since 1970.
    pub changed: i64,
}

/// A rule that was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedRule {
    /// In addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was taken away.
    pub at: i64,
}

/// The fields of the form as they were typed, with what is wrong with each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyForm {
    /// In the address; none for a new one.
    pub id: Option<String>,
    /// The version that was read.
    pub version: String,
    /// The mark of the dry run that was seen.
    pub seen: String,
    /// Its name.
    pub name: String,
    /// Identity of the selection; empty is everyone.
    pub selection: String,
    /// off, optional, mandatory
    pub requirement: String,
    /// As a date field sends it; empty is at once.
    pub deadline: String,
    /// Days.
    pub grace: String,
    /// always or every
    pub ask: String,
    /// A number.
    pub ask_number: String,
    /// hours or days
    pub ask_unit: String,
    /// browser or for
    pub stay: String,
    /// A number.
    pub stay_number: String,
    /// hours or days
    pub stay_unit: String,
    /// A number; empty is no limit.
    pub idle_number: String,
    /// minutes or hours
    pub idle_unit: String,
    /// any, no-code-card, phishing-resistant
    pub authenticators: String,
    /// at-sign-in, emailed-code, helpdesk-pass
    pub late: String,
    /// on, watch
    pub mode: String,
    /// Field and what is wrong with it.
    pub errors: Vec<(&'static str, String)>,
}

impl PolicyForm {
    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| *of == field).map(|(_, said)| said.as_str())
    }
}

/// `/admin/policies/new` and `/admin/policies/ID`. POST to itself with `csrf`, the fields of the form, and `act`: `save`,
/// `preview` or `dry-run`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/policy.html")]
pub struct PolicyEditor {
    /// The surroundings.
    pub frame: Frame,
    /// Where the form goes.
    pub address: String,
    /// The fields.
    pub form: PolicyForm,
    /// Whether the reader may change rules.
    pub may_change: bool,
    /// Selections to choose from: identity and name.
    pub selections: Vec<(String, String)>,
    /// The date in words, beneath its field.
    pub deadline: Option<String>,
    /// What the rule does, in plain words: markup of ours, its values escaped; empty where the fields cannot be read.
    pub says: Vec<String>,
    /// What it would do to whom.
    pub run: Option<RunView>,
    /// What stands in the way.
    pub trouble: Trouble,
    /// When it was last changed, and by whom; none for a new one. No name is the command line of the server.
    pub changed: Option<(i64, Option<String>)>,
    /// Whether it only watches, as it stands: then there is something to compare.
    pub watching: bool,
}

/// What stands in the way of saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    None,
    /// Fields cannot be read; each says so itself.
    Fields,
    /// The selection is gone.
    Gone,
    /// A fresh proof comes first.
    Confirm,
    /// A second factor is asked of whoever has none.
    NoSecondFactor,
    /// Another change came between. What the rule says now, beside what is in the form.
    Changed {
        /// Who made it; none is the command line of the server.
        by: Option<String>,
        /// What differs, in sentences.
        differences: Vec<String>,
    },
    /// Somebody took it away meanwhile.
    TakenAway,
    /// What has to be so before it may demand something of people.
    Guards(Vec<GuardView>),
    /// The form was filled with an earlier version.
    Earlier(i64),
}

/// One thing that has to be so first: what, and where to do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardView {
    /// What is not so.
    pub said: String,
    /// Where to do something about it: address and words.
    pub link: Option<(String, String)>,
}

/// A dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunView {
    /// As it would be now; and on the deadline that lies ahead, if nobody did anything.
    pub parts: Vec<RunPart>,
    /// What changes now.
    pub moved: Vec<MovedView>,
}

/// The dry run of switching the module on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivationRunView {
    /// As it would be now; and on the last deadline that lies ahead, if nobody did anything.
    pub parts: Vec<RunPart>,
    /// What the form carries to say that these figures were seen.
    pub seen: String,
}

/// The figures of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunPart {
    /// How many are under the rule.
    pub under: u64,
    /// Which moment, and of how many, in a sentence.
    pub said: String,
    /// Classes with people in them.
    pub classes: Vec<ClassView>,
    /// Parts of the bar.
    pub bar: Vec<BarPart>,
}

/// A class of a dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassView {
    /// Class of the colour.
    pub colour: &'static str,
    /// What it is called.
    pub name: String,
    /// How many.
    pub people: u64,
    /// Those who never signed in.
    pub never: u64,
    /// The page that lists them; none where nobody is in it.
    pub link: Option<String>,
}

/// What changes for how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedView {
    /// "12 mensen: van … naar …"
    pub said: String,
    /// The page that lists them.
    pub link: String,
}

/// A part of the bar, in hundredths of a percent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarPart {
    /// Class of the colour.
    pub colour: &'static str,
    /// Where it begins.
    pub from: u64,
    /// How wide it is.
    pub width: u64,
}

impl BarPart {
    fn percent(hundredths: u64) -> String {
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    }

    pub(super) fn x(&self) -> String {
        Self::percent(self.from)
    }

    pub(super) fn w(&self) -> String {
        Self::percent(self.width)
    }
}

/// `/admin/policies/ID/dry-run?…`: the people of one class.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/dry_run.html")]
pub struct DryRunList {
    /// The surroundings.
    pub frame: Frame,
    /// Name of the rule.
    pub rule: String,
    /// Back to the form as it was filled in.
    pub back: String,
    /// What the class is called.
    pub title: String,
    /// What it means.
    pub meaning: Option<String>,
    /// The people.
    pub people: Vec<RunPerson>,
    /// The next page.
    pub next: Option<String>,
}

/// A person of a dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunPerson {
    /// In addresses.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// When last signed in.
    pub signed_in: Option<i64>,
    /// Whether there is an address.
    pub has_address: bool,
}

/// `/admin/policies/ID/history`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/policy_history.html")]
pub struct PolicyHistory {
    /// The surroundings.
    pub frame: Frame,
    /// In addresses.
    pub id: String,
    /// Name of the rule.
    pub rule: String,
    /// Whether it is there now.
    pub there: bool,
    /// Whether the reader may change rules.
    pub may_change: bool,
    /// The changes, newest first.
    pub entries: Vec<HistoryEntry>,
    /// The next page.
    pub next: Option<String>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The version that it made.
    pub version: i64,
    /// When.
    pub at: i64,
    /// Who; none is the command line of the server.
    pub by: Option<String>,
    /// What it was.
    pub what: What,
    /// What changed: a sentence, and whether it asks more (`+`), less (`-`) or neither (` `).
    pub changes: Vec<(String, char)>,
    /// Why it was saved although a guard said no.
    pub even_so: Option<String>,
    /// Whether the form can be filled with it: it is not what stands now.
    pub undo: bool,
}

/// What a change was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The rule was made.
    Made,
    /// It was changed.
    Changed,
    /// It was taken away.
    Removed,
    /// It was brought back.
    BroughtBack,
}

/// `/admin/policies/ID/remove`: asks first. POST to itself with `csrf` and `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/remove_policy.html")]
pub struct RemovePolicy {
    /// The surroundings.
    pub frame: Frame,
    /// In addresses.
    pub id: String,
    /// The version that was read.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Whether somebody changed it meanwhile.
    pub changed: bool,
}

/// `/admin/people/ID/what-if`: what a sign-in would lead to. GET with `at`, a date, and `time`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/what_if.html")]
pub struct WhatIf {
    /// The surroundings.
    pub frame: Frame,
    /// In addresses.
    pub id: String,
    /// Full name.
    pub name: String,
    /// The date as it was typed.
    pub date: String,
    /// The time as it was typed.
    pub time: String,
    /// Whether these are no date and time.
    pub wrong: bool,
    /// The moment in words.
    pub moment: String,
    /// Why, in sentences.
    pub sentences: Vec<String>,
    /// Each part of what holds: its name, its value, and the rule that it comes from.
    pub fields: Vec<(String, String, Option<String>)>,
    /// The rules that hold: identity and name.
    pub rules: Vec<(String, String)>,
}

/// `/admin/settings/mail`: test messages. POST to itself with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/mail_test.html")]
pub struct MailTests {
    /// The surroundings.
    pub frame: Frame,
    /// Where the last message goes, just now asked for.
    pub sent_to: Option<String>,
    /// Whether the reader has no address.
    pub no_address: bool,
    /// The last messages: when, where to, and how it stands in words; whether it was taken.
    pub tests: Vec<(i64, String, String, bool)>,
}
