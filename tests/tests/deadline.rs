//! After the deadline: nobody enrols with a password alone. The code comes by e-mail over real SMTP, or the helpdesk
//! gives a pass.

use actions::admin::policies;
use actions::admin::switch_off::switch_off;
use anyhow::{Context, Result};
use domain::policy::{Demand, LateEnrolment};
use domain::time::Lifetime;
use journeys::routes::{self, NO_ID};
use journeys::scene::{BACKEND, GROUP, Member, PASSWORD, Scene, Setup, mailed_code, policy, recovery_codes};
use journeys::visitor::{Page, Visitor};
use server::mail::sink::{Answer, Stage};
use store::testing::engines;
use store::{Engine, Statement};

const PROOF: &str = "/sign-in/enrol/proof";

async fn scene(engine: Engine) -> Result<Scene> {
    Scene::with(engine, Setup { start: "2026-12-20 10:00:00", ..Setup::default() }).await
}

/// Signs in as far as the page of the late proof.
async fn at_proof(visitor: &mut Visitor, name: &str) -> Result<Page> {
    let duty = visitor.sign_in(name, PASSWORD).await?;
    assert!(duty.text().contains("Set up your second step now"), "{}", duty.text());
    let page = visitor.fill(&duty, "/sign-in/enrol", &[("choice", "now")]).await?;
    assert_eq!(page.path(), PROOF);
    Ok(page)
}

async fn send(visitor: &mut Visitor, page: &Page) -> Result<Page> {
    visitor.fill(page, PROOF, &[("act", "send")]).await
}

async fn try_code(visitor: &mut Visitor, page: &Page, code: &str) -> Result<Page> {
    visitor.fill(page, PROOF, &[("act", "code"), ("code", code)]).await
}

/// The code of the last mail to this person.
async fn last_code(scene: &Scene, member: &Member) -> Result<String> {
    let mails = scene.mails_to(&format!("{}@waterland.example", member.name)).await?;
    mailed_code(mails.last().context("no mail")?)
}

#[tokio::test]
async fn the_duty_is_done_with_the_code_from_the_mail() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let addresses = ["bram@waterland.example", "bram@thuis.example"];
        let bram = scene.member_of("bram", &[GROUP], Some("nl"), &addresses).await?;
        let mut visitor = scene.visitor()?;
        let duty = visitor.sign_in("bram", PASSWORD).await?;
        assert!(duty.text().contains("Stel nu je tweede stap in"), "in the person's language: {}", duty.text());
        let page = visitor.fill(&duty, "/sign-in/enrol", &[("choice", "now")]).await?;
        let page = send(&mut visitor, &page).await?;
        assert_eq!(page.path(), PROOF);
        let mails = scene.mails().await?;
        assert_eq!(mails.len(), 1, "to the main address alone");
        assert_eq!(mails[0].to, ["bram@waterland.example"]);
        assert!(mails[0].text.contains("Dag Bram Jansen"), "{}", mails[0].text);
        let code = mailed_code(&mails[0])?;
        assert!(mails[0].html.contains(&code), "in both parts");
        assert!(!mails[0].header("Subject").unwrap_or_default().contains(&code));
        assert!(!page.body.contains(&code) && !page.body.contains("bram@thuis"));
        // Dashes, letter, spaces and capitals do not matter.
        let typed = format!(" e{} ", code.trim_start_matches('E').replace('-', " "));
        let setup = try_code(&mut visitor, &page, &typed).await?;
        assert_eq!(setup.path(), "/sign-in/enrol/app", "{}", setup.text());
        let (shown, _) = visitor.confirm_app(&setup, "/sign-in/enrol/app", scene.seconds()).await?;
        assert_eq!(recovery_codes(&shown).len(), 10);
        assert_eq!(visitor.get("/session").await?.status, 204);
        // The enrolment itself is told to every address.
        let mails = scene.mails().await?;
        let mut told: Vec<&str> = mails[1..].iter().flat_map(|mail| mail.to.iter().map(String::as_str)).collect();
        told.sort_unstable();
        assert_eq!(told, ["bram@thuis.example", "bram@waterland.example"]);
        assert_eq!(scene.count(&bram, "late-enrolment-proved").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn nothing_else_of_the_product_is_open_before_it_is_done() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = at_proof(&mut visitor, "bram").await?;
        let csrf = page.form(PROOF)?;
        assert_eq!(visitor.clone().get("/auth/check").await?.status, 401, "no door either");
        for route in routes::all() {
            if route.is_for_machines() || route.is_of_signing_in() {
                continue;
            }
            for post in [false, true] {
                if (post && !route.post) || (!post && !route.get) {
                    continue;
                }
                let mut visitor = visitor.clone();
                let path = route.with_id(NO_ID);
                let page = if post {
                    let body = journeys::visitor::encode(&csrf);
                    visitor.send(reqwest::Method::POST, &path, Some(body)).await?
                } else {
                    visitor.get(&path).await?
                };
                let is_read = route.is_for_everybody() && page.status == 200;
                assert!(
                    is_read || route.is_unsaid(page.status) || matches!(page.status, 303 | 404),
                    "{path}: {}",
                    page.status
                );
                assert!(!page.is_of_someone_signed_in(), "{path}");
                assert!(!visitor.cookies.contains_key("tweestap-session"), "{path}");
            }
        }
        assert_eq!(visitor.get("/session").await?.status, 401);
        // "Later" is no choice, and the app no way around the proof.
        for fields in [vec![("choice", "later")], vec![("choice", "later"), ("later", "week")], vec![("choice", "now")]]
        {
            let duty = visitor.get("/sign-in/enrol").await?;
            let after = visitor.fill(&duty, "/sign-in/enrol", &fields).await?;
            assert!(after.path().starts_with("/sign-in/enrol"), "{}", after.address);
        }
        assert_eq!(visitor.open("/sign-in/enrol/app").await?.path(), PROOF);
        let mut pairs = csrf.clone();
        pairs.push(("code".to_owned(), "123456".to_owned()));
        pairs.push(("label".to_owned(), "Phone".to_owned()));
        let body = journeys::visitor::encode(&pairs);
        let answer = visitor.send(reqwest::Method::POST, "/sign-in/enrol/app", Some(body)).await?;
        assert_eq!((answer.status, answer.location()), (303, PROOF));
        assert!(!visitor.cookies.contains_key("tweestap-session"));
    }
    Ok(())
}

#[tokio::test]
async fn wrong_codes_lead_to_a_wait_that_a_new_code_does_not_end() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = at_proof(&mut visitor, "bram").await?;
        let mut page = send(&mut visitor, &page).await?;
        let right = last_code(&scene, &bram).await?;
        for left in [4, 3, 2, 1] {
            // Wrong, in all spellings that there are, each counts once.
            let wrong = if right.ends_with('1') { "00000002" } else { "00000001" };
            page = try_code(&mut visitor, &page, wrong).await?;
            let words = format!("You have {left} {} left", if left == 1 { "try" } else { "tries" });
            assert!(page.text().contains(&words), "{left}: {}", page.text());
        }
        page = try_code(&mut visitor, &page, "12 34").await?;
        assert!(page.text().contains("You can try again in 30 seconds"), "{}", page.text());
        // Not looked at: neither here nor in another browser, with the right code or a new one.
        let again = try_code(&mut visitor, &page, &right).await?;
        assert!(again.text().contains("Too many tries"), "{}", again.text());
        let mut other = scene.elsewhere("198.51.100.3")?;
        let elsewhere = at_proof(&mut other, "bram").await?;
        let refused = try_code(&mut other, &elsewhere, &right).await?;
        assert!(refused.text().contains("Too many tries"), "{}", refused.text());
        scene.advance(Lifetime::seconds(30));
        let setup = try_code(&mut visitor, &page, &right).await?;
        assert_eq!(setup.path(), "/sign-in/enrol/app", "{}", setup.text());
    }
    Ok(())
}

const AWAY: Statement = Statement::new("test.codes_away", "ALTER TABLE enrolment_codes RENAME TO enrolment_codes_away");
const BACK: Statement = Statement::new("test.codes_back", "ALTER TABLE enrolment_codes_away RENAME TO enrolment_codes");

#[tokio::test]
async fn a_code_that_could_not_be_looked_at_costs_no_try() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = at_proof(&mut visitor, "bram").await?;
        let page = send(&mut visitor, &page).await?;
        let right = last_code(&scene, &bram).await?;
        scene.rename_table(&AWAY).await?;
        for _ in 0..6 {
            let answer = try_code(&mut visitor, &page, &right).await?;
            assert!(answer.status >= 500, "{}: {}", answer.status, answer.text());
        }
        scene.rename_table(&BACK).await?;
        let wrong = if right.ends_with('1') { "00000002" } else { "00000001" };
        let answer = try_code(&mut visitor, &page, wrong).await?;
        assert!(answer.text().contains("You have 4 tries left"), "{}", answer.text());
        assert_eq!(try_code(&mut visitor, &page, &right).await?.path(), "/sign-in/enrol/app");
    }
    Ok(())
}

/// As if so many failures in a row had been charged to the late proofs of this person.
const FAILED: Statement = Statement::new(
    "test.failed",
    "INSERT INTO factor_throttles (organisation_id, user_id, factor, failures, unknown_failures)
     VALUES ($1, $2, $3, $4, 0)",
);

#[tokio::test]
async fn a_hundred_wrong_codes_close_that_way_and_the_helpdesk_opens_another() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let (org, user) = (scene.house.organisation.id, bram.id);
        let failed: Result<u64, store::Error> = scene
            .house
            .ctx
            .db()
            .write(move |tx| {
                Box::pin(async move {
                    let params = [org.bytes().into(), user.bytes().into(), "emailed-code".into(), 99_i64.into()];
                    tx.execute(&FAILED, &params).await
                })
            })
            .await;
        failed?;
        let mut visitor = scene.visitor()?;
        let page = at_proof(&mut visitor, "bram").await?;
        let mut page = send(&mut visitor, &page).await?;
        let right = last_code(&scene, &bram).await?;
        let wrong = if right.ends_with('1') { "00000002" } else { "00000001" };
        for code in [wrong, &right] {
            page = try_code(&mut visitor, &page, code).await?;
            assert_eq!((page.status, page.path()), (200, PROOF));
            assert!(!page.text().contains(" days"), "no end of it is promised: {}", page.text());
            scene.advance(Lifetime::minutes(5));
        }
        assert_eq!(scene.count(&bram, "factor-disabled").await?, 1);
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let pass = switch_off(ctx, organisation, bram.id, "cannot get in", Lifetime::hours(1)).await?;
        let mut visitor = scene.visitor()?;
        let page = at_proof(&mut visitor, "bram").await?;
        let setup = visitor.fill(&page, PROOF, &[("act", "pass"), ("pass", &pass.text)]).await?;
        assert_eq!(setup.path(), "/sign-in/enrol/app", "{}", setup.text());
    }
    Ok(())
}

#[tokio::test]
async fn another_code_comes_after_a_minute_and_slowly_after_five() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = at_proof(&mut visitor, "bram").await?;
        let mut page = send(&mut visitor, &page).await?;
        let first = last_code(&scene, &bram).await?;
        for sent in 2..=5 {
            scene.advance(Lifetime::from_micros(Lifetime::seconds(60).micros() - 1));
            let refused = send(&mut visitor, &page).await?;
            assert!(refused.text().contains("A code was sent just now"), "{}", refused.text());
            scene.advance(Lifetime::from_micros(1));
            page = send(&mut visitor, &page).await?;
            assert!(page.text().contains("The code is on its way"), "{}", page.text());
            assert_eq!(scene.mails().await?.len(), sent);
        }
        scene.advance(Lifetime::seconds(60));
        assert!(send(&mut visitor, &page).await?.text().contains("A code was sent just now"));
        // The one before does not work any more.
        let last = last_code(&scene, &bram).await?;
        assert_ne!(first, last);
        let refused = try_code(&mut visitor, &page, &first).await?;
        assert!(refused.text().contains("That code isn’t right"), "{}", refused.text());
        // A new flow, in another browser, restarts nothing.
        let mut other = scene.elsewhere("198.51.100.3")?;
        let elsewhere = at_proof(&mut other, "bram").await?;
        assert!(send(&mut other, &elsewhere).await?.text().contains("A code was sent just now"));
        scene.advance(Lifetime::minutes(14));
        let mut later = scene.visitor()?;
        let page = at_proof(&mut later, "bram").await?;
        send(&mut later, &page).await?;
        assert_eq!(scene.mails().await?.len(), 6);
    }
    Ok(())
}

#[tokio::test]
async fn a_code_stands_in_the_sign_in_that_asked_for_it_and_nobody_elsewhere_ends_it() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let mut owner = scene.visitor()?;
        let page = at_proof(&mut owner, "bram").await?;
        let page = send(&mut owner, &page).await?;
        assert!(page.body.contains("name=\"code\""), "{}", page.text());
        let code = last_code(&scene, &bram).await?;
        // Another sign-in shows no field for a code that it would refuse.
        let mut thief = scene.elsewhere("198.51.100.3")?;
        let elsewhere = at_proof(&mut thief, "bram").await?;
        assert!(!elsewhere.body.contains("name=\"code\""), "{}", elsewhere.text());
        assert!(send(&mut thief, &elsewhere).await?.text().contains("A code was sent just now"), "one limit a person");
        scene.advance(Lifetime::seconds(60));
        let elsewhere = send(&mut thief, &elsewhere).await?;
        assert!(elsewhere.text().contains("The code is on its way"), "{}", elsewhere.text());
        let other = last_code(&scene, &bram).await?;
        assert_ne!(code, other);
        let refused = try_code(&mut thief, &elsewhere, &code).await?;
        assert!(refused.text().contains("That code isn’t right"), "{}", refused.text());
        // The first one still is good where it was asked for, and then no other is any more.
        let setup = try_code(&mut owner, &page, &code).await?;
        assert_eq!(setup.path(), "/sign-in/enrol/app", "{}", setup.text());
        let gone = thief.open(PROOF).await?;
        assert!(!gone.body.contains("name=\"code\""), "{}", gone.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_code_ends_with_the_sign_in_that_it_is_good_for() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let bram = scene.member_of("bram", &[GROUP], Some("en"), &["bram@waterland.example"]).await?;
        let mut visitor = scene.visitor()?;
        let page = at_proof(&mut visitor, "bram").await?;
        scene.advance(Lifetime::minutes(4));
        let page = send(&mut visitor, &page).await?;
        let mail = scene.mails().await?.pop().context("no mail")?;
        for text in [page.text(), mail.text.clone()] {
            assert!(text.contains("10:10") && !text.contains("10:14"), "{text}");
        }
        scene.advance(Lifetime::minutes(5));
        let setup = try_code(&mut visitor, &page, &last_code(&scene, &bram).await?).await?;
        assert_eq!(setup.path(), "/sign-in/enrol/app", "{}", setup.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_code_lives_ten_minutes_works_once_and_for_its_owner_alone() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let cato = scene.member("cato", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = at_proof(&mut visitor, "bram").await?;
        send(&mut visitor, &page).await?;
        let of_bram = last_code(&scene, &bram).await?;
        // Somebody else's sign-in.
        let mut of_cato = scene.visitor()?;
        let page = at_proof(&mut of_cato, "cato").await?;
        let page = send(&mut of_cato, &page).await?;
        let refused = try_code(&mut of_cato, &page, &of_bram).await?;
        assert!(refused.text().contains("That code isn’t right"), "{}", refused.text());
        let code = last_code(&scene, &cato).await?;
        // Ten minutes later to the moment it is worth nothing.
        scene.advance(Lifetime::minutes(10));
        let mut late = scene.visitor()?;
        let page = at_proof(&mut late, "bram").await?;
        let body = [("act", "code"), ("code", of_bram.as_str())];
        let refused = late.fill(&page, PROOF, &body).await?;
        assert_eq!(refused.path(), PROOF, "{}", refused.text());
        assert!(!late.cookies.contains_key("tweestap-session"));
        let mut late = scene.visitor()?;
        let page = at_proof(&mut late, "cato").await?;
        let page = send(&mut late, &page).await?;
        assert!(!try_code(&mut late, &page, &code).await?.path().ends_with("/app"));
        // Used: in the same flow it opened enrolling, in another one it opens nothing.
        let code = last_code(&scene, &cato).await?;
        assert_eq!(try_code(&mut late, &page, &code).await?.path(), "/sign-in/enrol/app");
        let mut again = scene.visitor()?;
        let page = at_proof(&mut again, "cato").await?;
        let refused = again.fill(&page, PROOF, &[("act", "code"), ("code", &code)]).await?;
        assert_eq!(refused.path(), PROOF);
    }
    Ok(())
}

#[tokio::test]
async fn a_helpdesk_pass_opens_enrolling_once_within_its_time() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let demand = Demand { late_enrolment: LateEnrolment::HelpdeskPass, ..BACKEND };
        policies::save(ctx, organisation, policy("Backend users", Some(GROUP), demand)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let pass = switch_off(ctx, organisation, anna.id, "lost the phone", Lifetime::minutes(10)).await?;
        switch_off(ctx, organisation, bram.id, "new here", Lifetime::minutes(10)).await?;
        let with = |text: &str| [("act".to_owned(), "pass".to_owned()), ("pass".to_owned(), text.to_owned())];
        let give = async |name: &str, text: &str| -> Result<Page> {
            let mut visitor = scene.visitor()?;
            let page = at_proof(&mut visitor, name).await?;
            assert!(!page.body.contains("value=\"send\""), "no code is mailed under this rule");
            let fields = with(text);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            visitor.fill(&page, PROOF, &fields).await
        };
        // Somebody else's, a made-up one.
        for text in [pass.text.as_str(), "T-AAAAA-AAAAA", "12345678"] {
            let page = give("bram", text).await?;
            assert!(page.text().contains("That pass doesn’t work"), "{text}: {}", page.text());
        }
        let spelled = pass.text.to_lowercase().replace('-', " ");
        assert_eq!(give("anna", &spelled).await?.path(), "/sign-in/enrol/app");
        let page = give("anna", &pass.text).await?;
        assert!(page.text().contains("That pass doesn’t work"), "used: {}", page.text());
        // Its end.
        let pass = switch_off(ctx, organisation, anna.id, "lost it again", Lifetime::minutes(10)).await?;
        scene.advance(Lifetime::minutes(10));
        assert!(give("anna", &pass.text).await?.text().contains("That pass doesn’t work"));
        // The person is told that it was switched off.
        let told = scene.mails_to("anna@waterland.example").await?;
        assert_eq!(
            told.iter()
                .filter(|mail| mail.header("Subject").is_some_and(|subject| subject.contains("uitgezet")))
                .count(),
            2
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_mail_that_is_not_taken_yet_is_tried_again_and_arrives_once() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        scene.sink.answer(Stage::Recipient, Answer::Say("451 4.7.1 come back later".to_owned()), 1);
        let mut visitor = scene.visitor()?;
        let page = at_proof(&mut visitor, "bram").await?;
        let page = send(&mut visitor, &page).await?;
        assert!(page.text().contains("The code is on its way"), "{}", page.text());
        // Waiting again, ten seconds from now: the clock brings it.
        let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
        let put_back = async {
            loop {
                let next = store::outbox::next_try_at(db, &[org]).await?;
                if next.is_some_and(|at| at > scene.house.ctx.now()) {
                    return Ok::<_, store::Error>(());
                }
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), put_back).await??;
        assert!(scene.sink.messages().is_empty());
        scene.advance(Lifetime::seconds(10));
        let code = last_code(&scene, &bram).await?;
        let setup = try_code(&mut visitor, &page, &code).await?;
        assert_eq!(setup.path(), "/sign-in/enrol/app", "{}", setup.text());
        assert_eq!(scene.sink.messages().len(), 1);
    }
    Ok(())
}
