//! Taking a token into use, and signing in with it: every kind, for weeks, with a clock that runs ahead and presses for nothing.

use anyhow::Result;
use domain::time::Lifetime;
use journeys::scene::{GROUP, PASSWORD, Scene, recovery_codes};
use store::testing::engines;

use super::{Token, at_the_code, bring, types};

const ADD: &str = "/profile/two-factor/add-token";
const ENROL: &str = "/sign-in/enrol/token";

/// All kinds that makers sell.
fn kinds() -> Vec<Token> {
    let mut all = vec![Token::by_button("H6", 6), Token::by_button("H8", 8)];
    for (number, hash) in ["sha1", "sha256", "sha512"].into_iter().enumerate() {
        for (digits, period) in [(6, 30), (8, 30), (6, 60)] {
            all.push(Token::by_time(&format!("T{number}{digits}{period}"), (hash, digits, period)));
        }
    }
    all
}

#[tokio::test]
async fn every_kind_is_taken_into_use_at_sign_in_and_signs_in_for_weeks() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut tokens = kinds();
        bring(&scene, &tokens.iter().collect::<Vec<_>>()).await?;
        let mut members = Vec::new();
        for (number, token) in tokens.iter_mut().enumerate() {
            let member = scene.member(&format!("lid{number}"), &[GROUP]).await?;
            let mut visitor = scene.visitor()?;
            let offer = visitor.sign_in(&member.name, PASSWORD).await?;
            assert_eq!(offer.path(), "/sign-in/enrol");
            assert!(offer.text().contains("hardwaretoken gekregen") || offer.text().contains("given a hardware token"));
            let page = visitor.fill(&offer, "/sign-in/enrol", &[("choice", "token")]).await?;
            assert_eq!(page.path(), ENROL);
            let (one, next) = token.two(&scene)?;
            let fields = [("serial", token.serial.as_str()), ("code", &one), ("next", &next)];
            let done = visitor.fill(&page, ENROL, &fields).await?;
            assert_eq!(recovery_codes(&done).len(), 10, "{}: {}", token.serial, done.text());
            assert_eq!(visitor.get("/session").await?.status, 204);
            members.push(member);
        }
        for (token, member) in tokens.iter_mut().zip(&members) {
            // Weeks later its clock is off by more than any code lasts, bit by bit; or its button was pressed for nothing.
            for _ in 0..4 {
                scene.advance(Lifetime::days(1));
                token.ahead += 25;
                token.pressed += 4;
                let mut visitor = scene.visitor()?;
                let page = at_the_code(&mut visitor, &member.name).await?;
                assert!(page.text().contains(&token.serial), "{}", page.text());
                let code = token.shows(scene.seconds())?;
                let done = types(&mut visitor, &page, &code).await?;
                assert_ne!(done.path(), "/sign-in/second-factor", "{} {}: {}", token.serial, token.ahead, done.text());
                assert_eq!(visitor.get("/session").await?.status, 204);
                // Once.
                let mut again = scene.visitor()?;
                let page = at_the_code(&mut again, &member.name).await?;
                let used = types(&mut again, &page, &code).await?;
                assert!(used.text().contains("was used before"), "{}", used.text());
            }
            assert_eq!(scene.count(member, "factor-failed").await?, 0, "{}", token.serial);
            assert_eq!(scene.count(member, "factor-replayed").await?, 4);
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_next_code_puts_a_token_right_that_ran_off() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (mut button, mut clock) = (Token::by_button("7001", 6), Token::by_time("7002", ("sha1", 6, 30)));
        bring(&scene, &[&button, &clock]).await?;
        for token in [&mut button, &mut clock] {
            let member = scene.member(&format!("lid{}", token.serial), &[GROUP]).await?;
            take(&scene, &member.name, token).await?;
            token.pressed += 40;
            token.ahead += 240;
            let mut visitor = scene.visitor()?;
            let page = at_the_code(&mut visitor, &member.name).await?;
            let far = token.shows(scene.seconds())?;
            let page = types(&mut visitor, &page, &far).await?;
            assert_eq!(page.path(), "/sign-in/second-factor", "a code from far off counts");
            assert!(page.text().contains("volgende code") || page.text().contains("next code"), "{}", page.text());
            // The same one again proves nothing more.
            let page = types(&mut visitor, &page, &far).await?;
            assert_eq!(page.path(), "/sign-in/second-factor", "one code from far off counts twice");
            scene.advance(Lifetime::seconds(30));
            let next = token.shows(scene.seconds())?;
            let page = types(&mut visitor, &page, &next).await?;
            assert_ne!(page.path(), "/sign-in/second-factor", "{}", page.text());
            // From then on it runs right.
            scene.advance(Lifetime::days(1));
            let mut visitor = scene.visitor()?;
            let page = at_the_code(&mut visitor, &member.name).await?;
            let code = token.shows(scene.seconds())?;
            let page = types(&mut visitor, &page, &code).await?;
            assert_ne!(page.path(), "/sign-in/second-factor", "{}", page.text());

            // Beyond what anyone presses, nothing helps but two codes at the desk or in My profile.
            token.pressed += 200;
            token.ahead += 3_000;
            let mut visitor = scene.visitor()?;
            let mut page = at_the_code(&mut visitor, &member.name).await?;
            for _ in 0..2 {
                let code = token.shows(scene.seconds())?;
                page = types(&mut visitor, &page, &code).await?;
                assert_eq!(page.path(), "/sign-in/second-factor");
                scene.advance(Lifetime::seconds(30));
            }
        }
    }
    Ok(())
}

/// Takes a token into use at sign-in.
async fn take(scene: &Scene, name: &str, token: &mut Token) -> Result<journeys::visitor::Visitor> {
    let mut visitor = scene.visitor()?;
    visitor.sign_in(name, PASSWORD).await?;
    let page = visitor.get(ENROL).await?;
    let (one, next) = token.two(scene)?;
    let fields = [("serial", token.serial.as_str()), ("code", &one), ("next", &next)];
    let done = visitor.fill(&page, ENROL, &fields).await?;
    anyhow::ensure!(recovery_codes(&done).len() == 10, "{}", done.text());
    Ok(visitor)
}

#[tokio::test]
async fn a_token_that_is_not_to_be_had_is_told_like_one_that_is_not_there() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (mut held, mut lost, mut free) =
            (Token::by_button("8001", 6), Token::by_button("8002", 8), Token::by_button("8003", 6));
        bring(&scene, &[&held, &lost, &free]).await?;
        let holder = scene.member("houder", &[GROUP]).await?;
        take(&scene, &holder.name, &mut held).await?;
        let (ctx, org) = (&scene.house.ctx, scene.house.organisation.id);
        let found = store::hardware_token::of_serial(ctx.db(), org, "8002").await?.expect("it came in");
        let now = scene.house.ctx.now();
        ctx.db()
            .write_with::<_, _, store::Error, _>((org, found.stand.id, now), |tx, (org, id, now)| {
                Box::pin(async move { store::hardware_token::set_lost(tx, *org, *id, Some(*now)).await })
            })
            .await?;

        let member = scene.member("lid", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        visitor.sign_in(&member.name, PASSWORD).await?;
        let mut told = Vec::new();
        let (h, l, f) = (held.two(&scene)?, lost.two(&scene)?, free.two(&scene)?);
        for (serial, (one, next)) in [
            ("8001", h),
            ("8002", l),
            ("9999", ("123456".into(), "654321".into())),
            ("8003", (f.1.clone(), f.0.clone())),
            ("8003", ("12345678".into(), "12345678".into())),
            ("8003", (f.0.clone(), f.0.clone())),
        ] {
            let page = visitor.get(ENROL).await?;
            let answer = visitor.fill(&page, ENROL, &[("serial", serial), ("code", &one), ("next", &next)]).await?;
            assert_eq!(answer.path(), ENROL, "{serial}");
            let text = answer.text();
            assert!(text.contains("horen niet bij elkaar") || text.contains("don’t belong together"), "{text}");
            assert!(!answer.body.contains(&one), "a code is shown again");
            told.push(text);
        }
        assert!(told.iter().all(|text| *text == told[0]), "told apart: {told:?}");
        for (fields, said) in [
            ([("serial", ""), ("code", "123456"), ("next", "123456")], ["ontbreekt", "is missing"]),
            ([("serial", "8003"), ("code", "12345a"), ("next", "123456")], ["geen codes", "no codes"]),
            ([("serial", "8003"), ("code", ""), ("next", "123456")], ["geen codes", "no codes"]),
        ] {
            let page = visitor.get(ENROL).await?;
            let text = visitor.fill(&page, ENROL, &fields).await?.text();
            assert!(said.iter().any(|said| text.contains(said)), "{text}");
        }
        assert_eq!(scene.count(&member, "authenticator-added").await?, 0);
        // The right two still do.
        let page = visitor.get(ENROL).await?;
        let answer = visitor.fill(&page, ENROL, &[("serial", " 8003 "), ("code", &f.0), ("next", &f.1)]).await?;
        assert_eq!(recovery_codes(&answer).len(), 10, "{}", answer.text());
    }
    Ok(())
}

#[tokio::test]
async fn in_my_profile_a_token_comes_beside_an_app_and_both_share_one_count_of_failures() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut token = Token::by_time("5001", ("sha256", 8, 60));
        bring(&scene, &[&token]).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        let page = visitor.get("/profile/two-factor").await?;
        assert!(page.body.contains(ADD), "{}", page.body);
        let page = visitor.get(ADD).await?;
        let (one, next) = token.two(&scene)?;
        let done = visitor.fill(&page, ADD, &[("serial", "5001"), ("code", &one), ("next", &next)]).await?;
        assert_eq!(recovery_codes(&done).len(), 10, "{}", done.text());
        let page = visitor.get("/profile/two-factor").await?;
        assert!(page.text().contains("5001") && page.text().contains("Hardware token"), "{}", page.text());
        assert_eq!(scene.mails_to("anna@waterland.example").await?.len(), 1);

        // Either signs in, in one field.
        scene.advance(Lifetime::minutes(2));
        for code in [token.shows(scene.seconds())?, scene.code(&anna.key)?] {
            let mut visitor = scene.visitor()?;
            let page = at_the_code(&mut visitor, &anna.name).await?;
            assert!(page.text().contains("5001"), "{}", page.text());
            let page = types(&mut visitor, &page, &code).await?;
            assert_ne!(page.path(), "/sign-in/second-factor", "{}", page.text());
        }
        // Five wrong ones, of either length, and neither is looked at for a while.
        let mut visitor = scene.visitor()?;
        let mut page = at_the_code(&mut visitor, &anna.name).await?;
        for code in ["00000000", "000000", "11111111", "111111", "22222222"] {
            page = types(&mut visitor, &page, code).await?;
        }
        scene.advance(Lifetime::seconds(1));
        for code in [token.shows(scene.seconds() + 60)?, scene.code_in(&anna.key, 1)?] {
            let page = types(&mut visitor, &page, &code).await?;
            assert!(page.text().contains("Too many tries"), "{}", page.text());
        }
        assert_eq!(scene.count(&anna, "factor-failed").await?, 5);
    }
    Ok(())
}

#[tokio::test]
async fn who_must_have_a_second_step_is_one_who_has_a_token() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut token = Token::by_button("6001", 6);
        bring(&scene, &[&token]).await?;
        let member = scene.member("lid", &[GROUP]).await?;
        let mut visitor = take(&scene, &member.name, &mut token).await?;
        // The last one stays, in My profile.
        let page = visitor.get("/profile/two-factor").await?;
        assert!(!page.body.contains("/remove"), "{}", page.body);
    }
    Ok(())
}
