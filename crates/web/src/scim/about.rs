//! What can be asked here, in the form in which systems ask for it (RFC 7643 sections 5 to 7).

use actions::scim::ScimFault;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::scim::{ENTERPRISE, GROUP, USER};
use serde_json::{Map, Value, json};

use super::call::{answered, written};
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
        let all = all_types(&call.base());
        Ok(written(StatusCode::OK, &shown::list(all.len() as u64, 1, &all)))
    })
    .await
}

/// GET `/scim/v2/ResourceTypes/{name}`
pub(super) async fn one_type(State(app): State<App>, Path(name): Path<String>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let found = all_types(&call.base()).into_iter().find(|one| one["id"] == name.as_str());
        Ok(written(StatusCode::OK, &found.ok_or(ScimFault::NotFound)?))
    })
    .await
}

fn all_types(base: &str) -> Vec<Value> {
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
    vec![
        one("User", "/Users", USER, json!([{ "schema": ENTERPRISE, "required": false }])),
        one("Group", "/Groups", GROUP, json!([])),
    ]
}

/// GET `/scim/v2/Schemas`
pub(super) async fn schemas(State(app): State<App>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let all = all_schemas(&call.base());
        Ok(written(StatusCode::OK, &shown::list(all.len() as u64, 1, &all)))
    })
    .await
}

/// GET `/scim/v2/Schemas/{id}`
pub(super) async fn one_schema(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    answered(&app, request, async |call| {
        let found = all_schemas(&call.base()).into_iter().find(|one| one["id"] == id.as_str());
        Ok(written(StatusCode::OK, &found.ok_or(ScimFault::NotFound)?))
    })
    .await
}

fn all_schemas(base: &str) -> Vec<Value> {
    let one = |id: &str, name: &str, attributes: Vec<Value>| {
        json!({
            "schemas": [SCHEMA],
            "id": id,
            "name": name,
            "attributes": attributes,
            "meta": { "resourceType": "Schema", "location": format!("{base}/Schemas/{id}") },
        })
    };
    vec![
        one(USER, "User", user_attributes()),
        one(GROUP, "Group", group_attributes()),
        one(ENTERPRISE, "EnterpriseUser", enterprise_attributes()),
    ]
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

fn text(name: &str) -> Value {
    attribute(name, "string", Value::Null)
}

fn parts(name: &str, several: bool, parts: &[Value]) -> Value {
    attribute(name, "complex", json!({ "multiValued": several, "subAttributes": parts }))
}

fn values(name: &str) -> Value {
    let primary = attribute("primary", "boolean", Value::Null);
    parts(name, true, &[text("value"), text("display"), text("type"), primary])
}

fn user_attributes() -> Vec<Value> {
    let name = ["formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"];
    let address = ["formatted", "streetAddress", "locality", "region", "postalCode", "country", "type"];
    let plain =
        ["displayName", "nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale", "timezone"];
    let group = vec![
        text("value"),
        attribute("$ref", "reference", json!({ "referenceTypes": ["Group"] })),
        text("display"),
        text("type"),
    ];
    let mut all = vec![
        attribute("userName", "string", json!({ "required": true, "uniqueness": "server" })),
        parts("name", false, &name.map(text)),
    ];
    all.extend(plain.map(text));
    all.push(attribute("active", "boolean", Value::Null));
    all.extend(["emails", "phoneNumbers", "entitlements", "roles"].map(values));
    all.push(parts("addresses", true, &address.map(text)));
    let groups = json!({ "multiValued": true, "mutability": "readOnly", "subAttributes": group });
    all.push(attribute("groups", "complex", groups));
    all
}

fn group_attributes() -> Vec<Value> {
    let fixed = json!({ "mutability": "immutable" });
    let member = [
        attribute("value", "string", fixed.clone()),
        attribute("$ref", "reference", json!({ "mutability": "immutable", "referenceTypes": ["User"] })),
        attribute("type", "string", json!({ "mutability": "immutable", "canonicalValues": ["User"] })),
        attribute("display", "string", json!({ "mutability": "readOnly" })),
    ];
    vec![
        attribute("displayName", "string", json!({ "required": true, "uniqueness": "server" })),
        parts("members", true, &member),
    ]
}

fn enterprise_attributes() -> Vec<Value> {
    let manager =
        vec![text("value"), attribute("$ref", "reference", json!({ "referenceTypes": ["User"] })), text("displayName")];
    let plain = ["employeeNumber", "costCenter", "organization", "division", "department"];
    let mut all: Vec<Value> = plain.map(text).to_vec();
    all.push(parts("manager", false, &manager));
    all
}
