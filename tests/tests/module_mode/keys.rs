//! Keys of the API, and requests that are refused before anything is looked at.

use actions::admin::api_keys::{self, KeyEdit};
use anyhow::Result;
use domain::api_key::{Scope, Scopes};
use domain::time::Lifetime;
use journeys::api::Crm;
use journeys::scene::{GROUP, Scene};
use reqwest::Method;
use serde_json::json;
use store::testing::engines;

#[tokio::test]
async fn without_a_key_that_is_listed_nothing_is_answered() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        for key in ["", "x", &crm.key[4..], &crm.key.to_uppercase(), &format!("{}A", crm.key), &"A".repeat(9000)] {
            let mut wrong = crm.clone();
            key.clone_into(&mut wrong.key);
            let answer = wrong.begin("anna").await?;
            assert_eq!((answer.status, answer.problem()), (401, "wrong-key"), "{key}");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"tweestap\"");
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
        // Nor a session of our own, whoever's it is.
        let mut here = scene.signed_in(&anna).await?;
        assert_eq!(here.send(Method::POST, "/api/v1/sessions/check", Some("{}".to_owned())).await?.status, 401);

        let removed = api_keys::remove_by_command_line(&scene.house.ctx, &scene.house.organisation, "crm").await?;
        assert!(removed);
        assert_eq!(crm.begin("anna").await?.status, 401);
    }
    Ok(())
}

#[tokio::test]
async fn removing_a_key_ends_what_stands_on_its_platform() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        crm.signed_in(&scene, &anna).await?;
        crm.begin("anna").await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        assert_eq!(store::session::of_user(ctx.db(), organisation.id, anna.id).await?.len(), 1);
        api_keys::remove_by_command_line(ctx, organisation, "CRM").await?;
        assert_eq!(store::session::of_user(ctx.db(), organisation.id, anna.id).await?.len(), 0);
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_asks_too_much_is_told_when_it_may_again() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member_with_app("anna", &[GROUP]).await?;
        let edit = KeyEdit {
            name: "Slow".into(),
            scopes: Scopes::of([Scope::SignIn]),
            addresses: String::new(),
            rate: "3".into(),
        };
        let crm = Crm::made(&scene.house, &edit).await?;
        let first = crm.begin("anna").await?;
        assert_eq!(first.header("ratelimit-policy"), "\"key\";q=3;w=60");
        assert_eq!(first.header("ratelimit"), "\"key\";r=2;t=60");
        scene.advance(Lifetime::seconds(20));
        assert_eq!(crm.begin("anna").await?.status, 200);
        assert_eq!(crm.begin("anna").await?.status, 200);
        let refused = crm.begin("anna").await?;
        assert_eq!((refused.status, refused.problem()), (429, "too-many-requests"));
        assert_eq!((refused.header("retry-after"), refused.header("ratelimit")), ("40", "\"key\";r=0;t=40"));
        scene.advance(Lifetime::seconds(40));
        assert_eq!(crm.begin("anna").await?.status, 200);
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_read_is_told_and_does_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let json_type = [("content-type", "application/json")];
        let good = r#""person":"anna","source":"203.0.113.7""#;
        for (body, status, word) in [
            (String::new(), 400, "request"),
            ("[]".into(), 400, "request"),
            (r#"["anna","203.0.113.7",null,null,null]"#.into(), 400, "request"),
            ("null".into(), 400, "request"),
            ("{".into(), 400, "request"),
            ("{}".into(), 400, "request"),
            (r#"{"person":"anna"}"#.into(), 400, "request"),
            (format!("{{{good},\"admin\":true}}"), 400, "request"),
            (format!("{{{good},\"person\":\"bert\"}}"), 400, "request"),
            (format!("{{{good}}} {{}}"), 400, "request"),
            (r#"{"person":["anna"],"source":"203.0.113.7"}"#.into(), 400, "request"),
            (r#"{"person":"anna","source":"203.0.113.7:80"}"#.into(), 422, "source"),
            (r#"{"person":"anna","source":"localhost"}"#.into(), 422, "source"),
            (format!("{{{good},\"return_to\":\"https://evil.example/\"}}"), 422, "return-to"),
            (format!("{{{good},\"return_to\":\"https://crm.example/back/../x\"}}"), 422, "return-to"),
            (format!("{{{good},\"device\":\"{}\"}}", "x".repeat(17_000)), 413, "too-large"),
        ] {
            let answer = crm.send(Method::POST, "/sign-ins", (&json_type, Some(body.clone()))).await?;
            assert_eq!((answer.status, answer.problem()), (status, word), "{body}: {}", answer.body);
            assert!(!answer.text("/detail").is_empty() && !answer.text("/title").is_empty(), "{}", answer.body);
        }
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let answer = crm.send(Method::POST, "/sign-ins", (&form, Some(format!("{{{good}}}")))).await?;
        assert_eq!((answer.status, answer.problem()), (415, "not-json"));
        for (method, path, status, word) in [
            (Method::GET, "/sign-ins", 405, "method"),
            (Method::DELETE, "/sign-ins/x", 405, "method"),
            (Method::PUT, "/verify", 405, "method"),
            (Method::GET, "/nothing", 404, "no-such-address"),
            (Method::POST, "/nothing", 404, "no-such-address"),
            (Method::GET, "/sign-ins/..%2f..%2fhealthz", 404, "no-sign-in"),
            (Method::GET, &*format!("/sign-ins/{}", "x".repeat(5000)), 404, "no-sign-in"),
        ] {
            let answer = crm.send(method.clone(), path, (&json_type, None)).await?;
            assert_eq!((answer.status, answer.problem()), (status, word), "{method} {path}");
        }
        assert_eq!(scene.events(&anna).await?.iter().filter(|event| event.kind == "platform-asked").count(), 0);
        let document = crm.get("/openapi.json").await?;
        assert_eq!((document.status, document.text("/openapi")), (200, "3.1.0"));
    }
    Ok(())
}

#[tokio::test]
async fn where_the_database_is_away_nobody_is_let_in() -> Result<()> {
    const AWAY: store::Statement = store::Statement::new("test.away", "ALTER TABLE users RENAME TO users_away");
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let crm = Crm::of(&scene).await?;
        let signed_in = crm.signed_in(&scene, &anna).await?;
        scene.advance(Lifetime::minutes(6));
        scene.rename_table(&AWAY).await?;
        for (path, body) in [
            ("/sign-ins", json!({ "person": "anna", "source": "203.0.113.7" })),
            ("/sessions/check", json!({ "session": signed_in.text("/session/token") })),
            ("/verify", json!({ "person": "anna", "source": "203.0.113.7", "code": "123456" })),
        ] {
            let answer = crm.post(path, &body).await?;
            assert!(answer.status >= 500 && answer.body.get("decision").is_none(), "{path} {}", answer.body);
            assert!(["broken", "unavailable"].contains(&answer.problem()), "{path} {}", answer.body);
        }
    }
    Ok(())
}
