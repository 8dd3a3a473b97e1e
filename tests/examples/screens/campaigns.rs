//! The pages about campaigns, in a house where one runs.

use actions::admin::announcements::{self, AnnouncementEdit, SavedAnnouncement};
use actions::admin::campaign::{self, By, TypedText};
use actions::admin::people::{self, NewPassword, NewPerson};
use anyhow::{Context, Result, bail};
use domain::announcement::{Reach, Weight};
use domain::campaign::CampaignState;
use domain::selection::Selected;
use domain::time::Lifetime;
use domain::user::Role;
use jiff::ToSpan;
use journeys::look::Look;
use journeys::waterland::{PASSWORD, house_with, member, rule, superuser};
use server::testing::{House, HouseOptions};

use crate::album::Album;

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let house = house_with(rule(), HouseOptions::default()).await?;
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    superuser(&house, "sanne", "Sanne de Wit").await?;
    for (user_name, full_name) in [
        ("joris", "Joris van den Berg"),
        ("fatima", "Fatima El Amrani"),
        ("lin", "Lin Chen"),
        ("maria", "Maria Jansen"),
        ("pieter", "Pieter Kok"),
    ] {
        member(&house, user_name, full_name, look.language).await?;
    }
    // Nobody has an address of hers.
    let riet = NewPerson {
        user_name: "riet".to_owned(),
        display_name: "Riet Schouten".to_owned(),
        addresses: Vec::new(),
        language: Some(look.language.to_owned()),
        role: Role::Member,
        groups: Vec::new(),
        password: NewPassword::Plain(PASSWORD.into()),
    };
    people::add(ctx, organisation, riet).await?;

    let album = Album::open(&house, look).await?;
    album.goto("/admin/messages").await?;
    album.walk.sign_in("sanne").await?;
    let (app, _) = album.walk.enrol().await?;
    album.goto("/admin/messages/new").await?;
    album.take_both("campaign-new").await?;
    album.walk.press("save").await?;
    album.walk.reads("campaign-saved").await?;
    let campaign = campaign::list(ctx, organisation).await?.into_iter().next().context("no campaign")?.campaign.id;
    campaign::go(ctx, By::CommandLine(organisation), campaign, CampaignState::Running).await?;
    // The day after tomorrow, at an hour that is not quiet.
    house.clock.advance(Lifetime::days(2));
    let mut hours = 0;
    while campaign::told(ctx, organisation, (campaign, &campaign::Which::default()), None, 1).await?.is_empty() {
        house.clock.advance(Lifetime::hours(1));
        campaign::run(ctx).await?;
        hours += 1;
        anyhow::ensure!(hours < 48, "nobody was told within two days");
    }
    let address = format!("/admin/messages/{campaign}");
    album.goto(&address).await?;
    if album.walk.browser.path().await?.starts_with("/sign-in") {
        album.walk.sign_in("sanne").await?;
        album.walk.prove(&app).await?;
    }
    for (path, name) in [
        ("/admin/messages".to_owned(), "messages"),
        (format!("{address}/text/reminder"), "campaign-text"),
        (format!("{address}/told"), "campaign-told"),
        (format!("{address}/unreached"), "campaign-unreached"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    album.goto(&address).await?;
    album.take_both("campaign").await?;
    announcements(&house, &album).await?;
    album.close().await
}

/// What people read in the product, and how it is written.
async fn announcements(house: &House, album: &Album<'_>) -> Result<()> {
    let today = house.ctx.now().date_in(&house.organisation.zone);
    let text = |language: &str, subject: &str, body: &str| TypedText {
        language: language.to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
    };
    let texts = vec![
        text(
            "en",
            "Signing in pauses on Saturday",
            "On Saturday between 7:00 and 8:00 nobody can sign in: we move to a new server.\n\nQuestions? Call the helpdesk.",
        ),
        text(
            "nl",
            "Zaterdag even niet inloggen",
            "Zaterdag tussen 7.00 en 8.00 uur kan niemand inloggen: we verhuizen naar een nieuwe server.\n\nVragen? Bel de helpdesk.",
        ),
    ];
    let reach = Reach {
        selected: Selected::Everyone,
        from: today,
        until: today.checked_add(14.days())?,
        weight: Weight::Information,
        lacking_only: false,
        dismissible: true,
        shared: true,
    };
    let edit = AnnouncementEdit { id: None, version: 0, reach, texts };
    let saved = announcements::save_by_command_line(&house.ctx, &house.organisation, &edit).await?;
    let SavedAnnouncement::Saved(id) = saved else { bail!("no announcement: {saved:?}") };
    album.goto(&format!("/admin/announcements/{id}")).await?;
    album.take("announcement").await?;
    album.walk.sign_out().await?;
    album.walk.sign_in("joris").await?;
    album.walk.press("offer-later").await?;
    album.goto("/").await?;
    album.take_both("home-announcements").await?;
    album.walk.browser.follow("form[action=\"/announcements\"] button").await?;
    album.goto("/announcements").await?;
    album.take("announcements").await
}
