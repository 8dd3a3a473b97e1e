//! From the application to the sign-in and back: what is asked on the way, and what the application is told.

use anyhow::{Context as _, Result};
use domain::relying_party::claims::{ACR_ONE, ACR_REFEDS, ACR_TWO};
use domain::time::Lifetime;
use journeys::relying_party::{Cloud, answer, claims};
use journeys::scene::{GROUP, PASSWORD, Scene};
use serde_json::{Value, json};
use store::testing::engines;

use super::confirm;

#[tokio::test]
async fn a_browser_signs_in_here_and_is_known_there() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::of(&scene).await?;
        let mut browser = scene.visitor()?;

        // To the sign-in page, which says where it leads and knows the name that was typed there.
        let page = browser.open(&cloud.way(&[("login_hint", "anna"), ("ui_locales", "fr nl")])).await?;
        assert_eq!(page.path(), "/sign-in");
        assert!(page.text().contains("Daarna ga je door naar Cloud"), "{}", page.text());
        assert!(page.body.contains("value=\"anna\""), "{}", page.body);
        browser.cookies.remove("tweestap-language");
        let page = browser.fill(&page, "/sign-in", &[("username", "anna"), ("password", PASSWORD)]).await?;
        assert_eq!(page.path(), "/sign-in/second-factor");
        assert!(page.text().contains("You continue to Cloud"), "{}", page.text());
        let code = scene.code(&anna.key)?;
        let page = browser.fill(&page, "/sign-in/second-factor", &[("code", &code)]).await?;
        // After a form a page leads on by itself.
        assert!(page.text().contains("You go back to Cloud"), "{}", page.text());
        assert!(page.body.contains("http-equiv=\"refresh\""));
        let answered = answer(&page);
        assert_eq!(answered.get("state").map(String::as_str), Some("s1"), "{answered:?}");
        assert_eq!(answered.get("iss"), Some(&scene.house.site.trim_end_matches('/').to_owned()));

        let tokens = cloud.redeem(answered.get("code").context("no code")?).await?;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        assert_eq!((tokens.text("/token_type"), tokens.body["expires_in"].as_i64()), ("Bearer", Some(300)));
        assert_eq!((tokens.header("cache-control"), tokens.header("pragma")), ("no-store", "no-cache"));
        assert!(tokens.body.get("refresh_token").is_none());
        let token = claims(tokens.text("/id_token"))?;
        let seconds = scene.seconds();
        for (name, expected) in [
            ("iss", json!(scene.house.site.trim_end_matches('/'))),
            ("aud", json!(cloud.id)),
            ("sub", json!(anna.id.to_string())),
            ("nonce", json!("n1")),
            ("acr", json!(ACR_TWO)),
            ("amr", json!(["pwd", "otp", "mfa"])),
            ("preferred_username", json!("anna")),
            ("groups", json!([GROUP])),
            ("email_verified", json!(true)),
        ] {
            assert_eq!(token.get(name), Some(&expected), "{name} in {token}");
        }
        let times = ["iat", "auth_time", "exp"].map(|name| token[name].as_i64().unwrap_or_default() - seconds);
        assert!(
            (-2..=0).contains(&times[0]) && (-2..=0).contains(&times[1]) && (298..=300).contains(&times[2]),
            "{token}"
        );

        let known = cloud.user_info(tokens.text("/access_token")).await?;
        assert_eq!(known.status, 200, "{}", known.body);
        assert_eq!(known.text("/sub"), anna.id.to_string());
        assert!(known.body.get("acr").is_none() && known.text("/name").starts_with("Anna"), "{}", known.body);
        assert_eq!(scene.count(&anna, "went-on-to").await?, 1);

        // Signed in already: at once, by a redirect.
        let page = browser.get(&cloud.way(&[])).await?;
        assert_eq!(page.status, 303);
        assert!(answer(&page).contains_key("code"), "{}", page.location());
    }
    Ok(())
}

#[tokio::test]
async fn a_second_factor_that_is_asked_for_is_proved_first() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::of(&scene).await?;
        // A remembered browser: signed in with the password alone.
        let mut browser = scene.remembered(&anna).await?;
        scene.advance(Lifetime::days(2));
        assert!(browser.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in());
        let plain = claims(cloud.tokens(&mut browser, &[]).await?.text("/id_token"))?;
        assert_eq!((plain["acr"].as_str(), &plain["amr"]), (Some(ACR_ONE), &json!(["pwd"])), "{plain}");

        // Asked for silently it is a refusal; asked for it is proved, and told.
        let silent = browser.get(&cloud.way(&[("acr_values", ACR_TWO), ("prompt", "none")])).await?;
        assert_eq!(answer(&silent).get("error").map(String::as_str), Some("login_required"));
        let page = browser.open(&cloud.way(&[("acr_values", ACR_REFEDS)])).await?;
        assert_eq!(page.path(), "/profile/confirm");
        assert!(page.text().contains("Cloud asks for a fresh sign-in"), "{}", page.text());
        let code = scene.code(&anna.key)?;
        let page = browser.submit(&page, &confirm(&page)?, &[("code", &code)]).await?;
        let page = browser.follow(page).await?;
        let answered = answer(&page);
        let tokens = cloud.redeem(answered.get("code").with_context(|| page.text())?).await?;
        let token = claims(tokens.text("/id_token"))?;
        assert_eq!(
            (token["acr"].as_str(), &token["amr"]),
            (Some(ACR_REFEDS), &json!(["pwd", "otp", "mfa"])),
            "{token}"
        );
        // Now it holds, silently too.
        let silent = browser.get(&cloud.way(&[("acr_values", ACR_TWO), ("prompt", "none")])).await?;
        assert!(answer(&silent).contains_key("code"), "{}", silent.location());

        // Whoever has none is told to set one up; an application that takes either gets either.
        let bram = scene.member("bram", &[]).await?;
        let mut other = scene.signed_in(&bram).await?;
        let page = other.get(&cloud.way(&[("acr_values", ACR_TWO)])).await?;
        assert!(
            page.location().starts_with("/profile/two-factor?return_to=%2Foidc%2Fauthorize"),
            "{}",
            page.location()
        );
        let either = format!("{ACR_TWO} {ACR_ONE}");
        let token = claims(cloud.tokens(&mut other, &[("acr_values", &either)]).await?.text("/id_token"))?;
        assert_eq!(token["acr"], Value::from(ACR_ONE));
    }
    Ok(())
}
