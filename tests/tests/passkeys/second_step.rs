//! A passkey as the second step: at sign-in, inside a session, beside an app, and where a rule asks for nothing less.

use anyhow::Result;
use domain::policy::{AuthenticatorRule, Demand};
use domain::time::Lifetime;
use journeys::scene::{BACKEND, GROUP, PASSWORD, Scene, Setup, policy};
use journeys::soft_key::PRESENT;
use store::testing::engines;

use super::{FACTOR, IN_PROFILE, asked, enrolled, key, prove};

fn resistant() -> Setup {
    let demand = Demand { authenticators: AuthenticatorRule::PhishingResistant, ..BACKEND };
    Setup { policies: vec![policy("Backend users", Some(GROUP), demand)], ..Setup::default() }
}

#[tokio::test]
async fn a_passkey_proves_the_second_step_with_or_without_a_check_of_who_uses_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        for (name, flags) in [("sanne", PRESENT), ("joris", PRESENT | 4)] {
            let member = scene.member(name, &[GROUP]).await?;
            let mut key = key(&scene)?;
            key.flags = flags;
            enrolled(&mut scene.visitor()?, &member, &mut key).await?;
            let mut visitor = scene.visitor()?;
            let page = visitor.sign_in(name, PASSWORD).await?;
            assert_eq!(page.path(), FACTOR, "{}", page.text());
            assert!(!page.body.contains("name=\"code\""), "there is no app, so no code is asked");
            let page = prove(&mut visitor, &page, &mut key).await?;
            assert!(page.is_of_someone_signed_in(), "{name}: {}", page.text());
            assert_eq!(scene.count(&member, "factor-accepted").await?, 1);
        }
    }
    Ok(())
}

#[tokio::test]
async fn beside_an_app_either_does() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member_with_app("sanne", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&sanne).await?;
        let mut key = key(&scene)?;
        let page = visitor.open(IN_PROFILE).await?;
        let answer = key.create(&asked(&page, IN_PROFILE)?)?;
        let page = visitor.fill(&page, IN_PROFILE, &[("passkey", &answer), ("label", "Key ring")]).await?;
        assert!(page.text().contains("Keep these recovery codes safe"), "there were none yet: {}", page.text());
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("sanne", PASSWORD).await?;
        assert!(page.body.contains("name=\"code\""), "{}", page.text());
        assert!(prove(&mut visitor, &page, &mut key).await?.is_of_someone_signed_in());
        assert!(scene.visitor()?.sign_in("sanne", PASSWORD).await?.asked(FACTOR).is_some());
        scene.signed_in(&sanne).await?;
    }
    Ok(())
}

#[tokio::test]
async fn wrong_codes_shut_out_no_passkey() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member_with_app("sanne", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&sanne).await?;
        let mut key = key(&scene)?;
        let page = visitor.open(IN_PROFILE).await?;
        let answer = key.create(&asked(&page, IN_PROFILE)?)?;
        visitor.fill(&page, IN_PROFILE, &[("passkey", &answer), ("label", "Key ring")]).await?;
        let mut visitor = scene.visitor()?;
        let mut page = visitor.sign_in("sanne", PASSWORD).await?;
        let wrong = scene.wrong_code(&sanne.key)?;
        for _ in 0..8 {
            page = visitor.fill(&page, FACTOR, &[("code", &wrong)]).await?;
        }
        assert!(page.text().contains("Too many tries"), "{}", page.text());
        assert!(prove(&mut visitor, &page, &mut key).await?.is_of_someone_signed_in(), "a key is no guess");
    }
    Ok(())
}

#[tokio::test]
async fn it_confirms_what_is_sensitive_inside_a_session() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let mut key = key(&scene)?;
        enrolled(&mut visitor, &sanne, &mut key).await?;
        scene.advance(Lifetime::minutes(11));
        let page = visitor.open("/profile/two-factor/recovery-codes").await?;
        assert_eq!(page.path(), "/profile/confirm", "{}", page.text());
        key.count += 1;
        let answer = key.get(&asked(&page, "/profile/confirm")?)?;
        let page = visitor.fill(&page, "/profile/confirm", &[("passkey", &answer)]).await?;
        assert_eq!(page.path(), "/profile/two-factor/recovery-codes", "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn where_nothing_less_does_an_app_is_neither_offered_nor_enough() -> Result<()> {
    for engine in engines() {
        let scene = Scene::with(engine, resistant()).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("sanne", PASSWORD).await?;
        assert!(page.text().contains("An authenticator app is not enough"), "{}", page.text());
        assert!(!page.body.contains("value=\"now\""), "{}", page.body);
        let mut key = key(&scene)?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;

        // Whoever has both is asked for the key, and a code is not looked at.
        let both = scene.give_app(sanne).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("sanne", PASSWORD).await?;
        assert!(!page.body.contains("name=\"code\""), "{}", page.body);
        let code = scene.code(&both.key)?;
        let by_code = visitor.fill(&page, FACTOR, &[("code", &code)]).await?;
        assert!(!by_code.is_of_someone_signed_in(), "{}", by_code.text());
        let page = visitor.sign_in("sanne", PASSWORD).await?;
        assert!(prove(&mut visitor, &page, &mut key).await?.is_of_someone_signed_in());
    }
    Ok(())
}
