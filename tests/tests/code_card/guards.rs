//! What a card must never let in: a code twice, two at one instant, guesses, and other people's cards.

use anyhow::Result;
use domain::time::Lifetime;
use journeys::scene::{GROUP, PASSWORD, Scene};
use store::testing::engines;

use super::{ASK, AT_SIGN_IN, asked, code, enrolled, printed, prove, wrong};

#[tokio::test]
async fn a_code_counts_once_and_a_wrong_try_never_moves_the_number() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let (_, card) = enrolled(&mut scene.visitor()?, &sanne).await?;
        let (mut visitor, page) = asked(&scene, &sanne).await?;
        let page = prove(&mut visitor, &page, code(&card, 1)?).await?;
        assert!(page.text().contains("already been used") || page.text().contains("used"), "{}", page.text());
        assert!(!page.is_of_someone_signed_in());
        for typed in [wrong(&card)?.as_str(), code(&card, 3)?] {
            let page = prove(&mut visitor, &page, typed).await?;
            assert!(page.text().contains("This is not code number 2 of your card"), "{typed}: {}", page.text());
        }
        assert!(prove(&mut visitor, &page, code(&card, 2)?).await?.is_of_someone_signed_in());
        let (mut visitor, page) = asked(&scene, &sanne).await?;
        let page = prove(&mut visitor, &page, code(&card, 2)?).await?;
        assert!(!page.is_of_someone_signed_in() && page.text().contains("Code number 3"), "{}", page.text());
        assert_eq!(scene.count(&sanne, "factor-replayed").await?, 2);
    }
    Ok(())
}

#[tokio::test]
async fn of_many_at_one_instant_one_counts() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let (_, card) = enrolled(&mut scene.visitor()?, &sanne).await?;
        for number in 2..6 {
            let mut tries = tokio::task::JoinSet::new();
            for _ in 0..6 {
                let (mut visitor, page) = asked(&scene, &sanne).await?;
                let code = code(&card, number)?.to_owned();
                tries.spawn(async move { prove(&mut visitor, &page, &code).await });
            }
            let mut passed = 0;
            while let Some(page) = tries.join_next().await {
                passed += usize::from(page??.is_of_someone_signed_in());
            }
            assert_eq!(passed, 1, "number {number}");
        }
        assert_eq!(scene.count(&sanne, "factor-accepted").await?, 4);
    }
    Ok(())
}

#[tokio::test]
async fn guesses_wait_and_end_where_nobody_types_a_code_on_unknown_devices() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let (_, card) = enrolled(&mut scene.visitor()?, &sanne).await?;
        let none = wrong(&card)?;
        let (mut visitor, mut page) = asked(&scene, &sanne).await?;
        for _ in 0..5 {
            page = prove(&mut visitor, &page, &none).await?;
        }
        assert!(page.text().contains("Too many tries"), "{}", page.text());
        let refused = prove(&mut visitor, &page, code(&card, 2)?).await?;
        assert!(!refused.is_of_someone_signed_in(), "not looked at while waiting: {}", refused.text());
        // In another browser as well.
        let (mut other, page) = asked(&scene, &sanne).await?;
        assert!(!prove(&mut other, &page, code(&card, 2)?).await?.is_of_someone_signed_in());
        scene.mails().await?;
        scene.advance(Lifetime::seconds(31));
        let (mut other, page) = asked(&scene, &sanne).await?;
        assert!(prove(&mut other, &page, code(&card, 2)?).await?.is_of_someone_signed_in(), "after the wait it counts");
        for _ in 0..100 {
            scene.advance(Lifetime::hours(1));
            let (mut visitor, page) = asked(&scene, &sanne).await?;
            prove(&mut visitor, &page, &none).await?;
        }
        scene.advance(Lifetime::hours(2));
        let (mut visitor, page) = asked(&scene, &sanne).await?;
        let page = prove(&mut visitor, &page, code(&card, 3)?).await?;
        assert!(!page.is_of_someone_signed_in(), "{}", page.text());
        assert!(page.text().contains("You can’t sign in on this device right now"), "{}", page.text());
        let mails = scene.mails_to("sanne@waterland.example").await?;
        assert!(mails.iter().any(|mail| mail.text.contains("Na 100 verkeerde codes kan op apparaten")), "told");
    }
    Ok(())
}

#[tokio::test]
async fn another_persons_card_is_worth_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let joris = scene.member("joris", &[GROUP]).await?;
        let (_, of_sanne) = enrolled(&mut scene.visitor()?, &sanne).await?;
        let (_, of_joris) = enrolled(&mut scene.visitor()?, &joris).await?;
        assert_ne!(of_sanne, of_joris);
        let (mut visitor, page) = asked(&scene, &joris).await?;
        let page = prove(&mut visitor, &page, code(&of_sanne, 2)?).await?;
        assert!(!page.is_of_someone_signed_in(), "{}", page.text());
        // Nor does it set one up.
        let bram = scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in(&bram.name, PASSWORD).await?;
        let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "card")]).await?;
        let (page, _) = printed(&mut visitor, &page, AT_SIGN_IN).await?;
        let page = visitor.fill(&page, AT_SIGN_IN, &[("code", code(&of_sanne, 1)?)]).await?;
        assert!(page.text().contains("This is not code number 1"), "{}", page.text());
        assert!(
            prove(&mut asked(&scene, &joris).await?.0, &asked(&scene, &joris).await?.1, code(&of_joris, 2)?)
                .await
                .is_ok()
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_card_that_waits_lets_nobody_in_and_cannot_be_guessed_from_elsewhere() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in(&sanne.name, PASSWORD).await?;
        let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "card")]).await?;
        let (_, card) = printed(&mut visitor, &page, AT_SIGN_IN).await?;
        let page = visitor.open(ASK).await?;
        assert_eq!(page.path(), "/sign-in/enrol", "{}", page.text());
        let mut other = scene.visitor()?;
        let page = other.sign_in(&sanne.name, PASSWORD).await?;
        let mut page = other.fill(&page, "/sign-in/enrol", &[("choice", "card")]).await?;
        let none = wrong(&card)?;
        for _ in 0..5 {
            page = other.fill(&page, AT_SIGN_IN, &[("act", "activate"), ("code", &none)]).await?;
        }
        assert!(page.text().contains("Too many tries"), "{}", page.text());
        let page = other.fill(&page, AT_SIGN_IN, &[("act", "activate"), ("code", code(&card, 1)?)]).await?;
        assert!(page.text().contains("Too many tries"), "{}", page.text());
        // Whoever made it has seen it, and waits for nobody.
        let page = visitor.open(AT_SIGN_IN).await?;
        let page = visitor.fill(&page, AT_SIGN_IN, &[("act", "activate"), ("code", code(&card, 1)?)]).await?;
        assert!(page.text().contains("recovery codes"), "{}", page.text());
    }
    Ok(())
}
