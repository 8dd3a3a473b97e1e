//! What goes into a statement and what comes out of it: the five kinds of value that both engines keep alike.
//! Time is an `Int` of microseconds, an id is `Bytes`; there are no fractions and no engine's own types.

use crate::error::Error;

/// A parameter of a [`Statement`], or one field of a [`Row`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Absent.
    Null,
    /// SMALLINT, INTEGER or BIGINT. A BOOLEAN column comes back as 0 or 1, on both engines.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BYTEA.
    Bytes(Vec<u8>),
    /// BOOLEAN, as a parameter. It comes back as [`Value::Int`]; read it with [`Row::bool`].
    Bool(bool),
}

macro_rules! value_from {
    ($($from:ty => $make:expr),+ $(,)?) => {
        $(impl From<$from> for Value {
            fn from(from: $from) -> Value {
                $make(from)
            }
        })+
    };
}

value_from! {
    i64 => Value::Int,
    i32 => |i| Value::Int(i64::from(i)),
    u32 => |i| Value::Int(i64::from(i)),
    u16 => |i| Value::Int(i64::from(i)),
    u8 => |i| Value::Int(i64::from(i)),
    String => kept,
    &str => |s: &str| kept(s.to_owned()),
    &String => |s: &String| kept(s.clone()),
    Vec<u8> => Value::Bytes,
    &[u8] => |b: &[u8]| Value::Bytes(b.to_vec()),
    bool => Value::Bool,
}

/// PostgreSQL keeps no U+0000 in a text and refuses the whole statement. What somebody sends with one finds nobody, on both engines
/// alike, where a name is compared, and says that something stood there where a text is kept.
fn kept(text: String) -> Value {
    Value::Text(if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text })
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Value {
        Value::Bytes(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Value {
        Value::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// One SQL text for both engines, with the name that errors and tests call it by.
///
/// Parameters are `$1`, `$2` … and every number up to the highest must be used; one may be used twice. What the text may
/// hold is said at the top of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
    pub(crate) shared: bool,
}

impl Statement {
    /// A statement; make it a `const` right above the function that runs it.
    #[must_use]
    pub const fn new(name: &'static str, sql: &'static str) -> Statement {
        Statement { name, sql, shared: false }
    }

    /// One that many ask at once: on PostgreSQL the jobs of a group ([`Db::write_together`](crate::Db::write_together))
    /// ask it as one. It is a SELECT, an UPDATE with its only WHERE before any other SELECT, or an INSERT of one row that
    /// ends with its values. Where two jobs would change the same row one of them changes none, as if it came later.
    #[must_use]
    pub const fn shared(self) -> Statement {
        Statement { shared: true, ..self }
    }

    /// The name that errors call it by, such as `user.find`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The SQL text.
    #[must_use]
    pub const fn sql(&self) -> &'static str {
        self.sql
    }

    pub(crate) fn broken(&self, why: impl std::fmt::Display) -> Error {
        Error::Broken(format!("statement `{}`: {why}", self.name))
    }
}

/// One row of an answer. Columns are counted from 0.
///
/// Each reading names the type it wants; another type, an absent value (without `opt_`) or a column that is not there
/// is [`Error::Broken`], never a default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// A whole number.
    pub fn int(&self, column: usize) -> Result<i64, Error> {
        self.opt_int(column)?.ok_or_else(|| absent(column))
    }

    /// A text.
    pub fn text(&self, column: usize) -> Result<&str, Error> {
        self.opt_text(column)?.ok_or_else(|| absent(column))
    }

    /// A string of bytes.
    pub fn bytes(&self, column: usize) -> Result<&[u8], Error> {
        self.opt_bytes(column)?.ok_or_else(|| absent(column))
    }

    /// A string of exactly `N` bytes: an id or a hash.
    pub fn array<const N: usize>(&self, column: usize) -> Result<[u8; N], Error> {
        self.opt_array(column)?.ok_or_else(|| absent(column))
    }

    /// A truth value: 0 or 1, as both engines give a BOOLEAN.
    pub fn bool(&self, column: usize) -> Result<bool, Error> {
        self.opt_bool(column)?.ok_or_else(|| absent(column))
    }

    /// A whole number that may be absent.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(i) => Ok(Some(*i)),
            other => Err(wrong(column, "a whole number", other)),
        }
    }

    /// A text that may be absent.
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other => Err(wrong(column, "text", other)),
        }
    }

    /// A string of bytes that may be absent.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => Ok(Some(bytes)),
            other => Err(wrong(column, "bytes", other)),
        }
    }

    /// A string of exactly `N` bytes that may be absent.
    pub fn opt_array<const N: usize>(&self, column: usize) -> Result<Option<[u8; N]>, Error> {
        self.opt_bytes(column)?
            .map(|bytes| {
                <[u8; N]>::try_from(bytes).map_err(|_| {
                    Error::Broken(format!("column {column} holds {} bytes where {N} were expected", bytes.len()))
                })
            })
            .transpose()
    }

    /// A truth value that may be absent.
    pub fn opt_bool(&self, column: usize) -> Result<Option<bool>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Bool(truth) => Ok(Some(*truth)),
            Value::Int(0) => Ok(Some(false)),
            Value::Int(1) => Ok(Some(true)),
            other => Err(wrong(column, "a truth value", other)),
        }
    }

    /// The value as it came.
    pub fn value(&self, column: usize) -> Result<&Value, Error> {
        self.0.get(column).ok_or_else(|| Error::Broken(format!("no column {column} in a row of {}", self.0.len())))
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.0.len()
    }
}

fn absent(column: usize) -> Error {
    Error::Broken(format!("column {column} is absent where a value was expected"))
}

/// Names the kinds only: a value may be personal and an error is logged.
fn wrong(column: usize, expected: &str, found: &Value) -> Error {
    let found = match found {
        Value::Null => "nothing",
        Value::Int(_) => "a whole number",
        Value::Text(_) => "text",
        Value::Bytes(_) => "bytes",
        Value::Bool(_) => "a truth value",
    };
    Error::Broken(format!("column {column} holds {found} where {expected} was expected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_from_what_the_nouns_hold() {
        assert_eq!(Value::from(7_i64), Value::Int(7));
        assert_eq!(Value::from("a"), Value::Text("a".into()));
        assert_eq!(Value::from([1_u8; 16]), Value::Bytes(vec![1; 16]));
        assert_eq!(Value::from(&[1_u8; 32]), Value::Bytes(vec![1; 32]));
        assert_eq!(Value::from(true), Value::Bool(true));
        assert_eq!(Value::from(None::<i64>), Value::Null);
        assert_eq!(Value::from(Some("a")), Value::Text("a".into()));
    }

    #[test]
    fn a_row_gives_what_is_asked_or_an_error() {
        let row = Row(vec![Value::Int(1), Value::Text("a".into()), Value::Bytes(vec![2; 16]), Value::Null]);
        assert_eq!(row.int(0), Ok(1));
        assert_eq!(row.bool(0), Ok(true));
        assert_eq!(row.text(1), Ok("a"));
        assert_eq!(row.array(2), Ok([2; 16]));
        assert_eq!(row.opt_int(3), Ok(None));
        assert_eq!(row.opt_bool(3), Ok(None));
        assert!(row.int(1).is_err());
        assert!(row.text(0).is_err());
        assert!(row.array::<32>(2).is_err());
        assert!(row.text(3).is_err());
        assert!(row.int(4).is_err());
    }

    #[test]
    fn two_is_neither_true_nor_false() {
        assert!(Row(vec![Value::Int(2)]).bool(0).is_err());
    }

    #[test]
    fn an_error_names_the_kind_and_not_the_value() {
        let error = Row(vec![Value::Text("ann@example.com".into())]).int(0).unwrap_err();
        assert!(!error.to_string().contains("ann"), "{error}");
    }
}
