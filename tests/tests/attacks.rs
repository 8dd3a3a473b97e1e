//! What an attacker tried and gained by, once: each test failed first.

use std::sync::Arc;

use actions::admin::people::{self, Membership};
use actions::admin::policies;
use anyhow::Result;
use domain::policy::{Ask, Demand};
use domain::time::Lifetime;
use journeys::scene::{BACKEND, GROUP, PASSWORD, Scene, Setup, policy};
use store::testing::engines;
use verifier::{HashPool, KeyRing, OsEntropy, PoolSize};

const WRONG: &str = "not the password at all";

#[tokio::test]
async fn one_guesser_behind_an_address_slows_its_neighbours_and_locks_nobody_out() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member_with_app("anna", &[GROUP]).await?;
        let mut guesser = scene.elsewhere("203.0.113.7")?;
        for n in 0..40 {
            guesser.sign_in(&format!("nobody{n}"), WRONG).await?;
        }
        let mut neighbour = scene.elsewhere("203.0.113.7")?;
        let page = neighbour.sign_in("anna", PASSWORD).await?;
        assert_eq!(page.status, 429);
        let wait: i64 = page.header("retry-after").parse()?;
        assert!(wait <= 30, "waits {wait} s");
        scene.advance(Lifetime::seconds(30));
        assert_eq!(neighbour.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");

        // A quarter of an hour without failures, and the address begins anew.
        scene.advance(Lifetime::minutes(16));
        assert_eq!(guesser.sign_in("nobody", WRONG).await?.status, 200);
        assert_eq!(neighbour.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const TWO: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";

#[tokio::test]
async fn a_right_password_of_someone_blocked_costs_one_hash_although_it_was_made_with_an_older_key() -> Result<()> {
    let keys = tempfile::NamedTempFile::new()?;
    std::fs::write(keys.path(), format!("1 {ONE}\n2 {TWO}\n"))?;
    let older =
        HashPool::start(PoolSize { threads: 1, queue: 10 }, Arc::new(KeyRing::from_text(ONE)?), Arc::new(OsEntropy))?;
    for engine in engines() {
        let setup = Setup { key_file: Some(keys.path().to_owned()), ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let bram = scene.member("bram", &[]).await?;
        let dated = older.hash(PASSWORD).await?;
        let input = (organisation.id, bram.id, dated.clone(), ctx.now());
        let written: Result<(), store::Error> = ctx
            .db()
            .write_with(input, |tx, (org, user, hash, now)| {
                Box::pin(async move { store::user::set_password(tx, *org, *user, hash, *now).await })
            })
            .await;
        written?;
        let cost = async |password: &str| -> Result<u64> {
            let before = ctx.verifier().hashes().begun();
            scene.visitor()?.sign_in("bram", password).await?;
            Ok(ctx.verifier().hashes().begun() - before)
        };
        people::set_blocked(ctx, organisation, bram.id, true).await?;
        assert_eq!((cost(WRONG).await?, cost(PASSWORD).await?, cost(PASSWORD).await?), (1, 1, 1));
        let kept = store::user::password_hash(ctx.db(), organisation.id, bram.id).await?;
        assert_eq!(kept, Some(dated));
        // Whoever may sign in gets another one, once.
        people::set_blocked(ctx, organisation, bram.id, false).await?;
        assert_eq!((cost(PASSWORD).await?, cost(PASSWORD).await?), (2, 1));
    }
    Ok(())
}

#[tokio::test]
async fn a_password_is_guessed_no_faster_in_a_remembered_browser() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut browser = scene.remembered(&anna).await?;
        browser.cookies.remove("tweestap-session");
        for _ in 0..5 {
            assert_eq!(browser.sign_in("anna", WRONG).await?.status, 200);
        }
        assert_eq!(browser.sign_in("anna", PASSWORD).await?.status, 429);
        // It hinders this browser alone.
        assert_eq!(scene.visitor()?.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
        scene.advance(Lifetime::seconds(2));
        assert!(browser.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in());
    }
    Ok(())
}

#[tokio::test]
async fn a_copied_device_cookie_is_found_out_however_often_it_was_used() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut owner = scene.remembered(&anna).await?;
        let mut thief = scene.visitor()?;
        let copy = owner.cookies.get("tweestap-device").cloned().unwrap_or_default();
        thief.cookies.insert("tweestap-device".to_owned(), copy);
        for _ in 0..2 {
            thief.cookies.remove("tweestap-session");
            assert!(thief.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in());
        }
        owner.cookies.remove("tweestap-session");
        assert_eq!(owner.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
        assert_eq!(thief.get("/session").await?.status, 401, "the thief is signed out");
        thief.cookies.remove("tweestap-session");
        assert_eq!(thief.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn trust_that_a_policy_has_killed_does_not_come_back_with_a_longer_period() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut browser = scene.remembered(&anna).await?;
        scene.advance(Lifetime::days(2));
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        for ask in [Ask::Every(Lifetime::days(1)), BACKEND.ask] {
            let demand = Demand { ask, ..BACKEND };
            policies::save(ctx, organisation, policy("Backend users", Some(GROUP), demand)).await?;
        }
        assert_eq!(browser.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn nobody_gets_the_address_of_another_as_user_name() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member_of("anna", &[GROUP], None, &["anna@waterland.example"]).await?;
        assert!(scene.member_of("Anna@Waterland.example", &[GROUP], None, &["x@waterland.example"]).await.is_err());
        scene.member_of("bert@home.example", &[GROUP], None, &["bert@waterland.example"]).await?;
        assert!(scene.member_of("carl", &[GROUP], None, &["BERT@home.example"]).await.is_err());
        assert_eq!(people::list(&scene.house.ctx, &scene.house.organisation, "", 10).await?.len(), 2);
    }
    Ok(())
}

#[tokio::test]
async fn waits_do_not_tell_that_two_names_are_one_person() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member_of("anna", &[GROUP], None, &["anna@waterland.example"]).await?;
        let pairs = [("anna", "anna@waterland.example"), ("nobody", "nobody@waterland.example")];
        let mut answers = Vec::new();
        for (name, other) in pairs {
            let mut guesser = scene.elsewhere("203.0.113.9")?;
            for _ in 0..5 {
                guesser.sign_in(name, WRONG).await?;
            }
            answers.push((guesser.sign_in(name, WRONG).await?.status, guesser.sign_in(other, WRONG).await?.status));
        }
        assert_eq!(answers, [(429, 200), (429, 200)]);
        // And yet both names share one budget: the right password under the other name is not looked at.
        let page = scene.elsewhere("203.0.113.10")?.sign_in("anna@waterland.example", PASSWORD).await?;
        assert_eq!((page.status, page.path()), (200, "/sign-in"));
    }
    Ok(())
}

#[tokio::test]
async fn signing_in_anew_ends_the_session_that_was_in_the_browser() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut browser = scene.remembered(&anna).await?;
        let old = browser.clone();
        let page = browser.get("/profile/password").await?;
        assert_eq!(page.status, 200);
        let form = scene.visitor()?.get("/sign-in").await?;
        assert_eq!(form.status, 200);
        // The sign-in page leads on whoever is signed in, so the form is sent from a page that was open before.
        browser.cookies.remove("tweestap-session");
        let form = browser.get("/sign-in").await?;
        browser.cookies.clone_from(&old.cookies);
        let answer = browser.submit(&form, "/sign-in", &[("username", "anna"), ("password", PASSWORD)]).await?;
        assert_eq!((answer.status, answer.location()), (303, "/"));
        assert_eq!(browser.get("/session").await?.status, 204);
        assert_eq!(old.clone().get("/session").await?.status, 401);
    }
    Ok(())
}

#[tokio::test]
async fn hanging_up_early_saves_nobody_from_being_counted() -> Result<()> {
    use tokio::io::AsyncWriteExt as _;
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let form = visitor.get("/sign-in").await?;
        let cookies: Vec<String> = visitor.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut fields = form.form("/sign-in")?;
        fields.retain(|(name, _)| name != "username" && name != "password");
        fields.push(("username".to_owned(), "anna".to_owned()));
        fields.push(("password".to_owned(), WRONG.to_owned()));
        let body = journeys::visitor::encode(&fields);
        for _ in 0..3 {
            let mut stream = tokio::net::TcpStream::connect(scene.house.address).await?;
            let head = format!(
                "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nContent-Type: \
                 application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                cookies.join("; "),
                body.len()
            );
            stream.write_all(head.as_bytes()).await?;
            stream.flush().await?;
            // Charged, and the password is being looked at: now the guesser hangs up.
            let hashes = scene.house.ctx.verifier().hashes();
            let looked_at = async {
                while hashes.load() == 0 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(std::time::Duration::from_secs(20), looked_at).await?;
            drop(stream);
            let done = async {
                while hashes.load() > 0 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(std::time::Duration::from_secs(20), done).await?;
        }
        // The audit log tells when all three were counted: nothing else says that they are done.
        let counted = async {
            while scene.count(&anna, "password-failed").await? < 3 {
                tokio::task::yield_now().await;
            }
            anyhow::Ok(())
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), counted).await??;
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_code_from_an_unknown_device_is_told_also_after_the_owners_own_mistake() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut owner = scene.remembered(&anna).await?;
        owner.cookies.remove("tweestap-session");
        scene.advance(Lifetime::days(31));
        let wrong = scene.wrong_code(&anna.key)?;
        let page = owner.sign_in("anna", PASSWORD).await?;
        owner.submit(&page, "/sign-in/second-factor", &[("code", &wrong)]).await?;
        assert_eq!(scene.mails().await?.len(), 0, "the owner's own mistake is no news");
        let mut thief = scene.visitor()?;
        let page = thief.sign_in("anna", PASSWORD).await?;
        for _ in 0..2 {
            thief.submit(&page, "/sign-in/second-factor", &[("code", &wrong)]).await?;
        }
        assert_eq!(scene.mails().await?.len(), 1, "told once");
    }
    Ok(())
}

#[tokio::test]
async fn trust_that_a_stricter_policy_met_does_not_come_back_with_the_laxer_one() -> Result<()> {
    for engine in engines() {
        let weekly = Demand { ask: Ask::Every(Lifetime::days(7)), ..BACKEND };
        let policies = vec![policy("Backend users", Some(GROUP), BACKEND), policy("Money", Some("Money"), weekly)];
        let scene = Scene::with(engine, Setup { policies, ..Setup::default() }).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut browser = scene.remembered(&anna).await?;
        browser.cookies.remove("tweestap-session");
        scene.advance(Lifetime::days(10));
        people::set_membership(ctx, organisation, anna.id, "Money", Membership::In).await?;
        let page = browser.sign_in("anna", PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor");
        assert_eq!(scene.count(&anna, "devices-forgotten").await?, 1);

        // The browser is still known: nobody is alarmed about a slip in it.
        let mails = scene.mails().await?.len();
        let wrong = scene.wrong_code(&anna.key)?;
        browser.submit(&page, "/sign-in/second-factor", &[("code", &wrong)]).await?;
        assert_eq!(scene.mails().await?.len(), mails);

        people::set_membership(ctx, organisation, anna.id, "Money", Membership::Out).await?;
        assert_eq!(browser.sign_in("anna", PASSWORD).await?.path(), "/sign-in/second-factor");
        assert_eq!(scene.count(&anna, "devices-forgotten").await?, 1, "told once");
        actions::upkeep::purge(ctx).await?;
        assert!(store::trusted_device::of_user(ctx.db(), organisation.id, anna.id).await?.is_empty());
    }
    Ok(())
}
