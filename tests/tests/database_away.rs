//! The database is away: a page in the reader's language, nothing granted, and all is well by itself afterwards.

use std::sync::mpsc::channel;
use std::time::Duration;

use anyhow::{Context, Result};
use journeys::cable::Cable;
use journeys::scene::{GROUP, PASSWORD, Scene, Setup};
use journeys::visitor::{Page, Visitor};
use store::testing::{empty, engines};
use store::{Engine, Statement};

/// A page that says so.
fn is_away(page: &Page, words: &str) {
    assert_eq!(page.status, 503, "{}: {}", page.address, page.text());
    assert!(page.text().contains(words), "{}", page.text());
    assert!(!page.header("retry-after").is_empty());
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert!(page.set_cookie("tweestap-session").is_empty(), "nothing is granted");
}

#[tokio::test]
async fn while_postgresql_is_away_nothing_is_granted_and_it_recovers_by_itself() -> Result<()> {
    if !engines().contains(&Engine::Postgres) {
        return Ok(());
    }
    let place = empty(Engine::Postgres).await?;
    place.db.close().await;
    let (mut cable, setting) = Cable::lay(&place.setting()).await?;
    let scene = Scene::at(place, Setup { database: Some(setting), ..Setup::default() }).await?;
    let anna = scene.member_with_app("anna", &[GROUP]).await?;
    let mut visitor = scene.signed_in(&anna).await?;
    let mut half = scene.visitor()?;
    let asked = half.sign_in("anna", PASSWORD).await?;
    let mut stranger = scene.visitor()?;
    let form = stranger.get("/sign-in").await?;
    scene.advance(journeys::scene::STEP);
    for round in 0..2 {
        // Answered from memory, which counts no longer once nobody sees what changes.
        comes_to(&mut visitor, 204, 200).await?;
        cable.cut().await;
        comes_to(&mut visitor, 503, 503).await?;
        is_away(&visitor.get("/").await?, "We can’t be reached for a moment");
        is_away(&visitor.get("/profile/two-factor?lang=nl").await?, "even niet bereikbaar");
        visitor.get("/sign-in?lang=en").await?;
        let fields = [("username", "anna"), ("password", PASSWORD)];
        is_away(&stranger.submit(&form, "/sign-in", &fields).await?, "We can’t be reached for a moment");
        is_away(&half.prove(&asked, &anna.key, scene.seconds()).await?, "We can’t be reached for a moment");
        assert!(!half.cookies.contains_key("tweestap-session") && !stranger.cookies.contains_key("tweestap-session"));
        assert!(visitor.cookies.contains_key("tweestap-session"), "and nothing taken away");
        assert_eq!(visitor.get("/healthz").await?.status, 200);
        assert_eq!(visitor.get("/readyz").await?.status, 503);
        cable.mend().await?;
        let ready = visitor.get("/readyz").await?;
        assert_eq!(ready.status, 200, "round {round}: {}", ready.body);
        assert!(visitor.get("/").await?.is_of_someone_signed_in());
        assert_eq!(stranger.submit(&form, "/sign-in", &fields).await?.location(), "/sign-in/second-factor");
    }
    let done = half.prove(&asked, &anna.key, scene.seconds()).await?;
    assert_eq!((done.status, done.location()), (303, "/"), "the code was not used up: {}", done.text());
    Ok(())
}

/// Waits until `/session` and `/auth/check` answer so.
async fn comes_to(visitor: &mut Visitor, session: u16, door: u16) -> Result<()> {
    let coming = async {
        loop {
            let found = (visitor.get("/session").await?.status, visitor.get("/auth/check").await?.status);
            if found == (session, door) {
                return Ok::<(), anyhow::Error>(());
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), coming).await.context("it stays as it was")?
}

const ANY: Statement = Statement::new("test.any", "UPDATE generations SET value = value");

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_another_process_holds_the_sqlite_file_nothing_is_granted_and_it_recovers_by_itself() -> Result<()> {
    let scene = Scene::open(Engine::Sqlite).await?;
    let anna = scene.member_with_app("anna", &[GROUP]).await?;
    let mut visitor = scene.signed_in(&anna).await?;
    let mut stranger = scene.visitor()?;
    let form = stranger.get("/sign-in").await?;
    // Another process that writes and does not end: `sqlite3` at the wrong moment, a backup program.
    let other = scene.place().again().await?;
    let (held, is_held) = channel();
    let (let_go, wait) = channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let holding = {
        let other = other.clone();
        tokio::spawn(async move {
            let (held, wait) = (std::sync::Mutex::new(held), std::sync::Arc::new(wait));
            let done: Result<(), store::Error> = other
                .write_with((held, wait), |tx, (held, wait)| {
                    Box::pin(async move {
                        tx.execute(&ANY, &[]).await?;
                        let told = held.lock().is_ok_and(|held| held.send(()).is_ok());
                        let ended = wait.lock().is_ok_and(|wait| wait.recv().is_err());
                        if told && ended { Ok(()) } else { Err(store::Error::Broken("nobody waits".into())) }
                    })
                })
                .await;
            done
        })
    };
    tokio::task::spawn_blocking(move || is_held.recv()).await?.context("nobody holds the file")?;
    let fields = [("username", "anna"), ("password", PASSWORD)];
    let refused = attempt(&mut stranger, &form, &fields).await?;
    is_away(&refused, "We can’t be reached for a moment");
    assert!(!stranger.cookies.contains_key("tweestap-session"));
    assert_eq!(visitor.get("/healthz").await?.status, 200);
    drop(let_go);
    holding.await??;
    other.close().await;
    assert_eq!(attempt(&mut stranger, &form, &fields).await?.location(), "/sign-in/second-factor");
    assert!(visitor.get("/").await?.is_of_someone_signed_in());
    assert_eq!(visitor.get("/readyz").await?.status, 200);
    Ok(())
}

async fn attempt(visitor: &mut Visitor, form: &Page, fields: &[(&str, &str)]) -> Result<Page> {
    visitor.submit(form, "/sign-in", fields).await
}
