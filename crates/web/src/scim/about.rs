//! What can be asked here, in the form in which systems ask for it (RFC 7643 sections 5 to 7).

use std::collections::BTreeMap;

use actions::scim::ScimFault;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::people_source::Mapping;
use domain::scim::{AttributePath, ENTERPRISE, GROUP, USER};
use serde_json::{Map, Value, json};

use super::call::{Call, Refusal, answered, written};
use super::shown;
use crate::app::App;

const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const CONFIG: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

/// GET `/scim/v2/ServiceProviderConfig`
pub(super) async fn config(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let no = json!({ "supported": false });
        let body = json!({
            "schemas": [CONFIG],
            "patch": { "supported": true },
            "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
            "filter": { "supported": true, "maxResults": actions::scim::LONGEST_PAGE },
            "changePassword": no,
            "sort": no,
            "etag": { "supported": true },
            "authenticationSchemes": [{
                "type": "oauthbearertoken",
                "name": "Key",
                "description": "The key of the system, from Settings, People coming in, in the header Authorization: Bearer",
                "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
                "primary": true,
            }],
            "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{}/ServiceProviderConfig", call.base()) },
        });
        Ok(written(StatusCode::OK, &body))
    })
    .await
}

/// GET `/scim/v2/ResourceTypes`
pub(super) async fn types(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let all = all_types(&call);
        Ok(written(StatusCode::OK, &shown::list(all.len() as u64, 1, &all)))
    })
    .await
}

/// GET `/scim/v2/ResourceTypes/{name}`
pub(super) async fn one_type(State(app): State<App>, Path(name): Path<String>, request: Request) -> Response {
    answered(&app, request, async |call| one_of(all_types(&call), &name)).await
}

fn one_of(all: Vec<Value>, id: &str) -> Result<Response, Refusal> {
    let found = all.into_iter().find(|one| one.get("id").and_then(Value::as_str) == Some(id));
    Ok(written(StatusCode::OK, &found.ok_or(ScimFault::NotFound)?))
}

fn all_types(call: &Call) -> Vec<Value> {
    let base = call.base();
    let one = |name: &str, endpoint: &str, schema: &str, extensions: Value| {
        json!({
            "schemas": [RESOURCE_TYPE],
            "id": name,
            "name": name,
            "endpoint": endpoint,
            "schema": schema,
            "schemaExtensions": extensions,
            "meta": { "resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{name}") },
        })
    };
    let extensions = extensions(&call.caller.source().mapping);
    let extensions = extensions.keys().map(|schema| json!({ "schema": schema, "required": false }));
    vec![one("User", "/Users", USER, extensions.collect()), one("Group", "/Groups", GROUP, json!([]))]
}

/// GET `/scim/v2/Schemas`
pub(super) async fn schemas(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let all = all_schemas(&call);
        Ok(written(StatusCode::OK, &shown::list(all.len() as u64, 1, &all)))
    })
    .await
}

/// GET `/scim/v2/Schemas/{id}`
pub(super) async fn one_schema(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |call| one_of(all_schemas(&call), &id)).await
}

/// What is kept of people and groups of this system: what its mapping asks for, and what everybody needs.
fn all_schemas(call: &Call) -> Vec<Value> {
    let base = call.base();
    let one = |id: &str, name: &str, attributes: Vec<Value>| {
        json!({
            "schemas": [SCHEMA],
            "id": id,
            "name": name,
            "attributes": attributes,
            "meta": { "resourceType": "Schema", "location": format!("{base}/Schemas/{id}") },
        })
    };
    let mapping = &call.caller.source().mapping;
    let mut all = vec![one(USER, "User", user_attributes(mapping)), one(GROUP, "Group", group_attributes())];
    for (schema, paths) in extensions(mapping) {
        let name = if schema == ENTERPRISE { "EnterpriseUser" } else { "Extension" };
        all.push(one(&schema, name, mapped(&paths)));
    }
    all
}

/// An attribute with the characteristics that most have (RFC 7643 section 2.2), and those in which it differs.
fn attribute(name: &str, kind: &str, differing: Value) -> Value {
    let mut all = Map::new();
    all.insert("name".to_owned(), name.into());
    all.insert("type".to_owned(), kind.into());
    let usual = [("multiValued", json!(false)), ("required", json!(false)), ("mutability", json!("readWrite"))];
    all.extend(usual.map(|(name, value)| (name.to_owned(), value)));
    all.insert("returned".to_owned(), "default".into());
    if kind == "string" {
        all.insert("caseExact".to_owned(), false.into());
        all.insert("uniqueness".to_owned(), "none".into());
    }
    if let Value::Object(differing) = differing {
        all.extend(differing);
    }
    Value::Object(all)
}

fn plain(name: &str) -> Value {
    attribute(name, "string", Value::Null)
}

fn parts(name: &str, several: bool, parts: &[Value]) -> Value {
    attribute(name, "complex", json!({ "multiValued": several, "subAttributes": parts }))
}

fn values(name: &str) -> Value {
    let primary = attribute("primary", "boolean", Value::Null);
    parts(name, true, &[plain("value"), plain("display"), plain("type"), primary])
}

/// The paths of a mapping that belong to extensions, by those.
fn extensions(mapping: &Mapping) -> BTreeMap<String, Vec<&AttributePath>> {
    let mut all: BTreeMap<String, Vec<&AttributePath>> = BTreeMap::new();
    for (_, path) in mapping.fields() {
        if let Some(schema) = &path.schema {
            let known = if schema.eq_ignore_ascii_case(ENTERPRISE) { ENTERPRISE } else { schema };
            all.entry(known.to_owned()).or_default().push(path);
        }
    }
    all
}

/// The attributes that paths ask for, each once.
fn mapped(paths: &[&AttributePath]) -> Vec<Value> {
    let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for path in paths {
        all.entry(path.name.clone()).or_default().extend(path.part.as_deref().map(plain));
    }
    let one = |(name, found): (String, Vec<Value>)| match name.as_str() {
        "emails" | "phoneNumbers" | "ims" | "photos" | "entitlements" | "roles" | "x509Certificates" => values(&name),
        "addresses" => {
            let known = ["formatted", "streetAddress", "locality", "region", "postalCode", "country", "type"];
            parts(&name, true, &known.map(plain))
        }
        "manager" => parts(&name, false, &[plain("value"), plain("displayName")]),
        _ if found.is_empty() => plain(&name),
        _ => parts(&name, false, &found),
    };
    all.into_iter().map(one).collect()
}

fn user_attributes(mapping: &Mapping) -> Vec<Value> {
    const ALWAYS: [&str; 4] = ["userName", "name", "displayName", "active"];
    let name = ["formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"];
    let group = [
        attribute("value", "string", json!({ "mutability": "readOnly" })),
        attribute("$ref", "reference", json!({ "mutability": "readOnly", "referenceTypes": ["Group"] })),
        attribute("display", "string", json!({ "mutability": "readOnly" })),
        attribute("type", "string", json!({ "mutability": "readOnly" })),
    ];
    let is_another = |path: &&AttributePath| {
        path.schema.is_none() && path.name != "externalId" && !ALWAYS.contains(&path.name.as_str())
    };
    let paths: Vec<&AttributePath> = mapping.fields().iter().map(|(_, path)| path).filter(is_another).collect();
    let mut all = vec![
        attribute("userName", "string", json!({ "required": true, "uniqueness": "server" })),
        parts("name", false, &name.map(plain)),
        plain("displayName"),
        attribute("active", "boolean", Value::Null),
    ];
    all.extend(mapped(&paths));
    let groups = json!({ "multiValued": true, "mutability": "readOnly", "subAttributes": group });
    all.push(attribute("groups", "complex", groups));
    all
}

fn group_attributes() -> Vec<Value> {
    let member = [
        attribute("value", "string", json!({ "mutability": "immutable" })),
        attribute("$ref", "reference", json!({ "mutability": "immutable", "referenceTypes": ["User"] })),
        attribute("type", "string", json!({ "mutability": "immutable", "canonicalValues": ["User"] })),
    ];
    vec![
        attribute("displayName", "string", json!({ "required": true, "uniqueness": "server" })),
        parts("members", true, &member),
    ]
}
