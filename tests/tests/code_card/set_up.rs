//! Making a card, printing it in each form, and activating it; at sign-in and from My profile.

use anyhow::Result;
use domain::policy::{AuthenticatorRule, Demand};
use domain::time::Lifetime;
use journeys::paper::Paper;
use journeys::scene::{BACKEND, GROUP, PASSWORD, Scene, Setup, policy, recovery_codes};
use store::testing::engines;

use super::{AT_SIGN_IN, IN_PROFILE, asked, code, enrolled, printed, prove, read, wrong};

#[tokio::test]
async fn a_card_made_at_sign_in_counts_from_its_first_code_on() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let (page, card) = enrolled(&mut visitor, &sanne).await?;
        assert_eq!(recovery_codes(&page).len(), 10, "{}", page.text());
        let page = visitor.open("/profile/two-factor").await?;
        assert!(page.text().contains("Code card, 59 codes left"), "{}", page.text());
        assert_eq!(scene.count(&sanne, "code-card-made").await?, 1);
        assert_eq!(scene.count(&sanne, "authenticator-added").await?, 1);
        let mails = scene.mails_to("sanne@waterland.example").await?;
        assert_eq!(mails.len(), 1, "told when it counts");
        for code in card.values() {
            assert!(!mails.iter().any(|mail| mail.text.contains(code)));
        }
        // What counts is printed no more.
        let page = visitor.open(&format!("{IN_PROFILE}/pdf?form=a4")).await?;
        assert_eq!(page.path(), IN_PROFILE, "{}", page.text());

        let (mut visitor, page) = asked(&scene, &sanne).await?;
        assert!(page.text().contains("Code number 2 of your code card"), "{}", page.text());
        assert!(prove(&mut visitor, &page, code(&card, 2)?).await?.is_of_someone_signed_in());
    }
    Ok(())
}

#[tokio::test]
async fn all_three_forms_hold_the_same_codes_and_no_name() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in(&sanne.name, PASSWORD).await?;
        let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "card")]).await?;
        let (_, card) = printed(&mut visitor, &page, AT_SIGN_IN).await?;
        for (form, sheets) in [("a4", 1), ("wallet", 1), ("large", 3)] {
            let file = visitor.get(&format!("{AT_SIGN_IN}/pdf?form={form}")).await?;
            assert_eq!(file.header("cache-control"), "no-store, private", "{form}");
            assert!(file.header("content-disposition").starts_with("attachment; filename=\"code-card-"));
            let texts = Paper::of(&file.bytes)?.sheets()?;
            assert_eq!(texts.len(), sheets, "{form}");
            assert_eq!(read(&file.bytes)?, card, "{form}");
            let text = texts.join("\n");
            assert!(text.contains("Code card") && text.contains("localhost"), "{form}: {text}");
            assert!(!text.to_lowercase().contains("sanne"), "{form}: {text}");
            if let Ok(folder) = std::env::var("TWEESTAP_TEST_CARDS") {
                std::fs::write(format!("{folder}/card-{form}.pdf"), &file.bytes)?;
            }
        }
        // In another browser it is not printed, though the password is right.
        let mut other = scene.visitor()?;
        let page = other.sign_in(&sanne.name, PASSWORD).await?;
        other.fill(&page, "/sign-in/enrol", &[("choice", "card")]).await?;
        let page = other.open(&format!("{AT_SIGN_IN}/pdf?form=a4")).await?;
        assert_eq!(page.path(), AT_SIGN_IN);
        assert!(page.text().contains("You have a card already") && !page.body.contains("/pdf?"), "{}", page.text());
        // And is activated there all the same, by whoever has the paper.
        let page = other.fill(&page, AT_SIGN_IN, &[("act", "activate"), ("code", code(&card, 1)?)]).await?;
        assert_eq!(recovery_codes(&page).len(), 10, "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_new_card_kills_the_old_one_when_it_is_activated_and_not_before() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let (_, old) = enrolled(&mut visitor, &sanne).await?;
        let page = visitor.open(IN_PROFILE).await?;
        let (page, new) = printed(&mut visitor, &page, IN_PROFILE).await?;
        assert_ne!(old, new);
        let (mut elsewhere, ask) = asked(&scene, &sanne).await?;
        assert!(prove(&mut elsewhere, &ask, code(&old, 2)?).await?.is_of_someone_signed_in());

        // Printing took long: a fresh proof comes first, and the card is still there.
        scene.advance(Lifetime::minutes(11));
        let page = visitor.fill(&page, IN_PROFILE, &[("code", code(&new, 1)?)]).await?;
        assert_eq!(page.path(), "/profile/confirm/code-card", "{}", page.text());
        let page = visitor.fill(&page, "/profile/confirm/code-card", &[("code", code(&old, 3)?)]).await?;
        assert_eq!(page.path(), IN_PROFILE, "{}", page.text());
        assert!(page.body.contains("/pdf?form=a4"), "the same session may print it again");
        let page = visitor.fill(&page, IN_PROFILE, &[("act", "activate"), ("code", code(&new, 1)?)]).await?;
        assert_eq!(page.path(), "/profile/two-factor", "{}", page.text());
        assert!(page.text().contains("Code card, 59 codes left"), "{}", page.text());
        assert_eq!(page.text().matches("Code card, ").count(), 1, "{}", page.text());

        let (mut visitor, ask) = asked(&scene, &sanne).await?;
        assert!(ask.text().contains("Code number 2"), "{}", ask.text());
        let refused = prove(&mut visitor, &ask, code(&old, 4)?).await?;
        assert!(refused.text().contains("That code is not right"), "{}", refused.text());
        assert!(prove(&mut visitor, &refused, code(&new, 2)?).await?.is_of_someone_signed_in());
        assert_eq!(scene.count(&sanne, "authenticator-removed").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn where_no_card_does_it_is_neither_offered_nor_made() -> Result<()> {
    for engine in engines() {
        let demand = Demand { authenticators: AuthenticatorRule::NoCodeCard, ..BACKEND };
        let setup = Setup { policies: vec![policy("Backend users", Some(GROUP), demand)], ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("sanne", PASSWORD).await?;
        assert!(!page.body.contains("value=\"card\""), "{}", page.body);
        let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "card")]).await?;
        assert_eq!(page.path(), "/sign-in/enrol", "{}", page.text());
        let joris = scene.member_with_app("joris", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&joris).await?;
        let page = visitor.open("/profile/two-factor").await?;
        assert!(!page.body.contains(IN_PROFILE), "{}", page.body);
        assert_eq!(visitor.open(IN_PROFILE).await?.path(), "/profile/two-factor");
        let page = visitor.open(&format!("{IN_PROFILE}/pdf")).await?;
        assert_eq!(page.path(), "/profile/two-factor");
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_first_code_counts_nothing_and_can_be_typed_again() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in(&sanne.name, PASSWORD).await?;
        let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "card")]).await?;
        let (mut page, card) = printed(&mut visitor, &page, AT_SIGN_IN).await?;
        let none = wrong(&card)?;
        for (typed, says) in [
            (none.as_str(), "This is not code number 1"),
            (code(&card, 2)?, "This is not code number 1"),
            ("", "too short"),
            ("12345", "too short"),
            ("1234567", "too long"),
            ("abcdef", "digits"),
        ] {
            page = visitor.fill(&page, AT_SIGN_IN, &[("act", "activate"), ("code", typed)]).await?;
            assert!(page.text().contains(says), "{typed}: {}", page.text());
        }
        let spaced = format!(" {} {}", &code(&card, 1)?[..3], &code(&card, 1)?[3..]);
        let page = visitor.fill(&page, AT_SIGN_IN, &[("act", "activate"), ("code", &spaced)]).await?;
        assert_eq!(recovery_codes(&page).len(), 10, "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_card_beside_an_app_is_one_of_the_other_ways() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member_with_app("sanne", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&sanne).await?;
        let page = visitor.open(IN_PROFILE).await?;
        let (page, card) = printed(&mut visitor, &page, IN_PROFILE).await?;
        visitor.fill(&page, IN_PROFILE, &[("code", code(&card, 1)?)]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("sanne", PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor", "{}", page.text());
        assert!(page.text().contains("Code number 2 of your code card"), "{}", page.text());
        assert!(page.links().iter().any(|link| link == super::ASK), "{:?}", page.links());
        let page = visitor.open(super::ASK).await?;
        assert!(prove(&mut visitor, &page, code(&card, 2)?).await?.is_of_someone_signed_in());
        scene.signed_in(&sanne).await?;
    }
    Ok(())
}
