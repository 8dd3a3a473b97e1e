//! Half a sign-in opens the pages of signing in and nothing else: every route, every carrier, every kind of cookie.

use anyhow::Result;
use domain::time::Lifetime;
use journeys::routes::{self, NO_ID, Route};
use journeys::scene::{GROUP, PASSWORD, Scene, Setup};
use journeys::visitor::{Page, Visitor};
use reqwest::Method;
use store::testing::engines;

const SESSION: &str = "tweestap-session";
const HALF: &str = "tweestap-sign-in";
const DEVICE: &str = "tweestap-device";
const CARRIERS: [&str; 3] = [SESSION, HALF, DEVICE];

/// Values that are no cookie of ours, or one that went wrong on its way.
fn malformed(half: &str) -> Vec<String> {
    let mut values: Vec<String> = ["", " ", "x", "0", "null", "-", "=", "..", "%00", "%c3%28", "a.b", "🙂"]
        .into_iter()
        .map(str::to_owned)
        .collect();
    values.push("A".repeat(43));
    values.push("A".repeat(4_000));
    values.push(half.chars().rev().collect());
    values.push(half.to_lowercase());
    values.push(format!("{half}="));
    values.push(format!("\"{half}\""));
    values.push(half.get(..42).unwrap_or_default().to_owned());
    values.push(format!("{NO_ID}.{half}"));
    values
}

/// Sends a request to a route and holds the answer against the rule.
async fn knock(visitor: &Visitor, route: &Route, method: Method, token: &str) -> Result<()> {
    // A copy each time: what one answer takes away is there for the next.
    let mut visitor = visitor.clone();
    let body = (method == Method::POST).then(|| format!("csrf={token}"));
    let before = visitor.cookies.get(SESSION).cloned();
    let page = visitor.send(method.clone(), &route.with_id(NO_ID), body).await?;
    let about = format!("{method} {} with {:?}: {} {}", route.path, visitor.cookies, page.status, page.location());
    assert!(page.status < 500, "{about}");
    assert!(!page.is_of_someone_signed_in(), "{about}");
    let after = visitor.cookies.get(SESSION);
    assert!(after.is_none() || after == before.as_ref(), "a session was given: {about}");
    if route.is_for_machines() {
        assert_ne!(page.status, 204, "{about}");
        assert!(route.path != "/auth/check" || matches!(page.status, 401 | 405), "{about}");
    } else if route.is_open_to_applications() || route.path == "/oidc/consent" {
        // Whoever says not which application it is goes nowhere.
        assert!(matches!(page.status, 303 | 400), "{about}");
        assert!(page.status != 303 || is_settled_at(&page) || page.location().starts_with("/oidc/"), "{about}");
    } else if route.is_for_everybody() {
        assert_eq!(page.status, 200, "{about}");
    } else if route.is_of_signing_in() {
        assert!(matches!(page.status, 200 | 303 | 429), "{about}");
        assert!(page.status != 303 || page.location().starts_with("/sign-in") || page.location() == "/", "{about}");
    } else {
        // A redirect to where it is settled, or no such page.
        assert!(matches!(page.status, 303 | 404), "{about}");
        assert!(page.status != 303 || is_settled_at(&page), "{about}");
    }
    Ok(())
}

/// The pages of signing in, or a page that sends there in its turn.
fn is_settled_at(page: &Page) -> bool {
    page.location().starts_with("/sign-in") || page.location() == "/" || page.location().starts_with("/profile")
}

async fn knock_everywhere(visitor: &Visitor, token: &str) -> Result<()> {
    let mut routes = routes::all();
    // Last, since they end the half sign-in that the others are tried with.
    routes.sort_by_key(|route| ["/sign-in/restart", "/sign-out"].contains(&route.path.as_str()));
    for route in routes {
        if route.get {
            knock(visitor, &route, Method::GET, token).await?;
        }
        if route.post {
            knock(visitor, &route, Method::POST, token).await?;
        }
    }
    Ok(())
}

/// A browser with a form token and nothing else.
async fn stranger(scene: &Scene) -> Result<(Visitor, String)> {
    // At an address of its own: what it tries is held against nobody else.
    let mut visitor = scene.elsewhere("203.0.113.66")?;
    let page = visitor.get("/sign-in").await?;
    let token = page.form("/sign-in")?.into_iter().find(|(name, _)| name == "csrf").unwrap_or_default().1;
    Ok((visitor, token))
}

/// The cookie of a half sign-in.
async fn half_of(scene: &Scene, name: &str) -> Result<String> {
    let mut visitor = scene.visitor()?;
    let page = visitor.sign_in(name, PASSWORD).await?;
    assert!(page.path().starts_with("/sign-in/"), "{}", page.address);
    assert!(!visitor.cookies.contains_key(SESSION));
    Ok(visitor.cookies.get(HALF).cloned().unwrap_or_default())
}

#[tokio::test]
async fn nothing_of_someone_signed_in_opens_without_a_session() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member_with_app("anna", &[GROUP]).await?;
        let (visitor, token) = stranger(&scene).await?;
        knock_everywhere(&visitor, &token).await?;
        let half = half_of(&scene, "anna").await?;
        for value in malformed(&half) {
            let mut visitor = visitor.clone();
            for carrier in CARRIERS {
                visitor.cookies.insert(carrier.to_owned(), value.clone());
            }
            knock_everywhere(&visitor, &token).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_half_sign_in_opens_nothing_else_in_whatever_cookie_it_is_sent() -> Result<()> {
    for engine in engines() {
        // After the deadline: one half must prove, one must enrol.
        let scene = Scene::with(engine, Setup { start: "2026-12-20 10:00:00", ..Setup::default() }).await?;
        scene.member_with_app("anna", &[GROUP]).await?;
        scene.member("bram", &[GROUP]).await?;
        let (visitor, token) = stranger(&scene).await?;
        for name in ["anna", "bram"] {
            for carrier in CARRIERS {
                let half = half_of(&scene, name).await?;
                let mut visitor = visitor.clone();
                visitor.cookies.insert(carrier.to_owned(), half.clone());
                knock_everywhere(&visitor, &token).await?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_old_session_opens_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let (stranger, token) = stranger(&scene).await?;
        // Signed out, and expired by the clock.
        let mut signed_out = scene.signed_in(&anna).await?;
        let old = signed_out.cookies.get(SESSION).cloned().unwrap_or_default();
        let home = signed_out.get("/").await?;
        signed_out.submit(&home, "/sign-out", &[]).await?;
        let expired = scene.signed_in(&anna).await?.cookies.get(SESSION).cloned().unwrap_or_default();
        scene.advance(Lifetime::days(1));
        for value in [old, expired] {
            for carrier in CARRIERS {
                let mut visitor = stranger.clone();
                visitor.cookies.insert(carrier.to_owned(), value.clone());
                knock_everywhere(&visitor, &token).await?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_half_sign_in_ends_after_ten_minutes_with_a_sentence() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("anna", PASSWORD).await?;
        scene.advance(Lifetime::from_micros(Lifetime::minutes(10).micros() - 1));
        assert_eq!(visitor.get("/sign-in/second-factor").await?.status, 200);
        scene.advance(Lifetime::from_micros(1));
        let answer = visitor.clone().get("/sign-in/second-factor").await?;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
        let code = scene.code(&anna.key)?;
        let page = visitor.fill(&page, "/sign-in/second-factor", &[("code", &code)]).await?;
        assert_eq!(page.path(), "/sign-in");
        assert!(page.text().contains("Signing in took longer than 10 minutes"), "{}", page.text());
        assert!(!visitor.cookies.contains_key(HALF) && !visitor.cookies.contains_key(SESSION));
        // The code was not used up by it.
        let page = visitor.sign_in("anna", PASSWORD).await?;
        let page = visitor.fill(&page, "/sign-in/second-factor", &[("code", &code)]).await?;
        assert!(page.is_of_someone_signed_in(), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn not_you_ends_the_half_sign_in() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("anna", PASSWORD).await?;
        let mut kept = visitor.clone();
        let back = visitor.fill(&page, "/sign-in/restart", &[]).await?;
        assert_eq!(back.path(), "/sign-in");
        let answer = kept.prove(&page, &anna.key, scene.seconds()).await?;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
    }
    Ok(())
}
