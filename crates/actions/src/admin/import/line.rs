//! One line of a file, read: what it says of a person, or what is wrong with it, field by field. Neighbour: `plan` holds it
//! against the person who is there.

use std::collections::HashMap;

use domain::permission::Rights;
use domain::selection::{AttributeKey, OwnValue, Schema, ValueFault};
use domain::user::{Role, name_key};
use serde::{Deserialize, Serialize};
use store::people_bulk::Key;

use super::column::Column;
use crate::admin::people;
use crate::admin::people_write::Cell;

/// Takes away what is there.
const CLEAR: &str = "-";

/// A line that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) key: Key,
    pub(super) user_name: Option<String>,
    pub(super) display_name: Option<String>,
    /// By their places, from 0.
    pub(super) addresses: Vec<(usize, Cell<String>)>,
    pub(super) language: Cell<String>,
    pub(super) role: Option<(Role, Rights)>,
    pub(super) groups: Cell<Vec<String>>,
    pub(super) in_groups: Vec<(String, bool)>,
    pub(super) own: Vec<(AttributeKey, Cell<OwnValue>)>,
}

/// What is wrong with a field, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Problem {
    /// The line has another number of fields.
    #[error("{0} fields, expected {1}")]
    Width(usize, usize),
    /// The field that says whom the line is about is empty.
    #[error("empty, expected whom the line is about")]
    NoKey,
    /// A new person needs it.
    #[error("empty, expected one for a new person")]
    Missing,
    /// It cannot be taken away.
    #[error("cannot be taken away")]
    Needed,
    /// Too long, or with what people cannot see.
    #[error("longer than {0} characters or with a control character")]
    Text(usize),
    /// No e-mail address.
    #[error("expected an e-mail address such as name@example.org")]
    Address,
    /// A language that the product does not speak.
    #[error("expected nl or en")]
    Language,
    /// No role.
    #[error("expected one of: {}", .0.join(", "))]
    Role(Vec<String>),
    /// Neither yes nor no.
    #[error("expected yes or no")]
    YesNo,
    /// No value of the attribute.
    #[error("{0}")]
    Value(ValueFault),
    /// It stands on another line too.
    #[error("stands on line {0} too")]
    StandsOn(u64),
    /// It stands twice on this line.
    #[error("stands twice on this line")]
    Twice,
    /// Somebody else signs in with it.
    #[error("someone else has it")]
    Taken,
    /// More than one person has it.
    #[error("more than one person has it, so nobody knows whom the line is about")]
    Several,
    /// Only new people were asked for.
    #[error("exists already")]
    Exists,
    /// Only people who are there were asked for.
    #[error("there is nobody with it")]
    Nobody,
    /// The person has rights that whoever imports has not.
    #[error("has more rights than whoever imports")]
    MoreRights,
    /// The role is not theirs to give.
    #[error("that role is not for whoever imports to give")]
    RoleNotGiven,
}

/// What is wrong with one field of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The column as it stands in the file; none where it is the line as a whole.
    pub column: Option<String>,
    /// What the field says.
    pub value: String,
    /// What is wrong.
    pub problem: Problem,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.column {
            None => write!(f, "{}", self.problem),
            Some(column) => write!(f, "{column} `{}`: {}", self.value, self.problem),
        }
    }
}

/// A line that will not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The line of the file.
    pub line: u64,
    /// All that is wrong with it.
    pub faults: Vec<Fault>,
}

/// What is needed to read lines.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) headings: Vec<String>,
    pub(super) columns: Vec<Column>,
    pub(super) key: Column,
    pub(super) schema: Schema,
    /// The roles by their words and names, each with what it may do.
    pub(super) roles: HashMap<String, (Role, Rights)>,
}

impl Sheet {
    /// The name of a column as it stands in the file.
    pub(super) fn heading(&self, column: &Column) -> Option<String> {
        let place = self.columns.iter().position(|one| one == column)?;
        self.headings.get(place).cloned()
    }

    /// A fault in a column.
    pub(super) fn fault(&self, column: &Column, value: impl Into<String>, problem: Problem) -> Fault {
        let name = self.heading(column).unwrap_or_else(|| column.word());
        Fault { column: Some(name), value: value.into(), problem }
    }

    /// What a role may do. One that is gone may do nothing.
    pub(super) fn rights(&self, role: Role) -> Rights {
        self.roles.get(&*role.word()).map_or(Rights::NONE, |(_, rights)| *rights)
    }

    /// Reads a line.
    pub(super) fn read(&self, number: u64, fields: &[String]) -> Result<Line, Bad> {
        if fields.len() != self.columns.len() {
            let problem = Problem::Width(fields.len(), self.columns.len());
            return Err(Bad { line: number, faults: vec![Fault { column: None, value: String::new(), problem }] });
        }
        let mut line = Line {
            number,
            key: Key::UserName(String::new()),
            user_name: None,
            display_name: None,
            addresses: Vec::new(),
            language: Cell::Keep,
            role: None,
            groups: Cell::Keep,
            in_groups: Vec::new(),
            own: Vec::new(),
        };
        let mut faults = Vec::new();
        for (column, field) in self.columns.iter().zip(fields) {
            if let Err(problem) = self.take(&mut line, column, field) {
                faults.push(self.fault(column, field, problem));
            }
        }
        if let Some(twice) = twice_within(&line) {
            faults.push(self.fault(&Column::Email(1), twice, Problem::Twice));
        }
        if faults.is_empty() { Ok(line) } else { Err(Bad { line: number, faults }) }
    }

    fn take(&self, line: &mut Line, column: &Column, field: &str) -> Result<(), Problem> {
        if *column == self.key && (field.is_empty() || field == CLEAR) {
            return Err(Problem::NoKey);
        }
        match column {
            Column::Ignored => {}
            Column::UserName => {
                line.user_name = named(field, people::is_user_name, Problem::Text(100))?;
                if self.key == Column::UserName {
                    line.key = Key::UserName(field.to_owned());
                }
            }
            Column::DisplayName => line.display_name = named(field, people::is_full_name, Problem::Text(200))?,
            Column::Email(place) => {
                let cell =
                    cell(field, |text| people::is_address(text).then(|| text.to_owned()).ok_or(Problem::Address))?;
                line.addresses.push((usize::from(place.saturating_sub(1)), cell));
                if self.key == *column {
                    line.key = Key::Address(field.to_owned());
                }
            }
            Column::Language => {
                line.language = cell(field, |text| {
                    let tag = name_key(text);
                    people::is_language(&tag).then_some(tag).ok_or(Problem::Language)
                })?;
            }
            Column::Role => line.role = self.role(field)?,
            Column::Groups => line.groups = cell(field, groups)?,
            Column::InGroup(group) => line.in_groups.extend(yes_or_no(field)?.map(|yes| (group.clone(), yes))),
            Column::Own(key) => {
                let value = cell(field, |text| self.value(key, text))?;
                if self.key == *column
                    && let Cell::Set(value) = &value
                {
                    line.key = Key::Own(key.clone(), value.clone());
                }
                line.own.push((key.clone(), value));
            }
        }
        Ok(())
    }

    fn role(&self, field: &str) -> Result<Option<(Role, Rights)>, Problem> {
        match field {
            "" => Ok(None),
            CLEAR => Err(Problem::Needed),
            word => self.roles.get(&name_key(word)).copied().map(Some).ok_or_else(|| {
                let mut words: Vec<String> = self.roles.keys().filter(|word| !word.contains(':')).cloned().collect();
                words.sort_unstable();
                Problem::Role(words)
            }),
        }
    }

    fn value(&self, key: &AttributeKey, text: &str) -> Result<OwnValue, Problem> {
        let attribute = self.schema.own(key).ok_or(Problem::Value(ValueFault::Text))?;
        attribute.read(text).map_err(Problem::Value)?.ok_or(Problem::Value(ValueFault::Text))
    }
}

fn cell<T>(field: &str, read: impl FnOnce(&str) -> Result<T, Problem>) -> Result<Cell<T>, Problem> {
    match field {
        "" => Ok(Cell::Keep),
        CLEAR => Ok(Cell::Clear),
        text => read(text).map(Cell::Set),
    }
}

/// A name that a person always has.
fn named(field: &str, fits: fn(&str) -> bool, problem: Problem) -> Result<Option<String>, Problem> {
    match field {
        "" => Ok(None),
        CLEAR => Err(Problem::Needed),
        text if fits(text) => Ok(Some(text.to_owned())),
        _ => Err(problem),
    }
}

fn groups(field: &str) -> Result<Vec<String>, Problem> {
    let mut names: Vec<String> = Vec::new();
    for name in field.split('|').map(str::trim).filter(|name| !name.is_empty()) {
        if !people::is_group_name(name) {
            return Err(Problem::Text(100));
        }
        if !names.iter().any(|known| name_key(known) == name_key(name)) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

fn yes_or_no(field: &str) -> Result<Option<bool>, Problem> {
    Ok(match name_key(field).as_str() {
        "" => None,
        "yes" | "ja" | "true" | "1" | "x" => Some(true),
        "no" | "nee" | "false" | "0" | CLEAR => Some(false),
        _ => return Err(Problem::YesNo),
    })
}

/// An address that stands in two columns of one line.
fn twice_within(line: &Line) -> Option<String> {
    let mut set = line.addresses.iter().filter_map(|(_, cell)| match cell {
        Cell::Set(address) => Some(address),
        Cell::Keep | Cell::Clear => None,
    });
    let mut keys: Vec<String> = Vec::new();
    set.find(|address| {
        let key = name_key(address);
        let known = keys.contains(&key);
        keys.push(key);
        known
    })
    .cloned()
}

#[cfg(test)]
#[path = "line_tests.rs"]
pub(super) mod tests;
