//! Idempotency keys: the same request twice is done once.

use anyhow::Result;
use domain::time::Lifetime;
use journeys::api::Crm;
use journeys::scene::{GROUP, Scene};
use serde_json::json;
use store::testing::engines;

#[tokio::test]
async fn the_same_request_twice_is_done_once_and_answered_the_same() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let begun = crm.begin("anna").await?;
        let path = format!("/sign-ins/{}/verify", begun.text("/id"));
        let body = json!({ "code": scene.code(&anna.key)? });
        let under = [("idempotency-key", "3f1c0a52-try-1")];
        let first = crm.post_with(&path, &body, &under).await?;
        assert_eq!(first.text("/decision"), "allow");
        let second = crm.post_with(&path, &body, &under).await?;
        assert_eq!((second.status, &second.body), (200, &first.body), "the token is told again");
        assert_eq!(scene.count(&anna, "signed-in").await?, 1);

        let other = crm.post_with(&path, &json!({ "code": "000000" }), &under).await?;
        assert_eq!((other.status, other.problem()), (422, "idempotency-key-reused"));
        let elsewhere = crm.post_with("/sessions/check", &body, &under).await?;
        assert_eq!(elsewhere.problem(), "idempotency-key-reused");
        // A wrong code is charged once.
        let begun = crm.begin("anna").await?;
        let path = format!("/sign-ins/{}/verify", begun.text("/id"));
        let wrong = json!({ "code": scene.wrong_code(&anna.key)? });
        for _ in 0..9 {
            let answer = crm.post_with(&path, &wrong, &[("idempotency-key", "wrong")]).await?;
            assert_eq!(answer.body["tries_left"], json!(4));
        }
        // Nor does anyone with another key see it.
        let website = Crm::with(&scene, "Website", domain::api_key::Scope::ALL, &[]).await?;
        assert_eq!(website.post_with(&path, &wrong, &[("idempotency-key", "wrong")]).await?.problem(), "no-sign-in");

        // What did nothing may be mended and sent again under the same key.
        let mended = [("idempotency-key", "mended")];
        let body = |source: &str| json!({ "person": "anna", "source": source });
        assert_eq!(crm.post_with("/sign-ins", &body("localhost"), &mended).await?.problem(), "source");
        assert_eq!(crm.post_with("/sign-ins", &body("localhost"), &mended).await?.problem(), "source");
        assert_eq!(crm.post_with("/sign-ins", &body("203.0.113.7"), &mended).await?.text("/decision"), "prove");

        for bad in ["", &"x".repeat(256), "a b"] {
            let answer = crm.post_with(&path, &wrong, &[("idempotency-key", bad)]).await?;
            assert_eq!((answer.status, answer.problem()), (400, "idempotency-key"), "{bad}");
        }
        let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
        assert_eq!(crm.post_with(&path, &wrong, &twice).await?.problem(), "idempotency-key");
        scene.advance(Lifetime::minutes(10));
        assert_eq!(crm.post_with(&path, &wrong, &[("idempotency-key", "wrong")]).await?.problem(), "no-sign-in");
    }
    Ok(())
}

#[tokio::test]
async fn of_many_at_once_one_is_done() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let body = json!({ "person": "anna", "source": "203.0.113.7" });
        let tries = (0..16).map(|_| {
            let (crm, body) = (crm.clone(), body.clone());
            tokio::spawn(async move { crm.post_with("/sign-ins", &body, &[("idempotency-key", "once")]).await })
        });
        let mut ids = std::collections::BTreeSet::new();
        for answer in tries.collect::<Vec<_>>() {
            let answer = answer.await??;
            match answer.status {
                200 => {
                    ids.insert(answer.text("/id").to_owned());
                }
                _ => assert_eq!((answer.status, answer.problem()), (409, "at-work")),
            }
        }
        assert_eq!(ids.len(), 1, "{ids:?}");
        assert_eq!(scene.count(&anna, "platform-asked").await?, 1);
    }
    Ok(())
}
