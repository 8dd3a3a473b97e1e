//! The pages about connected systems, in a house that told one of them something.

use anyhow::{Context, Result};
use domain::id::{DeliveryId, SystemId};
use domain::time::Lifetime;
use journeys::look::Look;
use journeys::waterland::{house_with, rule, superuser};
use server::testing::{House, HouseOptions};
use store::hook::{NewDelivery, Outcome};
use store::hook_log::Change;

use crate::album::Album;

const SYSTEMS: &str = "/admin/settings/systems";

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let house = house_with(rule(), HouseOptions::default()).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let album = Album::open(&house, look).await?;
    album.goto("/admin/settings").await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    album.goto(&format!("{SYSTEMS}/new")).await?;
    album.take("system-new").await?;
    album.walk.fill("name", "Intranet").await?;
    album.walk.fill("system-address", "https://intranet.waterland.example/hooks/tweestap").await?;
    album.walk.press("system-connect").await?;
    album.walk.reads("system-shown").await?;
    album.take("system-shown").await?;
    let system = store::system::list(house.ctx.db(), house.organisation.id).await?.first().context("no system")?.id;
    choose(&house, system).await?;
    tell(&house, system).await?;
    for (path, name) in [
        (SYSTEMS.to_owned(), "systems"),
        (format!("{SYSTEMS}/{system}"), "system"),
        (format!("{SYSTEMS}/{system}/events"), "system-events"),
        (format!("{SYSTEMS}/{system}/remove"), "system-remove"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    album.close().await
}

/// What of the audit log it is told.
async fn choose(house: &House, system: SystemId) -> Result<()> {
    let kinds = ["signed-in", "factor-failed", "second-factor-switched-off", "act-refused"].map(str::to_owned);
    let change = Change { added: kinds.to_vec(), removed: Vec::new(), any: true };
    let input = (house.organisation.id, change, house.ctx.now());
    house
        .ctx
        .db()
        .write_with::<_, _, store::Error, _>(input, move |tx, (org, change, now)| {
            Box::pin(async move { store::hook_log::choose(tx, *org, (system, 1), change, *now).await })
        })
        .await?;
    Ok(())
}

/// What it was told before, and what came back. The one that waits is not due while the pictures are taken.
async fn tell(house: &House, system: SystemId) -> Result<()> {
    let now = house.ctx.now();
    let waits = now.plus(Lifetime::minutes(30));
    let events = [
        ("test", now.minus(Lifetime::days(2)), Outcome::Taken("204".to_owned())),
        ("audit.second-factor-switched-off", now.minus(Lifetime::hours(20)), Outcome::Taken("204".to_owned())),
        ("announcement.published", now.minus(Lifetime::hours(3)), Outcome::Taken("200".to_owned())),
        ("announcement.removed", now.minus(Lifetime::minutes(5)), Outcome::Later(waits, "503".to_owned())),
    ];
    let db = house.ctx.db();
    db.write_with::<_, _, store::Error, _>((house.organisation.id, events), move |tx, (org, events)| {
        Box::pin(async move {
            for (number, (kind, at, outcome)) in (1_u8..).zip(events) {
                let id = DeliveryId::from_bytes([number; 16]);
                let new = NewDelivery { id, system, kind: (*kind).to_owned(), body: "{}".to_owned() };
                store::hook::write(tx, *org, new, *at)?;
                store::hook::claim(tx, *org, id, (*at, waits)).await?;
                store::hook::mark(tx, *org, (id, 1), outcome).await?;
            }
            store::system::saw(tx, *org, system, now).await
        })
    })
    .await?;
    Ok(())
}
