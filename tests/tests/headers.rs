//! What stands on every answer, whoever asks and whatever went wrong: headers, cookies, addresses, languages.
//! A database that is away is in `database_away.rs`.

use anyhow::Result;
use journeys::routes::{self, NO_ID};
use journeys::scene::{GROUP, PASSWORD, Scene, Setup, recovery_codes};
use journeys::visitor::{Page, Visitor};
use reqwest::Method;
use store::testing::engines;

/// Holds an answer against the rules that know no exception.
fn is_secured(page: &Page) {
    let about = format!("{} {}", page.address, page.status);
    if page.address.starts_with("/auth/check") && page.status == 200 {
        // The proxy reads it and passes none of it on to a browser.
        assert_eq!((page.header("cache-control"), page.body.as_str()), ("no-store", ""), "{about}");
        return;
    }
    let policy = page.header("content-security-policy");
    for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{about}: {policy}");
    }
    for loose in ["unsafe", "*", "http:", "blob:", "'nonce"] {
        assert!(!policy.contains(loose), "{about}: {policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(page.header(name), value, "{about}");
    }
    assert!(!page.headers.contains_key("server") && !page.headers.contains_key("x-powered-by"), "{about}");
    // What applications ask that run in a browser; no cookie is looked at there.
    let is_door = ["/oidc/keys", "/oidc/token", "/oidc/revoke", "/oidc/introspect", "/oidc/userinfo", "/.well-known/"]
        .iter()
        .any(|path| page.address.starts_with(path));
    assert!(is_door || !page.headers.contains_key("access-control-allow-origin"), "{about}");
    let is_public = ["/oidc/keys", "/.well-known/"].iter().any(|path| page.address.starts_with(path));
    let expected = match page.status {
        200 if page.address.starts_with("/assets/") => "public, max-age=31536000, immutable",
        200 if is_public => "public, max-age=3600",
        _ => "no-store",
    };
    assert_eq!(page.header("cache-control"), expected, "{about}");
    if page.header("content-type").starts_with("text/html") {
        for inline in ["<script>", " style=\"", " onclick=", " onload=", " onsubmit=", "javascript:"] {
            assert!(!page.body.contains(inline), "{about}: {inline}");
        }
        assert!(page.body.contains("<html lang=\""), "{about}");
    }
}

/// Every route, asked with GET and POST by this visitor.
async fn ask_all(visitor: &Visitor) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for route in routes::all() {
        let path = route.with_id(NO_ID);
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let body = (method == Method::POST).then(|| "csrf=x".to_owned());
            pages.push(visitor.clone().send(method, &path, body).await?);
        }
    }
    Ok(pages)
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let signed_in = scene.signed_in(&anna).await?;
        let mut half = scene.visitor()?;
        half.sign_in("anna", PASSWORD).await?;
        for visitor in [scene.visitor()?, half, signed_in] {
            for page in ask_all(&visitor).await? {
                assert!(page.status < 500, "{} {}", page.address, page.status);
                is_secured(&page);
                assert!(!page.headers.contains_key("strict-transport-security"), "not on http");
            }
        }
        let mut visitor = scene.visitor()?;
        let page = visitor.get("/sign-in").await?;
        let assets: Vec<String> =
            page.body.split('"').filter(|text| text.starts_with("/assets/")).map(str::to_owned).collect();
        assert!(assets.len() >= 2, "{assets:?}");
        for asset in assets {
            let file = visitor.get(&asset).await?;
            assert_eq!(file.status, 200);
            is_secured(&file);
        }
    }
    Ok(())
}

#[tokio::test]
async fn strange_requests_get_an_answer_of_ours() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut visitor = scene.visitor()?;
        let long = format!("/sign-in?return_to=%2F{}", "a".repeat(20_000));
        for (path, status) in [
            ("/nothing", 404),
            ("/sign-in/nothing", 404),
            ("/profile/nothing", 404),
            ("/administration", 404),
            ("/demo", 404),
            ("/demo/mailbox", 404),
            ("/.env", 404),
            ("/assets/../Cargo.toml", 404),
            ("/assets/%2e%2e/%2e%2e/etc/passwd", 404),
            ("/%00", 404),
            ("/%ff%fe", 404),
            ("/sign-in/", 404),
            ("/sign-in?lang=%00&lang=xx&return_to=%ff", 200),
            (long.as_str(), 200),
        ] {
            let page = visitor.get(path).await?;
            let about: String = path.chars().take(40).collect();
            assert_eq!(page.status, status, "{about}");
            is_secured(&page);
        }
        for (method, path) in [
            (Method::DELETE, "/sign-in"),
            (Method::PUT, "/profile/password"),
            (Method::PATCH, "/"),
            (Method::GET, "/sign-in/restart"),
            (Method::POST, "/profile/devices"),
        ] {
            let page = visitor.send(method.clone(), path, None).await?;
            assert_eq!(page.status, 405, "{method} {path}");
            is_secured(&page);
            assert!(page.header("content-type").starts_with("text/html"), "{method} {path}");
        }
        // More than a form of ours can hold.
        let page = visitor.get("/sign-in").await?;
        let large = "x".repeat(200_000);
        let answer = visitor.submit(&page, "/sign-in", &[("username", &large), ("password", "x")]).await?;
        assert_eq!(answer.status, 413);
        assert!(answer.text().contains("That’s too much at once"), "{}", answer.text());
        is_secured(&answer);
        let answer = visitor.send(Method::HEAD, "/sign-in", None).await?;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    }
    Ok(())
}

#[tokio::test]
async fn an_https_address_has_strict_transport_and_host_cookies() -> Result<()> {
    for engine in engines() {
        let public_address = Some("https://id.waterland.example".to_owned());
        let scene = Scene::with(engine, Setup { public_address, ..Setup::default() }).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let mut pages = vec![visitor.get("/sign-in?lang=nl").await?, visitor.get("/sign-in?lang=en").await?];
        let fields = [("username", "anna"), ("password", PASSWORD)];
        pages.push(visitor.submit(&pages[1], "/sign-in", &fields).await?);
        pages.push(visitor.get("/sign-in/second-factor").await?);
        let code = scene.code(&anna.key)?;
        let factor = pages[3].clone();
        pages.push(visitor.submit(&factor, "/sign-in/second-factor", &[("code", &code), ("remember", "1")]).await?);
        let home = visitor.get("/").await?;
        assert!(home.is_of_someone_signed_in());
        pages.push(visitor.submit(&home, "/sign-out", &[]).await?);
        pages.push(home);
        let mut names = std::collections::BTreeSet::new();
        for page in &pages {
            is_secured(page);
            assert!(page.header("strict-transport-security").starts_with("max-age=31536000"), "{}", page.address);
            for cookie in page.headers.get_all("set-cookie") {
                let text = cookie.to_str()?;
                names.insert(text.split('=').next().unwrap_or_default().to_owned());
                assert!(text.starts_with("__Host-tweestap-"), "{text}");
                for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
                    assert!(text.contains(part), "{text}");
                }
                assert!(!text.to_lowercase().contains("domain"), "{text}");
            }
        }
        assert_eq!(names.len(), 6, "every kind of cookie was seen: {names:?}");
        // A cookie of a name that a neighbour could set counts for nothing.
        let mut plain = scene.visitor()?;
        for (name, value) in &visitor.cookies {
            plain.cookies.insert(name.replace("__Host-", ""), value.clone());
        }
        assert_eq!(plain.get("/session").await?.status, 401);
    }
    Ok(())
}

#[tokio::test]
async fn no_secret_stands_in_an_address() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in("anna", PASSWORD).await?;
        let half = visitor.cookies.clone();
        let (shown, key) = visitor.enrol(&offer, scene.seconds()).await?;
        let mut secrets: Vec<String> = half.into_values().chain(visitor.cookies.clone().into_values()).collect();
        secrets.extend(recovery_codes(&shown));
        secrets.extend([key.clone(), PASSWORD.to_owned(), scene.code(&key)?]);
        scene.advance(journeys::scene::STEP);
        let mut other = scene.visitor()?;
        let page = other.sign_in("anna", PASSWORD).await?;
        secrets.extend(other.cookies.clone().into_values());
        let code = scene.code(&key)?;
        other.fill(&page, "/sign-in/second-factor", &[("code", &code), ("remember", "1")]).await?;
        secrets.extend(other.cookies.clone().into_values());
        secrets.push(code);
        other.crawl(&["/".to_owned(), "/profile".to_owned()]).await?;
        let trail: Vec<String> = visitor.trail.into_iter().chain(other.trail).collect();
        assert!(trail.len() > 30);
        for address in trail {
            let plain = journeys::visitor::decode(&address)?;
            for secret in secrets.iter().filter(|secret| secret.len() > 5) {
                assert!(!plain.contains(secret), "{address}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_language_is_the_chosen_one_else_the_persons_else_the_browsers_else_the_organisations() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member_of("anna", &[], Some("en"), &["anna@waterland.example"]).await?;
        let language = |page: &Page| {
            let tag = page.body.split("<html lang=\"").nth(1).unwrap_or_default();
            tag.chars().take(2).collect::<String>()
        };
        for (accepted, expected) in [
            ("nl", "nl"),
            ("en-GB,en;q=0.9,nl;q=0.1", "en"),
            ("fr,nl;q=0.5", "nl"),
            ("fr,de", "nl"),
            ("", "nl"),
            ("*", "nl"),
            (";;q=x,,en;q=", "nl"),
        ] {
            let mut visitor = scene.visitor()?;
            visitor.header("accept-language", accepted)?;
            for path in ["/sign-in", "/nothing"] {
                let page = visitor.get(path).await?;
                assert!(["nl", "en"].contains(&language(&page).as_str()));
                if accepted != ";;q=x,,en;q=" {
                    assert_eq!(language(&page), expected, "{accepted:?} on {path}");
                }
            }
        }
        // A person's own; and a choice in this browser above it.
        let mut visitor = scene.visitor()?;
        visitor.header("accept-language", "nl")?;
        assert_eq!(language(&visitor.get("/sign-in").await?), "nl");
        let home = visitor.sign_in("anna", PASSWORD).await?;
        assert!(home.is_of_someone_signed_in());
        assert_eq!(language(&home), "en");
        let switched = visitor.get("/profile/sessions?lang=nl").await?;
        assert_eq!(language(&switched), "nl");
        assert!(!switched.set_cookie("tweestap-language").is_empty());
        assert_eq!(language(&visitor.get("/").await?), "nl");
        assert_eq!(language(&visitor.get("/?lang=xx").await?), "nl", "an unknown one changes nothing");
        // A failure speaks the same language.
        assert_eq!(language(&visitor.get("/nothing").await?), "nl");
        let answer = visitor.send(Method::POST, "/sign-out", Some("csrf=x".to_owned())).await?;
        assert_eq!((answer.status, language(&answer).as_str()), (400, "nl"));
    }
    Ok(())
}

#[tokio::test]
async fn machines_are_told_that_it_lives_and_is_ready() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut visitor = scene.visitor()?;
        for (path, status, body) in [("/healthz", 200, "ok\n"), ("/readyz", 200, "ready\n"), ("/session", 401, "")] {
            let page = visitor.get(path).await?;
            assert_eq!((page.status, page.body.as_str()), (status, body));
            assert!(page.set_cookie("tweestap-form").is_empty());
        }
    }
    Ok(())
}
