//! Signing in with both steps: what is asked when, which browser is remembered, and what changes in the middle of a
//! session. The thirteen worked cases are in `worked_cases.rs`.

use actions::admin::people::{self, Membership};
use actions::admin::policies;
use anyhow::Result;
use domain::policy::{Ask, Demand, Requirement, Stay};
use domain::time::Lifetime;
use journeys::scene::{BACKEND, GROUP, PASSWORD, STEP, Scene, Setup, policy};
use store::testing::engines;

const ALMOST_30_DAYS: Lifetime = Lifetime::from_micros(Lifetime::days(30).micros() - Lifetime::hours(1).micros());
const MOMENT: Lifetime = Lifetime::from_micros(1);

fn almost(span: Lifetime) -> Lifetime {
    Lifetime::from_micros(span.micros() - 1)
}

fn scene_of(demand: Demand) -> Setup {
    Setup { policies: vec![policy("Backend users", Some(GROUP), demand)], ..Setup::default() }
}

#[tokio::test]
async fn a_remembered_browser_spares_the_code_for_its_period_and_no_longer() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("anna", PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor");
        assert!(page.text().contains("Remember this device for 30 days"), "{}", page.text());
        let code = scene.code(&anna.key)?;
        let answer = visitor.submit(&page, "/sign-in/second-factor", &[("code", &code), ("remember", "1")]).await?;
        assert_eq!((answer.status, answer.location()), (303, "/"));
        assert!(answer.set_cookie("tweestap-device").contains("Max-Age=2592000"), "thirty days");
        assert!(answer.set_cookie("tweestap-session").contains("Max-Age=86400"), "a day");
        let home = visitor.get("/").await?;
        let told = home.text();
        assert!(told.contains("You’re signed in until tomorrow at 10:00"), "{told}");
        assert!(told.contains("also if you close your browser in between"), "{told}");
        assert!(told.contains("On this device we don’t ask for a code until 31 December 2026"), "{told}");

        // 29 days and 23 hours later: the password alone; the cookie is another one each time.
        scene.advance(ALMOST_30_DAYS);
        let before = visitor.cookies.get("tweestap-device").cloned();
        let page = visitor.sign_in("anna", PASSWORD).await?;
        assert!(page.is_of_someone_signed_in(), "{}", page.text());
        assert_ne!(visitor.cookies.get("tweestap-device").cloned(), before, "rotated at use");

        // Another browser asks.
        assert_eq!(scene.visitor()?.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");

        // The last moment of the period, and its end. Using it did not lengthen it.
        visitor.cookies.remove("tweestap-session");
        scene.advance(almost(Lifetime::hours(1)));
        assert!(visitor.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in());
        visitor.cookies.remove("tweestap-session");
        scene.advance(MOMENT);
        assert_eq!(visitor.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn without_the_tick_no_browser_is_remembered() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        assert!(!visitor.cookies.contains_key("tweestap-device"));
        let home = visitor.get("/").await?;
        assert!(home.text().contains("We don’t remember this device"), "{}", home.text());
        visitor.cookies.remove("tweestap-session");
        assert_eq!(visitor.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn where_it_is_asked_always_nothing_is_remembered_not_even_when_forced() -> Result<()> {
    for engine in engines() {
        let scene = Scene::with(engine, scene_of(Demand { ask: Ask::Always, ..BACKEND })).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("anna", PASSWORD).await?;
        assert!(!page.body.contains("name=\"remember\""), "{}", page.text());
        let code = scene.code(&anna.key)?;
        let page = visitor.fill(&page, "/sign-in/second-factor", &[("code", &code), ("remember", "1")]).await?;
        assert!(page.is_of_someone_signed_in());
        assert!(!visitor.cookies.contains_key("tweestap-device"));
        assert!(page.text().contains("Every time you sign in, we ask for a code"), "{}", page.text());
        visitor.cookies.remove("tweestap-session");
        assert_eq!(visitor.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn a_device_cookie_of_someone_else_spares_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let bram = scene.member_with_app("bram", &[GROUP]).await?;
        let mut of_anna = scene.remembered(&anna).await?;
        of_anna.cookies.remove("tweestap-session");
        let page = of_anna.sign_in("bram", PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor");
        // Trying it took nothing from Anna.
        of_anna.cookies.remove("tweestap-sign-in");
        assert!(of_anna.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in());
        // Halves of both rows do not add up to one.
        let of_bram = scene.remembered(&bram).await?;
        let parts = |visitor: &journeys::visitor::Visitor| {
            let value = visitor.cookies.get("tweestap-device").cloned().unwrap_or_default();
            value.split_once('.').map(|(id, token)| (id.to_owned(), token.to_owned())).unwrap_or_default()
        };
        let mixed = format!("{}.{}", parts(&of_anna).0, parts(&of_bram).1);
        for name in ["anna", "bram"] {
            let mut visitor = scene.visitor()?;
            visitor.cookies.insert("tweestap-device".to_owned(), mixed.clone());
            assert_eq!(visitor.sign_in(name, PASSWORD).await?.path(), "/sign-in/second-factor", "{name}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_copy_of_a_device_cookie_makes_the_device_forgotten() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut owner = scene.remembered(&anna).await?;
        owner.cookies.remove("tweestap-session");
        let mut thief = owner.clone();
        assert!(owner.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in(), "the cookie is another one now");
        // The copy was spent: a code is asked, and nobody is remembered by that row any more.
        assert_eq!(thief.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
        owner.cookies.remove("tweestap-session");
        assert_eq!(owner.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
        assert_eq!(scene.count(&anna, "devices-forgotten").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_session_ends_when_its_time_is_over_and_not_before() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        visitor.close_browser();
        scene.advance(almost(Lifetime::days(1)));
        assert!(visitor.get("/").await?.is_of_someone_signed_in(), "it outlives the browser");
        assert_eq!(visitor.get("/session").await?.status, 204);
        scene.advance(MOMENT);
        assert_eq!(visitor.get("/session").await?.status, 401);
        let page = visitor.open("/profile/sessions").await?;
        assert_eq!(page.path(), "/sign-in");
        assert!(page.text().contains("You’re no longer signed in"), "{}", page.text());
        assert!(!visitor.cookies.contains_key("tweestap-session"));
    }
    Ok(())
}

#[tokio::test]
async fn a_session_that_is_left_alone_ends() -> Result<()> {
    for engine in engines() {
        let idle = Lifetime::hours(1);
        let scene = Scene::with(engine, scene_of(Demand { idle: Some(idle), ..BACKEND })).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        assert!(visitor.get("/").await?.text().contains("If you do nothing for 1 hour, you’re signed out"));
        for _ in 0..5 {
            scene.advance(almost(idle));
            assert!(visitor.get("/").await?.is_of_someone_signed_in(), "every request counts");
        }
        scene.advance(idle);
        assert_eq!(visitor.open("/").await?.path(), "/sign-in");
    }
    Ok(())
}

#[tokio::test]
async fn until_the_browser_closes_is_twelve_hours_at_the_most() -> Result<()> {
    for engine in engines() {
        let scene = Scene::with(engine, scene_of(Demand { stay: Stay::UntilBrowserCloses, ..BACKEND })).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.remembered(&anna).await?;
        let mut open = visitor.clone();
        visitor.close_browser();
        assert_eq!(visitor.open("/").await?.path(), "/sign-in");
        assert!(visitor.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in(), "remembered all the same");
        scene.advance(almost(Lifetime::hours(12)));
        assert!(open.get("/").await?.is_of_someone_signed_in());
        scene.advance(MOMENT);
        assert_eq!(open.open("/").await?.path(), "/sign-in");
    }
    Ok(())
}

#[tokio::test]
async fn an_ask_period_that_ends_in_a_session_leaves_nothing_open_but_the_second_factor() -> Result<()> {
    for engine in engines() {
        // "Signed in for 30 days; every 7 days, at the next click, the second factor alone."
        let demand = Demand { ask: Ask::Every(Lifetime::days(7)), stay: Stay::For(Lifetime::days(30)), ..BACKEND };
        let scene = Scene::with(engine, scene_of(demand)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        scene.advance(almost(Lifetime::days(7)));
        assert!(visitor.get("/").await?.is_of_someone_signed_in());
        scene.advance(MOMENT);
        assert_eq!(visitor.clone().get("/auth/check").await?.status, 401, "no door either");
        for route in journeys::routes::all() {
            let signs_out = route.path == "/sign-out" || route.path.starts_with("/oidc/end-session");
            if route.is_for_machines() || route.path.starts_with("/sign-in") || signs_out {
                continue;
            }
            for method in ["GET", "POST"] {
                let mut visitor = visitor.clone();
                let page = match method {
                    "GET" if route.get => visitor.get(&route.with_id(journeys::routes::NO_ID)).await?,
                    "POST" if route.post => {
                        let factor = visitor.open("/sign-in/second-factor").await?;
                        let csrf = factor.form("/sign-in/second-factor")?;
                        let body = Some(journeys::visitor::encode(&csrf));
                        visitor.send(reqwest::Method::POST, &route.with_id(journeys::routes::NO_ID), body).await?
                    }
                    _ => continue,
                };
                assert!(!page.is_of_someone_signed_in(), "{method} {}", route.path);
                if route.is_for_everybody() {
                    assert_eq!(page.status, 200, "{method} {}", route.path);
                    continue;
                }
                if route.is_unsaid(page.status) {
                    continue;
                }
                assert_eq!(page.status, 303, "{method} {}", route.path);
                let end = visitor.follow(page).await?;
                if route.is_unsaid(end.status) {
                    continue;
                }
                assert_eq!(end.path(), "/sign-in/second-factor", "{method} {}", route.path);
            }
        }
        assert_eq!(visitor.get("/session").await?.status, 401);
        let page = visitor.open("/profile/sessions").await?;
        assert!(page.text().contains("You’re still signed in. On this device we ask for a code once every 7 days"));
        scene.advance(STEP);
        let code = scene.code(&anna.key)?;
        let old = visitor.clone();
        let page = visitor.fill(&page, "/sign-in/second-factor", &[("code", &code)]).await?;
        assert_eq!(page.address, "/profile/sessions");
        assert_eq!(visitor.get("/session").await?.status, 204);
        assert_eq!(old.clone().get("/session").await?.status, 401, "the session goes on under another cookie");
        // And its end is where it was.
        scene.advance(almost(Lifetime::days(7)));
        assert_eq!(visitor.get("/session").await?.status, 204);
        assert_eq!(scene.count(&anna, "signed-in").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_stricter_policy_counts_at_the_next_request() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut known = scene.remembered(&anna).await?;
        known.cookies.remove("tweestap-session");
        assert!(known.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in());
        // A shorter stay ends what lasted longer.
        scene.advance(Lifetime::hours(3));
        assert!(known.get("/").await?.is_of_someone_signed_in());
        let shorter = Demand { stay: Stay::For(Lifetime::hours(2)), ..BACKEND };
        policies::save(ctx, organisation, policy("Backend users", Some(GROUP), shorter)).await?;
        assert_eq!(known.get("/session").await?.status, 401);
        assert_eq!(known.open("/").await?.path(), "/sign-in");
        // "Always" asks what a remembered browser spared.
        assert!(known.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in());
        let always = Demand { ask: Ask::Always, ..BACKEND };
        policies::save(ctx, organisation, policy("Backend users", Some(GROUP), always)).await?;
        assert_eq!(known.get("/session").await?.status, 401);
        assert_eq!(known.open("/profile/password").await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn who_is_blocked_in_the_middle_of_a_session_is_out_at_the_next_request() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.remembered(&anna).await?;
        let mut half = scene.visitor()?;
        let asked = half.sign_in("anna", PASSWORD).await?;
        assert_eq!(visitor.get("/session").await?.status, 204);
        people::set_blocked(ctx, organisation, anna.id, true).await?;
        assert_eq!(visitor.get("/session").await?.status, 401);
        assert_eq!(visitor.open("/").await?.path(), "/sign-in");
        scene.advance(STEP);
        let answer = half.prove(&asked, &anna.key, scene.seconds()).await?;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
        assert!(!half.cookies.contains_key("tweestap-session"));
        // Neither does the browser that was remembered help.
        let page = visitor.sign_in("anna", PASSWORD).await?;
        assert!(page.text().contains("don’t belong together"), "{}", page.text());
        people::set_blocked(ctx, organisation, anna.id, false).await?;
        assert_eq!(visitor.get("/").await?.location(), "/sign-in", "the session that was ended stays so");
    }
    Ok(())
}

#[tokio::test]
async fn leaving_the_group_lifts_the_demand_at_once_and_returning_restarts_no_deadline() -> Result<()> {
    for engine in engines() {
        let scene = Scene::with(engine, Setup { start: "2026-12-07 20:00:00", ..Setup::default() }).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let bram = scene.member("bram", &[GROUP]).await?;
        assert_eq!(scene.visitor()?.sign_in("bram", PASSWORD).await?.path(), "/sign-in/enrol");
        people::set_membership(ctx, organisation, bram.id, GROUP, Membership::Out).await?;
        let mut visitor = scene.visitor()?;
        assert!(visitor.sign_in("bram", PASSWORD).await?.is_of_someone_signed_in());
        scene.move_to("2026-12-08 00:00:00")?;
        assert!(visitor.get("/").await?.is_of_someone_signed_in());
        people::set_membership(ctx, organisation, bram.id, GROUP, Membership::In).await?;
        assert!(!visitor.open("/").await?.is_of_someone_signed_in());
        let page = scene.visitor()?.sign_in("bram", PASSWORD).await?;
        assert!(page.text().contains("Set up your second step now"), "{}", page.text());
        // A policy that asks nothing any more lets everyone through.
        let off = Demand { requirement: Requirement::Off, ..BACKEND };
        policies::save(ctx, organisation, policy("Backend users", Some(GROUP), off)).await?;
        assert!(visitor.get("/").await?.is_of_someone_signed_in());
    }
    Ok(())
}
