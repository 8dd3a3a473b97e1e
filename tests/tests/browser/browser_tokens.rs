//! Hardware tokens in a real browser: taken into use and used, without scripts too, and the stock that they come from.

use actions::admin::hardware_tokens;
use actions::hardware_token::Moving;
use anyhow::{Context as _, Result, ensure};
use domain::time::Lifetime;
use journeys::hardware::{NAMES, Token};
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule, superuser};

use crate::browser::ready;

#[tokio::test]
async fn browser_a_token_in_dutch_without_scripts() -> Result<()> {
    token_journey("token-nl", &Look { language: "nl", scripts: Scripts::Blocked, ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_a_token_in_english_in_the_dark() -> Result<()> {
    token_journey("token-en-dark", &Look { scheme: Scheme::Dark, ..Look::WIDE }).await
}

async fn token_journey(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "riet", "Riet Bakker", look.language).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let mut token = Token::by_button("2600135000111", 6);
    let file = format!("{NAMES}{}", token.line());
    let opening = ("", Moving::Counter);
    let read = hardware_tokens::import_by_command_line(&house.ctx, &house.organisation, file.as_bytes(), opening);
    read.await?.ok().context("the file is not read")?;
    let mut walk = Walk::open(&house, name, look).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("riet").await?;
    walk.look("offer").await?;
    walk.press("offer-token").await?;
    walk.is_at("/sign-in/enrol/token").await?;
    walk.look("add-token").await?;
    let (one, next) = (token.shows(0)?, token.shows(0)?);
    for (first, second, right) in [(&next, &one, false), (&one, &next, true)] {
        walk.fill("token-serial", &token.serial).await?;
        walk.fill("token-one", first).await?;
        walk.fill("token-next", second).await?;
        walk.press("token-confirm").await?;
        if !right {
            walk.reads("token-wrong").await?;
            walk.look("wrong").await?;
        }
    }
    walk.reads("codes-title").await?;
    walk.press("codes-stored").await?;
    walk.browser.goto("/profile/two-factor").await?;
    walk.reads("token-kind").await?;
    walk.look("two-factor").await?;
    walk.browser.goto("/profile/two-factor/add-token").await?;
    walk.look("another").await?;

    walk.sign_out().await?;
    walk.sign_in("riet").await?;
    walk.look("second-factor").await?;
    walk.fill("code-label-any", "000000").await?;
    walk.press("sign-in-button").await?;
    walk.reads("factor-token-next").await?;
    walk.look("second-factor-wrong").await?;
    walk.fill("code-label-any", &token.shows(0)?).await?;
    walk.press("sign-in-button").await?;
    ensure!(walk.browser.path().await? == "/", "{}", walk.browser.path().await?);

    walk.sign_out().await?;
    house.clock.advance(Lifetime::minutes(1));
    walk.sign_in("sanne").await?;
    walk.enrol().await?;
    for (path, name) in [("/admin/settings/tokens", "stock"), ("/admin/settings/tokens/import", "import")] {
        walk.browser.goto(path).await?;
        walk.look(name).await?;
    }
    walk.finish().await
}
