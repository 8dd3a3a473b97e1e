use serde_json::json;

use super::*;

fn person() -> Value {
    json!({
        "userName": "sanne",
        "active": true,
        "name": { "givenName": "Sanne", "familyName": "Wit" },
        "emails": [
            { "type": "work", "value": "s@work", "primary": true },
            { "type": "home", "value": "s@home" },
        ],
        ENTERPRISE: { "department": "Noord", "manager": { "value": "1" } },
    })
}

fn changed(operations: &Value) -> Result<Value, ScimFault> {
    let changes = read(json!({ "Operations": operations }), MOST_VALUES)?;
    let mut person = person();
    let fields = person.as_object_mut().unwrap();
    apply(fields, changes)?;
    Ok(person)
}

#[track_caller]
fn after(operation: &Value, pointer: &str) -> Value {
    changed(&json!([operation])).unwrap().pointer(pointer).cloned().unwrap_or(Value::Null)
}

#[test]
fn attributes_are_added_replaced_and_removed() {
    assert_eq!(after(&json!({ "op": "replace", "path": "userName", "value": "x" }), "/userName"), "x");
    assert_eq!(after(&json!({ "op": "add", "path": "title", "value": "chef" }), "/title"), "chef");
    assert_eq!(after(&json!({ "op": "remove", "path": "emails" }), "/emails"), Value::Null);
    assert_eq!(
        after(&json!({ "op": "replace", "path": "name.givenName", "value": "S" }), "/name"),
        json!({ "givenName": "S", "familyName": "Wit" })
    );
    assert_eq!(
        after(&json!({ "op": "replace", "path": "name", "value": { "givenName": "S" } }), "/name"),
        json!({ "givenName": "S", "familyName": "Wit" })
    );
    assert_eq!(after(&json!({ "op": "remove", "path": "NAME.GIVENNAME" }), "/name"), json!({ "familyName": "Wit" }));
    assert_eq!(
        after(&json!({ "op": "replace", "value": { "active": false, "id": "7", "title": null } }), "/active"),
        false
    );
    assert_eq!(after(&json!({ "op": "replace", "value": { "active": false, "id": "7" } }), "/id"), Value::Null);
    let mail = json!({ "type": "other", "value": "s@x" });
    assert_eq!(after(&json!({ "op": "add", "path": "emails", "value": [mail] }), "/emails/2"), mail);
    assert_eq!(
        after(&json!({ "op": "add", "path": "emails", "value": { "type": "home", "value": "s@home" } }), "/emails/2"),
        Value::Null
    );
    assert_eq!(after(&json!({ "op": "replace", "path": "emails", "value": mail }), "/emails"), json!([mail]));
    let first = json!({ "value": "s@new", "primary": true });
    assert_eq!(after(&json!({ "op": "add", "path": "emails", "value": first }), "/emails/0/primary"), Value::Null);
    assert_eq!(
        after(&json!({ "op": "remove", "path": "emails", "value": [{ "value": "s@home" }] }), "/emails/1"),
        Value::Null
    );
}

#[test]
fn some_values_are_meant() {
    let path = "emails[type eq \"work\"]";
    assert_eq!(after(&json!({ "op": "remove", "path": path }), "/emails/0/type"), "home");
    assert_eq!(
        after(&json!({ "op": "replace", "path": format!("{path}.value"), "value": "new@work" }), "/emails/0"),
        json!({ "type": "work", "value": "new@work", "primary": true })
    );
    assert_eq!(after(&json!({ "op": "replace", "path": path, "value": { "value": "n@w" } }), "/emails/0/value"), "n@w");
    assert_eq!(after(&json!({ "op": "remove", "path": format!("{path}.value") }), "/emails/0/type"), "home");
    assert_eq!(
        after(
            &json!({ "op": "replace", "path": "emails[type eq \"home\"].primary", "value": true }),
            "/emails/0/primary"
        ),
        Value::Null
    );
    // Entra ID's: what is not there is made.
    assert_eq!(
        after(&json!({ "op": "Add", "path": "emails[type eq \"other\"].value", "value": "o@x" }), "/emails/2"),
        json!({ "type": "other", "value": "o@x" })
    );
    assert_eq!(
        after(
            &json!({ "op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "06" }),
            "/phoneNumbers"
        ),
        json!([{ "type": "mobile", "value": "06" }])
    );
    assert!(matches!(
        changed(&json!([{ "op": "replace", "path": "emails[value co \"q\"].value", "value": "x" }])),
        Err(ScimFault::NoTarget(_))
    ));
}

#[test]
fn extensions_are_changed_by_their_long_names() {
    let department = format!("{ENTERPRISE}:department");
    let pointer = format!("/{ENTERPRISE}/department");
    assert_eq!(after(&json!({ "op": "replace", "path": department, "value": "Zuid" }), &pointer), "Zuid");
    assert_eq!(after(&json!({ "op": "add", "value": { department.clone(): "Zuid" } }), &pointer), "Zuid");
    assert_eq!(after(&json!({ "op": "add", "value": { ENTERPRISE: { "department": "Zuid" } } }), &pointer), "Zuid");
    assert_eq!(
        after(
            &json!({ "op": "add", "path": ENTERPRISE, "value": { "department": "Zuid" } }),
            &format!("/{ENTERPRISE}/manager/value")
        ),
        "1"
    );
    assert_eq!(after(&json!({ "op": "remove", "path": ENTERPRISE }), &pointer), Value::Null);
    let own = "urn:waterland:Person";
    assert_eq!(
        after(&json!({ "op": "add", "value": { own: { "kleur": "blauw" } } }), &format!("/{own}/kleur")),
        "blauw"
    );
    assert_eq!(
        after(&json!({ "op": "add", "path": format!("{own}:kleur"), "value": "rood" }), &format!("/{own}/kleur")),
        "rood"
    );
    // Entra ID's, without a path.
    assert_eq!(
        after(&json!({ "op": "Replace", "value": { "name.familyName": "Zwart" } }), "/name/familyName"),
        "Zwart"
    );
}

#[test]
fn what_is_no_change_is_refused() {
    for bad in [
        json!([{ "op": "move", "path": "userName", "value": "x" }]),
        json!([{ "op": "remove" }]),
        json!([{ "op": "replace", "value": "x" }]),
        json!([{ "op": "add", "path": "userName" }]),
        json!([{ "op": "replace", "path": "id", "value": "x" }]),
        json!([{ "op": "replace", "path": "meta.created", "value": "x" }]),
        json!([{ "op": "replace", "path": "emails[", "value": "x" }]),
        json!([{ "op": "replace", "path": 7, "value": "x" }]),
        json!([{ "op": "add", "value": { "a b": 1 } }]),
        json!([{ "op": "add", "path": "emails", "value": vec![1; 101] }]),
        json!([{ "op": "remove", "path": "emails", "value": vec![1; 101] }]),
        json!([{ "op": "replace", "value": { "emails": vec![1; 101] } }]),
        json!([{ "op": "replace", "path": "members", "value": vec![1; 101] }]),
        json!([{ "op": "add", "value": { "urn:x:y": { "list": vec![1; 101] } } }]),
        json!(["x"]),
        json!("x"),
    ] {
        assert!(changed(&bad).is_err(), "{bad}");
    }
    let many: Vec<Value> = (0..1_001).map(|_| json!({ "op": "remove", "path": "title" })).collect();
    assert!(changed(&json!(many)).is_err());
    assert!(read(json!({ "Operations": [], "operations": [] }), MOST_VALUES).is_err());
}

#[test]
fn what_entra_id_writes_of_a_main_value_means_that_value() {
    let mut roles = json!({ "roles": [{ "primary": true, "value": "Lezer" }] });
    let operations = json!([{ "op": "Replace", "path": "roles[primary eq \"True\"].value", "value": "Schrijver" }]);
    apply(roles.as_object_mut().unwrap(), read(json!({ "Operations": operations }), MOST_VALUES).unwrap()).unwrap();
    assert_eq!(roles, json!({ "roles": [{ "primary": true, "value": "Schrijver" }] }));
    let flat = json!({ "op": "add", "value": { "emails[type eq \"work\"].value": "n@w" } });
    assert_eq!(after(&flat, "/emails/0/value"), "n@w");
}
