//! Entries of a directory, read as people: the name by which each is known for ever, and what the mapping looks at.

use domain::directory::{Directory, GroupsFrom, Shape, in_filter, is_binary, is_disabled};
use domain::people_source::Mapping;
use sha2::{Digest, Sha256};

use super::port::{Entry, Search};
use crate::scim::people::{Named, Refusal};
use crate::scim::{Document, ScimFault};

/// The longest name by which an entry is known, in characters: as in SCIM.
const LONGEST_ID: usize = 255;

/// Sixteen bytes that stand for a text of any length: a hundred thousand of them are no burden.
pub(super) type Mark = [u8; 16];

pub(super) fn mark(text: &str) -> Mark {
    let mut mark = Mark::default();
    let hash = Sha256::digest(text.as_bytes());
    mark.iter_mut().zip(hash.iter()).for_each(|(to, from)| *to = *from);
    mark
}

/// A distinguished name as two that mean the same entry are written the same by one directory: without regard to case and to the
/// spaces around a comma (RFC 4514). It tells members of groups apart and opens nothing.
pub(super) fn dn_key(dn: &str) -> String {
    let parts: Vec<&str> = dn.split(',').map(str::trim).collect();
    parts.join(",").to_lowercase()
}

/// All people of a directory.
pub(crate) fn search(settings: &Directory, mapping: &Mapping) -> Search {
    let mut attributes: Vec<String> = mapping.fields().iter().map(|(_, path)| path.name.clone()).collect();
    attributes.push(settings.id_attribute.clone());
    if settings.shape() == Shape::ActiveDirectory {
        attributes.push("userAccountControl".to_owned());
    }
    match settings.groups_from() {
        GroupsFrom::MemberOf => attributes.push("memberOf".to_owned()),
        GroupsFrom::MemberUid => attributes.push("uid".to_owned()),
        GroupsFrom::Nowhere | GroupsFrom::Member => {}
    }
    attributes.sort();
    attributes.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
    Search { base: settings.base.clone(), filter: bracketed(&settings.filter), attributes }
}

/// The one person who is known by a name; none where nobody can be known by it.
pub(super) fn search_one(settings: &Directory, external_id: &str) -> Option<Search> {
    let bytes = if is_binary(&settings.id_attribute) {
        data_encoding::HEXLOWER.decode(external_id.as_bytes()).ok()?
    } else {
        external_id.as_bytes().to_vec()
    };
    let filter = format!("(&{}({}={}))", bracketed(&settings.filter), settings.id_attribute, in_filter(&bytes));
    Some(Search { base: settings.base.clone(), filter, attributes: vec![settings.id_attribute.clone()] })
}

/// A filter with the brackets that one may be typed without.
pub(super) fn bracketed(filter: &str) -> String {
    let filter = filter.trim();
    if filter.starts_with('(') { filter.to_owned() } else { format!("({filter})") }
}

/// The name by which an entry is known for ever; none where it has none, or several.
pub(super) fn id_of(entry: &Entry, attribute: &str) -> Option<String> {
    let [value] = entry.values_of(attribute) else { return None };
    let text = if is_binary(attribute) {
        data_encoding::HEXLOWER.encode(value)
    } else {
        String::from_utf8(value.clone()).ok()?
    };
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_ID && !text.contains('\0');
    fits.then_some(text)
}

/// A person.
pub(crate) fn person(entry: &Entry, settings: &Directory, mapping: &Mapping) -> Result<Named, Refusal> {
    let no_id = || {
        let why = format!("{}: there is no such value, or more than one", settings.id_attribute);
        Refusal::Value(ScimFault::InvalidValue(why))
    };
    let external_id = id_of(entry, &settings.id_attribute).ok_or_else(no_id)?;
    let active = match settings.shape() {
        Shape::General => None,
        Shape::ActiveDirectory => {
            let control = entry.texts_of("userAccountControl").into_iter().next();
            control.and_then(|control| is_disabled(&control)).map(|disabled| !disabled)
        }
    };
    let names = mapping.fields().iter().map(|(_, path)| path.name.as_str());
    let values = names.map(|name| (name.to_owned(), entry.texts_of(name))).filter(|(_, values)| !values.is_empty());
    let document = Document::entry(values.collect(), (&external_id, active), mapping)?;
    Ok(Named { external_id, document })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(values: &[(&str, &[&[u8]])]) -> Entry {
        let values =
            values.iter().map(|(name, values)| ((*name).to_owned(), values.iter().map(|one| one.to_vec()).collect()));
        Entry { dn: "cn=x".to_owned(), values: values.collect() }
    }

    #[test]
    fn an_entry_is_known_by_one_value_as_text_or_in_hexadecimal() {
        assert_eq!(id_of(&entry(&[("entryuuid", &[b"a-b"])]), "entryUUID").as_deref(), Some("a-b"));
        assert_eq!(id_of(&entry(&[("objectGUID", &[&[0, 0xff, 0x2a]])]), "objectGUID").as_deref(), Some("00ff2a"));
        for none in [entry(&[]), entry(&[("entryUUID", &[b"a", b"b"])]), entry(&[("entryUUID", &[b""])])] {
            assert_eq!(id_of(&none, "entryUUID"), None);
        }
    }

    #[test]
    fn nothing_in_a_name_reaches_the_filter_as_more_than_a_value() {
        let filter_of = |settings: &Directory, id: &str| search_one(settings, id).map(|search| search.filter);
        let settings = Directory { filter: "objectClass=person".to_owned(), ..Directory::usual(Shape::General) };
        let filter = filter_of(&settings, "x)(uid=*").unwrap();
        assert_eq!(filter, "(&(objectClass=person)(entryUUID=\\78\\29\\28\\75\\69\\64\\3d\\2a))");
        let settings = Directory::usual(Shape::ActiveDirectory);
        assert!(filter_of(&settings, "00ff2a").unwrap().ends_with("(objectGUID=\\00\\ff\\2a))"));
        assert_eq!(filter_of(&settings, "not hexadecimal"), None);
    }
}
