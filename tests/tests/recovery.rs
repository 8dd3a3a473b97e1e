//! Recovery codes in the place of the second factor: each lets in once, and leads to where things are put right.

use anyhow::Result;
use domain::time::Lifetime;
use journeys::scene::{GROUP, Member, PASSWORD, STEP, Scene, recovery_codes};
use journeys::visitor::{Page, Visitor};
use store::Statement;
use store::testing::engines;

const RECOVERY: &str = "/sign-in/recovery-code";

async fn enrolled(scene: &Scene, name: &str) -> Result<(Member, Vec<String>)> {
    let addresses = [format!("{name}@waterland.example"), format!("{name}@thuis.example")];
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let member = scene.member_of(name, &[GROUP], Some("en"), &addresses).await?;
    let mut visitor = scene.visitor()?;
    let offer = visitor.sign_in(name, PASSWORD).await?;
    let (shown, key) = visitor.enrol(&offer, scene.seconds()).await?;
    let codes = recovery_codes(&shown);
    assert_eq!(codes.len(), 10);
    Ok((Member { key, ..member }, codes))
}

/// In a browser that was never here, as far as the page of the recovery code.
async fn at_recovery(scene: &Scene, name: &str) -> Result<(Visitor, Page)> {
    let mut visitor = scene.visitor()?;
    let factor = visitor.sign_in(name, PASSWORD).await?;
    assert!(factor.links().iter().any(|link| link == RECOVERY), "the page leads to it");
    let page = visitor.open(RECOVERY).await?;
    assert_eq!(page.path(), RECOVERY);
    Ok((visitor, page))
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_a_fresh_one_takes_its_place() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (anna, codes) = enrolled(&scene, "anna").await?;
        let mails = scene.mails().await?.len();
        let (mut visitor, page) = at_recovery(&scene, "anna").await?;
        let before = visitor.clone();
        // Small letters, spaces in the place of dashes.
        let typed = format!(" {} ", codes[0].to_lowercase().replace('-', " "));
        let shown = visitor.submit(&page, RECOVERY, &[("code", &typed), ("remember", "1")]).await?;
        assert_eq!((shown.status, shown.header("cache-control")), (200, "no-store"));
        let fresh = recovery_codes(&shown);
        assert_eq!(fresh.len(), 1, "{}", shown.text());
        assert!(!codes.contains(&fresh[0]));
        assert_eq!(visitor.get("/session").await?.status, 204);
        assert!(!visitor.cookies.contains_key("tweestap-device"), "no trust comes of it");

        // To My profile, where what was lost is put right.
        let profile = visitor.fill(&shown, "/profile/two-factor", &[]).await?;
        assert_eq!(profile.path(), "/profile/two-factor");
        assert!(profile.text().contains("You used a recovery code"), "{}", profile.text());
        assert!(profile.text().contains("10 of 10 left"), "{}", profile.text());

        // Told to every address, and nobody is alarmed about a wrong code: there was none.
        let told = scene.mails().await?;
        let told: Vec<_> = told.iter().skip(mails).collect();
        assert_eq!(told.len(), 2);
        assert!(told.iter().all(|mail| mail.text.contains("one of your recovery codes")), "{}", told[0].text);
        assert_eq!(scene.count(&anna, "factor-failed").await?, 0);
        assert_eq!(scene.count(&anna, "recovery-code-used").await?, 1);

        // The form once more, in this browser and in one with the old cookies, shows nothing.
        for mut again in [visitor.clone(), before] {
            let answer = again.submit(&page, RECOVERY, &[("code", &typed)]).await?;
            let answer = again.follow(answer).await?;
            assert!(recovery_codes(&answer).is_empty(), "{}", answer.text());
        }
        // Used up; the fresh one works.
        let (mut other, page) = at_recovery(&scene, "anna").await?;
        let refused = other.submit(&page, RECOVERY, &[("code", &codes[0])]).await?;
        assert!(refused.text().contains("That recovery code isn’t right"), "{}", refused.text());
        assert!(!other.cookies.contains_key("tweestap-session"));
        let shown = other.submit(&page, RECOVERY, &[("code", &fresh[0])]).await?;
        assert_eq!(recovery_codes(&shown).len(), 1, "{}", shown.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_code_of_someone_else_lets_nobody_in_and_stays_good() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, of_anna) = enrolled(&scene, "anna").await?;
        enrolled(&scene, "bram").await?;
        let (mut visitor, page) = at_recovery(&scene, "bram").await?;
        let refused = visitor.submit(&page, RECOVERY, &[("code", &of_anna[0])]).await?;
        assert!(refused.text().contains("That recovery code isn’t right"), "{}", refused.text());
        let (mut visitor, page) = at_recovery(&scene, "anna").await?;
        let shown = visitor.submit(&page, RECOVERY, &[("code", &of_anna[0])]).await?;
        assert_eq!(recovery_codes(&shown).len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn wrong_recovery_codes_lead_to_a_wait_and_do_not_use_up_the_tries_of_the_app() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (anna, codes) = enrolled(&scene, "anna").await?;
        let (mut visitor, page) = at_recovery(&scene, "anna").await?;
        // The right selector with another rest, another selector, a shape that is none: one failure each.
        let close = format!("{}0000", &codes[0][..20]);
        let far = "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ";
        for (typed, words) in [
            (close.as_str(), "You have 4 tries left"),
            (far, "You have 3 tries left"),
            ("1234", "That’s not a recovery code"),
            ("", "That’s not a recovery code"),
            (far, "You have 1 try left"),
            (close.as_str(), "You can try again in 30 seconds"),
            (codes[0].as_str(), "Too many tries"),
        ] {
            let answer = visitor.submit(&page, RECOVERY, &[("code", typed)]).await?;
            assert_eq!(answer.status, 200);
            assert!(answer.text().contains(words), "{typed}: {}", answer.text());
        }
        assert_eq!(scene.count(&anna, "factor-failed").await?, 5, "an empty one is no guess");
        scene.advance(STEP);
        let (mut by_app, _) = at_recovery(&scene, "anna").await?;
        let factor = by_app.open("/sign-in/second-factor").await?;
        assert_eq!(by_app.prove(&factor, &anna.key, scene.seconds()).await?.status, 303);
        // Right after the wait; 30 seconds have passed.
        let shown = visitor.submit(&page, RECOVERY, &[("code", &codes[0])]).await?;
        assert_eq!(recovery_codes(&shown).len(), 1, "{}", shown.text());
    }
    Ok(())
}

const AWAY: Statement = Statement::new("test.codes_away", "ALTER TABLE recovery_codes RENAME TO recovery_codes_away");
const BACK: Statement = Statement::new("test.codes_back", "ALTER TABLE recovery_codes_away RENAME TO recovery_codes");

#[tokio::test]
async fn a_code_that_could_not_be_looked_at_costs_no_try_and_silences_no_alarm() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (anna, codes) = enrolled(&scene, "anna").await?;
        let mails = scene.mails().await?.len();
        let (mut visitor, page) = at_recovery(&scene, "anna").await?;
        scene.rename_table(&AWAY).await?;
        for _ in 0..6 {
            let answer = visitor.submit(&page, RECOVERY, &[("code", &codes[0])]).await?;
            assert!(answer.status >= 500, "{}: {}", answer.status, answer.text());
        }
        scene.rename_table(&BACK).await?;
        assert_eq!((scene.count(&anna, "factor-failed").await?, scene.mails().await?.len()), (0, mails));
        // All tries are left, and the first code that really is wrong is told.
        let answer = visitor.submit(&page, RECOVERY, &[("code", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ")]).await?;
        assert!(answer.text().contains("You have 4 tries left"), "{}", answer.text());
        let told = scene.mails().await?;
        let told: Vec<_> = told.iter().skip(mails).collect();
        assert_eq!(told.len(), 2, "one to each address");
        assert!(told[0].text.contains("then a wrong code"), "{}", told[0].text);
        let shown = visitor.submit(&page, RECOVERY, &[("code", &codes[0])]).await?;
        assert_eq!(recovery_codes(&shown).len(), 1, "{}", shown.text());
    }
    Ok(())
}

#[tokio::test]
async fn where_nobody_has_an_app_there_is_no_recovery() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bram", &[GROUP]).await?;
        let (_, of_anna) = enrolled(&scene, "anna").await?;
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in("bram", PASSWORD).await?;
        let mut pairs: Vec<(String, String)> =
            offer.form("/sign-in/enrol")?.into_iter().filter(|(name, _)| name == "csrf").collect();
        pairs.push(("code".to_owned(), of_anna[0].clone()));
        let answer = visitor.send(reqwest::Method::POST, RECOVERY, Some(journeys::visitor::encode(&pairs))).await?;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in/enrol"));
        assert!(!visitor.cookies.contains_key("tweestap-session"));
    }
    Ok(())
}

#[tokio::test]
async fn inside_a_session_a_recovery_code_answers_the_question_too() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (anna, codes) = enrolled(&scene, "anna").await?;
        let mut visitor = scene.signed_in(&anna).await?;
        scene.advance(Lifetime::minutes(6));
        let page = visitor.open("/profile/two-factor/recovery-codes").await?;
        assert_eq!(page.path(), "/profile/confirm");
        let page = visitor.open("/profile/confirm/recovery-code").await?;
        let shown = visitor.submit(&page, "/profile/confirm/recovery-code", &[("code", &codes[1])]).await?;
        assert_eq!(recovery_codes(&shown).len(), 1, "{}", shown.text());
        let page = visitor.open("/profile/two-factor/recovery-codes").await?;
        assert_eq!(page.path(), "/profile/two-factor/recovery-codes", "{}", page.text());
    }
    Ok(())
}

const COPY: Statement = Statement::new(
    "test.copy_recovery_codes",
    "INSERT INTO recovery_codes (organisation_id, user_id, selector, code_hash, made_at)
     SELECT organisation_id, $3, selector, code_hash, made_at FROM recovery_codes
     WHERE organisation_id = $1 AND user_id = $2",
);

#[tokio::test]
async fn a_row_that_was_copied_to_another_person_opens_nothing_there() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (thief, codes) = enrolled(&scene, "mallory").await?;
        let (victim, _) = enrolled(&scene, "anna").await?;
        let ids = (scene.house.organisation.id, victim.id, thief.id);
        let copied = scene.house.ctx.db().write_with(ids, |tx, (org, victim, thief)| {
            Box::pin(async move {
                store::recovery_code::delete_of_user(tx, *org, *victim).await?;
                tx.execute(&COPY, &[org.bytes().into(), thief.bytes().into(), victim.bytes().into()]).await
            })
        });
        assert_eq!(copied.await?, 10);
        let (mut visitor, page) = at_recovery(&scene, "anna").await?;
        let refused = visitor.submit(&page, RECOVERY, &[("code", &codes[0])]).await?;
        assert!(refused.text().contains("That recovery code isn’t right"), "{}", refused.text());
        assert!(!visitor.cookies.contains_key("tweestap-session"));
        let (mut visitor, page) = at_recovery(&scene, "mallory").await?;
        let shown = visitor.submit(&page, RECOVERY, &[("code", &codes[0])]).await?;
        assert_eq!(recovery_codes(&shown).len(), 1, "{}", shown.text());
    }
    Ok(())
}
