//! Signing out: at the request of an application, of all applications, and of what stays connected.

use actions::admin::people;
use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use domain::relying_party::Refresh;
use domain::time::Lifetime;
use journeys::relying_party::{Cloud, claims, edit};
use journeys::scene::{GROUP, PASSWORD, Scene};
use serde_json::json;
use store::testing::engines;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

fn end_session(pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/oidc/end-session?{query}")
}

const BYE: (&str, &str) = ("post_logout_redirect_uri", "https://cloud.example/bye");

#[tokio::test]
async fn an_application_signs_out_whoever_it_knows_and_asks_of_others() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::of(&scene).await?;
        let mut browser = scene.signed_in(&anna).await?;
        let tokens = cloud.tokens(&mut browser, &[]).await?;
        let hint = ("id_token_hint", tokens.text("/id_token"));

        // Addresses that are not listed lead nowhere, whoever asks.
        for wrong in ["https://cloud.example/bye/", "https://evil.example/bye", "https://cloud.example/back"] {
            let page = browser.get(&end_session(&[hint, ("post_logout_redirect_uri", wrong)])).await?;
            assert_eq!((page.status, page.location()), (400, ""), "{wrong}");
        }
        let nobody = browser.get(&end_session(&[BYE])).await?;
        assert_eq!((nobody.status, nobody.location()), (400, ""), "nobody says whose address it is");
        let other = Cloud::made(&scene.house, &edit("Other")).await?;
        let mixed = browser.get(&end_session(&[hint, ("client_id", &other.id)])).await?;
        assert_eq!(mixed.status, 400);

        // Without the token of this session the person is asked; a link alone signs nobody out.
        let elsewhere = scene.signed_in(&anna).await?;
        let mut second = elsewhere.clone();
        for with in [&[("client_id", &*cloud.id), BYE][..], &[hint, BYE], &[]] {
            let page = second.get(&end_session(with)).await?;
            assert!(page.text().contains("Sign out?"), "{with:?} {}", page.text());
            assert!(second.get("/profile/sessions").await?.is_of_someone_signed_in());
        }
        let page = second.get(&end_session(&[("client_id", &*cloud.id), BYE, ("state", "a&b")])).await?;
        let done = second.fill(&page, "/oidc/end-session/confirm", &[]).await?;
        assert!(done.text().contains("You’re signed out"), "{}", done.text());
        assert!(done.body.contains("https://cloud.example/bye?state=a%26b"), "{}", done.body);
        assert!(second.get("/profile/sessions").await?.location().starts_with("/sign-in"));

        // With it at once.
        let page = browser.get(&end_session(&[hint, BYE, ("state", "s9")])).await?;
        assert_eq!(page.location(), "https://cloud.example/bye?state=s9");
        assert!(browser.get("/profile/sessions").await?.location().starts_with("/sign-in"));
        assert_eq!(cloud.user_info(tokens.text("/access_token")).await?.status, 401);
        // Again, where nobody is signed in any more; and without an address, to our own page.
        assert_eq!(browser.get(&end_session(&[hint, BYE])).await?.location(), BYE.1);
        assert_eq!(browser.get(&end_session(&[])).await?.location(), "/sign-in");
        // A token that was not made here is no hint.
        let forged = format!("{}x", tokens.text("/id_token"));
        let mut third = scene.signed_in(&anna).await?;
        let page = third.get(&end_session(&[("id_token_hint", &forged), ("client_id", &*cloud.id), BYE])).await?;
        assert!(page.text().contains("Sign out?"), "{}", page.text());
    }
    Ok(())
}

/// An application that hears who signed out; it takes none until `deaf` times were refused.
async fn listener(deaf: usize) -> Result<(String, mpsc::UnboundedReceiver<String>)> {
    let (tell, heard) = mpsc::unbounded_channel();
    let left = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(deaf));
    let hear = async |State((tell, left)): State<(
        mpsc::UnboundedSender<String>,
        std::sync::Arc<std::sync::atomic::AtomicUsize>,
    )>,
                      body: String| {
        let refuses =
            left.fetch_update(std::sync::atomic::Ordering::SeqCst, std::sync::atomic::Ordering::SeqCst, |left| {
                left.checked_sub(1)
            });
        if refuses.is_ok() {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        match tell.send(body) {
            Ok(()) => StatusCode::OK,
            Err(_) => StatusCode::GONE,
        }
    };
    let router = Router::new().route("/logout", post(hear)).with_state((tell, left));
    let socket = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/logout", socket.local_addr()?);
    tokio::spawn(async move { axum::serve(socket, router).await });
    Ok((address, heard))
}

async fn next(heard: &mut mpsc::UnboundedReceiver<String>) -> Result<String> {
    let body = tokio::time::timeout(std::time::Duration::from_secs(30), heard.recv()).await?;
    let body = body.context("nobody told anything")?;
    Ok(body.strip_prefix("logout_token=").context("no token")?.to_owned())
}

#[tokio::test]
async fn every_application_hears_that_a_session_is_over_however_it_ended() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let (address, mut heard) = listener(0).await?;
        let cloud = Cloud::with(&scene, |edit| edit.back_channel.clone_from(&address)).await?;
        let quiet = Cloud::made(&scene.house, &edit("Quiet")).await?;

        let mut browser = scene.signed_in(&anna).await?;
        let token = claims(cloud.tokens(&mut browser, &[]).await?.text("/id_token"))?;
        quiet.tokens(&mut browser, &[]).await?;
        let home = browser.open("/").await?;
        browser.fill(&home, "/sign-out", &[]).await?;
        let told = next(&mut heard).await?;
        let said = claims(&told)?;
        for (name, expected) in [
            ("iss", token["iss"].clone()),
            ("aud", json!(cloud.id)),
            ("sub", json!(anna.id.to_string())),
            ("sid", token["sid"].clone()),
            ("events", json!({ "http://schemas.openid.net/event/backchannel-logout": {} })),
        ] {
            assert_eq!(said.get(name), Some(&expected), "{name} in {said}");
        }
        assert!(said.get("nonce").is_none() && said.get("jti").is_some(), "{said}");
        // A logout token is no id token: shown as a hint it signs nobody out.
        let mut again = scene.signed_in(&anna).await?;
        let page = again.get(&end_session(&[("id_token_hint", &told)])).await?;
        assert!(page.text().contains("Sign out?"));

        // Signed out elsewhere, by a new password, by an administrator who blocks.
        for how in ["everywhere", "blocked"] {
            let mut there = scene.signed_in(&anna).await?;
            let token = claims(cloud.tokens(&mut there, &[]).await?.text("/id_token"))?;
            if how == "everywhere" {
                let mut here = scene.signed_in(&anna).await?;
                let page = here.open("/profile/sessions/end-all").await?;
                here.fill(&page, "/profile/sessions/end-all", &[]).await?;
            } else {
                people::set_blocked(&scene.house.ctx, &scene.house.organisation, anna.id, true).await?;
            }
            assert_eq!(claims(&next(&mut heard).await?)?["sid"], token["sid"], "{how}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_application_hears_it_too_when_it_is_disconnected_or_a_token_comes_twice() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let (address, mut heard) = listener(0).await?;
        let cloud = Cloud::with(&scene, |edit| edit.back_channel.clone_from(&address)).await?;
        let mut browser = scene.signed_in(&bram).await?;
        let token = claims(cloud.tokens(&mut browser, &[]).await?.text("/id_token"))?;
        let page = browser.open("/profile/sessions").await?;
        browser.fill(&page, &format!("/profile/applications/{}/end", cloud.id), &[]).await?;
        assert_eq!(claims(&next(&mut heard).await?)?["sid"], token["sid"]);

        let mut browser = scene.signed_in(&bram).await?;
        let code = cloud.code(&mut browser, &[]).await?;
        let token = claims(cloud.redeem(&code).await?.text("/id_token"))?;
        assert_eq!(cloud.redeem(&code).await?.status, 400);
        assert_eq!(claims(&next(&mut heard).await?)?["sid"], token["sid"]);
    }
    Ok(())
}

#[tokio::test]
async fn nobody_is_signed_out_of_an_application_that_asks_often_or_gives_a_token_back() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let (address, mut heard) = listener(0).await?;
        let cloud = Cloud::with(&scene, |edit| {
            edit.back_channel.clone_from(&address);
            edit.refresh = Refresh::WhileSignedIn;
        })
        .await?;
        let mut browser = scene.signed_in(&bram).await?;
        // In one session more often than is kept, as an application in a browser asks again and again.
        for _ in 0..52 {
            cloud.tokens(&mut browser, &[("prompt", "none")]).await?;
        }
        let tokens = cloud.tokens(&mut browser, &[]).await?;
        let given_back = [("token", tokens.text("/refresh_token"))];
        assert_eq!(cloud.post("/oidc/revoke", &given_back).await?.status, 200);
        assert_eq!(cloud.user_info(tokens.text("/access_token")).await?.status, 401);
        // What comes is the session that ends now, and nothing before it.
        let mut other = scene.signed_in(&bram).await?;
        let ending = claims(cloud.tokens(&mut other, &[]).await?.text("/id_token"))?;
        let home = other.open("/").await?;
        other.fill(&home, "/sign-out", &[]).await?;
        assert_eq!(claims(&next(&mut heard).await?)?["sid"], ending["sid"]);
        // The first one hears its own end, though its token was given back.
        let session = claims(tokens.text("/id_token"))?;
        let home = browser.open("/").await?;
        browser.fill(&home, "/sign-out", &[]).await?;
        assert_eq!(claims(&next(&mut heard).await?)?["sid"], session["sid"]);
    }
    Ok(())
}

#[tokio::test]
async fn what_was_not_heard_is_told_again() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let (address, mut heard) = listener(1).await?;
        let cloud = Cloud::with(&scene, |edit| edit.back_channel.clone_from(&address)).await?;
        let mut browser = scene.signed_in(&bram).await?;
        cloud.tokens(&mut browser, &[]).await?;
        let home = browser.open("/").await?;
        browser.fill(&home, "/sign-out", &[]).await?;
        // The clock of the scene goes on until it is due again.
        let told = tokio::time::timeout(std::time::Duration::from_secs(30), async {
            loop {
                scene.advance(Lifetime::seconds(11));
                if let Ok(body) = tokio::time::timeout(std::time::Duration::from_millis(300), heard.recv()).await {
                    return body;
                }
            }
        });
        assert!(told.await?.is_some());
    }
    Ok(())
}

#[tokio::test]
async fn what_stays_connected_goes_on_until_its_end_or_until_all_is_signed_out() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::with(&scene, |edit| edit.refresh = Refresh::Days(30)).await?;
        let offline = [("scope", "openid offline_access")];
        let mut browser = scene.signed_in(&anna).await?;
        // To stay connected is never given unasked.
        let page = browser.get(&cloud.way(&offline)).await?;
        assert!(page.text().contains("This for 30 days"), "{}", page.text());
        browser.fill(&page, "/oidc/consent", &[("choice", "yes")]).await?;
        let mut tokens = cloud.tokens(&mut browser, &offline).await?;
        assert_eq!(tokens.text("/scope"), "openid offline_access");
        let bound = cloud.tokens(&mut browser, &[]).await?;
        let home = browser.open("/").await?;
        browser.fill(&home, "/sign-out", &[]).await?;
        assert_eq!(cloud.refresh(bound.text("/refresh_token")).await?.status, 400, "it was bound to the session");
        for _ in 0..3 {
            scene.advance(Lifetime::days(9));
            tokens = cloud.refresh(tokens.text("/refresh_token")).await?;
            assert_eq!(tokens.status, 200, "{}", tokens.body);
            assert_eq!(cloud.user_info(tokens.text("/access_token")).await?.status, 200);
        }
        scene.advance(Lifetime::days(4));
        assert_eq!(cloud.refresh(tokens.text("/refresh_token")).await?.status, 400, "thirty days are over");

        // Signing out everywhere ends it too.
        let mut browser = scene.signed_in(&anna).await?;
        let tokens = cloud.tokens(&mut browser, &offline).await?;
        let page = browser.open("/profile/sessions/end-all").await?;
        browser.fill(&page, "/profile/sessions/end-all", &[]).await?;
        assert_eq!(
            cloud.refresh(tokens.text("/refresh_token")).await?.status,
            400,
            "in the session that stays as well"
        );
        assert!(browser.get("/profile/sessions").await?.is_of_someone_signed_in());

        // And a new password.
        let tokens = cloud.tokens(&mut browser, &offline).await?;
        let page = browser.open("/profile/confirm?return_to=%2Fprofile%2Fpassword").await?;
        if page.path() == "/profile/confirm" {
            let code = scene.code_in(&anna.key, 1)?;
            browser.fill(&page, "/profile/confirm", &[("code", &code)]).await?;
        }
        let page = browser.open("/profile/password").await?;
        let new = [("current", PASSWORD), ("new", "acht blauwe bootjes bij Marken")];
        let page = browser.fill(&page, "/profile/password", &new).await?;
        assert!(page.is_of_someone_signed_in(), "{}", page.text());
        assert_eq!(cloud.refresh(tokens.text("/refresh_token")).await?.status, 400);
    }
    Ok(())
}
