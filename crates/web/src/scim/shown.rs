//! Resources as they are sent (RFC 7643 section 3), and those attributes of them that were asked for (RFC 7644 section 3.9).

use actions::scim::groups::Shown as Group;
use actions::scim::people::Person;
use domain::id::{GroupId, UserId};
use domain::scim::{AttributePath, GROUP, USER};
use domain::time::Timestamp;
use serde_json::{Map, Value, json};

/// Which attributes are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// These alone; all where none is named.
    only: Vec<AttributePath>,
    /// Without these.
    without: Vec<AttributePath>,
}

/// Always sent, whatever is asked for (RFC 7643 section 7, `returned`).
const ALWAYS: [&str; 2] = ["schemas", "id"];

impl Wanted {
    /// From two lists with commas; what is no name is not looked at.
    pub(super) fn new(only: &str, without: &str) -> Self {
        let read = |list: &str| list.split(',').filter_map(|name| AttributePath::from_word(name.trim())).collect();
        Self { only: read(only), without: read(without) }
    }

    /// Whether an attribute is sent, or a part of it.
    pub(super) fn has(&self, name: &str) -> bool {
        let names = |path: &AttributePath| path.schema.is_none() && path.name.eq_ignore_ascii_case(name);
        if self.only.is_empty() {
            !self.without.iter().any(|path| path.part.is_none() && names(path))
        } else {
            self.only.iter().any(names)
        }
    }

    /// What is left of a resource.
    pub(super) fn of(&self, resource: Value) -> Value {
        let Value::Object(fields) = resource else { return resource };
        let mut left = Map::new();
        for (name, value) in fields {
            if ALWAYS.contains(&name.as_str()) {
                left.insert(name, value);
                continue;
            }
            let is_extension = name.starts_with("urn:");
            let within = |path: &&AttributePath| {
                if is_extension {
                    path.schema.as_deref().is_some_and(|schema| schema.eq_ignore_ascii_case(&name))
                } else {
                    path.schema.is_none() && path.name.eq_ignore_ascii_case(&name)
                }
            };
            let part_of = |path: &AttributePath| if is_extension { Some(path.name.clone()) } else { path.part.clone() };
            let parts = |list: &[AttributePath]| -> Option<Vec<Option<String>>> {
                let parts: Vec<_> = list.iter().filter(within).map(part_of).collect();
                (!parts.is_empty()).then_some(parts)
            };
            if self.only.is_empty() {
                match parts(&self.without) {
                    None => drop(left.insert(name, value)),
                    Some(parts) if parts.contains(&None) => {}
                    Some(parts) => drop(left.insert(name, sifted(value, &parts, false))),
                }
            } else if let Some(parts) = parts(&self.only) {
                let value = if parts.contains(&None) { value } else { sifted(value, &parts, true) };
                left.insert(name, value);
            }
        }
        Value::Object(left)
    }
}

/// A value with these parts alone, or without them.
fn sifted(value: Value, parts: &[Option<String>], keep: bool) -> Value {
    match value {
        Value::Array(values) => Value::Array(values.into_iter().map(|value| sifted(value, parts, keep)).collect()),
        Value::Object(fields) => {
            let named = |name: &str| parts.iter().flatten().any(|part| part.eq_ignore_ascii_case(name));
            Value::Object(fields.into_iter().filter(|(name, _)| named(name) == keep).collect())
        }
        other => other,
    }
}

fn meta(kind: &str, (location, version): (&str, &str), (made, changed): (Timestamp, Timestamp)) -> Value {
    json!({
        "resourceType": kind,
        "created": made.rfc3339(),
        "lastModified": changed.rfc3339(),
        "location": location,
        "version": format!("W/\"{version}\""),
    })
}

/// Where a person stands.
pub(super) fn user_location(base: &str, person: &Person) -> String {
    format!("{base}/Users/{}", person.id)
}

/// A person.
pub(super) fn user(base: &str, person: Person) -> Value {
    let location = user_location(base, &person);
    let mut fields = person.attributes;
    let extensions = fields.keys().filter(|name| name.starts_with("urn:")).map(String::as_str);
    let schemas: Vec<&str> = std::iter::once(USER).chain(extensions).collect();
    let schemas = json!(schemas);
    fields.insert("schemas".to_owned(), schemas);
    fields.insert("id".to_owned(), person.id.to_string().into());
    if let Some(name) = person.external_id {
        fields.insert("externalId".to_owned(), name.into());
    }
    if !person.groups.is_empty() {
        let one = |(id, name): &(GroupId, String)| json!({ "value": id.to_string(), "$ref": format!("{base}/Groups/{id}"), "display": name, "type": "direct" });
        fields.insert("groups".to_owned(), person.groups.iter().map(one).collect());
    }
    let times = (person.made_at, person.changed_at);
    fields.insert("meta".to_owned(), meta("User", (&location, &person.version), times));
    Value::Object(fields)
}

/// Where a group stands.
pub(super) fn group_location(base: &str, group: &Group) -> String {
    format!("{base}/Groups/{}", group.id)
}

/// A group.
pub(super) fn group(base: &str, group: Group) -> Value {
    let location = group_location(base, &group);
    let mut fields = Map::new();
    fields.insert("schemas".to_owned(), json!([GROUP]));
    fields.insert("id".to_owned(), group.id.to_string().into());
    fields.insert("displayName".to_owned(), group.name.into());
    if let Some(name) = group.external_id {
        fields.insert("externalId".to_owned(), name.into());
    }
    if let Some(members) = group.members {
        let one =
            |id: &UserId| json!({ "value": id.to_string(), "$ref": format!("{base}/Users/{id}"), "type": "User" });
        fields.insert("members".to_owned(), members.iter().map(one).collect());
    }
    let times = (group.made_at, group.changed_at);
    fields.insert("meta".to_owned(), meta("Group", (&location, &group.version), times));
    Value::Object(fields)
}

/// Some of many resources.
pub(super) fn list(total: u64, start: u64, resources: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_asked_for_is_sent() {
        let resource = json!({
            "schemas": ["s"], "id": "1", "userName": "sanne", "name": { "givenName": "S", "familyName": "W" },
            "emails": [{ "value": "a@x", "type": "work" }], "urn:ext": { "department": "N", "costCenter": "7" },
        });
        let of = |only: &str, without: &str| Wanted::new(only, without).of(resource.clone());
        assert_eq!(of("", ""), resource);
        assert_eq!(of("USERNAME", ""), json!({ "schemas": ["s"], "id": "1", "userName": "sanne" }));
        assert_eq!(
            of("name.givenName,emails.value,urn:ext:department", ""),
            json!({ "schemas": ["s"], "id": "1", "name": { "givenName": "S" }, "emails": [{ "value": "a@x" }],
                "urn:ext": { "department": "N" } })
        );
        assert_eq!(
            of("", "emails, name.familyName,urn:ext:costCenter,id"),
            json!({ "schemas": ["s"], "id": "1", "userName": "sanne", "name": { "givenName": "S" },
                "urn:ext": { "department": "N" } })
        );
        assert!(!Wanted::new("", "members").has("members") && Wanted::new("", "members.display").has("members"));
        assert!(!Wanted::new("displayName", "").has("members") && Wanted::new("members.value", "").has("members"));
    }
}
