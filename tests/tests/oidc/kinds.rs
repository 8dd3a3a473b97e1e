//! Every kind of session at every door: who gets what, and that nobody is claimed to have proved what they did not.

use std::collections::BTreeMap;

use actions::admin::{people, policies};
use anyhow::{Context as _, Result};
use domain::api_key::Scope;
use domain::relying_party::claims::{ACR_ONE, ACR_TWO};
use domain::time::Lifetime;
use journeys::api::Crm;
use journeys::relying_party::{Cloud, answer, claims};
use journeys::scene::{GROUP, PASSWORD, Scene, local};
use journeys::visitor::Visitor;
use serde_json::Value;
use store::testing::engines;

/// What a browser gets at each door: our own pages, forward-auth, OpenID Connect without a question, and with a second factor
/// demanded.
async fn doors(cloud: &Cloud, browser: &Visitor) -> Result<[String; 4]> {
    let mut browser = browser.clone();
    let own = if browser.get("/profile/sessions").await?.is_of_someone_signed_in() { "in" } else { "out" };
    let check = browser.get("/auth/check").await?;
    let check = match check.status {
        200 => check.header("remote-amr").to_owned(),
        status => status.to_string(),
    };
    let mut told = Vec::new();
    for with in [&[("prompt", "none")][..], &[("prompt", "none"), ("acr_values", ACR_TWO)]] {
        let answered = answer(&browser.get(&cloud.way(with)).await?);
        told.push(match answered.get("code") {
            None => answered.get("error").cloned().unwrap_or_default(),
            Some(code) => {
                let token = claims(cloud.redeem(code).await?.text("/id_token"))?;
                let acr = token.get("acr").and_then(Value::as_str).unwrap_or_default();
                let amr: Vec<&str> = token
                    .get("amr")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(|one| one.as_str())
                    .collect();
                let short = if acr == ACR_TWO {
                    "2fa"
                } else if acr == ACR_ONE {
                    "1fa"
                } else {
                    acr
                };
                format!("{short} {}", amr.join(","))
            }
        });
    }
    let [plain, strict] = <[String; 2]>::try_from(told).ok().context("two answers")?;
    Ok([own.to_owned(), check, plain, strict])
}

#[tokio::test]
async fn every_kind_of_session_at_every_door() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let cloud = Cloud::of(&scene).await?;
        let mut kinds: BTreeMap<&str, Visitor> = BTreeMap::new();
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        kinds.insert("nobody", scene.visitor()?);
        let mut half = scene.visitor()?;
        half.sign_in("anna", PASSWORD).await?;
        // What a half sign-in has in another cookie is no session either.
        let token = half.cookies["tweestap-sign-in"].clone();
        kinds.insert("half", half.clone());
        half.cookies.insert("tweestap-session".into(), token);
        kinds.insert("half as session", half);
        kinds.insert("second factor", scene.signed_in(&anna).await?);

        let trusting = scene.member_with_app("trijn", &[GROUP]).await?;
        let mut trusted = scene.remembered(&trusting).await?;
        let home = trusted.open("/").await?;
        trusted.fill(&home, "/sign-out", &[]).await?;
        trusted.sign_in("trijn", PASSWORD).await?;
        kinds.insert("trusted device", trusted);

        let bram = scene.member("bram", &[]).await?;
        kinds.insert("password", scene.signed_in(&bram).await?);

        // Exempt from a duty that is due: no more than a password either.
        let doutzen = scene.member("doutzen", &[GROUP]).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        policies::exempt(ctx, organisation, doutzen.id, local("2026-12-20 00:00:00")?, "has no smartphone").await?;
        kinds.insert("exempt", scene.signed_in(&doutzen).await?);

        let ended = scene.signed_in(&anna).await?;
        let mut copy = ended.clone();
        let home = copy.open("/").await?;
        copy.fill(&home, "/sign-out", &[]).await?;
        kinds.insert("signed out", ended);

        let carla = scene.member_with_app("carla", &[GROUP]).await?;
        kinds.insert("blocked", scene.signed_in(&carla).await?);
        people::set_blocked(&scene.house.ctx, &scene.house.organisation, carla.id, true).await?;

        let crm = Crm::with(&scene, "CRM", Scope::ALL, &[]).await?;
        let there = crm.signed_in(&scene, &anna).await?;
        let mut platform = scene.visitor()?;
        platform.cookies.insert("tweestap-session".into(), there.text("/session/token").to_owned());
        kinds.insert("of a platform", platform);

        let short = scene.signed_in(&anna).await?;
        let expected: BTreeMap<&str, [&str; 4]> = [
            ("nobody", ["out", "401", "login_required", "login_required"]),
            ("half", ["out", "401", "login_required", "login_required"]),
            ("half as session", ["out", "401", "login_required", "login_required"]),
            ("second factor", ["in", "pwd,otp,mfa", "2fa pwd,otp,mfa", "2fa pwd,otp,mfa"]),
            ("trusted device", ["in", "pwd", "1fa pwd", "login_required"]),
            ("password", ["in", "pwd", "1fa pwd", "login_required"]),
            ("exempt", ["in", "pwd", "1fa pwd", "login_required"]),
            ("signed out", ["out", "401", "login_required", "login_required"]),
            ("blocked", ["out", "401", "login_required", "login_required"]),
            ("of a platform", ["out", "401", "login_required", "login_required"]),
        ]
        .into();
        for (kind, browser) in &kinds {
            assert_eq!(doors(&cloud, browser).await?, expected[kind].map(str::to_owned), "{kind}");
        }
        scene.advance(Lifetime::days(2));
        let gone = ["out", "401", "login_required", "login_required"].map(str::to_owned);
        assert_eq!(doors(&cloud, &short).await?, gone, "expired");
    }
    Ok(())
}
