//! What is given to a platform is worth nothing on another platform, nor on our own pages, nor in another organisation; and what is
//! given there is worth nothing to a platform.

use anyhow::Result;
use domain::api_key::Scope;
use domain::time::Lifetime;
use journeys::api::Crm;
use journeys::platform::{Platform, add};
use journeys::scene::{GROUP, PASSWORD, Scene};
use serde_json::json;
use store::testing::engines;

#[tokio::test]
async fn tokens_count_where_they_were_given() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let other = Crm::with(&scene, "Website", Scope::ALL, &[]).await?;

        // A half sign-in of one platform.
        let begun = crm.begin("anna").await?;
        let code = scene.code(&anna.key)?;
        assert_eq!(other.verify(&begun, &code).await?.problem(), "no-sign-in");
        assert_eq!(other.get(&format!("/sign-ins/{}", begun.text("/id"))).await?.problem(), "no-sign-in");
        let mut browser = scene.visitor()?;
        browser.cookies.insert("tweestap-sign-in".into(), begun.text("/id").to_owned());
        let page = browser.get("/sign-in/second-factor").await?;
        assert!(page.location().starts_with("/sign-in"), "{} {}", page.status, page.text());

        // Its session, and the browser that it remembers.
        let path = format!("/sign-ins/{}/verify", begun.text("/id"));
        let signed_in = crm.post(&path, &json!({ "code": code, "remember": true })).await?;
        let (token, device) = (signed_in.text("/session/token"), signed_in.text("/device/token"));
        assert_eq!(other.step(token).await?, "end");
        assert_eq!(other.post("/sessions/end", &json!({ "session": token })).await?.status, 200);
        assert_eq!(crm.step(token).await?, "open");
        let mut browser = scene.visitor()?;
        browser.cookies.insert("tweestap-session".into(), token.to_owned());
        assert!(browser.get("/profile/two-factor").await?.location().starts_with("/sign-in"));
        assert_eq!(browser.get("/auth/check").await?.status, 401);
        assert_eq!(browser.get("/session").await?.status, 401);
        assert_eq!(other.begin_in("anna", Some(device)).await?.text("/decision"), "prove");
        let mut browser = scene.visitor()?;
        browser.cookies.insert("tweestap-device".into(), device.to_owned());
        assert_eq!(browser.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");

        // The other way round.
        scene.advance(Lifetime::minutes(1));
        let here = scene.remembered(&anna).await?;
        assert_eq!(crm.step(&here.cookies["tweestap-session"]).await?, "end");
        assert_eq!(crm.begin_in("anna", Some(&here.cookies["tweestap-device"])).await?.text("/decision"), "prove");
        let mut half = scene.visitor()?;
        half.sign_in("anna", PASSWORD).await?;
        let id = &half.cookies["tweestap-sign-in"];
        assert_eq!(crm.get(&format!("/sign-ins/{id}")).await?.problem(), "no-sign-in");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_opens_its_own_organisation_alone() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let crm = Crm::of(&platform.scene).await?;
        add(&platform.scene, &platform.bond()?, "anna", domain::user::Role::Member).await?;
        let there = Crm::at(&platform.scene.house.site, &platform.bond()?.host, &crm.key)?;
        let answer = there.begin("anna").await?;
        assert_eq!((answer.status, answer.problem()), (401, "wrong-key"));
        let nowhere = Crm::at(&platform.scene.house.site, "nobody.example", &crm.key)?;
        assert_eq!(nowhere.begin("anna").await?.problem(), "unknown-host");
    }
    Ok(())
}
