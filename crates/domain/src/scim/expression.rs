//! Filters of SCIM (RFC 7644 section 3.4.2.2) as they are written, over any attributes: `not` binds tighter than `and`, and `and`
//! tighter than `or`. A filter over people becomes one of the product's own by [`Expression::over_people`].

use super::path::AttributePath;
use crate::selection::token::{Placed, Token, tokens_with_values};
use crate::selection::{Filter, FilterFault, FilterReason, Operator, Schema};

/// The most characters of a filter.
const LONGEST: usize = 8_000;
/// The most conditions of a filter.
const MOST_CONDITIONS: usize = 200;
/// How deep parentheses and brackets may go.
const DEEPEST: usize = 24;

/// Which resources, or which values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// All of these hold.
    And(Vec<Expression>),
    /// One of these holds.
    Or(Vec<Expression>),
    /// This does not hold.
    Not(Box<Expression>),
    /// There is a value.
    Present(AttributePath),
    /// A value compares so.
    Compares(AttributePath, Operator, Literal),
    /// One value of an attribute fulfils all of this.
    Within(AttributePath, Box<Expression>),
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// Text.
    Text(String),
    /// A number, as it is written.
    Number(String),
    /// true or false.
    Truth(bool),
    /// No value.
    Null,
}

impl Expression {
    /// Reads a filter.
    pub fn parse(text: &str) -> Result<Self, FilterFault> {
        if text.chars().count() > LONGEST {
            return Err(FilterFault { at: LONGEST, reason: FilterReason::TooLong(LONGEST) });
        }
        Reader::whole(text, filter)
    }

    /// The same question of the directory. `name_of` says by which name filters here call an attribute, whose path it is given in
    /// lower case; one that it does not know cannot be asked for. Addresses are all said to be of the type `work`.
    pub fn over_people(
        &self,
        schema: &Schema,
        name_of: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Filter, FilterFault> {
        Filter::parse(&self.written(&|path| name_of(&path.key()), &|_| None)?, schema)
    }

    fn written(
        &self,
        name_of: &dyn Fn(&AttributePath) -> Option<String>,
        known: &dyn Fn(&Expression) -> Option<bool>,
    ) -> Result<String, FilterFault> {
        let joined = |parts: &[Self], word: &str| {
            let parts: Result<Vec<String>, _> =
                parts.iter().map(|part| Ok(format!("({})", part.written(name_of, known)?))).collect();
            Ok(parts?.join(word))
        };
        let name = |path: &AttributePath| name_of(path).ok_or_else(|| unknown(path));
        if let Some(holds) = known(self) {
            // Everybody has a user name.
            return Ok(if holds { "userName pr" } else { "not (userName pr)" }.to_owned());
        }
        match self {
            Self::And(parts) => joined(parts, " and "),
            Self::Or(parts) => joined(parts, " or "),
            Self::Not(part) => Ok(format!("not ({})", part.written(name_of, known)?)),
            Self::Present(path) => Ok(format!("{} pr", name(path)?)),
            Self::Compares(path, operator, literal) => {
                Ok(format!("{} {} {}", name(path)?, operator.word(), literal.written()))
            }
            Self::Within(path, inner) => {
                let whole = name(path)?;
                let is_value = |part: &AttributePath| part.name.eq_ignore_ascii_case("value") && part.part.is_none();
                let inner = inner.written(&|part| is_value(part).then(|| whole.clone()), &of_type_work)?;
                Ok(format!("({whole} pr) and ({inner})"))
            }
        }
    }
}

fn unknown(path: &AttributePath) -> FilterFault {
    FilterFault { at: 0, reason: FilterReason::UnknownAttribute(path.to_string()) }
}

/// What is said of the type of an address, of which there is one here.
fn of_type_work(condition: &Expression) -> Option<bool> {
    let Expression::Compares(path, operator, Literal::Text(kind)) = condition else { return None };
    let is_work = kind.eq_ignore_ascii_case("work");
    match operator {
        _ if !path.name.eq_ignore_ascii_case("type") => None,
        Operator::Eq => Some(is_work),
        Operator::Ne => Some(!is_work),
        _ => None,
    }
}

impl Literal {
    fn written(&self) -> String {
        match self {
            Self::Number(digits) => digits.clone(),
            Self::Truth(truth) => truth.to_string(),
            Self::Null => "null".to_owned(),
            Self::Text(text) => {
                let mut quoted = String::with_capacity(text.len() + 2);
                quoted.push('"');
                for letter in text.chars() {
                    if matches!(letter, '"' | '\\') {
                        quoted.push('\\');
                    }
                    quoted.push(letter);
                }
                quoted.push('"');
                quoted
            }
        }
    }
}

fn filter(reader: &mut Reader<'_>) -> Parsed<Expression> {
    reader.any()
}

type Parsed<T> = Result<T, FilterFault>;

/// Reads what was cut into pieces.
pub(super) struct Reader<'a> {
    pieces: &'a [Placed],
    next: usize,
    /// Where the text ends, for what is missing there.
    end: usize,
    depth: usize,
    conditions: usize,
}

impl<'a> Reader<'a> {
    /// Reads the whole of a text.
    pub(super) fn whole<T>(text: &'a str, read: impl FnOnce(&mut Reader<'_>) -> Parsed<T>) -> Parsed<T> {
        let pieces = tokens_with_values(text)?;
        let end = text.chars().count();
        if pieces.is_empty() {
            return fault(0, FilterReason::Empty);
        }
        let mut reader = Reader { pieces: &pieces, next: 0, end, depth: 0, conditions: 0 };
        let whole = read(&mut reader)?;
        match reader.peek() {
            None => Ok(whole),
            Some(Token::Close | Token::CloseValues) => fault(reader.place(), FilterReason::UnopenedParenthesis),
            Some(_) => fault(reader.place(), FilterReason::ExpectedConnective),
        }
    }

    fn peek(&self) -> Option<&'a Token> {
        self.pieces.get(self.next).map(|piece| &piece.token)
    }

    fn take(&mut self) -> Option<&'a Token> {
        let piece = self.peek();
        self.next += usize::from(piece.is_some());
        piece
    }

    fn place(&self) -> usize {
        self.pieces.get(self.next).map_or(self.end, |piece| piece.at)
    }

    fn takes(&mut self, token: &Token) -> bool {
        let there = self.peek() == Some(token);
        self.next += usize::from(there);
        there
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        self.next += usize::from(there);
        there
    }

    /// An attribute.
    pub(super) fn attribute(&mut self) -> Parsed<AttributePath> {
        let at = self.place();
        let Some(Token::Word(word)) = self.take() else { return fault(at, FilterReason::ExpectedAttribute) };
        AttributePath::from_word(word).map_or_else(|| fault(at, FilterReason::UnknownAttribute(word.clone())), Ok)
    }

    /// What stands between brackets, where a bracket opens here.
    pub(super) fn values(&mut self) -> Parsed<Option<Expression>> {
        let open = self.place();
        if !self.takes(&Token::OpenValues) {
            return Ok(None);
        }
        let inner = self.deeper(open, Self::any)?;
        if self.takes(&Token::CloseValues) { Ok(Some(inner)) } else { fault(open, FilterReason::UnclosedParenthesis) }
    }

    /// A part, where a dot stands here.
    pub(super) fn part(&mut self) -> Option<String> {
        let Some(Token::Part(name)) = self.peek() else { return None };
        self.next += 1;
        Some(name.clone())
    }

    fn deeper<T>(&mut self, open: usize, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return fault(open, FilterReason::TooDeep(DEEPEST));
        }
        let inner = read(self)?;
        self.depth -= 1;
        Ok(inner)
    }

    fn any(&mut self) -> Parsed<Expression> {
        let mut parts = vec![self.all()?];
        while self.takes_word("or") {
            parts.push(self.all()?);
        }
        Ok(joined(parts, Expression::Or))
    }

    fn all(&mut self) -> Parsed<Expression> {
        let mut parts = vec![self.one()?];
        while self.takes_word("and") {
            parts.push(self.one()?);
        }
        Ok(joined(parts, Expression::And))
    }

    fn one(&mut self) -> Parsed<Expression> {
        if self.takes_word("not") {
            return match self.peek() {
                Some(Token::Open) => Ok(Expression::Not(Box::new(self.inside()?))),
                _ => fault(self.place(), FilterReason::ExpectedParenthesis),
            };
        }
        if self.peek() == Some(&Token::Open) { self.inside() } else { self.condition() }
    }

    fn inside(&mut self) -> Parsed<Expression> {
        let open = self.place();
        self.next += 1;
        let inner = self.deeper(open, Self::any)?;
        match self.peek() {
            Some(Token::Close) => self.next += 1,
            None => return fault(open, FilterReason::UnclosedParenthesis),
            Some(_) => return fault(self.place(), FilterReason::ExpectedConnective),
        }
        Ok(inner)
    }

    fn condition(&mut self) -> Parsed<Expression> {
        let at = self.place();
        let path = self.attribute()?;
        self.conditions += 1;
        if self.conditions > MOST_CONDITIONS {
            return fault(at, FilterReason::TooMany(MOST_CONDITIONS));
        }
        if let Some(inner) = self.values()? {
            // Not of the standard, but how Entra ID asks: `emails[type eq "work"].value eq "a@b"`.
            let Some(name) = self.part() else { return Ok(Expression::Within(path, Box::new(inner))) };
            let part = AttributePath { schema: None, name, part: None };
            let condition = self.comparison(part)?;
            return Ok(Expression::Within(path, Box::new(Expression::And(vec![inner, condition]))));
        }
        self.comparison(path)
    }

    fn comparison(&mut self, path: AttributePath) -> Parsed<Expression> {
        let at = self.place();
        let Some(Token::Word(word)) = self.take() else {
            return fault(at, FilterReason::ExpectedOperator(path.to_string()));
        };
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Expression::Present(path));
        }
        let Some(operator) = Operator::from_word(word) else {
            return fault(at, FilterReason::UnknownOperator(word.clone()));
        };
        let at = self.place();
        let literal = match self.take() {
            Some(Token::Text(text)) => Literal::Text(text.clone()),
            Some(Token::Number(digits)) => Literal::Number(digits.clone()),
            // Written with a capital by some.
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("true") => Literal::Truth(true),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("false") => Literal::Truth(false),
            Some(Token::Word(word)) if word == "null" => Literal::Null,
            _ => return fault(at, FilterReason::ExpectedValue),
        };
        Ok(Expression::Compares(path, operator, literal))
    }
}

fn fault<T>(at: usize, reason: FilterReason) -> Parsed<T> {
    Err(FilterFault { at, reason })
}

fn joined(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn over(text: &str) -> Result<String, String> {
        let schema = Schema::new(Vec::new(), TimeZone::UTC).with_identities();
        let names = |path: &str| {
            let name = match path {
                "username" => "userName",
                "emails" | "emails.value" => "emails",
                "active" => "active",
                "id" => "id",
                "externalid" => "externalId",
                _ => return None,
            };
            Some(name.to_owned())
        };
        let told = |fault: FilterFault| fault.to_string();
        Expression::parse(text)
            .map_err(told)?
            .over_people(&schema, &names)
            .map(|filter| filter.to_string())
            .map_err(told)
    }

    #[test]
    fn what_directories_ask_is_asked_of_the_people_here() {
        for (text, asked) in [
            ("userName eq \"Sanne\"", "userName eq \"Sanne\""),
            ("userName Eq \"a\\\"b\\\\c\"", "userName eq \"a\\\"b\\\\c\""),
            (
                "externalId eq \"X1\" or id eq \"00000000-0000-0000-0000-000000000001\"",
                "externalId eq \"X1\" or id eq \"00000000-0000-0000-0000-000000000001\"",
            ),
            ("active eq True", "active eq true"),
            ("not (active eq false)", "not (active eq false)"),
            ("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"s\"", "userName sw \"s\""),
            ("emails[value eq \"a@b\"]", "emails pr and emails eq \"a@b\""),
        ] {
            assert_eq!(over(text).as_deref(), Ok(asked), "{text}");
        }
        // Entra ID's.
        let asked = over("emails[type eq \"work\"].value eq \"a@b\"").unwrap();
        assert_eq!(asked, "emails pr and (userName pr and emails eq \"a@b\")");
        let nobody = over("emails[type eq \"home\"]").unwrap();
        assert_eq!(nobody, "emails pr and not (userName pr)");
    }

    #[test]
    fn what_cannot_be_asked_is_said() {
        for bad in [
            "",
            "userName",
            "userName eq",
            "userName eq sanne",
            "password eq \"x\"",
            "emails[primary eq true]",
            "emails[type co \"w\"]",
            "userName eq \"a\" and",
            "(userName eq \"a\"",
            "userName eq \"a\")",
            "emails[value eq \"a\"",
            "userName gt true",
            "externalId co \"x\"",
        ] {
            assert!(over(bad).is_err(), "{bad}");
        }
        let deep = format!("{}userName pr{}", "(".repeat(25), ")".repeat(25));
        assert!(over(&deep).is_err());
        let long = vec!["userName pr"; 201].join(" or ");
        assert!(over(&long).is_err());
    }

    proptest! {
        #[test]
        fn a_text_means_itself(text in "[^\\p{C}]{1,30}") {
            prop_assume!(!text.trim().is_empty());
            let literal = Literal::Text(text.clone());
            let read = Expression::parse(&format!("userName eq {}", literal.written()));
            let path = AttributePath { schema: None, name: "userName".to_owned(), part: None };
            prop_assert_eq!(read, Ok(Expression::Compares(path, Operator::Eq, literal)));
        }

        #[test]
        fn nothing_that_is_sent_breaks_it(text in "\\PC{0,60}") {
            let _ = Expression::parse(&text);
            let _ = super::super::TargetPath::parse(&text);
        }
    }
}
