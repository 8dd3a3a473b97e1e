//! A platform without pages of its own: the browser goes on here, and comes back with a result that opens the session there.

use anyhow::{Context as _, Result};
use domain::time::Lifetime;
use journeys::api::{Answer, Crm};
use journeys::scene::{GROUP, PASSWORD, Scene, recovery_codes};
use journeys::visitor::{Page, Visitor, key_on};
use serde_json::json;
use store::testing::engines;

const BACK: &str = "https://crm.example/back";

/// Begins a sign-in that goes on here; the browser that was sent.
async fn sent(scene: &Scene, crm: &Crm, person: &str) -> Result<(Answer, Visitor, Page)> {
    let body = json!({ "person": person, "source": "203.0.113.7", "return_to": BACK });
    let begun = crm.post("/sign-ins", &body).await?;
    let page = begun.text("/page").strip_prefix(&scene.house.site).context("no page of ours")?.to_owned();
    let mut browser = scene.visitor()?;
    let first = browser.get(&page).await?;
    let shown = browser.follow(first).await?;
    Ok((begun, browser, shown))
}

/// What the last page brings back to the platform.
fn result(page: &Page) -> Result<String> {
    let link = page.body.split(&format!("href=\"{BACK}")).nth(1).and_then(|rest| rest.split('"').next());
    let link = link.with_context(|| page.text())?.replace("&#38;", "&").replace("&amp;", "&");
    anyhow::ensure!(page.set_cookie("tweestap-session").is_empty(), "a session of our own");
    Ok(link.split("tweestap=").nth(1).context(link.clone())?.to_owned())
}

async fn claim(crm: &Crm, begun: &Answer, result: &str) -> Result<Answer> {
    crm.post(&format!("/sign-ins/{}/result", begun.text("/id")), &json!({ "result": result })).await
}

#[tokio::test]
async fn the_browser_proves_here_and_is_signed_in_there() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let (begun, mut browser, page) = sent(&scene, &crm, "anna").await?;
        assert_eq!((begun.text("/decision"), page.path()), ("prove", "/sign-in/second-factor"));
        assert!(page.text().contains("You continue to CRM"), "{}", page.text());
        assert_eq!(claim(&crm, &begun, "").await?.problem(), "not-done");
        let code = scene.code(&anna.key)?;
        let done = browser.fill(&page, "/sign-in/second-factor", &[("code", &code), ("remember", "1")]).await?;
        let back = browser.follow(done).await?;
        assert!(back.text().contains("You go back to CRM"), "{}", back.text());
        assert!(back.body.contains("http-equiv=\"refresh\""), "{}", back.body);
        let result = result(&back)?;
        // Nothing is open here, and the code alone opens nothing there.
        assert!(browser.get("/profile/two-factor").await?.location().starts_with("/sign-in"));
        for wrong in ["cancelled", begun.text("/id"), &"A".repeat(43)] {
            assert_eq!(claim(&crm, &begun, wrong).await?.problem(), "not-done");
        }
        let (other, ..) = sent(&scene, &crm, "anna").await?;
        assert_eq!(claim(&crm, &other, &result).await?.problem(), "not-done", "another browser's sign-in");
        let website = Crm::with(&scene, "Website", domain::api_key::Scope::ALL, &[]).await?;
        assert_eq!(claim(&website, &begun, &result).await?.problem(), "no-sign-in");

        let allowed = claim(&crm, &begun, &result).await?;
        assert_eq!((allowed.text("/decision"), allowed.text("/reason")), ("allow", "proved"));
        assert_eq!(allowed.body["session"]["amr"], json!(["pwd", "otp", "mfa"]));
        assert_eq!(crm.step(allowed.text("/session/token")).await?, "open");
        assert_eq!(claim(&crm, &begun, &result).await?.problem(), "no-sign-in", "once");
        let trusted = crm.begin_in("anna", Some(allowed.text("/device/token"))).await?;
        assert_eq!(trusted.text("/reason"), "device-trusted");
        let sessions = store::session::of_user(scene.house.ctx.db(), scene.house.organisation.id, anna.id).await?;
        assert!(sessions.iter().all(|session| session.source == "203.0.113.7"), "{sessions:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_browser_sets_up_an_app_here_or_says_later() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bert", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let (begun, mut browser, page) = sent(&scene, &crm, "bert").await?;
        assert_eq!((begun.text("/decision"), page.path()), ("offer", "/sign-in/enrol"));
        assert!(page.text().contains("You continue to CRM"), "{}", page.text());
        let later = browser.fill(&page, "/sign-in/enrol", &[("choice", "later"), ("later", "next")]).await?;
        let back = browser.follow(later).await?;
        let allowed = claim(&crm, &begun, &result(&back)?).await?;
        assert_eq!((allowed.text("/decision"), allowed.text("/reason")), ("allow", "put-off"));
        assert_eq!(allowed.body["session"]["amr"], json!(["pwd"]));

        let (begun, mut browser, page) = sent(&scene, &crm, "bert").await?;
        let setup = browser.fill(&page, "/sign-in/enrol", &[("choice", "now")]).await?;
        let setup = browser.follow(setup).await?;
        let key = key_on(&setup)?;
        let code = scene.code(&key)?;
        let codes = browser.fill(&setup, "/sign-in/enrol/app", &[("code", &code), ("label", "Phone")]).await?;
        assert_eq!(recovery_codes(&codes).len(), 10, "{}", codes.text());
        let stored = browser.submit(&codes, "/sign-in/back", &[]).await?;
        let back = browser.follow(stored).await?;
        let allowed = claim(&crm, &begun, &result(&back)?).await?;
        assert_eq!((allowed.text("/decision"), allowed.text("/reason")), ("allow", "proved"));
        assert_eq!(allowed.body["session"]["amr"], json!(["pwd", "otp", "mfa"]));
    }
    Ok(())
}

#[tokio::test]
async fn a_link_opens_once_and_whoever_gives_up_goes_back_with_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let (begun, mut browser, page) = sent(&scene, &crm, "anna").await?;
        let link = begun.text("/page").strip_prefix(&scene.house.site).context("no page")?.to_owned();
        let mut thief = scene.visitor()?;
        let again = thief.get(&link).await?;
        let shown = thief.follow(again).await?;
        assert!(shown.text().contains("This link worked once"), "{}", shown.text());
        assert!(!thief.cookies.contains_key("tweestap-sign-in"));
        let gave_up = browser.submit(&page, "/sign-in/restart", &[]).await?;
        assert_eq!((gave_up.status, result(&gave_up)?.as_str()), (200, "cancelled"));
        assert_eq!(claim(&crm, &begun, "cancelled").await?.problem(), "no-sign-in");

        let (begun, mut browser, _) = sent(&scene, &crm, "anna").await?;
        scene.advance(Lifetime::minutes(10));
        let late = browser.get("/sign-in/second-factor").await?;
        assert!(late.text().contains("longer than 10 minutes"), "{}", late.text());
        assert_eq!(result(&late)?, "cancelled");
        assert_eq!(claim(&crm, &begun, "cancelled").await?.problem(), "no-sign-in");
        for nonsense in ["x", &"A".repeat(43), "%00", &"9".repeat(4000)] {
            assert!(thief.get(&format!("/sign-in/from-platform/{nonsense}")).await?.location().starts_with("/sign-in"));
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_browser_that_is_signed_in_here_stays_so() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let mut browser = scene.signed_in(&anna).await?;
        scene.advance(Lifetime::minutes(1));
        let body = json!({ "person": "anna", "source": "203.0.113.7", "return_to": BACK });
        let begun = crm.post("/sign-ins", &body).await?;
        let link = begun.text("/page").strip_prefix(&scene.house.site).context("no page")?.to_owned();
        let first = browser.get(&link).await?;
        let page = browser.follow(first).await?;
        let done = browser.fill(&page, "/sign-in/second-factor", &[("code", &scene.code(&anna.key)?)]).await?;
        let back = browser.follow(done).await?;
        assert_eq!(claim(&crm, &begun, &result(&back)?).await?.text("/decision"), "allow");
        assert_eq!(browser.get("/profile/two-factor").await?.status, 200);
        // A password that is typed here does not go on with a sign-in of a platform, nor the other way round.
        let (begun, mut browser, _) = sent(&scene, &crm, "anna").await?;
        let page = browser.sign_in("anna", PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor");
        scene.advance(Lifetime::minutes(1));
        let entered = browser.fill(&page, "/sign-in/second-factor", &[("code", &scene.code(&anna.key)?)]).await?;
        assert!(entered.text().contains("Hello Anna"), "{}", entered.text());
        assert_eq!(claim(&crm, &begun, "").await?.problem(), "not-done");
    }
    Ok(())
}

#[tokio::test]
async fn a_passkey_proves_here_and_no_code_is_promised_to_the_platform() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member("anna", &[GROUP]).await?;
        let mut key = crate::passkeys::key(&scene)?;
        crate::passkeys::enrolled(&mut scene.visitor()?, &anna, &mut key).await?;
        let crm = Crm::of(&scene).await?;
        let (begun, mut browser, page) = sent(&scene, &crm, "anna").await?;
        assert_eq!(begun.text("/decision"), "prove");
        assert_eq!(begun.body.pointer("/prove/methods"), Some(&json!(["recovery-code", "helpdesk-pass"])));
        let back = crate::passkeys::prove(&mut browser, &page, &mut key).await?;
        assert!(back.text().contains("You go back to CRM"), "{}", back.text());
        let answer = claim(&crm, &begun, &result(&back)?).await?;
        assert_eq!(answer.text("/decision"), "allow", "{answer:?}");
        assert_eq!(answer.body.pointer("/session/amr"), Some(&json!(["pwd", "pop", "mfa"])), "{answer:?}");
    }
    Ok(())
}
