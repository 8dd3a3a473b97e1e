//! A code card in a real browser, with and without JavaScript: made, activated with what was printed, and asked by its number.

use anyhow::{Context, Result};
use journeys::look::{Look, Scripts};
use journeys::visitor::Visitor;
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule};

use crate::browser::ready;
use crate::code_card::{code, printed};

#[tokio::test]
async fn browser_a_code_card_in_dutch() -> Result<()> {
    card_journey("card-nl", &Look { language: "nl", ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_a_code_card_without_javascript() -> Result<()> {
    card_journey("card-en-no-script", &Look { scripts: Scripts::Blocked, ..Look::WIDE }).await
}

async fn card_journey(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", look.language).await?;
    // The paper comes from another computer.
    let mut visitor = Visitor::new(&format!("http://localhost:{}", house.address.port()))?;
    let page = visitor.sign_in("sanne", journeys::waterland::PASSWORD).await?;
    let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "card")]).await?;
    let (_, card) = printed(&mut visitor, &page, "/sign-in/enrol/card").await.context("printed")?;
    let mut walk = Walk::open(&house, name, look).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("sanne").await?;
    walk.look("offer").await?;
    walk.press("offer-card").await?;
    walk.is_at("/sign-in/enrol/card").await?;
    walk.look("add-card").await?;
    let label = walk.words_with("card-label", 1);
    walk.browser.fill(&label, code(&card, 1)?).await?;
    walk.press("card-activate").await?;
    walk.reads("codes-title").await?;
    walk.browser.goto("/profile/two-factor").await?;
    walk.look("two-factor").await?;
    walk.sign_out().await?;
    walk.sign_in("sanne").await?;
    walk.is_at("/sign-in/code-card").await?;
    walk.look("code-card").await?;
    walk.finish().await
}
