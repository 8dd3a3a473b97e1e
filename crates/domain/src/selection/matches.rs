//! Whether a filter matches a person, from facts alone. Every condition is true or false, never unknown: who has no value
//! does not match, except by `ne` and `not`.

use crate::authenticator::AuthenticatorKind;
use crate::selection::filter::{Condition, Field, Filter, Moment, Operand, Operator, Test, Text};
use crate::selection::order::order_key;
use crate::selection::schema::{AttributeKey, OwnValue, days};
use crate::time::Timestamp;
use crate::user::name_key;

/// What filters look at of one person. Texts are keys ([`name_key`]), but for language and role, which are words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFacts {
    /// Key of the name to sign in with.
    pub user_name: String,
    /// Key of the full name.
    pub display_name: String,
    /// Keys of the e-mail addresses.
    pub emails: Vec<String>,
    /// Keys of the names of the groups.
    pub groups: Vec<String>,
    /// Not blocked.
    pub active: bool,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// Word of the role.
    pub role: String,
    /// Kinds of the confirmed authenticators.
    pub authenticators: Vec<AuthenticatorKind>,
    /// Exempt from enrolling, at the moment of asking.
    pub exempt: bool,
    /// When last signed in.
    pub last_sign_in: Option<Timestamp>,
    /// When the person was added.
    pub created: Option<Timestamp>,
    /// Values of the organisation's own attributes.
    pub own: Vec<(AttributeKey, OwnValue)>,
}

impl Filter {
    /// Whether it matches this person.
    pub fn matches(&self, facts: &UserFacts) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.matches(facts)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(facts)),
            Self::Not(part) => !part.matches(facts),
            Self::Is(condition) => condition.matches(facts),
        }
    }
}

impl Condition {
    fn matches(&self, facts: &UserFacts) -> bool {
        match &self.test {
            Test::Present => present(&self.field, facts),
            Test::Compares(Operator::Ne, operand) => !compares(&self.field, Operator::Eq, operand, facts),
            Test::Compares(operator, operand) => compares(&self.field, *operator, operand, facts),
        }
    }
}

fn present(field: &Field, facts: &UserFacts) -> bool {
    match field {
        Field::UserName
        | Field::DisplayName
        | Field::Active
        | Field::Role
        | Field::SecondFactor
        | Field::Exempt
        | Field::Created
        | Field::Id => true,
        // No selection can name it.
        Field::ExternalId => false,
        Field::Emails => !facts.emails.is_empty(),
        Field::Groups => !facts.groups.is_empty(),
        Field::Language => facts.language.is_some(),
        Field::Authenticators => !facts.authenticators.is_empty(),
        Field::LastSignIn => facts.last_sign_in.is_some(),
        Field::Own(key) => facts.own.iter().any(|(own, _)| own == key),
    }
}

fn compares(field: &Field, operator: Operator, operand: &Operand, facts: &UserFacts) -> bool {
    match (field, operand) {
        (Field::UserName, Operand::Text(text)) => text_matches(&facts.user_name, operator, text),
        (Field::DisplayName, Operand::Text(text)) => text_matches(&facts.display_name, operator, text),
        (Field::Emails, Operand::Text(text)) => facts.emails.iter().any(|one| text_matches(one, operator, text)),
        (Field::Groups, Operand::Text(text)) => facts.groups.iter().any(|one| text_matches(one, operator, text)),
        (Field::Language, Operand::Text(text)) => {
            facts.language.as_deref().is_some_and(|one| text_matches(one, operator, text))
        }
        (Field::Role, Operand::Text(text)) => text_matches(&facts.role, operator, text),
        (Field::Authenticators, Operand::Text(text)) => {
            facts.authenticators.iter().any(|one| text_matches(one.word(), operator, text))
        }
        (Field::Active, Operand::Truth(truth)) => facts.active == *truth,
        (Field::SecondFactor, Operand::Truth(truth)) => facts.authenticators.is_empty() != *truth,
        (Field::Exempt, Operand::Truth(truth)) => facts.exempt == *truth,
        (Field::LastSignIn, Operand::Moment(moment)) => moment_matches(facts.last_sign_in, operator, moment),
        (Field::Created, Operand::Moment(moment)) => moment_matches(facts.created, operator, moment),
        (Field::Own(key), operand) => {
            facts.own.iter().any(|(own, value)| own == key && own_matches(value, operator, operand))
        }
        _ => false,
    }
}

fn own_matches(value: &OwnValue, operator: Operator, operand: &Operand) -> bool {
    match (value, operand) {
        // Most texts are plain and most conditions ask whether they are equal: that needs no key of its own.
        (OwnValue::Text(value), Operand::Text(text)) if operator == Operator::Eq && value.is_ascii() => {
            value.trim().eq_ignore_ascii_case(text.key())
        }
        (OwnValue::Text(value), Operand::Text(text)) => text_matches(&name_key(value), operator, text),
        (OwnValue::Number(value), Operand::Number(number)) => operator.holds(value.cmp(number)),
        (OwnValue::Date(value), Operand::Date(date)) => operator.holds(days(*value).cmp(&days(*date))),
        (OwnValue::YesNo(value), Operand::Truth(truth)) => value == truth,
        _ => false,
    }
}

fn text_matches(key: &str, operator: Operator, text: &Text) -> bool {
    match operator {
        Operator::Eq => key == text.key(),
        Operator::Ne => key != text.key(),
        Operator::Co => key.contains(text.key()),
        Operator::Sw => key.starts_with(text.key()),
        Operator::Ew => key.ends_with(text.key()),
        Operator::Gt | Operator::Ge | Operator::Lt | Operator::Le => {
            operator.holds(order_key(key).cmp(&order_key(text.key())))
        }
    }
}

/// A day is everything from its first moment until just before the next day's.
fn moment_matches(at: Option<Timestamp>, operator: Operator, moment: &Moment) -> bool {
    at.is_some_and(|at| match operator {
        Operator::Eq => at >= moment.from() && at < moment.until(),
        Operator::Gt => at >= moment.until(),
        Operator::Ge => at >= moment.from(),
        Operator::Lt => at < moment.from(),
        Operator::Le => at < moment.until(),
        Operator::Ne | Operator::Co | Operator::Sw | Operator::Ew => false,
    })
}
