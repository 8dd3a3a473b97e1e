//! What My profile does to other places: sessions and devices, ended one by one or all, and nobody else's.

use anyhow::Result;
use journeys::scene::{GROUP, PASSWORD, STEP, Scene};
use reqwest::Method;
use store::testing::engines;

use crate::profile::{NEW_PASSWORD, TWO_FACTOR, add_app, addresses, anna, subjects_to};

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
