//! An application that signs in by OpenID Connect in a real browser: there and back over our forms, which only a browser holds
//! against the policy of our pages; asked whether it may, asked for a fresh sign-in, signed out from there.

use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{Html, Redirect};
use axum::routing::get;
use journeys::look::{Look, Scheme, Scripts};
use journeys::relying_party::{Cloud, VERIFIER, claims, edit};
use journeys::walk::Walk;
use journeys::waterland::{PASSWORD, house, member, rule};
use server::testing::House;
use tokio::net::TcpListener;

use crate::browser::ready;

/// An application on this machine.
struct App {
    cloud: Cloud,
    site: String,
    provider: String,
}

impl App {
    async fn of(house: &House) -> Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let site = format!("http://{}", listener.local_addr()?);
        let mut typed = edit("Rooster");
        typed.redirect_addresses = format!("{site}/back");
        typed.logout_addresses = format!("{site}/bye");
        typed.consent = true;
        let cloud = Cloud::made(house, &typed).await?;
        let provider = house.site.trim_end_matches('/').to_owned();
        let app = Arc::new(Self { cloud, site: site.clone(), provider });
        let router = Router::new()
            .route("/", get(start))
            .route("/back", get(back))
            .route("/bye", get(async || Html("<title>Rooster</title><h1>Until next time</h1>")))
            .with_state(app);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(site)
    }

    /// Who a code stands for, with the token.
    async fn redeemed(&self, code: &str) -> Result<(String, String)> {
        let back = format!("{}/back", self.site);
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &back),
            ("code_verifier", VERIFIER),
        ];
        let tokens = self.cloud.post("/oidc/token", &fields).await?;
        let token = tokens.text("/id_token").to_owned();
        let name = claims(&token)?.get("name").and_then(|name| name.as_str()).context("no name")?.to_owned();
        Ok((name, token))
    }
}

fn pairs(query: Option<String>) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect()
}

async fn start(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Redirect {
    let more = pairs(query);
    let back = format!("{}/back", app.site);
    let mut with = vec![("redirect_uri", back.as_str())];
    with.extend(more.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    Redirect::to(&format!("{}{}", app.provider, app.cloud.way(&with)))
}

async fn back(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Html<String> {
    let answer = pairs(query);
    let of = |name: &str| answer.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let Some(code) = of("code") else { return Html(format!("<title>Rooster</title><h1>No: {:?}</h1>", of("error"))) };
    match app.redeemed(&code).await {
        Ok((name, token)) => {
            let bye = format!("{}/bye", app.site);
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("id_token_hint", &token)
                .append_pair("post_logout_redirect_uri", &bye)
                .finish();
            let out = format!("{}/oidc/end-session?{query}", app.provider);
            Html(format!("<title>Rooster</title><h1>Hello {name}</h1><a class=\"out\" href=\"{out}\">Sign out</a>"))
        }
        Err(error) => Html(format!("<title>Rooster</title><h1>{error}</h1>")),
    }
}

async fn goes_through(look: &Look) -> Result<()> {
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", look.language).await?;
    let site = App::of(&house).await?;
    let mut walk = Walk::open(&house, "oidc", look).await?;
    walk.browser.driver().goto(&site).await?;
    walk.reads("sign-in-title").await?;
    walk.look("sign-in").await?;
    walk.fill("username", "sanne").await?;
    walk.fill("password", PASSWORD).await?;
    walk.press("next").await?;
    walk.is_at("/sign-in/enrol").await?;
    walk.press("offer-now").await?;
    let app = walk.read_app().await?;
    walk.confirm(&app).await?;
    walk.press("codes-stored").await?;
    walk.reads("consent-back").await?;
    walk.look("consent").await?;
    walk.press("consent-yes").await?;
    walk.browser.wait_for_text("Hello Sanne de Wit").await?;

    // Again: at once. And with a fresh sign-in demanded, over the page that asks it.
    walk.browser.driver().goto(&site).await?;
    walk.browser.wait_for_text("Hello Sanne de Wit").await?;
    house.clock.advance(domain::time::Lifetime::minutes(1));
    walk.browser.driver().goto(format!("{site}/?prompt=login")).await?;
    walk.reads("factor-step-up-title").await?;
    walk.look("fresh").await?;
    let code = walk.next_code(&app)?;
    walk.fill("code-label", &code).await?;
    walk.press("confirm").await?;
    walk.browser.wait_for_text("Hello Sanne de Wit").await?;

    walk.browser.follow("a.out").await?;
    walk.browser.wait_for_text("Until next time").await?;
    walk.browser.driver().goto(format!("{site}/?prompt=none")).await?;
    walk.browser.wait_for_text("login_required").await?;
    let complaints = walk.browser.noticed().await?.complaints.clone();
    // The application's own pages are none of ours; nothing of ours was refused by our own policy.
    ensure!(complaints.iter().all(|one| !one.contains("Content Security Policy")), "{complaints:?}");
    walk.browser.driver().clone().quit().await?;
    Ok(())
}

#[tokio::test]
async fn browser_an_application_signs_in_here_and_out_again() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look::WIDE).await?;
    goes_through(&Look { language: "nl", scripts: Scripts::Blocked, scheme: Scheme::Dark, ..Look::PHONE }).await
}
