//! Whether the second factor still works, asked of whoever has not used it for four weeks.

use anyhow::{Result, ensure};
use domain::policy::{Ask, Demand};
use domain::time::Lifetime;
use journeys::scene::{BACKEND, GROUP, PASSWORD, Scene, Setup, policy, recovery_codes};
use journeys::visitor::Visitor;
use store::testing::engines;

const ADDRESS: &str = "/profile/check-up";

/// A code is asked every 180 days in a browser that is remembered.
async fn scene(engine: store::Engine) -> Result<Scene> {
    let demand = Demand { ask: Ask::Every(Lifetime::days(180)), ..BACKEND };
    Scene::with(engine, Setup { policies: vec![policy("Backend users", Some(GROUP), demand)], ..Setup::default() })
        .await
}

/// Signs in, which the trust of the browser lets through, and says whether the check-up is offered.
async fn offered(visitor: &mut Visitor) -> Result<bool> {
    visitor.cookies.remove("tweestap-session");
    let page = visitor.sign_in("anna", PASSWORD).await?;
    ensure!(page.is_of_someone_signed_in(), "{}", page.address);
    Ok(page.text().contains("Does your app still work?"))
}

#[tokio::test]
async fn after_four_weeks_without_a_code_it_is_offered_and_a_right_one_ends_it() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.remembered(&anna).await?;
        scene.advance(Lifetime::days(27));
        assert!(!offered(&mut visitor).await?, "too early");
        assert_eq!(visitor.get(ADDRESS).await?.location(), "/");
        scene.advance(Lifetime::days(1));
        assert!(offered(&mut visitor).await?);
        let page = visitor.open(ADDRESS).await?;
        assert!(page.text().contains("You last used a code on"), "{}", page.text());

        let wrong = visitor.submit(&page, ADDRESS, &[("code", &scene.wrong_code(&anna.key)?)]).await?;
        assert!(wrong.text().contains("That code isn’t right") && wrong.form(ADDRESS).is_ok(), "{}", wrong.text());
        assert_eq!(scene.count(&anna, "factor-failed").await?, 1);
        let before = visitor.cookies.get("tweestap-session").cloned();
        let code = scene.code(&anna.key)?;
        let right = visitor.fill(&wrong, ADDRESS, &[("code", &code)]).await?;
        assert!(right.text().contains("Your app works"), "{}", right.text());
        assert!(!right.text().contains("Does your app still work?"), "{}", right.text());
        assert_ne!(visitor.cookies.get("tweestap-session"), before.as_ref(), "the token stays");
        // It is spent like every other code.
        let mut other = scene.visitor()?;
        let page = other.sign_in("anna", PASSWORD).await?;
        let replayed = other.submit(&page, "/sign-in/second-factor", &[("code", &code)]).await?;
        assert!(!replayed.is_of_someone_signed_in() && replayed.status == 200, "{}", replayed.text());
        scene.advance(Lifetime::days(27));
        assert!(!offered(&mut visitor).await?, "used four weeks ago less a day");
        scene.advance(Lifetime::days(1));
        assert!(offered(&mut visitor).await?);
    }
    Ok(())
}

#[tokio::test]
async fn whoever_says_not_now_is_left_alone_for_four_weeks() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.remembered(&anna).await?;
        scene.advance(Lifetime::days(30));
        assert!(offered(&mut visitor).await?);
        let page = visitor.open("/").await?;
        let page = visitor.fill(&page, ADDRESS, &[("act", "later")]).await?;
        assert!(!page.text().contains("Does your app still work?"), "{}", page.text());
        assert!(!offered(&mut visitor).await?, "at the next sign-in");
        scene.advance(Lifetime::days(25));
        assert!(!offered(&mut visitor).await?, "the day before the next");
        scene.advance(Lifetime::days(1));
        assert!(offered(&mut visitor).await?);
    }
    Ok(())
}

#[tokio::test]
async fn whoever_has_no_app_or_came_with_a_recovery_code_is_not_asked() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let anna = scene.member("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in(&anna.name, PASSWORD).await?;
        let (shown, _) = visitor.enrol(&offer, scene.seconds()).await?;
        let code = recovery_codes(&shown).pop().expect("a recovery code");
        scene.advance(Lifetime::days(40));
        let mut elsewhere = scene.visitor()?;
        elsewhere.sign_in(&anna.name, PASSWORD).await?;
        let page = elsewhere.open("/sign-in/recovery-code").await?;
        elsewhere.submit(&page, "/sign-in/recovery-code", &[("code", &code)]).await?;
        let home = elsewhere.open("/").await?;
        assert!(
            home.is_of_someone_signed_in() && !home.text().contains("Does your app still work?"),
            "{}",
            home.text()
        );

        scene.member("piet", &[]).await?;
        let mut piet = scene.visitor()?;
        let home = piet.sign_in("piet", PASSWORD).await?;
        assert!(!home.text().contains("Does your app still work?"), "{}", home.text());
        assert_eq!(piet.get(ADDRESS).await?.location(), "/");
        let elsewhere = scene.visitor()?.get(ADDRESS).await?;
        assert!(elsewhere.location().starts_with("/sign-in?return_to="), "{}", elsewhere.location());
    }
    Ok(())
}
