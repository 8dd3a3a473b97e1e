//! The second factor under attack and under clumsy fingers: what a failure costs, whom it reaches, what counts once.
//! What is typed badly is in `bad_input.rs`.

use anyhow::{Context, Result};
use domain::throttle::{FREE_FAILURES, UNKNOWN_LIMIT, wait_after};
use domain::time::Lifetime;
use journeys::scene::{GROUP, Member, PASSWORD, STEP, Scene, Setup, recovery_codes};
use journeys::visitor::{Page, Visitor, key_on};
use store::testing::engines;

const FACTOR: &str = "/sign-in/second-factor";
const ADD: &str = "/profile/two-factor/add";

/// A right password in a browser that was never here, from this address.
async fn at_factor(scene: &Scene, member: &Member, address: &str) -> Result<(Visitor, Page)> {
    let mut visitor = scene.elsewhere(address)?;
    let page = visitor.sign_in(&member.name, PASSWORD).await?;
    assert_eq!(page.path(), FACTOR, "{}", page.text());
    Ok((visitor, page))
}

/// The same, and a wrong code.
async fn fail(scene: &Scene, member: &Member, address: &str) -> Result<Page> {
    let (mut visitor, page) = at_factor(scene, member, address).await?;
    let wrong = scene.wrong_code(&member.key)?;
    visitor.submit(&page, FACTOR, &[("code", &wrong)]).await
}

/// The same, and a right one that was not used yet.
async fn pass(scene: &Scene, member: &Member, address: &str) -> Result<(Visitor, Page)> {
    scene.advance(STEP);
    let (mut visitor, page) = at_factor(scene, member, address).await?;
    let answer = visitor.prove(&page, &member.key, scene.seconds()).await?;
    Ok((visitor, answer))
}

/// Enrols at sign-in, since recovery codes come with that.
async fn enrolled(scene: &Scene, name: &str) -> Result<(Member, Vec<String>)> {
    let member = scene.member(name, &[GROUP]).await?;
    let mut visitor = scene.visitor()?;
    let offer = visitor.sign_in(name, PASSWORD).await?;
    let (shown, key) = visitor.enrol(&offer, scene.seconds()).await?;
    Ok((Member { key, ..member }, recovery_codes(&shown)))
}

#[tokio::test]
async fn waits_double_from_thirty_seconds_over_all_browsers_addresses_and_sign_ins() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        for (left, address) in [(4, "192.0.2.1"), (3, "198.51.100.2"), (2, "2001:db8::3"), (1, "203.0.113.4")] {
            let page = fail(&scene, &anna, address).await?;
            assert_eq!(page.status, 200);
            let words = format!("You have {left} {} left", if left == 1 { "try" } else { "tries" });
            assert!(page.text().contains(&words), "{left}: {}", page.text());
        }
        let page = fail(&scene, &anna, "192.0.2.5").await?;
        assert!(page.text().contains("You can try again in 30 seconds"), "{}", page.text());
        for failures in FREE_FAILURES..FREE_FAILURES + 9 {
            let wait = wait_after(failures).context("no wait")?;
            assert_eq!(wait, Lifetime::seconds((30_u32 << (failures - FREE_FAILURES)).min(3_600)));
            // Not looked at before its end, in no new browser: neither told nor charged nor used up.
            scene.advance(Lifetime::from_micros(wait.micros() - 1));
            let (mut visitor, page) = at_factor(&scene, &anna, "192.0.2.6").await?;
            let early = visitor.prove(&page, &anna.key, scene.seconds()).await?;
            assert!(early.text().contains("Too many tries"), "after {failures}: {}", early.text());
            assert_eq!(scene.count(&anna, "factor-failed").await?, usize::try_from(failures)?);
            scene.advance(Lifetime::from_micros(1));
            if failures < FREE_FAILURES + 8 {
                let page = fail(&scene, &anna, "192.0.2.7").await?;
                assert!(page.text().contains("Too many tries"), "{}", page.text());
            }
        }
        // A right code ends it, and the next failures are free again.
        let (_, answer) = pass(&scene, &anna, "192.0.2.8").await?;
        assert_eq!((answer.status, answer.location()), (303, "/"));
        assert!(fail(&scene, &anna, "192.0.2.9").await?.text().contains("You have 4 tries left"));
    }
    Ok(())
}

#[tokio::test]
async fn a_hundred_wrong_codes_in_a_row_disable_the_app_and_a_recovery_code_still_lets_in() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (anna, codes) = enrolled(&scene, "anna").await?;
        let mut known = scene.remembered(&anna).await?;
        let mails = scene.mails().await?.len();
        for number in 1..=100 {
            scene.advance(Lifetime::hours(1));
            let page = fail(&scene, &anna, &format!("192.0.2.{number}")).await?;
            assert_eq!(page.text().contains("This app no longer works"), number == 100, "{number}: {}", page.text());
        }
        // What was written leaves first: a mail that is found weeks later is not sent any more.
        scene.mails().await?;
        // Neither time nor a known browser brings it back.
        scene.advance(Lifetime::days(31));
        let (_, answer) = pass(&scene, &anna, "192.0.2.200").await?;
        assert!(answer.text().contains("This app no longer works"), "{}", answer.text());
        known.cookies.remove("tweestap-session");
        let page = known.sign_in("anna", PASSWORD).await?;
        assert_eq!(page.path(), FACTOR);
        let answer = known.prove(&page, &anna.key, scene.seconds()).await?;
        assert!(answer.text().contains("This app no longer works"), "{}", answer.text());
        // Told at the first failure, when waiting began, and at the end.
        let subjects: Vec<String> = scene
            .mails()
            .await?
            .iter()
            .skip(mails)
            .filter_map(|mail| mail.header("Subject").map(str::to_owned))
            .collect();
        assert_eq!(subjects.len(), 3, "{subjects:?}");
        assert_eq!(scene.count(&anna, "factor-disabled").await?, 1);
        // The way in that is left leads to My profile, which says so.
        let (mut visitor, _) = at_factor(&scene, &anna, "192.0.2.201").await?;
        let page = visitor.open("/sign-in/recovery-code").await?;
        let shown = visitor.submit(&page, "/sign-in/recovery-code", &[("code", &codes[0])]).await?;
        let page = visitor.fill(&shown, "/profile/two-factor", &[]).await?;
        assert!(page.text().contains("Turned off"), "{}", page.text());
        // An app that takes its place brings the old one not back: it is gone, and the person is told so.
        let page = visitor.fill(&page, ADD, &[]).await?;
        let key = key_on(&page)?;
        let added = visitor.submit(&page, ADD, &[("code", &scene.code(&key)?), ("label", "Tablet")]).await?;
        assert_eq!(added.status, 303, "{}", added.text());
        let removed =
            scene.mails().await?.into_iter().filter(|mail| mail.text.contains("‘Phone’ telt niet meer")).count();
        assert_eq!((scene.count(&anna, "authenticator-removed").await?, removed), (1, 1));
        let (_, answer) = pass(&scene, &anna, "192.0.2.202").await?;
        assert!(answer.text().contains("That code isn’t right"), "{}", answer.text());
        let anna = Member { key, ..anna };
        assert_eq!(pass(&scene, &anna, "192.0.2.203").await?.1.status, 303);
    }
    Ok(())
}

#[tokio::test]
async fn a_success_does_not_reset_the_count_of_unknown_devices() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (anna, codes) = enrolled(&scene, "anna").await?;
        let mut known = scene.remembered(&anna).await?;
        let closed = async || -> Result<(usize, usize)> {
            let mails = scene.mails().await?;
            let told = mails.iter().filter(|mail| mail.text.contains("op apparaten die we niet kennen niemand"));
            Ok((scene.count(&anna, "unknown-devices-closed").await?, told.count()))
        };
        // Four failures and a success, again and again: never a wait, and yet it adds up.
        let per_round = FREE_FAILURES - 1;
        for round in 0..UNKNOWN_LIMIT / per_round {
            let (mut visitor, page) = at_factor(&scene, &anna, &format!("198.51.100.{round}")).await?;
            let wrong = scene.wrong_code(&anna.key)?;
            for _ in 0..per_round {
                let answer = visitor.submit(&page, FACTOR, &[("code", &wrong)]).await?;
                assert!(answer.text().contains("left"), "round {round}: {}", answer.text());
            }
            if round + 1 < UNKNOWN_LIMIT / per_round {
                assert_eq!(closed().await?, (0, 0), "round {round}");
                scene.advance(STEP);
                let answer = visitor.prove(&page, &anna.key, scene.seconds()).await?;
                assert_eq!(answer.status, 303, "round {round}: {}", answer.text());
            }
        }
        assert_eq!(closed().await?, (1, 1), "kept and told, once");
        let (_, answer) = pass(&scene, &anna, "203.0.113.5").await?;
        assert!(answer.text().contains("You can’t sign in on this device right now"), "{}", answer.text());
        // Time does not open them again; a browser that the person passed in before still works.
        scene.advance(Lifetime::days(31));
        let (_, answer) = pass(&scene, &anna, "203.0.113.6").await?;
        assert!(answer.text().contains("You can’t sign in on this device right now"), "{}", answer.text());
        known.cookies.remove("tweestap-session");
        let page = known.sign_in("anna", PASSWORD).await?;
        assert_eq!(page.path(), FACTOR);
        let answer = known.prove(&page, &anna.key, scene.seconds()).await?;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let (_, answer) = pass(&scene, &anna, "203.0.113.7").await?;
        assert_eq!(answer.status, 200, "that did not open the others");
        // The person acts: a recovery code opens them.
        let (mut visitor, _) = at_factor(&scene, &anna, "203.0.113.8").await?;
        let page = visitor.open("/sign-in/recovery-code").await?;
        let shown = visitor.submit(&page, "/sign-in/recovery-code", &[("code", &codes[0])]).await?;
        assert_eq!(recovery_codes(&shown).len(), 1, "{}", shown.text());
        let (_, answer) = pass(&scene, &anna, "203.0.113.9").await?;
        assert_eq!((answer.status, answer.location()), (303, "/"));
        assert_eq!(scene.count(&anna, "unknown-devices-reopened").await?, 1);
        assert_eq!(closed().await?, (1, 1));
    }
    Ok(())
}

#[tokio::test]
async fn a_code_counts_once_and_one_of_an_older_step_never_after_a_newer() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        scene.advance(Lifetime::minutes(5));
        let (mut first, page) = at_factor(&scene, &anna, "192.0.2.1").await?;
        let (older, now, newer) = (scene.code_in(&anna.key, -1)?, scene.code(&anna.key)?, scene.code_in(&anna.key, 1)?);
        assert_eq!(first.submit(&page, FACTOR, &[("code", &now)]).await?.status, 303);
        let (mut second, page) = at_factor(&scene, &anna, "192.0.2.2").await?;
        for _ in 0..8 {
            for used in [&now, &older] {
                let answer = second.submit(&page, FACTOR, &[("code", used)]).await?;
                assert_eq!(answer.status, 200);
                assert!(answer.text().contains("That code was used before"), "{}", answer.text());
            }
        }
        assert_eq!(scene.count(&anna, "factor-failed").await?, 0, "a replay is no guess");
        assert_eq!(scene.count(&anna, "factor-replayed").await?, 1, "kept once, however often it is sent");
        assert!(scene.mails().await?.is_empty());
        // The next one is early by at most a step, and then all before it are used.
        assert_eq!(second.submit(&page, FACTOR, &[("code", &newer)]).await?.status, 303);
        scene.advance(STEP);
        let (mut third, page) = at_factor(&scene, &anna, "192.0.2.3").await?;
        let answer = third.submit(&page, FACTOR, &[("code", &newer)]).await?;
        assert!(answer.text().contains("That code was used before"), "{}", answer.text());
        assert_eq!(scene.count(&anna, "factor-replayed").await?, 2, "another step");
    }
    Ok(())
}

#[tokio::test]
async fn one_step_either_side_is_accepted_and_in_strict_mode_none() -> Result<()> {
    for engine in engines() {
        for (strict, accepted) in
            [("false", [false, true, true, true, false]), ("true", [false, false, true, false, false])]
        {
            let settings = vec![("sign_in.strict_codes", strict.to_owned())];
            let scene = Scene::with(engine, Setup { settings, ..Setup::default() }).await?;
            for (steps, accepted) in (-2..=2).zip(accepted) {
                let name = format!("m{}", steps + 2);
                let member = scene.member_with_app(&name, &[GROUP]).await?;
                scene.advance(Lifetime::minutes(5));
                let (mut visitor, page) = at_factor(&scene, &member, "192.0.2.1").await?;
                let code = scene.code_in(&member.key, steps)?;
                let answer = visitor.submit(&page, FACTOR, &[("code", &code)]).await?;
                assert_eq!(answer.status == 303, accepted, "strict {strict}, {steps} steps: {}", answer.text());
            }
        }
    }
    Ok(())
}

const FIRST: &str = "someone typed your password right and then a wrong code";
const LOCKED: &str = "and then a wrong code a few times";

#[tokio::test]
async fn the_person_is_told_at_the_first_failure_on_an_unknown_device_and_when_waiting_begins() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let addresses = ["anna@waterland.example", "anna@thuis.example"];
        let anna = scene.member_of("anna", &[GROUP], Some("en"), &addresses).await?;
        let anna = scene.give_app(anna).await?;
        let mut known = scene.remembered(&anna).await?;
        known.cookies.remove("tweestap-session");
        let told = async |words: &str, times: usize| -> Result<()> {
            for address in addresses {
                let mails = scene.mails_to(address).await?;
                let of = mails.iter().filter(|mail| mail.text.contains(words)).count();
                assert_eq!(of, times, "`{words}` to {address} of {} mails", mails.len());
            }
            Ok(())
        };
        let page = fail(&scene, &anna, "203.0.113.5").await?;
        assert_eq!(page.status, 200);
        told(FIRST, 1).await?;
        let mail = scene.mails_to(addresses[0]).await?.pop().context("no mail")?;
        assert!(mail.text.contains("203.0.113.5") && mail.text.contains("Firefox, Linux"), "{}", mail.text);
        for _ in 0..3 {
            fail(&scene, &anna, "203.0.113.5").await?;
        }
        told(FIRST, 1).await?;
        told(LOCKED, 0).await?;
        fail(&scene, &anna, "203.0.113.5").await?;
        told(LOCKED, 1).await?;
        scene.advance(Lifetime::seconds(30));
        fail(&scene, &anna, "203.0.113.5").await?;
        told(LOCKED, 1).await?;
        // After a success the first failure is one again; on a browser that is known it alarms nobody.
        scene.advance(Lifetime::hours(1));
        let (_, answer) = pass(&scene, &anna, "203.0.113.5").await?;
        assert_eq!(answer.status, 303);
        scene.advance(Lifetime::days(30));
        let page = known.sign_in("anna", PASSWORD).await?;
        assert_eq!(page.path(), FACTOR);
        let wrong = scene.wrong_code(&anna.key)?;
        known.submit(&page, FACTOR, &[("code", &wrong)]).await?;
        told(FIRST, 1).await?;
        known.prove(&page, &anna.key, scene.seconds()).await?;
        fail(&scene, &anna, "203.0.113.5").await?;
        told(FIRST, 2).await?;
    }
    Ok(())
}
