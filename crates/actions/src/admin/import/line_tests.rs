//! Lines as people write them.

use domain::permission;
use domain::selection::{Attribute, AttributeKind};
use jiff::tz::TimeZone;

use super::*;

/// A sheet with these columns, and the attributes `nr` and `hours`.
pub(in crate::admin::import) fn sheet(columns: &[&str], key: &str) -> Sheet {
    let one =
        |key: &str, kind| Attribute { key: AttributeKey::kept(key), name: key.to_owned(), kind, choices: Vec::new() };
    let schema = Schema::new(vec![one("nr", AttributeKind::Text), one("hours", AttributeKind::Number)], TimeZone::UTC);
    let column = |word: &str| Column::from_word(word, &schema).unwrap();
    let roles =
        Role::BUILT_IN.into_iter().map(|role| (role.word().into_owned(), (role, permission::built_in(role).unwrap())));
    Sheet {
        headings: columns.iter().map(|word| (*word).to_owned()).collect(),
        columns: columns.iter().map(|word| column(word)).collect(),
        key: column(key),
        roles: roles.collect(),
        schema,
    }
}

fn read(columns: &[&str], fields: &[&str]) -> Result<Line, Vec<String>> {
    let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    let key = columns.first().unwrap();
    let read = sheet(columns, key).read(7, &fields);
    read.map_err(|bad| bad.faults.iter().map(ToString::to_string).collect())
}

#[test]
fn an_empty_field_keeps_what_is_there_and_a_dash_takes_it_away() {
    let columns = ["user_name", "display_name", "email", "email2", "language", "groups", "group:Board", "hours"];
    let line = read(&columns, &["a", "A", "", "-", "-", "Leden|leden | Redactie", "ja", "0,5"]).unwrap();
    assert_eq!(line.addresses, [(0, Cell::Keep), (1, Cell::Clear)]);
    assert_eq!(line.language, Cell::Clear);
    assert_eq!(line.groups, Cell::Set(vec!["Leden".to_owned(), "Redactie".to_owned()]));
    assert_eq!(line.in_groups, [("Board".to_owned(), true)]);
    assert_eq!(line.own, [(AttributeKey::kept("hours"), Cell::Set(OwnValue::Number("0.5".parse().unwrap())))]);
    let line = read(&columns, &["a", "", "", "", "", "", "", ""]).unwrap();
    assert_eq!((line.display_name, line.groups, line.role), (None, Cell::Keep, None));
    assert!(line.in_groups.is_empty());
}

#[test]
fn every_fault_of_a_line_is_told_with_its_column_and_value() {
    let columns = ["user_name", "display_name", "email", "language", "role", "hours", "group:B"];
    let faults = read(&columns, &["a\u{0}", "-", "nonsense", "xx", "boss", "many", "maybe"]).unwrap_err();
    for (fault, told) in faults.iter().zip([
        "user_name `a\u{0}`: longer than 100 characters",
        "display_name `-`: cannot be taken away",
        "email `nonsense`: expected an e-mail address",
        "language `xx`: expected nl or en",
        "role `boss`: expected one of: auditor, helpdesk, member, people-manager, superuser",
        "hours `many`: not a number",
        "group:B `maybe`: expected yes or no",
    ]) {
        assert!(fault.starts_with(told), "{fault}");
    }
    assert_eq!(faults.len(), 7);
    assert_eq!(read(&columns, &["a", "A"]).unwrap_err(), ["2 fields, expected 7"]);
    assert_eq!(read(&["nr"], &[""]).unwrap_err(), ["nr ``: empty, expected whom the line is about"]);
    let twice = read(&["user_name", "email", "email2"], &["a", "A@x.nl", "a@x.nl"]).unwrap_err();
    assert_eq!(twice, ["email `a@x.nl`: stands twice on this line"]);
}

#[test]
fn people_are_known_by_name_address_or_attribute() {
    assert_eq!(read(&["user_name"], &["A"]).unwrap().key, Key::UserName("A".to_owned()));
    assert_eq!(read(&["email"], &["a@x"]).unwrap().key, Key::Address("a@x".to_owned()));
    let key = Key::Own(AttributeKey::kept("nr"), OwnValue::Text("12".to_owned()));
    assert_eq!(read(&["nr", "hours"], &["12", ""]).unwrap().key, key);
}
