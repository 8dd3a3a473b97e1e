//! Values of SCIM as JSON: names without regard to case (RFC 7643 section 2.1), what a path means, whether a filter holds.

use std::collections::HashSet;

use domain::scim::{AttributePath, Expression, Literal};
use domain::selection::Operator;
use domain::sorted;
use serde_json::{Map, Value};

/// How deep a value may go, which is deeper than any attribute does (RFC 7643 section 2.3.8).
const DEEPEST: usize = 6;

/// The most names of one object: more than all schemas together have.
const MOST_NAMES: usize = 200;

/// Names as the standard spells them. Others keep the spelling in which they came.
const NAMES: &[&str] = &[
    "schemas",
    "id",
    "externalId",
    "meta",
    "userName",
    "name",
    "formatted",
    "familyName",
    "givenName",
    "middleName",
    "honorificPrefix",
    "honorificSuffix",
    "displayName",
    "nickName",
    "profileUrl",
    "title",
    "userType",
    "preferredLanguage",
    "locale",
    "timezone",
    "active",
    "password",
    "emails",
    "phoneNumbers",
    "addresses",
    "ims",
    "photos",
    "groups",
    "entitlements",
    "roles",
    "x509Certificates",
    "value",
    "display",
    "type",
    "primary",
    "$ref",
    "streetAddress",
    "locality",
    "region",
    "postalCode",
    "country",
    "employeeNumber",
    "costCenter",
    "organization",
    "division",
    "department",
    "manager",
    "members",
    domain::scim::USER,
    domain::scim::ENTERPRISE,
    domain::scim::GROUP,
    "Operations",
    "op",
    "path",
];

/// A name as the standard spells it.
pub(super) fn canonical(name: &str) -> &str {
    NAMES.iter().find(|known| known.eq_ignore_ascii_case(name)).copied().unwrap_or(name)
}

/// A value with all names so spelled; none where one stands twice, or it goes too deep.
pub(super) fn spelled(value: Value) -> Option<Value> {
    spelled_at(value, 0)
}

fn spelled_at(value: Value, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    Some(match value {
        Value::Array(values) => {
            Value::Array(values.into_iter().map(|value| spelled_at(value, depth + 1)).collect::<Option<_>>()?)
        }
        Value::Object(fields) if fields.len() > MOST_NAMES => return None,
        Value::Object(fields) => {
            let (mut all, mut known) = (Map::new(), HashSet::with_capacity(fields.len()));
            for (name, value) in fields {
                if !known.insert(name.to_ascii_lowercase()) {
                    return None;
                }
                all.insert(canonical(&name).to_owned(), spelled_at(value, depth + 1)?);
            }
            Value::Object(all)
        }
        other => other,
    })
}

/// How many values the longest list in a value has.
pub(super) fn longest(value: &Value) -> usize {
    match value {
        Value::Array(values) => values.iter().map(longest).fold(values.len(), usize::max),
        Value::Object(fields) => fields.values().map(longest).fold(0, usize::max),
        _ => 0,
    }
}

/// How a name is spelled in these fields, where it stands there.
pub(super) fn known_name<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    if let Some((known, _)) = fields.get_key_value(name) {
        return Some(known);
    }
    fields.keys().find(|known| known.eq_ignore_ascii_case(name)).map(String::as_str)
}

/// A field, however its name is spelled.
pub(super) fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.get(known_name(fields, name)?)
}

/// The texts that a path means, the primary one first.
pub(super) fn texts(fields: &Map<String, Value>, path: &AttributePath) -> Vec<String> {
    let Some(root) = rooted(fields, path) else { return Vec::new() };
    let part = path.part.as_deref();
    let mut all: Vec<&Value> = match root {
        Value::Array(values) => values.iter().collect(),
        one => vec![one],
    };
    sorted::by_key(&mut all, |one| !is_primary(one));
    all.into_iter().filter_map(|one| text(one, part.unwrap_or("value"), part.is_some())).collect()
}

/// The whole of an attribute.
pub(super) fn rooted<'a>(fields: &'a Map<String, Value>, path: &AttributePath) -> Option<&'a Value> {
    let fields = match &path.schema {
        Some(schema) => field(fields, schema)?.as_object()?,
        None => fields,
    };
    field(fields, &path.name)
}

/// Whether one of several values is the main one.
pub(super) fn is_primary(value: &Value) -> bool {
    value.as_object().and_then(|fields| field(fields, "primary")).and_then(truth).unwrap_or(false)
}

/// Yes or no; some write it as a word (Entra ID does).
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(word) if word.eq_ignore_ascii_case("true") => Some(true),
        Value::String(word) if word.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn text(value: &Value, part: &str, needs_part: bool) -> Option<String> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Value::Object(fields) => plain(field(fields, part)?),
        // Entra ID sends the manager as a plain text (RFC 7643 section 2.4: its `value` is meant).
        _ if needs_part && !part.eq_ignore_ascii_case("value") => None,
        other => plain(other),
    }
}

/// Whether a filter looks at an attribute.
pub(super) fn names(filter: &Expression, name: &str) -> bool {
    match filter {
        Expression::And(parts) | Expression::Or(parts) => parts.iter().any(|part| names(part, name)),
        Expression::Not(part) => names(part, name),
        Expression::Present(path) | Expression::Compares(path, ..) | Expression::Within(path, _) => {
            path.name.eq_ignore_ascii_case(name)
        }
    }
}

/// Whether a filter holds for a resource, or for one value of an attribute.
pub(super) fn holds(expression: &Expression, value: &Value) -> bool {
    match expression {
        Expression::And(parts) => parts.iter().all(|part| holds(part, value)),
        Expression::Or(parts) => parts.iter().any(|part| holds(part, value)),
        Expression::Not(part) => !holds(part, value),
        Expression::Present(path) => !found(value, path).is_empty(),
        Expression::Compares(path, Operator::Ne, literal) => !any(value, path, Operator::Eq, literal),
        Expression::Compares(path, operator, literal) => any(value, path, *operator, literal),
        Expression::Within(path, inner) => {
            let whole = AttributePath { part: None, ..path.clone() };
            found(value, &whole).into_iter().any(|one| holds(inner, one))
        }
    }
}

/// The values that a path means. A plain value is its own `value`.
fn found<'a>(value: &'a Value, path: &AttributePath) -> Vec<&'a Value> {
    let Value::Object(fields) = value else {
        let itself = path.name.eq_ignore_ascii_case("value") && path.part.is_none();
        return itself.then_some(value).into_iter().collect();
    };
    let Some(root) = rooted(fields, path) else { return Vec::new() };
    let all: Vec<&Value> = match root {
        Value::Array(values) => values.iter().collect(),
        one => vec![one],
    };
    let part_of = |one: &'a Value| match &path.part {
        None => Some(one),
        Some(part) => field(one.as_object()?, part),
    };
    let all = all.into_iter().filter_map(part_of);
    all.filter(|one| !one.is_null() && one.as_str() != Some("")).collect()
}

fn any(value: &Value, path: &AttributePath, operator: Operator, literal: &Literal) -> bool {
    let all = found(value, path);
    if *literal == Literal::Null {
        return operator == Operator::Eq && all.is_empty();
    }
    // Names that systems give are told apart by case (RFC 7643 section 3.1).
    let exact = ["id", "externalId"].iter().any(|name| name.eq_ignore_ascii_case(&path.name));
    all.into_iter().any(|one| compares(one, operator, literal, exact))
}

fn compares(value: &Value, operator: Operator, literal: &Literal, exact: bool) -> bool {
    match (value, literal) {
        // Several complex values are compared by their `value` (RFC 7644 section 3.4.2.2).
        (Value::Object(fields), _) => {
            field(fields, "value").is_some_and(|value| !value.is_object() && compares(value, operator, literal, exact))
        }
        (Value::String(_) | Value::Bool(_), Literal::Truth(asked)) => {
            operator == Operator::Eq && truth(value) == Some(*asked)
        }
        // As Entra ID writes it: `roles[primary eq "True"]`.
        (Value::Bool(truth), Literal::Text(asked)) => {
            operator == Operator::Eq && asked.eq_ignore_ascii_case(&truth.to_string())
        }
        (Value::String(text), Literal::Text(asked)) => {
            let folded = |text: &str| if exact { text.to_owned() } else { text.to_lowercase() };
            let (text, asked) = (folded(text), folded(asked));
            match operator {
                Operator::Eq => text == asked,
                Operator::Ne => text != asked,
                Operator::Co => text.contains(&asked),
                Operator::Sw => text.starts_with(&asked),
                Operator::Ew => text.ends_with(&asked),
                Operator::Gt => text > asked,
                Operator::Ge => text >= asked,
                Operator::Lt => text < asked,
                Operator::Le => text <= asked,
            }
        }
        (Value::Number(number), Literal::Number(asked)) => operator == Operator::Eq && number.to_string() == *asked,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_spelled_as_the_standard_does() {
        let sent = json!({ "USERNAME": "s", "Emails": [{ "VALUE": "a@b" }], "urn:x:Own": { "Kleur": 1 } });
        let kept = json!({ "userName": "s", "emails": [{ "value": "a@b" }], "urn:x:Own": { "Kleur": 1 } });
        assert_eq!(spelled(sent), Some(kept));
        assert_eq!(spelled(json!({ "userName": "a", "username": "b" })), None);
        assert_eq!(spelled(json!({ "kleur": "a", "Kleur": "b" })), None);
        assert_eq!(spelled(json!([[[[[[["deep"]]]]]]])), None);
        let many: Map<String, Value> = (0..201).map(|n| (format!("n{n}"), json!(1))).collect();
        assert_eq!(spelled(Value::Object(many)), None);
    }

    #[test]
    fn a_path_means_its_texts_the_main_one_first() {
        let user = json!({
            "name": { "givenName": " Sanne " }, "age": 7, "empty": "",
            "emails": [{ "value": "b@x" }, { "value": "a@x", "primary": "True" }, { "type": "none" }],
            "urn:ext": { "department": "Noord" },
        });
        let fields = user.as_object().unwrap();
        let of = |path: &str| texts(fields, &AttributePath::from_word(path).unwrap());
        assert_eq!(of("name.givenName"), ["Sanne"]);
        assert_eq!(of("NAME.GIVENNAME"), ["Sanne"]);
        assert_eq!(of("emails"), ["a@x", "b@x"]);
        assert_eq!(of("emails.type"), ["none"]);
        assert_eq!(of("urn:ext:Department"), ["Noord"]);
        assert_eq!(of("age"), ["7"]);
        assert!(of("empty").is_empty() && of("nothing").is_empty() && of("age.part").is_empty());
    }

    #[test]
    fn a_filter_holds_or_not() {
        let group = json!({
            "id": "AbC", "displayName": "Leden", "active": true,
            "members": [{ "value": "1", "type": "User" }, { "value": "2", "type": "Group" }],
        });
        for (text, expected) in [
            ("displayName eq \"leden\"", true),
            ("id eq \"abc\"", false),
            ("id eq \"AbC\"", true),
            ("members[value eq \"1\" and type eq \"Group\"]", false),
            ("members[value eq \"2\" and type eq \"Group\"]", true),
            ("members.value eq \"2\"", true),
            ("members eq \"1\"", true),
            ("not (members[value eq \"3\"])", true),
            ("externalId pr", false),
            ("externalId eq null", true),
            ("displayName ne \"x\" and active eq true", true),
            ("displayName co \"ED\" or displayName gt \"z\"", true),
            ("displayName sw \"l\" and displayName ew \"x\"", false),
        ] {
            assert_eq!(holds(&Expression::parse(text).unwrap(), &group), expected, "{text}");
        }
    }
}
