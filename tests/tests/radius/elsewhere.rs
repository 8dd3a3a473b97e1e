//! Devices of several organisations at one address, a database that goes away, and a server that ends.

use actions::admin::radius_clients::{self, ClientEdit, Made, SavedClient};
use anyhow::{Context, Result, bail};
use domain::radius::Way;
use journeys::cable::Cable;
use journeys::platform::Platform;
use journeys::radclient::{Ear, Vpn, request};
use journeys::scene::{GROUP, PASSWORD, Scene, Setup};
use store::Engine;
use store::testing::{empty, engines};

use super::office::{connected, listening, scene, usual, vpn};

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_says_whose_a_device_is() -> Result<()> {
    for engine in engines() {
        let platform = Platform::with(engine, vec![("radius.listen", "127.0.0.1:0".to_owned())]).await?;
        let (scene, bond) = (&platform.scene, platform.bond()?);
        let edit = ClientEdit { second_factor: false, ..usual(Way::Both) };
        let here = connected(scene, &edit).await?;
        let there = match radius_clients::add_by_command_line(&scene.house.ctx, &bond, &edit).await? {
            SavedClient::Added(Made { secret, .. }) => vpn(scene, &secret)?,
            other => bail!("{other:?}"),
        };
        let bea = &platform.bea;
        assert_eq!(there.ask("bea", PASSWORD).await?.code, "Access-Accept");
        assert_eq!(here.ask("bea", PASSWORD).await?.code, "Access-Reject", "nobody of that name is here");
        let asked = here.ask("otto", PASSWORD).await?;
        assert_eq!((&*asked.code, &*there.ask("otto", PASSWORD).await?.code), ("Access-Challenge", "Access-Reject"));
        let code = scene.code(&platform.operator.key)?;
        let state = [("State", asked.value("State"))];
        assert_eq!(there.ask_with("otto", &code, &state).await?.code, "Access-Reject");
        assert_eq!(here.ask_with("otto", &code, &state).await?.code, "Access-Accept");
        let kept = store::audit::of_user(scene.house.ctx.db(), bond.id, bea.id, 10).await?;
        assert!(kept.iter().any(|event| event.kind == "radius-accepted"), "{kept:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgresql_is_away_nobody_is_answered_and_no_code_is_lost() -> Result<()> {
    if !engines().contains(&Engine::Postgres) {
        return Ok(());
    }
    let place = empty(Engine::Postgres).await?;
    place.db.close().await;
    let (mut cable, setting) = Cable::lay(&place.setting()).await?;
    let scene = Scene::at(place, Setup { database: Some(setting), ..listening() }).await?;
    let vpn = connected(&scene, &usual(Way::OneField)).await?;
    let anna = scene.member_with_app("anna", &[GROUP]).await?;
    let ear = Ear::before(vpn.server).await?;
    let typed = format!("{PASSWORD}{}", scene.code(&anna.key)?);
    let packet = ear.packet(&vpn.secret, &request("anna", &typed, &[])).await?;
    cable.cut().await;
    vpn.unanswered(&request("anna", &typed, &[])).await?;
    cable.mend().await?;
    assert_eq!(ear.ask(&packet).await?.first(), Some(&2), "the same packet, which the device sends again");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ends_hears_nobody_any_more() -> Result<()> {
    let scene = scene(Engine::Sqlite).await?;
    let vpn = connected(&scene, &usual(Way::Challenge)).await?;
    scene.member_with_app("anna", &[GROUP]).await?;
    assert_eq!(vpn.ask("anna", PASSWORD).await?.code, "Access-Challenge");
    let server = *scene.house.devices.first().context("nobody listens")?;
    let Scene { house, .. } = scene;
    house.stop().await.map_err(anyhow::Error::from_boxed)?;
    Vpn::new(server, &vpn.secret).unanswered(&request("anna", PASSWORD, &[])).await?;
    // The port is free again.
    tokio::net::UdpSocket::bind(server).await?;
    Ok(())
}
