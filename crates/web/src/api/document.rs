//! The document of the API (`OpenAPI` 3.1): schemas from the types, addresses from the list below. Written to
//! `docs/generated/openapi.json`, which the program holds; a test compares the two.

use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::problem::ProblemDocument;
use super::shapes;

#[derive(OpenApi)]
#[openapi(components(schemas(
    ProblemDocument,
    shapes::CodeRequest,
    shapes::CodeSent,
    shapes::ConfirmRequest,
    shapes::EndRequest,
    shapes::Ended,
    shapes::EnrolmentShape,
    shapes::LaterRequest,
    shapes::Nothing,
    shapes::ResultRequest,
    shapes::SessionCodeRequest,
    shapes::SessionRequest,
    shapes::SessionState,
    shapes::SignIn,
    shapes::SignInRequest,
    shapes::Verified,
    shapes::VerifyRequest,
)))]
struct Schemas;

/// An address and what it does.
struct Operation {
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    scope: &'static str,
    /// Schema of what is sent; none for GET.
    asks: Option<&'static str>,
    /// Schema of what is answered.
    answers: &'static str,
    /// The statuses of the problems that are its own.
    problems: &'static [u16],
}

const OPERATIONS: &[Operation] = &[
    Operation {
        path: "/api/v1/sign-ins",
        id: "beginSignIn",
        summary: "The platform has checked a password: what comes next?",
        scope: "sign-in",
        asks: Some("SignInRequest"),
        answers: "SignIn",
        problems: &[],
    },
    Operation {
        path: "/api/v1/sign-ins/{id}",
        id: "lookAtSignIn",
        summary: "Where a sign-in stands",
        scope: "sign-in",
        asks: None,
        answers: "SignIn",
        problems: &[404],
    },
    Operation {
        path: "/api/v1/sign-ins/{id}/verify",
        id: "verifySignIn",
        summary: "A code was typed",
        scope: "sign-in",
        asks: Some("CodeRequest"),
        answers: "SignIn",
        problems: &[404],
    },
    Operation {
        path: "/api/v1/sign-ins/{id}/later",
        id: "putOff",
        summary: "The person said \"later\" to an offer",
        scope: "sign-in",
        asks: Some("LaterRequest"),
        answers: "SignIn",
        problems: &[404],
    },
    Operation {
        path: "/api/v1/sign-ins/{id}/result",
        id: "claimResult",
        summary: "The browser came back from the pages of Tweestap",
        scope: "sign-in",
        asks: Some("ResultRequest"),
        answers: "SignIn",
        problems: &[404],
    },
    Operation {
        path: "/api/v1/sign-ins/{id}/code",
        id: "sendCode",
        summary: "Mail the code of late enrolment",
        scope: "sign-in",
        asks: Some("Nothing"),
        answers: "CodeSent",
        problems: &[404],
    },
    Operation {
        path: "/api/v1/sign-ins/{id}/enrolment",
        id: "startEnrolment",
        summary: "A key for an authenticator app; the one before is worth nothing",
        scope: "enrol",
        asks: Some("Nothing"),
        answers: "EnrolmentShape",
        problems: &[404],
    },
    Operation {
        path: "/api/v1/sign-ins/{id}/enrolment/confirm",
        id: "confirmEnrolment",
        summary: "The first code of the app was typed",
        scope: "enrol",
        asks: Some("ConfirmRequest"),
        answers: "SignIn",
        problems: &[404],
    },
    Operation {
        path: "/api/v1/sessions/check",
        id: "checkSession",
        summary: "What a session may do now",
        scope: "sign-in",
        asks: Some("SessionRequest"),
        answers: "SessionState",
        problems: &[],
    },
    Operation {
        path: "/api/v1/sessions/verify",
        id: "verifySession",
        summary: "A code was typed inside a session",
        scope: "sign-in",
        asks: Some("SessionCodeRequest"),
        answers: "SessionState",
        problems: &[404],
    },
    Operation {
        path: "/api/v1/sessions/end",
        id: "endSession",
        summary: "Sign out",
        scope: "sign-in",
        asks: Some("EndRequest"),
        answers: "Ended",
        problems: &[],
    },
    Operation {
        path: "/api/v1/verify",
        id: "verify",
        summary: "A bare check of a code; right codes are spent, wrong ones counted",
        scope: "verify",
        asks: Some("VerifyRequest"),
        answers: "Verified",
        problems: &[],
    },
];

/// The problems: status, whether only requests with a body have it, and what it is.
const PROBLEMS: &[(u16, bool, &str)] = &[
    (400, true, "The request cannot be read"),
    (401, false, "No key, or a wrong one"),
    (403, false, "The key does not open this"),
    (404, false, "There is no such sign-in or session, or it is over"),
    (409, true, "Something else is waited for, or the same request is at work"),
    (413, true, "The request is too large"),
    (415, true, "The request is not JSON"),
    (422, true, "A value does not do, or the idempotency key was used for another request"),
    (429, false, "Too many requests of this key in this minute"),
    (500, false, "Something is broken; grant nothing"),
    (503, false, "Not at the moment; grant nothing and ask again"),
];

/// The whole document, as it is written to the file.
fn document() -> String {
    let mut whole = serde_json::to_value(Schemas::openapi()).unwrap_or_default();
    whole["openapi"] = json!("3.1.0");
    whole["info"] = json!({
        "title": "Tweestap, module mode",
        "version": "1",
        "description": "For a platform that checks passwords itself. Let somebody in where `decision` is `allow`, or `step` is `open`, and \
            nowhere else: on any other answer, and on none, nobody enters.",
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
    });
    whole["security"] = json!([{ "key": [] }]);
    whole["components"]["securitySchemes"] = json!({
        "key": { "type": "http", "scheme": "bearer", "description": "A key from Settings, API keys" },
    });
    let told = |what: &str| json!({ "description": what, "schema": { "type": "string" } });
    whole["components"]["headers"] = json!({
        "RateLimit": told("What is left of the key's requests in this minute"),
        "RateLimit-Policy": told("How many requests a minute the key may make"),
    });
    let problem = |what: &str| {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        json!({ "description": what, "content": { "application/problem+json": { "schema": schema } } })
    };
    let problems = PROBLEMS.iter().map(|(status, _, what)| (status.to_string(), problem(what)));
    whole["components"]["responses"] = Value::Object(problems.collect());
    whole["components"]["parameters"] = json!({ "IdempotencyKey": {
        "name": "Idempotency-Key", "in": "header", "required": false,
        "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
        "description": "The same request under the same key is done once and answered the same, for 10 minutes",
    } });
    for schema in ["SignInRequest", "VerifyRequest"] {
        let fields = &mut whole["components"]["schemas"][schema]["properties"];
        fields["person"]["example"] = json!("sanne");
        fields["source"]["anyOf"] = json!([{ "format": "ipv4" }, { "format": "ipv6" }]);
        fields["source"]["example"] = json!("203.0.113.7");
    }
    whole["components"]["schemas"]["VerifyRequest"]["properties"]["code"]["example"] = json!("123456");
    let age = &mut whole["components"]["schemas"]["SessionRequest"]["properties"]["max_age"];
    age["format"] = json!("int64");
    age["maximum"] = json!(u32::MAX);
    let mut paths = Map::new();
    for operation in OPERATIONS {
        let method = if operation.asks.is_some() { "post" } else { "get" };
        paths.insert(operation.path.to_owned(), json!({ method: of(operation) }));
    }
    paths.insert("/api/v1/openapi.json".to_owned(), json!({ "get": {
        "operationId": "document",
        "summary": "This document",
        "security": [],
        "responses": { "200": { "description": "OpenAPI 3.1", "content": { "application/json": { "schema": { "type": "object" } } } } },
    } }));
    whole["paths"] = Value::Object(paths);
    let mut text = serde_json::to_string_pretty(&sorted(whole)).unwrap_or_default();
    text.push('\n');
    text
}

/// In the order of names, whatever order the maps of this build keep.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut pairs: Vec<(String, Value)> = map.into_iter().collect();
            pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
            pairs.into_iter().map(|(name, value)| (name, sorted(value))).collect()
        }
        Value::Array(values) => values.into_iter().map(sorted).collect(),
        other => other,
    }
}

fn of(operation: &Operation) -> Value {
    let schema = |name: &str| json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } });
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    let mut responses = Map::new();
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "Answered",
            "headers": { "RateLimit": header("RateLimit"), "RateLimit-Policy": header("RateLimit-Policy") },
            "content": { "application/json": schema(operation.answers) },
        }),
    );
    let sends = operation.asks.is_some();
    for (status, of_those_that_send, _) in PROBLEMS {
        let own = *status == 404;
        if if own { operation.problems.contains(status) } else { sends || !of_those_that_send } {
            responses.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
        }
    }
    let mut parameters = Vec::new();
    if operation.path.contains("{id}") {
        parameters.push(json!({
            "name": "id", "in": "path", "required": true, "schema": { "type": "string" },
            "description": "The handle of the sign-in",
        }));
    }
    if operation.asks.is_some() {
        parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
    }
    let mut whole = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": format!("Scope `{}`.", operation.scope),
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(asks) = operation.asks {
        whole["requestBody"] = json!({ "required": true, "content": { "application/json": schema(asks) } });
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_in_the_program_is_the_one_that_the_types_make() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/generated/openapi.json");
        let made = document();
        if std::env::var_os("TWEESTAP_TEST_WRITE_GENERATED").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        let is_so = std::fs::read_to_string(path).unwrap() == made;
        assert!(is_so, "write docs/generated/openapi.json anew with TWEESTAP_TEST_WRITE_GENERATED=1");
    }

    #[test]
    fn every_address_of_the_api_is_in_the_document() {
        let routes = include_str!("mod.rs");
        let written: Vec<&str> = routes
            .lines()
            .filter_map(|line| line.trim().strip_prefix(concat!(".ro", "ute(\""))?.split('"').next())
            .collect();
        let document: Value = serde_json::from_str(&document()).unwrap();
        for path in written.iter().filter(|path| !path.contains('*')) {
            assert!(document["paths"][path].is_object(), "{path}");
        }
        assert_eq!(document["paths"].as_object().unwrap().len(), written.len() - 1);
    }
}
