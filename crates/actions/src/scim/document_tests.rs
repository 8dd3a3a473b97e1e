use domain::scim::ENTERPRISE;
use domain::selection::{Attribute, AttributeKind};
use jiff::tz::TimeZone;
use serde_json::json;

use super::*;

fn mapping() -> Mapping {
    let department = format!("{ENTERPRISE}:department");
    let lines = format!(
        "user-name userName\ndisplay-name displayName\nemails emails\nlanguage preferredLanguage\nown:afdeling {department}\nown:fte fte"
    );
    Mapping::from_lines(domain::people_source::SourceKind::Scim, &lines).unwrap()
}

fn schema() -> Schema {
    let attribute = |key: &str, kind| Attribute {
        key: AttributeKey::kept(key),
        name: key.to_owned(),
        kind,
        choices: vec!["Noord".to_owned(), "Zuid".to_owned()],
    };
    let all = vec![attribute("afdeling", AttributeKind::Choice), attribute("fte", AttributeKind::Number)];
    Schema::new(all, TimeZone::UTC)
}

fn said(body: Value) -> Result<Said, ScimFault> {
    Document::sent(body, &mapping())?.read(&mapping(), &schema())
}

#[test]
fn a_person_is_read_by_the_mapping() {
    let body = json!({
        "USERNAME": " sanne@waterland.example ",
        "name": { "givenName": "Sanne", "familyName": "de Wit" },
        "emails": [{ "value": "b@x" }, { "value": "a@x", "primary": true }, { "value": "A@X" }],
        "preferredLanguage": "nl-NL",
        "fte": 0.8,
        ENTERPRISE: { "department": "noord", "costCenter": "7" },
    });
    let said = said(body).unwrap();
    assert_eq!((said.user_name.as_str(), said.display_name.as_str()), ("sanne@waterland.example", "Sanne de Wit"));
    assert_eq!(said.addresses, Some(vec!["a@x".to_owned(), "b@x".to_owned()]));
    assert_eq!(said.language, Cell::Set("nl".to_owned()));
    let own: Vec<String> =
        said.own.iter().map(|(key, value)| format!("{key}={}", value.as_ref().unwrap().shown())).collect();
    assert_eq!(own, ["afdeling=Noord", "fte=0.8"]);
}

#[test]
fn a_full_name_is_made_of_what_there_is() {
    for (body, name) in [
        (json!({ "userName": "s", "displayName": "D", "name": { "formatted": "F" } }), "D"),
        (json!({ "userName": "s", "name": { "formatted": "F", "givenName": "G" } }), "F"),
        (json!({ "userName": "s", "name": { "familyName": "Wit" } }), "Wit"),
        (json!({ "userName": "s", "displayName": "  " }), "s"),
    ] {
        assert_eq!(said(body).unwrap().display_name, name);
    }
}

#[test]
fn what_does_not_fit_is_named() {
    for (body, told) in [
        (json!({}), "userName"),
        (json!({ "userName": "" }), "userName"),
        (json!({ "userName": "x".repeat(101) }), "userName"),
        (json!({ "userName": "a\u{202e}b" }), "userName"),
        (json!({ "userName": "s", "displayName": "x".repeat(201) }), "displayName"),
        (json!({ "userName": "s", "emails": [{ "value": "nobody" }] }), "emails: `nobody`"),
        (json!({ "userName": "s", "fte": "veel" }), "fte: `veel`"),
        (json!({ "userName": "s", ENTERPRISE: { "department": "Oost" } }), "department: `Oost`"),
    ] {
        match said(body.clone()) {
            Err(ScimFault::InvalidValue(why)) => assert!(why.contains(told), "{why} for {body}"),
            other => panic!("{other:?} for {body}"),
        }
    }
    let many: Vec<Value> = (0..10).map(|n| json!({ "value": format!("{n}@x") })).collect();
    assert!(said(json!({ "userName": "s", "emails": many })).is_err());
    assert!(said(json!(["s"])).is_err());
    assert!(said(json!({ "userName": "s", "fte": "x".repeat(17_000) })).is_err());
}

#[test]
fn only_what_is_looked_at_is_kept_and_never_a_password() {
    let body = json!({
        "schemas": ["x"], "id": "7", "meta": {}, "groups": [], "userName": "s", "password": "geheim", "title": "chef",
        "active": "False", "externalId": "X1",
        ENTERPRISE: { "department": "Noord", "manager": { "value": "1" } }, "urn:other": { "a": 1 },
    });
    let document = Document::sent(body, &mapping()).unwrap();
    let kept = json!({ "userName": "s", "active": "False", "externalId": "X1", ENTERPRISE: { "department": "Noord" } });
    assert_eq!(serde_json::from_str::<Value>(&document.text()).unwrap(), kept);
    assert_eq!((document.active(), document.external_id()), (Ok(Some(false)), Ok(Some("X1".to_owned()))));
    assert_eq!(Document::kept(&document.text()), Some(document));
}
