//! My profile: what a person changes about oneself, with a proof at most five minutes old, and nothing of others.

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
            assert!(mails[1].text.contains("Your other apps still work."), "{}", mails[1].text);
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

#[tokio::test]
async fn another_password_ends_other_sessions_and_trust_and_is_told_everywhere() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = anna(&scene).await?;
        let mut elsewhere = scene.remembered(&anna).await?;
        let mut half = scene.visitor()?;
        let waiting = half.sign_in("anna", PASSWORD).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        let page = visitor.open("/profile/password").await?;
        for (current, new, words) in [
            (NEW_PASSWORD, NEW_PASSWORD, "The current password isn’t right"),
            (PASSWORD, PASSWORD, "This is your current password"),
            (PASSWORD, "kort7!", "Too short: use at least 8 characters"),
            (PASSWORD, "password1", "easy to guess"),
            (PASSWORD, "Waterland2026", "It leans on your name"),
        ] {
            let page = visitor.fill(&page, "/profile/password", &[("current", current), ("new", new)]).await?;
            assert!(page.text().contains(words), "{new}: {}", page.text());
            assert!(!page.body.contains(new) && !page.body.contains(current));
        }
        assert_eq!(elsewhere.get("/session").await?.status, 204);
        let fields = [("current", PASSWORD), ("new", NEW_PASSWORD)];
        let page = visitor.fill(&page, "/profile/password", &fields).await?;
        assert!(page.text().contains("Your password was changed"), "{}", page.text());
        assert_eq!(visitor.get("/session").await?.status, 204);
        assert_eq!(elsewhere.get("/session").await?.status, 401);
        scene.advance(STEP);
        assert_eq!(half.prove(&waiting, &anna.key, scene.seconds()).await?.location(), "/sign-in");
        for address in ["anna@waterland.example", "anna@thuis.example"] {
            let subjects = subjects_to(&scene, address).await?;
            assert!(subjects.iter().any(|subject| subject.contains("was changed")), "{subjects:?}");
        }
        let page = elsewhere.sign_in("anna", PASSWORD).await?;
        assert!(page.text().contains("don’t belong together"), "{}", page.text());
        let page = elsewhere.sign_in("anna", NEW_PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor", "trust is gone too");
    }
    Ok(())
}

#[tokio::test]
async fn devices_and_sessions_are_listed_and_ended_one_by_one_or_all() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = anna(&scene).await?;
        let mut first = scene.remembered(&anna).await?;
        let mut second = scene.remembered(&anna).await?;
        let mut here = scene.remembered(&anna).await?;
        // Devices: three; one is forgotten, then all.
        let page = here.get("/profile/devices").await?;
        let forget = addresses(&page, "/forget");
        assert_eq!(forget.len(), 3);
        assert!(page.text().contains("This device"));
        let page = here.fill(&page, &forget[0], &[]).await?;
        assert_eq!(addresses(&page, "/forget").len(), 2);
        let again =
            here.send(Method::POST, &forget[0], Some(journeys::visitor::encode(&page.form("/sign-out")?))).await?;
        assert_eq!(again.status, 404);
        let page = here.fill(&page, "/profile/devices/forget-all", &[]).await?;
        assert!(page.text().contains("There are no trusted devices"), "{}", page.text());
        first.cookies.remove("tweestap-session");
        assert_eq!(first.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
        // Sessions: one is ended, then all but this one.
        let page = here.get("/profile/sessions").await?;
        let end = addresses(&page, "/end");
        assert_eq!(end.len(), 2, "not the one that asks");
        let page = here.fill(&page, &end[0], &[]).await?;
        assert_eq!(addresses(&page, "/end").len(), 1);
        let mut third = scene.remembered(&anna).await?;
        assert_eq!(third.get("/session").await?.status, 204);
        let page = here.open("/profile/sessions/end-all").await?;
        let page = here.fill(&page, "/profile/sessions/end-all", &[]).await?;
        assert!(page.text().contains("You’re signed out everywhere except here"), "{}", page.text());
        assert!(addresses(&page, "/end").is_empty());
        for other in [&mut second, &mut third] {
            assert_eq!(other.get("/session").await?.status, 401);
        }
        assert_eq!(third.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor", "trust goes with it");
        assert_eq!(here.get("/session").await?.status, 204);
    }
    Ok(())
}

#[tokio::test]
async fn what_belongs_to_another_person_is_not_there() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = anna(&scene).await?;
        let bram = scene.member_with_app("bram", &[GROUP]).await?;
        let mut of_anna = scene.remembered(&anna).await?;
        let mut other_of_anna = scene.signed_in(&anna).await?;
        add_app(&scene, &mut of_anna, "Tablet").await?;
        scene.advance(STEP);
        other_of_anna = scene.remembered(&anna).await.unwrap_or(other_of_anna);
        let mut theirs = Vec::new();
        for page in [TWO_FACTOR, "/profile/devices", "/profile/sessions"] {
            let page = of_anna.get(page).await?;
            for ending in ["/rename", "/remove", "/forget", "/end"] {
                theirs.extend(addresses(&page, ending));
            }
        }
        assert!(theirs.len() >= 6, "{theirs:?}");
        let garbage = ["x", "00000000-0000-0000-0000-000000000000", "%00", "..", "1%27--"];
        let own = theirs.clone();
        for id in garbage {
            for ending in
                ["two-factor/{id}/rename", "two-factor/{id}/remove", "devices/{id}/forget", "sessions/{id}/end"]
            {
                theirs.push(format!("/profile/{}", ending.replace("{id}", id)));
            }
        }
        let mut visitor = scene.signed_in(&bram).await?;
        let csrf = visitor.get("/").await?.form("/sign-out")?;
        let before = scene.events(&anna).await?.len();
        for path in &theirs {
            let mut pairs = csrf.clone();
            pairs.push(("label".to_owned(), "mine".to_owned()));
            let body = journeys::visitor::encode(&pairs);
            let answer = visitor.send(Method::POST, path, Some(body)).await?;
            assert_eq!(answer.status, 404, "POST {path}");
            if path.ends_with("/rename") || path.ends_with("/remove") {
                let answer = visitor.get(path).await?;
                assert_eq!(answer.status, 404, "GET {path}");
                assert!(!answer.text().contains("Tablet"));
            }
        }
        assert_eq!(scene.events(&anna).await?.len(), before);
        assert_eq!(of_anna.get("/session").await?.status, 204);
        assert_eq!(other_of_anna.get("/session").await?.status, 204);
        for path in own.iter().filter(|path| path.ends_with("/rename")) {
            assert_eq!(of_anna.get(path).await?.status, 200, "{path} is Anna's");
        }
    }
    Ok(())
}
