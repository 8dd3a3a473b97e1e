//! A house that hears RADIUS, and a VPN that is set up in it.

use std::sync::Arc;

use actions::Organisation;
use actions::admin::radius_clients::{self, ClientEdit, Made, SavedClient};
use anyhow::{Context, Result, bail};
use domain::radius::{RadiusClient, Way};
use journeys::radclient::Vpn;
use journeys::scene::{Scene, Setup};
use store::Engine;

/// The name of the VPN.
pub(crate) const OFFICE: &str = "Office VPN";

/// The settings of a house that hears RADIUS.
pub(crate) fn listening() -> Setup {
    Setup { settings: vec![("radius.listen", "127.0.0.1:0".to_owned())], ..Setup::default() }
}

/// A house that hears RADIUS.
pub(crate) async fn scene(engine: Engine) -> Result<Scene> {
    Scene::with(engine, listening()).await
}

/// A VPN on this machine, as is usual but for the way.
pub(crate) fn usual(way: Way) -> ClientEdit {
    ClientEdit { networks: "127.0.0.1".to_owned(), way, ..ClientEdit::fresh(OFFICE) }
}

/// Sets up a device at the command line.
pub(crate) async fn add(scene: &Scene, edit: &ClientEdit) -> Result<Made> {
    match radius_clients::add_by_command_line(&scene.house.ctx, &scene.house.organisation, edit).await? {
        SavedClient::Added(made) => Ok(made),
        other => bail!("{other:?}"),
    }
}

/// A device of this organisation and name, whose secret was made anew just now; its identity.
pub(crate) async fn renewed(scene: &Scene, organisation: &Arc<Organisation>, name: &str) -> Result<String> {
    let ctx = &scene.house.ctx;
    let edit = ClientEdit { name: name.to_owned(), ..usual(Way::Both) };
    radius_clients::add_by_command_line(ctx, organisation, &edit).await?;
    let made = radius_clients::renew_by_command_line(ctx, organisation, name).await?.context("it is not there")?;
    Ok(made.id.to_string())
}

/// The form of a device as a browser sends it.
pub(crate) fn form(name: String) -> Vec<(&'static str, String)> {
    let rest = [("version", "1"), ("networks", "10.0.0.9"), ("who", "everyone"), ("way", "both"), ("groups", "none")];
    std::iter::once(("name", name)).chain(rest.map(|(field, value)| (field, value.to_owned()))).collect()
}

/// A device with this secret.
pub(crate) fn vpn(scene: &Scene, secret: &str) -> Result<Vpn> {
    Ok(Vpn::new(*scene.house.devices.first().context("nobody listens for RADIUS")?, secret))
}

/// Sets up a device and answers it.
pub(crate) async fn connected(scene: &Scene, edit: &ClientEdit) -> Result<Vpn> {
    vpn(scene, &add(scene, edit).await?.secret)
}

/// The only device, as it is kept.
pub(crate) async fn kept(scene: &Scene) -> Result<RadiusClient> {
    let all = radius_clients::list(&scene.house.ctx, &scene.house.organisation).await?;
    let [only] = <[RadiusClient; 1]>::try_from(all).map_err(|all| anyhow::anyhow!("{all:?}"))?;
    Ok(only)
}
