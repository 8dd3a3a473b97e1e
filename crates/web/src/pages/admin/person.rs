//! `/admin/people/ID`: a person through a view; adding and changing one; `/admin/exemptions`.

use askama::Template;

use crate::pages::{Authenticator, Device, Frame, Person, Recovery, Session};

/// `/admin/people/ID?view=ID`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/person.html")]
pub struct PersonPage {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<PersonNotice>,
    /// Who it is.
    pub person: Person,
    /// The name of the system that they come from, where they do.
    pub source: Option<String>,
    /// In addresses.
    pub id: String,
    /// In the address of the view.
    pub view: String,
    /// Its name.
    pub view_name: String,
    /// User name.
    pub user_name: String,
    /// Addresses, the main one first.
    pub addresses: Vec<String>,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Attributes of the organisation's own that the person has, in words: name and value.
    pub attributes: Vec<(String, String)>,
    /// Name of the role.
    pub role: String,
    /// Name of the language; none where the person states none.
    pub language: Option<String>,
    /// When last signed in, in microseconds since 1970.
    pub last_sign_in: Option<i64>,
    /// Whether the person is blocked.
    pub blocked: bool,
    /// Who it is, seen from the reader.
    pub relation: Relation,
    /// How the second step stands.
    pub factor: FactorState,
    /// Enrolled authenticators.
    pub authenticators: Vec<Authenticator>,
    /// Recovery codes; none before the first authenticator.
    pub recovery: Option<Recovery>,
    /// Why: the sentences of the rules that hold.
    pub explain: Vec<String>,
    /// Whether the reader may ask what would be at another moment, and which rule each part comes from.
    pub what_if: bool,
    /// Why the person cannot sign in, and what to do now.
    pub advice: Vec<AdviceLine>,
    /// Where the person is signed in.
    pub sessions: Vec<Session>,
    /// Browsers that are remembered.
    pub devices: Vec<Device>,
    /// The last exemptions, the newest on top.
    pub exemptions: Vec<ExemptionLine>,
    /// What happened last.
    pub events: Vec<EventLine>,
    /// The acts that stand here.
    pub acts: Vec<Act>,
}

impl PersonPage {
    fn may(&self, act: &str) -> bool {
        self.acts.iter().any(|one| one.word == act)
    }
}

/// Who a person is, seen from the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Somebody else.
    Other,
    /// Somebody with more rights: nothing may be done.
    Above,
    /// The reader.
    Oneself,
}

/// How the second step of a person stands, for the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorState {
    /// On.
    On,
    /// Not yet.
    NotYet,
    /// Exempt until this moment, in microseconds since 1970.
    Exempt(i64),
    /// Nobody asks it.
    NotAsked,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonNotice {
    /// The details were saved.
    Saved,
    /// Two-step sign-in is off.
    SwitchedOff,
    /// A hardware token was given.
    TokenGiven,
    /// A hardware token was put right.
    TokenSynchronised,
    /// Exempt.
    Exempt,
    /// The exemption ended.
    ExemptionEnded,
    /// Signed out everywhere.
    SignedOut,
    /// Blocked.
    Blocked,
    /// Not blocked any more.
    Unblocked,
    /// The reminder is on its way.
    Reminded,
    /// There was nothing to remind of.
    NotReminded,
}

/// An act, as a line that leads to the page that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// In the address.
    pub word: &'static str,
    /// Key of its name.
    pub key: &'static str,
    /// The drawing.
    pub icon: &'static str,
    /// Whether it takes something away.
    pub danger: bool,
}

/// One thing that keeps a person out, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdviceLine {
    /// What is so.
    pub what: String,
    /// What to do now.
    pub then: String,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLine {
    /// In words.
    pub what: String,
    /// What it tells besides: a name and a value.
    pub beside: Vec<(String, String)>,
    /// Who did it, where it was somebody else.
    pub by: Option<String>,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// The drawing.
    pub icon: &'static str,
    /// `ok`, `warn`, `danger`, or nothing.
    pub tone: &'static str,
}

/// An exemption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExemptionLine {
    /// In addresses.
    pub user: String,
    /// Full name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Who granted it; none for the command line.
    pub by: Option<String>,
    /// When it was granted, in microseconds since 1970.
    pub granted: i64,
    /// The first moment at which it no longer holds, in microseconds since 1970.
    pub until: i64,
}

/// `/admin/exemptions`: all that hold.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/exemptions.html")]
pub struct Exemptions {
    /// The surroundings.
    pub frame: Frame,
    /// The first to end on top.
    pub exemptions: Vec<ExemptionLine>,
    /// How many there are.
    pub count: i64,
    /// The address of the next page.
    pub next: Option<String>,
    /// Whether the names lead to people.
    pub may_open: bool,
}

/// `/admin/people/ID/edit` and `/admin/people/new`. POST to itself.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/edit_person.html")]
pub struct EditPerson {
    /// The surroundings.
    pub frame: Frame,
    /// The full name of who is changed; none for a new person.
    pub whom: Option<String>,
    /// The name of the system that they come from, where they do.
    pub source: Option<String>,
    /// Where the form is sent.
    pub action: String,
    /// Where "cancel" leads.
    pub back: String,
    /// The view that it is done from.
    pub view: String,
    /// The version that was read.
    pub version: i64,
    /// As typed.
    pub user_name: String,
    /// As typed.
    pub display_name: String,
    /// One on a line.
    pub addresses: String,
    /// The tag of the language; empty where none is stated.
    pub language: String,
    /// All groups.
    pub groups: Vec<Tick>,
    /// The roles that may be given; empty where the reader gives none.
    pub roles: Vec<Tick>,
    /// Attributes of the organisation's own; none for a new person.
    pub attributes: Vec<AttributeField>,
    /// What happened before.
    pub state: EditState,
    /// The fewest characters of a first password.
    pub shortest: u32,
}

impl EditPerson {
    fn is_at_fault(&self, fault: EditFault) -> bool {
        matches!(&self.state, EditState::Faults(faults) if faults.contains(&fault))
    }
}

/// Something to tick or choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The value that is sent.
    pub value: String,
    /// What it is called.
    pub name: String,
    /// What it does, where that needs words.
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub on: bool,
    /// Whether the reader may change it.
    pub disabled: bool,
}

/// What the page says about the attempt before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditState {
    /// Nothing was sent yet.
    Ask,
    /// Something is wrong.
    Faults(Vec<EditFault>),
    /// Somebody saved the same at the same time: what is so now beside what was typed.
    Conflict(Vec<Difference>),
}

/// What is wrong with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditFault {
    /// The user name.
    UserName,
    /// The full name.
    DisplayName,
    /// An address.
    Address,
    /// The language.
    Language,
    /// The name or an address is somebody else's.
    Taken,
    /// The first password.
    Password,
    /// An attribute of the organisation's own.
    Own,
}

/// A field for an attribute of the organisation's own, sent as `own_KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeField {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How it is typed.
    pub input: AttributeInput,
    /// As typed.
    pub value: String,
    /// What is wrong with it.
    pub fault: Option<String>,
}

impl AttributeField {
    fn is_short(&self) -> bool {
        self.input != AttributeInput::Text
    }
}

/// How the value of an attribute is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeInput {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
    /// One of these: what is sent, and what it is called.
    Choice(Vec<(String, String)>),
}

/// A field in which what is saved differs from what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Key of the field.
    pub key: &'static str,
    /// What is so now.
    pub now: String,
    /// What was typed.
    pub typed: String,
}
