//! A campaign written, started, paused and stopped by hand, its text changed and shown as somebody reads it: on a screen, and
//! on a telephone without scripts.

use actions::admin::people::{self, NewPassword, NewPerson};
use anyhow::Result;
use domain::user::Role;
use journeys::look::{Look, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{PASSWORD, house, member, rule, superuser};

use crate::browser::ready;

async fn goes_through(look: &Look) -> Result<()> {
    let house = house(rule()).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    member(&house, "joris", "Joris van den <i>Berg</i>", look.language).await?;
    // No mail reaches these two, and one of them has a name that no letter of ours can hold.
    for (user_name, full_name) in [("riet", "Riet <i>Schouten</i>"), ("ming", "李 Ming")] {
        let new = NewPerson {
            user_name: user_name.to_owned(),
            display_name: full_name.to_owned(),
            addresses: Vec::new(),
            language: Some(look.language.to_owned()),
            role: Role::Member,
            groups: Vec::new(),
            password: NewPassword::Plain(PASSWORD.into()),
        };
        people::add(&house.ctx, &house.organisation, new).await?;
    }
    let mut walk = Walk::open(&house, &format!("campaigns-{}", look.width), look).await?;
    walk.browser.goto("/admin/messages").await?;
    walk.sign_in("sanne").await?;
    walk.enrol().await?;
    walk.browser.goto("/admin/messages").await?;
    walk.reads("messages-none").await?;
    walk.look("messages-none").await?;
    walk.press("messages-new").await?;
    walk.look("campaign-new").await?;
    // What is wrong is said above and beside the field, and nothing typed is lost.
    walk.fill("campaign-before", "veertien").await?;
    walk.press("save").await?;
    walk.reads("campaign-not-saved").await?;
    walk.look("campaign-faults").await?;
    walk.fill("campaign-before", "7, 1").await?;
    walk.press("save").await?;
    walk.reads("campaign-saved-then").await?;
    walk.look("campaign-draft").await?;
    walk.press("campaign-start").await?;
    walk.reads("campaign-started").await?;
    walk.look("campaign-running").await?;
    letters(&mut walk).await?;
    walk.press_in("campaign-text", &walk.say("campaign-s-day")).await?;
    walk.fill("campaign-person", "joris").await?;
    walk.press("campaign-preview").await?;
    walk.reads_text("Joris van den <i>Berg</i>").await?;
    walk.look("campaign-text").await?;
    walk.press("save").await?;
    walk.reads("campaign-text-saved").await?;
    walk.press("campaign-usual").await?;
    walk.reads("campaign-text-back").await?;
    walk.browser.goto("/admin/messages").await?;
    walk.reads("campaign-running").await?;
    walk.look("messages").await?;
    announces(&mut walk).await?;
    walk.browser.goto("/admin/rollout").await?;
    walk.look("rollout-with-campaign").await?;
    walk.finish().await
}

/// An announcement is written, read on the first page, put away and found again.
async fn announces(walk: &mut Walk<'_>) -> Result<()> {
    walk.press("announcement-new").await?;
    walk.press("save").await?;
    walk.reads("campaign-not-saved").await?;
    walk.look("announcement-faults").await?;
    let title = "Zaterdag <i>dicht</i>";
    for language in ["English", "Nederlands"] {
        walk.browser.fill(&format!("{} {language}", walk.say("announcement-heading")), title).await?;
        walk.browser.fill(&format!("{} {language}", walk.say("campaign-body")), "{naam}, tot maandag.").await?;
    }
    walk.press("save").await?;
    walk.reads("announcement-saved").await?;
    walk.look("announcement").await?;
    walk.browser.goto("/").await?;
    walk.reads_text(title).await?;
    walk.reads_text("Sanne de Wit, tot maandag.").await?;
    walk.look("home-announcement").await?;
    walk.browser.follow("form[action=\"/announcements\"] button").await?;
    walk.look("home-put-away").await?;
    walk.browser.follow("a[href=\"/announcements\"]").await?;
    walk.reads_text(title).await?;
    walk.look("announcements").await?;
    Ok(())
}

/// Letters to whom no mail reaches: what there would be is shown first, and what is wrong is said.
async fn letters(walk: &mut Walk<'_>) -> Result<()> {
    let campaign = walk.browser.path().await?;
    walk.press("campaign-unreached-who").await?;
    walk.reads("campaign-export").await?;
    walk.look("campaign-unreached").await?;
    walk.press("letters").await?;
    walk.look("campaign-letters").await?;
    walk.press("letters-show").await?;
    walk.reads("letters-found").await?;
    walk.reads("letters-cannot").await?;
    walk.reads_text("李 Ming").await?;
    walk.look("campaign-letters-found").await?;
    walk.browser.goto(&format!("{campaign}/letters?text=reminder&to=new&dated=1999-01-01")).await?;
    walk.reads("letters-wrong").await?;
    walk.look("campaign-letters-faults").await?;
    walk.browser.goto(&campaign).await
}

#[tokio::test]
async fn browser_a_campaign_is_written_and_started() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look::WIDE).await
}

#[tokio::test]
async fn browser_a_campaign_is_written_and_started_on_a_phone_without_scripts() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look { language: "nl", scripts: Scripts::Blocked, ..Look::PHONE }).await
}
