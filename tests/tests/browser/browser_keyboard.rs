//! Without a mouse: signing in and enrolling with Tab, Enter and letters alone. What has the focus shows it.

use anyhow::{Context, Result, bail, ensure};
use journeys::look::Look;
use journeys::walk::Walk;
use journeys::waterland::{PASSWORD, house, member, rule};

use crate::browser::ready;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";

#[tokio::test]
async fn browser_signs_in_and_enrols_by_keyboard_alone() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", "nl").await?;
    let mut walk = Walk::open(&house, "keyboard", &Look { language: "nl", ..Look::WIDE }).await?;

    walk.browser.goto("/").await?;
    sign_in(&walk).await?;
    walk.is_at("/sign-in/enrol").await?;
    tab_to(&walk, &walk.say("skip")).await?;
    tab_to(&walk, &walk.say("offer-now")).await?;
    walk.browser.leave_by_keys(ENTER).await?;
    walk.is_at("/sign-in/enrol/app").await?;
    let picture = walk.look("set-up").await?;
    let app = walk.scan(&picture).await?;
    tab_to(&walk, &walk.say("code-label")).await?;
    walk.browser.type_keys(walk.next_code(&app)?).await?;
    walk.browser.leave_by_keys(ENTER).await?;
    walk.reads("codes-title").await?;
    tab_to(&walk, &walk.say("codes-stored")).await?;
    walk.look("focus").await?;
    walk.browser.leave_by_keys(ENTER).await?;
    walk.is_at("/").await?;
    tab_to(&walk, &walk.say("sign-out")).await?;
    walk.browser.leave_by_keys(ENTER).await?;
    sign_in(&walk).await?;
    walk.is_at("/sign-in/second-factor").await?;
    walk.browser.type_keys(walk.next_code(&app)?).await?;
    tab_to(&walk, walk.trust_label()).await?;
    walk.browser.type_keys(SPACE).await?;
    tab_to(&walk, &walk.say("sign-in-button")).await?;
    walk.browser.leave_by_keys(ENTER).await?;
    walk.is_at("/").await?;
    walk.reads_text("24 december 2026").await?;
    walk.finish().await
}

/// The name field has the focus from the start.
async fn sign_in(walk: &Walk<'_>) -> Result<()> {
    walk.browser.type_keys("sanne").await?;
    tab_to(walk, &walk.say("password")).await?;
    walk.browser.type_keys(PASSWORD).await?;
    walk.browser.leave_by_keys(ENTER).await
}

/// What has the focus: its words or its label, and the width of the ring around it.
const FOCUS: &str = "const it = document.activeElement; const label = it.labels && it.labels[0];
    const says = (label || it).innerText.trim(); return [says, parseFloat(getComputedStyle(it).outlineWidth)];";

/// Tabs forward until what has the focus says `words`. Everything on the way must show that it has it.
async fn tab_to(walk: &Walk<'_>, words: &str) -> Result<()> {
    let mut seen = Vec::new();
    for _ in 0..40 {
        walk.browser.type_keys(TAB).await?;
        let focus = walk.browser.driver().execute(FOCUS, Vec::new()).await?.json().clone();
        let says = focus.get(0).and_then(serde_json::Value::as_str).context("nothing has the focus")?.to_owned();
        let ring = focus.get(1).and_then(serde_json::Value::as_f64).unwrap_or(0.0);
        ensure!(ring >= 2.0, "“{says}” has the focus and does not show it");
        if says == words {
            return Ok(());
        }
        seen.push(says);
    }
    bail!("Tab never reaches “{words}”, only {seen:?}")
}
