//! `/admin/settings/attributes`: what the organisation keeps of people beside names and addresses.

use askama::Template;

use super::{Difference, Frame, Tick};

/// `/admin/settings/attributes`
#[derive(Debug, Clone, Template)]
#[template(path = "settings/attributes.html")]
pub struct Attributes {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<AttributesNotice>,
    /// All of them, in their order.
    pub attributes: Vec<AttributeLine>,
    /// Whether the reader may change them.
    pub may_edit: bool,
    /// Whether there may be one more.
    pub has_room: bool,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributesNotice {
    /// One was saved.
    Saved(String),
    /// One was removed.
    Removed(String),
}

/// An attribute in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeLine {
    /// In the address, in filters and in files.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What its values are, in words.
    pub kind: String,
    /// What may be chosen; empty where nothing is.
    pub choices: String,
}

/// `/admin/settings/attributes/KEY` and `/admin/settings/attributes/new`. POST to itself with `csrf`, `version`, `name`,
/// `choices`, `position`, and for a new one `key` and `kind`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/edit_attribute.html")]
pub struct EditAttribute {
    /// The surroundings.
    pub frame: Frame,
    /// The name that it has; none for a new one.
    pub known_as: Option<String>,
    /// Its key, or what was typed for it.
    pub key: String,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// As typed.
    pub name: String,
    /// What its values may be.
    pub kinds: Vec<Tick>,
    /// Whether its values are chosen.
    pub has_choices: bool,
    /// What may be chosen, one a line.
    pub choices: String,
    /// As typed.
    pub position: String,
    /// What is wrong.
    pub faults: Vec<AttributeTrouble>,
    /// What somebody else saved meanwhile, beside what was typed.
    pub conflict: Vec<Difference>,
    /// Names of selections that look at it.
    pub used_by: Vec<String>,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
}

impl EditAttribute {
    fn action(&self) -> String {
        if self.known_as.is_some() {
            format!("/admin/settings/attributes/{}", self.key)
        } else {
            "/admin/settings/attributes/new".to_owned()
        }
    }

    fn kind_name(&self) -> &str {
        self.kinds.iter().find(|tick| tick.on).map_or("", |tick| tick.name.as_str())
    }

    /// What is wrong, each with the field that it is about.
    fn told(&self) -> Vec<(&'static str, String)> {
        self.faults.iter().map(|fault| (fault.field(), fault.said(&self.frame))).collect()
    }

    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<String> {
        self.faults.iter().find(|fault| fault.field() == field).map(|fault| fault.said(&self.frame))
    }
}

/// What is wrong with an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeTrouble {
    /// The key is none.
    Key,
    /// The key has a meaning already.
    Reserved,
    /// Another attribute has the key.
    Taken,
    /// The name.
    Name,
    /// The kind is another than before.
    Kind,
    /// What may be chosen.
    Choices,
    /// What may be chosen no longer is what so many people have.
    ChoiceInUse(String, i64),
    /// The place is no number.
    Position,
    /// There are too many.
    TooMany,
}

impl AttributeTrouble {
    const fn field(&self) -> &'static str {
        match self {
            Self::Key | Self::Reserved | Self::Taken => "key",
            Self::Name | Self::TooMany => "name",
            Self::Kind => "kind",
            Self::Choices | Self::ChoiceInUse(..) => "choices",
            Self::Position => "position",
        }
    }

    fn said(&self, frame: &Frame) -> String {
        match self {
            Self::Key => frame.say("attribute-key-wrong"),
            Self::Reserved => frame.say("attribute-key-reserved"),
            Self::Taken => frame.say("attribute-key-taken"),
            Self::Name => frame.say("view-name-wrong"),
            Self::Kind => frame.say("attribute-kind-stays"),
            Self::Choices => frame.say("attribute-choices-wrong"),
            Self::ChoiceInUse(choice, people) => {
                frame.with("attribute-choice-in-use").arg("choice", choice.as_str()).arg("n", *people).to_string()
            }
            Self::Position => frame.say("attribute-position-wrong"),
            Self::TooMany => frame.say("attribute-too-many"),
        }
    }
}

/// `/admin/settings/attributes/KEY/remove`: asks first. POST to itself with `csrf` and `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/remove_attribute.html")]
pub struct RemoveAttribute {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub key: String,
    /// The version that was read.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// How many people have a value of it.
    pub people: i64,
    /// Names of selections that look at it: while there is anything, it stays.
    pub used_by: Vec<String>,
    /// Whether somebody changed it meanwhile.
    pub changed: bool,
}
