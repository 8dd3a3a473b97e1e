//! The set-up in a browser: the link that the server prints, the form, a weak password, and the first sign-in.

use anyhow::Result;
use journeys::look::{Look, Scheme};
use journeys::walk::Walk;
use journeys::waterland::PASSWORD;
use server::testing::Unset;

use crate::browser::ready;

#[tokio::test]
async fn browser_the_link_of_an_empty_server_makes_the_first_super_user() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    for (look, language) in [(Look { language: "nl", ..Look::PHONE }, "nl"), (Look::WIDE, "en")] {
        let server = Unset::start().await.map_err(anyhow::Error::from_boxed)?;
        let name = format!("unset-{language}");
        let look = Look { scheme: if language == "nl" { Scheme::Dark } else { Scheme::Light }, language, ..look };
        let mut walk = Walk::visit(&server.site, &name, &look).await?;
        walk.browser.goto("/sign-in").await?;
        walk.reads("problem-new-title").await?;
        walk.look("nothing-yet").await?;
        walk.browser.goto(&server.link).await?;
        walk.look("form").await?;
        walk.fill("operator-name", "Vereniging Waterland").await?;
        walk.fill("operator-full-name", "Sanne de Wit").await?;
        walk.fill("operator-address", "sanne@waterland.example").await?;
        walk.fill("operator-user-name", "sanne").await?;
        walk.fill("password", "Waterland2026Waterland").await?;
        walk.press("set-up-button").await?;
        walk.reads("set-up-not-made").await?;
        walk.look("weak").await?;
        walk.fill("password", PASSWORD).await?;
        walk.press("set-up-button").await?;
        walk.is_at("/sign-in").await?;
        walk.reads("sign-in-set-up").await?;
        walk.look("made").await?;
        walk.sign_in("sanne").await?;
        walk.is_at("/").await?;
        walk.finish().await?;
    }
    Ok(())
}
