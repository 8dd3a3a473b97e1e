//! The pages about devices that ask by RADIUS, in a house where one has asked and one was set up wrongly.

use actions::admin::radius_clients::{self, ClientEdit};
use anyhow::{Context, Result};
use domain::radius::{Fault, FaultKind, Way};
use journeys::look::Look;
use journeys::waterland::{house_with, rule, superuser};
use server::testing::{House, HouseOptions};

use crate::album::Album;

const RADIUS: &str = "/admin/settings/radius";

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let settings = vec![("radius.listen", "127.0.0.1:0".to_owned())];
    let house = house_with(rule(), HouseOptions { settings, ..HouseOptions::default() }).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let id = asked(&house).await?;
    let album = Album::open(&house, look).await?;
    album.goto("/admin/settings").await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    album.goto(&format!("{RADIUS}/new")).await?;
    album.take("radius-new").await?;
    album.walk.fill("name", "Wifi").await?;
    album.walk.fill("radius-networks", "10.0.4.0/24").await?;
    album.walk.press("radius-new").await?;
    album.walk.reads("radius-use-safe").await?;
    album.take("radius-shown").await?;
    for (path, name) in [
        (RADIUS.to_owned(), "radius"),
        (format!("{RADIUS}/{id}"), "radius-client"),
        (format!("{RADIUS}/{id}/remove"), "radius-remove"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    album.close().await
}

/// A device that has asked, and another that has a wrong secret; the first of them.
async fn asked(house: &House) -> Result<String> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    for (name, networks, way) in [("Office VPN", "10.0.0.9", Way::Both), ("Switches", "10.0.2.0/24", Way::OneField)] {
        let edit = ClientEdit { networks: networks.to_owned(), way, ..ClientEdit::fresh(name) };
        radius_clients::add_by_command_line(ctx, organisation, &edit).await?;
    }
    let all = radius_clients::list(ctx, organisation).await?;
    let id = |name: &str| all.iter().find(|one| one.name == name).map(|one| one.id).context("no device");
    let (vpn, switches) = (id("Office VPN")?, id("Switches")?);
    let fault = Fault { kind: FaultKind::WrongSecret, at: ctx.now(), from: "10.0.2.7".parse()? };
    let input = (organisation.id, fault);
    ctx.db()
        .write_with::<_, _, store::Error, _>(input, move |tx, (org, fault)| {
            Box::pin(async move {
                store::radius_client::used(tx, *org, vpn, fault.at).await?;
                store::radius_client::failed(tx, *org, switches, fault).await
            })
        })
        .await?;
    Ok(vpn.to_string())
}
