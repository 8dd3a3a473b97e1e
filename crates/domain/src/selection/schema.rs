//! The attributes that an organisation's filters may name: those that everyone has, and the organisation's own, with the
//! kind of their values.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::selection::filter::{Field, Operator};
use crate::selection::number::Number;
use crate::user::{is_unseen, name_key};

/// The most characters of a value.
const LONGEST_VALUE: usize = 200;
const LONGEST_KEY: usize = 40;

/// Words that no attribute of one's own may be called by: the language's own, the columns of an import, and the address at
/// which one is added.
const RESERVED: [&str; 27] = [
    "new",
    "and",
    "or",
    "not",
    "pr",
    "eq",
    "ne",
    "co",
    "sw",
    "ew",
    "gt",
    "ge",
    "lt",
    "le",
    "true",
    "false",
    "null",
    "id",
    "user_name",
    "display_name",
    "email",
    "email2",
    "password",
    "name",
    "blocked",
    "group",
    "emails.value",
];

/// The name by which filters and imports call an attribute of the organisation's own: lower-case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttributeKey(String);

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not a letter followed by letters, digits, `_` and `-`, or longer than 40.
    #[error("a key is a letter, then letters, digits, _ or -, at most 40 together")]
    Shape,
    /// Taken by an attribute that everyone has, or by the language.
    #[error("that key has a meaning already")]
    Reserved,
}

impl AttributeKey {
    /// A key that was kept; no rule is checked.
    pub fn kept(text: &str) -> Self {
        Self(text.to_ascii_lowercase())
    }

    /// A new key, in any case.
    pub fn new(text: &str) -> Result<Self, KeyFault> {
        let key = text.trim().to_ascii_lowercase();
        if !Self::is_written_so(&key) {
            return Err(KeyFault::Shape);
        }
        let built_in = Field::BUILT_IN.iter().any(|field| field.name().eq_ignore_ascii_case(&key));
        if built_in || RESERVED.contains(&key.as_str()) { Err(KeyFault::Reserved) } else { Ok(Self(key)) }
    }

    /// Whether a key is kept in exactly this spelling. It may since have come to mean something else.
    pub fn is_written_so(text: &str) -> bool {
        let mut chars = text.chars();
        chars.next().is_some_and(|c| c.is_ascii_lowercase())
            && text.len() <= LONGEST_KEY
            && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AttributeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the values of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttributeKind {
    /// Any text.
    Text,
    /// A number, up to four decimals.
    Number,
    /// A date.
    Date,
    /// Yes or no.
    YesNo,
    /// One of a few texts.
    Choice,
}

impl AttributeKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Text, Self::Number, Self::Date, Self::YesNo, Self::Choice];

    /// The word that the store and the command line use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::YesNo => "yes-no",
            Self::Choice => "choice",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// An attribute of the organisation's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name in filters and imports.
    pub key: AttributeKey,
    /// The name that people see.
    pub name: String,
    /// What its values are.
    pub kind: AttributeKind,
    /// What may be chosen, where the kind is choice.
    pub choices: Vec<String>,
}

/// A value of an attribute of the organisation's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnValue {
    /// Text, or what was chosen.
    Text(String),
    /// A number.
    Number(Number),
    /// A date.
    Date(Date),
    /// Yes or no.
    YesNo(bool),
}

/// Why a text is no value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ValueFault {
    /// Longer than 200 characters, or with a character that nobody sees.
    #[error("longer than 200 characters, or with a control character")]
    Text,
    /// No number.
    #[error("not a number")]
    Number,
    /// No date.
    #[error("not a date: write one such as 2026-12-08")]
    Date,
    /// Neither yes nor no.
    #[error("neither yes nor no")]
    YesNo,
    /// None of what may be chosen.
    #[error("none of: {}", .0.join(", "))]
    Choice(Vec<String>),
}

impl Attribute {
    /// Reads a value as forms and files write it; an empty text is no value.
    pub fn read(&self, text: &str) -> Result<Option<OwnValue>, ValueFault> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let value = match self.kind {
            AttributeKind::Text => {
                if text.chars().count() > LONGEST_VALUE || text.chars().any(is_unseen) {
                    return Err(ValueFault::Text);
                }
                OwnValue::Text(text.to_owned())
            }
            // A Dutch spreadsheet writes a comma.
            AttributeKind::Number => {
                text.replace(',', ".").parse().map(OwnValue::Number).map_err(|_| ValueFault::Number)?
            }
            AttributeKind::Date => text.parse().map(OwnValue::Date).map_err(|_| ValueFault::Date)?,
            AttributeKind::YesNo => match name_key(text).as_str() {
                "yes" | "ja" | "true" | "1" => OwnValue::YesNo(true),
                "no" | "nee" | "false" | "0" => OwnValue::YesNo(false),
                _ => return Err(ValueFault::YesNo),
            },
            AttributeKind::Choice => {
                let key = name_key(text);
                let chosen = self.choices.iter().find(|choice| name_key(choice) == key);
                OwnValue::Text(chosen.ok_or_else(|| ValueFault::Choice(self.choices.clone()))?.clone())
            }
        };
        Ok(Some(value))
    }
}

impl OwnValue {
    /// As it is shown and exported; yes and no are `true` and `false`.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::YesNo(truth) => truth.to_string(),
        }
    }

    /// The number that the store compares by: ten-thousandths, days since 1970, or 0 and 1. A text has none.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Text(_) => None,
            Self::Number(number) => Some(number.units()),
            Self::Date(date) => Some(days(*date)),
            Self::YesNo(truth) => Some(i64::from(*truth)),
        }
    }

    /// From what [`OwnValue::shown`] said.
    pub fn from_shown(kind: AttributeKind, shown: &str) -> Option<Self> {
        Some(match kind {
            AttributeKind::Text | AttributeKind::Choice => Self::Text(shown.to_owned()),
            AttributeKind::Number => Self::Number(shown.parse().ok()?),
            AttributeKind::Date => Self::Date(shown.parse().ok()?),
            AttributeKind::YesNo => Self::YesNo(shown.parse().ok()?),
        })
    }
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Days since 1970-01-01.
pub fn days(date: Date) -> i64 {
    EPOCH.until(date).map_or(0, |span| i64::from(span.get_days()))
}

/// What the values of an attribute are, for operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One text that has an order.
    OrderedText,
    /// A text or several, compared whole or in part.
    Text,
    Number,
    Date,
    Moment,
    Truth,
    /// A name that is one or is not.
    Identity,
}

impl Shape {
    /// Whether an operator goes with such values.
    pub(super) const fn takes(self, operator: Operator) -> bool {
        use Operator::{Co, Eq, Ew, Ge, Gt, Le, Lt, Ne, Sw};
        match self {
            Self::OrderedText => true,
            Self::Text => matches!(operator, Eq | Ne | Co | Sw | Ew),
            Self::Number | Self::Date | Self::Moment => matches!(operator, Eq | Ne | Gt | Ge | Lt | Le),
            Self::Truth | Self::Identity => matches!(operator, Eq | Ne),
        }
    }
}

/// What filters of an organisation may name.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    attributes: Vec<Attribute>,
    zone: Option<TimeZone>,
    knows_identities: bool,
}

impl Schema {
    /// The organisation's own attributes, and the zone in which its days fall.
    pub fn new(attributes: Vec<Attribute>, zone: TimeZone) -> Self {
        Self { attributes, zone: Some(zone), knows_identities: false }
    }

    /// The same with the names by which a system that writes people here knows them: `id` and `externalId`. Filters over them are
    /// asked of the store alone.
    #[must_use]
    pub fn with_identities(self) -> Self {
        Self { knows_identities: true, ..self }
    }

    /// The organisation's own attributes.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// Where days fall; UTC unless said otherwise.
    pub fn zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or(TimeZone::UTC)
    }

    /// An attribute of the organisation's own.
    pub fn own(&self, key: &AttributeKey) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.key == *key)
    }

    /// The operators that go with an attribute, for whoever builds a filter by clicking. `pr` goes with all.
    pub fn operators(&self, field: &Field) -> Vec<Operator> {
        let shape = self.shape(field);
        Operator::ALL.into_iter().filter(|operator| shape.is_some_and(|shape| shape.takes(*operator))).collect()
    }

    pub(super) fn find(&self, name: &str) -> Option<Field> {
        // The paths under which SCIM knows these two.
        let name = match name.to_ascii_lowercase().as_str() {
            "emails.value" => "emails",
            "groups.display" => "groups",
            _ => name,
        };
        let identities = self.knows_identities.then_some([Field::Id, Field::ExternalId]).into_iter().flatten();
        let built_in = Field::BUILT_IN.into_iter().chain(identities);
        built_in.into_iter().find(|field| field.name().eq_ignore_ascii_case(name)).or_else(|| {
            let key = AttributeKey::kept(name);
            self.own(&key).map(|attribute| Field::Own(attribute.key.clone()))
        })
    }

    pub(super) fn shape(&self, field: &Field) -> Option<Shape> {
        Some(match field {
            Field::UserName | Field::DisplayName => Shape::OrderedText,
            Field::Emails | Field::Groups | Field::Language | Field::Role | Field::Authenticators => Shape::Text,
            Field::Active | Field::SecondFactor | Field::Exempt => Shape::Truth,
            Field::LastSignIn | Field::Created => Shape::Moment,
            Field::Id | Field::ExternalId => Shape::Identity,
            Field::Own(key) => match self.own(key)?.kind {
                AttributeKind::Text | AttributeKind::Choice => Shape::OrderedText,
                AttributeKind::Number => Shape::Number,
                AttributeKind::Date => Shape::Date,
                AttributeKind::YesNo => Shape::Truth,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(kind: AttributeKind) -> Attribute {
        Attribute {
            key: AttributeKey::new("Afdeling").unwrap(),
            name: "Afdeling".to_owned(),
            kind,
            choices: vec!["Techniek".to_owned(), "Redactie".to_owned()],
        }
    }

    #[test]
    fn a_key_is_a_plain_lower_case_word_that_means_nothing_yet() {
        assert_eq!(AttributeKey::new(" Cost_Centre-2 ").unwrap().as_str(), "cost_centre-2");
        for bad in ["", "2x", "a b", "é", "a.b", &"x".repeat(41)] {
            assert_eq!(AttributeKey::new(bad), Err(KeyFault::Shape), "{bad}");
        }
        for taken in ["USERNAME", "and", "Pr", "display_name", "active"] {
            assert_eq!(AttributeKey::new(taken), Err(KeyFault::Reserved), "{taken}");
        }
    }

    #[test]
    fn values_are_read_as_people_write_them_and_kept_alike() {
        for (kind, text, shown) in [
            (AttributeKind::Text, " Noord ", "Noord"),
            (AttributeKind::Number, "0,8", "0.8"),
            (AttributeKind::Date, "1969-12-31", "1969-12-31"),
            (AttributeKind::Date, "2026-12-08", "2026-12-08"),
            (AttributeKind::YesNo, "Ja", "true"),
            (AttributeKind::Choice, "techniek", "Techniek"),
        ] {
            let value = attribute(kind).read(text).unwrap().unwrap();
            assert_eq!(value.shown(), shown);
            assert_eq!(OwnValue::from_shown(kind, &value.shown()), Some(value), "{text}");
        }
        assert_eq!(attribute(AttributeKind::Number).read("  "), Ok(None));
        assert_eq!(attribute(AttributeKind::Number).read("veel"), Err(ValueFault::Number));
        assert_eq!(attribute(AttributeKind::Date).read("31-12-2026"), Err(ValueFault::Date));
        assert_eq!(attribute(AttributeKind::YesNo).read("misschien"), Err(ValueFault::YesNo));
        assert_eq!(attribute(AttributeKind::Text).read("a\u{202E}b"), Err(ValueFault::Text));
        assert!(matches!(attribute(AttributeKind::Choice).read("Zuid"), Err(ValueFault::Choice(_))));
    }
}
