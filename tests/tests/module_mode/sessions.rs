//! A session that stands on a platform: asked after, ended, proved anew, changed from here.

use anyhow::{Context as _, Result};
use domain::time::Lifetime;
use journeys::api::Crm;
use journeys::scene::{GROUP, PASSWORD, Scene};
use serde_json::json;
use store::testing::engines;

#[tokio::test]
async fn it_ends_where_the_person_or_the_clock_ends_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let first = crm.signed_in(&scene, &anna).await?;
        let token = first.text("/session/token").to_owned();
        let checked = crm.post("/sessions/check", &json!({ "session": token })).await?;
        assert_eq!((checked.text("/step"), checked.text("/session/token")), ("open", token.as_str()));
        assert_eq!(checked.body["session"], first.body["session"]);
        assert_eq!(checked.text("/person/display_name"), first.text("/person/display_name"));
        assert_eq!(crm.post("/sessions/end", &json!({ "session": token })).await?.body, json!({ "ended": true }));
        let ended = crm.post("/sessions/check", &json!({ "session": token })).await?;
        assert_eq!((ended.text("/step"), ended.body.get("person")), ("end", None));
        assert_eq!(crm.post("/sessions/end", &json!({ "session": token })).await?.body, json!({ "ended": true }));
        assert_eq!(scene.count(&anna, "signed-out").await?, 1);

        scene.advance(Lifetime::minutes(1));
        let second = crm.signed_in(&scene, &anna).await?;
        let token = second.text("/session/token");
        scene.advance(Lifetime::hours(24));
        assert_eq!(crm.step(token).await?, "end");

        // A new password on our own pages signs out on the platform, too.
        let third = crm.signed_in(&scene, &anna).await?;
        scene.advance(Lifetime::minutes(1));
        let mut here = scene.signed_in(&anna).await?;
        let page = here.open("/profile/password").await?;
        let new = "a long enough sentence of words";
        let fields = [("current", PASSWORD), ("new", new)];
        here.fill(&page, "/profile/password", &fields).await?;
        assert_eq!(crm.step(third.text("/session/token")).await?, "end");
    }
    Ok(())
}

#[tokio::test]
async fn something_sensitive_asks_for_a_proof_that_is_new() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let signed_in = crm.signed_in(&scene, &anna).await?;
        let token = signed_in.text("/session/token").to_owned();
        let sensitive = json!({ "session": token, "max_age": 60 });
        assert_eq!(crm.post("/sessions/check", &sensitive).await?.text("/step"), "open");
        scene.advance(Lifetime::seconds(61));
        let asked = crm.post("/sessions/check", &sensitive).await?;
        assert_eq!((asked.text("/step"), asked.body["valid_until"].is_null()), ("prove", true));
        assert_eq!(crm.step(&token).await?, "open");
        let by = |token: &str, code: &str| json!({ "session": token, "code": code });
        let wrong = crm.post("/sessions/verify", &by(&token, &scene.wrong_code(&anna.key)?)).await?;
        assert_eq!(
            (wrong.text("/step"), wrong.text("/verdict"), &wrong.body["tries_left"]),
            ("prove", "wrong", &json!(4))
        );
        let raised = crm.post("/sessions/verify", &by(&token, &scene.code(&anna.key)?)).await?;
        assert_eq!((raised.text("/step"), raised.text("/verdict")), ("open", "right"));
        let new = raised.text("/session/token").to_owned();
        assert_ne!(new, token);
        assert_eq!(crm.step(&token).await?, "end", "the token before it");
        assert_eq!(crm.post("/sessions/check", &json!({ "session": new, "max_age": 60 })).await?.text("/step"), "open");
        let pass = json!({ "session": new, "code": "T123", "method": "helpdesk-pass" });
        assert_eq!(crm.post("/sessions/verify", &pass).await?.problem(), "not-now");
        assert_eq!(crm.post("/sessions/verify", &by(&token, "123456")).await?.problem(), "no-session");
    }
    Ok(())
}

#[tokio::test]
async fn it_stands_in_my_profile_and_can_be_ended_there() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let signed_in = crm.signed_in(&scene, &anna).await?;
        scene.advance(Lifetime::minutes(1));
        let mut here = scene.signed_in(&anna).await?;
        let page = here.open("/profile/sessions").await?;
        assert!(page.text().contains("Firefox, Windows"), "{}", page.text());
        let all = store::session::of_user(scene.house.ctx.db(), scene.house.organisation.id, anna.id).await?;
        let there = all.iter().find(|session| session.platform.is_some()).map(|session| session.id);
        let there = there.context("no session of the platform")?;
        here.submit(&page, &format!("/profile/sessions/{there}/end"), &[]).await?;
        assert_eq!(crm.step(signed_in.text("/session/token")).await?, "end");
    }
    Ok(())
}
