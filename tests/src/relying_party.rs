//! An application that signs in by OpenID Connect: its browser's way, and what its server asks.

use std::collections::BTreeMap;

use actions::admin::relying_parties::{self, PartyEdit, SavedParty};
use anyhow::{Context as _, Result, bail, ensure};
use data_encoding::BASE64URL_NOPAD;
use domain::relying_party::{Algorithm, ClientKind, Refresh, Template};
use domain::selection::Selected;
use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::Value;
use server::testing::House;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::api::Answer;
use crate::scene::Scene;
use crate::visitor::{Page, Visitor};

/// Where answers go.
pub const BACK: &str = "https://cloud.example/back";

/// What the application shows with its code.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// An application.
#[derive(Clone, Debug)]
pub struct Cloud {
    client: Client,
    site: String,
    /// Its `client_id`.
    pub id: String,
    /// Its secret; empty where it has none.
    pub secret: String,
}

/// What is typed for one that asks nothing more than who it is.
pub fn edit(name: &str) -> PartyEdit {
    PartyEdit {
        name: name.to_owned(),
        template: Template::Own,
        kind: ClientKind::Confidential,
        redirect_addresses: BACK.to_owned(),
        logout_addresses: "https://cloud.example/bye".to_owned(),
        back_channel: String::new(),
        who: Selected::Everyone,
        second_factor: false,
        max_age: None,
        consent: false,
        refresh: Refresh::Never,
        without_pkce: false,
        algorithm: Algorithm::Es256,
        claims: Vec::new(),
    }
}

/// The S256 challenge of a verifier.
pub fn challenge(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(verifier))
}

/// What stands in a signed token, without looking at its signature: applications from outside do that.
pub fn claims(token: &str) -> Result<Value> {
    let part = token.split('.').nth(1).context("no token")?;
    Ok(serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes())?)?)
}

/// What an answer at the application's own address says; nothing where the browser was not sent there.
pub fn answer(page: &Page) -> BTreeMap<String, String> {
    let link = page.body.split(&format!("href=\"{BACK}?")).nth(1).and_then(|rest| rest.split('"').next());
    let shown = link.map(|link| format!("{BACK}?{}", link.replace("&#38;", "&").replace("&amp;", "&")));
    let to = if page.location().is_empty() { shown.unwrap_or_default() } else { page.location().to_owned() };
    match Url::parse(&to) {
        Ok(url) if to.starts_with(BACK) => url.query_pairs().into_owned().collect(),
        _ => BTreeMap::new(),
    }
}

impl Cloud {
    /// One that asks nothing more than who it is.
    pub async fn of(scene: &Scene) -> Result<Self> {
        Self::with(scene, |_| {}).await
    }

    /// The same, changed.
    pub async fn with(scene: &Scene, change: impl FnOnce(&mut PartyEdit)) -> Result<Self> {
        let mut edit = edit("Cloud");
        change(&mut edit);
        Self::made(&scene.house, &edit).await
    }

    /// The same as it is typed.
    pub async fn made(house: &House, edit: &PartyEdit) -> Result<Self> {
        match relying_parties::add_by_command_line(&house.ctx, &house.organisation, edit).await? {
            SavedParty::Saved(made) => {
                let secret = made.secret.map(|secret| secret.to_string()).unwrap_or_default();
                Self::known(&house.site, &made.id.to_string(), &secret)
            }
            other => bail!("not saved: {other:?}"),
        }
    }

    /// One that is known by these.
    pub fn known(site: &str, id: &str, secret: &str) -> Result<Self> {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build()?;
        let site = site.trim_end_matches('/').to_owned();
        Ok(Self { client, site, id: id.to_owned(), secret: secret.to_owned() })
    }

    /// The path that it sends a browser to; `with` replaces and adds parameters, an empty value takes one away.
    pub fn way(&self, with: &[(&str, &str)]) -> String {
        let challenge = challenge(VERIFIER);
        let mut all = vec![
            ("response_type", "code"),
            ("client_id", &*self.id),
            ("redirect_uri", BACK),
            ("scope", "openid profile email groups"),
            ("state", "s1"),
            ("nonce", "n1"),
            ("code_challenge", &*challenge),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in with {
            all.retain(|(known, _)| known != name);
            if !value.is_empty() {
                all.push((name, value));
            }
        }
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        format!("/oidc/authorize?{query}")
    }

    /// The code of a browser whose session is good for it.
    pub async fn code(&self, browser: &mut Visitor, with: &[(&str, &str)]) -> Result<String> {
        let page = browser.get(&self.way(with)).await?;
        let answer = answer(&page);
        answer.get("code").cloned().with_context(|| format!("{} {answer:?} {}", page.location(), page.text()))
    }

    /// A request of its server, with id and secret in the header.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let request = self.request(path, fields);
        let request = if self.secret.is_empty() { request } else { request.basic_auth(&self.id, Some(&self.secret)) };
        answered(request).await
    }

    /// The same without saying who it is.
    pub fn request(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.client.request(Method::POST, format!("{}{path}", self.site));
        request.header("content-type", "application/x-www-form-urlencoded").body(body)
    }

    /// Reads something.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        answered(self.client.get(format!("{}{path}", self.site))).await
    }

    /// Takes a code for tokens.
    pub async fn redeem(&self, code: &str) -> Result<Answer> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
            ("client_id", &self.id),
        ];
        self.post("/oidc/token", &fields).await
    }

    /// Takes a refresh token for others.
    pub async fn refresh(&self, token: &str) -> Result<Answer> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", &self.id)];
        self.post("/oidc/token", &fields).await
    }

    /// Signs in a browser whose session is good for it, as far as tokens.
    pub async fn tokens(&self, browser: &mut Visitor, with: &[(&str, &str)]) -> Result<Answer> {
        let code = self.code(browser, with).await?;
        let tokens = self.redeem(&code).await?;
        ensure!(tokens.status == 200, "{} {}", tokens.status, tokens.body);
        Ok(tokens)
    }

    /// Asks who it is.
    pub async fn user_info(&self, access: &str) -> Result<Answer> {
        answered(self.client.get(format!("{}/oidc/userinfo", self.site)).bearer_auth(access)).await
    }
}

/// Asks the same so often at once; answers the statuses.
pub async fn at_once<F>(count: usize, ask: impl Fn() -> F) -> Result<Vec<u16>>
where
    F: Future<Output = Result<Answer>> + Send + 'static,
{
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..count {
        all.spawn(ask());
    }
    all.join_all().await.into_iter().map(|answer| Ok(answer?.status)).collect()
}

/// Sends a request and reads what comes back.
pub async fn answered(request: RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await?;
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).context(text)? };
    Ok(Answer { status, headers, body })
}
