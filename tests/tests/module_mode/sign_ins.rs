//! Signing in on a platform: the decision, codes of an app and recovery codes, the remembered browser.

use anyhow::{Result, ensure};
use domain::time::Lifetime;
use journeys::api::Crm;
use journeys::scene::{GROUP, Scene};
use serde_json::{Value, json};
use store::testing::engines;

#[tokio::test]
async fn whoever_has_an_app_proves_it_and_gets_the_terms_of_the_policy() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let begun = crm.begin("ANNA ").await?;
        assert_eq!((begun.status, begun.text("/decision"), begun.text("/reason")), (200, "prove", "factor-asked"));
        assert_eq!(begun.body["prove"]["methods"], json!(["app", "recovery-code", "helpdesk-pass"]));
        assert_eq!(begun.body["prove"]["may_remember"], json!(true));
        assert_eq!(begun.text("/person/user_name"), "anna");
        assert_eq!(begun.text("/text/nl"), "Typ de 6 cijfers die je authenticator-app nu laat zien.");
        assert!(begun.body.get("session").is_none() && begun.body.get("page").is_none(), "{}", begun.body);

        let wrong = crm.verify(&begun, &scene.wrong_code(&anna.key)?).await?;
        assert_eq!((wrong.status, wrong.text("/decision"), wrong.text("/verdict")), (200, "prove", "wrong"));
        assert_eq!(wrong.body["tries_left"], json!(4));
        let no_code = crm.verify(&begun, "12 34").await?;
        assert_eq!((no_code.text("/verdict"), &no_code.body["tries_left"]), ("malformed", &json!(3)));
        let empty = crm.verify(&begun, " ").await?;
        assert_eq!((empty.text("/verdict"), empty.body.get("tries_left")), ("malformed", None));

        let code = scene.code(&anna.key)?;
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        let right = crm.verify(&begun, &spaced).await?;
        assert_eq!(
            (right.text("/decision"), right.text("/reason"), right.text("/verdict")),
            ("allow", "proved", "right")
        );
        assert_eq!(right.body["session"]["amr"], json!(["pwd", "otp", "mfa"]));
        assert_eq!(right.text("/session/expires_at"), "2026-12-02T09:00:00Z");
        assert_eq!(right.body["session"]["persistent"], json!(true));
        assert_eq!(right.text("/valid_until"), "2026-12-02T09:00:00Z");
        assert!(right.text("/text/en").starts_with("You’re signed in until"), "{}", right.body);
        assert_eq!(right.text("/session/token").len(), 43);

        // It is done, and its code is spent everywhere.
        assert_eq!(crm.verify(&begun, &code).await?.problem(), "no-sign-in");
        let again = crm.begin("anna@waterland.example").await?;
        assert_eq!(crm.verify(&again, &code).await?.text("/verdict"), "replayed");
        let mut here = scene.visitor()?;
        let page = here.sign_in("anna", journeys::scene::PASSWORD).await?;
        let page = here.fill(&page, "/sign-in/second-factor", &[("code", &code)]).await?;
        assert!(page.text().contains("used before"), "{}", page.text());
        assert_eq!(scene.count(&anna, "platform-asked").await?, 2);
        assert_eq!(scene.count(&anna, "signed-in").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn nobody_learns_who_is_unknown_and_who_is_blocked() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let unknown = crm.begin("nobody").await?;
        assert_eq!((unknown.status, unknown.text("/decision"), unknown.text("/reason")), (200, "refuse", "refused"));
        let begun = crm.begin("anna").await?;
        let signed_in = crm.signed_in(&scene, &anna).await?;
        actions::admin::people::set_blocked(&scene.house.ctx, &scene.house.organisation, anna.id, true).await?;
        assert_eq!(crm.begin("anna").await?.body, unknown.body);
        assert_eq!(crm.verify(&begun, &scene.code(&anna.key)?).await?.problem(), "no-sign-in");
        assert_eq!(crm.step(signed_in.text("/session/token")).await?, "end");
        let bare = json!({ "person": "anna", "code": scene.code_in(&anna.key, 1)?, "source": "203.0.113.7" });
        assert_eq!(crm.post("/verify", &bare).await?.text("/verdict"), "wrong");
        assert_eq!(scene.count(&anna, "platform-asked").await?, 3);
    }
    Ok(())
}

#[tokio::test]
async fn wrong_codes_are_counted_over_platform_bare_check_and_our_own_pages() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let begun = crm.begin("anna").await?;
        let wrong = scene.wrong_code(&anna.key)?;
        for _ in 0..2 {
            assert_eq!(crm.verify(&begun, &wrong).await?.text("/verdict"), "wrong");
            let bare = json!({ "person": "anna", "code": wrong, "source": "198.51.100.9" });
            assert_eq!(crm.post("/verify", &bare).await?.text("/verdict"), "wrong");
        }
        let mut here = scene.visitor()?;
        let page = here.sign_in("anna", journeys::scene::PASSWORD).await?;
        let page = here.fill(&page, "/sign-in/second-factor", &[("code", &wrong)]).await?;
        assert!(page.text().contains("Too many tries"), "{}", page.text());
        let right = scene.code(&anna.key)?;
        let waiting = crm.verify(&begun, &right).await?;
        assert_eq!((waiting.text("/decision"), waiting.text("/verdict")), ("prove", "wait"));
        assert_eq!((waiting.text("/wait_until"), waiting.header("retry-after")), ("2026-12-01T09:00:30Z", "30"));
        assert!(waiting.text("/text/en").contains("10:00:30"), "{}", waiting.body);
        let bare = json!({ "person": "anna", "code": right, "source": "198.51.100.9" });
        assert_eq!(crm.post("/verify", &bare).await?.text("/verdict"), "wait");
        scene.advance(Lifetime::seconds(30));
        assert_eq!(crm.verify(&begun, &scene.code(&anna.key)?).await?.text("/decision"), "allow");
    }
    Ok(())
}

#[tokio::test]
async fn a_remembered_browser_is_asked_no_code_within_the_period() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let begun = crm.begin("anna").await?;
        let path = format!("/sign-ins/{}/verify", begun.text("/id"));
        let first = crm.post(&path, &json!({ "code": scene.code(&anna.key)?, "remember": true })).await?;
        let device = first.text("/device/token").to_owned();
        assert_eq!(first.text("/device/expires_at"), "2026-12-31T09:00:00Z");

        scene.advance(Lifetime::days(29));
        let second = crm.begin_in("anna", Some(&device)).await?;
        assert_eq!((second.text("/decision"), second.text("/reason")), ("allow", "device-trusted"));
        assert_eq!(second.body["session"]["amr"], json!(["pwd"]));
        let rotated = second.text("/device/token").to_owned();
        assert_ne!(rotated, device);

        scene.advance(Lifetime::days(1));
        assert_eq!(crm.begin_in("anna", Some(&rotated)).await?.text("/decision"), "prove");
        // Trust that was copied goes, and every session with it.
        let third = crm.begin("anna").await?;
        let path = format!("/sign-ins/{}/verify", third.text("/id"));
        let third = crm.post(&path, &json!({ "code": scene.code(&anna.key)?, "remember": true })).await?;
        let device = third.text("/device/token").to_owned();
        let fourth = crm.begin_in("anna", Some(&device)).await?;
        assert_eq!(fourth.text("/decision"), "allow");
        assert_eq!(crm.begin_in("anna", Some(&device)).await?.text("/decision"), "prove", "a copy");
        assert_eq!(crm.step(fourth.text("/session/token")).await?, "end");
        for nonsense in ["", "x", "a.b", &"x".repeat(5000)] {
            assert_eq!(crm.begin_in("anna", Some(nonsense)).await?.text("/decision"), "prove");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_a_fresh_one_takes_its_place() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bert", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let offered = crm.begin("bert").await?;
        let (enrolled, _) = enrol(&scene, &crm, offered.text("/id"), "Phone").await?;
        let codes: Vec<&str> = enrolled.body["recovery_codes"]
            .as_array()
            .map_or(Vec::new(), |codes| codes.iter().filter_map(Value::as_str).collect());
        assert_eq!(codes.len(), 10);
        let begun = crm.begin("bert").await?;
        let path = format!("/sign-ins/{}/verify", begun.text("/id"));
        let by = |code: &str| json!({ "code": code, "method": "recovery-code", "remember": true });
        let recovered = crm.post(&path, &by(codes[3])).await?;
        assert_eq!((recovered.text("/decision"), recovered.body.get("device")), ("allow", None));
        assert_eq!(recovered.body["recovery_codes"].as_array().map(Vec::len), Some(1));
        let again = crm.begin("bert").await?;
        let path = format!("/sign-ins/{}/verify", again.text("/id"));
        assert_eq!(crm.post(&path, &by(codes[3])).await?.text("/verdict"), "wrong");
    }
    Ok(())
}

/// Sets up an app over the API; answers the last answer and the key.
pub(super) async fn enrol(scene: &Scene, crm: &Crm, id: &str, name: &str) -> Result<(journeys::api::Answer, String)> {
    let path = format!("/sign-ins/{id}/enrolment");
    let started = crm.post(&path, &json!({})).await?;
    ensure!(started.status == 200, "{}", started.body);
    let key = started.text("/key").replace(' ', "");
    ensure!(started.text("/uri").contains(&format!("secret={key}")), "{}", started.body);
    ensure!(started.text("/qr").starts_with("<svg"), "{}", started.body);
    let code = scene.code(&key)?;
    let confirmed = crm.post(&format!("{path}/confirm"), &json!({ "code": code, "name": name })).await?;
    Ok((confirmed, key))
}
