//! A platform in module mode: its key, and what it asks.

use actions::admin::api_keys::{self, KeyEdit};
use anyhow::{Context as _, Result, bail};
use domain::api_key::{Scope, Scopes, USUAL_RATE};
use reqwest::{Client, Method, redirect};
use serde_json::{Value, json};
use server::testing::House;

use crate::scene::{Member, Scene};

/// A platform.
#[derive(Clone, Debug)]
pub struct Crm {
    client: Client,
    site: String,
    host: String,
    /// What every address begins with.
    base: &'static str,
    /// Its key.
    pub key: String,
}

/// What it was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body; null where there is none.
    pub body: Value,
}

impl Answer {
    /// A text in it, by its path; empty where there is none.
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The word of a problem.
    pub fn problem(&self) -> &str {
        self.text("/type").strip_prefix("urn:tweestap:problem:").unwrap_or_default()
    }

    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Crm {
    /// A platform with a key that opens everything, made at the command line.
    pub async fn of(scene: &Scene) -> Result<Self> {
        Self::with(scene, "CRM", Scope::ALL, &["https://crm.example/back"]).await
    }

    /// The same with these scopes and addresses to return to.
    pub async fn with(scene: &Scene, name: &str, scopes: &[Scope], addresses: &[&str]) -> Result<Self> {
        Self::at_house(&scene.house, name, scopes, addresses).await
    }

    /// The same at any house.
    pub async fn at_house(house: &House, name: &str, scopes: &[Scope], addresses: &[&str]) -> Result<Self> {
        let edit = KeyEdit {
            name: name.to_owned(),
            scopes: Scopes::of(scopes.iter().copied()),
            addresses: addresses.join("\n"),
            rate: USUAL_RATE.to_string(),
        };
        Self::made(house, &edit).await
    }

    /// The same as it is typed.
    pub async fn made(house: &House, edit: &KeyEdit) -> Result<Self> {
        let made = api_keys::make_by_command_line(&house.ctx, &house.organisation, edit).await?;
        match made {
            Ok(made) => Self::at(&house.site, &house.organisation.host, &made.key),
            Err(faults) => bail!("no key was made: {faults:?}"),
        }
    }

    /// A platform that has this key, at the server of an organisation.
    pub fn at(site: &str, host: &str, key: &str) -> Result<Self> {
        Self::below("/api/v1", (site, host), key)
    }

    /// Anybody who asks with a key what stands below an address.
    pub fn below(base: &'static str, (site, host): (&str, &str), key: &str) -> Result<Self> {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build()?;
        let site = site.trim_end_matches('/').to_owned();
        Ok(Self { client, site, host: host.to_owned(), base, key: key.to_owned() })
    }

    /// Asks something.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.post_with(path, body, &[]).await
    }

    /// The same with further headers.
    pub async fn post_with(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Result<Answer> {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.send(Method::POST, path, (&all, Some(body.to_string()))).await
    }

    /// Reads something.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send(Method::GET, path, (&[], None)).await
    }

    /// Any request under `/api/v1`, or what the address begins with.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        (headers, body): (&[(&str, &str)], Option<String>),
    ) -> Result<Answer> {
        let mut request = self.client.request(method, format!("{}{}{path}", self.site, self.base));
        request = request.header("host", &self.host).bearer_auth(&self.key);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).context(text)? };
        Ok(Answer { status, headers, body })
    }

    /// Says that somebody's password was right.
    pub async fn begin(&self, person: &str) -> Result<Answer> {
        self.begin_in(person, None).await
    }

    /// The same in a browser that has this device token.
    pub async fn begin_in(&self, person: &str, device: Option<&str>) -> Result<Answer> {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/128.0";
        let body = json!({ "person": person, "source": "203.0.113.7", "user_agent": agent, "device": device });
        self.post("/sign-ins", &body).await
    }

    /// Shows a code for a sign-in.
    pub async fn verify(&self, begun: &Answer, code: &str) -> Result<Answer> {
        self.post(&format!("/sign-ins/{}/verify", begun.text("/id")), &json!({ "code": code })).await
    }

    /// Signs a person in who has an app.
    pub async fn signed_in(&self, scene: &Scene, member: &Member) -> Result<Answer> {
        let begun = self.begin(&member.name).await?;
        let answer = self.verify(&begun, &scene.code(&member.key)?).await?;
        anyhow::ensure!(answer.text("/decision") == "allow", "{}", answer.body);
        Ok(answer)
    }

    /// What a session may do.
    pub async fn step(&self, session: &str) -> Result<String> {
        let answer = self.post("/sessions/check", &json!({ "session": session })).await?;
        anyhow::ensure!(answer.status == 200, "{}", answer.body);
        Ok(answer.text("/step").to_owned())
    }
}
