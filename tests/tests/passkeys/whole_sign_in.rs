//! A passkey in place of name, password and second step.

use anyhow::Result;
use journeys::scene::{GROUP, PASSWORD, Scene};
use journeys::soft_key::{PRESENT, SoftKey};
use store::testing::engines;

use super::{alone, asked, enrolled, key};

const UNKNOWN: &str = "We don’t know this passkey";

#[tokio::test]
async fn nobody_types_anything() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;
        let mut visitor = scene.visitor()?;
        let page = alone(&mut visitor, &mut key).await?;
        assert!(page.is_of_someone_signed_in() && page.text().contains("Sanne"), "{}", page.text());
        assert_eq!(scene.count(&sanne, "password-accepted").await?, 1, "the one of enrolling");
        assert_eq!(scene.count(&sanne, "signed-in").await?, 2);
        // It is as fresh a proof as any.
        let page = visitor.open("/profile/two-factor/recovery-codes").await?;
        assert_eq!(page.path(), "/profile/two-factor/recovery-codes", "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_does_not_check_who_uses_it_is_one_factor_and_not_enough() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        key.flags = PRESENT;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;
        let page = alone(&mut scene.visitor()?, &mut key).await?;
        assert!(page.text().contains("Your device didn’t check who you are"), "{}", page.text());
        assert_eq!(scene.count(&sanne, "signed-in").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn unknown_blocked_and_nameless_get_the_same_words() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;

        let mut stranger = super::key(&scene)?;
        stranger.user_handle = key.user_handle.clone();
        let page = alone(&mut scene.visitor()?, &mut stranger).await?;
        assert!(page.text().contains(UNKNOWN), "{}", page.text());

        let handle = key.user_handle.take();
        let page = alone(&mut scene.visitor()?, &mut key).await?;
        assert!(page.text().contains(UNKNOWN), "it has to say whose it is: {}", page.text());
        key.user_handle = Some(vec![7; 32]);
        let page = alone(&mut scene.visitor()?, &mut key).await?;
        assert!(page.text().contains(UNKNOWN), "somebody else’s handle: {}", page.text());
        key.user_handle = handle;

        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        actions::admin::people::set_blocked(ctx, organisation, sanne.id, true).await?;
        let page = alone(&mut scene.visitor()?, &mut key).await?;
        assert!(page.text().contains(UNKNOWN), "blocked: {}", page.text());
        actions::admin::people::set_blocked(ctx, organisation, sanne.id, false).await?;
        assert!(alone(&mut scene.visitor()?, &mut key).await?.is_of_someone_signed_in());
    }
    Ok(())
}

#[tokio::test]
async fn what_one_browser_was_asked_is_worth_nothing_in_another_and_only_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;

        let sign = |key: &mut SoftKey, options: &str| -> Result<String> {
            key.count += 1;
            key.get(options)
        };
        let (mut theirs, mut mine) = (scene.visitor()?, scene.visitor()?);
        let their_page = theirs.open("/sign-in").await?;
        let answer = sign(&mut key, &asked(&their_page, "/sign-in")?)?;
        let page = mine.open("/sign-in").await?;
        let page = mine.fill(&page, "/sign-in", &[("passkey", &answer)]).await?;
        assert!(page.text().contains("That took too long"), "carried over: {}", page.text());

        let page = theirs.fill(&their_page, "/sign-in", &[("passkey", &answer)]).await?;
        assert!(page.is_of_someone_signed_in(), "{}", page.text());
        let mut again = scene.visitor()?;
        again.cookies.clone_from(&theirs.cookies);
        again.cookies.remove(journeys::seat::SESSION);
        let page = again.fill(&their_page, "/sign-in", &[("passkey", &answer)]).await?;
        assert!(!page.is_of_someone_signed_in() && page.text().contains("That took too long"), "{}", page.text());
        assert_eq!(scene.count(&sanne, "signed-in").await?, 2);
    }
    Ok(())
}

#[tokio::test]
async fn a_thousand_wrong_passwords_keep_no_passkey_out() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;
        let mut guesser = scene.visitor()?;
        for _ in 0..20 {
            guesser.sign_in("sanne", "not the password").await?;
        }
        let page = guesser.sign_in("sanne", PASSWORD).await?;
        assert!(page.text().contains("Too many tries"), "{}", page.text());
        assert!(alone(&mut guesser, &mut key).await?.is_of_someone_signed_in());
    }
    Ok(())
}
