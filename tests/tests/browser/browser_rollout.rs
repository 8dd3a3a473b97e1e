//! The board of the roll-out: read on a screen, on a telephone and on the narrowest one, with scripts and without; each of
//! its figures leads to the people behind it, and back.

use anyhow::{Result, ensure};
use journeys::look::{Look, Scripts};
use journeys::rollout::house;
use journeys::walk::Walk;

use crate::browser::ready;

async fn goes_through(look: &Look) -> Result<()> {
    let house = house(look.language).await?;
    let mut walk = Walk::open(&house, &format!("rollout-{}", look.width), look).await?;
    walk.browser.goto("/admin/rollout").await?;
    walk.sign_in("sanne").await?;
    walk.enrol().await?;
    walk.browser.goto("/admin/rollout").await?;
    walk.look("rollout").await?;
    for text in ["Grace Adeyemi", "Pieter Kok", "Daan Mulder", "Vrijwilligers"] {
        walk.reads_text(text).await?;
    }
    // One of the two drawings shows, and does not reach beyond its card.
    let shown =
        "return [...document.querySelectorAll('.chart')].filter(it => it.getBoundingClientRect().width > 0).length";
    if look.scripts == Scripts::Allowed {
        ensure!(walk.browser.driver().execute(shown, Vec::new()).await?.json() == 1, "both drawings, or none");
    }
    walk.browser.press("Vrijwilligers").await?;
    walk.reads("rollout-part-all").await?;
    walk.look("rollout-part").await?;
    walk.press("rollout-all").await?;
    walk.reads("rollout-lists").await?;
    walk.look("rollout-people").await?;
    walk.browser.press("Grace Adeyemi").await?;
    walk.reads_text("Grace Adeyemi").await?;
    walk.browser.goto("/admin/rollout/people?of=exempt").await?;
    walk.reads_text("Kees Visser").await?;
    walk.look("rollout-exempt").await?;
    walk.browser.goto("/admin/rollout/people?of=blocked").await?;
    walk.reads("run-nobody").await?;
    walk.look("rollout-nobody").await?;
    walk.browser.goto("/admin/rollout/people?of=have").await?;
    walk.reads_text("Eva <b>Meijer</b>").await?;
    walk.browser.goto("/admin/rollout/rehearsal?at=2026-12-09").await?;
    walk.reads("rehearsal-obliged").await?;
    walk.look("rehearsal").await?;
    walk.press("rehearsal-obliged").await?;
    walk.reads_text("Grace Adeyemi").await?;
    walk.look("rehearsal-people").await?;
    walk.press("rehearsal-back").await?;
    walk.browser.goto("/admin/rollout/rehearsal?at=2020-01-01").await?;
    walk.reads("rehearsal-e-passed").await?;
    walk.look("rehearsal-passed").await?;
    walk.finish().await
}

#[tokio::test]
async fn browser_the_board_of_the_rollout_leads_to_everyone_behind_it() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look::WIDE).await
}

#[tokio::test]
async fn browser_the_board_of_the_rollout_reads_on_a_phone_without_scripts() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look { language: "nl", scripts: Scripts::Blocked, ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_the_board_of_the_rollout_fits_the_narrowest_screen() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look { width: 320, language: "nl", ..Look::PHONE }).await
}
