//! Reads a filter in the language of SCIM (RFC 7644 §3.4.2.2) against the attributes of an organisation. `not` binds
//! tighter than `and`, and `and` tighter than `or`; names and operators are read in any case.

use jiff::civil::Date;

use crate::selection::fault::{FilterFault, FilterReason, ValueKind};
use crate::selection::filter::{Condition, Field, Filter, Moment, Operand, Operator, Test, Text};
use crate::selection::schema::{Schema, Shape};
use crate::selection::token::{Placed, Token, tokens};
use crate::time::{Lifetime, Timestamp, end_of_day, start_of_day};

/// The most characters of a filter.
const LONGEST: usize = 8_000;
/// The most conditions of a filter.
const MOST_CONDITIONS: usize = 200;
/// How deep parentheses may go.
const DEEPEST: usize = 24;

impl Filter {
    /// Reads a filter.
    pub fn parse(text: &str, schema: &Schema) -> Result<Self, FilterFault> {
        if text.chars().count() > LONGEST {
            return Err(FilterFault { at: LONGEST, reason: FilterReason::TooLong(LONGEST) });
        }
        let tokens = tokens(text)?;
        if tokens.is_empty() {
            return Err(FilterFault { at: 0, reason: FilterReason::Empty });
        }
        let mut parser =
            Parser { tokens: &tokens, next: 0, end: text.chars().count(), schema, depth: 0, conditions: 0 };
        let filter = parser.any()?;
        match parser.peek() {
            None => Ok(filter),
            Some(Placed { at, token: Token::Close }) => {
                Err(FilterFault { at: *at, reason: FilterReason::UnopenedParenthesis })
            }
            Some(Placed { at, .. }) => Err(FilterFault { at: *at, reason: FilterReason::ExpectedConnective }),
        }
    }
}

struct Parser<'a> {
    tokens: &'a [Placed],
    next: usize,
    /// Where the text ends, for what is missing there.
    end: usize,
    schema: &'a Schema,
    depth: usize,
    conditions: usize,
}

type Parsed<T> = Result<T, FilterFault>;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Placed> {
        self.tokens.get(self.next)
    }

    fn take(&mut self) -> Option<&'a Placed> {
        let token = self.peek();
        self.next += usize::from(token.is_some());
        token
    }

    /// Where the next piece begins, or the text ends.
    fn place(&self) -> usize {
        self.peek().map_or(self.end, |placed| placed.at)
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let there =
            matches!(self.peek(), Some(Placed { token: Token::Word(next), .. }) if next.eq_ignore_ascii_case(word));
        self.next += usize::from(there);
        there
    }

    fn fault<T>(at: usize, reason: FilterReason) -> Parsed<T> {
        Err(FilterFault { at, reason })
    }

    fn any(&mut self) -> Parsed<Filter> {
        let first = self.all()?;
        let mut parts = vec![first];
        while self.takes_word("or") {
            parts.push(self.all()?);
        }
        Ok(joined(parts, Filter::Or))
    }

    fn all(&mut self) -> Parsed<Filter> {
        let first = self.one()?;
        let mut parts = vec![first];
        while self.takes_word("and") {
            parts.push(self.one()?);
        }
        Ok(joined(parts, Filter::And))
    }

    fn one(&mut self) -> Parsed<Filter> {
        if self.takes_word("not") {
            return match self.peek() {
                Some(Placed { token: Token::Open, .. }) => Ok(Filter::Not(Box::new(self.inside()?))),
                _ => Self::fault(self.place(), FilterReason::ExpectedParenthesis),
            };
        }
        match self.peek() {
            Some(Placed { token: Token::Open, .. }) => self.inside(),
            _ => self.condition(),
        }
    }

    /// What stands between parentheses.
    fn inside(&mut self) -> Parsed<Filter> {
        let open = self.place();
        self.next += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Self::fault(open, FilterReason::TooDeep(DEEPEST));
        }
        let filter = self.any()?;
        match self.peek() {
            Some(Placed { token: Token::Close, .. }) => self.next += 1,
            None => return Self::fault(open, FilterReason::UnclosedParenthesis),
            Some(Placed { at, .. }) => return Self::fault(*at, FilterReason::ExpectedConnective),
        }
        self.depth -= 1;
        Ok(filter)
    }

    fn condition(&mut self) -> Parsed<Filter> {
        let at = self.place();
        let Some(Placed { token: Token::Word(name), .. }) = self.take() else {
            return Self::fault(at, FilterReason::ExpectedAttribute);
        };
        if ["and", "or"].iter().any(|word| name.eq_ignore_ascii_case(word)) {
            return Self::fault(at, FilterReason::ExpectedAttribute);
        }
        let known = self.schema.find(name).and_then(|field| self.schema.shape(&field).map(|shape| (field, shape)));
        let Some((field, shape)) = known else {
            return Self::fault(at, FilterReason::UnknownAttribute(name.clone()));
        };
        self.conditions += 1;
        if self.conditions > MOST_CONDITIONS {
            return Self::fault(at, FilterReason::TooMany(MOST_CONDITIONS));
        }
        let at = self.place();
        let Some(Placed { token: Token::Word(word), .. }) = self.take() else {
            return Self::fault(at, FilterReason::ExpectedOperator(field.name().to_owned()));
        };
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Filter::Is(Condition { field, test: Test::Present }));
        }
        let Some(operator) = Operator::from_word(word) else {
            return Self::fault(at, FilterReason::UnknownOperator(word.clone()));
        };
        if !shape.takes(operator) {
            let attribute = field.name().to_owned();
            return Self::fault(at, FilterReason::OperatorDoesNotFit { operator: operator.word(), attribute });
        }
        self.comparison(field, shape, operator)
    }

    fn comparison(&mut self, field: Field, shape: Shape, operator: Operator) -> Parsed<Filter> {
        let at = self.place();
        let value = match self.take().map(|placed| &placed.token) {
            Some(Token::Text(text)) => Value::Text(text),
            Some(Token::Number(text)) => Value::Number(text),
            Some(Token::Word(word)) if word == "true" => Value::Truth(true),
            Some(Token::Word(word)) if word == "false" => Value::Truth(false),
            // RFC 7643 §2.5: null is the same as no value.
            Some(Token::Word(word)) if word == "null" && matches!(operator, Operator::Eq | Operator::Ne) => {
                let present = Filter::Is(Condition { field, test: Test::Present });
                return Ok(if operator == Operator::Eq { Filter::Not(Box::new(present)) } else { present });
            }
            Some(Token::Word(word)) if word == "null" => Value::Null,
            _ => return Self::fault(at, FilterReason::ExpectedValue),
        };
        let operand = match (shape, value) {
            (Shape::OrderedText | Shape::Text | Shape::Identity, Value::Text(text)) => {
                if text.trim().is_empty() {
                    return Self::fault(at, FilterReason::EmptyText);
                }
                Operand::Text(Text::new(text.clone(), operator))
            }
            (Shape::Number, Value::Number(text)) => match text.parse() {
                Ok(number) => Operand::Number(number),
                Err(_) => return Self::fault(at, FilterReason::BadNumber),
            },
            (Shape::Date, Value::Text(text)) => match text.trim().parse() {
                Ok(date) => Operand::Date(date),
                Err(_) => return Self::fault(at, FilterReason::BadDate),
            },
            (Shape::Moment, Value::Text(text)) => match self.moment(text.trim()) {
                Some(moment) => Operand::Moment(moment),
                None => return Self::fault(at, FilterReason::BadMoment),
            },
            (Shape::Truth, Value::Truth(truth)) => Operand::Truth(truth),
            (shape, value) => {
                let (expected, found) = (shape.kind(), value.kind());
                let attribute = field.name().to_owned();
                return Self::fault(at, FilterReason::ValueDoesNotFit { attribute, expected, found });
            }
        };
        Ok(Filter::Is(Condition { field, test: Test::Compares(operator, operand) }))
    }

    fn moment(&self, text: &str) -> Option<Moment> {
        if let (10, Ok(date)) = (text.len(), text.parse::<Date>()) {
            let zone = self.schema.zone();
            return Some(Moment::new(date.to_string(), start_of_day(date, &zone), end_of_day(date, &zone)));
        }
        let at: jiff::Timestamp = text.parse().ok()?;
        // The store keeps microseconds.
        let at = Timestamp::from_micros(at.as_microsecond());
        Some(Moment::new(at.rfc3339(), at, at.plus(Lifetime::from_micros(1))))
    }
}

fn joined(mut parts: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}

/// A value as it stands in the text.
enum Value<'a> {
    Text(&'a String),
    Number(&'a str),
    Truth(bool),
    Null,
}

impl Value<'_> {
    const fn kind(&self) -> ValueKind {
        match self {
            Self::Text(_) => ValueKind::Text,
            Self::Number(_) => ValueKind::Number,
            Self::Truth(_) => ValueKind::Truth,
            Self::Null => ValueKind::Null,
        }
    }
}

impl Shape {
    const fn kind(self) -> ValueKind {
        match self {
            Self::OrderedText | Self::Text | Self::Identity => ValueKind::Text,
            Self::Number => ValueKind::Number,
            Self::Date => ValueKind::Date,
            Self::Moment => ValueKind::Moment,
            Self::Truth => ValueKind::Truth,
        }
    }
}
