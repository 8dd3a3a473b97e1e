//! More sign-ins than passwords can be hashed: who is signed in notices nothing, and who would sign in is told to try again.

use anyhow::{Context, Result, ensure};
use journeys::scene::{GROUP, PASSWORD, Scene, Setup};
use store::testing::engines;
use tokio::task::{JoinHandle, JoinSet};

/// Hashes at once and waiting: one thread, and two places in its queue.
const PLACES: usize = 3;

/// Keeps the pool full: whichever hash is done, the next one takes its place.
fn flood(scene: &Scene) -> JoinHandle<()> {
    let ctx = scene.house.ctx.clone();
    tokio::spawn(async move {
        let mut hashing = JoinSet::new();
        loop {
            while hashing.len() < PLACES {
                let ctx = ctx.clone();
                hashing.spawn(async move { ctx.verifier().verify_nobody("zeven groene fietsen").await });
            }
            hashing.join_next().await;
        }
    })
}

fn is_full(scene: &Scene) -> bool {
    scene.house.ctx.verifier().hashes().load() == PLACES
}

#[tokio::test(flavor = "multi_thread")]
async fn while_no_password_can_be_hashed_sessions_go_on_and_a_sign_in_is_told_to_wait() -> Result<()> {
    for engine in engines() {
        let settings = vec![("sign_in.hash_threads", "1".to_owned()), ("sign_in.hash_queue", (PLACES - 1).to_string())];
        let scene = Scene::with(engine, Setup { settings, ..Setup::default() }).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut signed_in = scene.signed_in(&anna).await?;
        let mut other = scene.visitor()?;
        let page = other.open("/sign-in").await?;

        let flood = flood(&scene);
        let mut answered_while_full = 0;
        for _ in 0..100 {
            let full = is_full(&scene);
            assert_eq!(signed_in.get("/session").await?.status, 204);
            let home = signed_in.get("/").await?;
            assert!(home.status == 200 && home.is_of_someone_signed_in(), "{}", home.text());
            answered_while_full += usize::from(full && is_full(&scene));
        }
        assert!(answered_while_full > 0, "the pool was never full");

        // Between two hashes a place is free for a moment, and a sign-in may happen to find it.
        let mut turned_away = None;
        for _ in 0..50 {
            let answer = other.submit(&page, "/sign-in", &[("username", "anna"), ("password", PASSWORD)]).await?;
            ensure!([303, 503].contains(&answer.status), "{}: {}", answer.status, answer.text());
            if answer.status == 503 {
                turned_away = Some(answer);
                break;
            }
        }
        let answer = turned_away.context("nobody was turned away")?;
        assert_eq!(answer.header("retry-after"), "5");
        assert!(answer.text().contains("It’s busy right now"), "{}", answer.text());
        assert!(answer.text().contains("You’re not signed in yet"), "{}", answer.text());
        assert!(answer.set_cookie("tweestap-session").is_empty() && answer.set_cookie("tweestap-sign-in").is_empty());
        assert_eq!(scene.count(&anna, "password-failed").await?, 0, "it was no guess");

        // It passes by itself, from the page as it stands.
        flood.abort();
        ensure!(flood.await.is_err_and(|error| error.is_cancelled()), "the flood ended by itself");
        let answer = other.submit(&answer, "/sign-in", &[("username", "anna"), ("password", PASSWORD)]).await?;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in/second-factor"), "{}", answer.text());
    }
    Ok(())
}
