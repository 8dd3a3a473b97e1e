//! The demo as its start text tells it: an account, its code from the telephone page, the mailbox, the clock.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use journeys::look::{Look, Scheme};
use journeys::walk::Walk;
use server::demo::people::USUAL_NUMBER;
use server::demo::{Demo, Options};
use tokio::sync::oneshot;

use crate::browser::ready;

#[tokio::test]
async fn browser_the_demo_shows_what_its_start_text_promises() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let demo = Demo::start(Options { people: USUAL_NUMBER, listen, data: None }).await?;
    let (site, text) = (demo.address().to_owned(), demo.text().to_owned());
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(demo.run(async { drop(stopped.await) }));

    let look = Look { language: "nl", scheme: Scheme::Dark, ..Look::PHONE };
    let mut walk = Walk::visit(&site, "demo", &look).await?;
    walk.browser.goto("/").await?;
    walk.is_at("/sign-in").await?;
    walk.look("sign-in").await?;
    walk.press("demo-accounts").await?;
    walk.look("accounts").await?;
    let row = "//tr[.//a[contains(@href, '/demo/phone')]]//code";
    let found = walk.browser.driver().find_all(thirtyfour::By::XPath(row)).await?;
    let [login, password, ..] = found.as_slice() else { anyhow::bail!("no account with an app") };
    let (login, password) = (login.text().await?, password.text().await?);
    ensure!(text.contains(&login) && text.contains(&password), "{login} is not in the start text:\n{text}");

    walk.browser.goto("/sign-in").await?;
    walk.sign_in_with(&login, &password).await?;
    walk.is_at("/sign-in/second-factor").await?;
    walk.press("demo-phone").await?;
    walk.browser.choose_value(&walk.say("demo-phone-whose"), &login).await?;
    walk.press("demo-phone-show").await?;
    walk.look("phone").await?;
    let code = walk.browser.text_of(".figure").await?;
    walk.browser.goto("/sign-in/second-factor").await?;
    walk.fill("code-label", "000 000").await?;
    walk.press("sign-in-button").await?;
    walk.fill("code-label", &code).await?;
    walk.press("sign-in-button").await?;
    walk.is_at("/").await?;
    walk.look("home").await?;

    // Without an app at hand, the key of the set-up page does.
    walk.sign_out().await?;
    walk.sign_in_with("m.jansen", &password).await?;
    walk.press("offer-now").await?;
    let key: String = walk.browser.text_of("#key").await?.split_whitespace().collect();
    walk.press("demo-phone").await?;
    walk.fill("demo-phone-key", "no key").await?;
    walk.press("demo-phone-show-own").await?;
    walk.reads("demo-phone-no-key").await?;
    walk.look("no-key").await?;
    walk.fill("demo-phone-key", &key).await?;
    walk.press("demo-phone-show-own").await?;
    walk.look("key").await?;
    let code = walk.browser.text_of(".figure").await?;
    walk.browser.goto("/sign-in/enrol/app").await?;
    walk.fill("code-label", &code).await?;
    walk.press("confirm").await?;
    walk.reads("codes-title").await?;
    walk.press("codes-stored").await?;

    // The wiki knows whoever is signed in with us, and shows what it was told.
    walk.browser.goto("/demo/wiki").await?;
    walk.look("wiki").await?;
    walk.press("demo-wiki-sign-in").await?;
    walk.reads("demo-wiki-told").await?;
    walk.look("wiki-told").await?;
    walk.press("demo-wiki-ask-new").await?;
    walk.reads("code-label").await?;
    walk.browser.goto("/demo/wiki").await?;
    walk.press("sign-out").await?;
    walk.reads("demo-wiki-sign-in").await?;

    walk.press("demo-mailbox").await?;
    mail_is_there(&walk).await?;
    walk.look("mailbox").await?;
    walk.browser.follow(".list a").await?;
    walk.look("mail").await?;
    walk.press("demo-clock").await?;
    walk.look("clock").await?;
    walk.press("demo-clock-day").await?;
    walk.look("clock-ahead").await?;
    walk.finish().await?;
    stop.send(()).ok().context("the demo ended by itself")?;
    Ok(running.await?)
}

/// The wrong code was on a browser that nobody knows, so the person is told.
async fn mail_is_there(walk: &Walk<'_>) -> Result<()> {
    walk.browser
        .wait_until("the mail is in the mailbox", async || {
            walk.browser.goto("/demo/mailbox").await?;
            Ok(walk.browser.count(".list a").await? > 0)
        })
        .await
}
