//! The pages that only the demo has.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use journeys::look::Look;
use server::demo::people::USUAL_NUMBER;
use server::demo::{Demo, Options};
use tokio::sync::oneshot;

use crate::album::Album;

/// Photographs the accounts, the telephone, the mailbox with a mail in it, and the clock.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let demo = Demo::start(Options { people: USUAL_NUMBER, listen, data: None }).await?;
    let site = demo.address().to_owned();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(demo.run(async { drop(stopped.await) }));

    let album = Album::visit(&site, look).await?;
    // Else the pages of a person speak the language of that person.
    album.goto(&format!("/demo?lang={}", look.language)).await?;
    album.take("demo").await?;
    let login = album.walk.browser.text_of("td code").await?;
    album.goto(&format!("/demo/phone?person={login}")).await?;
    album.take("demo-phone").await?;
    album.goto("/demo/clock").await?;
    album.take("demo-clock").await?;
    album.goto("/sign-in").await?;
    album.walk.sign_in(&login).await?;
    album.walk.fill("code-label", "000 000").await?;
    album.walk.press("sign-in-button").await?;
    let mailbox = &album.walk.browser;
    mailbox
        .wait_until("the mail is in the mailbox", async || {
            mailbox.goto("/demo/mailbox").await?;
            Ok(mailbox.count(".list a").await? > 0)
        })
        .await?;
    album.take("demo-mailbox").await?;
    mailbox.follow(".list a").await?;
    album.take("demo-mail").await?;
    album.close().await?;
    stop.send(()).ok().context("the demo ended by itself")?;
    Ok(running.await?)
}
