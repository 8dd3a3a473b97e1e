//! What a thief, another application and another organisation try.

use std::time::Duration;

use anyhow::{Context as _, Result};
use data_encoding::BASE64URL_NOPAD;
use domain::relying_party::{ClientKind, Refresh};
use domain::time::Lifetime;
use journeys::platform::Platform;
use journeys::relying_party::{BACK, Cloud, VERIFIER, answer, answered, challenge, claims, edit};
use journeys::scene::{GROUP, PASSWORD, Scene};
use store::testing::engines;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{confirm, error};

#[tokio::test]
async fn nothing_crosses_to_another_organisation() -> Result<()> {
    for engine in engines() {
        let Platform { scene, operator, .. } = Platform::open(engine).await?;
        let cloud = Cloud::of(&scene).await?;
        let mut browser = scene.signed_in(&operator).await?;
        let tokens = cloud.tokens(&mut browser, &[]).await?;
        let code = cloud.code(&mut browser, &[]).await?;
        let there = journeys::platform::HOST;

        // The application, its code and its tokens are unknown at the host of another organisation.
        let mut elsewhere = browser.clone();
        elsewhere.header("host", there)?;
        let page = elsewhere.get(&cloud.way(&[])).await?;
        assert_eq!((page.status, page.location()), (400, ""), "{}", page.text());
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        let request = cloud.request("/oidc/token", &fields).basic_auth(&cloud.id, Some(&cloud.secret));
        assert_eq!(answered(request.header("host", there)).await?.text("/error"), "invalid_client");
        let request = cloud.request("/oidc/userinfo", &[]).bearer_auth(tokens.text("/access_token"));
        assert_eq!(answered(request.header("host", there)).await?.status, 401);
        // Its keys are others, and so is its name.
        let at = |path: &'static str, host: &'static str| {
            let mut visitor = browser.clone();
            async move {
                visitor.header("host", host)?;
                anyhow::Ok(visitor.get(path).await?.body)
            }
        };
        let own = cloud.get("/oidc/keys").await?.body.to_string();
        assert!(own.contains("kid") && !at("/oidc/keys", there).await?.contains("kid"));
        assert!(at("/.well-known/openid-configuration", there).await?.contains(there));
        // At home the code still counts.
        assert_eq!(cloud.redeem(&code).await?.status, 200);
    }
    Ok(())
}

#[tokio::test]
async fn a_decision_that_changed_counts_at_the_next_request() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::with(&scene, |edit| edit.refresh = Refresh::Days(30)).await?;
        let mut browser = scene.signed_in(&anna).await?;
        let offline = [("scope", "openid offline_access")];
        let page = browser.get(&cloud.way(&offline)).await?;
        browser.fill(&page, "/oidc/consent", &[("choice", "yes")]).await?;
        let tokens = cloud.tokens(&mut browser, &offline).await?;
        let code = cloud.code(&mut browser, &[]).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        actions::admin::people::set_blocked(ctx, organisation, anna.id, true).await?;
        assert_eq!(cloud.redeem(&code).await?.text("/error"), "invalid_grant", "blocked within its minute");
        assert_eq!(cloud.user_info(tokens.text("/access_token")).await?.status, 401);
        assert_eq!(cloud.refresh(tokens.text("/refresh_token")).await?.text("/error"), "invalid_grant");
        let fields = [("token", tokens.text("/refresh_token"))];
        assert_eq!(cloud.post("/oidc/introspect", &fields).await?.body, serde_json::json!({ "active": false }));
    }
    Ok(())
}

#[tokio::test]
async fn another_application_learns_nothing_of_a_token() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::with(&scene, |edit| edit.refresh = Refresh::WhileSignedIn).await?;
        let other = Cloud::made(&scene.house, &edit("Other")).await?;
        let mut browser = scene.signed_in(&anna).await?;
        let tokens = cloud.tokens(&mut browser, &[]).await?;
        let (access, refresh) = (tokens.text("/access_token"), tokens.text("/refresh_token"));
        for token in [access, refresh] {
            let asked = other.post("/oidc/introspect", &[("token", token)]).await?;
            assert_eq!(asked.body, serde_json::json!({ "active": false }));
            // Ending another's token is answered like one that is none, and ends nothing.
            assert_eq!(other.post("/oidc/revoke", &[("token", token)]).await?.status, 200);
        }
        let asked = cloud.post("/oidc/introspect", &[("token", access)]).await?;
        assert_eq!((asked.body["active"].as_bool(), asked.text("/sub")), (Some(true), &*anna.id.to_string()));
        assert_eq!(asked.text("/client_id"), cloud.id);
        assert_eq!(cloud.post("/oidc/revoke", &[("token", access), ("token_type_hint", "x")]).await?.status, 200);
        assert_eq!(cloud.user_info(access).await?.status, 401);
        let renewed = cloud.refresh(refresh).await?;
        assert_eq!(renewed.status, 200, "the other one is still there");
        assert_eq!(cloud.post("/oidc/revoke", &[("token", renewed.text("/refresh_token"))]).await?.status, 200);
        assert_eq!(cloud.user_info(renewed.text("/access_token")).await?.status, 401, "everything that came of it");
    }
    Ok(())
}

#[tokio::test]
async fn a_marker_of_ours_loosens_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::with(&scene, |edit| edit.max_age = Some(Lifetime::minutes(5))).await?;
        let mut browser = scene.signed_in(&anna).await?;
        scene.advance(Lifetime::minutes(6));
        let now = scene.seconds() * 1_000_000;
        for since in
            ["0", "-1", "9999999999999999999", "x", &(now - 420_000_000).to_string(), &(now + 60_000_000).to_string()]
        {
            let page = browser.open(&cloud.way(&[("tweestap_since", since)])).await?;
            assert_eq!(page.path(), "/profile/confirm", "{since}");
            let silent = browser.get(&cloud.way(&[("tweestap_since", since), ("prompt", "none")])).await?;
            assert_eq!(error(&silent), "login_required", "{since}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_stood_open_for_long_asks_once_more_and_not_for_ever() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let cloud = Cloud::of(&scene).await?;
        for since in [-660, 60] {
            let mut browser = scene.signed_in(&bram).await?;
            let marker = ((scene.seconds() + since) * 1_000_000).to_string();
            scene.advance(Lifetime::seconds(1));
            let page = browser.open(&cloud.way(&[("prompt", "login"), ("tweestap_since", &marker)])).await?;
            assert_eq!(page.path(), "/profile/confirm", "{since}");
            let page = browser.submit(&page, &confirm(&page)?, &[("password", PASSWORD)]).await?;
            let page = browser.follow(page).await?;
            assert!(answer(&page).contains_key("code"), "{since} {}", page.text());
        }
    }
    Ok(())
}

#[tokio::test]
async fn whoever_sends_a_body_drop_by_drop_is_not_waited_for() -> Result<()> {
    let scene = Scene::open(store::Engine::Sqlite).await?;
    let place = scene.house.address;
    let mut all = tokio::task::JoinSet::new();
    for path in ["/oidc/token", "/oidc/authorize", "/oidc/end-session", "/oidc/introspect"] {
        all.spawn(async move {
            let mut stream = TcpStream::connect(place).await?;
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: 100\r\n\r\nx"
            );
            stream.write_all(head.as_bytes()).await?;
            let mut line = [0; 12];
            tokio::time::timeout(Duration::from_secs(30), stream.read_exact(&mut line)).await??;
            anyhow::ensure!(line.starts_with(b"HTTP/1.1 4"), "{path} {:?}", String::from_utf8_lossy(&line));
            Ok(())
        });
    }
    all.join_all().await.into_iter().collect::<Result<Vec<()>>>()?;
    Ok(())
}

#[tokio::test]
async fn a_policy_that_demands_more_holds_for_what_stays_connected() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member("anna", &[GROUP]).await?;
        let cloud = Cloud::with(&scene, |edit| edit.refresh = Refresh::Days(90)).await?;
        let offline = [("scope", "openid offline_access")];
        let mut browser = scene.signed_in(&anna).await?;
        let page = browser.get(&cloud.way(&offline)).await?;
        browser.fill(&page, "/oidc/consent", &[("choice", "yes")]).await?;
        let tokens = cloud.tokens(&mut browser, &offline).await?;
        let code = cloud.code(&mut browser, &offline).await?;
        let home = browser.open("/").await?;
        browser.fill(&home, "/sign-out", &[]).await?;
        assert_eq!(cloud.redeem(&code).await?.text("/error"), "invalid_grant", "a code of a session that is over");
        let tokens = cloud.refresh(tokens.text("/refresh_token")).await?;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        // The deadline of the policy of the house passes, and she has no second factor.
        scene.advance(Lifetime::days(10));
        assert_eq!(cloud.refresh(tokens.text("/refresh_token")).await?.text("/error"), "invalid_grant");
    }
    Ok(())
}

#[tokio::test]
async fn one_person_has_so_many_sign_ins_at_an_application_and_no_more() -> Result<()> {
    let scene = Scene::open(store::Engine::Sqlite).await?;
    let bram = scene.member("bram", &[]).await?;
    let cloud = Cloud::of(&scene).await?;
    let mut browser = scene.signed_in(&bram).await?;
    let first = cloud.tokens(&mut browser, &[]).await?;
    let mut last = first.clone();
    for _ in 0..50 {
        last = cloud.tokens(&mut browser, &[("prompt", "none")]).await?;
    }
    assert_eq!(cloud.user_info(first.text("/access_token")).await?.status, 401);
    assert_eq!(cloud.user_info(last.text("/access_token")).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn a_refresh_token_that_somebody_made_up_ends_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let app = Cloud::with(&scene, |edit| {
            edit.kind = ClientKind::Public;
            edit.refresh = Refresh::WhileSignedIn;
        })
        .await?;
        let mut browser = scene.signed_in(&bram).await?;
        let code = app.code(&mut browser, &[]).await?;
        let tokens = app.redeem(&code).await?;
        // Whoever saw the code in the history of the browser knows which grant it is, and nothing more.
        let mut bytes = BASE64URL_NOPAD.decode(code.strip_prefix("twc_").context("no code")?.as_bytes())?;
        for changed in [16, 47] {
            bytes[changed] ^= 1;
            let made_up = format!("twr_{}", BASE64URL_NOPAD.encode(&bytes));
            assert_eq!(app.refresh(&made_up).await?.text("/error"), "invalid_grant");
        }
        assert_eq!(app.user_info(tokens.text("/access_token")).await?.status, 200);
        assert_eq!(app.refresh(tokens.text("/refresh_token")).await?.status, 200);
        assert_eq!(scene.count(&bram, "grant-replayed").await?, 0);
    }
    Ok(())
}

#[tokio::test]
async fn a_code_that_is_carried_into_another_browser_opens_nothing_there() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::of(&scene).await?;
        let mut browser = scene.signed_in(&anna).await?;
        // The application that began with another verifier cannot take it (RFC 9700 section 4.5).
        let foreign = challenge("foreign-verifier-foreign-verifier-foreign-ve");
        let page = browser.get(&cloud.way(&[("code_challenge", &foreign)])).await?;
        let code = answer(&page).get("code").cloned().context("no code")?;
        assert_eq!(cloud.redeem(&code).await?.text("/error"), "invalid_grant");
        // What comes back says who answers, so that two providers are not mixed up (RFC 9207), and its own state.
        let answered = answer(&browser.get(&cloud.way(&[("state", "x&iss=evil&code=1 #")])).await?);
        assert_eq!(answered.get("state").map(String::as_str), Some("x&iss=evil&code=1 #"));
        assert_eq!(answered.len(), 3, "{answered:?}");
        // A person who signs in as somebody else in the same browser gets their own.
        let bram = scene.member("bram", &[]).await?;
        let home = browser.open("/").await?;
        browser.fill(&home, "/sign-out", &[]).await?;
        let page = browser.sign_in("bram", PASSWORD).await?;
        if page.path() == "/sign-in/enrol" {
            browser.fill(&page, "/sign-in/enrol", &[("choice", "later"), ("later", "next")]).await?;
        }
        let token = claims(cloud.tokens(&mut browser, &[]).await?.text("/id_token"))?;
        assert_eq!(token["sub"].as_str(), Some(&*bram.id.to_string()));
    }
    Ok(())
}

#[tokio::test]
async fn strange_requests_are_errors_and_no_faults_of_ours() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let cloud = Cloud::of(&scene).await?;
        let mut nobody = scene.visitor()?;
        let base = cloud.way(&[]);
        for more in [
            "%00",
            "&state=%FF",
            "&a[]=1",
            "&scope=%F0%9F%92%A9",
            "&prompt=%20",
            "&ui_locales=../../etc",
            "&login_hint=%00%0a",
        ] {
            let page = nobody.get(&format!("{base}{more}")).await?;
            assert!([303, 400].contains(&page.status), "{more} {}", page.status);
        }
        for body in ["", "=", "&&&", "%FF=1", "grant_type=a&grant_type=b", "client_id=%00", "code=%F0%9F%92%A9"] {
            for path in ["/oidc/token", "/oidc/revoke", "/oidc/introspect"] {
                let request = cloud.request(path, &[]).body(body.to_owned());
                let got = answered(request).await?;
                assert!(
                    [400, 401].contains(&got.status) && !got.text("/error").is_empty(),
                    "{path} {body} {}",
                    got.body
                );
            }
        }
        let large = cloud.request("/oidc/token", &[]).body("a".repeat(1_000_000));
        assert_eq!(answered(large).await?.status, 400);
        for token in ["", "x", "twa_", &"a".repeat(8_000), "é"] {
            assert_eq!(cloud.user_info(token).await?.status, 401, "{token}");
        }
    }
    Ok(())
}
