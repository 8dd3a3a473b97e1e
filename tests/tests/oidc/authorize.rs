//! What a request may say, what must be done before it is answered, and where nobody is ever sent.

use actions::admin::selections::{self, RuleEdit, SavedSelection, SelectionEdit};
use anyhow::{Context as _, Result, bail};
use domain::id::SelectionId;
use domain::relying_party::{ClientKind, Refresh};
use domain::selection::Selected;
use domain::time::Lifetime;
use journeys::relying_party::{BACK, Cloud, answer, challenge, claims, edit};
use journeys::scene::{GROUP, PASSWORD, Scene};
use store::testing::engines;

use super::{confirm, error};

/// The selection of whoever is in the group.
async fn selection(scene: &Scene) -> Result<SelectionId> {
    let rule = RuleEdit::Dynamic(format!("groups eq \"{GROUP}\""));
    let edit = SelectionEdit { id: None, version: 0, name: "In the group".into(), description: String::new(), rule };
    match selections::save_by_command_line(&scene.house.ctx, &scene.house.organisation, edit).await? {
        SavedSelection::Saved(id, _) => Ok(id),
        other => bail!("no selection: {other:?}"),
    }
}

#[tokio::test]
async fn nobody_is_sent_where_the_application_does_not_say() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::of(&scene).await?;
        let mut browser = scene.signed_in(&anna).await?;
        let addresses = [
            "https://cloud.example/back/",
            "https://cloud.example/back?x=1",
            "https://cloud.example/back#x",
            "https://cloud.example/back/../back",
            "https://cloud.example/%62ack",
            "https://cloud.example/Back",
            "https://CLOUD.example/back",
            "https://cloud.example:443/back",
            "https://cloud.example:8443/back",
            "https://cloud.example./back",
            "https://cloud.example\\@evil.example/back",
            "https://cloud.example@evil.example/back",
            "https://evil.example/?https://cloud.example/back",
            "https://evil.example#https://cloud.example/back",
            "https://cloud.example.evil.example/back",
            "https://evilcloud.example/back",
            "http://cloud.example/back",
            "https:/cloud.example/back",
            "//cloud.example/back",
            "cloud.example/back",
            "/back",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://cloud.example/back\u{0}",
            "https://cloud.example/back\r\nSet-Cookie: x=y",
            " https://cloud.example/back",
            "https://cloud.example/back ",
            "http://127.0.0.1/back",
            "https://cloud.example/bye",
            "https://xn--cloud-.example/back",
        ];
        assert_eq!(addresses.len(), 30);
        for address in addresses {
            let page = browser.get(&cloud.way(&[("redirect_uri", address)])).await?;
            assert_eq!((page.status, page.location()), (400, ""), "{address}");
            assert!(page.text().contains("Where the sign-in leads back to"), "{address}: {}", page.text());
            assert!(!page.body.contains("http-equiv=\"refresh\""), "{address}");
        }
        let none = browser.get(&cloud.way(&[("redirect_uri", "")])).await?;
        assert_eq!((none.status, none.location()), (400, ""));
        let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", cloud.way(&[]));
        assert_eq!(browser.get(&twice).await?.status, 400);
        for id in ["", "nobody", &cloud.id.to_uppercase(), &cloud.id.replace('-', "")] {
            let page = browser.get(&cloud.way(&[("client_id", id)])).await?;
            assert_eq!((page.status, page.location()), (400, ""), "{id}");
            assert!(page.text().contains("isn’t known here"), "{}", page.text());
        }
        // Nothing of it was given to anybody.
        assert_eq!(scene.count(&anna, "went-on-to").await?, 0);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_with_a_request_the_application_hears() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::of(&scene).await?;
        let mut browser = scene.signed_in(&anna).await?;
        let verifier = challenge("x");
        for (with, expected) in [
            (&[("response_type", "token")][..], "unsupported_response_type"),
            (&[("response_type", "")], "invalid_request"),
            (&[("code_challenge", "")], "invalid_request"),
            (&[("code_challenge_method", "")], "invalid_request"),
            (&[("code_challenge_method", "plain")], "invalid_request"),
            (&[("code_challenge", &verifier[1..])], "invalid_request"),
            (&[("scope", "profile")], "invalid_scope"),
            (&[("request", "x")], "request_not_supported"),
            (&[("request_uri", "https://cloud.example/r")], "request_uri_not_supported"),
            (&[("prompt", "none login")], "invalid_request"),
            (&[("max_age", "soon")], "invalid_request"),
        ] {
            let page = browser.get(&cloud.way(with)).await?;
            let answered = answer(&page);
            assert_eq!(answered.get("error").map(String::as_str), Some(expected), "{with:?} {}", page.text());
            assert_eq!(answered.get("state").map(String::as_str), Some("s1"));
            assert!(answered.contains_key("iss") && !answered.contains_key("code"));
        }
        // By POST, as the standard has it: the browser asks again with its cookies.
        let way = cloud.way(&[]);
        let query = way.split_once('?').context("no query")?.1.to_owned();
        let page = browser.send(reqwest::Method::POST, "/oidc/authorize", Some(query)).await?;
        assert_eq!(page.location(), way);
        let too_long = cloud.way(&[("x", &"a".repeat(4_000))]);
        assert_eq!(browser.get(&too_long).await?.status, 400);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_silent_shows_nothing_and_raises_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let bram = scene.member("bram", &[]).await?;
        let cloud = Cloud::of(&scene).await?;
        let strict = Cloud::with(&scene, |edit| {
            edit.name = "Strict".into();
            edit.second_factor = true;
        })
        .await?;
        let silent = [("prompt", "none")];

        let mut nobody = scene.visitor()?;
        assert_eq!(error(&nobody.get(&cloud.way(&silent)).await?), "login_required");
        let mut half = scene.visitor()?;
        half.sign_in("anna", PASSWORD).await?;
        assert_eq!(error(&half.get(&cloud.way(&silent)).await?), "login_required", "a password alone");
        let mut theirs = scene.signed_in(&bram).await?;
        assert!(answer(&theirs.get(&cloud.way(&silent)).await?).contains_key("code"));
        assert_eq!(error(&theirs.get(&strict.way(&silent)).await?), "login_required", "no second factor");
        let old = [("prompt", "none"), ("max_age", "60")];
        scene.advance(Lifetime::minutes(2));
        assert_eq!(error(&theirs.get(&cloud.way(&old)).await?), "login_required");

        // Somebody else than the application believes.
        let mut hers = scene.signed_in(&anna).await?;
        let token = cloud.tokens(&mut hers, &[]).await?;
        let hint = [("prompt", "none"), ("id_token_hint", token.text("/id_token"))];
        assert!(answer(&hers.get(&cloud.way(&hint)).await?).contains_key("code"));
        assert_eq!(error(&theirs.get(&cloud.way(&hint)).await?), "login_required");
        assert_eq!(error(&theirs.get(&cloud.way(&hint[1..])).await?), "login_required", "whatever may be shown");
        // A token that nobody can read any more names nobody: it keeps no one out who may be asked.
        let unreadable = [("id_token_hint", "a.b.c")];
        assert!(answer(&theirs.get(&cloud.way(&unreadable)).await?).contains_key("code"));
        let silent = [("id_token_hint", "a.b.c"), ("prompt", "none")];
        assert_eq!(error(&theirs.get(&cloud.way(&silent)).await?), "login_required");
        let twice = format!("{}&id_token_hint=x&id_token_hint=y", cloud.way(&[]));
        assert_eq!(error(&theirs.get(&twice).await?), "invalid_request");
    }
    Ok(())
}

#[tokio::test]
async fn a_login_that_is_asked_for_is_asked_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let cloud = Cloud::of(&scene).await?;
        for ask in [("prompt", "login"), ("max_age", "0")] {
            // Signed in a moment ago, and all the same.
            let mut browser = scene.signed_in(&bram).await?;
            scene.advance(Lifetime::seconds(20));
            let page = browser.open(&cloud.way(&[ask])).await?;
            assert_eq!(page.path(), "/profile/confirm", "{ask:?}");
            assert!(page.text().contains("Cloud asks for a fresh sign-in"), "{}", page.text());
            let wrong = browser.submit(&page, &confirm(&page)?, &[("password", "wrong")]).await?;
            let page = browser.submit(&wrong, &confirm(&wrong)?, &[("password", PASSWORD)]).await?;
            let page = browser.follow(page).await?;
            let code = answer(&page).get("code").cloned().with_context(|| page.text())?;
            let token = claims(cloud.redeem(&code).await?.text("/id_token"))?;
            let age = scene.seconds() - token["auth_time"].as_i64().unwrap_or_default();
            assert!((0..=2).contains(&age), "{ask:?} {token}");
            // The next request asks anew.
            scene.advance(Lifetime::seconds(1));
            assert_eq!(browser.open(&cloud.way(&[ask])).await?.path(), "/profile/confirm");

            // Whoever signs in for it is not asked twice.
            let mut fresh = scene.visitor()?;
            let page = fresh.open(&cloud.way(&[ask])).await?;
            let page = fresh.fill(&page, "/sign-in", &[("username", "bram"), ("password", PASSWORD)]).await?;
            let page = match page.path() {
                "/sign-in/enrol" => {
                    fresh.fill(&page, "/sign-in/enrol", &[("choice", "later"), ("later", "next")]).await?
                }
                _ => page,
            };
            assert!(answer(&page).contains_key("code"), "{ask:?} {}", page.text());
        }
    }
    Ok(())
}

#[tokio::test]
async fn people_say_whether_an_application_may_and_take_it_back() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let cloud = Cloud::with(&scene, |edit| edit.consent = true).await?;
        let mut browser = scene.signed_in(&bram).await?;
        assert_eq!(error(&browser.get(&cloud.way(&[("prompt", "none")])).await?), "consent_required");
        let page = browser.get(&cloud.way(&[])).await?;
        for said in ["May Cloud know who you are?", "Your e-mail address", "The groups that you are in"] {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        let no = browser.submit(&page, "/oidc/consent", &[("choice", "no")]).await?;
        assert_eq!(error(&no), "access_denied");
        let yes = browser.fill(&page, "/oidc/consent", &[("choice", "yes")]).await?;
        assert!(answer(&yes).contains_key("code"), "{}", yes.text());
        assert_eq!(scene.count(&bram, "consent-given").await?, 1);
        // Once; again where more is asked, or where the application wants it said again.
        let tokens = cloud.tokens(&mut browser, &[("scope", "openid email")]).await?;
        let page = browser.get(&cloud.way(&[("prompt", "consent")])).await?;
        assert!(page.text().contains("May Cloud know"), "{}", page.text());
        let yes = browser.fill(&page, "/oidc/consent", &[("choice", "yes")]).await?;
        assert!(answer(&yes).contains_key("code"), "{}", yes.text());

        let page = browser.get("/profile/sessions").await?;
        assert!(page.text().contains("Applications that know you"), "{}", page.text());
        let action = format!("/profile/applications/{}/end", cloud.id);
        let page = browser.fill(&page, &action, &[]).await?;
        assert!(page.text().contains("Disconnected") && !page.text().contains("Applications that know you"));
        assert_eq!(cloud.user_info(tokens.text("/access_token")).await?.status, 401);
        assert!(browser.get(&cloud.way(&[])).await?.text().contains("May Cloud know"));
        assert_eq!(scene.count(&bram, "consent-withdrawn").await?, 1);

        // A consent of one browser is worth nothing in another person's.
        let carla = scene.member("carla", &[]).await?;
        let mut other = scene.signed_in(&carla).await?;
        assert!(other.get(&cloud.way(&[])).await?.text().contains("May Cloud know"));
        let foreign = other.send(reqwest::Method::POST, "/oidc/consent", Some("choice=yes&request=x".into())).await?;
        assert_eq!(foreign.status, 400, "without the token of forms");
    }
    Ok(())
}

#[tokio::test]
async fn whoever_may_not_is_told_so_and_the_application_too() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let bram = scene.member("bram", &[]).await?;
        let who = selection(&scene).await?;
        let cloud = Cloud::with(&scene, |edit| edit.who = Selected::Selection(who)).await?;
        let mut hers = scene.signed_in(&anna).await?;
        assert!(answer(&hers.get(&cloud.way(&[])).await?).contains_key("code"));
        let mut theirs = scene.signed_in(&bram).await?;
        let page = theirs.get(&cloud.way(&[])).await?;
        assert_eq!((page.status, page.location()), (403, ""));
        assert!(page.text().contains("You may not use this application"), "{}", page.text());
        assert!(page.body.contains(&format!("{BACK}?error=access_denied")), "{}", page.body);
        assert_eq!(error(&theirs.get(&cloud.way(&[("prompt", "none")])).await?), "access_denied");
    }
    Ok(())
}

#[tokio::test]
async fn an_application_in_a_browser_may_ask_from_its_own_page() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let mut typed = edit("App");
        typed.kind = ClientKind::Public;
        typed.refresh = Refresh::WhileSignedIn;
        let app = Cloud::made(&scene.house, &typed).await?;
        assert!(app.secret.is_empty());
        let mut browser = scene.signed_in(&bram).await?;
        let tokens = app.tokens(&mut browser, &[]).await?;
        assert_eq!(tokens.header("access-control-allow-origin"), "*");
        assert_eq!(app.refresh(tokens.text("/refresh_token")).await?.status, 200);
        for path in ["/oidc/token", "/oidc/userinfo", "/oidc/keys", "/.well-known/openid-configuration"] {
            let page = browser.send(reqwest::Method::OPTIONS, path, None).await?;
            assert_eq!((page.status, page.header("access-control-allow-origin")), (204, "*"), "{path}");
            assert!(page.header("access-control-allow-credentials").is_empty());
        }
    }
    Ok(())
}
