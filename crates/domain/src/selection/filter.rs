//! A filter as a tree: conditions joined by and, or and not. Made by the parser alone, so that every operator goes with its
//! attribute and every value has the attribute's kind.

use jiff::civil::Date;

use crate::selection::number::Number;
use crate::selection::schema::AttributeKey;
use crate::time::Timestamp;

/// Which people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// All of these hold; two at least.
    And(Vec<Filter>),
    /// One of these holds; two at least.
    Or(Vec<Filter>),
    /// This does not hold.
    Not(Box<Filter>),
    /// One condition.
    Is(Condition),
}

/// One condition: an attribute and what is asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The attribute.
    pub field: Field,
    /// What is asked.
    pub test: Test,
}

/// What is asked of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// There is a value.
    Present,
    /// A value compares so. Of several values one will do; `ne` is the opposite of `eq` and holds for who has no value.
    Compares(Operator, Operand),
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Equal.
    Eq,
    /// Not equal: whatever `eq` does not match.
    Ne,
    /// Contains.
    Co,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Greater, or later.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less, or earlier.
    Lt,
    /// Less or equal.
    Le,
}

impl Operator {
    /// All operators that take a value.
    pub const ALL: [Self; 9] =
        [Self::Eq, Self::Ne, Self::Co, Self::Sw, Self::Ew, Self::Gt, Self::Ge, Self::Lt, Self::Le];

    /// The word of RFC 7644 §3.4.2.2.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Co => "co",
            Self::Sw => "sw",
            Self::Ew => "ew",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }

    /// From that word, in capitals or not.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.word().eq_ignore_ascii_case(word))
    }

    /// Whether values `is` less, equal or greater, seen from the person's value.
    pub(super) fn holds(self, is: std::cmp::Ordering) -> bool {
        match self {
            Self::Eq => is.is_eq(),
            Self::Ne => is.is_ne(),
            Self::Gt => is.is_gt(),
            Self::Ge => is.is_ge(),
            Self::Lt => is.is_lt(),
            Self::Le => is.is_le(),
            Self::Co | Self::Sw | Self::Ew => false,
        }
    }
}

/// An attribute of a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Name to sign in with.
    UserName,
    /// Full name.
    DisplayName,
    /// E-mail addresses.
    Emails,
    /// Names of the groups that the person is in.
    Groups,
    /// Not blocked.
    Active,
    /// Language that the person states.
    Language,
    /// Word of the role.
    Role,
    /// Has an authenticator.
    SecondFactor,
    /// Kinds of the authenticators: app, code-card, hardware-token, passkey.
    Authenticators,
    /// Exempt from enrolling at this moment.
    Exempt,
    /// When last signed in.
    LastSignIn,
    /// When the person was added.
    Created,
    /// The identity. Only a system that writes people here knows it, so only its filters name it.
    Id,
    /// What that system calls the person.
    ExternalId,
    /// An attribute of the organisation's own.
    Own(AttributeKey),
}

impl Field {
    /// Those that every organisation has, in the order in which pages list them.
    pub const BUILT_IN: [Self; 12] = [
        Self::UserName,
        Self::DisplayName,
        Self::Emails,
        Self::Groups,
        Self::Active,
        Self::Language,
        Self::Role,
        Self::SecondFactor,
        Self::Authenticators,
        Self::Exempt,
        Self::LastSignIn,
        Self::Created,
    ];

    /// The name by which filters call it.
    pub fn name(&self) -> &str {
        match self {
            Self::UserName => "userName",
            Self::DisplayName => "displayName",
            Self::Emails => "emails",
            Self::Groups => "groups",
            Self::Active => "active",
            Self::Language => "language",
            Self::Role => "role",
            Self::SecondFactor => "secondFactor",
            Self::Authenticators => "authenticators",
            Self::Exempt => "exempt",
            Self::LastSignIn => "lastSignIn",
            Self::Created => "created",
            Self::Id => "id",
            Self::ExternalId => "externalId",
            Self::Own(key) => key.as_str(),
        }
    }

    /// Whether it changes without an administrator: by signing in or by enrolling.
    pub const fn moves_by_itself(&self) -> bool {
        matches!(self, Self::LastSignIn | Self::SecondFactor | Self::Authenticators)
    }
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Text.
    Text(Text),
    /// A number.
    Number(Number),
    /// A date.
    Date(Date),
    /// A moment, or a whole day.
    Moment(Moment),
    /// Yes or no.
    Truth(bool),
}

/// A text as it was typed, and as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    shown: String,
    key: String,
}

impl Text {
    /// `eq` and the order compare trimmed texts, as names are; parts of a text are compared as they stand.
    pub(super) fn new(shown: String, operator: Operator) -> Self {
        let key = match operator {
            Operator::Co | Operator::Sw | Operator::Ew => shown.to_lowercase(),
            _ => crate::user::name_key(&shown),
        };
        Self { shown, key }
    }

    /// As it was typed.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Lower-cased, as keys are.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// A moment, or a local day: everything from `from` until just before `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// As it is written.
    shown: String,
    from: Timestamp,
    until: Timestamp,
}

impl Moment {
    pub(super) fn new(shown: String, from: Timestamp, until: Timestamp) -> Self {
        Self { shown, from, until }
    }

    /// As it is written.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The first moment of it.
    pub fn from(&self) -> Timestamp {
        self.from
    }

    /// The first moment after it.
    pub fn until(&self) -> Timestamp {
        self.until
    }
}

impl Filter {
    /// Whoever is in the group of this name.
    pub fn in_group(name: &str) -> Self {
        let text = Text::new(name.to_owned(), Operator::Eq);
        Self::Is(Condition { field: Field::Groups, test: Test::Compares(Operator::Eq, Operand::Text(text)) })
    }

    /// Whoever has, or has not, what a field of yes or no says.
    pub fn truth(field: Field, is: bool) -> Self {
        Self::Is(Condition { field, test: Test::Compares(Operator::Eq, Operand::Truth(is)) })
    }

    /// Whoever all of these match; nothing where there are none.
    pub fn all(mut parts: Vec<Self>) -> Option<Self> {
        if parts.len() > 1 { Some(Self::And(parts)) } else { parts.pop() }
    }

    /// Every condition, from left to right.
    pub fn conditions(&self) -> Vec<&Condition> {
        let mut all = Vec::new();
        self.collect(&mut all);
        all
    }

    fn collect<'a>(&'a self, all: &mut Vec<&'a Condition>) {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.collect(all)),
            Self::Not(part) => part.collect(all),
            Self::Is(condition) => all.push(condition),
        }
    }

    /// Whether it looks at this attribute.
    pub fn mentions(&self, field: &Field) -> bool {
        self.conditions().iter().any(|condition| condition.field == *field)
    }

    /// Names of groups that it compares with as a whole (`eq`, `ne`), as they were typed.
    pub fn groups_named(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for condition in self.conditions() {
            if let (Field::Groups, Test::Compares(Operator::Eq | Operator::Ne, Operand::Text(text))) =
                (&condition.field, &condition.test)
            {
                names.push(text.shown());
            }
        }
        names
    }

    /// The same filter after a group got another name.
    #[must_use]
    pub fn with_group_renamed(self, old_key: &str, new: &str) -> Self {
        match self {
            Self::And(parts) => {
                Self::And(parts.into_iter().map(|part| part.with_group_renamed(old_key, new)).collect())
            }
            Self::Or(parts) => Self::Or(parts.into_iter().map(|part| part.with_group_renamed(old_key, new)).collect()),
            Self::Not(part) => Self::Not(Box::new(part.with_group_renamed(old_key, new))),
            Self::Is(Condition {
                field: Field::Groups,
                test: Test::Compares(operator @ (Operator::Eq | Operator::Ne), Operand::Text(text)),
            }) if text.key == old_key => {
                let text = Text::new(new.to_owned(), operator);
                Self::Is(Condition { field: Field::Groups, test: Test::Compares(operator, Operand::Text(text)) })
            }
            Self::Is(condition) => Self::Is(condition),
        }
    }
}
