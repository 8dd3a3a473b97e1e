//! My profile: what a person changes about oneself, with a proof at most five minutes old, and nothing of others.

mod elsewhere;

use anyhow::{Context, Result};
use domain::time::Lifetime;
use journeys::scene::{GROUP, Member, PASSWORD, STEP, Scene, Setup, policy, recovery_codes};
use journeys::visitor::{Page, Visitor};
use reqwest::Method;
use store::testing::engines;

const TWO_FACTOR: &str = "/profile/two-factor";
const ADD: &str = "/profile/two-factor/add";
const CODES: &str = "/profile/two-factor/recovery-codes";
const NEW_PASSWORD: &str = "acht blauwe bootjes bij Marken";
const FIVE_MINUTES: Lifetime = Lifetime::minutes(5);

/// The addresses on a page that end so.
fn addresses(page: &Page, ending: &str) -> Vec<String> {
    let quoted = page.body.split('"').filter(|text| text.starts_with("/profile/") && text.ends_with(ending));
    let mut all: Vec<String> = quoted.map(str::to_owned).collect();
    all.dedup();
    all
}

/// A person with two addresses and an app.
async fn anna(scene: &Scene) -> Result<Member> {
    let addresses = ["anna@waterland.example", "anna@thuis.example"];
    let member = scene.member_of("anna", &[GROUP], Some("en"), &addresses).await?;
    scene.give_app(member).await
}

/// Adds a second app by the pages; answers its key.
async fn add_app(scene: &Scene, visitor: &mut Visitor, label: &str) -> Result<String> {
    let page = visitor.open(TWO_FACTOR).await?;
    let setup = visitor.fill(&page, ADD, &[]).await?;
    let key = journeys::visitor::key_on(&setup)?;
    let done = visitor.submit(&setup, ADD, &[("code", &scene.code(&key)?), ("label", label)]).await?;
    anyhow::ensure!(matches!(done.status, 200 | 303), "{}", done.text());
    Ok(key)
}

async fn subjects_to(scene: &Scene, address: &str) -> Result<Vec<String>> {
    let mails = scene.mails_to(address).await?;
    Ok(mails.iter().filter_map(|mail| mail.header("Subject").map(str::to_owned)).collect())
}

#[tokio::test]
async fn a_second_app_is_added_named_and_the_first_removed() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = anna(&scene).await?;
        let mut elsewhere = scene.signed_in(&anna).await?;
        let mut visitor = scene.remembered(&anna).await?;
        let key = add_app(&scene, &mut visitor, "Tablet").await?;
        assert_ne!(key, anna.key);
        assert_eq!(elsewhere.get("/session").await?.status, 401, "other sessions end");
        assert_eq!(visitor.get("/session").await?.status, 204, "this one goes on");
        assert_eq!(scene.count(&anna, "devices-forgotten").await?, 1, "trust is gone");

        // Another name, which needs no proof.
        scene.advance(Lifetime::hours(1));
        let page = visitor.get(TWO_FACTOR).await?;
        assert!(page.text().contains("Tablet") && page.text().contains("Phone"), "{}", page.text());
        let of = async |visitor: &mut Visitor, name: &str, act: &str| -> Result<String> {
            for address in addresses(&visitor.get(TWO_FACTOR).await?, "/rename") {
                if visitor.get(&address).await?.body.contains(&format!("value=\"{name}\"")) {
                    return Ok(address.replace("/rename", act));
                }
            }
            anyhow::bail!("no app called {name}")
        };
        let rename = of(&mut visitor, "Tablet", "/rename").await?;
        for (label, words) in [("", "The device has no name yet"), ("x".repeat(41).as_str(), "That name is too long")] {
            let page = visitor.get(&rename).await?;
            let page = visitor.fill(&page, &rename, &[("label", label)]).await?;
            assert!(page.text().contains(words), "{}", page.text());
        }
        let page = visitor.get(&rename).await?;
        let page = visitor.fill(&page, &rename, &[("label", " iPad \u{7} thuis ")]).await?;
        assert!(page.text().contains("iPad thuis") && !page.text().contains("Tablet"), "{}", page.text());

        // The old one goes: a fresh proof first, then told to every address.
        let remove = of(&mut visitor, "Phone", "/remove").await?;
        let page = visitor.open(&remove).await?;
        assert_eq!(page.path(), "/profile/confirm");
        let code = scene.code(&key)?;
        let page = visitor.fill(&page, "/profile/confirm", &[("code", &code)]).await?;
        assert_eq!(page.path(), remove, "back to what was asked for");
        let page = visitor.fill(&page, &remove, &[]).await?;
        assert!(page.text().contains("Phone was removed"), "{}", page.text());
        for address in ["anna@waterland.example", "anna@thuis.example"] {
            let subjects = subjects_to(&scene, address).await?;
            assert_eq!(subjects.len(), 2, "{subjects:?}");
            assert!(subjects[1].contains("Second step removed"), "{subjects:?}");
            let mails = scene.mails_to(address).await?;
            assert!(mails[1].text.contains("What else you have still works."), "{}", mails[1].text);
        }
        // Codes of the old one are worth nothing, those of the new one are.
        scene.advance(STEP);
        let mut again = scene.visitor()?;
        let page = again.sign_in("anna", PASSWORD).await?;
        let refused = again.prove(&page, &anna.key, scene.seconds()).await?;
        assert_eq!(refused.status, 200);
        assert_eq!(again.prove(&page, &key, scene.seconds()).await?.status, 303);
    }
    Ok(())
}

#[tokio::test]
async fn the_last_app_stays_while_it_is_demanded_and_may_go_where_it_is_not() -> Result<()> {
    for engine in engines() {
        let optional = domain::policy::Demand {
            requirement: domain::policy::Requirement::Optional,
            deadline: None,
            ..journeys::scene::BACKEND
        };
        let policies = vec![
            policy("Backend users", Some(GROUP), journeys::scene::BACKEND),
            policy("Others", Some("Others"), optional),
        ];
        let scene = Scene::with(engine, Setup { policies, ..Setup::default() }).await?;
        for (name, group, stays) in [("anna", GROUP, true), ("bram", "Others", false)] {
            let member = scene.member_with_app(name, &[group]).await?;
            let mut visitor = scene.signed_in(&member).await?;
            let page = visitor.get(TWO_FACTOR).await?;
            let rename = addresses(&page, "/rename").pop().context("no app")?;
            let remove = rename.replace("/rename", "/remove");
            assert_eq!(addresses(&page, "/remove").is_empty(), stays);
            // Whoever types the address or forges the form gets no further.
            let csrf = page.form("/sign-out")?;
            let asked = visitor.open(&remove).await?;
            assert_eq!(asked.text().contains("You can’t remove your last app"), stays, "{}", asked.text());
            let body = journeys::visitor::encode(&csrf);
            let answer = visitor.send(Method::POST, &remove, Some(body)).await?;
            let page = visitor.follow(answer).await?;
            assert_eq!(page.text().contains("You can’t remove your last app"), stays, "{}", page.text());
            assert_eq!(page.text().contains("was removed"), !stays, "{}", page.text());
            let next = scene.visitor()?.sign_in(name, PASSWORD).await?;
            assert_eq!(next.path(), if stays { "/sign-in/second-factor" } else { "/sign-in/enrol" });
            let mails = scene.mails_to(&format!("{name}@waterland.example")).await?;
            let told: Vec<&str> = mails.iter().map(|mail| mail.text.as_str()).collect();
            let alone = told.iter().any(|text| text.contains("Je logt nu in met alleen je wachtwoord."));
            assert_eq!(alone, !stays, "{told:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_sensitive_change_needs_a_proof_of_at_most_five_minutes() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = anna(&scene).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        add_app(&scene, &mut visitor, "Tablet").await?;
        let rename = addresses(&visitor.get(TWO_FACTOR).await?, "/rename").pop().context("no app")?;
        let remove = rename.replace("/rename", "/remove");
        let fields = [
            (CODES, vec![]),
            (remove.as_str(), vec![]),
            (ADD, vec![("act", "start")]),
            ("/profile/password", vec![("current", PASSWORD), ("new", NEW_PASSWORD)]),
        ];
        for (path, fields) in fields {
            // A proof of now; then one second too old.
            scene.advance(Lifetime::minutes(6));
            let page = visitor.open(CODES).await?;
            assert_eq!(page.path(), "/profile/confirm");
            let code = scene.code(&anna.key)?;
            visitor.fill(&page, "/profile/confirm", &[("code", &code)]).await?;
            let csrf = visitor.get("/").await?.form("/sign-out")?;
            let mut pairs = csrf.clone();
            pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            let body = journeys::visitor::encode(&pairs);
            scene.advance(FIVE_MINUTES);
            if path != ADD {
                let in_time = visitor.clone().open(path).await?;
                assert_eq!((in_time.status, in_time.path()), (200, path), "five minutes are in time");
            }
            scene.advance(Lifetime::seconds(1));
            let before = scene.events(&anna).await?.len();
            let late = visitor.clone().open(path).await?;
            assert_eq!(late.path(), "/profile/confirm", "{path}");
            let answer = visitor.clone().send(Method::POST, path, Some(body)).await?;
            assert_eq!(answer.status, 303, "{path}");
            assert!(answer.location().starts_with("/profile/confirm?return_to="), "{path}: {}", answer.location());
            assert_eq!(scene.events(&anna).await?.len(), before, "{path} was done all the same");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_question_in_between_takes_no_used_code_and_no_password() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = anna(&scene).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        scene.advance(Lifetime::minutes(6));
        let page = visitor.open(CODES).await?;
        assert_eq!(page.path(), "/profile/confirm");
        assert!(!page.body.contains("name=\"remember\"") && !page.body.contains("name=\"password\""));
        let wrong = scene.wrong_code(&anna.key)?;
        for (fields, words) in [
            (vec![("password", PASSWORD)], "That code is too short"),
            (vec![("code", wrong.as_str())], "That code isn’t right"),
        ] {
            let page = visitor.fill(&page, "/profile/confirm", &fields).await?;
            assert!(page.text().contains(words), "{}", page.text());
        }
        let code = scene.code(&anna.key)?;
        let old = visitor.clone();
        let asked = visitor.fill(&page, "/profile/confirm", &[("code", &code)]).await?;
        assert_eq!(asked.path(), CODES);
        assert_eq!(old.clone().get("/session").await?.status, 401, "under another cookie");
        scene.advance(Lifetime::minutes(6));
        let page = visitor.open(CODES).await?;
        let page = visitor.fill(&page, "/profile/confirm", &[("code", &code)]).await?;
        assert!(!page.text().contains("Make new recovery codes?"), "{}", page.text());
        // Whoever has no second factor shows the password.
        let bram = scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&bram).await?;
        scene.advance(Lifetime::minutes(6));
        let home = visitor.get(TWO_FACTOR).await?;
        let page = visitor.fill(&home, ADD, &[]).await?;
        assert_eq!(page.path(), "/profile/confirm");
        let refused = visitor.fill(&page, "/profile/confirm", &[("password", NEW_PASSWORD)]).await?;
        assert!(refused.text().contains("That password isn’t right"), "{}", refused.text());
        let setup = visitor.fill(&page, "/profile/confirm", &[("password", PASSWORD)]).await?;
        assert_eq!(setup.path(), ADD);
        let (shown, _) = visitor.confirm_app(&setup, ADD, scene.seconds()).await?;
        assert_eq!(recovery_codes(&shown).len(), 10);
    }
    Ok(())
}

#[tokio::test]
async fn new_recovery_codes_make_the_old_ones_worthless_and_are_shown_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = anna(&scene).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        let make = async |visitor: &mut Visitor| -> Result<Vec<String>> {
            let page = visitor.open(CODES).await?;
            let shown = visitor.submit(&page, CODES, &[]).await?;
            assert_eq!(shown.header("cache-control"), "no-store");
            let codes = recovery_codes(&shown);
            assert_eq!(codes.len(), 10, "{}", shown.text());
            Ok(codes)
        };
        let old = make(&mut visitor).await?;
        let new = make(&mut visitor).await?;
        assert!(old.iter().all(|code| !new.contains(code)));
        assert!(recovery_codes(&visitor.open(CODES).await?).is_empty());
        let mails = subjects_to(&scene, "anna@thuis.example").await?;
        assert_eq!(mails.iter().filter(|subject| subject.contains("New recovery codes")).count(), 2, "{mails:?}");
        let mut other = scene.visitor()?;
        other.sign_in("anna", PASSWORD).await?;
        let page = other.open("/sign-in/recovery-code").await?;
        let refused = other.submit(&page, "/sign-in/recovery-code", &[("code", &old[3])]).await?;
        assert!(recovery_codes(&refused).is_empty());
        let shown = other.submit(&page, "/sign-in/recovery-code", &[("code", &new[3])]).await?;
        assert_eq!(recovery_codes(&shown).len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn new_recovery_codes_are_made_five_times_and_then_once_an_hour() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = anna(&scene).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        let page = visitor.open(CODES).await?;
        let mut last = Vec::new();
        for _ in 0..5 {
            last = recovery_codes(&visitor.submit(&page, CODES, &[]).await?);
            assert_eq!(last.len(), 10);
        }
        let mails = scene.mails().await?.len();
        let refused = visitor.submit(&page, CODES, &[]).await?;
        assert_eq!((refused.status, refused.header("retry-after")), (429, "3600"));
        let text = refused.text();
        assert!(text.contains("several times just now") && text.contains("keep working"), "{text}");
        assert_eq!(scene.count(&anna, "recovery-codes-made").await?, 5);
        assert_eq!(scene.mails().await?.len(), mails);

        // It is the person who waits, in whatever session; the last codes work, and an hour later new ones are made.
        let mut other = scene.signed_in(&anna).await?;
        let page = other.open(CODES).await?;
        assert_eq!(other.submit(&page, CODES, &[]).await?.status, 429);
        scene.advance(Lifetime::hours(1));
        let mut later = scene.visitor()?;
        later.sign_in("anna", PASSWORD).await?;
        let page = later.open("/sign-in/recovery-code").await?;
        let shown = later.submit(&page, "/sign-in/recovery-code", &[("code", &last[0])]).await?;
        assert_eq!(recovery_codes(&shown).len(), 1, "{}", shown.text());
        let page = later.open(CODES).await?;
        assert_eq!(recovery_codes(&later.submit(&page, CODES, &[]).await?).len(), 10);
        assert_eq!(later.submit(&page, CODES, &[]).await?.status, 429);
    }
    Ok(())
}
