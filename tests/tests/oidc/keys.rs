//! The keys that sign: shown before they do and a while after, followed by others in time, and thrown away at once when one leaked.

use actions::oidc::keys::{Renewal, renew_by_command_line, upkeep};
use anyhow::{Context as _, Result};
use data_encoding::BASE64URL_NOPAD;
use domain::relying_party::Algorithm;
use domain::time::Lifetime;
use journeys::relying_party::Cloud;
use journeys::scene::Scene;
use journeys::visitor::Visitor;
use serde_json::Value;
use store::testing::engines;

/// The names of all keys that are shown.
async fn shown(cloud: &Cloud) -> Result<Vec<String>> {
    let keys = cloud.get("/oidc/keys").await?;
    let all = keys.body.pointer("/keys").and_then(Value::as_array).context("no keys")?;
    for key in all {
        for secret in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(secret).is_none(), "{secret} in {key}");
        }
    }
    Ok(all.iter().filter_map(|key| key.get("kid")?.as_str().map(str::to_owned)).collect())
}

/// Head and key of the token of a new sign-in.
async fn signs(cloud: &Cloud, browser: &mut Visitor) -> Result<(String, String)> {
    let tokens = cloud.tokens(browser, &[]).await?;
    let head = tokens.text("/id_token").split('.').next().context("no head")?.to_owned();
    let head: Value = serde_json::from_slice(&BASE64URL_NOPAD.decode(head.as_bytes())?)?;
    let text = |name: &str| head.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok((text("alg"), text("kid")))
}

#[tokio::test]
async fn one_key_follows_another_before_anybody_notices() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let cloud = Cloud::of(&scene).await?;
        let ctx = &scene.house.ctx;
        let first = shown(&cloud).await?;
        let [first] = &*first else { anyhow::bail!("{first:?}") };
        let mut browser = scene.signed_in(&bram).await?;
        assert_eq!(signs(&cloud, &mut browser).await?, ("ES256".into(), first.clone()));
        upkeep(ctx).await?;
        assert_eq!(shown(&cloud).await?.len(), 1, "it has only begun");

        // After 90 days the next one is shown; the first one still signs.
        scene.advance(Lifetime::days(90));
        upkeep(ctx).await?;
        upkeep(ctx).await?;
        let both = shown(&cloud).await?;
        assert_eq!((both.len(), &both[0]), (2, first));
        let mut browser = scene.signed_in(&bram).await?;
        assert_eq!(signs(&cloud, &mut browser).await?.1, *first);
        let old = cloud.tokens(&mut browser, &[]).await?;

        // A day later it signs, and what the first one signed is still believed.
        scene.advance(Lifetime::days(1));
        let mut browser = scene.signed_in(&bram).await?;
        assert_eq!(signs(&cloud, &mut browser).await?.1, both[1]);
        let hint = format!("/oidc/end-session?id_token_hint={}", old.text("/id_token"));
        assert!(browser.get(&hint).await?.text().contains("Sign out?"));
        upkeep(ctx).await?;
        assert_eq!(shown(&cloud).await?, both, "for a week more");
        scene.advance(Lifetime::days(7));
        upkeep(ctx).await?;
        assert_eq!(shown(&cloud).await?, both[1..]);

        // At once: only the new one counts.
        let organisation = &scene.house.organisation;
        assert!(renew_by_command_line(ctx, organisation, (Algorithm::Es256, Renewal::AtOnce)).await?);
        let now = shown(&cloud).await?;
        assert!(now.len() == 1 && now[0] != both[1], "{now:?}");
        let mut browser = scene.signed_in(&bram).await?;
        assert_eq!(signs(&cloud, &mut browser).await?.1, now[0]);
        assert!(!renew_by_command_line(ctx, organisation, (Algorithm::Rs256, Renewal::InTime)).await?, "none is used");
    }
    Ok(())
}

#[tokio::test]
async fn an_application_that_knows_no_other_gets_rsa() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let cloud = Cloud::of(&scene).await?;
        let lab = Cloud::with(&scene, |edit| {
            edit.name = "Lab".into();
            edit.algorithm = Algorithm::Rs256;
        })
        .await?;
        let mut browser = scene.signed_in(&bram).await?;
        assert_eq!(signs(&cloud, &mut browser).await?.0, "ES256");
        assert_eq!(signs(&lab, &mut browser).await?.0, "RS256");
        assert_eq!(shown(&lab).await?.len(), 2);
    }
    Ok(())
}
