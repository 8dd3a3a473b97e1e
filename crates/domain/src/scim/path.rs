//! Paths: of an attribute, such as `name.givenName`, and of what a change is made to, such as `emails[type eq "work"].value`
//! (RFC 7644 figures 1 and 7).

use std::fmt;

use super::expression::{Expression, Reader};
use super::{GROUP, USER};
use crate::selection::{FilterFault, FilterReason};

/// The longest path, in characters.
const LONGEST: usize = 500;

/// An attribute, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AttributePath {
    /// The schema that it belongs to, where that is an extension.
    pub schema: Option<String>,
    /// Its name, as it was written. Names are compared without regard to case (RFC 7643 section 2.1).
    pub name: String,
    /// A part of it, such as `value`.
    pub part: Option<String>,
}

impl AttributePath {
    /// From one word: an address of a schema, a colon, a name, a dot and a part, of which the name alone is needed.
    pub fn from_word(word: &str) -> Option<Self> {
        let is_long = word.to_ascii_lowercase().starts_with("urn:");
        let (schema, rest) = if is_long { word.rsplit_once(':')? } else { ("", word) };
        // The version of a schema has a dot too (`2.0:User`), which stands before the last colon.
        let (name, part) = match rest.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (rest, None),
        };
        let is_name = |text: &str| {
            let mut letters = text.chars();
            letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '$')
                && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '$'))
        };
        let fits = is_name(name) && part.is_none_or(is_name) && word.chars().count() <= LONGEST;
        let is_core = schema.is_empty() || [USER, GROUP].iter().any(|core| core.eq_ignore_ascii_case(schema));
        fits.then(|| Self {
            schema: (!is_core).then(|| schema.to_owned()),
            name: name.to_owned(),
            part: part.map(str::to_owned),
        })
    }

    /// In lower case, to be compared.
    pub fn key(&self) -> String {
        self.to_string().to_lowercase()
    }
}

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}:")?;
        }
        f.write_str(&self.name)?;
        self.part.as_ref().map_or(Ok(()), |part| write!(f, ".{part}"))
    }
}

/// What a change is made to: an attribute, those of its values that are meant, a part of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetPath {
    /// The attribute; its part is in `part`.
    pub attribute: AttributePath,
    /// Which of its values; all where nothing is said.
    pub values: Option<Expression>,
    /// A part.
    pub part: Option<String>,
}

impl TargetPath {
    /// Reads a path of a change.
    pub fn parse(text: &str) -> Result<Self, FilterFault> {
        // The address of an extension by itself is the whole of it (RFC 7644 section 3.5.2).
        if text.chars().count() > LONGEST {
            return Err(FilterFault { at: LONGEST, reason: FilterReason::TooLong(LONGEST) });
        }
        Reader::whole(text, |reader| {
            let mut attribute = reader.attribute()?;
            let values = reader.values()?;
            let part = match values {
                Some(_) => reader.part(),
                None => attribute.part.take(),
            };
            Ok(Self { attribute, values, part })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_taken_apart() {
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName";
        let path = AttributePath::from_word(urn).unwrap();
        assert_eq!(path.schema.as_deref(), Some(super::super::ENTERPRISE));
        assert_eq!((path.name.as_str(), path.part.as_deref()), ("manager", Some("displayName")));
        assert_eq!(path.to_string(), urn);
        let core = AttributePath::from_word("URN:ietf:params:scim:schemas:core:2.0:User:name.givenName").unwrap();
        assert_eq!((core.schema.as_deref(), core.to_string().as_str()), (None, "name.givenName"));
        assert_eq!(AttributePath::from_word("emails.$ref").unwrap().part.as_deref(), Some("$ref"));
        for bad in ["", "1a", "a.b.c", "a.", ".a", "urn:", "urn:x:", "na me", "é"] {
            assert_eq!(AttributePath::from_word(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_change_names_an_attribute_some_of_its_values_and_a_part() {
        let path = TargetPath::parse("emails[type eq \"work\" and primary eq true].value").unwrap();
        assert_eq!((path.attribute.name.as_str(), path.part.as_deref()), ("emails", Some("value")));
        assert!(path.values.is_some());
        let path = TargetPath::parse("members[value eq \"2819c223\"]").unwrap();
        assert!(path.values.is_some() && path.part.is_none());
        let path = TargetPath::parse("name.familyName").unwrap();
        assert_eq!((path.attribute.part, path.part.as_deref()), (None, Some("familyName")));
        for bad in
            ["", "emails[", "emails[]", "emails[type eq \"work\"", "emails]", "emails[type].value", "a b", "x.y.z"]
        {
            assert!(TargetPath::parse(bad).is_err(), "{bad}");
        }
    }
}
