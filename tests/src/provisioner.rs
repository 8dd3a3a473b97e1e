//! A system that writes people here by SCIM.

use actions::admin::people_sources::{self, SourceEdit};
use anyhow::{Context as _, Result, bail};
use domain::id::{PeopleSourceId, UserId};
use domain::people_source::{Mapping, PeopleSource, SourceKind, WhenGone};
use domain::time::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use server::testing::House;

use crate::api::{Answer, Crm};
use crate::visitor::encode;

/// Such a system.
#[derive(Clone, Debug)]
pub struct Provisioner(pub Crm);

/// The schema of people.
pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// What employers add to it.
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

impl Provisioner {
    /// One with what is usual.
    pub async fn of(house: &House) -> Result<Self> {
        Self::with(house, &SourceEdit::fresh("Entra ID")).await
    }

    /// One as it is typed.
    pub async fn with(house: &House, edit: &SourceEdit) -> Result<Self> {
        match people_sources::make_by_command_line(&house.ctx, &house.organisation, edit).await? {
            Ok(made) => Self::at(&house.site, &house.organisation.host, &made.key),
            Err(faults) => bail!("no source was made: {faults:?}"),
        }
    }

    /// One that has this key.
    pub fn at(site: &str, host: &str, key: &str) -> Result<Self> {
        Ok(Self(Crm::below("/scim/v2", (site, host), key)?))
    }

    /// Sends something.
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Answer> {
        self.send_with(method, path, body, &[]).await
    }

    /// The same with further headers.
    pub async fn send_with(&self, method: Method, path: &str, body: &Value, more: &[(&str, &str)]) -> Result<Answer> {
        let mut headers = vec![("content-type", "application/scim+json")];
        headers.extend_from_slice(more);
        self.0.send(method, path, (&headers, Some(body.to_string()))).await
    }

    /// Reads something.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.0.get(path).await
    }

    /// Those whom a filter means.
    pub async fn find(&self, kind: &str, filter: &str) -> Result<Answer> {
        self.get(&format!("/{kind}?{}", encode(&[("filter".to_owned(), filter.to_owned())]))).await
    }

    /// Adds a person of this user name, with an address and a full name.
    pub async fn add(&self, name: &str) -> Result<UserId> {
        let answer = self.send(Method::POST, "/Users", &person(name)).await?;
        if answer.status != 201 {
            bail!("{name}: {} {}", answer.status, answer.body);
        }
        id_of(&answer)
    }

    /// Changes a person by one operation.
    pub async fn patch(&self, id: UserId, operation: Value) -> Result<Answer> {
        self.send(Method::PATCH, &format!("/Users/{id}"), &patch(&[operation])).await
    }
}

/// A system as it is kept, with what is usual.
pub fn usual_source(now: Timestamp) -> PeopleSource {
    PeopleSource {
        id: PeopleSourceId::from_bytes([0x73; 16]),
        kind: SourceKind::Scim,
        name: "Entra ID".to_owned(),
        mapping: Mapping::usual(),
        takes_over: false,
        when_gone: WhenGone::Block,
        version: 0,
        made_at: now,
        last_used_at: None,
        former_until: None,
    }
}

/// A person as such systems send them.
pub fn person(name: &str) -> Value {
    json!({
        "schemas": [USER, ENTERPRISE],
        "externalId": format!("ext-{name}"),
        "userName": name,
        "name": { "givenName": name, "familyName": "de Wit" },
        "emails": [{ "type": "work", "value": format!("{name}@waterland.example"), "primary": true }],
        "preferredLanguage": "nl-NL",
        "active": true,
        ENTERPRISE: { "department": "Techniek" },
    })
}

/// A request with these changes.
pub fn patch(operations: &[Value]) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations })
}

/// The identity in an answer.
pub fn id_of<T: std::str::FromStr>(answer: &Answer) -> Result<T> {
    answer.text("/id").parse().ok().with_context(|| answer.body.to_string())
}
