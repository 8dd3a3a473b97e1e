//! What the columns of a file mean: guessed from their names, in Dutch and English, or chosen. Neighbour: `line` reads the
//! fields.

use domain::selection::{AttributeKey, Schema};
use domain::user::name_key;
use serde::{Deserialize, Serialize};

/// The most e-mail addresses of a person that a file has columns for.
pub const MOST_ADDRESSES: u8 = 9;

/// What a column means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Column {
    /// The name to sign in with.
    UserName,
    /// The full name.
    DisplayName,
    /// An e-mail address; 1 is the main one.
    Email(u8),
    /// The language of pages and mails.
    Language,
    /// The role.
    Role,
    /// All groups, with `|` between them.
    Groups,
    /// Yes or no: whether the person is in this group.
    InGroup(String),
    /// An attribute of the organisation's own.
    Own(AttributeKey),
    /// Nothing that is imported.
    Ignored,
}

const IN_GROUP: &str = "group:";
const OWN: &str = "own:";

impl Column {
    /// The word by which forms and the command line call it.
    pub fn word(&self) -> String {
        match self {
            Self::UserName => "user_name".to_owned(),
            Self::DisplayName => "display_name".to_owned(),
            Self::Email(1) => "email".to_owned(),
            Self::Email(place) => format!("email{place}"),
            Self::Language => "language".to_owned(),
            Self::Role => "role".to_owned(),
            Self::Groups => "groups".to_owned(),
            Self::InGroup(name) => format!("{IN_GROUP}{name}"),
            Self::Own(key) => key.to_string(),
            Self::Ignored => "-".to_owned(),
        }
    }

    /// From that word, or from an attribute's key.
    pub fn from_word(word: &str, schema: &Schema) -> Option<Self> {
        let word = word.trim();
        if let Some(known) = Self::built_in(word) {
            return Some(known);
        }
        let key = AttributeKey::kept(word);
        schema.own(&key).is_some().then_some(Self::Own(key))
    }

    fn built_in(word: &str) -> Option<Self> {
        Some(match word {
            "user_name" => Self::UserName,
            "display_name" => Self::DisplayName,
            "language" => Self::Language,
            "role" => Self::Role,
            "groups" => Self::Groups,
            "-" => Self::Ignored,
            _ => {
                if let Some(name) = word.strip_prefix(IN_GROUP) {
                    return Some(Self::InGroup(name.trim().to_owned()));
                }
                Self::Email(numbered(word.strip_prefix("email")?)?)
            }
        })
    }

    /// What a column of this name means, if that is plain.
    pub fn guess(heading: &str, schema: &Schema) -> Option<Self> {
        let key = name_key(heading);
        let own = schema.attributes().iter().find(|one| one.key.as_str() == key);
        if let Some(own) = own {
            return Some(Self::Own(own.key.clone()));
        }
        if let Some((word, name)) = heading.split_once(':')
            && ["group", "groep"].contains(&name_key(word).as_str())
        {
            return Some(Self::InGroup(name.trim().to_owned()));
        }
        let plain: String = key.chars().filter(|c| !matches!(c, ' ' | '_' | '-' | '.')).collect();
        let by_name = || schema.attributes().iter().find(|one| name_key(&one.name) == key);
        Some(match plain.as_str() {
            "username" | "user" | "login" | "loginname" | "gebruikersnaam" | "gebruiker" | "inlognaam"
            | "accountnaam" => Self::UserName,
            "displayname" | "name" | "fullname" | "naam" | "volledigenaam" | "weergavenaam" => Self::DisplayName,
            "language" | "taal" => Self::Language,
            "role" | "rol" => Self::Role,
            "groups" | "group" | "groepen" | "groep" => Self::Groups,
            _ => {
                let place = ["emailadressen", "emailaddress", "emailadres", "mailadres", "emails", "email", "mail"]
                    .into_iter()
                    .find_map(|name| numbered(plain.strip_prefix(name)?));
                match (place, by_name()) {
                    (Some(place), _) => Self::Email(place),
                    (None, own) => Self::Own(own?.key.clone()),
                }
            }
        })
    }
}

/// The number behind a name: none is 1.
fn numbered(text: &str) -> Option<u8> {
    if text.is_empty() {
        return Some(1);
    }
    let number = text.parse().ok().filter(|number| (1..=MOST_ADDRESSES).contains(number));
    number.filter(|_| text.len() == 1)
}

impl From<Column> for String {
    fn from(column: Column) -> Self {
        match column {
            // Kept apart, so that an attribute that comes later means nothing for an import that is under way.
            Column::Own(key) => format!("{OWN}{key}"),
            other => other.word(),
        }
    }
}

impl From<String> for Column {
    fn from(word: String) -> Self {
        match word.strip_prefix(OWN) {
            Some(key) => Self::Own(AttributeKey::kept(key)),
            None => Self::built_in(&word).unwrap_or(Self::Ignored),
        }
    }
}

/// Why columns do not make people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnFault {
    /// Nobody knows what a column means.
    #[error("unknown column `{0}`: name it as one of the attributes, say what it means, or leave it out")]
    Unknown(String),
    /// Two columns mean the same.
    #[error("two columns mean `{0}`")]
    Twice(String),
    /// The column that says who a line is about is missing.
    #[error("the first line must name the columns, and `{0}`, by which people are known, is missing")]
    NoKey(String),
    /// The key is nothing by which people are known.
    #[error("people cannot be known by `{0}`: say user_name, email or one of the attributes")]
    KeyFault(String),
}

/// Whether these columns, in which people are known by `key`, make sense together.
pub(super) fn check(columns: &[Column], key: &Column) -> Result<(), ColumnFault> {
    if !matches!(key, Column::UserName | Column::Email(1) | Column::Own(_)) {
        return Err(ColumnFault::KeyFault(key.word()));
    }
    for (place, column) in columns.iter().enumerate() {
        let same = |other: &Column| match (other, column) {
            (Column::InGroup(one), Column::InGroup(other)) => name_key(one) == name_key(other),
            (one, other) => one == other,
        };
        if *column != Column::Ignored && columns.iter().skip(place + 1).any(same) {
            return Err(ColumnFault::Twice(column.word()));
        }
    }
    if columns.contains(key) { Ok(()) } else { Err(ColumnFault::NoKey(key.word())) }
}

#[cfg(test)]
mod tests {
    use domain::selection::{Attribute, AttributeKind};
    use jiff::tz::TimeZone;

    use super::*;

    fn schema() -> Schema {
        let one = |key: &str, name: &str| Attribute {
            key: AttributeKey::new(key).unwrap(),
            name: name.to_owned(),
            kind: AttributeKind::Text,
            choices: Vec::new(),
        };
        Schema::new(
            vec![one("afdeling", "Afdeling"), one("nr", "Personeelsnummer"), one("taal", "Moedertaal")],
            TimeZone::UTC,
        )
    }

    #[test]
    fn columns_are_known_by_their_names_in_both_languages() {
        let own = |key: &str| Column::Own(AttributeKey::kept(key));
        for (heading, column) in [
            ("user_name", Column::UserName),
            ("Gebruikersnaam", Column::UserName),
            ("Full name", Column::DisplayName),
            ("NAAM", Column::DisplayName),
            ("E-mail", Column::Email(1)),
            ("E-mailadres 2", Column::Email(2)),
            ("email3", Column::Email(3)),
            ("Language", Column::Language),
            ("Rol", Column::Role),
            ("Groepen", Column::Groups),
            ("Groep: Leden ", Column::InGroup("Leden".to_owned())),
            ("AFDELING", own("afdeling")),
            ("personeelsnummer", own("nr")),
            ("taal", own("taal")),
        ] {
            assert_eq!(Column::guess(heading, &schema()), Some(column), "{heading}");
        }
        for heading in ["password", "wachtwoord", "email0", "email10", ""] {
            assert_eq!(Column::guess(heading, &schema()), None, "{heading}");
        }
    }

    #[test]
    fn a_column_is_read_back_from_its_word() {
        let all = [
            Column::UserName,
            Column::DisplayName,
            Column::Email(1),
            Column::Email(9),
            Column::Language,
            Column::Role,
            Column::Groups,
            Column::InGroup("A: b".to_owned()),
            Column::Own(AttributeKey::kept("afdeling")),
            Column::Ignored,
        ];
        for column in all {
            assert_eq!(Column::from_word(&column.word(), &schema()), Some(column.clone()));
            assert_eq!(Column::from(String::from(column.clone())), column);
        }
        assert_eq!(Column::from_word("password", &schema()), None);
    }

    #[test]
    fn columns_that_make_no_sense_together_are_refused() {
        let (user, mail) = (Column::UserName, Column::Email(1));
        assert_eq!(check(&[user.clone(), mail.clone()], &mail), Ok(()));
        assert_eq!(check(&[Column::Ignored, Column::Ignored, user.clone()], &user), Ok(()));
        assert_eq!(check(&[user.clone(), user.clone()], &user), Err(ColumnFault::Twice("user_name".to_owned())));
        assert_eq!(check(&[Column::DisplayName], &user), Err(ColumnFault::NoKey("user_name".to_owned())));
        assert_eq!(check(&[Column::Role], &Column::Role), Err(ColumnFault::KeyFault("role".to_owned())));
    }
}
