//! The pages about connected systems, in a house that told one of them something.

use anyhow::{Context, Result};
use domain::id::{DeliveryId, SystemId};
use domain::time::Lifetime;
use journeys::look::Look;
use journeys::waterland::{house_with, rule, superuser};
use server::testing::{House, HouseOptions};
use store::hook::{NewDelivery, Outcome};

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
    tell(&house, system).await?;
    for (path, name) in [
        (SYSTEMS.to_owned(), "systems"),
        (format!("{SYSTEMS}/{system}"), "system"),
        (format!("{SYSTEMS}/{system}/remove"), "system-remove"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    album.close().await
}

/// What it was told before, and what came back. The one that waits is not due while the pictures are taken.
async fn tell(house: &House, system: SystemId) -> Result<()> {
    let now = house.ctx.now();
    let waits = now.plus(Lifetime::minutes(30));
    let events = [
        ("test", now.minus(Lifetime::days(2)), Outcome::Taken("204".to_owned())),
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
