//! What somebody tries who has a part of what is needed: a link, a key, a token of another place, a moment at which two ask at once.

use actions::admin::api_keys::KeyEdit;
use actions::admin::people::{self, NewPassword, NewPerson};
use actions::operator::Acting;
use anyhow::{Context as _, Result};
use domain::api_key::{Scope, Scopes};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::api::{Answer, Crm};
use journeys::scene::{BACKEND, GROUP, PASSWORD, Scene, Setup, mailed_code, policy};
use journeys::visitor::{Page, Visitor};
use secrecy::SecretString;
use serde_json::json;
use store::testing::engines;

const BACK: &str = "https://crm.example/back";

async fn hosted(scene: &Scene, crm: &Crm, person: &str) -> Result<(Answer, String)> {
    let body = json!({ "person": person, "source": "203.0.113.7", "return_to": BACK });
    let begun = crm.post("/sign-ins", &body).await?;
    let link = begun.text("/page").strip_prefix(&scene.house.site).with_context(|| begun.body.to_string())?.to_owned();
    Ok((begun, link))
}

async fn opened(scene: &Scene, link: &str) -> Result<(Visitor, Page)> {
    let mut browser = scene.visitor()?;
    let first = browser.get(link).await?;
    let shown = browser.follow(first).await?;
    Ok((browser, shown))
}

#[tokio::test]
async fn what_is_proved_in_a_browser_opens_nothing_to_whoever_sent_the_link() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bert = scene.member("bert", &[GROUP]).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        scene.move_to("2026-12-08 00:00:00")?;
        // Past the deadline: the one who was sent the link types the mailed code.
        let (begun, link) = hosted(&scene, &crm, "bert").await?;
        let at = |what: &str| format!("/sign-ins/{}/{what}", begun.text("/id"));
        let early = crm.post(&at("code"), &json!({})).await?;
        assert_eq!(early.body["sent"], json!(true));
        let (mut victim, page) = opened(&scene, &link).await?;
        assert_eq!(page.path(), "/sign-in/enrol");
        scene.advance(Lifetime::seconds(61));
        let asked = victim.open("/sign-in/enrol/proof").await?;
        victim.submit(&asked, "/sign-in/enrol/proof", &[("act", "send")]).await?;
        let mails = scene.mails_to("bert@waterland.example").await?;
        let code = mailed_code(mails.last().context("no mail")?)?;
        let asked = victim.open("/sign-in/enrol/proof").await?;
        victim.fill(&asked, "/sign-in/enrol/proof", &[("act", "prove"), ("code", &code)]).await?;
        for (what, body) in [
            ("enrolment", json!({})),
            ("enrolment/confirm", json!({ "code": "123456" })),
            ("verify", json!({ "code": "123456" })),
            ("later", json!({})),
            ("code", json!({})),
        ] {
            let answer = crm.post(&at(what), &body).await?;
            assert_eq!((answer.status, answer.problem()), (409, "not-now"), "{what} {}", answer.body);
        }
        assert_eq!(scene.count(&bert, "authenticator-added").await?, 0);

        // The other way round: what was begun on the platform's own pages goes on in no other browser.
        let (begun, link) = hosted(&scene, &crm, "bert").await?;
        let at = |what: &str| format!("/sign-ins/{}/{what}", begun.text("/id"));
        scene.advance(Lifetime::minutes(16));
        let (begun_anew, link_anew) = hosted(&scene, &crm, "bert").await?;
        assert!(opened(&scene, &link).await?.1.text().contains("worked once"), "over");
        assert_eq!(crm.post(&at("code"), &json!({})).await?.problem(), "no-sign-in");
        let at = |what: &str| format!("/sign-ins/{}/{what}", begun_anew.text("/id"));
        assert_eq!(crm.post(&at("code"), &json!({})).await?.body["sent"], json!(true));
        let mails = scene.mails_to("bert@waterland.example").await?;
        let code = mailed_code(mails.last().context("no mail")?)?;
        let proved = crm.post(&at("verify"), &json!({ "code": code, "method": "emailed-code" })).await?;
        assert_eq!(proved.text("/verdict"), "right", "{}", proved.body);
        assert!(opened(&scene, &link_anew).await?.1.text().contains("worked once"));

        // A prefetch and a HEAD use no ticket up.
        let (_, link) = hosted(&scene, &crm, "anna").await?;
        let mut scanner = scene.visitor()?;
        assert_eq!(scanner.send(reqwest::Method::HEAD, &link, None).await?.status, 204);
        scanner.header("sec-purpose", "prefetch")?;
        assert_eq!(scanner.get(&link).await?.status, 204);
        assert_eq!(opened(&scene, &link).await?.1.path(), "/sign-in/second-factor");
        assert_eq!(scene.count(&anna, "signed-in").await?, 0);
    }
    Ok(())
}

#[tokio::test]
async fn a_device_at_the_wrong_door_is_unknown_and_ends_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let website = Crm::with(&scene, "Website", Scope::ALL, &[]).await?;
        let begun = crm.begin("anna").await?;
        let path = format!("/sign-ins/{}/verify", begun.text("/id"));
        let there = crm.post(&path, &json!({ "code": scene.code(&anna.key)?, "remember": true })).await?;
        let device = there.text("/device/token").to_owned();
        let id = device.split('.').next().unwrap_or_default();
        scene.advance(Lifetime::minutes(1));
        let mut here = scene.remembered(&anna).await?;
        let ours = here.cookies["tweestap-device"].clone();
        let garbage = format!("{id}.{}", "A".repeat(43));
        for (door, shown) in [(&website, &device), (&website, &garbage), (&crm, &ours), (&website, &ours)] {
            assert_eq!(door.begin_in("anna", Some(shown)).await?.text("/decision"), "prove");
        }
        let mut thief = scene.visitor()?;
        thief.cookies.insert("tweestap-device".into(), device.clone());
        assert_eq!(thief.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
        assert_eq!(crm.step(there.text("/session/token")).await?, "open");
        assert_eq!(here.get("/profile/two-factor").await?.status, 200);
        assert_eq!(scene.count(&anna, "sessions-ended").await?, 0);
        assert_eq!(crm.begin_in("anna", Some(&device)).await?.text("/decision"), "allow");
        // A copy at its own door ends what stands there, and nothing here.
        assert_eq!(crm.begin_in("anna", Some(&device)).await?.text("/decision"), "prove");
        assert_eq!(crm.step(there.text("/session/token")).await?, "end");
        assert_eq!(here.get("/profile/two-factor").await?.status, 200);
        // A key that goes takes its browsers and half sign-ins along.
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        website.begin("anna").await?;
        let begun = crm.begin("anna").await?;
        let path = format!("/sign-ins/{}/verify", begun.text("/id"));
        scene.advance(Lifetime::minutes(1));
        crm.post(&path, &json!({ "code": scene.code(&anna.key)?, "remember": true })).await?;
        actions::admin::api_keys::remove_by_command_line(ctx, organisation, "CRM").await?;
        let left = store::trusted_device::of_user(ctx.db(), organisation.id, anna.id).await?;
        assert!(left.iter().all(|device| device.platform.is_none()) && left.len() == 1, "{left:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_administrator_is_not_set_up_by_the_word_of_a_platform() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let new = NewPerson {
            user_name: "olga".to_owned(),
            display_name: "Olga Jansen".to_owned(),
            addresses: vec!["olga@waterland.example".to_owned()],
            language: None,
            role: Role::SuperUser,
            groups: vec![GROUP.to_owned()],
            password: NewPassword::Plain(SecretString::from(PASSWORD)),
        };
        people::add(&scene.house.ctx, &scene.house.organisation, new).await?;
        let crm = Crm::of(&scene).await?;
        let (begun, link) = hosted(&scene, &crm, "olga").await?;
        assert_eq!(begun.text("/decision"), "offer");
        assert_eq!(begun.body["enrol"]["late"]["methods"], json!(["emailed-code", "helpdesk-pass"]));
        let at = |what: &str| format!("/sign-ins/{}/{what}", begun.text("/id"));
        assert_eq!(crm.post(&at("enrolment"), &json!({})).await?.problem(), "late-proof-first");
        let (mut browser, page) = opened(&scene, &link).await?;
        let now = browser.fill(&page, "/sign-in/enrol", &[("choice", "now")]).await?;
        assert_eq!(now.path(), "/sign-in/enrol/proof", "{}", now.text());
    }
    Ok(())
}

#[tokio::test]
async fn the_log_says_which_platform_said_so() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let wrong = json!({ "person": "anna", "code": scene.wrong_code(&anna.key)?, "source": "127.0.0.1" });
        crm.post("/verify", &wrong).await?;
        crm.signed_in(&scene, &anna).await?;
        let events = scene.events(&anna).await?;
        for kind in ["factor-failed", "factor-accepted", "signed-in", "platform-asked"] {
            let event = events.iter().find(|event| event.kind == kind).with_context(|| kind.to_owned())?;
            let source = event.source.as_deref().unwrap_or_default();
            assert!(["127.0.0.1 (CRM)", "203.0.113.7 (CRM)"].contains(&source), "{kind} {source}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_stands_no_longer_than_what_was_asked() -> Result<()> {
    for engine in engines() {
        let demand = domain::policy::Demand { idle: Some(Lifetime::hours(1)), ..BACKEND };
        let setup = Setup { policies: vec![policy("Backend users", Some(GROUP), demand)], ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let signed_in = crm.signed_in(&scene, &anna).await?;
        assert_eq!(signed_in.text("/valid_until"), "2026-12-01T10:00:00Z", "an hour without a request");
        let ask = |age: u32| json!({ "session": signed_in.text("/session/token"), "max_age": age });
        for (age, until) in [(0, "2026-12-01T09:01:00Z"), (120, "2026-12-01T09:02:00Z"), (9999, "2026-12-01T09:05:00Z")]
        {
            let answer = crm.post("/sessions/check", &ask(age)).await?;
            assert_eq!((answer.text("/step"), answer.text("/valid_until")), ("open", until), "{age}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn of_two_at_once_one_is_done() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        for round in 0..5 {
            // One code, in sixteen sign-ins and bare checks.
            scene.advance(Lifetime::minutes(1));
            let code = scene.code(&anna.key)?;
            let mut tries = Vec::new();
            for n in 0..16 {
                let (crm, code) = (crm.clone(), code.clone());
                let begun = if n % 2 == 0 { Some(crm.begin("anna").await?) } else { None };
                tries.push(tokio::spawn(async move {
                    if let Some(begun) = begun {
                        return crm.verify(&begun, &code).await;
                    }
                    let bare = json!({ "person": "anna", "code": code, "source": "203.0.113.7" });
                    crm.post("/verify", &bare).await
                }));
            }
            let mut right = 0;
            for answer in tries {
                right += usize::from(answer.await??.text("/verdict") == "right");
            }
            assert_eq!(right, 1, "round {round}");

            // One ticket in many browsers, one result claimed many times.
            scene.advance(Lifetime::minutes(1));
            let (begun, link) = hosted(&scene, &crm, "anna").await?;
            let browsers =
                (0..8).map(|_| scene.visitor()).collect::<Result<Vec<_>>>()?.into_iter().map(|mut browser| {
                    let link = link.clone();
                    tokio::spawn(async move { browser.get(&link).await.map(|page| (browser, page)) })
                });
            let mut taken = Vec::new();
            for browser in browsers.collect::<Vec<_>>() {
                let (browser, page) = browser.await??;
                if page.location() == "/sign-in/second-factor" {
                    taken.push((browser, page));
                }
            }
            assert_eq!(taken.len(), 1, "round {round}");
            let (mut browser, page) = taken.remove(0);
            let page = browser.follow(page).await?;
            let done = browser.fill(&page, "/sign-in/second-factor", &[("code", &scene.code(&anna.key)?)]).await?;
            let result = done.body.split("tweestap=").nth(1).and_then(|rest| rest.split('"').next());
            let result = result.with_context(|| done.text())?.to_owned();
            let claims = (0..8).map(|_| {
                let (crm, result) = (crm.clone(), result.clone());
                let path = format!("/sign-ins/{}/result", begun.text("/id"));
                tokio::spawn(async move { crm.post(&path, &json!({ "result": result })).await })
            });
            let mut allowed = 0;
            for claim in claims.collect::<Vec<_>>() {
                allowed += usize::from(claim.await??.text("/decision") == "allow");
            }
            assert_eq!(allowed, 1, "round {round}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn whoever_is_blocked_before_the_result_is_claimed_stays_out() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bert", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let (begun, link) = hosted(&scene, &crm, "bert").await?;
        let (mut browser, page) = opened(&scene, &link).await?;
        let done = browser.fill(&page, "/sign-in/enrol", &[("choice", "later"), ("later", "next")]).await?;
        let result = done.body.split("tweestap=").nth(1).and_then(|rest| rest.split('"').next());
        let result = result.with_context(|| done.text())?.to_owned();
        scene.move_to("2026-12-01 10:05:00")?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        actions::admin::people::set_blocked(ctx, organisation, begun.text("/person/id").parse()?, true).await?;
        let path = format!("/sign-ins/{}/result", begun.text("/id"));
        let claim = json!({ "result": result });
        assert_eq!(crm.post(&path, &claim).await?.problem(), "no-sign-in");
        actions::admin::people::set_blocked(ctx, organisation, begun.text("/person/id").parse()?, false).await?;
        // A block ends what is half done for good.
        assert_eq!(crm.post(&path, &claim).await?.problem(), "no-sign-in");
    }
    Ok(())
}

#[tokio::test]
async fn a_closed_organisation_refuses_everybody() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let signed_in = crm.signed_in(&scene, &anna).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        actions::operator::close(ctx, Acting::CommandLine, organisation.id).await?;
        assert_eq!(crm.begin("anna").await?.text("/decision"), "refuse");
        assert_eq!(crm.step(signed_in.text("/session/token")).await?, "end");
        let bare = json!({ "person": "anna", "code": scene.code_in(&anna.key, 1)?, "source": "203.0.113.7" });
        assert_eq!(crm.post("/verify", &bare).await?.text("/verdict"), "wrong");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_types_wrong_codes_for_everybody_is_stopped() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let bert = scene.member_with_app("bert", &[GROUP]).await?;
        let edit = KeyEdit {
            name: "Leaked".to_owned(),
            scopes: Scopes::of(Scope::ALL.iter().copied()),
            addresses: String::new(),
            rate: "6".to_owned(),
        };
        let leaked = Crm::made(&scene.house, &edit).await?;
        let wrong = |person: &str| json!({ "person": person, "code": "wrong", "source": "203.0.113.7" });
        for n in 0..6 {
            let person = if n % 2 == 0 { "anna" } else { "bert" };
            assert_eq!(leaked.post("/verify", &wrong(person)).await?.text("/verdict"), "wrong");
        }
        scene.advance(Lifetime::minutes(1));
        let begun = leaked.begin("anna").await?;
        let right = scene.code(&anna.key)?;
        let stopped = leaked.verify(&begun, &right).await?;
        assert_eq!((stopped.status, stopped.problem()), (429, "too-many-wrong-codes"));
        assert_eq!(stopped.header("retry-after"), "3540");
        assert_eq!(leaked.post("/verify", &wrong("bert")).await?.problem(), "too-many-wrong-codes");
        // Nobody is charged for what was not looked at, and other doors are open.
        assert_eq!(scene.count(&bert, "factor-failed").await?, 3);
        let crm = Crm::of(&scene).await?;
        let begun = crm.begin("anna").await?;
        assert_eq!(crm.verify(&begun, &right).await?.text("/decision"), "allow");
        scene.advance(Lifetime::minutes(59));
        let begun = leaked.begin("bert").await?;
        assert_eq!(leaked.verify(&begun, &scene.code(&bert.key)?).await?.text("/decision"), "allow");
        let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
        let all = store::audit::newest(db, org, &store::audit::Filter::default(), None, 100).await?;
        assert_eq!(all.iter().filter(|event| event.kind == "platform-slowed").count(), 1);
    }
    Ok(())
}
