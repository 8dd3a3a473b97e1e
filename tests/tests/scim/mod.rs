//! People and groups that another system writes here (SCIM 2.0).

mod groups;
mod guide;
pub(crate) mod hostile;
mod pages;
mod people;
mod tester;

use journeys::api::Answer;
use serde_json::Value;

/// The user names in a list.
fn names(answer: &Answer) -> Vec<String> {
    let resources = answer.body.get("Resources").and_then(Value::as_array).cloned().unwrap_or_default();
    resources
        .iter()
        .filter_map(|one| one.get("userName").or(one.get("displayName")).and_then(Value::as_str).map(str::to_owned))
        .collect()
}

/// An answer that refuses, with its status and word.
#[track_caller]
fn refused(answer: &Answer, status: u16, word: &str) {
    assert_eq!((answer.status, answer.text("/scimType")), (status, word), "{}", answer.body);
    assert_eq!(answer.text("/schemas/0"), "urn:ietf:params:scim:api:messages:2.0:Error");
    assert_eq!(answer.text("/status"), status.to_string());
    assert!(!answer.text("/detail").is_empty(), "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/scim+json");
}
