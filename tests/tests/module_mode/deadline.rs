//! Offer and duty on a platform: later, setting up on its own pages, late with a mailed code or a pass.

use anyhow::Result;
use domain::api_key::Scope;
use domain::time::Lifetime;
use journeys::api::Crm;
use journeys::scene::{GROUP, Scene, mailed_code};
use serde_json::json;
use store::testing::engines;

use super::sign_ins::enrol;

#[tokio::test]
async fn an_offer_names_the_deadline_and_can_be_put_off_until_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bert", &[GROUP]).await?;
        scene.member("carla", &[]).await?;
        let crm = Crm::of(&scene).await?;
        let nothing = crm.begin("carla").await?;
        assert_eq!((nothing.text("/decision"), nothing.text("/reason")), ("allow", "not-required"));
        assert_eq!(nothing.body["session"]["amr"], json!(["pwd"]));

        scene.move_to("2026-11-20 10:00:00")?;
        let offered = crm.begin("bert").await?;
        assert_eq!((offered.text("/decision"), offered.text("/reason")), ("offer", "due-ahead"));
        assert_eq!(offered.text("/enrol/deadline"), "2026-12-07T23:00:00Z");
        assert_eq!(offered.body["enrol"]["later"], json!(["next-sign-in", "in-a-day", "in-a-week"]));
        assert!(offered.text("/text/nl").contains("nog 18 dagen"), "{}", offered.body);
        let path = format!("/sign-ins/{}/later", offered.text("/id"));
        let later = crm.post(&path, &json!({ "when": "in-a-week" })).await?;
        assert_eq!((later.text("/decision"), later.text("/reason")), ("allow", "put-off"));
        assert_eq!(crm.begin("bert").await?.text("/reason"), "put-off");
        assert_eq!(crm.post(&path, &json!({})).await?.problem(), "no-sign-in");

        scene.move_to("2026-12-07 23:59:59")?;
        let offered = crm.begin("bert").await?;
        assert_eq!(offered.body["enrol"]["later"], json!(["next-sign-in"]));
        assert!(offered.text("/text/en").contains("1 day left"), "{}", offered.body);
        let session = crm.post(&format!("/sign-ins/{}/later", offered.text("/id")), &json!({})).await?;
        // It stands until the deadline by itself, and not longer.
        assert_eq!(session.text("/valid_until"), "2026-12-07T23:00:00Z");
        let token = session.text("/session/token");
        assert_eq!(crm.step(token).await?, "open");
        scene.move_to("2026-12-08 00:00:00")?;
        assert_eq!(crm.step(token).await?, "enrol");
        let due = crm.begin("bert").await?;
        assert_eq!((due.text("/decision"), due.text("/reason")), ("enrol", "due"));
        assert_eq!(due.body["enrol"]["later"], json!([]));
        assert_eq!(crm.post(&format!("/sign-ins/{}/later", due.text("/id")), &json!({})).await?.problem(), "not-now");
    }
    Ok(())
}

#[tokio::test]
async fn whoever_is_late_shows_a_mailed_code_before_a_key_is_shown() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bert = scene.member("bert", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        scene.move_to("2026-12-08 00:00:00")?;
        let due = crm.begin("bert").await?;
        let at = |what: &str| format!("/sign-ins/{}/{what}", due.text("/id"));
        assert_eq!(due.body["enrol"]["late"]["methods"], json!(["emailed-code", "helpdesk-pass"]));
        assert_eq!(due.text("/enrol/late/address"), "b•••••@waterland.example");
        assert_eq!(crm.post(&at("enrolment"), &json!({})).await?.problem(), "late-proof-first");
        let sent = crm.post(&at("code"), &json!({})).await?;
        assert_eq!((&sent.body["sent"], sent.text("/address")), (&json!(true), "b•••••@waterland.example"));
        let soon = crm.post(&at("code"), &json!({})).await?;
        assert_eq!(
            (&soon.body["sent"], soon.text("/again_at"), soon.header("retry-after")),
            (&json!(false), "2026-12-07T23:01:00Z", "60")
        );
        let mails = scene.mails_to("bert@waterland.example").await?;
        let code = mailed_code(mails.last().unwrap())?;
        let by = |code: &str| json!({ "code": code, "method": "emailed-code" });
        let wrong = crm.post(&at("verify"), &by("000 000 00")).await?;
        assert_eq!(wrong.text("/decision"), "enrol");
        assert_ne!(wrong.text("/verdict"), "right");
        let open = crm.post(&at("verify"), &by(&code)).await?;
        assert_eq!(
            (open.text("/decision"), open.text("/verdict"), &open.body["enrol"]["late"]),
            ("enrol", "right", &json!(null))
        );
        let first = crm.post(&at("enrolment"), &json!({})).await?;
        let bad = crm.post(&at("enrolment/confirm"), &json!({ "code": "123456", "name": "x".repeat(41) })).await?;
        assert_eq!((bad.status, bad.problem()), (422, "name"));
        let key = first.text("/key").replace(' ', "");
        let wrong = crm.post(&at("enrolment/confirm"), &json!({ "code": scene.wrong_code(&key)? })).await?;
        assert_eq!((wrong.text("/verdict"), wrong.text("/decision")), ("wrong", "enrol"));
        let (enrolled, _) = enrol(&scene, &crm, due.text("/id"), "Phone").await?;
        assert_eq!((enrolled.text("/decision"), enrolled.text("/verdict")), ("allow", "right"));
        assert_eq!(enrolled.body["session"]["amr"], json!(["pwd", "otp", "mfa"]));
        assert_eq!(scene.count(&bert, "authenticator-added").await?, 1);
        assert_eq!(scene.count(&bert, "late-enrolment-proved").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_key_without_the_scope_sets_up_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bert", &[GROUP]).await?;
        let crm = Crm::with(&scene, "Website", &[Scope::SignIn], &[]).await?;
        let offered = crm.begin("bert").await?;
        for what in ["enrolment", "enrolment/confirm"] {
            let answer =
                crm.post(&format!("/sign-ins/{}/{what}", offered.text("/id")), &json!({ "code": "1" })).await?;
            assert_eq!((answer.status, answer.problem()), (403, "scope"));
            assert!(answer.header("www-authenticate").contains("scope=\"enrol\""));
        }
        assert_eq!(crm.post("/verify", &json!({})).await?.problem(), "scope");
    }
    Ok(())
}

#[tokio::test]
async fn a_sign_in_ends_after_ten_minutes() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let begun = crm.begin("anna").await?;
        assert_eq!(begun.text("/valid_until"), "2026-12-01T09:10:00Z");
        scene.advance(Lifetime::seconds(599));
        let looked = crm.get(&format!("/sign-ins/{}", begun.text("/id"))).await?;
        assert_eq!((looked.status, looked.text("/decision")), (200, "prove"));
        scene.advance(Lifetime::seconds(1));
        let late = crm.verify(&begun, &scene.code(&anna.key)?).await?;
        assert_eq!((late.status, late.problem()), (404, "no-sign-in"));
        assert_eq!(crm.get(&format!("/sign-ins/{}", begun.text("/id"))).await?.problem(), "no-sign-in");
    }
    Ok(())
}
