//! Systems from which people come in: what each may do here, and which of what it says goes into which field. Over SCIM a system
//! writes; the language of that is in [`crate::scim`].

use crate::id::PeopleSourceId;
use crate::scim::AttributePath;
use crate::selection::AttributeKey;
use crate::time::{Lifetime, Timestamp};
use crate::words::words;

/// The most sources of one organisation.
pub const MOST: usize = 20;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;

/// The most fields of a mapping.
pub const MOST_FIELDS: usize = 60;

/// After a key was made anew, the one before opens for this long.
pub const FORMER_LIVES: Lifetime = Lifetime::days(1);

words!(
    /// How people come in.
    SourceKind {
        /// The system writes them here, by SCIM 2.0.
        Scim = "scim",
        /// They are fetched from a directory, by LDAP.
        Ldap = "ldap",
    }
);

words!(
    /// What becomes of whoever is in the source no longer.
    WhenGone {
        /// Blocked: everything that they have open ends, and nobody signs in as them.
        Block = "block",
        /// They stay as they are, and are changed here by hand from then on.
        Keep = "keep",
    }
);

/// A field of a person that a source fills.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The name to sign in with.
    UserName,
    /// The full name.
    DisplayName,
    /// E-mail addresses.
    Emails,
    /// Language.
    Language,
    /// An attribute of the organisation's own.
    Own(AttributeKey),
}

impl Field {
    /// Those that every organisation has.
    pub const COMMON: [Self; 4] = [Self::UserName, Self::DisplayName, Self::Emails, Self::Language];

    /// The word that the store and forms use.
    pub fn word(&self) -> String {
        match self {
            Self::UserName => "user-name".to_owned(),
            Self::DisplayName => "display-name".to_owned(),
            Self::Emails => "emails".to_owned(),
            Self::Language => "language".to_owned(),
            Self::Own(key) => format!("own:{key}"),
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        if let Some(key) = word.strip_prefix("own:") {
            return AttributeKey::is_written_so(key).then(|| Self::Own(AttributeKey::kept(key)));
        }
        Self::COMMON.into_iter().find(|field| field.word() == word)
    }

    /// Where SCIM has it, unless somebody says otherwise; nowhere for what is the organisation's own.
    pub fn usual_path(&self) -> Option<&'static str> {
        match self {
            Self::UserName => Some("userName"),
            Self::DisplayName => Some("displayName"),
            Self::Emails => Some("emails"),
            Self::Language => Some("preferredLanguage"),
            Self::Own(_) => None,
        }
    }
}

/// Which of what a source says goes into which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping(Vec<(Field, AttributePath)>);

impl Mapping {
    /// What is usual, and nothing beside it.
    pub fn usual() -> Self {
        let fields = Field::COMMON.into_iter().filter_map(|field| {
            let path = AttributePath::from_word(field.usual_path()?)?;
            Some((field, path))
        });
        Self(fields.collect())
    }

    /// These; none where a field stands twice, there are too many, a person would have no user name, addresses would be taken from
    /// somewhere else than the kind of source has them, or a field would be filled with what is nobody's to see.
    pub fn of(kind: SourceKind, fields: Vec<(Field, AttributePath)>) -> Option<Self> {
        let twice = fields
            .iter()
            .enumerate()
            .any(|(place, (field, _))| fields.iter().skip(place + 1).any(|(other, _)| other == field));
        let mapping = Self(fields);
        let named = mapping.path(&Field::UserName).is_some() && mapping.path(&Field::DisplayName).is_some();
        let fits = match kind {
            SourceKind::Scim => {
                let secret = mapping.0.iter().any(|(_, path)| path.name.eq_ignore_ascii_case("password"));
                mapping.path(&Field::Emails).is_none_or(|path| path.key() == "emails") && !secret
            }
            SourceKind::Ldap => mapping.0.iter().all(|(_, path)| crate::directory::may_be_read(path)),
        };
        (!twice && named && fits && mapping.0.len() <= MOST_FIELDS).then_some(mapping)
    }

    /// From its lines, each a field and a path.
    pub fn from_lines(kind: SourceKind, lines: &str) -> Option<Self> {
        let fields = lines.lines().map(|line| {
            let (field, path) = line.split_once(' ')?;
            Some((Field::from_word(field)?, AttributePath::from_word(path)?))
        });
        Self::of(kind, fields.collect::<Option<_>>()?)
    }

    /// As the store keeps it.
    pub fn lines(&self) -> String {
        let lines: Vec<String> = self.0.iter().map(|(field, path)| format!("{} {path}", field.word())).collect();
        lines.join("\n")
    }

    /// The fields and where each comes from.
    pub fn fields(&self) -> &[(Field, AttributePath)] {
        &self.0
    }

    /// Where a field comes from.
    pub fn path(&self, field: &Field) -> Option<&AttributePath> {
        self.0.iter().find(|(one, _)| one == field).map(|(_, path)| path)
    }

    /// Which field an attribute goes into; the path in lower case.
    pub fn field(&self, path: &str) -> Option<&Field> {
        self.0.iter().find(|(_, one)| one.key() == path).map(|(field, _)| field)
    }

    /// Without the attributes that the organisation has no longer.
    #[must_use]
    pub fn without_gone(&self, is_there: impl Fn(&AttributeKey) -> bool) -> Self {
        let there = |field: &Field| match field {
            Field::Own(key) => is_there(key),
            _ => true,
        };
        Self(self.0.iter().filter(|(field, _)| there(field)).cloned().collect())
    }
}

/// A system from which people come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleSource {
    /// Identity.
    pub id: PeopleSourceId,
    /// How people come in.
    pub kind: SourceKind,
    /// Its name.
    pub name: String,
    /// What goes where.
    pub mapping: Mapping,
    /// Whether it may take over who is here already, by user name, and groups, by name. Never people with rights over others.
    pub takes_over: bool,
    /// What becomes of whoever is there no longer.
    pub when_gone: WhenGone,
    /// The version that an edit names.
    pub version: i64,
    /// When it was first made.
    pub made_at: Timestamp,
    /// When it last spoke, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Until when the key before the present one opens as well, where there is one.
    pub former_until: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_survives_its_lines() {
        let lines = "user-name userName\ndisplay-name displayName\nown:afdeling \
                     urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
        let mapping = Mapping::from_lines(SourceKind::Scim, lines).unwrap();
        assert_eq!(mapping.lines(), lines);
        let own = Field::Own(AttributeKey::kept("afdeling"));
        let path = mapping.path(&own).unwrap().key();
        assert_eq!(mapping.field(&path), Some(&own));
        assert_eq!(mapping.without_gone(|_| false).fields().len(), 2);
        assert_eq!(Mapping::from_lines(SourceKind::Scim, &Mapping::usual().lines()), Some(Mapping::usual()));
    }

    #[test]
    fn a_mapping_that_would_not_do_is_none() {
        for bad in [
            "",
            "user-name userName",
            "user-name userName\ndisplay-name displayName\nemails phoneNumbers",
            "user-name userName\ndisplay-name displayName\nuser-name externalId",
            "user-name userName\ndisplay-name displayName\nown:A title",
            "user-name userName\ndisplay-name displayName\npassword password",
            "user-name\ndisplay-name displayName",
            "user-name userName\ndisplay-name displayName\nown:a PASSWORD",
        ] {
            assert_eq!(Mapping::from_lines(SourceKind::Scim, bad), None, "{bad}");
        }
    }
}
