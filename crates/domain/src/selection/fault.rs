//! Why a filter will not do, and at which character. `web` has the words in each language; the ones here are for the
//! command line.

use std::fmt;

/// What is wrong with a filter, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterFault {
    /// How many characters stand before the one that the fault is at.
    pub at: usize,
    /// What is wrong there.
    pub reason: FilterReason,
}

/// What kind of value an attribute has, or a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Text between quotes.
    Text,
    /// A number.
    Number,
    /// A date between quotes, such as `"2026-12-08"`.
    Date,
    /// A date, or a date with a time and a zone, such as `"2026-12-08T09:00:00Z"`.
    Moment,
    /// true or false.
    Truth,
    /// null.
    Null,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterReason {
    /// There is nothing.
    Empty,
    /// Longer than this many characters.
    TooLong(usize),
    /// More conditions than this.
    TooMany(usize),
    /// Parentheses go deeper than this.
    TooDeep(usize),
    /// The name of an attribute is expected.
    ExpectedAttribute,
    /// An operator is expected after this attribute.
    ExpectedOperator(String),
    /// A value is expected after the operator.
    ExpectedValue,
    /// `and`, `or` or the end is expected.
    ExpectedConnective,
    /// A parenthesis is expected after `not`.
    ExpectedParenthesis,
    /// The parenthesis that opens here is not closed.
    UnclosedParenthesis,
    /// A parenthesis is closed that was not opened.
    UnopenedParenthesis,
    /// The text that begins here does not end.
    UnclosedText,
    /// After `\` stands something that JSON does not know.
    BadEscape,
    /// A control character in a text.
    ControlCharacter,
    /// An empty text: no value is ever empty.
    EmptyText,
    /// A character that means nothing here.
    UnknownCharacter(char),
    /// There is no such attribute.
    UnknownAttribute(String),
    /// There is no such operator.
    UnknownOperator(String),
    /// The operator does not go with values of this kind.
    OperatorDoesNotFit {
        /// The operator.
        operator: &'static str,
        /// The attribute.
        attribute: String,
    },
    /// The attribute has values of another kind.
    ValueDoesNotFit {
        /// The attribute.
        attribute: String,
        /// What its values are.
        expected: ValueKind,
        /// What stands there.
        found: ValueKind,
    },
    /// No such date.
    BadDate,
    /// No such moment.
    BadMoment,
    /// No such number.
    BadNumber,
}

impl fmt::Display for FilterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: {}", self.at + 1, self.reason)
    }
}

impl std::error::Error for FilterFault {}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text between quotes",
            Self::Number => "a number",
            Self::Date => "a date such as \"2026-12-08\"",
            Self::Moment => "a date or a moment such as \"2026-12-08T09:00:00Z\"",
            Self::Truth => "true or false",
            Self::Null => "null",
        })
    }
}

impl fmt::Display for FilterReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the filter is empty"),
            Self::TooLong(most) => write!(f, "the filter is longer than {most} characters"),
            Self::TooMany(most) => write!(f, "the filter has more than {most} conditions"),
            Self::TooDeep(most) => write!(f, "parentheses go deeper than {most}"),
            Self::ExpectedAttribute => write!(f, "an attribute is expected, such as userName"),
            Self::ExpectedOperator(name) => {
                write!(f, "after `{name}` an operator is expected: eq, ne, co, sw, ew, gt, ge, lt, le or pr")
            }
            Self::ExpectedValue => write!(f, "a value is expected"),
            Self::ExpectedConnective => write!(f, "`and`, `or` or the end is expected"),
            Self::ExpectedParenthesis => write!(f, "after `not` a parenthesis is expected"),
            Self::UnclosedParenthesis => write!(f, "the parenthesis that opens here is not closed"),
            Self::UnopenedParenthesis => write!(f, "a parenthesis is closed that was not opened"),
            Self::UnclosedText => write!(f, "the text that begins here does not end: a quote is missing"),
            Self::BadEscape => write!(f, "`\\` is followed by something unknown"),
            Self::ControlCharacter => write!(f, "a control character in a text"),
            Self::EmptyText => write!(f, "an empty text matches nobody: use `not (… pr)` for who has none"),
            Self::UnknownCharacter(c) => write!(f, "`{c}` means nothing here"),
            Self::UnknownAttribute(name) => write!(f, "there is no attribute `{name}`"),
            Self::UnknownOperator(word) => {
                write!(f, "`{word}` is no operator: eq, ne, co, sw, ew, gt, ge, lt, le or pr")
            }
            Self::OperatorDoesNotFit { operator, attribute } => {
                write!(f, "`{operator}` does not go with `{attribute}`")
            }
            Self::ValueDoesNotFit { attribute, expected, found } => {
                write!(f, "`{attribute}` is compared with {expected}, not with {found}")
            }
            Self::BadDate => write!(f, "not a date: write one such as \"2026-12-08\""),
            Self::BadMoment => write!(f, "not a moment: write \"2026-12-08\" or \"2026-12-08T09:00:00Z\""),
            Self::BadNumber => write!(f, "not a number of at most 14 digits and 4 decimals"),
        }
    }
}
