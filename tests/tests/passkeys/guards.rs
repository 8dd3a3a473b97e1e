//! Whose a passkey is, how long a question counts, and what other applications are told of it.

use anyhow::Result;
use domain::time::Lifetime;
use journeys::scene::{GROUP, PASSWORD, Scene};
use store::testing::engines;

use super::{AT_SIGN_IN, FACTOR, alone, asked, enrolled, key, prove};

#[tokio::test]
async fn a_key_of_one_person_proves_nothing_of_another_and_is_nobody_elses() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (sanne, joris) = (scene.member("sanne", &[GROUP]).await?, scene.member("joris", &[GROUP]).await?);
        let (mut hers, mut his) = (key(&scene)?, key(&scene)?);
        enrolled(&mut scene.visitor()?, &sanne, &mut hers).await?;

        // The same credential once more, by somebody else.
        let stolen = hers.id.clone();
        his.id.clone_from(&stolen);
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("joris", PASSWORD).await?;
        let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "passkey")]).await?;
        let answer = his.create(&asked(&page, AT_SIGN_IN)?)?;
        let page = visitor.fill(&page, AT_SIGN_IN, &[("passkey", &answer), ("label", "Mine")]).await?;
        assert!(page.text().contains("You added this key before"), "{}", page.text());

        his = key(&scene)?;
        enrolled(&mut scene.visitor()?, &joris, &mut his).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("joris", PASSWORD).await?;
        let page = prove(&mut visitor, &page, &mut hers).await?;
        assert!(page.text().contains("We don’t know this passkey"), "{}", page.text());
        assert!(prove(&mut visitor, &page, &mut his).await?.is_of_someone_signed_in());
        assert_eq!(scene.count(&sanne, "factor-accepted").await?, 0);
    }
    Ok(())
}

#[tokio::test]
async fn a_question_counts_for_five_minutes_and_once_also_where_the_answer_was_wrong() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("sanne", PASSWORD).await?;
        let options = asked(&page, FACTOR)?;
        key.lies.signature = true;
        let wrong = key.get(&options)?;
        key.lies.signature = false;
        key.count = 1;
        let right = key.get(&options)?;
        visitor.fill(&page, FACTOR, &[("passkey", &wrong)]).await?;
        let after = visitor.fill(&page, FACTOR, &[("passkey", &right)]).await?;
        assert!(after.text().contains("That took too long"), "used up by the wrong answer: {}", after.text());

        let page = visitor.open(FACTOR).await?;
        key.count = 2;
        let late = key.get(&asked(&page, FACTOR)?)?;
        scene.advance(Lifetime::minutes(5));
        let page = visitor.fill(&page, FACTOR, &[("passkey", &late)]).await?;
        assert!(page.text().contains("That took too long"), "{}", page.text());
        assert!(prove(&mut visitor, &page, &mut key).await?.is_of_someone_signed_in());
    }
    Ok(())
}

#[tokio::test]
async fn of_many_answers_to_one_question_one_counts() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.open("/sign-in").await?;
        key.count += 1;
        let answer = key.get(&asked(&page, "/sign-in")?)?;
        let fields = [("passkey", answer.as_str())];
        let mut seats = Vec::new();
        for _ in 0..16 {
            let mut seat = scene.visitor()?;
            seat.cookies.clone_from(&visitor.cookies);
            seats.push(seat);
        }
        let sent = seats.iter_mut().map(|seat| seat.submit(&page, "/sign-in", &fields));
        let answers = futures_util::future::join_all(sent).await;
        let mut entered = 0;
        for answer in answers {
            entered += usize::from(journeys::seat::gives(&answer?, journeys::seat::SESSION));
        }
        assert_eq!(entered, 1);
        assert_eq!(scene.count(&sanne, "signed-in").await?, 2);
    }
    Ok(())
}

#[tokio::test]
async fn a_passkey_that_is_removed_opens_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let sanne = scene.give_app(sanne).await?;
        let mut visitor = scene.signed_in(&sanne).await?;
        let mut key = key(&scene)?;
        let page = visitor.open(super::IN_PROFILE).await?;
        let answer = key.create(&asked(&page, super::IN_PROFILE)?)?;
        visitor.fill(&page, super::IN_PROFILE, &[("passkey", &answer), ("label", "Key ring")]).await?;
        let page = visitor.open("/profile/two-factor").await?;
        let links = page.links();
        let removals: Vec<&String> = links.iter().filter(|link| link.ends_with("/remove")).collect();
        let last = removals.last().map(|link| (*link).clone()).unwrap_or_default();
        assert!(alone(&mut scene.visitor()?, &mut key).await?.is_of_someone_signed_in());
        let page = visitor.open(&last).await?;
        assert!(page.text().contains("Key ring"), "{}", page.text());
        visitor.fill(&page, &last, &[]).await?;
        let page = alone(&mut scene.visitor()?, &mut key).await?;
        assert!(page.text().contains("We don’t know this passkey"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn other_applications_hear_what_was_shown_and_no_more() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        let mut visitor = scene.visitor()?;
        enrolled(&mut visitor, &sanne, &mut key).await?;
        assert_eq!(visitor.get("/auth/check").await?.header("remote-amr"), "pwd,pop,mfa");
        let mut visitor = scene.visitor()?;
        alone(&mut visitor, &mut key).await?;
        assert_eq!(visitor.get("/auth/check").await?.header("remote-amr"), "pop,mfa", "nobody typed a password");
    }
    Ok(())
}
