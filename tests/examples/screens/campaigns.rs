//! The pages about campaigns, in a house where one runs.

use actions::admin::announcements::{self, AnnouncementEdit, SavedAnnouncement};
use actions::admin::attributes::{self, AttributeEdit};
use actions::admin::campaign::{self, By, LetterOrder, LetterTo, TypedText};
use actions::admin::desk::Acted;
use actions::admin::people::{self, NewPassword, NewPerson};
use anyhow::{Context, Result, bail};
use domain::announcement::{Reach, Weight};
use domain::campaign::{CampaignState, TextKind};
use domain::selection::{AttributeKey, AttributeKind, Selected};
use domain::time::Lifetime;
use domain::user::Role;
use jiff::ToSpan;
use journeys::look::Look;
use journeys::paper::Paper;
use journeys::waterland::{PASSWORD, house_with, member, rule, superuser};
use server::testing::{House, HouseOptions};
use web::letters::{Posted, Press};

use crate::album::Album;

/// The page on which letters are made, and what comes out of the printer.
async fn letter(house: &House, album: &Album<'_>, parts: [&str; 3]) -> Result<()> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let shown = campaign::list(ctx, organisation).await?.into_iter().next().context("no campaign")?;
    let [street, postcode, town] = parts.map(str::to_lowercase);
    let dated = ctx.now().date_in(&organisation.zone);
    let query = format!("text=reminder&to=new&dated={dated}&line11={street}&line21={postcode}&line22={town}");
    album.goto(&format!("/admin/messages/{}/letters?{query}", shown.campaign.id)).await?;
    album.take("campaign-letters").await?;
    let keys = |names: &[&String]| names.iter().map(|name| AttributeKey::kept(name)).collect::<Vec<_>>();
    let order = LetterOrder {
        kind: TextKind::Reminder,
        lines: vec![keys(&[&street]), keys(&[&postcode, &town])],
        dated,
        to: LetterTo::NotYet,
    };
    let (by, site) = (By::CommandLine(organisation), "https://inloggen.waterland.example");
    let press = Press { ctx, by, shown: &shown, site, organisation };
    let Acted::Done(Ok(file)) = press.make((&order, None), Posted::No).await? else { bail!("no letter was made") };
    album.keep(&Paper::of(&file.pdf)?.picture(1, 110)?, "letter")
}

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
    let riet = people::add(ctx, organisation, riet).await?;
    let english = look.language == "en";
    let parts = if english { ["Street", "Postcode", "Town"] } else { ["Straat", "Postcode", "Woonplaats"] };
    let mut values = Vec::new();
    for ((position, name), value) in (1..).zip(parts).zip(["Molenkade 12", "1141 AB", "Monnickendam"]) {
        let (key, kind, choices) = (name.to_lowercase(), AttributeKind::Text, Vec::new());
        values.push((key.clone(), value.to_owned()));
        let edit = AttributeEdit { key, version: 0, name: name.to_owned(), kind, choices, position };
        attributes::save_by_command_line(ctx, organisation, edit).await?;
    }
    attributes::set_values_by_command_line(ctx, organisation, riet, &values).await?;

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
    letter(&house, &album, parts).await?;
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
