//! Codes and tokens: each once, of one application, as long as what they were given for holds.

use anyhow::Result;
use domain::relying_party::{ClientKind, Refresh};
use domain::time::Lifetime;
use journeys::relying_party::{BACK, Cloud, VERIFIER, answered, at_once, edit};
use journeys::scene::{GROUP, Scene};
use store::testing::engines;

#[tokio::test]
async fn a_code_is_taken_once_and_a_second_time_ends_everything() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::of(&scene).await?;
        let mut browser = scene.signed_in(&anna).await?;
        let code = cloud.code(&mut browser, &[]).await?;
        let tokens = cloud.redeem(&code).await?;
        assert_eq!(cloud.user_info(tokens.text("/access_token")).await?.status, 200);
        let again = cloud.redeem(&code).await?;
        assert_eq!((again.status, again.text("/error")), (400, "invalid_grant"));
        let ended = cloud.user_info(tokens.text("/access_token")).await?;
        assert_eq!((ended.status, ended.text("/error")), (401, "invalid_token"));
        assert_eq!(scene.count(&anna, "grant-replayed").await?, 1);

        // Of many at the same moment one gets tokens, which end when the next one comes.
        for _ in 0..5 {
            let code = cloud.code(&mut browser, &[]).await?;
            let asking = || {
                let (cloud, code) = (cloud.clone(), code.clone());
                async move { cloud.redeem(&code).await }
            };
            let statuses = at_once(32, asking).await?;
            assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
            assert!(statuses.iter().all(|status| [200, 400].contains(status)), "{statuses:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_code_fits_what_it_was_given_for_alone() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::of(&scene).await?;
        let other = Cloud::made(&scene.house, &edit("Other")).await?;
        let mut browser = scene.signed_in(&anna).await?;
        let code = cloud.code(&mut browser, &[]).await?;
        let taken = |changes: &[(&'static str, &'static str)]| {
            let mut fields =
                vec![("grant_type", "authorization_code"), ("redirect_uri", BACK), ("code_verifier", VERIFIER)];
            for (name, value) in changes {
                fields.retain(|(known, _)| known != name);
                fields.push((name, value));
            }
            fields
        };
        for changes in [
            &[("code_verifier", "another-verifier-another-verifier-another-v")][..],
            &[("code_verifier", "")],
            &[("redirect_uri", "https://cloud.example/back/")],
            &[("redirect_uri", "")],
            &[("grant_type", "password")],
            &[("grant_type", "implicit")],
            &[("grant_type", "client_credentials")],
        ] {
            let mut fields = taken(changes);
            fields.push(("code", &code));
            let answer = cloud.post("/oidc/token", &fields).await?;
            assert_eq!(answer.status, 400, "{changes:?} {}", answer.body);
        }
        assert_eq!(other.redeem(&code).await?.text("/error"), "invalid_grant");
        for text in ["", "twc_", "x", &code.replace("twc_", "twa_"), &format!("{code}A"), &"A".repeat(9_000)] {
            assert_eq!(cloud.redeem(text).await?.status, 400);
        }
        // None of that used it up.
        let tokens = cloud.redeem(&code).await?;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        // A code is no token, and no token another one.
        for token in [&code, tokens.text("/id_token"), &cloud.secret] {
            assert_eq!(cloud.user_info(token).await?.status, 401);
        }

        let late = cloud.code(&mut browser, &[]).await?;
        scene.advance(Lifetime::seconds(61));
        assert_eq!(cloud.redeem(&late).await?.text("/error"), "invalid_grant");
    }
    Ok(())
}

#[tokio::test]
async fn an_application_does_without_pkce_only_where_administrators_say_so() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let old = Cloud::with(&scene, |edit| edit.without_pkce = true).await?;
        let public = Cloud::with(&scene, |edit| {
            edit.name = "App".into();
            edit.kind = ClientKind::Public;
            edit.without_pkce = true;
        })
        .await?;
        let mut browser = scene.signed_in(&anna).await?;
        let without = [("code_challenge", ""), ("code_challenge_method", "")];
        let bare =
            |code: &str| [("grant_type", "authorization_code"), ("redirect_uri", BACK), ("code", code)].map(owned);
        let code = old.code(&mut browser, &without).await?;
        // A verifier without a challenge: somebody took the challenge out of the request (RFC 9700 section 2.1.1).
        assert_eq!(old.redeem(&code).await?.text("/error"), "invalid_grant");
        let fields = bare(&code);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(old.post("/oidc/token", &fields).await?.status, 200);
        // Half of it is none, and one that is there counts.
        let half = browser.get(&old.way(&[("code_challenge_method", "")])).await?;
        assert_eq!(super::error(&half), "invalid_request");
        let code = old.code(&mut browser, &[]).await?;
        let fields = bare(&code);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(old.post("/oidc/token", &fields).await?.text("/error"), "invalid_grant");
        // Never where there is no secret.
        assert_eq!(super::error(&browser.get(&public.way(&without)).await?), "invalid_request");
    }
    Ok(())
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn whoever_cannot_show_the_secret_gets_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::of(&scene).await?;
        let public = Cloud::with(&scene, |edit| {
            edit.name = "App".into();
            edit.kind = ClientKind::Public;
        })
        .await?;
        let mut browser = scene.signed_in(&anna).await?;
        let code = cloud.code(&mut browser, &[]).await?;
        let base = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        let wrong = format!("tws_{}", "A".repeat(43));
        for path in ["/oidc/token", "/oidc/revoke", "/oidc/introspect"] {
            for more in [
                &[][..],
                &[("client_id", &*cloud.id)],
                &[("client_id", &*cloud.id), ("client_secret", "")],
                &[("client_id", &*cloud.id), ("client_secret", &*wrong)],
                &[("client_id", "nobody"), ("client_secret", &*cloud.secret)],
                &[("client_id", &*public.id), ("client_secret", &*cloud.secret)],
            ] {
                let fields: Vec<(&str, &str)> = base.iter().chain(more).copied().chain([("token", "x")]).collect();
                let answer = answered(cloud.request(path, &fields)).await?;
                assert_eq!((answer.status, answer.text("/error")), (401, "invalid_client"), "{path} {more:?}");
                assert!(answer.header("www-authenticate").starts_with("Basic "));
            }
            // In two ways at once, or in the address.
            let fields: Vec<(&str, &str)> =
                base.iter().copied().chain([("client_secret", &*cloud.secret), ("token", "x")]).collect();
            assert_eq!(cloud.post(path, &fields).await?.text("/error"), "invalid_request", "{path}");
            let address = format!("{path}?client_id={}&client_secret={}", cloud.id, cloud.secret);
            assert_eq!(answered(cloud.request(&address, &base)).await?.text("/error"), "invalid_client", "{path}");
        }
        // In the body it is as good; and without a secret where there is none.
        let more = [("client_id", &*cloud.id), ("client_secret", &*cloud.secret)];
        let fields: Vec<(&str, &str)> = base.iter().chain(&more).copied().collect();
        assert_eq!(answered(cloud.request("/oidc/token", &fields)).await?.status, 200);
        assert_eq!(public.tokens(&mut browser, &[]).await?.status, 200);
        let introspected = public.post("/oidc/introspect", &[("client_id", &public.id), ("token", "x")]).await?;
        assert_eq!(introspected.text("/error"), "invalid_client");
    }
    Ok(())
}

#[tokio::test]
async fn a_refresh_token_is_taken_once_and_an_old_one_ends_everything() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::with(&scene, |edit| edit.refresh = Refresh::WhileSignedIn).await?;
        let other = Cloud::made(&scene.house, &edit("Other")).await?;
        let mut browser = scene.signed_in(&anna).await?;
        let first = cloud.tokens(&mut browser, &[]).await?;
        scene.advance(Lifetime::minutes(6));
        assert_eq!(cloud.user_info(first.text("/access_token")).await?.status, 401, "its five minutes are over");
        assert_eq!(other.refresh(first.text("/refresh_token")).await?.text("/error"), "invalid_grant");
        let second = cloud.refresh(first.text("/refresh_token")).await?;
        assert_eq!(second.status, 200, "{}", second.body);
        assert_eq!(cloud.user_info(second.text("/access_token")).await?.status, 200);
        let asked = [
            ("grant_type", "refresh_token"),
            ("refresh_token", second.text("/refresh_token")),
            ("scope", "openid offline_access"),
        ];
        assert_eq!(cloud.post("/oidc/token", &asked).await?.text("/error"), "invalid_grant", "more than was given");

        // The old one once more: somebody copied it.
        assert_eq!(cloud.refresh(first.text("/refresh_token")).await?.text("/error"), "invalid_grant");
        assert_eq!(cloud.refresh(second.text("/refresh_token")).await?.text("/error"), "invalid_grant");
        assert_eq!(cloud.user_info(second.text("/access_token")).await?.status, 401);
        assert_eq!(scene.count(&anna, "grant-replayed").await?, 1);

        let tokens = cloud.tokens(&mut browser, &[]).await?;
        let asking = || {
            let (cloud, refresh) = (cloud.clone(), tokens.text("/refresh_token").to_owned());
            async move { cloud.refresh(&refresh).await }
        };
        let statuses = at_once(16, asking).await?;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");

        // With the session it ends.
        let tokens = cloud.tokens(&mut browser, &[]).await?;
        let home = browser.open("/").await?;
        browser.fill(&home, "/sign-out", &[]).await?;
        assert_eq!(cloud.refresh(tokens.text("/refresh_token")).await?.text("/error"), "invalid_grant");
        assert_eq!(cloud.user_info(tokens.text("/access_token")).await?.status, 401);
    }
    Ok(())
}
