//! A month of signing in with a printed card, by a person who has nothing else.

use anyhow::Result;
use domain::time::Lifetime;
use journeys::scene::{GROUP, Scene};
use store::testing::engines;

use super::{IN_PROFILE, asked, code, enrolled, printed, prove};

#[tokio::test]
async fn somebody_without_a_smartphone_signs_in_for_a_month() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let (_, mut card) = enrolled(&mut scene.visitor()?, &sanne).await?;
        scene.mails().await?;
        let (mut next, mut renewed) = (2, 0);
        for day in 1..=31 {
            scene.mails().await?;
            scene.advance(Lifetime::days(1));
            for part in 0..2 {
                let (mut visitor, page) = asked(&scene, &sanne).await?;
                let says = format!("Code number {next} of your code card");
                assert!(page.text().contains(&says), "day {day}: {}", page.text());
                let page = prove(&mut visitor, &page, code(&card, next)?).await?;
                assert!(page.is_of_someone_signed_in(), "day {day}, {part}: {}", page.text());
                let left = 60 - next;
                let warned = page.text().contains(&format!("Your code card has {left} code"));
                assert_eq!(warned, (1..=10).contains(&left), "{left} left: {}", page.text());
                next += 1;
                if left == 5 {
                    // The new one, in time.
                    let page = visitor.open(IN_PROFILE).await?;
                    let (page, new) = printed(&mut visitor, &page, IN_PROFILE).await?;
                    visitor.fill(&page, IN_PROFILE, &[("code", code(&new, 1)?)]).await?;
                    (card, next) = (new, 2);
                    renewed += 1;
                }
            }
        }
        assert_eq!(renewed, 1);
        let mails = scene.mails_to("sanne@waterland.example").await?;
        let reminders = mails.iter().filter(|mail| mail.text.contains("Je codekaart heeft nog 10 codes"));
        assert_eq!(reminders.count(), 1, "one reminder");
        assert_eq!(scene.count(&sanne, "factor-accepted").await?, 62);
    }
    Ok(())
}

#[tokio::test]
async fn a_used_up_card_proves_nothing_and_says_so() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let (_, card) = enrolled(&mut scene.visitor()?, &sanne).await?;
        for number in 2..=60 {
            let (mut visitor, page) = asked(&scene, &sanne).await?;
            let page = prove(&mut visitor, &page, code(&card, number)?).await?;
            assert!(page.is_of_someone_signed_in(), "{number}: {}", page.text());
            if number == 60 {
                assert!(page.text().contains("Your code card is used up"), "{}", page.text());
            }
        }
        let (mut visitor, page) = asked(&scene, &sanne).await?;
        assert!(page.text().contains("Your code card is used up"), "{}", page.text());
        assert!(!page.body.contains("name=\"code\""), "{}", page.body);
        assert!(page.body.contains("/sign-in/recovery-code"), "{}", page.body);
        let csrf = visitor.open("/sign-in/recovery-code").await?;
        let mut fields = csrf.form("/sign-in/recovery-code")?;
        fields.retain(|(name, _)| name == "csrf");
        for number in [60, 1] {
            let mut sent = fields.clone();
            sent.push(("code".to_owned(), code(&card, number)?.to_owned()));
            let body = journeys::visitor::encode(&sent);
            let page = visitor.send(reqwest::Method::POST, super::ASK, Some(body)).await?;
            assert!(!page.is_of_someone_signed_in(), "{number}: {}", page.text());
        }
        let mails = scene.mails_to("sanne@waterland.example").await?;
        let texts: Vec<&str> = mails.iter().map(|mail| mail.text.as_str()).collect();
        for says in ["Je codekaart heeft nog 10 codes", "Maak nu een nieuwe kaart"] {
            assert_eq!(mails.iter().filter(|mail| mail.text.contains(says)).count(), 1, "{says}: {texts:?}");
        }
    }
    Ok(())
}
